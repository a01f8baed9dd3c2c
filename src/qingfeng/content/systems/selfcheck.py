"""`course/systems/selfcheck.yml`: the questions of the private self-check."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.selfcheck import SelfCheck
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, problem


class QuestionShape(Shape):
    """A question and the three advices for yes."""

    id: str = Field(min_length=1)
    ask: str = Field(min_length=1)
    declare: str = Field(min_length=1)
    tell: str = Field(min_length=1)
    recuse: str = Field(min_length=1)
    basis: list[str] = Field(min_length=1)
    origin: Origin


class SelfCheckShape(Shape):
    """`selfcheck.yml`."""

    title: str
    notice: str = Field(min_length=1)
    on: str
    questions: list[QuestionShape] = Field(min_length=1)
    none_yes: str = Field(min_length=1)
    some_yes: str = Field(min_length=1)


def load_selfcheck(path: Path, root: Path) -> SelfCheck:
    """The self-check; ContentError for faults of syntax and shape, and for an id used twice."""
    source = read_source(path, root)
    check = valued(SelfCheck, shaped(SelfCheckShape, source), source)
    ids = [question.id for question in check.questions]
    faults = [
        problem(question.at, "M170", f"“{question.id}”这个 id 用了两次", "换一个英文小写的名字。")
        for i, question in enumerate(check.questions)
        if question.id in ids[:i]
    ]
    if faults:
        raise ContentError(faults)
    return check
