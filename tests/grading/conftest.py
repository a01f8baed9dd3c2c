"""One whole class, handed in, graded and answered by stock nbgrader; every test reads what it left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qingfeng.content.project import Project
from qingfeng.show.grading import exchange
from qingfeng.show.grading.build import released_answer
from qingfeng.show.grading.demo import demo
from qingfeng.show.grading.exchange import Receipt
from qingfeng.words.model import Answer
from tests.server import ROOT, copy_of_course

BANK = Project(ROOT).bank("favours")
RIGHT: dict[str, Answer] = {
    i.id: released_answer(i, "favours") for i in BANK.items if i.type != "case_analysis"
}
HOSTILE = r"""<script>window.hacked=1</script>
[x](javascript:alert(1)) ![](http://127.0.0.1:1/x.png) <img src=x onerror=alert(1)>
    四个空格开头的一行
	制表符开头的一行

# 不是标题
- 不是列表，* 也不是，1. 也不是
> 不是引用
=====
| 不是 | 表格 |
|------|------|
**不加粗**，_不倾斜_，~~不划掉~~，`不是代码`，$x^2$，$$\frac{1}{2}$$，\(y\)，[^1]
```
不是代码块 &lt;已经转义的&gt; &amp;
```
<!-- 不是注释 --> {{ 7 * 7 }} {% raw %} \ http://example.com <http://example.com> a@example.com
]]></textarea></div></body>"""

TINY = """assignment: tiny
title: 小测
intro: 两题，早已截止。
minutes: 5
due: 2020-01-01T18:00:00+08:00
sections:
  - id: single
    title: 一、单选
    kind: auto
  - id: essay
    title: 二、问答
    kind: manual
items:
  - id: tiny_s01
    type: single
    section: single
    points: 60
    origin: 教学编写
    stem: 选第二个。
    options:
      - id: a
        text: 第一个
        why: 不是这个。
      - id: b
        text: 第二个
        right: true
        why: 是这个。
  - id: tiny_e01
    type: case_analysis
    section: essay
    points: 40
    origin: 教学编写
    stem: 写一句。
"""


@dataclass(frozen=True)
class Grade:
    """One graded cell as autograde left it."""

    score: object
    needs_person: bool
    maximum: float


@dataclass
class Class:
    """What the run left behind."""

    root: Path
    began: datetime
    ended: datetime
    receipts: dict[str, list[Receipt]] = field(default_factory=dict)
    states: list[object] = field(default_factory=list)
    grades: dict[tuple[str, str], dict[str, Grade]] = field(default_factory=dict)
    late: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def exchange(self) -> Path:
        """The exchange's folder of the course."""
        return self.root / "work" / "exchange" / "qingfeng"

    def feedback(self, learner: str) -> str:
        """The page of feedback on a learner's paper."""
        path = self.root / "assignments" / "feedback" / learner / "favours" / "favours.html"
        return path.read_text(encoding="utf-8")

    def note_state(self, learner: str) -> None:
        """Remember where a learner stands now."""
        self.states.append(exchange.states(self.root, learner)["favours"]["state"])


@pytest.fixture(scope="session")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The class; about twenty seconds, once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("QINGFENG_EXCHANGE", raising=False)
        yield _taught(copy_of_course(tmp_path_factory.mktemp("class")))


def _taught(root: Path) -> Class:
    made = Class(root, began=datetime.now(UTC), ended=datetime.max)
    (root / "assignments" / "bank" / "tiny.yml").write_text(TINY, encoding="utf-8")
    for assignment in ("favours", "tiny"):
        exchange.prepare(root, assignment)
    demo(root)
    made.note_state("partial")
    for learner, papers in papers_of_class().items():
        exchange.fetch(root, learner, "favours")
        if learner == "partial":
            made.note_state("partial")
        made.receipts[learner] = [_handed_in(root, learner, "favours", paper) for paper in papers]
    exchange.fetch(root, "fetched", "favours")
    exchange.fetch(root, "partial", "tiny")
    made.receipts["tiny"] = [_handed_in(root, "partial", "tiny", {"tiny_s01": "b", "tiny_e01": "一句。"})]
    made.ended = datetime.now(UTC)
    _forge(made)
    made.note_state("partial")
    for assignment in ("favours", "tiny"):
        nbgrader(root, "collect", assignment)
        nbgrader(root, "autograde", assignment)
    _grade_by_hand(made)
    for assignment in ("favours", "tiny"):
        nbgrader(root, "generate_feedback", assignment)
        nbgrader(root, "release_feedback", assignment)
    nbgrader(root, "export")
    made.note_state("partial")
    for learner in ("demo02", "scripted"):
        exchange.fetch_feedback(root, learner, "favours")
    return made


def papers_of_class() -> dict[str, list[Mapping[str, object]]]:
    """Who hands in what, one after the other."""
    steps, pairs, other = RIGHT["favours_o01"], RIGHT["favours_c01"], RIGHT["favours_c02"]
    assert isinstance(pairs, Mapping) and isinstance(other, Mapping)
    (first, at), (second, there), *rest = other.items()
    partial = {
        "favours_s01": "c",
        "favours_t01": "false" if RIGHT["favours_t01"] == "true" else "true",
        "favours_m01": ["b", "a"],
        "favours_m05": ["a", "c"],
        "favours_o01": [steps[1], steps[0], *steps[2:]],  # type: ignore[index]
        "favours_o02": [*RIGHT["favours_o02"][1:], RIGHT["favours_o02"][0]],  # type: ignore[index]
        "favours_c01": dict([next(iter(pairs.items()))]),
        "favours_c02": {first: there, second: at, **dict(rest)},
        "favours_e01": "   \n ",
    }
    return {
        "partial": [partial],
        "scripted": [{"favours_s01": "<script>", "favours_e01": HOSTILE}],
        "better": [{}, dict(RIGHT)],
        "worse": [dict(RIGHT), {"favours_s01": "c"}],
        "odd": [{"favours_s01": "\ud800", "favours_m01": "\ud800", "favours_e01": "半个字：\ud800"}],
        "forger": [{}],
    }


def _handed_in(root: Path, learner: str, assignment: str, answers: Mapping[str, object]) -> Receipt:
    path = root / "work" / learner / assignment / "answers.json"
    held = {"assignment": assignment, "revision": 1, "saved_at": "", "answers": answers}
    path.write_text(json.dumps(held), encoding="utf-8")
    return exchange.submit(root, learner, assignment)


def _forge(made: Class) -> None:
    """Somebody goes around the course, and puts code of their own into what was handed in."""
    (folder,) = made.exchange.glob("inbound/forger+favours+*")
    run = f"open({str(made.root / 'hacked')!r}, 'a').write('x')\n20.0"
    path = folder / "favours.ipynb"
    notebook = json.loads(path.read_bytes())
    first = next(c for c in notebook["cells"] if "nbgrader" in c["metadata"])
    for cell in notebook["cells"]:
        cell.update(cell_type="code", source=run, outputs=[], execution_count=None)
    first["metadata"]["nbgrader"]["points"] = 550
    extra = {"cell_type": "code", "id": "forged", "source": run, "metadata": {}}
    notebook["cells"].append(extra | {"outputs": [], "execution_count": None})
    path.chmod(0o644)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    folder.chmod(0o755)
    for name in ("json.py", "qingfeng.py", "sitecustomize.py", "usercustomize.py"):
        (folder / name).write_text(run, encoding="utf-8")


def nbgrader(root: Path, *words: str) -> None:
    """Run one stock command in the instructor's folder."""
    home = root / "home"
    home.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "QINGFENG"))}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=root / "assignments",
        env=environment | {"HOME": str(home)},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _grade_by_hand(made: Class) -> None:
    """Note what autograde left, then give 21.5 points to the essay of `scripted`."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{made.root}/assignments/gradebook.db", "qingfeng") as gradebook:
        for assignment in ("favours", "tiny"):
            for submission in gradebook.assignment_submissions(assignment):
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                who = (submission.student_id, assignment)
                made.grades[who] = {
                    grade.name.removeprefix("section_"): Grade(
                        grade.auto_score, grade.needs_manual_grade, grade.max_score
                    )
                    for grade in grades
                }
                made.late[who] = submission.total_seconds_late
        essay = gradebook.find_grade("section_essay", "favours", "favours", "scripted")
        essay.manual_score, essay.needs_manual_grade = 21.5, False
        gradebook.db.commit()
