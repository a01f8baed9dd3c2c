"""Every kind of author's fault is told with file, line and cure, all at once, in order.

`tests/bad_content/<name>.yml` (or `.ipynb`, `.md`) stands beside `<name>.txt`, which is what the
checker says of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qingfeng.content.case import page_of
from qingfeng.content.project import find_project
from qingfeng.show.check import Check

FOLDER = Path(__file__).parent.parent / "bad_content"
PROJECT = find_project(Path(__file__))


def told(path: Path) -> str:
    return "".join(f"{one}\n" for one in Check(PROJECT).run([path]).problems)


BAD = [path for path in sorted(FOLDER.iterdir()) if path.suffix != ".txt"]


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_faulty_file_is_told_place_fault_and_cure(path: Path):
    if path.stem in ("case", "figures", "origins") and page_of(PROJECT.case("favours"), PROJECT.root) is None:
        pytest.skip("the page lies elsewhere, so its sentences cannot be looked for")

    assert told(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_problem_code_of_the_checker_is_shown_by_a_bad_file_or_a_test():
    codes = set()
    for file in (PROJECT.root / "src" / "qingfeng").rglob("*.py"):
        codes |= set(re.findall(r'"([YRFSINACV]\d{3})"', file.read_text(encoding="utf-8")))
    shown = "".join(p.read_text(encoding="utf-8") for p in FOLDER.glob("*.txt"))
    shown += "".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.glob("*.py"))

    assert sorted(code for code in codes if code not in shown) == []
