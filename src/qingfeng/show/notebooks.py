"""`make notebooks`: run every notebook and save small, stable outputs, which nbval compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qingfeng.show.widgets.strip import stripped

# A kernel warns in English, once a notebook, that its messages on this machine are not encrypted.
_QUIET = "--IPKernelApp.log_level=ERROR"


def course_notebooks(root: Path) -> list[Path]:
    """The notebooks of the course and its cases, in order."""
    found = [*sorted((root / "course").glob("*.ipynb")), *sorted((root / "cases").glob("*/*.ipynb"))]
    return [path for path in found if not path.parent.name.startswith(("_", "."))]


def save_all(root: Path) -> Iterator[Path]:
    """Run and save each notebook; yields its path. A cell that fails raises with its text."""
    import nbformat
    from nbclient import NotebookClient

    for path in course_notebooks(root):
        notebook = nbformat.read(path, as_version=4)
        place = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, timeout=120, resources=place, extra_arguments=[_QUIET]).execute()
        stripped(notebook)
        # A kernel's own version differs from machine to machine.
        notebook.metadata.pop("language_info", None)
        nbformat.write(notebook, path)
        yield path.relative_to(root)
