"""`qingfeng grade` killed at any moment, run twice at once, and run again."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.grading.made import (
    COMMENTS,
    GRADES,
    collected_class,
    copy_of_class,
    environment,
    fill,
    grade,
    grade_command,
    graded_files,
    rows,
)

NUMBER = 500
KILLS = 20
SECTIONS = 6


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = collected_class(tmp_path_factory.mktemp("many") / "class")
    fill(root, NUMBER)
    return root


@pytest.fixture(scope="module")
def undisturbed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of_class(made, tmp_path_factory.mktemp("undisturbed") / "class")
    assert grade(root)["graded"] == NUMBER
    return root


def whole(root: Path, after: Path) -> int:
    """How many papers are graded; each wholly, as in the undisturbed run, or not at all."""
    expected, wanted = rows(after, GRADES), set(rows(after, COMMENTS))
    found = rows(root, GRADES)
    assert set(found) <= set(expected) and len(found) % SECTIONS == 0
    assert len({row[0] for row in found}) * SECTIONS == len(found)
    assert set(rows(root, COMMENTS)) <= wanted
    files, right = graded_files(root), graded_files(after)
    assert all(right[name] == content for name, content in files.items())
    papers = {name.partition("/")[0] for name in files}
    assert len(files) == len(papers) * len(right) // NUMBER
    assert papers <= {row[0] for row in found}
    return len(papers)


@pytest.mark.slow
def test_twenty_kills_leave_no_paper_half_graded(made: Path, undisturbed: Path, tmp_path: Path):
    root = copy_of_class(made, tmp_path / "class")
    chance = random.Random(20)
    hit = done = 0
    while hit < KILLS:
        # Once all are graded, grading them all again is what is killed.
        words = ["--force"] if done == NUMBER else []
        process = subprocess.Popen(grade_command(*words), env=environment(root), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 0.9))
        process.send_signal(signal.SIGKILL)
        hit += process.wait() == -signal.SIGKILL
        done = whole(root, undisturbed)

    finished = grade(root)

    assert finished["graded"] + finished["skipped"] == NUMBER and not finished["failed"]
    assert whole(root, undisturbed) == NUMBER
    assert rows(root, GRADES) == rows(undisturbed, GRADES)
    assert [path.name for path in (root / "assignments" / ".grading").iterdir()] == ["lock"]


DIES = """
import os, signal, sys
left = int(sys.argv.pop(1))
def dying(real):
    def call(*given, **named):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return call
for name in ("mkdir", "rename", "rmdir", "unlink"):
    setattr(os, name, dying(getattr(os, name)))
from qingfeng.surface.cli import main
main()
"""


def test_grading_again_killed_at_each_step_on_the_disk_leaves_the_paper_whole_or_due(
    undisturbed: Path, tmp_path: Path
):
    root = copy_of_class(undisturbed, tmp_path / "class")
    ends = []
    for step in range(1, 100):
        words = [sys.executable, "-c", DIES, str(step), "grade", "favours", "--student", "s00003", "--force"]
        ended = subprocess.run(words, env=environment(root), stdout=subprocess.DEVNULL).returncode
        ends.append(ended)
        whole(root, undisturbed)
        if ended != -signal.SIGKILL:
            break
        grade(root, "--student", "s00003")
        assert whole(root, undisturbed) == NUMBER

    # Staging made, the old folder out, the new one in, the old one's files deleted one by one.
    assert ends[-1] == 0 and len(ends) > 8


def test_two_at_once_grade_every_paper_once(made: Path, undisturbed: Path, tmp_path: Path):
    root = copy_of_class(made, tmp_path / "class")
    runs = [
        subprocess.Popen(
            grade_command("--json"), env=environment(root), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [run.communicate() for run in runs]
    found = [json.loads(printed) for printed, _ in said]

    assert [run.returncode for run in runs] == [0, 0]
    assert sum("另一次评分正在进行".encode() in errors for _, errors in said) == 1
    assert sum(one["graded"] for one in found) == NUMBER
    assert sum(one["skipped"] for one in found) == NUMBER
    assert rows(root, GRADES) == rows(undisturbed, GRADES)


def test_a_second_run_grades_nothing_and_force_grades_all(undisturbed: Path, tmp_path: Path):
    root = copy_of_class(undisturbed, tmp_path / "class")

    assert grade(root)["skipped"] == NUMBER
    assert grade(root, "--student", "s0000?", "--force")["graded"] == 10
    assert grade(root, "--force")["graded"] == NUMBER
    assert rows(root, GRADES) == rows(undisturbed, GRADES)


def test_a_lost_row_or_folder_is_graded_again(undisturbed: Path, tmp_path: Path):
    root = copy_of_class(undisturbed, tmp_path / "class")
    shutil.rmtree(root / "assignments" / "autograded" / "s00003")
    with sqlite3.connect(root / "assignments" / "gradebook.db") as db:
        db.execute(
            "UPDATE grade SET auto_score = NULL WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n"
            " JOIN submitted_assignment s ON s.id = n.assignment_id WHERE s.student_id = 's00004')"
        )

    assert grade(root)["graded"] == 2
    assert rows(root, GRADES) == rows(undisturbed, GRADES)
    assert graded_files(root) == graded_files(undisturbed)
