"""The widgets of a family session and of the culture of a market: what each is given.

None of them has a scope or a door: what people choose, read or write stays in the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from qingfeng.content.basis import Library
from qingfeng.content.project import Project
from qingfeng.content.systems.climate import load_climate
from qingfeng.content.systems.exhibition import load_exhibition
from qingfeng.content.systems.family import load_circle, load_couple, load_letter
from qingfeng.content.systems.mould import STEPS, load_mould
from qingfeng.show.market.gallery import SYSTEM as GALLERY
from qingfeng.show.market.gallery import gallery_works
from qingfeng.show.widgets.made import Json, WidgetData, references
from qingfeng.words.family import Card, Circle, Couple, Line, Round
from qingfeng.words.market.climate import Heading, Peg, Placed
from qingfeng.words.market.exhibition import Chapter, Exhibit, Fixture
from qingfeng.words.market.mould import Trade
from qingfeng.words.problems import QueryError, nearest

# --- a family session --------------------------------------------------------------


def _couple(project: Project, name: str) -> WidgetData:
    found, library = load_couple(_of_case(project, name, "couple"), project.root), project.library(name)
    data: Json = {
        "kind": "couple",
        "title": found.title,
        "notice": found.notice,
        "sides": [found.sides.one, found.sides.other],
        "rounds": [_round(one, found, library) for one in found.rounds],
        "closing": found.closing,
    }
    sentence = f"《{found.title}》：{len(found.rounds)} 轮，两个人各选一张，同时亮出；不计分，不保存。"
    return WidgetData("couple", data, sentence)


def _round(one: Round, couple: Couple, library: Library) -> Json:
    """A round with what is said for each pair of cards: which card is steady is not in the page."""
    hands = (one.cards.one, one.cards.other)
    said = {"same_steady": one.same_steady, "differ": one.differ, "both_waver": one.both_waver}
    return {
        "title": one.title,
        "origin": one.origin,
        "text": one.text,
        "cards": [[card.label for card in hand] for hand in hands],
        "meets": [[_meeting(mine, yours) for yours in hands[1]] for mine in hands[0]],
        "said": said,
        "talk": list(one.talk),
        "basis": references(one.basis, couple.on, library),
    }


def _meeting(mine: Card, yours: Card) -> str:
    if mine.steady != yours.steady:
        return "differ"
    return "same_steady" if mine.steady else "both_waver"


def _circle(project: Project, name: str) -> WidgetData:
    found: Circle = load_circle(_of_case(project, name, "circle"), project.root)
    data: Json = {
        "kind": "circle",
        "title": found.title,
        "notice": found.notice,
        "roles": [{"id": one.id, "name": one.name, "hint": one.hint} for one in found.roles],
        "parts": [{"reader": one.reader, "text": one.text, "pause": one.pause} for one in found.parts],
        "questions": [{"question": one.question, "answer": one.answer} for one in found.questions],
        "basis": references(found.basis, found.on, project.library(name)),
    }
    roles, parts = len(found.roles), len(found.parts)
    return WidgetData(
        "circle", data, f"读书会《{found.title}》：{roles} 个角色，{parts} 段；不收感想，不保存。"
    )


def _letter(project: Project, name: str) -> WidgetData:
    _only(name, "home")
    found = load_letter(_system(project, "letter"), project.root)
    data: Json = {
        "kind": "letter",
        "title": found.title,
        "notice": found.notice,
        "openings": [_line(one) for one in found.openings],
        "closings": [_line(one) for one in found.closings],
        "prompts": [_line(one) for one in found.prompts],
        "basis": references(found.basis, found.on, project.library(found.case)),
    }
    return WidgetData("letter", data, f"《{found.title}》：写下的话不发送，不保存，可以印出来。")


def _line(one: Line) -> Json:
    return {"text": one.text, "origin": one.origin}


# --- the culture of a market -----------------------------------------------------------


def _exhibition(project: Project, name: str) -> WidgetData:
    _only(name, "virtual")
    found = load_exhibition(_system(project, "exhibition"), project.root)
    library = project.library(found.case)
    data: Json = {
        "kind": "exhibition",
        "title": found.title,
        "notice": found.notice,
        "fixtures": [_fixture(one, found.on, library, project) for one in found.fixtures],
        "chapters": [_chapter(one, found.on, library, project) for one in found.chapters],
    }
    titles = "、".join(chapter.title for chapter in found.chapters)
    return WidgetData("exhibition", data, f"{found.title}：{titles}，四章走完；答题不计分，不保存。")


def _fixture(one: Fixture, on: str, library: Library, project: Project) -> Json:
    return {
        "name": one.name,
        "origin": one.origin,
        "here": one.here,
        "here_origin": one.here_origin,
        "link": _link(project, one.link),
        "basis": references(one.basis, on, library),
    }


def _chapter(one: Chapter, on: str, library: Library, project: Project) -> Json:
    asked = one.qa
    return {
        "title": one.title,
        "title_origin": one.title_origin,
        "intro": one.intro,
        "origin": one.origin,
        "exhibits": [_exhibit(exhibit, on, library, project) for exhibit in one.exhibits],
        "qa": {
            "ask": asked.ask,
            "options": [{"text": o.text, "right": o.right, "why": o.why} for o in asked.options],
            "basis": references(asked.basis, on, library),
            "origin": asked.origin,
        },
    }


def _exhibit(one: Exhibit, on: str, library: Library, project: Project) -> Json:
    return {
        "title": one.title,
        "text": one.text,
        "origin": one.origin,
        "link": _link(project, one.link),
        "basis": references(one.basis, on, library),
    }


def _mould(project: Project, name: str) -> WidgetData:
    _only(name, "own")
    found = load_mould(_system(project, "mould"), project.root)
    brand = found.brand
    data: Json = {
        "kind": "mould",
        "title": found.title,
        "notice": found.notice,
        "brand": {
            "name": brand.name,
            "whose": brand.whose,
            "place": brand.place,
            "origin": brand.origin,
            "basis": references(brand.basis, found.on, project.library(found.case)),
        },
        "trades": [_trade(one) for one in found.trades],
        "most": STEPS,
    }
    first = found.trades[0]
    sentence = f"{found.title}：“{first.name}”{len(first.steps)} 步，可以改成自己的行当，再印出来；不保存。"
    return WidgetData("mould", data, sentence)


def _trade(one: Trade) -> Json:
    steps: list[Json] = [
        {"name": s.name, "what": s.what, "point": s.point, "why": s.why, "origin": s.origin}
        for s in one.steps
    ]
    return {"name": one.name, "who": one.who, "origin": one.origin, "steps": steps}


def _gallery(project: Project, name: str) -> WidgetData:
    _only(name, "wall")
    works: list[Json] = [
        {"svg": svg, "caption": caption, "alt": alt} for svg, caption, alt in gallery_works(project)
    ]
    data: Json = {"kind": "gallery", "title": "书法墙", "works": works, "jury": GALLERY.title}
    return WidgetData("gallery", data, f"书法墙：{len(works)} 件作品，一件一件看。")


def _map(project: Project, name: str) -> WidgetData:
    found = load_climate(_system(project, "climate"), project.root)
    _only(name, "course", *(unit.id for unit in found.units))
    library = project.library(found.case)

    def peg(one: Peg | Heading) -> Json:
        return {
            "id": one.id,
            "name": one.name,
            "origin": one.origin,
            "basis": references(one.basis, found.on, library),
        }

    data: Json = {
        "kind": "map",
        "title": found.title,
        "notice": found.notice,
        "here": "" if name == "course" else name,
        "marks_called": found.marks_called,
        "marks_called_here": found.marks_called_here,
        "marks": [peg(one) for one in found.marks],
        "levers": [peg(one) for one in found.levers],
        "headings": [{**peg(one), "character": one.character} for one in found.headings],
        "closing": {
            "name": found.closing.name,
            "says": found.closing.says,
            "origin": found.closing.origin,
            "basis": references(found.closing.basis, found.on, library),
        },
        "units": [_placed(one, project) for one in found.units],
    }
    counts = f"{len(found.marks)} 个“清”、{len(found.levers)} 个抓手、{len(found.headings)} 个小标题"
    return WidgetData("map", data, f"{found.title}：{len(found.units)} 课，挂在 {counts}上。")


def _placed(one: Placed, project: Project) -> Json:
    return {
        "id": one.id,
        "link": _link(project, one.id),
        "marks": list(one.marks),
        "levers": list(one.levers),
        "headings": list(one.headings),
        "says": one.says,
        "origin": one.origin,
    }


# --- what several share ------------------------------------------------------------------


def _link(project: Project, unit: str) -> Json | None:
    """The unit to go on to; `page` is whether the course has a page for it already."""
    if not unit:
        return None
    for one in project.course.units:
        if one.id == unit:
            return {"unit": unit, "number": one.number, "title": one.title, "page": True}
    case = project.case(unit)
    return {"unit": unit, "number": case.unit, "title": case.title, "page": False}


def _of_case(project: Project, name: str, kind: str) -> Path:
    path = project.case_folder(name) / f"{kind}.yml"
    if not path.is_file():
        known = [one for one in project.case_names if (project.case_folder(one) / f"{kind}.yml").is_file()]
        raise QueryError(f"案例“{name}”没有 {kind}.yml。{nearest(name, known)}")
    return path


def _system(project: Project, name: str) -> Path:
    return project.root / "course" / "systems" / f"{name}.yml"


def _only(name: str, *known: str) -> None:
    if name not in known:
        raise QueryError(f"没有叫“{name}”的部件。{nearest(name, known)}")


BUILDERS: Mapping[str, Callable[[Project, str], WidgetData]] = {
    "couple": _couple,
    "circle": _circle,
    "letter": _letter,
    "exhibition": _exhibition,
    "mould": _mould,
    "gallery": _gallery,
    "map": _map,
}
