"""Labs: named, pure functions that a page may ask through the door, and their forms.

A lab takes a JSON object of field values and gives an Outcome to show; it reads the course folder
and writes nothing. QueryError tells a learner what to enter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.labs.form import Given, Json, Lab
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.words.problems import ContentError, QueryError, nearest

# Each lab's module is loaded when it is first asked.
_HOMES: Mapping[str, str] = {
    "penalty": "penalty",
    "ladders": "rules",
    "editions": "rules",
    "points": "tables",
    "rotation": "tables",
    "conflicts": "tables",
    "leasing": "tables",
    "credit": "tables",
    "linkage": "tables",
    "rectify": "tables",
    "channels": "tables",
    "pledges": "tables",
    "query": "choices",
    "institutions": "choices",
    "red_lines": "choices",
    "routes": "choices",
    "channel": "culture",
    "commitment": "culture",
    "gallery": "culture",
    "corridor": "culture",
}


def lab(name: str) -> Lab:
    """The lab of this name; QueryError with the nearest names where there is none."""
    if name not in _HOMES:
        raise QueryError(f"没有叫“{name}”的练习台。{nearest(name, _HOMES)}")
    found = import_module(f"qingfeng.show.labs.{_HOMES[name]}").LABS[name]
    assert isinstance(found, Lab)
    return found


def lab_names() -> list[str]:
    """The names of all labs."""
    return list(_HOMES)


def outcome(project: Project, name: str, given: Given) -> Outcome:
    """What a lab answers; faults of a table become one sentence with place and cure."""
    try:
        return lab(name).ask(project, given)
    except ContentError as error:
        raise QueryError(
            "\n".join(f"{p.path}第 {p.line} 行：{p.what}。{p.mend}" for p in error.problems[:5])
        ) from None


def default_outcome(project: Project, name: str) -> Outcome:
    """What a lab answers to its default values."""
    return outcome(project, name, lab(name).defaults(project))


def ask(root: Path, name: str, given: Given) -> Json:
    """What a lab answers, as JSON; the one function that runs in the door's process pool."""
    project = _project(root)
    return outcome_json(project, outcome(project, name, given), lab(name).case)


@lru_cache(maxsize=4)
def _project(root: Path) -> Project:
    return Project(root)
