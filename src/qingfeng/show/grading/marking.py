"""Grading one submission: the trusted cells, the learner's essays as plain text, the points.

The same for nbgrader's own command and for `qingfeng grade`. Nothing of a learner's is run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from qingfeng.show.grading.cells import section_result
from qingfeng.show.grading.paper import GradedPaper, PaperCell
from qingfeng.show.grading.submission import Submission
from qingfeng.words.model import Marked, Result

Json = dict[str, object]
RESULT = "result.json"
NO_RESPONSE = "No response."  # nbgrader's own word for a cell left as it was released.


@dataclass(frozen=True)
class Graded:
    """A graded submission: what the gradebook and the graded folder are to hold.

    `scores` is cell to points (None where a person has to give them), `comments` manual cell to
    nbgrader's comment, `files` name to content.
    """

    submission: Submission
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    reasons: tuple[str, ...]
    files: Mapping[str, bytes]


def graded(submission: Submission, paper: GradedPaper) -> Graded:
    """Grade a submission by the paper of the gradebook."""
    results = section_results(submission, paper)
    reasons = all_reasons(submission, paper, results)
    scores = {
        cell.name: float(results[cell.name].earned) if cell.test else _manual_score(cell, submission)
        for cell in paper.cells
    }
    files = dict(submission.files)
    files[f"{paper.notebook}.ipynb"] = notebook_text(_with_points(rebuilt(submission, paper), scores))
    files[RESULT] = result_text(submission, paper, results, reasons)
    return Graded(submission, scores, comments(submission, paper, reasons), reasons, files)


def section_results(submission: Submission, paper: GradedPaper) -> dict[str, Result]:
    """The marks of every section that software marks, by cell."""
    return {
        cell.name: section_result(cell.test.key, cell.test.rule, submission.answers)
        for cell in paper.cells
        if cell.test
    }


def all_reasons(submission: Submission, paper: GradedPaper, results: Mapping[str, Result]) -> tuple[str, ...]:
    """What an instructor should know of a submission; empty for a sound one."""
    asked = {item for test in paper.tests for item in test.key} | _manual_items(paper)
    unknown = sum(item not in asked for item in submission.answers)
    odd = [m.id for result in results.values() for m in result.marked if m.state == "unreadable"]
    found = list(submission.reasons)
    if unknown:
        found.append(f"答案里有 {unknown} 题不在这份试卷里，没有计分")
    if odd:
        found.append(f"有 {len(odd)} 题的答案格式不对，计 0 分：{'、'.join(odd)}")
    return tuple(found)


def _manual_items(paper: GradedPaper) -> set[str]:
    items = paper.released.get("items")
    return {str(one["id"]) for one in items} if isinstance(items, list) else set()


def comments(submission: Submission, paper: GradedPaper, reasons: tuple[str, ...]) -> dict[str, str | None]:
    """nbgrader's comment on each manual cell; the reasons stand in the first one."""
    found: dict[str, str | None] = {
        cell.name: NO_RESPONSE if submission.essays[cell.name] == cell.source else None
        for cell in paper.manual
    }
    if found and reasons:
        found[next(iter(found))] = "；".join(reasons) + "。"
    return found


def _manual_score(cell: PaperCell, submission: Submission) -> float | None:
    return 0.0 if submission.essays[cell.name] == cell.source else None


def rebuilt(submission: Submission, paper: GradedPaper) -> Json:
    """The notebook to grade, in nbformat: the gradebook's cells, and the essays as escaped text."""
    metadata: Json = {"kernelspec": json.loads(paper.kernelspec)} if paper.kernelspec else {}
    return {
        "cells": [_cell(cell, submission) for cell in paper.cells],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(cell: PaperCell, submission: Submission) -> Json:
    marks: Json = {
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
        "grade": True,
        "grade_id": cell.name,
        "locked": cell.test is not None,
        "points": cell.points,
        "schema_version": 3,
        "solution": cell.test is None,
        "task": False,
    }
    made: Json = {
        "cell_type": cell.cell_type,
        "id": cell.name.replace("_", "-"),
        "metadata": {"nbgrader": marks},
        "source": cell.source,
    }
    if cell.test:
        return made | {"execution_count": None, "outputs": []}
    text = submission.essays[cell.name]
    # Left as it was released, so that nbgrader sees that nobody wrote in it.
    return made if text == cell.source else made | {"source": as_plain_markdown(text)}


def point_output(points: float, number: int) -> Json:
    """What running a test cell would have put out: its points."""
    return {
        "data": {"text/plain": repr(points)},
        "execution_count": number,
        "metadata": {},
        "output_type": "execute_result",
    }


def _with_points(notebook: Json, scores: Mapping[str, float | None]) -> Json:
    cells = notebook["cells"]
    assert isinstance(cells, list)
    for number, cell in enumerate((c for c in cells if c["cell_type"] == "code"), start=1):
        points = scores[cell["metadata"]["nbgrader"]["grade_id"]]
        assert points is not None
        cell["execution_count"] = number
        cell["outputs"] = [point_output(points, number)]
    return notebook


def notebook_text(notebook: Json) -> bytes:
    """A notebook as nbformat writes it."""
    cells = notebook["cells"]
    assert isinstance(cells, list)
    for cell in cells:
        cell["source"] = cell["source"].splitlines(True)
        for output in cell.get("outputs", ()):
            output["data"] = {kind: text.splitlines(True) for kind, text in output["data"].items()}
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
    return (text + "\n").encode()


def result_text(
    submission: Submission, paper: GradedPaper, results: Mapping[str, Result], reasons: tuple[str, ...]
) -> bytes:
    """The item-level result for later analysis: one JSON object a submission.

    `items`: id, section, type, state (right, partly, wrong, blank, unreadable), earned and points.
    `timestamp`: ISO in UTC, or null. `reasons`: in Chinese.
    """
    stamp = submission.timestamp
    held: Json = {
        "learner": submission.learner,
        "assignment": paper.assignment,
        "timestamp": stamp.replace(tzinfo=UTC).isoformat() if stamp else None,
        "reasons": list(reasons),
        "items": [
            _item(cell, marked) for cell in paper.cells if cell.test for marked in results[cell.name].marked
        ],
    }
    return (json.dumps(held, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _item(cell: PaperCell, marked: Marked) -> Json:
    assert cell.test is not None and marked.earned is not None
    return {
        "id": marked.id,
        "section": cell.test.section,
        "type": cell.test.key[marked.id][0],
        "state": marked.state,
        "earned": float(marked.earned),
        "points": float(marked.points),
    }


# Stands before every line, so that no line begins with something Markdown acts on.
_MARK = "\u200b"


def as_plain_markdown(text: str) -> str:
    """Text that Markdown shows as it was typed: every sign as an entity, every line a line."""
    return "  \n".join(_MARK + "".join(map(_entity, line)) for line in text.splitlines())


def _entity(c: str) -> str:
    return f"&#{ord(c)};" if c.isascii() and not c.isalnum() and c != " " else c
