"""The presenter's way to the phones of a hall: starts their process, speaks to it, starts it anew."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from qingfeng.words.problems import QueryError

Json = dict[str, object]
PORT = 8899
# The hall's port, for a machine on which 8899 is spoken for.
PORT_NAME = "QINGFENG_VOTE_PORT"
_SECONDS = 10.0
_OLD = 12 * 3600


class Phones:
    """The phone side of the session that is presented; no process before the first one begins.

    Its process reads no file but its own votes, in `folder`, and speaks only when spoken to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: Process | None = None
        self._begun: Json = {}
        # Once phones have come by a port, a process that takes their place must listen on it too.
        self._port = os.environ.get(PORT_NAME, str(PORT))
        self._turn = asyncio.Lock()

    async def answer(self, message: Json) -> Json:
        """What the phone side says to a request of the presenter: begin, open, tally, close, share,
        end. Its refusals come back with `ok` False; QueryError where it cannot be started."""
        async with self._turn:
            if message.get("do") == "begin":
                return await self._begin(message)
            if not self._begun:
                return {"ok": False, "reason": "lost", "message": "还没有开手机投票。"}
            reply = await self._said(message)
            if message.get("do") == "end":
                # The process stays, so that a phone is told that all is over.
                self._begun = {}
            return reply

    async def _begin(self, message: Json) -> Json:
        request = {"do": "begin", "session": message.get("session"), "keep": message.get("keep") is not False}
        if self._begun.get("session") == request["session"]:
            request["code"] = self._begun["code"]
        _forget_old(self._folder)
        reply = await self._said(request)
        found = reply.get("result")
        if reply.get("ok") and isinstance(found, dict):
            self._begun = request | {"code": found["code"]}
            self._port = str(found["port"])
            reply["result"] = found | {"links": [_link(a, found) for a in found["addresses"]]}
        return reply

    async def _said(self, request: Json) -> Json:
        """The answer of the process; a process that was lost is started and told what it was about."""
        for _ in range(2):
            told = True
            if self._process is None or self._process.returncode is not None:
                await self._start()
                if self._begun and request["do"] != "begin":
                    told = await self._line(self._begun) is not None
            reply = await self._line(request) if told else None
            if reply is not None:
                return reply
            # An answer that came too late must not be taken for the next one's.
            await self._stop()
        raise QueryError("手机投票没有开起来。请按 H 改为举手，一样算。")

    async def _line(self, request: Json) -> Json | None:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            await process.stdin.drain()
            line = await asyncio.wait_for(process.stdout.readline(), _SECONDS)
        except (OSError, TimeoutError):
            return None
        found = json.loads(line) if line.endswith(b"\n") else None
        return found if isinstance(found, dict) else None

    async def _start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "qingfeng.surface.phones", self._port, str(self._folder)),
            stdin=PIPE,
            stdout=PIPE,
            # A terminal's Ctrl-C is the server's to hear; this process ends with its input.
            start_new_session=True,
        )

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def close(self) -> None:
        """End the process with the server; votes of a session that did not end stay for the next start."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()


def _link(address: str, found: Json) -> Json:
    """An address for a phone, as text and as a picture to scan."""
    import segno

    url = f"http://{address}:{found['port']}/{found['code']}"
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, light="#ffffff", dark="#000000"
    )
    return {"url": url, "svg": drawn.getvalue().decode()}


def _forget_old(folder: Path) -> None:
    """Delete what sessions left that were never ended."""
    for path in folder.glob("*.jsonl"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _OLD:
                path.unlink()
