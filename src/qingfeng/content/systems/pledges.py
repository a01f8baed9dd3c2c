"""`course/systems/pledges.yml`: the four colours, the page's numbers, and its one figure."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.pledges import COLOURS, Colour, Kind, PledgeRules
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, problem, repeated


class ColourShape(Shape):
    """A colour."""

    name: Colour
    kind: Kind | Literal[""]
    says: str
    basis: str
    origin: Origin


class StatedShape(Shape):
    """A number of the page."""

    id: str
    kind: Kind | Literal[""]
    what: str
    number: int = Field(ge=1)
    unit: str
    basis: str
    origin: Origin


class FigurePartShape(Shape):
    """A part of the figure."""

    what: str
    says: str
    note: str
    stated: bool
    basis: str
    origin: Origin


class ConclusionShape(Shape):
    """What cannot be concluded."""

    claim: str
    why: str = Field(min_length=1)
    origin: Origin


class PledgesShape(Shape):
    """`pledges.yml`."""

    title: str
    on: str
    colours: list[ColourShape] = Field(min_length=1)
    counts: list[StatedShape] = Field(min_length=1)
    figure: list[FigurePartShape] = Field(min_length=1)
    cannot: list[ConclusionShape] = Field(min_length=1)


def load_pledges(path: Path, root: Path) -> PledgeRules:
    """The rules of `pledges.yml`; ContentError with every fault of syntax, shape and names."""
    source = read_source(path, root)
    rules = valued(PledgeRules, shaped(PledgesShape, source), source)
    faults = repeated(((row.name, row.at) for row in rules.colours), "M280")
    faults += repeated(((row.kind, row.at) for row in rules.colours if row.kind), "M280")
    faults += repeated(((row.id, row.at) for row in rules.counts), "M280")
    missing = [name for name in COLOURS if name not in [row.name for row in rules.colours]]
    if missing:
        what = f"四种颜色少了{'、'.join(missing)}"
        faults.append(problem(source.at(("colours",)), "M281", what, "补上，没有写给谁的 kind 写空的引号。"))
    if faults:
        raise ContentError(faults)
    return rules
