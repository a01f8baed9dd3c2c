"""Which of the seven institutions would have caught a conduct, when and why; which not, why not.

The seven names are the page's (版面原文). What each can see, and the stage, were written for
teaching (教学编写); what it says of a real conduct is a reading (解读).
"""

from __future__ import annotations

from collections.abc import Sequence

from qingfeng.words.market.institutions import STAGES, Finding, Institution, Sign


def caught(
    institutions: Sequence[Institution],
    features: frozenset[str],
    unknown: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """What each institution, in order, would have done about a conduct with these features.

    A sign holds where all its features are there. Where none holds, but one might if features
    nobody reported were there, the verdict is open: it is not guessed.
    """
    return tuple(_finding(one, features, unknown - features) for one in institutions)


def _finding(one: Institution, features: frozenset[str], unknown: frozenset[str]) -> Finding:
    holding = [sign for sign in one.signs if features.issuperset(sign.when)]
    if holding:
        return Finding(one, "caught", tuple(sorted(holding, key=_stage)), ())
    possible = [sign for sign in one.signs if (features | unknown).issuperset(sign.when)]
    nearest = min(possible or one.signs, key=lambda sign: len(set(sign.when) - features))
    lacking = tuple(name for name in nearest.when if name not in features)
    return Finding(one, "open" if possible else "missed", (), lacking)


def _stage(sign: Sign) -> int:
    return STAGES.index(sign.stage)
