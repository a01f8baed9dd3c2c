"""nbgrader's gradebook, written in large transactions: the rows that its own command would write.

The tables are nbgrader 0.9.6's (its alembic version is checked before anything is written).
SQLAlchemy alone is used: nbgrader takes seconds to import.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from qingfeng.show.grading.marking import Graded
from qingfeng.show.grading.paper import GradedPaper, paper_cell
from qingfeng.words.problems import QueryError

VERSION = "e43177bfe90b"
Row = dict[str, Any]

_meta = sa.MetaData()


def _table(title: str, /, **columns: Any) -> sa.Table:
    return sa.Table(title, _meta, *(sa.Column(column, kind) for column, kind in columns.items()))


_text, _real, _yes = sa.String, sa.Float, sa.Boolean
STUDENT = _table("student", id=_text)
ASSIGNMENT = _table("assignment", id=_text, name=_text, duedate=sa.DateTime)
NOTEBOOK = _table("notebook", id=_text, name=_text, assignment_id=_text, kernelspec=_text)
SOURCE_CELL = _table(
    "source_cell", id=_text, name=_text, cell_type=_text, locked=_yes, source=_text, checksum=_text,
    notebook_id=_text,
)  # fmt: skip
BASE_CELL = _table("base_cell", id=_text, name=_text, notebook_id=_text, type=_text)
GRADE_CELL = _table("grade_cells", id=_text, max_score=_real)
SUBMISSION = _table(
    "submitted_assignment", id=_text, assignment_id=_text, student_id=_text, timestamp=sa.DateTime,
    extension=sa.Interval,
)  # fmt: skip
PAPER = _table(
    "submitted_notebook", id=_text, assignment_id=_text, notebook_id=_text, flagged=_yes,
    late_submission_penalty=_real,
)  # fmt: skip
GRADE = _table(
    "grade", id=_text, cell_id=_text, notebook_id=_text, auto_score=_real, manual_score=_real,
    extra_credit=_real, needs_manual_grade=_yes,
)  # fmt: skip
COMMENT = _table("comment", id=_text, cell_id=_text, notebook_id=_text, auto_comment=_text)
ALEMBIC = _table("alembic_version", version_num=_text)


class Gradebook:
    """One assignment in a gradebook, ready to take grades.

    Raises QueryError where there is no gradebook, its version is unknown, or it has no such
    assignment.
    """

    def __init__(self, url: str, assignment: str, released: Mapping[str, object]) -> None:
        self.engine = _engine(url)
        try:
            with self.engine.connect() as connection:
                check_version(connection)
                self._assignment_id, self._notebook_id, self.paper = _paper(connection, assignment, released)
                self._cells = _cell_ids(connection, self._notebook_id)
        except sa.exc.OperationalError as error:
            raise QueryError(f"成绩册打不开：{error.orig}。请核对 CourseDirectory.db_url。") from None

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def complete(self) -> set[str]:
        """The learners whose rows are all there: none that software marks is without a score."""
        marked = [self._cells["GradeCell", cell.name] for cell in self.paper.cells if cell.test]
        joined = SUBMISSION.join(PAPER, PAPER.c.assignment_id == SUBMISSION.c.id).join(
            GRADE, GRADE.c.notebook_id == PAPER.c.id
        )
        query = (
            sa.select(SUBMISSION.c.student_id)
            .select_from(joined)
            .where(SUBMISSION.c.assignment_id == self._assignment_id)
            .where(GRADE.c.cell_id.in_(marked), GRADE.c.auto_score.is_not(None))
            .group_by(SUBMISSION.c.student_id)
            .having(sa.func.count() == len(marked))
        )
        with self.engine.connect() as connection:
            return set(connection.scalars(query))

    def write(self, papers: Sequence[Graded], penalty: Penalty) -> None:
        """Write the grades of these papers in one transaction: all of them, or none."""
        for attempt in range(6):
            try:
                with self.engine.begin() as connection:
                    self._write(connection, papers, penalty)
                return
            except (sa.exc.OperationalError, sa.exc.IntegrityError):
                # Somebody else wrote the same rows first, or held the lock for too long.
                if attempt == 5:
                    raise
                time.sleep(0.2 * 2**attempt)

    def _write(self, connection: sa.Connection, papers: Sequence[Graded], penalty: Penalty) -> None:
        names = sorted(paper.submission.learner for paper in papers)
        known = set(connection.scalars(sa.select(STUDENT.c.id).where(STUDENT.c.id.in_(names))))
        _insert(connection, STUDENT, [{"id": name} for name in names if name not in known])
        submissions = self._submissions(connection, papers)
        notebooks = self._notebooks(connection, submissions)
        scores = self._grades(connection, papers, notebooks)
        self._comments(connection, papers, notebooks)
        late = [
            {"key": notebooks[name], "value": self._penalty(name, row, scores[name], penalty)}
            for name, row in submissions.items()
        ]
        _update(connection, PAPER, "late_submission_penalty", late)

    def _submissions(self, connection: sa.Connection, papers: Sequence[Graded]) -> dict[str, Row]:
        """The rows of the submissions by learner, with the times of these papers."""
        names = [paper.submission.learner for paper in papers]
        wanted = sa.and_(
            SUBMISSION.c.assignment_id == self._assignment_id, SUBMISSION.c.student_id.in_(names)
        )
        query = sa.select(SUBMISSION).where(wanted).with_for_update()
        found: dict[str, Row] = {row["student_id"]: dict(row) for row in connection.execute(query).mappings()}
        new, stamps = [], []
        for paper in papers:
            name, stamp = paper.submission.learner, paper.submission.timestamp
            if name not in found:
                found[name] = {
                    "id": uuid4().hex, "assignment_id": self._assignment_id, "student_id": name,
                    "timestamp": stamp, "extension": None,
                }  # fmt: skip
                new.append(found[name])
            elif stamp is not None:
                found[name]["timestamp"] = stamp
                stamps.append({"key": found[name]["id"], "value": stamp})
        _insert(connection, SUBMISSION, new)
        _update(connection, SUBMISSION, "timestamp", stamps)
        return found

    def _notebooks(self, connection: sa.Connection, submissions: Mapping[str, Row]) -> dict[str, str]:
        learners: dict[str, str] = {row["id"]: name for name, row in submissions.items()}
        query = sa.select(PAPER.c.id, PAPER.c.assignment_id).where(
            PAPER.c.assignment_id.in_(learners), PAPER.c.notebook_id == self._notebook_id
        )
        found = {learners[row.assignment_id]: row.id for row in connection.execute(query)}
        new: list[Row] = [
            {
                "id": uuid4().hex, "assignment_id": submission, "notebook_id": self._notebook_id,
                "flagged": False, "late_submission_penalty": None,
            }
            for submission, name in learners.items() if name not in found
        ]  # fmt: skip
        _insert(connection, PAPER, new)
        return found | {learners[row["assignment_id"]]: row["id"] for row in new}

    def _grades(
        self, connection: sa.Connection, papers: Sequence[Graded], notebooks: Mapping[str, str]
    ) -> dict[str, float]:
        """Write the scores; the sum of each learner's, what persons gave included."""
        query = sa.select(GRADE).where(GRADE.c.notebook_id.in_(notebooks.values()))
        found = {(row["notebook_id"], row["cell_id"]): row for row in connection.execute(query).mappings()}
        new, old, sums = [], [], {}
        for paper in papers:
            notebook = notebooks[paper.submission.learner]
            sums[paper.submission.learner] = 0.0
            for name, score in paper.scores.items():
                cell = self._cells["GradeCell", name]
                row = found.get((notebook, cell))
                manual = row["manual_score"] if row else None
                extra = (row["extra_credit"] if row else None) or 0.0
                # As nbgrader: where a person has given points before, a person looks again.
                asked = manual is not None or score is None
                sums[paper.submission.learner] += (manual if manual is not None else score or 0.0) + extra
                values = {"auto_score": score, "needs_manual_grade": asked}
                if row:
                    old.append({"key": row["id"], **values})
                else:
                    new.append({"id": uuid4().hex, "cell_id": cell, "notebook_id": notebook, **values})
        _insert(connection, GRADE, new)
        if old:
            change = sa.update(GRADE).where(GRADE.c.id == sa.bindparam("key"))
            connection.execute(
                change.values(
                    auto_score=sa.bindparam("auto_score"),
                    needs_manual_grade=sa.bindparam("needs_manual_grade"),
                ),
                old,
            )
        return sums

    def _comments(
        self, connection: sa.Connection, papers: Sequence[Graded], notebooks: Mapping[str, str]
    ) -> None:
        query = sa.select(COMMENT.c.id, COMMENT.c.cell_id, COMMENT.c.notebook_id).where(
            COMMENT.c.notebook_id.in_(notebooks.values())
        )
        found = {(row.notebook_id, row.cell_id): row.id for row in connection.execute(query)}
        new, old = [], []
        for paper in papers:
            notebook = notebooks[paper.submission.learner]
            for name, comment in paper.comments.items():
                cell = self._cells["SolutionCell", name]
                if (notebook, cell) in found:
                    old.append({"key": found[notebook, cell], "value": comment})
                else:
                    ids: Row = {"id": uuid4().hex, "cell_id": cell, "notebook_id": notebook}
                    new.append(ids | {"auto_comment": comment})
        _insert(connection, COMMENT, new)
        _update(connection, COMMENT, "auto_comment", old)

    def _penalty(self, name: str, row: Row, score: float, penalty: Penalty) -> float | None:
        seconds = seconds_late(row["timestamp"], self.paper.due, row["extension"])
        if seconds <= 0:
            return None
        found = penalty(name, score, seconds)
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


def check_version(connection: sa.Connection) -> None:
    """QueryError unless the tables are those of nbgrader 0.9.6."""
    if not sa.inspect(connection).has_table("alembic_version"):
        raise QueryError("还没有成绩册。请先发布测验（nbgrader generate_assignment）。")
    version = connection.scalar(sa.select(ALEMBIC.c.version_num))
    if version != VERSION:
        raise QueryError(
            f"成绩册的格式是 {version}，这一版课程只认得 {VERSION}（nbgrader 0.9.6），什么都没有写。"
            "请先备份成绩册，再用 nbgrader db upgrade 升级；如果成绩册比课程新，请升级课程。"
        )


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url)
    path = sa.make_url(url).database
    if path and not Path(path).is_file():
        raise QueryError("还没有成绩册。请先发布测验（nbgrader generate_assignment）。")
    engine = sa.create_engine(url, connect_args={"timeout": 60})

    @sa.event.listens_for(engine, "connect")
    def _by_hand(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def _at_once(connection: sa.Connection) -> None:
        # Takes the lock before it reads, so that nobody's points are overwritten unseen.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _paper(
    connection: sa.Connection, assignment: str, released: Mapping[str, object]
) -> tuple[str, str, GradedPaper]:
    found = connection.execute(sa.select(ASSIGNMENT).where(ASSIGNMENT.c.name == assignment)).first()
    if found is None:
        known = "、".join(connection.scalars(sa.select(ASSIGNMENT.c.name))) or "（没有）"
        raise QueryError(f"成绩册里没有测验“{assignment}”。已有：{known}。")
    query = sa.select(NOTEBOOK).where(NOTEBOOK.c.assignment_id == found.id)
    notebooks = connection.execute(query).all()
    if len(notebooks) != 1:
        raise QueryError(f"测验“{assignment}”要正好有一个笔记本，成绩册里有 {len(notebooks)} 个。")
    notebook = notebooks[0]
    maxima = sa.select(BASE_CELL.c.name, GRADE_CELL.c.max_score).join_from(
        BASE_CELL, GRADE_CELL, GRADE_CELL.c.id == BASE_CELL.c.id
    )
    points = {
        name: float(most)
        for name, most in connection.execute(maxima.where(BASE_CELL.c.notebook_id == notebook.id))
    }
    sources = connection.execute(sa.select(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == notebook.id))
    cells = [
        paper_cell(
            row.name, row.cell_type, row.source or "", row.checksum, points[row.name], locked=row.locked
        )
        for row in sources
        if row.name in points
    ]
    # A database has no order of its own.
    sections = released["sections"]
    assert isinstance(sections, list)
    order = {f"section_{section['id']}": number for number, section in enumerate(sections)}
    cells.sort(key=lambda cell: (order.get(cell.name, len(order)), cell.name))
    paper = GradedPaper(assignment, notebook.name, notebook.kernelspec, found.duedate, tuple(cells), released)
    return found.id, notebook.id, paper


def _cell_ids(connection: sa.Connection, notebook: str) -> dict[tuple[str, str], str]:
    query = sa.select(BASE_CELL).where(BASE_CELL.c.notebook_id == notebook)
    return {(row.type, row.name): row.id for row in connection.execute(query)}


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _update(connection: sa.Connection, table: sa.Table, column: str, rows: Iterable[Row]) -> None:
    """Set one column by id; `rows` have `key` and `value`."""
    changes = list(rows)
    if changes:
        change = sa.update(table).where(table.c.id == sa.bindparam("key"))
        connection.execute(change.values({column: sa.bindparam("value")}), changes)


def released_items(assignments: Path, assignment: str) -> Mapping[str, object]:
    """The paper as released, from the instructor's own folder."""
    path = assignments / "source" / assignment / "items.json"
    try:
        held = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise QueryError(
            f"assignments/source/{assignment}/ 里没有试卷。请先运行 qingfeng build {assignment}。"
        ) from None
    assert isinstance(held, dict)
    return held
