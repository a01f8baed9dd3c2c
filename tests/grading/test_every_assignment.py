"""Every graded assignment of the course goes through nbgrader, and both our ways give its rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qingfeng.content.project import Project
from qingfeng.show.grading.demo import demo
from tests.grading.made import (
    COMMENTS,
    GRADES,
    copy_of_class,
    grade,
    nbgrader,
    rows,
    stock_autograde,
)
from tests.server import ROOT, copy_of_course

ASSIGNMENTS = [u.assignment for u in Project(ROOT).course.units if u.assignment not in ("", "favours")]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_assignment_is_graded_the_same_by_stock_nbgrader_and_by_both_our_ways(
    assignment: str, tmp_path: Path
):
    made = copy_of_course(tmp_path / "made")
    demo(made, assignment)
    nbgrader(made, "collect", assignment)
    for name in ("demo01", "demo05"):
        shutil.rmtree(made / "assignments" / "submitted" / name)
    stock, plain, batch = (copy_of_class(made, tmp_path / name) for name in ("stock", "plain", "batch"))
    stock_autograde(stock, assignment=assignment)
    nbgrader(plain, "autograde", assignment)
    grade(batch, assignment=assignment)

    expected = rows(stock, GRADES)
    points: dict[str, float] = {}
    for learner, _, auto, *_ in expected:
        points[learner] = points.get(learner, 0) + auto
    assert points["demo02"] == 100 and points["demo03"] < 80 and 0 < points["demo04"] < 100
    assert rows(plain, GRADES) == expected == rows(batch, GRADES)
    assert rows(plain, COMMENTS) == rows(stock, COMMENTS) == rows(batch, COMMENTS)
