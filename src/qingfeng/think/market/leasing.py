"""阳光招商, the look through the trace: which edits were not the bidder's own in time, whose
places they moved, and what else should be asked about.

All of it is 教学编写; the page says only that the groups' information goes through one port.
What is found is a fact to look into, never a judgement of anybody (解读).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from qingfeng.think.market.bids import codes, in_time, merged, ranked, report_order
from qingfeng.think.market.naming import key, order
from qingfeng.words.market.leasing import (
    Audit,
    Bid,
    Edit,
    Entry,
    Figure,
    Finding,
    FindingId,
    Move,
    Placing,
    Terms,
    Trace,
)

RECEIVED, BIDDER, STALL = "收到时间", "投标人", "商位"
RENT, PLAN, CREDIT = "年租金", "经营方案分", "信用分"
FIGURES = (RENT, PLAN, CREDIT)
# What those in charge recorded: an edit needs their ground for it, not the bidder's.
_RECORDED = (PLAN, CREDIT, RECEIVED)
# What is not a bidder's to set, at whatever time.
_NOT_THEIRS = (*_RECORDED, BIDDER)
_Standing = Mapping[str, tuple[str, int]]


def audit(
    bids: Sequence[Bid], trace: Iterable[Trace], terms: Terms, open_contacts: frozenset[str] = frozenset()
) -> Audit:
    """A round looked through; the order of bids and trace does not matter.

    The bids stand as they do now, after every edit. `open_contacts` are kinds of contact that are
    open to all alike. Raises ValueError as `ranked` does.
    """
    events = _ordered(trace)
    look = _Look(terms, codes(bids), _withdrawals(bids, events, terms))
    edits, fair = _walked(bids, [e for e in events if e.action == "修改" and _bids_of(bids, e.bid)], look)
    now_places, fair_places = look.places(bids), look.places(fair)
    kept = look.standing(bids)
    standing, gone = merged(kept), set(bids) - set(kept)
    findings = [
        *(_edit_finding(kinds, edit) for kinds, edit in edits if kinds),
        *_untraced(bids, events),
        *_others(bids, events, terms, open_contacts),
        *_differing(standing),
    ]
    return Audit(
        now=now_places,
        fair=fair_places,
        moved=_moves(_standing(fair_places), _standing(now_places)),
        entries=standing,
        late=tuple(entry for entry in standing if not in_time(entry, terms)),
        withdrawn=merged(gone),
        edits=tuple(edit for _, edit in edits),
        findings=tuple(sorted(findings, key=_finding_key)),
    )


def value_of(bid: Bid, field: str) -> Figure | None:
    """What a bid holds in a field of the register; None for a field the ranking does not know."""
    values: dict[str, Figure] = {
        RECEIVED: bid.received,
        BIDDER: bid.bidder,
        STALL: bid.stall,
        RENT: bid.rent,
        PLAN: bid.plan,
        CREDIT: bid.credit,
    }
    return values.get(field)


def with_value(bid: Bid, field: str, value: Figure) -> Bid:
    """The bid with another value in a field; the same bid for a field the ranking does not know."""
    match (field, value):
        case ("收到时间", datetime()):
            return replace(bid, received=value)
        case ("投标人", str()):
            return replace(bid, bidder=value)
        case ("商位", str()):
            return replace(bid, stall=value)
        case ("年租金", Decimal()):
            return replace(bid, rent=value)
        case ("经营方案分", Decimal()):
            return replace(bid, plan=value)
        case ("信用分", Decimal()):
            return replace(bid, credit=value)
    return bid


# --- the edits, one after the other ----------------------------------------------------------


@dataclass(frozen=True)
class _Look:
    """What holds through the whole look: terms, codes, and who withdrew which bid when."""

    terms: Terms
    names: Mapping[str, str]
    withdrawals: Mapping[tuple[str, str], datetime]

    def standing(self, bids: Iterable[Bid]) -> list[Bid]:
        """The bids that were not withdrawn; one received after a withdrawal stands again."""
        gone = self.withdrawals
        return [bid for bid in bids if bid.received > gone.get(_whose(bid), datetime.min)]

    def places(self, bids: Iterable[Bid]) -> tuple[Placing, ...]:
        """The ranking of such bids as stand."""
        return ranked(merged(self.standing(bids)), self.terms, self.names)


def _walked(
    bids: Sequence[Bid], edits: Sequence[Trace], look: _Look
) -> tuple[list[tuple[tuple[FindingId, ...], Edit]], list[Bid]]:
    """Every edit with its kinds of finding and the places it moved, taken from the first state on;
    and the bids with such edits only as were the bidder's own in time."""
    state = _undone(bids, edits)
    fair = list(state)
    found = []
    for edit in edits:
        mine = _bids_of(state, edit.bid)[0]
        after = _applied(state, edit)
        kinds = _kinds(edit, mine, look.terms)
        allowed = not kinds
        touched = {key(bid.stall) for bid in (*_bids_of(state, edit.bid), *_bids_of(after, edit.bid))}
        moved = _moves(*(_standing(look.places(_for_stalls(s, touched))) for s in (state, after)))
        if moved and not allowed:
            kinds = (*kinds, "moves_rank")
        if not _same(edit.before, value_of(mine, edit.field)):
            kinds = (*kinds, "broken_trace")
        found.append((kinds, Edit(edit, allowed, moved)))
        state = after
        fair = _applied(fair, edit) if allowed else fair
    return found, fair


def _undone(bids: Sequence[Bid], edits: Sequence[Trace]) -> list[Bid]:
    """The bids before the first edit of each field."""
    state = list(bids)
    for edit in reversed(edits):
        state = [with_value(bid, edit.field, edit.before) if bid.id == edit.bid else bid for bid in state]
    return state


def _applied(bids: Sequence[Bid], edit: Trace) -> list[Bid]:
    return [with_value(bid, edit.field, edit.after) if bid.id == edit.bid else bid for bid in bids]


def _kinds(edit: Trace, bid: Bid, terms: Terms) -> tuple[FindingId, ...]:
    """Why an edit is not the bidder's own in time; () where it is. The deadline's minute is in time."""
    found: list[FindingId] = []
    if edit.when > terms.deadline:
        found.append("late_edit")
    if key(edit.operator) != key(bid.bidder):
        found.append("record_edit" if edit.field in _RECORDED else "other_hand")
    elif edit.field in _NOT_THEIRS:
        found.append("not_theirs")
    return tuple(found)


def _standing(placings: Iterable[Placing]) -> _Standing:
    return {placing.entry.id: (placing.entry.bid.stall, placing.rank) for placing in placings}


def _moves(before: _Standing, after: _Standing) -> tuple[Move, ...]:
    """The places that differ, by stall and number; who changes stalls leaves one and enters one."""
    was = {(stall, number): rank for number, (stall, rank) in before.items()}
    is_ = {(stall, number): rank for number, (stall, rank) in after.items()}
    places = sorted({*was, *is_}, key=lambda place: (order(place[0]), order(place[1])))
    both = [(place, was.get(place), is_.get(place)) for place in places]
    return tuple(Move(number, stall, old, new) for (stall, number), old, new in both if old != new)


def _for_stalls(bids: Iterable[Bid], stalls: set[str]) -> list[Bid]:
    return [bid for bid in bids if key(bid.stall) in stalls]


# --- findings -----------------------------------------------------------------------------


def _edit_finding(kinds: tuple[FindingId, ...], edit: Edit) -> Finding:
    trace = edit.trace
    return Finding(kinds, trace.when, trace.operator, trace.bid, trace, edit.moved)


def _untraced(bids: Sequence[Bid], events: Sequence[Trace]) -> list[Finding]:
    """Fields that hold something else than the last edit in the trace made of them."""
    last: dict[tuple[str, str], Trace] = {}
    for event in events:
        if event.action == "修改":
            last[event.bid, event.field] = event
    return [
        Finding(("no_trace",), event.when, "", number, event)
        for (number, field), event in last.items()
        for bid in _bids_of(bids, number)[:1]
        if not _same(event.after, value_of(bid, field))
    ]


def _others(
    bids: Sequence[Bid], events: Sequence[Trace], terms: Terms, open_contacts: frozenset[str]
) -> list[Finding]:
    """What the trace shows besides edits."""
    edits = [e for e in events if e.action == "修改"]
    first = _undone(bids, edits)
    open_ = {key(name) for name in open_contacts}
    found = []
    for event in events:
        kind = _kind(event, _bids_of(first, event.bid), terms, open_)
        if kind is not None:
            found.append(Finding((kind,), event.when, event.operator, event.bid, event))
    return found


def _kind(event: Trace, bids: Sequence[Bid], terms: Terms, open_contacts: set[str]) -> FindingId | None:
    """The kind of finding that an action other than an edit gives, if it gives one."""
    match event.action:
        case "登记" | "修改" | "撤回" if not bids:
            return "not_in_register"
        case "登记" if event.when > terms.deadline and any(b.received <= terms.deadline for b in bids):
            return "late_entry"
        case "撤回" if not _own_in_time(event, bids, terms):
            return "withdrawal"
        case "接触" if event.when >= window_start(terms) and key(event.field) not in open_contacts:
            return "contact"
        case "查看" if not event.note:
            return "no_purpose"
    return None


def window_start(terms: Terms) -> datetime:
    """From when on, its minute included, private contact with bidders is barred."""
    return terms.deadline - timedelta(days=terms.window)


def _differing(entries: Iterable[Entry]) -> list[Finding]:
    """Entries whose reports do not agree on a figure."""
    found = []
    for entry in entries:
        if len({tuple(value_of(report, field) for field in FIGURES) for report in entry.reports}) > 1:
            last = entry.reports[-1]
            found.append(Finding(("reports_differ",), last.received, last.team, entry.id))
    return found


def _withdrawals(
    bids: Sequence[Bid], events: Iterable[Trace], terms: Terms
) -> dict[tuple[str, str], datetime]:
    """When a bidder last withdrew the bid for a stall: by themselves, and in time."""
    found: dict[tuple[str, str], datetime] = {}
    for event in events:
        mine = _bids_of(bids, event.bid)
        if event.action == "撤回" and _own_in_time(event, mine, terms):
            found[_whose(mine[0])] = event.when
    return found


def _own_in_time(event: Trace, bids: Sequence[Bid], terms: Terms) -> bool:
    own = bool(bids) and key(event.operator) == key(bids[0].bidder)
    return own and event.when <= terms.deadline


# --- rows -------------------------------------------------------------------------------


def _bids_of(bids: Iterable[Bid], number: str) -> list[Bid]:
    """The reports under a number: two groups may have reported the same one."""
    return sorted((bid for bid in bids if bid.id == number), key=report_order)


def _whose(bid: Bid) -> tuple[str, str]:
    return (key(bid.bidder), key(bid.stall))


def _same(given: Figure, held: Figure | None) -> bool:
    """Whether the trace and the register say the same; a field of neither is let be."""
    if held is None:
        return True
    if isinstance(given, str) and isinstance(held, str):
        return key(given) == key(held)
    return given == held


def _ordered(trace: Iterable[Trace]) -> list[Trace]:
    """The events by time; edits of one field in the same minute so that each begins where the
    one before it ended."""
    groups: dict[tuple[datetime, str, str, str], list[Trace]] = defaultdict(list)
    for event in set(trace):
        groups[event.when, event.action, event.bid, event.field].append(event)
    events: list[Trace] = []
    for place in sorted(groups):
        events.extend(_chained(sorted(groups[place], key=_event_key)))
    return events


def _chained(events: list[Trace]) -> list[Trace]:
    if len(events) < 2:
        return events
    ends = [event.after for event in events]
    rest = list(events)
    one = next((event for event in rest if event.before not in ends), rest[0])
    chain = []
    while True:
        rest.remove(one)
        chain.append(one)
        if not rest:
            return chain
        one = next((event for event in rest if event.before == one.after), rest[0])


def _event_key(event: Trace) -> tuple[str, ...]:
    return (event.operator, str(event.before), str(event.after), event.note)


def _finding_key(finding: Finding) -> tuple[object, ...]:
    shown = _event_key(finding.trace) if finding.trace else ()
    return (finding.when, finding.bid, finding.kinds, finding.who, shown)
