"""The frozen values of a family session: couple cards, a reading circle, a letter to write.

All of it was written for teaching; nothing of what people answer, read or write is kept anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

# --- couple cards ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """Something one of the two may say or do; `steady` is whether it holds its ground kindly."""

    id: str
    label: str
    steady: bool
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two are called."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Hands:
    """The cards of the two in one round."""

    one: tuple[Card, ...]
    other: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A moment at the door or at the table, and what is said when both cards are shown.

    `talk` are sentences to go on with when the two do not agree yet.
    """

    id: str
    title: str
    text: str
    origin: Origin
    cards: Hands
    same_steady: str
    differ: str
    both_waver: str
    talk: tuple[str, ...]
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Couple:
    """`couple.yml`: `on` is the day whose rules the rounds cite."""

    title: str
    notice: str
    on: str
    sides: Sides
    rounds: tuple[Round, ...]
    closing: str
    at: Place = NOWHERE


# --- reading circle ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """A voice of the script, with a hint how to read it."""

    id: str
    name: str
    hint: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Part:
    """What one role reads; after it `pause` is a question to be quiet over, "" for none."""

    id: str
    reader: str
    text: str
    pause: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Question:
    """A question for the whole table, and an answer to compare with."""

    id: str
    question: str
    answer: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Circle:
    """`circle.yml`; its last part says what a family can say and do."""

    title: str
    notice: str
    on: str
    roles: tuple[Role, ...]
    parts: tuple[Part, ...]
    questions: tuple[Question, ...]
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


# --- a letter ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line to pick or to think of."""

    id: str
    text: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Letter:
    """`letter.yml`: lines to open and to close with, and things one might write about."""

    title: str
    notice: str
    on: str
    case: str
    openings: tuple[Line, ...]
    closings: tuple[Line, ...]
    prompts: tuple[Line, ...]
    basis: tuple[Basis, ...]
    at: Place = NOWHERE
