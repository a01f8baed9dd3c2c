"""The paper that counts: what the gradebook itself holds as an assignment's cells.

Nothing of a learner's is in it. The key stands in the hidden tests; it is read as a literal, and
no line of any cell is run.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from qingfeng.show.grading.cells import Entry, asked
from qingfeng.words.model import Answer, MultipleRule, Paper
from qingfeng.words.problems import QueryError

Key = Mapping[str, Entry]
RULES = ("strict", "half", "net", "overlap")


@dataclass(frozen=True, eq=False)
class Test:
    """What a hidden test asks for: the section's key, and the rule for multiple choice."""

    section: str
    key: Key
    rule: MultipleRule

    @cached_property
    def asked(self) -> tuple[Paper, dict[str, Answer]]:
        """The questions and the right answers, as `mark` takes them."""
        return asked(self.key, self.rule)


@dataclass(frozen=True, eq=False)
class PaperCell:
    """One graded cell as the gradebook holds it; `test` is None where a person gives the points."""

    name: str
    cell_type: str
    source: str
    checksum: str
    points: float
    test: Test | None

    @cached_property
    def shown(self) -> str:
        """The source as it was released, without its hidden tests."""
        kept, hidden = [], False
        for line in self.source.splitlines():
            if "### BEGIN HIDDEN TESTS" in line:
                hidden = True
            elif "### END HIDDEN TESTS" in line:
                hidden = False
            elif not hidden:
                kept.append(line)
        return "\n".join(kept)


@dataclass(frozen=True)
class GradedPaper:
    """An assignment with one notebook; `due` is naive UTC, as nbgrader keeps it."""

    assignment: str
    notebook: str
    kernelspec: str | None
    due: datetime | None
    cells: tuple[PaperCell, ...]
    released: Mapping[str, object]

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """The hidden tests, in their order."""
        return tuple(cell.test for cell in self.cells if cell.test)

    @cached_property
    def manual(self) -> tuple[PaperCell, ...]:
        """The cells that a person marks."""
        return tuple(cell for cell in self.cells if not cell.test)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Every item's number on the paper, from 1, by its id."""
        items = self.released["items"]
        assert isinstance(items, list)
        return {str(item["id"]): number for number, item in enumerate(items, start=1)}


def paper_cell(
    name: str, cell_type: str, source: str, checksum: str, points: float, *, locked: bool
) -> PaperCell:
    """A cell of the gradebook. QueryError where it is no cell that `qingfeng build` makes."""
    if not locked and cell_type == "markdown":
        return PaperCell(name, cell_type, source, checksum, points, None)
    if not locked or cell_type != "code":
        raise _foreign(name)
    return PaperCell(name, cell_type, source, checksum, points, _test(name, source, points))


def _test(name: str, source: str, points: float) -> Test:
    """The one call of `section_points` in a test cell, its arguments read as literals."""
    try:
        statements = [s for s in ast.parse(source).body if not _is_import(s)]
        (statement,) = statements
        assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
        call = statement.value
        assert isinstance(call.func, ast.Name) and call.func.id == "section_points" and not call.keywords
        values: Sequence[object] = [ast.literal_eval(argument) for argument in call.args]
        assert 2 <= len(values) <= 3
        section, key, rule = values[0], values[1], values[2] if len(values) == 3 else "half"
        assert isinstance(section, str) and isinstance(key, dict) and rule in RULES
        held = {_text(item): _entry(entry) for item, entry in key.items()}
    except (AssertionError, SyntaxError, ValueError, TypeError):
        raise _foreign(name) from None
    if abs(sum(most for _, most, _ in held.values()) - points) > 1e-9:
        raise QueryError(
            f"成绩册里“{name}”各题的分数加起来不等于这一部分的 {points:g} 分。请重新出题并发布。"
        )
    return Test(section, held, cast(MultipleRule, rule))


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "qingfeng.show.grading.cells"


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value


def _entry(value: object) -> Entry:
    assert isinstance(value, list) and len(value) == 3
    kind, points, right = value
    assert isinstance(kind, str) and isinstance(points, float) and points >= 0
    return kind, points, right


def _foreign(name: str) -> QueryError:
    return QueryError(
        f"成绩册里“{name}”这一格不是 qingfeng build 做出来的，不运行代码就评不了分。"
        "请用 qingfeng build 重新出题，再用 nbgrader generate_assignment 更新成绩册。"
    )
