"""What a lab or a system answers: one value for the page, the notebook and the workbook."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from qingfeng.content.project import Project
from qingfeng.show.tables import Table
from qingfeng.words.model import Basis

Json = dict[str, object]
# A page shows the head of a long table; the whole of it is in the workbook.
ROWS_SHOWN = 40


@dataclass(frozen=True)
class Outcome:
    """A title, summary lines (label, value), tables, notes, the basis, and a picture in words.

    `basis` holds (reference, date of the act) pairs, such as ("原文：yellow_card", "2022-05").
    """

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    basis: tuple[tuple[str, str], ...] = ()
    picture: str = ""
    picture_words: str = ""


def outcome_json(project: Project, outcome: Outcome, case: str = "") -> Json:
    """An outcome as a page shows it; `case` names the case whose facts 原文 refers to."""
    library = project.library(case)
    return {
        "title": outcome.title,
        "lines": [{"label": label, "value": value} for label, value in outcome.lines],
        "tables": [_table(table) for table in outcome.tables],
        "notes": list(outcome.notes),
        "basis": [asdict(library.reference(Basis(text), on)) for text, on in outcome.basis],
        "picture": outcome.picture,
        "picture_words": outcome.picture_words,
    }


def _table(table: Table) -> Json:
    rows = [list(row) for row in table.texts[:ROWS_SHOWN]]
    more = len(table.rows) - len(rows)
    return {"caption": table.caption, "head": list(table.head), "rows": rows, "more": more}
