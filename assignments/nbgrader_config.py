"""nbgrader's configuration. What it says stands in qingfeng.show.grading.config."""

from pathlib import Path

from qingfeng.show.grading.config import configure

configure(get_config(), Path(__file__).resolve().parent.parent)  # noqa: F821
