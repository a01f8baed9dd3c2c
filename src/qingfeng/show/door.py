"""The door: the one narrow way from a widget to the outside.

`answer` takes a message `{id, verb, …}` and gives `{id, ok, result}` or `{id, ok: false, reason,
message}`. The kernel's comm and the HTTP handler both stand on it; asking a lab and submitting
are done by whoever carries the door, since they differ in where they run.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qingfeng.show.desk import Desk, Stale
from qingfeng.show.papers import answer_faults, released_items
from qingfeng.words.problems import QueryError

Json = dict[str, object]
MESSAGE_CAP = 64 * 1024


def answer(root: Path, desk: Desk, message: Mapping[str, object]) -> Json:
    """The answer to `load` or `save`; every refusal is a Chinese sentence."""
    reply: Json = {"id": message.get("id")}
    try:
        return reply | {"ok": True, "result": _result(root, desk, message)}
    except Stale as stale:
        newer = {"revision": stale.revision, "value": stale.value}
        words = "另一个窗口里有更新的答案。"
        return reply | {"ok": False, "reason": "stale", "message": words, "result": newer}
    except QueryError as error:
        return reply | refusal(str(error))


def refusal(message: str) -> Json:
    """What a refused widget is told."""
    return {"ok": False, "reason": "refused", "message": message}


def _result(root: Path, desk: Desk, message: Mapping[str, object]) -> Json:
    scope = message.get("scope")
    if not isinstance(scope, str) or not scope.startswith(("learn/", "quiz/")) or len(scope) > 200:
        raise QueryError("不认识的保存位置。")
    if message.get("verb") == "load":
        loaded = desk.load(scope)
        if scope.startswith("quiz/"):
            loaded["receipt"] = desk.receipt(scope.removeprefix("quiz/"))
        return loaded
    if message.get("verb") == "save":
        value = message.get("value")
        if scope.startswith("quiz/"):
            _check_answers(root, desk, scope.removeprefix("quiz/"), value)
        saved = desk.save(scope, value, message.get("revision"))  # type: ignore[arg-type]
        return {"revision": saved.revision, "saved_at": saved.saved_at}
    raise QueryError("不认识的请求。")


def _check_answers(root: Path, desk: Desk, assignment: str, value: object) -> None:
    items = released_items(desk.assignment_folder(assignment) / "items.json")
    faults = answer_faults(items, value)
    if faults:
        raise QueryError(faults[0])
