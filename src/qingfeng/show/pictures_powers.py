"""Pictures of small powers: swaps of seats, seven lamps, the red-line map, a route step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qingfeng.show.pictures import EDGE, GREY, INK, PAPER, PINE, RED, svg, svg_text, wrapped

_PALE_RED, _PALE_GREEN = "#fdeceb", "#eef5ee"


def swaps(moves: Sequence[tuple[str, str, str, str]], title: str) -> str:
    """Moves as (who, from where, to where, why), one below the other."""
    body, y = [], 10
    for who, old, new, why in moves:
        olds, news = wrapped(old, 11), wrapped(new, 11)
        height = 20 + 24 * max(len(olds), len(news))
        middle = y + height // 2
        body.append(svg_text(10, middle + 6, who, INK, bold=True, size=17))
        body.append(_box(110, y, 210, height, PAPER, EDGE))
        body.append(_lines(215, y + 27, olds, INK))
        body.append(svg_text(380, middle - 6, why, RED, anchor="middle", size=15))
        body.append(f'<path d="M326 {middle} H424" stroke="{RED}" stroke-width="3"/>')
        body.append(f'<path d="M422 {middle - 7} v14 l12 -7 z" fill="{RED}"/>')
        body.append(_box(440, y, 210, height, _PALE_GREEN, PINE))
        body.append(_lines(545, y + 27, news, INK))
        y += height + 14
    words = "；".join(f"{who} 从{old}到{new}（{why}）" for who, old, new, why in moves)
    return svg(660, y, f"{title}：{words}", "".join(body))


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp: its name, the word under it, and whether it is lit, dark, or cannot be told."""

    name: str
    word: str
    state: str


def lamps(row: Sequence[Lamp], title: str) -> str:
    """Lamps one below the other; lit ones are full, dark ones empty, the rest broken lines."""
    body, y = [], 10
    for lamp in row:
        lit = lamp.state == "caught"
        colour = PINE if lit else RED if lamp.state == "open" else GREY
        dashed = ' stroke-dasharray="5 4"' if lamp.state == "open" else ""
        body.append(
            f'<circle cx="34" cy="{y + 22}" r="15" fill="{PINE if lit else PAPER}" stroke="{colour}" '
            f'stroke-width="3"{dashed}/>'
        )
        if lit:
            body.append(svg_text(34, y + 28, "✓", PAPER, anchor="middle", bold=True, size=17))
        body.append(svg_text(66, y + 28, lamp.name, INK, bold=lit, size=18))
        body.append(svg_text(630, y + 28, lamp.word, colour, anchor="end", bold=lit, size=17))
        y += 48
    words = "；".join(f"{lamp.name}，{lamp.word}" for lamp in row)
    return svg(650, y + 4, f"{title}：{words}", "".join(body))


@dataclass(frozen=True, slots=True)
class MapRisk:
    """A risk on the map, and whether a reader added it."""

    name: str
    own: bool

    @property
    def words(self) -> str:
        """The name, with the mark of an added one."""
        return f"{self.name}（自己加的）" if self.own else self.name


@dataclass(frozen=True, slots=True)
class MapRow:
    """A row of the red-line map: a post with its risks, and whether it is marked."""

    post: str
    risks: tuple[MapRisk, ...]
    marked: bool


_CELLS = 3


def red_line_map(rows: Sequence[MapRow], title: str) -> str:
    """Posts down, their risks across; a marked post is framed, an added risk has a plus and a
    broken frame."""
    body, y = [], 8
    for row in rows:
        deep = max(1, -(-len(row.risks) // _CELLS))
        height = 46 * deep
        frame = RED if row.marked else EDGE
        body.append(_box(4, y, 712, height + 6, _PALE_RED if row.marked else PAPER, frame))
        mark = "▶ " if row.marked else ""
        names = wrapped(mark + row.post, 8)
        body.append(_lines(14, y + height // 2 + 9 - 11 * (len(names) - 1), names, INK, "start", 17))
        for i, risk in enumerate(row.risks):
            x, top = 168 + 182 * (i % _CELLS), y + 6 + 46 * (i // _CELLS)
            lines = wrapped(f"＋{risk.name}" if risk.own else risk.name, 10)[:2]
            body.append(_box(x, top, 174, 40, PAPER, RED, 'stroke-dasharray="6 4"' if risk.own else ""))
            body.append(_lines(x + 87, top + (26 if len(lines) == 1 else 17), lines, INK, size=15))
        y += height + 12
    words = "；".join(f"{row.post}：{'、'.join(risk.words for risk in row.risks)}" for row in rows)
    return svg(720, y, f"{title}：{words}", "".join(body))


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the picture of a route: its name, and where it bends ("" where it does not)."""

    name: str
    bends: str


def route(stops: Sequence[Stop], here: int, title: str) -> str:
    """A route downwards; step `here` (from 1; 0 before the first) is marked with its bend.

    Of the steps not yet played the bends stay hidden.
    """
    body, y = [], 8
    for number, stop in enumerate(stops, start=1):
        now, played = number == here, number <= here
        bend = wrapped(stop.bends, 19) if now and stop.bends else []
        height = max(46, 26 + 22 * len(bend))
        stroke = RED if now else PINE if played else EDGE
        body.append(_box(10, y, 260, 46, _PALE_RED if now else _PALE_GREEN if played else PAPER, stroke))
        body.append(
            svg_text(24, y + 29, f"{'▶ ' if now else ''}{number}. {stop.name}", INK, bold=now, size=17)
        )
        if played and stop.bends:
            body.append(svg_text(282, y + 29, "◆" if now else "◆ 会弯", RED, size=17))
        if bend:
            body.append(
                f'<path d="M304 {y + 23} q14 -16 28 0" stroke="{RED}" stroke-width="3" fill="none" '
                'stroke-dasharray="5 3"/>'
            )
            body.append(_lines(342, y + 23 - 11 * (len(bend) - 2), bend, RED, "start", 17))
        y += height
        if number < len(stops):
            body.append(f'<path d="M140 {y} v16" stroke="{EDGE}" stroke-width="3"/>')
            body.append(f'<path d="M132 {y + 12} h16 l-8 10 z" fill="{EDGE}"/>')
            y += 24
    words = "；".join(_stop(number, stop, here) for number, stop in enumerate(stops, start=1))
    return svg(720, y + 10, f"{title}：{words}", "".join(body))


def _stop(number: int, stop: Stop, here: int) -> str:
    place = "，在这里" if number == here else ""
    bend = f"，会弯：{stop.bends}" if number <= here and stop.bends else ""
    return f"第 {number} 步 {stop.name}{place}{bend}"


def _box(x: int, y: int, width: int, height: int, fill: str, stroke: str, more: str = "") -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="2"{" " + more if more else ""}/>'
    )


def _lines(x: int, y: int, rows: Sequence[str], fill: str, anchor: str = "middle", size: int = 16) -> str:
    return "".join(svg_text(x, y + 22 * i, row, fill, anchor=anchor, size=size) for i, row in enumerate(rows))
