"""The frozen values of the book: the course, its units and their short lessons."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Short:
    """A short lesson of a unit that can be taken alone."""

    id: str
    title: str
    lesson: str
    minutes: int
    credit_hours: float
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its lesson notebook, its case, its graded quiz, its short lessons; minutes and 学时."""

    number: int
    id: str
    title: str
    lesson: str
    case: str
    assignment: str
    minutes: int
    credit_hours: float
    questions: tuple[str, ...]
    objectives: tuple[str, ...]
    key_points: tuple[str, ...]
    shorts: tuple[Short, ...]
    at: Place = NOWHERE

    @property
    def parts(self) -> tuple[Unit | Short, ...]:
        """The lesson and the short lessons."""
        return (self, *self.shorts)


@dataclass(frozen=True, slots=True)
class Course:
    """The book: what the learner opens, in order."""

    title: str
    subtitle: str
    about: str
    pass_percent: int
    units: tuple[Unit, ...]

    def unit(self, unit_id: str) -> Unit:
        """The unit of this id; KeyError where there is none."""
        return {unit.id: unit for unit in self.units}[unit_id]
