"""Which units have signed their pledges: by unit and by kind, each post once, colours checked (S4).

版面原文: four kinds of people, four colours, red mainly for the group's staff, yellow mainly for
supervision firms; 22, 12 and 27 units; 562 copies. 解读: each kind has one colour, so red or yellow
in other hands is wrong. 报道未写: green and blue; they are an input, and while they are open either
of them may be for works or outsourcing. 教学编写: a post is covered by a copy of a fitting colour.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from qingfeng.words.market.pledges import (
    COLOURS,
    Colour,
    ColourRule,
    Cover,
    Kind,
    Post,
    Signing,
    Unit,
)
from qingfeng.words.problems import ContentError, Problem, QueryError, nearest, problem

_TENTH = Decimal("0.1")


def wearers(
    rules: Sequence[ColourRule], chosen: Mapping[Colour, Kind | None]
) -> Mapping[Colour, Kind | None]:
    """Which kind each colour is for: as the page says, else as chosen, else None.

    QueryError where two colours are chosen for one kind, or one that the page gave a colour.
    """
    found: dict[Colour, Kind | None] = {rule.name: rule.kind or chosen.get(rule.name) for rule in rules}
    given = Counter(kind for kind in found.values() if kind)
    doubled = [kind for kind, count in given.items() if count > 1]
    if doubled:
        raise QueryError(f"{doubled[0]}选了两种颜色。报道写的是 4 类人员、4 种版本，一类选一种。")
    return found


def fitting(kinds: Mapping[Colour, Kind | None], kind: Kind) -> tuple[Colour, ...]:
    """The colours that fit a kind of unit: its own, or while it has none the open ones."""
    own = tuple(colour for colour in COLOURS if kinds.get(colour) == kind)
    return own or tuple(colour for colour in COLOURS if kinds.get(colour) is None)


def signed_posts(
    units: Iterable[Unit], signings: Iterable[Signing], kinds: Mapping[Colour, Kind | None]
) -> tuple[Post, ...]:
    """Every post that signed, once, with all its copies; by unit and post."""
    of_post: dict[tuple[str, str], list[Signing]] = defaultdict(list)
    for signing in signings:
        of_post[signing.unit, signing.post].append(signing)
    named = {unit.number: unit for unit in units}
    posts = []
    for (unit, post), copies in sorted(of_post.items()):
        ordered = tuple(sorted(copies, key=lambda copy: (copy.on, copy.number)))
        fits = any(copy.colour in fitting(kinds, named[unit].kind) for copy in ordered)
        posts.append(Post(named[unit], post, ordered, fits))
    return tuple(posts)


def cover(units: Sequence[Unit], posts: Iterable[Post]) -> Cover:
    """How far these units are covered; posts of other units are left out."""
    of_unit: dict[str, list[Post]] = {unit.number: [] for unit in units}
    for post in posts:
        if post.unit.number in of_unit:
            of_unit[post.unit.number].append(post)
    each = [_cover_of(unit, of_unit[unit.number]) for unit in units]
    return Cover(
        units=len(units),
        should=sum(one.should for one in each),
        copies=sum(one.copies for one in each),
        posts=sum(one.posts for one in each),
        wrong=sum(one.wrong for one in each),
        right=sum(one.right for one in each),
        surplus=sum(one.surplus for one in each),
    )


def _cover_of(unit: Unit, posts: Sequence[Post]) -> Cover:
    fits = sum(post.fits for post in posts)
    return Cover(
        units=1,
        should=unit.should,
        copies=sum(len(post.signings) for post in posts),
        posts=len(posts),
        wrong=len(posts) - fits,
        right=min(fits, unit.should),
        surplus=max(len(posts) - unit.should, 0),
    )


def percent(part: int, whole: int) -> Decimal | None:
    """A share in per cent, one place, never rounded up (100 means all); None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(_TENTH, rounding=ROUND_DOWN)


def register_checked(units: Sequence[Unit], signings: Sequence[Signing]) -> None:
    """Raise ContentError with every unit given twice or below zero, and every signing of a unit
    that is not there or with a number used before."""
    faults = [*_unit_faults(units), *_signing_faults(units, signings)]
    if faults:
        raise ContentError(faults)


def _unit_faults(units: Sequence[Unit]) -> Iterator[Problem]:
    first: dict[str, Unit] = {}
    for unit in units:
        if unit.number in first:
            what = f"单位编号“{unit.number}”在第 {first[unit.number].at.line} 行已经有了"
            yield problem(unit.at, "M282", what, "一个单位只占一行，人数写在一起。")
        first.setdefault(unit.number, unit)
        if unit.should < 0:
            yield problem(unit.at, "M283", f"应签人数是 {unit.should}", "填 0 或者更大的整数。")


def _signing_faults(units: Sequence[Unit], signings: Sequence[Signing]) -> Iterator[Problem]:
    known = {unit.number for unit in units}
    first: dict[str, Signing] = {}
    for signing in signings:
        if signing.unit not in known:
            what = f"单位表里没有编号“{signing.unit}”"
            yield problem(signing.at, "M284", what, nearest(signing.unit, sorted(known)))
        if signing.number in first:
            what = f"编号“{signing.number}”在第 {first[signing.number].at.line} 行已经有了"
            yield problem(signing.at, "M285", what, "一份承诺书一个编号；重签的另编一个号。")
        first.setdefault(signing.number, signing)
