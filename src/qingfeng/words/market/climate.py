"""The frozen values of the course map: marks, levers, headings, and the units that hang on them."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Basis, Origin, Place


@dataclass(frozen=True, slots=True)
class Peg:
    """A mark or a lever of the page."""

    id: str
    name: str
    origin: Origin
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page with the one character it turns on."""

    id: str
    name: str
    character: str
    origin: Origin
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Closing:
    """The idea on which the page ends, and what it says of it."""

    name: str
    says: str
    origin: Origin
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a unit hangs: ids of marks, levers and headings, and why there."""

    id: str
    marks: tuple[str, ...]
    levers: tuple[str, ...]
    headings: tuple[str, ...]
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Climate:
    """`climate.yml`; `marks_called` is the page's word for the marks, `marks_called_here` ours."""

    title: str
    case: str
    on: str
    notice: str
    marks_called: str
    marks_called_here: str
    marks: tuple[Peg, ...]
    levers: tuple[Peg, ...]
    headings: tuple[Heading, ...]
    closing: Closing
    units: tuple[Placed, ...]
    at: Place = NOWHERE
