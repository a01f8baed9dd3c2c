"""What a cell of an office's table holds: text, numbers, days, choices, yes or no.

Full-width digits, units after a number, dates as text or as Excel's day count are all read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

Kind = Literal["text", "number", "whole", "date", "choice", "flag"]
Cell = str | int | Decimal | date | bool | None

_YES = ("是", "有", "√", "对", "y", "yes", "true", "1")
_NO = ("否", "无", "×", "错", "n", "no", "false", "0")
# What Excel counts days from.
_EPOCH = date(1899, 12, 30)
_LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what a cell may hold, and what the 说明 sheet says of it.

    `also` are other headings offices use for it; `unit` may stand after a number in a cell.
    """

    id: str
    heading: str
    kind: Kind = "text"
    required: bool = True
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unit: str = ""
    help: str = ""
    example: str = ""
    unique: bool = False


class Unfit(Exception):
    """A cell that does not hold what its column asks for: what is wrong, and the cure."""

    def __init__(self, what: str, mend: str) -> None:
        self.what, self.mend = what, mend


def read_cell(column: Column, raw: object) -> Cell:
    """The value of a cell as its column wants it, None where blank; raises Unfit."""
    if isinstance(raw, str):
        raw = raw.strip()
        if column.kind != "text":
            raw = unicodedata.normalize("NFKC", raw)
    if raw is None or raw == "":
        if column.required:
            raise Unfit("是空的", "填上这一格。")
        return None
    if isinstance(raw, str) and raw.startswith("#") and raw.rstrip("!?").isupper():
        raise Unfit(f"是 Excel 的出错值“{raw}”", "改正公式，或者直接填数。")
    return _READERS[column.kind](column, raw)


def _text(_column: Column, raw: object) -> Cell:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and not (raw.hour or raw.minute or raw.second):
        return raw.date().isoformat()
    return str(raw).strip()


def _number(column: Column, raw: object) -> Cell:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise Unfit(f"“{raw}”不是数", "填一个数，比如 0.5。")
    words = str(raw).replace(",", "").replace(" ", "")
    words = words.removesuffix(column.unit) if column.unit else words
    try:
        value = Decimal(words)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Unfit(f"“{raw}”不是数", f"只填数，比如 {column.example or '0.5'}。")
    if abs(value) >= _LARGEST:
        raise Unfit(f"“{raw}”太大了", "核对这个数和它的单位。")
    return value


def _whole(column: Column, raw: object) -> Cell:
    value = _number(column, raw)
    assert isinstance(value, Decimal)
    if value != value.to_integral_value():
        raise Unfit(f"“{raw}”不是整数", "填一个整数。")
    return int(value)


_DATES = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?$")


def _date(_column: Column, raw: object) -> Cell:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 20000 <= raw <= 80000:
        return _EPOCH + timedelta(days=int(raw))
    words = str(raw)
    match = _DATES.match(words) or re.match(r"(\d{4})(\d{2})(\d{2})$", words.removesuffix(".0"))
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise Unfit(f"“{raw}”不是日期", "写成 2022-05-31 或者 2022年5月31日。")


def _choice(column: Column, raw: object) -> Cell:
    words = re.sub(r"\s", "", str(raw))
    for one in column.choices:
        if words == unicodedata.normalize("NFKC", one):
            return one
    raise Unfit(f"不能是“{raw}”", "只能填：" + "、".join(column.choices) + "。")


def _flag(_column: Column, raw: object) -> Cell:
    words = str(raw).casefold().removesuffix(".0")
    if words in _YES:
        return True
    if words in _NO:
        return False
    raise Unfit(f"“{raw}”看不出是还是否", "填“是”或者“否”。")


_READERS = {
    "text": _text,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "choice": _choice,
    "flag": _flag,
}
