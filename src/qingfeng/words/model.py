"""The frozen values of the course: cases, scenarios, items and papers.

Loaders on floor 2 make them, pure functions on floor 3 turn them into new ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Origin = Literal["原文", "教学编写", "解读"]
Verdict = Literal["lawful", "wrong"]
ItemType = Literal["single", "multiple", "truefalse", "ordering", "matching", "short", "case_analysis"]
MultipleRule = Literal["strict", "half", "net", "overlap"]
Answer = str | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in a file: path relative to the project, line from 1."""

    path: str
    line: int


NOWHERE = Place("", 0)


# --- references ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Basis:
    """A reference in content: a rule by topic, or a sentence of the page by fact id."""

    text: str
    at: Place = NOWHERE


# --- cases -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a fact stands on the page: block from 1, first 16 hex of the sentence's SHA-256."""

    paragraph: int
    hash: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a case, under the name the page gives."""

    id: str
    name: str
    role: str
    fact: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What the page says, paraphrased, with the locator of its sentence; or what was written
    for teaching, with `source` None."""

    id: str
    date: str
    says: str
    people: tuple[str, ...]
    figures: tuple[str, ...]
    source: Locator | None
    origin: Origin = "原文"
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Money:
    """A sum the page states, in yuan."""

    id: str
    name: str
    amount: int
    fact: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum we derive from stated ones; recomputed at every check."""

    id: str
    name: str
    of: tuple[str, ...]
    amount: int
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A reading of the facts, always shown as 解读."""

    id: str
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case as data."""

    id: str
    title: str
    unit: int
    minutes: int
    notice: str
    source_file: str
    heading: str
    people: tuple[Person, ...]
    facts: tuple[Fact, ...]
    money: tuple[Money, ...]
    sums: tuple[Sum, ...]
    interpretations: tuple[Interpretation, ...]
    silent: tuple[str, ...]
    at: Place = NOWHERE

    def fact(self, fact_id: str) -> Fact:
        """The fact with this id; KeyError where there is none."""
        return {fact.id: fact for fact in self.facts}[fact_id]

    def person(self, person_id: str) -> Person:
        """The person with this id; KeyError where there is none."""
        return {person.id: person for person in self.people}[person_id]


# --- scenarios ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Variable:
    """Something a scenario remembers: its values, their labels, the first one."""

    id: str
    name: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    start: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go on from a scene."""

    id: str
    label: str
    go: str
    verdict: Verdict
    excuse: str
    why: str
    basis: tuple[Basis, ...]
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Scene:
    """A situation in which the learner decides."""

    id: str
    title: str
    date: str
    turning_point: int | None
    origin: Origin
    text: str
    choices: tuple[Choice, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a play stops."""

    id: str
    title: str
    lawful: bool
    origin: Origin
    text: str
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class RealStep:
    """One step of the path that was really taken."""

    scene: str
    choice: str
    fact: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Scenario:
    """A branching text with variables."""

    title: str
    role: str
    notice: str
    on: str
    variables: tuple[Variable, ...]
    start: str
    scenes: tuple[Scene, ...]
    endings: tuple[Ending, ...]
    reality: tuple[RealStep, ...]
    debrief: str
    # A family's choices are nobody's record: such a scenario is played and forgotten.
    kept: bool = True
    at: Place = NOWHERE


# --- items and papers ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, order or match, with its 解析; `right` for choosing only."""

    id: str
    text: str
    why: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A left side and the right side that belongs to it."""

    id: str
    left: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric."""

    id: str
    name: str
    points: Fraction
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A quiz item with its key and explanations: instructor side only."""

    id: str
    type: ItemType
    section: str
    points: Fraction
    level: str
    on: str
    permitted: bool
    origin: Origin
    stem: str
    options: tuple[Option, ...]
    pairs: tuple[Pair, ...]
    accept: tuple[str, ...]
    why: str
    rubric: tuple[Criterion, ...]
    reference: str
    min_chars: int
    max_chars: int
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a graded quiz, one graded cell in nbgrader."""

    id: str
    title: str
    kind: Literal["auto", "manual"]


@dataclass(frozen=True, slots=True)
class Bank:
    """A set of items; a graded one has an assignment name, a due date and sections."""

    title: str
    intro: str
    assignment: str
    minutes: int
    due: str
    pass_percent: int
    multiple_rule: MultipleRule
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    at: Place = NOWHERE

    def of(self, section: str) -> tuple[Item, ...]:
        """The items of one section, in order."""
        return tuple(item for item in self.items if item.section == section)


@dataclass(frozen=True, slots=True)
class Question:
    """What marking needs to know of an item besides its key."""

    id: str
    type: ItemType
    points: Fraction
    rule: MultipleRule = "half"


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions one learner was asked, in order."""

    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """The mark of one question; `earned` is None where a person has to mark it."""

    id: str
    earned: Fraction | None
    points: Fraction
    state: Literal["right", "partly", "wrong", "blank", "unreadable", "manual"]


@dataclass(frozen=True, slots=True)
class Result:
    """The marks of a paper."""

    marked: tuple[Marked, ...]

    @property
    def earned(self) -> Fraction:
        """Points earned in all questions that need no person, exact."""
        return sum((m.earned for m in self.marked if m.earned), Fraction(0))

    @property
    def points(self) -> Fraction:
        """Points that could be earned, manual questions included."""
        return sum((m.points for m in self.marked), Fraction(0))
