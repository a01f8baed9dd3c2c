"""Records of several channels merged into matters, and queries with purpose, log and redaction (S15).

版面原文: seven channels; queries serve 招商、展会、培训 and give a reference on those who signed up.
教学编写: what is one matter, and what a query shows. 解读: no purpose, no answer (个人信息保护法：
最小必要), and of a person no more than is needed (个人信息保护法：公开).

One matter: same merchant, same category, each record at most `window` days after the one before
(so a chain of short steps is one matter, however long). The same number of the same channel is one
record. The result does not depend on the order of the records, and merging it again changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from qingfeng.words.market.linkage import (
    Asked,
    Decision,
    Entry,
    LinkageRules,
    LogLine,
    Matter,
    Purpose,
    Record,
    Reply,
    State,
    Subject,
)
from qingfeng.words.problems import ContentError, Problem, nearest, problem

Pending = Literal["hide", "mark"]
Other = Literal["hold", "show"]
_FIELDS: Mapping[Subject, str] = {
    "个人": "类别、件数、核实结果",
    "企业": "类别、首次收到日期、渠道数、核实结果、属实事项的摘要",
}
_MASK = "〔号码已遮蔽〕"
# Telephone, identity card and bank card numbers are at least seven digits in a row.
_LONG_NUMBER = re.compile(r"\d(?:[\s\-－–—]{0,2}\d){6,}[XxＸ]?")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is left open: whether matters not yet verified are shown (marked) or hidden, and whether
    other purposes wait for approval or are answered when explained."""

    pending: Pending
    other: Other


# --- merging ------------------------------------------------------------------------------


def merged(records: Iterable[Record], window: int) -> tuple[Matter, ...]:
    """The matters of the records, by merchant, category and day.

    A merchant that any record calls a person is a person everywhere. Raises ContentError where one
    number of one channel stands for different merchants, categories or findings.
    """
    single = _single(records)
    people = {record.merchant for record in single if record.subject == "个人"}
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in single:
        groups[record.merchant, record.category].append(record)
    found = []
    for (merchant, category), group in sorted(groups.items()):
        subject: Subject = "个人" if merchant in people else "企业"
        for chain in _chains(group, window):
            found.append(Matter(merchant, subject, category, _state(chain), chain))
    return tuple(found)


def _single(records: Iterable[Record]) -> list[Record]:
    """One record a number of a channel: the earliest, with what all of its rows found."""
    numbers = _by_number(records)
    faults = [fault for same in numbers for fault in _conflicts(same)]
    if faults:
        raise ContentError(faults)
    return [_one(same) for same in numbers]


def _by_number(records: Iterable[Record]) -> list[list[Record]]:
    """The rows of each number of each channel, the earliest first."""
    rows: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in sorted(records, key=_order):
        rows[record.channel, record.number].append(record)
    return list(rows.values())


def _order(record: Record) -> tuple[str, ...]:
    """An order of records by day and by what they say, whatever row they stand in."""
    r = record
    said = (r.merchant, r.category, r.subject, r.finding, r.summary, r.origin)
    return (r.received.isoformat(), r.channel, r.number, *said, f"{r.at.line:09}")


def _conflicts(same: Sequence[Record]) -> list[Problem]:
    """Rows of one number that are not about one thing, or found two things of it."""
    first, *rest = sorted(same, key=lambda record: record.at.line)
    number = f"“{first.channel}”的编号“{first.number}”"
    faults = []
    for record in rest:
        if (record.merchant, record.category) != (first.merchant, first.category):
            what = f"{number}在第 {first.at.line} 行说的是另一个商户或者另一类事"
            faults.append(problem(record.at, "M132", what, "核对编号；确实是两件事的，用两个编号。"))
    settled = [record for record in (first, *rest) if record.finding != "核实中"]
    for record in settled[1:]:
        if record.finding != settled[0].finding:
            what = f"{number}在第 {settled[0].at.line} 行的核实结果是“{settled[0].finding}”"
            faults.append(problem(record.at, "M133", what, "同一个编号只留一个核实结果。"))
    return faults


def _one(same: Sequence[Record]) -> Record:
    """The earliest of the rows of one number; a finding outweighs 核实中, a person a company."""
    subject: Subject = "个人" if any(r.subject == "个人" for r in same) else "企业"
    settled = [record.finding for record in same if record.finding != "核实中"]
    return replace(same[0], subject=subject, finding=settled[0] if settled else "核实中")


def _chains(group: Sequence[Record], window: int) -> list[tuple[Record, ...]]:
    """Records of one merchant and category, cut where more than `window` days lie between two."""
    ordered = sorted(group, key=_order)
    chains: list[list[Record]] = [[ordered[0]]]
    for before, record in pairwise(ordered):
        if (record.received - before.received).days > window:
            chains.append([])
        chains[-1].append(record)
    return [tuple(chain) for chain in chains]


def _state(records: Iterable[Record]) -> State:
    """What the channels found together: one finding settles it, two that differ do not."""
    settled = {record.finding for record in records} - {"核实中"}
    if len(settled) > 1:
        return "结果不一致"
    return settled.pop() if settled else "核实中"


def records_checked(rules: LinkageRules, records: Sequence[Record]) -> None:
    """Raise ContentError with every record of an unknown channel or category, and every number
    that stands for two things."""
    channels = [channel.name for channel in rules.channels]
    categories = [category.name for category in rules.categories]
    faults = [fault for same in _by_number(records) for fault in _conflicts(same)]
    for record in records:
        if record.channel not in channels:
            what = f"规则文件里没有“{record.channel}”这个渠道"
            faults.append(problem(record.at, "M131", what, nearest(record.channel, channels)))
        if record.category not in categories:
            what = f"规则文件里没有“{record.category}”这一类事"
            faults.append(problem(record.at, "M131", what, nearest(record.category, categories)))
    if faults:
        raise ContentError(faults)


# --- queries ------------------------------------------------------------------------------


def query(rules: LinkageRules, matters: Sequence[Matter], asked: Asked, terms: Terms) -> Reply:
    """The answer to a query with its log line; a refusal is logged like an answer.

    A merchant without any matter is answered as a person: nothing is said about what it is.
    """
    purpose = next((p for p in rules.purposes if p.name == asked.purpose), None)
    decision, reason = _decided(rules, purpose, asked, terms)
    about = [matter for matter in matters if matter.merchant == asked.merchant]
    company = bool(about) and about[0].subject == "企业"
    # Another purpose than the page's gets the least, whoever is asked about.
    treated: Subject = "企业" if company and purpose and not purpose.must_explain else "个人"
    entries: tuple[Entry, ...] = ()
    said = reason
    if decision == "shown":
        kept = [matter for matter in about if _shown(matter, terms)]
        entries = _of_company(kept) if treated == "企业" else _of_person(kept)
        said = _said(entries, treated)
    log = LogLine(asked.on, asked.asker, asked.purpose, asked.explained, asked.merchant, decision, said)
    return Reply(decision, reason, treated, entries, log)


def _decided(
    rules: LinkageRules, purpose: Purpose | None, asked: Asked, terms: Terms
) -> tuple[Decision, str]:
    """Whether a query is answered, and why."""
    allowed = "、".join(p.name for p in rules.purposes)
    if not _words(asked.asker):
        return "refused", "没有查询人编号。谁查的要记下来，出了事才说得清。"
    if not _words(asked.merchant):
        return "refused", "没有写查哪一户。一次只查一户，不能把名单整个看一遍。"
    if not asked.purpose:
        return "refused", f"没有填用途。查询要有明确、合理的目的，只能是：{allowed}。"
    if purpose is None:
        return "refused", f"“{asked.purpose}”不在可以查询的用途里，只能是：{allowed}。"
    if purpose.must_explain and not _words(asked.explained):
        return "refused", f"用途是“{purpose.name}”的，须说明是什么事；没有说明，看不出目的。"
    if purpose.must_explain and terms.other == "hold":
        return "held", f"用途是“{purpose.name}”，说明已经记下。机器分不出说得对不对，等负责人批准后才给。"
    return "shown", f"用途是“{purpose.name}”，只给用得上的部分。"


def _shown(matter: Matter, terms: Terms) -> bool:
    """Whether a matter may be told: what proved untrue never is, what is open only marked."""
    return matter.state == "属实" or (matter.state != "不属实" and terms.pending == "mark")


def _of_person(matters: Iterable[Matter]) -> tuple[Entry, ...]:
    """Categories, counts and states: no day, no channel, no number, no words of anybody."""
    counts: dict[tuple[str, State], int] = defaultdict(int)
    for matter in matters:
        counts[matter.category, matter.state] += 1
    return tuple(Entry(category, count, state) for (category, state), count in sorted(counts.items()))


def _of_company(matters: Iterable[Matter]) -> tuple[Entry, ...]:
    """One line a matter; the summary only of what proved true, long numbers masked."""
    return tuple(
        Entry(
            category=matter.category,
            count=1,
            state=matter.state,
            first=matter.first,
            channels=len({record.channel for record in matter.records}),
            summary=_summary(matter) if matter.state == "属实" else "",
        )
        for matter in matters
    )


def _summary(matter: Matter) -> str:
    """The summary of the first record that was found true."""
    told = next(record.summary for record in matter.records if record.finding == "属实")
    return masked(told)


def masked(text: str) -> str:
    """A text with its long numbers (telephone, identity card, account) covered."""
    return _LONG_NUMBER.sub(_MASK, text)


def _said(entries: Sequence[Entry], treated: Subject) -> str:
    """What was shown, for the log: how much and which kinds of field, not the content."""
    count = sum(entry.count for entry in entries)
    return f"显示了 {count} 件，字段：{_FIELDS[treated]}" if count else "没有可以反馈的事项"


def _words(text: str) -> bool:
    """Whether a text holds any letter, digit or Chinese sign."""
    return any(c.isalnum() for c in text)
