"""What a session points to and is not there: told with place and cure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from qingfeng.content.items import load_bank
from qingfeng.content.project import Project
from qingfeng.content.session import LABEL
from qingfeng.content.systems.family import load_circle, load_couple
from qingfeng.show.widgets.data import widget_data
from qingfeng.words.model import Place
from qingfeng.words.problems import ContentError, Problem, QueryError, nearest, problem
from qingfeng.words.session import Session, Slide

# Kinds of items a hall can vote on with one card.
VOTED = ("single", "truefalse")


def session_faults(session: Session, project: Project, sheets: Collection[str]) -> Iterator[Problem]:
    """Every fault that shows only beside the course: case, unit, facts, items, scenes, and the names
    of `sheets`."""
    units = [unit.id for unit in project.course.units]
    yield from _named(session.unit, units, session.at, "V906", "单元")
    for handout in session.handouts:
        yield from _named(handout.sheet, sheets, handout.at, "V907", "打印件")
    names = project.case_names
    if session.case not in names:
        yield from _named(session.case, names, session.at, "V906", "案例")
        return
    for slide in session.slides:
        yield from _slide_faults(slide, session, project)


def _slide_faults(slide: Slide, session: Session, project: Project) -> Iterator[Problem]:
    folder = project.case_folder(session.case)
    try:
        if slide.facts:
            facts = [fact.id for fact in project.case(session.case).facts]
            for fact in slide.facts:
                yield from _named(fact, facts, slide.at, "V908", "事实")
        if slide.item:
            yield from _item_faults(slide, folder, project)
        if slide.show == "scenario":
            scenes = [scene.id for scene in project.scenario(session.case).scenes]
            yield from _named(slide.scene or scenes[0], scenes, slide.at, "V910", "场景")
        if slide.parts:
            parts = _ids(folder / "circle.yml", lambda path: load_circle(path, project.root).parts)
            for part in slide.parts:
                yield from _named(part, parts, slide.at, "V910", "读书会里的一段")
        if slide.round:
            rounds = _ids(folder / "couple.yml", lambda path: load_couple(path, project.root).rounds)
            yield from _named(slide.round, rounds, slide.at, "V910", "双人卡里的一轮")
        if slide.widget:
            widget_data(project, slide.widget)
    except QueryError as error:
        yield problem(slide.at, "V910", f"这一页用的“{slide.widget}”放不出来：{error}", "改 widget。")
    except ContentError:
        return  # Told where that file itself is checked.


def _ids(path: Path, load: Callable[[Path], Iterable[object]]) -> list[str]:
    return [str(getattr(one, "id", "")) for one in load(path)] if path.is_file() else []


def _item_faults(slide: Slide, folder: Path, project: Project) -> Iterator[Problem]:
    items = {item.id: item for item in load_bank(folder / "practice.yml", project.root).items}
    yield from _named(slide.item, items, slide.at, "V909", "练习题")
    item = items.get(slide.item)
    if item is None:
        return
    if item.type not in VOTED:
        what = f"题“{item.id}”不是单选或者判断，会场没有办法举一张卡来答"
        yield problem(slide.at, "V909", what, "换一道单选或者判断题。")
    if any(len(option.text) > LABEL for option in item.options):
        what = f"题“{item.id}”有超过 {LABEL} 个字的选项，后排看不清"
        yield problem(slide.at, "V909", what, "换一道题，或者用 ask 写短一些。")


def _named(name: str, known: Iterable[str], at: Place, code: str, kind: str) -> Iterator[Problem]:
    if name not in known:
        yield problem(at, code, f"没有叫“{name}”的{kind}", nearest(name, known))
