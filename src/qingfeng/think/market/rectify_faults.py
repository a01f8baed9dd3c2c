"""Rows of a progress table that do not fit together, and words that must never be posted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qingfeng.words.market.rectify import Extension, Measure, Talk
from qingfeng.words.problems import Problem, nearest, problem

# A number, no name: a letter or more, then digits.
_NUMBERED = re.compile(r"[A-Z]{1,4}-?\d{1,6}")
_TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def table_faults(
    measures: Sequence[Measure], extensions: Sequence[Extension], talks: Sequence[Talk]
) -> list[Problem]:
    """Every row that does not fit: numbers, units, evidence, extensions, and what is personal."""
    return [
        *_measure_faults(measures),
        *_extension_faults(measures, extensions),
        *_ledger_faults(measures, talks),
    ]


def is_numbered(person: str) -> bool:
    """Whether a person is given by a number and not by a name."""
    return bool(_NUMBERED.fullmatch(person))


def _measure_faults(measures: Sequence[Measure]) -> Iterator[Problem]:
    numbers: dict[str, int] = {}
    kinds: dict[str, Measure] = {}
    for one in measures:
        if one.number in numbers:
            what = f"编号“{one.number}”在第 {numbers[one.number]} 行已经有了"
            yield problem(one.at, "M111", what, "改成不重复的，或者删去一行。")
        numbers.setdefault(one.number, one.at.line)
        first = kinds.setdefault(one.unit, one)
        if first.kind != one.kind:
            what = f"“{one.unit}”在第 {first.at.line} 行是{first.kind}，在这里是{one.kind}"
            yield problem(one.at, "M112", what, "同一个单位，类型写成一样的。")
        if one.evidence_on is not None and not one.evidence:
            yield problem(one.at, "M113", "填了佐证日期，没有填佐证", "写上佐证是什么，或者清空日期。")
        if any(_TELEPHONE.search(text) for text in one.texts):
            what = "写了手机号或者身份证号，这张表是要晾出来的"
            yield problem(one.at, "M114", what, "删去号码；联系办法另外记。")


def _extension_faults(measures: Sequence[Measure], extensions: Sequence[Extension]) -> Iterator[Problem]:
    by_number = {one.number: one for one in measures}
    reached = {(one.number, one.new) for one in extensions}
    for one in extensions:
        if one.number not in by_number:
            what = f"进度表里没有编号“{one.number}”"
            yield problem(one.at, "M115", what, nearest(one.number, by_number))
            continue
        if one.new <= one.old:
            what = f"新期限 {one.new} 不在原期限 {one.old} 后面"
            yield problem(one.at, "M116", what, "核对两个日期，看是不是填反了。")
        elif one.old != by_number[one.number].due and (one.number, one.old) not in reached:
            what = f"原期限 {one.old} 和进度表的 {by_number[one.number].due} 对不上"
            mend = "进度表里写最早定的期限；延过一次的，原期限写上一次的新期限。"
            yield problem(one.at, "M117", what, mend)
        if bool(one.approver) != (one.approved is not None):
            yield problem(one.at, "M118", "批准人和批准日期只填了一个", "批了的两个都填，没有批的都空着。")


def _ledger_faults(measures: Sequence[Measure], talks: Sequence[Talk]) -> Iterator[Problem]:
    for one in talks:
        if not is_numbered(one.person):
            mend = "只写编号，如 G901；名字留在纸质台账里。"
            yield problem(one.at, "M119", "人员编号不像编号", mend)
    people = {one.person for one in talks if is_numbered(one.person)}
    for measure in measures:
        if any(_names(text, person) for text in measure.texts for person in people):
            what = "这一行的文字里有台账上的人员编号"
            yield problem(measure.at, "M119", what, "删去编号：谈话提醒只进台账，不进晾晒和通报。")


def _names(text: str, person: str) -> bool:
    """Whether a text holds a number as a whole, and not as a part of a longer one."""
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(person)}(?![A-Za-z0-9])", text) is not None
