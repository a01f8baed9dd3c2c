"""The mechanisms of the market on real tables: each module holds one System or more."""

from __future__ import annotations

from importlib import import_module

from qingfeng.show.system import System
from qingfeng.words.problems import QueryError, nearest

SYSTEMS = (
    "points",
    "rotation",
    "conflicts",
    "leasing",
    "credit",
    "linkage",
    "rectify",
    "channels",
    "pledges",
    "gallery",
)


def system(name: str) -> System:
    """The system of this name; QueryError with the nearest names where there is none."""
    if name not in SYSTEMS:
        raise QueryError(f"没有叫“{name}”的机制。{nearest(name, SYSTEMS)}")
    found = import_module(f"qingfeng.show.market.{name}").SYSTEM
    assert isinstance(found, System)
    return found
