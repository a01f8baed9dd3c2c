"""Work spread over the machine's cores, its results in order, nothing left behind by a kill."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

from qingfeng.words.problems import QueryError

T = TypeVar("T")
R = TypeVar("R")
MOST = 4


def spread(work: Callable[[T], R], parts: Sequence[T]) -> Iterator[R]:
    """The results of `work` on each part, in order.

    Each worker is a fork, so `work` needs no pickling, only its results do. A worker waits once it
    is about a part ahead, and ends when nobody listens any more. Raises QueryError where one died.
    """
    number = min(MOST, os.cpu_count() or 1, len(parts))
    if number < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, parts)
        return
    context = multiprocessing.get_context("fork")
    readers: list[Connection[object, object]] = []
    for first in range(number):
        reader, writer = context.Pipe(duplex=False)
        readers.append(reader)
        own = (work, parts[first::number], writer, tuple(readers))
        context.Process(target=_serve, args=own, daemon=True).start()
        writer.close()
    try:
        for index in range(len(parts)):
            yield readers[index % number].recv()  # type: ignore[misc]
    except EOFError:
        raise QueryError("评分没有做完，有一个进程意外停了。请再运行一次，会接着评。") from None
    finally:
        for reader in readers:
            reader.close()


def _serve(
    work: Callable[[T], R],
    parts: Sequence[T],
    writer: Connection[object, object],
    readers: tuple[Connection[object, object], ...],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Else a worker would be its own listener, and outlive a parent that was killed.
    for reader in readers:
        reader.close()
    for part in parts:
        result = work(part)
        try:
            writer.send(result)
        except OSError:
            return
