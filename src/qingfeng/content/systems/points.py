"""`course/systems/points.yml`: tiers, charge and kinds of violation, every number with its origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, Source, read_source, shaped, valued
from qingfeng.words.market.points import How, Rules
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, problem

_MOST = 1_000_000


class ChargeShape(Shape):
    """What a whole point costs."""

    yuan_per_point: Decimal
    origin: Origin
    basis: list[str] = []


class TierShape(Shape):
    """A tier and its measures."""

    id: str
    name: str
    how: How
    bound: Decimal
    measures: list[str] = Field(min_length=1)
    origin: Origin
    basis: list[str] = []


class KindShape(Shape):
    """A kind of violation and its points."""

    id: str
    name: str
    points: Decimal
    origin: Origin
    basis: list[str] = []


class RulesShape(Shape):
    """`points.yml`."""

    title: str
    charge: ChargeShape
    tiers: list[TierShape] = Field(min_length=1)
    kinds: list[KindShape] = Field(min_length=1)
    basis: list[str] = []


def load_points(path: Path, root: Path) -> Rules:
    """The rules of `points.yml`.

    Raises ContentError: faults of syntax and shape; numbers that are not more than 0 or are finer
    than a hundredth (M121), tiers not from low to high (M122), names or ids that stand twice
    (M123), 原文 without the fact it rests on (M124).
    """
    source = read_source(path, root)
    shape = shaped(RulesShape, source)
    assert isinstance(shape, RulesShape)
    faults = [*_numbers(shape, source), *_order(shape, source), *_twice(shape, source), *_bare(shape, source)]
    if faults:
        raise ContentError(faults)
    return valued(Rules, shape, source)


def countable(number: Decimal) -> bool:
    """Whether a number is more than 0, at most a million and no finer than a hundredth."""
    return 0 < number <= _MOST and number == round(number, 2)


def _numbers(shape: RulesShape, source: Source) -> Iterator[Problem]:
    found: list[tuple[Decimal, tuple[str | int, ...], str]] = [
        (shape.charge.yuan_per_point, ("charge", "yuan_per_point"), "每扣 1 分的钱"),
        *((t.bound, ("tiers", i, "bound"), f"“{t.name}”的分数线") for i, t in enumerate(shape.tiers)),
        *((k.points, ("kinds", i, "points"), f"“{k.name}”的扣分") for i, k in enumerate(shape.kinds)),
    ]
    for number, where, what in found:
        if not countable(number):
            mend = "写大于 0、不超过 100 万、最多两位小数的数，比如 0.5。"
            yield problem(source.at(where), "M121", f"{what}不能是 {number}", mend)


def _order(shape: RulesShape, source: Source) -> Iterator[Problem]:
    heights = [(tier.bound, tier.how == "exceeds") for tier in shape.tiers]
    for i in range(1, len(heights)):
        if heights[i] <= heights[i - 1]:
            what = f"“{shape.tiers[i].name}”不比前一档“{shape.tiers[i - 1].name}”高"
            yield problem(source.at(("tiers", i)), "M122", what, "按分数线从低到高排。")


def _twice(shape: RulesShape, source: Source) -> Iterator[Problem]:
    for part, rows in (("tiers", shape.tiers), ("kinds", shape.kinds)):
        for key in ("id", "name"):
            words = [getattr(row, key) for row in rows]
            for word in (word for word, times in Counter(words).items() if times > 1):
                last = len(words) - 1 - words[::-1].index(word)
                at = source.at((part, last, key))
                yield problem(at, "M123", f"“{word}”写了不止一次", "改成不重复的，或者删去一个。")


def _bare(shape: RulesShape, source: Source) -> Iterator[Problem]:
    rows: list[tuple[ChargeShape | TierShape | KindShape, tuple[str | int, ...]]] = [
        (shape.charge, ("charge",)),
        *((tier, ("tiers", i)) for i, tier in enumerate(shape.tiers)),
        *((kind, ("kinds", i)) for i, kind in enumerate(shape.kinds)),
    ]
    for row, where in rows:
        if row.origin == "原文" and not row.basis:
            what = "标了“原文”，却没有写依据哪一条事实"
            mend = "补上 basis，比如“原文：reach_20”；报道没有写的，origin 改成“教学编写”。"
            yield problem(source.at((*where, "origin")), "M124", what, mend)
