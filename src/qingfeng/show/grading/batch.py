"""`qingfeng grade`: thousands of submissions, without a kernel and without nbgrader's own start.

A submission counts as graded once its rows are committed and its folder stands in `autograded/`;
the rows come first, so a run that was killed is simply run again.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

from qingfeng.show.grading.config import load_strictly
from qingfeng.show.grading.gradebook import Gradebook, Penalty, released_items
from qingfeng.show.grading.marking import RESULT, Graded, graded
from qingfeng.show.grading.submission import moment, read_submission
from qingfeng.show.grading.workers import spread
from qingfeng.show.writing import write_whole
from qingfeng.words.problems import QueryError

CHUNK = 200
REPLACED = "replaced"


@dataclass
class Summary:
    """What a run did: learners graded now, skipped (graded before), failed (with why), and every
    paper of the assignment that an instructor should look at (learner to reasons)."""

    assignment: str
    graded: int = 0
    skipped: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    attention: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> str:
        """As one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def grade(
    root: Path,
    assignment: str,
    *,
    student: str = "*",
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Summary:
    """Grade what was collected of an assignment, as `nbgrader autograde` would.

    `student` is a glob of learners; `force` grades again what has not changed. `progress` is told
    how many are done, and of how many; `waiting` is called where another run has to end first.
    Raises QueryError before anything is written where the configuration, the gradebook or the
    assignment is not in order.
    """
    config = load_strictly(root)
    assignments = root / "assignments"
    url = config.CourseDirectory.get("db_url", f"sqlite:///{assignments / 'gradebook.db'}")
    gradebook = Gradebook(url, assignment, released_items(assignments, assignment))
    try:
        with _alone(assignments / ".grading", waiting) as staging:
            run = _Run(assignments, gradebook, Penalty(config), staging, Summary(assignment))
            run.all_of(student, force, progress)
    finally:
        gradebook.close()
    run.summary.attention = attention(assignments, assignment, run.reasons)
    _write_list(assignments, assignment, run.summary.attention)
    return run.summary


@dataclass
class Prepared:
    """A chunk that was read and graded: its papers, and the learners who failed, with why."""

    papers: list[Graded] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass
class _Run:
    assignments: Path
    gradebook: Gradebook
    penalty: Penalty
    staging: Path
    summary: Summary
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def all_of(self, student: str, force: bool, progress: Callable[[int, int], None]) -> None:
        submitted = self.assignments / "submitted"
        learners = [name for name in _learners(submitted, self.gradebook.paper.assignment)
                    if fnmatchcase(name, student)]  # fmt: skip
        complete = set() if force else self.gradebook.complete()
        due = [name for name in learners if force or self._is_due(name, name in complete)]
        self.summary.skipped = len(learners) - len(due)
        chunks = [due[start : start + CHUNK] for start in range(0, len(due), CHUNK)]
        progress(self.summary.skipped, len(learners))
        for prepared in spread(self._prepared, chunks):
            self._take_in(prepared)
            progress(self.summary.skipped + self.summary.graded + len(self.summary.failed), len(learners))

    def _is_due(self, learner: str, complete: bool) -> bool:
        """Whether a submission has not been graded, or a newer one has come (nbgrader's own rule)."""
        if not complete:
            return True
        new, old = self._folder("submitted", learner), self._folder("autograded", learner)
        if not (old / f"{self.gradebook.paper.notebook}.ipynb").is_file():
            return True
        return _stamp(new) != _stamp(old)

    def _prepared(self, learners: Sequence[str]) -> Prepared:
        """Read and grade these, their folders staged; may run in a process of its own."""
        made, paper = Prepared(), self.gradebook.paper
        for learner in learners:
            try:
                submission = read_submission(self._folder("submitted", learner), learner, paper)
                found, files = graded(submission, paper)
                self._stage(learner, files)
            except Exception as error:  # One paper never stops the others.
                made.failed[learner] = f"没有评成（{type(error).__name__}: {error}）"
            else:
                made.papers.append(found)
        return made

    def _stage(self, learner: str, files: Mapping[str, bytes]) -> None:
        folder = self.staging / learner
        folder.mkdir()
        for name, content in files.items():
            # As nbgrader: nobody changes by accident what was graded.
            opened = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
            try:
                os.write(opened, content)
            finally:
                os.close(opened)

    def _take_in(self, prepared: Prepared) -> None:
        if prepared.papers:
            self.gradebook.write(prepared.papers, self.penalty)
        for paper in prepared.papers:
            self._put_in_place(paper.learner)
            self.reasons[paper.learner] = paper.reasons
        self.summary.graded += len(prepared.papers)
        self.summary.failed |= prepared.failed

    def _put_in_place(self, learner: str) -> None:
        target, old = self._folder("autograded", learner), self.staging.with_name(REPLACED)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Moved, not deleted where it stands: a kill never leaves a part of a graded folder.
        if target.exists():
            target.rename(old)
        (self.staging / learner).rename(target)
        if old.exists():
            shutil.rmtree(old)

    def _folder(self, step: str, learner: str) -> Path:
        return self.assignments / step / learner / self.gradebook.paper.assignment


def _learners(submitted: Path, assignment: str) -> list[str]:
    if not submitted.is_dir():
        raise QueryError("还没有收上来的答卷。请先运行 nbgrader collect。")
    with os.scandir(submitted) as entries:
        names = [entry.name for entry in entries]
    return sorted(name for name in names if (submitted / name / assignment).is_dir())


def _stamp(folder: Path) -> datetime | None:
    try:
        return moment((folder / "timestamp.txt").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None


@contextmanager
def _alone(folder: Path, waiting: Callable[[], None]) -> Iterator[Path]:
    """A folder to prepare in; a second run waits here until the first is done."""
    import fcntl

    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        staging = folder / "made"
        # What a killed run left.
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(folder / REPLACED, ignore_errors=True)
        staging.mkdir()
        yield staging
        shutil.rmtree(staging, ignore_errors=True)


def attention(assignments: Path, assignment: str, known: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Every graded paper with something an instructor should know: learner to reasons.

    `known` are the reasons of the papers graded just now; the others' are read.
    """
    found = {learner: list(reasons) for learner, reasons in known.items()}
    for path in (assignments / "autograded").glob(f"*/{assignment}"):
        learner = path.parent.name
        if learner in known:
            continue
        try:
            found[learner] = list(json.loads((path / RESULT).read_bytes())["reasons"])
        except (OSError, ValueError, KeyError):
            found[learner] = ["成绩明细 result.json 读不出来，请用 --force 重新评这一份"]
    return {learner: reasons for learner, reasons in sorted(found.items()) if reasons}


def _write_list(assignments: Path, assignment: str, found: dict[str, list[str]]) -> None:
    """The list for Excel, whole or not at all."""
    path = assignments / f"待看清单-{assignment}.csv"
    told = io.StringIO(newline="")
    rows = csv.writer(told)
    rows.writerow(["学员", "要看什么"])
    rows.writerows([_plain(learner), _plain("；".join(reasons))] for learner, reasons in found.items())
    write_whole(path, told.getvalue().encode("utf-8-sig"))


def _plain(text: str) -> str:
    """Excel takes a text that begins like this for a formula."""
    return "'" + text if text[:1] in "=+-@" else text
