"""The frozen values of the bands of bribery: sums in yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingfeng.words.model import Basis


@dataclass(frozen=True, slots=True)
class Band:
    """A band of sums: from `from_` yuan, or from `special_from` with listed circumstances."""

    id: str
    name: str
    special_name: str
    from_: int
    special_from: int
    sentence: str
    fine: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Bands:
    """All bands, lowest first, and the days for which they hold."""

    title: str
    in_force_from: date
    check_from: date
    bands: tuple[Band, ...]
