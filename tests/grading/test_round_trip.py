"""One real round by stock nbgrader: fetch, hand in, collect, autograde, grade by hand, feedback, export."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qingfeng.content.project import Project
from qingfeng.show.grading import exchange
from qingfeng.show.grading.build import build, released_answer
from qingfeng.show.grading.config import load_strictly
from qingfeng.show.grading.exchange import Receipt
from tests.grading.scanner import find_keys
from tests.server import ROOT, copy_of_course

BANK = Project(ROOT).bank("favours")
KEY = {i.id: released_answer(i, "favours") for i in BANK.items if i.type != "case_analysis"}
HOSTILE = (
    "<script>window.hacked = 1</script>\n"
    "# 这不是标题 & [链接](javascript:alert(1)) ![图](http://127.0.0.1:1/x.png)\n"
    "    四个空格开头，$x^2$，**不加粗**，`反引号`，&lt;已经转义的&gt;\n"
    "\n"
    "1. 这不是列表"
)


@dataclass(frozen=True)
class Round:
    """What the round left behind."""

    root: Path
    receipts: dict[str, list[Receipt]]
    scores: dict[str, dict[str, float | None]]
    needs_manual: dict[str, bool]
    states_before: str
    states_after: str


def answer(root: Path, learner: str, answers: dict[str, object]) -> None:
    path = root / "work" / learner / "favours" / "answers.json"
    held = {"assignment": "favours", "revision": 1, "saved_at": "", "answers": answers}
    path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")


def nbgrader(root: Path, *words: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=root / "assignments", capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    root = copy_of_course(tmp_path_factory.mktemp("round"))
    os.environ.pop("QINGFENG_EXCHANGE", None)
    exchange.prepare(root, "favours")
    before = str(exchange.states(root, "perfect")["favours"]["state"])
    partial: dict[str, object] = {
        "favours_m01": KEY["favours_m01"][:1],  # type: ignore[index]
        "favours_o01": KEY["favours_o01"],
        "favours_c01": dict(list(KEY["favours_c01"].items())[:1]),  # type: ignore[union-attr]
        "favours_t01": KEY["favours_t01"],
    }
    papers: dict[str, list[dict[str, object]]] = {
        "perfect": [{**KEY}],
        "partial": [partial],
        "hostile": [{"favours_e01": HOSTILE, "favours_s01": "<b>"}],
        "twice": [{"favours_s01": KEY["favours_s01"]}, {**KEY}],
    }
    receipts: dict[str, list[Receipt]] = {}
    for learner, versions in papers.items():
        exchange.fetch(root, learner, "favours")
        for version in versions:
            answer(root, learner, version)
            receipts.setdefault(learner, []).append(exchange.submit(root, learner, "favours"))
    nbgrader(root, "collect", "favours")
    nbgrader(root, "autograde", "favours")
    scores, manual = _grade_by_hand(root)
    for words in (("generate_feedback", "favours"), ("release_feedback", "favours"), ("export",)):
        nbgrader(root, *words)
    after = str(exchange.states(root, "perfect")["favours"]["state"])
    yield Round(root, receipts, scores, manual, before, after)


def _grade_by_hand(root: Path) -> tuple[dict[str, dict[str, float | None]], dict[str, bool]]:
    """The scores autograde gave; then 21 points for every essay."""
    from nbgrader.api import Gradebook

    scores: dict[str, dict[str, float | None]] = {}
    manual: dict[str, bool] = {}
    with Gradebook(f"sqlite:///{root}/assignments/gradebook.db", "qingfeng") as gradebook:
        for submission in gradebook.assignment_submissions("favours"):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            scores[submission.student_id] = {grade.name: grade.auto_score for grade in grades}
            manual[submission.student_id] = submission.needs_manual_grade
            for grade in grades:
                if grade.name == "section_essay":
                    grade.manual_score = 21
                    grade.needs_manual_grade = False
        gradebook.db.commit()
    return scores, manual


class Visible(HTMLParser):
    """The text and the live elements inside the essay's cell."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", []  # type: tuple[str, list[str]]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_section_is_scored_as_computed_by_hand(whole: Round):
    full = {"single": 20.0, "truefalse": 16.0, "multiple": 18.0, "ordering": 8.0, "matching": 8.0}
    share = 1 / len(KEY["favours_c01"])
    half = {"single": 0.0, "truefalse": 2.0, "multiple": 1.5, "ordering": 4.0, "matching": 4 * share}
    expected = {
        "perfect": full,
        "partial": half,
        "hostile": dict.fromkeys(full, 0.0),
        "twice": full,
    }
    for learner, points in expected.items():
        given = {name.removeprefix("section_"): value for name, value in whole.scores[learner].items()}
        assert given == {**points, "essay": None}, learner


def test_an_essay_waits_for_a_person(whole: Round):
    assert whole.needs_manual["hostile"] is True


def test_a_receipt_names_the_submission_and_the_answers_in_it(whole: Round):
    for learner, receipts in whole.receipts.items():
        inbound = whole.root / "work" / "exchange" / "qingfeng" / "inbound"
        for receipt in receipts:
            (folder,) = inbound.glob(f"{learner}+favours+*+{receipt.number}")
            content = (folder / "answers.json").read_bytes()
            stamp = (folder / "timestamp.txt").read_text(encoding="utf-8")
            assert receipt.hash == hashlib.sha256(content).hexdigest()
            assert receipt.time.endswith("+08:00") and receipt.time[14:19] == stamp[14:19]


def test_states_follow_the_paper_and_feedback_waits_for_the_due_date(whole: Round):
    before = (whole.states_before, whole.states_after)
    paper = whole.root / "work" / "exchange" / "qingfeng" / "outbound" / "favours" / "items.json"
    text = paper.read_text(encoding="utf-8")
    paper.write_text(text.replace(BANK.due, "2026-01-01T00:00:00+08:00"), encoding="utf-8")
    overdue = str(exchange.states(whole.root, "perfect")["favours"]["state"])
    paper.write_text(text, encoding="utf-8")

    assert (*before, overdue) == ("未领取", "已提交", "已反馈")


def test_feedback_comes_to_the_learner_without_a_key_or_a_request(whole: Round):
    exchange.fetch_feedback(whole.root, "perfect", "favours")
    (page,) = (whole.root / "work" / "perfect" / "favours" / "feedback").rglob("*.html")
    text = page.read_text(encoding="utf-8")

    assert find_keys(text.encode(), KEY) == []
    assert "section_points" not in text and "Traceback (most" not in text and "HIDDEN" not in text
    assert not re.search(r"""(?:src|href)=["']?https?:|@import|url\(["']?https?:""", text)
    assert "<script" not in text or not re.search(r"<script[^>]+src", text)


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_a_hostile_essay_is_shown_as_it_was_typed_and_does_nothing(whole: Round, template: str):
    if template == "feedback":
        path = whole.root / "assignments" / "feedback" / "hostile" / "favours" / "favours.html"
        html = path.read_text(encoding="utf-8")
    else:
        html = _as_formgrader_shows(whole.root)
    start = html.index("window", html.index("<body"))
    essay = html[html.rindex("<p>", 0, start) : html.index("</p>", html.index("这不是列表"))]
    seen = Visible()
    seen.feed(essay)
    shown = [line.strip("\u200b\n ") for line in seen.text.split("\u200b") if line.strip("\u200b\n ")]

    assert set(seen.tags) <= {"p", "br"}
    assert shown == [line.strip() for line in HOSTILE.splitlines() if line.strip()]


def _as_formgrader_shows(root: Path) -> str:
    from nbconvert.exporters import HTMLExporter
    from traitlets.config import Config

    path = root / "assignments" / "autograded" / "hostile" / "favours" / "favours.ipynb"
    config = Config({"HTMLExporter": {"template_name": "classic"}})
    return str(HTMLExporter(config=config).from_filename(str(path))[0])


def test_export_adds_up(whole: Round):
    with (whole.root / "assignments" / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}

    points = {name: float(row["score"]) for name, row in rows.items()}
    share = 4 / len(KEY["favours_c01"])
    assert points == {"perfect": 91.0, "partial": 2 + 1.5 + 4 + share + 21, "hostile": 21.0, "twice": 91.0}
    assert all(float(row["max_score"]) == 100 for row in rows.values())


def test_a_rebuild_is_byte_equal_in_another_process(tmp_path: Path):
    root = copy_of_course(tmp_path / "course")
    build("favours", root)
    folder = root / "assignments" / "source" / "favours"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    command = [sys.executable, "-m", "qingfeng", "build", "favours"]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "QINGFENG_ROOT": str(root)}
    subprocess.run(command, env=environment, check=True, capture_output=True)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_broken_configuration_is_an_error_and_no_silent_default(tmp_path: Path):
    root = copy_of_course(tmp_path / "course")
    (root / "assignments" / "nbgrader_config.py").write_text("c = get_config(\n", encoding="utf-8")

    with pytest.raises(SyntaxError):
        load_strictly(root)
