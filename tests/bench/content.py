"""Import, cite, check, explore."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from qingfeng.content.project import find_project
from qingfeng.content.source import _name, _parsed
from qingfeng.show.check import Check
from qingfeng.think.items import _pieces
from qingfeng.think.scenario import explore
from qingfeng.words.model import Basis, Choice, Ending, Scenario, Scene, Variable
from tests.bench.figure import Figure, cpu_of, median_of
from tests.server import ROOT


def figures() -> Iterator[Figure]:
    """The figures of floors 1 to 3."""
    python = sys.executable
    bare = median_of(lambda: cpu_of([python, "-c", "pass"]), 9)
    imported = median_of(lambda: cpu_of([python, "-c", "import qingfeng"]), 9)
    yield Figure("import qingfeng, CPU above a bare interpreter", imported - bare, "s", 0.05)
    command = [python, "-m", "qingfeng", "cite", "刑法", "斡旋受贿", "--on", "2018-05-11"]
    cited = median_of(lambda: cpu_of(command, QINGFENG_ROOT=str(ROOT)))
    yield Figure("qingfeng cite, whole process, CPU", cited, "s", 0.8)
    yield Figure("qingfeng check over all content, CPU after import", median_of(_check), "s", 1.0)
    scenario = made_scenario()
    found = explore(scenario)
    seconds = median_of(lambda: _explored(scenario))
    note = f"{found.states} states, paths {found.paths}"
    yield Figure("explore, states a second", found.states / seconds, "/s", 50_000, at_least=True, note=note)


def _check() -> float:
    # As in a process of its own: nothing read before.
    for held in (_parsed, _name, _pieces):
        held.cache_clear()
    start = time.process_time()
    Check(find_project(ROOT)).run([])
    return time.process_time() - start


def _explored(scenario: Scenario) -> float:
    start = time.process_time()
    explore(scenario)
    return time.process_time() - start


def made_scenario() -> Scenario:
    """A made-up scenario of more than 100,000 states, with loops, in which each scene sets variables."""
    values = tuple("01234")
    variables = tuple(Variable(f"v{i}", f"v{i}", values, values, "0") for i in range(5))
    scenes = []
    for s in range(50):
        choices = []
        for v in range(3):
            name = f"v{(s + v) % 5}"
            when = {name: values[:4]} if s % 3 == 0 else {}
            go, to = f"s{(s + 1 + v * 7) % 50}", {name: str((s // 5 * 3 + v) % 5)}
            choices.append(Choice(f"c{v}", "选", go, "lawful", "", "因", (Basis("刑法：自首"),), when, to))
        out = "end" if s % 9 == 0 else f"s{(s + 3) % 50}"
        choices.append(Choice("out", "走", out, "lawful", "", "因", (Basis("刑法：自首"),)))
        scenes.append(Scene(f"s{s}", "景", "", None, "教学编写", "文", tuple(choices)))
    ending = Ending("end", "终", True, "教学编写", "文", ())
    return Scenario("大", "角色", "练习", "2018", variables, "s0", tuple(scenes), (ending,), (), "")
