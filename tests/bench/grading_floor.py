"""The floor under grading: read every paper's files, write as many rows as they need, nothing else.

Run as a program with the folder of a class and a gradebook without grades.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from uuid import uuid4

FILES = ("answers.json", "favours.ipynb", "timestamp.txt", "submission_secret.txt")


def main(root: Path, gradebook: str) -> None:
    """Do it, in transactions of 200 papers."""
    db = sqlite3.connect(gradebook, isolation_level=None)
    ids = {kind: [i for (i,) in db.execute("SELECT id FROM base_cell WHERE type = ?", (kind,))]
           for kind in ("GradeCell", "SolutionCell")}  # fmt: skip
    ((assignment,),) = db.execute("SELECT id FROM assignment")
    ((notebook,),) = db.execute("SELECT id FROM notebook")
    submitted = root / "assignments" / "submitted"
    names = sorted(path.name for path in submitted.iterdir())
    for start in range(0, len(names), 200):
        db.execute("BEGIN IMMEDIATE")
        for name in names[start : start + 200]:
            for file in FILES:
                (submitted / name / "favours" / file).read_bytes()
            paper, copy = uuid4().hex, uuid4().hex
            db.execute("INSERT INTO student (id) VALUES (?)", (name,))
            _insert(db, "submitted_assignment", id=paper, assignment_id=assignment, student_id=name)
            _insert(db, "submitted_notebook", id=copy, assignment_id=paper, notebook_id=notebook, flagged=0)
            for cell in ids["GradeCell"]:
                _insert(
                    db, "grade", id=uuid4().hex, cell_id=cell, notebook_id=copy, auto_score=1.0,
                    needs_manual_grade=0,
                )  # fmt: skip
            for cell in ids["SolutionCell"]:
                _insert(db, "comment", id=uuid4().hex, cell_id=cell, notebook_id=copy, auto_comment=None)
        db.execute("COMMIT")


def _insert(db: sqlite3.Connection, table: str, **values: object) -> None:
    marks = ",".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({','.join(values)}) VALUES ({marks})", tuple(values.values()))


main(Path(sys.argv[1]), sys.argv[2])
