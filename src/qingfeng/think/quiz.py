"""Marking: one pure function for every path, and the shuffle that never touches it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from qingfeng.words.model import Answer, Bank, Item, Marked, Paper, Question, Result

Key = Mapping[str, Answer]
NOTHING, ALL = Fraction(0), Fraction(1)


def mark(paper: Paper, answers: Mapping[str, object], key: Key) -> Result:
    """The marks of `answers` (item id to answer) on `paper` by `key` (item id to right answer).

    Answers are by option id, so the order in which options were shown plays no part.
    An answer of the wrong shape earns nothing and is called unreadable; it never raises.
    """
    return Result(
        tuple(
            _mark_one(question, answers.get(question.id), key.get(question.id))
            for question in paper.questions
        )
    )


def paper_of(bank: Bank) -> Paper:
    """The paper that asks every item of the bank, in its order."""
    return Paper(tuple(Question(item.id, item.type, item.points, bank.multiple_rule) for item in bank.items))


def right_answer(item: Item) -> Answer:
    """The right answer of one item; accepted strings for a short answer."""
    if item.type in ("single", "truefalse"):
        return next(option.id for option in item.options if option.right)
    if item.type == "multiple":
        return tuple(sorted(option.id for option in item.options if option.right))
    if item.type == "ordering":
        return tuple(option.id for option in item.options)
    if item.type == "matching":
        return {pair.id: pair.id for pair in item.pairs}
    return item.accept


def shuffled(ids: Iterable[str], *seed: str) -> tuple[str, ...]:
    """The ids in an order that depends on the seed alone: same seed, same order, anywhere."""
    start = "\x1f".join(seed)
    return tuple(sorted(ids, key=lambda i: hashlib.sha256(f"{start}\x1f{i}".encode()).digest()))


def folded(text: str) -> str:
    """A short answer without white space and punctuation, full and half width made one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


def _is_blank(given: object) -> bool:
    return given is None or (isinstance(given, str) and not given.strip()) or given in ([], {})


def _mark_one(question: Question, given: object, right: Answer | None) -> Marked:
    if question.type == "case_analysis":
        return Marked(question.id, None, question.points, "manual")
    if _is_blank(given) or right is None:
        return Marked(question.id, NOTHING, question.points, "blank")
    share = _share(question, given, right)
    if share is None:
        return Marked(question.id, NOTHING, question.points, "unreadable")
    if share in (NOTHING, ALL):
        state: Literal["right", "wrong"] = "right" if share else "wrong"
        return Marked(question.id, question.points if share else NOTHING, question.points, state)
    return Marked(question.id, question.points * share, question.points, "partly")


def _share(question: Question, given: object, right: Answer) -> Fraction | None:
    """The share of the points earned, from 0 to 1; None for an answer of the wrong shape."""
    if question.type in ("single", "truefalse"):
        return _all_if(given == right) if isinstance(given, str) else None
    if question.type == "short":
        return _all_if(folded(given) in map(folded, right)) if isinstance(given, str) else None
    if question.type == "matching":
        return _share_of_pairs(given, right)
    chosen = _ids(given)
    if chosen is None or not isinstance(right, tuple):
        return None
    if question.type == "ordering":
        return _share_of_places(chosen, right)
    return _share_of_options(set(chosen), set(right), question)


def _all_if(holds: bool) -> Fraction:
    return ALL if holds else NOTHING


def _ids(given: object) -> tuple[str, ...] | None:
    """A list of distinct strings, or None."""
    if not isinstance(given, list | tuple) or not all(isinstance(g, str) for g in given):
        return None
    return tuple(given) if len(set(given)) == len(given) else None


def _share_of_places(chosen: tuple[str, ...], right: tuple[str, ...]) -> Fraction | None:
    """Ordering: the share of steps that stand in their own place."""
    if set(chosen) != set(right):
        return None
    return Fraction(sum(c == r for c, r in zip(chosen, right, strict=True)), len(right))


def _share_of_pairs(given: object, right: Answer) -> Fraction | None:
    """Matching: the share of left sides that got their own right side."""
    if not isinstance(given, Mapping) or not isinstance(right, Mapping):
        return None
    if not all(isinstance(k, str) and isinstance(v, str) for k, v in given.items()):
        return None
    return Fraction(sum(given.get(left) == r for left, r in right.items()), len(right))


def _share_of_options(chosen: set[str], right: set[str], question: Question) -> Fraction:
    """Multiple choice by one of four rules; see docs/glossary.md 多选计分.

    strict: all or nothing. half: half the points for some of the right ones and no wrong one.
    net: right ones minus wrong ones, as a share of the right ones, not below zero.
    overlap: the right ones chosen as a share of all options that are right or chosen.
    """
    if chosen == right:
        return ALL
    good, bad = len(chosen & right), len(chosen - right)
    if question.rule == "strict":
        return NOTHING
    if question.rule == "half":
        return Fraction(1, 2) if good and not bad else NOTHING
    if question.rule == "net":
        return max(NOTHING, Fraction(good - bad, len(right)))
    return Fraction(good, len(right | chosen))
