"""What each widget is given: one JSON object, no key of a graded item in it.

A reference names a widget anywhere: `scenario:favours`, `practice:favours`, `quiz:favours`,
`lab:penalty`, `analysis:favours`, `compare:favours`, `plain_words:favours`, `plan:favours`;
those of the culture of a market (`couple:new_year_eve`, `exhibition:virtual` …) are in `culture`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from qingfeng.content.basis import Library
from qingfeng.content.project import Project
from qingfeng.show.labs import default_outcome, lab
from qingfeng.show.market.selfcheck import selfcheck_data
from qingfeng.show.outcome import outcome_json
from qingfeng.show.printing.sheets import sheet
from qingfeng.show.widgets import culture
from qingfeng.show.widgets.assets import words
from qingfeng.show.widgets.made import Json, WidgetData, references
from qingfeng.think.quiz import right_answer, shuffled
from qingfeng.think.scenario import compiled
from qingfeng.words.dates import chinese_date
from qingfeng.words.model import Choice, Ending, Item, Scenario, Scene
from qingfeng.words.problems import QueryError, nearest


def widget_data(project: Project, reference: str) -> WidgetData:
    """The widget a reference names; QueryError where there is none."""
    kind, _, name = reference.partition(":")
    if kind not in _KINDS:
        raise QueryError(f"没有“{kind}”这种部件。{nearest(kind, _KINDS)}")
    made = _KINDS[kind](project, name)
    made.data.update(id=reference, words=words())
    return made


def paper_data(items: Mapping[str, object], learner: str) -> WidgetData:
    """A graded quiz from the released `items.json`, its options in the learner's order."""
    name = str(items["assignment"])
    questions = [_shuffled_question(q, learner, name) for q in _objects(items["items"])]
    due = datetime.fromisoformat(str(items["due"]))
    data: Json = {
        "kind": "quiz",
        "mode": "graded",
        "id": f"quiz:{name}",
        "scope": f"quiz/{name}",
        "assignment": name,
        "learner": learner,
        "title": items["title"],
        "intro": items["intro"],
        "minutes": items["minutes"],
        "due": items["due"],
        "due_text": f"{due.year} 年 {due.month} 月 {due.day} 日 {due:%H:%M}（北京时间）",
        "sections": items["sections"],
        "items": questions,
        "words": words(),
    }
    return WidgetData("quiz", data, f"评分测验《{items['title']}》，共 {len(questions)} 题。")


def _objects(raw: object) -> list[Json]:
    assert isinstance(raw, list)
    return raw


def _shuffled_question(question: Json, learner: str, name: str) -> Json:
    """The question with each list of options in this learner's order (判断题 keeps 对, 错)."""
    shown = {**question, "date": chinese_date(str(question.get("date") or ""))}
    for part in ("options", "right"):
        options = {str(o["id"]): o for o in _objects(question.get(part) or [])}
        if options and question["type"] != "truefalse":
            order = shuffled(options, learner, name, str(question["id"]), part)
            shown[part] = [options[i] for i in order]
    return shown


# --- one builder a kind -----------------------------------------------------------


def _scenario(project: Project, name: str) -> WidgetData:
    scenario, library = project.scenario(name), project.library(name)
    automaton = compiled(scenario)
    data: Json = {
        "kind": "scenario",
        "scope": f"learn/{name}/scenario" if scenario.kept else "",
        "title": scenario.title,
        "role": scenario.role,
        "notice": scenario.notice,
        "variables": [{"id": v.id, "name": v.name, "labels": list(v.labels)} for v in scenario.variables],
        "scenes": [_scene(scene, scenario.on, library) for scene in scenario.scenes],
        "endings": [_ending(ending, scenario.on, library) for ending in scenario.endings],
        "states": [[node, values, moves] for node, values, moves in automaton.states],
        "start": 0,
        "reality": _reality(scenario, library),
        "debrief": scenario.debrief,
    }
    sentence = f"情景《{scenario.title}》：{len(scenario.scenes)} 个场景，{len(scenario.endings)} 种结局。"
    return WidgetData("scenario", data, sentence)


def _scene(scene: Scene, on: str, library: Library) -> Json:
    return {
        "id": scene.id,
        "title": scene.title,
        "date": scene.date,
        "text": scene.text,
        "point": scene.turning_point,
        "origin": scene.origin,
        "choices": [_choice(choice, on, library) for choice in scene.choices],
    }


def _choice(choice: Choice, on: str, library: Library) -> Json:
    return {
        "id": choice.id,
        "label": choice.label,
        "verdict": choice.verdict,
        "excuse": choice.excuse,
        "why": choice.why,
        "basis": references(choice.basis, on, library),
    }


def _ending(ending: Ending, on: str, library: Library) -> Json:
    return {
        "id": ending.id,
        "title": ending.title,
        "lawful": ending.lawful,
        "text": ending.text,
        "origin": ending.origin,
        "basis": references(ending.basis, on, library),
    }


def _reality(scenario: Scenario, library: Library) -> list[Json]:
    scenes = {scene.id: scene for scene in scenario.scenes}
    steps: list[Json] = []
    for step in scenario.reality:
        choice = next(c for c in scenes[step.scene].choices if c.id == step.choice)
        says = library.case.fact(step.fact).says if library.case and step.fact else ""
        steps.append({"scene": scenes[step.scene].title, "choice": choice.label, "says": says})
    return steps


def _practice(project: Project, name: str) -> WidgetData:
    return _practised(project, name, "practice", slice(4, None))


def _pretest(project: Project, name: str) -> WidgetData:
    return _practised(project, name, "pretest", slice(0, 4))


def _practised(project: Project, name: str, kind: str, part: slice) -> WidgetData:
    bank, library = project.practice(name), project.library(name)
    # A small set is not worth dividing: both places show all of it.
    items = bank.items[part] if len(bank.items) > 4 else bank.items
    data: Json = {
        "kind": "quiz",
        "mode": "practice",
        "scope": f"learn/{name}/{kind}",
        "title": {"practice": bank.title, "pretest": "先试四题"}[kind],
        "intro": bank.intro,
        "due_text": "",
        "sections": [],
        "items": [_practice_item(item, library) for item in items],
    }
    return WidgetData("quiz", data, f"练习《{data['title']}》，共 {len(items)} 题，不计分。")


def _practice_item(item: Item, library: Library) -> Json:
    shown = question(item)
    explain: Json = {
        "right": right_answer(item),
        "options": {o.id: {"right": o.right, "why": o.why} for o in item.options},
        "pairs": {p.id: {"right": p.id, "why": p.why} for p in item.pairs},
        "why": item.why,
        "permitted": item.permitted,
        "basis": references(item.basis, item.on, library),
    }
    if item.accept:
        explain["accept"] = list(item.accept)
    seed = ("practice", item.id)
    for part in ("options", "right"):
        options = {str(o["id"]): o for o in _objects(shown.get(part) or [])}
        if item.type in ("ordering", "matching"):
            shown[part] = [options[i] for i in shuffled(options, *seed, part)]
    return {**shown, "explain": explain}


def question(item: Item) -> Json:
    """An item as it is asked: no key, no explanation."""
    return {
        "id": item.id,
        "type": item.type,
        "section": item.section,
        "level": item.level,
        "date": chinese_date(item.on),
        "stem": item.stem,
        "points": float(item.points),
        "options": [{"id": o.id, "text": o.text} for o in item.options],
        "left": [{"id": p.id, "text": p.left} for p in item.pairs],
        "right": [{"id": p.id, "text": p.right} for p in item.pairs],
        "min_chars": item.min_chars,
        "max_chars": item.max_chars,
        "rubric": [{"name": c.name, "points": float(c.points)} for c in item.rubric],
    }


def _lab(project: Project, name: str) -> WidgetData:
    found, result = lab(name), default_outcome(project, name)
    data: Json = {
        "kind": "lab",
        "system": name,
        "title": found.title,
        "intro": found.intro,
        "fields": list(found.form(project)),
        "result": outcome_json(project, result, found.case),
    }
    return WidgetData("lab", data, f"练习台《{found.title}》，默认结果：{result.title}。")


def _print(project: Project, name: str) -> WidgetData:
    found = sheet(project, name)
    fields: list[Json] = [
        {
            "id": field.id,
            "label": field.label,
            "kind": field.kind,
            "help": field.help,
            "most": field.most,
            "rows": field.rows,
            "choices": list(field.choices),
        }
        for field in found.fields
    ]
    data: Json = {
        "kind": "print",
        "sheet": found.name,
        "title": found.title,
        "about": found.about,
        "fields": fields,
    }
    return WidgetData("print", data, f"打印件《{found.title}》，填的字不保存。")


def _checklist(project: Project, name: str) -> WidgetData:
    if name != "selfcheck":
        raise QueryError(f"没有叫“{name}”的自查单。{nearest(name, ['selfcheck'])}")
    found = selfcheck_data(project)
    data: Json = {"kind": "checklist", **asdict(found)}
    sentence = f"自查《{found.title}》，共 {len(found.questions)} 问，勾选不发送，不保存。"
    return WidgetData("checklist", data, sentence)


def _analysis(project: Project, name: str) -> WidgetData:
    analysis, library = project.analysis(name), project.library(name)
    rows: list[Json] = [
        {
            "id": step.id,
            "label": step.label,
            "question": step.question,
            "answer": step.answer,
            "basis": references(step.basis, analysis.on, library),
        }
        for step in analysis.steps
    ]
    levels: list[Json] = [
        {"id": level.id, "title": level.title, "blanks": list(level.blanks)} for level in analysis.levels
    ]
    return _reflect("六步分析，三遍走完", "", rows, levels=levels)


def _compare(project: Project, name: str) -> WidgetData:
    analysis, library = project.analysis(name), project.library(name)
    compare = analysis.compare
    rows: list[Json] = [{"id": q.id, "label": q.question, "answer": q.answer} for q in compare.questions]
    rows[-1]["basis"] = references(compare.basis, analysis.on, library)
    panels: list[Json] = [{"title": c.title, "text": c.text, "origin": c.origin} for c in compare.cases]
    closing = f"只差这一点：{compare.differs}"
    return _reflect(compare.title, compare.task, rows, panels=panels, closing=closing)


def _plain_words(project: Project, name: str) -> WidgetData:
    plain = project.analysis(name).plain_words
    rows: list[Json] = [{"id": p.id, "label": p.soft, "answer": p.plain} for p in plain.pairs]
    return _reflect(plain.title, plain.intro, rows)


def _plan(project: Project, name: str) -> WidgetData:
    plan = project.analysis(name).plan
    rows: list[Json] = [{"id": p.id, "label": p.label, "hint": p.hint} for p in plan.prompts]
    return _reflect(plan.title, plan.intro, rows)


def _reflect(
    title: str,
    intro: str,
    rows: list[Json],
    *,
    panels: Iterable[Json] = (),
    levels: Iterable[Json] = (),
    closing: str = "",
) -> WidgetData:
    """A page to write on that keeps nothing; with one level every row is blank."""
    one = {"id": "all", "title": title, "blanks": [row["id"] for row in rows]}
    data: Json = {
        "kind": "reflect",
        "title": title,
        "intro": intro,
        "panels": list(panels),
        "levels": list(levels) or [one],
        "rows": rows,
        "closing": closing,
    }
    return WidgetData("reflect", data, f"写一写《{title}》，共 {len(rows)} 处，写下的话不会保存。")


_KINDS: Mapping[str, Callable[[Project, str], WidgetData]] = {
    "scenario": _scenario,
    "practice": _practice,
    "pretest": _pretest,
    "lab": _lab,
    "print": _print,
    "checklist": _checklist,
    "analysis": _analysis,
    "compare": _compare,
    "plain_words": _plain_words,
    "plan": _plan,
    **culture.BUILDERS,
}


def as_json(data: object) -> str:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
