"""What the hidden test cells call, and how `answers.json` is read.

nbgrader takes the last expression of a test cell as its points: it must be a float from 0 to the
cell's points, and nothing may be written to stderr. So a file that cannot be read counts as no
answers, and nothing here raises.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

from qingfeng.think.quiz import mark
from qingfeng.words.model import Answer, ItemType, MultipleRule, Paper, Question, Result

CAP = 256 * 1024
# What a manual cell says before anybody has written in it.
MANUAL_TEXT = "（请在课程网页上作答。交卷时，写下的文字会放到这里。）"
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
    return float(section_result(key, rule, answers).earned)


def section_result(key: Mapping[str, Entry], rule: MultipleRule, answers: Mapping[str, object]) -> Result:
    """The marks of a section, item by item; `key` as in `section_points`."""
    paper, right = asked(key, rule)
    return mark(paper, answers, right)


def asked(key: Mapping[str, Entry], rule: MultipleRule) -> tuple[Paper, dict[str, Answer]]:
    """What a section asks and the right answers, as `mark` takes them."""
    questions = tuple(
        Question(name, cast(ItemType, kind), Fraction(points), rule)
        for name, (kind, points, _) in key.items()
    )
    return Paper(questions), {name: _answer(value) for name, (_, _, value) in key.items()}


def read_answers(path: Path) -> dict[str, object]:
    """The answers of a file by item id.

    Raises FileNotFoundError where there is none, UnreadableAnswers where it is too large, no
    UTF-8, no JSON, nested too deep, or has a key twice.
    """
    return parse_answers(plain_bytes(path, CAP))


def parse_answers(content: bytes) -> dict[str, object]:
    """As `read_answers`, of what stands in a file."""
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


def plain_bytes(path: Path, cap: int, what: str = "答案文件") -> bytes:
    """What stands in a plain file of at most `cap` bytes; a link, pipe or device is never opened.

    Raises FileNotFoundError where there is none, UnreadableAnswers where it is anything else.
    """
    try:
        # Not blocking: somebody may have put a pipe there.
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise
    except OSError:
        raise UnreadableAnswers(f"{what}不是普通文件") from None
    try:
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableAnswers(f"{what}不是普通文件")
        if found.st_size > cap:
            raise UnreadableAnswers(f"{what}太大")
        return os.read(opened, cap)
    finally:
        os.close(opened)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise UnreadableAnswers("答案文件里同一个名字写了两次")
    return held


def _answer(value: object) -> Answer:
    if isinstance(value, list):
        return tuple(value)
    return cast(Answer, value)


def essay_texts(paper: Mapping[str, object], answers: Mapping[str, object]) -> dict[str, str]:
    """The essays among the answers, as each manual cell takes them: section id to text.

    `paper` is the released `items.json`. A section whose essays are all blank is left out.
    """
    sections, items = paper["sections"], paper["items"]
    assert isinstance(sections, list) and isinstance(items, list)
    found: dict[str, str] = {}
    for section in (one["id"] for one in sections if one["kind"] == "manual"):
        given = [answers.get(one["id"]) for one in items if one["section"] == section]
        texts = [text if isinstance(text, str) else "" for text in given]
        if any(text.strip() for text in texts):
            found[section] = "\n\n".join(texts)
    return found
