"""`practice.yml` and `assignments/bank/*.yml`: the file's shape and its value."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import Field

from qingfeng.content.source import Shape, Source, read_source, shaped, valued
from qingfeng.words.model import Bank, Item, ItemType, MultipleRule, Origin
from qingfeng.words.model import Section as SectionValue


class OptionShape(Shape):
    """Something to choose or to put in order."""

    id: str
    text: str = Field(min_length=1)
    right: bool = False
    why: str = ""


class PairShape(Shape):
    """A left side and its right side."""

    id: str
    left: str
    right: str
    why: str = ""


class CriterionShape(Shape):
    """One line of a rubric."""

    id: str
    name: str
    points: Fraction
    levels: list[str] = []


class ItemShape(Shape):
    """One item, with its key and explanations."""

    id: str
    type: ItemType
    section: str = ""
    points: Fraction = Fraction(0)
    level: Literal["易", "中", "难"] = "中"
    on: str = ""
    permitted: bool = False
    origin: Origin
    stem: str = Field(min_length=1)
    options: list[OptionShape] = []
    pairs: list[PairShape] = []
    accept: list[str] = []
    answer: bool | None = None
    why: str = ""
    why_true: str = ""
    why_false: str = ""
    rubric: list[CriterionShape] = []
    reference: str = ""
    min_chars: int = 0
    max_chars: int = 0
    basis: list[str] = []
    note: str = ""


class SectionShape(Shape):
    """A part of a graded quiz."""

    id: str
    title: str
    kind: Literal["auto", "manual"]


class BankShape(Shape):
    """A set of items; the graded keys stay empty in practice."""

    title: str
    on: str = ""
    intro: str = ""
    assignment: str = ""
    minutes: int = 0
    due: str = ""
    pass_percent: int = 80
    multiple_rule: MultipleRule = "half"
    sections: list[SectionShape] = []
    items: list[ItemShape] = Field(min_length=1)


def load_bank(path: Path, root: Path) -> Bank:
    """The items of a file; ContentError for faults of syntax and shape."""
    source = read_source(path, root)
    shape = shaped(BankShape, source)
    assert isinstance(shape, BankShape)
    return Bank(
        title=shape.title,
        intro=shape.intro,
        assignment=shape.assignment,
        minutes=shape.minutes,
        due=shape.due,
        pass_percent=shape.pass_percent,
        multiple_rule=shape.multiple_rule,
        sections=tuple(SectionValue(s.id, s.title, s.kind) for s in shape.sections),
        items=tuple(_item(item, shape.on, source, i) for i, item in enumerate(shape.items)),
        at=source.at(),
    )


def _item(shape: ItemShape, on: str, source: Source, index: int) -> Item:
    item = valued(Item, _with_options(shape, on), source, ("items", index))
    return item


def _with_options(shape: ItemShape, on: str) -> ItemShape:
    """The item with 对 and 错 as options, the file's date, and points from the rubric."""
    update: dict[str, object] = {"on": shape.on or on}
    if shape.type == "truefalse" and not shape.options and shape.answer is not None:
        update["options"] = [
            OptionShape(id="true", text="对", right=shape.answer, why=shape.why_true),
            OptionShape(id="false", text="错", right=not shape.answer, why=shape.why_false),
        ]
    if shape.rubric and not shape.points:
        update["points"] = sum((c.points for c in shape.rubric), Fraction(0))
    return shape.model_copy(update=update)
