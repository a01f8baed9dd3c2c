"""The released paper: the same bytes from the same bank, and nothing in it that tells the key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import Project
from qingfeng.show.grading.build import (
    build,
    notebook,
    released_answer,
    released_paper,
    section_key,
    section_total,
)
from qingfeng.words.model import Bank, Item, ItemType, Option, Pair
from tests.server import ROOT, copy_of_course

BANK = Project(ROOT).bank("favours")
SECRET = {"permitted", "why", "basis", "reference", "note", "answer", "accept", "levels", "origin", "explain"}


def built(root: Path) -> dict[str, bytes]:
    folder = root / "assignments" / "source" / "favours"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def keys_in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from keys_in(one)
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield name
            yield from keys_in(one)


def asked(bank: Bank) -> list[dict[str, Any]]:
    items = released_paper(bank)["items"]
    assert isinstance(items, list)
    return items


def ids(shown: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(one["id"] for one in shown)


# --- the files -----------------------------------------------------------------------------


def test_building_twice_gives_the_same_bytes(tmp_path: Path):
    root = copy_of_course(tmp_path)
    build("favours", root)
    first = built(root)
    build("favours", root)

    assert built(root) == first and first.keys() == {"items.json", "favours.ipynb"}


def test_two_processes_with_other_hash_seeds_give_the_same_bytes(tmp_path: Path):
    made = []
    for seed in ("1", "20261"):
        root = copy_of_course(tmp_path / seed)
        environment = os.environ | {"PYTHONHASHSEED": seed, "QINGFENG_ROOT": str(root), "LC_ALL": "C"}
        command = [sys.executable, "-m", "qingfeng", "build", "favours"]
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
        made.append(built(root))

    assert made[0] == made[1]


def test_the_source_notebook_is_valid_and_its_cells_have_names_of_their_own():
    made = nbformat.from_dict(notebook(BANK))
    nbformat.validate(made)
    cells = [cell.id for cell in made.cells]

    assert len(set(cells)) == len(cells) == 2 + len(BANK.sections)
    assert [c.metadata.nbgrader.grade_id for c in made.cells[2:]] == [
        f"section_{s.id}" for s in BANK.sections
    ]


def test_only_the_essay_is_open_and_every_other_section_is_locked():
    marks = {
        c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"] for c in notebook(BANK)["cells"][2:]
    }  # type: ignore[index]
    open_ones = [name for name, mark in marks.items() if not mark["locked"]]

    assert open_ones == ["section_essay"]
    assert all(mark["solution"] != mark["locked"] and mark["grade"] for mark in marks.values())


def test_points_sum_to_a_hundred_in_the_bank_the_paper_and_the_notebook():
    paper = released_paper(BANK)
    cells = [cell["metadata"].get("nbgrader") for cell in notebook(BANK)["cells"]]  # type: ignore[attr-defined]

    assert sum(item.points for item in BANK.items) == 100
    assert sum(section_total(BANK, section) for section in BANK.sections) == 100
    assert sum(section["points"] for section in paper["sections"]) == 100  # type: ignore[attr-defined]
    assert sum(item["points"] for item in asked(BANK)) == 100
    assert sum(marks["points"] for marks in cells if marks) == 100


def test_all_learners_get_the_same_paper(klass):
    held = {p.read_bytes() for p in klass.root.glob("work/*/favours/items.json")}
    outbound = (klass.exchange / "outbound" / "favours" / "items.json").read_bytes()
    source = (klass.root / "assignments" / "source" / "favours" / "items.json").read_bytes()

    assert held == {outbound} == {source}


# --- nothing tells the key ------------------------------------------------------------------


def test_a_released_paper_has_no_field_of_the_instructors_side():
    assert SECRET.isdisjoint(keys_in(released_paper(BANK)))


def test_every_item_is_released_with_the_same_fields_whatever_its_key():
    fields = {frozenset(item) for item in asked(BANK)}
    options = {
        frozenset(one) for item in asked(BANK) for one in (*item["options"], *item["left"], *item["right"])
    }

    assert len(fields) == 1 and options == {frozenset({"id", "text"})}


def test_the_key_of_each_section_is_in_the_ids_of_the_released_paper():
    by_id = {item["id"]: item for item in asked(BANK)}
    for section in BANK.sections[:-1]:
        for name, (kind, points, right) in section_key(BANK, section.id).items():
            item = by_id[name]
            options, left, right_side = (ids(item[part]) for part in ("options", "left", "right"))
            given_ids = [right] if isinstance(right, str) else right
            assert (kind, points) == (item["type"], item["points"])
            if isinstance(given_ids, Mapping):
                assert (set(given_ids), set(given_ids.values())) == (set(left), set(right_side))
            else:
                assert set(given_ids) <= set(options)  # type: ignore[call-overload]


def test_no_order_of_the_real_paper_is_the_right_one():
    shown = {item["id"]: item for item in asked(BANK)}
    for item in BANK.items:
        right = released_answer(item, "favours")
        if item.type == "ordering":
            steps = ids(shown[item.id]["options"])
            assert right not in (steps, tuple(sorted(steps)))
        if item.type == "matching":
            assert isinstance(right, Mapping)
            left, other = ids(shown[item.id]["left"]), ids(shown[item.id]["right"])
            assert tuple(right[one] for one in left) != other
            assert [right[one] for one in sorted(left)] != sorted(other)


def item_of(kind: ItemType, stem: str, texts: list[str], names: list[str]) -> Item:
    options = (
        tuple(Option(n, t, "解析") for n, t in zip(names, texts, strict=True)) if kind == "ordering" else ()
    )
    half = list(zip(names, texts, texts[::-1], strict=True)) if kind == "matching" else []
    pairs = tuple(Pair(name, f"左{a}", f"右{b}", "解析") for name, a, b in half)
    return replace(
        BANK.items[0],
        id=f"made_{kind}",
        type=kind,
        stem=stem,
        options=options,
        pairs=pairs,
        points=Fraction(4),
    )


def bank_of(*items: Item) -> Bank:
    return replace(BANK, assignment="made", items=items)


@st.composite
def made_items(draw: st.DrawFn) -> tuple[ItemType, str, list[str]]:
    """An item of ordering or matching: its type, its stem and its texts in the right order."""
    texts = st.lists(st.text("收退登报交送请托", min_size=1, max_size=6), min_size=3, max_size=6, unique=True)
    return draw(st.sampled_from(["ordering", "matching"])), draw(st.text(max_size=20)), draw(texts)


@settings(max_examples=100, deadline=None)
@given(made_items(), st.randoms(use_true_random=False))
def test_the_authors_ids_and_order_leave_no_trace_in_the_released_paper(made, random):
    kind, stem, texts = made
    names = [f"step{n}" for n in range(len(texts))]
    others = random.sample(["handler", "yi", "bing", "first", "z", "a"], len(texts))
    paper = asked(bank_of(item_of(kind, stem, texts, names)))

    assert paper == asked(bank_of(item_of(kind, stem, texts, others)))
    if kind == "ordering":
        moved = random.sample(texts, len(texts))
        assert paper == asked(bank_of(item_of(kind, stem, moved, names)))


@settings(max_examples=100, deadline=None)
@given(made_items())
def test_every_released_id_is_used_once_and_answers_the_item(made):
    kind, stem, texts = made
    item = item_of(kind, stem, texts, [f"n{n}" for n in range(len(texts))])
    (shown,) = asked(bank_of(item))
    right = released_answer(item, "made")
    used = [one["id"] for part in ("options", "left", "right") for one in shown[part]]
    text_of = {one["id"]: one["text"] for part in ("options", "left", "right") for one in shown[part]}

    assert len(set(used)) == len(used)
    if isinstance(right, Mapping):
        assert {text_of[a]: text_of[b] for a, b in right.items()} == {p.left: p.right for p in item.pairs}
    else:
        assert [text_of[one] for one in right] == texts


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_what_is_shown_agrees_with_the_key_only_as_often_as_chance(kind: ItemType):
    texts, names, count = ["收", "退", "登记", "上交"], ["a", "b", "c", "d"], 2400
    agreed = {"as listed": 0, "by id": 0}
    for number in range(count):
        item = item_of(kind, f"第 {number} 题", texts, names)
        (shown,) = asked(bank_of(item))
        right = released_answer(item, "made")
        if isinstance(right, Mapping):
            left, other = ids(shown["left"]), ids(shown["right"])
            agreed["as listed"] += tuple(right[one] for one in left) == other
            agreed["by id"] += tuple(right[one] for one in sorted(left)) == tuple(sorted(other))
        else:
            agreed["as listed"] += right == ids(shown["options"])
            agreed["by id"] += right == tuple(sorted(ids(shown["options"])))

    # One order of 24 is right: 100 of 2400, with a standard deviation of just under 10.
    assert all(60 <= times <= 140 for times in agreed.values()), agreed


def test_no_id_can_be_guessed_from_the_names_the_author_gave():
    from hashlib import sha256

    names = {one.id for item in BANK.items for one in (*item.options, *item.pairs)}
    shown = {one["id"] for i in asked(BANK) for part in ("options", "left", "right") for one in i[part]}
    guesses = {
        "x" + sha256("|".join(("favours", item.id, part, name, item.stem)).encode()).hexdigest()[:8]
        for item in BANK.items
        for part in ("step", "left", "right")
        for name in names
    }

    assert shown.isdisjoint(guesses)


def test_a_released_paper_is_json_that_any_reader_reads(tmp_path: Path):
    root = copy_of_course(tmp_path)
    build("favours", root)
    content = built(root)["items.json"]

    assert json.loads(content.decode("utf-8")) == released_paper(BANK)
    assert content.endswith(b"\n") and b"\r" not in content and b"\\u" not in content
