"""The words of the channels (S12): doors, matters, letters, and the working days they may take.

A letter never carries who wrote it: there is no field for a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qingfeng.words.model import NOWHERE, Basis, Origin, Place

DoorId = Literal["enterprise", "discipline", "other"]
Subject = Literal["监察对象", "党员", "经营户", "合同纠纷", "服务", "其他"]
Way = Literal["实名", "匿名"]
# Whether the day of receipt is the first of the days, or the day after it.
FirstDay = Literal["next", "same"]
Step = Literal["告知", "反馈", "答复"]
ClockState = Literal["等办结", "没到期", "超期未办", "按期办了", "办得晚了", "不要求"]


# --- rules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Door:
    """A kind of channel, kept apart from the others: whose it is, what it is for, its time limits."""

    id: DoorId
    name: str
    whose: str
    clock: str
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel behind a door; `sure` says how sure we are of it, `receives` whether a letter can
    come in by it (a poster only shows the way), `written` whether it comes as a letter."""

    id: str
    name: str
    door: DoorId
    how: str
    sure: str
    receives: bool
    written: bool
    basis: tuple[Basis, ...]
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """Where a letter about such a subject belongs when no more is known; "" where a person must look."""

    name: Subject
    door: DoorId | Literal[""]
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of matter: about whom, which door and channels, why, what to write, what is no slander.

    `accepted` is false where the discipline body does not take it up as it stands; `also` names
    another door in words.
    """

    id: str
    title: str
    story: str
    subject: Subject
    door: DoorId
    channels: tuple[str, ...]
    accepted: bool
    why: str
    also: str
    write: tuple[str, ...]
    honest: str
    basis: tuple[Basis, ...]
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Compared:
    """A line that compares two things: real-name with anonymous, mistaken with false."""

    what: str
    first: str
    second: str
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Guarded:
    """What protects somebody on either side of a letter."""

    whom: str
    says: str
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody must not be told of a letter, and what may be said."""

    to: str
    never: str
    may: str
    ways: tuple[Way, ...]
    basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Limits:
    """The time limits of the rule, in working days, and the day it came into force."""

    since: date
    notice: int
    feedback: int
    notice_basis: Basis
    feedback_basis: Basis
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """`channels.yml`."""

    title: str
    on: str
    limits: Limits
    doors: tuple[Door, ...]
    channels: tuple[Channel, ...]
    subjects: tuple[SubjectRule, ...]
    matters: tuple[Matter, ...]
    ways: tuple[Compared, ...]
    slander: tuple[Compared, ...]
    guards: tuple[Guarded, ...]
    secrets: tuple[Secret, ...]
    at: Place = NOWHERE


# --- letters ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter received: numbers and days only. `matter` is what the row says it is about."""

    number: str
    received: date
    channel: str
    way: Way
    subject: Subject
    matter: str
    repeated: bool
    accepted: date | None
    told: date | None
    closed: date | None
    answered: date | None
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that an office's calendar names: off, or worked although it is a weekend."""

    on: date
    works: bool
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit of a letter: its last day, the day it was done, and by how many working days late.

    `due` is None where nothing runs: not required, or the matter is not closed.
    """

    step: Step
    state: ClockState
    due: date | None
    done: date | None
    late: int
    why: str


@dataclass(frozen=True, slots=True)
class Handled:
    """A letter with where it belongs, what to do with it, and its time limits.

    `matter` is the known matter, None where the row names none. `door` is "" where a person must
    look. `misplaced`: it came in by another door. `doubtful`: the row says another subject than
    its matter has.
    """

    letter: Letter
    matter: Matter | None
    door: DoorId | Literal[""]
    misplaced: bool
    doubtful: bool
    does: str
    notice: Clock
    feedback: Clock
    reply: Clock

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """The time limits that somebody must keep, the earliest step first."""
        return tuple(c for c in (self.notice, self.feedback, self.reply) if c.state != "不要求")
