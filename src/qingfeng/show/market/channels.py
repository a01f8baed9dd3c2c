"""举报渠道 (S12): which letter belongs behind which door, and the last of its working days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, Tables
from qingfeng.show.market.channels_matter import channel_outcome, matter_choices
from qingfeng.show.market.channels_words import (
    APART,
    CASE,
    DAYS_OFF,
    LETTERS,
    MOST_DAYS,
    NO_HOLIDAYS,
    SWITCHES,
    bounded_day,
    cited,
    rules_of,
    secrets_table,
)
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_bars import Bar, bars
from qingfeng.show.system import System
from qingfeng.show.tables import Table
from qingfeng.think.market.channels import Terms, handled, letters_checked, work_days
from qingfeng.words.market.channels import ChannelRules, DayOff, FirstDay, Handled, Letter, Subject, Way
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.problems import QueryError

_STATES = ("超期未办", "办得晚了", "没到期", "等办结", "按期办了")


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules = rules_of(project.root)
    named = [DayOff(row.day("on"), row.text("kind") == "上班", row.at) for row in tables.get("days_off", ())]
    today = bounded_day(settings["today"])
    terms = Terms(today, cast(FirstDay, settings["first"]), work_days(named), _own(settings["own"]))
    letters = [_letter(row) for row in tables["letters"]]
    letters_checked(rules, letters, today)
    found = handled(rules, letters, terms)
    svg, words = _sorted_picture(rules, found)
    overdue = Counter(clock.step for one in found for clock in one.clocks if clock.state == "超期未办")
    late = sum(clock.state == "办得晚了" for one in found for clock in one.clocks)
    return Outcome(
        title=f"{len(found)} 件，超期未办 {overdue.total()} 项",
        lines=(
            ("收到", f"{len(found)} 件"),
            *((door.name, f"{_behind(found, door.id)} 件") for door in rules.doors),
            ("要由人来分", f"{_behind(found, '')} 件"),
            ("走错了门的", f"{sum(one.misplaced for one in found)} 件，该转的转，该告诉的告诉"),
            ("超期没有告知", f"{overdue['告知']} 件"),
            ("超期没有反馈", f"{overdue['反馈']} 件"),
            ("超期没有答复", f"{overdue['答复']} 件" if terms.own else "没有算：企业渠道的天数没有填"),
            ("办是办了，晚了", f"{late} 项"),
            ("休息和补班", f"用了 {len(named)} 天" if named else "没有给，只扣周末"),
        ),
        tables=(
            _belongs(rules, found),
            _clocks(found),
            secrets_table(rules, {one.letter.way for one in found}),
        ),
        notes=(
            "表里只有编号和日期，没有谁写的，结果里也不会有。清单以外的事项不显示，免得写进了人名。",
            NO_HOLIDAYS if not named else "法定节假日和调休，只扣了“休息和补班”里写的；没有写的由单位扣除。",
            "15 个工作日：实名而且受理的，从收到起告知，从办结起反馈。匿名的照样受理，只是没有人可以告诉。",
            "企业渠道收到反映干部的，转给有权受理的机关；期限从那里收到那天起算。",
            "哪件事归哪扇门的例子是教学编写；拿不准的，由人打开原件来分。",
            APART,
        ),
        basis=cited(
            project,
            [
                *("原文：channels_open", "原文：online_module", "原文：hotline"),
                rules.limits.notice_basis.text,
                rules.limits.feedback_basis.text,
                *("检举控告工作规则：不予受理", "检举控告工作规则：保密"),
            ],
            str(today),
        ),
        picture=svg,
        picture_words=words,
    )


def _letter(row: Row) -> Letter:
    return Letter(
        number=plain_number(row.text("number")),
        received=row.day("received"),
        channel=row.text("channel"),
        way=cast(Way, row.text("way")),
        subject=cast(Subject, row.text("subject")),
        matter=row.text("matter"),
        repeated=row.flag("repeated"),
        accepted=row.day_or_none("accepted"),
        told=row.day_or_none("told"),
        closed=row.day_or_none("closed"),
        answered=row.day_or_none("answered"),
        at=row.at,
    )


def _belongs(rules: ChannelRules, found: Sequence[Handled]) -> Table:
    names = {door.id: door.name for door in rules.doors}
    head = ("编号", "收到日期", "渠道", "方式", "反映对象类型", "事项", "归哪扇门", "怎么办", "注意")
    rows = tuple(
        (
            *(one.letter.number, one.letter.received, one.letter.channel, one.letter.way),
            *(one.letter.subject, _shown_matter(one), names[one.door] if one.door else "由人来分"),
            *(one.does, _doubts(one)),
        )
        for one in found
    )
    return Table("每件信归哪里", head, rows)


def _shown_matter(one: Handled) -> str:
    """The title of a known matter; what somebody wrote in is not shown, it may name people."""
    if one.matter:
        return one.matter.title
    return "（自填，不显示）" if one.letter.matter else ""


def _doubts(one: Handled) -> str:
    doubts = []
    if one.misplaced:
        doubts.append("来的渠道不是这扇门")
    if one.doubtful and one.matter:
        doubts.append(f"清单里这件事的对象是“{one.matter.subject}”")
    if not one.matter:
        doubts.append("只按对象类型分的")
    if not one.clocks and one.door == "discipline":
        doubts.append(one.notice.why)
    if not one.clocks and one.door == "enterprise" and not one.misplaced:
        doubts.append(one.reply.why)
    return "；".join(doubts)


def _clocks(found: Sequence[Handled]) -> Table:
    head = ("编号", "哪一步", "状态", "最后一天", "办的日期", "晚了（工作日）", "怎样算的")
    rows = [
        (one.letter.number, clock.step, clock.state, clock.due, clock.done, clock.late, clock.why)
        for one in found
        for clock in one.clocks
    ]
    rows.sort(key=lambda row: (_STATES.index(row[2]), row[3] or date.max, row[0], row[1]))
    return Table("期限", head, tuple(rows))


def _sorted_picture(rules: ChannelRules, found: Sequence[Handled]) -> tuple[str, str]:
    most = Decimal(len(found))
    rows = [
        Bar(door.name, Decimal(count := _behind(found, door.id)), most, f"{count} 件") for door in rules.doors
    ]
    open_ = _behind(found, "")
    rows.append(Bar("要由人来分", Decimal(open_), most, f"{open_} 件"))
    over = sum(any(clock.state == "超期未办" for clock in one.clocks) for one in found)
    rows.append(Bar("超期未办", Decimal(over), most, f"{over} 件", marked=True))
    words = "；".join(f"{bar.label}，{bar.words}" for bar in rows)
    return bars(rows, "来信归哪扇门"), f"来信归哪扇门：{words}。"


def _behind(found: Sequence[Handled], door: str) -> int:
    return sum(one.door == door for one in found)


def _own(raw: str) -> int:
    words = raw.strip().removesuffix(".0")
    if not (words.isascii() and words.isdecimal()) or int(words) > MOST_DAYS:
        raise QueryError(f"“{SWITCHES[2].label}”要填 0 到 {MOST_DAYS} 的整数。")
    return int(words)


SYSTEM = System(
    name="channels",
    title="来信归哪扇门，几天告知",
    intro="一封信归企业、归纪检监察机关，还是归别的机关；实名的几天告知、几天反馈，谁超期了。",
    about=(
        "一行是一件来信、来访、来电或者网上提交，只写编号、日期和类型，不写谁写的、写的是谁。",
        "事项照清单里的说法填，才按清单分；自填的只按对象类型分，而且不显示。",
        "休息和补班这张表可以不给：不给，就只扣周六、周日。",
        "报道写了一图通和“举报投诉”模块，没有写几天答复；15 个工作日是纪检监察机关处理实名检举控告的规则。",
    ),
    tables=(LETTERS, DAYS_OFF),
    run=_run,
    case=CASE,
    sample={"letters": "channels_letters.csv", "days_off": "channels_days.csv"},
    switches=SWITCHES,
    editable=("letters", "days_off"),
)


__all__ = ["SYSTEM", "channel_outcome", "matter_choices"]
