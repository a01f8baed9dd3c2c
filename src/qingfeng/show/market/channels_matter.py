"""Which door one matter goes through, what to write, and the last of the working days (S12)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from qingfeng.content.project import Project
from qingfeng.show.market.channels_words import (
    APART,
    NO_HOLIDAYS,
    NUMBER,
    bounded_day,
    cited,
    rules_of,
    secrets_table,
)
from qingfeng.show.market.choice import picked
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures import EDGE, GREY, INK, PAPER, RED, svg, svg_text, wrapped
from qingfeng.show.tables import Table
from qingfeng.think.market.channels import WorkDays, last_day
from qingfeng.words.dates import chinese_date
from qingfeng.words.market.channels import ChannelRules, Matter, Way
from qingfeng.words.problems import QueryError

# Since then places and numbers must be published; it does not judge what came before.
_PUBLISHED, _SINCE_2026 = "监察工作信息公开条例：举报信息公开", date(2026, 3, 1)


def matter_choices(project: Project) -> tuple[tuple[str, str], ...]:
    """The matters as (id, title), for a form; the door is not told before it is asked."""
    return tuple((one.id, one.title) for one in rules_of(project.root).matters)


def channel_outcome(project: Project, matter: str, real_name: bool, day: str) -> Outcome:
    """Which door a matter goes through, what to write, what is protected, and the last of the days.

    `day` is the day of receipt, as 2022-05-19. QueryError for a matter that is not there, and for
    what is no day or lies before the rule.
    """
    rules = rules_of(project.root)
    one = picked(matter, rules.matters, "事项")
    received = bounded_day(day)
    if received < rules.limits.since:
        raise QueryError(f"{received} 早于这份规则的施行日 {rules.limits.since}，期限不能这样算。")
    way: Way = "实名" if real_name else "匿名"
    door = next(door for door in rules.doors if door.id == one.door)
    svg = _doors(rules, one)
    return Outcome(
        title=f"走{door.name}" if one.accepted else f"走{door.name}，但内容还不够",
        lines=(
            ("这件事", f"{one.story}（{one.origin}）"),
            ("反映的是", one.subject),
            ("走哪扇门", f"{door.name}：{door.whose}"),
            ("从哪里送", "、".join(_names(rules, one))),
            ("为什么", one.why),
            *((("还可以", one.also),) if one.also else ()),
            ("署名", _signed(one, way)),
            *_last_days(rules, one, way, received),
            ("不是诬告", one.honest),
        ),
        tables=(
            Table("写什么", ("序号", "写清楚"), tuple(enumerate(one.write, start=1))),
            *(_of_discipline(rules, way) if one.door == "discipline" else ()),
            _channel_table(rules, one),
        ),
        notes=_notes(one),
        basis=_basis(project, rules, one, way, received),
        picture=svg[0],
        picture_words=svg[1],
    )


def _of_discipline(rules: ChannelRules, way: Way) -> tuple[Table, ...]:
    """What the rule of the discipline bodies says of names, errors, protection and silence."""
    return (_ways(rules, way), _slander(rules), _guards(rules), secrets_table(rules, (way,)))


def _notes(one: Matter) -> tuple[str, ...]:
    theirs = (
        "保密、告知、反馈的规则管的是纪检监察机关。这扇门怎样保密、留不留名，报道没有写，照那边的办法；"
        "不把谁反映的告诉被反映的人，这一点到哪里都一样（教学编写）。"
    )
    named = "署不署名由各人自己定。实名是对受理的机关署的，保密一分不少。"
    return (
        *((NO_HOLIDAYS, named) if one.door == "discipline" else (theirs,)),
        APART,
        NUMBER,
        "练习台什么也不存，也不收真的反映；真要反映，走上面的门。",
    )


def _names(rules: ChannelRules, one: Matter) -> list[str]:
    names = {channel.id: channel.name for channel in rules.channels}
    return [names[name] for name in one.channels]


def _signed(one: Matter, way: Way) -> str:
    if one.door != "discipline":
        return f"{way}；规则里的告知和反馈不适用，要不要留名看那边的办法"
    if way == "匿名":
        return "匿名：属于受理范围的照样受理，不许查是谁写的；没有人可以告知、反馈"
    return "实名：优先办理；受理以后告知，办结以后反馈，各有 15 个工作日；名字保密"


def _last_days(rules: ChannelRules, one: Matter, way: Way, received: date) -> tuple[tuple[str, str], ...]:
    """The line of the time limits: the last days of notice, or why there are none."""
    limits = rules.limits
    if one.door == "enterprise":
        return (("几天答复", "报道没有写，由单位自己定"),)
    if one.door == "other":
        return (("期限", "照那个机关的法定期限，这里不算；决定书、合同上写着的先看"),)
    if not one.accepted:
        return (("期限", "不予受理的，没有 15 个工作日；补上内容再来，从再收到那天起算"),)
    if way == "匿名":
        return (("期限", "没有告知和反馈的期限；办还是照程序办"),)
    last = {first: last_day(received, limits.notice, first, WorkDays()) for first in ("next", "same")}
    return (
        (
            "告知受理，最晚",
            f"{chinese_date(str(last['next']))}（收到后第 {limits.notice} 个工作日；"
            f"当天也算的，是 {chinese_date(str(last['same']))}）",
        ),
        ("反馈结果，最晚", f"办结之日起 {limits.feedback} 个工作日；办结那天才起算，收到那天算不出来"),
    )


def _ways(rules: ChannelRules, way: Way) -> Table:
    chosen = ("实名（你选的）", "匿名") if way == "实名" else ("实名", "匿名（你选的）")
    rows = tuple((one.what, one.first, one.second, one.origin) for one in rules.ways)
    return Table("实名、匿名，各带来什么", ("看什么", *chosen, "来源"), rows)


def _slander(rules: ChannelRules) -> Table:
    rows = tuple((one.what, one.first, one.second, one.origin) for one in rules.slander)
    return Table("错告和诬告", ("看什么", "错告", "诬告陷害", "来源"), rows)


def _guards(rules: ChannelRules) -> Table:
    rows = tuple((one.whom, one.says, one.origin) for one in rules.guards)
    return Table("两头都护着", ("护谁", "怎样护", "来源"), rows)


def _channel_table(rules: ChannelRules, matter: Matter) -> Table:
    names = {door.id: door.name for door in rules.doors}
    rows = tuple(
        (names[one.door], one.name, "▶ 这件事走这里" if one.id in matter.channels else "", one.how, one.sure)
        for one in rules.channels
    )
    return Table("渠道分开列", ("哪一种", "渠道", "这件事", "怎样用", "这一条靠得住吗"), rows)


def _basis(
    project: Project, rules: ChannelRules, one: Matter, way: Way, received: date
) -> tuple[tuple[str, str], ...]:
    door = next(door for door in rules.doors if door.id == one.door)
    texts = [basis.text for basis in (*one.basis, door.basis)]
    if one.door == "discipline":
        limits = (rules.limits.notice_basis, rules.limits.feedback_basis)
        signed = [limit.text for limit in limits] if way == "实名" else ["检举控告工作规则：匿名"]
        texts += signed if one.accepted else []
        tables = (rules.slander, rules.guards, [row for row in rules.secrets if way in row.ways])
        texts += [row.basis.text for table in tables for row in table]
        texts += [_PUBLISHED] if received >= _SINCE_2026 else []
    return cited(project, texts, str(received))


def _doors(rules: ChannelRules, matter: Matter) -> tuple[str, str]:
    """Three doors side by side, the one of the matter marked, the channels to use under it."""
    body, said = [], []
    deep = max(Counter(channel.door for channel in rules.channels).values())
    for i, door in enumerate(rules.doors):
        x, here = 6 + 238 * i, door.id == matter.door
        body.append(
            f'<rect x="{x}" y="8" width="230" height="{74 + 30 * deep}" rx="10" '
            f'fill="{"#fdeceb" if here else PAPER}" stroke="{RED if here else EDGE}" '
            f'stroke-width="{3 if here else 1.5}"/>'
        )
        title = f"▶ {door.name}" if here else door.name
        body.append(svg_text(x + 115, 42, title, RED if here else INK, anchor="middle", bold=True))
        behind = [channel for channel in rules.channels if channel.door == door.id]
        for j, channel in enumerate(behind):
            used = channel.id in matter.channels
            name = wrapped(channel.name, 12)[0]
            words = f"● {name}" if used else f"○ {name}"
            body.append(svg_text(x + 16, 78 + 30 * j, words, INK if used else GREY, bold=used, size=16))
        used_names = "、".join(channel.name for channel in behind if channel.id in matter.channels)
        said.append(f"{door.name}，走这里：{used_names}" if here else door.name)
    words = f"三扇门：{'；'.join(said)}"
    return svg(720, 90 + 30 * deep, words, "".join(body)), words + "。"
