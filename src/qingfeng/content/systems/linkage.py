"""`course/systems/linkage.yml`: the seven channels, the kinds of matter, the purposes of a query."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.linkage import How, LinkageRules
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, repeated


class ChannelShape(Shape):
    """A channel of the page."""

    id: str
    name: str
    how: How
    brings: str
    fact: str
    origin: Origin


class CategoryShape(Shape):
    """A kind of matter."""

    name: str
    origin: Origin


class PurposeShape(Shape):
    """What a query may be for."""

    name: str
    must_explain: bool
    says: str
    origin: Origin


class LinkageShape(Shape):
    """`linkage.yml`."""

    title: str
    channels: list[ChannelShape] = Field(min_length=1)
    categories: list[CategoryShape] = Field(min_length=1)
    purposes: list[PurposeShape] = Field(min_length=1)


def load_linkage(path: Path, root: Path) -> LinkageRules:
    """The rules of `linkage.yml`; ContentError with every fault of syntax, shape and names."""
    source = read_source(path, root)
    rules = valued(LinkageRules, shaped(LinkageShape, source), source)
    lists = (rules.channels, rules.categories, rules.purposes)
    faults = [fault for rows in lists for fault in repeated(((row.name, row.at) for row in rows), "M130")]
    if faults:
        raise ContentError(faults)
    return rules
