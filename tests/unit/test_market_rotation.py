"""Rotation and recusal: due to the day, conflicts by area, and the best swap that there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Tables, rows_of
from qingfeng.show.market import system
from qingfeng.show.market.rotation import RELATIVES, STAFF, SYSTEM
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.rotation import candidates, conflicts, due_day, duties, proposal, table_faults
from qingfeng.words.market.rotation import Candidate, Cause, Kin, Posting, Seat, Terms
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
ON = date(2022, 9, 30)
TERMS = Terms(ON)


def posting(worker: str, area: str, since: date = date(2022, 1, 1), post: str = "管理员") -> Posting:
    return Posting(worker, Seat(post, area), since)


def kin(worker: str, area: str, relation: str = "配偶") -> Kin:
    return Kin(worker, relation, f"{area} 1 号", area)


def tables(staff: Sequence[tuple[str, str, str]], relatives: Sequence[tuple[str, str]] = ()) -> Tables:
    rows = [{"worker": w, "post": "管理员", "area": a, "since": s} for w, a, s in staff]
    kins = [{"worker": w, "relation": "配偶", "stall": f"{a} 1 号", "area": a} for w, a in relatives]
    return {"staff": rows_of(STAFF, rows, "人员"), "relatives": rows_of(RELATIVES, kins, "亲属商位")}


def run(given_tables: Tables, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, given_tables, SYSTEM.settings(switches))


def sample(**switches: str) -> Outcome:
    return run(teaching_tables(PROJECT, SYSTEM), **switches)


def table(outcome: Outcome, caption: str) -> Table:
    return next(one for one in outcome.tables if one.caption == caption)


# --- days --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "years", "due"),
    [
        (date(2019, 9, 30), 3, date(2022, 9, 30)),
        (date(2019, 10, 1), 3, date(2022, 10, 1)),
        (date(2020, 2, 29), 3, date(2023, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 28), 3, date(2023, 2, 28)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
        (date(2019, 12, 31), 1, date(2020, 12, 31)),
    ],
)
def test_years_are_full_on_the_same_day_or_on_the_last_of_the_month(start: date, years: int, due: date):
    assert due_day(start, years) == due


@pytest.mark.parametrize(
    ("since", "left", "state"),
    [
        (date(2019, 9, 29), -1, "due"),
        (date(2019, 9, 30), 0, "due"),
        (date(2019, 10, 1), 1, "soon"),
        (date(2019, 12, 29), 90, "soon"),
        (date(2019, 12, 30), 91, "fine"),
        (date(2022, 9, 30), 1096, "fine"),
    ],
)
def test_somebody_is_due_on_the_day_itself_and_soon_due_within_ninety_days(
    since: date, left: int, state: str
):
    (duty,) = duties([posting("G1", "甲", since)], TERMS)

    assert (duty.left, duty.state) == (left, state)


def test_less_than_one_year_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="至少 1 年"):
        due_day(ON, 0)


def test_the_latest_posting_counts_and_a_later_one_does_not_yet():
    rows = [
        posting("G1", "丙", date(2022, 10, 1)),
        posting("G1", "乙", date(2021, 1, 1)),
        posting("G1", "甲", date(2015, 1, 1)),
    ]
    (duty,) = duties(rows, TERMS)

    assert (duty.seat.area, duty.before, duty.start) == ("乙", ("甲",), date(2021, 1, 1))


def test_years_in_the_same_area_add_up_only_where_the_switch_says_so():
    rows = [
        posting("G1", "甲", date(2016, 1, 1), "收费员"),
        posting("G1", "乙", date(2017, 1, 1), "收费员"),
        posting("G1", "甲", date(2018, 1, 1), "收费员"),
        posting("G1", "甲", date(2021, 1, 1), "管理员"),
    ]
    (by_posting,) = duties(rows, TERMS)
    (by_area,) = duties(rows, Terms(ON, clock="area"))

    assert (by_posting.start, by_posting.state) == (date(2021, 1, 1), "fine")
    assert (by_area.start, by_area.state) == (date(2018, 1, 1), "due")


# --- conflicts -----------------------------------------------------------------------------


def test_a_conflict_is_a_relatives_stall_in_the_area_one_manages_now():
    found = duties([posting("G1", "甲"), posting("G2", "乙")], TERMS)
    kins = [kin("G1", "乙"), kin("G2", "乙"), kin("G3", "甲")]

    assert [(one.duty.worker, one.kin.stall) for one in conflicts(found, kins, TERMS)] == [("G2", "乙 1 号")]


@pytest.mark.parametrize(
    ("relation", "scope", "number"),
    [("配偶", "near", 1), ("姻亲", "near", 0), ("其他亲属", "near", 0), ("姻亲", "all", 1)],
)
def test_which_relations_count_is_a_switch(relation: str, scope: str, number: int):
    terms = Terms(ON, scope="near" if scope == "near" else "all")
    found = duties([posting("G1", "甲")], terms)

    assert len(conflicts(found, [kin("G1", "甲", relation)], terms)) == number


def test_an_area_is_barred_as_ones_own_for_kin_or_for_having_been_there():
    rows = [
        posting("G1", "甲", date(2015, 1, 1)),
        posting("G1", "乙", date(2018, 1, 1)),
        posting("G2", "甲"),
        posting("G3", "丙"),
        posting("G4", "丁"),
    ]
    first = candidates(duties(rows, TERMS), [kin("G1", "丙")], TERMS)[0]

    assert [(bar.area, bar.bar) for bar in first.barred] == [("丙", "kin"), ("乙", "own"), ("甲", "before")]
    assert [seat.area for seat in first.open] == ["丁"]


def test_people_swap_within_a_post_unless_the_switch_opens_others():
    rows = [posting("G1", "甲", date(2018, 1, 1)), posting("G2", "乙", post="收费员")]
    within, across = (
        candidates(duties(rows, terms), [], terms)[0].open for terms in (TERMS, Terms(ON, reach="any_post"))
    )

    assert (within, across) == ((), (Seat("收费员", "乙"),))


# --- swaps -------------------------------------------------------------------------------

AREAS = "甲乙丙丁戊"


@st.composite
def staffs(draw: st.DrawFn) -> tuple[list[Posting], list[Kin]]:
    number = draw(st.integers(1, 5))
    rows = [
        posting(f"G{i}", draw(st.sampled_from(AREAS)), ON - timedelta(draw(st.sampled_from((100, 2000)))))
        for i in range(number)
    ]
    rows += [
        posting(f"G{i}", draw(st.sampled_from(AREAS)), date(2010, 1, 1))
        for i in draw(st.sets(st.integers(0, number - 1)))
    ]
    kins = [
        kin(f"G{draw(st.integers(0, number - 1))}", draw(st.sampled_from(AREAS)))
        for _ in range(draw(st.integers(0, 6)))
    ]
    return rows, kins


def measure(people: Sequence[Candidate], seats: Sequence[Seat]) -> tuple[int, int, int]:
    """How many stay in a conflict, how many stay past their years, how many others move."""
    stay = [one for one, seat in zip(people, seats, strict=True) if seat == one.seat]
    moved = [one for one in people if one not in stay]
    return (
        sum("conflict" in one.causes for one in stay),
        sum(one.causes == ("due",) for one in stay),
        sum(not one.causes for one in moved),
    )


@settings(max_examples=100, deadline=None)
@given(staffs())
def test_no_swap_whatever_is_better_than_the_proposed_one(staff: tuple[list[Posting], list[Kin]]):
    people = candidates(duties(staff[0], TERMS), staff[1], TERMS)
    plan = proposal(people)
    seats = {move.worker: move.new for move in plan.moves}
    lawful = [
        seats_
        for seats_ in permutations([one.seat for one in people])
        if all(seat in (one.seat, *one.open) for one, seat in zip(people, seats_, strict=True))
    ]

    proposed = [seats.get(one.worker, one.seat) for one in people]
    assert sorted(proposed) == sorted(one.seat for one in people)
    assert all(seat in (one.seat, *one.open) for one, seat in zip(people, proposed, strict=True))
    assert measure(people, proposed) == min(measure(people, one) for one in lawful)


@settings(max_examples=60, deadline=None)
@given(staffs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(staff: tuple[list[Posting], list[Kin]], random):
    rows, kins = list(staff[0]), list(staff[1])
    random.shuffle(rows)
    random.shuffle(kins)
    first = proposal(candidates(duties(staff[0], TERMS), staff[1], TERMS))

    assert proposal(candidates(duties(rows, TERMS), kins, TERMS)) == first


def test_nobody_moves_into_a_conflict_or_back_to_an_area_served_before():
    outcome = sample()
    moves = [row[:4] for row in table(outcome, "建议的换法").rows]

    assert moves == [
        ("G001", "市场管理员", "蔬菜区", "水果区"),
        ("G002", "市场管理员", "水果区", "水产区"),
        ("G003", "市场管理员", "水产区", "蔬菜区"),
        ("G007", "收费员", "东区", "西区"),
        ("G008", "收费员", "西区", "东区"),
    ]


def test_two_hundred_people_are_swapped_within_seconds_and_all_the_same_seats_stay_filled():
    areas = [f"{i:02} 区" for i in range(20)]
    rows = [posting(f"G{i:03}", areas[i * 7 % 20], ON - timedelta(900 + i * 13 % 400)) for i in range(200)]
    kins = [kin(f"G{i:03}", areas[i * 3 % 20]) for i in range(0, 200, 3)]
    people = candidates(duties(rows, TERMS), kins, TERMS)
    plan = proposal(people)

    assert sorted(m.old for m in plan.moves) == sorted(m.new for m in plan.moves)
    assert (plan.in_conflict, plan.waiting) == ((), ())


# --- what is told --------------------------------------------------------------------------


def test_the_sample_has_one_due_on_the_very_day_and_says_how_the_29th_of_february_counts():
    outcome = sample()
    days = {row[0]: row[4:7] for row in table(outcome, "轮岗到期").rows}

    assert days["G001"] == (date(2022, 9, 30), 0, "到期")
    assert days["G004"] == (date(2022, 10, 1), 1, "快到期")
    assert days["G005"] == (date(2023, 2, 28), 151, "未到期")
    assert any("2023 年 2 月没有 29 日，取当月最后一天 2023-02-28" in note for note in outcome.notes)


def test_one_day_earlier_nobody_of_that_day_is_due():
    days = {row[0]: row[6] for row in table(sample(on="2022-09-29"), "轮岗到期").rows}

    assert days["G001"] == "快到期"


def test_where_a_swap_frees_everybody_the_title_says_so():
    outcome = sample()

    assert outcome.title == "4 个人该换，有一套人人都换得开的办法"
    assert dict(outcome.lines)["仍有冲突"] == "0 人"
    assert "G002 从水果区到水产区（回避）" in outcome.picture_words and "<svg" in outcome.picture


def test_where_no_swap_frees_a_conflict_it_is_said_with_the_reason():
    outcome = run(
        tables([("G1", "甲", "2022-01-01"), ("G2", "乙", "2022-01-01")], [("G1", "甲"), ("G2", "甲")])
    )

    assert outcome.title == "换不开：1 个人的回避冲突，内部怎么换都解不开"
    assert any(note == "G1（回避）没有换成：可以去的片区，腾不出位置。" for note in outcome.notes)
    assert outcome.picture == ""


def test_a_person_with_nowhere_to_go_is_told_so():
    outcome = run(tables([("G1", "甲", "2018-01-01")]))

    assert outcome.title == "回避冲突都能解开；1 个到期的人，内部换不出位置"
    assert table(outcome, "该换的人可以去哪里").rows == (("G1", "到期", "没有", "甲（现在的片区）"),)
    assert any(note == "G1（到期）没有换成：没有一个片区可以去。" for note in outcome.notes)


def test_a_conflict_is_freed_before_two_people_past_their_years():
    one, two, three = (Seat("管理员", area) for area in "甲乙丙")
    people = [
        Candidate("G1", one, (two,), (), ("conflict",)),
        Candidate("G2", two, (one, three), (), ("due",)),
        Candidate("G3", three, (two,), (), ("due",)),
    ]
    plan = proposal(people)

    assert [(move.worker, move.new) for move in plan.moves] == [("G1", two), ("G2", one)]
    assert [one.worker for one in plan.waiting] == ["G3"]


def test_nobody_due_and_nobody_in_conflict_needs_no_swap():
    outcome = run(tables([("G1", "甲", "2022-01-01"), ("G2", "乙", "2022-01-01")]))

    assert outcome.title == "没有人到期，也没有回避冲突"
    assert [one.caption for one in outcome.tables] == ["轮岗到期"]


def test_every_row_of_the_sample_carries_its_mark_and_the_tables_are_small():
    held = teaching_tables(PROJECT, SYSTEM)

    assert {row.text("origin") for rows in held.values() for row in rows} == {"教学编写"}
    assert all(0 < len(rows) <= 14 for rows in held.values())


def test_what_the_page_leaves_open_is_a_switch_with_its_reason():
    assert [one.id for one in SYSTEM.switches] == ["on", "years", "notice", "scope", "clock", "reach"]
    assert all("报道没有写" in one.reason for one in SYSTEM.switches if one.id != "on")
    assert any("报道只写了制度的名称" in note for note in sample().notes)


def test_the_result_rests_on_the_two_sentences_of_the_page():
    shown = outcome_json(PROJECT, sample(), SYSTEM.case)

    assert [one["mark"] for one in shown["basis"]] == ["原文", "原文"]  # type: ignore[attr-defined]


def test_the_system_is_found_by_its_name():
    assert system("rotation") is SYSTEM


# --- mistakes ------------------------------------------------------------------------------


def test_two_postings_of_one_day_and_a_relative_of_nobody_are_told_at_once():
    given_tables = tables([("G001", "甲", "2022-01-01"), ("G001", "乙", "2022-01-01")], [("G010", "甲")])

    with pytest.raises(ContentError) as caught:
        run(given_tables)

    told = "\n".join(map(str, caught.value.problems))
    assert "M171  G001 在 2022-01-01 已有一行" in told and "M172  人员表里没有“G010”" in told
    assert "你是想写“G001”吗" in told


def test_tables_that_fit_have_no_faults():
    assert table_faults([posting("G1", "甲")], [kin("G1", "乙")]) == []


@pytest.mark.parametrize(
    ("switches", "words"),
    [
        ({"on": "昨天"}, "不是日期"),
        ({"on": "1999-12-31"}, "2000 年到 2100 年之间"),
        ({"years": "0"}, "轮岗年限要在 1 到 30 之间"),
        ({"years": "三"}, "轮岗年限要填整数"),
        ({"years": "2.5"}, "轮岗年限要填整数"),
        ({"notice": "-1"}, "提前提醒天数要在 0 到 3650 之间"),
        ({"notice": "None"}, "提前提醒天数要填整数"),
        ({"scope": "some"}, "只能是"),
        ({"on": "2014-01-01"}, "还没有人到岗"),
    ],
)
def test_a_switch_that_cannot_be_is_refused_in_a_sentence(switches: dict[str, str], words: str):
    with pytest.raises(QueryError, match=words):
        sample(**switches)


def test_a_candidate_who_need_not_move_only_makes_way():
    causes: tuple[Cause, ...] = ()

    assert Candidate("G1", Seat("管理员", "甲"), (), (), causes).cause == "makes_way"
