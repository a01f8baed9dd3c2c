"""整改台 (S2): a progress table by unit, village and list, the week's supervision, the burn-down,
and the drafts of posting and notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.sheets import Row, Tables, TableSpec, read_tables
from qingfeng.content.systems.rectify import load_rectify
from qingfeng.show.drafts import preview
from qingfeng.show.market import rectify_drafts as drafts
from qingfeng.show.market import rectify_tables as made
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_burndown import Left, burndown, burndown_words
from qingfeng.show.system import Switch, System, table_file
from qingfeng.show.tables import Table, shown
from qingfeng.think.market.rectify import board
from qingfeng.think.market.rectify_faults import is_numbered, table_faults
from qingfeng.words.dates import chinese_date
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.market.rectify import (
    KINDS,
    Board,
    Extension,
    LateExtension,
    Measure,
    NeedsProof,
    OnTheDay,
    Posting,
    Talk,
    Terms,
)
from qingfeng.words.problems import ContentError, QueryError

_ORIGIN = Column("origin", "来源", required=False, help="原文或者教学编写；自己的表可以空着", example="示例")

MEASURES = TableSpec(
    "measures",
    "进度表",
    (
        Column("number", "编号", unique=True, also=("序号",), help="一条一个编号", example="900"),
        Column("listed", "清单", also=("所属清单",), example="清单一"),
        Column("unit", "单位", also=("责任单位",), example="城建办"),
        Column("kind", "类型", "choice", choices=KINDS, example="科室"),
        Column("what", "措施", also=("整改措施", "事项"), help="写事，不写人名", example="示例：补齐台账"),
        Column("owner", "整改责任人", also=("责任人",), help="写岗位号，如 Z01", example="Z01"),
        Column("node", "节点任务", help="下一步做什么", example="核对"),
        Column("node_by", "节点期限", "date", required=False, help="可以空着", example="2022-05-20"),
        Column("due", "整改期限", "date", also=("期限",), help="最早定的期限", example="2022-05-27"),
        Column("completed", "完成日期", "date", required=False, help="报完成的那天；没有完成的空着"),
        Column("evidence", "佐证", required=False, help="照片、单据、记录；没有的空着"),
        Column("evidence_on", "佐证日期", "date", required=False, help="佐证是哪一天的；可以空着"),
        Column("remark", "状态说明", required=False, help="卡在哪里；不写人名、电话、病假"),
        _ORIGIN,
    ),
)
EXTENSIONS = TableSpec(
    "extensions",
    "延期",
    (
        Column("number", "编号", also=("序号",), help="进度表里的编号", example="900"),
        Column("old", "原期限", "date", example="2022-05-27"),
        Column("new", "新期限", "date", example="2022-06-10"),
        Column("approver", "批准人", required=False, help="写岗位号；没有批的空着", example="L01"),
        Column("approved", "批准日期", "date", required=False, help="没有批的空着", example="2022-05-20"),
        Column("reason", "理由", required=False, help="困难，和这段时间怎么防", example="示例"),
        _ORIGIN,
    ),
    required=False,
)
LEDGER = TableSpec(
    "ledger",
    "第一种形态台账",
    (
        Column("number", "台账号", unique=True, example="T900"),
        Column("on", "日期", "date", example="2022-05-20"),
        Column("person", "人员编号", also=("编号",), help="只写编号，如 G901", example="G900"),
        Column("way", "方式", required=False, help="谈话提醒一类；不是处分", example="谈话提醒"),
        _ORIGIN,
    ),
    required=False,
)
# The whole teaching table: 71 measures, 23 of them done on the default day.
YEAR = {
    "measures": "rectify_2022.csv",
    "extensions": "rectify_2022_extensions.csv",
    "ledger": "rectify_ledger.csv",
}
_ON = "2022-05-20"


@dataclass(frozen=True)
class Work:
    """A board, how many people the ledger holds by the day, and why posts are left out ("" where
    they are not)."""

    board: Board
    talked: int
    unnamed: str = ""


def teaching_year(project: Project) -> Tables:
    """The whole teaching table: 71 measures, 23 of them done on the default day."""
    return {
        spec.id: read_tables(table_file(project.root, YEAR[spec.id]), [spec])[spec.id]
        for spec in SYSTEM.tables
    }


def work(tables: Tables, settings: Mapping[str, str]) -> Work:
    """What the tables say on the day of the settings; ContentError with every row that does not
    fit, QueryError for a switch."""
    terms = _terms(settings)
    measures = [_measure(row) for row in tables[MEASURES.id]]
    extensions = [_extension(row) for row in tables.get(EXTENSIONS.id, ())]
    talks = [_talk(row) for row in tables.get(LEDGER.id, ())]
    if faults := table_faults(measures, extensions, talks):
        raise ContentError(faults)
    unnamed = _why_unnamed(measures, talks) if terms.posting == "posts" else ""
    if unnamed:
        terms = replace(terms, posting="units")
    people = {one.person for one in talks if one.on <= terms.on}
    return Work(board(measures, extensions, terms), len(people), unnamed)


def _why_unnamed(measures: Sequence[Measure], talks: Sequence[Talk]) -> str:
    """Why a posting may not name posts: names, or somebody who was talked to. Leaving out only
    that one would name them all the same."""
    owners = {one.owner for one in measures}
    if not all(map(is_numbered, owners)):
        return "整改责任人一列里有不是岗位号的，晾晒稿里一律不写责任岗位。"
    if owners & {one.person for one in talks}:
        return "整改责任人和台账有重合，晾晒稿里一律不写责任岗位：只空一个，就等于说出了是谁。"
    return ""


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    found = work(tables, settings)
    points = [Left(week.on, week.plan, week.actual) for week in found.board.weeks]
    return Outcome(
        title=_title(found.board),
        lines=_lines(found),
        tables=_tables(project, found.board),
        notes=_notes(found),
        basis=tuple((text, _ON) for text in _BASIS),
        picture=burndown(points, "还剩多少条"),
        picture_words=f"还剩多少条，一周一点：{burndown_words(points)}。",
    )


_BASIS = (
    "原文：table_columns",
    "原文：weekly_supervision",
    "原文：weekly_posting",
    "原文：periodic_notice",
    "原文：weekly_review",
    "原文：first_form",
    "政务处分法：形式主义等",
    "纪律处分条例：四种形态",
    "个人信息保护法：最小必要",
)


# --- what is asked ---------------------------------------------------------------------


def _terms(settings: Mapping[str, str]) -> Terms:
    on = day(settings["on"])
    if not 2000 <= on.year <= 2100:
        raise QueryError("基准日要在 2000 年到 2100 年之间。")
    return Terms(
        on=on,
        warning=_days(settings["warning"], "将到期提醒天数"),
        proof=cast(NeedsProof, settings["proof"]),
        proof_age=_days(settings["proof_age"], "佐证最多早几天"),
        on_the_day=cast(OnTheDay, settings["on_the_day"]),
        late_extension=cast(LateExtension, settings["late_extension"]),
        posting=cast(Posting, settings["posting"]),
    )


def _days(text: str, name: str) -> int:
    try:
        value = int(text.removesuffix(".0"))
    except ValueError:
        raise QueryError(f"{name}要填整数，不能是“{text}”。") from None
    if not 0 <= value <= 365:
        raise QueryError(f"{name}要在 0 到 365 之间。")
    return value


def _measure(row: Row) -> Measure:
    return Measure(
        number=plain_number(row.text("number")),
        listed=_named(row, "listed"),
        unit=_named(row, "unit"),
        kind=row.text("kind"),
        what=row.text("what"),
        owner=_person(row, "owner"),
        node=row.text("node"),
        node_by=row.day_or_none("node_by"),
        due=row.day("due"),
        completed=row.day_or_none("completed"),
        evidence=row.text("evidence"),
        evidence_on=row.day_or_none("evidence_on"),
        remark=row.text("remark"),
        origin=row.text("origin"),
        at=row.at,
    )


def _extension(row: Row) -> Extension:
    return Extension(
        number=plain_number(row.text("number")),
        old=row.day("old"),
        new=row.day("new"),
        approver=row.text("approver"),
        approved=row.day_or_none("approved"),
        reason=row.text("reason"),
        origin=row.text("origin"),
        at=row.at,
    )


def _talk(row: Row) -> Talk:
    return Talk(row.text("number"), row.day("on"), _person(row, "person"), row.at)


def _named(row: Row, column: str) -> str:
    """A name of a list or unit: blanks in it make no other one."""
    return "".join(row.text(column).split())


def _person(row: Row, column: str) -> str:
    """A number of a post or person, written one way."""
    return plain_number(row.text(column))


# --- what is told ----------------------------------------------------------------------


def _title(found: Board) -> str:
    whole = found.whole
    late = f"，逾期 {whole.overdue} 条" if whole.overdue else "，没有逾期"
    return f"{whole.total} 条完成 {whole.done} 条，还剩 {whole.open} 条{late}"


def _lines(found: Work) -> tuple[tuple[str, str], ...]:
    whole, terms = found.board.whole, found.board.terms
    done, late = (len(made.changed(found.board, what)) for what in ("done", "overdue"))
    lines = [
        ("基准日", f"{chinese_date(str(terms.on))}（周{'一二三四五六日'[terms.on.weekday()]}）"),
        ("完成", f"{whole.done} 条，占 {shown(whole.percent)}%" + _late(whole.late)),
        ("未完成", f"{whole.open} 条"),
        ("逾期", f"{whole.overdue} 条"),
        ("将到期", f"{whole.soon} 条（{terms.warning} 天以内）"),
        ("报了完成、佐证不作数", f"{whole.unproved} 条"),
        ("这一周", f"完成 {done} 条，新逾期 {late} 条"),
        ("接下来七天督办", f"{len(found.board.calls)} 条"),
    ]
    if found.talked:
        lines.append(("内部台账（第一种形态）", f"{found.talked} 人，不是处分，不进晾晒和通报"))
    return tuple(lines)


def _late(number: int) -> str:
    return f"，其中 {number} 条晚于期限" if number else ""


def _tables(project: Project, found: Board) -> tuple[Table, ...]:
    listed = (
        made.overdue_table(found),
        made.callees_table(found),
        made.calls_table(found),
        made.unproved_table(found),
        made.extensions_table(found),
        made.changes_table(found),
        made.weeks_table(found),
    )
    shown_tables = [*made.progress_tables(found), *(table for table in listed if table.rows)]
    shown_tables.append(preview(drafts.posting(found, ""), "晾晒稿（给工作群，只有单位和事项）"))
    shown_tables.append(preview(drafts.notice(found, "", ""), "通报稿"))
    if found.taught:
        shown_tables.append(stated_table(project))
    return tuple(shown_tables)


def stated_table(project: Project) -> Table:
    """The figures that the page states, as they stand there: none of them is computed here."""
    figures = load_rectify(table_file(project.root, "rectify.yml"), project.root)
    rows = tuple((one.name, one.number, one.unit, one.note, one.origin) for one in figures.stated)
    return Table(figures.title, ("报道的说法", "数", "单位", "报道没有写的", "来源"), rows)


def _notes(found: Work) -> tuple[str, ...]:
    notes = [_RED]
    if found.unnamed:
        notes.append(found.unnamed)
    if found.board.whole.unproved:
        notes.append("佐证不作数，不等于作假：先到现场看，再请报的人说明。")
    return (*notes, _FIRST_FORM, _BEFORE_POSTING, _SILENT)


_RED = (
    "没有完成只说明没有完成，不等于不作为、慢作为；"
    "该不该问责，要看做没做、为什么没做成、有没有如实报（解读）。"
)
_FIRST_FORM = (
    "第一种形态是批评、谈话一类的提醒，不在处分的种类里；报道写“第一种形态处理 7 人”，不是 7 个处分（解读）。"
    "台账只数人数，人和方式都不进晾晒、通报。"
)
_BEFORE_POSTING = "发出以前再看一遍“卡在哪里”：不写人名、电话、病假。督办单只给督办的人看。"
_SILENT = "完成凭什么算、能不能延期、当天算不算逾期、提前几天提醒，报道没有写，都由开关来定。"


SYSTEM = System(
    name="rectify",
    title="整改台",
    intro="改一格完成日期、佐证或者期限，看逾期、督办单、晾晒稿和通报稿怎样跟着变。",
    about=(
        "义亭镇把问题理成一张进度表，写清整改责任人、节点任务、整改期限，每周督办、每周晾晒、定期通报、每周讲评。",
        "报道写了 71 条措施、完成 23 条，没有写分在哪里、各到哪一天。",
        "样例里的单位、事项和日子都是教学编写，人只有岗位号。",
    ),
    tables=(MEASURES, EXTENSIONS, LEDGER),
    run=_run,
    case="green_friday",
    sample={
        "measures": "rectify_sample.csv",
        "extensions": "rectify_sample_extensions.csv",
        "ledger": "rectify_ledger.csv",
    },
    switches=(
        Switch(
            "on",
            "基准日",
            _ON,
            "报道没有写“截至目前”是哪一天。默认是情景里讲评会的那个周五，教学编写。",
            kind="date",
        ),
        Switch(
            "warning",
            "将到期提醒天数",
            "7",
            "报道写每周督办，没有写提前几天提醒。七天是教学编写，够到下一次督办。",
            kind="number",
        ),
        Switch(
            "proof",
            "“完成”要不要佐证才算",
            "needed",
            "报道没有写凭什么算完成。默认要：去年的照片，说明不了今年的渠。",
            (("needed", "要，没有佐证的按未完成算"), ("not_needed", "不要，报了就算")),
        ),
        Switch(
            "proof_age",
            "佐证最多比完成早几天",
            "7",
            "早了就不作数，防的是旧照片。七天是教学编写；佐证没有写日期的，不按这一条查。",
            kind="number",
        ),
        Switch(
            "on_the_day",
            "期限当天算不算逾期",
            "in_time",
            "报道没有写。当天还有一天可以做，默认不算。",
            (("in_time", "不算，第二天才算"), ("overdue", "算")),
        ),
        Switch(
            "late_extension",
            "过了期限才批的延期",
            "void",
            "报道没有写能不能延期。默认在期限以前批的才算，过了才批的，期限不改。",
            (("void", "不算，期限不改"), ("counts", "算，从批准那天起改")),
        ),
        Switch(
            "posting",
            "晾晒稿写不写责任岗位",
            "units",
            "报道写的是晾各单位的进度。默认只写单位和事项，不写到岗位。",
            (("units", "不写，只写单位和事项"), ("posts", "写岗位号")),
        ),
    ),
    editable=("measures", "extensions", "ledger"),
)
