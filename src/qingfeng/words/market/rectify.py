"""The frozen values of the rectification tracker: measures, extensions, the ledger that is never
posted, the terms that the page leaves open, and where every measure stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

KINDS = ("科室", "村居")

State = Literal["done", "overdue", "soon", "open"]
Proof = Literal["none", "good", "missing", "stale"]
NeedsProof = Literal["needed", "not_needed"]
OnTheDay = Literal["in_time", "overdue"]
LateExtension = Literal["void", "counts"]
Posting = Literal["units", "posts"]
Verdict = Literal["counts", "waiting", "later", "late", "apart"]
Reason = Literal["overdue", "unproved", "node_passed", "due", "node"]
What = Literal["done", "overdue", "extended", "unproved"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of the progress table: who rectifies what, by which node and by when.

    `completed` is the day reported as done; `evidence` says what shows it, `evidence_on` when
    that was made.
    """

    number: str
    listed: str
    unit: str
    kind: str
    what: str
    owner: str
    node: str
    node_by: date | None
    due: date
    completed: date | None = None
    evidence: str = ""
    evidence_on: date | None = None
    remark: str = ""
    origin: str = ""
    at: Place = NOWHERE

    @property
    def texts(self) -> tuple[str, ...]:
        """Every cell of free text, as a posting might carry it."""
        return (self.listed, self.unit, self.what, self.node, self.evidence, self.remark)


@dataclass(frozen=True, slots=True)
class Extension:
    """A deadline moved from one day to another; approved only with an approver and a day."""

    number: str
    old: date
    new: date
    approver: str = ""
    approved: date | None = None
    reason: str = ""
    origin: str = ""
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Talk:
    """A row of the ledger of the first form: it is counted, and never posted."""

    number: str
    on: date
    person: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Terms:
    """What the page leaves open, as set.

    The day; days of warning before a deadline; whether done needs evidence and how many days
    evidence may be older than the completion; whether the day of the deadline is overdue;
    whether an extension counts that was approved past the deadline; what a posting names.
    """

    on: date
    warning: int = 7
    proof: NeedsProof = "needed"
    proof_age: int = 7
    on_the_day: OnTheDay = "in_time"
    late_extension: LateExtension = "void"
    posting: Posting = "units"


@dataclass(frozen=True, slots=True)
class Ruled:
    """An extension with whether it moves the deadline, and why not where it does not."""

    extension: Extension
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a measure stands on a day: the deadline in force, days left (less than 0 after it),
    its state, its evidence, the day from which it counts as done."""

    measure: Measure
    due: date
    left: int
    state: State
    proof: Proof
    done_on: date | None
    node_passed: bool

    @property
    def unproved(self) -> bool:
        """Reported as done, with no evidence that holds."""
        return self.proof in ("missing", "stale")

    @property
    def late(self) -> bool:
        """Done, but after the deadline in force."""
        return self.done_on is not None and self.done_on > self.due


@dataclass(frozen=True, slots=True)
class Count:
    """The measures of a unit, a list or all: `done` and `open` make up `total`; `overdue` and
    `soon` are among the open ones, `late` among the done ones."""

    name: str
    total: int
    done: int
    late: int
    overdue: int
    soon: int
    unproved: int

    @property
    def open(self) -> int:
        """Not done."""
        return self.total - self.done

    @property
    def percent(self) -> Decimal:
        """Done in a hundred, to one place; 0 of nothing."""
        share = Decimal(100 * self.done) / self.total if self.total else Decimal(0)
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Call:
    """A measure to call about this week, and why, the weightiest reason first."""

    standing: Standing
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Measures not done at the end of a day: by the first deadlines, by those in force, and in
    fact (None for days to come)."""

    on: date
    first_plan: int
    plan: int
    actual: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a measure within the week that ends on the day."""

    standing: Standing
    what: What


@dataclass(frozen=True, slots=True)
class Board:
    """All that can be said of a progress table on a day.

    The ledger is no part of it: what is made from a board cannot name who was talked to.
    """

    terms: Terms
    standings: tuple[Standing, ...]
    ruled: tuple[Ruled, ...]
    whole: Count
    lists: tuple[Count, ...]
    offices: tuple[Count, ...]
    villages: tuple[Count, ...]
    calls: tuple[Call, ...]
    weeks: tuple[Week, ...]
    changes: tuple[Change, ...]

    @property
    def taught(self) -> bool:
        """Whether any row was written for teaching."""
        return any(one.measure.origin == "教学编写" for one in self.standings)


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the page states: with the unit it counts in, and what it does not say."""

    id: str
    name: str
    number: int
    unit: str
    note: str
    basis: tuple[Basis, ...]
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class StatedFigures:
    """`course/systems/rectify.yml`."""

    title: str
    on: str
    stated: tuple[Stated, ...]
