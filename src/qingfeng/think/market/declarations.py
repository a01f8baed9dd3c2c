"""一家两制 over time: what changed since the last declaration, and what is no longer declared.

动态管理 is on the page (原文); the comparison field by field is 教学编写. A counterpart that is not
declared again may have ended or may have been left out: it is asked about, not judged (解读).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from qingfeng.think.market.conflicts import finder, ordered, roster
from qingfeng.think.market.naming import comparable, key, order, parts
from qingfeng.words.market.conflicts import NOTHING, Change, Declaration, Lapsed, Register, Staff, State

_Value = str | Decimal | None
_Lines = Mapping[tuple[str, str, str], Sequence[Declaration]]
_ORDER = ("新在名单", "不在名单", "岗位变动", "新增", "不再填报", "有改动")


def changes(register: Register) -> tuple[Change, ...]:
    """What differs from last time, by person and field; () where there is no last time.

    Only people who filled in something both times have their lines compared: a line that somebody
    has not come to yet is not one that was dropped.
    """
    if register.before is None:
        return ()
    now, before = (_people(rows) for rows in (register.declarations, register.before))
    found = [change for number in {*now, *before} for change in _of_person(number, now, before)]
    lines_now, lines_before = _lines(register.declarations), _lines(register.before)
    nothing_now, nothing_before = _only_nothing(register.declarations), _only_nothing(register.before)
    for line_key in {*lines_now, *lines_before}:
        number = line_key[0]
        if number not in now or not now[number].filed:
            continue
        came, went, edited = _of_lines(lines_before.get(line_key, ()), lines_now.get(line_key, ()))
        was = NOTHING if number in nothing_before else None
        is_ = NOTHING if number in nothing_now else None
        found += [Change(number, a.kind, a.counterpart, "新增", "类别", was, a.kind) for a in came]
        found += [Change(number, b.kind, b.counterpart, "不再填报", "类别", b.kind, is_) for b in went]
        found += edited
    return tuple(sorted(found, key=_change_key))


def lapsed(register: Register) -> tuple[Lapsed, ...]:
    """Counterparts of last time that are merchants or tenants still, and are not declared this time."""
    if register.before is None:
        return ()
    now, links_of = _people(register.declarations), finder(register)
    declared: dict[str, list[Declaration]] = defaultdict(list)
    for line in register.declarations:
        if line.interest:
            declared[line.staff].append(line)
    found = []
    for line in ordered(register.before):
        mine = declared[line.staff]
        if not line.interest or any(_same_counterpart(line, one) for one in mine):
            continue
        links = links_of(line)
        if links:
            found.append(Lapsed(line, links, _state(now.get(line.staff), mine)))
    return tuple(found)


# --- people -----------------------------------------------------------------------------


def _people(declarations: Iterable[Declaration]) -> dict[str, Staff]:
    return {staff.id: staff for staff in roster(declarations)}


def _of_person(number: str, now: Mapping[str, Staff], before: Mapping[str, Staff]) -> list[Change]:
    """Somebody who is new, gone, or has another post, group or area than last time."""
    if number not in before:
        return [Change(number, "", "", "新在名单")]
    if number not in now:
        return [Change(number, "", "", "不在名单")]
    was, is_ = before[number], now[number]
    fields = (
        ("岗位", was.post, is_.post),
        ("所在小组", "、".join(was.groups), "、".join(is_.groups)),
        ("管理片区", "、".join(was.areas), "、".join(is_.areas)),
    )
    return [Change(number, "", "", "岗位变动", name, old, new) for name, old, new in fields if old != new]


def _state(staff: Staff | None, declared: Sequence[Declaration]) -> State:
    if staff is None:
        return "本次不在名单"
    if not staff.filed:
        return "本次还没有填"
    return "本次填了别的" if declared else "本次填“无”"


def _only_nothing(declarations: Iterable[Declaration]) -> frozenset[str]:
    """The people who filled in 无 and nothing else."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for line in declarations:
        if line.filed:
            kinds[line.staff].add(line.kind)
    return frozenset(staff for staff, both in kinds.items() if both == {NOTHING})


# --- lines ------------------------------------------------------------------------------


def _lines(declarations: Iterable[Declaration]) -> _Lines:
    """The interests by person, class and counterpart."""
    found: dict[tuple[str, str, str], list[Declaration]] = defaultdict(list)
    for line in ordered(declarations):
        if line.interest:
            found[line.staff, line.kind, key(line.counterpart)].append(line)
    return found


def _of_lines(
    before: Sequence[Declaration], now: Sequence[Declaration]
) -> tuple[Sequence[Declaration], Sequence[Declaration], list[Change]]:
    """The lines that came, those that went, and the fields edited in the others.

    Lines that agree are set aside first; of the rest, the first is taken for the first.
    """
    old, new = list(before), list(now)
    for line in before:
        same = next((one for one in new if not _fields(line, one)), None)
        if same is not None:
            old.remove(line)
            new.remove(same)
    paired = list(zip(old, new, strict=False))
    edited = [
        Change(a.staff, a.kind, a.counterpart, "有改动", name, was, is_)
        for b, a in paired
        for name, was, is_ in _fields(b, a)
    ]
    return new[len(paired) :], old[len(paired) :], edited


def _fields(before: Declaration, now: Declaration) -> list[tuple[str, _Value, _Value]]:
    """The fields in which two lines differ, by their headings."""
    pairs: tuple[tuple[str, _Value, _Value], ...] = (
        ("关系", before.relation, now.relation),
        ("商位", "、".join(before.stalls), "、".join(now.stalls)),
        ("金额", before.amount, now.amount),
    )
    return [(name, was, is_) for name, was, is_ in pairs if was != is_]


def _same_counterpart(before: Declaration, now: Declaration) -> bool:
    """Whether two lines name the same counterpart, or the same stall."""
    names = [{key(n) for n in parts(line.counterpart) if comparable(n)} for line in (before, now)]
    stalls = [{key(stall) for stall in line.stalls} for line in (before, now)]
    return bool(names[0] & names[1] or stalls[0] & stalls[1])


def _change_key(change: Change) -> tuple[object, ...]:
    shown = (str(change.before), str(change.after))
    what = str(_ORDER.index(change.what))
    return (order(change.staff), what, change.kind, change.counterpart, change.field, *shown)
