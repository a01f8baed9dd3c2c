"""nbgrader's settings: loaded with errors raised, and set so that nothing of a learner's is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qingfeng.show.grading.config import COURSE, exchange_root, load_strictly
from tests.server import copy_of_course


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("QINGFENG_EXCHANGE", raising=False)
    return copy_of_course(tmp_path)


@pytest.fixture
def config(root: Path) -> Any:
    return load_strictly(root)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("c = get_config(\n", SyntaxError),
        ("get_config().Exchange.root = undefined_name\n", NameError),
        ("from qingfeng.show.grading.config import no_such_name\n", ImportError),
        ("raise RuntimeError('broken')\n", RuntimeError),
        ("1 / 0\n", ZeroDivisionError),
    ],
)
def test_a_broken_configuration_is_an_error(root: Path, text: str, error: type[Exception]):
    path = root / "assignments" / "nbgrader_config.py"
    path.write_text(text + path.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(error):
        load_strictly(root)


def test_a_missing_configuration_is_an_error(root: Path):
    from traitlets.config import ConfigFileNotFound

    (root / "assignments" / "nbgrader_config.py").unlink()

    with pytest.raises(ConfigFileNotFound):
        load_strictly(root)


def names(config: Any) -> list[str]:
    return [one.rpartition(".")[2] for one in config.Autograde.sanitize_preprocessors]


def test_essays_are_escaped_after_the_instructors_cells_are_back(config: Any):
    steps = names(config)

    assert steps.index("OverwriteCells") < steps.index("DropUnmarkedCells") < steps.index("EscapeAnswers")
    assert steps[-1] == "EscapeAnswers" and steps[0] == "ClearOutput"


def test_no_step_of_nbgraders_own_sanitizing_is_lost(config: Any):
    from nbgrader.converters.autograde import Autograde

    stock = [one.__name__ for one in Autograde(config=None).sanitize_preprocessors]

    assert [one for one in names(config) if one in stock] == stock


def test_every_named_step_can_be_imported(config: Any):
    from traitlets.utils.importstring import import_item

    steps = [*config.Autograde.sanitize_preprocessors, *config.GenerateFeedback.preprocessors]

    assert all(callable(import_item(one)) for one in steps)


def test_feedback_is_made_without_a_kernel_and_explained_last(config: Any):
    steps = [one.rpartition(".")[2] for one in config.GenerateFeedback.preprocessors]

    assert "Execute" not in steps and steps.index("GetGrades") < steps.index("Explain") == len(steps) - 1


def test_nbgrader_itself_takes_the_settings(root: Path, config: Any):
    from nbgrader.converters.autograde import Autograde
    from nbgrader.coursedir import CourseDirectory

    coursedir = CourseDirectory(config=config)
    own = [
        one if isinstance(one, str) else one.__name__
        for one in Autograde(config=config).sanitize_preprocessors
    ]

    assert (coursedir.course_id, coursedir.root) == (COURSE, str(root / "assignments"))
    assert {"timestamp.txt", "submission_secret.txt"} <= set(coursedir.include)
    assert own[-1].endswith("EscapeAnswers")


def test_the_exchange_is_where_the_environment_says(root: Path, tmp_path: Path, monkeypatch):
    usual = exchange_root(root)
    monkeypatch.setenv("QINGFENG_EXCHANGE", str(tmp_path / "shared"))

    assert (usual, exchange_root(root)) == (root / "work" / "exchange", tmp_path / "shared")
    assert load_strictly(root).Exchange.root == str(tmp_path / "shared")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o777
