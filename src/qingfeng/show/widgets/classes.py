"""The widgets in JupyterLab: anywidget hosts the same modules, the kernel's comm is the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from qingfeng.content.project import Project
from qingfeng.show import labs, printing
from qingfeng.show.desk import Desk, learner_name
from qingfeng.show.door import answer, refusal
from qingfeng.show.papers import released_items
from qingfeng.show.widgets.assets import module, style
from qingfeng.show.widgets.data import paper_data, widget_data
from qingfeng.show.widgets.made import WidgetData
from qingfeng.words.problems import QueryError


class CourseWidget(anywidget.AnyWidget):
    """A widget of the course: one read-only trait `data`, and the door by messages."""

    _css = style()
    data = traitlets.Dict().tag(sync=True)

    def __init__(self, project: Project, reference: str, made: WidgetData) -> None:
        super().__init__(data=made.data)
        self._project, self._reference, self._sentence = project, reference, made.sentence
        self._desk = Desk(project.root, learner_name())
        self.on_msg(self._answer)

    def __repr__(self) -> str:
        return self._sentence

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The live view, with the reference that a saved page is made from."""
        made = super()._repr_mimebundle_(**options)
        bundle, metadata = made if isinstance(made, tuple) else (made or {}, {})
        bundle["text/plain"] = repr(self)
        bundle["text/html"] = reference_html(self._reference, self._sentence)
        return bundle, metadata

    def _answer(self, _widget: object, message: Mapping[str, Any], _buffers: object) -> None:
        self.send(self._reply(message))

    def _reply(self, message: Mapping[str, Any]) -> dict[str, object]:
        ident = {"id": message.get("id")}
        try:
            if message.get("verb") == "ask":
                found = labs.ask(self._project.root, str(message.get("system")), message["input"])
                return ident | {"ok": True, "result": found}
            if message.get("verb") == "print":
                made = printing.reply(self._project.root, str(message.get("sheet")), message.get("values"))
                return ident | {"ok": True, "result": made}
            if message.get("verb") == "submit":
                return ident | {"ok": True, "result": self._submit(str(message["assignment"]))}
        except QueryError as error:
            return ident | refusal(str(error))
        return answer(self._project.root, self._desk, message)

    def _submit(self, assignment: str) -> dict[str, object]:
        from qingfeng.show.grading.exchange import submit

        receipt = submit(self._project.root, self._desk.learner, assignment)
        held: dict[str, object] = {
            "number": receipt.number,
            "time": receipt.time,
            "hash": receipt.hash,
        }
        self._desk.keep_receipt(assignment, held)
        return held


class ScenarioWidget(CourseWidget):
    """A scenario to play."""

    _esm = module("scenario")


class QuizWidget(CourseWidget):
    """Practice items, or a graded quiz."""

    _esm = module("quiz")


class LabWidget(CourseWidget):
    """A lab to ask."""

    _esm = module("lab")


class ChecklistWidget(CourseWidget):
    """A private self-check that keeps nothing."""

    _esm = module("checklist")


class PrintWidget(CourseWidget):
    """A sheet to fill in and print."""

    _esm = module("print")


class ReflectWidget(CourseWidget):
    """A page to write on that keeps nothing."""

    _esm = module("reflect")


class CoupleWidget(CourseWidget):
    """Couple cards that keep nothing."""

    _esm = module("couple")


class CircleWidget(CourseWidget):
    """A reading circle that keeps nothing."""

    _esm = module("circle")


class LetterWidget(CourseWidget):
    """A letter to write and to print, kept nowhere."""

    _esm = module("letter")


class ExhibitionWidget(CourseWidget):
    """The virtual exhibition."""

    _esm = module("exhibition")


class MouldWidget(CourseWidget):
    """Steps of a trade with integrity points, to edit and to print."""

    _esm = module("mould")


class GalleryWidget(CourseWidget):
    """A wall of works."""

    _esm = module("gallery")


class MapWidget(CourseWidget):
    """The map of the course."""

    _esm = module("map")


_CLASSES: Mapping[str, type[CourseWidget]] = {
    "scenario": ScenarioWidget,
    "quiz": QuizWidget,
    "lab": LabWidget,
    "checklist": ChecklistWidget,
    "print": PrintWidget,
    "reflect": ReflectWidget,
    "couple": CoupleWidget,
    "circle": CircleWidget,
    "letter": LetterWidget,
    "exhibition": ExhibitionWidget,
    "mould": MouldWidget,
    "gallery": GalleryWidget,
    "map": MapWidget,
}


def widget(project: Project, reference: str) -> CourseWidget:
    """The widget a reference names."""
    made = widget_data(project, reference)
    return _CLASSES[made.module](project, reference, made)


def quiz_widget(project: Project, assignment: str) -> CourseWidget:
    """A graded quiz from the released paper the learner fetched."""
    who = learner_name()
    folder = Desk(project.root, who).assignment_folder(assignment)
    made = paper_data(released_items(folder / "items.json"), who)
    return QuizWidget(project, f"quiz:{assignment}", made)


def reference_html(reference: str, sentence: str) -> str:
    """What a saved output carries: a stable reference, and a sentence for readers without it."""
    return f'<div class="qf-widget" data-qf="{reference}"><p>{sentence}</p></div>'
