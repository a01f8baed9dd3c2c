"""The newspaper page in tests: where it lies beside the project, and what of it a text repeats."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from qingfeng.content.case import page_of
from qingfeng.content.project import find_project
from qingfeng.words.model import Case

PROJECT = find_project(Path(__file__))
PAGE = page_of(PROJECT.case("favours"), PROJECT.root)
with_page = pytest.mark.skipif(PAGE is None, reason="the page lies elsewhere on this machine")
LONGEST = 16


@cache
def page_text() -> str:
    """The page."""
    assert PAGE is not None
    return PAGE.read_text(encoding="utf-8")


def folded(text: str) -> str:
    """Text without white space; marks full and half width, and all quotation marks, made one."""
    plain = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
    return re.sub(r"[“”‘’'\"]", "'", plain)


@cache
def allowed_words(case: Case) -> tuple[str, ...]:
    """What may stand as the page has it: figures, the title, what the page itself quotes, the law."""
    quoted = re.findall(r"“([^”]+)”|《([^》]+)》", page_text())
    figures = [figure for fact in case.facts for figure in fact.figures]
    law = PROJECT.rulebook.instrument("刑法").rules
    clauses = [c for rule in law for c in re.split(r"[，。；、]", rule.paraphrase) if len(c) > 4]
    words = {folded(w) for w in (*(a or b for a, b in quoted), *figures, *clauses, case.title)}
    # Shorter words are anybody's: to take them out would only hide what was copied around them.
    return tuple(sorted((w for w in words if len(w) >= 4), key=len, reverse=True))


def copied(text: str, case: Case) -> list[str]:
    """Runs of the page in a text that are 16 characters or longer beside what may be quoted."""
    page, text, allowed = folded(page_text()), folded(text), allowed_words(case)
    runs, at = [], 0
    while at + LONGEST <= len(page):
        end = at + LONGEST
        if page[at:end] not in text:
            at += 1
            continue
        while end < len(page) and page[at : end + 1] in text:
            end += 1
        rest = page[at:end]
        for words in allowed:
            rest = rest.replace(words, "")
        if len(rest) >= LONGEST:
            runs.append(page[at:end])
        at = end
    return runs
