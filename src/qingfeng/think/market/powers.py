"""The red-line map and the routes: what teaches a risk, and the risks a reader adds.

The page states 13 posts, 32 risks and 15 routes and names none of them (版面原文); the rows
were written for teaching (教学编写).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from qingfeng.words.market.powers import Coverage, Post, RedLines, Risk


def coverage(risks: Sequence[Risk], known_ids: AbstractSet[str]) -> Coverage:
    """The risks that a case or an item teaches, and those that nothing does, in order.

    An id that is not known teaches nothing.
    """
    taught = [risk for risk in risks if known_ids & {*risk.cases, *risk.items}]
    return Coverage(tuple(taught), tuple(risk for risk in risks if risk not in taught))


def with_own(red_lines: RedLines, posts: Sequence[Post], risks: Sequence[Risk]) -> RedLines:
    """The map with posts and risks of a reader's own after ours."""
    return replace(red_lines, posts=(*red_lines.posts, *posts), risks=(*red_lines.risks, *risks))
