"""`course/systems/credit.yml`: the six dimensions, their weights, the lines of renewal."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import get_args

from pydantic import Field

from qingfeng.content.source import Shape, Source, read_source, shaped, valued
from qingfeng.words.market.credit import CreditRules, DimensionId, LineId, fits
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, problem, repeated

_ORDER = "三条线从高到低写：renew、remind、review，最后一条从 0 开始。"


class DimensionShape(Shape):
    """A dimension of the portrait."""

    id: DimensionId
    name: str
    weight: Decimal
    measures: str
    improve: str
    origin: Origin


class LineShape(Shape):
    """A suggestion and its lower bound."""

    id: LineId
    name: str
    from_: Decimal = Field(alias="from")
    says: str
    origin: Origin


class RequestShape(Shape):
    """Something a merchant may ask for."""

    id: str
    name: str
    says: str
    basis: str | None = None
    origin: Origin


class AppealStepShape(Shape):
    """A step of an appeal."""

    says: str
    origin: Origin


class CreditShape(Shape):
    """`credit.yml`."""

    title: str
    full: Decimal = Field(gt=0)
    dimensions: list[DimensionShape] = Field(min_length=1)
    lines: list[LineShape] = Field(min_length=1)
    deduction_review_from: Decimal
    requests: list[RequestShape] = Field(min_length=1)
    appeal: list[AppealStepShape] = Field(min_length=1)


def load_credit(path: Path, root: Path) -> CreditRules:
    """The rules of `credit.yml`; ContentError with every fault of syntax, shape and sums."""
    source = read_source(path, root)
    rules = valued(CreditRules, shaped(CreditShape, source), source)
    faults = [*_dimension_faults(rules, source), *_line_faults(rules, source)]
    if faults:
        raise ContentError(faults)
    return rules


def _dimension_faults(rules: CreditRules, source: Source) -> list[Problem]:
    at = source.at(("dimensions",))
    ids = [dimension.id for dimension in rules.dimensions]
    faults = repeated(((d.id, d.at) for d in rules.dimensions), "M140", "维度")
    faults += [
        problem(at, "M140", f"缺少维度“{wanted}”", "六个维度各写一段；不想计入的，权重写 0。")
        for wanted in get_args(DimensionId)
        if wanted not in ids
    ]
    faults += [
        problem(d.at, "M141", f"“{d.name}”的权重 {d.weight} 不能用", "权重写 0 到 100，最多一位小数。")
        for d in rules.dimensions
        if not fits(d.weight, Decimal(100))
    ]
    total = sum((d.weight for d in rules.dimensions), Decimal(0))
    if not faults and total != 100:
        faults.append(problem(at, "M141", f"六个权重合计 {total}，不是 100", "调整权重，让合计正好 100。"))
    return faults


def _line_faults(rules: CreditRules, source: Source) -> list[Problem]:
    at = source.at(("lines",))
    bounds = [line.from_ for line in rules.lines]
    falling = all(above > below for above, below in pairwise(bounds))
    if [line.id for line in rules.lines] != list(get_args(LineId)) or not falling or bounds[-1] != 0:
        return [problem(at, "M142", "续租的三条线不全，或者次序不对", _ORDER)]
    mend = f"写 0 到 {rules.full}，最多一位小数。"
    return [
        problem(line.at, "M142", f"“{line.name}”的线 {line.from_} 不能用", mend)
        for line in rules.lines
        if not fits(line.from_, rules.full)
    ]
