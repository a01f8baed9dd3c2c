"""Pages for a hall: the slides of a session, whole in themselves, and the list to choose from."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from markupsafe import Markup

from qingfeng.content.project import Project
from qingfeng.show.pages.page import Door, environment, shell
from qingfeng.show.printing import sheet
from qingfeng.show.sessions.data import AUDIENCES, session_data, session_widgets
from qingfeng.show.widgets.data import as_json
from qingfeng.words.session import Session

_PARTS = ("flow", "ballot", "voting", "steps", "teams", "keys", "deck", "notes")


def slides_page(project: Project, session: Session, door: Door) -> str:
    """The slides of a session: they ask nothing of the outside but this server's door."""
    made = session_widgets(project, session)
    return (
        environment()
        .get_template("slides.html.j2")
        .render(
            **shell(session.title, door, made),
            course=project.course,
            slides_style=Markup(_own("slides.css")),
            slides_script=Markup(slides_script()),
            slides_words=Markup(as_json(slides_words())),
            session=Markup(as_json(session_data(project, session))),
        )
    )


def sessions_page(project: Project, door: Door) -> str:
    """The list of sessions, each with its slides and its kit."""
    http = door.kind == "http"
    prints = "print/" if http else "prints/"
    rows = [
        {
            "session": one,
            "audience": AUDIENCES[one.audience],
            "unit": project.course.unit(one.unit),
            "href": f"present/{one.id}" if http else f"present_{one.id}.html",
            "sheets": [
                (sheet(project, handout.sheet).title, f"{prints}{handout.sheet}{'' if http else '.pdf'}")
                for handout in one.handouts
            ],
            "kit": f"present/{one.id}/kit" if http else f"prints/kit_{one.id}.pdf",
        }
        for one in map(project.session, project.session_names)
    ]
    return (
        environment()
        .get_template("present.html.j2")
        .render(**shell("现场课", door, {}), course=project.course, rows=rows)
    )


@cache
def slides_script() -> str:
    """The script of slides, one text: a page knows it by its hash."""
    return "(() => {\n" + "\n".join(_own(f"{part}.js") for part in _PARTS) + "\n})();\n"


@cache
def slides_words() -> dict[str, str]:
    """Every word that slides say of themselves, by key."""
    text = files("qingfeng.words").joinpath("slides.yml").read_text(encoding="utf-8")
    return {str(k): str(v) for k, v in yaml.safe_load(text).items()}


@cache
def _own(name: str) -> str:
    return files("qingfeng.show.sessions").joinpath("web", name).read_text(encoding="utf-8")
