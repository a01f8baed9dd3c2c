"""Grading: stock nbgrader, its command with our preprocessors, and the batch, on the same papers."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.bench.figure import Figure
from tests.grading.made import (
    OWN_ROWS,
    collected_class,
    copy_of_class,
    environment,
    fill,
    forget,
    grade,
    grade_command,
    nbgrader,
    stock_autograde,
)


def figures() -> Iterator[Figure]:
    """Ratios to stock at 40 and 2,000 papers; 20,000 in one run; the floor."""
    with tempfile.TemporaryDirectory() as folder:
        made = collected_class(Path(folder) / "class")
        forty = _class_of(made, 40)
        stock = _seconds(lambda: stock_autograde(forty))
        plain = _median(forty, lambda: nbgrader(forty, "autograde", "favours"), 3)
        # Two seconds of both are nbgrader's own start: more papers show more of the rest.
        hundred = _class_of(made, 100)
        longer = _seconds(lambda: stock_autograde(hundred))
        ours = _median(hundred, lambda: nbgrader(hundred, "autograde", "favours"), 3)
        note = f"at 40 papers {stock / plain:.2f}"
        yield Figure("stock autograde ÷ with our preprocessors, 100", longer / ours, "×", 6, True, note)
        few = _batch(forty, 5)
        note = f"{stock:.1f} s and {few:.2f} s"
        yield Figure("stock ÷ qingfeng grade, 40 papers, whole process", stock / few, "×", 150, True, note)
        thousands = _class_of(made, 2000)
        batch = _batch(thousands, 5)
        note = f"50 times stock's 40; {batch:.2f} s"
        yield Figure("stock ÷ qingfeng grade, 2,000 papers", stock * 50 / batch, "×", 250, True, note)
        floor = statistics.median(_seconds(lambda: _floor(thousands)) for _ in range(3))
        note = f"reading the files and writing the rows alone: {floor:.2f} s"
        yield Figure("qingfeng grade ÷ its floor, 2,000 papers", batch / floor, "×", 4, note=note)
        yield from _city(_class_of(made, 20000), batch)


def _class_of(made: Path, number: int) -> Path:
    root = copy_of_class(made, made.parent / f"class{number}")
    fill(root, number)
    forget(root)
    return root


def _seconds(work: Callable[[], object]) -> float:
    # What was written before is not measured.
    os.sync()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _batch(root: Path, times: int) -> float:
    return _median(root, lambda: grade(root), times)


def _median(root: Path, work: Callable[[], object], times: int) -> float:
    """The median of whole runs of a command, each over a class that has no grade yet."""
    found = []
    for _ in range(times):
        forget(root)
        found.append(_seconds(work))
    return statistics.median(found)


def _city(root: Path, two_thousand: float) -> Iterator[Figure]:
    os.sync()
    process = subprocess.Popen([*grade_command(), "--json"], env=environment(root), stdout=subprocess.DEVNULL)
    watched, start = psutil.Process(process.pid), time.perf_counter()
    peaks: list[float] = []
    while process.poll() is None:
        peaks.append(_memory(watched))
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    assert process.wait() == 0
    size = (root / "assignments" / "gradebook.db").stat().st_size / 1e6
    early, late = max(peaks[: len(peaks) // 4]), max(peaks)
    note = f"{seconds:.0f} s in all, gradebook {size:.0f} MB, memory {early:.0f} MB after a quarter"
    yield Figure("20,000 papers in one run, peak memory", late, "MB", 400, note=note)
    yield Figure("seconds a paper, 20,000 ÷ 2,000", seconds / 10 / two_thousand, "×", 1.2)


def _memory(process: psutil.Process) -> float:
    """MB that a process and its workers hold, what they share counted once."""
    held = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (process, *process.children()):
            with contextlib.suppress(psutil.NoSuchProcess):
                held += one.memory_full_info().pss / 1e6
    return held


def _floor(root: Path) -> None:
    target = root / "floor.db"
    shutil.copy(root / "assignments" / "gradebook.db", target)
    with sqlite3.connect(target) as db:
        for table in OWN_ROWS:
            db.execute(f"DELETE FROM {table}")
    program = Path(__file__).with_name("grading_floor.py")
    subprocess.run([sys.executable, str(program), str(root), str(target)], check=True)
