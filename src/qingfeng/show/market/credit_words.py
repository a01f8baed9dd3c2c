"""What a credit portrait says: sentences, tables and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qingfeng.show.pictures_bars import Bar, bars
from qingfeng.show.tables import Table, shown
from qingfeng.think.market.credit import Part, Portrait, score_needed
from qingfeng.words.market.credit import Correction, CreditRules, Line

_DRAGS_TOLD = 3


# --- sentences ------------------------------------------------------------------------


def why(found: Portrait) -> str:
    """Why a merchant got its suggestion: the total against the line, and what pulled it down."""
    said = [_where(found)]
    if "deduction" in found.triggers:
        said.append(f"年度扣分 {shown(found.merchant.deduction)} 分，到了开关里设的数，请人看。")
    for part in found.drags[:_DRAGS_TOLD]:
        said.append(f"“{part.dimension.name}”得 {shown(part.score)} 分，把总分拉低 {shown(part.took)} 分。")
    return "".join(said)


def ways(found: Portrait) -> str:
    """How the dimensions that pulled most can be mended, and which single one reaches the line."""
    if found.total is None:
        names = "、".join(f"“{p.dimension.name}”" for p in found.unrated)
        return f"先把{names}评上；没有这方面经营的，说明情况，由人决定这一项算不算。"
    if found.next_line is None:
        if found.triggers:
            return "总分不用改；人看的是扣分，可以说明情况、补交整改材料。"
        return "已经到了最高的线，照现在这样做就好。"
    told = [(part, score_needed(found, part)) for part in found.drags[:_DRAGS_TOLD]]
    goal = shown(found.next_line.from_)
    said = []
    for part, needed in told:
        reach = f"；这一项到 {shown(needed)} 分、其他不变，总分就到 {goal} 分的线" if needed else ""
        said.append(f"“{part.dimension.name}”：{part.dimension.improve}{reach}。")
    if not any(needed for _, needed in told):
        together = found.total + sum((part.took or Decimal(0) for part, _ in told), Decimal(0))
        said.append(f"哪一项都不够，要几项一起改；这几项都到满分，总分是 {shown(together)} 分。")
    return "".join(said)


def _where(found: Portrait) -> str:
    if found.total is None:
        names = "、".join(f"“{p.dimension.name}”" for p in found.unrated)
        return f"{names}未评，不算总分，交给人看；未评不等于零分。"
    over = ""
    if found.unrated:
        names = "、".join(f"“{p.dimension.name}”" for p in found.unrated)
        over = f"（{names}未评，按开关用其余各项的权重折算）"
    if found.next_line is None:
        return f"总分 {shown(found.total)} 分{over}，到了最高的线。"
    line = f"“{found.next_line.name}”的 {shown(found.next_line.from_)} 分"
    return f"总分 {shown(found.total)} 分{over}，离{line}差 {shown(found.short)} 分。"


# --- tables ----------------------------------------------------------------------------


def overview(portraits: Sequence[Portrait]) -> Table:
    """One row a merchant: total, suggestion, how far to the next line, what pulled most."""
    head = (
        "商户编号",
        "商位",
        "总分",
        "建议",
        "离上一条线差几分",
        "最拉分的一项",
        "拉低几分",
        "年度扣分",
        "来源",
    )
    rows = []
    for p in portraits:
        most = p.drags[0] if p.drags else None
        m = p.merchant
        rows.append(
            (
                *(m.number, m.stall, p.total, p.suggestion.name, p.short if p.next_line else None),
                *(most.dimension.name if most else "", most.took if most else None, m.deduction, m.origin),
            )
        )
    return Table("画像和建议", head, tuple(rows))


def detail(found: Portrait) -> Table:
    """One row a dimension of one merchant."""
    head = ("维度", "权重", "得分", "记入总分", "拉低", "只改这一项，到线要几分", "怎样能改", "名称来源")
    rows = tuple(
        (
            *(p.dimension.name, p.dimension.weight, "未评" if p.score is None else p.score, p.gave, p.took),
            *(score_needed(found, p), p.dimension.improve, p.dimension.origin),
        )
        for p in found.parts
    )
    return Table(f"商户 {found.merchant.number} 的六个维度", head, rows)


def reasons(rules: CreditRules, portraits: Sequence[Portrait]) -> Table:
    """One row a merchant: the suggestion, why, how to mend it, what may be asked for."""
    head = ("商户编号", "建议", "为什么", "怎样能改", "可以要求")
    asks = "、".join(request.name for request in rules.requests)
    rows = tuple((p.merchant.number, p.suggestion.name, why(p), ways(p), asks) for p in portraits)
    return Table("理由", head, rows)


def contributions(rules: CreditRules, portraits: Sequence[Portrait]) -> Table:
    """What each dimension gave to each total; a row adds up to its total exactly."""
    names = tuple(f"{d.name}（权重 {shown(d.weight)}）" for d in rules.dimensions)
    rows = tuple((p.merchant.number, *(part.gave for part in p.parts), p.total) for p in portraits)
    return Table("每一项给了几分", ("商户编号", *names, "合计（总分）"), rows)


def appeals(
    rules: CreditRules,
    corrections: Sequence[Correction],
    before: Sequence[Portrait],
    after: Sequence[Portrait],
) -> Table:
    """Each correction with the score, total and suggestion as they were and as they are."""
    names = {d.id: d.name for d in rules.dimensions}
    was = {p.merchant.number: p for p in before}
    now = {p.merchant.number: p for p in after}
    head = (
        *("商户编号", "维度", "原分", "更正为", "结果", "总分（更正前）", "总分（更正后）"),
        *("建议（更正前）", "建议（更正后）", "理由", "经办人"),
    )
    rows = tuple(
        (
            *(c.merchant, names[c.dimension], c.before, c.after, c.result),
            *(was[c.merchant].total, now[c.merchant].total),
            *(was[c.merchant].suggestion.name, now[c.merchant].suggestion.name, c.reason, c.handler),
        )
        for c in sorted(corrections, key=lambda c: (c.merchant, c.dimension))
    )
    return Table("更正和申诉", head, rows)


def weights(rules: CreditRules, written: CreditRules) -> Table:
    """The six dimensions: weight now and in the rule file, what is measured, whence the name."""
    head = ("维度", "现在的权重", "规则文件的权重（教学编写）", "量什么（教学编写）", "名称来源")
    rows = tuple(
        (now.name, now.weight, then.weight, now.measures, now.origin)
        for now, then in zip(rules.dimensions, written.dimensions, strict=True)
    )
    return Table("六个维度和权重", head, rows)


def changed(written: Sequence[Portrait], portraits: Sequence[Portrait]) -> Table:
    """The merchants to whom other weights bring another suggestion."""
    head = ("商户编号", "总分（规则文件的权重）", "总分（现在的权重）", "原来的建议", "现在的建议")
    rows = tuple(
        (then.merchant.number, then.total, now.total, then.suggestion.name, now.suggestion.name)
        for then, now in zip(written, portraits, strict=True)
        if then.suggestion != now.suggestion
    )
    return Table("改了权重，建议跟着变的商户", head, rows)


def rights(rules: CreditRules) -> Table:
    """What a merchant may ask for, and the steps of an appeal."""
    asked = [(r.name, r.says, r.origin) for r in rules.requests]
    steps = [(f"申诉第 {i} 步", step.says, step.origin) for i, step in enumerate(rules.appeal, start=1)]
    return Table("商户可以要求什么，申诉怎么走", ("事项", "怎么做", "来源"), (*asked, *steps))


# --- the picture -----------------------------------------------------------------------


def picture(found: Portrait, before: Portrait, lines: Sequence[Line], title: str) -> tuple[str, str]:
    """The six dimensions as bars with the total below; a dashed mark where a score stood before
    its correction. Returns the picture and its words."""
    old = {part.dimension.id: part.score for part in before.parts}
    rows = [_part_bar(found, part, old[part.dimension.id]) for part in found.parts]
    if found.total is not None:
        was = before.total if before.total != found.total else None
        words = f"{shown(found.total)} 分，{found.suggestion.name}"
        words += f"（原 {shown(was)} 分）" if was is not None else ""
        across = tuple((line.from_, f"{shown(line.from_)} 分") for line in lines if line.from_)
        rows.append(Bar("总分", found.total, found.full, words, was, across, marked=bool(found.triggers)))
    words = "；".join(f"{bar.label}，{bar.words}" for bar in rows)
    words += "" if found.total is not None else f"。没有总分，{found.suggestion.name}"
    return bars(rows, title), f"{title}：{words}。"


def _part_bar(found: Portrait, part: Part, old: Decimal | None) -> Bar:
    label = f"{part.dimension.name}（{shown(part.dimension.weight)}）"
    if part.score is None:
        return Bar(label, None, found.full, "未评")
    was = old if old != part.score else None
    words = f"{shown(part.score)} 分"
    words += f"，给 {shown(part.gave)} 分" if part.gave is not None else ""
    words += f"（原 {shown(was)} 分）" if was is not None else ""
    words += "（原来未评）" if old is None else ""
    return Bar(label, part.score, found.full, words, was)
