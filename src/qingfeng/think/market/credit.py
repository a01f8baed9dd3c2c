"""The credit portrait of a merchant (S14): what each dimension gave, what it took, a suggestion.

total = Σ weight × score ÷ Σ weight, over the dimensions that were rated. 版面原文: six dimensions,
three of them named, the result used in renewal. 教学编写: weights, scores, the two lines (both
inclusive) and the three suggestions. 解读: a machine alone never refuses renewal; what does not
reach the lower line, or has no total, goes to a person (个人信息保护法：自动化决策).

Weights and scores have at most one decimal place, so with weights that sum to 100 every figure is
exact within `UNIT`. Where weights are taken over fewer dimensions, the total is rounded half up to
`UNIT` and the parts are rounded so that they add up to it; the figure shown is the one compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from qingfeng.words.market.credit import Correction, CreditRules, Dimension, DimensionId, Line, Merchant, fits
from qingfeng.words.problems import ContentError, Problem, nearest, problem

PLACES = 4
UNIT = Decimal(1).scaleb(-PLACES)
_UNITS = 10**PLACES
_STEP = Decimal("0.1")

Missing = Literal["unrated", "renormalise", "fault"]
Trigger = Literal["below", "unrated", "deduction"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is left open: what a missing score means, the lines (high to low), and from how many
    deducted points on a person looks in any case (None: deductions are only shown)."""

    missing: Missing
    lines: tuple[Line, ...]
    deduction_from: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension in a portrait: points given to the total and points taken from the full mark;
    both None where it was not rated or there is no total."""

    dimension: Dimension
    score: Decimal | None
    gave: Decimal | None
    took: Decimal | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """A merchant's total with its parts, the suggestion, and why a person has to look.

    `over` lists the dimensions whose weights the total was taken over; `short` is how many points
    are missing to the next line above, 0 on the highest and where there is no total.
    """

    merchant: Merchant
    full: Decimal
    parts: tuple[Part, ...]
    over: tuple[DimensionId, ...]
    total: Decimal | None
    suggestion: Line
    triggers: tuple[Trigger, ...]
    next_line: Line | None
    short: Decimal

    @property
    def drags(self) -> tuple[Part, ...]:
        """The parts that took points, the most first."""
        took = [part for part in self.parts if part.took]
        return tuple(sorted(took, key=lambda part: part.took or 0, reverse=True))

    @property
    def unrated(self) -> tuple[Part, ...]:
        """The parts without a score that have a weight."""
        return tuple(p for p in self.parts if p.score is None and p.dimension.weight)


def portrait(rules: CreditRules, merchant: Merchant, terms: Terms) -> Portrait:
    """The portrait of a merchant whose scores `merchants_checked` has passed."""
    counted = [d for d in rules.dimensions if d.weight and merchant.scores[d.id] is not None]
    whole = sum((d.weight for d in counted), Decimal(0))
    missing = any(d.weight and merchant.scores[d.id] is None for d in rules.dimensions)
    if not whole or (missing and terms.missing != "renormalise"):
        return _without_total(rules, merchant, terms)
    gave = {d.id: d.weight * (merchant.scores[d.id] or 0) for d in counted}
    took = {d.id: d.weight * rules.full - gave[d.id] for d in counted}
    units = _half_up(sum(gave.values(), Decimal(0)), whole)
    given = _apportioned(gave, whole, units)
    taken = _apportioned(took, whole, int(rules.full * _UNITS) - units)
    parts = tuple(Part(d, merchant.scores[d.id], given.get(d.id), taken.get(d.id)) for d in rules.dimensions)
    total = Decimal(units).scaleb(-PLACES)
    reached = next((line for line in terms.lines if total >= line.from_), terms.lines[-1])
    above = terms.lines[: terms.lines.index(reached)]
    below: tuple[Trigger, ...] = ("below",) if reached is terms.lines[-1] else ()
    triggers = (*below, *_deducted(merchant, terms))
    return Portrait(
        merchant=merchant,
        full=rules.full,
        parts=parts,
        over=tuple(d.id for d in counted),
        total=total,
        suggestion=terms.lines[-1] if triggers else reached,
        triggers=triggers,
        next_line=above[-1] if above else None,
        short=above[-1].from_ - total if above else Decimal(0),
    )


def score_needed(found: Portrait, part: Part) -> Decimal | None:
    """The lowest score of one dimension, in steps of 0.1, that brings the total to the next line
    while the others stay; None where this dimension alone cannot, or nothing is missing."""
    if found.next_line is None or part.score is None or part.dimension.id not in found.over:
        return None
    rated = [p for p in found.parts if p.dimension.id in found.over]
    whole = sum((p.dimension.weight for p in rated), Decimal(0))
    sum_now = sum((p.dimension.weight * (p.score or 0) for p in rated), Decimal(0))
    # Half a unit below the line is already shown as the line, since totals are rounded half up.
    gap = (found.next_line.from_ - UNIT / 2) * whole - sum_now
    steps, rest = divmod(part.score * part.dimension.weight + gap, part.dimension.weight * _STEP)
    needed = (steps + (1 if rest else 0)) * _STEP
    return needed if needed <= found.full else None


def with_corrections(
    merchants: Iterable[Merchant], corrections: Iterable[Correction]
) -> tuple[Merchant, ...]:
    """The merchants with every accepted correction in place of the score that was."""
    accepted = {(c.merchant, c.dimension): c.after for c in corrections if c.result == "成立"}
    return tuple(
        replace(m, scores={d: accepted.get((m.number, d), score) for d, score in m.scores.items()})
        for m in merchants
    )


def with_weights(rules: CreditRules, weights: Mapping[DimensionId, Decimal]) -> CreditRules:
    """The rules with other weights."""
    changed = tuple(replace(d, weight=weights[d.id]) for d in rules.dimensions)
    return replace(rules, dimensions=changed)


# --- what does not fit together ----------------------------------------------------------


def merchants_checked(rules: CreditRules, merchants: Sequence[Merchant], missing: Missing) -> None:
    """Raise ContentError with every number used twice, every score out of bounds and, where that
    is a fault, missing."""
    faults: list[Problem] = []
    first: dict[str, Merchant] = {}
    for merchant in sorted(merchants, key=lambda m: m.at.line):
        earlier = first.setdefault(merchant.number, merchant)
        if earlier is not merchant:
            what = f"商户编号“{merchant.number}”在第 {earlier.at.line} 行已经有了"
            faults.append(problem(merchant.at, "M148", what, "改成不重复的，或者删去一行。"))
        for d in rules.dimensions:
            score = merchant.scores[d.id]
            who = f"商户 {merchant.number} 的“{d.name}”"
            if score is None and d.weight and missing == "fault":
                mend = "补上分数；确实没有评的，把“缺项怎么办”改成“标未评，交人工”。"
                faults.append(problem(merchant.at, "M144", f"{who}没有评分", mend))
            if score is not None and not fits(score, rules.full):
                mend = f"填 0 到 {rules.full} 的数，最多一位小数；没有评的空着。"
                faults.append(problem(merchant.at, "M143", f"{who}是 {score} 分，不能用", mend))
        if merchant.deduction is not None and merchant.deduction < 0:
            what = f"商户 {merchant.number} 的年度扣分是负数"
            faults.append(problem(merchant.at, "M143", what, "扣分填正数，没有扣分填 0。"))
    if faults:
        raise ContentError(faults)


def corrections_checked(
    rules: CreditRules, merchants: Sequence[Merchant], corrections: Sequence[Correction]
) -> None:
    """Raise ContentError with every correction that fits no merchant, no score or no other row."""
    known = {merchant.number: merchant for merchant in merchants}
    faults: list[Problem] = []
    seen: dict[tuple[str, str], Correction] = {}
    for one in sorted(corrections, key=lambda c: c.at.line):
        if one.merchant not in known:
            what = f"商户表里没有“{one.merchant}”"
            faults.append(problem(one.at, "M145", what, nearest(one.merchant, known)))
            continue
        faults += _correction_faults(rules, known[one.merchant], one)
        earlier = seen.setdefault((one.merchant, one.dimension), one)
        if earlier is not one:
            what = f"商户 {one.merchant} 的同一维度在第 {earlier.at.line} 行已经有一条更正"
            faults.append(problem(one.at, "M147", what, "并成一条，只留最后的结果。"))
    if faults:
        raise ContentError(faults)


def _correction_faults(rules: CreditRules, merchant: Merchant, one: Correction) -> list[Problem]:
    faults = []
    score = merchant.scores[one.dimension]
    if one.before != score:
        stands = "空着（未评）" if score is None else f"{score} 分"
        what = f"原分与商户表不一致：商户 {merchant.number} 这一项在表里{stands}"
        faults.append(problem(one.at, "M146", what, "核对是哪一张表写错了；商户表里保留更正前的分。"))
    if one.result == "成立" and one.after is None:
        faults.append(problem(one.at, "M146", "更正成立，却没有写更正为多少", "填上更正后的分。"))
    if one.after is not None and not fits(one.after, rules.full):
        what = f"更正为 {one.after} 分，不能用"
        faults.append(problem(one.at, "M143", what, f"填 0 到 {rules.full} 的数，最多一位小数。"))
    return faults


# --- sums ------------------------------------------------------------------------------------


def _half_up(amount: Decimal, whole: Decimal) -> int:
    """amount ÷ whole in units, rounded half up."""
    return int((2 * amount * _UNITS + whole) // (2 * whole))


def _apportioned(
    amounts: Mapping[DimensionId, Decimal], whole: Decimal, units: int
) -> dict[DimensionId, Decimal]:
    """Each amount ÷ whole so that they add up to so many units: largest remainders first."""
    split = {key: divmod(amount * _UNITS, whole) for key, amount in amounts.items()}
    counts = {key: int(count) for key, (count, _) in split.items()}
    by_rest = sorted(split, key=lambda key: split[key][1], reverse=True)
    for key in by_rest[: units - sum(counts.values())]:
        counts[key] += 1
    return {key: Decimal(count).scaleb(-PLACES) for key, count in counts.items()}


def _without_total(rules: CreditRules, merchant: Merchant, terms: Terms) -> Portrait:
    """A portrait that says what was rated and leaves the rest to a person."""
    parts = tuple(Part(d, merchant.scores[d.id], None, None) for d in rules.dimensions)
    triggers: tuple[Trigger, ...] = ("unrated", *_deducted(merchant, terms))
    return Portrait(merchant, rules.full, parts, (), None, terms.lines[-1], triggers, None, Decimal(0))


def _deducted(merchant: Merchant, terms: Terms) -> tuple[Trigger, ...]:
    """Whether the points deducted call for a person."""
    limit = terms.deduction_from
    reached = limit is not None and merchant.deduction is not None and merchant.deduction >= limit
    return ("deduction",) if reached else ()
