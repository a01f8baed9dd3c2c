"""一家两制 (S11): declarations against merchants and leases; a risk is told, a conflict never decided."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, Tables, TableSpec, read_tables
from qingfeng.content.systems.conflicts import load_conflicts
from qingfeng.show.market import conflicts_words as words
from qingfeng.show.market.conflicts_words import Found
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import Switch, System, table_file
from qingfeng.think.market.conflicts import contradictory, interests, people, recusals, risks, roster
from qingfeng.think.market.declarations import changes, lapsed
from qingfeng.think.market.naming import parts
from qingfeng.words.market.conflicts import (
    CLASSES,
    JUDGEMENTS,
    NOTHING,
    ConflictRules,
    Declaration,
    Judgement,
    Lease,
    Merchant,
    Register,
    RiskRule,
)
from qingfeng.words.problems import ContentError, Problem, QueryError, problem

_MOST_DAYS = 3660
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ORIGIN = Column(
    "origin", "来源", required=False, help="原文、教学编写，或者本单位的出处", example="教学编写"
)
_DECLARED = (
    Column("staff", "工号", also=("员工编号",), help="只用编号，不写姓名", example="G900"),
    Column("post", "岗位", help="直接管商户的岗位写在 conflicts.yml 里", example="市场管理员"),
    Column("group", "所在小组", also=("小组",), help="几个小组用顿号隔开", example="招商一组"),
    Column("area", "管理片区", required=False, help="没有就空着；几个用顿号隔开", example="甲区"),
    Column(
        "kind",
        "类别",
        "choice",
        required=False,
        choices=(*CLASSES, NOTHING),
        help="一件事一行；没有就填“无”；还没有填报的空着。原文三类后面有“等”字，别的类别报道没有写",
        example="近亲属从业",
    ),
    Column("relation", "关系", required=False, help="同对方是什么关系", example="配偶"),
    Column(
        "counterpart", "对方", required=False, help="商户编号、经营人或者承租人，同商户表一致", example="J900"
    ),
    Column("stall", "商位", required=False, also=("商位号",), help="几个用顿号隔开", example="甲区-900"),
    Column(
        "amount", "金额(元)", "number", required=False, unit="元", help="借贷和房产写金额", example="50000"
    ),
    Column("on", "填报日期", "date", required=False, help="还没有填报的空着", example="2022-03-15"),
)
DECLARATIONS = TableSpec(
    "declarations",
    "填报",
    (
        *_DECLARED,
        Column(
            "judgement",
            "认定",
            "choice",
            required=False,
            choices=JUDGEMENTS,
            help="利益冲突成立不成立，由人填；空着就是待核",
            example="待核",
        ),
        _ORIGIN,
    ),
)
PREVIOUS = TableSpec("previous", "上次填报", (*_DECLARED, _ORIGIN), required=False)
MERCHANTS = TableSpec(
    "merchants",
    "商户",
    (
        Column("id", "商户编号", also=("编号",), example="M900"),
        Column("operator", "经营人", also=("对方", "对方/经营人"), help="只用编号", example="J900"),
        Column("stall", "商位", also=("商位号",), help="几个用顿号隔开", example="甲区-900"),
        Column("area", "片区", example="甲区"),
        Column("trade", "经营范围", required=False, example="饰品"),
        _ORIGIN,
    ),
)
LEASES = TableSpec(
    "leases",
    "租约",
    (
        Column("stall", "商位", also=("商位号",), example="甲区-900"),
        Column("tenant", "承租人", help="商位使用权人，可以同经营人不是一个人", example="J900"),
        Column("area", "片区", example="甲区"),
        Column("group", "经办小组", example="招商一组"),
        Column("start", "租期起", "date", example="2019-08-01"),
        Column("end", "租期止", "date", help="含这一天", example="2022-07-31"),
        _ORIGIN,
    ),
)
SWITCHES = (
    Switch(
        "risk",
        "怎样算“潜在风险”",
        "matched",
        "报道没有写 16 人是怎样排查出来的。默认只算对方在商户或者租约里的：没有交集的关系，不必建档。",
        (("matched", "对方在商户表或者租约表里"), ("declared", "填了三类之一就算")),
    ),
    Switch(
        "on",
        "从哪一天看",
        "2022-06-30",
        "看哪些租约快到期、要换人经办，从这一天算起，含这一天。报道是 2022 年年中的。",
        kind="date",
    ),
    Switch(
        "days",
        "往后看多少天",
        "90",
        "报道没有写提前多久安排回避。90 天是教学编写，含最后一天。",
        kind="number",
    ),
)
BASIS = (
    ("原文：family_systems", "2022-06"),
    ("原文：full_coverage", "2022-06"),
    ("原文：sixteen", "2022-06"),
    ("原文：kept_current", "2022-06"),
    ("个人有关事项规定：报告对象", "2022-06"),
    ("纪律处分条例：一家两制禁业", "2022-06"),
    ("纪律处分条例：借用服务对象钱款房车、民间借贷", "2022-06"),
    ("国企领导人员廉洁从业若干规定：防利益冲突", "2022-06"),
    ("个人信息保护法：最小必要", "2022-06"),
)
# The teaching year, whole: too long for a page, small for a command.
YEAR: Mapping[str, str] = {
    "declarations": "declarations_2022.csv",
    "previous": "declarations_2021.csv",
    "merchants": "merchants.csv",
    "leases": "leases.csv",
}


def teaching_year(project: Project) -> Tables:
    """The whole teaching year: 40 people, 16 of them with a potential risk, and the year before."""
    return {
        spec.id: read_tables(table_file(project.root, YEAR[spec.id]), [spec])[spec.id]
        for spec in SYSTEM.tables
    }


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules = rules_of(project.root)
    register = register_of(tables)
    managing = frozenset(post.name for post in rules.managing_posts)
    on, days = _day(settings["on"]), _days(settings["days"])
    every = interests(register, managing)
    at_risk = risks(every, cast(RiskRule, settings["risk"]))
    risky = set(at_risk)
    found = Found(
        staff=roster(register.declarations),
        interests=every,
        risks=at_risk,
        judged=tuple(one for one in every if one in risky or one.declaration.judgement != "待核"),
        recusals=recusals(at_risk, on, days),
        changes=changes(register),
        lapsed=lapsed(register),
        contradictory=contradictory(register.declarations),
        compared=register.before is not None,
    )
    svg, said = words.picture(found)
    return Outcome(
        title=f"潜在风险 {len(people(at_risk))} 人，认定由人来作",
        lines=words.lines(found),
        tables=words.tables(project, rules, found),
        notes=words.notes(found),
        basis=BASIS,
        picture=svg,
        picture_words=said,
    )


@lru_cache(maxsize=4)
def rules_of(root: Path) -> ConflictRules:
    """The rules of `course/systems/conflicts.yml`."""
    return load_conflicts(table_file(root, "conflicts.yml"), root)


# --- reading ------------------------------------------------------------------------------


def register_of(tables: Tables) -> Register:
    """What is compared, from the rows; ContentError with every row that does not fit together."""
    faults: list[Problem] = []
    now = _declarations(tables["declarations"], faults)
    earlier = tables.get("previous", ())
    # A workbook with one sheet of declarations only: the same rows are not a last time.
    same_sheet = bool(earlier) and {row.at for row in earlier} == {row.at for row in tables["declarations"]}
    before = None if not earlier or same_sheet else _declarations(earlier, faults)
    leases = tuple(_lease(row, faults) for row in tables["leases"])
    if faults:
        raise ContentError(faults)
    return Register(now, tuple(map(_merchant, tables["merchants"])), leases, before)


def _declarations(rows: Iterable[Row], faults: list[Problem]) -> tuple[Declaration, ...]:
    found = []
    for row in rows:
        line = _declaration(row)
        found.append(line)
        faults += [problem(row.at, code, what, mend) for code, what, mend in _faults(line)]
    return tuple(found)


def _declaration(row: Row) -> Declaration:
    return Declaration(
        staff=plain_number(row.text("staff")),
        post=row.text("post"),
        groups=parts(row.text("group")),
        areas=parts(row.text("area")),
        kind=row.text("kind"),
        relation=row.text("relation"),
        counterpart=row.text("counterpart"),
        stalls=parts(row.text("stall")),
        amount=None if row.cells.get("amount") is None else row.number("amount"),
        on=row.day_or_none("on"),
        judgement=cast(Judgement, row.text("judgement") or "待核"),
    )


def _faults(line: Declaration) -> list[tuple[str, str, str]]:
    """What does not fit together in one line: code, fault and cure."""
    found = []
    if line.filed != (line.on is not None):
        what = "填了类别，没有填报日期" if line.filed else "有填报日期，没有类别"
        found.append(("M152", what, "两格都填；没有要报的，类别填“无”；还没有填报的，两格都空着。"))
    if line.interest and not line.counterpart and not line.stalls:
        found.append(("M153", f"“{line.kind}”没有写对方，也没有写商位", "至少填一样，不然没法比对。"))
    if not line.interest and (line.counterpart or line.stalls or line.amount is not None):
        found.append(("M154", "写了对方、商位或者金额，类别却不是三类之一", "改类别，或者清空那几格。"))
    if not line.interest and line.judgement != "待核":
        found.append(("M155", f"没有填报的事，认定却是“{line.judgement}”", "清空“认定”这一格。"))
    if line.amount is not None and line.amount < 0:
        found.append(("M156", f"金额 {line.amount} 小于 0", "金额填正数。"))
    return found


def _merchant(row: Row) -> Merchant:
    return Merchant(
        id=row.text("id"),
        operator=row.text("operator"),
        stalls=parts(row.text("stall")),
        area=row.text("area"),
        trade=row.text("trade"),
    )


def _lease(row: Row, faults: list[Problem]) -> Lease:
    start, end = row.day("start"), row.day("end")
    if end < start:
        what = f"租期止 {end} 早于租期起 {start}"
        faults.append(problem(row.at, "M157", what, "核对两个日期。"))
    return Lease(row.text("stall"), row.text("tenant"), row.text("area"), row.text("group"), start, end)


def plain_number(text: str) -> str:
    """A staff number without white space, full-width signs and small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _day(raw: str) -> date:
    try:
        on = date.fromisoformat(raw.strip())
    except ValueError:
        raise QueryError(f"“从哪一天看”：“{raw}”不是日期。写成 2022-06-30 的样子。") from None
    if not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        raise QueryError(f"“从哪一天看”要在 {_FIRST_YEAR} 年到 {_LAST_YEAR} 年之间。")
    return on


def _days(raw: str) -> int:
    text = unicodedata.normalize("NFKC", raw).strip()
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > _MOST_DAYS:
        raise QueryError(f"“往后看多少天”要填 0 到 {_MOST_DAYS} 的整数。")
    return int(text)


SYSTEM = System(
    name="conflicts",
    title="一家两制：填报、潜在风险和认定",
    intro=(
        "把员工的填报同商户、租约比对：谁还没填，谁有潜在风险，和上次比变了什么，哪件事要回避。"
        "冲突成立不成立，机器不下结论，由人填。"
    ),
    about=(
        "应填的人每人至少一行，一件事一行；没有就填“无”，还没有填报的，类别和日期空着。只写编号，不写姓名和电话。",
        "对方、商位同商户表、租约表对得上的，列为潜在风险；潜在风险不等于违规（解读）。",
        "“认定”一列由人填成立、不成立、待核；机器只列候选事实，只追问，不改动。",
        "“上次填报”可以没有；有的话，逐项列出变化。",
    ),
    tables=(DECLARATIONS, PREVIOUS, MERCHANTS, LEASES),
    run=_run,
    case="declaration",
    sample={
        "declarations": "conflicts_declarations.csv",
        "previous": "conflicts_previous.csv",
        "merchants": "conflicts_merchants.csv",
        "leases": "conflicts_leases.csv",
    },
    switches=SWITCHES,
    editable=("declarations", "merchants", "leases"),
)
