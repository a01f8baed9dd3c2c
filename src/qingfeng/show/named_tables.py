"""Tables a notebook asks for by name: those behind the labs, and what a lab answers by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qingfeng.content.project import Project
from qingfeng.show.labs import default_outcome, lab_names
from qingfeng.show.tables import Table
from qingfeng.words.problems import QueryError, nearest

# The three functions that the page states of 招商通, by fact.
_FUNCTIONS = ("one_port", "team_live", "industry_map")


def named_table(project: Project, name: str, number: int = 1) -> Table:
    """A table by its name, or the table of this number (from 1) of a lab's default answer.

    A lab without tables gives its summary lines. QueryError where there is no such table.
    """
    if name in _TABLES:
        return _TABLES[name](project)
    if name not in lab_names():
        raise QueryError(f"没有叫“{name}”的表。{nearest(name, [*_TABLES, *lab_names()])}")
    found = default_outcome(project, name)
    if not found.tables and number == 1:
        return Table(found.title, ("项目", "结果"), found.lines)
    if not 1 <= number <= len(found.tables):
        raise QueryError(f"练习台“{name}”的结果里有 {len(found.tables)} 张表，没有第 {number} 张。")
    return found.tables[number - 1]


def _penalty(project: Project) -> Table:
    from qingfeng.show.labs.penalty import penalty_table

    return penalty_table(project)


def _powers(project: Project) -> Table:
    from qingfeng.show.market.powers import powers_table

    return powers_table(project)


def _routes(project: Project) -> Table:
    from qingfeng.show.market.powers import routes_table

    return routes_table(project)


def _risks(project: Project) -> Table:
    """The potential risks of the whole teaching year by class."""
    from qingfeng.show.market.conflicts import SYSTEM, teaching_year

    found = SYSTEM.run(project, teaching_year(project), SYSTEM.settings({}))
    return next(table for table in found.tables if table.caption.startswith("潜在风险分类"))


def _leasing_functions(project: Project) -> Table:
    case = project.case("declaration")
    rows = tuple((case.fact(name).says, case.fact(name).origin) for name in _FUNCTIONS)
    return Table("“招商通”的三项功能", ("报道写的功能", "来源"), rows)


def _rectify_stated(project: Project) -> Table:
    from qingfeng.show.market.rectify import stated_table

    return stated_table(project)


def _pledges_by_kind(project: Project) -> Table:
    from qingfeng.show.market.pledges import pledges_2022

    return pledges_2022(project).tables[0]


def _pledges_figure(project: Project) -> Table:
    from qingfeng.show.market.pledges import figure_tables

    return figure_tables(project)[0]


def _tiers(project: Project) -> Table:
    from qingfeng.show.market.points import tier_table

    return tier_table(project)


_TABLES: Mapping[str, Callable[[Project], Table]] = {
    "penalty_bands": _penalty,
    "powers_counted": _powers,
    "routes_listed": _routes,
    "risks_by_class": _risks,
    "leasing_functions": _leasing_functions,
    "points_tiers": _tiers,
    "rectify_stated": _rectify_stated,
    "pledges_by_kind": _pledges_by_kind,
    "pledges_figure": _pledges_figure,
}
