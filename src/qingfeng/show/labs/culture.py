"""The labs of supervision, family and culture in which one chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qingfeng.content.project import Project
from qingfeng.show.corridor import CHAPTERS, corridor_outcome
from qingfeng.show.labs.form import Given, Json, Lab, chosen, day_field, select
from qingfeng.show.market.channels_matter import channel_outcome, matter_choices
from qingfeng.show.market.gallery import gallery_outcome, theme_choices
from qingfeng.show.outcome import Outcome
from qingfeng.show.printing.sheets import sheet
from qingfeng.show.tables import Table

# --- which door a matter goes through


def _channel_form(project: Project) -> Sequence[Json]:
    matters = matter_choices(project)
    return (
        select("matter", "什么事", matters, matters[0][0]),
        {"id": "real_name", "label": "署真实姓名，留联系方式", "type": "check", "value": True},
        day_field("day", "收到那天", "2022-05-19", "从这一天数工作日。"),
    )


def _channel(project: Project, given: Given) -> Outcome:
    matter = chosen(given, "matter", matter_choices(project))
    return channel_outcome(project, matter, given.get("real_name") is True, str(given.get("day") or ""))


# --- which commitment is whose

# The page says who gets red and yellow; who gets the other two it does not say.
_ROLES = (
    ("staff", "集团的干部员工"),
    ("supervisor", "监理单位的人"),
    ("builder", "施工单位的人"),
    ("contractor", "外包服务单位的人"),
)
_STATED = {"staff": "red", "supervisor": "yellow"}
_COLOURS = (("red", "红色"), ("yellow", "黄色"), ("green", "绿色"), ("blue", "蓝色"))
_OPEN = (("green", "绿色"), ("blue", "蓝色"))
_ON = "2022-07"


def _commitment_form(_project: Project) -> Sequence[Json]:
    help_ = "报道没有写绿色、蓝色各给谁；施工、外包由本单位选定。"
    return (
        select("role", "签的人", _ROLES, "staff"),
        select("colour", "施工、外包用哪一种", _OPEN, "green", help_),
    )


def _commitment(project: Project, given: Given) -> Outcome:
    role = chosen(given, "role", _ROLES)
    colour = _STATED.get(role) or chosen(given, "colour", _OPEN)
    found = sheet(project, f"commitment_{colour}")
    rows = tuple((line.head, line.text, line.origin) for line in found.lines)
    stated = role in _STATED
    lines = (
        ("签的人", dict(_ROLES)[role]),
        ("颜色", dict(_COLOURS)[colour] + ("（报道写明）" if stated else "（本单位选定，报道未写）")),
        ("打印件", found.title),
    )
    notes = (
        "在它以前，报道说还签过《党风廉政建设重点任务书》和《廉政合同》；承诺书是后来加的一层。",
        "没签字，规矩也在；签了字，也不证明什么，这里不打分。",
    )
    basis = ("red_text", "yellow_text", "base_papers") if stated else ("four_colours", "base_papers")
    return Outcome(
        title=f"{dict(_COLOURS)[colour]}的一份",
        lines=lines,
        tables=(Table("上面写什么", ("项", "内容", "来源"), rows),),
        notes=notes,
        basis=tuple((f"原文：{fact}", _ON) for fact in basis),
    )


# --- the gallery and the corridor


def _gallery_form(project: Project) -> Sequence[Json]:
    themes = theme_choices(project)
    return (select("theme", "题材", themes, themes[0][0]),)


def _gallery(project: Project, given: Given) -> Outcome:
    return gallery_outcome(project, chosen(given, "theme", theme_choices(project)))


def _corridor_form(_project: Project) -> Sequence[Json]:
    return (select("chapter", "哪一篇", CHAPTERS, "aims"),)


def _corridor(project: Project, given: Given) -> Outcome:
    return corridor_outcome(project, chosen(given, "chapter", CHAPTERS))


LABS: Mapping[str, Lab] = {
    "channel": Lab(
        title="哪件事，进哪扇门",
        intro="选一件事，看该去哪里、写什么、几天里有回音、什么不能说给谁。",
        form=_channel_form,
        ask=_channel,
        case="green_friday",
    ),
    "commitment": Lab(
        title="选一份承诺书",
        intro="四种人，四种颜色。报道写明的照写，没写明的由本单位选，标出来。",
        form=_commitment_form,
        ask=_commitment,
        case="new_year_eve",
    ),
    "gallery": Lab(
        title="书法墙的登记簿",
        intro="按题材看登记簿里的作品：多少件，多少件获奖，谁愿意署名。",
        form=_gallery_form,
        ask=_gallery,
        case="new_year_eve",
    ),
    "corridor": Lab(
        title="清风廉廊",
        intro="四个篇章，数的是这门课自己。数到多少写多少，少的不放大。",
        form=_corridor_form,
        ask=_corridor,
        case="night_before",
    ),
}
