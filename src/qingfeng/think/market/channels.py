"""Which letter belongs behind which door, and the last of its working days (S12).

检举控告工作规则 (read as 解读): a real-name letter that the discipline body takes up is told so within
15 working days of its receipt, and answered within 15 working days of its closing; an anonymous one
is taken up all the same, but there is nobody to tell. 解读: the days are counted from the day after
(a switch counts the day itself). 教学编写: which matter belongs where. What an enterprise promises is
its own (版面没有写), so its days are an input.

Working days are Monday to Friday, less and more the days an office names: no table of public
holidays is kept here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from qingfeng.think.market.naming import key
from qingfeng.words.market.channels import (
    Channel,
    ChannelRules,
    Clock,
    DayOff,
    DoorId,
    FirstDay,
    Handled,
    Letter,
    Matter,
    Step,
)
from qingfeng.words.problems import ContentError, Problem, nearest, problem

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkDays:
    """Which days are worked: Monday to Friday, but for the days that an office names."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether a day is worked."""
        return day in self.on or (day.weekday() < _SATURDAY and day not in self.off)


@dataclass(frozen=True, slots=True)
class Terms:
    """From which day it is looked at, how days are counted, and how many working days an
    enterprise gives itself for a reply (0: it has not said)."""

    today: date
    first: FirstDay
    days: WorkDays
    own: int


def last_day(start: date, count: int, first: FirstDay, days: WorkDays) -> date:
    """The last of `count` working days (at least 1) from a day; the day itself counts only by
    "same", and only where it is worked."""
    day = start if first == "same" else start + _DAY
    while True:
        count -= days.works(day)
        if count <= 0:
            return day
        day += _DAY


def days_late(due: date, done: date, days: WorkDays) -> int:
    """How many working days lie after `due` up to and with `done`; 0 where it was in time, and
    where only days off lie between."""
    late = 0
    while due < done:
        due += _DAY
        late += days.works(due)
    return late


def work_days(named: Sequence[DayOff]) -> WorkDays:
    """The working days with what an office's calendar names."""
    return WorkDays(
        frozenset(one.on for one in named if not one.works), frozenset(one.on for one in named if one.works)
    )


# --- letters ------------------------------------------------------------------------------


def handled(rules: ChannelRules, letters: Sequence[Letter], terms: Terms) -> tuple[Handled, ...]:
    """Every letter with where it belongs and its time limits, by day of receipt and number."""
    ordered = sorted(letters, key=lambda letter: (letter.received, letter.number))
    return tuple(_handled(rules, letter, terms) for letter in ordered)


def matter_of(rules: ChannelRules, name: str) -> Matter | None:
    """The matter with this title or id, whatever its spaces and width; None where there is none."""
    wanted = key(name)
    return next((m for m in rules.matters if wanted in (key(m.title), key(m.id))), None) if wanted else None


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A letter with its channel, its door, and whether it is taken up."""

    letter: Letter
    channel: Channel
    door: DoorId | Literal[""]
    taken: bool


def _handled(rules: ChannelRules, letter: Letter, terms: Terms) -> Handled:
    matter = matter_of(rules, letter.matter)
    by_subject = next(rule.door for rule in rules.subjects if rule.name == letter.subject)
    door = matter.door if matter else by_subject
    channel = next(one for one in rules.channels if one.name == letter.channel)
    # People may take up what the list says is not taken up as it stands.
    taken = matter is None or matter.accepted or letter.accepted is not None
    found = _Sorted(letter, channel, door, taken)
    why_none = _why_none(rules, found)
    return Handled(
        letter=letter,
        matter=matter,
        door=door,
        misplaced=door not in ("", channel.door),
        doubtful=matter is not None and matter.subject != letter.subject,
        does=_does(found),
        notice=_notice(rules, letter, why_none, terms),
        feedback=_feedback(rules, letter, why_none, terms),
        reply=_reply(found, terms),
    )


def _does(found: _Sorted) -> str:
    """What the one who received a letter does with it."""
    if found.door == "":
        return "由人打开原件来分"
    if found.door == "discipline":
        if found.channel.door == "enterprise":
            return "转给有权受理的纪检监察机关；不自己查，不留复印件"
        return "登记，按管理权限受理或者转送" if found.taken else "不予受理：说明缺的是什么，可以补"
    if found.channel.door == "enterprise":
        return "本单位办理、答复" if found.door == "enterprise" else "告诉来人该找哪里；愿意调解的可以先调解"
    whose = "企业" if found.door == "enterprise" else "有权处理的机关"
    return f"不予受理，及时转给{whose}" if found.channel.written else f"不予受理，告诉来人去找{whose}"


def _why_none(rules: ChannelRules, found: _Sorted) -> str:
    """Why the limits of the rule do not run for a letter; "" where they do."""
    if found.door != "discipline":
        return "不归纪检监察机关受理" if found.door else "还没有分到哪扇门"
    if found.channel.door != "discipline":
        return "转交以后，从受理的机关收到那天起算"
    if found.letter.received < rules.limits.since:
        return f"规则 {rules.limits.since} 起施行，那时还没有"
    if not found.taken:
        return "不予受理的，没有这个期限；照样要说明"
    return "" if found.letter.way == "实名" else "匿名，没有人可以告诉；照样受理"


def _notice(rules: ChannelRules, letter: Letter, why_none: str, terms: Terms) -> Clock:
    """The notice that a letter was taken up: within the days of its receipt."""
    why = why_none or ("重复反映的，不再告知" if letter.repeated else "")
    if why:
        return Clock("告知", "不要求", None, letter.told, 0, why)
    return _clock("告知", letter.received, rules.limits.notice, letter.told, terms)


def _feedback(rules: ChannelRules, letter: Letter, why_none: str, terms: Terms) -> Clock:
    """The answer to a letter: within the days of its closing."""
    if why_none:
        return Clock("反馈", "不要求", None, letter.answered, 0, why_none)
    if letter.closed is None:
        return Clock("反馈", "等办结", None, None, 0, "办结那天才起算")
    return _clock("反馈", letter.closed, rules.limits.feedback, letter.answered, terms)


def _reply(found: _Sorted, terms: Terms) -> Clock:
    """The reply of an enterprise, within the days it set itself."""
    done = found.letter.answered
    if (found.door, found.channel.door) != ("enterprise", "enterprise"):
        return Clock("答复", "不要求", None, done, 0, "不归企业办")
    if not terms.own:
        return Clock("答复", "不要求", None, done, 0, "几天答复，报道没有写，由单位定")
    return _clock("答复", found.letter.received, terms.own, done, terms)


def _clock(step: Step, start: date, count: int, done: date | None, terms: Terms) -> Clock:
    due = last_day(start, count, terms.first, terms.days)
    why = f"从 {start} 起 {count} 个工作日"
    late = days_late(due, done or terms.today, terms.days)
    if done is not None:
        return Clock(step, "按期办了" if done <= due else "办得晚了", due, done, late, why)
    return Clock(step, "没到期" if terms.today <= due else "超期未办", due, None, late, why)


# --- faults -------------------------------------------------------------------------------


def letters_checked(rules: ChannelRules, letters: Sequence[Letter], today: date) -> None:
    """Raise ContentError with every letter whose number was used before, whose channel takes no
    letters, or whose days cannot be in their order or lie after `today`."""
    faults = [fault for letter in letters for fault in _faults(rules, letter, today)]
    first: dict[str, Letter] = {}
    for letter in letters:
        if letter.number in first:
            what = f"编号“{letter.number}”在第 {first[letter.number].at.line} 行已经有了"
            faults.append(problem(letter.at, "M277", what, "一件信一个编号；重复反映的另编号，“重复”填是。"))
        first.setdefault(letter.number, letter)
    if faults:
        raise ContentError(faults)


def _faults(rules: ChannelRules, letter: Letter, today: date) -> Iterator[Problem]:
    known = [channel.name for channel in rules.channels if channel.receives]
    if letter.channel not in known:
        what = f"规则文件里没有“{letter.channel}”这个收信的渠道"
        yield problem(letter.at, "M273", what, nearest(letter.channel, known))
    begun = max(letter.received, letter.accepted or letter.received)
    steps = (
        ("收到日期", letter.received, None, ""),
        ("受理日期", letter.accepted, letter.received, "收到日期"),
        ("告知日期", letter.told, letter.received, "收到日期"),
        ("办结日期", letter.closed, begun, "收到或者受理日期"),
        ("反馈日期", letter.answered, letter.closed, "办结日期"),
    )
    for name, on, after, of in steps:
        if on is not None and on > today:
            what = f"“{name}”{on} 在“从哪一天看”（{today}）以后"
            yield problem(letter.at, "M274", what, "改日期，或者把“从哪一天看”这个开关改到最近的一天。")
        if on is not None and after is not None and on < after:
            yield problem(letter.at, "M275", f"“{name}”{on} 早于{of} {after}", "核对这几个日期。")
    if letter.answered is not None and letter.closed is None:
        yield problem(letter.at, "M276", "有反馈日期，没有办结日期", "补上办结日期，或者删去反馈日期。")
