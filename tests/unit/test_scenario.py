"""The automaton of a scenario: what can be reached, what is wrong with it, how many ways there are."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.scenario import EXCUSES
from qingfeng.think.paths import MANY
from qingfeng.think.scenario import compiled, explore
from qingfeng.words.model import Basis, Choice, Ending, RealStep, Scenario, Scene, Variable

RULE = (Basis("刑法：斡旋受贿"),)


def lawful(name: str, go: str, **more: object) -> Choice:
    return Choice(name, name, go, "lawful", "", "因为", RULE, **more)  # type: ignore[arg-type]


def wrong(name: str, go: str, **more: object) -> Choice:
    return Choice(name, name, go, "wrong", "没人知道", "因为", RULE, **more)  # type: ignore[arg-type]


def scene(name: str, *choices: Choice) -> Scene:
    return Scene(name, name, "", None, "教学编写", "一段话", choices)


def ending(name: str, *, good: bool = True) -> Ending:
    return Ending(name, name, good, "教学编写", "一段话", RULE)


def scenario(
    *scenes: Scene, ends: tuple[str, ...] = ("home",), variables: tuple[Variable, ...] = ()
) -> Scenario:
    places = tuple(map(ending, ends))
    return Scenario("题", "角色", "说明", "2018-05", variables, scenes[0].id, scenes, places, (), "")


HELD = Variable("held", "收受", ("none", "some"), ("没收", "收了"), "none")
GOOD = replace(
    scenario(
        scene(
            "door",
            wrong("take", "hall", set={"held": "some"}),
            lawful("decline", "home"),
            wrong("listen", "hall"),
        ),
        scene(
            "hall",
            lawful("leave", "home", when={"held": ("none",)}),
            lawful("give_back", "home", when={"held": ("some",)}, set={"held": "none"}),
            wrong("hide", "cellar", when={"held": ("some",)}),
            wrong("stay", "late"),
        ),
        scene("cellar", lawful("tell", "late"), wrong("go_round", "hall")),
        ends=("home", "late"),
        variables=(HELD,),
    ),
    reality=(RealStep("door", "take", ""), RealStep("hall", "stay", "")),
)


def with_choices(name: str, *choices: Choice) -> Scenario:
    """GOOD with other choices in one scene."""
    return replace(
        GOOD, scenes=tuple(replace(s, choices=choices) if s.id == name else s for s in GOOD.scenes)
    )


def choices(name: str, *but: str) -> tuple[Choice, ...]:
    """The choices of a scene of GOOD, some left out."""
    return tuple(c for s in GOOD.scenes if s.id == name for c in s.choices if c.id not in but)


def codes(faulty: Scenario) -> list[str]:
    return [defect.code for defect in explore(faulty).defects]


def told(faulty: Scenario) -> str:
    (defect,) = explore(faulty).defects
    return f"{defect.code} {defect.what}"


# --- what there is ------------------------------------------------------------


def test_a_sound_scenario_has_no_defect_and_is_counted():
    found = explore(GOOD)

    assert found.defects == ()
    assert (found.scenes, found.choices, found.endings, found.lawful_endings) == (3, 9, 2, 2)
    # The door; hall and late with something in hand and without; the cellar with, home without.
    assert found.states == 7


def test_states_are_scene_and_values_and_moves_obey_their_conditions():
    states = compiled(GOOD).states

    assert states[0] == (0, (0,), ((0, 1), (1, 2), (2, 3)))
    assert states[1] == (1, (1,), ((1, 2), (2, 4), (3, 5)))
    assert [choice for choice, _ in states[3][2]] == [0, 3]
    assert states[2] == (-1, (0,), ())


# --- each kind of defect, alone -------------------------------------------------


def test_a_deleted_link_leaves_its_scene_unreachable():
    bad = with_choices("hall", *choices("hall", "hide"))

    assert told(bad) == "S405 场景“cellar”（cellar）走不到"


def test_a_scene_nobody_leads_to_is_told():
    bad = replace(GOOD, scenes=(*GOOD.scenes, scene("attic", lawful("out", "home"))))

    assert told(bad) == "S405 场景“attic”（attic）走不到"


def test_an_ending_nobody_leads_to_is_told():
    bad = replace(GOOD, endings=(*GOOD.endings, ending("far")))

    assert told(bad) == "S405 结局“far”（far）走不到"


def test_a_condition_that_never_holds_is_told():
    never = lawful("never", "home", when={"held": ("some",)})

    assert told(with_choices("door", *choices("door"), never)) == "S406 选项“never”的条件永远不成立"


def test_a_scene_without_choices_is_a_dead_end():
    assert told(with_choices("cellar")) == "S407 场景“cellar”：走到这里就没有路了（当 收受＝some）"


def test_a_scene_whose_choices_are_all_closed_in_one_state_is_a_dead_end():
    bad = with_choices("hall", *choices("hall", "leave", "stay"))
    bad = replace(bad, reality=())

    assert told(bad) == "S407 场景“hall”：走到这里就没有路了（当 收受＝none）"


def test_a_loop_without_exit_is_told():
    bad = with_choices("cellar", lawful("wait", "cellar"))

    assert told(bad) == "S408 场景“cellar”：从这里绕不出去，到不了任何结局（当 收受＝some）"


def test_a_decision_without_a_lawful_exit_is_told():
    bad = with_choices("cellar", wrong("tell", "late"), wrong("go_round", "hall"))

    assert told(bad) == "S409 场景“cellar”：这里没有合法的出口（当 收受＝some）"


def test_a_lawful_exit_that_is_closed_in_one_state_is_told_with_that_state():
    bad = with_choices("hall", *choices("hall", "give_back"))

    assert told(bad) == "S409 场景“hall”：这里没有合法的出口（当 收受＝some）"


def test_a_start_that_is_no_scene_is_told_with_the_nearest_name():
    (defect,) = explore(replace(GOOD, start="dor")).defects

    assert (defect.code, defect.mend) == ("S401", "你是想写“door”吗？")


def test_a_link_to_nowhere_is_told_with_the_nearest_name():
    first, *_ = explore(with_choices("door", *choices("door"), lawful("typo", "celar"))).defects

    assert (first.code, first.mend) == ("S402", "你是想写“cellar”、“late”吗？")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"set": {"hold": "some"}}, "没有变量“hold”"),
        ({"set": {"held": "all"}}, "变量“held”没有取值“all”"),
        ({"when": {"held": ("none", "sme")}}, "变量“held”没有取值“sme”"),
    ],
)
def test_an_unknown_variable_or_value_is_told(part: dict[str, object], words: str):
    assert told(with_choices("door", *choices("door"), lawful("typo", "home", **part))) == f"S403 {words}"


def test_a_variable_with_a_wrong_start_or_too_few_labels_is_told():
    assert codes(replace(GOOD, variables=(replace(HELD, start="no"),))) == ["S403"]
    assert codes(replace(GOOD, variables=(replace(HELD, labels=("没收",)),))) == ["S403"]


def test_an_id_used_twice_is_told():
    bad = with_choices("cellar", *choices("cellar"), lawful("tell", "home"))

    assert codes(bad) == ["S404"]


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (replace(lawful("x", "home"), why=""), "S410"),
        (replace(lawful("x", "home"), basis=()), "S411"),
        (replace(wrong("x", "home"), excuse=""), "S412"),
        (replace(lawful("x", "home"), excuse="人情往来"), "S412"),
    ],
)
def test_a_choice_without_reason_rule_or_fitting_excuse_is_told(choice: Choice, code: str):
    assert codes(with_choices("door", *choices("door"), choice)) == [code]


@pytest.mark.parametrize(
    "steps",
    [
        [("door", "hide")],
        [("hall", "stay")],
        [("door", "listen"), ("hall", "hide")],
        [("door", "take"), ("hall", "hide"), ("cellar", "go_round")],
        [("door", "decline"), ("home", "again")],
    ],
    ids=["no such choice", "not the start", "closed choice", "no ending", "past the ending"],
)
def test_a_real_path_that_cannot_be_walked_is_told(steps: list[tuple[str, str]]):
    bad = replace(GOOD, reality=tuple(RealStep(scene, choice, "") for scene, choice in steps))

    assert codes(bad) == ["S413"]


# --- counting -------------------------------------------------------------------


def stages(count: int, ways: int, *, loop: bool = False) -> Scenario:
    """`count` scenes in a row, each with `ways` choices to the next; the last leads home."""
    names = [f"s{i}" for i in range(count)]
    row = [
        scene(name, *(lawful(f"c{n}", go) for n in range(ways)))
        for name, go in zip(names, [*names[1:], "home"], strict=True)
    ]
    if loop:
        row[-1] = replace(row[-1], choices=(*row[-1].choices, lawful("again", "s0")))
    return scenario(*row)


def everyone_to_everyone(size: int, *, all_end: bool) -> Scenario:
    """Scenes that all lead to one another; all lead home, or only the last."""
    names = [f"s{i}" for i in range(size)]

    def out(name: str) -> Iterator[Choice]:
        yield from (lawful(f"to_{other}", other) for other in names if other != name)
        if all_end or name == names[-1]:
            yield lawful("end", "home")

    return scenario(*(scene(name, *out(name)) for name in names))


@pytest.mark.parametrize(
    ("graph", "paths"),
    [
        (stages(1, 1), 1),
        (stages(3, 2), 8),
        (stages(6, 10), MANY),
        (stages(19, 2), 2**19),
        (stages(20, 2), "> 10^6"),
        (stages(300, 3), "> 10^6"),
        (stages(2, 2, loop=True), 4),
        (stages(20, 2, loop=True), "> 10^6"),
        # Start alone; with one, two, three of the others, in any order: 1+1; 1+2+2; 1+3+6+6.
        (everyone_to_everyone(2, all_end=True), 2),
        (everyone_to_everyone(3, all_end=True), 5),
        (everyone_to_everyone(4, all_end=True), 16),
        # Only the last ends: the two scenes between may be passed in 1+2+2 ways.
        (everyone_to_everyone(4, all_end=False), 5),
        # take: give back, hide and tell, stay; decline; listen: leave, stay.
        (GOOD, 6),
    ],
    ids=lambda value: str(len(value.scenes)) + " scenes" if isinstance(value, Scenario) else str(value),
)
def test_the_ways_that_repeat_no_state_are_counted(graph: Scenario, paths: int | str):
    assert explore(graph).paths == paths


def test_a_count_that_takes_too_long_is_told_as_a_lower_bound():
    # Ten scenes, the last alone ends: the eight between in any order, in any number.
    true_count = sum(40320 // factorial for factorial in (40320, 5040, 720, 120, 24, 6, 2, 1, 1))

    paths = explore(everyone_to_everyone(10, all_end=False)).paths

    assert isinstance(paths, str) and paths.startswith("≥ ")
    assert 0 < int(paths.removeprefix("≥ ")) <= true_count


def test_the_shortest_way_to_each_ending_is_given():
    assert explore(GOOD).shortest == {"home": ("decline",), "late": ("take", "stay")}
    assert explore(stages(4, 2)).shortest == {"home": ("c0",) * 4}


# --- against a slow interpreter ----------------------------------------------------

Position = tuple[str, tuple[tuple[str, str], ...]]


def start_of(one: Scenario) -> Position:
    return one.start, tuple((v.id, v.start) for v in one.variables)


def steps_from(one: Scenario, position: Position) -> dict[str, Position]:
    """What each open choice leads to, told in words only: the game played by hand."""
    where, held = position
    here = [s for s in one.scenes if s.id == where]
    values = dict(held)
    result = {}
    for choice in here[0].choices if here else ():
        if all(values[name] in allowed for name, allowed in choice.when.items()):
            after = values | choice.set
            result[choice.id] = (choice.go, tuple((v.id, after[v.id]) for v in one.variables))
    return result


def distances(one: Scenario) -> Mapping[Position, int]:
    """Every position that can be reached, with the least number of choices to it."""
    found = {start_of(one): 0}
    queue = deque(found)
    while queue:
        position = queue.popleft()
        for after in steps_from(one, position).values():
            if after not in found:
                found[after] = found[position] + 1
                queue.append(after)
    return found


def plays(one: Scenario, position: Position, been: frozenset[Position]) -> int:
    """The number of plays from a position to an ending that repeat no position."""
    if position[0] in {e.id for e in one.endings}:
        return 1
    after = steps_from(one, position).values()
    return sum(plays(one, p, been | {p}) for p in after if p not in been)


@st.composite
def random_scenarios(draw: st.DrawFn) -> Scenario:
    count = draw(st.integers(1, 5))
    variables = tuple(
        Variable(f"v{i}", f"量{i}", ("a", "b", "c")[:size], ("甲", "乙", "丙")[:size], "a")
        for i, size in enumerate(draw(st.lists(st.integers(2, 3), max_size=2)))
    )
    names = [f"s{i}" for i in range(count)] + ["home", "late"]

    def value_of(variable: Variable) -> st.SearchStrategy[str]:
        return st.sampled_from(variable.values)

    def a_choice(number: int) -> Choice:
        when = {
            v.id: tuple(sorted(draw(st.sets(value_of(v), min_size=1))))
            for v in variables
            if draw(st.booleans())
        }
        change = {v.id: draw(value_of(v)) for v in variables if draw(st.booleans())}
        make = draw(st.sampled_from([lawful, wrong]))
        return make(f"c{number}", draw(st.sampled_from(names)), when=when, set=change)

    scenes = (scene(f"s{i}", *map(a_choice, range(draw(st.integers(0, 3))))) for i in range(count))
    return scenario(*scenes, ends=("home", "late"), variables=variables)


@settings(max_examples=150, deadline=None)
@given(random_scenarios())
def test_the_automaton_plays_as_the_slow_interpreter_does(one: Scenario):
    automaton, far = compiled(one), distances(one)

    def position(state: int) -> Position:
        node, values, _ = automaton.states[state]
        place = one.scenes[node].id if node >= 0 else one.endings[-1 - node].id
        return place, tuple((v.id, v.values[i]) for v, i in zip(one.variables, values, strict=True))

    positions = [position(i) for i in range(len(automaton.states))]

    assert sorted(positions) == sorted(far)
    for i, here in enumerate(positions):
        at = automaton.scene(i)
        moves = {at.choices[c].id: positions[to] for c, to in automaton.states[i][2]} if at else {}
        assert moves == steps_from(one, here)
        walked = start_of(one)
        for choice in automaton.path_to(i):
            walked = steps_from(one, walked)[choice]
        assert (walked, len(automaton.path_to(i))) == (here, far[here])


@settings(max_examples=150, deadline=None)
@given(random_scenarios())
def test_counts_shortest_ways_and_defects_agree_with_the_slow_interpreter(one: Scenario):
    found, far = explore(one), distances(one)
    ends = {e.id for e in one.endings}
    reached = {where for where, _ in far}
    stuck = {where for where, held in far if where not in ends and not steps_from(one, (where, held))}

    assert found.paths == plays(one, start_of(one), frozenset({start_of(one)}))
    assert {name: len(way) for name, way in found.shortest.items()} == {
        name: min(n for (where, _), n in far.items() if where == name) for name in ends & reached
    }
    unreached = [d.what.split("（")[1].split("）")[0] for d in found.defects if d.code == "S405"]
    assert set(unreached) == ({s.id for s in one.scenes} | ends) - reached
    assert {d.what.split("“")[1].split("”")[0] for d in found.defects if d.code == "S407"} == stuck


# --- the scenario of the course ---------------------------------------------------

FAVOURS = find_project(Path(__file__)).scenario("favours")


def test_the_favours_scenario_is_as_large_as_promised_and_sound():
    found = explore(FAVOURS)

    assert found.defects == ()
    assert found.scenes >= 14 and len(FAVOURS.variables) == 3
    assert (found.endings, found.lawful_endings) == (6, 3)
    assert set(found.shortest) == {e.id for e in FAVOURS.endings}


def test_the_favours_scenario_uses_all_six_excuses_and_seven_turning_points():
    wrongs = [c for s in FAVOURS.scenes for c in s.choices if c.verdict == "wrong"]
    points = {s.turning_point for s in FAVOURS.scenes if s.turning_point}

    assert {choice.excuse for choice in wrongs} == set(EXCUSES[:6])
    assert points >= set(range(1, 8)) and points <= set(range(1, 10))


def test_every_state_of_the_favours_scenario_has_a_lawful_exit_that_leads_home():
    automaton = compiled(FAVOURS)
    good = {i for i in range(len(automaton.states)) if (end := automaton.ending(i)) and end.lawful}
    grown = True
    while grown:
        more = {
            i
            for i, (node, _, moves) in enumerate(automaton.states)
            for choice, to in moves
            if i not in good and to in good and FAVOURS.scenes[node].choices[choice].verdict == "lawful"
        }
        good |= more
        grown = bool(more)
    without = [automaton.states[i] for i in range(len(automaton.states)) if i not in good]

    # From the last spring on the real path the lawful choice leads to the outcome the page reports.
    assert {FAVOURS.scenes[node].id for node, _, _ in without if node >= 0} <= {"last_spring"}


def test_the_real_path_can_be_walked_and_ends_at_the_reported_outcome():
    position = start_of(FAVOURS)
    for step in FAVOURS.reality:
        assert position[0] == step.scene
        position = steps_from(FAVOURS, position)[step.choice]

    assert position == (
        "reported_outcome",
        (("involvement", "pleaded"), ("taken", "whole"), ("reported", "told")),
    )


def test_at_every_turning_point_of_the_real_path_a_lawful_choice_was_open():
    position, points = start_of(FAVOURS), []
    scenes = {s.id: s for s in FAVOURS.scenes}
    for step in FAVOURS.reality:
        open_now = steps_from(FAVOURS, position)
        at = scenes[step.scene]
        if any(c.verdict == "lawful" for c in at.choices if c.id in open_now):
            points.append(at.turning_point)
        position = open_now[step.choice]

    assert sorted(set(points)) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
