"""`case.yml`: facts with the place of their source sentence, sums, and the page itself.

The page's own sentences are not copied into the project: a fact names the block in which its
sentence starts and the hash of the sentence without white space.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.model import Case, Fact, Locator, Origin
from qingfeng.words.problems import Problem, problem


class PersonShape(Shape):
    """Somebody of the case."""

    id: str
    name: str
    role: str
    fact: str = ""


class LocatorShape(Shape):
    """The place of a sentence on the page."""

    paragraph: int
    hash: str


class FactShape(Shape):
    """What the page says, paraphrased; or what was written for teaching, which has no source."""

    id: str
    date: str = ""
    says: str
    people: list[str] = []
    figures: list[str] = []
    source: LocatorShape | None = None
    origin: Origin = "原文"


class MoneyShape(Shape):
    """A stated sum in yuan."""

    id: str
    name: str
    amount: int
    unit: str = "元"
    fact: str


class SumShape(Shape):
    """A derived sum in yuan."""

    id: str
    name: str
    of: list[str] = Field(min_length=1)
    amount: int
    origin: Origin = "解读"


class InterpretationShape(Shape):
    """A reading of the facts."""

    id: str
    says: str
    basis: list[str] = []


class PageShape(Shape):
    """Which page the case is from."""

    file: str
    heading: str


class CaseShape(Shape):
    """A worked case as data."""

    id: str
    title: str
    unit: int
    minutes: int
    notice: str
    source: PageShape
    people: list[PersonShape]
    facts: list[FactShape] = Field(min_length=1)
    money: list[MoneyShape] = []
    sums: list[SumShape] = []
    interpretations: list[InterpretationShape] = []
    silent: list[str] = []

    @property
    def source_file(self) -> str:
        """The page's file name."""
        return self.source.file

    @property
    def heading(self) -> str:
        """The heading under which the case stands."""
        return self.source.heading


def load_case(path: Path, root: Path) -> Case:
    """The case of a file; ContentError for faults of syntax and shape."""
    source = read_source(path, root)
    return valued(Case, shaped(CaseShape, source), source)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the page without white space, and the block in which it starts (from 1)."""

    paragraph: int
    text: str

    @property
    def locator(self) -> Locator:
        """Where the sentence stands."""
        return Locator(self.paragraph, hashlib.sha256(self.text.encode()).hexdigest()[:16])


def page_of(case: Case, root: Path) -> Path | None:
    """The page a case is from, where it lies beside the project; None elsewhere."""
    folder = os.environ.get("QINGFENG_SOURCE", "")
    path = (Path(folder) if folder else root.parent / "shared" / "seeds") / case.source_file
    return path if path.is_file() else None


def sentences(page: str) -> tuple[Sentence, ...]:
    """The sentences of a page. Its blocks break sentences, so white space means nothing;
    a heading (a block that starts with #) is a sentence of its own."""
    return tuple(_sentences(page))


def _sentences(page: str) -> Iterator[Sentence]:
    text, start = "", 0
    for number, block in enumerate(filter(str.strip, re.split(r"\n\s*\n", page)), start=1):
        bare = re.sub(r"\s", "", block)
        if bare.startswith("#"):
            if text:
                yield Sentence(start, text)
            yield Sentence(number, bare)
            text = ""
            continue
        for piece in re.findall(r"[^。！？]*[。！？]+[”’]*|[^。！？]+$", bare):
            start = start if text else number
            text += piece
            if re.search(r"[。！？][”’]*$", piece):
                yield Sentence(start, text)
                text = ""
    if text:
        yield Sentence(start, text)


def fact_faults(case: Case, page: str) -> list[Problem]:
    """Facts whose sentence or figures are not on the page."""
    found = {s.locator: s.text for s in sentences(page)}
    faults = []
    for fact in case.facts:
        if fact.source is None:
            continue
        text = found.get(fact.source)
        if text is None:
            faults.append(_no_sentence(fact, fact.source, found))
            continue
        for figure in fact.figures:
            if re.sub(r"\s", "", figure) not in text:
                what = f"事实“{fact.id}”的原句里没有“{figure}”"
                faults.append(problem(fact.at, "F302", what, "照原文的写法改 figures，或者改 source。"))
    return faults


def origin_faults(case: Case) -> list[Problem]:
    """Facts of the page without the place of their sentence, and facts for teaching with one."""
    faults = []
    for fact in case.facts:
        if fact.origin == "原文" and fact.source is None:
            what = f"事实“{fact.id}”标原文，却没有写原句在哪里"
            faults.append(problem(fact.at, "F308", what, "补上 source；编的写 origin: 教学编写。"))
        if fact.origin != "原文" and fact.source is not None:
            what = f"事实“{fact.id}”标{fact.origin}，却写了原句的位置"
            faults.append(problem(fact.at, "F308", what, "删去 source；报道写了的就标原文。"))
    return faults


def _no_sentence(fact: Fact, source: Locator, found: dict[Locator, str]) -> Problem:
    elsewhere = [place.paragraph for place in found if place.hash == source.hash]
    mend = (
        f"这句在第 {elsewhere[0]} 段，改 paragraph。"
        if elsewhere
        else "核对原文；用 qingfeng locate 找出这一句的 paragraph 和 hash。"
    )
    what = f"事实“{fact.id}”的原句在版面第 {source.paragraph} 段里找不到"
    return problem(fact.at, "F301", what, mend)


def sum_faults(case: Case) -> list[Problem]:
    """Derived sums that do not add up, and parts that are not stated."""
    stated = {m.id: m.amount for m in case.money}
    faults = []
    for one in case.sums:
        unknown = [part for part in one.of if part not in stated]
        if unknown:
            what = f"合计“{one.name}”里的“{unknown[0]}”不在 money 里"
            faults.append(problem(one.at, "F303", what, "可用的有：" + "、".join(stated) + "。"))
            continue
        total = sum(stated[part] for part in one.of)
        if total != one.amount:
            what = f"合计“{one.name}”写的是 {one.amount}，各项相加是 {total}"
            faults.append(problem(one.at, "F304", what, f"改成 {total}，或者核对各项。"))
    return faults
