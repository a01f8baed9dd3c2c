"""A real course server on a copy of the course, for tests and benchmarks."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOKEN = "a-token-for-tests"


def copy_of_course(target: Path) -> Path:
    """The course without what is made: a folder of its own to serve and to grade in."""
    for name in ("course", "cases"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "assignments" / "bank", target / "assignments" / "bank")
    shutil.copy(ROOT / "assignments" / "nbgrader_config.py", target / "assignments")
    return target


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class CourseServer:
    """`qingfeng serve` as its own process; may be killed and started again on the same port."""

    def __init__(self, root: Path, *options: str, learner: str = "", **environment: str) -> None:
        self.root, self.options, self.port = root, options, free_port()
        self.base = f"http://127.0.0.1:{self.port}/qingfeng/"
        home = root / "home"
        home.mkdir(exist_ok=True)
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "QINGFENG"))},
            "HOME": str(home),
            "JUPYTER_TOKEN": TOKEN,
            "QINGFENG_ROOT": str(root),
            **({"QINGFENG_LEARNER": learner} if learner else {}),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = root / "server.log"

    @property
    def entry(self) -> str:
        """The home page with the token in its address."""
        return f"{self.base}?token={TOKEN}"

    def start(self, seconds: float = 60) -> CourseServer:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "qingfeng", "serve", "--port", str(self.port), "--no-browser"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *self.options],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.entry, timeout=2).close()
                return self
            except urllib.error.HTTPError:
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])

    def wait_released(self, assignment: str = "favours", seconds: float = 120) -> CourseServer:
        """Wait until a quiz is out."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if list(self.root.glob(f"work/exchange/*/outbound/{assignment}/items.json")):
                return self
            time.sleep(0.2)
        raise RuntimeError(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])

    def kill(self) -> None:
        """End the whole process group at once, as a power cut would."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """Ctrl-C, and the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        return int(self.process.returncode)

    def __enter__(self) -> CourseServer:
        return self if self.process else self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()
