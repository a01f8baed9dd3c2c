"""轮岗与回避 on tables: who is due, who manages a relative's stall, and a swap that mends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.sheets import Row, Tables, TableSpec
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_powers import swaps
from qingfeng.show.system import Switch, System
from qingfeng.show.tables import Table
from qingfeng.think.market.rotation import candidates, conflicts, duties, proposal, table_faults
from qingfeng.words.dates import chinese_date
from qingfeng.words.market.rotation import (
    RELATIONS,
    Candidate,
    Clock,
    Conflict,
    Duty,
    Kin,
    Posting,
    Proposal,
    Reach,
    Scope,
    Seat,
    Terms,
)
from qingfeng.words.problems import ContentError, QueryError

_SOURCE = Column("origin", "来源", required=False, help="原文或者教学编写；自己的表可以空着。")

STAFF = TableSpec(
    "staff",
    "人员",
    (
        Column("worker", "工号", also=("编号", "员工编号"), help="只写工号，不写姓名。", example="G001"),
        Column("post", "岗位", help="只在同一岗位之间换时，岗位名要写得一样。", example="市场管理员"),
        Column("area", "片区", also=("所管片区",), example="水果区"),
        Column(
            "since",
            "到岗日期",
            "date",
            also=("到岗时间",),
            help="一行一段任职；一个人有几行，最近的一行是现岗，早的是待过的片区。",
            example="2019-09-30",
        ),
        _SOURCE,
    ),
)
RELATIVES = TableSpec(
    "relatives",
    "亲属商位",
    (
        Column("worker", "工号", also=("编号", "员工编号"), example="G002"),
        Column("relation", "关系", "choice", choices=RELATIONS, help="亲属是员工的什么人。", example="配偶"),
        Column("stall", "商位", also=("商位号", "摊位"), example="水果区 A12"),
        Column(
            "area",
            "片区",
            also=("所在片区",),
            help="商位在哪个片区，名字和人员表写得一样。",
            example="水果区",
        ),
        _SOURCE,
    ),
    required=False,
)

_STATES = {"due": "到期", "soon": "快到期", "fine": "未到期"}
_CAUSES = {"conflict": "回避", "due": "到期", "makes_way": "让位"}
_BARS = {"own": "现在的片区", "kin": "亲属有商位", "before": "以前待过"}


def _run(_project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    terms = _terms(settings)
    postings = [_posting(row) for row in tables[STAFF.id]]
    kins = [_kin(row) for row in tables[RELATIVES.id]]
    if faults := table_faults(postings, kins):
        raise ContentError(faults)
    found = duties(postings, terms)
    if not found:
        raise QueryError(f"{chinese_date(str(terms.on))}还没有人到岗，换一个基准日。")
    clashes = conflicts(found, kins, terms)
    people = candidates(found, kins, terms)
    plan = proposal(people)
    picture = _picture(plan)
    return Outcome(
        title=_title(people, plan),
        lines=_lines(terms, found, clashes, plan),
        tables=_tables(found, clashes, people, plan),
        notes=_notes(terms, found, people, plan),
        basis=(("原文：rotation", "2022-07"), ("原文：recusal", "2022-07")),
        picture=picture,
        picture_words=_picture_words(plan) if picture else "",
    )


# --- what is asked ---------------------------------------------------------------------


def _terms(settings: Mapping[str, str]) -> Terms:
    on = day(settings["on"])
    if not 2000 <= on.year <= 2100:
        raise QueryError("基准日要在 2000 年到 2100 年之间。")
    return Terms(
        on=on,
        years=_whole(settings["years"], "轮岗年限", 1, 30),
        notice=_whole(settings["notice"], "提前提醒天数", 0, 3650),
        scope=cast(Scope, settings["scope"]),
        clock=cast(Clock, settings["clock"]),
        reach=cast(Reach, settings["reach"]),
    )


def _whole(text: str, name: str, least: int, most: int) -> int:
    try:
        value = int(text.removesuffix(".0"))
    except ValueError:
        raise QueryError(f"{name}要填整数，不能是“{text}”。") from None
    if not least <= value <= most:
        raise QueryError(f"{name}要在 {least} 到 {most} 之间。")
    return value


def _posting(row: Row) -> Posting:
    seat = Seat(row.text("post"), row.text("area"))
    return Posting(row.text("worker"), seat, row.day("since"), row.text("origin"), row.at)


def _kin(row: Row) -> Kin:
    return Kin(
        row.text("worker"),
        row.text("relation"),
        row.text("stall"),
        row.text("area"),
        row.text("origin"),
        row.at,
    )


# --- what is told ----------------------------------------------------------------------


def _title(people: Sequence[Candidate], plan: Proposal) -> str:
    must = [one for one in people if one.causes]
    if not must:
        return "没有人到期，也没有回避冲突"
    if plan.in_conflict:
        return f"换不开：{len(plan.in_conflict)} 个人的回避冲突，内部怎么换都解不开"
    if plan.waiting:
        return f"回避冲突都能解开；{len(plan.waiting)} 个到期的人，内部换不出位置"
    return f"{len(must)} 个人该换，有一套人人都换得开的办法"


def _lines(
    terms: Terms, found: Sequence[Duty], clashes: Sequence[Conflict], plan: Proposal
) -> tuple[tuple[str, str], ...]:
    count = {state: sum(duty.state == state for duty in found) for state in _STATES}
    making_way = sum(move.cause == "makes_way" for move in plan.moves)
    return (
        ("基准日", chinese_date(str(terms.on))),
        ("在岗", f"{len(found)} 人"),
        ("到期", f"{count['due']} 人（满 {terms.years} 年，当天就算）"),
        ("快到期", f"{count['soon']} 人（{terms.notice} 天以内）"),
        ("回避冲突", f"{len({one.duty.worker for one in clashes})} 人，{len(clashes)} 处"),
        ("建议调动", f"{len(plan.moves)} 人" + (f"，其中 {making_way} 人是让位" if making_way else "")),
        ("仍有冲突", f"{len(plan.in_conflict)} 人"),
        ("到期没有换成", f"{len(plan.waiting)} 人"),
    )


def _tables(
    found: Sequence[Duty], clashes: Sequence[Conflict], people: Sequence[Candidate], plan: Proposal
) -> tuple[Table, ...]:
    due_rows = tuple(
        (d.worker, d.seat.post, d.seat.area, d.start, d.due, d.left, _STATES[d.state], d.origin)
        for d in sorted(found, key=lambda d: (d.due, d.worker))
    )
    clash_rows = tuple(
        (one.duty.worker, one.duty.seat.area, one.kin.relation, one.kin.stall, one.kin.origin)
        for one in clashes
    )
    open_rows = tuple(_open_row(one) for one in people if one.causes)
    move_rows = tuple(
        (m.worker, m.old.post, m.old.area, _place(m.old, m.new), _CAUSES[m.cause]) for m in plan.moves
    )
    heads = ("工号", "岗位", "片区", "从哪天算", "到期日", "还有几天", "状态", "来源")
    made = [Table("轮岗到期", heads, due_rows)]
    if clashes:
        made.append(Table("回避冲突", ("工号", "管的片区", "关系", "亲属的商位", "来源"), clash_rows))
    if open_rows:
        made.append(Table("该换的人可以去哪里", ("工号", "为什么换", "可以去", "不能去"), open_rows))
    if move_rows:
        made.append(Table("建议的换法", ("工号", "岗位", "现在的片区", "换到", "为什么换"), move_rows))
    return tuple(made)


def _open_row(one: Candidate) -> tuple[str, str, str, str]:
    free = "、".join(_place(one.seat, seat) for seat in one.open)
    barred = "、".join(f"{bar.area}（{_BARS[bar.bar]}）" for bar in one.barred)
    return one.worker, "、".join(_CAUSES[cause] for cause in one.causes), free or "没有", barred


def _place(old: Seat, new: Seat) -> str:
    return new.area if new.post == old.post else f"{new.area}（{new.post}）"


def _notes(
    terms: Terms, found: Sequence[Duty], people: Sequence[Candidate], plan: Proposal
) -> tuple[str, ...]:
    notes = [_no_such_day(d) for d in found if d.start.day != d.due.day]
    notes += [_stuck(one) for one in (*plan.in_conflict, *plan.waiting)]
    if plan.in_conflict:
        notes.append("解不开的冲突，可以从别处调人，或者与亲属商位有关的事换人来办；报道没有写该怎么办。")
    if any(one.causes for one in people):
        notes.append(
            "换法是算出来的建议：先让有冲突的人最少，再让到期不换的人最少，再让被牵动的人最少。定不定，由单位按程序决定。"
        )
    notes.append(
        "亲属有商位不是错，自己管着亲属的商位才要回避。轮岗、回避是企业自己的管理安排，不是处分（解读）。"
    )
    notes.append(
        "报道只写了制度的名称：几年一轮、提前几天、哪些亲属、怎样计算，都由开关来定；不回以前待过的片区，是教学编写。"
    )
    return tuple(notes)


def _no_such_day(one: Duty) -> str:
    year = f"{one.due.year} 年 2 月没有 29 日"
    return f"{one.worker} 从 {one.start} 算起，{year}，取当月最后一天 {one.due}（教学编写的算法）。"


def _stuck(one: Candidate) -> str:
    why = "可以去的片区，腾不出位置" if one.open else "没有一个片区可以去"
    return f"{one.worker}（{'、'.join(_CAUSES[cause] for cause in one.causes)}）没有换成：{why}。"


def _picture(plan: Proposal) -> str:
    moves = [(m.worker, m.old.area, _place(m.old, m.new), _CAUSES[m.cause]) for m in plan.moves]
    return swaps(moves, "建议的换法") if moves else ""


def _picture_words(plan: Proposal) -> str:
    told = [f"{m.worker} 从{m.old.area}到{_place(m.old, m.new)}（{_CAUSES[m.cause]}）" for m in plan.moves]
    return "建议的换法：" + "；".join(told) + "。"


SYSTEM = System(
    name="rotation",
    title="轮岗和回避",
    intro="改一改到岗日期、片区和亲属的商位，看谁到期、谁要回避、怎么换得开。",
    about=(
        "市场集团推行的七项制度里，有轮岗制和管理服务回避制。报道只写了名称。",
        "样例里的人和数都是教学编写，只有工号。亲属的情况，只给管轮岗和回避的人看。",
    ),
    tables=(STAFF, RELATIVES),
    run=_run,
    case="tomatoes",
    sample={"staff": "rotation_staff.csv", "relatives": "rotation_relatives.csv"},
    switches=(
        Switch("on", "基准日", "2022-09-30", "按这一天来看谁到期。默认的日子是教学编写。", kind="date"),
        Switch(
            "years",
            "轮岗年限（年）",
            "3",
            "报道没有写几年一轮；3 年是教学编写，按本单位的规定改。",
            kind="number",
        ),
        Switch("notice", "提前提醒天数", "90", "报道没有写提前几天；90 天是教学编写。", kind="number"),
        Switch(
            "scope",
            "哪些亲属要回避",
            "all",
            "报道没有写哪些关系要回避。默认从严：表里填了的都算。",
            (("all", "表里填的都算"), ("near", "只算配偶、父母、子女、兄弟姐妹和祖孙")),
        ),
        Switch(
            "clock",
            "年限怎么算",
            "posting",
            "报道没有写。轮的是“岗”，默认从到现岗那天算；也可以看同一片区连着待了多久。",
            (("posting", "从到现岗那天算"), ("area", "同一片区换过岗的，连着算")),
        ),
        Switch(
            "reach",
            "在哪些岗位之间换",
            "same_post",
            "报道没有写。不同岗位要的本事不一样，默认只在同一岗位之间换片区。",
            (("same_post", "只在同一岗位之间"), ("any_post", "不同岗位也可以换")),
        ),
    ),
    editable=("staff", "relatives"),
)
