"""Every number of the page stands in a fact, and every one that a mechanism reproduces comes out of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qingfeng.content.case import sentences
from qingfeng.content.project import find_project
from qingfeng.content.sheets import read_tables
from qingfeng.show.market import rectify, system
from qingfeng.show.market.conflicts import teaching_year
from qingfeng.show.market.gallery import gallery_works
from qingfeng.show.market.pledges import pledges_2022
from qingfeng.show.named_tables import named_table
from qingfeng.show.system import teaching_tables
from qingfeng.words.model import Fact
from tests.page import page_text, with_page

PROJECT = find_project(Path(__file__))
CASES = [PROJECT.case(unit.case) for unit in PROJECT.course.units]
FACTS: list[Fact] = [fact for case in CASES for fact in case.facts if fact.source]


@with_page
def test_every_number_of_the_page_stands_in_the_figures_of_a_fact():
    held: dict[object, str] = {}
    for fact in FACTS:
        held[fact.source] = held.get(fact.source, "") + "｜" + "｜".join(fact.figures)
    missing = []
    for sentence in sentences(page_text()):
        for number in re.findall(r"\d+(?:\.\d+)?%?", sentence.text):
            if number not in held.get(sentence.locator, ""):
                missing.append((number, sentence.text[:40]))

    assert missing == []


# What the page says, and where in the course it stands as a fact.
STATED = [
    ("七项制度", "tomatoes", "7项制度"),
    ("红线图的岗位", "tomatoes", "13个岗位"),
    ("红线图的风险", "tomatoes", "32项廉政风险"),
    ("路线图", "tomatoes", "15项小微权力"),
    ("一家两制的潜在风险", "declaration", "16人"),
    ("吸烟扣分", "half_point", "0.5分"),
    ("每分一千元", "half_point", "1000元"),
    ("第一档", "half_point", "20分"),
    ("第二档", "half_point", "30分"),
    ("第三档", "half_point", "40分"),
    ("查处起数和人数", "half_point", "1090起1071人"),
    ("六大维度", "half_point", "6大标签维度"),
    ("评定户数", "half_point", "6836户"),
    ("查询人次", "half_point", "1427人次"),
    ("整改措施", "green_friday", "71条"),
    ("完成", "green_friday", "23条"),
    ("通报", "green_friday", "9期"),
    ("新问题", "green_friday", "5个"),
    ("第一种形态", "green_friday", "7人"),
    ("制度办法", "green_friday", "1个"),
    ("承诺书", "new_year_eve", "562份"),
    ("施工单位", "new_year_eve", "22家"),
    ("监理单位", "new_year_eve", "12家"),
    ("外包服务单位", "new_year_eve", "27家"),
    ("监理投诉", "new_year_eve", "40%"),
    ("书法作品", "new_year_eve", "46件"),
    ("获奖作品", "new_year_eve", "19件"),
    ("清风廉廊", "night_before", "2006年"),
]


@pytest.mark.parametrize(("name", "case", "figure"), STATED, ids=[name for name, _, _ in STATED])
def test_a_number_of_the_page_is_a_fact_of_its_case(name: str, case: str, figure: str):
    figures = "｜".join(f for fact in PROJECT.case(case).facts for f in fact.figures)

    assert figure in figures.replace(" ", "")


def test_1090_cases_and_1071_people_come_out_of_the_ledger():
    points = system("points")
    path = PROJECT.root / "course" / "systems" / "points_2022.csv"
    found = points.run(PROJECT, read_tables(path, points.tables), points.settings({}))

    assert dict(found.lines)["查处"] == "1,090 起，1,071 人"


def test_16_people_of_potential_risk_come_out_of_the_declarations():
    conflicts = system("conflicts")
    found = conflicts.run(PROJECT, teaching_year(PROJECT), conflicts.settings({}))

    assert found.title.startswith("潜在风险 16 人")


def test_7_13_32_and_15_are_counted_in_the_tables_of_small_powers():
    counted = named_table(PROJECT, "powers_counted")

    assert [row[1] for row in counted.rows] == [7, 13, 32, 15]
    assert len(named_table(PROJECT, "institutions").rows) == 7
    assert len(named_table(PROJECT, "red_lines").rows) == 32
    assert len(named_table(PROJECT, "routes_listed").rows) == 15


def test_71_measures_and_23_done_come_out_of_the_tracker():
    tracker = system("rectify")
    found = tracker.run(PROJECT, rectify.teaching_year(PROJECT), tracker.settings({}))

    assert found.title.startswith("71 条完成 23 条")


def test_562_pledges_of_22_12_and_27_units_come_out_of_the_register():
    rows = {str(row[0]): row for row in pledges_2022(PROJECT).tables[0].rows}

    assert [rows[kind][1] for kind in ("施工", "监理", "外包")] == [22, 12, 27]
    assert "562" in " ".join(value for _, value in pledges_2022(PROJECT).lines)


def test_46_works_hang_on_the_wall_and_19_are_awarded():
    found = system("gallery")
    outcome = found.run(PROJECT, teaching_tables(PROJECT, found), found.settings({}))

    assert len(gallery_works(PROJECT)) == 46
    assert any("19" in value for _, value in outcome.lines)
