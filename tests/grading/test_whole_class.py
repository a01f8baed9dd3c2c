"""A whole class through stock nbgrader: points, receipts, states, feedback and the exported sums."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections import Counter
from datetime import datetime, timedelta
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from qingfeng.show.grading import exchange
from qingfeng.show.grading.config import load_strictly
from qingfeng.show.grading.demo import ESSAY
from qingfeng.show.grading.exchange import Receipt
from tests.grading.conftest import BANK, HOSTILE, Class

MAXIMA = {"single": 20.0, "truefalse": 16.0, "multiple": 18.0, "ordering": 8.0, "matching": 8.0}
NOTHING = dict.fromkeys(MAXIMA, 0.0)
# By hand, from the bank: five of ten single items, four of eight 判断题 and three of six multiple ones
# are about permitted conduct; demo04 answers every second item, counted through the whole paper.
POINTS = {
    "demo01": NOTHING | {"single": 2.0},
    "demo02": MAXIMA,
    "demo03": {"single": 10.0, "truefalse": 8.0, "multiple": 9.0, "ordering": 8.0, "matching": 8.0},
    "demo04": {"single": 10.0, "truefalse": 8.0, "multiple": 9.0, "ordering": 4.0, "matching": 4.0},
    "demo05": MAXIMA,
    # s01 2; m05 half of 3; o01 two of four places; c01 one of four pairs, c02 two of four.
    "partial": {"single": 2.0, "truefalse": 0.0, "multiple": 1.5, "ordering": 2.0, "matching": 3.0},
    "scripted": NOTHING,
    "better": MAXIMA,
    "worse": NOTHING | {"single": 2.0},
    "odd": NOTHING,
    "forger": NOTHING,
}
ESSAYS = {"demo02", "demo03", "demo04", "scripted", "odd", "forger"}


@pytest.mark.parametrize("learner", POINTS)
def test_every_section_earns_what_was_computed_by_hand(klass: Class, learner: str):
    scores = {name: grade.score for name, grade in klass.grades[learner, "favours"].items()}
    scores.pop("essay")

    assert scores == POINTS[learner]


def test_every_score_is_a_float_from_nothing_to_the_points_of_its_section(klass: Class):
    grades = klass.grades.values()
    scores = [(g.score, g.maximum) for grade in grades for name, g in grade.items() if name != "essay"]

    assert {type(score) for score, _ in scores} == {float}
    assert all(0 <= score <= maximum for score, maximum in scores)  # type: ignore[operator]
    assert {name: grade.maximum for name, grade in klass.grades["demo01", "favours"].items()} == {
        **MAXIMA,
        "essay": 30.0,
    }


def test_a_person_is_asked_for_exactly_where_an_essay_stands(klass: Class):
    asked = {
        (who, name) for (who, of), grades in klass.grades.items() for name, g in grades.items()
        if g.needs_person and of == "favours"
    }  # fmt: skip

    assert asked == {(learner, "essay") for learner in ESSAYS}
    assert {klass.grades[who, "favours"]["essay"].score for who in ESSAYS} == {None}
    assert {klass.grades[who, "favours"]["essay"].score for who in POINTS.keys() - ESSAYS} == {0.0}


def test_the_newest_paper_counts_whether_it_is_better_or_worse(klass: Class):
    newest = {who: klass.receipts[who][-1].number for who in ("better", "worse")}
    collected = klass.root / "assignments" / "submitted"
    (left,) = klass.exchange.glob(f"inbound/worse+favours+*+{newest['worse']}")

    assert len(list(klass.exchange.glob("inbound/worse+favours+*"))) == 2
    for name in ("answers.json", "timestamp.txt"):
        assert (collected / "worse" / "favours" / name).read_bytes() == (left / name).read_bytes()


def test_nothing_of_a_learners_runs_when_papers_are_graded(klass: Class):
    submitted = klass.root / "assignments" / "submitted" / "forger" / "favours"

    assert not (klass.root / "hacked").exists()
    assert b"hacked" in (submitted / "favours.ipynb").read_bytes()
    assert {p.name for p in submitted.iterdir()} <= {
        "favours.ipynb", "items.json", "answers.json", "timestamp.txt", "submission_secret.txt"
    }  # fmt: skip
    assert klass.grades["forger", "favours"].keys() == {*MAXIMA, "essay"}


# --- receipts, lateness, states ------------------------------------------------------------


def handed_in(klass: Class) -> list[tuple[Receipt, Path]]:
    found = []
    for learner, receipts in klass.receipts.items():
        who, of = ("partial", "tiny") if learner == "tiny" else (learner, "favours")
        for receipt in receipts:
            (folder,) = klass.exchange.glob(f"inbound/{who}+{of}+*+{receipt.number}")
            found.append((receipt, folder))
    return found


def test_a_receipt_is_the_digest_of_the_answers_that_arrived(klass: Class):
    for receipt, folder in handed_in(klass):
        assert receipt.hash == hashlib.sha256((folder / "answers.json").read_bytes()).hexdigest()


def test_a_receipt_number_is_the_random_part_of_one_folder(klass: Class):
    numbers = [receipt.number for receipt, _ in handed_in(klass)]

    assert len(set(numbers)) == len(numbers) == 9
    assert all(folder.name.endswith(f"+{receipt.number}") for receipt, folder in handed_in(klass))


def test_a_receipt_tells_the_time_in_beijing_at_which_the_paper_came(klass: Class):
    for receipt, folder in handed_in(klass):
        moment = datetime.fromisoformat(receipt.time)
        stamp = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
        came = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=klass.began.tzinfo)

        assert moment.utcoffset() == timedelta(hours=8)
        assert moment == came.replace(microsecond=0)
        assert klass.began.replace(microsecond=0) <= moment <= klass.ended


def test_only_a_paper_after_the_due_date_is_late(klass: Class):
    over = datetime.fromisoformat("2020-01-01T18:00:00+08:00")
    seconds = (datetime.fromisoformat(klass.receipts["tiny"][0].time) - over).total_seconds()

    assert {late for (_, of), late in klass.late.items() if of == "favours"} == {0}
    assert klass.late["partial", "tiny"] == pytest.approx(seconds, abs=1)


def test_a_paper_is_not_fetched_then_answered_then_handed_in(klass: Class):
    assert klass.states == ["未领取", "作答中", "已提交", "已提交"]


def test_feedback_counts_only_once_the_due_date_has_passed(klass: Class, tmp_path: Path):
    before = exchange.states(klass.root, "partial")["favours"]["state"]
    shutil.copytree(klass.root / "work", tmp_path / "work")
    paper = tmp_path / "work" / "exchange" / "qingfeng" / "outbound" / "favours" / "items.json"
    text = paper.read_text(encoding="utf-8")
    paper.chmod(0o644)
    paper.write_text(text.replace(BANK.due, "2026-01-01T00:00:00+08:00"), encoding="utf-8")
    after = {
        who: exchange.states(tmp_path, who)["favours"]["state"] for who in ("partial", "fetched", "nobody")
    }

    assert (before, after) == ("已提交", {"partial": "已反馈", "fetched": "作答中", "nobody": "未领取"})
    assert exchange.states(klass.root, "partial")["tiny"]["state"] == "已反馈"


def test_handed_in_papers_stay_handed_in_until_feedback_is_released(klass: Class, tmp_path: Path):
    shutil.copytree(klass.root / "work", tmp_path / "work")
    shutil.rmtree(tmp_path / "work" / "exchange" / "qingfeng" / "feedback")

    assert exchange.states(tmp_path, "partial")["tiny"]["state"] == "已提交"


# --- feedback and the instructor's page -------------------------------------------------------

FETCHING = {"src", "href", "data", "srcset", "action", "poster", "xlink:href", "formaction"}


class Page(HTMLParser):
    """The elements, the addresses and the visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.text, self.hidden = "", ""
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self._in = tag if tag in ("script", "style") else ""
        self.addresses += [value or "" for name, value in attrs if name in FETCHING]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, _tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.hidden += data
        else:
            self.text += data


def formgrade(root: Path, learner: str) -> str:
    """The page on which the instructor grades a paper, made as formgrader makes it."""
    from nbconvert.exporters import HTMLExporter

    spec = find_spec("nbgrader")
    assert spec is not None and spec.origin is not None
    templates = Path(spec.origin).parent / "server_extensions" / "formgrader" / "templates"
    config = load_strictly(root)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [str(templates)]
    names = ("submission_id", "index", "total", "last_name", "first_name", "notebook_path", "base_url")
    resources: dict[str, Any] = dict.fromkeys(names, "x") | {"index": 0, "total": 1, "student": learner}
    resources |= {"assignment_id": "favours", "notebook_id": "favours"}
    path = root / "assignments" / "autograded" / learner / "favours" / "favours.ipynb"
    return str(HTMLExporter(config=config).from_filename(str(path), resources=resources)[0])


def page(klass: Class, where: str, learner: str) -> Page:
    return Page(klass.feedback(learner) if where == "feedback" else formgrade(klass.root, learner))


@pytest.mark.parametrize("where", ["feedback", "formgrade"])
def test_a_hostile_essay_reads_as_it_was_typed(klass: Class, where: str):
    seen = page(klass, where, "scripted").text.replace("\u200b", "")

    assert HOSTILE in seen
    assert ESSAY in page(klass, where, "demo02").text.replace("\u200b", "")


@pytest.mark.parametrize("where", ["feedback", "formgrade"])
def test_a_hostile_essay_makes_no_element_but_lines(klass: Class, where: str):
    hostile, harmless = page(klass, where, "scripted"), page(klass, where, "demo02")
    more = {tag for tag in hostile.tags if hostile.tags[tag] != harmless.tags[tag]}

    # The learner's own short answer stands in <strong>; see the template.
    assert more <= {"p", "br", "strong"}
    assert hostile.tags["img"] == 0 and not [a for a in hostile.addresses if "javascript:" in a]
    assert "hacked" not in hostile.hidden and "example.com" not in "".join(hostile.addresses)
    assert Counter(hostile.handlers) == Counter(harmless.handlers)


def test_feedback_asks_nothing_from_outside(klass: Class):
    for learner in POINTS:
        html = klass.feedback(learner)
        seen = Page(html)
        # The only address is the link back to the home page.
        assert [a for a in seen.addresses if not a.startswith(("#", "data:"))] == ["../"]
        assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//|\bimport\s*\(|fetch\(", seen.hidden)
        assert seen.tags["script"] == seen.tags["iframe"] == seen.tags["object"] == 0


def test_feedback_shows_neither_hidden_tests_nor_tracebacks(klass: Class):
    for learner in POINTS:
        text = klass.feedback(learner)
        assert not re.search(
            "HIDDEN TESTS|section_points|Traceback|Error:|answers.json|favours_[smtoc]0", text
        )


def test_feedback_explains_only_after_the_due_date(klass: Class):
    over = (klass.root / "assignments" / "feedback" / "partial" / "tiny" / "tiny.html").read_text(
        encoding="utf-8"
    )
    whys = [one.why for item in BANK.items for one in (*item.options, *item.pairs)]

    assert "不是这个。" in over and "是这个。" in over
    assert [why for why in whys if why in klass.feedback("partial")] == []


def test_feedback_tells_the_points_of_every_section(klass: Class):
    text = " ".join(page(klass, "feedback", "scripted").text.split())

    assert "21.5" in text and "100" in text


def test_feedback_reaches_the_learner_who_handed_in(klass: Class):
    (mine,) = (klass.root / "work" / "scripted" / "favours" / "feedback").rglob("*.html")
    others = [klass.feedback(who) for who in POINTS if who != "scripted"]

    assert mine.read_text(encoding="utf-8") == klass.feedback("scripted")
    assert mine.read_text(encoding="utf-8") not in others


# --- the exported sums --------------------------------------------------------------------------


def test_exported_sums_are_the_sums_of_the_sections(klass: Class):
    with (klass.root / "assignments" / "grades.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["timestamp"]]
    totals = {(r["student_id"], r["assignment"]): float(r["score"]) for r in rows}
    expected = {(who, "favours"): sum(points.values()) for who, points in POINTS.items()}
    expected["scripted", "favours"] += 21.5
    expected["partial", "tiny"] = 60.0

    assert totals == expected
    assert {float(row["max_score"]) for row in rows} == {100.0}
    assert {float(row["late_submission_penalty"]) for row in rows} == {0.0}
