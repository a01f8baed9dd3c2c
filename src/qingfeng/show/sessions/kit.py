"""The kit of a session: what whoever presents it takes along, as one PDF."""

from __future__ import annotations

from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.printing import sheet
from qingfeng.show.printing.render import typeset
from qingfeng.show.sessions.data import AUDIENCES, basis_words, session_data
from qingfeng.show.sessions.page import slides_words
from qingfeng.show.widgets.made import Json
from qingfeng.show.writing import write_whole
from qingfeng.words.session import Session, Slide

_SHOWN = {
    "cover": "题目",
    "words": "几句话",
    "quote": "一句话",
    "picture": "图",
    "facts": "案情",
    "unit": "要点",
    "ask": "投票",
    "scenario": "情景",
    "round": "双人卡",
    "circle": "轮读",
    "widget": "练习台",
    "home": "带回家",
}
_ORIGIN = "主持包由课程的内容排成，随课程更新；标“教学编写”的是教学所编，标“解读”的是对事实或者条文的理解。"


def kit_of(root: Path, name: str) -> bytes:
    """The kit of a session as PDF; QueryError where there is no such session or no Chinese font."""
    project = Project(root)
    return typeset("kit", kit_data(project, project.session(name)), "pdf")[0]


def write_kits(project: Project, folder: Path) -> tuple[Path, ...]:
    """Write the kit of every session into a folder; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in project.session_names:
        path = folder / f"kit_{name}.pdf"
        write_whole(path, kit_of(project.root, name))
        written.append(path)
    return tuple(written)


def kit_data(project: Project, session: Session) -> Json:
    """What stands in the kit: aim, room, sheets, and a row a slide with its start in minutes."""
    shown = session_data(project, session)["slides"]
    assert isinstance(shown, list)
    starts = [sum(one.minutes for one in session.slides[:n]) for n in range(len(session.slides))]
    unit = project.course.unit(session.unit)
    return {
        "title": f"{session.title}：主持包",
        "colour": "plain",
        "paper": "A4",
        "orientation": "portrait",
        "origin": _ORIGIN,
        "subtitle": session.subtitle,
        "audience": AUDIENCES[session.audience],
        "family": session.audience == "family",
        "minutes": session.minutes,
        "unit": f"第 {unit.number} 课　{unit.title}",
        "aim": list(session.aim),
        "room": list(session.room),
        "handouts": [
            {"title": sheet(project, one.sheet).title, "says": one.says} for one in session.handouts
        ],
        "keys": [line.split("|") for line in slides_words()["keys_list"].strip().splitlines()],
        "slides": [_row(project, session, *one) for one in zip(session.slides, shown, starts, strict=True)],
    }


def _row(project: Project, session: Session, slide: Slide, shown: Json, start: int) -> Json:
    library = project.library(session.case)
    expected = shown["expect"]
    made: Json = {
        "title": shown["title"] or session.title,
        "kind": _SHOWN[slide.show],
        "minutes": slide.minutes,
        "start": start,
        "end": start + slide.minutes,
        "notes": shown["notes"],
        "twice": slide.twice,
        "expect": expected,
        "stem": shown.get("stem", []),
        "options": shown.get("options", []),
        "why": shown.get("why", ""),
        "basis": shown.get("basis", []),
        "hands": [],
    }
    if slide.ask and session.audience == "family":
        # Not on the screen, but whoever presents may be asked.
        made["basis"] = basis_words(slide.ask.basis, session.on, library)
    if slide.show == "round":
        sides, hands = shown["sides"], shown["hands"]
        assert isinstance(sides, list) and isinstance(hands, list)
        made["hands"] = [{"side": side, "cards": hand} for side, hand in zip(sides, hands, strict=True)]
    if slide.show == "scenario":
        made["stem"] = [f"从“{_scene_title(shown)}”起，走 {slide.scenes} 步；会场选哪里就走哪里。"]
    return made


def _scene_title(shown: Json) -> str:
    scenes, states, start = shown["scenes"], shown["states"], shown["start"]
    assert isinstance(scenes, list) and isinstance(states, list) and isinstance(start, int)
    return str(scenes[states[start][0]]["title"])
