"""Typesetting: a sheet's data and its template become PDF or PNG by typst.

A template is a file of `templates/`, outside which typst may read nothing. Values reach it as
JSON, so that no sign in them is ever markup. The same input gives the same bytes on the same
machine: no date of making is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from qingfeng.content.project import Project
from qingfeng.show.printing.sheets import Json, filled
from qingfeng.words.problems import QueryError

TEMPLATES = Path(__file__).resolve().parent / "templates"
# A folder to look for fonts in instead of the system's, for a machine where none may be installed.
FONT_FOLDER = "QINGFENG_FONTS"
_PPI = 150
# In order of liking; the first that is there sets every sheet.
SANS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Noto Sans CJK JP"),
    *("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "DengXian", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "SimHei", "Heiti SC", "STHeiti"),
)
SERIF = (
    *("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC", "Songti SC"),
    *("SimSun", "NSimSun", "STSong", "FangSong", "AR PL UMing CN"),
)


def pdf(project: Project, name: str, values: Mapping[str, object]) -> bytes:
    """A sheet as PDF, its fonts embedded and its text selectable; QueryError for what is wrong
    with the values, and where there is no Chinese font."""
    return _typeset(project, name, values, "pdf")[0]


def png(project: Project, name: str, values: Mapping[str, object], page: int = 1) -> bytes:
    """A page (from 1) of a sheet as PNG; raises as `pdf` does."""
    pages = pngs(project, name, values)
    if not 1 <= page <= len(pages):
        raise QueryError(f"这一张有 {len(pages)} 页，没有第 {page} 页。")
    return pages[page - 1]


def pngs(project: Project, name: str, values: Mapping[str, object]) -> tuple[bytes, ...]:
    """Every page of a sheet as PNG; raises as `pdf` does."""
    return _typeset(project, name, values, "png")


def _typeset(
    project: Project, name: str, values: Mapping[str, object], kind: Literal["pdf", "png"]
) -> tuple[bytes, ...]:
    sheet, data = filled(project, name, values)
    return typeset(sheet.template, data, kind, sheet.at.path)


def typeset(
    template: str, data: Json, kind: Literal["pdf", "png"], source: str = "版式"
) -> tuple[bytes, ...]:
    """The pages of a template of this folder with its data (one piece for PDF), in a Chinese font.

    QueryError where there is no such template or no font, and where typst cannot set it; `source`
    is the file to look into then.
    """
    path = TEMPLATES / f"{template}.typ"
    if not path.is_file():
        raise QueryError(f"“{data['title']}”的版式 {template} 不存在，请改 {source}。")
    fonts, families = _fonts(os.environ.get(FONT_FOLDER, ""))
    try:
        return compiled(path, data | {"fonts": _chosen(families)}, fonts, kind)
    except typst.TypstError as error:
        raise QueryError(f"“{data['title']}”没有排出来：{error.message}。请检查 {source}。") from None


def compiled(
    template: Path, data: Json, fonts: typst.Fonts, kind: Literal["pdf", "png"]
) -> tuple[bytes, ...]:
    """The pages of a template with its data (one piece for PDF); reads nothing outside its folder."""
    made: object = typst.compile(
        template,
        root=template.parent,
        font_paths=fonts,
        format=kind,
        ppi=_PPI,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        # Without packages there is nothing to fetch: no template imports one.
        package_path=TEMPLATES / "none",
        package_cache_path=TEMPLATES / "none",
    )
    return (made,) if isinstance(made, bytes) else tuple(made)  # type: ignore[arg-type]


@lru_cache(maxsize=2)
def _fonts(folder: str) -> tuple[typst.Fonts, tuple[str, ...]]:
    """The fonts of a folder, or of the system where none is named, and their families."""
    fonts = typst.Fonts(include_system_fonts=not folder, font_paths=[folder] if folder else [])
    return fonts, tuple(fonts.families())


def _chosen(families: Sequence[str]) -> dict[str, str]:
    """The family for the sheet and the one for its titles and letters."""
    sans, serif = _first(SANS, families), _first(SERIF, families)
    if not sans and not serif:
        # A font put in place meanwhile is found by the next attempt.
        _fonts.cache_clear()
        raise QueryError(
            "这台电脑上没有能打印中文的字体：请装上“思源黑体”（Noto Sans CJK SC，"
            "Ubuntu 和 Debian 上是 sudo apt install fonts-noto-cjk），"
            f"或者把一个中文字体文件放进一个文件夹，用 {FONT_FOLDER} 指出它，再印一次。"
        )
    return {"sans": sans or serif, "serif": serif or sans}


def _first(wanted: Sequence[str], families: Sequence[str]) -> str:
    known = {family.casefold(): family for family in families}
    return next((known[name.casefold()] for name in wanted if name.casefold() in known), "")
