"""`make demo`: a class of five, papers handed in, ready to be collected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.desk import BEIJING
from qingfeng.show.grading import exchange
from qingfeng.show.grading.build import released_answer
from qingfeng.words.model import Answer, Bank, Item

ESSAY = (
    "事实：按材料写明的时间和经过，请托人经他人之手送来财物。身份职权：当事人有公职，没有承办权，"
    "但有职务上的影响和工作联系。行为：打听、请托、收受。规则：看行为那一天有效的规定。"
    "后果：分党纪、政务、刑事三方面说。出口：当场拒绝；收下的及时退还或者上交，并向组织报告。"
    "我会这样说：“心意领了，这件事我不能问，公开的办事指南我发给你。”"
)


def demo(root: Path, assignment: str = "favours") -> str:
    """Hand in for five learners: nothing but a word, all right, always “illegal”, half, and all but
    the essay. Gives what to do next, in Chinese."""
    exchange.prepare(root, assignment)
    bank = Project(root).bank(assignment)
    for learner, answers in learners(bank).items():
        if exchange.states(root, learner)[assignment]["state"] == "未领取":
            exchange.fetch(root, learner, assignment)
        _write(root / "work" / learner / assignment / "answers.json", assignment, answers)
        exchange.submit(root, learner, assignment)
    return _next_steps(assignment)


def learners(bank: Bank) -> dict[str, dict[str, Answer]]:
    """The answers of the five, by learner."""
    right = _answers(bank, lambda item: released_answer(item, bank.assignment))
    first = bank.items[0]
    return {
        "demo01": {first.id: right[first.id]},
        "demo02": {**right, **_essays(bank)},
        "demo03": {**_answers(bank, lambda item: _illegal(item, bank.assignment)), **_essays(bank)},
        "demo04": {**dict(list(right.items())[::2]), **_essays(bank)},
        "demo05": right,
    }


def _answers(bank: Bank, of: Callable[[Item], Answer]) -> dict[str, Answer]:
    return {item.id: of(item) for item in bank.items if item.type != "case_analysis"}


def _essays(bank: Bank) -> dict[str, Answer]:
    return {item.id: ESSAY for item in bank.items if item.type == "case_analysis"}


def _illegal(item: Item, assignment: str) -> Answer:
    """What somebody answers who holds everything for forbidden: right, unless it is permitted."""
    right = released_answer(item, assignment)
    if not item.permitted:
        return right
    wrong = [option.id for option in item.options if not option.right]
    return (wrong[0],) if item.type == "multiple" else wrong[0]


def _write(path: Path, assignment: str, answers: dict[str, Answer]) -> None:
    held = {
        "assignment": assignment,
        "revision": 1,
        "saved_at": datetime.now(BEIJING).isoformat(timespec="seconds"),
        "answers": answers,
    }
    path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")


def _next_steps(assignment: str) -> str:
    return re.sub(
        r"^ +",
        "",
        f"""示范班五人（demo01—demo05）的答卷都交了。接下来在 assignments 文件夹里：
        1. 收卷：nbgrader collect {assignment}
        2. 自动评分：nbgrader autograde {assignment}，或者 qingfeng grade {assignment}
        3. 打开教员工作台，在“Formgrader”里给案例分析评分
        4. 生成反馈：nbgrader generate_feedback {assignment}
        5. 发布反馈：nbgrader release_feedback {assignment}
        6. 导出成绩：nbgrader export
        这些命令在 .venv/bin/ 里；也都可以在工作台的面板里点。""",
        flags=re.M,
    )
