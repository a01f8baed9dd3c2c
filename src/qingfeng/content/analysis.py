"""`analysis.yml`: the file's shape and its value."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.model import Origin
from qingfeng.words.problems import Problem, nearest, problem
from qingfeng.words.worked import Analysis


class ChainNodeShape(Shape):
    """A link of the chain."""

    person: str
    gives: str = ""
    fact: str = ""


class ChainShape(Shape):
    """The chain of favours."""

    title: str
    nodes: list[ChainNodeShape] = Field(min_length=2)


class RuleByDateShape(Shape):
    """The rule in force at a date."""

    date: str
    what: str
    basis: str
    says: str = ""
    origin: Origin = "解读"


class ElementShape(Shape):
    """An element beside the facts."""

    id: str
    element: str
    fact: str
    facts: list[str] = []
    note: str = ""
    origin: Origin = "解读"
    basis: list[str] = Field(min_length=1)


class WhyNotShape(Shape):
    """An article that does not fit."""

    title: str
    says: str
    basis: list[str] = Field(min_length=1)


class ElementsShape(Shape):
    """Elements beside facts."""

    title: str
    rows: list[ElementShape]
    why_not: list[WhyNotShape] = []


class TurningPointShape(Shape):
    """A turning point; its exits must not be empty."""

    number: int
    title: str
    fact: str
    exits: list[str] = Field(min_length=1)
    differs: str = ""
    basis: list[str] = Field(min_length=1)


class StepShape(Shape):
    """A step of the analysis."""

    id: str
    label: str
    question: str
    answer: str
    basis: list[str] = []


class LevelShape(Shape):
    """A level of fading."""

    id: str
    title: str
    blanks: list[str] | None = None


class TwinCaseShape(Shape):
    """One of two."""

    id: str
    title: str
    origin: Origin
    text: str


class TwinQuestionShape(Shape):
    """A question about the pair."""

    id: str
    question: str
    answer: str


class CompareShape(Shape):
    """A minimal pair."""

    title: str
    task: str
    cases: list[TwinCaseShape] = Field(min_length=2)
    differs: str
    questions: list[TwinQuestionShape] = Field(min_length=1)
    basis: list[str] = Field(min_length=1)


class WordingShape(Shape):
    """Soft and plain."""

    id: str
    soft: str
    plain: str


class PlainWordsShape(Shape):
    """Soft words to turn plain."""

    title: str
    intro: str
    pairs: list[WordingShape]


class PromptShape(Shape):
    """A line to complete."""

    id: str
    label: str
    hint: str = ""


class PlanShape(Shape):
    """An if-then plan."""

    title: str
    intro: str
    prompts: list[PromptShape]


class AnalysisShape(Shape):
    """The whole file; `on` is the date of the act."""

    on: str
    chain: ChainShape | None = None
    rules_by_date: list[RuleByDateShape]
    elements: ElementsShape
    turning_points: list[TurningPointShape]
    steps: list[StepShape]
    levels: list[LevelShape]
    compare: CompareShape
    plain_words: PlainWordsShape
    plan: PlanShape


def load_analysis(path: Path, root: Path) -> Analysis:
    """The analysis of a file; ContentError for faults of syntax and shape."""
    source = read_source(path, root)
    return valued(Analysis, shaped(AnalysisShape, source), source)


def level_faults(analysis: Analysis) -> list[Problem]:
    """Blanks that name no step."""
    steps = [step.id for step in analysis.steps]
    return [
        problem(level.at, "A701", f"没有叫“{blank}”的分析步骤", nearest(blank, steps))
        for level in analysis.levels
        for blank in level.blanks
        if blank not in steps
    ]
