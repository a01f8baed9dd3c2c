"""The labs of the market's systems: the same `run` as on the command line, on a small table that
a learner may edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from qingfeng.content.project import Project
from qingfeng.show.labs.form import Given, Json, Lab, grid, grid_rows, select
from qingfeng.show.market import SYSTEMS, system
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import Switch, System, teaching_tables


def switch_field(switch: Switch) -> Json:
    """The field of a switch: something to choose, a day, or a number."""
    if switch.kind == "select":
        return select(switch.id, switch.label, switch.choices, switch.default, switch.reason)
    return {
        "id": switch.id,
        "label": switch.label,
        "type": switch.kind,
        "value": switch.default,
        "help": switch.reason,
    }


def _form(found: System, project: Project) -> Sequence[Json]:
    rows = teaching_tables(project, found)
    grids = [
        grid(spec, [row.cells for row in rows[spec.id]]) for spec in found.tables if spec.id in found.editable
    ]
    return [*map(switch_field, found.switches), *grids]


def _ask(found: System, project: Project, given: Given) -> Outcome:
    tables = dict(teaching_tables(project, found))
    for spec in found.tables:
        if spec.id in found.editable and (sent := grid_rows(given, spec)) is not None:
            tables[spec.id] = sent
    names = {switch.id for switch in found.switches}
    settings = {name: str(value) for name, value in given.items() if name in names}
    return found.run(project, tables, found.settings(settings))


def _lab(name: str) -> Lab:
    found = system(name)
    return Lab(found.title, found.intro, partial(_form, found), partial(_ask, found), found.case)


LABS: Mapping[str, Lab] = {name: _lab(name) for name in SYSTEMS}
