"""What the slides of a session are given: one JSON object, everything resolved.

A slide is `blocks` to read, an `ask` or a `round` to vote on, a `scenario` to walk or a `widget`.
The browser breaks blocks into as many screens as they need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

from qingfeng.content.basis import PAGE, Library
from qingfeng.content.project import Project
from qingfeng.content.systems.family import load_circle, load_couple
from qingfeng.show.widgets.data import widget_data
from qingfeng.show.widgets.made import Json, WidgetData, references
from qingfeng.words.dates import chinese_date
from qingfeng.words.model import Basis
from qingfeng.words.session import Session, Slide

AUDIENCES = {"team": "单位、支部", "family": "家庭"}
# A hall has three cards: a colour and a shape each, in this order.
CARDS = ("green", "red", "yellow")
THREE = ("收得", "收不得", "先问问")
# 谢谢——你信得过我: what stands before the dash leads the line.
_LEAD = re.compile(r"^(.{1,8})——(.+)$", re.S)


def session_data(project: Project, session: Session) -> Json:
    """A session as its slides read it."""
    unit = project.course.unit(session.unit)
    return {
        "id": session.id,
        "title": session.title,
        "subtitle": session.subtitle,
        "audience": session.audience,
        "minutes": session.minutes,
        "unit": f"第 {unit.number} 课　{unit.title}",
        "slides": [_slide(project, session, slide) for slide in session.slides],
    }


def session_widgets(project: Project, session: Session) -> dict[str, WidgetData]:
    """The widgets that stand on its slides, by reference."""
    return {slide.widget: widget_data(project, slide.widget) for slide in session.slides if slide.widget}


@cache
def picture(name: str) -> str:
    """A picture of our own drawing by its name, as SVG that says what it shows."""
    return files("qingfeng.show.sessions").joinpath("web", f"{name}.svg").read_text(encoding="utf-8")


def _slide(project: Project, session: Session, slide: Slide) -> Json:
    library = project.library(session.case)
    made: Json = {
        "id": slide.id,
        "title": slide.title,
        "minutes": slide.minutes,
        "origin": slide.origin,
        "twice": slide.twice,
        "notes": _paragraphs(slide.notes),
        "expect": [
            {"says": one.says, "reply": one.reply, "basis": basis_words(one.basis, session.on, library)}
            for one in slide.expect
        ],
    }
    return made | _KINDS[slide.show](project, session, slide)


def basis_words(bases: Iterable[Basis], on: str, library: Library) -> list[str]:
    """References in one line each: a sentence of the page by what it says, a rule by its place, and
    one that is known from reports as that; what nobody verified is left out."""
    return [_basis_line(one) for one in references(bases, on, library) if one["mark"] != "UNVERIFIED"]


def _basis_line(one: Json) -> str:
    if one["mark"] == PAGE:
        return f"报道写到，{str(one['says']).rstrip('。')}"
    text, reported = str(one["text"]), "（据公开报道）"
    return text if one["mark"] != "SECONDARY" or reported in text else text + reported


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text; a line break within one is no space between Chinese signs."""
    return ["".join(part.split("\n")) for part in text.strip().split("\n\n")]


def _paragraph(text: str) -> Json:
    led = _LEAD.match(text.strip())
    return {"t": "p", "lead": led[1], "text": led[2]} if led else {"t": "p", "text": text.strip()}


def _blocks(layout: str, blocks: list[Json], drawn: str = "") -> Json:
    return {"kind": "blocks", "layout": layout, "blocks": blocks, "picture": drawn}


# --- one builder a kind -----------------------------------------------------------


def _cover(project: Project, session: Session, slide: Slide) -> Json:
    blocks: list[Json] = [{"t": "p", "text": line} for line in (session.subtitle, *slide.lines) if line]
    made = _blocks("cover", blocks, picture(slide.picture or "lotus"))
    return made | {"title": slide.title or session.title, "origin": ""}


def _words(project: Project, session: Session, slide: Slide) -> Json:
    return _blocks("words", [_paragraph(line) for line in slide.lines])


def _quote(project: Project, session: Session, slide: Slide) -> Json:
    drawn = picture(slide.picture) if slide.picture else ""
    # A line that begins with a dash says whose words they are.
    lines: list[Json] = [{"t": "small" if one.startswith("——") else "p", "text": one} for one in slide.lines]
    return _blocks("quote", lines, drawn) | _only_source(slide)


def _picture(project: Project, session: Session, slide: Slide) -> Json:
    assert slide.picture
    made = _blocks("picture", [{"t": "p", "text": line} for line in slide.lines], picture(slide.picture))
    return made | _only_source(slide)


def _only_source(slide: Slide) -> Json:
    """Old words and pictures are nobody's teaching text; what the page reports is marked."""
    return {"origin": slide.origin if slide.origin == PAGE else ""}


def _facts(project: Project, session: Session, slide: Slide) -> Json:
    case = project.case(session.case)
    found = [case.fact(name) for name in slide.facts]
    return _blocks("facts", [{"t": "fact", "date": chinese_date(f.date), "text": f.says} for f in found])


def _unit(project: Project, session: Session, slide: Slide) -> Json:
    lines: tuple[str, ...] = getattr(project.course.unit(session.unit), slide.part or "key_points")
    return _blocks("list", [{"t": "li", "n": n, "text": line} for n, line in enumerate(lines, start=1)])


def _circle(project: Project, session: Session, slide: Slide) -> Json:
    circle = load_circle(project.case_folder(session.case) / "circle.yml", project.root)
    readers = {role.id: role.name for role in circle.roles}
    parts = {part.id: part for part in circle.parts}
    blocks: list[Json] = []
    for part in (parts[name] for name in slide.parts):
        blocks.append({"t": "reader", "text": readers[part.reader], "new": True})
        blocks += [{"t": "p", "text": line} for line in part.text.strip().split("\n")]
        if part.pause:
            blocks.append({"t": "pause", "text": part.pause, "new": True})
    return _blocks("words", blocks)


def _home(project: Project, session: Session, slide: Slide) -> Json:
    blocks = [
        _head("能说的"),
        *map(_line, slide.lines),
        _head("能做的") | {"new": True},
        *map(_line, slide.does),
    ]
    return _blocks("list", blocks) | {"title": slide.title or "一家人，能说什么，能做什么"}


def _head(text: str) -> Json:
    return {"t": "head", "text": text}


def _line(text: str) -> Json:
    return {"t": "li", "text": text}


def _ask(project: Project, session: Session, slide: Slide) -> Json:
    library = project.library(session.case)
    if slide.ask:
        stem, basis, on, why = slide.ask.question, slide.ask.basis, session.on, ""
        options = [(one.label, one.right, one.why) for one in slide.ask.options]
    else:
        item = next(i for i in project.practice(session.case).items if i.id == slide.item)
        stem, basis, on, why = item.stem, item.basis, item.on, item.why
        options = [(one.text, one.right, one.why) for one in item.options]
    three = tuple(label for label, _, _ in options) == THREE
    return {
        "kind": "ask",
        "stem": _paragraphs(stem),
        "options": [{"label": label, "right": right, "why": said} for label, right, said in options],
        "cards": list(CARDS) if three else [],
        "why": why.strip(),
        # A family's evening goes without articles.
        "basis": [] if session.audience == "family" else basis_words(basis, on, library),
    }


def _round(project: Project, session: Session, slide: Slide) -> Json:
    couple = load_couple(project.case_folder(session.case) / "couple.yml", project.root)
    one = next(found for found in couple.rounds if found.id == slide.round)
    widget = widget_data(project, f"couple:{session.case}").data
    rounds, position = widget["rounds"], couple.rounds.index(one)
    assert isinstance(rounds, list)
    shown = rounds[position]
    return {
        "kind": "round",
        "title": slide.title or one.title,
        "origin": one.origin,
        "stem": _paragraphs(one.text),
        "sides": widget["sides"],
        "hands": shown["cards"],
        "meets": shown["meets"],
        "said": {name: _paragraphs(text) for name, text in shown["said"].items()},
        "talk": list(one.talk),
    }


def _scenario(project: Project, session: Session, slide: Slide) -> Json:
    data = widget_data(project, f"scenario:{session.case}").data
    scenes, states = data["scenes"], data["states"]
    assert isinstance(scenes, list) and isinstance(states, list)
    wanted = slide.scene or scenes[0]["id"]
    node = next(number for number, scene in enumerate(scenes) if scene["id"] == wanted)
    kept = ("scenes", "endings", "states", "reality", "role")
    return {
        "kind": "scenario",
        **{name: data[name] for name in kept},
        "start": next(number for number, state in enumerate(states) if state[0] == node),
        "most": slide.scenes,
    }


def _widget(project: Project, session: Session, slide: Slide) -> Json:
    return {"kind": "widget", "widget": slide.widget}


_KINDS: Mapping[str, Callable[[Project, Session, Slide], Json]] = {
    "cover": _cover,
    "words": _words,
    "quote": _quote,
    "picture": _picture,
    "facts": _facts,
    "unit": _unit,
    "ask": _ask,
    "round": _round,
    "circle": _circle,
    "home": _home,
    "scenario": _scenario,
    "widget": _widget,
}
