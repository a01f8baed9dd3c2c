"""Released papers: `items.json` as it was fetched, and whether answers fit it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from qingfeng.words.problems import QueryError

Json = dict[str, object]


def released_items(path: Path) -> Json:
    """The released paper; QueryError where it was not fetched or cannot be read."""
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        raise QueryError("请先领取这份测验。") from None
    return _read(path, stamp)


@lru_cache(maxsize=256)
def _read(path: Path, stamp: int) -> Json:
    try:
        held = json.loads(path.read_bytes())
    except ValueError:
        raise QueryError("试卷文件读不出来。请告诉教员，重新发布这份测验。") from None
    assert isinstance(held, dict)
    return held


def answer_faults(paper: Mapping[str, object], value: object) -> list[str]:
    """Why an object of answers does not fit a paper; empty where it does."""
    if not isinstance(value, Mapping):
        return ["答案的格式不对。"]
    asked = {str(item["id"]): item for item in _items(paper)}
    faults = []
    for name, given in value.items():
        if name not in asked:
            faults.append(f"试卷里没有“{str(name)[:40]}”这一题。")
        elif not _fits(asked[name], given):
            faults.append(f"“{name}”的答案格式不对。")
    return faults


def _items(paper: Mapping[str, object]) -> list[Json]:
    items = paper["items"]
    assert isinstance(items, list)
    return items


def _ids(item: Json, part: str) -> set[str]:
    listed = item.get(part) or []
    assert isinstance(listed, list)
    return {str(one["id"]) for one in listed}


def _fits(item: Json, given: object) -> bool:
    kind, options = item["type"], _ids(item, "options")
    if kind in ("single", "truefalse"):
        return isinstance(given, str) and (given in options or not given)
    if kind in ("multiple", "ordering"):
        return isinstance(given, list) and all(isinstance(g, str) and g in options for g in given)
    if kind == "matching":
        left, right = _ids(item, "left"), _ids(item, "right")
        return isinstance(given, Mapping) and all(
            k in left and isinstance(v, str) and (v in right or not v) for k, v in given.items()
        )
    return isinstance(given, str)
