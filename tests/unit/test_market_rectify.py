"""The rectification tracker: done with evidence, overdue to the day, and nobody named who was talked to."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.basis import Library
from qingfeng.content.project import find_project
from qingfeng.content.sheets import Tables, TableSpec, rows_of
from qingfeng.content.systems.rectify import load_rectify
from qingfeng.show.market import rectify
from qingfeng.show.market.rectify import EXTENSIONS, LEDGER, MEASURES, SYSTEM, stated_table, teaching_year
from qingfeng.show.market.rectify_drafts import notice, posting, review
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.pictures_burndown import Left, burndown
from qingfeng.show.system import table_file, teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.rectify import board, in_order, standing, total
from qingfeng.think.market.rectify_faults import table_faults
from qingfeng.words.market.rectify import Board, Extension, Measure, Proof, State, Talk, Terms
from qingfeng.words.model import Basis, Place
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
ON = date(2022, 5, 20)
TERMS = Terms(ON)
DAY = timedelta(days=1)


def measure(number: str = "1", due: date = ON, **more: object) -> Measure:
    cells = {
        "listed": "清单一",
        "unit": "甲村",
        "kind": "村居",
        "what": "清淤",
        "owner": "Z01",
        "node": "进场",
        "node_by": None,
    }
    return Measure(number=number, due=due, **{**cells, **more})  # type: ignore[arg-type]


def done(number: str, on: date, due: date = ON) -> Measure:
    return measure(number, due, completed=on, evidence="照片", evidence_on=on)


def extension(number: str, old: date, new: date, approved: date | None) -> Extension:
    return Extension(number, old, new, "L01" if approved else "", approved)


def state(one: Measure, *extensions: Extension, terms: Terms = TERMS, on: date = ON) -> State:
    return standing(one, extensions, terms, on).state


def row(count: int, **cells: object) -> dict[str, object]:
    given_cells: dict[str, object] = {
        "number": str(count),
        "listed": "清单一",
        "unit": "甲村",
        "kind": "村居",
        "what": "清淤",
        "owner": "Z01",
        "node": "进场",
        "due": "2022-05-27",
    }
    return given_cells | cells


def tables(
    measures: Sequence[Mapping[str, object]],
    extensions: Sequence[Mapping[str, object]] = (),
    ledger: Sequence[Mapping[str, object]] = (),
) -> Tables:
    made: Sequence[tuple[TableSpec, Sequence[Mapping[str, object]]]] = (
        (MEASURES, measures),
        (EXTENSIONS, extensions),
        (LEDGER, ledger),
    )
    return {spec.id: rows_of(spec, rows, spec.title) for spec, rows in made}


def run(given_tables: Tables, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, given_tables, SYSTEM.settings(switches))


def year(**switches: str) -> Board:
    return rectify.work(teaching_year(PROJECT), SYSTEM.settings(switches)).board


def table(outcome: Outcome, start: str) -> Table:
    return next(one for one in outcome.tables if one.caption.startswith(start))


def faults_of(given_tables: Tables) -> list[tuple[int, str]]:
    with pytest.raises(ContentError) as error:
        run(given_tables)
    return [(one.line, one.code) for one in error.value.problems]


# --- what the page states ------------------------------------------------------------------


def test_71_measures_23_done_and_the_teaching_table_says_the_same():
    whole = year().whole

    assert (whole.total, whole.done, whole.open, str(whole.percent)) == (71, 23, 48, "32.4")


def test_1_rule_9_notices_5_new_problems_and_7_of_the_first_form_are_stated_and_not_computed():
    stated = load_rectify(table_file(PROJECT.root, "rectify.yml"), PROJECT.root).stated
    figures = {one.id: (one.number, one.unit, one.origin) for one in stated}
    larger = tables([row(i, completed="2022-05-18", evidence="照片") for i in range(1, 10)])

    assert figures["rules_made"] == (1, "个", "原文")
    assert figures["notices"] == (9, "期", "原文")
    assert figures["new_problems"] == (5, "个", "原文")
    assert figures["first_form"] == (7, "人", "原文")
    assert not [one for one in run(larger).tables if one.caption == "报道写了的数"]
    assert table(run(teaching_year(PROJECT)), "报道写了的数") == stated_table(PROJECT)


def test_every_stated_figure_stands_in_the_facts_of_the_case():
    library: Library = PROJECT.library("green_friday")
    stated = load_rectify(table_file(PROJECT.root, "rectify.yml"), PROJECT.root).stated
    said = {
        one.id: "".join(figure for basis in one.basis for figure in _figures(basis.text)) for one in stated
    }

    assert all(str(one.number) in said[one.id] for one in stated)
    assert all(not library.faults(Basis(b.text), "2022-05-20") for one in stated for b in one.basis)


def _figures(basis: str) -> tuple[str, ...]:
    source, _, name = basis.partition("：")
    return PROJECT.case("green_friday").fact(name).figures if source == "原文" else ()


def test_seven_people_of_the_first_form_are_no_seven_sanctions():
    notes = run(teaching_year(PROJECT)).notes

    assert any("不在处分的种类里" in note and "不是 7 个处分" in note for note in notes)


def test_the_measure_of_the_story_is_red_because_its_photo_is_of_last_year():
    ditch = next(one for one in year().standings if one.measure.number == "38")

    assert (ditch.measure.unit, ditch.measure.what, ditch.measure.completed) == (
        "甲村",
        "排水渠清淤",
        date(2022, 5, 18),
    )
    assert (ditch.state, ditch.proof, ditch.due) == ("soon", "stale", date(2022, 5, 27))


def test_the_sample_is_a_part_of_the_teaching_year_and_small():
    for spec in (MEASURES, EXTENSIONS):
        whole, part = (teaching_year(PROJECT)[spec.id], teaching_tables(PROJECT, SYSTEM)[spec.id])
        rows = [one.cells for one in whole]

        assert 4 <= len(part) <= 14
        assert all(one.cells in rows for one in part)


def test_every_teaching_row_says_that_it_was_written_for_teaching():
    for name in (*rectify.YEAR.values(), *SYSTEM.sample.values()):
        with table_file(PROJECT.root, name).open(encoding="utf-8", newline="") as file:
            assert {one["来源"] for one in csv.DictReader(file)} == {"教学编写"}


def test_every_rule_the_tracker_rests_on_is_there():
    shown = outcome_json(PROJECT, run(teaching_tables(PROJECT, SYSTEM)), SYSTEM.case)

    assert len(cast(list[object], shown["basis"])) == 9


# --- done, overdue, due soon -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (ON - DAY, "overdue"),
        (ON, "soon"),
        (ON + DAY, "soon"),
        (ON + 7 * DAY, "soon"),
        (ON + 8 * DAY, "open"),
    ],
)
def test_overdue_begins_the_day_after_the_deadline_and_warning_seven_days_before(due: date, expected: State):
    assert state(measure(due=due)) == expected


def test_the_day_of_the_deadline_is_overdue_only_where_the_switch_says_so():
    strict = Terms(ON, on_the_day="overdue")

    assert state(measure(due=ON), terms=strict) == "overdue"
    assert state(measure(due=ON + DAY), terms=strict) == "soon"


@pytest.mark.parametrize(
    ("evidence", "made", "proof", "expected"),
    [
        ("", None, "missing", "soon"),
        ("照片", None, "good", "done"),
        ("照片", date(2022, 5, 18), "good", "done"),
        ("照片", date(2022, 5, 11), "good", "done"),
        ("照片", date(2022, 5, 10), "stale", "soon"),
        ("照片", date(2021, 5, 18), "stale", "soon"),
        ("验收单", date(2022, 5, 20), "good", "done"),
        ("验收单", date(2022, 5, 21), "missing", "soon"),
    ],
)
def test_done_wants_evidence_that_is_there_and_not_older_than_the_work(
    evidence: str, made: date | None, proof: Proof, expected: State
):
    one = measure(completed=date(2022, 5, 18), evidence=evidence, evidence_on=made)
    found = standing(one, (), TERMS, ON)

    assert (found.proof, found.state) == (proof, expected)


def test_without_the_want_of_evidence_a_report_is_enough_and_the_lack_is_still_told():
    found = year(proof="not_needed")

    assert (found.whole.done, found.whole.unproved) == (26, 3)


def test_a_measure_counts_as_done_from_the_day_on_which_it_is_shown():
    one = measure(due=date(2022, 5, 18), completed=date(2022, 5, 17), evidence="验收", evidence_on=ON)
    found = standing(one, (), TERMS, ON)

    assert (found.done_on, found.late) == (ON, True)
    assert state(one, on=ON - DAY) == "overdue"


def test_what_is_completed_tomorrow_is_open_today():
    assert state(done("1", ON + DAY)) == "soon"


# --- extensions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approved", "verdict", "due"),
    [
        (date(2022, 5, 12), "counts", date(2022, 6, 10)),
        (date(2022, 5, 13), "counts", date(2022, 6, 10)),
        (date(2022, 5, 14), "late", date(2022, 5, 13)),
        (date(2022, 5, 21), "later", date(2022, 5, 13)),
        (None, "waiting", date(2022, 5, 13)),
    ],
)
def test_an_extension_counts_when_it_was_approved_before_the_deadline_was_over(
    approved: date | None, verdict: str, due: date
):
    one = measure(due=date(2022, 5, 13))
    found = board([one], [extension("1", one.due, date(2022, 6, 10), approved)], TERMS)

    assert [ruled.verdict for ruled in found.ruled] == [verdict]
    assert found.standings[0].due == due


def test_an_extension_approved_late_counts_only_where_the_switch_says_so():
    lenient = Terms(ON, late_extension="counts")
    one, late = (
        measure(due=date(2022, 5, 13)),
        extension("1", date(2022, 5, 13), date(2022, 6, 10), date(2022, 5, 16)),
    )

    assert state(one, late) == "overdue"
    assert state(one, late, terms=lenient) == "open"
    assert state(one, late, terms=lenient, on=date(2022, 5, 15)) == "overdue"


def test_extensions_follow_one_another_and_one_that_does_not_fit_counts_for_nothing():
    first = extension("1", ON, ON + 7 * DAY, ON - 2 * DAY)
    second = extension("1", ON + 7 * DAY, ON + 14 * DAY, ON - DAY)
    twice = extension("1", ON, ON + 30 * DAY, ON)
    found = board([measure()], [twice, second, first], TERMS)

    assert [(r.extension.new, r.verdict) for r in found.ruled] == [
        (ON + 7 * DAY, "counts"),
        (ON + 14 * DAY, "counts"),
        (ON + 30 * DAY, "apart"),
    ]
    assert found.standings[0].due == ON + 14 * DAY


# --- the week --------------------------------------------------------------------------------


def test_the_week_calls_the_overdue_first_then_the_unproved_then_nodes_then_deadlines():
    rows = [
        measure("1", ON + 30 * DAY, node_by=ON + 7 * DAY),
        measure("2", ON + 7 * DAY),
        measure("3", ON + 30 * DAY, node_by=ON - DAY),
        measure("4", ON + 30 * DAY, completed=ON),
        measure("5", ON - DAY, node_by=ON - 9 * DAY),
        measure("6", ON + 8 * DAY, node_by=ON + 8 * DAY),
        done("7", ON),
    ]
    calls = [(call.standing.measure.number, call.reasons) for call in board(rows, [], TERMS).calls]

    assert calls == [
        ("5", ("overdue", "node_passed")),
        ("4", ("unproved",)),
        ("3", ("node_passed",)),
        ("2", ("due",)),
        ("1", ("node",)),
    ]


def test_what_changed_in_the_week_is_told_once_for_each_measure_and_change():
    week_ago = ON - 7 * DAY
    rows = [
        done("1", week_ago),
        done("2", week_ago + DAY),
        measure("3", week_ago - DAY),
        measure("4", week_ago),
        measure("5", completed=ON),
        measure("6"),
        measure("7", ON - DAY),
    ]
    moves = [extension("6", ON, ON + 9 * DAY, week_ago + DAY), extension("7", ON - DAY, ON, week_ago)]
    found = [(one.standing.measure.number, one.what) for one in board(rows, moves, TERMS).changes]

    assert found == [("2", "done"), ("5", "unproved"), ("4", "overdue"), ("6", "extended")]


def test_the_burn_down_of_the_teaching_year_runs_from_71_to_48_and_its_plan_to_0():
    weeks = year().weeks

    assert {one.on.weekday() for one in weeks} == {4}
    assert (weeks[0].on, weeks[0].plan, weeks[0].actual) == (date(2022, 4, 1), 71, 71)
    assert next((one.plan, one.first_plan, one.actual) for one in weeks if one.on == ON) == (40, 38, 48)
    assert (weeks[-1].plan, weeks[-1].actual) == (0, None)


def test_a_deadline_of_another_century_makes_no_endless_burn_down():
    far = board([measure("1", date(1999, 1, 1)), measure("2", date(2099, 1, 1))], [], TERMS)

    assert len(far.weeks) == 53


def test_the_picture_says_in_words_what_it_shows():
    svg = burndown([Left(ON - 7 * DAY, 3, 3), Left(ON, 2, 3), Left(ON + 7 * DAY, 0, None)], "还剩")

    assert 'aria-label="还剩：2022-05-13 计划剩 3 条，实际剩 3 条' in svg
    assert "实际 3" in svg and "计划 2" in svg


def test_lists_and_units_come_in_the_order_of_their_first_measure():
    found = year()

    assert [one.name for one in found.lists] == ["清单一", "清单二", "清单三", "清单四"]
    assert [one.name for one in found.villages] == ["甲村", "乙村", "丙村", "丁村", "戊社区", "己社区"]
    assert sorted(["10", "A10", "9", "A9", "1-2"], key=in_order) == ["1-2", "9", "10", "A9", "A10"]


# --- what is posted ----------------------------------------------------------------------------


def words_of(found: Board) -> str:
    drafts = (posting(found, "专班"), notice(found, "专班", "第 1 期"), review(found, "专班"))
    told = [str(table) for draft in drafts for table in draft.tables]
    told += [words for draft in drafts for section in draft.sections for words in section.paragraphs]
    return "\n".join(told)


def test_drafts_hold_no_person_unless_the_switch_names_posts_and_then_only_the_posting():
    plain, named = year(), year(posting="posts")

    assert "Z0" not in words_of(plain) and "G90" not in words_of(plain)
    assert "Z02" in str(posting(named, "专班").tables)
    assert "Z0" not in str(notice(named, "专班", "第 1 期").tables)


def test_whoever_was_talked_to_is_not_found_by_a_post_left_blank():
    given_tables = tables(
        [row(1, due="2022-05-01", owner="G901"), row(2, due="2022-05-01", owner="Z02")],
        ledger=[{"number": "T1", "on": "2022-05-02", "person": "G901"}],
    )
    found = rectify.work(given_tables, SYSTEM.settings({"posting": "posts"}))
    outcome = run(given_tables, posting="posts")

    assert "G901" not in words_of(found.board) and "Z02" not in words_of(found.board)
    assert any("一律不写责任岗位" in note for note in outcome.notes)
    assert "责任岗位" not in posting(found.board, "").tables[-1].head


def test_names_in_the_column_of_posts_are_never_posted():
    given_tables = tables([row(1, due="2022-05-01", owner="某某"), row(2, due="2022-05-01", owner="Z02")])
    found = rectify.work(given_tables, SYSTEM.settings({"posting": "posts"}))

    assert "某某" not in words_of(found.board)
    assert found.unnamed


def test_the_ledger_is_counted_by_people_and_by_the_day_and_named_nowhere():
    ledger = [
        {"number": "T1", "on": "2022-05-02", "person": "G901", "way": "谈话提醒"},
        {"number": "T2", "on": "2022-05-09", "person": "G901", "way": "谈话提醒"},
        {"number": "T3", "on": "2022-05-20", "person": "G902"},
        {"number": "T4", "on": "2022-05-23", "person": "G903"},
    ]
    outcome = run(tables([row(1)], ledger=ledger))
    lines = dict(outcome.lines)

    assert lines["内部台账（第一种形态）"] == "2 人，不是处分，不进晾晒和通报"
    assert not any(person in repr(outcome) for person in ("G901", "G902", "G903"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(700, 799), min_size=1, max_size=6, unique=True), st.booleans())
def test_no_draft_ever_holds_a_person_of_the_ledger(people: list[int], posts: bool):
    ledger = [{"number": f"T{i}", "on": "2022-05-02", "person": f"G{i}"} for i in people]
    measures = [row(i, due="2022-05-01", owner=f"G{700 + i % 100}") for i in range(1, 12)]
    chosen = SYSTEM.settings({"posting": "posts" if posts else "units"})
    found = rectify.work(tables(measures, ledger=ledger), chosen).board

    assert not any(f"G{one}" in words_of(found) for one in people)


# --- rows that do not fit ------------------------------------------------------------------------


def test_rows_that_do_not_fit_are_told_all_at_once():
    measures = [
        row(1),
        row(2, kind="科室"),
        row(3, evidence_on="2022-05-01"),
        row(4, remark="打 13800000000 问"),
        row(5, remark="找 G901 谈过"),
    ]
    ledger = [{"number": "T1", "on": "2022-05-02", "person": "G901"}]

    assert faults_of(tables(measures, ledger=ledger)) == [(2, "M112"), (3, "M113"), (4, "M114"), (5, "M119")]


def test_extensions_that_do_not_fit_are_told_all_at_once():
    rows: list[dict[str, object]] = [
        {"number": "9", "old": "2022-05-27", "new": "2022-06-10"},
        {"number": "1", "old": "2022-05-27", "new": "2022-05-27"},
        {"number": "1", "old": "2022-05-26", "new": "2022-06-10"},
        {"number": "1", "old": "2022-05-27", "new": "2022-06-12", "approver": "L01"},
    ]

    assert faults_of(tables([row(1)], rows)) == [(1, "M115"), (2, "M116"), (3, "M117"), (4, "M118")]


def test_one_number_written_in_two_ways_is_one_number():
    assert faults_of(tables([row(1), row(2, number="１")])) == [(2, "M111")]


def test_a_name_in_the_ledger_is_refused_and_not_repeated():
    ledger = [{"number": "T1", "on": "2022-05-02", "person": "某某"}]
    with pytest.raises(ContentError) as error:
        run(tables([row(1)], ledger=ledger))

    assert [one.code for one in error.value.problems] == ["M119"]
    assert "某某" not in str(error.value)


def test_a_longer_number_that_holds_one_of_the_ledger_is_another_number():
    talks = [Talk("T1", ON, "G90")]

    assert not table_faults([measure(remark="合同 G901 号")], [], talks)
    assert table_faults([measure(remark="合同（G90）")], [], talks)[0].code == "M119"


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("on", "1999-12-31"),
        ("on", "2022-02-30"),
        ("warning", "-1"),
        ("warning", "半天"),
        ("proof_age", "366"),
    ],
)
def test_a_switch_out_of_bounds_is_told_in_chinese(switch: str, value: str):
    with pytest.raises(QueryError):
        run(tables([row(1)]), **{switch: value})


def test_an_id_used_twice_in_the_stated_figures_is_a_fault(tmp_path: Path):
    text = table_file(PROJECT.root, "rectify.yml").read_text(encoding="utf-8")
    path = tmp_path / "rectify.yml"
    path.write_text(text.replace("id: notices", "id: done"), encoding="utf-8")

    with pytest.raises(ContentError, match="M110"):
        load_rectify(path, tmp_path)


# --- invariants ------------------------------------------------------------------------------------

days = st.integers(-60, 60).map(lambda n: ON + n * DAY)
near = st.none() | days


@st.composite
def registers(draw: st.DrawFn) -> tuple[list[Measure], list[Extension]]:
    measures = [
        measure(
            str(number),
            draw(days),
            unit=draw(st.sampled_from(["甲村", "乙村"])),
            listed=draw(st.sampled_from(["清单一", "清单二"])),
            node_by=draw(near),
            completed=draw(near),
            evidence=draw(st.sampled_from(["", "照片"])),
            evidence_on=draw(near),
            at=Place("表", number),
        )
        for number in range(1, draw(st.integers(1, 8)) + 1)
    ]
    extensions = [
        extension(one.number, one.due, one.due + draw(st.integers(1, 40)) * DAY, draw(near))
        for one in measures
        if draw(st.booleans())
    ]
    return measures, extensions


@st.composite
def all_terms(draw: st.DrawFn) -> Terms:
    return Terms(
        ON,
        draw(st.integers(0, 30)),
        draw(st.sampled_from(["needed", "not_needed"])),
        draw(st.integers(0, 30)),
        draw(st.sampled_from(["in_time", "overdue"])),
        draw(st.sampled_from(["void", "counts"])),
    )


@settings(max_examples=100, deadline=None)
@given(registers(), all_terms(), st.randoms(use_true_random=False))
def test_the_board_adds_up_falls_week_by_week_and_knows_no_order_of_rows(register, terms, chance):
    measures, extensions = register
    found = board(measures, extensions, terms)
    chance.shuffle(measures)
    chance.shuffle(extensions)
    here = next(week for week in found.weeks if week.on == ON)

    assert board(measures, extensions, terms) == found
    assert total(found.lists) == total((*found.offices, *found.villages)) == found.whole
    assert found.whole.done + found.whole.open == found.whole.total == len(measures)
    assert found.whole.overdue + found.whole.soon <= found.whole.open
    assert here.actual == found.whole.open
    for week, following in zip(found.weeks, found.weeks[1:], strict=False):
        assert week.plan >= following.plan and week.first_plan >= following.first_plan
        assert following.actual is None or (week.actual is not None and week.actual >= following.actual)
    assert all(week.plan >= week.first_plan for week in found.weeks)


@settings(max_examples=60, deadline=None)
@given(registers(), all_terms())
def test_a_stricter_rule_never_makes_more_done_or_fewer_overdue(register, terms):
    measures, extensions = register
    lenient = Terms(ON, terms.warning, "not_needed", terms.proof_age, "in_time", "counts")
    strict = Terms(ON, terms.warning, "needed", terms.proof_age, "overdue", "void")
    easy, hard = board(measures, extensions, lenient).whole, board(measures, extensions, strict).whole

    assert easy.done >= hard.done
    assert easy.overdue <= hard.overdue


@settings(max_examples=60, deadline=None)
@given(registers(), all_terms())
def test_whoever_is_overdue_is_called_and_whoever_is_done_is_not(register, terms):
    found = board(*register, terms)
    called = {call.standing.measure.number for call in found.calls}
    by_state = {
        kind: {s.measure.number for s in found.standings if s.state == kind} for kind in ("done", "overdue")
    }

    assert by_state["overdue"] <= called
    assert not by_state["done"] & called
