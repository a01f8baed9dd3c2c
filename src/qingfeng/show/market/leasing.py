"""阳光招商 (S10): the page's three functions, then an exercise (教学编写): register, blind ranking,
and the trace of who changed what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Tables, TableSpec
from qingfeng.content.systems.leasing import load_leasing
from qingfeng.show.market import leasing_rows as rows
from qingfeng.show.market import leasing_words as words
from qingfeng.show.market.leasing_words import Round
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import Switch, System, table_file
from qingfeng.think.market.bids import FULL_SCORE, codes
from qingfeng.think.market.leasing import audit
from qingfeng.words.market.leasing import ACTIONS, LeasingRules, Terms, TieRule
from qingfeng.words.problems import ContentError, Problem, QueryError

_MOST_DAYS = 365
_ORIGIN = Column(
    "origin", "来源", required=False, help="原文、教学编写，或者本单位的出处", example="教学编写"
)
BIDS = TableSpec(
    "bids",
    "报名",
    (
        Column("id", "编号", help="每一份报送的编号", example="B900"),
        Column("received", "收到时间", help="写到几点几分", example="2022-09-01 16:50"),
        Column("team", "报送小组", also=("招商小组",), example="招商一组"),
        Column("bidder", "投标人", also=("报名人",), help="只用编号，不写姓名", example="T900"),
        Column("stall", "商位", also=("商位号",), example="甲区-900"),
        Column("rent", "年租金(元)", "number", unit="元", help="大于 0", example="90000"),
        Column("plan", "经营方案分", "number", unit="分", help="0 到 100", example="80"),
        Column("credit", "信用分", "number", unit="分", help="0 到 100", example="85"),
        _ORIGIN,
    ),
)
TRACE = TableSpec(
    "trace",
    "痕迹",
    (
        Column("when", "时间", help="写到几点几分", example="2022-09-01 16:50"),
        Column("operator", "操作人", help="员工或者投标人的编号", example="G900"),
        Column("action", "动作", "choice", choices=ACTIONS, example="查看"),
        Column("bid", "编号", required=False, example="B900"),
        Column("field", "字段", required=False, help="修改写改哪一项；接触写方式，比如公开答疑", example=""),
        Column("before", "改前", required=False, example=""),
        Column("after", "改后", required=False, example=""),
        Column("note", "说明", required=False, help="查看要写用途", example="核对材料是否齐全"),
        _ORIGIN,
    ),
    required=False,
)
BASES = TableSpec(
    "bases",
    "产业基地动态",
    (
        Column("on", "日期", "date", example="2022-08-22"),
        Column("team", "报送小组", also=("招商小组",), example="招商一组"),
        Column("base", "产业基地", help="报道没有写有哪些基地", example="基地九"),
        Column("trade", "产业", example="饰品"),
        Column("says", "动态", example="两家企业想设展示点"),
        _ORIGIN,
    ),
    required=False,
)
_WEIGHT = "报道没有写怎样评分。{} 是教学编写，三项合计要等于 100。"
SWITCHES = (
    Switch(
        "deadline",
        "截止时间",
        "2022-09-01 17:00",
        "报道没有写。截止那一分钟收到的算按时，晚一分钟就是迟到（教学编写）。",
        kind="text",
    ),
    Switch("rent", "年租金的权重", "40", _WEIGHT.format("40"), kind="number"),
    Switch("plan", "经营方案的权重", "40", _WEIGHT.format("40"), kind="number"),
    Switch("credit", "信用的权重", "20", _WEIGHT.format("20"), kind="number"),
    Switch(
        "tie",
        "同分怎么办",
        "receipt",
        "报道没有写。默认先收到的在前；同一分钟收到的公开抽签。什么时候都不看名字。",
        (("receipt", "先收到的在前，再同就公开抽签"), ("lot", "一律公开抽签")),
    ),
    Switch(
        "window",
        "截止前几天起不得私下接触",
        "7",
        "报道没有写。7 天是教学编写：从截止前 7 天的那一分钟起，截止以后的接触也列。",
        kind="number",
    ),
)
BASIS = (
    ("原文：sunshine", "2022-09"),
    ("原文：one_port", "2022-09"),
    ("原文：team_live", "2022-09"),
    ("原文：industry_map", "2022-09"),
    ("原文：by_system", "2022-09"),
)


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules = rules_of(project.root)
    terms = _terms(settings)
    faults: list[Problem] = []
    bids = rows.bids(tables["bids"], faults)
    traces = rows.traces(tables.get("trace", ()), faults)
    news = rows.news(tables.get("bases", ()))
    if faults:
        raise ContentError(faults)
    open_contacts = frozenset(contact.name for contact in rules.open_contacts)
    look = audit(bids, traces, terms, open_contacts)
    found = Round(rules, terms, bids, codes(bids), look, news)
    svg, said = words.picture(found)
    bases = dict.fromkeys(basis.text for rule in rules.findings for basis in rule.basis)
    return Outcome(
        title=f"盲排 {len(found.stalls)} 个商位，待核 {len(found.audit.findings)} 件",
        lines=words.lines(found),
        tables=words.tables(found),
        notes=words.notes(found),
        basis=(*BASIS, *((text, rules.on) for text in bases)),
        picture=svg,
        picture_words=said,
    )


@lru_cache(maxsize=4)
def rules_of(root: Path) -> LeasingRules:
    """The rules of `course/systems/leasing.yml`."""
    return load_leasing(table_file(root, "leasing.yml"), root)


# --- switches ---------------------------------------------------------------------------


def _terms(settings: Mapping[str, str]) -> Terms:
    rent, plan, credit = (_weight(settings[name]) for name in ("rent", "plan", "credit"))
    total = rent + plan + credit
    if total != FULL_SCORE:
        raise QueryError(f"三项权重加起来是 {total:f}，要正好等于 100。")
    return Terms(
        deadline=_deadline(settings["deadline"]),
        rent=rent,
        plan=plan,
        credit=credit,
        tie=cast(TieRule, settings["tie"]),
        window=_window(settings["window"]),
    )


def _deadline(raw: str) -> datetime:
    found = rows.minute(raw)
    if found is None:
        raise QueryError(f"“截止时间”：“{raw}”看不出是几点几分。写成 2022-09-01 17:00 的样子。")
    return found


def _weight(raw: str) -> Decimal:
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= FULL_SCORE or value != round(value, 2):
        raise QueryError("权重要填 0 到 100 的数，最多两位小数。")
    return value


def _window(raw: str) -> int:
    text = raw.strip()
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > _MOST_DAYS:
        raise QueryError(f"“截止前几天起不得私下接触”要填 0 到 {_MOST_DAYS} 的整数。")
    return int(text)


SYSTEM = System(
    name="leasing",
    title="阳光招商：统一登记、盲排和痕迹核对",
    intro=(
        "先看“招商通”的三项功能，再做一个教学编写的练习："
        "几个小组报上来的并成一本，隐去名字排名，再从痕迹里找截止以后的改动和私下的接触。"
    ),
    about=(
        "报名表一行一份，时间写到几点几分；同一个人报同一个商位，几个小组都报了的，只算一份，以最先收到的为准。",
        "痕迹表一行一个动作：登记、修改、查看、接触、撤回。登记册上的数是改过以后的数。",
        "租金分：这个商位最高的年租金得 100 分，别的按比例；三项加权。排名不看名字，也不看行的次序。",
        "查到的是待核的事，不是谁有错。原文只写三项功能，评分、盲排、痕迹核对都是教学编写。",
    ),
    tables=(BIDS, TRACE, BASES),
    run=_run,
    case="declaration",
    sample={
        "bids": "leasing_bids.csv",
        "trace": "leasing_trace.csv",
        "bases": "leasing_bases.csv",
    },
    switches=SWITCHES,
    editable=("bids", "trace"),
)
