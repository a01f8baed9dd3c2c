"""`course/systems/gallery.yml`: the page's two numbers, the themes, and the jury's criteria."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.content.systems.powers import CountShape
from qingfeng.words.market.gallery import GalleryRules
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, problem, repeated


class ThemeShape(Shape):
    """A theme."""

    name: str
    seal: str = Field(min_length=1, max_length=2)
    says: str
    origin: Origin


class CriterionShape(Shape):
    """A criterion of the jury."""

    id: str
    name: str
    most: int = Field(ge=1)
    says: str
    origin: Origin


class GalleryShape(Shape):
    """`gallery.yml`."""

    title: str
    on: str
    counts: list[CountShape] = Field(min_length=1)
    themes: list[ThemeShape] = Field(min_length=1)
    criteria: list[CriterionShape] = Field(min_length=1)


def load_gallery(path: Path, root: Path) -> GalleryRules:
    """The rules of `gallery.yml`; ContentError with every fault of syntax, shape and names."""
    source = read_source(path, root)
    rules = valued(GalleryRules, shaped(GalleryShape, source), source)
    faults = repeated(((theme.name, theme.at) for theme in rules.themes), "M182", "id")
    faults += repeated(((count.id, count.at) for count in rules.counts), "M182", "id")
    faults += repeated(((criterion.id, criterion.at) for criterion in rules.criteria), "M182", "id")
    whole = sum(one.most for one in rules.criteria)
    if whole != 100:
        what = f"评分各项的满分相加是 {whole}，不是 100"
        faults.append(problem(source.at(("criteria",)), "M290", what, "改各项的满分，使它们相加是 100。"))
    if faults:
        raise ContentError(faults)
    return rules
