"""`course/systems/leasing.yml`: open kinds of contact, and what each kind of finding says."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.words.market.leasing import FindingId, LeasingRules
from qingfeng.words.model import Origin
from qingfeng.words.problems import ContentError, problem


class OpenContactShape(Shape):
    """A kind of contact open to every bidder alike."""

    name: str = Field(min_length=1)
    origin: Origin


class FindingShape(Shape):
    """A kind of finding: why it is looked into and what comes next."""

    id: FindingId
    name: str = Field(min_length=1)
    why: str = Field(min_length=1)
    next: str = Field(min_length=1)
    origin: Origin
    basis: list[str] = []


class LeasingShape(Shape):
    """`leasing.yml`."""

    title: str
    on: str
    open_contacts: list[OpenContactShape] = Field(min_length=1)
    findings: list[FindingShape] = Field(min_length=1)


def load_leasing(path: Path, root: Path) -> LeasingRules:
    """The rules of the exercise; ContentError for faults of syntax and shape, and for a kind of
    finding that is missing or stands twice."""
    source = read_source(path, root)
    rules = valued(LeasingRules, shaped(LeasingShape, source), source)
    ids = [rule.id for rule in rules.findings]
    at = source.at(("findings",))
    faults = [
        problem(at, "M160", f"“{one}”写了 {ids.count(one)} 次", "每一种发现写一段，只写一段。")
        for one in get_args(FindingId)
        if ids.count(one) != 1
    ]
    if faults:
        raise ContentError(faults)
    return rules
