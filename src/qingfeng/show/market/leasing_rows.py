"""阳光招商: the rows of its tables as values, every row that does not fit together told at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import cast

from qingfeng.content.sheets import Row
from qingfeng.think.market.bids import FULL_SCORE
from qingfeng.think.market.leasing import BIDDER, CREDIT, FIGURES, PLAN, RECEIVED, RENT, STALL
from qingfeng.think.market.naming import key
from qingfeng.words.market.leasing import Action, Bid, Figure, News, Trace
from qingfeng.words.problems import Problem, problem

_TIME = re.compile(
    r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?[ T]*"
    r"(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*分?(?::\d{1,2}(?:\.\d+)?|\d{1,2}秒)?$"
)
_TIME_CURE = "写到几点几分，比如 2022-09-01 17:05。"


def minute(text: str) -> datetime | None:
    """The minute that a text says, seconds left out; None where it says no time of day."""
    match = _TIME.match(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    try:
        return datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def bids(rows: Iterable[Row], faults: list[Problem]) -> tuple[Bid, ...]:
    """The bids; a number may stand twice only for the same bidder and stall."""
    first: dict[str, Bid] = {}
    found = []
    for row in rows:
        bid = _bid(row, faults)
        known = first.setdefault(bid.id, bid)
        if (key(known.bidder), key(known.stall)) != (key(bid.bidder), key(bid.stall)):
            what = f"编号“{bid.id}”用在两个不同的报名上"
            faults.append(problem(row.at, "M164", what, "换一个没有用过的编号。"))
        found.append(bid)
    return tuple(found)


def traces(rows: Iterable[Row], faults: list[Problem]) -> tuple[Trace, ...]:
    """The trace; an edit names its bid and its field, and its values are what the field holds."""
    return tuple(_trace(row, faults) for row in rows)


def news(rows: Iterable[Row]) -> tuple[News, ...]:
    """What the groups report of industrial bases."""
    return tuple(
        News(row.day("on"), row.text("team"), row.text("base"), row.text("trade"), row.text("says"))
        for row in rows
    )


def number(text: str) -> str:
    """The number of a bid or a stall without white space, full-width signs and small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _bid(row: Row, faults: list[Problem]) -> Bid:
    figures = [row.number(column) for column in ("rent", "plan", "credit")]
    for field, value in zip(FIGURES, figures, strict=True):
        _bounded(row, field, value, faults)
    return Bid(
        id=number(row.text("id")),
        received=_minute(row, RECEIVED, row.text("received"), faults),
        team=row.text("team"),
        bidder=row.text("bidder"),
        stall=number(row.text("stall")),
        rent=figures[0],
        plan=figures[1],
        credit=figures[2],
    )


def _trace(row: Row, faults: list[Problem]) -> Trace:
    action, field = cast(Action, row.text("action")), _field(row.text("field"))
    before: Figure = row.text("before")
    after: Figure = row.text("after")
    if action == "修改" and not (row.text("bid") and field):
        faults.append(problem(row.at, "M165", "“修改”没有写编号或者字段", "写明改了哪一份的哪一项。"))
    elif action == "修改":
        before = _figure(row, field, "改前", faults)
        after = _figure(row, field, "改后", faults)
    return Trace(
        when=_minute(row, "时间", row.text("when"), faults),
        operator=row.text("operator"),
        action=action,
        bid=number(row.text("bid")),
        field=field,
        before=before,
        after=after,
        note=row.text("note"),
    )


def _field(text: str) -> str:
    """The name of a field without what stands in brackets: 年租金(元) is 年租金."""
    return re.sub(r"\s|\(.*?\)", "", unicodedata.normalize("NFKC", text))


def _figure(row: Row, field: str, heading: str, faults: list[Problem]) -> Figure:
    """A value of an edit as its field holds it: a number, a minute, or text."""
    text = row.text({"改前": "before", "改后": "after"}[heading])
    if field == RECEIVED:
        return _minute(row, heading, text, faults)
    if field in (BIDDER, STALL) and not text:
        faults.append(problem(row.at, "M166", f"“{heading}”是空的", f"写明{field}{heading}是什么。"))
    if field not in FIGURES:
        return number(text) if field == STALL else text
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        value = Decimal(plain.removesuffix("元").removesuffix("分"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        what = f"{field}的{heading}“{text}”不是数"
        faults.append(problem(row.at, "M166", what, "只填数，比如 90000。"))
        return text
    _bounded(row, field, value, faults)
    return value


def _bounded(row: Row, field: str, value: Decimal, faults: list[Problem]) -> None:
    if field == RENT and value <= 0:
        faults.append(problem(row.at, "M163", f"年租金 {value} 不大于 0", "年租金填正数，单位是元。"))
    if field in (PLAN, CREDIT) and not 0 <= value <= FULL_SCORE:
        faults.append(problem(row.at, "M162", f"{field} {value} 不在 0 到 100 之间", "分数填 0 到 100。"))


def _minute(row: Row, heading: str, text: str, faults: list[Problem]) -> datetime:
    found = minute(text)
    if found is None:
        faults.append(problem(row.at, "M161", f"“{heading}”的“{text}”看不出是几点几分", _TIME_CURE))
    return found or datetime.min
