"""晾晒, 通报 and 讲评 as drafts: units and matters, and nobody who was talked to.

They are made from a Board, of which the ledger of the first form is no part.
"""

from __future__ import annotations

from datetime import timedelta

from qingfeng.show.drafts import Draft, Section
from qingfeng.show.market import rectify_tables as tables
from qingfeng.show.tables import Table, shown
from qingfeng.think.market.rectify import WEEK
from qingfeng.words.dates import chinese_date
from qingfeng.words.market.rectify import Board, Count, Standing

ANNEX = "整改进度附表（Excel）"


def posting(board: Board, unit: str) -> Draft:
    """The weekly posting 晾晒: units and matters, how far they are, what is overdue."""
    _, *by_unit = tables.progress_tables(board)
    return Draft(
        title="整改进度晾晒",
        issue="",
        unit=unit,
        day=_day(board),
        sections=(
            Section("一、各单位的进度", (_whole(board), _week(board)), tuple(by_unit)),
            _listed("二、逾期的事项", "没有逾期的事项。", _posted_overdue(board)),
            _listed("三、快到期的事项", "没有快到期的事项。", tables.soon_table(board)),
            _listed("四、这一周完成的事项", "这一周没有新完成的事项。", tables.done_table(board)),
        ),
        remarks=(
            "晾的是单位和事项。没有完成只说明没有完成，不等于不作为；卡在哪里照实写，要谁帮忙尽早说。",
            *_taught(board),
        ),
    )


def notice(board: Board, unit: str, issue: str) -> Draft:
    """The periodic notice 通报: progress, problems that stand out, what matters next week."""
    return Draft(
        title="整改进度通报",
        issue=issue,
        unit=unit,
        day=_day(board),
        sections=(
            Section("一、进展", (_whole(board), _week(board)), tables.progress_tables(board)),
            Section("二、突出问题", _problems(board), _problem_tables(board)),
            Section("三、下周重点", _next_week(board), _filled(tables.coming_table(board))),
        ),
        attached=(ANNEX,),
        remarks=_taught(board),
    )


def review(board: Board, unit: str) -> Draft:
    """The notes for the weekly review 讲评: list by list, and where somebody can help."""
    return Draft(
        title="整改讲评提纲",
        issue="",
        unit=unit,
        day=_day(board),
        sections=(
            Section("一、总的进度", (_whole(board), _against_plan(board)), (tables.weeks_table(board),)),
            Section("二、对照清单讲", tuple(_of_list(board, one) for one in board.lists)),
            _listed("三、卡住的事项，看谁能帮", "没有写明卡住的事项。", tables.stuck_table(board)),
            _listed("四、这一周做成的事项", "这一周没有新完成的事项。", tables.done_table(board)),
            Section("五、讲到每一项，先问三句", _QUESTIONS),
        ),
        remarks=_taught(board),
    )


_QUESTIONS = (
    "现场去看了没有，看到的和表上写的是不是一样？",
    "卡在哪一步，缺人、缺钱、缺东西，还是缺一句话？",
    "下一个节点是哪一天，这段时间怎么防？",
)


def annex(board: Board) -> tuple[Table, ...]:
    """The tables of the notice, with the summary first and every measure last."""
    return (
        tables.summary_table(board),
        *notice(board, "", "").tables,
        tables.measures_table(board),
    )


# --- sentences -----------------------------------------------------------------------------


def _day(board: Board) -> str:
    return chinese_date(str(board.terms.on))


def _whole(board: Board) -> str:
    whole = board.whole
    told = [
        f"截至 {_day(board)}，进度表共 {whole.total} 条，完成 {whole.done} 条，占 {shown(whole.percent)}%",
        f"未完成 {whole.open} 条，其中逾期 {whole.overdue} 条，"
        f"{board.terms.warning} 天以内到期 {whole.soon} 条",
    ]
    if whole.unproved and board.terms.proof == "needed":
        told.append(f"没有完成的里面，有 {whole.unproved} 条报了完成、佐证不作数")
    return "；".join(told) + "。"


def _week(board: Board) -> str:
    done, late = (len(tables.changed(board, what)) for what in ("done", "overdue"))
    moved = len(tables.changed(board, "extended"))
    return f"这一周完成 {done} 条，新逾期 {late} 条，延期获批 {moved} 条。"


def _against_plan(board: Board) -> str:
    plan = sum(one.due > board.terms.on for one in board.standings)
    gap = board.whole.open - plan
    if gap > 0:
        return (
            f"按批准后的期限，到这一天为止应当只剩 {plan} 条，实际剩 {board.whole.open} 条，多出 {gap} 条。"
        )
    ahead = f"，少剩 {-gap} 条" if gap else ""
    return f"按批准后的期限，到这一天为止应当剩 {plan} 条，实际剩 {board.whole.open} 条{ahead}，没有落后。"


def _problems(board: Board) -> tuple[str, ...]:
    late, unproved = tables.overdue(board), tables.unproved(board)
    told = []
    if late:
        told.append(f"逾期 {len(late)} 条，涉及 {len({s.measure.unit for s in late})} 个单位。")
    if unproved and board.terms.proof == "needed":
        told.append(
            f"报了完成、佐证不作数 {len(unproved)} 条，按未完成算；请到现场核对，拿得出佐证再重新报。"
        )
    elif unproved:
        told.append(f"报了完成、佐证不作数 {len(unproved)} 条，表上按完成算；请到现场核对，补上佐证。")
    void = [one.extension.number for one in board.ruled if one.verdict == "late"]
    if void:
        told.append(f"过了期限才批的延期 {len(void)} 条（编号 {'、'.join(void)}），期限不改。")
    return tuple(told) or ("没有逾期的事项，也没有佐证不作数的事项。",)


def _problem_tables(board: Board) -> tuple[Table, ...]:
    return (*_filled(tables.overdue_table(board)), *_filled(tables.unproved_table(board)))


def _posted_overdue(board: Board) -> Table:
    """The overdue table of a posting: with the numbers of posts only where the terms say so."""
    table = tables.overdue_table(board)
    if board.terms.posting == "units":
        return table
    owners = [one.measure.owner for one in tables.overdue(board)]
    rows = tuple((*row, owner) for row, owner in zip(table.rows, owners, strict=True))
    return Table(table.caption, (*table.head, "责任岗位"), rows)


def _next_week(board: Board) -> tuple[str, ...]:
    first, last = board.terms.on + timedelta(days=1), board.terms.on + WEEK
    span = f"{chinese_date(str(first))}到 {chinese_date(str(last))}"
    found = tables.coming(board)
    told = f"{span}，节点或者期限在这七天里的有 {len(found)} 条。" if found else f"{span}，没有节点和期限。"
    return (told, "赶不上的，在期限以前报延期，写清困难、新的节点和这段时间怎么防；批下来以前，期限不改。")


def _of_list(board: Board, one: Count) -> str:
    mine = [s for s in board.standings if s.measure.listed == one.name]
    told = f"{one.name}：共 {one.total} 条，完成 {one.done} 条，占 {shown(one.percent)}%"
    late = [s for s in mine if s.state == "overdue"]
    near = [s for s in mine if s.state == "soon"]
    return f"{told}；逾期 {len(late)} 条{_which(late)}；快到期 {len(near)} 条{_which(near)}。"


def _which(found: list[Standing]) -> str:
    return f"（编号 {tables.numbers(found)}）" if found else ""


def _listed(heading: str, nothing: str, table: Table) -> Section:
    return Section(heading, (), (table,)) if table.rows else Section(heading, (nothing,))


def _filled(table: Table) -> tuple[Table, ...]:
    return (table,) if table.rows else ()


def _taught(board: Board) -> tuple[str, ...]:
    return ("本件的单位、事项和数字是教学编写，不是哪一个镇的事。",) if board.taught else ()
