"""Collecting: only plain files come in, whole or not at all, and what is wrong is written down."""

from __future__ import annotations

import json
import os
import shutil
import stat
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.exchange.default import ExchangeCollect

from qingfeng.show.desk import LEARNER
from qingfeng.show.grading.cells import UnreadableAnswers, plain_bytes
from qingfeng.show.grading.submission import (
    NOTE,
    NOTEBOOK_CAP,
    STAMP,
    cell_text,
    grade_id,
    is_ahead,
    moment,
    notebook_cells,
)

EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'


class Collect(ExchangeCollect):
    """nbgrader's collector, but that nothing in the inbound folder is believed.

    Links, pipes and devices stay where they are; a stamp that is no time, or has not come yet, is
    replaced by the time at which the folder came; of papers of the same time the last by name
    counts, always. The inbound folder itself is never changed.
    """

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Choose the newest paper of each learner whose name can be one."""
        super().init_src()
        found = list(self.src_records)
        for record in found:
            if not LEARNER.fullmatch(record["username"]):
                self.log.error("没有收：%s（学员编号不对）", record["filename"])
        self.src_records = [one for one in found if LEARNER.fullmatch(one["username"])]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        parts = Path(path).name.rsplit("+", 3)
        stamp = moment(parts[2]) if len(parts) > 2 else None
        return {
            "username": parts[0],
            "filename": Path(path).name,
            "timestamp": _came(Path(path)) if stamp is None or is_ahead(stamp) else stamp,
        }

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(records, key=lambda one: (one["timestamp"], one["filename"]), reverse=True)

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one paper beside its place, then put it there in one step."""
        target, made = Path(dest), Path(f"{dest}.new")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        reasons = copy_plain(Path(src), made, self.coursedir.include)
        reasons += mend(made, self.coursedir.assignment_id, _came(Path(src)))
        if reasons:
            note = json.dumps({"reasons": reasons}, ensure_ascii=False)
            (made / NOTE).write_text(note + "\n", encoding="utf-8")
            self.log.warning("%s：%s", target.parent.name, "；".join(reasons))
        made.rename(target)


def copy_plain(source: Path, target: Path, include: list[str]) -> list[str]:
    """Copy the plain files of a folder that the course asks for; say what was left behind."""
    if source.is_symlink() or not source.is_dir():
        return ["交来的文件夹是一个链接，没有打开，按没有作答计"]
    odd, large = [], []
    for entry in sorted(os.scandir(source), key=lambda one: one.name):
        if not any(fnmatch(entry.name, pattern) for pattern in include) or entry.name == NOTE:
            continue
        if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            odd.append(entry.name)
            continue
        try:
            content = plain_bytes(Path(entry.path), NOTEBOOK_CAP)
        except (FileNotFoundError, UnreadableAnswers):
            large.append(entry.name)
        else:
            (target / entry.name).write_bytes(content)
    reasons = [f"{name} 是链接或设备，没有打开" for name in odd]
    return reasons + [f"{name} 太大，没有收" for name in large]


def mend(folder: Path, assignment: str, came: datetime) -> list[str]:
    """Make a collected folder one that nbgrader's own command can read; say what was wrong."""
    reasons = []
    notebook = folder / f"{assignment}.ipynb"
    others = sorted(folder.glob("*.ipynb"))
    if not notebook.exists() and len(others) == 1:
        others[0].rename(notebook)
        reasons.append(f"笔记本改了名（应当叫 {notebook.name}），仍按原名评分")
    if not notebook.exists():
        reasons.append("没有交笔记本，按答案文件评分")
        notebook.write_text(EMPTY, encoding="utf-8")
    else:
        reasons += _mend_notebook(notebook)
    stamp = folder / "timestamp.txt"
    held = moment(stamp.read_text(encoding="utf-8", errors="replace")) if stamp.exists() else None
    if held is None or is_ahead(held):
        what = "在以后" if held else "读不出来"
        reasons.append(f"提交时间{what}，改用收到的时间")
        stamp.write_text(came.replace(tzinfo=UTC).strftime(STAMP), encoding="utf-8")
    return reasons


def _mend_notebook(path: Path) -> list[str]:
    """Leave a notebook as it is where nbformat can read it; else what can be saved of it."""
    content = path.read_bytes()
    cells = notebook_cells(content)
    if cells is None:
        path.write_text(EMPTY, encoding="utf-8")
        return ["笔记本读不出来，按答案文件评分"]
    try:
        nbformat.reads(content.decode("utf-8"), as_version=4)
    except Exception:  # Whatever a made-up notebook makes nbformat trip over.
        kept = [(name, cell_text(cell)) for cell in cells if (name := grade_id(cell)) is not None]
        made = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_markdown_cell(text, id=f"kept-{i}", metadata={"nbgrader": {"grade_id": name}})
                for i, (name, text) in enumerate(kept)
            ]
        )
        path.write_text(nbformat.v4.writes(made), encoding="utf-8")
        return ["笔记本的格式不对，只留下了评分格"]
    return []


def _came(path: Path) -> datetime:
    """When a folder came, by this machine's own clock, as naive UTC."""
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC).replace(tzinfo=None)
