"""The frozen values of the seven institutions of small powers: what each can see, and conducts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qingfeng.words.market.powers import Count
from qingfeng.words.model import NOWHERE, Basis, Origin, Place

Stage = Literal["事前", "事中", "事后"]
STAGES: tuple[Stage, ...] = ("事前", "事中", "事后")
Verdict = Literal["caught", "open", "missed"]


@dataclass(frozen=True, slots=True)
class Feature:
    """A yes-no question about a conduct, and the short words for yes."""

    id: str
    label: str
    question: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Sign:
    """Features by which, together, an institution would notice; when, and why."""

    when: tuple[str, ...]
    stage: Stage
    why: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution: its name is the page's, the rest was written for teaching."""

    id: str
    name: str
    name_origin: Origin
    basis: Basis
    looks_at: str
    catches: str
    cannot: str
    origin: Origin
    signs: tuple[Sign, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Conduct:
    """Something done, by its features; `unreported` are those that nobody wrote down."""

    id: str
    title: str
    says: str
    features: tuple[str, ...]
    unreported: tuple[str, ...]
    lawful: bool
    note: str
    basis: tuple[Basis, ...]
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Institutions:
    """`institutions.yml`."""

    title: str
    counts: tuple[Count, ...]
    features: tuple[Feature, ...]
    institutions: tuple[Institution, ...]
    conducts: tuple[Conduct, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one institution would have done about a conduct.

    Caught by `signs`, the earliest stage first; open where `lacking` is not known; missed where
    the nearest sign wants `lacking`, which is not there.
    """

    institution: Institution
    verdict: Verdict
    signs: tuple[Sign, ...]
    lacking: tuple[str, ...]
