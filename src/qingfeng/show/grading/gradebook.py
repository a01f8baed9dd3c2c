"""nbgrader's gradebook, written in large transactions: the rows that its own command would write.

The tables are nbgrader 0.9.6's; its version is checked before anything is written. nbgrader itself
takes seconds to import and is not needed here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from qingfeng.show.grading.database import Database, Row
from qingfeng.show.grading.marking import Graded
from qingfeng.show.grading.paper import GradedPaper, PaperCell, paper_cell
from qingfeng.words.problems import QueryError

VERSION = "e43177bfe90b"


class Gradebook:
    """One assignment in a gradebook, ready to take grades.

    Raises QueryError where there is no gradebook, its version is unknown, or it has no such
    assignment.
    """

    def __init__(self, url: str, assignment: str, released: Mapping[str, object]) -> None:
        self._db = Database(url)
        check_version(self._db)
        self._assignment = _assignment(self._db, assignment)
        self._notebook = _notebook(self._db, self._assignment)
        cells = self._db.rows("SELECT * FROM base_cell WHERE notebook_id = :id", id=self._notebook["id"])
        self._cells = {(cell["type"], cell["name"]): cell["id"] for cell in cells}
        self.paper = GradedPaper(
            assignment,
            self._notebook["name"],
            self._notebook["kernelspec"],
            self._db.moment(self._assignment["duedate"]),
            _paper_cells(self._db, self._notebook["id"], released),
            released,
        )
        if {item for test in self.paper.tests for item in test.key} - self.paper.numbers.keys():
            raise QueryError(
                f"assignments/source/{assignment}/ 里的试卷和成绩册对不上。"
                "请用 nbgrader generate_assignment 更新成绩册，或者把原来的试卷拿回来。"
            )

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def complete(self) -> set[str]:
        """The learners whose rows are all there: none that software marks is without a score."""
        marked = [self._cells["GradeCell", cell.name] for cell in self.paper.cells if cell.test]
        found = self._db.rows(
            "SELECT s.student_id FROM submitted_assignment s"
            " JOIN submitted_notebook n ON n.assignment_id = s.id"
            " JOIN grade g ON g.notebook_id = n.id"
            " WHERE s.assignment_id = :assignment AND g.cell_id IN (:cells) AND g.auto_score IS NOT NULL"
            " GROUP BY s.student_id HAVING COUNT(*) = :number",
            assignment=self._assignment["id"],
            cells=marked,
            number=len(marked),
        )
        return {row["student_id"] for row in found}

    def write(self, papers: Sequence[Graded], penalty: Penalty) -> None:
        """Write the grades of these papers in one transaction: all of them, or none."""
        self._db.whole(lambda: self._write(papers, penalty))

    def _write(self, papers: Sequence[Graded], penalty: Penalty) -> None:
        names = sorted(paper.learner for paper in papers)
        known = {
            row["id"] for row in self._db.rows("SELECT id FROM student WHERE id IN (:names)", names=names)
        }
        self._db.insert("student", [{"id": name} for name in names if name not in known])
        submissions = self._submissions(papers, names)
        notebooks = self._notebooks(submissions)
        scores = self._grades(papers, notebooks)
        self._comments(papers, notebooks)
        self._db.many(
            "UPDATE submitted_notebook SET late_submission_penalty = :points WHERE id = :id",
            [
                {"id": notebooks[name], "points": self._penalty(name, row, scores[name], penalty)}
                for name, row in submissions.items()
            ],
        )

    def _submissions(self, papers: Sequence[Graded], names: list[str]) -> dict[str, Row]:
        """The rows of the submissions by learner, with the times of these papers."""
        rows = self._db.rows(
            "SELECT id, student_id, timestamp, extension FROM submitted_assignment"
            " WHERE assignment_id = :assignment AND student_id IN (:names)" + self._db.for_update,
            assignment=self._assignment["id"],
            names=names,
        )
        found = {row["student_id"]: row for row in rows}
        new, stamps = [], []
        for paper in papers:
            name, stamp = paper.learner, paper.timestamp
            if name not in found:
                row = {"id": uuid4().hex, "assignment_id": self._assignment["id"], "student_id": name}
                found[name] = row | {"timestamp": stamp, "extension": None}
                new.append(found[name])
            elif stamp is not None:
                found[name]["timestamp"] = stamp
                stamps.append({"id": found[name]["id"], "stamp": stamp})
        self._db.insert("submitted_assignment", new)
        self._db.many("UPDATE submitted_assignment SET timestamp = :stamp WHERE id = :id", stamps)
        return found

    def _notebooks(self, submissions: Mapping[str, Row]) -> dict[str, str]:
        learners = {row["id"]: name for name, row in submissions.items()}
        rows = self._db.rows(
            "SELECT id, assignment_id FROM submitted_notebook"
            " WHERE assignment_id IN (:submissions) AND notebook_id = :notebook",
            submissions=list(learners),
            notebook=self._notebook["id"],
        )
        found = {learners[row["assignment_id"]]: row["id"] for row in rows}
        new = [
            {
                "id": uuid4().hex,
                "assignment_id": submission,
                "notebook_id": self._notebook["id"],
                "flagged": False,
            }
            for submission, name in learners.items()
            if name not in found
        ]
        self._db.insert("submitted_notebook", new)
        return found | {learners[row["assignment_id"]]: row["id"] for row in new}

    def _grades(self, papers: Sequence[Graded], notebooks: Mapping[str, str]) -> dict[str, float]:
        """Write the scores; the sum of each learner's, what persons gave included."""
        rows = self._db.rows(
            "SELECT * FROM grade WHERE notebook_id IN (:notebooks)", notebooks=list(notebooks.values())
        )
        found = {(row["notebook_id"], row["cell_id"]): row for row in rows}
        new, old, sums = [], [], {}
        for paper in papers:
            name = paper.learner
            sums[name] = 0.0
            for cell_name, score in paper.scores.items():
                place = (notebooks[name], self._cells["GradeCell", cell_name])
                row = found.get(place)
                manual = row["manual_score"] if row else None
                given = manual if manual is not None else score or 0.0
                sums[name] += given + ((row["extra_credit"] if row else None) or 0.0)
                # As nbgrader: where a person has given points before, a person looks again.
                values = {"score": score, "asked": manual is not None or score is None}
                if row:
                    old.append({"id": row["id"], **values})
                else:
                    new.append({"id": uuid4().hex, "notebook": place[0], "cell": place[1], **values})
        self._db.many(
            "INSERT INTO grade (id, notebook_id, cell_id, auto_score, needs_manual_grade)"
            " VALUES (:id, :notebook, :cell, :score, :asked)",
            new,
        )
        self._db.many("UPDATE grade SET auto_score = :score, needs_manual_grade = :asked WHERE id = :id", old)
        return sums

    def _comments(self, papers: Sequence[Graded], notebooks: Mapping[str, str]) -> None:
        rows = self._db.rows(
            "SELECT id, cell_id, notebook_id FROM comment WHERE notebook_id IN (:notebooks)",
            notebooks=list(notebooks.values()),
        )
        found = {(row["notebook_id"], row["cell_id"]): row["id"] for row in rows}
        new: list[Row] = []
        old: list[Row] = []
        for paper in papers:
            notebook = notebooks[paper.learner]
            for name, comment in paper.comments.items():
                cell = self._cells["SolutionCell", name]
                if (notebook, cell) in found:
                    old.append({"id": found[notebook, cell], "comment": comment})
                else:
                    ids = {"id": uuid4().hex, "cell_id": cell, "notebook_id": notebook}
                    new.append(ids | {"auto_comment": comment})
        self._db.insert("comment", new)
        self._db.many("UPDATE comment SET auto_comment = :comment WHERE id = :id", old)

    def _penalty(self, name: str, row: Row, score: float, penalty: Penalty) -> float | None:
        stamp, extension = self._db.moment(row["timestamp"]), self._db.span(row["extension"])
        seconds = seconds_late(stamp, self.paper.due, extension)
        found = penalty(name, score, seconds) if seconds > 0 else None
        return None if found is None else min(max(found, 0.0), score)


class Penalty:
    """nbgrader's late penalty: its own plug-in where the configuration names one."""

    def __init__(self, config: Any) -> None:
        self._method = config.LateSubmissionPlugin.get("penalty_method", "none")
        self._plugin: Any = None
        named = config.AssignLatePenalties.get("plugin_class")
        if named:
            from traitlets.utils.importstring import import_item

            kind = import_item(named) if isinstance(named, str) else named
            self._plugin = kind(config=config)

    def __call__(self, learner: str, score: float, seconds: float) -> float | None:
        """The points taken off, or None for none."""
        if self._plugin is not None:
            found = self._plugin.late_submission_penalty(learner, score, seconds)
            return None if found is None else float(found)
        return score if self._method == "zero" else None


def seconds_late(stamp: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """How long after its due date a paper came."""
    if stamp is None or due is None:
        return 0.0
    return max(0.0, (stamp - due - (extension or timedelta())).total_seconds())


def check_version(db: Database) -> None:
    """QueryError unless the tables are those of nbgrader 0.9.6."""
    if not db.has_table("alembic_version"):
        raise QueryError("还没有成绩册。请先发布测验（nbgrader generate_assignment）。")
    versions = "、".join(row["version_num"] for row in db.rows("SELECT version_num FROM alembic_version"))
    if versions != VERSION:
        raise QueryError(
            f"成绩册的格式是 {versions}，这一版课程只认得 {VERSION}（nbgrader 0.9.6），什么都没有写。"
            "请先备份成绩册，再用 nbgrader db upgrade 升级；如果成绩册比课程新，请升级课程。"
        )


def _assignment(db: Database, name: str) -> Row:
    rows = db.rows("SELECT id, name, duedate FROM assignment")
    for row in rows:
        if row["name"] == name:
            return row
    known = "、".join(sorted(row["name"] for row in rows)) or "（没有）"
    raise QueryError(f"成绩册里没有测验“{name}”。已有：{known}。")


def _notebook(db: Database, assignment: Row) -> Row:
    rows = db.rows("SELECT id, name, kernelspec FROM notebook WHERE assignment_id = :id", id=assignment["id"])
    if len(rows) != 1:
        raise QueryError(f"测验“{assignment['name']}”要正好有一个笔记本，成绩册里有 {len(rows)} 个。")
    return rows[0]


def _paper_cells(db: Database, notebook: str, released: Mapping[str, object]) -> tuple[PaperCell, ...]:
    rows = db.rows(
        "SELECT s.name, s.cell_type, s.source, s.checksum, s.locked, g.max_score FROM source_cell s"
        " JOIN base_cell b ON b.notebook_id = s.notebook_id AND b.name = s.name AND b.type = 'GradeCell'"
        " JOIN grade_cells g ON g.id = b.id WHERE s.notebook_id = :notebook",
        notebook=notebook,
    )
    # A database has no order of its own.
    sections = released["sections"]
    assert isinstance(sections, list)
    order = {f"section_{section['id']}": number for number, section in enumerate(sections)}
    rows.sort(key=lambda row: (order.get(row["name"], len(order)), row["name"]))
    return tuple(_paper_cell(row) for row in rows)


def _paper_cell(row: Row) -> PaperCell:
    points, locked = float(row["max_score"]), bool(row["locked"])
    return paper_cell(row["name"], row["cell_type"], row["source"], row["checksum"], points, locked=locked)


def released_items(assignments: Path, assignment: str) -> Mapping[str, object]:
    """The paper as released, from the instructor's own folder."""
    path = assignments / "source" / assignment / "items.json"
    try:
        held = json.loads(path.read_bytes())
    except FileNotFoundError:
        known = "、".join(sorted(one.parent.name for one in path.parent.parent.glob("*/items.json")))
        raise QueryError(
            f"没有测验“{assignment}”的试卷。已有：{known or '（没有）'}。新的测验先运行 qingfeng build。"
        ) from None
    assert isinstance(held, dict)
    return held
