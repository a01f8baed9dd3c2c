"""The private self-check: questions to oneself, and what to do when the answer is yes.

Nothing here keeps an answer; it is data only.
"""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Basis, Origin, Place


@dataclass(frozen=True, slots=True)
class Question:
    """A question to answer with yes or no; the three advices hold for yes.

    `declare` says what to declare, `tell` whom to tell, `recuse` how to stand aside.
    """

    id: str
    ask: str
    declare: str
    tell: str
    recuse: str
    basis: tuple[Basis, ...]
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """The questions, what is said before and after them, and the date of the rules they cite."""

    title: str
    notice: str
    on: str
    questions: tuple[Question, ...]
    none_yes: str
    some_yes: str
