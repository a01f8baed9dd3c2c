"""`course/systems/mould.yml`: trades, their steps and integrity points."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.mould import Mould
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, problem, repeated

# More steps than this make no picture that one sheet of paper holds.
STEPS = 20


class BrandShape(Shape):
    """The brand."""

    name: str
    whose: str
    place: str
    origin: Origin
    basis: list[str] = Field(min_length=1)


class StepShape(Shape):
    """A step; `point` and `why` may stay empty: what is not alike is not forced."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    what: str = Field(min_length=1)
    point: str = ""
    why: str = ""
    origin: Origin


class TradeShape(Shape):
    """A trade."""

    id: str = Field(min_length=1)
    name: str
    who: str
    origin: Origin
    steps: list[StepShape] = Field(min_length=1)


class MouldShape(Shape):
    """`mould.yml`."""

    title: str
    case: str
    on: str
    brand: BrandShape
    notice: str
    trades: list[TradeShape] = Field(min_length=1)


def load_mould(path: Path, root: Path) -> Mould:
    """The trades of a file; ContentError for faults of syntax and shape, an id used twice, more
    steps than a sheet holds, and a step that is said to be the page's, which names none."""
    source = read_source(path, root)
    mould = valued(Mould, shaped(MouldShape, source), source)
    faults = repeated(((trade.id, trade.at) for trade in mould.trades), "M182", "id")
    for trade in mould.trades:
        faults += repeated(((step.id, step.at) for step in trade.steps), "M182", "id")
        if len(trade.steps) > STEPS:
            what = f"“{trade.name}”有 {len(trade.steps)} 步，最多 {STEPS} 步"
            faults.append(problem(trade.at, "M221", what, "合并几步。"))
        for step in trade.steps:
            if step.origin == "原文":
                what = f"“{step.name}”标了原文，报道没有写流程有哪几步"
                faults.append(problem(step.at, "M222", what, "写成 origin: 教学编写。"))
    if faults:
        raise ContentError(faults)
    return mould
