"""Marking: seven types of items, four rules for multiple choice, and answers of any shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.show.grading.build import released_answer, released_paper
from qingfeng.show.papers import answer_faults
from qingfeng.show.widgets.data import paper_data
from qingfeng.think.items import item_faults
from qingfeng.think.quiz import folded, mark, paper_of, right_answer, shuffled
from qingfeng.words.model import Answer, Item, ItemType, Marked, MultipleRule, Option, Paper, Question

BANK = find_project(Path(__file__)).bank("favours")
PAPER = paper_of(BANK)
KEY = {item.id: right_answer(item) for item in BANK.items if item.type != "case_analysis"}
RULES: tuple[MultipleRule, ...] = ("strict", "half", "net", "overlap")
POINTS = Fraction(12)


def marked(kind: ItemType, given_answer: object, right: Answer, rule: MultipleRule = "half") -> Marked:
    paper = Paper((Question("q", kind, POINTS, rule),))
    (one,) = mark(paper, {"q": given_answer}, {"q": right}).marked
    return one


# --- tables computed by hand ------------------------------------------------------


@pytest.mark.parametrize("kind", ["single", "truefalse"])
@pytest.mark.parametrize(
    ("chosen", "earned", "state"),
    [
        ("true", 12, "right"),
        ("false", 0, "wrong"),
        ("no_such_option", 0, "wrong"),
        ("", 0, "blank"),
        ("  ", 0, "blank"),
        (None, 0, "blank"),
        (True, 0, "unreadable"),
        (["true"], 0, "unreadable"),
        (1, 0, "unreadable"),
    ],
)
def test_one_choice_earns_all_or_nothing(kind: ItemType, chosen: object, earned: int, state: str):
    one = marked(kind, chosen, "true")

    assert (one.earned, one.state) == (earned, state)


@pytest.mark.parametrize(
    ("chosen", "strict", "half", "net", "overlap"),
    [
        # a, b and c are right, d and e are wrong; shares of 12 points.
        ("abc", 12, 12, 12, 12),
        ("cab", 12, 12, 12, 12),
        ("ab", 0, 6, 8, 8),
        ("a", 0, 6, 4, 4),
        ("abd", 0, 0, 4, 6),
        ("ad", 0, 0, 0, 3),
        ("abcd", 0, 0, 8, 9),
        ("abcde", 0, 0, 4, Fraction(36, 5)),
        ("ade", 0, 0, 0, Fraction(12, 5)),
        ("d", 0, 0, 0, 0),
        ("de", 0, 0, 0, 0),
        ("az", 0, 0, 0, 3),
        ("", 0, 0, 0, 0),
    ],
)
def test_several_choices_earn_by_the_rule_of_the_bank(chosen: str, strict, half, net, overlap):
    earned = [marked("multiple", list(chosen), ("a", "b", "c"), rule).earned for rule in RULES]

    assert earned == [strict, half, net, overlap]


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        (["a", "c"], "right"),
        (["a"], "partly"),
        (["b"], "wrong"),
        ([], "blank"),
        (["a", "a"], "unreadable"),
        (["a", 1], "unreadable"),
        ("ac", "unreadable"),
        ({"a": True}, "unreadable"),
    ],
)
def test_several_choices_are_told_right_partly_wrong_blank_or_unreadable(chosen: object, state: str):
    assert marked("multiple", chosen, ("a", "c")).state == state


@pytest.mark.parametrize(
    ("order", "earned", "state"),
    [
        ("abcd", 12, "right"),
        ("abdc", 6, "partly"),
        ("acdb", 3, "partly"),
        ("badc", 0, "wrong"),
        ("bcda", 0, "wrong"),
        ("abc", 0, "unreadable"),
        ("abcde", 0, "unreadable"),
        ("abca", 0, "unreadable"),
        ("", 0, "blank"),
    ],
)
def test_ordering_earns_for_each_step_in_its_own_place(order: str, earned: int, state: str):
    one = marked("ordering", list(order), ("a", "b", "c", "d"))

    assert (one.earned, one.state) == (earned, state)


@pytest.mark.parametrize(
    ("pairs", "earned", "state"),
    [
        ({"a": "x", "b": "y", "c": "z"}, 12, "right"),
        ({"a": "x", "b": "z", "c": "y"}, 4, "partly"),
        ({"a": "x"}, 4, "partly"),
        ({"a": "x", "b": "y", "c": "z", "d": "x"}, 12, "right"),
        ({"a": "x", "b": "x", "c": "x"}, 4, "partly"),
        ({"a": "y", "b": "z", "c": "x"}, 0, "wrong"),
        ({"a": ""}, 0, "wrong"),
        ({}, 0, "blank"),
        ({"a": ["x"]}, 0, "unreadable"),
        ([["a", "x"]], 0, "unreadable"),
    ],
)
def test_matching_earns_for_each_left_side_with_its_own_right_side(pairs: object, earned: int, state: str):
    one = marked("matching", pairs, {"a": "x", "b": "y", "c": "z"})

    assert (one.earned, one.state) == (earned, state)


@pytest.mark.parametrize(
    ("written", "earned", "state"),
    [
        ("受贿罪", 12, "right"),
        (" 受 贿 罪。", 12, "right"),
        ("“受贿罪”", 12, "right"),
        ("第388条", 12, "right"),
        ("第３８８条", 12, "right"),
        ("AbC", 12, "right"),
        ("斡旋受贿罪", 0, "wrong"),
        ("受贿罪受贿罪", 0, "wrong"),
        ("。。", 0, "wrong"),
        ("", 0, "blank"),
        (388, 0, "unreadable"),
    ],
)
def test_a_short_answer_is_compared_without_marks_and_width(written: object, earned: int, state: str):
    one = marked("short", written, ("受贿罪", "第 388 条", "ａｂｃ"))

    assert (one.earned, one.state) == (earned, state)


def test_a_case_analysis_waits_for_a_person():
    paper = Paper((Question("q", "case_analysis", POINTS), Question("r", "single", Fraction(2))))
    result = mark(paper, {"q": "很长的一段", "r": "a"}, {"r": "a"})

    assert [(one.earned, one.state) for one in result.marked] == [(None, "manual"), (2, "right")]
    assert (result.earned, result.points) == (2, 14)


def test_an_item_without_a_key_earns_nothing():
    assert mark(Paper((Question("q", "single", POINTS),)), {"q": "a"}, {}).earned == 0


def test_folding_keeps_letters_and_digits_only():
    assert folded("Ａ-1，受 贿（罪）！") == "a1受贿罪"


# --- any answer ---------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def answered(draw: st.DrawFn) -> tuple[ItemType, Answer, object]:
    """A type of item, its key, and an answer that may be given in the page."""
    kind = draw(st.sampled_from(["single", "truefalse", "multiple", "ordering", "matching", "short"]))
    ids = list("abcdef")[: draw(st.integers(3, 6))]
    some = st.lists(st.sampled_from(ids), unique=True, min_size=1)
    if kind in ("single", "truefalse"):
        return kind, draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    if kind == "multiple":
        return kind, tuple(sorted(draw(some))), draw(some)
    if kind == "ordering":
        return kind, tuple(ids), draw(st.permutations(ids))
    if kind == "matching":
        right = dict(zip(ids, draw(st.permutations(ids)), strict=True))
        return kind, right, draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(ids)))
    return kind, tuple(draw(st.lists(st.text("受贿罪a", min_size=1), min_size=1))), draw(st.text("受贿罪a"))


@settings(max_examples=200, deadline=None)
@given(answered(), st.sampled_from(RULES))
def test_marks_lie_between_nothing_and_all_points(one: tuple[ItemType, Answer, object], rule: MultipleRule):
    kind, right, chosen = one
    earned = marked(kind, chosen, right, rule).earned

    assert earned is not None and 0 <= earned <= POINTS


@settings(max_examples=100, deadline=None)
@given(answered(), st.sampled_from(RULES))
def test_the_right_answer_earns_all_points(one: tuple[ItemType, Answer, object], rule: MultipleRule):
    kind, right, _ = one
    chosen = right[0] if kind == "short" and isinstance(right, tuple) else right

    assert marked(kind, chosen, right, rule).earned == POINTS


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from("abcde"), unique=True, min_size=1), st.text(max_size=5), st.sampled_from(RULES)
)
def test_the_order_in_which_options_are_shown_never_changes_a_mark(
    chosen: list[str], seed: str, rule: MultipleRule
):
    shown = [option for option in shuffled("abcde", seed) if option in chosen]

    assert marked("multiple", shown, ("a", "c"), rule) == marked("multiple", sorted(chosen), ("a", "c"), rule)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([q.id for q in PAPER.questions]), JSON), JSON)
def test_no_answer_whatever_makes_marking_fail(answers: dict[str, object], stray: object):
    result = mark(PAPER, answers | {"no_such_item": stray}, KEY)

    assert 0 <= result.earned <= 70 and len(result.marked) == len(PAPER.questions)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["single", "truefalse", "multiple", "ordering", "matching", "short"]), JSON)
def test_an_answer_of_the_wrong_shape_earns_nothing(kind: ItemType, chosen: object):
    keys: Mapping[str, Answer] = {
        "multiple": ("long_a", "long_b"),
        "ordering": ("long_a", "long_b", "long_c"),
        "matching": {"long_a": "long_x", "long_b": "long_y"},
        "short": ("很长的标准答案",),
    }
    one = marked(kind, chosen, keys.get(kind, "long_a"))

    assert one.earned == 0 and one.state in ("wrong", "blank", "unreadable")


# --- the order on the page ------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=4), unique=True), st.lists(st.text(max_size=4)))
def test_shuffling_loses_and_adds_nothing(ids: list[str], seed: list[str]):
    assert sorted(shuffled(ids, *seed)) == sorted(ids)
    assert shuffled(reversed(ids), *seed) == shuffled(ids, *seed)


def test_the_same_seed_gives_the_same_order_on_every_machine():
    assert shuffled("abcdef") == tuple("efdcab")
    assert shuffled("abcd", "zhang", "favours", "q1", "options") == tuple("bcad")
    assert shuffled("abcd", "li", "favours", "q1", "options") == tuple("bcda")


def test_every_order_of_four_options_is_about_as_frequent():
    places = [shuffled("abcd", str(learner)).index("a") for learner in range(2000)]

    assert all(400 < places.count(place) < 600 for place in range(4))


def other_key(item: Item) -> Item:
    """The item with another right answer and other explanations, its wording untouched."""
    options: tuple[Option, ...] = tuple(replace(o, right=not o.right, why="另") for o in item.options)
    if item.type == "ordering":
        options = options[::-1]
    pairs = tuple(replace(pair, why="另") for pair in item.pairs)
    return replace(item, options=options, pairs=pairs, why="另", accept=("另",), reference="另", basis=())


def test_what_a_learner_is_shown_does_not_depend_on_the_key():
    other = replace(BANK, items=tuple(map(other_key, BANK.items)))

    assert paper_data(released_paper(BANK), "zhang").data == paper_data(released_paper(other), "zhang").data
    assert paper_of(BANK) == paper_of(other)


def test_no_explanation_of_a_graded_item_is_shown():
    shown = str(paper_data(released_paper(BANK), "zhang").data)
    hidden = [part.why for item in BANK.items for part in (*item.options, *item.pairs)]
    hidden += [line for item in BANK.items for line in item.reference.splitlines() if line]

    assert hidden and not [words for words in hidden if words in shown]


def test_the_ids_of_a_released_paper_do_not_tell_what_belongs_together():
    asked = [one for one in released_paper(BANK)["items"] if one["type"] == "matching"]
    steps = [item for item in BANK.items if item.type == "ordering"]
    shown = json.dumps(released_paper(BANK), ensure_ascii=False)

    assert all({o["id"] for o in one["left"]}.isdisjoint(o["id"] for o in one["right"]) for one in asked)
    assert [o.id for item in steps for o in item.options if f'"{o.id}"' in shown] == []


def test_the_right_answers_in_the_ids_of_the_released_paper_earn_all_points():
    key = {item.id: released_answer(item, BANK.assignment) for item in BANK.items if item.id in KEY}
    answers = {name: list(right) if isinstance(right, tuple) else right for name, right in key.items()}

    assert answer_faults(released_paper(BANK), answers) == []
    assert mark(PAPER, answers, key).earned == 70


# --- the graded bank ----------------------------------------------------------------


def full_answer(item: Item) -> object:
    right = right_answer(item)
    return list(right) if isinstance(right, tuple) else right


def wrong_answer(item: Item) -> object:
    """What one picks who takes the permitted conduct for illegal."""
    wrongs = [option.id for option in item.options if not option.right]
    return wrongs if item.type == "multiple" else wrongs[0]


def test_perfect_answers_earn_the_seventy_points_that_software_can_mark():
    answers = {item.id: full_answer(item) for item in BANK.items if item.id in KEY}
    result = mark(PAPER, answers, KEY)

    assert (result.earned, result.points) == (70, 100)
    assert [one.id for one in result.marked if one.earned is None] == ["favours_e01"]


def test_an_empty_paper_earns_nothing():
    assert mark(PAPER, {}, KEY).earned == 0


def test_who_calls_everything_illegal_stays_clearly_under_the_pass_line():
    judged = [item for item in BANK.items if item.type in ("single", "truefalse", "multiple")]
    answers = {i.id: wrong_answer(i) if i.permitted else full_answer(i) for i in BANK.items if i.id in KEY}
    earned = mark(PAPER, answers, KEY).earned
    lost = sum(item.points for item in judged if item.permitted)

    assert earned == 70 - lost
    # Not even with every point of the essay.
    assert (earned + 30) * 100 <= (BANK.pass_percent - 5) * 100


@pytest.mark.parametrize("letter", "abcd")
def test_who_always_picks_the_same_letter_earns_less_than_half(letter: str):
    singles = [item for item in BANK.items if item.type == "single"]
    paper = replace(PAPER, questions=tuple(q for q in PAPER.questions if q.type == "single"))

    assert mark(paper, dict.fromkeys((i.id for i in singles), letter), KEY).earned * 2 < 20


def test_who_always_picks_the_longest_option_earns_less_than_half():
    singles = [item for item in BANK.items if item.type == "single"]
    answers = {item.id: max(item.options, key=lambda o: len(o.text)).id for item in singles}
    paper = replace(PAPER, questions=tuple(q for q in PAPER.questions if q.type == "single"))

    assert mark(paper, answers, KEY).earned * 2 < 20


def test_an_ordering_item_with_two_equal_steps_is_a_fault():
    steps = tuple(Option(i, text, "因") for i, text in (("a", "登记"), ("b", "上交"), ("c", "登记")))
    item = replace(next(i for i in BANK.items if i.type == "ordering"), options=steps)

    assert "I501" in {one.code for one in item_faults(item)}
