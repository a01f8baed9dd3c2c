"""The frozen values of the ladders: who did it, what was done, and which ladder stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

Office = Literal["civil_servant", "soe", "village", "none"]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A kind of person: Party member or not, in a leading post or not, and in what office."""

    id: str
    name: str
    party: bool
    leading: bool
    office: Office
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Conduct:
    """A kind of conduct with the rules that name it; `sanction` is empty where none was read."""

    id: str
    name: str
    discipline: Basis
    sanction: Basis | None
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LadderTable:
    """The people and conducts of the lab."""

    title: str
    people: tuple[Somebody, ...]
    conducts: tuple[Conduct, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder: whether it stands before this person, and why. `steps` names the rule that
    lists its steps."""

    name: str
    stands: bool
    why: str
    rule: str
    steps: str
