"""清风廉廊 counts what the course itself has on record, and shows no small number of people."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qingfeng.content.project import Project, find_project
from qingfeng.show.corridor import CHAPTERS, FEWEST, corridor_outcome
from qingfeng.show.pages.page import steps_of
from qingfeng.show.widgets.data import widget_data

COURSE = find_project(Path(__file__))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("course", "cases"):
        shutil.copytree(COURSE.root / name, tmp_path / name)
    shutil.copytree(COURSE.root / "assignments" / "bank", tmp_path / "assignments" / "bank")
    return Project(tmp_path)


def learners(project: Project, begun: int, handed_in: int) -> None:
    for number in range(begun):
        folder = project.root / "work" / f"learner{number}"
        folder.mkdir(parents=True)
        progress = {"learn/tomatoes/scenario": {"revision": 1}, "learn/tomatoes/practice": {"revision": 1}}
        (folder / "progress.json").write_text(json.dumps(progress), encoding="utf-8")
        if number < handed_in:
            (folder / "receipt.json").write_text(json.dumps({"tomatoes": {}}), encoding="utf-8")


def row_of(project: Project, unit: str) -> tuple[str, ...]:
    (table,) = corridor_outcome(project, "results").tables
    return next(row for row in table.texts if unit in row[0])


@pytest.mark.parametrize(
    ("begun", "handed_in", "shown"),
    [
        (0, 0, ("还没有", "还没有")),
        (1, 0, ("少于 5 人", "还没有")),
        (FEWEST - 1, FEWEST - 1, ("少于 5 人", "少于 5 人")),
        (FEWEST, 1, ("5 人", "少于 5 人")),
        (12, 7, ("12 人", "7 人")),
    ],
)
def test_people_are_counted_once_and_small_numbers_are_not_shown(
    project: Project, begun: int, handed_in: int, shown: tuple[str, str]
):
    learners(project, begun, handed_in)

    assert row_of(project, "小微权力")[1:] == shown
    assert row_of(project, "诚信市场")[1:] == ("还没有", "还没有")


def test_a_broken_record_counts_for_nobody(project: Project):
    learners(project, FEWEST, 0)
    (project.root / "work" / "learner0" / "progress.json").write_bytes(b"{half")
    (project.root / "work" / "exchange").mkdir()

    assert row_of(project, "小微权力")[1] == "少于 5 人"


def test_the_chapters_are_the_four_of_the_page_and_claim_no_effect():
    told = [corridor_outcome(COURSE, chapter) for chapter, _ in CHAPTERS]

    assert [name for _, name in CHAPTERS] == ["目标篇", "成效篇", "关怀篇", "互动篇"]
    words = "".join(str(one.tables) + "".join(one.notes) for one in told)
    assert not any(claim in words for claim in ("有效提升", "显著", "明显减少", "成效明显"))


def test_what_can_be_done_is_counted_from_the_content():
    (table,) = corridor_outcome(COURSE, "meet").tables
    favours = next(row for row in table.rows if "帮“朋友”忙" in str(row[0]))

    assert favours[1:] == (
        19,
        6,
        len(COURSE.practice("favours").items),
        len(COURSE.bank("favours").items),
    )


def test_a_family_s_scenario_is_played_and_forgotten():
    family = COURSE.course.unit("new_year_eve")
    other = COURSE.course.unit("tomatoes")

    assert widget_data(COURSE, "scenario:new_year_eve").data["scope"] == ""
    assert steps_of(COURSE, family) == ("pretest", "practice")
    assert steps_of(COURSE, other) == ("pretest", "scenario", "practice")
