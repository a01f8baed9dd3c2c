"""Labs: named, pure functions that a page may ask through the door, and their forms.

A lab takes a JSON object of field values and gives a JSON object to show; it reads the course
folder and writes nothing. QueryError tells a learner what to enter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.systems import load_penalty
from qingfeng.show.pictures import ladder
from qingfeng.think.penalty import Band, Bands, band_of
from qingfeng.words.model import Basis
from qingfeng.words.problems import QueryError, nearest

Json = dict[str, object]


@dataclass(frozen=True)
class Lab:
    """A lab: its words, its form with the default values, its function."""

    title: str
    intro: str
    fields: tuple[Json, ...]
    ask: Callable[[Project, Mapping[str, object]], Json]

    def defaults(self) -> Json:
        """The default value of each field."""
        return {str(field["id"]): field["value"] for field in self.fields}


def lab(name: str) -> Lab:
    """The lab of this name; QueryError with the nearest names where there is none."""
    if name not in LABS:
        raise QueryError(f"没有叫“{name}”的练习台。{nearest(name, LABS)}")
    return LABS[name]


def ask(root: Path, system: str, given: Mapping[str, object]) -> Json:
    """What a lab answers; the one function that runs in the door's process pool."""
    return lab(system).ask(_project(root), given)


@lru_cache(maxsize=4)
def _project(root: Path) -> Project:
    return Project(root)


@lru_cache(maxsize=4)
def _bands(root: Path) -> Bands:
    shape = load_penalty(root / "course" / "systems" / "penalty.yml", root)
    bands = tuple(
        Band(b.id, b.name, b.special_name, b.from_, b.special_from, b.sentence, b.fine, b.basis)
        for b in shape.bands
    )
    return Bands(shape.title, shape.in_force_from, shape.check_from, bands)


def _penalty(project: Project, given: Mapping[str, object]) -> Json:
    """The band, sentence and fine for a sum on a day (法释〔2016〕9号)."""
    bands = _bands(project.root)
    amount, on = _yuan(given.get("amount")), day(str(given.get("on") or "2018-05-11"))
    if on < bands.in_force_from:
        raise QueryError(f"{on} 早于这份解释的施行日 {bands.in_force_from}，数额标准不能这样算。")
    named = frozenset({"listed"}) if given.get("special") is True else frozenset()
    placed = band_of(bands.bands, amount, named)
    library = project.library()
    notes = ["罚金和违法所得是两回事：罚金之外，违法所得还要追缴或者责令退赔。"]
    if on >= bands.check_from:
        notes.append("2026 年 5 月 1 日起须与法释〔2026〕6号核对，这里的结果不作依据。")
    if placed.raised:
        notes.append("有规定的情形，上了一档。")
    elif band_of(bands.bands, amount, frozenset({"listed"})).raised:
        notes.append("同样的数额，如果有规定的情形，会上一档。勾选试试。")
    bases = [placed.band.basis] + ([] if placed.band.id == "below" else ["法释〔2016〕9号：罚金"])
    return {
        "title": placed.name,
        "lines": [
            {"label": "数额", "value": f"{amount:,} 元"},
            {"label": "档位", "value": placed.name},
            {"label": "刑罚", "value": placed.band.sentence},
            {"label": "罚金", "value": placed.band.fine},
        ],
        "picture": _ladder(bands, placed.band),
        "picture_words": f"四级阶梯，现在在“{placed.name}”。",
        "notes": notes,
        "basis": [_reference(library.reference(Basis(b), str(on))) for b in bases],
    }


def _reference(reference: object) -> Json:
    return {name: getattr(reference, name) for name in ("text", "says", "mark")}


def _ladder(bands: Bands, here: Band) -> str:
    steps = [(b.name, f"{b.from_ // 10000} 万元以上" if b.from_ else "不满 3 万元") for b in bands.bands]
    return ladder(steps, bands.bands.index(here), bands.title)


def _yuan(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw:
        raise QueryError("请填一个数，单位是元。")
    if not 0 <= raw <= 10**12:
        raise QueryError("数额要在 0 到一万亿元之间。")
    return int(raw)


def penalty_rows(project: Project) -> list[tuple[str, str, str, str]]:
    """The bands as rows: name, from (yuan), with circumstances from (yuan), sentence and fine."""
    return [
        (b.name, f"{b.from_:,}", f"{b.special_from:,}", f"{b.sentence}；罚金：{b.fine}")
        for b in _bands(project.root).bands
    ]


LABS: Mapping[str, Lab] = {
    "penalty": Lab(
        title="数额、档位、刑罚和罚金",
        intro="改一改数额和情形，看它落在哪一档。案中自己收下的合计是 12 万元（解读：现金与油卡相加）。",
        fields=(
            {
                "id": "amount",
                "label": "收受的数额",
                "type": "number",
                "unit": "元",
                "min": 0,
                "max": 10_000_000,
                "step": 10_000,
                "value": 120_000,
                "help": "多次收受、未经处理的，累计计算。",
            },
            {
                "id": "special",
                "label": "有解释列明的情形（如多次索贿、为他人谋取不正当利益致使公共利益受损）",
                "type": "check",
                "value": False,
            },
            {"id": "on", "label": "行为日", "type": "date", "value": "2018-05-11"},
        ),
        ask=_penalty,
    ),
}
