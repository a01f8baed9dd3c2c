"""Classes made for tests and benchmarks: real papers, collected by nbgrader, as many as wanted."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from qingfeng.content.project import Project
from qingfeng.show.grading.build import released_answer
from qingfeng.show.grading.demo import demo
from tests.server import ROOT, copy_of_course

BANK = Project(ROOT).bank("favours")
RIGHT: dict[str, Any] = {i.id: released_answer(i, "favours") for i in BANK.items if i.type != "case_analysis"}
OWN_ROWS = ("grade", "comment", "submitted_notebook", "submitted_assignment", "student")

GRADES = """
SELECT s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id
JOIN submitted_assignment s ON s.id = n.assignment_id JOIN base_cell b ON b.id = g.cell_id ORDER BY 1, 2"""
COMMENTS = """
SELECT s.student_id, b.name, c.auto_comment, c.manual_comment, n.late_submission_penalty, n.flagged,
s.timestamp, s.extension
FROM comment c JOIN submitted_notebook n ON c.notebook_id = n.id
JOIN submitted_assignment s ON s.id = n.assignment_id JOIN base_cell b ON b.id = c.cell_id ORDER BY 1, 2"""


def environment(root: Path) -> dict[str, str]:
    """The environment of a command that works on the course in `root` alone."""
    home = root / "home"
    home.mkdir(exist_ok=True)
    own = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "QINGFENG"))}
    return own | {"HOME": str(home), "QINGFENG_ROOT": str(root)}


def nbgrader(root: Path, *words: str) -> str:
    """Run one of nbgrader's commands in the instructor's folder; what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root / "assignments",
        env=environment(root),
        capture_output=True,
        encoding="utf-8",
    )
    errors = [line for line in done.stderr.splitlines() if "ERROR" in line or "Error" in line]
    assert done.returncode == 0, errors or done.stderr[-3000:]
    return done.stderr


def grade_command(*words: str, assignment: str = "favours") -> list[str]:
    """The command line of `qingfeng grade`."""
    return [str(Path(sys.executable).parent / "qingfeng"), "grade", assignment, *words]


def grade(root: Path, *words: str, assignment: str = "favours") -> dict[str, Any]:
    """Run `qingfeng grade … --json`; what it printed."""
    command = grade_command("--json", *words, assignment=assignment)
    done = subprocess.run(command, env=environment(root), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def stock_autograde(root: Path, *, bare: bool = False, assignment: str = "favours") -> None:
    """Grade with nbgrader's own `Execute` and all its own steps after our sanitizing: the oracle.

    The course's guard refuses such a configuration, so it is set up here and not in a file. With
    `bare` nothing of ours is left: what a course without us would do.
    """
    less = "Autograde" if bare else "Autograde.autograde_preprocessors"
    code = (
        "import sys; from pathlib import Path\n"
        "from nbgrader.converters import Autograde; from nbgrader.coursedir import CourseDirectory\n"
        "from qingfeng.show.grading.config import load_strictly\n"
        f"config = load_strictly(Path(sys.argv[1])); del config.{less}\n"
        "config.ExecutePreprocessor.timeout = 8; config.CourseDirectory.assignment_id = sys.argv[2]\n"
        "config.CourseDirectory.student_id = '*'\n"
        "Autograde(coursedir=CourseDirectory(config=config), config=config).start()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(root), assignment],
        cwd=root,
        env=environment(root),
        capture_output=True,
        encoding="utf-8",
    )
    # A bare nbgrader fails for some of the hostile papers, and says so.
    assert bare or done.returncode == 0, done.stderr[-3000:]


def collected_class(root: Path) -> Path:
    """A course with the demo class, collected and not yet graded."""
    copy_of_course(root)
    demo(root)
    nbgrader(root, "collect", "favours")
    return root


def copy_of_class(made: Path, target: Path) -> Path:
    """A copy to grade in its own way."""
    return Path(shutil.copytree(made, target, ignore=shutil.ignore_patterns("home", "work")))


def fill(root: Path, number: int, seed: int = 1) -> None:
    """Put `number` made papers where the collected ones are: some blank, some perfect, most random."""
    submitted = root / "assignments" / "submitted"
    model = {path.name: path.read_bytes() for path in (submitted / "demo02" / "favours").iterdir()}
    essay = json.loads(model["answers.json"])["answers"][BANK.items[-1].id]
    for path in list(submitted.iterdir()):
        shutil.rmtree(path)
    for i, answers in enumerate(papers(number, seed)):
        folder = submitted / f"s{i:05d}" / "favours"
        folder.mkdir(parents=True)
        for name, content in model.items():
            (folder / name).write_bytes(content)
        held = {"assignment": "favours", "revision": 1, "saved_at": "", "answers": answers}
        (folder / "answers.json").write_text(json.dumps(held), encoding="utf-8")
        if BANK.items[-1].id not in answers:
            _blank_essay(folder / "favours.ipynb", essay)


def papers(number: int, seed: int) -> Iterator[dict[str, Any]]:
    """Answers for so many learners; the same for the same seed."""
    chance = random.Random(seed)
    for i in range(number):
        share = {0: 0.0, 1: 1.0}.get(i % 10, chance.random())
        answers = {name: _answer(right, chance, share) for name, right in RIGHT.items() if share}
        if i % 3:
            answers[BANK.items[-1].id] = f"第 {i} 份答卷。"
        yield answers


def _answer(right: Any, chance: random.Random, share: float) -> Any:
    if chance.random() < share:
        return dict(right) if isinstance(right, dict) else right
    if isinstance(right, str):
        return chance.choice("abcd")
    if isinstance(right, dict):
        return dict(zip(right, chance.sample(list(right.values()), len(right)), strict=True))
    return chance.sample(right, len(right)) if right[0].startswith("x") else chance.sample("abcd", 2)


def _blank_essay(path: Path, essay: str) -> None:
    from qingfeng.show.grading.cells import MANUAL_TEXT

    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        if "".join(cell["source"]) == essay:
            cell["source"] = MANUAL_TEXT
    path.chmod(0o644)
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def forget(root: Path) -> None:
    """Take out every grade, as before the first run.

    The graded folders are put aside, not deleted: file systems make files slowly just after many
    were deleted, and a benchmark would measure that.
    """
    with contextlib.suppress(FileNotFoundError):
        (root / "assignments" / "autograded").rename(root / f"graded-{uuid4().hex}")
    with sqlite3.connect(root / "assignments" / "gradebook.db") as db:
        for table in OWN_ROWS:
            db.execute(f"DELETE FROM {table}")


def rows(root: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query on the gradebook."""
    db = sqlite3.connect(root / "assignments" / "gradebook.db", timeout=60)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def graded_files(root: Path) -> dict[str, bytes]:
    """What stands in `autograded/`: path to content. `items.json` only nbgrader copies."""
    folder = root / "assignments" / "autograded"
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*") if p.is_file() and p.name != "items.json"
    }  # fmt: skip
