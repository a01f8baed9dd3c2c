"""Whole pages: the shell around a lesson, a quiz or the home page, with all it needs inside.

Style, widget data and modules stand in the page itself, so that it asks nothing of the outside
and works as a file opened from a folder.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qingfeng.content.project import Project
from qingfeng.show.pages.lesson import Lesson
from qingfeng.show.widgets import assets
from qingfeng.show.widgets.data import as_json, widget_data
from qingfeng.show.widgets.made import WidgetData
from qingfeng.words.course import Course, Short, Unit

# Stands in a cached page where a request puts the learner's own token.
XSRF = "@@qingfeng-xsrf@@"
HOME = "@@qingfeng-home@@"


@dataclass(frozen=True)
class Door:
    """How a page reaches the outside: "http" with the address of the course, or "none"."""

    kind: str
    base: str = ""


@dataclass(frozen=True)
class QuizState:
    """A graded quiz as the home page shows it; `number` is its lesson's, 0 where no lesson names it."""

    assignment: str
    number: int
    title: str
    state: str
    due: str
    open: bool


@dataclass(frozen=True)
class UnitProgress:
    """How far a learner is in a unit: done steps of all steps; where its pages are."""

    unit: Unit
    done: int
    steps: int
    href: str
    case_href: str
    shorts: tuple[tuple[Short, str], ...]


def steps_of(project: Project, unit: Unit) -> tuple[str, ...]:
    """The steps of a unit whose doing is kept: a family's scenario is played and forgotten."""
    kept = not unit.case or project.scenario(unit.case).kept
    return ("pretest", "scenario", "practice") if kept else ("pretest", "practice")


def place_of(unit: Unit, part: Unit | Short) -> str:
    """Which lesson a page is, in words: 第 3 课 轮岗与回避 约 10 分钟."""
    return f"第 {unit.number} 课　{part.title}　约 {part.minutes} 分钟"


def lesson_page(
    project: Project, lesson: Lesson, where: str, door: Door, others: Sequence[tuple[str, str]]
) -> str:
    """A lesson's page; `where` says which lesson it is, `others` are links (words, address) to go
    on to."""
    made = {reference: widget_data(project, reference) for reference in lesson.references}
    return (
        environment()
        .get_template("lesson.html.j2")
        .render(
            **shell(lesson.title, door, made),
            course=project.course,
            where=where,
            body=Markup(lesson.body),
            others=others,
        )
    )


def quiz_page(course: Course, made: WidgetData, door: Door) -> str:
    """A graded quiz's page, for one learner."""
    reference = str(made.data["id"])
    return (
        environment()
        .get_template("quiz.html.j2")
        .render(
            **shell(str(made.data["title"]), door, {reference: made}),
            course=course,
            reference=reference,
            sentence=made.sentence,
            due=made.data["due_text"],
        )
    )


def home_page(
    course: Course,
    units: Iterable[UnitProgress],
    quizzes: Iterable[QuizState],
    door: Door,
    workbench: str = "",
) -> str:
    """The home page; `workbench` is the address of JupyterLab where there is one: on a laptop,
    where quizzes are released by themselves and an empty list only means that they are not yet."""
    return (
        environment()
        .get_template("home.html.j2")
        .render(
            **shell(course.title, door, {}),
            course=course,
            units=list(units),
            quizzes=list(quizzes),
            to_release=sum(bool(unit.assignment) for unit in course.units),
            workbench=workbench,
            # On a server of many nobody presents.
            present="present.html" if door.kind == "none" else "present" if workbench else "",
            home_script=Markup(_own("home.js")),
        )
    )


def notice_page(course: Course, title: str, words: str, door: Door) -> str:
    """A page that says what happened, what is safe and what to do."""
    return (
        environment()
        .get_template("notice.html.j2")
        .render(**shell(title, door, {}), course=course, words=words)
    )


def page_style() -> str:
    """The style of every page."""
    return assets.style() + _own("page.css")


def content_policy(*scripts: str) -> str:
    """The Content-Security-Policy of every page: our own scripts by their hashes, nothing else;
    `scripts` are those of this page alone."""
    hashes = " ".join(_hash(text) for text in (assets.host(), _own("home.js"), *scripts))
    return (
        f"default-src 'none'; script-src {hashes} blob:; style-src 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'self'; frame-src 'self'"
    )


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def shell(title: str, door: Door, made: dict[str, WidgetData]) -> dict[str, object]:
    """What every page's template is given: its title, its door, its widgets with all they need."""
    modules = dict.fromkeys(one.module for one in made.values())
    return {
        "title": title,
        "door": door,
        "xsrf": XSRF if door.kind == "http" else "",
        "home": HOME if door.kind == "http" else "index.html",
        "style": Markup(page_style()),
        "host": Markup(assets.host()),
        "widget_words": Markup(as_json(assets.words())),
        "widgets": {name: Markup(as_json(_without_words(one.data))) for name, one in made.items()},
        "module_of": {name: one.module for name, one in made.items()},
        "modules": {name: Markup(_inert(assets.module(name))) for name in modules},
    }


def _without_words(data: dict[str, object]) -> dict[str, object]:
    """A page carries the widgets' words once; its host hands them to each."""
    return {key: value for key, value in data.items() if key != "words"}


def _inert(script: str) -> str:
    """Module text that cannot end the element it stands in."""
    return script.replace("</", "<\\/")


@cache
def _own(name: str) -> str:
    return files("qingfeng.show.pages").joinpath(name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """The templates of pages."""
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
