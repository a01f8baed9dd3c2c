"""`course/systems/institutions.yml`: the seven institutions, what each can see, and conducts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from qingfeng.content.source import Shape, read_source, shaped, valued
from qingfeng.content.systems.powers import CountShape, count_faults
from qingfeng.words.market.institutions import Conduct, Institution, Institutions, Stage
from qingfeng.words.model import Origin, Place
from qingfeng.words.problems import ContentError, Problem, nearest, problem, repeated


class FeatureShape(Shape):
    """A yes-no question."""

    id: str
    label: str
    question: str
    origin: Origin


class SignShape(Shape):
    """What an institution notices."""

    when: list[str] = Field(min_length=1)
    stage: Stage
    why: str


class InstitutionShape(Shape):
    """One of the seven."""

    id: str
    name: str
    name_origin: Origin
    basis: str
    looks_at: str
    catches: str
    cannot: str
    origin: Origin
    signs: list[SignShape] = Field(min_length=1)


class ConductShape(Shape):
    """Something done."""

    id: str
    title: str
    says: str
    features: list[str] = []
    unreported: list[str] = []
    lawful: bool
    note: str = ""
    basis: list[str] = []
    origin: Origin


class InstitutionsShape(Shape):
    """`institutions.yml`."""

    title: str
    counts: list[CountShape] = Field(min_length=1)
    features: list[FeatureShape] = Field(min_length=1)
    institutions: list[InstitutionShape] = Field(min_length=1)
    conducts: list[ConductShape] = Field(min_length=1)


def load_institutions(path: Path, root: Path) -> Institutions:
    """The institutions of a file; ContentError for faults of syntax and shape, a count that is
    not the page's, an id used twice and a feature that is not there."""
    source = read_source(path, root)
    found = valued(Institutions, shaped(InstitutionsShape, source), source)
    faults = count_faults(found.counts, {"institutions": len(found.institutions)})
    for rows in (found.features, found.institutions, found.conducts):
        faults += repeated(((row.id, row.at) for row in rows), "M182", "id")
    faults += _feature_faults(found)
    if faults:
        raise ContentError(faults)
    return found


def _feature_faults(found: Institutions) -> Iterator[Problem]:
    known = [feature.id for feature in found.features]
    for name, at in _named(found.institutions, found.conducts):
        if name not in known:
            yield problem(at, "M183", f"没有叫“{name}”的特征", nearest(name, known))
    for conduct in found.conducts:
        for name in sorted(set(conduct.features) & set(conduct.unreported)):
            what = f"“{name}”既写成有，又写成报道没有写"
            yield problem(conduct.at, "M184", what, "只留一处。")
        if conduct.lawful and conduct.features:
            what = "允许的行为不应当有可拦的特征"
            yield problem(conduct.at, "M185", what, "删去 features，或者把 lawful 改成 false。")


def _named(
    institutions: tuple[Institution, ...], conducts: tuple[Conduct, ...]
) -> Iterator[tuple[str, Place]]:
    """Every feature that is named, with its place."""
    for one in institutions:
        for sign in one.signs:
            yield from ((name, sign.at) for name in sign.when)
    for conduct in conducts:
        yield from ((name, conduct.at) for name in (*conduct.features, *conduct.unreported))
