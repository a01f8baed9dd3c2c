"""诚信积分: bounds to half a point, years to the day, and whose account a violation is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, Inexact
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Row, read_tables, rows_of
from qingfeng.content.systems.points import load_points
from qingfeng.show.market.points import SYSTEM, VIOLATIONS, rules_of, tier_table, violations_of
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.pictures_scale import Standing, Step, scale
from qingfeng.show.system import table_file, teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.points import ledger, span, tier_of, year_of
from qingfeng.words.market.points import Account, AccountOf, Assumptions, HalfPoint, Violation
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
RULES = rules_of(PROJECT.root)
YELLOW, LISTED, BACK = (tier.name for tier in RULES.tiers)
BOUNDS = {
    "19.5": "未到档",
    "20": YELLOW,
    "20.5": YELLOW,
    "29.5": YELLOW,
    "30": YELLOW,
    "30.5": LISTED,
    "39.5": LISTED,
    "40": LISTED,
    "40.5": BACK,
}


def one(
    points: str,
    on: str = "2022-05-31",
    operator: str = "M1",
    holder: str = "",
    stall: str = "A-1",
    reason: str = "占道经营",
) -> Violation:
    return Violation(date.fromisoformat(on), stall, holder or operator, operator, reason, Decimal(points))


def accounts(rows: Sequence[Violation], assumptions: Assumptions | None = None) -> list[tuple[int, str, str]]:
    found = ledger(RULES, rows, assumptions or Assumptions()).accounts
    return [(account.year, account.name, f"{account.points.normalize():f}") for account in found]


def only(rows: Sequence[Violation], assumptions: Assumptions | None = None) -> Account:
    (account,) = ledger(RULES, rows, assumptions or Assumptions()).accounts
    return account


def rows(*cells: dict[str, object]) -> tuple[Row, ...]:
    base = {"on": "2022-05-31", "stall": "A-1", "holder": "M1", "operator": "", "reason": "占道经营"}
    return rows_of(VIOLATIONS, [{**base, **row} for row in cells], "查处记录")


def answer(cells: Sequence[dict[str, object]] = (), **given: str) -> Outcome:
    tables = {"violations": rows(*cells)} if cells else teaching_tables(PROJECT, SYSTEM)
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(given))


def table(outcome: Outcome, caption: str) -> Table:
    return next(table for table in outcome.tables if table.caption == caption)


def line(outcome: Outcome, label: str) -> str:
    return next(value for name, value in outcome.lines if name.startswith(label))


# --- bounds -------------------------------------------------------------------------------


@pytest.mark.parametrize(("points", "tier"), BOUNDS.items())
def test_20_takes_its_bound_in_and_30_and_40_leave_theirs_out(points: str, tier: str):
    account = only([one("12"), one(str(Decimal(points) - 12))])

    assert (account.tier.name if account.tier else "未到档") == tier


def test_the_table_of_bounds_has_the_nine_values_and_says_what_decides():
    found = tier_table(PROJECT)

    assert {row[0]: row[1] for row in found.texts} == BOUNDS
    assert [row[2] for row in found.texts if row[2]] == [
        "“达 20 分”含 20",
        "“超过 30 分”不含 30",
        "“超过 40 分”不含 40",
    ]
    assert all(isinstance(row[0], Decimal) for row in found.rows)


@pytest.mark.parametrize(("points", "tier"), [("0", None), ("19.99", None), ("30.01", 1), ("1000000", 2)])
def test_any_sum_has_its_tier(points: str, tier: int | None):
    assert tier_of(RULES.tiers, Decimal(points)) == (None if tier is None else RULES.tiers[tier])


def test_half_a_point_after_29_5_is_still_a_yellow_card_and_after_30_it_is_the_list():
    found = table(answer(), "账户").texts

    assert [row[1:2] + row[4:6] for row in found[:3]] == [
        ("M002", "30.5", LISTED),
        ("M001", "30", YELLOW),
        ("M003", "20", YELLOW),
    ]


def test_eighty_times_half_a_point_is_exactly_40_and_one_more_exceeds_it():
    assert only([one("0.5")] * 80).tier == RULES.tiers[1]
    assert only([one("0.5")] * 81).tier == RULES.tiers[2]


def test_tenths_add_up_without_a_rest():
    assert only([one("0.1")] * 300).tier == RULES.tiers[0]


# --- the day on which a tier was reached --------------------------------------------------


def test_each_tier_has_the_day_on_which_it_was_first_reached():
    account = only([one("20", "2022-01-05"), one("0.5", "2022-03-03"), one("20", "2022-02-02")])

    assert [(reached.tier.name, str(reached.on)) for reached in account.reached] == [
        (YELLOW, "2022-01-05"),
        (LISTED, "2022-02-02"),
        (BACK, "2022-03-03"),
    ]


def test_one_day_may_climb_all_tiers_at_once():
    account = only([one("40.5", "2022-04-01"), one("1", "2022-04-02")])

    assert {reached.on for reached in account.reached} == {date(2022, 4, 1)}


def test_an_account_below_the_first_tier_has_reached_nothing():
    account = only([one("19.5")])

    assert (account.tier, account.measures, account.reached) == (None, (), ())


def test_the_days_are_told_for_those_that_reached_a_tier():
    found = table(answer(), "各档首次到达的日子")

    assert found.rows == (
        ("2022", "M002", date(2022, 3, 2), date(2022, 5, 17), None),
        ("2022", "M001", date(2022, 2, 18), None, None),
        ("2022", "M003", date(2022, 4, 26), None, None),
    )


# --- years --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "on", "year"),
    [
        (None, "2021-12-31", 2021),
        (None, "2022-01-01", 2022),
        ((1, 1), "2021-12-31", 2021),
        ((1, 1), "2022-01-01", 2022),
        ((7, 1), "2022-06-30", 2021),
        ((7, 1), "2022-07-01", 2022),
        ((12, 31), "2022-12-30", 2021),
        ((12, 31), "2022-12-31", 2022),
        ((3, 1), "2024-02-29", 2023),
        ((3, 1), "2024-03-01", 2024),
    ],
)
def test_the_last_day_of_a_year_and_the_first_of_the_next_are_apart(
    start: tuple[int, int] | None, on: str, year: int
):
    day = date.fromisoformat(on)
    first, last = span(year, start)

    assert year_of(day, start) == year
    assert first <= day <= last and year_of(last + timedelta(days=1), start) == year + 1


def test_a_new_year_begins_with_no_points():
    held = [one("19.5", "2021-12-31"), one("1", "2022-01-01")]

    assert accounts(held) == [(2021, "M1", "19.5"), (2022, "M1", "1")]
    assert accounts(held, Assumptions(lease_start=(7, 1))) == [(2021, "M1", "20.5")]


def test_a_lease_year_is_told_by_its_first_and_last_day():
    calendar, lease = (table(answer(year=year), "账户").texts for year in ("calendar", "lease"))

    assert [row for row in calendar if row[1] == "M005"] == [
        ("2021", "M005", "C-301", "1", "12", "未到档", "", "12000"),
        ("2022", "M005", "C-301", "1", "8", "未到档", "", "8000"),
    ]
    assert [(row[0], row[4], row[5]) for row in lease if row[1] == "M005"] == [
        ("2021-07-01 至 2022-06-30", "20", YELLOW)
    ]


@pytest.mark.parametrize("start", ["03-01", "3-1", " 3月1日 ", "０３－０１", "3/1", "3.1"])
def test_the_start_of_a_lease_year_may_be_written_in_many_ways(start: str):
    found = table(answer(year="lease", lease_start=start), "账户").texts

    assert found[0][:2] == ("2021-03-01 至 2022-02-28", "M001")


@pytest.mark.parametrize("start", ["", "02-29", "13-01", "04-31", "0-1", "七月", "2022-07-01"])
def test_a_lease_year_cannot_begin_on_a_day_that_not_every_year_has(start: str):
    with pytest.raises(QueryError, match="写成 07-01 的样子"):
        answer(year="lease", lease_start=start)


def test_the_start_of_a_lease_year_is_not_asked_for_in_a_calendar_year():
    assert answer(lease_start="七月") == answer()


# --- whose account -------------------------------------------------------------------------

SHARED = (
    one("12", operator="M3", holder="H4", stall="B-1"),
    one("8", operator="M3", holder="M3", stall="B-2"),
    one("1", operator="M5", holder="H4", stall="B-1"),
    one("2", operator="M9", holder="H9", stall="C-9"),
)


@pytest.mark.parametrize(
    ("account", "found"),
    [
        ("operator", [("M3", "20"), ("M9", "2"), ("M5", "1")]),
        ("holder", [("H4", "13"), ("M3", "8"), ("H9", "2")]),
        ("stall", [("B-1", "13"), ("B-2", "8"), ("C-9", "2")]),
        ("merged", [("H4、M3、M5", "21"), ("H9、M9", "2")]),
    ],
)
def test_a_violation_counts_for_the_account_that_was_chosen(account: AccountOf, found: list[tuple[str, str]]):
    assert [row[1:] for row in accounts(SHARED, Assumptions(account=account))] == found


def test_an_operator_with_several_stalls_has_one_account_that_names_them():
    account = ledger(RULES, SHARED, Assumptions()).accounts[0]

    assert (account.name, account.stalls, account.cases, account.tier) == (
        "M3",
        ("B-1", "B-2"),
        2,
        RULES.tiers[0],
    )


def test_without_an_actual_operator_it_counts_for_the_holder():
    held = [one("1", operator="", holder="M1"), one("1", operator="M1", holder="H1")]

    assert accounts(held) == [(2022, "M1", "2")]
    assert ledger(RULES, held, Assumptions()).people == 1


def test_people_who_shared_a_stall_in_another_year_are_not_merged():
    held = [
        one("1", "2021-05-01", operator="M1", holder="H1"),
        one("1", "2022-05-01", operator="M2", holder="H2"),
    ]

    assert accounts(held, Assumptions(account="merged")) == [(2021, "H1、M1", "1"), (2022, "H2、M2", "1")]


def test_many_people_merged_are_named_by_the_first_and_their_number():
    held = [one("1", operator=f"M{i}", holder="H1") for i in range(5)]

    assert accounts(held, Assumptions(account="merged")) == [(2022, "H1 等 6 人", "5")]


def test_cases_are_violations_and_people_are_different_actual_operators_whatever_the_account():
    found = {account: ledger(RULES, SHARED, Assumptions(account=account)) for account in get_args(AccountOf)}

    assert {(one.cases, one.people) for one in found.values()} == {(4, 3)}


# --- charge and measures --------------------------------------------------------------------


@pytest.mark.parametrize(("half_point", "yuan"), [("500", "3000"), ("0", "1000"), ("saved", "3000")])
def test_three_halves_and_one_and_a_half_are_charged_as_chosen(half_point: HalfPoint, yuan: str):
    held = [one("0.5")] * 3 + [one("1.5")]

    assert only(held, Assumptions(half_point=half_point)).charge == Decimal(yuan)


@pytest.mark.parametrize(("half_point", "yuan"), [("500", "500"), ("0", "0"), ("saved", "0")])
def test_half_a_point_alone_is_charged_500_or_nothing(half_point: HalfPoint, yuan: str):
    assert only([one("0.5")], Assumptions(half_point=half_point)).charge == Decimal(yuan)


def test_measures_are_those_of_the_highest_tier_or_of_all():
    highest = only([one("40.5")]).measures
    cumulative = only([one("40.5")], Assumptions(measures="cumulative")).measures

    assert highest == ("终止商位使用协议", "收回商位使用权")
    assert cumulative == tuple(measure for tier in RULES.tiers for measure in tier.measures)


def test_every_switch_says_why_its_default_is_so():
    assert all(switch.reason and switch.default for switch in SYSTEM.switches)
    assert answer() == answer(**{switch.id: switch.default for switch in SYSTEM.switches})


def test_an_unknown_choice_is_refused():
    with pytest.raises(QueryError, match="开关“half_point”不能是“250”"):
        answer(half_point="250")


# --- what always holds -----------------------------------------------------------------------

PEOPLE = st.sampled_from(["M1", "M2", "M3", "M4", "M5"])
VIOLATION = st.builds(
    Violation,
    on=st.dates(date(2020, 12, 1), date(2022, 2, 1)),
    stall=st.sampled_from(["A", "B", "C"]),
    holder=PEOPLE,
    operator=PEOPLE | st.just(""),
    reason=st.just("占道经营"),
    points=st.integers(1, 2500).map(lambda hundredths: Decimal(hundredths) / 100),
)
VIOLATIONS_DRAWN = st.lists(VIOLATION, max_size=25)
ASSUMPTIONS = st.builds(
    Assumptions,
    half_point=st.sampled_from(["500", "0", "saved"]),
    measures=st.sampled_from(["highest", "cumulative"]),
    account=st.sampled_from(["operator", "holder", "stall", "merged"]),
    lease_start=st.sampled_from([None, (1, 1), (7, 1), (12, 31)]),
)


@settings(max_examples=100)
@given(VIOLATIONS_DRAWN, ASSUMPTIONS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(held, assumptions, random):
    mixed = random.sample(held, len(held))

    assert ledger(RULES, mixed, assumptions) == ledger(RULES, held, assumptions)


@settings(max_examples=100)
@given(VIOLATIONS_DRAWN.filter(bool), ASSUMPTIONS, st.data())
def test_a_violation_split_in_parts_comes_to_the_same(held, assumptions, data):
    number = data.draw(st.integers(0, len(held) - 1))
    whole = held[number]
    part = Decimal(data.draw(st.integers(0, int(whole.points * 100) - 1))) / 100
    parts = [replace(whole, points=points) for points in (part, whole.points - part) if points]
    assumptions = replace(assumptions, half_point="saved" if assumptions.half_point == "0" else "500")

    found = ledger(RULES, [*held[:number], *parts, *held[number + 1 :]], assumptions)

    assert found.accounts == ledger(RULES, held, assumptions).accounts


@settings(max_examples=100)
@given(VIOLATIONS_DRAWN)
def test_merging_what_is_merged_changes_nothing(held):
    merged = Assumptions(account="merged")
    first = ledger(RULES, held, merged)
    again = [
        replace(row, holder=account.name, operator=account.name)
        for account in first.accounts
        for row in account.violations
    ]

    assert ledger(RULES, again, merged).accounts == first.accounts


@settings(max_examples=100)
@given(VIOLATIONS_DRAWN, ASSUMPTIONS)
def test_nothing_is_lost_and_nothing_is_counted_twice(held, assumptions):
    found = ledger(RULES, held, assumptions)

    assert found.points == sum((row.points for row in held), Decimal(0))
    assert found.cases == sum(account.cases for account in found.accounts) == len(held)
    assert [(-a.points, a.name, a.year) for a in found.accounts] == sorted(
        (-a.points, a.name, a.year) for a in found.accounts
    )


@settings(max_examples=100)
@given(VIOLATIONS_DRAWN, ASSUMPTIONS)
def test_the_tier_of_an_account_is_the_last_it_reached(held, assumptions):
    for account in ledger(RULES, held, assumptions).accounts:
        reached = [reached.tier for reached in account.reached]

        assert account.tier == (reached[-1] if reached else None)
        assert reached == list(RULES.tiers[: len(reached)])


# --- the page's figures --------------------------------------------------------------------


def test_1090_violations_of_1071_people_from_january_to_may_2022():
    tables = read_tables(table_file(PROJECT.root, "points_2022.csv"), [VIOLATIONS])
    found = SYSTEM.run(PROJECT, tables, SYSTEM.settings({}))
    days = [row.day("on") for row in tables["violations"]]

    assert line(found, "查处") == "1,090 起，1,071 人"
    assert (min(days), max(days)) == (date(2022, 1, 1), date(2022, 5, 31))
    assert {row.text("origin") for row in tables["violations"]} == {"教学编写"}


def test_the_teaching_rows_follow_the_table_of_kinds():
    for name in ("points_sample.csv", "points_2022.csv"):
        held = read_tables(table_file(PROJECT.root, name), [VIOLATIONS])["violations"]

        assert all(
            (kind := RULES.kind(row.text("reason"))) and kind.points == row.number("points") for row in held
        )


def test_the_two_kinds_on_the_page_and_the_charge_are_the_pages():
    found = {kind.name: kind.points for kind in RULES.kinds if kind.origin == "原文"}

    assert found == {"禁烟区吸烟": Decimal("0.5"), "占道经营": Decimal(1)}
    assert RULES.charge.yuan_per_point == 1000


# --- the table -----------------------------------------------------------------------------


def test_no_points_are_those_of_the_table_of_kinds():
    (found,) = violations_of(RULES, rows({"reason": "禁烟区吸烟", "points": ""}))

    assert found.points == Decimal("0.5")


def test_numbers_are_compared_without_spaces_full_width_and_case():
    found = violations_of(
        RULES, rows({"points": "1", "operator": "ｍ００１"}, {"points": "1", "operator": "M 001"})
    )

    assert {row.operator for row in found} == {"M001"}


@pytest.mark.parametrize("operator", ["", "无", "不详", "—"])
def test_nobody_in_the_column_of_the_operator_is_blank(operator: str):
    (found,) = violations_of(RULES, rows({"points": "1", "operator": operator}))

    assert found.operator == ""


def test_every_fault_of_the_table_is_told_at_once_with_row_and_cure():
    with pytest.raises(ContentError) as caught:
        answer(
            [
                {"reason": "禁烟区抽烟", "points": ""},
                {"points": "0"},
                {"points": "-1"},
                {"points": "0.005"},
                {"points": "1", "on": "1922-05-31"},
            ]
        )

    assert [(p.line, p.code) for p in caught.value.problems] == [
        (1, "M125"),
        (2, "M126"),
        (3, "M126"),
        (4, "M126"),
        (5, "M127"),
    ]
    assert "你是想写“禁烟区吸烟”吗" in caught.value.problems[0].mend


def test_other_points_than_the_table_of_kinds_are_listed_for_a_reason():
    found = answer([{"points": "3"}, {"points": "1"}, {"reason": "乱拉横幅", "points": "2"}])

    assert table(found, "扣分与对照表不同的").rows == (
        (1, date(2022, 5, 31), "A-1", "占道经营", Decimal(3), Decimal(1), "原文"),
    )
    assert any("有 1 起的扣分与对照表不同" in note for note in found.notes)
    assert any("对照表里没有的事由：乱拉横幅" in note for note in found.notes)


# --- the answer ----------------------------------------------------------------------------


def test_the_sample_is_summed_up():
    found = answer()

    assert found.title == f"最高的账户：M002，30.5 分，{LISTED}"
    assert (line(found, "查处"), line(found, "账户"), line(found, "费用")) == (
        "14 起，4 人",
        "5 个",
        "100,500 元",
    )
    assert [line(found, name) for name in (BACK, LISTED, YELLOW, "未到档")] == [
        f"{count} 个账户" for count in (0, 1, 2, 2)
    ]


def test_the_accounts_are_told_with_numbers_that_stay_numbers():
    found = table(answer(half_point="0", measures="cumulative"), "账户")

    assert found.head == ("年度", "账户", "涉及商位", "起数", "扣分", "档次", "措施", "费用(元)")
    assert found.rows[0] == (
        "2022",
        "M002",
        "A-102",
        4,
        Decimal("30.5"),
        LISTED,
        "黄牌警告；公示；下一轮租赁时适当提高租金；列入不受欢迎经营户名单；取消下一轮商位租赁权",
        Decimal(30000),
    )


def test_the_picture_says_in_words_what_it_shows():
    found = answer()

    for words in ("含 20", "超过 30", "超过 40"):
        assert words in found.picture_words and words in found.picture
    assert "最高的是 M002，30.5 分" in found.picture_words
    assert found.picture.count("▶") == 1


@pytest.mark.parametrize("height", ["0.5", "20", "20.5", "900"])
def test_the_arrow_stays_in_the_picture_even_where_two_bounds_are_one(height: str):
    steps = [Step(str(i), "", Decimal(bound), bound == 20) for i, bound in enumerate((0, 20, 20))]
    found = scale(steps, Standing("M1", "", Decimal(height), 2), "")
    y = int(found.split('d="M146 ')[1].split(" ")[0])

    assert 0 <= y <= 16 + 84 * 3


def test_no_violation_at_all_is_an_answer():
    found = SYSTEM.run(PROJECT, {"violations": ()}, SYSTEM.settings({}))

    assert found.title == "没有查处记录" and line(found, "查处") == "0 起，0 人"
    assert "还没有查处记录" in found.picture_words


def test_what_merging_may_do_is_said_where_it_is_chosen():
    assert any("先核对" in note for note in answer(account="merged").notes)
    assert not any("先核对" in note for note in answer().notes)


def test_what_the_page_calls_a_fine_is_told_as_a_measure_of_the_company():
    found = answer()

    assert any("企业没有行政处罚权" in note and "解读" in note for note in found.notes)
    assert ("行政处罚法：处罚主体", "2022-05") in found.basis


def test_every_basis_leads_to_a_fact_of_the_page_or_an_article():
    found = outcome_json(PROJECT, answer(), SYSTEM.case)["basis"]

    assert isinstance(found, list)
    assert {one["mark"] for one in found} == {"原文", "VERIFIED"}


# --- mistakes of a caller and of an author -----------------------------------------------------


@pytest.mark.parametrize("points", ["0", "-0.5"])
def test_points_that_are_none_are_an_error_of_the_caller(points: str):
    with pytest.raises(ValueError, match="扣分要大于 0"):
        ledger(RULES, [one(points)], Assumptions())


def test_a_sum_is_exact_or_an_error():
    with pytest.raises(Inexact):
        ledger(RULES, [one("1E+20"), one("1E-20")], Assumptions())


BAD_RULES = """\
title: 积分
charge:
  yuan_per_point: 0
  origin: 教学编写
tiers:
  - id: a
    name: 黄牌警告
    how: reaches
    bound: 20
    measures:
      - 公示
    origin: 原文
  - id: a
    name: 名单
    how: reaches
    bound: 20
    measures:
      - 公示
    origin: 教学编写
kinds:
  - id: k
    name: 占道经营
    points: 0.005
    origin: 教学编写
"""


def test_every_fault_of_the_rules_is_told_at_once_with_line_and_cure(tmp_path: Path):
    path = tmp_path / "points.yml"
    path.write_text(BAD_RULES, encoding="utf-8")

    with pytest.raises(ContentError) as caught:
        load_points(path, tmp_path)

    assert [(p.line, p.code, p.what) for p in caught.value.problems] == [
        (3, "M121", "每扣 1 分的钱不能是 0"),
        (12, "M124", "标了“原文”，却没有写依据哪一条事实"),
        (13, "M122", "“名单”不比前一档“黄牌警告”高"),
        (13, "M123", "“a”写了不止一次"),
        (23, "M121", "“占道经营”的扣分不能是 0.005"),
    ]
    assert all(problem.mend for problem in caught.value.problems)


def test_a_tier_that_exceeds_may_follow_one_that_reaches_the_same_bound(tmp_path: Path):
    path = tmp_path / "points.yml"
    mended = BAD_RULES.replace("yuan_per_point: 0", "yuan_per_point: 1000").replace("0.005", "0.5")
    mended = mended.replace(
        "- id: a\n    name: 名单\n    how: reaches", "- id: b\n    name: 名单\n    how: exceeds"
    )
    path.write_text(mended.replace("origin: 原文", "origin: 教学编写"), encoding="utf-8")

    found = load_points(path, tmp_path)

    assert [tier.name for tier in found.tiers if tier.holds(Decimal(20))] == ["黄牌警告"]
