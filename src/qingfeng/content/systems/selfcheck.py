"""`course/systems/selfcheck.yml`: the questions of the private self-check."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.selfcheck import SelfCheck
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, repeated


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
    faults = repeated(((one.id, one.at) for one in check.questions), "M170", "id")
    if faults:
        raise ContentError(faults)
    return check
