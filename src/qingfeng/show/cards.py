"""A card of lists: what a lesson asks and promises, and what to keep of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from qingfeng.words.course import Unit


@dataclass(frozen=True)
class Card:
    """Lists under headings, with a first line."""

    line: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]

    def __repr__(self) -> str:
        rows = [self.line] if self.line else []
        for heading, lines in self.groups:
            rows += [f"{heading}：", *(f"· {line}" for line in lines)]
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        first = f'<p class="qf-meta">{escape(self.line)}</p>' if self.line else ""
        groups = "".join(_group(heading, lines) for heading, lines in self.groups)
        return f'<div class="qf-panel qf-brief-card">{first}{groups}</div>'


def opening(unit: Unit) -> Card:
    """Minutes, 学时, the questions a lesson answers and what a learner can do after it."""
    line = f"约 {unit.minutes} 分钟　{unit.credit_hours:g} 学时"
    return Card(line, (("这一课回答", unit.questions), ("学完以后，你能", unit.objectives)))


def key_points(unit: Unit) -> Card:
    """What to keep of a lesson."""
    return Card("", (("记住这几点", unit.key_points),))


def _group(heading: str, lines: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<p><strong>{escape(heading)}</strong></p><ul>{items}</ul>"
