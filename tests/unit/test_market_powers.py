"""The red-line map and the routes: the page's 7, 13, 32 and 15, maps to extend, routes to play."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Row, rows_of
from qingfeng.content.systems.powers import known_ids, load_red_lines, load_routes
from qingfeng.show.market.powers import (
    OWN_RISKS,
    post_choices,
    powers_table,
    red_line_outcome,
    route_choices,
    route_outcome,
    routes_table,
)
from qingfeng.show.outcome import ROWS_SHOWN, outcome_json
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FOLDER = PROJECT.root / "course" / "systems"
RED_LINES = load_red_lines(FOLDER / "red_lines.yml", PROJECT.root)
ROUTES = load_routes(FOLDER / "routes.yml", PROJECT.root)
STEPS = [(route.id, number) for route in ROUTES.routes for number in range(len(route.steps) + 1)]
# What people say to themselves, as the scenarios name it.
EXCUSES = {
    "人情往来",
    "只是转交",
    "事已办成",
    "没人知道",
    "数额不大",
    "以后再还",
    "大家都这样",
    "领导交代",
    "先应付过去",
    "只是看看",
}


def own(*rows: tuple[str, str]) -> Sequence[Row]:
    """A reader's own rows of (post, risk)."""
    cells = [{"post": post, "risk": risk, "shows": "这样做。", "guard": "那样防。"} for post, risk in rows]
    return rows_of(OWN_RISKS, cells, "自己的风险")


# --- the page's numbers ------------------------------------------------------------------------


def test_the_page_states_7_institutions_13_posts_32_risks_and_15_routes_and_we_list_as_many():
    table = powers_table(PROJECT)

    assert [(row[1], row[3], row[4], row[5]) for row in table.rows] == [
        (7, "市场集团", "原文", 7),
        (13, "商城集团", "原文", 13),
        (32, "商城集团", "原文", 32),
        (15, "商城集团", "原文", 15),
    ]


def test_every_post_risk_and_route_says_that_it_was_written_for_teaching():
    assert {row.origin for row in (*RED_LINES.posts, *RED_LINES.risks, *ROUTES.routes)} == {"教学编写"}
    assert [row[-1] for row in powers_table(PROJECT).texts] == [
        "名称原文，内容教学编写",
        "教学编写",
        "教学编写",
        "教学编写",
    ]


# --- the red-line map -----------------------------------------------------------------------------


def test_every_risk_shows_how_it_looks_and_how_it_is_guarded_and_no_two_are_alike():
    names = [(risk.post, risk.name) for risk in RED_LINES.risks]

    assert len(set(names)) == 32 and len({risk.shows for risk in RED_LINES.risks}) == 32
    assert len({risk.guard for risk in RED_LINES.risks}) == 32
    assert all(1 <= len(RED_LINES.of(post.id)) <= 4 for post in RED_LINES.posts)


def test_every_excuse_of_the_scenarios_is_met_by_some_risk():
    assert {tag for risk in RED_LINES.risks for tag in risk.tags} >= EXCUSES
    assert all(EXCUSES & set(risk.tags) for risk in RED_LINES.risks)


def test_the_whole_map_holds_all_posts_and_risks_and_says_what_the_page_leaves_open():
    outcome = red_line_outcome(PROJECT, "")

    assert outcome.title == "红线图"
    assert outcome.lines == (
        ("红线图涉及的岗位", "13 个（商城集团，原文）"),
        ("红线图涉及的廉政风险", "32 项（商城集团，原文）"),
    )
    assert all(
        risk.name in outcome.picture and risk.name in outcome.picture_words for risk in RED_LINES.risks
    )
    assert len(outcome.tables[0].rows) == 32
    assert any("合计还是怎样分列，版面没有写" in note for note in outcome.notes)


@pytest.mark.parametrize("post", [post.id for post in RED_LINES.posts])
def test_a_post_is_marked_on_the_map_and_its_risks_are_shown_in_full(post: str):
    outcome = red_line_outcome(PROJECT, post)
    (table,) = outcome.tables

    assert outcome.picture.count("▶") == 1
    assert [row[2:4] for row in table.rows] == [(r.shows, r.guard) for r in RED_LINES.of(post)]
    assert len(table.rows) <= ROWS_SHOWN


@pytest.mark.parametrize("post", ["", *(post.id for post in RED_LINES.posts)])
def test_every_rule_a_risk_meets_is_one_that_was_verified_and_in_force(post: str):
    shown = outcome_json(PROJECT, red_line_outcome(PROJECT, post), "tomatoes")

    assert {one["mark"] for one in shown["basis"]} <= {"原文", "VERIFIED"}  # type: ignore[attr-defined]


def test_rules_are_shown_with_whom_they_bind():
    told = red_line_outcome(PROJECT, "buying")

    assert any("党纪的条款只管党员" in note for note in told.notes)
    assert ("纪律处分条例：收受礼品礼金消费卡", "2022-07") in told.basis


def test_own_rows_join_the_map_under_their_post_and_are_marked():
    outcome = red_line_outcome(PROJECT, "", own(("片区管理员", "代收快递"), ("保安", "替人看货")))

    assert dict(outcome.lines)["自己加的风险"] == "2 项"
    assert [row[-1] for row in outcome.tables[0].rows] == ["自己加的", "自己加的"]
    assert "＋代收快递" in outcome.picture and "代收快递（自己加的）" in outcome.picture
    assert "保安：替人看货" in outcome.picture_words
    assert sum(len(table.rows) for table in outcome.tables) == 34


def test_own_rows_never_change_what_is_ours():
    mixed = red_line_outcome(PROJECT, "patrol", own(("片区管理员", "代收快递")))

    assert [row[-1] for row in mixed.tables[0].rows] == ["教学编写"] * 4 + ["自己加的"]
    assert powers_table(PROJECT).rows[2][1] == 32


def test_an_own_row_that_repeats_a_risk_is_a_fault_with_line_and_cure():
    rows = own(("收费员", "随手减免"), ("保安", "替人看货"), ("保安", "替人看货"))

    with pytest.raises(ContentError) as faults:
        red_line_outcome(PROJECT, "", rows)

    assert [(one.line, one.code, one.what) for one in faults.value.problems] == [
        (1, "M195", "“收费员”已经有“随手减免”这一项"),
        (3, "M195", "“保安”已经有“替人看货”这一项"),
    ]


def test_the_form_offers_the_whole_map_first():
    assert post_choices(PROJECT)[:2] == (("", "整张图"), ("patrol", "片区管理员"))
    assert len(post_choices(PROJECT)) == 14


def test_an_unknown_post_is_refused_with_the_nearest_names():
    with pytest.raises(QueryError, match="没有叫“patro”的岗位。你是想写“patrol”"):
        red_line_outcome(PROJECT, "patro")


# --- what may teach a risk ------------------------------------------------------------------------


def test_cases_items_and_scenes_are_known_by_their_ids():
    known = known_ids(PROJECT.root)

    assert {"favours", "tomatoes", "favours/phone_call"} <= known
    assert {item.id for item in PROJECT.bank("favours").items} <= known
    assert not any(name.startswith("_") for name in known)


def test_an_id_that_nothing_has_is_a_fault_with_line_and_cure(tmp_path: Path):
    text = (FOLDER / "red_lines.yml").read_text(encoding="utf-8")
    bad = tmp_path / "red_lines.yml"
    bad.write_text(text.replace("      - tomatoes\n", "      - tomatos\n", 1), encoding="utf-8")

    assert load_red_lines(bad, tmp_path).title == "红线图"
    with pytest.raises(ContentError, match="M193  “白拿、象征付款”写了“tomatos”") as faults:
        load_red_lines(bad, tmp_path, known_ids(PROJECT.root))
    assert "你是想写“tomatoes”" in str(faults.value) and faults.value.problems[0].line > 1


# --- the routes -----------------------------------------------------------------------------------


def test_every_route_has_three_to_six_steps_and_says_whether_its_power_is_too_large_and_where():
    assert len(ROUTES.routes) == 15
    for route in ROUTES.routes:
        assert 3 <= len(route.steps) <= 6 and route.too_large
        assert bool(route.where) == (route.judged != "一般")
        assert all(step.does and step.decides and step.record and step.guard for step in route.steps)


def test_most_steps_can_bend_and_some_cannot():
    bends = [bool(step.bends) for route in ROUTES.routes for step in route.steps]

    assert True in bends and False in bends and sum(bends) * 2 > len(bends)


@pytest.mark.parametrize(("route", "number"), STEPS)
def test_a_step_is_marked_and_what_lies_ahead_stays_hidden(route: str, number: int):
    outcome = route_outcome(PROJECT, route, number)
    (steps,) = [one.steps for one in ROUTES.routes if one.id == route]
    shown = "".join(text for _, text in outcome.lines) + outcome.picture

    assert outcome.picture.count("▶") == (1 if number else 0)
    assert len(outcome.tables[0].rows if outcome.tables else ()) == number
    assert all(step.bends not in shown for step in steps[number:] if step.bends)
    assert outcome.picture_words.endswith(f"第 {number} 步。" if number else "还没有开始。")


def test_a_step_tells_who_decides_what_is_recorded_where_it_bends_and_how_it_is_held():
    outcome = route_outcome(PROJECT, "points", 3)
    told = dict(outcome.lines)

    assert outcome.title == "诚信积分扣分：第 3 步，共 5 步"
    assert list(told) == ["做什么", "谁决定", "留下什么记录", "哪里会弯", "怎样扶正", "来源"]
    assert outcome.notes[0] == "这一步就是要查摆的地方：权力过大。"
    assert told["哪里会弯"] == "录成“提醒”，或者录到隔壁商位。"


def test_a_step_that_cannot_bend_says_so():
    assert dict(route_outcome(PROJECT, "leasing", 2).lines)["哪里会弯"] == "这一步没有看出会弯的地方"


def test_the_last_step_says_where_the_power_is_too_large():
    assert "第 4 步的权力最大" in dict(route_outcome(PROJECT, "leasing", 5).lines)["权力过大"]
    assert "权力过大" not in dict(route_outcome(PROJECT, "leasing", 4).lines)


def test_the_routes_rest_on_the_page_and_say_that_their_steps_do_not():
    outcome = route_outcome(PROJECT, "report", 2)
    shown = outcome_json(PROJECT, outcome, "tomatoes")

    assert [one["mark"] for one in shown["basis"]] == ["原文", "原文"]  # type: ignore[attr-defined]
    assert any("没有写是哪些；步骤、会弯的地方和扶正的办法，都是教学编写" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("route", "number", "words"),
    [
        ("lease", 1, "没有叫“lease”的路线。你是想写“leasing”"),
        ("operator", 4, "“实际经营人登记”只有 3 步，填 0 到 3"),
        ("operator", -1, "“实际经营人登记”只有 3 步，填 0 到 3"),
    ],
)
def test_a_route_or_step_that_is_not_there_is_refused(route: str, number: int, words: str):
    with pytest.raises(QueryError, match=words):
        route_outcome(PROJECT, route, number)


def test_the_table_of_routes_has_a_row_each():
    assert [row[0] for row in routes_table(PROJECT).texts] == [name for _, name in route_choices(PROJECT)]
    assert len(routes_table(PROJECT).rows) == 15


# --- faults of an author ------------------------------------------------------------------------------


def test_an_authors_faults_in_the_map_are_told_at_once(tmp_path: Path):
    text = (FOLDER / "red_lines.yml").read_text(encoding="utf-8")
    text = text.replace("number: 32", "number: 31").replace("    post: cashier\n", "    post: cash\n")
    text = text.replace("  - id: buying_gift\n", "  - id: buying_quote\n")
    bad = tmp_path / "red_lines.yml"
    bad.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as faults:
        load_red_lines(bad, tmp_path)

    told = str(faults.value)
    assert "M181  红线图涉及的廉政风险：版面是 31 项，这里列了 32 项" in told
    assert "M182  id“buying_quote”用了两次" in told
    assert "M191  没有叫“cash”的岗位" in told and "你是想写“cashier”" in told
    assert "M192  “收费员”一项风险也没有" in told


def test_an_authors_faults_in_a_route_are_told_at_once(tmp_path: Path):
    text = (FOLDER / "routes.yml").read_text(encoding="utf-8")
    text = text.replace("      - 1\n      - 4\n", "      - 2\n      - 9\n", 1)
    text = text.replace("    where:\n      - 2\n    too_large: 证不够分", "    too_large: 证不够分")
    bad = tmp_path / "routes.yml"
    bad.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as faults:
        load_routes(bad, tmp_path)

    told = str(faults.value)
    assert "M194  “商位招租”没有第 9 步" in told
    assert "M194  “商位招租”说第 2 步有问题，那一步却没有写会弯在哪里" in told
    assert "M194  “通行证发放”说是易被滥用，没有写是第几步" in told


def test_a_count_that_the_file_does_not_know_is_told(tmp_path: Path):
    text = (
        (FOLDER / "routes.yml").read_text(encoding="utf-8").replace("  - id: routes\n", "  - id: roads\n", 1)
    )
    bad = tmp_path / "routes.yml"
    bad.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match="M181  没有叫“roads”的数"):
        load_routes(bad, tmp_path)
