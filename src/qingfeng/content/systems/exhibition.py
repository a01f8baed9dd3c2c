"""`course/systems/exhibition.yml`: the virtual exhibition, chapter by chapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.exhibition import Chapter, Exhibition
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, Problem, nearest, problem, repeated

# Four chapters, as the page has it; a chapter of one or two things would be no walk.
CHAPTERS, EXHIBITS = 4, 3
# Answers are chosen by the digits 1 to 9.
OPTIONS = 9


class FixtureShape(Shape):
    """Something the page names."""

    id: str = Field(min_length=1)
    name: str
    origin: Origin
    here: str
    here_origin: Origin
    link: str = ""
    basis: list[str] = Field(min_length=1)


class ExhibitShape(Shape):
    """A thing to look at."""

    id: str = Field(min_length=1)
    title: str
    text: str = Field(min_length=1)
    origin: Origin
    link: str = ""
    basis: list[str] = Field(min_length=1)


class ExhibitionOptionShape(Shape):
    """An answer."""

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    right: bool
    why: str = Field(min_length=1)


class ExhibitionQuestionShape(Shape):
    """A question."""

    ask: str = Field(min_length=1)
    options: list[ExhibitionOptionShape] = Field(min_length=1)
    basis: list[str] = Field(min_length=1)
    origin: Origin


class ChapterShape(Shape):
    """A chapter."""

    id: str = Field(min_length=1)
    title: str
    title_origin: Origin
    intro: str
    origin: Origin
    exhibits: list[ExhibitShape] = Field(min_length=1)
    qa: ExhibitionQuestionShape


class ExhibitionShape(Shape):
    """`exhibition.yml`."""

    title: str
    case: str
    on: str
    notice: str
    fixtures: list[FixtureShape] = Field(min_length=1)
    chapters: list[ChapterShape] = Field(min_length=1)


def load_exhibition(path: Path, root: Path) -> Exhibition:
    """The exhibition of a file; ContentError for faults of syntax and shape, a number of chapters that
    is not the page's, a question without one right answer, a link that leads nowhere and an id
    used twice."""
    source = read_source(path, root)
    exhibition = valued(Exhibition, shaped(ExhibitionShape, source), source)
    faults = repeated(((one.id, one.at) for one in exhibition.chapters), "M182", "id")
    faults += repeated(
        ((one.id, one.at) for chapter in exhibition.chapters for one in chapter.exhibits), "M182", "id"
    )
    faults += repeated(((one.id, one.at) for one in exhibition.fixtures), "M182", "id")
    faults += _link_faults(exhibition, root)
    if len(exhibition.chapters) != CHAPTERS:
        what = f"报道写了 {CHAPTERS} 个篇章，这里有 {len(exhibition.chapters)} 个"
        faults.append(problem(exhibition.at, "M211", what, "补上或者删去，使两个数相同。"))
    for chapter in exhibition.chapters:
        faults += _chapter_faults(chapter)
    if faults:
        raise ContentError(faults)
    return exhibition


def _chapter_faults(chapter: Chapter) -> Iterator[Problem]:
    if len(chapter.exhibits) < EXHIBITS:
        what = f"“{chapter.title}”只有 {len(chapter.exhibits)} 件展品，至少要 {EXHIBITS} 件"
        yield problem(chapter.at, "M212", what, "补上一件，写明来源。")
    options = chapter.qa.options
    if sum(option.right for option in options) != 1 or not 2 <= len(options) <= OPTIONS:
        what = f"“{chapter.title}”的题要有二到九个选项，恰好一个是对的"
        yield problem(chapter.qa.at, "M213", what, "检查每个选项的 right。")
    yield from repeated(((option.id, option.at) for option in options), "M182", "id")


def _link_faults(exhibition: Exhibition, root: Path) -> Iterator[Problem]:
    known = sorted(path.parent.name for path in (root / "cases").glob("[!_]*/case.yml"))
    links = [(one.id, one.link, one.at) for one in exhibition.fixtures]
    links += [(one.id, one.link, one.at) for chapter in exhibition.chapters for one in chapter.exhibits]
    for name, link, at in links:
        if link and link not in known:
            yield problem(at, "M214", f"“{name}”的 link 写了“{link}”，没有这一课", nearest(link, known))
