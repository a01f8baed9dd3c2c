"""docs/AUTHORING.md, followed: from the template to a page, with the mistakes it shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qingfeng.content.project import Project
from qingfeng.content.scenario import load_scenario
from qingfeng.show.check import Check
from qingfeng.show.widgets.data import widget_data
from qingfeng.think.scenario import explore
from tests.server import copy_of_course

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "AUTHORING.md").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A course with a case made from the template, renamed as the guide says."""
    root = copy_of_course(tmp_path / "course")
    folder = root / "cases" / "gift_card"
    shutil.copytree(root / "cases" / "_template", folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("template", "gift_card")
        path.write_text(text, encoding="utf-8")
    return Project(root)


def test_a_case_made_from_the_template_has_no_fault(project: Project):
    folder = project.root / "cases" / "gift_card"
    found = Check(project).run([folder])
    explored = explore(load_scenario(folder / "scenario.yml", project.root))

    assert found.problems == [] and len(found.notices) == 1
    assert (explored.endings, explored.lawful_endings, explored.defects) == (3, 2, ())


def test_every_widget_of_such_a_case_has_its_data(project: Project):
    kinds = ("scenario", "pretest", "practice", "analysis", "compare", "plain_words", "plan")

    made = {kind: widget_data(project, f"{kind}:gift_card").data for kind in kinds}

    assert len(made["practice"]["items"]) == len(made["pretest"]["items"]) == 2  # type: ignore[arg-type]


def test_the_mistakes_of_the_guide_are_told_in_its_words(project: Project):
    folder = project.root / "cases" / "gift_card"
    for name, right, wrong in (
        ("scenario.yml", "go: clear", "go: claer"),
        ("practice.yml", "right: true", "right: false"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")

    told = [str(one) for one in Check(project).run([folder]).problems]

    assert sum(one in GUIDE for one in told) == 2
