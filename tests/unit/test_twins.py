"""Near-duplicate stems: what the linter finds is what comparing every pair finds."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.think.items import bank_faults
from qingfeng.think.quiz import folded

BANK = find_project(Path(__file__)).bank("favours")
# Few characters and common beginnings make many pairs that are near the bound.
STEMS = st.lists(st.text("甲乙丙2，", min_size=1, max_size=14).map("2022 年".__add__), min_size=2, max_size=8)


def pieces(stem: str) -> set[str]:
    text = folded(stem)
    return {text[i : i + 3] for i in range(len(text) - 2)}


def alike(one: str, other: str) -> bool:
    a, b = pieces(one), pieces(other)
    return 10 * len(a & b) > 6 * len(a | b)


@settings(max_examples=300, deadline=None)
@given(STEMS, st.integers(0, 3))
@example(["2022 年甲乙丙", "2022 年甲乙丙"], 1)
@example(["2022 年甲乙丙2甲", "2022 年甲乙丙2乙"], 0)
def test_twins_are_the_pairs_that_share_more_than_six_tenths_of_their_pieces(stems, practice):
    items = [replace(BANK.items[0], id=f"q{n}", stem=stem) for n, stem in enumerate(stems)]
    others, own = tuple(items[:practice]), tuple(items[practice:])
    expected = {
        f"“{b.id}”和“{a.id}”" for a, b in combinations(items, 2) if b in own and alike(a.stem, b.stem)
    }

    faults = bank_faults(replace(BANK, assignment="", items=own), others)
    told = {fault.what.split("（")[0] for fault in faults if fault.code == "I509"}

    assert told == expected
