"""Where everything lies: the course folder and what its files hold, each read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field

from qingfeng.content.analysis import load_analysis
from qingfeng.content.basis import Library
from qingfeng.content.case import load_case
from qingfeng.content.items import load_bank
from qingfeng.content.root import find_root
from qingfeng.content.rulebook import Rulebook, load_rulebook
from qingfeng.content.scenario import load_scenario
from qingfeng.content.session import load_session
from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.course import Course
from qingfeng.words.model import Bank, Case, Scenario
from qingfeng.words.problems import QueryError, nearest
from qingfeng.words.session import Session
from qingfeng.words.worked import Analysis


class ShortShape(Shape):
    """A short lesson."""

    id: str
    title: str
    lesson: str
    minutes: int
    credit_hours: float


class UnitShape(Shape):
    """A unit of the course."""

    number: int
    id: str
    title: str
    lesson: str
    case: str = ""
    assignment: str = ""
    minutes: int
    credit_hours: float
    questions: list[str] = Field(min_length=1)
    objectives: list[str] = Field(min_length=1)
    key_points: list[str] = Field(min_length=1)
    shorts: list[ShortShape] = []


class CourseShape(Shape):
    """`course/course.yml`."""

    title: str
    subtitle: str = ""
    about: str
    pass_percent: int = 80
    units: list[UnitShape] = Field(min_length=1)


@dataclass(frozen=True)
class Project:
    """A course folder. Everything is read at first use; raises ContentError as loaders do."""

    root: Path

    @cached_property
    def course(self) -> Course:
        """The course and its units."""
        source = read_source(self.root / "course" / "course.yml", self.root)
        return valued(Course, shaped(CourseShape, source), source)

    @cached_property
    def rulebook(self) -> Rulebook:
        """All instruments."""
        return load_rulebook(self.root / "course" / "rules", self.root)

    def case_folder(self, name: str) -> Path:
        """The folder of a case; QueryError with the nearest names where there is none."""
        folder = self.root / "cases" / name
        if not (folder / "case.yml").is_file():
            raise QueryError(f"没有叫“{name}”的案例。{nearest(name, self.case_names)}")
        return folder

    @property
    def case_names(self) -> list[str]:
        """The names of all cases, the template left out."""
        found = sorted((self.root / "cases").glob("*/case.yml"))
        return [p.parent.name for p in found if not p.parent.name.startswith("_")]

    def case(self, name: str) -> Case:
        """The facts of a case."""
        return load_case(self.case_folder(name) / "case.yml", self.root)

    def scenario(self, name: str) -> Scenario:
        """The scenario of a case."""
        return load_scenario(self.case_folder(name) / "scenario.yml", self.root)

    def analysis(self, name: str) -> Analysis:
        """The worked analysis of a case."""
        return load_analysis(self.case_folder(name) / "analysis.yml", self.root)

    def practice(self, name: str) -> Bank:
        """The practice items of a case."""
        return load_bank(self.case_folder(name) / "practice.yml", self.root)

    def bank(self, assignment: str) -> Bank:
        """The graded items of an assignment: instructor side only."""
        path = self.root / "assignments" / "bank" / f"{assignment}.yml"
        if not path.is_file():
            known = [p.stem for p in path.parent.glob("*.yml")]
            raise QueryError(f"没有叫“{assignment}”的测验。{nearest(assignment, known)}")
        return load_bank(path, self.root)

    @cached_property
    def session_names(self) -> list[str]:
        """The names of all sessions, in the order of their units."""
        order = {unit.id: unit.number for unit in self.course.units}
        found = {path.stem: self.session(path.stem) for path in self._sessions.glob("*.yml")}
        return sorted(found, key=lambda name: (order.get(found[name].unit, len(order)), name))

    def session(self, name: str) -> Session:
        """A session for a hall; QueryError with the nearest names where there is none."""
        path = self._sessions / f"{name}.yml"
        if not path.is_file():
            known = [one.stem for one in self._sessions.glob("*.yml")]
            raise QueryError(f"没有叫“{name}”的现场课。{nearest(name, known)}")
        return load_session(path, self.root)

    @property
    def _sessions(self) -> Path:
        return self.root / "course" / "sessions"

    def library(self, case: str = "") -> Library:
        """What references may point to."""
        return Library(self.rulebook, self.case(case) if case else None)


def find_project(start: Path | None = None) -> Project:
    """The course around `start`; see `find_root`."""
    return Project(find_root(start))
