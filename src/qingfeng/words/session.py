"""The frozen values of a session: a unit or a case told for a hall, slide by slide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

Audience = Literal["team", "family"]
Reading = Literal["cover", "words", "quote", "picture", "facts", "unit", "circle", "home"]
SlideKind = Reading | Literal["ask", "round", "scenario", "widget"]
UnitPart = Literal["questions", "objectives", "key_points"]
Picture = Literal["lotus", "road", "plaque", "lamp"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What people are likely to say, and what the presenter may answer; a misconception has its rule."""

    says: str
    reply: str
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class HallOption:
    """Something to vote for; why it is right or not is told after the vote."""

    label: str
    right: bool
    why: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Ask:
    """A question written for a hall; one of the practice items is named instead where it will do.

    `permitted` is whether it is about conduct that is allowed.
    """

    question: str
    permitted: bool
    options: tuple[HallOption, ...]
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `show` says what it is; the fields after `expect` belong to single kinds.

    `lines`: paragraphs (words, quote), what a family can say (home). `does`: what it can do (home).
    `facts`, `parts`: ids in the case and in its reading circle. `item`: a practice item of the
    case. `scene` and `scenes`: where the scenario begins and after how many decisions it stops.
    `twice`: whether the hall votes again after it has talked.
    """

    id: str
    show: SlideKind
    title: str
    minutes: int
    origin: Origin
    notes: str
    expect: tuple[Expected, ...]
    lines: tuple[str, ...]
    does: tuple[str, ...]
    part: UnitPart | None
    picture: Picture | None
    facts: tuple[str, ...]
    parts: tuple[str, ...]
    round: str
    item: str
    ask: Ask | None
    twice: bool
    scene: str
    scenes: int
    widget: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Handout:
    """A sheet to print, and how many."""

    sheet: str
    says: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Session:
    """`course/sessions/<id>.yml`: minutes are those of its slides; `on` dates its rules."""

    title: str
    subtitle: str
    audience: Audience
    unit: str
    case: str
    on: str
    minutes: int
    aim: tuple[str, ...]
    room: tuple[str, ...]
    handouts: tuple[Handout, ...]
    slides: tuple[Slide, ...]
    id: str = ""
    minutes_at: Place = NOWHERE
    at: Place = NOWHERE
