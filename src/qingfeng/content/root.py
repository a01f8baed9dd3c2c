"""Which folder the course is in. Imports nothing, for commands that read no content."""

from __future__ import annotations

import os
from pathlib import Path

from qingfeng.words.problems import QueryError


def find_root(start: Path | None = None) -> Path:
    """The course folder around `start` (the working folder), or the one the package stands in.

    QINGFENG_ROOT names it outright. Raises QueryError where there is none.
    """
    named = os.environ.get("QINGFENG_ROOT")
    here = (start or Path.cwd()).resolve()
    places = [Path(named)] if named else [here, *here.parents, *Path(__file__).resolve().parents]
    for place in places:
        if (place / "course" / "course.yml").is_file():
            return place
    raise QueryError("这里找不到课程（course/course.yml）。请在课程文件夹里运行。")
