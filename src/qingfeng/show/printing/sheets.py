"""The registry of printable sheets, and what a user's values become on one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date

from qingfeng.content.project import Project
from qingfeng.content.rulebook import Rulebook, day
from qingfeng.content.systems.printing import load_prints
from qingfeng.show.system import table_file
from qingfeng.words.model import Basis
from qingfeng.words.printing import PrintBook, PrintField, PrintLine, PrintSheet
from qingfeng.words.problems import QueryError, nearest

Json = dict[str, object]
BOOKS = ("prints_family", "prints_channels")
PAGE = "原文："


def books(project: Project) -> tuple[PrintBook, ...]:
    """The files of sheets, in order."""
    return tuple(load_prints(table_file(project.root, f"{name}.yml"), project.root) for name in BOOKS)


def sheets(project: Project) -> tuple[PrintSheet, ...]:
    """Every printable sheet."""
    return tuple(sheet for book in books(project) for sheet in book.sheets)


def sheet(project: Project, name: str) -> PrintSheet:
    """The sheet of this name; QueryError with the nearest names where there is none."""
    return _found(project, name)[1]


def filled(project: Project, name: str, values: Mapping[str, object]) -> tuple[PrintSheet, Json]:
    """A sheet and what stands on it with these values, as its template reads it.

    QueryError for an unknown field, a text too long, a choice there is not, and a wrong day.
    """
    book, found = _found(project, name)
    given = _given(found, values)
    made: Json = {
        "title": found.title,
        "colour": found.colour,
        "paper": given.get("paper", found.paper),
        "orientation": found.orientation,
        "origin": found.origin,
        "fields": {field.id: _field_json(field, given[field.id]) for field in found.fields},
        "lines": [_line_json(line, project.rulebook, book.on) for line in found.lines],
    }
    return found, made


def _found(project: Project, name: str) -> tuple[PrintBook, PrintSheet]:
    known = {sheet.name: (book, sheet) for book in books(project) for sheet in book.sheets}
    if name not in known:
        raise QueryError(f"没有叫“{name}”的打印件。{nearest(name, known)}")
    return known[name]


def _given(found: PrintSheet, values: Mapping[str, object]) -> dict[str, str]:
    """A value for every field, by id."""
    given: dict[str, str] = {}
    for name, value in values.items():
        field = found.field(name)
        if field is None:
            labels = [one.label for one in found.fields]
            hint = nearest(name, labels) if labels else "这一张没有要填的空。"
            raise QueryError(f"“{found.title}”上没有“{name}”这一空。{hint}")
        if field.id in given:
            raise QueryError(f"“{field.label}”填了两次。")
        given[field.id] = _value(field, value)
    return {field.id: given.get(field.id) or field.default for field in found.fields}


def _value(field: PrintField, value: object) -> str:
    if not isinstance(value, str):
        raise QueryError(f"“{field.label}”要填文字。")
    text = _printable(value, field.rows)
    if len(text) > field.most:
        raise QueryError(f"“{field.label}”最多 {field.most} 个字，现在有 {len(text)} 个。")
    if text.count("\n") >= field.rows:
        raise QueryError(f"“{field.label}”最多 {field.rows} 行，现在有 {text.count(chr(10)) + 1} 行。")
    if text and field.choices and text not in field.choices:
        raise QueryError(f"“{field.label}”不能是“{text}”，只能是：{'、'.join(field.choices)}。")
    if text and field.kind == "date":
        _date(field, text)
    return text


def _printable(value: str, rows: int) -> str:
    """A text without signs that have no shape on paper or that turn the reading direction."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = [_sign(sign, rows) for sign in lines]
    return "".join(kept).strip()


def _sign(sign: str, rows: int) -> str:
    if sign == "\n" and rows > 1:
        return sign
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Cs"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else sign


def _date(field: PrintField, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryError(f"“{field.label}”写成 2026-01-05 的样子，现在是“{text}”。") from None


def _field_json(field: PrintField, value: str) -> Json:
    made: Json = {"label": field.label, "value": value, "choices": list(field.choices)}
    if field.kind == "date" and value:
        given = _date(field, value)
        made["day"] = [str(given.year), str(given.month), str(given.day)]
    return made


def _line_json(line: PrintLine, rulebook: Rulebook, on: str) -> Json:
    rules = [basis for basis in line.basis if not basis.text.startswith(PAGE)]
    return {
        "id": line.id,
        "head": line.head,
        "text": line.text,
        "origin": line.origin,
        "rules": [_rule(basis, rulebook, on) for basis in rules],
    }


def _rule(basis: Basis, rulebook: Rulebook, on: str) -> Json:
    """The instrument with its edition, and the article, that a line rests on."""
    name, _, rest = basis.text.partition("：")
    topic, _, own = rest.partition("@")
    on_day = day(own.strip() or on)
    rule = rulebook.rule(name.strip(), topic.strip(), on_day)
    title = rulebook.instrument(name.strip()).title
    return {"book": f"《{title}》（{rulebook.label(rule, on_day)}）", "article": rule.article}
