"""The ballot box of a session: who (a random word a phone) chose what, kept until the end.

Where it may keep at all, every vote is a line of a file before it is answered, so that a killed
process loses none; a line half written is no vote.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from qingfeng.think.votes import counts, moved

Json = dict[str, object]
# Without signs that are mistaken for one another when read from the last row.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE = 5
MOST_BALLOTS, MOST_VOTERS, MOST_OPTIONS = 300, 5000, 9


class Refused(Exception):
    """A vote or a request that does not count, in a Chinese sentence; `reason` is one word."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass
class Ballot:
    """A question put to the hall: voter to option, numbered from 0."""

    id: str
    question: str
    options: list[str]
    votes: dict[str, int] = field(default_factory=dict)


class Box:
    """The ballots of one session; `folder` None keeps nothing on the disk."""

    def __init__(self, session: str, code: str = "", folder: Path | None = None) -> None:
        self.session = session
        self.code = code or "".join(secrets.choice(SIGNS) for _ in range(CODE))
        self.ballots: dict[str, Ballot] = {}
        self.open_id = ""
        self.changes = 0
        self._path = folder / f"{session}.jsonl" if folder else None
        self._file: IO[bytes] | None = None
        if self._path:
            held = self._read(self._path)
            self._file = _opened(self._path)
            if not held:
                self._keep({"session": session, "code": self.code})

    def _read(self, path: Path) -> bool:
        """Take up what a session that did not end left; False where there is nothing sound."""
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
        # What follows the last line break was half written.
        records = _records(lines[:-1])
        if not records or records[0].get("session") != self.session:
            path.unlink(missing_ok=True)
            return False
        if lines[-1]:
            os.truncate(path, path.stat().st_size - len(lines[-1]))
        self.code = str(records[0]["code"])
        for record in records[1:]:
            self._take(record)
        return True

    def _take(self, record: Json) -> None:
        if "open" in record:
            ident = str(record["open"])
            if ident not in self.ballots:
                self.ballots[ident] = Ballot(ident, str(record["question"]), list(record["options"]))  # type: ignore[call-overload]
            self.open_id = ident
        elif "close" in record:
            self.open_id = ""
        else:
            self.ballots[str(record["b"])].votes[str(record["v"])] = int(record["c"])  # type: ignore[call-overload]
        self.changes += 1

    def _keep(self, record: Json) -> None:
        if self._file:
            self._file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            self._file.flush()

    def _do(self, record: Json) -> None:
        self._keep(record)
        self._take(record)

    def open(self, ident: str, question: str, options: list[str]) -> None:
        """Ask the hall; a ballot opened again keeps its votes."""
        if not 2 <= len(options) <= MOST_OPTIONS or len(self.ballots) >= MOST_BALLOTS:
            raise Refused("refused", "这一题不能投票。")
        self._do({"open": ident, "question": question, "options": options})

    def close(self) -> None:
        """Take no more votes."""
        if self.open_id:
            self._do({"close": self.open_id})

    def vote(self, voter: str, ident: str, choice: int) -> None:
        """Count a vote, or change it. Raises Refused where it does not count."""
        if ident not in self.ballots:
            # Begun anew without its file: the question will be put again, and the phone asks again.
            raise Refused("unknown", "正在重新连上会场……")
        if ident != self.open_id:
            raise Refused("closed", "这一题已经收了，请看大屏幕。")
        ballot = self.ballots[ident]
        if not 0 <= choice < len(ballot.options):
            raise Refused("refused", "没有这个选项。")
        if voter not in ballot.votes and len(ballot.votes) >= MOST_VOTERS:
            raise Refused("full", "票数已经到顶，这一票没有计入。")
        if ballot.votes.get(voter) != choice:
            self._do({"b": ident, "v": voter, "c": choice})

    def chosen(self, voter: str) -> int | None:
        """What a phone chose in the open ballot."""
        return self.ballots[self.open_id].votes.get(voter) if self.open_id else None

    def tally(self, ident: str, before: str = "") -> Json:
        """The votes of a ballot by option, and how many changed since the ballot `before`.

        Raises Refused ("lost") where this box knows no such ballot.
        """
        if ident not in self.ballots:
            raise Refused("lost", "这一题还没有开始投。")
        ballot = self.ballots[ident]
        first = self.ballots[before].votes if before in self.ballots else {}
        return {
            "counts": list(counts(ballot.votes.values(), len(ballot.options))),
            "moved": moved(first, ballot.votes),
        }

    def end(self) -> None:
        """The session is over: nothing of it stays."""
        self.let_go()
        if self._path:
            self._path.unlink(missing_ok=True)
        self.ballots, self.open_id = {}, ""

    def let_go(self) -> None:
        """Close the file and leave it, to be taken up again."""
        if self._file:
            self._file.close()
            self._file = None


def _records(lines: list[bytes]) -> list[Json]:
    """The records of a file's lines; none where somebody else wrote in it."""
    try:
        found = [json.loads(line) for line in lines if line]
    except ValueError:
        return []
    return found if all(isinstance(one, dict) for one in found) else []


def _opened(path: Path) -> IO[bytes]:
    """The file to add to, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
