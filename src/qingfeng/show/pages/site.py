"""`qingfeng site OUT/`: the course as files, opened without any server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.pages.lesson import lesson_of
from qingfeng.show.pages.page import Door, UnitProgress, home_page, lesson_page, place_of, steps_of
from qingfeng.show.sessions.page import sessions_page, slides_page
from qingfeng.show.writing import write_whole

_NONE = Door("none")


def write_site(project: Project, out: Path) -> int:
    """Write every page into a folder; gives their number.

    Lessons, scenarios and practice work there; what needs a server says so.
    """
    out.mkdir(parents=True, exist_ok=True)
    pages = dict(_pages(project))
    for name, page in pages.items():
        write_whole(out / name, page.encode())
    return len(pages)


def _pages(project: Project) -> Iterator[tuple[str, str]]:
    """Every page with its file name."""
    units = []
    for unit in project.course.units:
        lesson, case = f"lesson_{unit.id}.html", f"case_{unit.case}.html"
        others = [("读案例分析", case)] if unit.case else []
        yield lesson, _page(project, project.root / unit.lesson, place_of(unit, unit), others)
        if unit.case:
            path = project.case_folder(unit.case) / f"{unit.case}.ipynb"
            yield case, _page(project, path, place_of(unit, unit), [("回到课文", lesson)])
        shorts = []
        for short in unit.shorts:
            name = f"lesson_{short.id}.html"
            back = [(f"去学第 {unit.number} 课", lesson)]
            yield name, _page(project, project.root / short.lesson, place_of(unit, short), back)
            shorts.append((short, name))
        steps = len(steps_of(project, unit))
        units.append(UnitProgress(unit, 0, steps, lesson, case if unit.case else "", tuple(shorts)))
    for name in project.session_names:
        yield f"present_{name}.html", slides_page(project, project.session(name), _NONE)
    yield "present.html", sessions_page(project, _NONE)
    yield "index.html", home_page(project.course, units, [], _NONE)


def _page(project: Project, path: Path, where: str, others: list[tuple[str, str]]) -> str:
    return lesson_page(project, lesson_of(path), where, _NONE, others)
