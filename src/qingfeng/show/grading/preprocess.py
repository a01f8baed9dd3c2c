"""Preprocessors that nbgrader runs: what a learner wrote becomes plain text, keys stay hidden."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor


class EscapeAnswers(NbGraderPreprocessor):
    """Turns every unlocked graded cell into escaped text: a script in an essay never runs."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        """Escape one cell."""
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and marks.get("solution") and cell.cell_type == "markdown":
            cell.source = as_plain_markdown(cell.source)
            cell.pop("attachments", None)
        return cell, resources


class DropUnmarkedCells(NbGraderPreprocessor):
    """Takes out cells that nbgrader did not make: nothing of a learner's is run or shown."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Keep the cells with a grade id."""
        nb.cells = [cell for cell in nb.cells if cell.metadata.get("nbgrader", {}).get("grade_id")]
        return nb, resources


class HideKeys(NbGraderPreprocessor):
    """Empties locked cells for feedback: neither a hidden test nor a traceback tells the key."""

    def preprocess_cell(self, cell: Any, resources: Any, _index: int) -> tuple[Any, Any]:
        """Empty one cell."""
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = ""
        if cell.cell_type == "code":
            cell.outputs = []
        return cell, resources


# Stands before every line, so that no line begins with something Markdown acts on.
_MARK = "\u200b"


def as_plain_markdown(text: str) -> str:
    """Text that Markdown shows as it was typed: every sign as an entity, every line a line."""
    return "  \n".join(_MARK + "".join(map(_entity, line)) for line in text.splitlines())


def _entity(c: str) -> str:
    return f"&#{ord(c)};" if c.isascii() and not c.isalnum() and c != " " else c
