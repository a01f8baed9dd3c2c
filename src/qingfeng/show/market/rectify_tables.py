"""The tables of a rectification board, the same in a lab, in Word and in the Excel annex."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from qingfeng.show.tables import Table, Value
from qingfeng.think.market.rectify import WEEK, total
from qingfeng.words.market.rectify import Board, Count, Reason, Ruled, Standing, State, Verdict, What

STATES: dict[State, str] = {"done": "完成", "overdue": "逾期", "soon": "将到期", "open": "未到期"}
REASONS: dict[Reason, str] = {
    "overdue": "逾期",
    "unproved": "报了完成，佐证不作数，去现场看",
    "node_passed": "节点过了",
    "due": "七天以内到期",
    "node": "七天以内有节点",
}
_WHATS: dict[What, str] = {
    "done": "完成",
    "unproved": "报了完成，佐证不作数",
    "overdue": "新逾期",
    "extended": "延期获批",
}
_VERDICTS: dict[Verdict, str] = {
    "counts": "算，期限已经改",
    "waiting": "还没有批，期限不改",
    "later": "基准日还没有批，期限不改",
    "late": "过了期限才批，期限不改",
    "apart": "和当时的期限接不上，不算",
}


def progress_tables(board: Board) -> tuple[Table, ...]:
    """Progress by list, by office and by village, each with its sum; none where nobody is."""
    groups = (("清单", board.lists), ("科室", board.offices), ("村居", board.villages))
    return tuple(_progress(f"各{name}的进度", name, counts) for name, counts in groups if counts)


def _progress(caption: str, name: str, counts: Sequence[Count]) -> Table:
    head = (name, "总数", "完成", "未完成", "逾期", "将到期", "待佐证", "完成率（%）")
    return Table(caption, head, tuple(_counted(one) for one in (*counts, total(counts))))


def _counted(one: Count) -> tuple[Value, ...]:
    return (one.name, one.total, one.done, one.open, one.overdue, one.soon, one.unproved, one.percent)


def overdue(board: Board) -> list[Standing]:
    """The measures past their deadline, the longest first."""
    found = [one for one in board.standings if one.state == "overdue"]
    return sorted(found, key=lambda one: one.left)


def soon(board: Board) -> list[Standing]:
    """The measures due within the days of warning, the nearest first."""
    return sorted((one for one in board.standings if one.state == "soon"), key=lambda one: one.left)


def unproved(board: Board) -> list[Standing]:
    """The measures reported as done with no evidence that holds."""
    return [one for one in board.standings if one.unproved]


def changed(board: Board, what: What) -> list[Standing]:
    """The measures to which this happened within the week."""
    return [one.standing for one in board.changes if one.what == what]


def coming(board: Board) -> list[Standing]:
    """The measures with a node or a deadline in the seven days after the day, the nearest first."""
    until = board.terms.on + WEEK
    dated = []
    for one in board.standings:
        days = [d for d in (one.measure.node_by, one.due) if d and board.terms.on < d <= until]
        if one.state != "done" and days:
            dated.append((min(days), one))
    return [one for _, one in sorted(dated, key=lambda pair: pair[0])]


def overdue_table(board: Board) -> Table:
    """Overdue measures: unit and matter, and what they are stuck on."""
    head = ("编号", "单位", "事项", "期限", "逾期天数", "节点任务", "卡在哪里")
    rows = [(*_named(s), s.due, -s.left, s.measure.node, s.measure.remark) for s in overdue(board)]
    return Table("逾期的事项", head, tuple(rows))


def soon_table(board: Board) -> Table:
    """Measures due within the days of warning."""
    head = ("编号", "单位", "事项", "期限", "还有几天", "节点任务", "说明")
    rows = [(*_named(s), s.due, s.left, s.measure.node, s.measure.remark) for s in soon(board)]
    return Table(f"{board.terms.warning} 天以内到期的事项", head, tuple(rows))


def done_table(board: Board) -> Table:
    """Measures done within the week."""
    rows = [(*_named(s), s.done_on, _in_time(s)) for s in changed(board, "done")]
    return Table("这一周完成的事项", ("编号", "单位", "事项", "完成日期", "按期没有"), tuple(rows))


def _in_time(one: Standing) -> str:
    assert one.done_on is not None
    return f"晚 {(one.done_on - one.due).days} 天" if one.late else "按期"


def unproved_table(board: Board) -> Table:
    """Measures reported as done whose evidence does not hold, and why."""
    head = ("编号", "单位", "事项", "报完成日期", "佐证", "为什么不作数")
    rows = [(*_named(s), s.measure.completed, s.measure.evidence, _why_unproved(s)) for s in unproved(board)]
    return Table("报了完成、佐证不作数的事项", head, tuple(rows))


def _why_unproved(one: Standing) -> str:
    completed, made = one.measure.completed, one.measure.evidence_on
    assert completed is not None
    if one.proof == "missing" or made is None:
        return "没有佐证"
    return f"佐证是 {made} 的，比完成早 {(completed - made).days} 天"


def coming_table(board: Board) -> Table:
    """Nodes and deadlines of the coming week."""
    head = ("编号", "单位", "事项", "节点任务", "节点期限", "期限")
    rows = [(*_named(s), s.measure.node, s.measure.node_by, s.due) for s in coming(board)]
    return Table("下周的节点和期限", head, tuple(rows))


def stuck_table(board: Board) -> Table:
    """Open measures past a deadline or a node that say what they are stuck on."""
    found = [
        s
        for s in board.standings
        if s.state != "done" and s.measure.remark and (s.state == "overdue" or s.node_passed)
    ]
    rows = [(*_named(s), s.measure.remark, s.due) for s in found]
    return Table("卡住的事项", ("编号", "单位", "事项", "卡在哪里", "期限"), tuple(rows))


def calls_table(board: Board) -> Table:
    """The supervision list of the week: for those who supervise, never for posting."""
    head = ("编号", "单位", "整改责任人", "事项", "节点任务", "节点期限", "期限", "为什么")
    rows = [
        (
            call.standing.measure.number,
            call.standing.measure.unit,
            call.standing.measure.owner,
            call.standing.measure.what,
            call.standing.measure.node,
            call.standing.measure.node_by,
            call.standing.due,
            "；".join(REASONS[reason] for reason in call.reasons),
        )
        for call in board.calls
    ]
    first, last = board.terms.on + timedelta(days=1), board.terms.on + WEEK
    return Table(f"督办单（{first} 到 {last}）", head, tuple(rows))


def callees_table(board: Board) -> Table:
    """Whom to call in the seven days, one row a post, the most urgent matters first."""
    groups: dict[tuple[str, str], list[Standing]] = {}
    for call in board.calls:
        measure = call.standing.measure
        groups.setdefault((measure.owner, measure.unit), []).append(call.standing)
    rows = [(owner, unit, len(group), numbers(group)) for (owner, unit), group in groups.items()]
    return Table("接下来七天打给谁", ("整改责任人", "单位", "条数", "说哪几条（急的在前）"), tuple(rows))


def changes_table(board: Board) -> Table:
    """What became otherwise within the week."""
    rows = [(*_named(one.standing), _WHATS[one.what]) for one in board.changes]
    return Table(
        f"这一周的变化（{board.terms.on - WEEK} 以后）", ("编号", "单位", "事项", "变化"), tuple(rows)
    )


def extensions_table(board: Board) -> Table:
    """Every extension, and whether it moves the deadline."""
    units = {one.measure.number: one.measure.unit for one in board.standings}
    head = ("编号", "单位", "原期限", "新期限", "批准人", "批准日期", "理由", "算不算")
    return Table("延期", head, tuple(_extended(one, units[one.extension.number]) for one in board.ruled))


def _extended(one: Ruled, unit: str) -> tuple[Value, ...]:
    found = one.extension
    return (
        found.number,
        unit,
        found.old,
        found.new,
        found.approver,
        found.approved,
        found.reason,
        _VERDICTS[one.verdict],
    )


def weeks_table(board: Board) -> Table:
    """The burn-down in numbers."""
    day = "一二三四五六日"[board.terms.on.weekday()]
    head = (f"周{day}", "按最初期限还剩", "按批准后的期限还剩", "实际还剩")
    return Table("还剩多少条", head, tuple((w.on, w.first_plan, w.plan, w.actual) for w in board.weeks))


def measures_table(board: Board) -> Table:
    """Every measure with its state, without persons."""
    head = ("编号", "清单", "单位", "类型", "事项", "期限", "完成日期", "状态")
    return Table("进度表", head, tuple(map(_measured, board.standings)))


def _measured(one: Standing) -> tuple[Value, ...]:
    m = one.measure
    return (m.number, m.listed, m.unit, m.kind, m.what, one.due, one.done_on, STATES[one.state])


def summary_table(board: Board) -> Table:
    """The figures of the whole, one a row."""
    whole = board.whole
    rows: tuple[tuple[Value, ...], ...] = (
        ("总数", whole.total),
        ("完成", whole.done),
        ("其中晚于期限完成", whole.late),
        ("未完成", whole.open),
        ("其中逾期", whole.overdue),
        (f"其中 {board.terms.warning} 天以内到期", whole.soon),
        ("报了完成、佐证不作数", whole.unproved),
        ("完成率（%）", whole.percent),
    )
    return Table("汇总", ("项目", "数"), rows)


def numbers(found: Iterable[Standing]) -> str:
    """The numbers of measures, as one reads them out."""
    return "、".join(one.measure.number for one in found)


def _named(one: Standing) -> tuple[str, str, str]:
    return one.measure.number, one.measure.unit, one.measure.what
