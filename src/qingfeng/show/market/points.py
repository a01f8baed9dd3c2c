"""诚信积分 (S13): a table of violations to a ledger of accounts, by exact bounds."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, Tables, TableSpec
from qingfeng.content.systems.points import countable, load_points
from qingfeng.show.market import points_words as words
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import Switch, System
from qingfeng.show.tables import Table
from qingfeng.think.market.points import ledger
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.market.points import AccountOf, Assumptions, HalfPoint, Kind, Measures, Rules, Violation
from qingfeng.words.problems import ContentError, Problem, QueryError, nearest, problem

# The page counts to the end of May; that the year is 2022 is inferred from it (解读).
_ON = "2022-05"
_YEARS = range(2000, 2101)
_NOBODY = frozenset({"无", "不详", "未知", "-", "—", "/"})

VIOLATIONS = TableSpec(
    "violations",
    "查处记录",
    (
        Column(
            "on", "日期", "date", also=("查处日期", "违规日期"), help="查处的那一天", example="2022-06-30"
        ),
        Column("stall", "商位", also=("商位号", "摊位"), help="只写编号", example="A-999"),
        Column(
            "holder",
            "商位使用权人",
            also=("使用权人", "承租人"),
            help="只写编号，不写姓名、电话",
            example="M999",
        ),
        Column(
            "operator",
            "实际经营人",
            required=False,
            also=("经营人", "实际经营者"),
            help="空着就记在使用权人名下",
            example="M998",
        ),
        Column("reason", "事由", also=("违规行为", "行为"), help="一行一起", example="禁烟区吸烟"),
        Column(
            "points",
            "扣分",
            "number",
            required=False,
            also=("扣分值", "分值"),
            unit="分",
            help="最多两位小数；空着就按事由对照表",
            example="0.5",
        ),
        Column("origin", "来源", required=False, help="原文、教学编写，或者本单位的出处", example="示例"),
    ),
)
SWITCHES = (
    Switch(
        "half_point",
        "不满 1 分怎样收钱",
        "500",
        "报道只写每 1 分 1000 元，没有写半分。默认按比例：怎样拆成几起，钱数都一样。",
        (
            ("500", "按比例，0.5 分收 500 元"),
            ("0", "每一起不满 1 分的部分不收，0.5 分收 0 元"),
            ("saved", "一个年度里攒满 1 分再收"),
        ),
    ),
    Switch(
        "measures",
        "到了高档，低档的措施还用不用",
        "highest",
        "报道没有写。默认只用最高一档：下一轮租赁权已经取消，“提高下一轮租金”就没有对象了（解读）。",
        (("highest", "只用所到的最高一档"), ("cumulative", "各档措施一并使用")),
    ),
    Switch(
        "year",
        "“年度”怎样算",
        "calendar",
        "报道只写“年度内”。默认自然年：起止清楚，人人一样。",
        (("calendar", "自然年，1 月 1 日清零"), ("lease", "租赁年，按下面的起始日清零")),
    ),
    Switch(
        "lease_start",
        "租赁年从哪一天开始",
        "07-01",
        "写成 07-01 的样子，只在选租赁年时用。报道没有写；7 月 1 日是教学编写，按本市场的协议改。",
        kind="text",
    ),
    Switch(
        "account",
        "分记在谁的账上",
        "operator",
        "报道写管理对象延伸到实际经营人，没有写两个人的分怎样归并。默认记在实际经营人名下，一人几个商位合在一起。",
        (
            ("operator", "实际经营人（没写的记使用权人）"),
            ("holder", "商位使用权人"),
            ("stall", "商位"),
            ("merged", "使用权人和实际经营人合并"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Unlike:
    """A violation whose points are not those of the table of kinds."""

    line: int
    violation: Violation
    kind: Kind


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules, assumptions = rules_of(project.root), _assumptions(settings)
    rows = tables["violations"]
    violations = violations_of(rules, rows)
    found = ledger(rules, violations, assumptions)
    unlike = _unlike(rules, rows, violations)
    shown = [words.accounts(found, assumptions)]
    if any(account.reached for account in found.accounts):
        shown.append(words.reached(rules, found, assumptions))
    if unlike:
        shown.append(_unlike_table(unlike))
    shown.append(words.bounds(rules))
    return Outcome(
        title=words.title(found),
        lines=words.lines(rules, found),
        tables=tuple(shown),
        notes=(*words.notes(rules, found, assumptions), *_notes(rules, rows, unlike)),
        basis=_basis(rules),
        picture=words.picture(rules, found),
        picture_words=words.picture_words(rules, found),
    )


def tier_table(project: Project) -> Table:
    """The tier of each bound, of half a point below it and of half a point above it."""
    return words.bounds(rules_of(project.root))


@lru_cache(maxsize=4)
def rules_of(root: Path) -> Rules:
    """The rules of `course/systems/points.yml`."""
    return load_points(root / "course" / "systems" / "points.yml", root)


# --- reading ------------------------------------------------------------------------------


def _assumptions(settings: Mapping[str, str]) -> Assumptions:
    return Assumptions(
        half_point=cast(HalfPoint, settings["half_point"]),
        measures=cast(Measures, settings["measures"]),
        account=cast(AccountOf, settings["account"]),
        lease_start=_lease_start(settings["lease_start"]) if settings["year"] == "lease" else None,
    )


def _lease_start(raw: str) -> tuple[int, int]:
    """The month and day on which a lease year begins; QueryError for one no year surely has."""
    match = re.fullmatch(
        r"\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?\s*", unicodedata.normalize("NFKC", raw)
    )
    try:
        # 2001 has no 29 February: a lease year must begin in every year.
        day = date(2001, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise QueryError(
            f"“租赁年从哪一天开始”不能是“{raw.strip()}”。写成 07-01 的样子；2 月 29 日不是年年有，不能用。"
        )
    return day.month, day.day


def violations_of(rules: Rules, rows: Sequence[Row]) -> tuple[Violation, ...]:
    """The violations of a table; no points are those of the table of kinds.

    Raises ContentError: no points and an unknown reason (M125), points that are not more than 0
    or are finer than a hundredth (M126), a day outside 2000 to 2100 (M127).
    """
    faults: list[Problem] = []
    found = [_violation(rules, row, faults) for row in rows]
    if faults:
        raise ContentError(faults)
    return tuple(found)


def _violation(rules: Rules, row: Row, faults: list[Problem]) -> Violation:
    on, reason = row.day("on"), row.text("reason")
    points = _points(rules, row, faults)
    if on.year not in _YEARS:
        mend = f"核对年份，应在 {_YEARS[0]} 到 {_YEARS[-1]} 年之间。"
        faults.append(problem(row.at, "M127", f"日期 {on} 不像是真的", mend))
    return Violation(on, _who(row, "stall"), _who(row, "holder"), _who(row, "operator"), reason, points)


def _points(rules: Rules, row: Row, faults: list[Problem]) -> Decimal:
    reason = row.text("reason")
    if row.cells.get("points") is None:
        kind = rules.kind(reason)
        if kind is not None:
            return kind.points
        names = [kind.name for kind in rules.kinds]
        what = f"没有写扣几分，对照表里也没有“{reason}”"
        faults.append(problem(row.at, "M125", what, f"填上扣分，或者改事由。{nearest(reason, names)}"))
        return Decimal(0)
    points = row.number("points")
    if not countable(points):
        mend = "写大于 0、最多两位小数的数，比如 0.5；申诉成立、撤回扣分的，删去那一行。"
        faults.append(problem(row.at, "M126", f"扣分不能是 {points}", mend))
    return points


def _who(row: Row, column: str) -> str:
    number = plain_number(row.text(column))
    return "" if column == "operator" and number in _NOBODY else number


# --- what the rows say ---------------------------------------------------------------------


def _unlike(rules: Rules, rows: Sequence[Row], violations: Sequence[Violation]) -> list[Unlike]:
    """Where the same reason got other points than the table of kinds has: in order of the rows."""
    kinds = {kind.name: kind for kind in rules.kinds}
    return [
        Unlike(row.at.line, violation, kinds[violation.reason])
        for row, violation in zip(rows, violations, strict=True)
        if violation.reason in kinds and kinds[violation.reason].points != violation.points
    ]


def _unlike_table(unlike: Sequence[Unlike]) -> Table:
    head = ("行", "日期", "商位", "事由", "扣分", "对照表", "对照表来源")
    rows = []
    for one in sorted(unlike, key=lambda one: (one.violation.on, one.violation.stall, one.line)):
        violation, kind = one.violation, one.kind
        row = (one.line, violation.on, violation.stall, violation.reason, violation.points)
        rows.append((*row, kind.points, kind.origin))
    return Table("扣分与对照表不同的", head, tuple(rows))


def _notes(rules: Rules, rows: Sequence[Row], unlike: Sequence[Unlike]) -> tuple[str, ...]:
    notes = []
    if unlike:
        notes.append(
            f"有 {len(unlike)} 起的扣分与对照表不同，逐起列在表里。同样的事扣不同的分，要写得出理由；"
            "报道说这套系统要减少基层员工的人为因素。"
        )
    known = {kind.name for kind in rules.kinds}
    others = sorted({row.text("reason") for row in rows} - known)
    if others:
        more = f"等 {len(others)} 种" if len(others) > 3 else ""
        notes.append(f"对照表里没有的事由：{'、'.join(others[:3])}{more}，扣分照表里填的算。")
    origins = Counter(row.text("origin") for row in rows if row.text("origin"))
    if origins:
        told = "，".join(f"{origin} {count} 行" for origin, count in sorted(origins.items()))
        notes.append(f"表里标的来源：{told}。")
    return tuple(notes)


def _basis(rules: Rules) -> tuple[tuple[str, str], ...]:
    """What the rules rest on, each once, in the order of the file."""
    parts = (
        rules.charge.basis,
        *(t.basis for t in rules.tiers),
        *(k.basis for k in rules.kinds),
        rules.basis,
    )
    return tuple(dict.fromkeys((basis.text, _ON) for part in parts for basis in part))


SYSTEM = System(
    name="points",
    title="诚信积分台账",
    intro="一行一起查处，算出每个账户一个年度的扣分、档次、措施和费用。改半分试试，看它落在边界的哪一边。",
    about=(
        "原文：禁烟区吸烟扣 0.5 分，占道经营扣 1 分；每 1 分 1000 元；一个年度里达 20 分、"
        "超过 30 分、超过 40 分各有措施；管理对象延伸到实际经营人；到 5 月底查处 1090 起、1071 人。",
        "教学编写：样例里的每一行，其余的行为和分值，把使用权人和实际经营人合并成一个账户的算法。"
        "points_2022.csv 的起数和人数与报道相同，逐行都是编的；报道没有写年份和起算日。",
        "解读：“达”含这个数，“超过”不含；“罚款”“黄牌”“名单”“收回”是企业依协议作的管理措施，不是行政处罚。",
        "报道没有写半分怎样收钱、各档措施要不要叠加、年度怎样算、分记在谁的账上，这些都是开关。",
    ),
    tables=(VIOLATIONS,),
    run=_run,
    case="half_point",
    sample={"violations": "points_sample.csv"},
    switches=SWITCHES,
    editable=("violations",),
)
