"""四色承诺书 (S4): a signing register with coverage, and one figure with what it does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, Tables, TableSpec, read_tables
from qingfeng.content.systems.pledges import load_pledges
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_bars import Bar, bars
from qingfeng.show.system import Switch, System, table_file
from qingfeng.show.tables import Table, Value, shown
from qingfeng.think.market.pledges import cover, fitting, percent, register_checked, signed_posts, wearers
from qingfeng.words.market.numbering import plain_number
from qingfeng.words.market.pledges import (
    COLOURS,
    KINDS,
    Colour,
    Cover,
    Kind,
    PledgeRules,
    Post,
    Signing,
    Unit,
)

ON = "2022-07"

UNITS = TableSpec(
    "units",
    "单位",
    (
        Column("number", "单位编号", unique=True, example="C-900"),
        Column("name", "单位", also=("单位名称",), example="某施工单位"),
        Column("kind", "类型", "choice", choices=KINDS, example="施工"),
        Column("should", "应签人数", "whole", unit="人", help="在关键岗位上的人数，由单位定", example="3"),
        Column("origin", "来源", required=False, help="教学编写，或者本单位的出处", example="示例"),
    ),
)
SIGNINGS = TableSpec(
    "signings",
    "签订登记",
    (
        Column("number", "编号", also=("承诺书编号",), unique=True, example="P900"),
        Column("unit", "单位编号", help="单位表里有的", example="C-900"),
        Column("post", "岗位编号", help="只写编号，不写姓名；同一岗位签两份的，只算一个", example="G001"),
        Column("colour", "颜色", "choice", choices=COLOURS, example="绿"),
        Column("on", "签订日期", "date", example="2022-03-15"),
        Column("origin", "来源", required=False, example="示例"),
    ),
)
_OPEN_CHOICES = (("open", "报道未写，先不定"), ("施工", "施工方"), ("外包", "服务外包方"))
SWITCHES = tuple(
    Switch(
        ident,
        f"{name}色给谁",
        "open",
        f"报道未写{name}色给哪一类人。先不定的，施工、外包签绿签蓝都不算错；定了的照定的看。不按列举的次序去猜。",
        _OPEN_CHOICES,
    )
    for ident, name in (("green", "绿"), ("blue", "蓝"))
)


@lru_cache(maxsize=4)
def rules_of(root: Path) -> PledgeRules:
    """The rules of `course/systems/pledges.yml`."""
    return load_pledges(root / "course" / "systems" / "pledges.yml", root)


def pledges_2022(project: Project) -> Outcome:
    """The register of 61 units and the group (教学编写) that comes to the page's 22, 12, 27 and 562."""
    tables = {
        spec.id: read_tables(table_file(project.root, f"pledges_2022_{spec.id}.csv"), [spec])[spec.id]
        for spec in SYSTEM.tables
    }
    return _run(project, tables, SYSTEM.settings({}))


def figure_tables(project: Project) -> tuple[Table, Table]:
    """The −40 % of the page, part by part, and what cannot be concluded from it."""
    rules = rules_of(project.root)
    said = tuple(
        (part.what, part.says, "写了" if part.stated else "没有写", part.note, part.origin)
        for part in rules.figure
    )
    cannot = tuple((one.claim, one.why, one.origin) for one in rules.cannot)
    return (
        Table("“6 月环比下降了 40%”，说了什么", ("看什么", "报道怎样写", "写没写", "提醒", "来源"), said),
        Table("从这个数推不出什么", ("不能这样说", "为什么", "来源"), cannot),
    )


def _run(project: Project, tables: Tables, settings: Mapping[str, str]) -> Outcome:
    rules = rules_of(project.root)
    kinds = wearers(rules.colours, {"绿": _chosen(settings["green"]), "蓝": _chosen(settings["blue"])})
    units = [_unit(row) for row in tables["units"]]
    signings = [_signing(row) for row in tables["signings"]]
    register_checked(units, signings)
    units.sort(key=lambda unit: (KINDS.index(unit.kind), unit.number))
    posts = signed_posts(units, signings, kinds)
    whole = cover(units, posts)
    svg, words = _picture(units, posts)
    return Outcome(
        title=f"应签 {whole.should} 人，签对 {whole.right} 人，覆盖 {_rate(whole)}",
        lines=_lines(units, whole, signings),
        tables=(
            _by_kind(units, posts),
            _by_unit(units, posts),
            *(table for table in (_wrong(posts, kinds), _doubles(posts)) if table.rows),
            _colours(rules, posts, kinds),
            _stated(rules, units, whole),
            *figure_tables(project),
        ),
        notes=(
            "课程不替承诺书说功效：签了多少，只说明签了多少。40% 的原因没有写，不能说是承诺书的作用。",
            "562 数的是份数，22、12、27 数的是家数，不相除；每家多少人应签，报道没有写，由单位自己填。",
            "颜色不对的，重签以前不算覆盖；同一岗位签了两份的，只算一个；多签的不补别家的缺。这三条是教学编写。",
            "红色、黄色给谁是原文（都写着“主要”），绿色、蓝色没有写。教学数据里施工用蓝、外包用绿，只是练习。",
            "没有签的，规则照样管着；签了的，多了一次提醒（解读）。",
        ),
        basis=tuple(
            (f"原文：{fact}", ON)
            for fact in ("base_papers", "four_colours", "red_text", "yellow_text", "signed", "reactions")
        ),
        picture=svg,
        picture_words=words,
    )


def _chosen(value: str) -> Kind | None:
    return None if value == "open" else cast(Kind, value)


def _unit(row: Row) -> Unit:
    return Unit(
        plain_number(row.text("number")),
        row.text("name"),
        cast(Kind, row.text("kind")),
        int(row.number("should")),
        row.at,
    )


def _signing(row: Row) -> Signing:
    return Signing(
        plain_number(row.text("number")),
        plain_number(row.text("unit")),
        plain_number(row.text("post")),
        cast(Colour, row.text("colour")),
        row.day("on"),
        row.at,
    )


def _lines(units: Sequence[Unit], whole: Cover, signings: Sequence[Signing]) -> tuple[tuple[str, str], ...]:
    given = Counter(unit.kind for unit in units)
    days = [signing.on for signing in signings]
    return (
        ("单位", "，".join(f"{kind} {given[kind]} 家" for kind in KINDS if given[kind]) or "没有"),
        ("登记了", f"{whole.copies} 份"),
        ("签了的岗位", f"{whole.posts} 个，重复的只算一次"),
        ("颜色不对、要重签", f"{whole.wrong} 个"),
        ("还没有签对", f"{whole.missing} 人"),
        ("覆盖", f"{whole.right}／{whole.should}，{_rate(whole)}"),
        ("签订日期", f"{min(days)} 到 {max(days)}" if days else "没有"),
    )


def _rate(one: Cover) -> str:
    rate = percent(one.right, one.should)
    return "没有人应签" if rate is None else f"{shown(rate)}%"


def _by_kind(units: Sequence[Unit], posts: Sequence[Post]) -> Table:
    head = ("类型", "单位（家）", *_NUMBERS)
    rows: list[tuple[Value, ...]] = []
    for kind in KINDS:
        mine = [unit for unit in units if unit.kind == kind]
        if mine:
            rows.append((kind, len(mine), *_numbers(cover(mine, posts))))
    rows.append(("合计", len(units), *_numbers(cover(units, posts))))
    return Table("按类型看覆盖", head, tuple(rows))


def _by_unit(units: Sequence[Unit], posts: Sequence[Post]) -> Table:
    of_unit: dict[str, list[Post]] = {unit.number: [] for unit in units}
    for post in posts:
        of_unit[post.unit.number].append(post)
    rows = tuple(
        (unit.number, unit.name, unit.kind, *_numbers(one), _state(one))
        for unit in units
        for one in (cover([unit], of_unit[unit.number]),)
    )
    return Table("按单位看覆盖", ("单位编号", "单位", "类型", *_NUMBERS, "说明"), rows)


_NUMBERS = ("应签（人）", "登记（份）", "签了的岗位", "颜色不对", "签对（人）", "还缺（人）", "覆盖（%）")


def _numbers(one: Cover) -> tuple[Value, ...]:
    return (
        *(one.should, one.copies, one.posts, one.wrong, one.right, one.missing),
        percent(one.right, one.should),
    )


def _state(one: Cover) -> str:
    said = []
    if one.missing:
        said.append(f"还缺 {one.missing} 人")
    if one.surplus:
        said.append(f"签的岗位比应签的多 {one.surplus} 个，核对应签人数")
    return "；".join(said) or "齐了"


def _wrong(posts: Sequence[Post], kinds: Mapping[Colour, Kind | None]) -> Table:
    head = ("单位编号", "类型", "岗位编号", "签的颜色", "应当是", "怎样判断")
    rows = tuple(
        (
            *(post.unit.number, post.unit.kind, post.number, _colours_of(post)),
            "或者".join(fitting(kinds, post.unit.kind)),
            _ground(post.unit.kind, kinds),
        )
        for post in posts
        if not post.fits
    )
    return Table("颜色不对的", head, rows)


def _ground(kind: Kind, kinds: Mapping[Colour, Kind | None]) -> str:
    """By what the colour of a kind of unit is judged."""
    if kind in ("集团", "监理"):
        return "原文写了这一类的颜色；一类一色是解读"
    own = kind in kinds.values()
    return "按开关里选的" if own else "报道未写；红、黄另有主，签了就不对（解读）"


def _doubles(posts: Sequence[Post]) -> Table:
    head = ("单位编号", "岗位编号", "份数", "颜色", "最早签的", "最晚签的")
    rows = tuple(
        (
            *(post.unit.number, post.number, len(post.signings), _colours_of(post)),
            *(post.signings[0].on, post.signings[-1].on),
        )
        for post in posts
        if len(post.signings) > 1
    )
    return Table("同一岗位签了几份的（只算一个）", head, rows)


def _colours_of(post: Post) -> str:
    given = {signing.colour for signing in post.signings}
    return "、".join(colour for colour in COLOURS if colour in given)


def _colours(rules: PledgeRules, posts: Sequence[Post], kinds: Mapping[Colour, Kind | None]) -> Table:
    """Each colour: what the page says, what was chosen, and who really signed it."""
    given = Counter((signing.colour, post.unit.kind) for post in posts for signing in post.signings)
    head = ("颜色", "报道怎样写", "现在给谁", "来源", *(f"{kind}签了（份）" for kind in KINDS))
    rows = tuple(
        (
            *(rule.name, rule.says, kinds[rule.name] or "没有定"),
            "原文" if rule.kind else ("自己选的" if kinds[rule.name] else "报道未写"),
            *(given[rule.name, kind] for kind in KINDS),
        )
        for rule in rules.colours
    )
    return Table("四种颜色", head, rows)


def _stated(rules: PledgeRules, units: Sequence[Unit], whole: Cover) -> Table:
    """The numbers of the page beside those of this table."""
    given = Counter(unit.kind for unit in units)
    rows = tuple(
        (one.what, one.unit, one.number, given[one.kind] if one.kind else whole.copies, one.origin)
        for one in rules.counts
    )
    return Table("报道的数和这张表的数", ("数的是什么", "单位", "报道", "这张表", "报道这一列的来源"), rows)


def _picture(units: Sequence[Unit], posts: Sequence[Post]) -> tuple[str, str]:
    rows = []
    for kind in KINDS:
        mine = [unit for unit in units if unit.kind == kind]
        if mine:
            one = cover(mine, posts)
            said = f"{one.right}／{one.should} 人，{_rate(one)}"
            value = Decimal(one.right) if one.should else None
            marked = bool(one.missing)
            rows.append(Bar(f"{kind} {one.units} 家", value, Decimal(one.should), said, marked=marked))
    words = "；".join(f"{bar.label}，{bar.words}" for bar in rows)
    return bars(rows, "四类人员的覆盖"), f"四类人员的覆盖：{words}。"


SYSTEM = System(
    name="pledges",
    title="四色承诺书签订登记",
    intro="四类人员、四种颜色：谁签了，谁还没有签，谁签错了颜色；绿色、蓝色给谁，报道没有写，由你选。",
    about=(
        "单位表一家一行；签订登记一份一行，岗位只写编号，不写姓名。",
        "覆盖按岗位算：同一单位、同一岗位编号的，签几份都只算一个；颜色不对的不算。",
        "报道写了 22 家施工、12 家监理、27 家外包服务单位，562 份；每家多少人应签，报道没有写。",
    ),
    tables=(UNITS, SIGNINGS),
    run=_run,
    case="new_year_eve",
    sample={"units": "pledges_units.csv", "signings": "pledges_signings.csv"},
    switches=SWITCHES,
    editable=("units", "signings"),
)
