"""The words of the pledges in four colours (S4): units, signings, and what covers what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

Colour = Literal["红", "绿", "黄", "蓝"]
Kind = Literal["集团", "施工", "监理", "外包"]
COLOURS: tuple[Colour, ...] = ("红", "绿", "黄", "蓝")
KINDS: tuple[Kind, ...] = ("集团", "施工", "监理", "外包")


# --- rules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ColourRule:
    """A colour and the kind of people it is for; "" where the page does not say."""

    name: Colour
    kind: Kind | Literal[""]
    says: str
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of the page; `kind` is the kind of unit it counts, "" for the copies."""

    id: str
    kind: Kind | Literal[""]
    what: str
    number: int
    unit: str
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A part of a figure: what the page says of it, or that it says nothing."""

    what: str
    says: str
    note: str
    stated: bool
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What cannot be concluded from a figure, and why."""

    claim: str
    why: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class PledgeRules:
    """`pledges.yml`."""

    title: str
    on: str
    colours: tuple[ColourRule, ...]
    counts: tuple[Stated, ...]
    figure: tuple[FigurePart, ...]
    cannot: tuple[Conclusion, ...]
    at: Place = NOWHERE


# --- the register -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: how many of its posts should sign."""

    number: str
    name: str
    kind: Kind
    should: int
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Signing:
    """A copy signed by somebody in a post of a unit."""

    number: str
    unit: str
    post: str
    colour: Colour
    on: date
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a unit with all that was signed for it, the earliest first.

    `fits`: at least one copy is of a colour that the kind of unit may have.
    """

    unit: Unit
    number: str
    signings: tuple[Signing, ...]
    fits: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """How far units are covered.

    `copies` counts rows, `posts` counts posts once, `wrong` those of a wrong colour only; `right`
    counts at most as many posts of a unit as should sign, so that one unit's surplus fills no gap
    of another.
    """

    units: int
    should: int
    copies: int
    posts: int
    wrong: int
    right: int
    surplus: int

    @property
    def missing(self) -> int:
        """How many should still sign."""
        return self.should - self.right
