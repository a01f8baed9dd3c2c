"""The same classes by stock nbgrader (its own `Execute`) and by both our ways: the same rows."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingfeng.show.grading.batch import grade as batch
from qingfeng.show.grading.config import load_strictly
from qingfeng.show.grading.database import Database
from qingfeng.show.grading.gradebook import VERSION, Gradebook, released_items
from qingfeng.show.grading.marking import graded
from qingfeng.show.grading.paper import GradedPaper
from qingfeng.show.grading.submission import read_submission
from qingfeng.words.problems import QueryError
from tests.grading.made import (
    COMMENTS,
    GRADES,
    RIGHT,
    collected_class,
    copy_of_class,
    fill,
    grade,
    graded_files,
    nbgrader,
    rows,
    stock_autograde,
)

WAYS: dict[str, Callable[[Path], object]] = {
    "stock": stock_autograde,
    "plain": lambda root: nbgrader(root, "autograde", "favours"),
    "batch": grade,
}
ZERO_WHEN_LATE = "get_config().LateSubmissionPlugin.penalty_method = 'zero'\n"


@dataclass
class Class:
    """One class before it is graded, and who in it does what in the second round."""

    root: Path
    late: list[str]
    extended: str
    by_hand: list[str]
    again: dict[str, dict[str, Any]]


def five(root: Path) -> Class:
    """The demo class: a word, all right, always “illegal”, half, all but the essay."""
    collected_class(root)
    late, again = ["demo02", "demo04"], {"demo03": dict(RIGHT), "demo04": {}}
    return _timed(Class(root, late, "demo02", ["demo02", "demo03"], again))


def forty(root: Path) -> Class:
    """Forty: blank, perfect and random ones; the late ones lose all their points."""
    collected_class(root)
    fill(root, 40, seed=40)
    config = root / "assignments" / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8") + ZERO_WHEN_LATE, encoding="utf-8")
    late = [f"s{i:05d}" for i in range(0, 40, 4)]
    again = {f"s{i:05d}": dict(RIGHT) for i in range(2, 40, 9)}
    return _timed(Class(root, late, "s00004", [f"s{i:05d}" for i in (1, 2, 4, 8, 11)], again))


def _timed(made: Class) -> Class:
    """A due date in the past; some papers came before it, some after it."""
    with sqlite3.connect(made.root / "assignments" / "gradebook.db") as db:
        db.execute("UPDATE assignment SET duedate = '2026-01-01 00:00:00.000000'")
    for folder in (made.root / "assignments" / "submitted").iterdir():
        stamp = "2026-01-02 03:04:05.678901 UTC" if folder.name in made.late else "2025-12-31 23:59:59.5 UTC"
        (folder / "favours" / "timestamp.txt").write_text(stamp, encoding="utf-8")
    return made


def graded_twice(made: Class, root: Path, way: Callable[[Path], object]) -> Path:
    """Grade, give points by hand and more time, take in new papers, grade again."""
    copy_of_class(made.root, root)
    way(root)
    with _gradebook(root) as gradebook:
        for number, learner in enumerate(made.by_hand):
            essay = gradebook.find_grade("section_essay", "favours", "favours", learner)
            essay.manual_score, essay.needs_manual_grade, essay.extra_credit = 10.5 + number, False, 0.5
            gradebook.find_comment("section_essay", "favours", "favours", learner).manual_comment = "写得好。"
            gradebook.find_grade("section_single", "favours", "favours", learner).manual_score = 3.0
        gradebook.db.commit()
        gradebook.grant_extension("favours", made.extended, days=2)
    for learner, answers in made.again.items():
        _hand_in_again(root / "assignments" / "submitted" / learner / "favours", answers)
    way(root)
    return root


def _hand_in_again(folder: Path, answers: dict[str, Any]) -> None:
    held = {"assignment": "favours", "revision": 2, "saved_at": "", "answers": answers}
    (folder / "answers.json").write_text(json.dumps(held), encoding="utf-8")
    (folder / "timestamp.txt").write_text("2026-01-03 00:00:00.000000 UTC", encoding="utf-8")


@contextlib.contextmanager
def _gradebook(root: Path):
    from nbgrader.api import Gradebook as Stock

    with Stock(f"sqlite:///{root}/assignments/gradebook.db", "qingfeng") as gradebook:
        yield gradebook


@pytest.fixture(scope="module", params=[five, forty], ids=["five", "forty"])
def three(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One class by three ways; stock takes a second a paper."""
    folder = tmp_path_factory.mktemp("equal")
    made = request.param(folder / "class")
    return {name: graded_twice(made, folder / name, way) for name, way in WAYS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "batch"])
@pytest.mark.parametrize("query", [GRADES, COMMENTS], ids=["grades", "comments"])
def test_every_row_is_stocks_own(three: dict[str, Path], way: str, query: str):
    expected = rows(three["stock"], query)

    assert rows(three[way], query) == expected
    assert len(expected) in (5, 30, 40, 240)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "batch"])
def test_every_list_of_the_api_is_stocks_own(three: dict[str, Path], way: str):
    assert lists(three[way]) == lists(three["stock"])


def lists(root: Path) -> dict[str, Any]:
    """What nbgrader's API tells of a gradebook, without the ids it makes up."""
    with _gradebook(root) as gradebook:
        submissions = gradebook.assignment_submissions("favours")
        found = {
            "students": gradebook.student_dicts(),
            "submissions": gradebook.submission_dicts("favours"),
            "notebooks": gradebook.notebook_submission_dicts("favours", "favours"),
            "each": [one.to_dict() for one in submissions],
            "late": [(one.student_id, one.total_seconds_late) for one in submissions],
            "grades": [g.to_dict() for one in submissions for n in one.notebooks for g in n.grades],
            "comments": [c.to_dict() for one in submissions for n in one.notebooks for c in n.comments],
            "averages": [gradebook.average_assignment_score("favours")],
        }
    return {name: sorted(json.dumps(_plain(row), sort_keys=True, default=str) for row in rows_)
            for name, rows_ in found.items()}  # fmt: skip


def _plain(row: Any) -> Any:
    return {k: v for k, v in row.items() if k != "id"} if isinstance(row, dict) else row


@pytest.mark.slow
def test_every_point_on_a_feedback_page_is_stocks_own(three: dict[str, Path]):
    pages = {way: feedback(root) for way, root in three.items()}

    assert pages["plain"] == pages["stock"] and pages["batch"] == pages["stock"]
    assert all(len(points) >= 7 for points in pages["stock"].values())


def feedback(root: Path) -> dict[str, list[str]]:
    """The points on the feedback pages of a few learners."""
    from nbgrader.apps.api import NbGraderAPI

    folder = root / "assignments" / "feedback"
    learners = sorted(p.name for p in (root / "assignments" / "autograded").iterdir())[:5]
    api = NbGraderAPI(config=load_strictly(root))
    assert all(api.generate_feedback("favours", learner)["success"] for learner in learners)
    pages = {
        learner: (folder / learner / "favours" / "favours.html").read_text("utf-8") for learner in learners
    }
    return {learner: re.findall(r"(?:得分|得|扣) ([\d.]+)", page) for learner, page in pages.items()}


def test_both_our_ways_leave_the_same_files(three: dict[str, Path]):
    assert graded_files(three["batch"]) == graded_files(three["plain"])


# --- any answers: the trusted test cell, run, against the literal reading of it ----------------


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, GradedPaper]:
    root = collected_class(tmp_path_factory.mktemp("any") / "class")
    released = released_items(root / "assignments", "favours")
    gradebook = Gradebook(f"sqlite:///{root}/assignments/gradebook.db", "favours", released)
    gradebook.close()
    return root / "assignments" / "submitted" / "demo02" / "favours", gradebook.paper


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
LETTERS = st.lists(st.sampled_from("abcd"), max_size=5)


def likely(name: str) -> st.SearchStrategy[Any]:
    """Answers near the right one, and anything at all."""
    right = RIGHT[name]
    if isinstance(right, dict):
        near = st.dictionaries(st.sampled_from(list(right)), st.sampled_from(list(right.values())))
    elif isinstance(right, str):
        near = st.sampled_from(["a", "b", "c", "d", "true", "false"])
    else:
        near = st.permutations(list(right)) if len(right[0]) > 1 else LETTERS
    return st.just(right) | near | JSON


ANSWERS = st.fixed_dictionaries({}, optional={name: likely(name) for name in RIGHT}) | JSON


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers=ANSWERS)
def test_any_answers_earn_what_running_the_trusted_cells_gives(bench, answers: Any):
    folder, paper = bench
    (folder / "answers.json").write_text(json.dumps({"answers": answers}), encoding="utf-8")

    scores = graded(read_submission(folder, "demo02", paper), paper)[0].scores

    assert {c.name: scores[c.name] for c in paper.cells if c.test} == {
        c.name: run_as_stock(c.source, c.points, folder) for c in paper.cells if c.test
    }


def run_as_stock(source: str, points: float, folder: Path) -> float:
    """Run a trusted test cell beside the answers and read its points as nbgrader does."""
    from nbformat.v4 import new_code_cell, new_output
    from nbgrader.utils import determine_grade

    *before, last = [line for line in source.splitlines() if line and not line.startswith("#")]
    names: dict[str, Any] = {}
    here = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stderr(io.StringIO()) as said:
            exec("\n".join(before), names)
            value = eval(last, names)
    finally:
        os.chdir(here)
    assert not said.getvalue()
    output = new_output("execute_result", {"text/plain": repr(value)}, execution_count=1)
    marks = {"grade": True, "solution": False, "points": points, "grade_id": "x"}
    earned, _ = determine_grade(new_code_cell(outputs=[output], metadata={"nbgrader": marks}))
    assert isinstance(earned, float)
    return earned


# --- gradebooks that cannot be used -----------------------------------------------------------


def test_a_gradebook_of_an_unknown_version_is_refused_before_anything_is_written(tmp_path: Path):
    root = collected_class(tmp_path / "class")
    with sqlite3.connect(root / "assignments" / "gradebook.db") as db:
        db.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    before = (root / "assignments" / "gradebook.db").read_bytes()

    with pytest.raises(QueryError, match="ffffffffffff"):
        batch(root, "favours")
    assert (root / "assignments" / "gradebook.db").read_bytes() == before
    assert not (root / "assignments" / "autograded").exists()


def test_the_version_is_that_of_the_nbgrader_installed():
    from nbgrader.api import get_alembic_version

    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    assert get_alembic_version() == VERSION


def test_no_gradebook_and_no_such_assignment_are_told(tmp_path: Path):
    root = collected_class(tmp_path / "class")
    url = f"sqlite:///{root}/assignments/gradebook.db"

    with pytest.raises(QueryError, match="没有测验“favors”。已有：favours"):
        Gradebook(url, "favors", {"sections": []})
    with pytest.raises(QueryError, match="还没有成绩册"):
        Database(url.replace("gradebook.db", "none.db"))
    with pytest.raises(QueryError, match="SQLite 或者 PostgreSQL"):
        Database("mysql://x/y")
