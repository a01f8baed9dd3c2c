"""`course/systems/ladders.yml`: people and conducts, for the lab of ladders."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.ladders import LadderTable, Office
from qingfeng.words.model import Origin


class SomebodyShape(Shape):
    """A kind of person."""

    id: str
    name: str
    party: bool
    leading: bool
    office: Office
    origin: Origin


class ConductShape(Shape):
    """A kind of conduct."""

    id: str
    name: str
    discipline: str
    sanction: str | None = None
    origin: Origin


class LadderTableShape(Shape):
    """`ladders.yml`."""

    title: str
    people: list[SomebodyShape] = Field(min_length=1)
    conducts: list[ConductShape] = Field(min_length=1)


def load_ladders(path: Path, root: Path) -> LadderTable:
    """The people and conducts of a file; ContentError for faults of syntax and shape."""
    source = read_source(path, root)
    return valued(LadderTable, shaped(LadderTableShape, source), source)
