"""`qingfeng site OUT/`: the course as files, opened without any server."""

from __future__ import annotations

from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.pages.lesson import lesson_of
from qingfeng.show.pages.page import Door, UnitProgress, home_page, lesson_page

_NONE = Door("none")


def write_site(project: Project, out: Path) -> int:
    """Write every page into a folder; gives their number.

    Lessons, scenarios and practice work there; what needs a server says so.
    """
    out.mkdir(parents=True, exist_ok=True)
    units, written = [], 1
    for unit in project.course.units:
        others = [("读案例分析", f"case_{unit.case}.html")] if unit.case else []
        lesson = lesson_of(project.root / unit.lesson)
        page = lesson_page(project, lesson, unit, _NONE, others)
        (out / f"lesson_{unit.id}.html").write_text(page, encoding="utf-8")
        written += 1
        if unit.case:
            path = project.case_folder(unit.case) / f"{unit.case}.ipynb"
            back = [("回到课文", f"lesson_{unit.id}.html")]
            page = lesson_page(project, lesson_of(path), unit, _NONE, back)
            (out / f"case_{unit.case}.html").write_text(page, encoding="utf-8")
            written += 1
        case = f"case_{unit.case}.html" if unit.case else ""
        units.append(UnitProgress(unit, 0, 3, f"lesson_{unit.id}.html", case))
    home = home_page(project.course, units, [], _NONE)
    (out / "index.html").write_text(home, encoding="utf-8")
    return written
