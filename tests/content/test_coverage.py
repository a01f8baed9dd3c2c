"""docs/COVERAGE.md tells the truth: each of the nineteen has what its row names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qingfeng.content.project import find_project
from qingfeng.show.pages.lesson import lesson_of
from qingfeng.show.widgets.data import widget_data

PROJECT = find_project(Path(__file__))
TABLE = (PROJECT.root / "docs" / "COVERAGE.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\| S\d.*\|$", TABLE, re.M)
]


def test_the_nineteen_are_all_there_once():
    assert [row[0] for row in ROWS] == [f"S{number}" for number in range(1, 20)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_names_what_is_there(row: list[str]):
    _, _, notebook, widget, case, bank, test = row
    root = PROJECT.root

    assert widget in lesson_of(root / notebook).references
    assert widget_data(PROJECT, widget).sentence
    assert PROJECT.case(case).facts and PROJECT.bank(bank).items
    assert (root / test).is_file()
