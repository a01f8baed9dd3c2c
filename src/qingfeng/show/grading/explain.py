"""The preprocessor that readies a graded paper for its feedback page.

In a module of its own: it needs the content, which grading does without.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import NbGraderPreprocessor

from qingfeng.content.project import Project
from qingfeng.show.grading.cells import UnreadableAnswers, read_answers
from qingfeng.show.grading.feedback import is_over, sections
from qingfeng.show.grading.marking import NO_RESPONSE, RESULT
from qingfeng.show.pages.page import page_style


class Explain(NbGraderPreprocessor):
    """Readies a paper for the feedback page: its sections in words, no source and no output."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put what the page needs beside the notebook; take out what could tell the key."""
        assignment = resources["nbgrader"]["assignment"]
        project = Project(Path(self.config.CourseDirectory.root).parent)
        bank = project.bank(assignment)
        library = project.library(assignment if assignment in project.case_names else "")
        folder = Path(resources["metadata"]["path"])
        try:
            answers = read_answers(folder / "answers.json")
        except (FileNotFoundError, UnreadableAnswers):
            answers = {}
        found = sections(bank, library, answers)
        resources["qf"] = {
            "title": bank.title,
            "style": page_style(),
            "over": is_over(bank.due),
            "sections": {f"section_{name}": asdict(section) for name, section in found.items()},
            "reasons": _reasons(folder / RESULT),
        }
        for cell in nb.cells:
            marks = cell.metadata.get("nbgrader", {})
            # These stand at the head of the page, whether the paper has a manual cell or not.
            if marks.get("comment") in (NO_RESPONSE, _joined(resources["qf"]["reasons"])):
                marks["comment"] = "没有作答。" if marks["comment"] == NO_RESPONSE else None
            if cell.cell_type == "code":
                cell.source, cell.outputs = "", []
        return nb, resources


def _reasons(path: Path) -> list[str]:
    try:
        return list(json.loads(path.read_bytes())["reasons"])
    except (OSError, ValueError, KeyError):
        return []


def _joined(reasons: list[str]) -> str:
    return "；".join(reasons) + "。"
