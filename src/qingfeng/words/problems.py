"""Problems: what is wrong in a file, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from qingfeng.words.model import Place


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of an author: place, what is wrong, how to mend it."""

    path: str
    line: int
    code: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.code}  {self.what}\n    怎么改：{self.mend}"


class ContentError(Exception):
    """Content that cannot be used; carries every problem found, in line order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        # A worker's process sends it back: with its problems, not with its text.
        return ContentError, (self.problems,)


class QueryError(Exception):
    """A question the rulebook cannot answer, in a Chinese sentence with the nearest names."""


def problem(at: Place, code: str, what: str, mend: str) -> Problem:
    """A problem at a place."""
    return Problem(at.path, at.line, code, what, mend)


def repeated(
    rows: Iterable[tuple[str, Place]], code: str, kind: str = "", mend: str = "删去一个，或者换一个名字。"
) -> list[Problem]:
    """A fault for each row, (name, place), whose name an earlier row has; `kind` says what the name is."""
    first: dict[str, Place] = {}
    faults = []
    for name, at in rows:
        if name in first:
            what = f"{kind}“{name}”用了两次，第一次在第 {first[name].line} 行"
            faults.append(problem(at, code, what, mend))
        first.setdefault(name, at)
    return faults


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the words nearest to `word`, or says which there are."""
    known = list(dict.fromkeys(words))
    close = get_close_matches(word, known, n=3, cutoff=0.3)
    close += [w for w in known if word and word in w and w not in close][: 3 - len(close)]
    if close:
        return "你是想写" + "、".join(f"“{w}”" for w in close) + "吗？"
    return "可用的有：" + "、".join(known[:12]) + ("……" if len(known) > 12 else "") + "。"
