"""Notebooks: what nbval must catch, what saving must leave alone, what a released quiz shows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qingfeng.show.grading.exchange import fetch, prepare
from qingfeng.show.notebooks import course_notebooks
from qingfeng.show.widgets.strip import VIEW
from tests.server import ROOT, copy_of_course


def nbval(path: Path, root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        *options,
        str(path),
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]
    environment = {**os.environ, "QINGFENG_ROOT": str(root), "QINGFENG_LEARNER": "learner1"}
    return subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("planted", ["text/html", "text/plain"])
def test_a_wrong_saved_output_is_caught(course: Path, tmp_path: Path, planted: str):
    path = course / "course" / f"planted_{planted.replace('/', '_')}.ipynb"
    notebook = json.loads((course / "course" / "00_home.ipynb").read_text(encoding="utf-8"))
    data = notebook["cells"][-1]["outputs"][0]["data"]
    data[planted] = [line.replace("45", "46") for line in data[planted]]
    path.write_text(json.dumps(notebook), encoding="utf-8")

    done = nbval(path, course, "--nbval")

    assert done.returncode == 1 and "46" in done.stdout


def test_running_and_saving_again_leaves_every_byte(tmp_path: Path):
    root = copy_of_course(tmp_path / "course")
    before = {path: path.read_bytes() for path in course_notebooks(root)}
    environment = {**os.environ, "QINGFENG_ROOT": str(root)}
    command = [sys.executable, "-m", "qingfeng", "notebooks"]
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)

    assert {path: path.read_bytes() for path in course_notebooks(root)} == before


def test_no_saved_notebook_carries_a_widget_view_or_a_code_cell_of_more_than_three_lines():
    for path in course_notebooks(ROOT):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            assert all(VIEW not in output.get("data", {}) for output in cell.get("outputs", []))
            assert cell["cell_type"] != "code" or len(cell["source"]) <= 3


def test_a_released_quiz_opens_live_under_lax_nbval(tmp_path: Path):
    root = copy_of_course(tmp_path / "course")
    script = (
        "from pathlib import Path\n"
        f"from {prepare.__module__} import {prepare.__name__}, {fetch.__name__}\n"
        f"root = Path({str(root)!r})\nprepare(root, 'favours')\nfetch(root, 'learner1', 'favours')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, cwd=root)
    path = root / "work" / "learner1" / "favours" / "favours.ipynb"

    done = nbval(path, root, "--nbval-lax")

    assert done.returncode == 0, done.stdout[-2000:]
    shutil.rmtree(root)
