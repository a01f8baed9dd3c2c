"""The browser side: ES modules and style sheets as text, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

# Widgets that keep nothing share a second piece.
_STAGED = frozenset({"couple", "circle", "letter", "exhibition", "mould", "gallery", "map"})


@cache
def module(name: str) -> str:
    """A widget's ES module with the shared code before it (a blob: module imports nothing)."""
    shared = ("common", "stage") if name in _STAGED else ("common",)
    return "\n".join(_text("js", f"{one}.js") for one in (*shared, name))


@cache
def host() -> str:
    """The script that gives page widgets their model."""
    return _text("js", "host.js")


@cache
def style() -> str:
    """Tokens and widget rules."""
    return "\n".join(_text("css", f"{one}.css") for one in ("tokens", "widgets", "culture"))


@cache
def words() -> dict[str, str]:
    """Every word the widgets say, by key."""
    text = files("qingfeng.words").joinpath("widgets.yml").read_text(encoding="utf-8")
    return {str(k): str(v) for k, v in yaml.safe_load(text).items()}


def _text(folder: str, name: str) -> str:
    return files("qingfeng.show.widgets").joinpath(folder, name).read_text(encoding="utf-8")
