"""The checker on whole projects: what no single file shows, and what it does on our own course."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from qingfeng.content.project import Project, find_project
from qingfeng.show.check import Check

PROJECT = find_project(Path(__file__))
FAVOURS = PROJECT.root / "cases" / "favours"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small copy of the course: course.yml, the rules, one case with its notebook."""
    shutil.copytree(PROJECT.root / "course", tmp_path / "course")
    shutil.copytree(FAVOURS, tmp_path / "cases" / "favours")
    return Project(tmp_path)


def told(project: Project, *paths: Path) -> list[tuple[str, int, str]]:
    return [(one.path, one.line, one.code) for one in Check(project).run(list(paths)).problems]


def edit(path: Path, old: str, new: str) -> int:
    """Replace the first `old` of a file; gives the line it stood in."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_our_own_course_has_no_fault():
    problems = Check(PROJECT).run([]).problems

    assert [str(problem) for problem in problems] == []


def test_a_unit_without_its_lesson_or_its_case_is_told(project: Project):
    course = project.root / "course" / "course.yml"
    shutil.copytree(PROJECT.root / "cases", project.root / "cases", dirs_exist_ok=True)
    edit(course, "lesson: course/02_favours.ipynb", "lesson: course/02_favour.ipynb")
    edit(course, "case: favours", "case: favour")

    problems = Check(project).run([course]).problems

    assert [one.code for one in problems] == ["C801", "C802"]
    assert "02_favour.ipynb 不存在" in problems[0].what
    assert problems[1].mend.startswith("你是想写“favours”")


def test_two_instruments_of_one_name_are_told(project: Project):
    rules = project.root / "course" / "rules"
    edit(rules / "minutes_2003.yml", "  - 2003纪要", "  - 《监察法》")

    problems = Check(project).run([rules / "supervision.yml"]).problems

    assert [one.code for one in problems] == ["R206"]
    assert problems[0].what.startswith("名字“监察法”已经用在 course/rules/")


def test_practice_and_quiz_must_not_ask_the_same(project: Project):
    bank = project.root / "assignments" / "bank" / "favours.yml"
    bank.parent.mkdir(parents=True)
    shutil.copy(PROJECT.root / "assignments" / "bank" / "favours.yml", bank)
    stem = next(i.stem for i in project.practice("favours").items if i.id == "favours_p01").strip()
    lines = bank.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip() == "stem: |")
    bank.write_text("\n".join([*lines[: at + 1], f"      {stem}", *lines[at + 2 :]]), encoding="utf-8")

    problems = [one for one in Check(project).run([bank]).problems if one.code == "I509"]

    assert len(problems) == 1
    assert problems[0].what.startswith("“favours_s01”和“favours_p01”（cases/favours/practice.yml:")


def test_a_missing_file_is_told_not_raised(project: Project):
    assert told(project, project.root / "nothing.yml") == [("nothing.yml", 1, "Y100")]


def test_faults_of_several_files_come_in_the_order_of_path_and_line(project: Project):
    scenario, practice = (project.root / "cases/favours" / f"{n}.yml" for n in ("scenario", "practice"))
    edit(scenario, "go: next_link", "go: next_lnk")
    edit(scenario, "start: phone_call", "start: phone")
    edit(practice, "刑法：斡旋受贿", "刑法：斡旋")

    found = told(project, scenario, practice)

    assert found == sorted(found)
    assert {path for path, _, _ in found} == {"cases/favours/practice.yml", "cases/favours/scenario.yml"}


def test_a_folder_is_checked_without_its_hidden_and_template_files(project: Project):
    template = project.root / "cases" / "_template"
    template.mkdir()
    (template / "case.yml").write_text("title: 还没有写\n", encoding="utf-8")

    assert told(project, project.root / "cases") == []


def test_a_page_that_lies_elsewhere_is_a_notice_not_a_fault(project: Project, monkeypatch):
    monkeypatch.setenv("QINGFENG_SOURCE", str(project.root / "nowhere"))
    check = Check(project).run([project.root / "cases" / "favours" / "case.yml"])

    assert check.problems == []
    assert check.notices == ["cases/favours/case.yml：版面原文不在这台电脑上，事实没有核对。"]


@pytest.mark.parametrize("name", ["scenario.yml", "case.yml", "practice.yml", "analysis.yml"])
def test_whatever_an_author_breaks_the_checker_answers(name: str, project: Project):
    path = project.root / "cases" / "favours" / name
    lines, dice = path.read_text(encoding="utf-8").splitlines(), random.Random(name)
    for _ in range(15):
        path.write_text("\n".join(damaged(lines, dice)), encoding="utf-8")

        problems = Check(project).run([path]).problems

        assert all(one.line >= 1 and one.what and one.mend for one in problems)


def damaged(lines: list[str], dice: random.Random) -> list[str]:
    """The lines with one of them lost, doubled, emptied, shifted, or hit by a stray character."""
    at = dice.randrange(len(lines))
    line = lines[at]
    cut = dice.randrange(len(line) + 1)
    stray = line[:cut] + dice.choice(":-[{\"'@#&*：\t") + line[cut:]
    bad = dice.choice([[], [line, line], [line.split(":")[0] + ":"], ["  " + line], [line[2:]], [stray]])
    return [*lines[:at], *bad, *lines[at + 1 :]]


@pytest.mark.parametrize("text", ["[]", '{"cells": [{}]}', '{"cells": [1]}', "7"])
def test_whatever_a_notebook_file_holds_the_checker_answers(text: str, tmp_path: Path):
    path = tmp_path / "odd.ipynb"
    path.write_text(text, encoding="utf-8")

    assert [one.code for one in Check(PROJECT).run([path]).problems] == ["N600"]


@pytest.mark.parametrize("name", ["handbook.md", "lesson.ipynb"])
def test_a_text_or_notebook_in_another_encoding_is_told(name: str, tmp_path: Path):
    (tmp_path / name).write_bytes("# 主持人手册".encode("gbk"))

    assert [one.code for one in Check(PROJECT).run([tmp_path / name]).problems] == ["Y100"]
