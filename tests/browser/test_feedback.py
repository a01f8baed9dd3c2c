"""After the due date a learner reads their paper back, in Chinese, with every reason."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qingfeng.content.project import Project
from tests.browsing import FAVOURS
from tests.server import CourseServer, copy_of_course

Look = Callable[[Page, str], None]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CourseServer]:
    """A class whose quiz was due yesterday, seen by demo04."""
    root = copy_of_course(tmp_path / "course")
    bank = root / "assignments" / "bank" / "favours.yml"
    due = Project(root).bank("favours").due
    text = bank.read_text(encoding="utf-8").replace(due, "2026-01-01T18:00:00+08:00")
    bank.write_text(text, encoding="utf-8")
    with CourseServer(root, learner="demo04") as made:
        yield made.wait_released()


def nbgrader(server: CourseServer, *words: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *words]
    folder = server.root / "assignments"
    subprocess.run(command, cwd=folder, env=server.environment, check=True, capture_output=True)


def test_a_learner_reads_feedback_once_it_is_released(page: Page, quiet, look: Look, server: CourseServer):
    command = [sys.executable, "-m", "qingfeng", "demo"]
    subprocess.run(command, cwd=server.root, env=server.environment, check=True, capture_output=True)
    page.goto(server.entry)
    expect(page.get_by_role("region", name=f"{FAVOURS}：评分").locator(".qf-state")).to_have_text("已提交")
    page.goto(server.base + "feedback/favours")
    expect(page.get_by_role("heading", name="反馈还没有出来")).to_be_visible()
    nbgrader(server, "collect", "favours")
    nbgrader(server, "autograde", "favours", "--student", "demo04")
    nbgrader(server, "generate_feedback", "favours", "--student", "demo04")
    nbgrader(server, "release_feedback", "favours", "--student", "demo04")

    page.goto(server.base)
    expect(page.get_by_role("region", name=f"{FAVOURS}：评分").locator(".qf-state")).to_have_text("已反馈")
    page.get_by_role("link", name="看反馈").click()
    expect(page.get_by_role("heading", name="得分")).to_have_count(0)
    expect(page.get_by_text("得分 35／100")).to_be_visible()
    expect(page.get_by_text("你选的").first).to_be_visible()
    expect(page.get_by_text("依据：").first).to_be_visible()
    # The page itself forbids scripts, the checker's too: look at its text on a page of its own.
    text = page.context.request.get(server.base + "feedback/favours").text()
    page.goto("about:blank")
    page.set_content(text)
    look(page, "feedback")
    assert "<script" not in text
