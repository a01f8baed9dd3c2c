"""Excel files that offices open: results with real numbers, and empty tables to fill in.

A file is written whole or not at all, and never over the file it was made from.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import System
from qingfeng.show.tables import Table, Value, shown
from qingfeng.show.writing import told_where_unwritable, write_whole
from qingfeng.words.model import Basis
from qingfeng.words.problems import QueryError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_KINDS = {
    "text": "文字",
    "number": "数",
    "whole": "整数",
    "date": "日期，如 2022-05-31",
    "choice": "只能填列出的几种",
    "flag": "是或者否",
}
_WIDEST = 60
# Signs that XML does not allow.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EMPTY_ROWS = 500


@dataclass(frozen=True)
class Style:
    """How a cell looks."""

    bold: bool = False
    italic: bool = False
    size: int = 11
    colour: str = "2A2622"
    fill: str = ""


_TITLE, _HEAD = Style(bold=True, size=14), Style(bold=True, fill="F5ECD8")
_EXAMPLE = Style(italic=True, colour="635B53")


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: its name, a title row or none, a head and rows."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


def write_outcome(
    path: Path, project: Project, system: System, settings: Mapping[str, str], outcome: Outcome
) -> None:
    """Write a result: 结果 with summary, switches, notes and basis, then a sheet a table."""
    sheets = [_summary(project, system, settings, outcome)]
    sheets += [Sheet(table.caption, table.caption, table.head, table.rows) for table in outcome.tables]
    save_sheets(path, sheets)


def write_template(path: Path, system: System) -> None:
    """Write the empty tables of a system: headings, an example row each, and the 说明 sheet."""
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    _need_writable(path)
    book = Workbook(write_only=True)
    for spec in system.tables:
        sheet = book.create_sheet(_sheet_name(spec.title, set(book.sheetnames)))
        _widths(sheet, [_width(c.heading, c.example) for c in spec.columns])
        sheet.freeze_panes = "A2"
        _head(sheet, [c.heading for c in spec.columns])
        sheet.append([_styled(sheet, c.example, _EXAMPLE) for c in spec.columns])
        for place, column in enumerate(spec.columns):
            listed = ("是", "否") if column.kind == "flag" else column.choices
            if listed:
                quoted = '"' + ",".join(listed) + '"'
                rule = DataValidation(type="list", formula1=quoted, allow_blank=not column.required)
                letter = chr(65 + place)
                rule.add(f"{letter}2:{letter}{_EMPTY_ROWS}")
                sheet.data_validations.append(rule)
    _write_sheet(book, _explanation(system))
    _save(path, book)


def need_other_file(out: Path, source: Path) -> None:
    """Refuse to write over the file that was read; QueryError."""
    if out.exists() and source.exists() and out.samefile(source):
        raise QueryError("输出文件和输入文件是同一个。输入文件不会被改动，请换一个输出的名字。")


def _explanation(system: System) -> Sheet:
    rows: list[tuple[Value, ...]] = [
        (system.title, line, "", "", "") for line in (system.intro, *system.about)
    ]
    for spec in system.tables:
        rows += [(spec.title, *_of_column(c)) for c in spec.columns]
    rows += [
        ("开关", f"--set {s.id}=…", s.label, _choices_in_words(s.choices) or s.default, s.reason)
        for s in system.switches
    ]
    rows.append(("提示", "表里的第一行是示例，可以删去；没有改动的示例行，读表时会跳过。", "", "", ""))
    return Sheet("说明", "说明", ("表", "列", "填什么", "示例", "注意"), rows)


def _of_column(column: Column) -> tuple[Value, ...]:
    must = "必填" if column.required else "可以空着"
    kind = "、".join(column.choices) if column.choices else _KINDS[column.kind]
    unit = f"，单位{column.unit}" if column.unit else ""
    return (column.heading, f"{kind}{unit}（{must}）", column.example, column.help)


def _choices_in_words(choices: Iterable[tuple[str, str]]) -> str:
    return "；".join(f"{value}：{words}" for value, words in choices)


def _summary(project: Project, system: System, settings: Mapping[str, str], outcome: Outcome) -> Sheet:
    library = project.library(system.case)
    rows: list[tuple[Value, ...]] = [("结果", outcome.title, "")]
    rows += [(label, value, "") for label, value in outcome.lines]
    for switch in system.switches:
        value = settings[switch.id]
        rows.append((f"开关：{switch.label}", dict(switch.choices).get(value, value), switch.reason))
    rows += [("注意", note, "") for note in outcome.notes]
    for text, on in outcome.basis:
        found = library.reference(Basis(text), on)
        rows.append(("依据", found.text, found.says))
    return Sheet("结果", system.title, ("项目", "内容", "说明"), rows)


# --- writing ------------------------------------------------------------------------


def save_sheets(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write sheets into a workbook, whole or not at all; QueryError where it cannot be written."""
    from openpyxl import Workbook

    _need_writable(path)
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book, sheet)
    _save(path, book)


def _save(path: Path, book: Workbook) -> None:
    made = io.BytesIO()
    book.save(made)
    with told_where_unwritable(path):
        write_whole(path, made.getvalue())


def _need_writable(path: Path) -> None:
    if path.suffix.lower() != ".xlsx":
        raise QueryError(f"输出文件要以 .xlsx 结尾，现在是“{path.name}”。")
    if not path.resolve().parent.is_dir():
        raise QueryError(f"文件夹“{path.parent}”不存在，请先建好。")


def _write_sheet(book: Workbook, sheet: Sheet) -> None:
    target = book.create_sheet(_sheet_name(sheet.name, set(book.sheetnames)))
    columns = list(zip(*[sheet.head, *sheet.rows[:200]], strict=True))
    _widths(target, [_width(*map(shown, column)) for column in columns])
    target.freeze_panes = "A3"
    target.append([_styled(target, sheet.title, _TITLE)])
    _head(target, sheet.head)
    for row in sheet.rows:
        target.append([_safe(target, value) for value in row])


def _head(sheet: WriteOnlyWorksheet, words: Iterable[str]) -> None:
    sheet.append([_styled(sheet, one, _HEAD) for one in words])


def _styled(sheet: WriteOnlyWorksheet, value: str, style: Style) -> object:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    cell = WriteOnlyCell(sheet, value=value)
    cell.font = Font(bold=style.bold, italic=style.italic, size=style.size, color=style.colour)
    if style.fill:
        cell.fill = PatternFill("solid", start_color=style.fill)
    return cell


def _safe(sheet: WriteOnlyWorksheet, value: Value) -> object:
    """A cell that stays what it is: a text that begins with = is no formula."""
    if not isinstance(value, str):
        return value
    value = _CONTROL.sub("", value)
    if not value.startswith("="):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _width(*words: str) -> float:
    """A width that fits: a Chinese sign takes two places."""
    longest = max((sum(1 if c.isascii() else 2 for c in word) for word in words), default=0)
    return min(_WIDEST, longest + 3)


def _widths(sheet: WriteOnlyWorksheet, widths: Iterable[float]) -> None:
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(65 + place)].width = width  # type: ignore[attr-defined]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel takes: at most 31 signs, none of []:*?/\\, and not used yet."""
    bare = re.sub(r"[\[\]:*?/\\]", "", name)[:28] or "表"
    return bare if bare not in taken else f"{bare} {len(taken) + 1}"


def table_json(table: Table) -> dict[str, object]:
    """A table as JSON, whole."""
    return {"caption": table.caption, "head": list(table.head), "rows": [list(row) for row in table.texts]}
