"""Saving an answer through the door, beside a bare tornado handler that writes and syncs the same bytes.

200 learners answer at once, each waiting for their own answer before they send the next one.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from tests.bench.figure import Figure
from tests.server import TOKEN, CourseServer, copy_of_course, free_port

LEARNERS, ANSWERS, RUNS = 200, 5, 5

BARE = """
import os, sys, tempfile
from pathlib import Path
import asyncio, tornado.web
class Save(tornado.web.RequestHandler):
    def post(self, who):
        path = Path(sys.argv[2]) / who
        with open(path, "wb") as file:
            file.write(self.request.body); file.flush(); os.fsync(file.fileno())
        self.finish(b"{}")
async def main():
    tornado.web.Application([("/save/(.*)", Save)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()
asyncio.run(main())
"""


def figures() -> Iterator[Figure]:
    """The median of the ratios of five runs in turn."""
    AsyncHTTPClient.configure("tornado.simple_httpclient.SimpleAsyncHTTPClient", max_clients=LEARNERS + 8)
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = [], []
        root = copy_of_course(Path(folder) / "course")
        settings = root / "home" / ".jupyter"
        settings.mkdir(parents=True)
        _use_named_learners(settings)
        with CourseServer(root, "--learners") as server:
            _fetch_for_all(root)
            for _ in range(RUNS):
                bare.append(asyncio.run(_bare(Path(folder))))
                ours.append(asyncio.run(_ours(server)))
        ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    note = f"ours p95 {statistics.median(ours) * 1000:.0f} ms, bare {statistics.median(bare) * 1000:.0f} ms"
    yield Figure(
        "saving an answer, p95 at 200 at once, ratio to bare", statistics.median(ratios), "×", 3.0, note=note
    )


def _use_named_learners(settings: Path) -> None:
    """An identity provider that takes the learner's name from a header, as a hub would give it."""
    (settings / "jupyter_server_config.py").write_text(
        "from jupyter_server.auth import IdentityProvider, User\n"
        "class Named(IdentityProvider):\n"
        "    def get_user(self, handler):\n"
        "        return User(handler.request.headers.get('X-Learner', 'nobody'))\n"
        "c.ServerApp.identity_provider_class = Named\n"
        "c.ServerApp.disable_check_xsrf = True\n"
        "c.QingfengApp.identity = 'user'\n",
        encoding="utf-8",
    )


def _fetch_for_all(root: Path) -> None:
    from qingfeng.show.grading.exchange import prepare

    subprocess.run(
        [
            sys.executable,
            "-c",
            f"from pathlib import Path\nfrom {prepare.__module__} import prepare\n"
            f"prepare(Path({str(root)!r}), 'favours')",
        ],
        check=True,
        capture_output=True,
        cwd=root,
    )
    items = next(root.glob("work/exchange/*/outbound/favours/items.json")).read_bytes()
    for number in range(LEARNERS):
        folder = root / "work" / f"l{number}" / "favours"
        folder.mkdir(parents=True)
        (folder / "items.json").write_bytes(items)


def _answers(number: int) -> dict[str, object]:
    return {f"favours_s{i:02d}": "abcd"[(i + number) % 4] for i in range(1, 11)}


async def _closed_loop(requests: list[list[HTTPRequest]]) -> float:
    client = AsyncHTTPClient(force_instance=True)
    times: list[float] = []

    async def learner(own: list[HTTPRequest]) -> None:
        for request in own:
            start = time.perf_counter()
            await client.fetch(request)
            times.append(time.perf_counter() - start)

    await asyncio.gather(*map(learner, requests))
    client.close()
    return statistics.quantiles(times, n=20)[-1]


async def _ours(server: CourseServer) -> float:
    revisions: dict[int, int] = {}
    client = AsyncHTTPClient(force_instance=True)
    for number in range(LEARNERS):
        reply = await client.fetch(_post(server, number, {"verb": "load", "scope": "quiz/favours"}))
        revisions[number] = json.loads(reply.body)["result"]["revision"]
    client.close()
    return await _closed_loop(
        [[_post(server, n, _save(n, revisions[n] + k)) for k in range(ANSWERS)] for n in range(LEARNERS)]
    )


def _save(number: int, revision: int) -> dict[str, object]:
    return {"verb": "save", "scope": "quiz/favours", "value": _answers(number), "revision": revision}


def _post(server: CourseServer, number: int, message: dict[str, object]) -> HTTPRequest:
    headers = {
        "Content-Type": "application/json",
        "X-Learner": f"l{number}",
        "Authorization": f"token {TOKEN}",
    }
    body = json.dumps(message, ensure_ascii=False)
    return HTTPRequest(server.base + "door", "POST", headers, body, request_timeout=60)


async def _bare(folder: Path) -> float:
    port, kept = free_port(), folder / "bare"
    kept.mkdir(exist_ok=True)
    process = subprocess.Popen([sys.executable, "-c", BARE, str(port), str(kept)])
    try:
        await _until_up(port)
        body = [json.dumps(_save(n, 1), ensure_ascii=False) for n in range(LEARNERS)]
        requests = [
            [
                HTTPRequest(f"http://127.0.0.1:{port}/save/l{n}", "POST", body=body[n], request_timeout=60)
                for _ in range(ANSWERS)
            ]
            for n in range(LEARNERS)
        ]
        return await _closed_loop(requests)
    finally:
        process.kill()
        process.wait()


async def _until_up(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.05)
