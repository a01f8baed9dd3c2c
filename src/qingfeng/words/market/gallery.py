"""The words of the calligraphy wall (S6): themes, works with consent, and the jury sheet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from qingfeng.words.market.powers import Count
from qingfeng.words.model import NOWHERE, Origin, Place

Script = Literal["楷书", "行书", "草书", "隶书", "篆书"]
Author = Literal["职工", "家属"]
# Consent of a guardian: blank where the author is fourteen or older.
Guardian = Literal["", "是", "否"]
SCRIPTS: tuple[Script, ...] = ("楷书", "行书", "草书", "隶书", "篆书")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, and the two signs of its seal."""

    name: str
    seal: str
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a jury gives points for, and the most it may give."""

    id: str
    name: str
    most: int
    says: str
    origin: Origin
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class GalleryRules:
    """`gallery.yml`."""

    title: str
    on: str
    counts: tuple[Count, ...]
    themes: tuple[Theme, ...]
    criteria: tuple[Criterion, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Work:
    """A work: its text and where that is from, its author by kind and number, "" for no award."""

    number: str
    text: str
    source: str
    script: Script
    theme: str
    author_kind: Author
    author: str
    award: str
    consent: bool
    guardian: Guardian
    origin: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Tally:
    """How many works there are, how many awarded, how many signed, and how many by relatives."""

    works: int
    awarded: int
    signed: int
    relatives: int


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one judge for one work, in the order of the criteria."""

    work: str
    judge: str
    points: tuple[int, ...]
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Ranked:
    """A work in the ranking: its exact mean, its rank (equal means share one), the judges that
    counted, and those that did not since they judged their own work."""

    work: str
    mean: Fraction
    rank: int
    tied: int
    judges: int
    recused: int


@dataclass(frozen=True, slots=True)
class Places:
    """Who is within a number of places, and who is tied on the line, for the jury to decide."""

    within: tuple[str, ...]
    on_line: tuple[str, ...]
