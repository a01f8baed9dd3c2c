"""联动影响机制 (S15): seven channels into one record, and a query with purpose, log and redaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.sheets import Row, Tables, TableSpec
from qingfeng.content.systems.linkage import load_linkage
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_bars import Bar, bars
from qingfeng.show.system import Switch, System
from qingfeng.show.tables import Table
from qingfeng.think.market.linkage import Other, Pending, Terms, merged, query, records_checked
from qingfeng.words.market.linkage import (
    Asked,
    Finding,
    LinkageRules,
    Matter,
    Record,
    Reply,
    Subject,
)
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.problems import QueryError

CHANNELS = (
    *("信访局", "市长信箱", "义乌数字城市管理系统"),
    *("“商城清风”微信公众号", "数字客服", "96032热线", "线下综治中心"),
)
LONGEST_WINDOW = 365

RECORDS = TableSpec(
    "records",
    "渠道记录",
    (
        Column("channel", "渠道", "choice", choices=CHANNELS, example="数字客服"),
        Column("number", "编号", also=("流水号",), help="渠道自己的编号；重复的只算一条", example="K-0001"),
        Column("received", "收到日期", "date", also=("日期",), example="2022-05-06"),
        Column(
            "subject", "对象类型", "choice", choices=("个人", "企业"), help="个体经营者填个人", example="个人"
        ),
        Column("merchant", "商户编号", help="被反映的商户；不写是谁反映的", example="S-900"),
        Column("category", "事项类别", help="规则文件里列出的类别", example="售后服务"),
        Column(
            "finding",
            "核实结果",
            "choice",
            required=False,
            choices=("核实中", "属实", "不属实"),
            help="空着算核实中",
            example="核实中",
        ),
        Column("summary", "摘要", required=False, help="不写姓名、电话", example="退货没有答复"),
        Column("origin", "来源", required=False, help="原文、教学编写，或者本单位的出处", example="示例"),
    ),
)
WINDOW = Switch(
    "window",
    "几天之内算一件事",
    "7",
    "报道没有写怎样算同一件事。默认：同一商户、同一类别，前后相隔不超过 7 天的并成一件；一环接一环的都算。",
    kind="number",
)
_PENDING = Switch(
    "pending",
    "还在核实的要不要反馈",
    "hide",
    "报道没有写。默认不反馈：没有核实的反映，还不能说明谁的信用不好。",
    (("hide", "不反馈，只给已核实属实的"), ("mark", "反馈，写明“核实中”")),
)
_OTHER = Switch(
    "other",
    "“其他”用途写了说明以后",
    "hold",
    "报道没有写“其他”。默认等负责人批准：说明可以随便写，机器分不出真假。",
    (("hold", "先记下，批准后才给"), ("show", "给最少的一档，事后抽查")),
)
_STATED = (
    "报道写的 1427 人次，是个人和企业信用查询及反馈的次数，不是人数，也不是事项数；"
    "这里的记录是教学编写，与这个数没有关系。"
)
_BASIS_MERGE = tuple(
    (f"原文：{fact}", "2022-10")
    for fact in ("mechanism", "linked_channels", "joined_channels", "platform", "queried")
)
_BASIS_QUERY = (
    *((f"原文：{fact}", "2022-10") for fact in ("mechanism", "three_uses", "queried")),
    ("个人信息保护法：最小必要", "2022-10"),
    ("个人信息保护法：公开", "2022-10"),
)
_DECISIONS = {"shown": "已反馈", "held": "等负责人批准", "refused": "没有反馈"}


@lru_cache(maxsize=4)
def rules_of(root: Path) -> LinkageRules:
    """The rules of `course/systems/linkage.yml`."""
    return load_linkage(root / "course" / "systems" / "linkage.yml", root)


# --- merging ------------------------------------------------------------------------------


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules, window = rules_of(project.root), _window(settings["window"])
    records = _records(rules, tables["records"])
    matters = merged(records, window)
    kept = sum(len(matter.records) for matter in matters)
    several = sum(len(_channels(matter)) > 1 for matter in matters)
    linked = sum(channel.how == "联系" for channel in rules.channels)
    joined = len(rules.channels) - linked
    svg, words = _picture(rules, records, matters)
    return Outcome(
        title=f"{len(records)} 条记录，合并成 {len(matters)} 件事",
        lines=(
            ("收到的记录", f"{len(records)} 条"),
            ("同一渠道、同一编号重复的", f"{len(records) - kept} 条，只算一次"),
            ("合并成", f"{len(matters)} 件事"),
            ("几个渠道都反映的", f"{several} 件，每件只算一次"),
            ("渠道", f"{len(rules.channels)} 个：联系 {linked} 个，整合 {joined} 个（原文）"),
            ("合并的窗口", f"{window} 天"),
        ),
        tables=(_matters(matters), _merchants(records, matters), _channel_table(rules, matters)),
        notes=(
            "合并的是线索：看起来像一件事，仍可能是两件。拿不准的，由人打开各渠道的原件来分。",
            "只记被反映的商户，不记是谁反映的；反映干部的，走纪检监察渠道，不进这张表。",
            "同一商户只要有一条记成个人，就按个人保护。",
            "渠道名称是原文；每个渠道送来什么、怎样算一件事、有哪些类别，是教学编写。",
            _STATED,
        ),
        basis=_BASIS_MERGE,
        picture=svg,
        picture_words=words,
    )


def _matters(matters: Sequence[Matter]) -> Table:
    head = (
        *("序号", "商户编号", "对象类型", "事项类别", "核实结果", "首次收到", "最近收到"),
        *("记录数", "渠道数", "从哪里来"),
    )
    rows = tuple(
        (
            *(i, m.merchant, m.subject, m.category, m.state, m.first, m.last),
            *(len(m.records), len(_channels(m)), "；".join(f"{r.channel} {r.number}" for r in m.records)),
        )
        for i, m in enumerate(matters, start=1)
    )
    return Table("合并后的事项", head, rows)


def _merchants(records: Sequence[Record], matters: Sequence[Matter]) -> Table:
    given = Counter(record.merchant for record in records)
    found = Counter(matter.merchant for matter in matters)
    true = Counter(matter.merchant for matter in matters if matter.state == "属实")
    head = ("商户编号", "记录（条）", "合并后（件）", "其中属实（件）")
    rows = tuple((number, given[number], found[number], true[number]) for number in sorted(given))
    return Table("合并前后，每户几件", head, rows)


def _channel_table(rules: LinkageRules, matters: Sequence[Matter]) -> Table:
    numbers = Counter(record.channel for matter in matters for record in matter.records)
    head = ("渠道", "怎样联", "送来什么（教学编写）", "记录（条，重复的不算）", "名称来源")
    rows = tuple((c.name, c.how, c.brings, numbers[c.name], c.origin) for c in rules.channels)
    return Table(f"{len(rows)} 个渠道", head, rows)


def _picture(rules: LinkageRules, records: Sequence[Record], matters: Sequence[Matter]) -> tuple[str, str]:
    """How many records each channel gave, and the matters they came to."""
    given = Counter(record.channel for record in records)
    most = Decimal(len(records))
    rows = [Bar(c.name, Decimal(given[c.name]), most, f"{given[c.name]} 条") for c in rules.channels]
    rows.append(Bar("各渠道相加", most, most, f"{len(records)} 条"))
    rows.append(Bar("合并以后", Decimal(len(matters)), most, f"{len(matters)} 件事", marked=True))
    title = f"{len(rules.channels)} 个渠道的记录并成一份"
    words = "；".join(f"{bar.label}，{bar.words}" for bar in rows)
    return bars(rows, title), f"{title}：{words}。"


def _channels(matter: Matter) -> set[str]:
    return {record.channel for record in matter.records}


# --- queries ------------------------------------------------------------------------------


def query_switches(project: Project, records: Sequence[Row]) -> tuple[Switch, ...]:
    """The fields of a query: purposes from the rule file, merchants from the records."""
    numbers = sorted({plain_number(row.text("merchant")) for row in records})
    purposes = tuple(
        (p.name, f"{p.name}（须说明）" if p.must_explain else p.name) for p in rules_of(project.root).purposes
    )
    first = numbers[0] if numbers else ""
    return (
        Switch("purpose", "用途", "展会", "报道写了招商、展会、培训。", (("", "（没有填）"), *purposes)),
        Switch("merchant", "查哪一户", first, "一次只查一户。", tuple((n, n) for n in numbers)),
        Switch("explained", "说明", "", "用途选“其他”的必填：为哪一件工作查。", kind="text"),
        Switch("asker", "查询人编号", "员工 G001", "谁查的要留名，只用编号。", kind="text"),
        Switch("on", "查询日期", "2022-11-02", "记进日志。", kind="date"),
        WINDOW,
        _PENDING,
        _OTHER,
    )


def query_outcome(project: Project, records: Sequence[Row], settings: Mapping[str, str]) -> Outcome:
    """The answer to a query with its log; what `settings` leaves out is taken from `query_switches`.

    Raises ContentError for records that do not fit together, QueryError for a day or a window.
    A purpose that is blank or unknown is refused in the outcome, and the refusal is logged.
    """
    rules = rules_of(project.root)
    chosen = {switch.id: switch.default for switch in query_switches(project, records)} | dict(settings)
    asked = Asked(
        merchant=plain_number(chosen["merchant"]),
        purpose=chosen["purpose"].strip(),
        explained=chosen["explained"].strip(),
        asker=chosen["asker"].strip(),
        on=day(chosen["on"]),
    )
    terms = Terms(
        cast(Pending, _one_of(_PENDING, chosen["pending"])), cast(Other, _one_of(_OTHER, chosen["other"]))
    )
    matters = merged(_records(rules, records), _window(chosen["window"]))
    reply = query(rules, matters, asked, terms)
    return Outcome(
        title=f"信用查询：{_DECISIONS[reply.decision]}",
        lines=_query_lines(asked, reply),
        tables=(*_answer(reply), _log(reply), _REDACTED),
        notes=_query_notes(reply),
        basis=_BASIS_QUERY,
    )


def _query_lines(asked: Asked, reply: Reply) -> tuple[tuple[str, str], ...]:
    # Whether a merchant is a person is itself part of the answer.
    who = f"{asked.merchant}（按{reply.treated}遮蔽）" if reply.decision == "shown" else asked.merchant
    lines = [
        ("结果", _DECISIONS[reply.decision]),
        ("为什么", reply.reason),
        ("查哪一户", who or "（没有填）"),
        ("用途", asked.purpose or "（没有填）"),
    ]
    if reply.decision == "shown":
        lines.append(("反馈", reply.log.said))
    lines.append(("日志", "记了一行，拒绝的也记"))
    return tuple(lines)


def _answer(reply: Reply) -> tuple[Table, ...]:
    """What is shown: for a person categories, counts and states only."""
    if reply.decision != "shown" or not reply.entries:
        return ()
    if all(entry.first is None for entry in reply.entries):
        least = tuple((e.category, e.count, e.state) for e in reply.entries)
        return (Table("反馈（只有类别、件数、核实结果）", ("事项类别", "件数", "核实结果"), least),)
    head = ("事项类别", "首次收到", "渠道数", "核实结果", "摘要（只有属实的）")
    rows = tuple((e.category, e.first, e.channels, e.state, e.summary) for e in reply.entries)
    return (Table("反馈（企业）", head, rows),)


def _log(reply: Reply) -> Table:
    line = reply.log
    head = ("查询日期", "查询人", "用途", "说明", "对象", "结果", "显示了什么，或者为什么没有")
    row = (
        *(line.on, line.asker, line.purpose, line.explained, line.merchant),
        *(_DECISIONS[line.decision], line.said),
    )
    return Table("查询日志", head, (row,))


_REDACTED = Table(
    "哪些看得见（教学编写）",
    ("内容", "对象是个人", "对象是企业", "为什么"),
    (
        ("类别、件数、核实结果", "看得见", "看得见", "核验报名用得上"),
        ("日期、渠道数", "看不见", "看得见", "对个人，多一项就多一分认出具体哪件事的可能"),
        ("摘要", "看不见", "只看属实的，长号码遮蔽", "摘要里可能带着别人的信息"),
        ("渠道名称、记录编号", "看不见", "看不见", "从中可能认出是谁反映的"),
        ("姓名、电话", "表里就不收", "表里就不收", "不收，就不会漏"),
        ("还在核实的", "默认看不见（开关）", "默认看不见（开关）", "没有核实，还说明不了什么"),
        ("查明不属实的", "看不见", "看不见", "不属实的反映不说明信用不好"),
    ),
)


def _query_notes(reply: Reply) -> tuple[str, ...]:
    notes = [
        "日志只写谁、哪天、为什么、查了谁、给了哪几类内容，不写内容本身。",
        "练习台什么也不存，日志就是上面这一行；正式的系统要存下来，并有人抽查用途是不是真的。",
        "“没有可以反馈的事项”不等于信用好，也不等于信用不好，只是这里没有属于反馈范围的。",
        "被查的人可以问：谁查过、为什么查、给了什么；记错了的可以要求更正（教学编写）。",
        "用途选对了，不等于目的真：替熟人看一眼，选“展会”也是越界。",
        "个人信息的规定保护的是个人；对企业的查询也要用途、也记日志，是教学编写。",
        _STATED,
    ]
    if reply.decision == "held":
        notes.insert(0, "现在什么也不给看；负责人批准或者不批准，都要写理由（教学编写）。")
    return tuple(notes)


# --- reading ------------------------------------------------------------------------------


def _records(rules: LinkageRules, rows: Sequence[Row]) -> tuple[Record, ...]:
    """The records of the rows; ContentError with every fault of them."""
    records = tuple(
        Record(
            channel=row.text("channel"),
            number=plain_number(row.text("number")),
            received=row.day("received"),
            subject=cast(Subject, row.text("subject")),
            merchant=plain_number(row.text("merchant")),
            category="".join(row.text("category").split()),
            finding=cast(Finding, row.text("finding") or "核实中"),
            summary=row.text("summary"),
            origin=row.text("origin"),
            at=row.at,
        )
        for row in rows
    )
    records_checked(rules, records)
    return records


def _window(raw: str) -> int:
    words = raw.strip().removesuffix(".0")
    if not (words.isascii() and words.isdecimal()) or int(words) > LONGEST_WINDOW:
        raise QueryError(f"“{WINDOW.label}”要填 0 到 {LONGEST_WINDOW} 的整数。")
    return int(words)


def _one_of(switch: Switch, value: str) -> str:
    if value not in dict(switch.choices):
        allowed = "、".join(one for one, _ in switch.choices)
        raise QueryError(f"“{switch.label}”不能是“{value}”，只能是：{allowed}。")
    return value


SYSTEM = System(
    name="linkage",
    title="七个渠道并成一份记录",
    intro="几个渠道反映同一件事，只算一件；查询要有用途、留日志、该遮的遮住。",
    about=(
        "一行是一个渠道收到的一条，只写商户编号，不写姓名、电话，也不写是谁反映的。",
        "同一渠道同一编号的算一条；同一商户、同一类别、前后相隔不超过几天的算一件事。",
        "报道写了七个渠道和 1427 人次查询及反馈；怎样合并、怎样遮蔽，是教学编写。",
    ),
    tables=(RECORDS,),
    run=_run,
    case="half_point",
    sample={"records": "linkage_records.csv"},
    switches=(WINDOW,),
    editable=("records",),
)
