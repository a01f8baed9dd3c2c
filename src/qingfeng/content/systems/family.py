"""What a family session is played from: `couple.yml` and `circle.yml` of a case, and the letter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.family import Card, Circle, Couple, Letter, Round
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, nearest, problem, repeated

ROUNDS, TALK, PARTS = 4, 3, 8


class CardShape(Shape):
    """A card."""

    id: str = Field(min_length=1)
    label: str = Field(min_length=1)
    steady: bool


class SidesShape(Shape):
    """What the two are called."""

    one: str
    other: str


class HandsShape(Shape):
    """The cards of both."""

    one: list[CardShape] = Field(min_length=1)
    other: list[CardShape] = Field(min_length=1)


class RoundShape(Shape):
    """A round."""

    id: str = Field(min_length=1)
    title: str
    text: str = Field(min_length=1)
    origin: Origin
    cards: HandsShape
    same_steady: str = Field(min_length=1)
    differ: str = Field(min_length=1)
    both_waver: str = Field(min_length=1)
    talk: list[str] = Field(min_length=1)
    basis: list[str] = []


class CoupleShape(Shape):
    """`couple.yml`."""

    title: str
    notice: str = Field(min_length=1)
    on: str
    sides: SidesShape
    rounds: list[RoundShape] = Field(min_length=1)
    closing: str = Field(min_length=1)


class RoleShape(Shape):
    """A voice."""

    id: str = Field(min_length=1)
    name: str
    hint: str = ""


class PartShape(Shape):
    """What one role reads."""

    id: str = Field(min_length=1)
    reader: str
    text: str = Field(min_length=1)
    pause: str = ""


class QuestionShape(Shape):
    """A question for the table."""

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answer: str = Field(min_length=1)


class CircleShape(Shape):
    """`circle.yml`."""

    title: str
    notice: str = Field(min_length=1)
    on: str
    roles: list[RoleShape] = Field(min_length=1)
    parts: list[PartShape] = Field(min_length=1)
    questions: list[QuestionShape] = Field(min_length=1)
    basis: list[str] = []


class LineShape(Shape):
    """A line."""

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    origin: Origin


class LetterShape(Shape):
    """`letter.yml`."""

    title: str
    notice: str = Field(min_length=1)
    on: str
    case: str
    openings: list[LineShape] = Field(min_length=1)
    closings: list[LineShape] = Field(min_length=1)
    prompts: list[LineShape] = Field(min_length=1)
    basis: list[str] = []


def load_couple(path: Path, root: Path) -> Couple:
    """The couple cards of a file; ContentError for faults of syntax and shape, an id used twice,
    too few rounds or sentences, and hands that would make one of the two the fool."""
    source = read_source(path, root)
    couple = valued(Couple, shaped(CoupleShape, source), source)
    faults = repeated(((one.id, one.at) for one in couple.rounds), "M182", "id")
    if len(couple.rounds) < ROUNDS:
        what = f"只有 {len(couple.rounds)} 轮，至少要 {ROUNDS} 轮"
        faults.append(problem(couple.at, "M201", what, "补上一轮，照着前面几轮写。"))
    for one in couple.rounds:
        faults += _round_faults(one)
    if faults:
        raise ContentError(faults)
    return couple


def load_circle(path: Path, root: Path) -> Circle:
    """The script of a reading circle; ContentError for faults of syntax and shape, an id used
    twice, too few parts, a reader who is no role and a role that reads nothing."""
    source = read_source(path, root)
    circle = valued(Circle, shaped(CircleShape, source), source)
    faults = [*_circle_faults(circle)]
    for rows in (circle.roles, circle.parts, circle.questions):
        faults += repeated(((row.id, row.at) for row in rows), "M182", "id")
    if faults:
        raise ContentError(faults)
    return circle


def load_letter(path: Path, root: Path) -> Letter:
    """The lines of the letter; ContentError for faults of syntax and shape and an id used twice."""
    source = read_source(path, root)
    letter = valued(Letter, shaped(LetterShape, source), source)
    faults: list[Problem] = []
    for rows in (letter.openings, letter.closings, letter.prompts):
        faults += repeated(((row.id, row.at) for row in rows), "M182", "id")
    if faults:
        raise ContentError(faults)
    return letter


def _round_faults(one: Round) -> Iterator[Problem]:
    for hand in (one.cards.one, one.cards.other):
        yield from repeated(((card.id, card.at) for card in hand), "M182", "id")
        if not 0 < _steady(hand) < len(hand):
            what = f"“{one.title}”有一边的卡全稳，或者全不稳"
            yield problem(hand[0].at, "M202", what, "每一边都要有稳的，也要有会犹豫的。")
    if _steady(one.cards.one) != _steady(one.cards.other):
        what = f"“{one.title}”两边稳的卡不一样多"
        yield problem(one.at, "M202", what, "没有哪一边该糊涂；改到两边一样多。")
    if len(one.talk) != TALK:
        what = f"“{one.title}”的 talk 有 {len(one.talk)} 句，要 {TALK} 句"
        yield problem(one.at, "M203", what, "补上或者删去一句。")


def _steady(hand: tuple[Card, ...]) -> int:
    return sum(card.steady for card in hand)


def _circle_faults(circle: Circle) -> Iterator[Problem]:
    known = [role.id for role in circle.roles]
    for part in circle.parts:
        if part.reader not in known:
            what = f"“{part.id}”由“{part.reader}”来读，没有这个角色"
            yield problem(part.at, "M204", what, nearest(part.reader, known))
    for role in circle.roles:
        if role.id not in [part.reader for part in circle.parts]:
            what = f"角色“{role.name}”一段也没有"
            yield problem(role.at, "M204", what, "给他一段，或者删去这个角色。")
    if len(circle.parts) < PARTS:
        what = f"只有 {len(circle.parts)} 段，至少要 {PARTS} 段"
        yield problem(circle.at, "M205", what, "补上几段，最后一段说一家人能说什么、能做什么。")
