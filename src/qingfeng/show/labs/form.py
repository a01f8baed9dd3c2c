"""What every lab is made of: its words, its form with default values, and its function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qingfeng.content.cells import Cell, Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, TableSpec, rows_of
from qingfeng.show.outcome import Outcome
from qingfeng.show.tables import shown
from qingfeng.words.problems import QueryError

Json = dict[str, object]
Given = Mapping[str, object]
# A page sends its rows back; more than this would not fit through the door.
MOST_ROWS = 60


@dataclass(frozen=True)
class Lab:
    """A lab: its words, its form for a course folder, its function, and the case whose facts
    a reference to 原文 means."""

    title: str
    intro: str
    form: Callable[[Project], Sequence[Json]]
    ask: Callable[[Project, Given], Outcome]
    case: str = ""

    def defaults(self, project: Project) -> Json:
        """The default value of each field."""
        return {str(field["id"]): field["value"] for field in self.form(project)}


def select(ident: str, label: str, options: Sequence[tuple[str, str]], value: str, help_: str = "") -> Json:
    """A field to choose one of (value, words)."""
    listed = [{"id": one, "text": words} for one, words in options]
    return {"id": ident, "label": label, "type": "select", "options": listed, "value": value, "help": help_}


def checks(ident: str, label: str, options: Sequence[tuple[str, str]], value: Sequence[str] = ()) -> Json:
    """A field to tick any of (value, words)."""
    listed = [{"id": one, "text": words} for one, words in options]
    return {"id": ident, "label": label, "type": "checks", "options": listed, "value": list(value)}


def day_field(ident: str, label: str, value: str, help_: str = "") -> Json:
    """A field for a day."""
    return {"id": ident, "label": label, "type": "date", "value": value, "help": help_}


def chosen(given: Given, ident: str, options: Sequence[tuple[str, str]]) -> str:
    """The chosen value of a select field; QueryError where it is none of the options."""
    value = str(given.get(ident) or "")
    if value not in dict(options):
        raise QueryError("请从列出的选项里选一个。")
    return value


def ticked(given: Given, ident: str, options: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The ticked values of a field; QueryError where one is none of the options."""
    raw = given.get(ident) or []
    if not isinstance(raw, list) or any(one not in dict(options) for one in raw):
        raise QueryError("请从列出的选项里勾选。")
    return frozenset(raw)


def grid(spec: TableSpec, rows: Sequence[Mapping[str, Cell]]) -> Json:
    """A field that is a small table to edit."""
    return {
        "id": spec.id,
        "label": spec.title,
        "type": "grid",
        "columns": [_column(column) for column in spec.columns],
        "value": [{c.id: _text(row.get(c.id)) for c in spec.columns} for row in rows],
        "most": MOST_ROWS,
    }


def _column(column: Column) -> Json:
    choices = (
        list(column.choices) if column.kind == "choice" else ["是", "否"] if column.kind == "flag" else []
    )
    return {
        "id": column.id,
        "heading": column.heading,
        "kind": column.kind,
        "choices": choices,
        "required": column.required,
        "help": column.help,
    }


def _text(cell: Cell) -> str:
    return {True: "是", False: "否"}[cell] if isinstance(cell, bool) else shown(cell)


def grid_rows(given: Given, spec: TableSpec) -> tuple[Row, ...] | None:
    """The rows a page sent for a table, None where it sent none; ContentError with every fault."""
    raw = given.get(spec.id)
    if raw is None:
        return None
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise QueryError("表里的数没有送到，请刷新页面。")
    if len(raw) > MOST_ROWS:
        raise QueryError(f"练习台的表最多 {MOST_ROWS} 行；更大的表请用 Excel 文件来算。")
    return rows_of(spec, raw, spec.title)
