"""`scenario.yml`: the file's shape and its value."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.model import Origin, Scenario, Verdict

# The six of the favours case, and four that office life adds (docs/adr/0013-excuse-codes.md).
EXCUSES = (
    "人情往来",
    "只是转交",
    "事已办成",
    "没人知道",
    "数额不大",
    "以后再还",
    "大家都这样",
    "领导交代",
    "先应付过去",
    "只是看看",
)


class VariableShape(Shape):
    """Something the scenario remembers."""

    id: str
    name: str
    values: list[str] = Field(min_length=2)
    labels: list[str]
    start: str


class ChoiceShape(Shape):
    """One way to go on; `why` and `basis` are asked for by the checker, not by the shape."""

    id: str
    label: str = Field(min_length=1)
    go: str
    verdict: Verdict
    excuse: str = ""
    why: str = ""
    basis: list[str] = []
    when: dict[str, list[str]] = {}
    set: dict[str, str] = {}


class SceneShape(Shape):
    """A situation."""

    id: str
    title: str
    date: str = ""
    turning_point: int | None = None
    origin: Origin
    text: str = Field(min_length=1)
    choices: list[ChoiceShape] = []


class EndingShape(Shape):
    """Where a play stops."""

    id: str
    title: str
    lawful: bool
    origin: Origin
    text: str = Field(min_length=1)
    basis: list[str] = []


class RealStepShape(Shape):
    """One step of the path really taken."""

    scene: str
    choice: str
    fact: str = ""


class ScenarioShape(Shape):
    """A branching text with variables."""

    title: str
    role: str
    notice: str
    on: str
    variables: list[VariableShape] = []
    start: str
    scenes: list[SceneShape] = Field(min_length=1)
    endings: list[EndingShape] = Field(min_length=1)
    reality: list[RealStepShape] = []
    debrief: str = ""
    kept: bool = True


def load_scenario(path: Path, root: Path) -> Scenario:
    """The scenario of a file; ContentError for faults of syntax and shape."""
    source = read_source(path, root)
    return valued(Scenario, shaped(ScenarioShape, source), source)
