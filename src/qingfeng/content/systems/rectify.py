"""`course/systems/rectify.yml`: the figures that the page states of the rectification."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.rectify import StatedFigures
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, repeated


class StatedShape(Shape):
    """A figure with the sentence it stands in."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    number: int
    unit: str = Field(min_length=1)
    note: str = Field(min_length=1)
    basis: list[str] = Field(min_length=1)
    origin: Origin


class RectifyShape(Shape):
    """`rectify.yml`."""

    title: str
    on: str
    stated: list[StatedShape] = Field(min_length=1)


def load_rectify(path: Path, root: Path) -> StatedFigures:
    """The stated figures; ContentError for faults of syntax and shape, and for an id used twice."""
    source = read_source(path, root)
    figures = valued(StatedFigures, shaped(RectifyShape, source), source)
    faults = repeated(((one.id, one.at) for one in figures.stated), "M110", "id")
    if faults:
        raise ContentError(faults)
    return figures
