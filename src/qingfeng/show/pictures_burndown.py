"""A burn-down as a small inline SVG: what is left by plan, what is left in fact, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qingfeng.show.pictures import EDGE, GREY, INK, PAPER, RED, svg, svg_text

_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 700, 46, 292
_LINES = 4
_LABELS = 8


@dataclass(frozen=True, slots=True)
class Left:
    """What is left at the end of a day: by plan, and in fact (None for days to come)."""

    on: date
    plan: int
    actual: int | None


def burndown(points: Sequence[Left], title: str) -> str:
    """The plan as a dashed line, the fact as a full one with dots, and a line at the day."""
    most = max([1, *(p.plan for p in points), *(p.actual or 0 for p in points)])
    step = _step(most)
    scale = -(-most // step) * step
    known = [i for i, p in enumerate(points) if p.actual is not None]
    body = [*_grid(scale, step), *_days(points)]
    if known:
        body += _today(points, known[-1])
    body.append(_line([(_x(i, points), _y(p.plan, scale)) for i, p in enumerate(points)], EDGE, "8 5"))
    fact = [(_x(i, points), _y(points[i].actual or 0, scale)) for i in known]
    body.append(_line(fact, RED, ""))
    body += [f'<circle cx="{x}" cy="{y}" r="5" fill="{RED}"/>' for x, y in fact]
    if known:
        body += _gap(points, known[-1], scale)
    body += _legend()
    return svg(720, 350, f"{title}：{burndown_words(points)}", "".join(body))


def burndown_words(points: Sequence[Left]) -> str:
    """The picture in words: each day with its plan and its fact."""
    told = [
        f"{p.on} 计划剩 {p.plan} 条" + ("" if p.actual is None else f"，实际剩 {p.actual} 条") for p in points
    ]
    return "；".join(told)


def _x(place: int, points: Sequence[Left]) -> int:
    return _LEFT + round(place * (_RIGHT - _LEFT - 60) / max(len(points) - 1, 1))


def _y(value: int, scale: int) -> int:
    return _BOTTOM - round(value * (_BOTTOM - _TOP) / scale)


def _step(most: int) -> int:
    """The round number by which the lines rise: about as many lines as `_LINES`."""
    tens = int("1" + "0" * (len(str(most)) - 1))
    rounds = [max(1, tens * part // 10) for part in (1, 2, 5, 10, 20, 50)]
    return next((one for one in rounds if one * _LINES >= most), 5 * tens)


def _grid(scale: int, step: int) -> list[str]:
    body = []
    for value in range(0, scale + 1, step):
        y = _y(value, scale)
        strong = "#e4dccb" if value else INK
        body.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}" stroke="{strong}"/>')
        body.append(svg_text(_LEFT - 10, y + 5, str(value), GREY, anchor="end", size=15))
    return body


def _days(points: Sequence[Left]) -> list[str]:
    """The days below, not so many that they would touch."""
    step = -(-len(points) // _LABELS)
    known = [i for i, p in enumerate(points) if p.actual is not None]
    start = known[-1] % step if known else 0
    return [
        svg_text(_x(i, points), _BOTTOM + 24, f"{points[i].on:%m-%d}", GREY, anchor="middle", size=14)
        for i in range(start, len(points), step)
    ]


def _today(points: Sequence[Left], here: int) -> list[str]:
    x = _x(here, points)
    return [
        f'<line x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{_BOTTOM}" stroke="{INK}" stroke-dasharray="2 4"/>',
        svg_text(x, _BOTTOM + 46, "基准日", INK, anchor="middle", size=14),
    ]


def _gap(points: Sequence[Left], here: int, scale: int) -> list[str]:
    """The numbers at the day: both lines fall, so right above and left below are free of them."""
    plan, actual = points[here].plan, points[here].actual or 0
    x = _x(here, points)
    lower = x - 76 if here else x + 12
    over = (x + 12, _y(max(plan, actual), scale) - 8)
    under = (lower, min(_y(min(plan, actual), scale) + 24, _BOTTOM - 6))
    places = (over, under) if actual >= plan else (under, over)
    return [_on_paper(*places[0], f"实际 {actual}", RED), _on_paper(*places[1], f"计划 {plan}", INK)]


def _on_paper(x: int, y: int, words: str, fill: str) -> str:
    """Words on a pale ground, so that a line behind them does not cross them out."""
    ground = f'<rect x="{x - 4}" y="{y - 16}" width="70" height="21" fill="{PAPER}" fill-opacity="0.9"/>'
    return ground + svg_text(x, y, words, fill, bold=True, size=16)


def _line(places: Sequence[tuple[int, int]], colour: str, dashes: str) -> str:
    if len(places) < 2:
        return ""
    path = "M" + " L".join(f"{x} {y}" for x, y in places)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="3"{dashed}/>'


def _legend() -> list[str]:
    return [
        _line([(_LEFT + 10, 18), (_LEFT + 60, 18)], EDGE, "8 5"),
        svg_text(_LEFT + 68, 23, "计划还剩（按批准后的期限）", INK, size=15),
        _line([(_LEFT + 300, 18), (_LEFT + 350, 18)], RED, ""),
        f'<circle cx="{_LEFT + 325}" cy="18" r="5" fill="{RED}"/>',
        svg_text(_LEFT + 358, 23, "实际还剩", INK, size=15),
    ]
