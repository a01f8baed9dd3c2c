"""诚信积分: the rules, a violation, and what a year of violations comes to.

Points (分) and yuan are Decimal, never float.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

How = Literal["reaches", "exceeds"]
HalfPoint = Literal["500", "0", "saved"]
Measures = Literal["highest", "cumulative"]
AccountOf = Literal["operator", "holder", "stall", "merged"]


# --- rules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of points in a year and the measures it brings.

    `reaches` (达) takes the bound in, `exceeds` (超过) leaves it out.
    """

    id: str
    name: str
    how: How
    bound: Decimal
    measures: tuple[str, ...]
    origin: Origin
    basis: tuple[Basis, ...] = ()
    at: Place = NOWHERE

    def holds(self, points: Decimal) -> bool:
        """Whether so many points stand in this tier or above it."""
        return points > self.bound or (self.how == "reaches" and points == self.bound)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of violation (事由) and its points, more than 0."""

    id: str
    name: str
    points: Decimal
    origin: Origin
    basis: tuple[Basis, ...] = ()
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Charge:
    """What a whole point costs, in yuan: a charge under the contract (解读), 罚款 on the page."""

    yuan_per_point: Decimal
    origin: Origin
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of `points.yml`: tiers lowest first, the charge, kinds of violation."""

    title: str
    charge: Charge
    tiers: tuple[Tier, ...]
    kinds: tuple[Kind, ...]
    basis: tuple[Basis, ...] = ()

    def kind(self, name: str) -> Kind | None:
        """The kind of violation of this name, where the table has one."""
        return next((kind for kind in self.kinds if kind.name == name), None)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the page leaves open, as one has chosen it.

    `lease_start` is the month and day on which a lease year begins; None is the calendar year.
    """

    half_point: HalfPoint = "500"
    measures: Measures = "highest"
    account: AccountOf = "operator"
    lease_start: tuple[int, int] | None = None


# --- violations and accounts --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation (一起): its day, stall and people, and points, which are more than 0.

    `operator` is "" where nobody but the holder is on record: then it counts for the holder.
    """

    on: date
    stall: str
    holder: str
    operator: str
    reason: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Reached:
    """The day on which an account first stood in a tier."""

    tier: Tier
    on: date


@dataclass(frozen=True, slots=True)
class Account:
    """One account in one year; `year` is the calendar year in which that year begins.

    `violations` are those it consists of, as they were given. `tier` is None below the lowest
    one; `reached` is in the order of the tiers.
    """

    year: int
    name: str
    # The same account whatever the order of the rows.
    violations: tuple[Violation, ...] = field(compare=False, repr=False)
    points: Decimal
    charge: Decimal
    tier: Tier | None = None
    measures: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()

    @property
    def cases(self) -> int:
        """How many violations (起) it consists of."""
        return len(self.violations)

    @property
    def stalls(self) -> tuple[str, ...]:
        """The stalls on which they were found, in order, each once."""
        return tuple(sorted({violation.stall for violation in self.violations}))


@dataclass(frozen=True, slots=True)
class Ledger:
    """All accounts, most points first, then by name and year.

    `cases` (起) counts violations, `people` (人) the different persons they count for.
    """

    accounts: tuple[Account, ...] = ()
    cases: int = 0
    people: int = 0
    points: Decimal = Decimal(0)
    charge: Decimal = Decimal(0)

    @property
    def highest(self) -> Account | None:
        """The account with the most points; None where there is no violation."""
        return self.accounts[0] if self.accounts else None
