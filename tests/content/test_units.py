"""What every unit of the course has: lesson, case, scenario, lab, items, assignment, notes."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from qingfeng.content.project import find_project
from qingfeng.show.check import Check
from qingfeng.show.labs import lab as lab_named
from qingfeng.show.labs import lab_names, outcome
from qingfeng.show.outcome import outcome_json
from qingfeng.think.quiz import mark, paper_of, right_answer
from qingfeng.think.scenario import explore
from qingfeng.words.course import Unit
from qingfeng.words.model import Item
from tests.page import copied, with_page

PROJECT = find_project(Path(__file__))
UNITS = PROJECT.course.units
NEW = [unit for unit in UNITS if unit.id != "favours"]
CHOOSING = ("single", "multiple", "truefalse")

every_unit = pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.id)
new_unit = pytest.mark.parametrize("unit", NEW, ids=lambda u: u.id)


def calls(notebook: str) -> str:
    cells = json.loads((PROJECT.root / notebook).read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def texts_of(unit: Unit) -> list[Path]:
    folder = PROJECT.case_folder(unit.case)
    lessons = [PROJECT.root / part.lesson for part in unit.parts]
    bank = PROJECT.root / "assignments" / "bank" / f"{unit.assignment}.yml"
    return [*sorted(folder.glob("*.yml")), *sorted(folder.glob("*.md")), *lessons, bank]


# --- shape -------------------------------------------------------------------------------


@every_unit
def test_a_unit_says_its_minutes_credit_questions_objectives_and_key_points(unit: Unit):
    assert 30 <= unit.minutes <= 45 and unit.credit_hours == 1
    assert len(unit.questions) >= 3 and len(unit.objectives) >= 3 and len(unit.key_points) >= 3
    assert all(5 <= short.minutes <= 15 and short.credit_hours == 0.25 for short in unit.shorts)


@every_unit
def test_a_lesson_goes_from_four_items_to_the_key_points(unit: Unit):
    told = calls(unit.lesson)
    order = ["qf.opening(", "qf.pretest(", "qf.scenario(", "qf.lab(", "case.compare(", "case.plain_words("]
    order += ["case.plan(", "qf.practice(", "qf.key_points("]

    assert [told.find(step) for step in order] == sorted(told.find(step) for step in order)
    assert min(told.find(step) for step in order) >= 0
    assert "qf.table(" in told


@every_unit
def test_the_lessons_and_the_case_have_no_long_cells_and_no_functions(unit: Unit):
    notebooks = [part.lesson for part in unit.parts] + [f"cases/{unit.case}/{unit.case}.ipynb"]
    for notebook in notebooks:
        cells = json.loads((PROJECT.root / notebook).read_text(encoding="utf-8"))["cells"]
        sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        assert all(len(s.splitlines()) <= 3 and "def " not in s for s in sources)
        assert all(c["metadata"]["jupyter"]["source_hidden"] for c in cells if c["cell_type"] == "code")


@every_unit
def test_a_unit_has_facilitator_notes_that_nobody_has_reviewed_yet(unit: Unit):
    text = (PROJECT.case_folder(unit.case) / "facilitator.md").read_text(encoding="utf-8")

    assert re.search(r"^reviewed_by:\s*$", text, re.M) and re.search(r"^reviewed_on:\s*$", text, re.M)
    assert all(heading in text for heading in ("## 目标", "## 时间安排", "## 讨论问题", "## 不要做的事"))


@every_unit
def test_the_scenario_of_a_unit_is_sound_and_has_room_to_decide(unit: Unit):
    found = explore(PROJECT.scenario(unit.case))

    assert found.defects == ()
    assert found.scenes >= 8 and found.endings >= 4 and found.lawful_endings >= 2


@new_unit
def test_the_bank_of_a_unit_is_as_large_and_as_balanced_as_promised(unit: Unit):
    bank = PROJECT.bank(unit.assignment)
    kinds = Counter(item.type for item in bank.items)
    singles = [i for i in bank.items if i.type == "single"]
    longest = [i for i in singles if max(i.options, key=lambda o: len(o.text)).right]

    assert kinds["single"] >= 12 and kinds["truefalse"] >= 12 and kinds["multiple"] >= 6
    assert sum(item.points for item in bank.items) == 100
    assert sum(item.permitted for item in bank.items) * 4 >= len(bank.items)
    assert set(Counter(right_answer(i) for i in singles).values()) == {3}
    assert len(longest) <= 4
    assert Counter(right_answer(i) for i in bank.items if i.type == "truefalse") == {"true": 6, "false": 6}


@every_unit
def test_every_option_has_its_reason_and_every_item_its_basis(unit: Unit):
    items = [*PROJECT.bank(unit.assignment).items, *PROJECT.practice(unit.case).items]

    assert len(PROJECT.practice(unit.case).items) >= 8
    assert [i.id for i in items if not i.basis] == []
    assert [(i.id, o.id) for i in items for o in (*i.options, *i.pairs) if not o.why] == []


@every_unit
def test_a_key_rests_on_a_verified_rule_of_the_day_or_on_a_sentence_of_the_page(unit: Unit):
    library = PROJECT.library(unit.case)
    items = PROJECT.bank(unit.assignment).items

    assert all(item.on and item.on < "2026-05" for item in items)
    assert [(i.id, b.text) for i in items for b in i.basis if not library.may_key(b, i.on)] == []


def always_illegal(item: Item) -> object:
    """What somebody answers who calls everything forbidden."""
    if item.type == "truefalse":
        # A statement that something is allowed is denied, one that something is wrong is affirmed.
        return right_answer(item) if not item.permitted else {"true": "false", "false": "true"}[_right(item)]
    if not item.permitted:
        return right_answer(item)
    wrong = [option.id for option in item.options if not option.right]
    return wrong[0] if item.type == "single" else wrong


def _right(item: Item) -> str:
    answer = right_answer(item)
    assert isinstance(answer, str)
    return answer


@new_unit
def test_somebody_who_calls_everything_forbidden_does_not_pass(unit: Unit):
    bank = PROJECT.bank(unit.assignment)
    key = {item.id: right_answer(item) for item in bank.items}
    result = mark(paper_of(bank), {item.id: always_illegal(item) for item in bank.items}, key)

    assert result.earned * 100 < bank.pass_percent * result.points


@with_page
@every_unit
def test_no_sentence_of_the_page_is_copied_into_a_unit(unit: Unit):
    case = PROJECT.case(unit.case)

    assert {p.name: c for p in texts_of(unit) if (c := copied(p.read_text("utf-8"), case))} == {}


def test_the_whole_course_passes_the_checker():
    assert [str(problem) for problem in Check(PROJECT).run([]).problems] == []


# --- labs --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", lab_names())
def test_a_lab_answers_its_own_default_form_with_a_basis_that_holds(name: str):
    found = lab_named(name)
    answer = outcome_json(PROJECT, outcome(PROJECT, name, found.defaults(PROJECT)), found.case)

    assert answer["title"] and found.intro
    assert answer["lines"] or answer["tables"]
    if answer["picture"]:
        assert answer["picture_words"] and "aria-label" in str(answer["picture"])
    # A page sends the form back through a door of 64 KiB.
    assert len(json.dumps(found.defaults(PROJECT), ensure_ascii=False).encode()) < 32 * 1024


def test_every_lab_stands_in_a_lesson_with_its_numbers_as_a_table():
    told = "\n".join(calls(part.lesson) for unit in UNITS for part in unit.parts)

    assert [name for name in lab_names() if f'qf.lab("{name}")' not in told] == []
