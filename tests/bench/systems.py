"""The points ledger on 100,000 violations, beside a plain pandas group-by of the same table."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas

from qingfeng.content.project import find_project
from qingfeng.show.market.points import rules_of
from qingfeng.surface.running import run_system
from qingfeng.think.market.points import ledger
from qingfeng.words.market.points import Assumptions, Violation
from tests.bench.figure import Figure, median_of
from tests.server import ROOT

ROWS, STALLS = 100_000, 7_000
HEAD = ("日期", "商位", "商位使用权人", "实际经营人", "事由", "扣分")


def figures() -> Iterator[Figure]:
    """The ledger alone, and the whole command from workbook to workbook."""
    rows = _violations()
    rules = rules_of(ROOT)
    columns = [(r.on.year, r.operator, r.points) for r in rows]
    frame = pandas.DataFrame(columns, columns=["year", "who", "points"])
    ours = median_of(lambda: _cpu(lambda: ledger(rules, rows, Assumptions())))
    plain = median_of(lambda: _cpu(lambda: frame.groupby(["year", "who"])["points"].sum()))
    note = f"{ours:.2f} s and {plain:.3f} s, {ROWS:,} violations, {STALLS:,} accounts"
    yield Figure("points ledger ÷ pandas group-by of the same table", ours / plain, "×", 5, note=note)
    with tempfile.TemporaryDirectory() as made:
        source, out = Path(made) / "in.xlsx", Path(made) / "out.xlsx"
        _write(source, rows)
        whole = median_of(lambda: _cpu(lambda: _run(source, out)), 3)
        stock = median_of(lambda: _cpu(lambda: _pandas(source, Path(made) / "stock.xlsx")), 3)
    note = f"{whole:.1f} s and {stock:.1f} s"
    yield Figure("qingfeng run points ÷ pandas, workbook to workbook", whole / stock, "×", 5, note=note)


def _violations() -> tuple[Violation, ...]:
    chance = random.Random(5)
    points = [Decimal("0.5"), Decimal(1), Decimal("0.5"), Decimal(2)]
    made = []
    for _ in range(ROWS):
        number = chance.randrange(STALLS)
        day = date(2022, 1, 1) + timedelta(days=chance.randrange(365))
        who = (f"S{number:05d}", f"H{number:05d}", f"M{number:05d}")
        made.append(Violation(day, *who, "禁烟区吸烟", chance.choice(points)))
    return tuple(made)


def _write(path: Path, rows: tuple[Violation, ...]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("查处记录")
    sheet.append(HEAD)
    for r in rows:
        sheet.append((r.on, r.stall, r.holder, r.operator, r.reason, r.points))
    book.save(path)


def _run(source: Path, out: Path) -> None:
    list(run_system(find_project(ROOT), "points", source, out, None, (), as_json=False))


def _pandas(source: Path, out: Path) -> None:
    frame = pandas.read_excel(source, engine="calamine")
    frame["年"] = frame["日期"].dt.year
    frame.groupby(["年", "实际经营人"], as_index=False)["扣分"].sum().to_excel(out, index=False)


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
