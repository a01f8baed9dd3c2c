"""清风课堂: an integrity-training course on Jupyter.

The few names a notebook calls are here; each loads what it needs when it is first used, so
`import qingfeng` itself loads the standard library only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qingfeng.surface.notebook import (
        case,
        checklist,
        circle,
        cite,
        couple,
        course,
        course_map,
        exhibition,
        gallery,
        key_points,
        lab,
        letter,
        mould,
        opening,
        practice,
        pretest,
        print_sheet,
        quiz,
        scenario,
        table,
    )

__all__ = [
    "case",
    "checklist",
    "circle",
    "cite",
    "couple",
    "course",
    "course_map",
    "exhibition",
    "gallery",
    "key_points",
    "lab",
    "letter",
    "mould",
    "opening",
    "practice",
    "pretest",
    "print_sheet",
    "quiz",
    "scenario",
    "table",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(import_module("qingfeng.surface.notebook"), name)
    raise AttributeError(f"qingfeng 没有“{name}”；可用的有：{'、'.join(__all__)}。")


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Where Jupyter Server finds the course's server extension."""
    from qingfeng.surface.server.app import QingfengApp

    return [{"module": "qingfeng.surface.server.app", "app": QingfengApp}]
