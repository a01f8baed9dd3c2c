"""Words and rows that the register of letters and the question of one matter share (S12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.rulebook import day as day_of
from qingfeng.content.sheets import TableSpec
from qingfeng.content.systems.channels import load_channels
from qingfeng.show.system import Switch
from qingfeng.show.tables import Table
from qingfeng.words.market.channels import ChannelRules, Way
from qingfeng.words.model import Basis
from qingfeng.words.problems import QueryError

CASE = "green_friday"
RECEIVING = (
    *("“举报投诉”模块", "96032热线", "数字客服", "线下综治中心", "服务台"),
    *("来信", "来访", "电话", "网络", "企业纪委", "其他机关转来"),
)
SUBJECTS = ("监察对象", "党员", "经营户", "合同纠纷", "服务", "其他")
# Working days are counted one by one.
MOST_DAYS, LAST_YEAR = 250, 2100

LETTERS = TableSpec(
    "letters",
    "来信登记",
    (
        Column("number", "编号", also=("信件编号",), unique=True, example="L900"),
        Column("received", "收到日期", "date", example="2022-05-19"),
        Column("channel", "渠道", "choice", choices=RECEIVING, example="来信"),
        Column(
            "way",
            "方式",
            "choice",
            choices=("实名", "匿名"),
            help="真名而且有联系方式才算实名；冒名的填匿名",
            example="实名",
        ),
        Column(
            "subject",
            "反映对象类型",
            "choice",
            choices=SUBJECTS,
            help="只填类型，不写姓名",
            example="监察对象",
        ),
        Column("matter", "事项", required=False, help="照清单里的说法填；自填的不会显示", example="见原件"),
        Column("repeated", "重复", "flag", required=False, help="重复反映的填是", example="否"),
        Column("accepted", "受理日期", "date", required=False, example="2022-05-23"),
        Column("told", "告知日期", "date", required=False, help="告知实名的人受理了", example="2022-05-30"),
        Column("closed", "办结日期", "date", required=False, example=""),
        Column("answered", "反馈日期", "date", required=False, help="告诉实名的人结果", example=""),
        Column("origin", "来源", required=False, help="教学编写，或者本单位的出处", example="示例"),
    ),
)
DAYS_OFF = TableSpec(
    "days_off",
    "休息和补班",
    (
        Column("on", "日期", "date", unique=True, example="2030-10-01"),
        Column("kind", "性质", "choice", choices=("休息", "上班"), help="周末补班的填上班", example="休息"),
        Column("origin", "来源", required=False, example="示例"),
    ),
    required=False,
)
_FIRST = Switch(
    "first",
    "收到那天算不算第一天",
    "next",
    "规则写“之日起”，怎样起算要看单位的统一做法。默认从第二天起算（解读）；想抓紧一点，可以把当天也算上。",
    (("next", "不算，从第二天起"), ("same", "算，当天就是第一天")),
)
SWITCHES = (
    Switch("today", "从哪一天看", "2022-06-20", "按这一天看谁超期。默认的日子是教学编写。", kind="date"),
    _FIRST,
    Switch(
        "own",
        "企业渠道几个工作日答复",
        "0",
        "报道没有写几天。0 是不算；填了本单位自己定的天数，就一起看超期。",
        kind="number",
    ),
)
NO_HOLIDAYS = "这里只扣周六、周日。法定节假日和调休没有扣，由办信的单位照当年的安排扣除、补上。"
APART = (
    "企业渠道和纪检监察机关渠道是两扇门：一图通和“举报投诉”模块是企业的；"
    "96032 是集团热线，不是纪检监察机关的举报电话。"
)
NUMBER = "12388：举报网站的名字已核实；电话据公开报道，版面没有写，印出来以前由单位打一次核对，写上日期。"


@lru_cache(maxsize=4)
def rules_of(root: Path) -> ChannelRules:
    """The rules of `course/systems/channels.yml`."""
    return load_channels(root / "course" / "systems" / "channels.yml", root)


def cited(project: Project, texts: Iterable[str], on: str) -> tuple[tuple[str, str], ...]:
    """The references for a day, each once; a rule that was not in force on it is left out."""
    library = project.library(CASE)
    once = dict.fromkeys(texts)
    return tuple((text, on) for text in once if not library.faults(Basis(text), on))


def secrets_table(rules: ChannelRules, ways: Iterable[Way]) -> Table:
    """What must not be told to whom, of letters written in these ways."""
    present = set(ways)
    head = ("对谁", "不能说什么", "可以说什么", "用于", "来源")
    rows = tuple(
        (one.to, one.never, one.may, "、".join(one.ways), one.origin)
        for one in rules.secrets
        if present.intersection(one.ways)
    )
    return Table("什么不能告诉谁", head, rows)


def bounded_day(text: str) -> date:
    """A day that days can be counted from; QueryError else."""
    found = day_of(text)
    if not 2000 <= found.year <= LAST_YEAR:
        raise QueryError(f"日期要在 2000 年到 {LAST_YEAR} 年之间，现在是 {found}。")
    return found
