"""The frozen values of small powers: the page's counts, the red-line map, the routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

ADDED: Final = "自己加的"
RiskOrigin = Literal["原文", "教学编写", "解读", "自己加的"]
Judged = Literal["权力过大", "易被滥用", "一般"]


@dataclass(frozen=True, slots=True)
class Count:
    """A number that the page states, of what, and whose."""

    id: str
    what: str
    number: int
    unit: str
    whose: str
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Post:
    """A post and the power it holds."""

    id: str
    name: str
    power: str
    origin: RiskOrigin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk of a post: how it shows (表现), how it is guarded against (防范措施), what people
    call it, what teaches it (cases by name; items by id or `case/scene`), which rules it meets."""

    id: str
    post: str
    name: str
    shows: str
    guard: str
    tags: tuple[str, ...]
    cases: tuple[str, ...]
    items: tuple[str, ...]
    basis: tuple[Basis, ...]
    origin: RiskOrigin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class RedLines:
    """The red-line map; `on` is the date on which its rules are read."""

    title: str
    on: str
    counts: tuple[Count, ...]
    posts: tuple[Post, ...]
    risks: tuple[Risk, ...]

    def of(self, post: str) -> tuple[Risk, ...]:
        """The risks of a post, in order."""
        return tuple(risk for risk in self.risks if risk.post == post)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a route: what is done, who decides, what record is left, where it can bend
    ("" where it cannot) and how it is held straight."""

    name: str
    does: str
    decides: str
    record: str
    bends: str
    guard: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Route:
    """A small power as a route; `where` are the steps (from 1) at which it is too large or
    easily bent, `too_large` says why."""

    id: str
    name: str
    judged: Judged
    where: tuple[int, ...]
    too_large: str
    origin: Origin
    steps: tuple[Step, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes."""

    title: str
    counts: tuple[Count, ...]
    routes: tuple[Route, ...]
