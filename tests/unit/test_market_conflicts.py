"""一家两制: who declared, whom a declaration meets, what a person judges, and what is only asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Tables, read_tables, rows_of
from qingfeng.content.systems.conflicts import load_conflicts
from qingfeng.content.systems.selfcheck import load_selfcheck
from qingfeng.show.market.conflicts import (
    DECLARATIONS,
    MERCHANTS,
    SYSTEM,
    register_of,
    rules_of,
    teaching_year,
)
from qingfeng.show.market.selfcheck import selfcheck_data
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import table_file, teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.conflicts import (
    contradictory,
    doubt,
    interests,
    ordered,
    people,
    recusals,
    risks,
    roster,
)
from qingfeng.think.market.declarations import changes, lapsed
from qingfeng.think.market.naming import comparable, key, order, parts
from qingfeng.words.market.conflicts import CLASSES, Declaration, Interest, Lease, Merchant, Register
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
MANAGING = frozenset(post.name for post in rules_of(PROJECT.root).managing_posts)
MERCHANT = Merchant("M001", "J001", ("甲区-101",), "甲区", "饰品")
LEASE = Lease("甲区-101", "J001", "甲区", "招商一组", date(2019, 8, 1), date(2022, 7, 31))
LINE = Declaration(
    staff="G001",
    post="财务",
    groups=("综合组",),
    areas=(),
    kind="近亲属从业",
    relation="配偶",
    counterpart="J001",
    on=date(2022, 3, 1),
)
LINES = st.builds(
    Declaration,
    staff=st.sampled_from(["G001", "G002", "G003"]),
    post=st.sampled_from(["市场管理员", "财务"]),
    groups=st.sampled_from([("招商一组",), ("综合组",)]),
    areas=st.sampled_from([(), ("甲区",), ("乙区",)]),
    kind=st.sampled_from(["", "无", *CLASSES]),
    counterpart=st.sampled_from(["J001", "M001", "W001", "某某"]),
    stalls=st.sampled_from([(), ("甲区-101",)]),
    amount=st.sampled_from([None, Decimal(1), Decimal(2)]),
    judgement=st.sampled_from(["成立", "不成立", "待核"]),
)


def register(*lines: Declaration, before: tuple[Declaration, ...] | None = None) -> Register:
    return Register(lines, (MERCHANT,), (LEASE,), before)


def one(line: Declaration) -> Interest:
    return interests(register(line), MANAGING)[0]


def run(tables: Tables, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(switches))


def table(outcome: Outcome, caption: str) -> Table:
    return next(one for one in outcome.tables if one.caption.startswith(caption))


def declared(**cells: object) -> dict[str, object]:
    full = {"staff": "G001", "post": "财务", "group": "综合组", "kind": "近亲属从业", "on": "2022-03-01"}
    return {**full, "counterpart": "J001", **cells}


# --- the teaching year ----------------------------------------------------------------------


def test_the_teaching_year_files_exactly_the_16_people_of_the_page_in_the_three_classes():
    year = register_of(teaching_year(PROJECT))
    found = risks(interests(year, MANAGING), "matched")

    assert len(people(found)) == 16
    assert {line.declaration.kind for line in found} == set(CLASSES)
    assert "16人" in PROJECT.case("declaration").fact("sixteen").figures


def test_in_the_teaching_year_somebody_in_two_classes_counts_once():
    found = risks(interests(register_of(teaching_year(PROJECT)), MANAGING), "matched")
    by_class = [len(people(line for line in found if line.declaration.kind == kind)) for kind in CLASSES]

    assert (by_class, len(found), len(people(found))) == ([8, 5, 4], 17, 16)


def test_the_teaching_year_covers_all_40_people_as_the_page_says_of_its_company():
    staff = roster(register_of(teaching_year(PROJECT)).declarations)

    assert (len(staff), sum(person.filed for person in staff)) == (40, 40)


def test_the_lab_sample_is_small_and_every_row_says_its_origin():
    tables = teaching_tables(PROJECT, SYSTEM)

    assert all(0 < len(rows) <= 14 for rows in tables.values())
    assert {row.text("origin") for rows in tables.values() for row in rows} == {"教学编写"}


def test_the_result_fits_through_the_door_and_every_basis_holds():
    shown = outcome_json(PROJECT, run(teaching_tables(PROJECT, SYSTEM)), SYSTEM.case)

    assert len(str(shown)) < 60_000
    assert {ground["mark"] for ground in shown["basis"]} == {"原文", "VERIFIED"}  # type: ignore[index, attr-defined]


# --- who has declared ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "filed"), [([""], False), (["无"], True), (["近亲属从业"], True), (["", "无"], True)]
)
def test_somebody_has_declared_once_any_line_is_filled_in_even_with_nothing(kinds: list[str], filed: bool):
    staff = roster([replace(LINE, kind=kind) for kind in kinds])

    assert [person.filed for person in staff] == [filed]


def test_coverage_counts_people_not_lines():
    tables = dict(teaching_tables(PROJECT, SYSTEM))
    found = run(tables)

    assert len(tables["declarations"]) == 13
    assert dict(found.lines)["应填"] == "12 人"
    assert dict(found.lines)["已填"] == "10 人，覆盖率 83.3%"
    assert [row[0] for row in table(found, "还没有填").rows] == ["G002", "G007"]


# --- potential risk ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "via"),
    [
        ({"counterpart": "J001"}, ["经营人", "承租人"]),
        ({"counterpart": "Ｊ００１ "}, ["经营人", "承租人"]),
        ({"counterpart": "m001"}, ["商户编号"]),
        ({"counterpart": "W009", "stalls": ("甲区-101",)}, ["商位"]),
        ({"counterpart": "W009、J001"}, ["经营人", "承租人"]),
        ({"counterpart": "W009"}, []),
        ({"counterpart": "某某"}, []),
        ({"counterpart": "", "stalls": ("乙区-999",)}, []),
    ],
)
def test_a_counterpart_is_met_by_number_name_tenancy_or_stall(change: dict[str, object], via: list[str]):
    found = one(replace(LINE, **change))  # type: ignore[arg-type]

    assert [link.via for link in found.links] == via
    assert bool(risks([found], "matched")) == bool(via)
    assert risks([found], "declared") == (found,)


def test_hidden_names_meet_nobody():
    hidden = replace(MERCHANT, operator="陈某某")
    found = interests(Register((replace(LINE, counterpart="陈某某"),), (hidden,), ()), MANAGING)

    assert found[0].links == ()


def test_a_name_without_a_number_is_marked_as_a_possible_namesake():
    named = replace(MERCHANT, operator="经营户甲")
    found = interests(Register((replace(LINE, counterpart="经营户甲"),), (named,), ()), MANAGING)

    assert found[0].namesake_only and not one(LINE).namesake_only


def test_nothing_declared_is_no_risk_even_where_every_interest_counts():
    found = interests(register(replace(LINE, kind="无"), replace(LINE, kind="")), MANAGING)

    assert risks(found, "declared") == ()


# --- candidate facts and a person's judgement ------------------------------------------------


@pytest.mark.parametrize(
    ("post", "groups", "areas", "facts"),
    [
        ("财务", ("综合组",), (), ()),
        ("财务", ("综合组",), ("甲区",), ("area",)),
        ("财务", ("招商一组",), (), ("handles",)),
        ("市场管理员", ("管理一组",), ("甲区",), ("area", "manages")),
        ("市场管理员", ("管理一组",), ("乙区",), ()),
        ("招商专员", ("招商一组",), ("甲区", "乙区"), ("area", "handles", "manages")),
    ],
)
def test_candidate_facts_come_from_area_handling_and_a_managing_post(
    post: str, groups: tuple[str, ...], areas: tuple[str, ...], facts: tuple[str, ...]
):
    assert one(replace(LINE, post=post, groups=groups, areas=areas)).facts == facts


def test_facts_count_all_the_groups_somebody_is_listed_with():
    elsewhere = replace(LINE, kind="无", counterpart="", groups=("招商一组",))

    assert interests(register(LINE, elsewhere), MANAGING)[0].facts == ("handles",)


@pytest.mark.parametrize(
    ("judgement", "areas", "asked"),
    [
        ("成立", (), "no_fact"),
        ("成立", ("甲区",), ""),
        ("不成立", (), ""),
        ("不成立", ("甲区",), "has_fact"),
        ("待核", (), ""),
        ("待核", ("甲区",), ""),
    ],
)
def test_a_judgement_at_odds_with_the_facts_is_questioned(judgement: str, areas: tuple[str, ...], asked: str):
    assert doubt(one(replace(LINE, areas=areas, judgement=judgement))) == asked  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.lists(LINES, max_size=6))
def test_a_persons_judgement_is_never_changed_and_never_made(lines: list[Declaration]):
    found = interests(register(*lines), MANAGING)
    unjudged = interests(register(*(replace(line, judgement="待核") for line in lines)), MANAGING)

    assert {one.declaration for one in found} == {line for line in lines if line.interest}
    assert {(one.links, one.facts) for one in found} == {(one.links, one.facts) for one in unjudged}
    assert all(one.declaration.judgement == "待核" for one in unjudged)


def test_risks_and_judgements_stand_in_tables_of_their_own():
    found = run(teaching_tables(PROJECT, SYSTEM))
    risk, judged = table(found, "潜在风险档案"), table(found, "利益冲突")
    asked = {row[0]: str(row[-1]) for row in judged.rows}

    assert "认定（人填）" in judged.head and not any("认定" in head for head in risk.head)
    assert asked["G005"].startswith("片区、经办、管理三样都没有联系") and asked["G003"] == ""


def test_a_judgement_on_what_is_no_risk_is_shown_and_questioned():
    row = declared(counterpart="W009", judgement="成立")
    tables = {**teaching_tables(PROJECT, SYSTEM), "declarations": rows_of(DECLARATIONS, [row], "填报")}
    found = run(tables)

    assert dict(found.lines)["潜在风险"].startswith("0 人")
    assert table(found, "利益冲突").rows[0][4:] == (
        "成立",
        "片区、经办、管理三样都没有联系：凭什么认定成立？写明理由，或者改回待核。",
    )


# --- recusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "days", "due"),
    [
        (date(2022, 7, 31), 0, 1),
        (date(2022, 8, 1), 90, 0),
        (date(2022, 7, 30), 1, 1),
        (date(2022, 7, 30), 0, 0),
        (date(2022, 5, 2), 90, 1),
        (date(2022, 5, 1), 90, 0),
        (date(2019, 8, 1), 0, 1),
        (date(2019, 7, 1), 31, 1),
        (date(2019, 7, 1), 30, 0),
    ],
)
def test_a_lease_comes_up_from_the_day_itself_to_the_last_day_included(on: date, days: int, due: int):
    found = [one(replace(LINE, groups=("招商一组",)))]

    assert len(recusals(found, on, days)) == due


def test_only_the_group_that_handles_the_lease_has_somebody_to_recuse():
    assert recusals([one(LINE)], date(2022, 7, 31), 0) == ()


def test_the_two_recusals_of_the_sample_are_renewals_within_90_days():
    rows = table(run(teaching_tables(PROJECT, SYSTEM)), "快到的租约").rows

    assert [row[:5] for row in rows] == [
        (date(2022, 7, 31), "乙区-202", "到期续租", "招商一组", "G008"),
        (date(2022, 9, 28), "丙区-303", "到期续租", "招商二组", "G012"),
    ]


def test_days_cannot_run_backwards():
    with pytest.raises(ValueError, match="负数"):
        recusals([], date(2022, 6, 30), -1)


# --- last time ------------------------------------------------------------------------------


def shown(now: list[Declaration], before: list[Declaration]) -> list[tuple[object, ...]]:
    found = changes(register(*now, before=tuple(before)))
    return [(c.what, c.field, c.before, c.after) for c in found]


NOTHING = replace(LINE, kind="无", relation="", counterpart="")
EMPTY = replace(NOTHING, kind="", on=None)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([LINE], [LINE], []),
        ([NOTHING], [LINE], [("新增", "类别", "无", "近亲属从业")]),
        ([LINE], [NOTHING], [("不再填报", "类别", "近亲属从业", "无")]),
        ([LINE], [EMPTY], []),
        ([LINE], [replace(LINE, relation="妹妹")], [("有改动", "关系", "配偶", "妹妹")]),
        (
            [replace(LINE, amount=Decimal(1))],
            [replace(LINE, amount=Decimal(2))],
            [("有改动", "金额", Decimal(1), Decimal(2))],
        ),
        ([LINE], [replace(LINE, on=date(2023, 1, 1))], []),
        ([LINE], [replace(LINE, counterpart=" j001")], []),
        (
            [LINE],
            [replace(LINE, post="市场管理员", areas=("甲区",))],
            [("岗位变动", "岗位", "财务", "市场管理员"), ("岗位变动", "管理片区", "", "甲区")],
        ),
        ([], [NOTHING], [("新在名单", "", None, None)]),
        ([NOTHING], [], [("不在名单", "", None, None)]),
    ],
)
def test_each_change_is_told_field_by_field(
    before: list[Declaration], now: list[Declaration], expected: list[tuple[object, ...]]
):
    assert shown(now, before) == expected


def test_of_two_loans_to_one_merchant_only_the_changed_one_is_told():
    small, large = (replace(LINE, kind="民间借贷", amount=Decimal(amount)) for amount in ("10000", "50000"))

    assert shown([replace(large, amount=Decimal(60000)), small], [small, large]) == [
        ("有改动", "金额", Decimal(50000), Decimal(60000))
    ]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ([NOTHING], "本次填“无”"),
        ([EMPTY], "本次还没有填"),
        ([replace(LINE, counterpart="W009")], "本次填了别的"),
        ([replace(NOTHING, staff="G002")], "本次不在名单"),
    ],
)
def test_a_counterpart_of_last_time_that_is_a_merchant_still_is_asked_about(
    now: list[Declaration], state: str
):
    assert [found.now for found in lapsed(register(*now, before=(LINE,)))] == [state]


@pytest.mark.parametrize(
    "now",
    [LINE, replace(LINE, kind="民间借贷"), replace(LINE, counterpart="W009", stalls=("甲区-101",))],
)
def test_a_counterpart_declared_again_in_any_class_or_by_its_stall_is_not_asked_about(now: Declaration):
    before = (replace(LINE, stalls=("甲区-101",)),)

    assert lapsed(register(now, before=before)) == ()


def test_a_counterpart_that_is_no_merchant_any_more_is_not_asked_about():
    assert lapsed(register(NOTHING, before=(replace(LINE, counterpart="W009"),))) == ()


def test_what_was_not_declared_again_is_worded_as_to_be_checked_not_as_guilt():
    found = table(run(teaching_tables(PROJECT, SYSTEM)), "上次填过")

    assert "待核，不是结论" in found.caption
    assert [row[4] for row in found.rows] == ["本次还没有填", "本次填“无”", "本次不在名单"]


def test_without_a_last_time_nothing_is_compared_and_the_result_says_so():
    found = run({**teaching_tables(PROJECT, SYSTEM), "previous": ()})

    assert "没有上次的填报表，没有比较变化。" in found.notes
    assert not any(one.caption.startswith("与上次相比") for one in found.tables)


def test_one_sheet_of_declarations_is_not_taken_for_last_time_too():
    path = table_file(PROJECT.root, SYSTEM.sample["declarations"])
    now = read_tables(path, [SYSTEM.tables[0], SYSTEM.tables[1]])
    register_ = register_of({**teaching_tables(PROJECT, SYSTEM), **now})

    assert now["previous"] and register_.before is None


def test_nothing_and_an_interest_from_one_person_are_put_to_that_person():
    assert contradictory([LINE, NOTHING, replace(NOTHING, staff="G002"), EMPTY]) == ("G001",)


# --- whatever the order ------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.lists(LINES, max_size=8), st.lists(LINES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_rows_typed_twice_do_not_matter(
    now: list[Declaration], before: list[Declaration], random: object
):
    mixed, mixed_before = [*now, *now[:2]], list(before)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(mixed_before)  # type: ignore[attr-defined]
    straight, shuffled = register(*now, before=tuple(before)), register(*mixed, before=tuple(mixed_before))

    assert interests(straight, MANAGING) == interests(shuffled, MANAGING)
    assert changes(straight) == changes(shuffled)
    assert lapsed(straight) == lapsed(shuffled)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=8))
def test_nothing_changed_against_itself(lines: list[Declaration]):
    same = register(*lines, before=tuple(lines))

    assert changes(same) == () and lapsed(same) == ()


@settings(max_examples=60)
@given(st.lists(LINES, max_size=8))
def test_every_risk_is_an_interest_and_no_one_is_counted_twice(lines: list[Declaration]):
    found = interests(register(*lines), MANAGING)
    matched = risks(found, "matched")

    assert set(matched) <= set(risks(found, "declared"))
    assert len(people(matched)) <= len({line.staff for line in lines})


def test_the_whole_result_is_the_same_for_rows_turned_round():
    tables = teaching_year(PROJECT)
    turned = {name: tuple(reversed(rows)) for name, rows in tables.items()}

    assert run(tables) == run(turned)


# --- mistakes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"on": ""}, "M152"),
        ({"kind": "", "counterpart": ""}, "M152"),
        ({"counterpart": ""}, "M153"),
        ({"kind": "无"}, "M154"),
        ({"kind": "无", "counterpart": "", "judgement": "成立"}, "M155"),
        ({"amount": "-1"}, "M156"),
    ],
)
def test_a_line_that_does_not_fit_together_is_told_with_its_place_and_cure(
    cells: dict[str, object], code: str
):
    tables = {
        **teaching_tables(PROJECT, SYSTEM),
        "declarations": rows_of(DECLARATIONS, [declared(**cells)], "填报"),
    }
    with pytest.raises(ContentError) as raised:
        run(tables)

    assert [(p.code, p.path, p.line) for p in raised.value.problems] == [(code, "填报", 1)]


def test_all_faults_of_all_tables_are_told_at_once():
    tables = dict(teaching_tables(PROJECT, SYSTEM))
    lease = {"stall": "甲", "tenant": "J1", "area": "甲区", "group": "一组", "start": "2022-02-01"}
    tables["declarations"] = rows_of(DECLARATIONS, [declared(on=""), declared(counterpart="")], "填报")
    tables["leases"] = rows_of(SYSTEM.tables[3], [{**lease, "end": "2022-01-31"}], "租约")
    with pytest.raises(ContentError) as raised:
        run(tables)

    assert [p.code for p in raised.value.problems] == ["M152", "M153", "M157"]


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("on", "昨天"),
        ("on", "9999-12-31"),
        ("days", "-1"),
        ("days", "九十"),
        ("days", "1.5"),
        ("days", "9" * 5000),
    ],
)
def test_a_switch_that_cannot_be_read_is_told_in_chinese(switch: str, value: str):
    with pytest.raises(QueryError, match=r"往后看多少天|从哪一天看"):
        run(teaching_tables(PROJECT, SYSTEM), **{switch: value})


def test_a_candidate_fact_that_is_missing_or_a_sentence_that_is_not_named_is_the_authors_fault(
    tmp_path: Path,
):
    text = table_file(PROJECT.root, "conflicts.yml").read_text(encoding="utf-8")
    broken = text.replace("id: handles", "id: area").replace(
        "    company_basis:\n      - 原文：full_coverage\n", ""
    )
    (tmp_path / "conflicts.yml").write_text(broken, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_conflicts(tmp_path / "conflicts.yml", tmp_path)

    assert sorted(p.code for p in raised.value.problems) == ["M150", "M150", "M151"]


# --- the two columns, and names -----------------------------------------------------------------


def test_national_rules_and_the_companys_stricter_ones_stand_side_by_side():
    found = table(run(teaching_tables(PROJECT, SYSTEM)), "国家规定／本企业更严的规定")
    text = "".join(map(str, (cell for row in found.rows for cell in row)))

    assert found.head[1:4] == ("国家规定（转述）", "约束谁", "本企业更严的规定")
    assert "（2018版）第97条" in text and "2023" not in text and "2024" not in text
    assert {row[4] for row in found.rows} == {"原文", "解读", "教学编写"}


@pytest.mark.parametrize(
    ("cell", "listed"),
    [("甲区、乙区", ("甲区", "乙区")), ("甲区, 甲区／乙区；", ("甲区", "乙区")), ("", ()), (" ", ())],
)
def test_a_cell_lists_what_stands_between_its_marks(cell: str, listed: tuple[str, ...]):
    assert parts(cell) == listed


def test_names_are_compared_without_width_space_or_case_and_sorted_as_people_count():
    assert key(" Ｊ 001") == key("j001")
    assert sorted(["丙区-9", "乙区-10", "乙区-9", "甲区-1"], key=order) == [
        "甲区-1",
        "乙区-9",
        "乙区-10",
        "丙区-9",
    ]
    assert not comparable("叶某某") and not comparable("无") and comparable("J001")


def test_merchants_may_have_several_stalls_in_one_cell():
    cells = {"id": "M1", "operator": "J1", "stall": "甲-1、甲-2", "area": "甲区"}
    tables = {**teaching_tables(PROJECT, SYSTEM), "merchants": rows_of(MERCHANTS, [cells], "商户")}

    assert register_of(tables).merchants[0].stalls == ("甲-1", "甲-2")


def test_a_line_typed_twice_counts_once():
    assert len(ordered([LINE, NOTHING, LINE])) == 2


def test_a_thousand_people_are_compared_in_a_moment():
    lines = tuple(
        replace(LINE, staff=f"G{i}", counterpart=f"J{i % 700}", on=date(2022, 1, 1) + timedelta(i % 300))
        for i in range(1000)
    )
    merchants = tuple(
        replace(MERCHANT, id=f"M{i}", operator=f"J{i}", stalls=(f"甲-{i}",)) for i in range(500)
    )
    found = interests(Register(lines, merchants, (), lines), MANAGING)

    assert len(people(risks(found, "matched"))) == 800


# --- the private self-check -------------------------------------------------------------------


def test_every_question_of_the_self_check_says_what_to_declare_whom_to_tell_and_how_to_recuse():
    data = selfcheck_data(PROJECT)

    assert len(data.questions) >= 8
    assert all(q.declare and q.tell and q.recuse and q.grounds and q.origin for q in data.questions)
    assert all(ground.text and ground.says for q in data.questions for ground in q.grounds)


def test_the_self_check_rests_on_sentences_and_verified_rules_of_its_day_only():
    grounds = [ground for question in selfcheck_data(PROJECT).questions for ground in question.grounds]

    assert {ground.mark for ground in grounds} == {"原文", "VERIFIED"}
    assert all((ground.mark == "原文") == (ground.binds == "") for ground in grounds)


def test_the_self_check_says_that_yes_is_no_breach_and_that_nothing_is_kept():
    data = selfcheck_data(PROJECT)

    assert "不等于违规" in data.notice and "不保存，不上传" in data.notice


def test_a_question_id_used_twice_is_the_authors_fault(tmp_path: Path):
    text = table_file(PROJECT.root, "selfcheck.yml").read_text(encoding="utf-8")
    (tmp_path / "selfcheck.yml").write_text(
        text.replace("relative_bids", "relative_trades"), encoding="utf-8"
    )
    with pytest.raises(ContentError, match="用了两次"):
        load_selfcheck(tmp_path / "selfcheck.yml", tmp_path)
