"""The labs in which one chooses: the seven institutions, the red-line map, the routes, a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qingfeng.content.project import Project
from qingfeng.content.sheets import Row
from qingfeng.show.labs.form import Given, Json, Lab, checks, chosen, grid, grid_rows, select, ticked
from qingfeng.show.labs.tables import switch_field
from qingfeng.show.market import linkage
from qingfeng.show.market.institutions import conduct_choices, feature_choices, institutions_outcome
from qingfeng.show.market.powers import (
    OWN_RISKS,
    post_choices,
    red_line_outcome,
    route_choices,
    route_outcome,
)
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import teaching_tables
from qingfeng.words.problems import QueryError

# --- the seven institutions


def _institutions_form(project: Project) -> Sequence[Json]:
    conducts = conduct_choices(project)
    return (
        select("conduct", "一件事", conducts, conducts[0][0], "选“自己勾选”，就只看下面勾的情形。"),
        checks("features", "还有哪些情形（可以自己加）", feature_choices(project)),
    )


def _institutions(project: Project, given: Given) -> Outcome:
    conduct = chosen(given, "conduct", conduct_choices(project))
    return institutions_outcome(project, conduct, ticked(given, "features", feature_choices(project)))


# --- the red-line map and the routes


def _red_lines_form(project: Project) -> Sequence[Json]:
    return (
        select("post", "岗位", post_choices(project), "", "先看整张图，再看自己的岗位。"),
        grid(OWN_RISKS, []),
    )


def _red_lines(project: Project, given: Given) -> Outcome:
    post = chosen(given, "post", post_choices(project))
    return red_line_outcome(project, post, grid_rows(given, OWN_RISKS) or ())


def _routes_form(project: Project) -> Sequence[Json]:
    routes = route_choices(project)
    step: Json = {"id": "step", "label": "一步一步走", "type": "stepper", "value": 1}
    return (select("route", "办什么事", routes, routes[0][0]), step)


def _routes(project: Project, given: Given) -> Outcome:
    step = given.get("step")
    if isinstance(step, bool) or not isinstance(step, int | float) or step != int(step):
        raise QueryError("步数请填一个整数。")
    return route_outcome(project, chosen(given, "route", route_choices(project)), int(step))


# --- a query of the linked record


def _records(project: Project) -> tuple[Row, ...]:
    return teaching_tables(project, linkage.SYSTEM)["records"]


def _query_form(project: Project) -> Sequence[Json]:
    rows = _records(project)
    switches = linkage.query_switches(project, rows)
    return (*map(switch_field, switches), grid(linkage.RECORDS, [row.cells for row in rows]))


def _query(project: Project, given: Given) -> Outcome:
    sent = grid_rows(given, linkage.RECORDS)
    rows = _records(project) if sent is None else sent
    switches = linkage.query_switches(project, rows)
    settings = {switch.id: str(given.get(switch.id, switch.default)) for switch in switches}
    return linkage.query_outcome(project, rows, settings)


LABS: Mapping[str, Lab] = {
    "institutions": Lab(
        title="七项制度，哪一项能拦住",
        intro="选一件事，看七项制度里哪几项管得着它、在哪一步、为什么。",
        form=_institutions_form,
        ask=_institutions,
        case="tomatoes",
    ),
    "red_lines": Lab(
        title="红线图",
        intro="岗位、风险、表现和防范措施。可以加上自己岗位的风险，加的只在这一页里。",
        form=_red_lines_form,
        ask=_red_lines,
        case="tomatoes",
    ),
    "routes": Lab(
        title="路线图",
        intro="选一项小微权力，一步一步走：谁决定，留什么记录，哪里容易弯。",
        form=_routes_form,
        ask=_routes,
        case="tomatoes",
    ),
    "query": Lab(
        title="查一次信用",
        intro="先写用途，再看能看到什么、留下什么。查得到、查不到，都会记一笔。",
        form=_query_form,
        ask=_query,
        case="half_point",
    ),
}
