"""阳光招商, the ranking: one register out of the groups' reports, ranked without a name.

One port for all groups is on the page (原文); how bids are merged, scored and ranked is 教学编写:
the highest rent for a stall gets 100 points and the others in proportion, the three scores are
weighted, and a tie is never broken by a name. Scores are exact fractions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from hashlib import sha256

from qingfeng.think.market.naming import key, order
from qingfeng.words.market.leasing import Bid, Entry, Placing, Terms

FULL_SCORE = 100


def merged(bids: Iterable[Bid]) -> tuple[Entry, ...]:
    """One entry for each bidder and stall; of several reports the one received first counts.

    Merging what has been merged changes nothing. The order is by stall, receipt and number.
    """
    groups: dict[tuple[str, str], set[Bid]] = defaultdict(set)
    for bid in bids:
        groups[key(bid.bidder), key(bid.stall)].add(bid)
    entries = [_entry(sorted(group, key=report_order)) for group in groups.values()]
    return tuple(sorted(entries, key=lambda e: (order(e.bid.stall), e.bid.received, e.bid.id)))


def in_time(entry: Entry, terms: Terms) -> bool:
    """Whether a bid was received by the deadline; the minute of the deadline is in time."""
    return entry.bid.received <= terms.deadline


def codes(bids: Iterable[Bid]) -> dict[str, str]:
    """A code for each number: neither name nor receipt can be read from it."""
    numbers = sorted({bid.id for bid in bids}, key=lambda number: (sha256(number.encode()).digest(), number))
    width = max(2, len(str(len(numbers))))
    return {number: f"密{i:0{width}d}" for i, number in enumerate(numbers, 1)}


def report_order(bid: Bid) -> tuple[object, ...]:
    """Where a report stands among others: by receipt, and the name last of all."""
    return (bid.received, bid.id, bid.team, bid.rent, bid.plan, bid.credit, bid.stall, bid.bidder)


def ranked(entries: Iterable[Entry], terms: Terms, names: Mapping[str, str]) -> tuple[Placing, ...]:
    """The entries received in time, ranked stall by stall; `names` gives the code of each number.

    Raises ValueError for weights that do not add to 100 or a rent that is not more than 0.
    """
    if terms.rent + terms.plan + terms.credit != FULL_SCORE:
        raise ValueError("三项权重加起来要等于 100")
    stalls: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.bid.rent <= 0:
            raise ValueError("年租金要大于 0")
        if in_time(entry, terms):
            stalls[key(entry.bid.stall)].append(entry)
    return tuple(
        placing for stall in sorted(stalls, key=order) for placing in _ranked(stalls[stall], terms, names)
    )


def _entry(reports: Sequence[Bid]) -> Entry:
    return Entry(min(bid.id for bid in reports), reports[0], tuple(reports))


def _ranked(entries: Sequence[Entry], terms: Terms, names: Mapping[str, str]) -> list[Placing]:
    """The places of the entries for one stall: equal ones share a place, and a draw is needed."""
    highest = max(Fraction(entry.bid.rent) for entry in entries)
    rents = {entry.id: FULL_SCORE * Fraction(entry.bid.rent) / highest for entry in entries}
    scores = {entry.id: _score(entry.bid, rents[entry.id], terms) for entry in entries}
    orders = {entry.id: _order(entry.bid, scores[entry.id], terms) for entry in entries}
    places = sorted(orders.values())
    placings = [
        Placing(
            entry,
            names[entry.id],
            rents[entry.id],
            scores[entry.id],
            bisect_left(places, orders[entry.id]) + 1,
            bisect_right(places, orders[entry.id]) - bisect_left(places, orders[entry.id]) > 1,
        )
        for entry in entries
    ]
    return sorted(placings, key=lambda placing: (placing.rank, placing.code))


def _score(bid: Bid, rent_score: Fraction, terms: Terms) -> Fraction:
    parts = ((terms.rent, rent_score), (terms.plan, bid.plan), (terms.credit, bid.credit))
    return sum((Fraction(weight) * Fraction(score) for weight, score in parts), Fraction(0)) / FULL_SCORE


def _order(bid: Bid, score: Fraction, terms: Terms) -> tuple[Fraction, datetime]:
    """What decides a place: the score, and the receipt where the terms say so; never a name."""
    return (-score, bid.received if terms.tie == "receipt" else datetime.min)
