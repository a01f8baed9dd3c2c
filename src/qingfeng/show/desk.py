"""A learner's desk: the folder `work/<learner>/` with answers, progress and receipts.

Every write is whole or not at all (a new file, synced, then renamed over the old one), under
one lock a learner, with a revision number: an older revision is refused.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from qingfeng.show.writing import write_whole
from qingfeng.words.problems import QueryError

BEIJING = timezone(timedelta(hours=8))
LEARNER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
ANSWERS_CAP = 256 * 1024
NOTE_CAP = 16 * 1024

Json = dict[str, object]


class Stale(Exception):
    """A save that is based on an older revision; carries what stands on the desk."""

    def __init__(self, revision: int, value: object) -> None:
        super().__init__("stale")
        self.revision = revision
        self.value = value


@dataclass(frozen=True)
class Saved:
    """What a save made: the new revision, and the time in Beijing as ISO."""

    revision: int
    saved_at: str


class Desk:
    """The folder of one learner; safe for several threads and processes at once."""

    def __init__(self, root: Path, learner: str) -> None:
        if not LEARNER.fullmatch(learner):
            raise QueryError("学员编号只能用字母、数字、点、横线和下划线，最多 64 个。")
        self.learner = learner
        self.folder = root / "work" / learner
        self._guard = threading.Lock()

    def load(self, scope: str) -> Json:
        """What is saved under a scope: `{revision, value}`; revision 0 where nothing is."""
        if scope.startswith("quiz/"):
            held = self._read(self._answers_file(scope))
            return {
                "revision": held.get("revision", 0),
                "value": held.get("answers", {}),
                "saved_at": held.get("saved_at", ""),
            }
        held = _objects(self._read(self.folder / "progress.json")).get(scope, {})
        return {"revision": held.get("revision", 0), "value": held.get("value")}

    def save(self, scope: str, value: object, revision: int) -> Saved:
        """Keep a value that was made from `revision`.

        Raises Stale where a newer one stands, QueryError where it is too large.
        """
        if not isinstance(revision, int) or isinstance(revision, bool):
            raise QueryError("版本号不对，请刷新页面。")
        with self._locked():
            return self._save(scope, value, revision)

    def _save(self, scope: str, value: object, revision: int) -> Saved:
        now = datetime.now(BEIJING).isoformat(timespec="seconds")
        if scope.startswith("quiz/"):
            path = self._answers_file(scope)
            held = self._read(path)
            saved = Saved(_next(held.get("revision", 0), revision, held.get("answers", {})), now)
            name = scope.removeprefix("quiz/")
            _write(
                path,
                {"assignment": name, "revision": saved.revision, "saved_at": now, "answers": value},
                ANSWERS_CAP,
            )
            return saved
        path = self.folder / "progress.json"
        scopes = self._read(path)
        held = _objects(scopes).get(scope, {})
        saved = Saved(_next(held.get("revision", 0), revision, held.get("value")), now)
        if len(_bytes(value)) > NOTE_CAP:
            raise QueryError("要保存的内容太大了。")
        scopes[scope] = {"revision": saved.revision, "saved_at": now, "value": value}
        _write(path, scopes, ANSWERS_CAP * 4)
        return saved

    def progress(self) -> dict[str, Json]:
        """Everything saved outside graded quizzes, by scope."""
        return _objects(self._read(self.folder / "progress.json"))

    def receipt(self, assignment: str) -> Json | None:
        """The newest receipt of an assignment."""
        return _objects(self._read(self.folder / "receipt.json")).get(assignment)

    def keep_receipt(self, assignment: str, receipt: Json) -> None:
        """Keep a receipt: number, time, hash."""
        with self._locked():
            held = self._read(self.folder / "receipt.json")
            held[assignment] = receipt
            _write(self.folder / "receipt.json", held, ANSWERS_CAP)

    def assignment_folder(self, assignment: str) -> Path:
        """Where an assignment lies once fetched."""
        if not LEARNER.fullmatch(assignment):
            raise QueryError("没有这个测验。")
        return self.folder / assignment

    def _answers_file(self, scope: str) -> Path:
        folder = self.assignment_folder(scope.removeprefix("quiz/"))
        if not folder.is_dir():
            raise QueryError("请先领取这份测验。")
        return folder / "answers.json"

    def _read(self, path: Path) -> Json:
        try:
            held = json.loads(path.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._guard, (self.folder / ".lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def learner_name() -> str:
    """The learner: the hub's user name where there is a hub, the OS user otherwise."""
    name = os.environ.get("QINGFENG_LEARNER") or os.environ.get("JUPYTERHUB_USER")
    return tidy_name(name or getpass.getuser())


def tidy_name(name: str) -> str:
    """A name that may be a folder: kept where it is one, else with other characters replaced."""
    if LEARNER.fullmatch(name):
        return name
    # The digest keeps 张三 and 李四 apart, whose letters are all replaced.
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "u_" + re.sub(r"[^A-Za-z0-9]", "_", name)[:48] + "_" + digest


def _next(held: object, given: int, value: object) -> int:
    current = held if isinstance(held, int) else 0
    if given < current:
        raise Stale(current, value)
    return max(current, given) + 1


def _objects(held: Mapping[str, object]) -> dict[str, Json]:
    return {k: v for k, v in held.items() if isinstance(v, dict)}


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _write(path: Path, value: object, cap: int) -> None:
    content = _bytes(value)
    if len(content) > cap:
        raise QueryError("答案太长了，超过了可以保存的大小。")
    write_whole(path, content)
