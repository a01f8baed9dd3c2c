"""A scenario compiled to a finite automaton (scene × variables) and explored to the last state.

The automaton is all that is ever played: the widget walks its table, so no rule of play is
written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from qingfeng.think.paths import State, Values, count_paths
from qingfeng.words.model import Choice, Ending, Scenario, Scene
from qingfeng.words.problems import Problem, nearest, problem, repeated


@dataclass(frozen=True)
class Automaton:
    """Every state that can be reached.

    A state is (node, values, moves): node is a scene's index, or -1 - index for an ending;
    values are one value index a variable; moves are (choice index, next state).
    State 0 is the start.
    """

    scenario: Scenario
    states: tuple[State, ...]
    parents: tuple[tuple[int, int], ...]

    @cached_property
    def alive(self) -> bytearray:
        """Which states can still reach an ending."""
        return _alive(self)

    def ending(self, state: int) -> Ending | None:
        """The ending of a state, None for a scene."""
        node = self.states[state][0]
        return self.scenario.endings[-1 - node] if node < 0 else None

    def scene(self, state: int) -> Scene | None:
        """The scene of a state, None for an ending."""
        node = self.states[state][0]
        return self.scenario.scenes[node] if node >= 0 else None

    def path_to(self, state: int) -> tuple[str, ...]:
        """The choice ids of a shortest path from the start."""
        steps: list[str] = []
        while state:
            before, choice = self.parents[state]
            scene = self.scene(before)
            assert scene is not None
            steps.append(scene.choices[choice].id)
            state = before
        return tuple(reversed(steps))


@dataclass(frozen=True)
class Exploration:
    """What exploring found. `paths` counts plays that repeat no state: a number, or in words
    "> 10^6", or "≥ N" where a graph with loops took too long to count."""

    scenes: int
    states: int
    choices: int
    endings: int
    lawful_endings: int
    paths: int | str
    shortest: Mapping[str, tuple[str, ...]]
    defects: tuple[Problem, ...]


def explore(scenario: Scenario) -> Exploration:
    """All states, endings, shortest paths and defects of a scenario."""
    faults = structure_faults(scenario)
    automaton = compiled(scenario)
    ends = {automaton.ending(i): i for i in reversed(_ending_states(automaton))}
    shortest = {ending.id: automaton.path_to(ends[ending]) for ending in scenario.endings if ending in ends}
    return Exploration(
        scenes=len(scenario.scenes),
        states=len(automaton.states),
        choices=sum(len(scene.choices) for scene in scenario.scenes),
        endings=len(scenario.endings),
        lawful_endings=sum(ending.lawful for ending in scenario.endings),
        paths=count_paths(automaton.states, automaton.alive),
        shortest=shortest,
        defects=tuple(
            sorted({*faults, *play_faults(automaton), *word_faults(scenario), *reality_faults(automaton)})
        ),
    )


def compiled(scenario: Scenario) -> Automaton:
    """The automaton of a scenario; choices that lead nowhere known are left out."""
    digits = _digits(scenario)
    table = _choice_table(scenario, digits)
    room = digits[-1][0] * digits[-1][1] if digits else 1
    first = next((i for i, s in enumerate(scenario.scenes) if s.id == scenario.start), 0)
    keys = [first * room + _start_code(scenario, digits)]
    index = {keys[0]: 0}
    parents = [(0, 0)]
    states: list[State] = []
    scenes = len(scenario.scenes)
    known: dict[int, Values] = {}  # Many states share their values.
    for number, key in enumerate(keys):
        node, code = divmod(key, room)
        values = known.get(code)
        if values is None:
            values = known[code] = tuple([code // weight % size for weight, size in digits])
        moves = []
        for choice, conditions, effects, target in table[node] if node < scenes else ():
            for place, allowed in conditions:
                if values[place] not in allowed:
                    break
            else:
                after = target * room + code
                for place, weight, value in effects:
                    after += (value - values[place]) * weight
                seen = index.get(after)
                if seen is None:
                    seen = index[after] = len(keys)
                    keys.append(after)
                    parents.append((number, choice))
                moves.append((choice, seen))
        states.append((node if node < scenes else scenes - 1 - node, values, tuple(moves)))
    return Automaton(scenario, tuple(states), tuple(parents))


# The values of all variables are one number, a digit each: (weight, size) of every digit.
_Digits = list[tuple[int, int]]
# A choice: its number, conditions (place, allowed), effects (place, weight, value), target.
_Row = tuple[int, list[tuple[int, frozenset[int]]], list[tuple[int, int, int]], int]


def _digits(scenario: Scenario) -> _Digits:
    digits, weight = [], 1
    for variable in scenario.variables:
        digits.append((weight, max(1, len(variable.values))))
        weight *= max(1, len(variable.values))
    return digits


def _start_code(scenario: Scenario, digits: _Digits) -> int:
    return sum(
        variable.values.index(variable.start) * weight
        for variable, (weight, _) in zip(scenario.variables, digits, strict=True)
        if variable.start in variable.values
    )


def _choice_table(scenario: Scenario, digits: _Digits) -> list[list[_Row]]:
    """For each scene its choices as numbers: conditions, effects, target (endings after scenes)."""
    names = [scene.id for scene in scenario.scenes] + [ending.id for ending in scenario.endings]
    nodes = {name: i for i, name in enumerate(names)}
    variables = {v.id: (place, digits[place][0], v.values) for place, v in enumerate(scenario.variables)}

    def row(number: int, choice: Choice) -> _Row:
        conditions, effects = [], []
        for name, allowed in choice.when.items():
            place, _, values = variables[name]
            conditions.append((place, frozenset(map(values.index, allowed))))
        for name, value in choice.set.items():
            place, weight, values = variables[name]
            effects.append((place, weight, values.index(value)))
        return number, conditions, effects, nodes[choice.go]

    known = {v.id: set(v.values) for v in scenario.variables}
    return [
        [
            row(number, choice)
            for number, choice in enumerate(scene.choices)
            if choice.go in nodes and not _unknown_values(choice, known)
        ]
        for scene in scenario.scenes
    ]


def _unknown_values(choice: Choice, known: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    used = [(name, value) for name, values in choice.when.items() for value in values]
    used += list(choice.set.items())
    return [(name, value) for name, value in used if value not in known.get(name, set())]


# --- defects ---------------------------------------------------------------------


def structure_faults(scenario: Scenario) -> list[Problem]:
    """Dangling targets, unknown variables and values, ids used twice."""
    faults = _duplicates(scenario)
    nodes = [s.id for s in scenario.scenes] + [e.id for e in scenario.endings]
    known = {v.id: set(v.values) for v in scenario.variables}
    if scenario.start not in [s.id for s in scenario.scenes]:
        what = f"开始的场景“{scenario.start}”不存在"
        faults.append(problem(scenario.at, "S401", what, nearest(scenario.start, nodes)))
    for variable in scenario.variables:
        if variable.start not in variable.values:
            what = f"变量“{variable.id}”的起始值“{variable.start}”不在取值里"
            faults.append(problem(variable.at, "S403", what, nearest(variable.start, variable.values)))
        if len(variable.labels) != len(variable.values):
            what = f"变量“{variable.id}”的 labels 和 values 个数不同"
            faults.append(problem(variable.at, "S403", what, "每个取值写一个 label。"))
    for scene in scenario.scenes:
        for choice in scene.choices:
            if choice.go not in nodes:
                what = f"去向“{choice.go}”不存在"
                faults.append(problem(choice.at, "S402", what, nearest(choice.go, nodes)))
            for name, value in _unknown_values(choice, known):
                options = known.get(name) or known
                what = f"变量“{name}”没有取值“{value}”" if name in known else f"没有变量“{name}”"
                word = value if name in known else name
                faults.append(problem(choice.at, "S403", what, nearest(word, sorted(options))))
    return faults


def _duplicates(scenario: Scenario) -> list[Problem]:
    groups: list[Iterable[Scene | Ending | Choice]] = [(*scenario.scenes, *scenario.endings)]
    groups += [scene.choices for scene in scenario.scenes]
    return [
        fault
        for group in groups
        for fault in repeated(((one.id, one.at) for one in group), "S404", "编号", "换一个编号。")
    ]


def play_faults(automaton: Automaton) -> list[Problem]:
    """What exploring shows: orphans, dead ends, conditions never met, loops without exit,
    decisions without a lawful exit."""
    scenario = automaton.scenario
    used: dict[int, set[int]] = {}
    for node, _, moves in automaton.states:
        used.setdefault(node, set()).update([choice for choice, _ in moves])
    faults = []
    for i, scene in enumerate(scenario.scenes):
        if i not in used:
            what = f"场景“{scene.title}”（{scene.id}）走不到"
            faults.append(problem(scene.at, "S405", what, "让某个选项的 go 指向它，或者删去。"))
            continue
        for number, choice in enumerate(scene.choices):
            if number not in used[i] and _is_sound(choice, scenario):
                what = f"选项“{choice.label}”的条件永远不成立"
                faults.append(problem(choice.at, "S406", what, "改 when，或者删去这个选项。"))
    for i, ending in enumerate(scenario.endings):
        if -1 - i not in used:
            what = f"结局“{ending.title}”（{ending.id}）走不到"
            faults.append(problem(ending.at, "S405", what, "让某个选项的 go 指向它，或者删去。"))
    return faults + _state_faults(automaton)


def _is_sound(choice: Choice, scenario: Scenario) -> bool:
    nodes = {s.id for s in scenario.scenes} | {e.id for e in scenario.endings}
    known = {v.id: set(v.values) for v in scenario.variables}
    return choice.go in nodes and not _unknown_values(choice, known)


def _state_faults(automaton: Automaton) -> list[Problem]:
    """One fault a scene and kind, told with the first state that shows it."""
    scenes = automaton.scenario.scenes
    alive = automaton.alive
    lawful = [frozenset(n for n, c in enumerate(s.choices) if c.verdict == "lawful") for s in scenes]
    found: dict[tuple[str, int], Problem] = {}
    for number, (node, values, moves) in enumerate(automaton.states):
        if node < 0:
            continue
        if not moves:
            code, what = "S407", "走到这里就没有路了"
            mend = "给它一个总能选的选项，或者改成结局。"
        elif not alive[number]:
            code, what, mend = "S408", "从这里绕不出去，到不了任何结局", "加一个通向结局的选项。"
        elif not any(choice in lawful[node] for choice, _ in moves):
            code, what, mend = "S409", "这里没有合法的出口", "加一个 verdict: lawful 的选项。"
        else:
            continue
        if (code, node) not in found:
            scene = scenes[node]
            when = _in_words(automaton.scenario, values)
            found[code, node] = problem(scene.at, code, f"场景“{scene.title}”：{what}{when}", mend)
    return list(found.values())


def _in_words(scenario: Scenario, values: Values) -> str:
    pairs = [f"{v.name}＝{v.values[i]}" for v, i in zip(scenario.variables, values, strict=True)]
    return f"（当 {'，'.join(pairs)}）" if pairs else ""


def _alive(automaton: Automaton) -> bytearray:
    """Which states can still reach an ending. States are in order of discovery, so a sweep from
    the last to the first settles nearly all; further sweeps carry what loops bring back."""
    alive = bytearray(state[0] < 0 for state in automaton.states)
    waiting = [i for i in range(len(alive) - 1, -1, -1) if not alive[i]]
    while True:
        still = []
        for state in waiting:
            for _, after in automaton.states[state][2]:
                if alive[after]:
                    alive[state] = 1
                    break
            else:
                still.append(state)
        if len(still) == len(waiting):
            return alive
        waiting = still


def word_faults(scenario: Scenario) -> list[Problem]:
    """Choices without a why or a rule, and wrong ones without an excuse code."""
    faults = []
    for scene in scenario.scenes:
        for choice in scene.choices:
            if not choice.why:
                what = f"选项“{choice.label}”没有写为什么"
                faults.append(problem(choice.at, "S410", what, "补上 why。"))
            if not choice.basis:
                what = f"选项“{choice.label}”没有依据"
                faults.append(problem(choice.at, "S411", what, "补上 basis，如“刑法：斡旋受贿”。"))
            if choice.verdict == "wrong" and not choice.excuse:
                what = f"选项“{choice.label}”没有借口代码"
                faults.append(problem(choice.at, "S412", what, "补上 excuse。"))
            if choice.verdict == "lawful" and choice.excuse:
                what = f"合法的选项“{choice.label}”不该有借口代码"
                faults.append(problem(choice.at, "S412", what, "删去 excuse。"))
    return faults


def reality_faults(automaton: Automaton) -> list[Problem]:
    """The real path must be one that can be walked."""
    scenario, state = automaton.scenario, 0
    for step in scenario.reality:
        scene = automaton.scene(state)
        moves = dict(automaton.states[state][2])
        number = next((n for n, c in enumerate(scene.choices if scene else ()) if c.id == step.choice), -1)
        if scene is None or scene.id != step.scene or number not in moves:
            what = f"真实路径在“{step.scene}／{step.choice}”这一步走不通"
            return [problem(step.at, "S413", what, "核对 reality 里的顺序和编号。")]
        state = moves[number]
    if scenario.reality and automaton.ending(state) is None:
        what = "真实路径没有走到结局"
        return [problem(scenario.reality[-1].at, "S413", what, "补上后面的步骤。")]
    return []


def _ending_states(automaton: Automaton) -> list[int]:
    return [i for i, state in enumerate(automaton.states) if state[0] < 0]
