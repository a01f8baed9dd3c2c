"""Two rankings side by side as a small inline SVG: who went up, who went down, who stayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qingfeng.show.pictures import EDGE, GREY, INK, PINE, RED, svg, svg_text

_LEFT, _RIGHT, _ROW, _HEAD = 210, 510, 38, 34


@dataclass(frozen=True, slots=True)
class Slope:
    """One line: its name, and its place at the left and at the right (None: not ranked there)."""

    name: str
    left: int | None
    right: int | None


def slopes(groups: Sequence[tuple[str, Sequence[Slope]]], heads: tuple[str, str], title: str) -> str:
    """The lines of each group under its name; those that moved are marked, and say so in words."""
    body = [
        svg_text(_LEFT, 22, heads[0], GREY, anchor="middle", size=16),
        svg_text(_RIGHT, 22, heads[1], GREY, anchor="middle", size=16),
    ]
    y, words = _HEAD, []
    for name, lines in groups:
        body.append(svg_text(12, y + 26, name, INK, bold=True, size=16))
        body += _group(lines, y)
        y += _ROW * len(lines) + 14
        words.append(f"{name}：" + "，".join(_words(line) for line in lines))
    return svg(720, y, f"{title}：{'；'.join(words)}", "".join(body))


def _group(lines: Sequence[Slope], y: int) -> list[str]:
    """Lines at their places; equal places stand below one another."""
    left = _rows(lines, [line.left for line in lines], y)
    right = _rows(lines, [line.right for line in lines], y)
    body = []
    for line in lines:
        a, b = left.get(line.name), right.get(line.name)
        colour = EDGE if line.left == line.right else PINE if _up(line) else RED
        if a is not None and b is not None:
            body.append(_stroke(a, b, colour, 2 if line.left == line.right else 4))
        if a is not None:
            body.append(svg_text(_LEFT - 14, a + 6, f"{line.left}　{line.name}", INK, anchor="end", size=16))
        if b is not None:
            moved = "" if line.left == line.right else "　升" if _up(line) else "　降"
            words = f"{line.name}　{line.right}{moved}"
            body.append(
                svg_text(_RIGHT + 14, b + 6, words, colour if moved else INK, bold=bool(moved), size=16)
            )
    return body


def _rows(lines: Sequence[Slope], places: Sequence[int | None], y: int) -> dict[str, int]:
    """The height of each line that has a place, in the order of the places."""
    ranked = sorted(
        (place, line.name) for line, place in zip(lines, places, strict=True) if place is not None
    )
    return {name: y + 20 + _ROW * i for i, (_, name) in enumerate(ranked)}


def _up(line: Slope) -> bool:
    return line.left is None or (line.right is not None and line.right < line.left)


def _stroke(a: int, b: int, colour: str, width: int) -> str:
    return (
        f'<line x1="{_LEFT}" y1="{a}" x2="{_RIGHT}" y2="{b}" stroke="{colour}" stroke-width="{width}"/>'
        f'<circle cx="{_LEFT}" cy="{a}" r="5" fill="{colour}"/>'
        f'<circle cx="{_RIGHT}" cy="{b}" r="5" fill="{colour}"/>'
    )


def _words(line: Slope) -> str:
    """A line in words."""
    before, after = (f"第 {place}" if place else "没有名次" for place in (line.left, line.right))
    return f"{line.name} {before}" if line.left == line.right else f"{line.name} 由{before} 到{after}"
