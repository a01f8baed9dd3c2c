"""The frozen values of 精廉铸模: trades, their steps, and the integrity point beside each step."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Basis, Origin, Place


@dataclass(frozen=True, slots=True)
class Brand:
    """The brand as the page tells it: its name, whose it is and where it stands."""

    name: str
    whose: str
    place: str
    origin: Origin
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a trade: what is done, the integrity point it reminds of, and why they are alike."""

    id: str
    name: str
    what: str
    point: str
    why: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade and its steps in order."""

    id: str
    name: str
    who: str
    origin: Origin
    steps: tuple[Step, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Mould:
    """`mould.yml`; the page names no step, so the steps are written for teaching."""

    title: str
    case: str
    on: str
    brand: Brand
    notice: str
    trades: tuple[Trade, ...]
    at: Place = NOWHERE
