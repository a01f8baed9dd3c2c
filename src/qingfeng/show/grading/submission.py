"""What a learner handed in, read without trust: plain files only, nothing outside their folder.

Whatever is wrong becomes a reason in Chinese; nothing here raises for what a learner did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qingfeng.show.grading.cells import CAP, UnreadableAnswers, essay_texts, parse_answers, plain_bytes
from qingfeng.show.grading.paper import GradedPaper

NOTEBOOK_CAP = 1_000_000
SMALL = 4096
STAMP = "%Y-%m-%d %H:%M:%S.%f %Z"
# What nbgrader and the feedback page need beside the notebook.
CARRIED = ("timestamp.txt", "submission_secret.txt")
NOTE = "collected.json"
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True)
class Submission:
    """A paper as it came.

    `answers` is item id to answer, `essays` manual cell to text, `timestamp` naive UTC, `files`
    the small files that go on to the graded folder, `reasons` what an instructor should know.
    """

    learner: str
    answers: Mapping[str, object]
    essays: Mapping[str, str]
    timestamp: datetime | None
    files: Mapping[str, bytes]
    reasons: tuple[str, ...]


def read_submission(folder: Path, learner: str, paper: GradedPaper) -> Submission:
    """Read the folder of one learner and assignment."""
    reasons: list[str] = []
    files: dict[str, bytes] = {}
    if folder.is_symlink() or folder.parent.is_symlink():
        blank = {cell.name: cell.source for cell in paper.manual}
        reason = "交来的文件夹是一个链接，没有打开，按没有作答计"
        return Submission(learner, {}, blank, None, {}, (reason,))
    for name in CARRIED:
        _carry(folder / name, files)
    note = _carry(folder / NOTE, files)
    reasons += noted(note)
    answers = _answers(folder / "answers.json", files, reasons)
    timestamp = _timestamp(files, reasons)
    cells = _cells(folder, paper.notebook, reasons)
    essays = _essays(cells, paper, answers, reasons)
    return Submission(learner, answers, essays, timestamp, files, tuple(dict.fromkeys(reasons)))


def noted(note: bytes | None) -> list[str]:
    """The reasons that stand in a `collected.json`."""
    try:
        held = json.loads(note) if note else {}
    except (ValueError, RecursionError):
        return []
    reasons = held.get("reasons") if isinstance(held, dict) else None
    return [one for one in reasons if isinstance(one, str)] if isinstance(reasons, list) else []


def moment(text: str) -> datetime | None:
    """The time in a `timestamp.txt`, as naive UTC; None where it is no time."""
    text = text.strip()
    with suppress(ValueError):
        # As the exchange writes it; `strptime` costs more than all the rest of a stamp.
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
        if text.endswith(" UTC") and found.tzinfo is None:
            return found
    try:
        # nbgrader's own reading, for stamps in another form.
        from nbgrader.utils import parse_utc

        found = parse_utc(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if isinstance(found, datetime) else None


def is_ahead(stamp: datetime) -> bool:
    """Whether a time has not come yet, by more than clocks differ."""
    return stamp > datetime.now(UTC).replace(tzinfo=None) + AHEAD


def _carry(path: Path, files: dict[str, bytes]) -> bytes | None:
    try:
        content = plain_bytes(path, SMALL)
    except (FileNotFoundError, UnreadableAnswers):
        return None
    files[path.name] = content
    return content


def _answers(path: Path, files: dict[str, bytes], reasons: list[str]) -> dict[str, object]:
    try:
        content = plain_bytes(path, CAP)
        answers = parse_answers(content)
    except FileNotFoundError:
        reasons.append("没有交答案文件，客观题按没有作答计")
        return {}
    except UnreadableAnswers as error:
        reasons.append(f"{error}，客观题按没有作答计")
        return {}
    files[path.name] = content
    return answers


def _timestamp(files: dict[str, bytes], reasons: list[str]) -> datetime | None:
    content = files.get("timestamp.txt")
    if content is None or not content.strip():
        return None
    stamp = moment(content.decode("utf-8", "replace"))
    if stamp is None:
        reasons.append("提交时间读不出来，没有计迟交")
        del files["timestamp.txt"]
    elif is_ahead(stamp):
        reasons.append("提交时间在以后，请核对")
    return stamp


def _cells(folder: Path, name: str, reasons: list[str]) -> list[Mapping[str, Any]] | None:
    """The cells of the notebook, or None where none can be read."""
    path = folder / f"{name}.ipynb"
    try:
        try:
            content = plain_bytes(path, NOTEBOOK_CAP, "笔记本")
        except FileNotFoundError:
            content = plain_bytes(_renamed(folder, path, reasons), NOTEBOOK_CAP, "笔记本")
    except FileNotFoundError:
        if not any("笔记本" in reason for reason in reasons):
            reasons.append("没有交笔记本，按答案文件评分")
        return None
    except UnreadableAnswers as error:
        reasons.append(f"{error}，按答案文件评分")
        return None
    cells = notebook_cells(content)
    if cells is None:
        reasons.append("笔记本读不出来，按答案文件评分")
    return cells


def _renamed(folder: Path, path: Path, reasons: list[str]) -> Path:
    others = [p for p in sorted(folder.glob("*.ipynb")) if p.is_file() and not p.is_symlink()]
    if len(others) != 1:
        return path
    reasons.append(f"笔记本改了名（应当叫 {path.name}），仍按原名评分")
    return others[0]


def notebook_cells(content: bytes) -> list[Mapping[str, Any]] | None:
    """The cells of a notebook of format 4; None where it is none."""
    try:
        held = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    cells = held.get("cells") if isinstance(held, dict) and held.get("nbformat") == 4 else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return None
    return cells


def _essays(
    cells: list[Mapping[str, Any]] | None,
    paper: GradedPaper,
    answers: Mapping[str, object],
    reasons: list[str],
) -> dict[str, str]:
    """The text of each manual cell: what stands in the notebook, else what is in the answers."""
    saved = {f"section_{name}": text for name, text in essay_texts(paper.released, answers).items()}
    found: dict[str, list[str]] = {}
    for cell in cells or ():
        name = grade_id(cell)
        if name is not None:
            found.setdefault(name, []).append(cell_text(cell))
    # The collector leaves an empty notebook where none could be read, and says why itself.
    if cells:
        _compare(found, paper, reasons)
    essays = {}
    for own in paper.manual:
        text = found.get(own.name, [own.source])[-1]
        essays[own.name] = saved.get(own.name, text) if text.strip() in ("", own.source) else text
    return essays


def _compare(found: Mapping[str, list[str]], paper: GradedPaper, reasons: list[str]) -> None:
    names = {cell.name for cell in paper.cells}
    if names - found.keys():
        reasons.append("笔记本里有评分格被删掉，已按原卷补上")
    if any(len(found.get(name, ())) > 1 for name in names):
        reasons.append("笔记本里有评分格重复，只看最后一个")
    if found.keys() - names:
        reasons.append("笔记本里有不属于这份试卷的评分格，没有计分")
    locked = [own for own in paper.cells if own.test]
    if any(text not in (own.shown, own.source) for own in locked for text in found.get(own.name, [])[-1:]):
        reasons.append("笔记本里锁定的格子被改动，已按原卷恢复")


def grade_id(cell: Mapping[str, Any]) -> str | None:
    """The name of a cell that nbgrader knows, or None."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    # A lone surrogate could not be written anywhere.
    return name if isinstance(name, str) and not re.search("[\ud800-\udfff]", name) else None


def cell_text(cell: Mapping[str, Any]) -> str:
    """The text of a cell, whatever its type says."""
    source = cell.get("source")
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return text.encode("utf-8", "replace").decode("utf-8")
