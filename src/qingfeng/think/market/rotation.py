"""Who is due for rotation, who manages the area of a relative's stall, and a swap that mends it.

The page names 轮岗制 and 管理服务回避制 and says no more (版面原文). Years, notice, the relations
that count and how to count are terms to set; that nobody goes back to an area served before, and
the order in which a swap is chosen, were written for teaching (教学编写).
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from qingfeng.words.market.rotation import (
    NEAR,
    Barred,
    Candidate,
    Cause,
    Conflict,
    Duty,
    Kin,
    Move,
    Posting,
    Proposal,
    Seat,
    State,
    Terms,
)
from qingfeng.words.problems import Problem, nearest, problem

# From a seat to another: the least price, and who would go.
Exits = dict[Seat, dict[Seat, tuple[int, str]]]


def table_faults(postings: Sequence[Posting], kins: Sequence[Kin]) -> list[Problem]:
    """Rows that do not fit together: two postings of one day, a relative of nobody."""
    faults: list[Problem] = []
    seen: dict[tuple[str, date], int] = {}
    for one in postings:
        if (one.worker, one.since) in seen:
            first = seen[one.worker, one.since]
            what = f"{one.worker} 在 {one.since} 已有一行（第 {first} 行），分不出哪个是现岗"
            faults.append(problem(one.at, "M171", what, "一个人一天只到一个岗；改到岗日期，或者删去一行。"))
        seen.setdefault((one.worker, one.since), one.at.line)
    known = {one.worker for one in postings}
    for kin in kins:
        if kin.worker not in known:
            what = f"人员表里没有“{kin.worker}”"
            faults.append(problem(kin.at, "M172", what, nearest(kin.worker, sorted(known))))
    return faults


def due_day(start: date, years: int) -> date:
    """The day on which `years` whole years (at least 1) are full: the same day of the year, or the
    last of the month where there is none (29 February).

    A person who came on 2019-09-30 is due after 3 years on 2022-09-30, on the day itself.
    Raises ValueError for less than one year.
    """
    if years < 1:
        raise ValueError("轮岗年限至少 1 年")
    year = start.year + years
    return date(year, start.month, min(start.day, calendar.monthrange(year, start.month)[1]))


def duties(postings: Sequence[Posting], terms: Terms) -> tuple[Duty, ...]:
    """Everybody in post on the day, by worker: the latest posting counts, later ones do not yet."""
    served: dict[str, list[Posting]] = {}
    for one in sorted(postings, key=lambda p: (p.worker, p.since)):
        if one.since <= terms.on:
            served.setdefault(one.worker, []).append(one)
    return tuple(_duty(rows, terms) for rows in served.values())


def _duty(rows: Sequence[Posting], terms: Terms) -> Duty:
    now = rows[-1]
    first = len(rows) - 1
    if terms.clock == "area":
        while first and rows[first - 1].seat.area == now.seat.area:
            first -= 1
    start = rows[first].since
    due = due_day(start, terms.years)
    left = (due - terms.on).days
    state: State = "due" if left <= 0 else "soon" if left <= terms.notice else "fine"
    before = sorted({row.seat.area for row in rows} - {now.seat.area})
    return Duty(now.worker, now.seat, start, due, left, state, tuple(before), now.origin)


def conflicts(found: Sequence[Duty], kins: Sequence[Kin], terms: Terms) -> tuple[Conflict, ...]:
    """Who manages the area of a relative's stall, by worker and stall."""
    by_worker = {duty.worker: duty for duty in found}
    counted = [kin for kin in kins if terms.scope == "all" or kin.relation in NEAR]
    return tuple(
        Conflict(by_worker[kin.worker], kin)
        for kin in sorted(counted, key=lambda k: (k.worker, k.stall, k.area, k.relation))
        if kin.worker in by_worker and by_worker[kin.worker].seat.area == kin.area
    )


def candidates(found: Sequence[Duty], kins: Sequence[Kin], terms: Terms) -> tuple[Candidate, ...]:
    """Everybody with the seats open to them: not their own area, none of a relative's stall, none
    served before."""
    clashing = {one.duty.worker for one in conflicts(found, kins, terms)}
    seats = sorted({duty.seat for duty in found})
    return tuple(_candidate(duty, seats, clashing, kins, terms) for duty in found)


def _candidate(
    duty: Duty, seats: Sequence[Seat], clashing: set[str], kins: Sequence[Kin], terms: Terms
) -> Candidate:
    kin_areas = {
        kin.area
        for kin in kins
        if kin.worker == duty.worker and (terms.scope == "all" or kin.relation in NEAR)
    }
    causes: list[Cause] = ["conflict"] if duty.worker in clashing else []
    if duty.state == "due":
        causes.append("due")
    reached = [s for s in seats if terms.reach == "any_post" or s.post == duty.seat.post]
    barred: list[Barred] = []
    for area in sorted({seat.area for seat in reached}):
        if area in kin_areas:
            barred.append(Barred(area, "kin"))
        elif area == duty.seat.area:
            barred.append(Barred(area, "own"))
        elif area in duty.before:
            barred.append(Barred(area, "before"))
    closed = {one.area for one in barred}
    free = tuple(seat for seat in reached if seat.area not in closed)
    return Candidate(duty.worker, duty.seat, free, tuple(barred), tuple(causes))


# --- swaps -------------------------------------------------------------------------------


def proposal(people: Sequence[Candidate]) -> Proposal:
    """Swaps that leave the fewest people in a conflict, then the fewest past their years, then
    move the fewest others; the same for any order of rows.

    Everybody keeps one seat and every seat one holder. It is a cheapest perfect matching of
    people and seats: from everybody in their own seat, round after round of swaps that makes
    it cheaper, until there is none.
    """
    ordered = sorted(people, key=lambda one: one.worker)
    seats = {one.worker: one.seat for one in ordered}
    exits = _exits(ordered, seats, set(seats.values()))
    while round_ := _cheaper_round(exits):
        touched = {seats[worker] for worker in round_}
        seats.update(round_)
        exits |= _exits(ordered, seats, touched)
    moves = tuple(
        Move(one.worker, one.seat, seats[one.worker], one.cause)
        for one in ordered
        if seats[one.worker] != one.seat
    )
    stayed = [one for one in ordered if seats[one.worker] == one.seat]
    return Proposal(
        moves,
        tuple(one for one in stayed if "conflict" in one.causes),
        tuple(one for one in stayed if one.causes == ("due",)),
    )


def _exits(people: Sequence[Candidate], seats: Mapping[str, Seat], of: AbstractSet[Seat]) -> Exits:
    """For each of these seats, who goes from it to which other seat at the least price."""
    # More than all people: no number of lesser faults outweighs a greater one.
    weight = len(people) + 1
    found: Exits = {seat: {} for seat in sorted(of)}
    for one in people:
        here = seats[one.worker]
        if here not in of:
            continue
        now = _price(one, here, weight)
        exits = found[here]
        for seat in (one.seat, *one.open):
            price = (_price(one, seat, weight) - now, one.worker)
            if seat != here and (seat not in exits or price < exits[seat]):
                exits[seat] = price
    return found


def _price(one: Candidate, seat: Seat, weight: int) -> int:
    """The price of a seat for somebody: staying in a conflict, staying past the years, or moving
    without need."""
    if seat != one.seat:
        return 0 if one.causes else 1
    return {"conflict": weight * weight, "due": weight, "makes_way": 0}[one.cause]


def _cheaper_round(exits: Exits) -> dict[str, Seat]:
    """Who goes where in one round of swaps that lowers the price; {} where there is none.

    Bellman and Ford: as long as some seat gets cheaper to reach, look for a circle among the
    last steps to each seat; a circle there has a negative price.
    """
    edges = [(old, new, price) for old, news in exits.items() for new, (price, _worker) in news.items()]
    reach = dict.fromkeys(exits, 0)
    came: dict[Seat, Seat] = {}
    cheaper = True
    while cheaper:
        cheaper = False
        for old, new, price in edges:
            if reach[old] + price < reach[new]:
                reach[new] = reach[old] + price
                came[new] = old
                cheaper = True
        if circle := _circle(came):
            return {exits[old][new][1]: new for old, new in circle}
    return {}


def _circle(came: Mapping[Seat, Seat]) -> list[tuple[Seat, Seat]]:
    """The steps of a circle among the last steps to each seat; [] where there is none."""
    passed: dict[Seat, Seat] = {}
    for start in came:
        seat = start
        while seat in came and seat not in passed:
            passed[seat] = start
            seat = came[seat]
        if passed.get(seat) == start and seat in came:
            steps = [(came[seat], seat)]
            while steps[-1][0] != seat:
                steps.append((came[steps[-1][0]], steps[-1][0]))
            return steps
    return []
