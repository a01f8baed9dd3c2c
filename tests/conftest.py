"""What several kinds of tests share: a course server, started once for those that only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server import CourseServer, copy_of_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course, one a test module."""
    return copy_of_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def laptop(course: Path) -> Iterator[CourseServer]:
    """The laptop shape, with the graded quiz released."""
    with CourseServer(course, learner="learner1") as server:
        yield server.wait_released()
