"""Preprocessors that nbgrader runs: what a learner wrote becomes plain text, keys stay hidden."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from qingfeng.content.project import Project
from qingfeng.show.grading.build import MANUAL_TEXT
from qingfeng.show.grading.cells import UnreadableAnswers, read_answers
from qingfeng.show.grading.feedback import is_over, sections
from qingfeng.show.pages.page import page_style


class EscapeAnswers(NbGraderPreprocessor):
    """Turns every unlocked graded cell into escaped text: a script in an essay never runs."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        """Escape one cell."""
        marks = cell.metadata.get("nbgrader", {})
        open_cell = marks.get("grade") and marks.get("solution") and cell.cell_type == "markdown"
        # Left as it was released, so that nbgrader sees that nobody wrote in it.
        if open_cell and cell.source != MANUAL_TEXT:
            cell.source = as_plain_markdown(cell.source)
            cell.pop("attachments", None)
        return cell, resources


class DropUnmarkedCells(NbGraderPreprocessor):
    """Takes out cells that nbgrader did not make: nothing of a learner's is run or shown."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Keep the cells with a grade id."""
        nb.cells = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id")]
        return nb, resources


class Explain(NbGraderPreprocessor):
    """Readies a paper for the feedback page: its sections in words, no source and no output."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put what the page needs beside the notebook; take out what could tell the key."""
        assignment = resources["nbgrader"]["assignment"]
        project = Project(Path(self.config.CourseDirectory.root).parent)
        bank = project.bank(assignment)
        library = project.library(assignment if assignment in project.case_names else "")
        try:
            answers = read_answers(Path(resources["metadata"]["path"]) / "answers.json")
        except (FileNotFoundError, UnreadableAnswers):
            answers = {}
        found = sections(bank, library, answers)
        resources["qf"] = {
            "title": bank.title,
            "style": page_style(),
            "over": is_over(bank.due),
            "sections": {f"section_{name}": asdict(section) for name, section in found.items()},
        }
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.source, cell.outputs = "", []
        return nb, resources


# Stands before every line, so that no line begins with something Markdown acts on.
_MARK = "\u200b"


def as_plain_markdown(text: str) -> str:
    """Text that Markdown shows as it was typed: every sign as an entity, every line a line."""
    return "  \n".join(_MARK + "".join(map(_entity, line)) for line in text.splitlines())


def _entity(c: str) -> str:
    return f"&#{ord(c)};" if c.isascii() and not c.isalnum() and c != " " else c
