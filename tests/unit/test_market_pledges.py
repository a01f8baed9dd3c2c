"""The pledges: coverage by unit and kind, each post once, colours checked, and one honest figure."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Row, Tables, TableSpec, read_tables, rows_of
from qingfeng.content.systems.pledges import load_pledges
from qingfeng.show.market.pledges import SIGNINGS, SYSTEM, UNITS, figure_tables, pledges_2022
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import table_file, teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.pledges import cover, fitting, percent, signed_posts, wearers
from qingfeng.words.market.pledges import COLOURS, KINDS, Colour, Kind, Signing, Unit
from qingfeng.words.model import Basis
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FILE = PROJECT.root / "course" / "systems" / "pledges.yml"
RULES = load_pledges(FILE, PROJECT.root)
TEACHING = teaching_tables(PROJECT, SYSTEM)
OPEN = wearers(RULES.colours, {})
DAY = date(2022, 3, 14)


def rows(spec: TableSpec, *given_: dict[str, object]) -> tuple[Row, ...]:
    return rows_of(spec, given_, spec.title)


def unit(number: str = "C01", kind: Kind = "施工", should: int = 3) -> Unit:
    return Unit(number, "某单位", kind, should)


def copy(number: str, post: str, colour: Colour = "绿", of: str = "C01", after: int = 0) -> Signing:
    return Signing(number, of, post, colour, DAY + timedelta(days=after))


def run(tables: Tables = TEACHING, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(switches))


def table(outcome: Outcome, caption: str) -> Table:
    return next(one for one in outcome.tables if one.caption.startswith(caption))


def has(outcome: Outcome, caption: str) -> bool:
    return any(one.caption.startswith(caption) for one in outcome.tables)


# --- the numbers of the page ----------------------------------------------------------------


def test_562_copies_of_22_works_12_supervision_and_27_outsourcing_units_and_the_group_come_out():
    said = dict(pledges_2022(PROJECT).lines)
    stated = {one.id: one.number for one in RULES.counts}
    page = "".join(PROJECT.case(SYSTEM.case).fact("signed").figures)

    assert said["单位"] == "集团 1 家，施工 22 家，监理 12 家，外包 27 家"
    assert (said["登记了"], said["签了的岗位"]) == ("562 份", "562 个，重复的只算一次")
    assert stated == {"works": 22, "supervision": 12, "outsourced": 27, "copies": 562}
    assert all(one in page for one in ("22家施工单位", "12家监理单位", "27家外包服务单位", "562份"))


def test_the_2022_register_holds_61_firms_and_the_group_all_written_for_teaching():
    found = {
        spec.id: read_tables(table_file(PROJECT.root, f"pledges_2022_{spec.id}.csv"), [spec])[spec.id]
        for spec in (UNITS, SIGNINGS)
    }

    assert len([row for row in found["units"] if row.text("kind") != "集团"]) == 61
    assert sum(row.number("should") for row in found["units"]) == 562
    assert {row.text("origin") for rows_ in found.values() for row in rows_} == {"教学编写"}


def test_the_page_says_red_and_yellow_and_leaves_green_and_blue_open():
    owners = {rule.name: rule.kind for rule in RULES.colours}

    assert owners == {"红": "集团", "绿": "", "黄": "监理", "蓝": ""}
    for switch in SYSTEM.switches:
        assert switch.default == "open" and "报道未写" in switch.reason


def test_the_minus_40_percent_is_shown_with_what_it_is_of_and_what_it_does_not_say():
    said, cannot = figure_tables(PROJECT)
    parts = {row[0]: row[1] for row in said.texts}

    assert (parts["对象"], parts["时间"], parts["基数"], parts["原因"]) == (
        "监理单位",
        "6 月",
        "未写",
        "未写",
    )
    assert parts["口径"].startswith("环比") and "40%" in parts["幅度"]
    assert "承诺书使投诉下降了四成" in [row[0] for row in cannot.rows]
    assert "6月环比下降了40%" in "".join(PROJECT.case(SYSTEM.case).fact("reactions").figures)


def test_the_course_claims_nothing_for_the_pledges():
    outcome = run()

    assert any("不替承诺书说功效" in note for note in outcome.notes)
    assert has(outcome, "从这个数推不出什么")


def test_every_reference_leads_somewhere():
    library = PROJECT.library(SYSTEM.case)
    texts = [one.basis.text for rows_ in (RULES.colours, RULES.counts, RULES.figure) for one in rows_]

    assert not [fault for text in texts for fault in library.faults(Basis(text), RULES.on)]
    assert isinstance(outcome_json(PROJECT, run(), SYSTEM.case)["basis"], list)


# --- colours ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("green", "blue", "works", "outsourced"),
    [
        (None, None, ("绿", "蓝"), ("绿", "蓝")),
        ("施工", None, ("绿",), ("蓝",)),
        (None, "施工", ("蓝",), ("绿",)),
        ("外包", None, ("蓝",), ("绿",)),
        ("施工", "外包", ("绿",), ("蓝",)),
        ("外包", "施工", ("蓝",), ("绿",)),
    ],
)
def test_green_and_blue_are_for_whom_the_user_says(
    green: Kind | None, blue: Kind | None, works: tuple[str, ...], outsourced: tuple[str, ...]
):
    kinds = wearers(RULES.colours, {"绿": green, "蓝": blue})

    assert (fitting(kinds, "施工"), fitting(kinds, "外包")) == (works, outsourced)
    assert (fitting(kinds, "集团"), fitting(kinds, "监理")) == (("红",), ("黄",))


@pytest.mark.parametrize("kind", ["施工", "外包"])
def test_one_kind_cannot_have_two_colours(kind: str):
    with pytest.raises(QueryError, match="选了两种颜色"):
        run(green=kind, blue=kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_a_wrong_colour_does_not_cover(kind: Kind, colour: Colour):
    units = [unit(kind=kind, should=1)]
    whole = cover(units, signed_posts(units, [copy("P1", "G001", colour)], OPEN))

    right = colour in fitting(OPEN, kind)
    assert (whole.right, whole.wrong) == (int(right), int(not right))


def test_a_copy_of_the_right_colour_heals_a_wrong_one_of_the_same_post():
    units = [unit(kind="监理", should=1)]
    posts = signed_posts(units, [copy("P1", "G001", "红"), copy("P2", "G001", "黄", after=9)], OPEN)

    assert cover(units, posts).right == 1 and cover(units, posts).wrong == 0


# --- coverage -----------------------------------------------------------------------------


def test_a_post_that_signed_twice_counts_once():
    units = [unit()]
    whole = cover(units, signed_posts(units, [copy("P1", "G001"), copy("P2", "G001", after=30)], OPEN))

    assert (whole.copies, whole.posts, whole.right, whole.missing) == (2, 1, 1, 2)


def test_the_same_post_number_of_another_unit_is_another_post():
    units = [unit(), unit("C02")]
    whole = cover(units, signed_posts(units, [copy("P1", "G001"), copy("P2", "G001", of="C02")], OPEN))

    assert whole.posts == 2


def test_the_surplus_of_one_unit_fills_no_gap_of_another():
    units = [unit(should=1), unit("C02", should=1)]
    signings = [copy("P1", "G001"), copy("P2", "G002")]
    whole = cover(units, signed_posts(units, signings, OPEN))

    assert (whole.right, whole.missing, whole.surplus) == (1, 1, 1)


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (0, 3, "0.0"),
        (1, 3, "33.3"),
        (2, 3, "66.6"),
        (561, 562, "99.8"),
        (9999, 10000, "99.9"),
        (3, 3, "100.0"),
    ],
)
def test_a_share_is_never_rounded_up_to_all(part: int, whole: int, rate: str):
    assert percent(part, whole) == Decimal(rate)


def test_a_unit_where_nobody_need_sign_has_no_share():
    assert percent(0, 0) is None
    outcome = run(
        {"units": rows(UNITS, {"number": "C1", "name": "x", "kind": "施工", "should": 0}), "signings": ()}
    )

    assert dict(outcome.lines)["覆盖"] == "0／0，没有人应签"


_SIGNED = st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from(COLOURS))
_SHOULD = st.lists(st.integers(0, 5), min_size=4, max_size=4)


def _register(should: list[int], signed: list[tuple[int, int, Colour]]) -> tuple[list[Unit], list[Signing]]:
    units = [Unit(f"U{i}", "某单位", KINDS[i], count) for i, count in enumerate(should)]
    signings = [
        Signing(f"P{i}", f"U{of}", f"G{post}", colour, DAY) for i, (of, post, colour) in enumerate(signed)
    ]
    return units, signings


@settings(max_examples=100)
@given(_SHOULD, st.lists(_SIGNED, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_copies_does_not_matter(
    should: list[int], signed: list[tuple[int, int, Colour]], chance: random.Random
):
    units, signings = _register(should, signed)
    mixed = signings.copy()
    chance.shuffle(mixed)

    assert signed_posts(units, mixed, OPEN) == signed_posts(units, signings, OPEN)


@settings(max_examples=100)
@given(_SHOULD, st.lists(_SIGNED, max_size=30))
def test_the_whole_is_the_sum_of_its_units_and_nobody_covers_more_than_should_sign(
    should: list[int], signed: list[tuple[int, int, Colour]]
):
    units, signings = _register(should, signed)
    posts = signed_posts(units, signings, OPEN)
    whole, each = cover(units, posts), [cover([one], posts) for one in units]

    assert (whole.right, whole.posts) == (sum(one.right for one in each), sum(one.posts for one in each))
    assert 0 <= whole.right <= whole.should and whole.missing == sum(one.missing for one in each)
    assert whole.copies == len(signings) and whole.wrong <= whole.posts <= whole.copies


@settings(max_examples=60)
@given(_SHOULD, st.lists(_SIGNED, max_size=20), _SIGNED)
def test_one_more_copy_never_covers_less(
    should: list[int], signed: list[tuple[int, int, Colour]], more: tuple[int, int, Colour]
):
    units, signings = _register(should, [*signed, more])
    before, after = (cover(units, signed_posts(units, s, OPEN)).right for s in (signings[:-1], signings))

    assert before <= after <= before + 1


# --- the register as an outcome -----------------------------------------------------------


def test_the_teaching_register_has_two_wrong_colours_one_double_and_four_to_go():
    outcome = run()
    said = dict(outcome.lines)

    assert len(TEACHING["signings"]) <= 14 and outcome.title == "应签 15 人，签对 11 人，覆盖 73.3%"
    assert (said["颜色不对、要重签"], said["还没有签对"]) == ("2 个", "4 人")
    assert [row[:3] for row in table(outcome, "同一岗位").rows] == [("T01", "G002", 2)]


def test_choosing_green_for_works_turns_the_blue_copies_of_works_wrong():
    outcome = run(green="施工")

    assert dict(outcome.lines)["颜色不对、要重签"] == "5 个"
    assert "按开关里选的" in repr(table(outcome, "颜色不对的"))
    assert "绿｜报道没有写给谁、写什么｜施工｜自己选的" in repr(table(outcome, "四种颜色"))


def test_tables_without_a_row_are_left_out():
    assert not has(pledges_2022(PROJECT), "颜色不对的")
    assert not has(pledges_2022(PROJECT), "同一岗位")


def test_coverage_is_told_by_kind_and_by_unit_in_numbers():
    outcome = run()
    by_kind = {row[0]: row for row in table(outcome, "按类型看覆盖").rows}

    assert by_kind["合计"][-1] == Decimal("73.3") and by_kind["监理"][1:3] == (2, 4)
    assert len(table(outcome, "按单位看覆盖").rows) == 6


def test_the_order_of_the_rows_changes_nothing_that_is_shown():
    mixed = {name: tuple(reversed(rows_)) for name, rows_ in TEACHING.items()}

    assert run(mixed) == run()


def test_numbers_written_full_width_or_small_are_the_same_numbers():
    units = rows(UNITS, {"number": "ｃ０１", "name": "x", "kind": "施工", "should": 1})
    signings = rows(
        SIGNINGS,
        {"number": "P1", "unit": "C01", "post": "g001", "colour": "绿", "on": "2022-03-15"},
        {"number": "P2", "unit": "c01 ", "post": "G001", "colour": "绿", "on": "2022-03-16"},
    )

    assert run({"units": units, "signings": signings}).title == "应签 1 人，签对 1 人，覆盖 100%"


def test_every_fault_of_the_register_is_told_at_once():
    units = rows(
        UNITS,
        {"number": "C01", "name": "x", "kind": "施工", "should": -1},
        {"number": "c01", "name": "y", "kind": "施工", "should": 2},
    )
    plain = {"post": "G001", "colour": "绿", "on": "2022-03-15"}
    signings = rows(
        SIGNINGS,
        {"number": "P1", "unit": "C09", **plain},
        {"number": "p1", "unit": "C01", **plain},
    )

    with pytest.raises(ContentError) as error:
        run({"units": units, "signings": signings})

    assert sorted((p.path, p.line, p.code) for p in error.value.problems) == [
        *(("单位", 1, "M283"), ("单位", 2, "M282")),
        *(("签订登记", 1, "M284"), ("签订登记", 2, "M285")),
    ]


def test_the_same_number_of_a_copy_twice_is_a_fault_of_the_later_row():
    with pytest.raises(ContentError, match="已经有了"):
        rows(SIGNINGS, *[{"number": "P1", "unit": "C", "post": "G", "colour": "绿", "on": "2022-03-15"}] * 2)


# --- the rule file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("name: 蓝", "name: 绿", "M281"),
        ("name: 蓝", "name: 紫", "Y105"),
        ("kind: 监理\n    says", "kind: 集团\n    says", "M280"),
        ("id: works", "id: copies", "M280"),
    ],
)
def test_a_rule_file_with_a_colour_missing_or_twice_is_refused(tmp_path: Path, old: str, new: str, code: str):
    path = tmp_path / "pledges.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_pledges(path, tmp_path)

    assert code in {p.code for p in error.value.problems}
