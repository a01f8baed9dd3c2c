"""红线图和路线图: posts and risks as a map to explore and extend, small powers step by step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from qingfeng.content.cells import Column
from qingfeng.content.project import Project
from qingfeng.content.sheets import Row, TableSpec
from qingfeng.content.systems.powers import load_red_lines, load_routes
from qingfeng.show.market.choice import picked
from qingfeng.show.market.institutions import seven_institutions
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_powers import MapRisk, MapRow, Stop, red_line_map, route
from qingfeng.show.tables import Table
from qingfeng.think.market.powers import with_own
from qingfeng.words.market.powers import ADDED, Post, RedLines, Risk, Route, Routes
from qingfeng.words.problems import ContentError, Problem, QueryError, problem

ON = "2022-07"

OWN_RISKS = TableSpec(
    "own_risks",
    "自己的风险",
    (
        Column(
            "post",
            "岗位",
            help="和图上的岗位写得一样，就并到那一行；不一样，就另起一行。",
            example="片区管理员",
        ),
        Column("risk", "风险", help="几个字，说清是什么事。", example="代收快递收辛苦费"),
        Column(
            "shows",
            "表现",
            also=("易违规行为表现", "行为表现"),
            example="替经营户收快递，一件要两块钱辛苦费。",
        ),
        Column("guard", "防范措施", also=("措施",), example="快递统一进驿站，管理员不经手。"),
    ),
    required=False,
)

_NOT_NAMED = "版面只写了数目，没有写是哪些岗位、哪些风险；这里的条目都是教学编写，不是商城集团的红线图。"
_TOTAL = "32 项是各岗位合计还是怎样分列，版面没有写；这里按合计 32 项来编（教学编写）。"
_RULES = "党纪的条款只管党员，政务处分的条款只管公职人员；单位自己的措施，依劳动合同和单位制度（解读）。"


# --- the red-line map --------------------------------------------------------------------


def red_line_outcome(project: Project, post_id: str, own: Sequence[Row] = ()) -> Outcome:
    """The red-line map with the reader's own rows: the whole of it for "", or one post.

    Raises QueryError for a post that is not there, ContentError for own rows that repeat a risk.
    """
    red_lines = _with_own(_red_lines(project.root), own)
    post = picked(post_id, red_lines.posts, "岗位") if post_id else None
    risks = red_lines.of(post.id) if post else red_lines.risks
    basis = dict.fromkeys(one.text for risk in risks for one in risk.basis) if post else {}
    rules = (_RULES,) if basis else ()
    return Outcome(
        title=f"{post.name}：{len(risks)} 项风险" if post else "红线图",
        lines=_map_lines(red_lines, post),
        tables=_map_tables(red_lines, post),
        notes=(_NOT_NAMED, *rules) if post else (_NOT_NAMED, _TOTAL),
        basis=(
            ("原文：redline", ON),
            ("原文：redline_columns", ON),
            *((text, red_lines.on) for text in basis),
        ),
        picture=red_line_map(_map_rows(red_lines, post), "红线图"),
        picture_words=_map_words(red_lines, post),
    )


def post_choices(project: Project) -> tuple[tuple[str, str], ...]:
    """The posts as (id, name), the whole map first, for a form."""
    posts = _red_lines(project.root).posts
    return (("", "整张图"), *((post.id, post.name) for post in posts))


def _map_lines(red_lines: RedLines, post: Post | None) -> tuple[tuple[str, str], ...]:
    own = sum(risk.origin == ADDED for risk in red_lines.risks)
    added = (("自己加的风险", f"{own} 项"),) if own else ()
    if post:
        return (("手里的权力", post.power), ("来源", post.origin), *added)
    page = tuple(
        (count.what, f"{count.number} {count.unit}（{count.whose}，原文）") for count in red_lines.counts
    )
    return (*page, *added)


def _map_tables(red_lines: RedLines, post: Post | None) -> tuple[Table, ...]:
    if post:
        return (_risk_table(post.name, red_lines, red_lines.of(post.id)),)
    ours = [risk for risk in red_lines.risks if risk.origin != ADDED]
    own = [risk for risk in red_lines.risks if risk.origin == ADDED]
    tables = [_risk_table("自己加的风险", red_lines, own)] if own else []
    return (*tables, _risk_table("岗位、风险、表现和防范措施", red_lines, ours))


def _risk_table(caption: str, red_lines: RedLines, risks: Sequence[Risk]) -> Table:
    names = {post.id: post.name for post in red_lines.posts}
    head = ("岗位", "风险", "易违规行为表现", "防范措施", "常见说法", "来源")
    rows = tuple((names[r.post], r.name, r.shows, r.guard, "、".join(r.tags), r.origin) for r in risks)
    return Table(caption, head, rows)


def _map_rows(red_lines: RedLines, marked: Post | None) -> list[MapRow]:
    return [
        MapRow(
            post.name,
            tuple(MapRisk(r.name, r.origin == ADDED) for r in red_lines.of(post.id)),
            post == marked,
        )
        for post in red_lines.posts
    ]


def _map_words(red_lines: RedLines, post: Post | None) -> str:
    posts = [post] if post else red_lines.posts
    told = [f"{one.name}：{'、'.join(risk.name for risk in red_lines.of(one.id))}" for one in posts]
    return "；".join(told) + "。"


def _with_own(red_lines: RedLines, rows: Sequence[Row]) -> RedLines:
    """The map with own rows; a post of the same name takes them in, another name is a new post."""
    posts = {post.name: post.id for post in red_lines.posts}
    seen = {(risk.post, risk.name) for risk in red_lines.risks}
    new_posts: list[Post] = []
    risks: list[Risk] = []
    faults: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        name = row.text("post")
        if name not in posts:
            posts[name] = f"own_post_{len(new_posts) + 1}"
            new_posts.append(Post(posts[name], name, "自己加的岗位", ADDED, row.at))
        risk = _own_risk(f"own_{number}", posts[name], row)
        if (risk.post, risk.name) in seen:
            what = f"“{name}”已经有“{risk.name}”这一项"
            faults.append(problem(row.at, "M195", what, "改一个名字，或者删去这一行。"))
        seen.add((risk.post, risk.name))
        risks.append(risk)
    if faults:
        raise ContentError(faults)
    return with_own(red_lines, new_posts, risks)


def _own_risk(ident: str, post: str, row: Row) -> Risk:
    name, shows, guard = row.text("risk"), row.text("shows"), row.text("guard")
    return Risk(ident, post, name, shows, guard, (), (), (), (), ADDED, row.at)


# --- the routes --------------------------------------------------------------------------


def route_outcome(project: Project, route_id: str, step_number: int) -> Outcome:
    """One step of a small power: who decides, what is recorded, where it bends, how it is held.

    Step 0 stands before the first; at the last one it is said where the power is too large.
    Raises QueryError for a route or a step that is not there.
    """
    found = picked(route_id, _routes(project.root).routes, "路线")
    if not 0 <= step_number <= len(found.steps):
        raise QueryError(f"“{found.name}”只有 {len(found.steps)} 步，填 0 到 {len(found.steps)}。")
    stops = [Stop(step.name, step.bends) for step in found.steps]
    picture = route(stops, step_number, found.name)
    return Outcome(
        title=f"{found.name}：第 {step_number} 步，共 {len(stops)} 步"
        if step_number
        else f"{found.name}：共 {len(stops)} 步",
        lines=_step_lines(found, step_number),
        tables=_played(found, step_number),
        notes=_route_notes(found, step_number),
        basis=(("原文：routes", ON), ("原文：routes_weak_points", ON)),
        picture=picture,
        picture_words="；".join(f"第 {i} 步{step.name}" for i, step in enumerate(found.steps, start=1))
        + (f"。现在在第 {step_number} 步。" if step_number else "。还没有开始。"),
    )


def route_choices(project: Project) -> tuple[tuple[str, str], ...]:
    """The routes as (id, name), for a form."""
    return tuple((one.id, one.name) for one in _routes(project.root).routes)


def routes_table(project: Project) -> Table:
    """Every route: its steps, whether and where its power is too large or easily bent."""
    head = ("小微权力", "几步", "判断", "第几步", "为什么", "来源")
    rows = tuple(
        (
            one.name,
            len(one.steps),
            one.judged,
            "、".join(map(str, one.where)) or "—",
            one.too_large,
            one.origin,
        )
        for one in _routes(project.root).routes
    )
    return Table("小微权力路线图", head, rows)


def _step_lines(found: Route, number: int) -> tuple[tuple[str, str], ...]:
    if not number:
        return (("先想一想", "哪一步最容易弯？再一步一步往下走。"), ("来源", found.origin))
    step = found.steps[number - 1]
    lines = [
        ("做什么", step.does),
        ("谁决定", step.decides),
        ("留下什么记录", step.record),
        ("哪里会弯", step.bends or "这一步没有看出会弯的地方"),
        ("怎样扶正", step.guard),
    ]
    if number == len(found.steps):
        lines.append((found.judged if found.judged != "一般" else "这项权力", found.too_large))
    return (*lines, ("来源", found.origin))


def _played(found: Route, number: int) -> tuple[Table, ...]:
    if not number:
        return ()
    head = ("步", "做什么", "谁决定", "记录", "哪里会弯", "怎样扶正", "来源")
    rows = tuple(
        (f"{i}. {s.name}", s.does, s.decides, s.record, s.bends or "—", s.guard, found.origin)
        for i, s in enumerate(found.steps[:number], start=1)
    )
    return (Table("走过的步", head, rows),)


def _route_notes(found: Route, number: int) -> tuple[str, ...]:
    notes = ["版面只写编了 15 项路线图，没有写是哪些；步骤、会弯的地方和扶正的办法，都是教学编写。"]
    if number and number in found.where:
        notes.insert(0, f"这一步就是要查摆的地方：{found.judged}。")
    return tuple(notes)


# --- the page's numbers ------------------------------------------------------------------


def powers_table(project: Project) -> Table:
    """The page's numbers 7, 13, 32 and 15: whose, where from, and how many rows we list."""
    red_lines, routes = _red_lines(project.root), _routes(project.root)
    seven = seven_institutions(project)
    listed = {
        "institutions": len(seven.institutions),
        "posts": len(red_lines.posts),
        "risks": len(red_lines.risks),
        "routes": len(routes.routes),
    }
    head = ("小微权力", "数目", "单位", "谁的", "数目来源", "课程里列了", "条目来源")
    rows = tuple(
        (
            count.what,
            count.number,
            count.unit,
            count.whose,
            count.origin,
            listed[count.id],
            _content(count.id),
        )
        for count in (*seven.counts, *red_lines.counts, *routes.counts)
    )
    return Table("版面上的四个数", head, rows)


def _content(count: str) -> str:
    return "名称原文，内容教学编写" if count == "institutions" else "教学编写"


@lru_cache(maxsize=4)
def _red_lines(root: Path) -> RedLines:
    return load_red_lines(_path(root, "red_lines.yml"), root)


@lru_cache(maxsize=4)
def _routes(root: Path) -> Routes:
    return load_routes(_path(root, "routes.yml"), root)


def _path(root: Path, name: str) -> Path:
    return root / "course" / "systems" / name
