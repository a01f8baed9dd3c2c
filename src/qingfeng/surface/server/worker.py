"""A process of its own for slow or risky work: one worker, a time limit, made anew when lost."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from qingfeng.words.problems import QueryError

Made = TypeVar("Made")


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes started here never hear Ctrl-C, which a terminal sends to all of them: the server
    alone decides when they end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class Worker:
    """Runs named functions one at a time in another process, each within `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[..., Made], *given: object) -> Made:
        """What `work` gives; QueryError where it takes too long or its process is lost."""
        async with self._turn:
            if self._pool is None:
                # spawn: a forked copy of a running server would carry its sockets along.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, mp_context=context)
            try:
                with _deaf_to_ctrl_c():
                    future = asyncio.get_running_loop().run_in_executor(self._pool, work, *given)
                return await asyncio.wait_for(future, self._seconds)
            except TimeoutError:
                self.stop()
                raise QueryError("算得太久，已经停下。请换一组数再试。") from None
            except BrokenProcessPool:
                self.stop()
                raise QueryError("刚才这一步中断了，没有丢东西。请再试一次。") from None

    def stop(self) -> None:
        """End the process, whatever it does."""
        pool, self._pool = self._pool, None
        if pool is not None:
            # Its own list of processes is the only way to end a busy worker.
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)
