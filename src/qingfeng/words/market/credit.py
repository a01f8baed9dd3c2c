"""The words of the credit portrait (S14): dimensions, lines, merchants, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

DimensionId = Literal["merchant_credit", "innovation", "online_trade", "performance", "service", "safety"]
LineId = Literal["renew", "remind", "review"]
AppealResult = Literal["成立", "不成立", "核查中"]


def fits(value: Decimal, most: Decimal) -> bool:
    """Whether a weight, score or line lies from 0 to `most` with at most one decimal place."""
    # One place each keeps weight × score ÷ 100 exact within four places.
    return value.is_finite() and 0 <= value <= most and value * 10 == (value * 10).to_integral_value()


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the six dimensions; `origin` is that of its name, weight and words are ours."""

    id: DimensionId
    name: str
    weight: Decimal
    measures: str
    improve: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Line:
    """A suggestion and the total from which it holds, that total included."""

    id: LineId
    name: str
    from_: Decimal
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Request:
    """Something a merchant may ask for; `basis` is None where only we say so."""

    id: str
    name: str
    says: str
    basis: Basis | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class AppealStep:
    """One step of an appeal."""

    says: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CreditRules:
    """`credit.yml`: every dimension scores from 0 to `full`; lines stand from high to low."""

    title: str
    full: Decimal
    dimensions: tuple[Dimension, ...]
    lines: tuple[Line, ...]
    deduction_review_from: Decimal
    requests: tuple[Request, ...]
    appeal: tuple[AppealStep, ...]
    at: Place = NOWHERE

    def line(self, line_id: LineId) -> Line:
        """The line with this id."""
        return {line.id: line for line in self.lines}[line_id]


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant with a score a dimension (None where it was not rated) and points deducted."""

    number: str
    stall: str
    scores: Mapping[DimensionId, Decimal | None]
    deduction: Decimal | None = None
    origin: str = ""
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Correction:
    """An appeal against one score: what was, what it should be, who handled it and why."""

    merchant: str
    dimension: DimensionId
    before: Decimal | None
    after: Decimal | None
    result: AppealResult
    reason: str
    handler: str
    at: Place = NOWHERE
