"""The private self-check as plain values for a page: it evaluates nothing and keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.systems.selfcheck import load_selfcheck
from qingfeng.words.market.selfcheck import Question
from qingfeng.words.model import Basis, Origin

CASE = "declaration"


@dataclass(frozen=True, slots=True)
class Ground:
    """A basis as people read it; `binds` says whom a national rule binds, "" for the page."""

    text: str
    says: str
    mark: str
    binds: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its advices for yes and its grounds."""

    id: str
    ask: str
    declare: str
    tell: str
    recuse: str
    grounds: tuple[Ground, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class SelfCheckData:
    """All that a page needs to ask the questions by itself; `dataclasses.asdict` makes it JSON."""

    title: str
    notice: str
    questions: tuple[Asked, ...]
    none_yes: str
    some_yes: str


def selfcheck_data(project: Project) -> SelfCheckData:
    """The self-check of the course; ContentError and QueryError as its loaders raise them."""
    check = load_selfcheck(project.root / "course" / "systems" / "selfcheck.yml", project.root)
    questions = tuple(_asked(project, question, check.on) for question in check.questions)
    return SelfCheckData(check.title, check.notice, questions, check.none_yes, check.some_yes)


def _asked(project: Project, question: Question, on: str) -> Asked:
    grounds = tuple(ground(project, basis, on) for basis in question.basis)
    return Asked(
        question.id,
        question.ask,
        question.declare,
        question.tell,
        question.recuse,
        grounds,
        question.origin,
    )


def ground(project: Project, basis: Basis, on: str) -> Ground:
    """A basis for a day, with whom it binds."""
    found = project.library(CASE).reference(basis, on)
    if found.mark == "原文":
        return Ground(found.text, found.says, found.mark, "")
    instrument, _, topic = basis.text.partition("：")
    rule = project.rulebook.rule(instrument, topic, day(on))
    return Ground(found.text, found.says, found.mark, rule.binds)
