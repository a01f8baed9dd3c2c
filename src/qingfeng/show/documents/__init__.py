"""晾晒, 通报 with its annex, and 讲评 as files: from one board, all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.content.sheets import Tables
from qingfeng.show.market import rectify, rectify_drafts
from qingfeng.show.tables import Table
from qingfeng.words.problems import QueryError

_LONGEST_UNIT = 40
_MOST_ISSUES = 9999


def write_documents(
    project: Project,
    tables: Tables,
    settings: Mapping[str, str],
    folder: Path,
    *,
    issue_number: int,
    unit_name: str,
) -> list[Path]:
    """Write the posting, the notice, its annex and the review notes of a day; returns their paths.

    They go into a new folder of this issue inside `folder`, which appears with all four files or
    not at all. The same input gives the same bytes.
    Raises QueryError for a switch, an issue number, a unit name, a folder that cannot be written
    and an issue that is already there; ContentError for rows that do not fit together.
    """
    unit = _unit(unit_name)
    if not 1 <= issue_number <= _MOST_ISSUES:
        raise QueryError(f"期号要在 1 到 {_MOST_ISSUES} 之间，现在是 {issue_number}。")
    found = rectify.work(tables, rectify.SYSTEM.settings(settings)).board
    on = found.terms.on
    issue = f"第 {issue_number} 期"
    drafts = {
        f"晾晒_{on}.docx": rectify_drafts.posting(found, unit),
        f"通报_第{issue_number}期.docx": rectify_drafts.notice(found, unit, issue),
        f"讲评_{on}.docx": rectify_drafts.review(found, unit),
    }
    target = _target(folder, f"第{issue_number}期_{on}")

    from qingfeng.show.documents.word import word_file

    files = {name: word_file(draft, on) for name, draft in drafts.items()}
    files[f"通报_第{issue_number}期_附表.xlsx"] = _annex_file(
        rectify_drafts.annex(found), f"{unit} {issue} {on}", on
    )
    return _put(target, files)


def _unit(name: str) -> str:
    unit = " ".join(name.split())
    if not unit or len(unit) > _LONGEST_UNIT or not unit.isprintable():
        raise QueryError(f"发文单位要写，最多 {_LONGEST_UNIT} 个字。")
    return unit


def _target(folder: Path, name: str) -> Path:
    """The folder of this issue, not there yet."""
    if not folder.resolve().parent.is_dir():
        raise QueryError(f"文件夹“{folder.parent}”不存在，请先建好。")
    if folder.exists() and not folder.is_dir():
        raise QueryError(f"“{folder.name}”是一个文件，不是文件夹。")
    target = folder / name
    if target.exists():
        raise QueryError(f"“{target}”已经有了，没有改动。要重新生成，请先把它移走，或者换一个期号、文件夹。")
    return target


def _annex_file(tables: tuple[Table, ...], belongs_to: str, on: date) -> bytes:
    """The annex as a workbook, a sheet a table; each says which notice it belongs to."""
    from qingfeng.show.documents.sealed import sealed
    from qingfeng.show.workbooks import Sheet, save_sheets

    sheets = [
        Sheet(table.caption, f"{table.caption}　{belongs_to}", table.head, table.rows) for table in tables
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annex.xlsx"
        save_sheets(path, sheets)
        return sealed(path.read_bytes(), on)


def _put(target: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files into a hidden folder, then give it its name at once: a kill leaves all of
    them or none."""
    folder, new = target.parent, not target.parent.exists()
    made: Path | None = None
    try:
        folder.mkdir(exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder, prefix=".", suffix=".part"))
        for name, content in files.items():
            with (made / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        made.chmod(0o755)
        made.rename(target)
    except OSError as error:
        raise QueryError(f"“{target}”写不进去：{error.strerror}。一份也没有写。") from None
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        if new and not target.exists():
            with suppress(OSError):
                folder.rmdir()
    return [target / name for name in files]
