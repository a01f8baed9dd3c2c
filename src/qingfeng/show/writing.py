"""Files written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qingfeng.words.problems import QueryError


def write_whole(path: Path, content: bytes) -> None:
    """Put a finished file in its place at once: a kill leaves the old one or the new one.

    One writer at a time: a file half written lies beside it under a name of its own, which the next
    writer uses again. Raises OSError.
    """
    made = path.with_name(f".{path.name}.new")
    try:
        with made.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    except OSError:
        made.unlink(missing_ok=True)
        raise


@contextmanager
def told_where_unwritable(path: Path) -> Iterator[None]:
    """QueryError, with the cure, where what is written inside cannot be: a file or a folder."""
    try:
        yield
    except PermissionError:
        raise QueryError(f"写不进 {path}：先关掉正在看它的程序，或者换一个文件夹，再来一次。") from None
    except OSError:
        raise QueryError(f"写不进 {path}：看看这个文件夹在不在、有没有空间，再来一次。") from None
