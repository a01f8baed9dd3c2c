"""A system: a mechanism that works on tables, in a lab and from the command line alike.

`qingfeng run` reads its tables from Excel or CSV; a lab reads a small sample that a learner may
edit. Both call the same `run`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.content.sheets import Tables, TableSpec, read_tables
from qingfeng.show.outcome import Outcome
from qingfeng.words.problems import QueryError, nearest


@dataclass(frozen=True)
class Switch:
    """Something the source leaves open, or a day or number to set: visible, with its default
    and the reason for it. `choices` are (value, words); empty for a date or a number."""

    id: str
    label: str
    default: str
    reason: str
    choices: tuple[tuple[str, str], ...] = ()
    kind: str = "select"


@dataclass(frozen=True)
class System:
    """A mechanism: its tables, its switches, and the function that works it.

    `sample` gives for each table the CSV under `course/systems/` whose rows the lab starts from
    (few, since a page sends them back); `case` is the case whose facts 原文 refers to.
    `run` raises ContentError for rows that do not fit together and QueryError for a switch.
    """

    name: str
    title: str
    intro: str
    about: tuple[str, ...]
    tables: tuple[TableSpec, ...]
    run: Callable[[Project, Tables, Mapping[str, str]], Outcome]
    case: str
    sample: Mapping[str, str]
    switches: tuple[Switch, ...] = ()
    editable: tuple[str, ...] = field(default=())

    def settings(self, given: Mapping[str, str]) -> dict[str, str]:
        """Every switch with its value, given or default; QueryError for an unknown one."""
        known = {switch.id: switch for switch in self.switches}
        for name, value in given.items():
            if name not in known:
                raise QueryError(f"没有“{name}”这个开关。{nearest(name, known)}")
            allowed = [one for one, _ in known[name].choices]
            if allowed and value not in allowed:
                raise QueryError(f"开关“{name}”不能是“{value}”，只能是：{'、'.join(allowed)}。")
        return {switch.id: given.get(switch.id, switch.default) for switch in self.switches}


def teaching_tables(project: Project, system: System) -> Tables:
    """The sample rows of a system."""
    found: dict[str, tuple[object, ...]] = {}
    for spec in system.tables:
        if spec.id in system.sample:
            path = project.root / "course" / "systems" / system.sample[spec.id]
            found[spec.id] = read_tables(path, [spec])[spec.id]
        else:
            found[spec.id] = ()
    return found  # type: ignore[return-value]


def table_file(root: Path, name: str) -> Path:
    """A CSV of `course/systems/`."""
    return root / "course" / "systems" / name
