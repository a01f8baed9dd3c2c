"""A measured figure and its bound."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured: value in unit, and the bound it has to keep."""

    name: str
    value: float
    unit: str
    bound: float
    at_least: bool = False
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the bound is kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def __str__(self) -> str:
        sign, mark = ("≥" if self.at_least else "≤"), ("ok  " if self.kept else "MISS")
        note = f"  ({self.note})" if self.note else ""
        return f"{mark}  {self.name}: {self.value:.4g} {self.unit}  (bound {sign} {self.bound:g}){note}"


def median_of(measure: Callable[[], float], runs: int = 5) -> float:
    """The median of several runs after one that does not count."""
    measure()
    return statistics.median(measure() for _ in range(runs))


def cpu_of(command: Sequence[str], **environment: str) -> float:
    """CPU seconds of a whole process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
