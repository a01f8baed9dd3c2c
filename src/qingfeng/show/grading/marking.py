"""Grading one submission: the trusted cells, the learner's essays as plain text, the points.

The same for nbgrader's own command and for `qingfeng grade`. Nothing of a learner's is run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache

from qingfeng.show.grading.paper import GradedPaper, PaperCell
from qingfeng.show.grading.submission import Submission
from qingfeng.think.quiz import mark
from qingfeng.words.model import Result

Json = dict[str, object]
RESULT = "result.json"
NO_RESPONSE = "No response."  # nbgrader's own word for a cell left as it was released.


@dataclass(frozen=True)
class Graded:
    """What the gradebook is to hold of a submission.

    `timestamp` is naive UTC; `scores` is cell to points (None where a person has to give them),
    `comments` manual cell to nbgrader's comment, `reasons` what an instructor should know.
    """

    learner: str
    timestamp: datetime | None
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    reasons: tuple[str, ...]


def graded(submission: Submission, paper: GradedPaper) -> tuple[Graded, dict[str, bytes]]:
    """Grade a submission by the paper of the gradebook; with the files of its graded folder."""
    results = section_results(submission, paper)
    reasons = all_reasons(submission, paper, results)
    scores = {
        cell.name: float(results[cell.name].earned) if cell.test else _manual_score(cell, submission)
        for cell in paper.cells
    }
    files = dict(submission.files)
    files[f"{paper.notebook}.ipynb"] = _filled(paper, submission, scores)
    files[RESULT] = result_text(submission, paper, results, reasons)
    said = comments(submission, paper, reasons)
    return Graded(submission.learner, submission.timestamp, scores, said, reasons), files


def section_results(submission: Submission, paper: GradedPaper) -> dict[str, Result]:
    """The marks of every section that software marks, by cell."""
    return {
        cell.name: mark(cell.test.asked[0], submission.answers, cell.test.asked[1])
        for cell in paper.cells
        if cell.test
    }


def all_reasons(submission: Submission, paper: GradedPaper, results: Mapping[str, Result]) -> tuple[str, ...]:
    """What an instructor should know of a submission; empty for a sound one."""
    unknown = sum(item not in paper.numbers for item in submission.answers)
    odd = [m.id for result in results.values() for m in result.marked if m.state == "unreadable"]
    found = list(submission.reasons)
    if unknown:
        found.append(f"答案里有 {unknown} 题不在这份试卷里，没有计分")
    if odd:
        numbers = sorted(paper.numbers[item] for item in odd)
        found.append(f"第 {'、'.join(map(str, numbers))} 题的答案格式不对，计 0 分")
    return tuple(found)


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


def rebuilt(submission: Submission, paper: GradedPaper) -> bytes:
    """The notebook to grade, as nbformat writes it: the gradebook's cells, and the essays as escaped
    text."""
    return _filled(paper, submission, {})


def _filled(paper: GradedPaper, submission: Submission, scores: Mapping[str, float | None]) -> bytes:
    """The notebook with its essays, and with points where `scores` has them."""
    cells = [
        _test_text(cell, scores.get(cell.name), number) if cell.test else _essay_text(cell, submission)
        for number, cell in enumerate(paper.cells, start=1)
    ]
    metadata: Json = {"kernelspec": json.loads(paper.kernelspec)} if paper.kernelspec else {}
    end = f'"metadata": {_text(metadata, 1)},\n "nbformat": 4,\n "nbformat_minor": 5\n}}\n'
    return ('{\n "cells": [\n  ' + ",\n  ".join(cells) + "\n ],\n " + end).encode()


@lru_cache(maxsize=1024)
def _test_text(cell: PaperCell, points: float | None, number: int) -> str:
    """A test cell, with what running it would have put out.

    Kept, since writing JSON with indents is slow and few different points are ever earned.
    """
    made = _cell(cell, cell.source) | {"execution_count": None, "outputs": []}
    if points is not None:
        data = {"text/plain": [repr(points)]}
        output = {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        made |= {"execution_count": number, "outputs": [output]}
    return _text(made, 2)


def _essay_text(cell: PaperCell, submission: Submission) -> str:
    text = submission.essays[cell.name]
    # Left as it was released, so that nbgrader sees that nobody wrote in it.
    return _text(_cell(cell, text if text == cell.source else as_plain_markdown(text)), 2)


def _cell(cell: PaperCell, source: str) -> Json:
    return {
        "cell_type": cell.cell_type,
        "id": cell.name.replace("_", "-"),
        "metadata": {"nbgrader": _marks(cell)},
        "source": source.splitlines(True),
    }


def _marks(cell: PaperCell) -> Json:
    return {
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


def _text(value: object, depth: int) -> str:
    """As nbformat writes it, at some depth of a notebook."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
    return text.replace("\n", "\n" + " " * depth)


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
    }
    items = ", ".join(
        _item_text(cell, marked.id, marked.state, marked.earned)
        for cell in paper.cells
        if cell.test
        for marked in results[cell.name].marked
    )
    head = json.dumps(held, ensure_ascii=False).removesuffix("}")
    return f'{head}, "items": [{items}]}}\n'.encode("utf-8", "replace")


@lru_cache(maxsize=4096)
def _item_text(cell: PaperCell, item: str, state: str, earned: Fraction | None) -> str:
    assert cell.test is not None and earned is not None
    kind, points, _ = cell.test.key[item]
    held = {"id": item, "section": cell.test.section, "type": kind, "state": state}
    return json.dumps(held | {"earned": float(earned), "points": float(points)}, ensure_ascii=False)


# Stands before every line, so that no line begins with something Markdown acts on.
_MARK = "\u200b"


def as_plain_markdown(text: str) -> str:
    """Text that Markdown shows as it was typed: every sign as an entity, every line a line."""
    return "  \n".join(_MARK + "".join(map(_entity, line)) for line in text.splitlines())


def _entity(c: str) -> str:
    return f"&#{ord(c)};" if c.isascii() and not c.isalnum() and c != " " else c
