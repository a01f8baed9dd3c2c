"""The words of the linkage (S15): channels, records, the matters they merge into, queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from qingfeng.words.model import NOWHERE, Origin, Place

How = Literal["联系", "整合"]
Subject = Literal["个人", "企业"]
Finding = Literal["核实中", "属实", "不属实"]
State = Literal["核实中", "属实", "不属实", "结果不一致"]
Decision = Literal["shown", "held", "refused"]


# --- rules ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the page; what it `brings` is ours, `fact` names its sentence."""

    id: str
    name: str
    how: How
    brings: str
    fact: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of matter."""

    name: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a query may be for."""

    name: str
    must_explain: bool
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class LinkageRules:
    """`linkage.yml`."""

    title: str
    channels: tuple[Channel, ...]
    categories: tuple[Category, ...]
    purposes: tuple[Purpose, ...]
    at: Place = NOWHERE


# --- records ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """What one channel received about one merchant: never who sent it."""

    channel: str
    number: str
    received: date
    subject: Subject
    merchant: str
    category: str
    finding: Finding
    summary: str = ""
    origin: str = ""
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter with every record of it, the earliest first."""

    merchant: str
    subject: Subject
    category: str
    state: State
    records: tuple[Record, ...]

    @property
    def first(self) -> date:
        """The day of the first record."""
        return self.records[0].received

    @property
    def last(self) -> date:
        """The day of the last record."""
        return self.records[-1].received


# --- queries ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: about whom, for what, by whom, on which day; `explained` is the asker's words."""

    merchant: str
    purpose: str
    explained: str
    asker: str
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an answer. For a person: category, how many, state, the rest blank or None."""

    category: str
    count: int
    state: State
    first: date | None = None
    channels: int | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """What is logged of a query, whatever came of it: no content, only what kind was shown."""

    on: date
    asker: str
    purpose: str
    explained: str
    merchant: str
    decision: Decision
    said: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a query: the decision and its reason, what is shown, the log line.

    `treated` says by whose rules it was redacted: a company may be treated as a person.
    """

    decision: Decision
    reason: str
    treated: Subject
    entries: tuple[Entry, ...]
    log: LogLine
