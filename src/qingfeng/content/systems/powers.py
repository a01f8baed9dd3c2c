"""`course/systems/red_lines.yml` and `routes.yml`: posts and risks, small powers step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.powers import Count, Judged, RedLines, Risk, Route, Routes
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, nearest, problem, repeated


class CountShape(Shape):
    """A number the page states."""

    id: str
    what: str
    number: int
    unit: str
    whose: str
    basis: str
    origin: Origin


class PostShape(Shape):
    """A post."""

    id: str
    name: str
    power: str
    origin: Origin


class RiskShape(Shape):
    """A risk of a post."""

    id: str
    post: str
    name: str
    shows: str = Field(min_length=1)
    guard: str = Field(min_length=1)
    tags: list[str] = Field(min_length=1)
    cases: list[str] = []
    items: list[str] = []
    basis: list[str] = []
    origin: Origin


class RedLinesShape(Shape):
    """`red_lines.yml`."""

    title: str
    on: str
    counts: list[CountShape] = Field(min_length=1)
    posts: list[PostShape] = Field(min_length=1)
    risks: list[RiskShape] = Field(min_length=1)


class StepShape(Shape):
    """A step of a route."""

    name: str
    does: str
    decides: str
    record: str
    bends: str = ""
    guard: str


class RouteShape(Shape):
    """A small power as a route."""

    id: str
    name: str
    judged: Judged
    where: list[int] = []
    too_large: str = Field(min_length=1)
    origin: Origin
    steps: list[StepShape] = Field(min_length=3, max_length=6)


class RoutesShape(Shape):
    """`routes.yml`."""

    title: str
    counts: list[CountShape] = Field(min_length=1)
    routes: list[RouteShape] = Field(min_length=1)


def load_red_lines(path: Path, root: Path, known: AbstractSet[str] | None = None) -> RedLines:
    """The posts and risks of a file.

    Raises ContentError for faults of syntax and shape, a count that is not the page's, an id used
    twice, a risk of no post, a post of no risk, and, where `known` is given, for a case or an
    item that is not in it.
    """
    source = read_source(path, root)
    found = valued(RedLines, shaped(RedLinesShape, source), source)
    faults = count_faults(found.counts, {"posts": len(found.posts), "risks": len(found.risks)})
    faults += repeated(((row.id, row.at) for row in found.posts), "M182", "id")
    faults += repeated(((row.id, row.at) for row in found.risks), "M182", "id")
    faults += _post_faults(found)
    if known is not None:
        faults += [one for risk in found.risks for one in _taught_faults(risk, known)]
    if faults:
        raise ContentError(faults)
    return found


def load_checked_red_lines(path: Path, root: Path) -> RedLines:
    """The red-line map, with the cases, items and scenes it names looked up in the course."""
    return load_red_lines(path, root, known_ids(root))


def load_routes(path: Path, root: Path) -> Routes:
    """The routes of a file; ContentError as above, and for a step in `where` that is not there
    or does not bend."""
    source = read_source(path, root)
    found = valued(Routes, shaped(RoutesShape, source), source)
    faults = count_faults(found.counts, {"routes": len(found.routes)})
    faults += repeated(((row.id, row.at) for row in found.routes), "M182", "id")
    faults += [one for route in found.routes for one in _where_faults(route)]
    if faults:
        raise ContentError(faults)
    return found


def known_ids(root: Path) -> frozenset[str]:
    """Everything that may teach a risk: cases by name, items by id, scenes as `case/scene`.

    Files that cannot be read are left out here: the checker tells their faults.
    """
    found: set[str] = set()
    for case in sorted((root / "cases").glob("[!_]*/case.yml")):
        name = case.parent.name
        found.add(name)
        found.update(_ids(case.parent / "practice.yml", "items", root))
        found.update(f"{name}/{one}" for one in _ids(case.parent / "scenario.yml", "scenes", root))
    for bank in sorted((root / "assignments" / "bank").glob("*.yml")):
        found.update(_ids(bank, "items", root))
    return frozenset(found)


def _ids(path: Path, rows: str, root: Path) -> Iterator[str]:
    try:
        data = read_source(path, root).data
    except ContentError:
        return
    listed = data.get(rows) if isinstance(data, dict) else None
    for row in listed if isinstance(listed, list) else ():
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            yield row["id"]


# --- faults that several files share -----------------------------------------------------


def count_faults(counts: Sequence[Count], listed: Mapping[str, int]) -> list[Problem]:
    """Counts of the page that differ from the rows listed."""
    faults = []
    for count in counts:
        if count.id not in listed:
            what = f"没有叫“{count.id}”的数"
            faults.append(problem(count.at, "M181", what, nearest(count.id, listed)))
        elif listed[count.id] != count.number:
            here = f"这里列了 {listed[count.id]} {count.unit}"
            what = f"{count.what}：版面是 {count.number} {count.unit}，{here}"
            faults.append(problem(count.at, "M181", what, "补上或者删去，使两个数相同；自己的条目用表格加。"))
    return faults


def _post_faults(found: RedLines) -> Iterator[Problem]:
    posts = [post.id for post in found.posts]
    for risk in found.risks:
        if risk.post not in posts:
            yield problem(risk.at, "M191", f"没有叫“{risk.post}”的岗位", nearest(risk.post, posts))
    for post in found.posts:
        if not found.of(post.id):
            yield problem(post.at, "M192", f"“{post.name}”一项风险也没有", "写上它的风险，或者删去这个岗位。")


def _taught_faults(risk: Risk, known: AbstractSet[str]) -> Iterator[Problem]:
    for one in (*risk.cases, *risk.items):
        if one not in known:
            what = f"“{risk.name}”写了“{one}”，没有这样的案例、题目或者场景"
            yield problem(risk.at, "M193", what, nearest(one, sorted(known)))


def _where_faults(route: Route) -> Iterator[Problem]:
    if route.judged != "一般" and not route.where:
        what = f"“{route.name}”说是{route.judged}，没有写是第几步"
        yield problem(route.at, "M194", what, "在 where 里写上步数。")
    for number in route.where:
        if not 1 <= number <= len(route.steps):
            what = f"“{route.name}”没有第 {number} 步"
            yield problem(route.at, "M194", what, f"只能写 1 到 {len(route.steps)}。")
        elif not route.steps[number - 1].bends:
            what = f"“{route.name}”说第 {number} 步有问题，那一步却没有写会弯在哪里"
            yield problem(
                route.steps[number - 1].at, "M194", what, "补上 bends，或者把 where 里的这一步删去。"
            )
