"""What a round of leasing says: the three functions, the blind ranking, and what is to be checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from qingfeng.show.pictures_slope import Slope, slopes
from qingfeng.show.tables import Table, Value, shown
from qingfeng.think.market.leasing import FIGURES, value_of
from qingfeng.think.market.naming import order
from qingfeng.words.market.leasing import (
    Audit,
    Bid,
    Edit,
    Entry,
    Figure,
    Finding,
    LeasingRules,
    Move,
    News,
    Placing,
    Terms,
    Trace,
)

_UNKNOWN = "不明"
_MOST_DRAWN = 40


@dataclass(frozen=True, slots=True)
class Round:
    """A round of leasing: rules and terms, the reports, their codes, and the look through."""

    rules: LeasingRules
    terms: Terms
    reports: tuple[Bid, ...]
    codes: Mapping[str, str]
    audit: Audit
    news: tuple[News, ...]

    @property
    def stalls(self) -> tuple[str, ...]:
        """The stalls that are ranked."""
        return tuple(dict.fromkeys(placing.entry.bid.stall for placing in self.audit.now))

    @property
    def left_out(self) -> tuple[tuple[Entry, str], ...]:
        """The entries that are not ranked, and why."""
        late = [(entry, _late(entry, self.terms)) for entry in self.audit.late]
        return (*late, *((entry, "投标人在截止以前撤回") for entry in self.audit.withdrawn))

    @property
    def register(self) -> tuple[tuple[Entry, str], ...]:
        """Every entry by stall and receipt, and whether it is ranked."""
        late = set(self.audit.late)
        ranked = [(entry, "参加排名") for entry in self.audit.entries if entry not in late]
        return tuple(sorted((*ranked, *self.left_out), key=_register_order))


def lines(found: Round) -> tuple[tuple[str, str], ...]:
    """The summary."""
    audit = found.audit
    twice = len(found.reports) - len(found.register)
    draws = [p for p in audit.now if p.draw]
    moved = "没有变化"
    if audit.moved:
        moved = f"{len(audit.moved)} 处不一样：{_moves(audit.moved)}"
    return (
        ("报送", f"{len(found.reports)} 份，并成 {len(found.register)} 份（重复 {twice} 份）"),
        ("参加排名", f"{len(audit.now)} 份，{len(found.stalls)} 个商位"),
        ("不参加排名", f"迟到 {len(audit.late)} 份，撤回 {len(audit.withdrawn)} 份"),
        ("须公开抽签", "、".join(f"{p.entry.bid.stall} {p.code}" for p in draws) or "没有"),
        ("待核的改动去掉以后，名次", moved),
        ("待核", f"{len(audit.findings)} 件"),
    )


def tables(found: Round) -> tuple[Table, ...]:
    """The three functions first, then the ranking without names, the names, and what is to be checked."""
    listed = [_register(found), _teams(found), _map(found.news), _left_out(found)]
    listed += [_ranking(found), _names(found), _compared(found), _edits(found.audit.edits), _findings(found)]
    return tuple(table for table in listed if table.rows)


def notes(found: Round) -> tuple[str, ...]:
    """What must be said with the result."""
    said = [
        "原文只写了“招商通”的三项功能：统一招商小组信息填报端口、实时掌握招商小组动态、归集重点产业基地动态。"
        "评分、盲排和痕迹核对，报道没有写，是教学编写。",
        "待核的是事实，不是结论：先请有关的人说明，由单位核实；查清以前不说谁有错。",
        "评委看到的只有代号；名字在排完以后才揭开。代号由编号算出，改名字不影响排名。",
        "总分显示到小数点后两位，排名用没有舍入的数。",
        "“待核的改动去掉以后”：截止以前投标人自己改的留下，其余的改动一律先恢复成改前的数，再排一遍。",
    ]
    if any(placing.draw for placing in found.audit.now):
        said.append("并列的要公开抽签：请投标人和监督的人在场，过程留记录；抽签以前不公示名次。")
    if found.audit.moved:
        said.append("去掉待核的改动，名次不一样：核清以前不宜公示，受影响的人可以要求说明和复核。")
    return tuple(said)


def picture(found: Round) -> tuple[str, str]:
    """The ranking without the edits to be checked at the left, the one of the register at the right."""
    sides = [{p.entry.id: p for p in places} for places in (found.audit.fair, found.audit.now)]
    stalls: dict[str, set[str]] = defaultdict(set)
    for side in sides:
        for number, placing in side.items():
            stalls[placing.entry.bid.stall].add(number)
    drawn = _drawn(stalls, {move.stall for move in found.audit.moved})
    groups = [
        (stall, [_slope(number, stall, *sides) for number in sorted(stalls[stall], key=order)])
        for stall in drawn
    ]
    title = "去掉待核的改动，和按现在的登记册"
    svg = slopes(groups, ("去掉待核的改动", "按现在的登记册"), title)
    moved = _moves(found.audit.moved) or "两边一样"
    some = f"（只画了 {len(drawn)} 个商位，共 {len(stalls)} 个）" if len(drawn) < len(stalls) else ""
    return svg, f"两种排名并列{some}。左边去掉待核的改动，右边按现在的登记册：{moved}。"


def _drawn(stalls: Mapping[str, set[str]], moved: set[str]) -> list[str]:
    """The stalls that a picture has room for: those where a place moved come before the others."""
    drawn: list[str] = []
    lines = 0
    for stall in sorted(stalls, key=lambda one: (one not in moved, order(one))):
        lines += len(stalls[stall])
        if drawn and lines > _MOST_DRAWN:
            break
        drawn.append(stall)
    return sorted(drawn, key=order)


def _slope(number: str, stall: str, left: Mapping[str, Placing], right: Mapping[str, Placing]) -> Slope:
    places = [
        side[number].rank if number in side and side[number].entry.bid.stall == stall else None
        for side in (left, right)
    ]
    return Slope(number, *places)


# --- the three functions ----------------------------------------------------------------------


def _register(found: Round) -> Table:
    head = ("商位", "编号", "报送小组", "收到时间", "年租金(元)", "经营方案分", "信用分", "状态")
    rows = tuple(_entry(entry, state) for entry, state in found.register)
    return Table("功能一　统一端口：几个小组报的并成一本", head, rows)


def _register_order(row: tuple[Entry, str]) -> tuple[object, ...]:
    bid = row[0].bid
    return (order(bid.stall), bid.received, order(bid.id))


def _entry(entry: Entry, state: str) -> tuple[Value, ...]:
    bid = entry.bid
    numbers = "、".join(dict.fromkeys(report.id for report in entry.reports))
    teams = "、".join(dict.fromkeys(report.team for report in entry.reports))
    if len(entry.reports) > 1:
        state += f"；{len(entry.reports)} 份并成一份，以最先收到的为准"
    received = clock(bid.received)
    figures = (bid.rent, bid.plan, bid.credit)
    return (bid.stall, numbers, teams, received, *figures, state)


def _teams(found: Round) -> Table:
    reports: dict[str, list[Bid]] = defaultdict(list)
    for report in found.reports:
        reports[report.team].append(report)
    told: dict[str, int] = defaultdict(int)
    for one in found.news:
        told[one.team] += 1
    rows = []
    for team in sorted({*reports, *told}, key=order):
        times = sorted(report.received for report in reports[team])
        stalls = {report.stall for report in reports[team]}
        last = clock(times[-1]) if times else "—"
        rows.append((team, len(times), len(stalls), last, told[team]))
    head = ("小组", "报送份数", "涉及商位", "最近一份", "基地动态条数")
    return Table("功能二　小组动态", head, tuple(rows))


def _map(news: Iterable[News]) -> Table:
    bases: dict[tuple[str, str], list[News]] = defaultdict(list)
    for one in news:
        bases[one.trade, one.base].append(one)
    rows = []
    for trade, base in sorted(bases, key=lambda pair: (pair[0], order(pair[1]))):
        mine = sorted(bases[trade, base], key=lambda one: (one.on, one.says, one.team))
        teams = "、".join(sorted({one.team for one in mine}))
        rows.append((trade, base, len(mine), mine[-1].on, mine[-1].says, teams))
    head = ("产业", "产业基地", "动态条数", "最近日期", "最近一条", "报送小组")
    return Table("功能三　产业地图：基地动态归到一处", head, tuple(rows))


# --- the ranking ------------------------------------------------------------------------------


def _left_out(found: Round) -> Table:
    rows = tuple(
        (entry.bid.stall, entry.id, why) for entry, why in sorted(found.left_out, key=_register_order)
    )
    return Table("不参加排名的", ("商位", "编号", "为什么"), rows)


def _late(entry: Entry, terms: Terms) -> str:
    return f"{clock(entry.bid.received)} 收到，晚于截止 {lasted(entry.bid.received - terms.deadline)}"


def _ranking(found: Round) -> Table:
    head = ("商位", "名次", "代号", "租金分", "经营方案分", "信用分", "总分", "并列")
    rows = tuple(
        (
            p.entry.bid.stall,
            p.rank,
            p.code,
            rounded(p.rent_score),
            p.entry.bid.plan,
            p.entry.bid.credit,
            rounded(p.score),
            "须公开抽签" if p.draw else "",
        )
        for p in found.audit.now
    )
    terms = found.terms
    weights = f"租金 {shown(terms.rent)}、方案 {shown(terms.plan)}、信用 {shown(terms.credit)}"
    return Table(f"盲排：只有代号（{weights}）", head, rows)


def _names(found: Round) -> Table:
    rows = tuple((p.entry.bid.stall, p.rank, p.code, p.entry.id, p.entry.bid.bidder) for p in found.audit.now)
    return Table("排完以后揭名", ("商位", "名次", "代号", "编号", "投标人"), rows)


def _compared(found: Round) -> Table:
    """Both rankings of every entry, by stall."""
    fair = {(p.entry.bid.stall, p.entry.id): p.rank for p in found.audit.fair}
    now = {(p.entry.bid.stall, p.entry.id): p.rank for p in found.audit.now}
    rows = tuple(
        (
            stall,
            found.codes[number],
            number,
            fair.get(place),
            now.get(place),
            _way(fair.get(place), now.get(place)),
        )
        for place in sorted({*fair, *now}, key=lambda place: (order(place[0]), order(place[1])))
        for stall, number in [place]
    )
    head = ("商位", "代号", "编号", "去掉待核的改动", "按现在的登记册", "变化")
    return Table("两种名次对照", head, rows)


def _way(before: int | None, after: int | None) -> str:
    if before == after:
        return "没变"
    if before is None or after is None:
        return "进了名次" if before is None else "出了名次"
    return f"上升 {before - after} 位" if after < before else f"下降 {after - before} 位"


# --- what is to be checked --------------------------------------------------------------------


def _edits(edits: Iterable[Edit]) -> Table:
    head = ("时间", "操作人", "编号", "字段", "改前", "改后", "算不算数", "名次")
    rows = tuple(
        (
            clock(edit.trace.when),
            edit.trace.operator,
            edit.trace.bid,
            edit.trace.field,
            _cell(edit.trace.before),
            _cell(edit.trace.after),
            "截止以前投标人自己改的，算数" if edit.allowed else "待核，重排时先不算",
            _moves(edit.moved) or "没有变",
        )
        for edit in edits
    )
    return Table("每一次修改", head, rows)


def _findings(found: Round) -> Table:
    head = ("时间", "操作人", "编号", "查到的事", "事实", "为什么要查", "下一步")
    return Table("待核的事（不是结论）", head, tuple(_finding(found, one) for one in found.audit.findings))


def _finding(found: Round, one: Finding) -> tuple[Value, ...]:
    rules = [found.rules.finding(kind) for kind in one.kinds]
    return (
        clock(one.when),
        one.who or _UNKNOWN,
        one.bid,
        "、".join(rule.name for rule in rules),
        _fact(found, one),
        "".join(rule.why for rule in rules),
        "".join(rule.next for rule in rules),
    )


def _fact(found: Round, one: Finding) -> str:
    """What happened, in one sentence, without a judgement."""
    trace = one.trace
    if trace is None:
        return _differing(found, one.bid)
    said = {
        "not_in_register": lambda: f"“{trace.action}”了 {trace.bid}，登记册里没有这个编号",
        "no_trace": lambda: _untraced(found, trace),
        "late_entry": lambda: f"收到时间写的是 {_received(found, trace.bid)}，登记在{_beyond(found, trace)}",
        "withdrawal": lambda: f"{trace.operator} 撤回了 {trace.bid}，在{_beyond(found, trace)}",
        "contact": lambda: f"方式：{trace.field or '没有写'}，在{_beyond(found, trace)}",
        "no_purpose": lambda: f"查看了 {trace.bid or '报名信息'}，在{_beyond(found, trace)}，说明一格是空的",
    }
    kind = one.kinds[0]
    if kind in said:
        return said[kind]() + (f"；说明：{trace.note}" if trace.note else "")
    return _edited(found, one, trace)


def _edited(found: Round, one: Finding, trace: Trace) -> str:
    change = f"{trace.field}由 {_words(trace.before)} 改成 {_words(trace.after)}，在{_beyond(found, trace)}"
    moved = f"名次：{_moves(one.moved)}" if one.moved else "名次没有变"
    return f"{change}；{moved}；说明：{trace.note or '没有写'}"


def _untraced(found: Round, trace: Trace) -> str:
    held = next((value_of(r, trace.field) for r in found.reports if r.id == trace.bid), None)
    register = _words(held) if held is not None else "空的"
    return f"{trace.field}：痕迹里最后改成 {_words(trace.after)}，登记册上是 {register}"


def _differing(found: Round, number: str) -> str:
    entry = next(entry for entry in found.audit.entries if entry.id == number)
    said = [
        f"{r.team} {r.id}：" + "、".join(f"{field} {_words(value_of(r, field) or '')}" for field in FIGURES)
        for r in entry.reports
    ]
    return "；".join(said)


def _received(found: Round, number: str) -> str:
    return "、".join(sorted({clock(report.received) for report in found.reports if report.id == number}))


def _beyond(found: Round, trace: Trace) -> str:
    """How far from the deadline something was done."""
    gap = trace.when - found.terms.deadline
    if not gap:
        return "截止的那一分钟"
    return f"截止以后 {lasted(gap)}" if gap > timedelta() else f"截止以前 {lasted(-gap)}"


def _moves(moved: Iterable[Move]) -> str:
    said = []
    for move in moved:
        before, after = (f"第 {place}" if place else "没有名次" for place in (move.before, move.after))
        said.append(f"{move.stall} {move.id} 由{before} 到{after}")
    return "，".join(said)


# --- figures in words -----------------------------------------------------------------------------


def clock(when: datetime) -> str:
    """A minute as it is written in the tables."""
    return f"{when:%Y-%m-%d %H:%M}"


def lasted(span: timedelta) -> str:
    """A span in days, hours and minutes."""
    minutes = int(span.total_seconds()) // 60
    parts = ((minutes // 1440, "天"), (minutes // 60 % 24, "小时"), (minutes % 60, "分钟"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 分钟"


def rounded(score: Fraction) -> Decimal:
    """A score to two decimals, half up."""
    return (Decimal(score.numerator) / score.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _cell(value: Figure) -> Value:
    return clock(value) if isinstance(value, datetime) else value


def _words(value: Figure) -> str:
    return shown(_cell(value)) or "空"
