"""`course/systems/penalty.yml`: the bands of bribery, every number with its basis."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.penalty import Bands


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


def load_penalty(path: Path, root: Path) -> Bands:
    """The bands of `penalty.yml`; ContentError for faults of syntax and shape."""
    source = read_source(path, root)
    return valued(Bands, shaped(BandsShape, source), source)
