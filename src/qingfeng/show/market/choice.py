"""Picking a row by its id, with the nearest names where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from qingfeng.words.problems import QueryError, nearest


class Named(Protocol):
    """Something with an id."""

    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=Named)


def picked(name: str, rows: Sequence[Row], what: str) -> Row:
    """The row with this id; QueryError with the nearest ids where there is none."""
    for row in rows:
        if row.id == name:
            return row
    raise QueryError(f"没有叫“{name}”的{what}。{nearest(name, [row.id for row in rows])}")
