"""`course/systems/conflicts.yml`: candidate facts, managing posts, and the rules in two columns."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.conflicts import Comparison, ConflictRules, FactId
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, problem

_FACTS: tuple[FactId, ...] = ("area", "handles", "manages")
_NAMES_SENTENCE = "补上 company_basis: 原文：事实的名字；或者把 company_origin 改成教学编写。"


class PostShape(Shape):
    """A kind of post that manages merchants."""

    name: str = Field(min_length=1)
    origin: Origin


class FactShape(Shape):
    """A candidate fact in words; which three there are is fixed."""

    id: FactId
    name: str = Field(min_length=1)
    says: str = Field(min_length=1)
    origin: Origin


class ComparisonShape(Shape):
    """A matter as the national rules have it and as a stricter one of the company has it."""

    matter: str = Field(min_length=1)
    national: list[str] = Field(min_length=1)
    company: str = Field(min_length=1)
    company_origin: Origin
    company_basis: list[str] = []


class ConflictsShape(Shape):
    """`conflicts.yml`."""

    title: str
    on: str
    managing_posts: list[PostShape] = Field(min_length=1)
    candidates: list[FactShape] = Field(min_length=1)
    comparison: list[ComparisonShape] = Field(min_length=1)


def load_conflicts(path: Path, root: Path) -> ConflictRules:
    """The rules of 一家两制; ContentError for faults of syntax and shape, a candidate fact that is
    missing or stands twice, and a company rule called 原文 that names no sentence."""
    source = read_source(path, root)
    rules = valued(ConflictRules, shaped(ConflictsShape, source), source)
    ids = [fact.id for fact in rules.candidates]
    at = source.at(("candidates",))
    faults = [
        problem(at, "M150", f"“{one}”写了 {ids.count(one)} 次", "area、handles、manages 各写一次。")
        for one in _FACTS
        if ids.count(one) != 1
    ]
    faults += [
        problem(one.at, "M151", f"“{one.matter}”标了原文，却没有写是哪一句", _NAMES_SENTENCE)
        for one in rules.comparison
        if _lacks_sentence(one)
    ]
    if faults:
        raise ContentError(faults)
    return rules


def _lacks_sentence(one: Comparison) -> bool:
    return one.company_origin == "原文" and not one.company_basis
