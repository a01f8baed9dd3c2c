"""What a learner reads back: their own paper in Chinese, item by item, with 解析 and 依据.

Explanations tell the key, so they are made only once the due date has passed; before it a page
has the points alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from qingfeng.content.basis import Library, Reference
from qingfeng.show.desk import BEIJING
from qingfeng.show.grading.build import released_answer, released_ids, released_paper
from qingfeng.think.quiz import mark, paper_of
from qingfeng.words.model import Bank, Item, Marked

Json = dict[str, object]

STATES = {
    "right": "答对",
    "partly": "部分答对",
    "wrong": "答错",
    "blank": "没有作答",
    "unreadable": "答案读不出来",
    "manual": "由教员评分",
}


@dataclass(frozen=True)
class Line:
    """An option, step or pair: what it says, whether it holds, whether it was chosen, why."""

    text: str
    right: bool
    chosen: bool
    why: str


@dataclass(frozen=True)
class ItemView:
    """One item as a learner reads it back. Before the due date `earned` is None and `lines` are
    empty: right or wrong, item by item, would be the key in small coin."""

    number: int
    stem: str
    state: str
    earned: float | None
    points: float
    given: str
    lines: tuple[Line, ...]
    why: str
    basis: tuple[Reference, ...]


@dataclass(frozen=True)
class SectionView:
    """A section with its items."""

    title: str
    items: tuple[ItemView, ...]


def is_over(due: str) -> bool:
    """Whether the due date has passed."""
    return datetime.fromisoformat(due) <= datetime.now(BEIJING)


def sections(bank: Bank, library: Library, answers: Mapping[str, object]) -> dict[str, SectionView]:
    """The sections of a paper as a learner with these answers reads them back, by id."""
    key = {i.id: released_answer(i, bank.assignment) for i in bank.items if i.type != "case_analysis"}
    marks = {one.id: one for one in mark(paper_of(bank), answers, key).marked}
    texts = _texts(bank)
    over = is_over(bank.due)
    numbers = {item.id: i for i, item in enumerate(bank.items, start=1)}
    return {
        section.id: SectionView(
            section.title,
            tuple(
                _view(
                    item, numbers[item.id], marks[item.id], answers.get(item.id), texts, over, library, bank
                )
                for item in bank.of(section.id)
            ),
        )
        for section in bank.sections
    }


def _view(
    item: Item,
    number: int,
    marked: Marked,
    given: object,
    texts: Mapping[str, Mapping[str, str]],
    over: bool,
    library: Library,
    bank: Bank,
) -> ItemView:
    shown = over and item.type != "case_analysis"
    return ItemView(
        number=number,
        stem=item.stem.strip(),
        state=_state(marked, over),
        earned=float(marked.earned) if over and marked.earned is not None else None,
        points=float(marked.points),
        # Half a character, as a hand-made file may hold, could not be written to the page.
        given=_in_words(item, given, texts[item.id]).encode("utf-8", "replace").decode("utf-8"),
        lines=_lines(item, given, bank) if shown else (),
        why=item.why.strip() if shown else "",
        basis=tuple(library.reference(basis, item.on) for basis in item.basis) if shown else (),
    )


def _state(marked: Marked, over: bool) -> str:
    told = over or marked.state in ("blank", "manual")
    return STATES[marked.state] if told else "已作答"


def _texts(bank: Bank) -> dict[str, dict[str, str]]:
    """The words behind every released id, by item."""
    found: dict[str, dict[str, str]] = {}
    questions = released_paper(bank)["items"]
    assert isinstance(questions, list)
    for question in questions:
        parts = [*question["options"], *question["left"], *question["right"]]
        found[question["id"]] = {str(part["id"]): str(part["text"]) for part in parts}
    return found


def _in_words(item: Item, given: object, texts: Mapping[str, str]) -> str:
    """An answer in words; essays stand in their own cell."""
    if item.type == "case_analysis" or not given:
        return ""
    if isinstance(given, Mapping):
        return "；".join(f"{texts.get(str(k), '？')} — {texts.get(str(v), '？')}" for k, v in given.items())
    if isinstance(given, list):
        joint = " → " if item.type == "ordering" else "；"
        return joint.join(texts.get(str(one), "？") for one in given)
    return texts.get(str(given), str(given))


def _lines(item: Item, given: object, bank: Bank) -> tuple[Line, ...]:
    """Every option, step or pair with its 解析, in the right order."""
    if item.type == "matching":
        ids = released_ids(item, bank.assignment)
        own = given if isinstance(given, Mapping) else {}
        return tuple(
            Line(f"{pair.left} — {pair.right}", True, own.get(ids[pair.id][0]) == ids[pair.id][1], pair.why)
            for pair in item.pairs
        )
    if item.type == "ordering":
        return tuple(Line(option.text, True, False, option.why) for option in item.options)
    chosen = given if isinstance(given, list) else [given]
    return tuple(Line(o.text, o.right, o.id in chosen, o.why) for o in item.options)
