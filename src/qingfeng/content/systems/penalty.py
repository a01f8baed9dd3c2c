"""`course/systems/*.yml`: the tables behind the labs, every number with its basis."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped


class BandShape(Shape):
    """A band of sums in yuan."""

    id: str
    name: str
    special_name: str = ""
    from_: int = Field(alias="from")
    special_from: int
    sentence: str
    fine: str
    basis: str


class BandsShape(Shape):
    """`penalty.yml`."""

    title: str
    in_force_from: date
    check_from: date
    bands: list[BandShape] = Field(min_length=1)


def load_penalty(path: Path, root: Path) -> BandsShape:
    """The bands of `penalty.yml`; ContentError for faults of syntax and shape."""
    shape = shaped(BandsShape, read_source(path, root))
    assert isinstance(shape, BandsShape)
    return shape
