"""nbgrader's settings: loaded with errors raised, and set so that nothing of a learner's is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qingfeng.show.grading.config import COURSE, exchange_root, load_strictly
from qingfeng.words.problems import QueryError
from tests.server import copy_of_course


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("QINGFENG_EXCHANGE", raising=False)
    return copy_of_course(tmp_path)


@pytest.fixture
def config(root: Path) -> Any:
    return load_strictly(root)


BROKEN = {
    "c = get_config(\n": "第 1 行有错（SyntaxError",
    "get_config().Exchange.root = undefined_name\n": "第 1 行有错（NameError",
    "\nfrom qingfeng.show.grading.config import no_such_name\n": "第 2 行有错（ImportError",
    "raise RuntimeError('broken')\n": "第 1 行有错（RuntimeError: broken）",
    "import sys; sys.exit()\n": "SystemExit",
}


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, root: Path) -> str:
    path = root / "assignments" / "nbgrader_config.py"
    path.write_text(request.param + path.read_text(encoding="utf-8"), encoding="utf-8")
    return BROKEN[request.param]


def test_a_broken_configuration_is_told_with_its_line(root: Path, broken: str):
    with pytest.raises(QueryError, match=re.escape(broken)):
        load_strictly(root)


def test_a_missing_configuration_is_an_error(root: Path):
    (root / "assignments" / "nbgrader_config.py").unlink()

    with pytest.raises(QueryError, match="没有找到 assignments"):
        load_strictly(root)


@pytest.mark.parametrize("line", ["[]", "['nbgrader.preprocessors.Execute']"])
def test_a_configuration_that_would_run_a_learners_code_is_refused(root: Path, line: str):
    path = root / "assignments" / "nbgrader_config.py"
    step = f"get_config().Autograde.autograde_preprocessors = {line}\n"
    path.write_text(path.read_text(encoding="utf-8") + step, encoding="utf-8")

    if line == "[]":
        load_strictly(root)
    else:
        with pytest.raises(QueryError, match="Execute"):
            load_strictly(root)


@pytest.mark.parametrize("how", ["broken", "missing"])
def test_stock_autograde_stops_where_the_configuration_is_lost(root: Path, how: str):
    path = root / "assignments" / "nbgrader_config.py"
    path.write_text("c = get_config(\n", encoding="utf-8")
    if how == "missing":
        path.unlink()

    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "favours"],
        cwd=root / "assignments",
        env={k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")} | {"HOME": str(root)},
        capture_output=True,
        encoding="utf-8",
    )

    assert done.returncode == 1
    assert "assignments/nbgrader_config.py" in done.stderr and "Traceback" not in done.stderr
    assert not (root / "assignments" / "gradebook.db").exists()


def names(steps: list[str]) -> list[str]:
    return [one.rpartition(".")[2] for one in steps]


def test_nothing_is_run_and_the_notebook_is_made_anew_first(config: Any):
    assert names(config.Autograde.sanitize_preprocessors) == ["Rebuild"]
    assert "Execute" not in names(config.Autograde.autograde_preprocessors)


def test_every_step_of_nbgraders_own_grading_is_there_or_has_one_in_its_place(config: Any):
    from nbgrader.converters.autograde import Autograde

    stock = [one.__name__ for one in Autograde(config=None).autograde_preprocessors]
    instead = {"Mark": ["Execute"], "Save": ["SaveAutoGrades", "AssignLatePenalties"]}
    ours = names(config.Autograde.autograde_preprocessors)

    assert [step for one in ours for step in instead.get(one, [one])] == stock


def test_every_named_step_can_be_imported(config: Any):
    from traitlets.utils.importstring import import_item

    autograde = config.Autograde
    steps = [
        *autograde.sanitize_preprocessors,
        *autograde.autograde_preprocessors,
        *config.GenerateFeedback.preprocessors,
        config.ExchangeFactory.collect,
    ]

    assert all(callable(import_item(one)) for one in steps)


def test_feedback_is_made_without_a_kernel_and_explained_last(config: Any):
    steps = [one.rpartition(".")[2] for one in config.GenerateFeedback.preprocessors]

    assert "Execute" not in steps and steps.index("GetGrades") < steps.index("Explain") == len(steps) - 1


def test_nbgrader_itself_takes_the_settings(root: Path, config: Any):
    from nbgrader.converters.autograde import Autograde
    from nbgrader.coursedir import CourseDirectory

    coursedir = CourseDirectory(config=config)
    autograde = Autograde(config=config)
    steps = [*autograde.sanitize_preprocessors, *autograde.autograde_preprocessors]

    assert (coursedir.course_id, coursedir.root) == (COURSE, str(root / "assignments"))
    assert {"timestamp.txt", "submission_secret.txt"} <= set(coursedir.include)
    assert not any("Execute" in str(one) for one in steps)


def test_the_exchange_is_where_the_environment_says(root: Path, tmp_path: Path, monkeypatch):
    usual = exchange_root(root)
    monkeypatch.setenv("QINGFENG_EXCHANGE", str(tmp_path / "shared"))

    assert (usual, exchange_root(root)) == (root / "work" / "exchange", tmp_path / "shared")
    assert load_strictly(root).Exchange.root == str(tmp_path / "shared")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o777
