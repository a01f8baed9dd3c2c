"""`qingfeng build`: the source notebook and the released paper of a graded quiz, from its bank.

The bank is the only hand-written key. `items.json` goes to learners and holds none of it; the key
stands in the hidden tests of the source notebook alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.grading.cells import MANUAL_TEXT
from qingfeng.think.quiz import right_answer, shuffled
from qingfeng.words.model import Answer, Bank, Item, Section

Json = dict[str, object]


def build(assignment: str, root: Path) -> None:
    """Write `assignments/source/<assignment>/`; the same bytes for the same bank."""
    bank = Project(root).bank(assignment)
    folder = root / "assignments" / "source" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "items.json").write_text(_text(released_paper(bank), 1), encoding="utf-8")
    (folder / f"{assignment}.ipynb").write_text(_text(notebook(bank), 1), encoding="utf-8")


def released_paper(bank: Bank) -> Json:
    """The paper as learners get it: no key, and no id or order that tells one."""
    return {
        "assignment": bank.assignment,
        "title": bank.title,
        "intro": bank.intro.strip(),
        "minutes": bank.minutes,
        "due": bank.due,
        "pass_percent": bank.pass_percent,
        "multiple_rule": bank.multiple_rule,
        "sections": [
            {"id": s.id, "title": s.title, "kind": s.kind, "points": section_total(bank, s)}
            for s in bank.sections
        ],
        "items": [_question(item, bank.assignment) for item in bank.items],
    }


def section_total(bank: Bank, section: Section) -> float:
    """The points of a section."""
    return float(sum(item.points for item in bank.of(section.id)))


def _question(item: Item, assignment: str) -> Json:
    shown: Json = {
        "id": item.id,
        "type": item.type,
        "section": item.section,
        "points": float(item.points),
        "level": item.level,
        "date": item.on,
        "stem": item.stem,
        "options": [{"id": o.id, "text": o.text} for o in item.options],
        "left": [],
        "right": [],
        "min_chars": item.min_chars,
        "max_chars": item.max_chars,
        "rubric": [{"name": c.name, "points": float(c.points)} for c in item.rubric],
    }
    ids = released_ids(item, assignment)
    # The author's ids follow the right order; the released ones must not tell it.
    if item.type == "ordering":
        texts = {ids[o.id][0]: o.text for o in item.options}
        shown["options"] = _listed(texts, assignment, item.id)
    if item.type == "matching":
        left = {ids[p.id][0]: p.left for p in item.pairs}
        right = {ids[p.id][1]: p.right for p in item.pairs}
        shown["left"] = [{"id": i, "text": text} for i, text in left.items()]
        shown["right"] = _listed(right, assignment, item.id)
    return shown


def _listed(texts: Mapping[str, str], *seed: str) -> list[Json]:
    return [{"id": i, "text": texts[i]} for i in shuffled(texts, *seed)]


def _neutral(assignment: str, item: Item, part: str, text: str) -> str:
    # Made of what is shown alone: who guesses the author's ids cannot tell what belongs together.
    name = "|".join((assignment, item.id, part, text, item.stem))
    return "x" + hashlib.sha256(name.encode()).hexdigest()[:8]


def released_ids(item: Item, assignment: str) -> dict[str, tuple[str, str]]:
    """The released ids of an item's own: (left, right) for a pair, the same twice for a step."""
    pairs = {
        p.id: (_neutral(assignment, item, "left", p.left), _neutral(assignment, item, "right", p.right))
        for p in item.pairs
    }
    steps = {o.id: _neutral(assignment, item, "step", o.text) for o in item.options}
    return pairs or {own: (released, released) for own, released in steps.items()}


def released_answer(item: Item, assignment: str) -> Answer:
    """The right answer in the ids of the released paper."""
    right, ids = right_answer(item), released_ids(item, assignment)
    if item.type == "ordering":
        return tuple(ids[own][0] for own in right)
    if item.type == "matching":
        return dict(ids[own] for own in right)
    return right


def section_key(bank: Bank, section: str) -> dict[str, list[object]]:
    """The key of a section as its hidden test holds it: item id to [type, points, right]."""
    key: dict[str, list[object]] = {}
    for item in bank.of(section):
        right = released_answer(item, bank.assignment)
        value = list(right) if isinstance(right, tuple) else right
        key[item.id] = [item.type, float(item.points), value]
    return key


def notebook(bank: Bank) -> Json:
    """The source notebook: the paper's title, the live quiz, a graded cell a section."""
    cells = [
        _markdown("title", f"# {bank.title}\n\n{bank.intro.strip()}"),
        _code("quiz", f'import qingfeng as qf\nqf.quiz("{bank.assignment}")', {}),
    ]
    for section in bank.sections:
        cells.append(_manual(bank, section) if section.kind == "manual" else _tested(bank, section))
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            }
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _tested(bank: Bank, section: Section) -> Json:
    key = json.dumps(section_key(bank, section.id), ensure_ascii=False)
    call = f'section_points("{section.id}", {key}, "{bank.multiple_rule}")'
    source = "\n".join(
        (
            "from qingfeng.show.grading.cells import section_points",
            "### BEGIN HIDDEN TESTS",
            call,
            "### END HIDDEN TESTS",
        )
    )
    marks = _marks(section, section_total(bank, section), locked=True)
    return _code(f"section-{section.id}", source, marks)


def _manual(bank: Bank, section: Section) -> Json:
    cell = _markdown(f"section-{section.id}", MANUAL_TEXT)
    cell["metadata"] = {"nbgrader": _marks(section, section_total(bank, section), locked=False)}
    return cell


def _marks(section: Section, points: float, *, locked: bool) -> Json:
    return {
        "grade": True,
        "grade_id": f"section_{section.id}",
        "locked": locked,
        "points": points,
        "schema_version": 3,
        "solution": not locked,
        "task": False,
    }


def _markdown(name: str, text: str) -> Json:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _code(name: str, text: str, marks: Json) -> Json:
    metadata: Json = {"jupyter": {"source_hidden": True}}
    if marks:
        metadata["nbgrader"] = marks
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _text(value: object, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=True) + "\n"
