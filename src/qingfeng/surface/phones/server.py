"""The phone side of a hall: one page on a port of its own, spoken to in lines of JSON.

`python -m qingfeng.surface.phones PORT [FOLDER]` reads one request a line from its standard input
and answers each with a line; it ends when that input does. Of the course it knows only the question
that is put to the hall just now.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import logging
import re
import resource
import secrets
import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import tornado.web as web
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.netutil import bind_sockets

from qingfeng.surface.phones.address import addresses
from qingfeng.surface.phones.box import Box, Json, Refused
from qingfeng.surface.phones.guests import GUESSES, VOTES, Guests

PORTS = 20
_VOTER = re.compile(r"[A-Za-z0-9_-]{22}")
_SPARE_FILES = 100
# Seconds in which a port that phones know may become free; less than the presenter's side waits.
_PATIENCE = 5.0


class Booth:
    """A running session: its box and its guests; none before the first and after the last.

    `listen` opens the port at the first beginning and tells it (given True where phones know the port
    already): before that a phone that comes back finds nobody, and tries again, where it would else
    be told that all is over.
    """

    def __init__(self, folder: Path | None, listen: Callable[[bool], int]) -> None:
        self.folder, self.port, self._listen = folder, 0, listen
        self.box: Box | None = None
        self.guests = Guests()
        self.boot = secrets.token_hex(4)

    def reply(self, request: dict[str, Any]) -> Json:
        """Do what the presenter's side asks. Raises Refused."""
        what = request.get("do")
        if what == "begin":
            return self._begin(str(request["session"]), str(request.get("code") or ""), bool(request["keep"]))
        if self.box is None:
            raise Refused("lost", "现在没有在投票的现场课。")
        if what == "open":
            self.box.open(str(request["id"]), str(request["question"]), [str(o) for o in request["options"]])
            return {}
        if what == "close":
            self.box.close()
        if what in ("close", "tally"):
            found = self.box.tally(str(request["id"]), str(request.get("before") or ""))
            return found | {"here": self.guests.here(), "crowded": self.guests.crowded}
        if what == "share":
            self.guests.shared = True
            return {}
        if what == "end":
            self.box.end()
            self.box, self.guests = None, Guests()
            return {}
        raise Refused("refused", "不认识的请求。")

    def _begin(self, session: str, code: str, keep: bool) -> Json:
        if self.box is None or self.box.session != session:
            if self.box:
                self.box.end()
            self.box, self.guests = Box(session, code, self.folder if keep else None), Guests()
        self.port = self.port or self._listen(bool(code))
        return {"code": self.box.code, "port": self.port, "addresses": addresses()}


class _Visit(web.RequestHandler):
    """What all routes share: the code, the booth, and headers that keep a page to itself."""

    booth: Booth

    def initialize(self, booth: Booth) -> None:
        self.booth = booth

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Content-Security-Policy", content_policy())

    @property
    def address(self) -> str:
        return str(self.request.remote_ip)

    def box(self, code: str) -> Box | None:
        """The box of this code; else the visitor has been told."""
        box = self.booth.box
        if box is not None and secrets.compare_digest(code.lower(), box.code):
            return box
        if self.booth.guests.may("guess", self.address, GUESSES):
            self.send_error(404)
        else:
            self.send_error(429)
        return None

    def voter(self) -> str:
        """The random word of this phone, "" where it has none."""
        found = self.get_cookie("v") or ""
        return found if _VOTER.fullmatch(found) else ""

    def answer(self, reply: Json, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(reply, ensure_ascii=False))

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        words = {
            404: "这个地址没有在投票。请看大屏幕上的地址，或者再扫一次码；散场以后，这一页就没有了。",
            429: "试得太快了，请等一分钟，再看着大屏幕输入。",
        }
        self.finish(
            _own("away.html").replace("@@words@@", words.get(status_code, "这一步没有做成，请再试。"))
        )


class _Page(_Visit):
    """The vote page."""

    def get(self, code: str) -> None:
        box = self.box(code)
        if box is None:
            return
        if not self.voter():
            self.set_cookie(
                "v", secrets.token_urlsafe(16), httponly=True, samesite="Strict", path="/" + box.code
            )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page(box.code))


class _State(_Visit):
    """What is asked just now, and what this phone chose; 204 where the phone knows it already."""

    def get(self, code: str) -> None:
        box = self.box(code)
        if box is None:
            return
        voter = self.voter()
        if voter:
            self.booth.guests.seen(voter)
        ballot = box.ballots.get(box.open_id)
        mine = box.chosen(voter) if voter else None
        # Other phones' votes change nothing for this one.
        stamp = f"{self.booth.boot}.{box.open_id}.{mine}"
        if self.get_query_argument("known", "") == stamp:
            self.set_status(204)
            self.finish()
            return
        asked = {"id": ballot.id, "question": ballot.question, "options": ballot.options} if ballot else None
        self.answer({"known": stamp, "ballot": asked, "mine": mine})


class _Vote(_Visit):
    """One vote in, one answer out."""

    def post(self, code: str) -> None:
        box = self.box(code)
        if box is None:
            return
        try:
            self._vote(box)
        except Refused as error:
            status = {"busy": 429, "closed": 409, "unknown": 409}.get(error.reason, 400)
            self.answer({"ok": False, "reason": error.reason, "words": str(error)}, status)
        else:
            self.answer({"ok": True})

    def _vote(self, box: Box) -> None:
        guests, voter = self.booth.guests, self.voter()
        origin = self.request.headers.get("Origin", "")
        if not voter or (origin and origin.partition("//")[2] != self.request.host):
            raise Refused("refused", "请再扫一次码。")
        if not guests.may("vote", self.address, VOTES):
            raise Refused("busy", "点得太快了，马上再试。")
        ballot, choice = self._asked()
        if not guests.admit(voter, self.address):
            raise Refused("crowded", "同一个网络地址来的票太多，这一票没有计入，请告诉主持人。")
        box.vote(voter, ballot, choice)

    def _asked(self) -> tuple[str, int]:
        try:
            given = json.loads(self.request.body)
            ballot, choice = given["ballot"], given["choice"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Refused("refused", "这一票读不懂，请再扫一次码。") from None
        if not isinstance(ballot, str) or not isinstance(choice, int) or isinstance(choice, bool):
            raise Refused("refused", "这一票读不懂，请再扫一次码。")
        return ballot, choice


class _Away(_Visit):
    """Every other address."""

    def prepare(self) -> None:
        self.box("")


class _Gate(HTTPServer):
    """Lets in so many connections an address, and in all no more than there are files for: the one
    that is open longest goes first. (HTTPServer is a Configurable: no arguments of our own.)"""

    guests_of: Any = None
    most = 1000

    def initialize(self, *given: Any, **named: Any) -> None:
        super().initialize(*given, **named)
        self._held: OrderedDict[IOStream, str] = OrderedDict()
        self._places: Counter[str] = Counter()

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Take a connection, or close it at once."""
        guests: Guests = self.guests_of()
        place = guests.place(str(address[0]))
        if self._places[place] >= guests.connections:
            stream.close()
            return
        if len(self._held) >= self.most:
            oldest = next(iter(self._held))
            self._forget(oldest)
            oldest.close()
        self._held[stream] = place
        self._places[place] += 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: Any) -> None:
        """A connection has ended."""
        self._forget(server_conn.stream)
        super().on_close(server_conn)

    def _forget(self, stream: IOStream) -> None:
        place = self._held.pop(stream, None)
        if place is not None:
            self._places[place] -= 1
            if not self._places[place]:
                del self._places[place]


def application(booth: Booth) -> web.Application:
    """The phone side's whole web."""
    own = {"booth": booth}
    code = r"/([A-Za-z0-9]{5})"
    return web.Application(
        [
            (code, _Page, own),
            (code + "/state", _State, own),
            (code + "/vote", _Vote, own),
            (r".*", _Away, own),
        ],
        log_function=lambda _: None,
    )


def page(code: str) -> str:
    """The vote page, whole."""
    return (
        _own("page.html")
        .replace("@@style@@", _own("page.css"))
        .replace("@@script@@", _own("page.js"))
        .replace("@@code@@", code)
    )


def content_policy() -> str:
    """The vote page's own script by its hash, its own server, nothing else."""
    digest = base64.b64encode(hashlib.sha256(_own("page.js").encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def _own(name: str) -> str:
    return files("qingfeng.surface.phones").joinpath("web", name).read_text(encoding="utf-8")


def main() -> None:
    """Serve phones until the standard input ends."""
    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))


async def _serve(port: int, folder: Path | None) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    booth = Booth(folder, lambda known: _listen(gate, port, known))
    gate = _Gate(
        application(booth),
        max_body_size=1024,
        max_header_size=8192,
        idle_connection_timeout=20,
        body_timeout=5,
        max_buffer_size=16_384,
    )
    gate.guests_of = lambda: booth.guests
    gate.most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _SPARE_FILES, 12_000)
    await _heed(booth)
    if booth.box:
        booth.box.let_go()


def _listen(gate: HTTPServer, port: int, known: bool) -> int:
    """Listen on this port, or on the next one that is free; a `known` one is worth waiting for."""
    until = time.monotonic() + (_PATIENCE if known else 0)
    while not _free(port) and time.monotonic() < until:
        time.sleep(0.1)
    for one in range(port, port + PORTS):
        with contextlib.suppress(OSError):
            gate.add_sockets(bind_sockets(one, "0.0.0.0", backlog=1024))
            return one
    raise Refused("refused", f"端口 {port} 到 {port + PORTS - 1} 都被占用，手机投票没有开起来。")


def _free(port: int) -> bool:
    with contextlib.suppress(OSError):
        for one in bind_sockets(port, "0.0.0.0"):
            one.close()
        return True
    return False


async def _heed(booth: Booth) -> None:
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        try:
            reply: Json = {"ok": True, "result": booth.reply(json.loads(line))}
        except Refused as error:
            reply = {"ok": False, "reason": error.reason, "message": str(error)}
        sys.stdout.write(json.dumps(reply, ensure_ascii=True) + "\n")
        sys.stdout.flush()
