"""The frozen values of the rulebook: instruments, rules, citations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qingfeng.words.model import NOWHERE, Place

Confidence = Literal["VERIFIED", "SECONDARY", "UNVERIFIED", "INTERPRETATION"]
Role = Literal["实体", "从宽收缴"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One article of one edition of an instrument, as the rulebook holds it.

    `in_force_from` is None where nobody verified the first day: such a rule cannot be
    cited by date. `check_from` is the day from which a newer text must be compared, so
    that the rule can no longer key a graded item.
    """

    instrument: str
    edition: str
    in_force_from: date | None
    in_force_to: date | None
    article: str
    topic: str
    paraphrase: str
    ladder: tuple[str, ...]
    binds: str
    role: Role
    confidence: Confidence
    source: str
    row: str
    check_from: date | None = None
    check_note: str = ""
    at: Place = NOWHERE

    def in_force(self, day: date) -> bool:
        """Whether the rule is in force on `day`, both ends included."""
        if self.in_force_from is None or day < self.in_force_from:
            return False
        return self.in_force_to is None or day <= self.in_force_to

    def may_key(self, day: date) -> bool:
        """Whether the rule may key a graded item whose act is on `day`."""
        checked = self.check_from is None or day < self.check_from
        return self.confidence == "VERIFIED" and self.in_force(day) and checked


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of a law that keeps its article numbers (Criminal Law)."""

    name: str
    since: date
    label: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A document of rules with all its editions; `names[0]` is the short name."""

    title: str
    names: tuple[str, ...]
    rules: tuple[Rule, ...]
    amendments: tuple[Amendment, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule as it stands for one act: edition, article, ladder and the 从旧兼从轻 note."""

    role: Role
    instrument: str
    edition: str
    article: str
    topic: str
    paraphrase: str
    in_force_from: date | None
    in_force_to: date | None
    ladder: tuple[str, ...]
    binds: str
    note: str
    confidence: Confidence
    source: str
