"""`course/systems/climate.yml`: marks, levers, headings, and where each unit hangs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.climate import Climate, Placed
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, nearest, problem, repeated

# As the page counts them.
MARKS, LEVERS, HEADINGS = 4, 4, 3


class PegShape(Shape):
    """A mark or a lever."""

    id: str = Field(min_length=1)
    name: str
    origin: Origin
    basis: list[str] = Field(min_length=1)


class HeadingShape(Shape):
    """A heading."""

    id: str = Field(min_length=1)
    name: str
    character: str = Field(min_length=1, max_length=1)
    origin: Origin
    basis: list[str] = Field(min_length=1)


class ClosingShape(Shape):
    """The closing idea."""

    name: str
    says: str
    origin: Origin
    basis: list[str] = Field(min_length=1)


class PlacedShape(Shape):
    """Where a unit hangs."""

    id: str = Field(min_length=1)
    marks: list[str] = Field(min_length=1)
    levers: list[str] = Field(min_length=1)
    headings: list[str] = Field(min_length=1)
    says: str
    origin: Origin


class ClimateShape(Shape):
    """`climate.yml`."""

    title: str
    case: str
    on: str
    notice: str
    marks_called: str
    marks_called_here: str
    marks: list[PegShape] = Field(min_length=1)
    levers: list[PegShape] = Field(min_length=1)
    headings: list[HeadingShape] = Field(min_length=1)
    closing: ClosingShape
    units: list[PlacedShape] = Field(min_length=1)


def load_climate(path: Path, root: Path) -> Climate:
    """The map of a file; ContentError for faults of syntax and shape, numbers that are not the
    page's, an id used twice, a name that is not on the map and a peg on which nothing hangs."""
    source = read_source(path, root)
    climate = valued(Climate, shaped(ClimateShape, source), source)
    faults = [*_count_faults(climate)]
    for rows in (climate.marks, climate.levers, climate.headings, climate.units):
        faults += repeated(((row.id, row.at) for row in rows), "M182", "id")
    faults += _hanging_faults(climate, root)
    if faults:
        raise ContentError(faults)
    return climate


def _count_faults(climate: Climate) -> Iterator[Problem]:
    kinds: list[tuple[str, int, int]] = [
        ("四个“清”", MARKS, len(climate.marks)),
        ("抓手", LEVERS, len(climate.levers)),
        ("小标题", HEADINGS, len(climate.headings)),
    ]
    for what, page, here in kinds:
        if page != here:
            told = f"{what}：版面是 {page} 个，这里列了 {here} 个"
            yield problem(climate.at, "M231", told, "补上或者删去，使两个数相同。")


def _hanging_faults(climate: Climate, root: Path) -> Iterator[Problem]:
    known = sorted(path.parent.name for path in (root / "cases").glob("[!_]*/case.yml"))
    for unit in climate.units:
        if unit.id not in known:
            yield problem(unit.at, "M232", f"没有叫“{unit.id}”的单元", nearest(unit.id, known))
        yield from _named(unit, "marks", unit.marks, [one.id for one in climate.marks])
        yield from _named(unit, "levers", unit.levers, [one.id for one in climate.levers])
        yield from _named(unit, "headings", unit.headings, [one.id for one in climate.headings])
    units = climate.units
    used = [(one.name, one.at, any(one.id in unit.marks for unit in units)) for one in climate.marks]
    used += [(one.name, one.at, any(one.id in unit.levers for unit in units)) for one in climate.levers]
    used += [(one.name, one.at, any(one.id in unit.headings for unit in units)) for one in climate.headings]
    yield from (
        problem(at, "M234", f"“{name}”下面一课也没有", "挂上一课。") for name, at, hung in used if not hung
    )


def _named(unit: Placed, where: str, names: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            what = f"“{unit.id}”的 {where} 写了“{name}”，图上没有"
            yield problem(unit.at, "M233", what, nearest(name, known))
