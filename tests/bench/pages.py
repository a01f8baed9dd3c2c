"""A lesson page beside stock Voilà on the same notebook; its weight; 200 of them open at once."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page

from tests.bench.figure import Figure
from tests.browsing import LAPTOP, browser
from tests.server import TOKEN, CourseServer, copy_of_course, free_port

RUNS = 4
LESSON = "lesson/favours"
# The click is dispatched in the page: a driver's own click costs 0.45 s by itself.
WORKED = """
() => {
  const button = document.querySelector(SELECTOR);
  if (!button) return false;
  if (!window.qfClicked) {
    window.qfClicked = true;
    window.qfBefore = button.closest(".qf-scenario, .jp-OutputArea, body").textContent;
    button.click();
    return false;
  }
  const now = document.querySelector(".qf-scenario, .jp-OutputArea") || document.body;
  return now.textContent !== window.qfBefore;
}
""".replace("SELECTOR", '".qf-scenario button"')


def figures() -> Iterator[Figure]:
    """Ratio to Voilà, weight, memory."""
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        root = copy_of_course(Path(folder) / "course")
        with CourseServer(root) as server:
            server.wait_released()
            ours, theirs = [], []
            for _ in range(RUNS):
                theirs.append(_voila(chromium, root))
                ours.append(_page(chromium, server))
            ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
            note = f"page {statistics.median(ours):.2f} s, Voilà {statistics.median(theirs):.2f} s"
            yield Figure("lesson opened to first working click, ratio to Voilà", ratio, "×", 0.2, note=note)
            yield Figure("lesson page with all it loads", _weight(chromium, server), "KB", 300)
            yield Figure("server's growth with 200 lessons open", _growth(chromium, server), "MB", 50)


def _open(chromium: Browser, url: str) -> Page:
    return chromium.new_context(viewport=LAPTOP, locale="zh-CN").new_page()


def _until_worked(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    while not page.evaluate(WORKED):
        if time.perf_counter() - start > 60:
            raise RuntimeError("the widget never worked: " + page.content()[:500])
        time.sleep(0.005)
    return time.perf_counter() - start


def _page(chromium: Browser, server: CourseServer) -> float:
    page = _open(chromium, "")
    page.goto(server.entry)
    seconds = _until_worked(page, server.base + LESSON)
    page.context.close()
    return seconds


def _voila(chromium: Browser, root: Path) -> float:
    """Stock Voilà with its default template and a cold kernel, started anew for each run."""
    port = free_port()
    notebook = root / "course" / "02_favours.ipynb"
    environment = {**os.environ, "QINGFENG_ROOT": str(root), "HOME": str(root / "home")}
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "voila",
            str(notebook),
            f"--port={port}",
            "--no-browser",
            "--Voila.ip=127.0.0.1",
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_up(port)
        page = _open(chromium, "")
        seconds = _until_worked(page, f"http://127.0.0.1:{port}/")
        page.context.close()
        return seconds
    finally:
        process.terminate()
        process.wait()


def _until_up(port: int) -> None:
    import socket

    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def _weight(chromium: Browser, server: CourseServer) -> float:
    page = _open(chromium, "")
    page.goto(server.entry)
    sizes: list[int] = []
    page.on("response", lambda reply: sizes.append(len(reply.body())))
    page.goto(server.base + LESSON, wait_until="networkidle")
    page.context.close()
    return sum(sizes) / 1024


def _growth(chromium: Browser, server: CourseServer) -> float:
    """Memory that 200 open lessons add to the server's own process, in MB."""
    assert server.process is not None
    own = psutil.Process(server.process.pid)
    opener = urllib.request.build_opener()
    opener.addheaders = [("Authorization", f"token {TOKEN}")]
    opener.open(server.base + LESSON).close()
    before = own.memory_info().rss
    held = [opener.open(server.base + LESSON) for _ in range(200)]
    pages = [reply.read() for reply in held]
    after = own.memory_info().rss
    assert all(re.search(rb"qf-widget", page) for page in pages)
    return (after - before) / 2**20
