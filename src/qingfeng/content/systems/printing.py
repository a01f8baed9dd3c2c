"""`course/systems/prints_*.yml`: the printable sheets, their fields, lines and sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.printing import (
    Colour,
    FieldKind,
    Orientation,
    Paper,
    PrintBook,
    PrintField,
    PrintLine,
    PrintOrigin,
    PrintSheet,
)
from qingfeng.words.problems import ContentError, Problem, problem, repeated

PAPERS = ("A4", "A3")


class FieldShape(Shape):
    """Something to fill in."""

    id: str = Field(min_length=1)
    label: str = Field(min_length=1)
    kind: FieldKind
    help: str = Field(min_length=1)
    most: int = Field(default=30, ge=1, le=2000)
    rows: int = Field(default=1, ge=1, le=30)
    choices: list[str] = []
    default: str = ""


class LineShape(Shape):
    """A sentence on a sheet."""

    id: str = Field(min_length=1)
    head: str = ""
    text: str = Field(min_length=1)
    origin: PrintOrigin
    basis: list[str] = []


class SheetShape(Shape):
    """A printable sheet."""

    name: str = Field(min_length=1, pattern="^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    about: str = Field(min_length=1)
    template: str = Field(min_length=1, pattern="^[a-z][a-z0-9_]*$")
    colour: Colour = "plain"
    paper: Paper = "A4"
    orientation: Orientation = "portrait"
    origin: str = Field(min_length=1)
    fields: list[FieldShape] = []
    lines: list[LineShape] = Field(min_length=1)


class BookShape(Shape):
    """A file of printable sheets."""

    title: str
    case: str
    on: str
    sheets: list[SheetShape] = Field(min_length=1)


def load_prints(path: Path, root: Path) -> PrintBook:
    """The sheets of a file; ContentError for faults of syntax and shape, names used twice,
    choices that do not fit, and a 原文 that names no fact."""
    source = read_source(path, root)
    book = valued(PrintBook, shaped(BookShape, source), source)
    faults = [*repeated(((sheet.name, sheet.at) for sheet in book.sheets), "M260")]
    for sheet in book.sheets:
        faults += _sheet_faults(sheet)
    if faults:
        raise ContentError(faults)
    return book


def _sheet_faults(sheet: PrintSheet) -> Iterator[Problem]:
    yield from repeated(((field.id, field.at) for field in sheet.fields), "M260")
    yield from repeated(((field.label, field.at) for field in sheet.fields), "M260")
    yield from repeated(((line.id, line.at) for line in sheet.lines), "M260")
    for field in sheet.fields:
        yield from _choice_faults(field)
    for line in sheet.lines:
        yield from _origin_faults(line)


def _choice_faults(field: PrintField) -> Iterator[Problem]:
    if (field.kind == "choice") != bool(field.choices):
        mend = "choice 要写 choices；text 和 date 不写。"
        yield problem(field.at, "M261", f"“{field.label}”的 kind 和 choices 对不上", mend)
    elif field.choices and field.default and field.default not in field.choices:
        mend = "只能是：" + "、".join(field.choices) + "。"
        yield problem(field.at, "M262", f"“{field.label}”的 default 不在 choices 里", mend)
    if field.id == "paper" and not (set(field.choices) <= set(PAPERS) and field.default):
        mend = "choices 写 A4、A3，default 写其中一个。"
        yield problem(field.at, "M262", "纸张只能选 A4 或者 A3，而且要有 default", mend)


def _origin_faults(line: PrintLine) -> Iterator[Problem]:
    from_page = any(basis.text.startswith("原文：") for basis in line.basis)
    if line.origin == "原文" and not from_page:
        mend = "在 basis 里写“原文：事实的 id”，或者把 origin 改成教学编写。"
        yield problem(line.at, "M263", f"“{line.id}”标了原文，没有写是哪一个事实", mend)
