"""A bar on the terminal while something long goes on."""

from __future__ import annotations

import sys
from typing import Any, Self

import click


class Progress:
    """A bar on the terminal; nothing where nobody looks."""

    def __enter__(self) -> Self:
        self._bar: Any = None
        return self

    def show(self, done: int, total: int) -> None:
        """Move the bar."""
        if self._bar is None:
            hidden = not sys.stderr.isatty()
            self._bar = click.progressbar(length=total, label="评分", file=sys.stderr, hidden=hidden)
        self._bar.update(done - self._bar.pos)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()
