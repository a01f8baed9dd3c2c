"""The register of a calligraphy show: counts, consent, and a jury's ranking with ties (S6).

版面原文: 46 works by staff and families, 19 awarded. 报道未写: how they were judged, and whether
anybody was asked for a name; the jury sheet is 教学编写. 解读: without the author's own consent, and a
guardian's for a child under fourteen, no name is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from qingfeng.words.market.gallery import Criterion, GalleryRules, Places, Ranked, Score, Tally, Work
from qingfeng.words.problems import ContentError, Problem, nearest, problem


def signed(work: Work) -> bool:
    """Whether the author may be named: consent, and a guardian's where one is asked."""
    return work.consent and work.guardian != "否"


def signature(work: Work) -> str:
    """The author as shown: kind and number with consent, 未署名 without."""
    return f"{work.author_kind} {work.author}" if signed(work) else "未署名"


def tally(works: Iterable[Work]) -> Tally:
    """How many works, awarded, signed, by relatives."""
    listed = list(works)
    return Tally(
        works=len(listed),
        awarded=sum(bool(work.award) for work in listed),
        signed=sum(map(signed, listed)),
        relatives=sum(work.author_kind == "家属" for work in listed),
    )


# --- the jury -----------------------------------------------------------------------------


def ranked(works: Iterable[Work], scores: Iterable[Score]) -> tuple[Ranked, ...]:
    """The scored works, the highest mean first; equal means share a rank, and the next rank is
    as many lower. A judge who is the author does not count; a work nobody else judged is left out."""
    authors = {work.number: work.author for work in works}
    given: dict[str, list[int]] = defaultdict(list)
    recused: Counter[str] = Counter()
    for score in scores:
        if authors[score.work] == score.judge:
            recused[score.work] += 1
        else:
            given[score.work].append(sum(score.points))
    means = {work: Fraction(sum(points), len(points)) for work, points in given.items()}
    same = Counter(means.values())
    return tuple(
        Ranked(
            work=work,
            mean=mean,
            rank=1 + sum(other > mean for other in means.values()),
            tied=same[mean],
            judges=len(given[work]),
            recused=recused[work],
        )
        for work, mean in sorted(means.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def placed(ranking: Sequence[Ranked], places: int) -> Places:
    """The works that are within so many places whatever a tie decides, and those tied on the line."""
    within, on_line = [], []
    for one in ranking:
        if one.rank + one.tied - 1 <= places:
            within.append(one.work)
        elif one.rank <= places:
            on_line.append(one.work)
    return Places(tuple(within), tuple(on_line))


# --- faults -------------------------------------------------------------------------------


def register_checked(rules: GalleryRules, works: Sequence[Work], scores: Sequence[Score]) -> None:
    """Raise ContentError with every work given twice or of no known theme, and every score of no
    known work, given twice, or beyond what a criterion allows."""
    faults = [*_work_faults(rules, works), *_score_faults(rules.criteria, works, scores)]
    if faults:
        raise ContentError(faults)


def _work_faults(rules: GalleryRules, works: Sequence[Work]) -> Iterator[Problem]:
    themes = [theme.name for theme in rules.themes]
    first: dict[str, Work] = {}
    for work in works:
        if work.theme not in themes:
            yield problem(work.at, "M291", f"没有“{work.theme}”这个题材", nearest(work.theme, themes))
        if work.number in first:
            what = f"编号“{work.number}”在第 {first[work.number].at.line} 行已经有了"
            yield problem(work.at, "M292", what, "一件作品一个编号。")
        first.setdefault(work.number, work)


def _score_faults(
    criteria: Sequence[Criterion], works: Sequence[Work], scores: Sequence[Score]
) -> Iterator[Problem]:
    known = {work.number for work in works}
    first: dict[tuple[str, str], Score] = {}
    for score in scores:
        if score.work not in known:
            what = f"作品登记里没有编号“{score.work}”"
            yield problem(score.at, "M293", what, nearest(score.work, sorted(known)))
        pair = (score.work, score.judge)
        if pair in first:
            what = f"评委“{score.judge}”给“{score.work}”在第 {first[pair].at.line} 行已经打过分"
            yield problem(score.at, "M294", what, "一位评委给一件作品只打一次，留一行。")
        first.setdefault(pair, score)
        for criterion, points in zip(criteria, score.points, strict=True):
            if not 0 <= points <= criterion.most:
                what = f"“{criterion.name}”是 {points} 分，满分 {criterion.most}"
                yield problem(score.at, "M295", what, f"填 0 到 {criterion.most} 的整数。")
