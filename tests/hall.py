"""A hall for tests and benchmarks: the phone side as its own process, and phones, each from an
address of its own on loopback."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.server import free_port

T = TypeVar("T")
QUESTION = {"do": "open", "id": "a.1", "question": "怎样看？", "options": ["好", "不好", "先问问"]}


class Hall:
    """`python -m qingfeng.surface.phones`, spoken to as the course server speaks to it."""

    def __init__(
        self, folder: Path | None = None, port: int = 0, session: str = "favours", files: int = 0
    ) -> None:
        self.folder, self.session, self.files = folder, session, files
        self.asked_port = port or free_port()
        self.code = ""
        self.start()

    def start(self) -> None:
        """Start it, and begin the session."""
        words = [sys.executable, "-m", "qingfeng.surface.phones", str(self.asked_port)]
        words += [str(self.folder)] if self.folder else []
        limit = f"ulimit -n {self.files}; " if self.files else ""
        self.process = subprocess.Popen(
            ["sh", "-c", f'{limit}exec "$@"', "sh", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        begun = self.do(do="begin", session=self.session, keep=self.folder is not None, code=self.code)
        self.code, self.port = begun["result"]["code"], begun["result"]["port"]

    def do(self, **request: Any) -> dict[str, Any]:
        """One request of the presenter's side, and its answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        found = json.loads(self.process.stdout.readline())
        assert isinstance(found, dict)
        return found

    def counts(self, ballot: str = "a.1") -> list[int]:
        """The votes of a ballot by option."""
        found = self.do(do="tally", id=ballot)["result"]["counts"]
        assert isinstance(found, list)
        return found

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Hall:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def cookie(self) -> str:
        """The cookie it set."""
        return self.headers.get("set-cookie", "").partition(";")[0]


async def ask(
    port: int, head: str, body: bytes = b"", address: str = "127.0.0.1", cookie: str = "", origin: str = ""
) -> Reply:
    """One HTTP request, from a loopback address of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    lines = [
        head + " HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: close",
        f"Content-Length: {len(body)}",
    ]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"Origin: {origin}"] if origin else []
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    await writer.drain()
    raw = await reader.read()
    writer.close()
    top, _, rest = raw.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *others = top.split("\r\n")
    headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in others)}
    return Reply(int(first.split()[1]), headers, rest)


def address(number: int) -> str:
    """The loopback address of a phone by its number."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


@dataclass
class Phone:
    """A phone that opens the page and votes, again where it is told to wait."""

    hall_port: int
    code: str
    number: int
    cookie: str = ""
    seconds: list[float] = field(default_factory=list)

    async def open(self) -> None:
        """Open the page."""
        reply = await ask(self.hall_port, f"GET /{self.code}", address=address(self.number))
        assert reply.status == 200
        self.cookie = reply.cookie

    async def vote(self, choice: int, ballot: str = "a.1") -> Reply:
        """Vote; the time of each try is kept."""
        body = json.dumps({"ballot": ballot, "choice": choice}).encode()
        while True:
            began = time.perf_counter()
            try:
                reply = await ask(
                    self.hall_port, f"POST /{self.code}/vote", body, address(self.number), self.cookie
                )
            except OSError:
                await asyncio.sleep(0.05)
                continue
            self.seconds.append(time.perf_counter() - began)
            if reply.status != 429:
                return reply
            await asyncio.sleep(0.3)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, also where this thread has a loop of its own (a browser's)."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def all_at_once(hall: Hall, number: int) -> list[Phone]:
    """So many phones open the page, then all vote at once, each for the option of its number."""
    phones = [Phone(hall.port, hall.code, i) for i in range(number)]
    for start in range(0, number, 100):
        await asyncio.gather(*(phone.open() for phone in phones[start : start + 100]))
    await asyncio.gather(*(phone.vote(phone.number % 3) for phone in phones))
    return phones
