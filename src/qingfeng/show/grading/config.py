"""nbgrader's settings for this course, in one place: the file in `assignments/` only calls this."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from qingfeng.show.grading.build import MANUAL_TEXT

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
    c.Autograde.sanitize_preprocessors = _sanitizing_steps()
    c.OverwriteCells.add_missing_cells = True
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "qingfeng.show.grading.preprocess.Explain",
    ]
    c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), _own_templates()]
    c.ExecutePreprocessor.timeout = 60


def exchange_root(root: Path) -> Path:
    """The exchange: QINGFENG_EXCHANGE, or a folder under `work/`."""
    return Path(os.environ.get("QINGFENG_EXCHANGE") or root / "work" / "exchange")


def _sanitizing_steps() -> list[str]:
    """As nbgrader has them; then nothing of a learner's is left that could run."""
    names = ("ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata")
    own = ("DropUnmarkedCells", "EscapeAnswers")
    return [
        *(f"nbgrader.preprocessors.{name}" for name in names),
        *(f"qingfeng.show.grading.preprocess.{name}" for name in own),
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

    nbgrader itself only logs a broken file and goes on with its defaults.
    """
    from traitlets.config import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(root / "assignments")).load_config()
