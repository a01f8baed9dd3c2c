"""The frozen values of a worked analysis: what stands beside the facts of a case."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Basis, Origin, Place


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A person in the chain of favours, and what passes on to the next one."""

    person: str
    gives: str
    fact: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of favours, first link first."""

    title: str
    nodes: tuple[ChainNode, ...]


@dataclass(frozen=True, slots=True)
class RuleByDate:
    """Which rule was in force at a date that matters."""

    date: str
    what: str
    basis: Basis
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Element:
    """An element of an offence laid beside the facts."""

    id: str
    element: str
    fact: str
    facts: tuple[str, ...]
    note: str
    origin: Origin
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a neighbouring article does not fit."""

    title: str
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of an article beside the facts, and the articles that do not fit."""

    title: str
    rows: tuple[Element, ...]
    why_not: tuple[WhyNot, ...]


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A moment at which the way back was open, with the lawful exits of that moment."""

    number: int
    title: str
    fact: str
    exits: tuple[str, ...]
    differs: str
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the analysis 事实→身份职权→行为→条款→后果→出口."""

    id: str
    label: str
    question: str
    answer: str
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Level:
    """A level of fading: the steps left blank."""

    id: str
    title: str
    blanks: tuple[str, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class TwinCase:
    """One of two cases that differ in one element."""

    id: str
    title: str
    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class TwinQuestion:
    """A question about a minimal pair, with a reference answer."""

    id: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A minimal pair as a task."""

    title: str
    task: str
    cases: tuple[TwinCase, ...]
    differs: str
    questions: tuple[TwinQuestion, ...]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A soft word and the plain one."""

    id: str
    soft: str
    plain: str


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Soft words to turn into plain ones."""

    title: str
    intro: str
    pairs: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line to complete."""

    id: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An if-then plan, stored nowhere."""

    title: str
    intro: str
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the worked-case notebook shows beside the facts; `on` is the act's date."""

    on: str
    chain: Chain | None
    rules_by_date: tuple[RuleByDate, ...]
    elements: Elements
    turning_points: tuple[TurningPoint, ...]
    steps: tuple[Step, ...]
    levels: tuple[Level, ...]
    compare: Compare
    plain_words: PlainWords
    plan: Plan
    at: Place = NOWHERE
