"""`course/systems/channels.yml`: doors, channels, matters, and what the rule says of letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.channels import ChannelRules, DoorId, Subject, Way
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, nearest, problem, repeated


class LimitsShape(Shape):
    """The time limits, in working days."""

    since: date
    notice: int = Field(ge=1)
    feedback: int = Field(ge=1)
    notice_basis: str
    feedback_basis: str
    origin: Origin


class DoorShape(Shape):
    """A kind of channel."""

    id: DoorId
    name: str
    whose: str
    clock: str
    basis: str
    origin: Origin


class ChannelShape(Shape):
    """A channel."""

    id: str
    name: str
    door: DoorId
    how: str
    sure: str
    receives: bool
    written: bool
    basis: list[str]
    origin: Origin


class SubjectShape(Shape):
    """A kind of subject."""

    name: Subject
    door: DoorId | Literal[""]
    says: str
    origin: Origin


class MatterShape(Shape):
    """A kind of matter."""

    id: str
    title: str
    story: str
    subject: Subject
    door: DoorId
    channels: list[str] = Field(min_length=1)
    accepted: bool
    why: str
    also: str = ""
    write: list[str] = Field(min_length=1)
    honest: str = Field(min_length=1)
    basis: list[str] = Field(min_length=1)
    origin: Origin


class ComparedShape(Shape):
    """A line of a comparison."""

    what: str
    first: str
    second: str
    basis: str
    origin: Origin


class GuardedShape(Shape):
    """A protection."""

    whom: str
    says: str
    basis: str
    origin: Origin


class SecretShape(Shape):
    """What somebody must not be told."""

    to: str
    never: str
    may: str
    ways: list[Way] = Field(min_length=1)
    basis: str
    origin: Origin


class ChannelsShape(Shape):
    """`channels.yml`."""

    title: str
    on: str
    limits: LimitsShape
    doors: list[DoorShape] = Field(min_length=1)
    channels: list[ChannelShape] = Field(min_length=1)
    subjects: list[SubjectShape] = Field(min_length=1)
    matters: list[MatterShape] = Field(min_length=1)
    ways: list[ComparedShape] = Field(min_length=1)
    slander: list[ComparedShape] = Field(min_length=1)
    guards: list[GuardedShape] = Field(min_length=1)
    secrets: list[SecretShape] = Field(min_length=1)


def load_channels(path: Path, root: Path) -> ChannelRules:
    """The rules of `channels.yml`; ContentError with every fault of syntax, shape and names."""
    source = read_source(path, root)
    rules = valued(ChannelRules, shaped(ChannelsShape, source), source)
    faults: list[Problem] = []
    for rows in (rules.doors, rules.channels, rules.matters):
        faults += repeated(((row.id, row.at) for row in rows), "M270")
    faults += repeated(((row.name, row.at) for row in rules.channels), "M270")
    faults += repeated(((row.name, row.at) for row in rules.subjects), "M270")
    faults += repeated(((row.title, row.at) for row in rules.matters), "M270")
    faults += _wrong_channels(rules)
    if faults:
        raise ContentError(faults)
    return rules


def _wrong_channels(rules: ChannelRules) -> Iterator[Problem]:
    """Channels of a matter that are not there, or stand behind another door."""
    doors = {channel.id: channel.door for channel in rules.channels}
    for matter in rules.matters:
        for name in matter.channels:
            if name not in doors:
                yield problem(matter.at, "M271", f"没有叫“{name}”的渠道", nearest(name, doors))
            elif doors[name] != matter.door:
                what = f"“{matter.title}”的渠道“{name}”不在这扇门后面"
                yield problem(matter.at, "M272", what, "换一个渠道，或者写进 also 里。")
