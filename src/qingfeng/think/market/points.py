"""诚信积分: from violations to accounts, tiers, measures and charges.

From the page (原文): 每扣 1 分 1000 元; 达 20 分, 超过 30 分, 超过 40 分 in a year; the actual operator
answers as well as the holder. That 达 takes its bound in and 超过 leaves it out is the literal
reading (解读). What the page leaves open is an `Assumptions`. Sums are exact or an error.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, Inexact, localcontext
from itertools import accumulate
from operator import attrgetter

from qingfeng.words.market.points import (
    Account,
    AccountOf,
    Assumptions,
    Ledger,
    Reached,
    Rules,
    Tier,
    Violation,
)

_NAMES_SHOWN = 3
_ZERO = Decimal(0)
_day, _points, _name = attrgetter("on"), attrgetter("points"), attrgetter("name")


def ledger(rules: Rules, violations: Iterable[Violation], assumptions: Assumptions) -> Ledger:
    """The accounts of all years; the order of the violations does not matter.

    A year begins anew with 0 points. Raises ValueError for points that are not more than 0,
    decimal.Inexact for a sum that 28 digits cannot hold.
    """
    rows = tuple(violations)
    if min(map(_points, rows), default=Decimal(1)) <= 0:
        raise ValueError("扣分要大于 0")
    with localcontext() as exact:
        exact.traps[Inexact] = True
        accounts = [
            _account(rules, year, name, group, assumptions)
            for year, found in sorted(_by_year(rows, assumptions.lease_start).items())
            for name, group in _by_account(found, assumptions.account).items()
        ]
        points = sum(map(_points, accounts), _ZERO)
        charge = sum((account.charge for account in accounts), _ZERO)
    # Sorting is stable: most points first, then by name, then by year.
    accounts.sort(key=_name)
    accounts.sort(key=_points, reverse=True)
    people = len({row.operator or row.holder for row in rows})
    return Ledger(tuple(accounts), len(rows), people, points, charge)


def tier_of(tiers: Sequence[Tier], points: Decimal) -> Tier | None:
    """The highest tier in which so many points stand; None below the lowest (tiers lowest first)."""
    found = None
    for tier in tiers:
        if not tier.holds(points):
            break
        found = tier
    return found


def year_of(on: date, lease_start: tuple[int, int] | None) -> int:
    """The calendar year in which the year of a day begins; the first day of a year is in it."""
    if lease_start is None or (on.month, on.day) >= lease_start:
        return on.year
    return on.year - 1


def span(year: int, lease_start: tuple[int, int] | None) -> tuple[date, date]:
    """The first and the last day of a year; ValueError where the calendar (1 to 9999) has none."""
    month, day = lease_start or (1, 1)
    return date(year, month, day), date(year + 1, month, day) - timedelta(days=1)


# --- grouping ------------------------------------------------------------------------------


def _by_year(rows: Sequence[Violation], start: tuple[int, int] | None) -> Mapping[int, list[Violation]]:
    """The violations of each year; a day is looked at once, however many fall on it."""
    years = {day: year_of(day, start) for day in set(map(_day, rows))}
    found: dict[int, list[Violation]] = defaultdict(list)
    for row in rows:
        found[years[row.on]].append(row)
    return found


def _by_account(rows: Sequence[Violation], account: AccountOf) -> Mapping[str, list[Violation]]:
    """The violations of each account in one year, by its name."""
    groups: dict[str, list[Violation]] = defaultdict(list)
    for name, row in zip(_names(rows, account), rows, strict=True):
        groups[name].append(row)
    return groups


def _names(rows: Sequence[Violation], account: AccountOf) -> list[str]:
    """The name of the account of each violation."""
    if account == "holder":
        return [row.holder for row in rows]
    if account == "stall":
        return [row.stall for row in rows]
    if account == "merged":
        return _merged(rows)
    return [row.operator or row.holder for row in rows]


def _merged(rows: Sequence[Violation]) -> list[str]:
    """The account of each violation where people who share a stall in the year are one account.

    Sharing goes on from stall to stall (union-find). The rule of merging is 教学编写.
    """
    roots: dict[str, str] = {}
    first: dict[str, str] = {}
    for row in rows:
        _join(roots, row.holder, first.setdefault(row.stall, row.holder))
        if row.operator:
            _join(roots, row.holder, row.operator)
    members: dict[str, list[str]] = defaultdict(list)
    for person in sorted(roots):
        members[_root(roots, person)].append(person)
    names = {root: _joint_name(people) for root, people in members.items()}
    return [names[_root(roots, row.holder)] for row in rows]


def _join(roots: dict[str, str], one: str, other: str) -> None:
    """One account for two people; the smaller name is the root, whatever the order of the rows."""
    a, b = _root(roots, one), _root(roots, other)
    roots[max(a, b)] = min(a, b)


def _root(roots: dict[str, str], person: str) -> str:
    """The root of somebody, shortening the way to it for the next time."""
    parent = roots.setdefault(person, person)
    while parent != person:
        roots[person] = roots[parent]
        person, parent = parent, roots[parent]
    return person


def _joint_name(people: Sequence[str]) -> str:
    """A name for people merged into one account, in order: different people, different names."""
    if len(people) <= _NAMES_SHOWN:
        return "、".join(people)
    return f"{people[0]} 等 {len(people)} 人"


# --- an account ----------------------------------------------------------------------------


def _account(
    rules: Rules, year: int, name: str, group: Sequence[Violation], assumptions: Assumptions
) -> Account:
    points = sum(map(_points, group), _ZERO)
    charge = _charged(group, points, assumptions) * rules.charge.yuan_per_point
    tier = tier_of(rules.tiers, points)
    if tier is None:
        return Account(year, name, tuple(group), points, charge)
    measures = _measures(rules.tiers, tier, assumptions)
    return Account(year, name, tuple(group), points, charge, tier, measures, _reached(rules.tiers, group))


def _charged(group: Sequence[Violation], points: Decimal, assumptions: Assumptions) -> Decimal:
    """The points that are charged; how half a point is charged the page does not say."""
    if assumptions.half_point == "500":
        return points
    if assumptions.half_point == "saved":
        return Decimal(int(points))
    return Decimal(sum(int(row.points) for row in group))


def _measures(tiers: Sequence[Tier], tier: Tier, assumptions: Assumptions) -> tuple[str, ...]:
    """The measures of a tier; of those below it too where they add up (the page does not say)."""
    if assumptions.measures == "highest":
        return tier.measures
    return tuple(measure for one in tiers[: tiers.index(tier) + 1] for measure in one.measures)


def _reached(tiers: Sequence[Tier], group: Sequence[Violation]) -> tuple[Reached, ...]:
    """The running ladder: on which day each tier was first reached."""
    rows = sorted(group, key=_day)
    sums = list(accumulate(map(_points, rows)))
    found: list[Reached] = []
    for tier in tiers:
        # The first sum that is not below the bound, or the first above it.
        find = bisect_left if tier.how == "reaches" else bisect_right
        number = find(sums, tier.bound)
        if number < len(rows):
            found.append(Reached(tier, rows[number].on))
    return tuple(found)
