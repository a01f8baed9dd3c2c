"""一家两制: who has declared, whom a declared interest meets, and what a person should weigh.

From the page (原文): every contract employee declares; potential risks are filed by class; the
classes named are 近亲属从业, 民间借贷 and 房产买卖租赁. How a risk is told is not on the page: that a
declared counterpart is met among merchants or leases, and the candidate facts, are 教学编写.
A potential risk is no breach and a candidate fact is no conflict (解读); nothing here decides one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from qingfeng.think.market.naming import comparable, key, order, parts
from qingfeng.words.market.conflicts import (
    NOTHING,
    Declaration,
    FactId,
    Interest,
    Lease,
    Link,
    Merchant,
    Recusal,
    Register,
    RiskRule,
    Staff,
    Via,
)

Doubt = Literal["", "no_fact", "has_fact"]


def roster(declarations: Iterable[Declaration]) -> tuple[Staff, ...]:
    """Everybody on the list, by number; somebody with several lines has all their groups and areas."""
    lines: dict[str, list[Declaration]] = defaultdict(list)
    for declaration in ordered(declarations):
        lines[declaration.staff].append(declaration)
    return tuple(_staff(number, lines[number]) for number in sorted(lines, key=order))


def ordered(declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """The declarations in one order, whatever the order of the rows; the same line only once."""
    return tuple(sorted(set(declarations), key=_sort_key))


def interests(register: Register, managing_posts: frozenset[str]) -> tuple[Interest, ...]:
    """Every declared interest with the merchants and leases it meets and its candidate facts.

    `managing_posts` are the names of the posts that manage merchants.
    """
    links_of = finder(register)
    staff = {one.id: one for one in roster(register.declarations)}
    found = []
    for declaration in ordered(register.declarations):
        if declaration.interest:
            links = links_of(declaration)
            one = staff[declaration.staff]
            found.append(Interest(one, declaration, links, _facts(one, links, managing_posts)))
    return tuple(found)


def risks(found: Iterable[Interest], rule: RiskRule) -> tuple[Interest, ...]:
    """The interests that count as a potential risk.

    `matched` takes those that meet a merchant or a lease, `declared` takes all: which of the two
    the page does not say.
    """
    return tuple(one for one in found if rule == "declared" or one.links)


def people(found: Iterable[Interest]) -> tuple[str, ...]:
    """The different people behind interests: somebody with two of them counts once."""
    return tuple(sorted({one.staff.id for one in found}, key=order))


def doubt(interest: Interest) -> Doubt:
    """What is asked back about a person's judgement; it is never changed.

    `no_fact`: 成立 without the same area and without a lease handled. `has_fact`: 不成立 although
    there is such a fact.
    """
    judgement = interest.declaration.judgement
    if judgement == "成立" and not interest.facts:
        return "no_fact"
    return "has_fact" if judgement == "不成立" and interest.facts else ""


def recusals(found: Iterable[Interest], on: date, days: int) -> tuple[Recusal, ...]:
    """The leases that end or begin from `on` to `days` days later, both included, that the group
    of somebody handles who has declared the counterpart.

    Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("天数不能是负数")
    last = on + timedelta(days=days)
    due: list[Recusal] = []
    for one in found:
        for lease in _own_leases(one):
            if on <= lease.end <= last:
                due.append(Recusal(lease.end, "到期续租", lease, one))
            if on <= lease.start <= last:
                due.append(Recusal(lease.start, "新租开始", lease, one))
    return tuple(sorted(due, key=_recusal_key))


def contradictory(declarations: Iterable[Declaration]) -> tuple[str, ...]:
    """The people who filled in both 无 and an interest: which of them holds, they have to say."""
    kinds: dict[str, set[bool]] = defaultdict(set)
    for declaration in declarations:
        if declaration.filed:
            kinds[declaration.staff].add(declaration.kind == NOTHING)
    return tuple(sorted((staff for staff, both in kinds.items() if len(both) > 1), key=order))


def finder(register: Register) -> Callable[[Declaration], tuple[Link, ...]]:
    """A function from a declaration to where its counterpart is met among merchants and leases."""
    index = _index(register.merchants, register.leases)
    return lambda declaration: _links(declaration, index)


# --- people -----------------------------------------------------------------------------


def _staff(number: str, lines: Sequence[Declaration]) -> Staff:
    posts = dict.fromkeys(line.post for line in lines)
    groups = sorted({group for line in lines for group in line.groups})
    areas = sorted({area for line in lines for area in line.areas})
    filed = any(line.filed for line in lines)
    return Staff(number, "、".join(posts), tuple(groups), tuple(areas), filed)


def _sort_key(line: Declaration) -> tuple[object, ...]:
    return (
        order(line.staff),
        line.kind,
        line.counterpart,
        line.stalls,
        line.amount if line.amount is not None else Decimal(-1),
        line.on or date.min,
        line.relation,
        line.judgement,
        line.post,
        line.groups,
        line.areas,
    )


# --- whom an interest meets -----------------------------------------------------------------


@dataclass
class _Index:
    """Merchants and leases by each of the names under which they may be declared."""

    by_id: dict[str, list[Merchant]] = field(default_factory=lambda: defaultdict(list))
    by_operator: dict[str, list[Merchant]] = field(default_factory=lambda: defaultdict(list))
    by_stall: dict[str, list[Merchant]] = field(default_factory=lambda: defaultdict(list))
    leased_to: dict[str, list[Lease]] = field(default_factory=lambda: defaultdict(list))
    leased: dict[str, list[Lease]] = field(default_factory=lambda: defaultdict(list))


def _index(merchants: Iterable[Merchant], leases: Iterable[Lease]) -> _Index:
    index = _Index()
    for merchant in sorted(set(merchants), key=lambda m: (m.id, m.operator, m.stalls, m.area, m.trade)):
        index.by_id[key(merchant.id)].append(merchant)
        index.by_operator[key(merchant.operator)].append(merchant)
        for stall in merchant.stalls:
            index.by_stall[key(stall)].append(merchant)
    for lease in sorted(set(leases), key=_lease_key):
        index.leased_to[key(lease.tenant)].append(lease)
        index.leased[key(lease.stall)].append(lease)
    return index


def _links(declaration: Declaration, index: _Index) -> tuple[Link, ...]:
    names = [key(name) for name in parts(declaration.counterpart) if comparable(name)]
    stalls = [key(stall) for stall in declaration.stalls]
    nothing: dict[str, list[Lease]] = {}
    found = [
        _link("商户编号", names, index.by_id, nothing, index),
        _link("经营人", names, index.by_operator, nothing, index),
        _link("承租人", names, {}, index.leased_to, index),
        _link("商位", stalls, index.by_stall, index.leased, index),
    ]
    return tuple(link for link in found if link.merchants or link.leases)


def _link(
    via: Via,
    names: Sequence[str],
    merchants: Mapping[str, list[Merchant]],
    leases: Mapping[str, list[Lease]],
    index: _Index,
) -> Link:
    """The merchants and leases met by one kind of name, with the leases of those merchants' stalls."""
    met_merchants = [merchant for name in names for merchant in merchants.get(name, ())]
    met_leases = [lease for name in names for lease in leases.get(name, ())]
    for merchant in met_merchants:
        for stall in merchant.stalls:
            met_leases.extend(index.leased.get(key(stall), ()))
    unique = sorted(set(met_leases), key=_lease_key)
    return Link(via, tuple(dict.fromkeys(met_merchants)), tuple(unique))


def _lease_key(lease: Lease) -> tuple[object, ...]:
    return (order(lease.stall), lease.start, lease.end, lease.tenant, lease.group, lease.area)


# --- what a person weighs ---------------------------------------------------------------------


def _facts(staff: Staff, links: Sequence[Link], managing_posts: frozenset[str]) -> tuple[FactId, ...]:
    """The candidate facts of an interest; managing a merchant takes a managing post and the area."""
    areas = {key(m.area) for link in links for m in link.merchants}
    areas |= {key(lease.area) for link in links for lease in link.leases}
    groups = {key(lease.group) for link in links for lease in link.leases}
    found: list[FactId] = []
    if areas & {key(area) for area in staff.areas}:
        found.append("area")
    if groups & {key(group) for group in staff.groups}:
        found.append("handles")
    managing = {key(post) for post in managing_posts} & {key(post) for post in parts(staff.post)}
    if "area" in found and managing:
        found.append("manages")
    return tuple(found)


def _own_leases(interest: Interest) -> tuple[Lease, ...]:
    """The leases met that one's own group handles."""
    groups = {key(group) for group in interest.staff.groups}
    leases = {lease for link in interest.links for lease in link.leases if key(lease.group) in groups}
    return tuple(sorted(leases, key=_lease_key))


def _recusal_key(one: Recusal) -> tuple[object, ...]:
    line = one.interest.declaration
    return (one.due, order(line.staff), one.what, _lease_key(one.lease), _sort_key(line))
