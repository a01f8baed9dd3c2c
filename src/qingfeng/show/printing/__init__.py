"""Printing: every sheet of the course as PDF or PNG, filled in or blank. Nothing is stored."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.printing.sheets import filled, sheet, sheets
from qingfeng.show.writing import write_whole
from qingfeng.words.problems import ContentError, QueryError

__all__ = ["filled", "printed", "reply", "sheet", "sheets", "write_blank_sheets"]


def printed(root: Path, name: str, values: Mapping[str, object]) -> bytes:
    """A filled sheet as PDF, for a server's worker; every refusal is a QueryError.

    `values` goes by the ids or labels of the fields; an empty text is a blank line.
    """
    from qingfeng.show.printing.render import pdf

    try:
        return pdf(_project(root), name, values)
    except ContentError as error:
        first = error.problems[0]
        raise QueryError(f"{first.path}第 {first.line} 行：{first.what}。{first.mend}") from None


def reply(root: Path, name: str, values: object) -> dict[str, str]:
    """A filled sheet as a door sends it; nothing of it is kept."""
    if not isinstance(values, Mapping):
        raise QueryError("要填的字没有送到，请刷新页面。")
    return {"pdf": base64.b64encode(printed(root, name, values)).decode()}


def write_blank_sheets(project: Project, folder: Path) -> tuple[Path, ...]:
    """Write every sheet with blanks into a folder, in every size it has; gives the files."""
    from qingfeng.show.printing.render import pdf

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in sheets(project):
        for paper in one.papers:
            default = paper == one.paper
            path = folder / (f"{one.name}.pdf" if default else f"{one.name}_{paper.lower()}.pdf")
            write_whole(path, pdf(project, one.name, {"paper": paper} if one.field("paper") else {}))
            written.append(path)
    return tuple(written)


@lru_cache(maxsize=4)
def _project(root: Path) -> Project:
    return Project(root)
