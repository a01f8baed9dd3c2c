"""What a comparison of declarations says: summary, tables, notes and a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from qingfeng.content.project import Project
from qingfeng.show.market.selfcheck import ground
from qingfeng.show.pictures_bars import Bar, bars
from qingfeng.show.tables import Table, Value
from qingfeng.think.market.conflicts import doubt, people
from qingfeng.think.market.naming import order
from qingfeng.words.market.conflicts import (
    CLASSES,
    Change,
    Comparison,
    ConflictRules,
    Interest,
    Lapsed,
    Link,
    Recusal,
    Staff,
)

_DOUBTS = {
    "": "",
    "no_fact": "片区、经办、管理三样都没有联系：凭什么认定成立？写明理由，或者改回待核。",
    "has_fact": "有候选事实，认定却是不成立：写明为什么这层联系影响不到公事。",
}
_WHY_ASK = {
    "本次填了别的": "关系结束了，还是漏填了？请本人说明。",
    "本次填“无”": "上次有、这次填“无”：结束了，还是漏填了？请本人说明。",
    "本次还没有填": "先请本人填报，再看这一项。",
    "本次不在名单": "人不在名单里：离职、调走，还是名单漏了？先核名单。",
}


@dataclass(frozen=True, slots=True)
class Found:
    """All that a comparison found; `judged` are the interests that a person has to weigh."""

    staff: tuple[Staff, ...]
    interests: tuple[Interest, ...]
    risks: tuple[Interest, ...]
    judged: tuple[Interest, ...]
    recusals: tuple[Recusal, ...]
    changes: tuple[Change, ...]
    lapsed: tuple[Lapsed, ...]
    contradictory: tuple[str, ...]
    compared: bool

    @property
    def filed(self) -> int:
        """How many people have declared."""
        return sum(one.filed for one in self.staff)

    @property
    def established(self) -> tuple[Interest, ...]:
        """What a person has judged to be a conflict."""
        return tuple(one for one in self.judged if one.declaration.judgement == "成立")


def lines(found: Found) -> tuple[tuple[str, str], ...]:
    """The summary: each step by itself, so that a risk is not read as a conflict."""
    by_class = "、".join(f"{kind} {len(people(_of_class(found.risks, kind)))} 人" for kind in CLASSES)
    pending = sum(one.declaration.judgement == "待核" for one in found.judged)
    refused = sum(one.declaration.judgement == "不成立" for one in found.judged)
    filed = f"{found.filed} 人，覆盖率 {_percent(found.filed, len(found.staff))}%"
    said = [
        ("应填", f"{len(found.staff)} 人"),
        ("已填", filed),
        (
            "潜在风险",
            f"{len(people(found.risks))} 人、{len(found.risks)} 条（{by_class}；一人两类的各算一次）",
        ),
        ("人作的认定", f"成立 {len(found.established)} 条，不成立 {refused} 条，待核 {pending} 条"),
        ("快到的租约里要回避的", f"{len(found.recusals)} 件"),
    ]
    if found.compared:
        kinds = ("新增", "不再填报", "有改动")
        counted = [f"{kind} {sum(c.what == kind for c in found.changes)} 处" for kind in kinds]
        said.append(("与上次相比", "，".join(counted)))
        said.append(("上次填过、这次没有的", f"{len(found.lapsed)} 条，待核"))
    return tuple(said)


def tables(project: Project, rules: ConflictRules, found: Found) -> tuple[Table, ...]:
    """Every table that has something in it, and always the risks and the two columns of rules."""
    listed = [_coverage(found.staff), _missing(found.staff), _by_class(found.risks), _risks(found.risks)]
    listed += [_judged(rules, found.judged), _candidates(rules), _recusals(found.recusals)]
    listed += [_changes(found.changes), _lapsed(found.lapsed)]
    kept = [table for table in listed if table.rows or table.caption.startswith("潜在风险")]
    return (*kept, _two_columns(project, rules))


def notes(found: Found) -> tuple[str, ...]:
    """What must be said with the result."""
    said = [
        "潜在风险说的是有一层关系可能同公事碰上，不等于违规；建档是为了提前提醒、安排回避（解读）。",
        "机器只列候选事实；冲突成立不成立，看“认定”一列里人填了什么，空着就是待核。",
        "填报覆盖到合同制员工，是企业自己设的、比国家规定更严的制度（解读），不是行政处罚，也不是党规。",
        "报道写 16 人分类建档，没有写各类几人、怎样排查、有没有违规；课程示范表里的人和数都是教学编写。",
        "近亲属包括哪些人、借多少要填，报道没有写；表里按本人填的来比。",
        "版面写“管理服务回避制”的是市场集团；这里的回避办法是教学编写。",
        "填报表里是个人信息：只用于比对和回避，给该看的人看，不公开（教学编写，依据见最小必要）。",
    ]
    both = "、".join(found.contradictory)
    if both:
        said.append(f"{both} 既填了“无”，又填了事项：以哪一次为准，请本人说明。事项先照样比对。")
    namesakes = "、".join(people(one for one in found.risks if one.namesake_only))
    if namesakes:
        said.append(f"{namesakes} 只有姓名对得上，可能是同名：先核是不是同一个人。")
    if not found.compared:
        said.append("没有上次的填报表，没有比较变化。")
    return tuple(said)


def picture(found: Found) -> tuple[str, str]:
    """From all who declare to what a person has judged: each bar counts people."""
    most = Decimal(len(found.staff))
    steps = (
        ("应填", len(found.staff), "名单上的人"),
        ("已填", found.filed, "包括填“无”的"),
        ("填了事项", len(people(found.interests)), "三类之一"),
        ("潜在风险", len(people(found.risks)), "不等于违规"),
        ("有候选事实", len(people(one for one in found.risks if one.facts)), "要人来看"),
        ("人认定成立", len(people(found.established)), "只按人填的算"),
    )
    rows = [Bar(name, Decimal(count), most, f"{count} 人，{said}") for name, count, said in steps]
    words = "；".join(f"{name} {count} 人（{said}）" for name, count, said in steps)
    return bars(rows, "从应填到认定"), f"从应填到认定，每一层都不等于下一层：{words}。"


# --- who has declared -------------------------------------------------------------------------


def _coverage(staff: Iterable[Staff]) -> Table:
    groups: dict[str, list[Staff]] = defaultdict(list)
    for one in staff:
        groups["、".join(one.groups)].append(one)
    rows = []
    for name in sorted(groups, key=order):
        filed, all_ = sum(one.filed for one in groups[name]), len(groups[name])
        rows.append((name, all_, filed, all_ - filed, _percent(filed, all_)))
    return Table("填报覆盖", ("小组", "应填", "已填", "未填", "覆盖率(%)"), tuple(rows))


def _missing(staff: Iterable[Staff]) -> Table:
    rows = tuple(
        (one.id, one.post, "、".join(one.groups), "、".join(one.areas), "提醒填报；没有要报的填“无”")
        for one in staff
        if not one.filed
    )
    return Table("还没有填的人", ("工号", "岗位", "所在小组", "管理片区", "下一步"), rows)


def _percent(part: int, whole: int) -> Decimal:
    if not whole:
        return Decimal(0)
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


# --- risks ------------------------------------------------------------------------------


def _by_class(found: Sequence[Interest]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for kind in CLASSES:
        mine = _of_class(found, kind)
        rows.append((kind, len(people(mine)), len(mine)))
    rows.append(("合计（一人只算一次）", len(people(found)), len(found)))
    return Table("潜在风险分类", ("类别", "人数", "条数"), tuple(rows))


def _risks(found: Iterable[Interest]) -> Table:
    head = ("工号", "类别", "关系", "对方", "商位", "金额(元)", "对上了什么")
    return Table("潜在风险档案（不等于违规）", head, tuple(_risk(one) for one in found))


def _risk(one: Interest) -> tuple[Value, ...]:
    line = one.declaration
    met = _met(one.links) or "没有对上；按开关，填了就列"
    if one.namesake_only:
        met += "；只有姓名对上，先核是不是同一个人"
    return (line.staff, line.kind, line.relation, line.counterpart, "、".join(line.stalls), line.amount, met)


def _met(links: Iterable[Link]) -> str:
    """By what a counterpart was met, and which merchants and leases it is."""
    found = list(links)
    merchants = dict.fromkeys(f"商户 {one.id}" for link in found for one in link.merchants)
    leases = dict.fromkeys(f"租约 {one.stall}" for link in found for one in link.leases)
    by = "、".join(link.via for link in found)
    return f"{by}对上：{'、'.join((*merchants, *leases))}" if found else ""


def _of_class(found: Iterable[Interest], kind: str) -> tuple[Interest, ...]:
    return tuple(one for one in found if one.declaration.kind == kind)


def _judged(rules: ConflictRules, found: Iterable[Interest]) -> Table:
    head = ("工号", "类别", "对方", "候选事实", "认定（人填）", "追问")
    rows = tuple(
        (
            one.declaration.staff,
            one.declaration.kind,
            one.declaration.counterpart or "、".join(one.declaration.stalls),
            _facts(rules, one),
            one.declaration.judgement,
            _DOUBTS[doubt(one)],
        )
        for one in found
    )
    return Table("利益冲突：机器列事实，人作认定", head, rows)


def _facts(rules: ConflictRules, one: Interest) -> str:
    return "、".join(rules.fact(fact).name for fact in one.facts) or "没有"


def _candidates(rules: ConflictRules) -> Table:
    rows = tuple((fact.name, fact.says, fact.origin) for fact in rules.candidates)
    return Table("候选事实是什么", ("候选事实", "意思", "来源"), rows)


# --- what comes next, and what changed ------------------------------------------------------------


def _recusals(found: Iterable[Recusal]) -> Table:
    head = ("日期", "商位", "什么事", "经办小组", "要回避的人", "申报的对方", "认定（人填）", "怎么办")
    return Table("快到的租约：谁要回避", head, tuple(_recusal(one) for one in found))


def _recusal(one: Recusal) -> tuple[Value, ...]:
    line = one.interest.declaration
    who = line.counterpart or "、".join(line.stalls)
    relation = f"{who}（{line.relation}）" if line.relation else who
    how = "本人不经手；由别的小组或者同组其他人办，留书面记录"
    return (one.due, one.lease.stall, one.what, one.lease.group, line.staff, relation, line.judgement, how)


def _changes(found: Iterable[Change]) -> Table:
    head = ("工号", "变化", "类别", "对方", "哪一项", "上次", "本次")
    rows = tuple((c.staff, c.what, c.kind, c.counterpart, c.field, c.before, c.after) for c in found)
    return Table("与上次相比", head, rows)


def _lapsed(found: Iterable[Lapsed]) -> Table:
    head = ("工号", "上次的类别", "上次的对方", "现在对得上", "本次", "待核")
    rows = tuple(
        (
            one.before.staff,
            one.before.kind,
            one.before.counterpart or "、".join(one.before.stalls),
            _met(one.links),
            one.now,
            _WHY_ASK[one.now],
        )
        for one in found
    )
    return Table("上次填过、这次没有的（待核，不是结论）", head, rows)


# --- the two columns of rules ---------------------------------------------------------------------


def _two_columns(project: Project, rules: ConflictRules) -> Table:
    head = ("事项", "国家规定（转述）", "约束谁", "本企业更严的规定", "本企业一栏的来源")
    rows = tuple(_compared(project, one, rules.on) for one in rules.comparison)
    return Table("国家规定／本企业更严的规定", head, rows)


def _compared(project: Project, one: Comparison, on: str) -> tuple[Value, ...]:
    grounds = [ground(project, basis, on) for basis in one.national]
    said = "\n".join(f"{g.text}：{g.says}" for g in grounds)
    binds = "\n".join(dict.fromkeys(g.binds for g in grounds if g.binds))
    return (one.matter, said, binds, one.company, one.company_origin)
