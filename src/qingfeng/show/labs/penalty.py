"""The lab of sums and penalties of bribery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.content.rulebook import day
from qingfeng.content.systems.penalty import load_penalty
from qingfeng.show.labs.form import Given, Json, Lab, day_field
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures import ladder
from qingfeng.show.tables import Table
from qingfeng.think.penalty import band_of
from qingfeng.words.penalty import Band, Bands
from qingfeng.words.problems import QueryError


@lru_cache(maxsize=4)
def _bands(root: Path) -> Bands:
    return load_penalty(root / "course" / "systems" / "penalty.yml", root)


def _penalty(project: Project, given: Given) -> Outcome:
    """The band, sentence and fine for a sum on a day (法释〔2016〕9号)."""
    bands = _bands(project.root)
    amount, on = _yuan(given.get("amount")), day(str(given.get("on") or "2018-05-11"))
    if on < bands.in_force_from:
        raise QueryError(f"{on} 早于这份解释的施行日 {bands.in_force_from}，数额标准不能这样算。")
    named = frozenset({"listed"}) if given.get("special") is True else frozenset()
    placed = band_of(bands.bands, amount, named)
    notes = ["罚金和违法所得是两回事：罚金之外，违法所得还要追缴或者责令退赔。"]
    if on >= bands.check_from:
        notes.append("2026 年 5 月 1 日起须与法释〔2026〕6号核对，这里的结果不作依据。")
    if placed.raised:
        notes.append("有规定的情形，上了一档。")
    elif band_of(bands.bands, amount, frozenset({"listed"})).raised:
        notes.append("同样的数额，如果有规定的情形，会上一档。勾选试试。")
    bases = [placed.band.basis.text] + ([] if placed.band.id == "below" else ["法释〔2016〕9号：罚金"])
    return Outcome(
        title=placed.name,
        lines=(
            ("数额", f"{amount:,} 元"),
            ("档位", placed.name),
            ("刑罚", placed.band.sentence),
            ("罚金", placed.band.fine),
        ),
        notes=tuple(notes),
        basis=tuple((basis, str(on)) for basis in bases),
        picture=_ladder(bands, placed.band),
        picture_words=f"四级阶梯，现在在“{placed.name}”。",
    )


def _ladder(bands: Bands, here: Band) -> str:
    steps = [(b.name, f"{b.from_ // 10000} 万元以上" if b.from_ else "不满 3 万元") for b in bands.bands]
    return ladder(steps, bands.bands.index(here), bands.title)


def _yuan(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw:
        raise QueryError("请填一个数，单位是元。")
    if not 0 <= raw <= 10**12:
        raise QueryError("数额要在 0 到一万亿元之间。")
    return int(raw)


def penalty_table(project: Project) -> Table:
    """The bands of bribery by sum: name, from (yuan), with circumstances from (yuan), penalties."""
    head = ("档位", "数额自（元）", "有列明情形自（元）", "刑罚和罚金")
    rows = tuple(
        (b.name, f"{b.from_:,}", f"{b.special_from:,}", f"{b.sentence}；罚金：{b.fine}")
        for b in _bands(project.root).bands
    )
    return Table("受贿数额与档位", head, rows)


def _form(_project: Project) -> Sequence[Json]:
    return (
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
        day_field("on", "行为日", "2018-05-11"),
    )


LABS: Mapping[str, Lab] = {
    "penalty": Lab(
        title="数额、档位、刑罚和罚金",
        intro="改一改数额和情形，看它落在哪一档。案中自己收下的合计是 12 万元（解读：现金与油卡相加）。",
        form=_form,
        ask=_penalty,
    ),
}
