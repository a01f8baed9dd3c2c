"""阳光招商: bids as the groups reported them, the trace of who did what, and what a look finds.

Only the three functions of 招商通 are on the page (原文); bids, ranking and trace are 教学编写.
Rents are in yuan a year, scores from 0 to 100, times to the minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

Action = Literal["登记", "修改", "查看", "接触", "撤回"]
ACTIONS: tuple[Action, ...] = ("登记", "修改", "查看", "接触", "撤回")
TieRule = Literal["receipt", "lot"]
FindingId = Literal[
    "late_edit",
    "other_hand",
    "record_edit",
    "not_theirs",
    "moves_rank",
    "broken_trace",
    "no_trace",
    "not_in_register",
    "late_entry",
    "withdrawal",
    "contact",
    "no_purpose",
    "reports_differ",
]
Figure = str | Decimal | datetime


# --- rules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenContact:
    """A kind of contact that is open to every bidder alike, and so is no informal one."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A kind of finding: why it is looked into, and what comes next; it is no guilt."""

    id: FindingId
    name: str
    why: str
    next: str
    origin: Origin
    basis: tuple[Basis, ...] = ()
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LeasingRules:
    """The rules of `leasing.yml`; `on` is the date of which the national rules are taken."""

    title: str
    on: str
    open_contacts: tuple[OpenContact, ...]
    findings: tuple[FindingRule, ...]

    def finding(self, finding_id: FindingId) -> FindingRule:
        """The kind of finding with this id."""
        return next(rule for rule in self.findings if rule.id == finding_id)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a round: the deadline (its minute is in time), weights that add to 100,
    the rule for ties, and how many days before the deadline private contact is barred."""

    deadline: datetime
    rent: Decimal
    plan: Decimal
    credit: Decimal
    tie: TieRule
    window: int


# --- rows -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid as one group reported it."""

    id: str
    received: datetime
    team: str
    bidder: str
    stall: str
    rent: Decimal
    plan: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that somebody did; `bid` and `field` are "" where the action has none."""

    when: datetime
    operator: str
    action: Action
    bid: str = ""
    field: str = ""
    before: Figure = ""
    after: Figure = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What a group reports of an industrial base."""

    on: date
    team: str
    base: str
    trade: str
    says: str


# --- results ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One bid of the register, merged from `reports`, the first received of which counts."""

    id: str
    bid: Bid
    reports: tuple[Bid, ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """The place of an entry among those for its stall; `code` stands for the name.

    `draw` says that a public draw has to settle the place.
    """

    entry: Entry
    code: str
    rent_score: Fraction
    score: Fraction
    rank: int
    draw: bool


@dataclass(frozen=True, slots=True)
class Move:
    """An entry whose place changed; None where it had or has none."""

    id: str
    stall: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact to be looked into: kinds, when, who, which bid, and whose places it moved."""

    kinds: tuple[FindingId, ...]
    when: datetime
    who: str
    bid: str
    trace: Trace | None = None
    moved: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of the trace, whether it was the bidder's own in time, and whose places it moved."""

    trace: Trace
    allowed: bool
    moved: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """A round looked through: the ranking as the register stands, and without the edits that
    are not the bidder's own in time; every entry but the withdrawn ones, the late among them;
    every edit; every finding."""

    now: tuple[Placing, ...]
    fair: tuple[Placing, ...]
    moved: tuple[Move, ...]
    entries: tuple[Entry, ...]
    late: tuple[Entry, ...]
    withdrawn: tuple[Entry, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
