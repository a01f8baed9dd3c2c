"""The frozen values of the virtual exhibition: chapters to walk through, exhibits, a question each."""

from __future__ import annotations

from dataclasses import dataclass

from qingfeng.words.model import NOWHERE, Basis, Origin, Place


@dataclass(frozen=True, slots=True)
class Fixture:
    """Something the page names in the exhibition, and what stands `here` for it."""

    id: str
    name: str
    origin: Origin
    here: str
    here_origin: Origin
    link: str
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A thing to look at; `link` is the unit that goes on from it, "" for none."""

    id: str
    title: str
    text: str
    origin: Origin
    link: str
    basis: tuple[Basis, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ExhibitionOption:
    """An answer to choose, and why it is right or not."""

    id: str
    text: str
    right: bool
    why: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class ExhibitionQuestion:
    """The question at the end of a chapter; nobody keeps who answered it."""

    ask: str
    options: tuple[ExhibitionOption, ...]
    basis: tuple[Basis, ...]
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the exhibition; its title is the page's, what stands in it is ours."""

    id: str
    title: str
    title_origin: Origin
    intro: str
    origin: Origin
    exhibits: tuple[Exhibit, ...]
    qa: ExhibitionQuestion
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Exhibition:
    """`exhibition.yml`; 原文 points into the facts of `case`."""

    title: str
    case: str
    on: str
    notice: str
    fixtures: tuple[Fixture, ...]
    chapters: tuple[Chapter, ...]
    at: Place = NOWHERE
