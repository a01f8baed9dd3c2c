"""一家两制: declarations, merchants and leases, and what a comparison of them finds.

A potential risk, a candidate fact and an established conflict are three different things: the
first two are found by comparing tables, the third is only ever what a person has filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

NOTHING = "无"
CLASSES = ("近亲属从业", "民间借贷", "房产买卖租赁")
Judgement = Literal["成立", "不成立", "待核"]
JUDGEMENTS: tuple[Judgement, ...] = ("成立", "不成立", "待核")
FactId = Literal["area", "handles", "manages"]
Via = Literal["商户编号", "经营人", "承租人", "商位"]
RiskRule = Literal["matched", "declared"]
What = Literal["新增", "不再填报", "有改动", "岗位变动", "新在名单", "不在名单"]
State = Literal["本次填了别的", "本次填“无”", "本次还没有填", "本次不在名单"]


# --- rules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """A kind of post that manages merchants."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CandidateFact:
    """A fact that a person weighs when judging; it establishes nothing by itself."""

    id: FactId
    name: str
    says: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Comparison:
    """A matter as the national rules have it, and as a stricter rule of one's own company has it.

    `national` are topics of the rulebook; `company_basis` is () where the rule is ours.
    """

    matter: str
    national: tuple[Basis, ...]
    company: str
    company_origin: Origin
    company_basis: tuple[Basis, ...] = ()
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """The rules of `conflicts.yml`; `on` is the date of which the national rules are taken."""

    title: str
    on: str
    managing_posts: tuple[Post, ...]
    candidates: tuple[CandidateFact, ...]
    comparison: tuple[Comparison, ...]

    def fact(self, fact_id: FactId) -> CandidateFact:
        """The candidate fact with this id."""
        return next(fact for fact in self.candidates if fact.id == fact_id)


# --- rows -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declaration:
    """One line somebody filled in; `kind` is "" and `on` None where nothing was filled in yet.

    `amount` is in yuan. `judgement` is a person's, 待核 where nobody has judged.
    """

    staff: str
    post: str
    groups: tuple[str, ...]
    areas: tuple[str, ...]
    kind: str
    relation: str = ""
    counterpart: str = ""
    stalls: tuple[str, ...] = ()
    amount: Decimal | None = None
    on: date | None = None
    judgement: Judgement = "待核"

    @property
    def filed(self) -> bool:
        """Whether it has been filled in, be it with 无."""
        return bool(self.kind)

    @property
    def interest(self) -> bool:
        """Whether it names an interest (one of the classes, not 无)."""
        return self.kind not in ("", NOTHING)


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant: who operates which stalls in which area."""

    id: str
    operator: str
    stalls: tuple[str, ...]
    area: str
    trade: str


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease of a stall, from its first day to its last, and the group that handles it."""

    stall: str
    tenant: str
    area: str
    group: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Register:
    """What is compared; `before` is None where there is no earlier declaration to compare with."""

    declarations: tuple[Declaration, ...]
    merchants: tuple[Merchant, ...]
    leases: tuple[Lease, ...]
    before: tuple[Declaration, ...] | None = None


# --- findings ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who has to declare, and whether they have."""

    id: str
    post: str
    groups: tuple[str, ...]
    areas: tuple[str, ...]
    filed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Where a declared counterpart was met, and by what: a name alone may be a namesake."""

    via: Via
    merchants: tuple[Merchant, ...]
    leases: tuple[Lease, ...]


@dataclass(frozen=True, slots=True)
class Interest:
    """A declared interest, whom it met, and the candidate facts: no judgement in it but a person's."""

    staff: Staff
    declaration: Declaration
    links: tuple[Link, ...]
    facts: tuple[FactId, ...]

    @property
    def namesake_only(self) -> bool:
        """Whether nothing but a name met, and no number: a person has to make sure who it is."""
        by_name = bool(self.links) and {link.via for link in self.links} <= {"经营人", "承租人"}
        return by_name and not any(sign.isdigit() for sign in self.declaration.counterpart)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one declaration that differs from last time; `field` is "" for a whole line."""

    staff: str
    kind: str
    counterpart: str
    what: What
    field: str = ""
    before: str | Decimal | None = None
    after: str | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Recusal:
    """A lease coming up that one's own group handles, with a counterpart one has declared."""

    due: date
    what: Literal["到期续租", "新租开始"]
    lease: Lease
    interest: Interest


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A counterpart of last time that is a merchant still, and is not declared this time."""

    before: Declaration
    links: tuple[Link, ...]
    now: State
