"""清风廉廊: the course's own results in four chapters, counted and nothing more.

What is counted stands on this machine: content in the course folder, and what learners kept in
`work/`. A number of people below five is not shown. Nothing here says that a course works.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.outcome import Outcome
from qingfeng.show.tables import Table, Value

# Fewer people than this are not counted aloud: a small number may name somebody.
FEWEST = 5
CHAPTERS = (("aims", "目标篇"), ("results", "成效篇"), ("care", "关怀篇"), ("meet", "互动篇"))
_ON = "2022-07"


def corridor_outcome(project: Project, chapter: str) -> Outcome:
    """One chapter of the corridor: 目标, 成效, 关怀 or 互动 (the names are the page's)."""
    return _CHAPTERS[chapter](project)


def _aims(project: Project) -> Outcome:
    rows = tuple(
        (f"第 {unit.number} 课　{unit.title}", "\n".join(unit.objectives)) for unit in project.course.units
    )
    return _chapter("目标篇", Table("每一课学完能做什么", ("课", "目标"), rows))


def _results(project: Project) -> Outcome:
    begun, handed_in = _counts(project.root)
    rows: list[tuple[Value, ...]] = []
    for unit in project.course.units:
        started, handed = begun.get(unit.case, 0), handed_in.get(unit.assignment, 0)
        rows.append((f"第 {unit.number} 课　{unit.title}", _aloud(started), _aloud(handed)))
    notes = (
        "只数这台机器上留下的记录：开始学的人、交过卷的人。换过电脑、不登录的，数不到。",
        f"少于 {FEWEST} 人的不写人数，免得认出是谁。",
        "人数说明有多少人学了，说明不了学了有什么变化；要看变化，得隔些日子再问。",
    )
    return _chapter("成效篇", Table("多少人学", ("课", "开始学的人", "交过卷的人"), tuple(rows)), notes)


def _care(project: Project) -> Outcome:
    rows = (
        ("家里人", "不计分，不保存，纸都带走", "第 7 课"),
        ("想反映问题的人", "分清渠道，说清保护和期限", "第 6 课"),
        ("被记分的商户", "可以申诉，可以要求说明，可以要求由人来看", "第 5 课"),
        ("受过处分的人", "有申请复审复核的权利，不会因此加重", "第 1 课"),
        ("做错过题的人", "练习不计分；测验里的错不是表现记录", "各课"),
    )
    return _chapter("关怀篇", Table("这门课替谁想过什么", ("谁", "怎样做", "在哪里"), rows))


def _meet(project: Project) -> Outcome:
    rows: list[tuple[Value, ...]] = []
    for unit in project.course.units:
        scenario = project.scenario(unit.case)
        practice, bank = project.practice(unit.case), project.bank(unit.assignment)
        rows.append(
            (
                f"第 {unit.number} 课　{scenario.title}",
                len(scenario.scenes),
                len(scenario.endings),
                len(practice.items),
                len(bank.items),
            )
        )
    head = ("课和情景", "场景", "结局", "练习题", "评分题")
    return _chapter("互动篇", Table("可以走、可以做的", head, tuple(rows)))


def _chapter(title: str, table: Table, notes: tuple[str, ...] = ()) -> Outcome:
    own = "四个篇章的名称是报道写的；里面的内容是这门课自己的，不是那条连廊上的展板（教学编写）。"
    return Outcome(
        title=f"清风廉廊：{title}",
        tables=(table,),
        notes=(*notes, own),
        basis=(("原文：corridor_chapters", _ON),),
    )


_CHAPTERS: Mapping[str, Callable[[Project], Outcome]] = {
    "aims": _aims,
    "results": _results,
    "care": _care,
    "meet": _meet,
}


def _aloud(people: int) -> str:
    if not people:
        return "还没有"
    return f"{people} 人" if people >= FEWEST else f"少于 {FEWEST} 人"


def _counts(root: Path) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many learners began each case, and how many handed in each assignment."""
    begun: dict[str, int] = {}
    handed_in: dict[str, int] = {}
    for folder in sorted((root / "work").glob("*")):
        for case in {scope.split("/")[1] for scope in _keys(folder / "progress.json") if "/" in scope}:
            begun[case] = begun.get(case, 0) + 1
        for assignment in _keys(folder / "receipt.json"):
            handed_in[assignment] = handed_in.get(assignment, 0) + 1
    return begun, handed_in


def _keys(path: Path) -> Iterator[str]:
    """The keys of a JSON object; nothing where there is none."""
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    if isinstance(held, dict):
        yield from held
