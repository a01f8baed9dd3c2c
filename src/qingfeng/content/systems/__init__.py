"""The files of `course/systems/`: one module a mechanism, every row with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

# File by its name: the module and function that read it, and the case whose facts 原文 refers to.
SYSTEM_FILES: Mapping[str, tuple[str, str, str]] = {
    "penalty": ("penalty", "load_penalty", "favours"),
    "ladders": ("ladders", "load_ladders", "one_card"),
    "institutions": ("institutions", "load_institutions", "tomatoes"),
    "red_lines": ("powers", "load_checked_red_lines", "tomatoes"),
    "routes": ("powers", "load_routes", "tomatoes"),
    "conflicts": ("conflicts", "load_conflicts", "declaration"),
    "leasing": ("leasing", "load_leasing", "declaration"),
    "selfcheck": ("selfcheck", "load_selfcheck", "declaration"),
    "points": ("points", "load_points", "half_point"),
    "credit": ("credit", "load_credit", "half_point"),
    "linkage": ("linkage", "load_linkage", "half_point"),
    "rectify": ("rectify", "load_rectify", "green_friday"),
    "channels": ("channels", "load_channels", "green_friday"),
    "prints_channels": ("printing", "load_prints", "green_friday"),
    "pledges": ("pledges", "load_pledges", "new_year_eve"),
    "gallery": ("gallery", "load_gallery", "new_year_eve"),
    "letter": ("family", "load_letter", "new_year_eve"),
    "prints_family": ("printing", "load_prints", "new_year_eve"),
    "climate": ("climate", "load_climate", "night_before"),
    "exhibition": ("exhibition", "load_exhibition", "night_before"),
    "mould": ("mould", "load_mould", "night_before"),
}


def load_system(path: Path, root: Path) -> object:
    """The value of a file of `course/systems/`; KeyError for a name nobody reads, ContentError
    for its faults."""
    module, function, _ = SYSTEM_FILES[path.stem]
    return getattr(import_module(f"qingfeng.content.systems.{module}"), function)(path, root)
