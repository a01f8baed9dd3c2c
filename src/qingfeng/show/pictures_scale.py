"""A scale of steps with bounds that are taken in or left out, and where somebody stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from qingfeng.show.pictures import EDGE, GREY, INK, PAPER, RED, svg, svg_text, wrapped

_WIDTH, _STEP, _TOP = 620, 84, 16
_AXIS, _LEFT = 176, 226
# Somebody above the last bound stands within its step, not above the picture.
_HIGHEST = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Step:
    """A step from a bound upwards: its name, the bound in words, and whether it takes it in."""

    name: str
    words: str
    bound: Decimal
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands how high, in words and as a number, and on which step."""

    who: str
    words: str
    height: Decimal
    step: int


def scale(steps: Sequence[Step], standing: Standing | None, title: str) -> str:
    """Steps of equal height, lowest first, each from its bound to the next: a full dot takes the
    bound in, a hollow one leaves it out. The first step is the ground."""
    bottom = _TOP + _STEP * len(steps)
    body = [f'<line x1="{_AXIS}" y1="{_TOP}" x2="{_AXIS}" y2="{bottom}" stroke="{EDGE}" stroke-width="4"/>']
    for i, step in enumerate(steps):
        body.extend(_drawn(step, bottom - _STEP * (i + 1), standing is not None and standing.step == i))
    body.append(_number(steps[0], bottom))
    body.extend(_bound(step, bottom - _STEP * i) for i, step in enumerate(steps) if i)
    if standing is not None:
        body.extend(_pointer(standing, bottom - round(_STEP * _place(steps, standing))))
    words = "；".join(f"{step.words}，{step.name}" for step in steps)
    here = f"；{standing.who}，{standing.words}，在“{steps[standing.step].name}”" if standing else ""
    return svg(_WIDTH, bottom + 24, f"{title}：{words}{here}", "".join(body))


def _drawn(step: Step, top: int, here: bool) -> list[str]:
    return [
        f'<rect x="{_LEFT}" y="{top + 4}" width="{_WIDTH - _LEFT - 8}" height="{_STEP - 8}" rx="8" '
        f'fill="{"#fdeceb" if here else PAPER}" stroke="{RED if here else EDGE}" '
        f'stroke-width="{3 if here else 1.5}"/>',
        svg_text(_LEFT + 18, top + 38, f"{'▶ ' if here else ''}{step.name}", INK, bold=here, size=19),
        svg_text(_LEFT + 18, top + 64, step.words, GREY, size=16),
    ]


def _bound(step: Step, y: int) -> str:
    fill = RED if step.inclusive else PAPER
    dot = f'<circle cx="{_AXIS}" cy="{y}" r="7" fill="{fill}" stroke="{RED}" stroke-width="3"/>'
    return dot + _number(step, y)


def _number(step: Step, y: int) -> str:
    return svg_text(_AXIS + 14, y + 6, f"{step.bound.normalize():f}", INK, size=17)


def _pointer(standing: Standing, y: int) -> list[str]:
    name = wrapped(standing.who, 6)
    rows = [*name[:3], standing.words] if len(name) <= 3 else [*name[:2], "……", standing.words]
    # The last row stands at the arrow, the others above it where there is room.
    start = y + 6 - 22 * (len(rows) - 1)
    return [
        f'<path d="M{_AXIS - 30} {y - 9} v18 l20 -9 z" fill="{RED}"/>',
        *(
            svg_text(_AXIS - 38, max(start, _TOP + 4) + 22 * i, row, RED, anchor="end", bold=True, size=17)
            for i, row in enumerate(rows)
        ),
    ]


def _place(steps: Sequence[Step], standing: Standing) -> Decimal:
    """How many steps above the ground: by the bounds, whatever their distance."""
    bounds = [step.bound for step in steps]
    above = next((i for i, bound in enumerate(bounds) if bound >= standing.height), len(bounds))
    low = bounds[above - 1] if above else bounds[0]
    if above == len(bounds):
        wide = (low - bounds[-2] if len(bounds) > 1 else low) or low
        return above - 1 + min((standing.height - low) / wide, _HIGHEST)
    if above == 0:
        return Decimal(0)
    return above - 1 + (standing.height - low) / (bounds[above] - low)
