"""Notebooks are saved with small, stable outputs: no widget view, no widget state, no times."""

from __future__ import annotations

from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"


def strip_widget_views(model: dict[str, Any], **_: object) -> None:
    """A pre-save hook of Jupyter Server: run all and save leaves the file as it was."""
    if model.get("type") == "notebook" and model.get("content"):
        stripped(model["content"])


def stripped(notebook: Any) -> Any:
    """The notebook with widget views, widget state and execution times taken out, in place."""
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        cell.get("metadata", {}).pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
            output.get("metadata", {}).pop(VIEW, None)
    return notebook
