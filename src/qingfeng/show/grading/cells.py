"""What the hidden test cells call, and how `answers.json` is read.

nbgrader takes the last expression of a test cell as its points: it must be a float from 0 to the
cell's points, and nothing may be written to stderr. So a file that cannot be read counts as no
answers, and nothing here raises.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

from qingfeng.think.quiz import mark
from qingfeng.words.model import Answer, ItemType, MultipleRule, Paper, Question

CAP = 256 * 1024
Entry = tuple[str, float, object]


class UnreadableAnswers(ValueError):
    """`answers.json` cannot be read; the message says why, in Chinese."""


def section_points(section: str, key: Mapping[str, Entry], rule: MultipleRule = "half") -> float:
    """The points of a section for the `answers.json` in the working folder.

    `key` is item id to (type, points, right answer), all a section needs.
    """
    try:
        answers = read_answers(Path("answers.json"))
    except (UnreadableAnswers, OSError):
        answers = {}
    questions = tuple(
        Question(name, cast(ItemType, kind), Fraction(points), rule)
        for name, (kind, points, _) in key.items()
    )
    right = {name: _answer(value) for name, (_, _, value) in key.items()}
    return float(mark(Paper(questions), answers, right).earned)


def read_answers(path: Path) -> dict[str, object]:
    """The answers of a file by item id.

    Raises FileNotFoundError where there is none, UnreadableAnswers where it is too large, no
    UTF-8, no JSON, nested too deep, or has a key twice.
    """
    content = _content(path)
    try:
        held = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise UnreadableAnswers("答案文件不是 UTF-8 编码") from None
    except RecursionError:
        raise UnreadableAnswers("答案文件嵌套太深") from None
    except UnreadableAnswers:
        raise
    except ValueError:
        raise UnreadableAnswers("答案文件不完整，读不出来") from None
    answers = held.get("answers") if isinstance(held, dict) else None
    if not isinstance(answers, dict):
        raise UnreadableAnswers("答案文件里没有 answers")
    return answers


def _content(path: Path) -> bytes:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise UnreadableAnswers("答案文件不是普通文件")
    with path.open("rb") as file:
        content = file.read(CAP + 1)
    if len(content) > CAP:
        raise UnreadableAnswers("答案文件太大")
    return content


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise UnreadableAnswers("答案文件里同一个名字写了两次")
    return held


def _answer(value: object) -> Answer:
    if isinstance(value, list):
        return tuple(value)
    return cast(Answer, value)
