"""Counting the votes of a hall: pure, nobody's name in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping


def counts(choices: Iterable[int], options: int) -> tuple[int, ...]:
    """How many chose each of so many options, numbered from 0; other numbers are not counted."""
    found = Counter(choices)
    return tuple(found[number] for number in range(options))


def moved(first: Mapping[str, int], second: Mapping[str, int]) -> int:
    """How many voted both times and chose otherwise the second time."""
    return sum(second[voter] != choice for voter, choice in first.items() if voter in second)
