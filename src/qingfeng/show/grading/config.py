"""nbgrader's settings for this course, in one place: the file in `assignments/` only calls this."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from qingfeng.show.grading.cells import MANUAL_TEXT
from qingfeng.words.problems import QueryError

COURSE = "qingfeng"
TEMPLATES = Path(__file__).parent / "templates"


def configure(c: Any, root: Path) -> None:
    """Fill nbgrader's configuration for the course in `root`."""
    exchange = exchange_root(root)
    _make_exchange(exchange)
    # nbgrader calls alembic by its name when it makes a gradebook.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    c.CourseDirectory.course_id = COURSE
    c.CourseDirectory.root = str(root / "assignments")
    c.CourseDirectory.include = [
        "*.ipynb",
        "items.json",
        "answers.json",
        # Without these two nbgrader forgets when a submission came, and its feedback's address.
        "timestamp.txt",
        "submission_secret.txt",
    ]
    c.CourseDirectory.max_file_size = 1000
    c.Exchange.root = str(exchange)
    c.Exchange.cache = str(root / "work" / ".cache")
    # UTC stays: a zone's name is not read back, and every submission would count as late.
    c.ClearSolutions.text_stub = MANUAL_TEXT
    # The notebook is made anew, of cells that need no cleaning and no check.
    c.Autograde.sanitize_preprocessors = ["qingfeng.show.grading.preprocess.Rebuild"]
    c.Autograde.autograde_preprocessors = _grading_steps()
    c.ExchangeFactory.collect = "qingfeng.show.grading.collect.Collect"
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "qingfeng.show.grading.explain.Explain",
    ]
    c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), _own_templates()]
    c.ExecutePreprocessor.timeout = 60


def exchange_root(root: Path) -> Path:
    """The exchange: QINGFENG_EXCHANGE, or a folder under `work/`."""
    return Path(os.environ.get("QINGFENG_EXCHANGE") or root / "work" / "exchange")


def _grading_steps() -> list[str]:
    """As nbgrader has them, but that nothing is run: `Mark` stands where `Execute` did, and `Save`
    writes the rows that nbgrader would."""
    return [
        "qingfeng.show.grading.preprocess.Mark",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "qingfeng.show.grading.preprocess.Save",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]


def _own_templates() -> str:
    from importlib.util import find_spec

    found = find_spec("nbgrader")
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parent / "server_extensions" / "formgrader" / "templates")


def _make_exchange(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid == os.getuid():
        # nbgrader wants the exchange writable by everybody who hands in.
        folder.chmod(0o777)


def load_strictly(root: Path) -> Any:
    """The configuration of `assignments/nbgrader_config.py`, with errors raised.

    nbgrader itself only logs a broken file and goes on with its defaults, `Execute` among them.
    Raises QueryError where the file is missing or broken, or lets a learner's code run.
    """
    return _strictly(root / "assignments" / "nbgrader_config.py")


def stop_where_broken() -> None:
    """End an nbgrader command that stands in a course whose configuration is missing or broken."""
    folder = Path.cwd()
    if not (folder.parent / "course" / "course.yml").is_file() or folder.name != "assignments":
        return
    try:
        _strictly(folder / "nbgrader_config.py")
    except QueryError as error:
        # Not `sys.exit(str)`: nbgrader's own handlers would dress it up.
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def _strictly(path: Path) -> Any:
    from traitlets.config import PyFileConfigLoader
    from traitlets.config.loader import ConfigFileNotFound

    try:
        config = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except ConfigFileNotFound:
        raise QueryError(f"没有找到 {path.parent.name}/{path.name}。请从课程里把它拿回来。") from None
    except (Exception, SystemExit) as error:
        raise QueryError(_broken(path, error)) from None
    steps = [str(step) for step in config.Autograde.get("autograde_preprocessors", ["Execute"])]
    if any(step.rsplit(".", 1)[-1].rstrip("'>") == "Execute" for step in steps):
        raise QueryError(
            f"{path.parent.name}/{path.name} 里的 Autograde.autograde_preprocessors 会运行学员的代码"
            "（Execute），已经停下。请删掉这一行，让 configure(...) 来定。"
        )
    return config


def _broken(path: Path, error: BaseException) -> str:
    import traceback

    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else frames[-1].lineno if frames else None
    where = f"第 {line} 行" if line else "这个文件"
    return (
        f"{path.parent.name}/{path.name} {where}有错（{type(error).__name__}: {error}），已经停下，"
        "什么都没有评。请改正，或者从课程里把原来的文件拿回来。"
    )
