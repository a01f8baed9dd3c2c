"""信用画像 (S14): six dimensions to one total, a suggestion with its reasons, and the way to appeal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, Tables, TableSpec
from qingfeng.content.systems.credit import load_credit
from qingfeng.show.market import credit_words as words
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import Switch, System
from qingfeng.show.tables import shown
from qingfeng.think.market.credit import (
    Missing,
    Portrait,
    Terms,
    corrections_checked,
    merchants_checked,
    portrait,
    with_corrections,
    with_weights,
)
from qingfeng.words.market.credit import (
    AppealResult,
    Correction,
    CreditRules,
    DimensionId,
    Line,
    Merchant,
    fits,
)
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.problems import ContentError, Problem, QueryError, nearest, problem

SCORES: tuple[tuple[DimensionId, str], ...] = (
    ("merchant_credit", "商户信用"),
    ("innovation", "创新创业"),
    ("online_trade", "线上贸易"),
    ("performance", "履约情况"),
    ("service", "售后服务"),
    ("safety", "安全合规"),
)
_NAMES = tuple(name for _, name in SCORES)
_IDS = {name: dimension for dimension, name in SCORES}
_ORIGIN = Column("origin", "来源", required=False, help="原文、教学编写，或者本单位的出处", example="示例")

MERCHANTS = TableSpec(
    "merchants",
    "商户",
    (
        Column("number", "商户编号", unique=True, also=("编号",), help="只用编号，不写姓名", example="S-900"),
        Column("stall", "商位", also=("商位号",), example="甲区101"),
        *(
            Column(d, name, "number", required=False, unit="分", help="0 到 100；没有评的空着", example="80")
            for d, name in SCORES
        ),
        Column("deduction", "年度扣分", "number", required=False, unit="分", help="可以空着", example="0.5"),
        _ORIGIN,
    ),
)
WEIGHTS = TableSpec(
    "weights",
    "权重",
    (
        Column("dimension", "维度", "choice", choices=_NAMES, unique=True, example="商户信用"),
        Column("weight", "权重", "number", help="六个合计 100，最多一位小数", example="25"),
        _ORIGIN,
    ),
    required=False,
)
CORRECTIONS = TableSpec(
    "corrections",
    "更正和申诉",
    (
        Column("merchant", "商户编号", example="S-900"),
        Column("dimension", "维度", "choice", choices=_NAMES, example="履约情况"),
        Column(
            "before",
            "原分",
            "number",
            required=False,
            unit="分",
            help="与商户表一致；原来未评的空着",
            example="40",
        ),
        Column("after", "更正为", "number", required=False, unit="分", help="成立的必填", example="70"),
        Column("result", "结果", "choice", choices=("成立", "不成立", "核查中"), example="成立"),
        Column("reason", "理由", help="成立、不成立都要写清", example="补交了银行回单"),
        Column("handler", "经办人", help="只写员工编号", example="员工 G001"),
        _ORIGIN,
    ),
    required=False,
)
SWITCHES = (
    Switch(
        "missing",
        "缺项怎么办",
        "unrated",
        "报道没有写缺一项怎么评。默认不算总分、请人看：把没评当成零分，对商户不公平。",
        (
            ("unrated", "标“未评”，不算总分，交人工"),
            ("renormalise", "用其余各项的权重折算，并写明"),
            ("fault", "当作表没有填完，报错"),
        ),
    ),
    Switch(
        "renew_from", "多少分起建议续租", "80", "报道没有写分数线；80 分是教学编写，含 80。", kind="number"
    ),
    Switch(
        "remind_from", "多少分起续租并提醒", "60", "报道没有写分数线；60 分是教学编写，含 60。", kind="number"
    ),
    Switch(
        "deduction",
        "年度扣分怎么用",
        "show",
        "扣分在积分办法里已有后果，默认不在这里再算一次；要一并看的，也只是转给人看。",
        (("show", "只列出，不参与计算"), ("review", "达 20 分的，一律请人看")),
    ),
    Switch(
        "merchant",
        "细看哪一户",
        "",
        "填商户编号。空着就看第一户须人工复核的；没有这样的，看第一户。",
        kind="text",
    ),
)
BASIS = (
    ("原文：portrait_built", "2022-10"),
    ("原文：six_dimensions", "2022-10"),
    ("原文：assessed", "2022-10"),
    ("原文：used_in_renewal", "2022-10"),
    ("个人信息保护法：自动化决策", "2022-10"),
    ("个人信息保护法：告知", "2022-10"),
)
_NOTES = (
    "机器只给三种建议，从不单独得出“不续租”：到不了线的交给人看，理由和改法一并给商户。"
    "报道没有写续租由谁决定。",
    "报道写 6 大维度，点名的是商户信用、创新创业、线上贸易三个；"
    "另外三个维度的名称、全部权重和两条线是教学编写。",
    "“线上贸易”“创新创业”分低，说明这方面做得少，不等于失信（解读）；该不该计入，商户可以说明，由人来看。",
    "自动化决策的规定保护的是个人（解读）；商户是企业的，课程同样给说明和复核（教学编写）。",
)


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    written = rules_of(project.root)
    rules = _weighted(written, tables.get("weights", ()))
    terms = _terms(rules, settings)
    merchants, corrections = _read(rules, tables, terms.missing)
    if not merchants:
        raise QueryError("商户表里没有一行数据，填上一户再算。")
    before = [portrait(rules, one, terms) for one in merchants]
    corrected = with_corrections(merchants, corrections)
    after = [
        was if was.merchant == one else portrait(rules, one, terms)
        for was, one in zip(before, corrected, strict=True)
    ]
    shown_one = _chosen(after, settings["merchant"])
    was = before[after.index(shown_one)]
    title = f"商户 {shown_one.merchant.number} 的信用画像"
    svg, said = words.picture(shown_one, was, terms.lines, title)
    found = [words.overview(after), words.detail(shown_one), words.reasons(rules, after)]
    found.append(words.contributions(rules, after))
    if corrections:
        found.append(words.appeals(rules, corrections, before, after))
    found.append(words.weights(rules, written))
    if rules != written:
        by_file = [portrait(written, one, terms) for one in corrected]
        found.append(words.changed(by_file, after))
    found.append(words.rights(rules))
    return Outcome(
        title=SYSTEM.title,
        lines=_lines(rules, terms, after, shown_one),
        tables=tuple(found),
        notes=_notes(after, corrections, settings),
        basis=BASIS,
        picture=svg,
        picture_words=said,
    )


def _lines(
    rules: CreditRules, terms: Terms, portraits: Sequence[Portrait], one: Portrait
) -> tuple[tuple[str, str], ...]:
    counts = [(line.name, f"{sum(p.suggestion == line for p in portraits)} 户") for line in terms.lines]
    named = sum(d.origin == "原文" for d in rules.dimensions)
    total = sum((d.weight for d in rules.dimensions), Decimal(0))
    size = len(rules.dimensions)
    return (
        ("商户", f"{len(portraits)} 户"),
        *counts,
        ("维度", f"{size} 个（原文点名 {named} 个，教学编写 {size - named} 个），权重合计 {shown(total)}"),
        ("细看", f"商户 {one.merchant.number}：{one.suggestion.name}"),
        ("为什么", words.why(one)),
        ("怎样能改", words.ways(one)),
        ("可以要求", "、".join(request.name for request in rules.requests) + "；提申诉不扣分"),
    )


def _notes(
    portraits: Sequence[Portrait], corrections: Sequence[Correction], settings: Mapping[str, str]
) -> tuple[str, ...]:
    stated = "报道写的 6836 户，是已经完成商位资源要素评定的户数"
    notes = [*_NOTES, f"{stated}；这里的 {len(portraits)} 户是表里的行，两个数没有关系。"]
    missing = [p.merchant.number for p in portraits if p.unrated]
    if missing and settings["missing"] == "renormalise":
        notes.append(f"{'、'.join(missing)} 有缺项，总分按已评各项的权重折算，四舍五入到小数点后四位。")
    elif missing:
        notes.append(f"{'、'.join(missing)} 有缺项，标“未评”，不算总分。")
    if settings["deduction"] == "show":
        notes.append("年度扣分只列出，没有参与计算（见开关）。")
    pending = sorted({c.merchant for c in corrections if c.result == "核查中"})
    if pending:
        later = "建议先按现在的分列出；结论出来以前，不宜作对商户不利的决定（教学编写）。"
        notes.append(f"{'、'.join(pending)} 的申诉还在核查，{later}")
    return tuple(notes)


# --- reading ------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def rules_of(root: Path) -> CreditRules:
    """The rules of `course/systems/credit.yml`."""
    return load_credit(root / "course" / "systems" / "credit.yml", root)


def _weighted(rules: CreditRules, rows: Sequence[Row]) -> CreditRules:
    """The rules with the weights of the table; as written where there is none."""
    if not rows:
        return rules
    faults: list[Problem] = []
    given: dict[DimensionId, Decimal] = {}
    for row in rows:
        weight = row.number("weight")
        given[_IDS[row.text("dimension")]] = weight
        if not fits(weight, Decimal(100)):
            what = f"“{row.text('dimension')}”的权重 {shown(weight)} 不能用"
            faults.append(problem(row.at, "M141", what, "权重填 0 到 100，最多一位小数。"))
    left = [name for dimension, name in SCORES if dimension not in given]
    total = sum(given.values(), Decimal(0))
    if left:
        what = f"缺少{'、'.join(f'“{name}”' for name in left)}的权重"
        faults.append(problem(rows[0].at, "M140", what, "六个维度各一行；不想计入的，填 0。"))
    elif total != 100:
        what = f"六个权重合计 {shown(total)}，不是 100"
        faults.append(problem(rows[0].at, "M141", what, "调整权重，让合计正好 100。"))
    if faults:
        raise ContentError(faults)
    return with_weights(rules, given)


def _terms(rules: CreditRules, settings: Mapping[str, str]) -> Terms:
    renew = _line_set(rules, "多少分起建议续租", settings["renew_from"])
    remind = _line_set(rules, "多少分起续租并提醒", settings["remind_from"])
    if not 0 < remind < renew:
        raise QueryError("“多少分起续租并提醒”要大于 0，并且低于“多少分起建议续租”。")
    lines: tuple[Line, ...] = (
        replace(rules.line("renew"), from_=renew),
        replace(rules.line("remind"), from_=remind),
        rules.line("review"),
    )
    limit = rules.deduction_review_from if settings["deduction"] == "review" else None
    return Terms(cast(Missing, settings["missing"]), lines, limit)


def _line_set(rules: CreditRules, label: str, raw: str) -> Decimal:
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not fits(value, rules.full):
        raise QueryError(f"“{label}”要填 0 到 {shown(rules.full)} 的数，最多一位小数。")
    return value


def _read(
    rules: CreditRules, tables: Tables, missing: Missing
) -> tuple[tuple[Merchant, ...], tuple[Correction, ...]]:
    """The merchants by number, and the corrections; ContentError with every fault of either."""
    merchants = tuple(sorted(map(_merchant, tables["merchants"]), key=lambda m: m.number))
    corrections = tuple(map(_correction, tables.get("corrections", ())))
    faults: list[Problem] = []
    try:
        merchants_checked(rules, merchants, missing)
    except ContentError as error:
        faults += error.problems
    try:
        corrections_checked(rules, merchants, corrections)
    except ContentError as error:
        faults += error.problems
    if faults:
        raise ContentError(faults)
    return merchants, corrections


def _merchant(row: Row) -> Merchant:
    scores = {dimension: _decimal(row, dimension) for dimension, _ in SCORES}
    number = plain_number(row.text("number"))
    return Merchant(number, row.text("stall"), scores, _decimal(row, "deduction"), row.text("origin"), row.at)


def _correction(row: Row) -> Correction:
    return Correction(
        merchant=plain_number(row.text("merchant")),
        dimension=_IDS[row.text("dimension")],
        before=_decimal(row, "before"),
        after=_decimal(row, "after"),
        result=cast(AppealResult, row.text("result")),
        reason=row.text("reason"),
        handler=row.text("handler"),
        at=row.at,
    )


def _decimal(row: Row, column: str) -> Decimal | None:
    return None if row.cells.get(column) is None else row.number(column)


def _chosen(portraits: Sequence[Portrait], raw: str) -> Portrait:
    """The merchant to look at closely; QueryError for a number that is not in the table."""
    by_number = {p.merchant.number: p for p in portraits}
    wanted = plain_number(raw)
    if not wanted:
        return next((p for p in portraits if p.triggers), portraits[0])
    if wanted not in by_number:
        raise QueryError(f"商户表里没有“{raw.strip()}”。{nearest(wanted, by_number)}")
    return by_number[wanted]


SYSTEM = System(
    name="credit",
    title="经营户信用画像",
    intro="六个维度加权成一个总分，说清每一项给了几分、拉低几分、差几分到线；机器只给建议，到不了线的交给人看。",
    about=(
        "商户表一行一户，六项各 0 到 100 分，没有评的空着；只写编号，不写姓名和电话。",
        "权重表可以改，六个合计 100；更正和申诉表里成立的，重算总分，前后都列出。",
        "报道写 6 大维度、点名三个，写已完成 6836 户评定并用到续租；其余是教学编写。",
    ),
    tables=(MERCHANTS, WEIGHTS, CORRECTIONS),
    run=_run,
    case="half_point",
    sample={
        "merchants": "credit_merchants.csv",
        "weights": "credit_weights.csv",
        "corrections": "credit_corrections.csv",
    },
    switches=SWITCHES,
    editable=("merchants", "weights", "corrections"),
)
