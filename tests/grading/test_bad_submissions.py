"""Papers that are not as they should be: each graded right, or zero with a reason; nothing lost."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qingfeng.show.grading.demo import demo
from tests.grading.made import COMMENTS, GRADES, copy_of_class, grade, graded_files, nbgrader, rows
from tests.server import copy_of_course

CANARY = "一只金丝雀"
STAMP = "2026-11-20 01:02:03.000004 UTC"
FULL = {"single": 20.0, "truefalse": 16.0, "multiple": 18.0, "ordering": 8.0, "matching": 8.0}


@dataclass
class Paper:
    """A paper in the inbound folder, to be spoiled."""

    folder: Path
    outside: Path

    @property
    def answers(self) -> Path:
        return self.folder / "answers.json"

    @property
    def notebook(self) -> Path:
        return self.folder / "favours.ipynb"

    def held(self) -> dict[str, Any]:
        return json.loads(self.answers.read_bytes())

    def give(self, **changes: object) -> None:
        """Change some answers."""
        held = self.held()
        held["answers"] |= changes
        self.answers.write_text(json.dumps(held), encoding="utf-8")

    def cells(self, change: Callable[[list[dict[str, Any]]], object]) -> None:
        """Change the notebook's cells."""
        held = json.loads(self.notebook.read_bytes())
        change(held["cells"])
        self.notebook.write_text(json.dumps(held), encoding="utf-8")


def cell(cells: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == f"section_{name}")


def truncated(paper: Paper) -> None:
    content = paper.answers.read_bytes()
    paper.answers.write_bytes(content[: len(content) // 2])


def twice(paper: Paper) -> None:
    paper.answers.write_text('{"answers": {"favours_s01": "a", "favours_s01": "b"}}', encoding="utf-8")


def gbk(paper: Paper) -> None:
    held = paper.held()
    paper.answers.write_bytes(json.dumps(held | {"saved_at": "今天"}, ensure_ascii=False).encode("gbk"))


def nested(paper: Paper) -> None:
    paper.answers.write_text("[" * 5_000_000 + "]" * 5_000_000, encoding="utf-8")


def deep(paper: Paper) -> None:
    paper.answers.write_text('{"answers": ' + "[" * 100_000 + "]" * 100_000 + "}", encoding="utf-8")


def huge_number(paper: Paper) -> None:
    paper.answers.write_text('{"answers": {"favours_s01": ' + "9" * 5000 + "}}", encoding="utf-8")


def not_a_number(paper: Paper) -> None:
    paper.give(favours_s01=float("nan"), favours_s02=2, favours_m01="ab")


def renamed(paper: Paper) -> None:
    paper.notebook.rename(paper.folder / "我的作业.ipynb")


def two_notebooks(paper: Paper) -> None:
    shutil.copy(paper.notebook, paper.folder / "另一份.ipynb")


def old_format(paper: Paper) -> None:
    paper.notebook.write_text('{"nbformat": 3, "nbformat_minor": 0, "worksheets": []}', encoding="utf-8")


def long_notebook(paper: Paper) -> None:
    paper.cells(lambda cells: cells[0].update(source="长" * 600_000))


def retyped(paper: Paper) -> None:
    def change(cells: list[dict[str, Any]]) -> None:
        for one in cells:
            kind = {"code": "markdown", "markdown": "code"}[one["cell_type"]]
            one.update(cell_type=kind)

    paper.cells(change)  # fmt: skip


def edited(paper: Paper) -> None:
    paper.cells(lambda cells: cell(cells, "single").update(source="100.0"))


def doubled(paper: Paper) -> None:
    paper.cells(lambda cells: cells.append(dict(cell(cells, "single"), id="again")))


def unknown_cell(paper: Paper) -> None:
    def change(cells: list[dict[str, Any]]) -> None:
        marks = {"grade": True, "grade_id": "section_bonus", "locked": True, "points": 99, "solution": False}
        cells.append(
            {"cell_type": "code", "id": "bonus", "metadata": {"nbgrader": marks | {"schema_version": 3}},
             "source": "99.0", "outputs": [], "execution_count": None}
        )  # fmt: skip

    paper.cells(change)  # fmt: skip


def odd_metadata(paper: Paper) -> None:
    def change(cells: list[dict[str, Any]]) -> None:
        cell(cells, "single")["metadata"]["nbgrader"].update(points="many", schema_version=99)
        cells.append({"cell_type": "code", "metadata": 7, "source": None})

    paper.cells(change)  # fmt: skip


def no_cells(paper: Paper) -> None:
    paper.cells(lambda cells: cells.clear())


def linked_answers(paper: Paper) -> None:
    paper.answers.unlink()
    paper.answers.symlink_to(paper.outside)


def linked_notebook(paper: Paper) -> None:
    paper.notebook.unlink()
    paper.notebook.symlink_to(paper.outside)


def pipe(paper: Paper) -> None:
    paper.answers.unlink()
    os.mkfifo(paper.answers)


def linked_folder(paper: Paper) -> None:
    shutil.rmtree(paper.folder)
    paper.folder.symlink_to(paper.outside.parent)


def emptied(paper: Paper) -> None:
    for path in paper.folder.iterdir():
        path.unlink()


def stamped(text: str) -> Callable[[Paper], object]:
    return lambda paper: (paper.folder / "timestamp.txt").write_text(text, encoding="utf-8")


def write(text: str) -> Callable[[Paper], object]:
    return lambda paper: paper.answers.write_text(text, encoding="utf-8")


NOTHING = dict.fromkeys(FULL, 0.0)
ESSAY_ONLY = (NOTHING, None)
# Learner: what is done to a paper that has all right, its deserved points, the essay's own (None: a
# person gives them, 0.0: left blank), and what the reason says.
BAD: dict[str, tuple[Callable[[Paper], object], dict[str, float], float | None, str]] = {
    "missing": (lambda p: p.answers.unlink(), *ESSAY_ONLY, "没有交答案文件"),
    "truncated": (truncated, *ESSAY_ONLY, "不完整"),
    "empty": (write(""), *ESSAY_ONLY, "不完整"),
    "list": (write("[]"), *ESSAY_ONLY, "没有 answers"),
    "noobject": (write('{"answers": [1]}'), *ESSAY_ONLY, "没有 answers"),
    "gbk": (gbk, *ESSAY_ONLY, "不是 UTF-8"),
    "utf16": (lambda p: p.answers.write_bytes("{}".encode("utf-16")), *ESSAY_ONLY, "不是 UTF-8"),
    "large": (lambda p: p.give(x="大" * 300_000), *ESSAY_ONLY, "太大"),
    "nested": (nested, *ESSAY_ONLY, "太大"),
    "deep": (deep, *ESSAY_ONLY, "嵌套太深"),
    "hugenumber": (huge_number, *ESSAY_ONLY, "读不出来"),
    "twice": (twice, *ESSAY_ONLY, "写了两次"),
    "nan": (not_a_number, FULL | {"single": 16.0, "multiple": 15.0}, None, "第 1、2、19 题的答案格式不对"),
    "unknown": (lambda p: p.give(other_s01="a", x="b"), FULL, None, "有 2 题不在这份试卷里"),
    "renamed": (renamed, FULL, None, "笔记本改了名"),
    "nonotebook": (lambda p: p.notebook.unlink(), FULL, None, "没有交笔记本"),
    "twonotebooks": (two_notebooks, FULL, None, ""),
    "cutnotebook": (lambda p: p.notebook.write_text('{"cells": ['), FULL, None, "笔记本读不出来"),
    "oldformat": (old_format, FULL, None, "笔记本读不出来"),
    "longnotebook": (long_notebook, FULL, None, "favours.ipynb 太大"),
    "retyped": (retyped, FULL, None, ""),
    "edited": (edited, FULL, None, "锁定的格子被改动"),
    "deleted": (lambda p: p.cells(lambda c: c.remove(cell(c, "single"))), FULL, None, "评分格被删掉"),
    "noessaycell": (lambda p: p.cells(lambda c: c.remove(cell(c, "essay"))), FULL, None, "评分格被删掉"),
    "doubled": (doubled, FULL, None, "评分格重复"),
    "bonus": (unknown_cell, FULL, None, "不属于这份试卷"),
    "oddmetadata": (odd_metadata, FULL, None, "只留下了评分格"),
    "nocells": (no_cells, FULL, None, ""),
    "linkedanswers": (linked_answers, *ESSAY_ONLY, "answers.json 是链接或设备"),
    "linkednotebook": (linked_notebook, FULL, None, "favours.ipynb 是链接或设备"),
    "pipe": (pipe, *ESSAY_ONLY, "answers.json 是链接或设备"),
    "linkedfolder": (linked_folder, NOTHING, 0.0, "文件夹是一个链接"),
    "emptied": (emptied, NOTHING, 0.0, "没有交答案文件"),
    "notime": (stamped("昨天"), FULL, None, "提交时间读不出来"),
    "future": (stamped("2099-01-01 00:00:00.000000 UTC"), FULL, None, "提交时间在以后"),
    "sound": (lambda p: None, FULL, None, ""),
}  # fmt: skip


@dataclass
class Class:
    """The class after `collect`, graded by both ways."""

    inbound: dict[str, bytes]
    after: dict[str, bytes]
    plain: Path
    batch: Path
    printed: dict[str, Any]
    again: dict[str, Any]


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Class:
    folder = tmp_path_factory.mktemp("bad")
    outside = folder / "outside" / "answers.json"
    outside.parent.mkdir()
    outside.write_text(json.dumps({"answers": {"favours_s01": CANARY}}), encoding="utf-8")
    root = copy_of_course(folder / "class")
    demo(root)
    inbound = root / "work" / "exchange" / "qingfeng" / "inbound"
    (model,) = inbound.glob("demo02+*")
    for name, (spoil, *_) in BAD.items():
        spoil(hand_in(model, inbound / f"{name}+favours+{STAMP}+r1", outside))
    _odd_names(model, inbound, outside)
    before = everything(inbound)
    nbgrader(root, "collect", "favours")
    after = everything(inbound)
    plain, batch = copy_of_class(root, folder / "plain"), copy_of_class(root, folder / "batch")
    nbgrader(plain, "autograde", "favours")
    return Class(before, after, plain, batch, grade(batch), grade(batch))


def hand_in(model: Path, target: Path, outside: Path) -> Paper:
    shutil.copytree(model, target)
    for path in target.iterdir():
        path.chmod(0o644)
    target.chmod(0o755)
    (target / "timestamp.txt").write_text(target.name.split("+")[2], encoding="utf-8")
    return Paper(target, outside)


def _odd_names(model: Path, inbound: Path, outside: Path) -> None:
    """Names that are none, stamps that are none, two at the same moment, a clock ahead."""
    hand_in(model, inbound / f"..+favours+{STAMP}+r1", outside)
    hand_in(model, inbound / f".+favours+{STAMP}+r1", outside)
    hand_in(model, inbound / "badstamp+favours+yesterday+r1", outside)
    hand_in(model, inbound / f"same+favours+{STAMP}+r1", outside).give(favours_s01="d")
    hand_in(model, inbound / f"same+favours+{STAMP}+r2", outside)
    ahead = inbound / "ahead+favours+2099-01-01 00:00:00.000000 UTC+r1"
    hand_in(model, ahead, outside).give(favours_s01="d")
    # It came long ago by this machine's clock; the honest paper came after it.
    os.utime(ahead, (1_700_000_000, 1_700_000_000))
    hand_in(model, inbound / f"ahead+favours+{STAMP}+r2", outside)


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): os.readlink(p).encode() if p.is_symlink() else p.read_bytes()
        for p in folder.rglob("*") if p.is_symlink() or p.is_file()
    }  # fmt: skip


def scores(root: Path, learner: str) -> dict[str, float | None]:
    return {row[1].removeprefix("section_"): row[2] for row in rows(root, GRADES) if row[0] == learner}


@pytest.mark.parametrize("learner", BAD)
def test_each_is_graded_right_or_zero_with_a_reason(klass: Class, learner: str):
    _, points, essay, reason = BAD[learner]
    found = klass.printed["attention"].get(learner, [])
    comment = next(row[2] for row in rows(klass.batch, COMMENTS) if row[0] == learner)

    assert scores(klass.batch, learner) == {**points, "essay": essay}
    assert reason in "；".join(found) and bool(found) >= bool(reason)
    if found:
        assert comment == "；".join(found) + "。"


def test_both_ways_leave_the_same_rows_and_files(klass: Class):
    assert rows(klass.plain, GRADES) == rows(klass.batch, GRADES)
    assert rows(klass.plain, COMMENTS) == rows(klass.batch, COMMENTS)
    assert graded_files(klass.plain) == graded_files(klass.batch)


def test_nobody_is_left_without_a_score_and_nothing_failed(klass: Class):
    graded = {row[0] for row in rows(klass.batch, GRADES)}

    assert graded >= {*BAD, "badstamp", "same", "ahead", "demo01"} and not klass.printed["failed"]
    assert not [row for row in rows(klass.batch, GRADES) if row[2] is None and row[1] != "section_essay"]
    assert klass.again["graded"] == 0 and klass.again["attention"] == klass.printed["attention"]


def test_names_that_are_none_write_nowhere_and_odd_stamps_do_not_count(klass: Class):
    submitted = klass.batch / "assignments" / "submitted"

    assert not (submitted.parent / "favours").exists() and not (submitted / "favours").exists()
    # Of two at the same moment the last by name; a clock ahead does not win over a later paper.
    assert scores(klass.batch, "same")["single"] == scores(klass.batch, "ahead")["single"] == 20.0
    assert scores(klass.batch, "badstamp")["single"] == 20.0


def test_sound_papers_have_no_reason(klass: Class):
    assert not klass.printed["attention"].keys() & {"sound", "demo01", "demo02", "demo05", "twonotebooks"}


def test_the_list_for_excel_holds_every_reason(klass: Class):
    path = klass.batch / "assignments" / "待看清单-favours.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *found = list(csv.reader(file))

    assert head == ["学员", "要看什么"]
    assert {name: said for name, said in found} == {
        name: "；".join(reasons) for name, reasons in klass.printed["attention"].items()
    }


def test_nothing_outside_a_paper_is_read_and_nothing_handed_in_is_changed(klass: Class):
    for root in (klass.plain, klass.batch):
        for step in ("submitted", "autograded"):
            folder = root / "assignments" / step
            assert not [p for p in folder.rglob("*") if p.is_symlink()]
            assert not [p for p in folder.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()]
    assert klass.after == klass.inbound


# --- what other ways of collecting may leave, met by the batch alone ----------------------------


@pytest.fixture(scope="module")
def uncollected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The same papers put into `submitted/` as they are."""
    folder = tmp_path_factory.mktemp("uncollected")
    outside = folder / "outside" / "answers.json"
    outside.parent.mkdir()
    outside.write_text(json.dumps({"answers": {"favours_s01": CANARY}}), encoding="utf-8")
    root = copy_of_course(folder / "class")
    demo(root)
    (model,) = (root / "work" / "exchange" / "qingfeng" / "inbound").glob("demo02+*")
    for name, (spoil, *_) in BAD.items():
        target = root / "assignments" / "submitted" / name / "favours"
        target.parent.mkdir(parents=True)
        paper = hand_in(model, target.with_name(f"x+x+{STAMP}+x"), outside)
        paper.folder.rename(target)
        spoil(Paper(target, outside))
    return root, grade(root)


@pytest.mark.parametrize("learner", BAD)
def test_the_batch_needs_no_careful_collector(uncollected: tuple[Path, dict[str, Any]], learner: str):
    root, printed = uncollected
    _, points, essay, reason = BAD[learner]

    assert not printed["failed"]
    assert scores(root, learner) == {**points, "essay": essay}
    # What nbformat trips over does not trouble the batch.
    assert bool(printed["attention"].get(learner)) >= (bool(reason) and learner != "oddmetadata")
    assert CANARY.encode() not in b"".join(graded_files(root).values())
