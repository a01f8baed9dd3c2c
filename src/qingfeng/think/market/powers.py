"""The red-line map and the routes: what teaches a risk, and the risks a reader adds.

The page states 13 posts, 32 risks and 15 routes and names none of them (版面原文); the rows
were written for teaching (教学编写).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qingfeng.words.market.powers import Post, RedLines, Risk


def with_own(red_lines: RedLines, posts: Sequence[Post], risks: Sequence[Risk]) -> RedLines:
    """The map with posts and risks of a reader's own after ours."""
    return replace(red_lines, posts=(*red_lines.posts, *posts), risks=(*red_lines.risks, *risks))
