"""七项制度: which of the seven would have caught a conduct, when and why; which not, why not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.content.systems.institutions import load_institutions
from qingfeng.show.market.choice import picked
from qingfeng.show.outcome import Outcome
from qingfeng.show.pictures_powers import Lamp, lamps
from qingfeng.show.tables import Table
from qingfeng.think.market.institutions import caught
from qingfeng.words.market.institutions import STAGES, Conduct, Finding, Institutions
from qingfeng.words.problems import QueryError

ON = "2022-07"
_VERDICTS = {"caught": "管得着", "open": "说不准", "missed": "管不着"}


def institutions_outcome(project: Project, conduct_id: str, ticked_features: Collection[str]) -> Outcome:
    """Which institutions would have caught a conduct, with further features ticked or without.

    "" names no conduct: then the ticked features alone are judged. QueryError where there are
    none either, or for a name that is not there.
    """
    found = seven_institutions(project)
    ticked = frozenset(picked(one, found.features, "特征").id for one in ticked_features)
    if not conduct_id and not ticked:
        raise QueryError("先选一件事，或者勾几个特征。")
    conduct = picked(conduct_id, found.conducts, "行为") if conduct_id else None
    added = ticked - frozenset(conduct.features) if conduct else frozenset()
    yes = ticked | frozenset(conduct.features) if conduct else ticked
    unknown = frozenset(conduct.unreported if conduct else ())
    results = caught(found.institutions, yes, unknown)
    row = [Lamp(one.institution.name, _word(one), one.verdict) for one in results]
    return Outcome(
        title=_title(conduct, results),
        lines=_lines(found, conduct, yes),
        tables=(_table(found, conduct, results),),
        notes=_notes(found, conduct, added),
        basis=_basis(conduct, results),
        picture=lamps(row, "七项制度"),
        picture_words="；".join(f"{lamp.name}，{lamp.word}" for lamp in row) + "。",
    )


def conduct_choices(project: Project) -> tuple[tuple[str, str], ...]:
    """The conducts as (id, title with its mark) and, last, none of them, for a form."""
    conducts = seven_institutions(project).conducts
    return (*((one.id, f"{one.title}（{one.origin}）") for one in conducts), ("", "自己勾选"))


def feature_choices(project: Project) -> tuple[tuple[str, str], ...]:
    """The features as (id, label and question), for a form."""
    return tuple((one.id, f"{one.label}：{one.question}") for one in seven_institutions(project).features)


def seven_institutions(project: Project) -> Institutions:
    """The institutions, features and conducts of a course folder."""
    return _loaded(project.root)


@lru_cache(maxsize=4)
def _loaded(root: Path) -> Institutions:
    return load_institutions(root / "course" / "systems" / "institutions.yml", root)


def _title(conduct: Conduct | None, results: Sequence[Finding]) -> str:
    lit = [one.institution.name for one in results if one.verdict == "caught"]
    if not lit:
        lawful = conduct is not None and conduct.lawful
        return "没有要拦的：这是允许的行为" if lawful else "七项制度，一项也管不着"
    return f"管得着的有 {len(lit)} 项：{'、'.join(lit)}"


def _lines(found: Institutions, conduct: Conduct | None, yes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    lines = [("这件事", conduct.says), ("事情的来源", conduct.origin)] if conduct else []
    return (*lines, ("按这些特征看", _labels(found, yes) or "没有特征"))


def _labels(found: Institutions, names: Collection[str]) -> str:
    """The labels of features, in the order of the file."""
    return "、".join(one.label for one in found.features if one.id in names)


def _word(one: Finding) -> str:
    """The verdict with the stages at which it is caught."""
    stages = [stage for stage in STAGES if any(sign.stage == stage for sign in one.signs)]
    return _VERDICTS[one.verdict] + (f"（{'、'.join(stages)}）" if stages else "")


def _table(found: Institutions, conduct: Conduct | None, results: Sequence[Finding]) -> Table:
    real = conduct is not None and conduct.origin == "原文"
    rows = tuple(
        (
            one.institution.name,
            _VERDICTS[one.verdict],
            "、".join(dict.fromkeys(sign.stage for sign in one.signs)) or "—",
            _why(found, one),
            "解读" if real else one.institution.origin,
        )
        for one in results
    )
    return Table("哪一项管得着", ("制度", "管不管得着", "什么时候", "为什么", "来源"), rows)


def _why(found: Institutions, one: Finding) -> str:
    if one.verdict == "caught":
        return "".join(sign.why for sign in one.signs)
    lacking = "、".join(f"“{feature.label}”" for feature in found.features if feature.id in one.lacking)
    if one.verdict == "open":
        return f"要看是不是{lacking}，报道没有写，所以不猜。"
    return f"它要看到{lacking}，这里没有。{one.institution.cannot}"


def _notes(found: Institutions, conduct: Conduct | None, added: frozenset[str]) -> tuple[str, ...]:
    notes = []
    if conduct and conduct.note and not (conduct.lawful and added):
        notes.append(conduct.note)
    if conduct and added:
        notes += _added(found, conduct, added)
    notes.append("制度的名称是原文；看什么、管得着什么、在哪个阶段，是教学编写；用到真实的事情上，是解读。")
    notes.append("说管得着，是说制度真的落实了才管得着；挂在墙上，灯不会自己亮。")
    return tuple(notes)


def _added(found: Institutions, conduct: Conduct, added: frozenset[str]) -> list[str]:
    """What the ticked features do to the conduct: it is no longer the one that was told."""
    notes = [f"你加的情形：{_labels(found, added)}。加了就是另一件事，只用来比较。"]
    if unreported := added & set(conduct.unreported):
        notes.append(f"报道没有写，这里只是假设：{_labels(found, unreported)}。")
    return notes


def _basis(conduct: Conduct | None, results: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    named = [one.text for one in conduct.basis] if conduct else []
    named += [one.institution.basis.text for one in results if one.verdict == "caught"]
    return tuple((text, ON) for text in dict.fromkeys(named or ["原文：seven_systems"]))
