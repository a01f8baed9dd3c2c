"""Where every measure of a progress table stands on a day, who to call this week, and the burn-down.

Responsible person, node and deadline are the columns of the page, weekly the rhythm of its
supervision and posting (版面原文). How done is proved, whether and when a deadline may be moved,
and days of warning are not on the page: they are terms to set (教学编写).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from qingfeng.words.market.rectify import (
    Board,
    Call,
    Change,
    Count,
    Extension,
    Measure,
    Proof,
    Reason,
    Ruled,
    Standing,
    State,
    Terms,
    Verdict,
    Week,
    What,
)

# 每周督办、每周晾晒 (版面原文).
WEEK = timedelta(days=7)
# A burn-down of more weeks than this before or after the day could not be read.
MOST_WEEKS = 26

_REASONS: tuple[Reason, ...] = ("overdue", "unproved", "node_passed", "due", "node")
_WHATS: tuple[What, ...] = ("done", "unproved", "overdue", "extended")


def board(measures: Sequence[Measure], extensions: Sequence[Extension], terms: Terms) -> Board:
    """All that can be said of the table on the day of the terms; the same for any order of rows.

    Expects rows without faults (see `rectify_faults`).
    """
    ordered = sorted(measures, key=lambda m: in_order(m.number))
    by_number = _by_number(extensions)
    now = tuple(standing(m, by_number.get(m.number, ()), terms, terms.on) for m in ordered)
    before = [standing(m, by_number.get(m.number, ()), terms, terms.on - WEEK) for m in ordered]
    ruled = tuple(r for m in ordered for r in rulings(m, by_number.get(m.number, ()), terms, terms.on))
    return Board(
        terms=terms,
        standings=now,
        ruled=ruled,
        whole=_count("合计", now),
        lists=_counts(now, lambda m: m.listed),
        offices=_counts([s for s in now if s.measure.kind == "科室"], lambda m: m.unit),
        villages=_counts([s for s in now if s.measure.kind == "村居"], lambda m: m.unit),
        calls=_calls(now, terms),
        weeks=_weeks(now, terms),
        changes=_changes(before, now, ruled, terms),
    )


def in_order(number: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts 2 before 10, and A2 before A10."""
    parts = re.findall(r"\d+|\D+", number)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def passed(day: date, deadline: date, terms: Terms) -> bool:
    """Whether a deadline is over on a day: the day after it, or on itself where the terms say so."""
    return day > deadline or (day == deadline and terms.on_the_day == "overdue")


# --- deadlines ---------------------------------------------------------------------------


def rulings(measure: Measure, extensions: Sequence[Extension], terms: Terms, on: date) -> tuple[Ruled, ...]:
    """Whether each extension of a measure moves its deadline on a day, in the order of approval.

    It counts when it is approved by that day, while the deadline in force was not over (or late,
    where the terms let it), and starts from the deadline in force.
    """
    ordered = sorted(extensions, key=lambda e: (e.approved or date.max, e.old, e.new))
    due, made = measure.due, []
    for one in ordered:
        verdict = _verdict(one, due, terms, on)
        if verdict == "counts":
            due = one.new
        made.append(Ruled(one, verdict))
    return tuple(made)


def _verdict(one: Extension, due: date, terms: Terms, on: date) -> Verdict:
    if one.approved is None or not one.approver:
        return "waiting"
    if one.approved > on:
        return "later"
    if one.old != due:
        return "apart"
    if passed(one.approved, due, terms) and terms.late_extension == "void":
        return "late"
    return "counts"


def _by_number(extensions: Sequence[Extension]) -> Mapping[str, list[Extension]]:
    found: dict[str, list[Extension]] = {}
    for one in extensions:
        found.setdefault(one.number, []).append(one)
    return found


# --- where a measure stands ----------------------------------------------------------------


def standing(measure: Measure, extensions: Sequence[Extension], terms: Terms, on: date) -> Standing:
    """Where a measure stands at the end of a day."""
    moved = [r.extension.new for r in rulings(measure, extensions, terms, on) if r.verdict == "counts"]
    due = moved[-1] if moved else measure.due
    proof = _proof(measure, terms, on)
    done_on = _done_on(measure, terms, proof)
    left = (due - on).days
    state: State
    if done_on is not None:
        state = "done"
    elif passed(on, due, terms):
        state = "overdue"
    else:
        state = "soon" if left <= terms.warning else "open"
    node_passed = measure.node_by is not None and passed(on, measure.node_by, terms)
    return Standing(measure, due, left, state, proof, done_on, done_on is None and node_passed)


def _proof(measure: Measure, terms: Terms, on: date) -> Proof:
    """The evidence that is there on a day: none asked for before a measure is reported as done."""
    if measure.completed is None or measure.completed > on:
        return "none"
    made = measure.evidence_on
    if not measure.evidence or (made is not None and made > on):
        return "missing"
    # A photo of last year shows last year, not what was done.
    if made is not None and (measure.completed - made).days > terms.proof_age:
        return "stale"
    return "good"


def _done_on(measure: Measure, terms: Terms, proof: Proof) -> date | None:
    """From which day a measure counts as done: reported, and shown where the terms ask for it."""
    if measure.completed is None or proof == "none":
        return None
    if terms.proof == "not_needed":
        return measure.completed
    return max(measure.completed, measure.evidence_on or measure.completed) if proof == "good" else None


# --- counting ------------------------------------------------------------------------------


def _counts(standings: Sequence[Standing], name_of: Callable[[Measure], str]) -> tuple[Count, ...]:
    """A count for each name, in the order of the first measure that bears it."""
    groups: dict[str, list[Standing]] = {}
    for one in standings:
        groups.setdefault(name_of(one.measure), []).append(one)
    return tuple(_count(name, group) for name, group in groups.items())


def _count(name: str, group: Sequence[Standing]) -> Count:
    return Count(
        name=name,
        total=len(group),
        done=sum(one.state == "done" for one in group),
        late=sum(one.late for one in group),
        overdue=sum(one.state == "overdue" for one in group),
        soon=sum(one.state == "soon" for one in group),
        unproved=sum(one.unproved for one in group),
    )


def total(counts: Sequence[Count], name: str = "合计") -> Count:
    """The sum of counts."""
    return Count(
        name=name,
        total=sum(c.total for c in counts),
        done=sum(c.done for c in counts),
        late=sum(c.late for c in counts),
        overdue=sum(c.overdue for c in counts),
        soon=sum(c.soon for c in counts),
        unproved=sum(c.unproved for c in counts),
    )


# --- the week --------------------------------------------------------------------------------


def _calls(now: Sequence[Standing], terms: Terms) -> tuple[Call, ...]:
    """Whom to call in the seven days after the day: the weightiest reason first, then the deadline."""
    calls = [Call(one, reasons) for one in now if (reasons := _reasons(one, terms))]
    return tuple(
        sorted(
            calls,
            key=lambda c: (
                _REASONS.index(c.reasons[0]),
                c.standing.due,
                in_order(c.standing.measure.number),
            ),
        )
    )


def _reasons(one: Standing, terms: Terms) -> tuple[Reason, ...]:
    if one.state == "done":
        return ()
    node_by = one.measure.node_by
    holds: Mapping[Reason, bool] = {
        "overdue": one.state == "overdue",
        "unproved": one.unproved,
        "node_passed": one.node_passed,
        "due": one.state != "overdue" and one.due <= terms.on + WEEK,
        "node": node_by is not None and not one.node_passed and node_by <= terms.on + WEEK,
    }
    return tuple(reason for reason in _REASONS if holds[reason])


def _changes(
    before: Sequence[Standing], now: Sequence[Standing], ruled: Sequence[Ruled], terms: Terms
) -> tuple[Change, ...]:
    """What became otherwise since the same day of last week."""
    start = terms.on - WEEK
    moved = {
        r.extension.number
        for r in ruled
        if r.verdict == "counts" and r.extension.approved is not None and r.extension.approved > start
    }
    found: list[Change] = []
    for old, new in zip(before, now, strict=True):
        holds: Mapping[What, bool] = {
            "done": new.state == "done" and old.state != "done",
            "unproved": new.state != "done" and new.unproved and not old.unproved,
            "overdue": new.state == "overdue" and old.state != "overdue",
            "extended": new.measure.number in moved,
        }
        found += [Change(new, what) for what in _WHATS if holds[what]]
    return tuple(sorted(found, key=lambda c: (_WHATS.index(c.what), in_order(c.standing.measure.number))))


def _weeks(now: Sequence[Standing], terms: Terms) -> tuple[Week, ...]:
    """The burn-down on the weekday of the day: from the week before the first deadline or
    completion to the week of the last deadline, at most MOST_WEEKS either way.

    Planned on a day = measures whose deadline lies after it; in fact = those not done by then.
    """
    ends = [one.due for one in now] + [one.measure.due for one in now]
    days = ends + [one.done_on for one in now if one.done_on is not None]
    first = max(_whole_weeks(min(days) - timedelta(days=1), terms.on), -MOST_WEEKS)
    last = min(-_whole_weeks(terms.on, max(ends)), MOST_WEEKS)
    return tuple(_week(now, terms.on + i * WEEK, terms.on) for i in range(min(first, 0), max(last, 0) + 1))


def _whole_weeks(day: date, origin: date) -> int:
    """Weeks from `origin` back or forward to `day`, rounded down."""
    return (day - origin).days // 7


def _week(now: Sequence[Standing], day: date, on: date) -> Week:
    return Week(
        on=day,
        first_plan=sum(one.measure.due > day for one in now),
        plan=sum(one.due > day for one in now),
        actual=None if day > on else sum(one.done_on is None or one.done_on > day for one in now),
    )
