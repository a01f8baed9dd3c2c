"""The labs of rules: which edition binds a day, and which ladder stands before whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.systems.ladders import load_ladders
from qingfeng.show.labs.form import Given, Json, Lab, chosen, day_field, select
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures import edition_line
from qingfeng.show.tables import Table
from qingfeng.think.ladders import ladders
from qingfeng.words.dates import chinese_date
from qingfeng.words.ladders import Ladder, LadderTable
from qingfeng.words.model import Basis
from qingfeng.words.problems import QueryError
from qingfeng.words.rules import Citation, Instrument

DISCIPLINE = "纪律处分条例"

# --- which ladder


def _table(project: Project) -> LadderTable:
    return load_ladders(project.root / "course" / "systems" / "ladders.yml", project.root)


def _ladders_form(project: Project) -> Sequence[Json]:
    table = _table(project)
    return (
        select("who", "这个人", [(p.id, p.name) for p in table.people], "member_official"),
        select("what", "这件事", [(c.id, c.name) for c in table.conducts], "gifts"),
        day_field("on", "行为日", "2025-03-10", "换一天，版本和条号会跟着变。"),
    )


def _ladders(project: Project, given: Given) -> Outcome:
    table = _table(project)
    who = next(
        p for p in table.people if p.id == chosen(given, "who", [(p.id, p.name) for p in table.people])
    )
    what = next(
        c for c in table.conducts if c.id == chosen(given, "what", [(c.id, c.name) for c in table.conducts])
    )
    on = _day(given.get("on"))
    found = ladders(who, what, on)
    rows = tuple(
        (one.name, "在" if one.stands else "不在", one.why, *_rule_words(project, one, on)) for one in found
    )
    there = [one.name for one in found if one.stands]
    notes = ["党纪和政务处分可以都用，不是二选一；监察机关和任免单位对同一违法行为不重复给处分。"]
    if (
        what.discipline.text.endswith("干预司法执纪执法")
        and who.party
        and not who.leading
        and on < date(2024, 1, 1)
    ):
        notes.append("2015 版、2018 版的这一条只约束党员领导干部，一般党员不适用；2023 版才去掉这个限制。")
    notes.append("人和事是教学编写；适用哪一档，要看情节，由组织认定。")
    return Outcome(
        title="、".join(there) if there else "没有梯子",
        lines=(("这个人", who.name), ("这件事", what.name), ("行为日", chinese_date(str(on)))),
        tables=(Table("三把梯子", ("梯子", "在不在", "为什么", "规则", "有哪几档"), rows),),
        notes=tuple(notes),
        basis=_bases(project, found, on),
    )


def _rule_words(project: Project, one: Ladder, on: date) -> tuple[str, str]:
    """The rule and the steps of a ladder that stands, in words for a day."""
    if not one.stands:
        return "—", "—"
    label = _label(project, one.rule, on) if one.rule else "没有读到专门的条文"
    steps = ""
    if one.steps:
        instrument, _, topic = one.steps.partition("：")
        try:
            steps = "；".join(project.rulebook.rule(instrument, topic, on).ladder)
        except QueryError:
            steps = "那一天的条文没有读到"
    return label, steps or "看数额和情节"


def _label(project: Project, text: str, on: date) -> str:
    try:
        return project.library().reference(Basis(text), str(on)).text
    except QueryError:
        return "那一天没有读到这一条"


def _bases(project: Project, found: Sequence[Ladder], on: date) -> tuple[tuple[str, str], ...]:
    named = [text for one in found if one.stands for text in (one.rule, one.steps) if text]
    library = project.library()
    return tuple((text, str(on)) for text in named if not library.faults(Basis(text), str(on)))


# --- which edition


def _topics(project: Project) -> list[tuple[str, str]]:
    """The topics that stand in more than one edition of 纪律处分条例."""
    book = project.rulebook.instrument(DISCIPLINE)
    names = dict.fromkeys(rule.topic for rule in book.rules if rule.role == "实体")
    editions = {name: {r.edition for r in book.rules if r.topic == name} for name in names}
    return [(name, name) for name in names if len(editions[name]) > 1]


def _editions_form(project: Project) -> Sequence[Json]:
    return (
        select("topic", "管什么", _topics(project), "收受礼品礼金消费卡"),
        day_field("on", "行为日（连续的，填开始那天）", "2018-09-21"),
        day_field("until", "连续或者继续到（没有就空着）", "", "性质相同的行为一直做到这一天。"),
        day_field("handled", "处理日", "2019-02-20"),
    )


def _editions(project: Project, given: Given) -> Outcome:
    topic = chosen(given, "topic", _topics(project))
    on = _day(given.get("on"))
    until = _day(given["until"]) if given.get("until") else None
    handled = _day(given["handled"]) if given.get("handled") else None
    found = project.rulebook.cite(DISCIPLINE, topic, on=on, until=until, handled=handled)
    first = found[0]
    lines = [("适用", f"{first.edition}{first.article}"), ("理由", first.note or "行为日有效的就是这一版。")]
    if first.ladder:
        lines.append(("阶梯", "；".join(first.ladder)))
    book = project.rulebook.instrument(DISCIPLINE)
    marks = [("行为", on)] + ([("连续到", until)] if until else []) + ([("处理", handled)] if handled else [])
    rows = tuple((c.role, c.edition, c.article, c.topic, "；".join(c.ladder), c.note) for c in found)
    words = "；".join(f"{name} {when}" for name, when in marks)
    return Outcome(
        title=f"适用{first.edition}",
        lines=tuple(lines),
        tables=(Table("引哪几条", ("作用", "版本", "条", "主题", "阶梯", "说明"), rows),),
        notes=_edition_notes(first, until),
        basis=(),
        picture=edition_line(_spans(book), marks, first.edition),
        picture_words=f"三版条例的时间轴：{words}；适用{first.edition}。",
    )


def _spans(book: Instrument) -> list[tuple[str, date]]:
    """Each edition of an instrument with its first day, in order."""
    first: dict[str, date] = {}
    for rule in book.rules:
        if rule.in_force_from:
            first[rule.edition] = min(first.get(rule.edition, date.max), rule.in_force_from)
    return sorted(first.items(), key=lambda one: one[1])


def _edition_notes(first: Citation, until: date | None) -> tuple[str, ...]:
    notes = ["先看行为那一天有效的是哪一版，再看处理时的新版是不是更轻；不是“谁重用谁”，也不是“处理时用谁”。"]
    if until:
        notes.append("只有性质相同、一直连着的行为才看结束那一天；互不相干的两件事，各看各的日子。")
    return tuple(notes)


def _day(raw: object) -> date:
    text = str(raw or "")
    if not text:
        raise QueryError("请填行为日。")
    return day(text)


LABS: Mapping[str, Lab] = {
    "ladders": Lab(
        title="哪把梯子",
        intro="同一件事，换一个人，再换一天，看看哪把梯子还在。",
        form=_ladders_form,
        ask=_ladders,
    ),
    "editions": Lab(
        title="用哪一版",
        intro="填行为日和处理日，看适用哪一版。条号由规则库给出，不用背。",
        form=_editions_form,
        ask=_editions,
    ),
}
