"""Which edition binds an act: the table of docs/glossary.md 从旧兼从轻, row by row."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from qingfeng.content.project import find_project
from qingfeng.content.rulebook import day
from qingfeng.words.problems import QueryError

BOOK = find_project(Path(__file__)).rulebook
CATALOG = find_project(Path(__file__)).root.parent / "shared" / "facts" / "rules_catalog.csv"


def cite(instrument: str, topic: str, on: str, **dates: str):
    return BOOK.cite(instrument, topic, on=day(on), **{k: day(v) for k, v in dates.items()})


@pytest.mark.parametrize(
    ("topic", "on", "until", "edition", "article"),
    [
        ("收受礼品礼金消费卡", "2018-05-11", None, "2015版", "第83条"),
        ("收受礼品礼金消费卡", "2018-09-30", None, "2015版", "第83条"),
        ("收受礼品礼金消费卡", "2018-10-01", None, "2018版", "第88条"),
        ("收受礼品礼金消费卡", "2023-12-31", None, "2018版", "第88条"),
        ("收受礼品礼金消费卡", "2024-01-01", None, "2023版", "第97条"),
        ("收受礼品礼金消费卡", "2018-09-30", "2018-10-05", "2018版", "第88条"),
        ("干预司法执纪执法", "2018-05-11", None, "2015版", "第119条"),
        ("第八十八条", "2018-10-02", None, "2018版", "第88条"),
        ("85", "2022-03", None, "2018版", "第85条第2款"),
    ],
)
def test_the_edition_in_force_on_the_day_of_the_act_answers(topic, on, until, edition, article):
    dates = {"until": until} if until else {}

    found = cite("纪律处分条例", topic, on, **dates)

    assert [(c.edition, c.article) for c in found] == [(edition, article)]


def test_a_finished_act_is_judged_by_its_day_and_mitigated_by_the_day_of_handling():
    first, *clauses = cite("纪律处分条例", "涉嫌犯罪的党纪处分", "2018-05-11", handled="2021-06-30")

    assert (first.role, first.edition, first.article) == ("实体", "2015版", "第27条")
    assert "从旧兼从轻" in first.note and "2018版第27条" in first.note
    assert {(c.role, c.edition, c.article) for c in clauses} == {
        ("从宽收缴", "2018版", "第17条"),
        ("从宽收缴", "2018版", "第38条"),
        ("从宽收缴", "2018版", "第40条"),
    }


def test_a_mitigation_clause_follows_the_day_of_handling():
    (clause,) = cite("纪律处分条例", "从轻减轻", "2018-05-11", handled="2021-06-30")

    assert (clause.role, clause.edition, clause.article) == ("从宽收缴", "2018版", "第17条")


@pytest.mark.parametrize(
    ("on", "label"),
    [
        ("2018-05-11", "整合至修正案（十）"),
        ("2021-11-01", "整合至修正案（十一）"),
        ("2024-03-01", "整合至修正案（十二）"),
    ],
)
def test_criminal_law_says_up_to_which_amendment_it_stood(on, label):
    (found,) = cite("刑法", "斡旋受贿", on)

    assert (found.edition, found.article) == (label, "第388条")


def test_bribe_giving_before_2024_is_cited_by_its_old_ladder():
    (old,) = cite("刑法", "行贿处罚", "2018-05-11")
    (new,) = cite("刑法", "行贿处罚", "2024-03-01")

    assert "5 年以下" in old.ladder[0] and "3 年以下" in new.ladder[0]


def test_an_interpretation_of_2016_carries_its_mark_from_may_2026_on():
    (before,) = cite("法释〔2016〕9号", "数额较大", "2026-04-30")
    (after,) = cite("法释〔2016〕9号", "数额较大", "2026-05-01")
    rule = BOOK.rule("法释〔2016〕9号", "数额较大", date(2026, 5, 1))

    assert not before.note and "法释〔2026〕6号" in after.note
    assert rule.may_key(date(2026, 4, 30)) and not rule.may_key(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("instrument", "topic", "on", "words"),
    [
        ("纪律条例", "收受礼品礼金消费卡", "2018-05-11", "纪律处分条例"),
        ("纪律处分条例", "收礼", "2018-05-11", "收受礼品礼金消费卡"),
        ("纪律处分条例", "处分种类", "2015-12-31", "2016-01-01"),
        ("纪律处分条例", "家风失管", "2017-01-01", "2018版第136条"),
        ("问责条例", "问责方式", "2022-01-01", "2019-08-31"),
        ("国企领导人员廉洁从业若干规定", "不得谋私", "2026-03-22", "2026-03-21"),
        ("党员教育管理工作条例", "学时", "2022-01-01", "没有核实"),
        ("过问案件规定", "适用人员", "2018-05-01", "没有核实"),
    ],
)
def test_what_cannot_be_answered_says_why_and_what_is_near(instrument, topic, on, words):
    with pytest.raises(QueryError, match=words):
        cite(instrument, topic, on)


def test_dates_that_run_backwards_are_refused():
    with pytest.raises(QueryError, match="--until"):
        cite("刑法", "自首", "2021-05-01", until="2021-04-01")
    with pytest.raises(QueryError, match="--handled"):
        cite("刑法", "自首", "2021-05-01", handled="2021-04-01")


@pytest.mark.parametrize("text", ["2018-13-01", "去年", "2018-02-30", ""])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(QueryError, match="不是日期"):
        day(text)


@pytest.mark.skipif(not CATALOG.is_file(), reason="the catalog of verified rules lies elsewhere")
def test_every_verified_row_of_the_catalog_is_an_entry_with_its_days():
    held = {rule.row: rule for one in BOOK.instruments for rule in one.rules}
    with CATALOG.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["verified"] == "yes"]

    missing = [row["id"] for row in rows if row["id"] not in held]
    wrong = [
        row["id"]
        for row in rows
        if row["id"] in held
        and (
            held[row["id"]].article != row["article"]
            or str(held[row["id"]].in_force_from or "") != row["in_force_from"]
            or str(held[row["id"]].in_force_to or "") != row["in_force_to"]
        )
    ]

    assert (len(rows), missing, wrong) == (193, [], [])


def test_secondary_rows_carry_their_mark_and_no_article():
    others = [r for one in BOOK.instruments for r in one.rules if r.confidence != "VERIFIED"]

    assert others and all(not rule.article and not rule.may_key(date(2025, 1, 1)) for rule in others)


def test_the_command_gives_json_with_the_promised_keys():
    command = [sys.executable, "-m", "qingfeng", "cite", "刑法", "斡旋受贿", "--on", "2018-05-11", "--json"]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)

    keys = {"role", "instrument", "edition", "article", "in_force_from", "in_force_to"}
    assert keys | {"ladder", "note", "confidence", "source"} <= set(found[0])
    assert found[0]["in_force_to"] is None and found[0]["confidence"] == "VERIFIED"


def test_the_command_tells_a_mistake_in_chinese_without_a_traceback():
    command = [sys.executable, "-m", "qingfeng", "cite", "刑罚", "斡旋受贿", "--on", "2018-05-11"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")

    assert done.returncode == 1 and "刑法" in done.stderr and "Traceback" not in done.stderr
