"""Horizontal bars as a small inline SVG: a label, a bar, and what it says in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qingfeng.show.pictures import EDGE, GREY, INK, PAPER, PINE, RED, svg, svg_text, wrapped

_LEFT, _LONG, _ROW = 190, 300, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how long it is of `most` (None: not known, an empty frame), the words beside it,
    where it stood before, and lines across it with their words."""

    label: str
    value: Decimal | None
    most: Decimal
    words: str
    before: Decimal | None = None
    lines: tuple[tuple[Decimal, str], ...] = ()
    marked: bool = False


def bars(rows: Sequence[Bar], title: str) -> str:
    """The bars from top to bottom, labels at the left and words at the right."""
    body, y = [], 10
    for bar in rows:
        body += _bar(bar, y)
        y += _ROW + (26 if bar.lines else 0)
    words = "；".join(f"{bar.label}，{bar.words}" for bar in rows)
    return svg(720, y + 6, f"{title}：{words}", "".join(body))


def _bar(bar: Bar, y: int) -> list[str]:
    body = [svg_text(_LEFT - 12, y + 21, bar.label, INK, anchor="end", bold=bar.marked, size=16)]
    dashed = ' stroke-dasharray="5 4"' if bar.value is None else ""
    body.append(_frame(y, _LONG, PAPER, f'stroke="{EDGE}" stroke-width="1.5"{dashed}'))
    if bar.value:
        body.append(_frame(y, _long(bar.value, bar), RED if bar.marked else PINE, ""))
    if bar.before is not None:
        body.append(_across(_LEFT + _long(bar.before, bar), y, EDGE))
    for value, said in bar.lines:
        at = _LEFT + _long(value, bar)
        body.append(_across(at, y, INK))
        body.append(svg_text(at, y + 46, said, GREY, anchor="middle", size=14))
    rows = wrapped(bar.words, 14)
    first = y + 21 if len(rows) == 1 else y + 13
    body += [svg_text(_LEFT + _LONG + 12, first + 17 * i, row, INK, size=15) for i, row in enumerate(rows)]
    return body


def _frame(y: int, width: int, fill: str, more: str) -> str:
    return f'<rect x="{_LEFT}" y="{y + 4}" width="{width}" height="24" rx="4" fill="{fill}" {more}/>'


def _across(x: int, y: int, colour: str) -> str:
    """A line across a bar, on a pale ground so that it is seen on any colour."""
    place = f'<line x1="{x}" y1="{y}" x2="{x}" y2="{y + 32}"'
    return (
        f'{place} stroke="{PAPER}" stroke-width="5"/>'
        f'{place} stroke="{colour}" stroke-width="2" stroke-dasharray="4 3"/>'
    )


def _long(value: Decimal, bar: Bar) -> int:
    """The length of a value on the scale of its bar."""
    return int(min(value, bar.most) * _LONG / bar.most) if bar.most else 0
