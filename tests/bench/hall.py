"""A whole hall votes at once, beside a bare tornado handler that counts the same votes in memory."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure
from tests.hall import QUESTION, Hall, Phone, ask, run
from tests.server import free_port

RUNS = 5

BARE = """
import asyncio, json, sys, tornado.web
from collections import Counter
votes = Counter()
class Vote(tornado.web.RequestHandler):
    def get(self, code):
        self.set_cookie("v", "0" * 22)
        self.finish("<!doctype html>")
    def post(self, code):
        votes[json.loads(self.request.body)["choice"]] += 1
        self.finish({"ok": True})
async def main():
    tornado.web.Application([("/(.*)", Vote)]).listen(int(sys.argv[1]), "127.0.0.1", backlog=1024)
    await asyncio.Event().wait()
asyncio.run(main())
"""


def figures() -> Iterator[Figure]:
    """For 200 and 1,000 phones: votes lost, the p95 of a vote beside the bare one, time to the bars."""
    for number in (200, 1000):
        ours, bare, bars, lost = [], [], [], 0
        for _ in range(RUNS):
            bare.append(_bare(number))
            p95, seconds, missing = _ours(number)
            ours.append(p95)
            bars.append(seconds)
            lost += missing
        yield Figure(f"hall, {number} phones at once, votes lost in {RUNS} runs", lost, "", 0)
        ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
        note = f"ours {statistics.median(ours) * 1000:.0f} ms, bare {statistics.median(bare) * 1000:.0f} ms"
        yield Figure(f"hall, {number} phones at once, p95 of a vote, ratio to bare", ratio, "×", 3, note=note)
        name = f"hall, {number} phones, from the last vote to the bars"
        yield Figure(name, statistics.median(bars), "s", 0.5)


def _ours(number: int) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory() as folder, Hall(Path(folder)) as hall:
        hall.do(**QUESTION)
        p95 = run(_at_once(hall.port, hall.code, number))
        began = time.perf_counter()
        found = hall.do(do="close", id="a.1")["result"]["counts"]
        return p95, time.perf_counter() - began, number - sum(found)


def _bare(number: int) -> float:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", BARE, str(port)])
    try:
        run(_up(port))
        return run(_at_once(port, "bare", number))
    finally:
        process.kill()
        process.wait()


async def _up(port: int) -> None:
    for _ in range(100):
        try:
            await ask(port, "GET /bare")
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return


async def _at_once(port: int, code: str, number: int) -> float:
    """The 95th percentile of a vote's seconds, tries that had to be repeated included."""
    phones = [Phone(port, code, i) for i in range(number)]
    for start in range(0, number, 100):
        await asyncio.gather(*(phone.open() for phone in phones[start : start + 100]))
    await asyncio.gather(*(phone.vote(phone.number % 3) for phone in phones))
    return statistics.quantiles([sum(phone.seconds) for phone in phones], n=20)[18]
