"""A lesson from its notebook: markdown and saved outputs, no code, widgets by reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_CHINESE_BREAK = re.compile(
    r"(?<=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef“（*<])"
)
_REFERENCE = re.compile(r'data-qf="([a-z_]+:[a-z0-9_]+)"')


@dataclass(frozen=True)
class Lesson:
    """A lesson's body as HTML, its title, and the widgets it refers to, in order."""

    title: str
    body: str
    references: tuple[str, ...]


def lesson_of(path: Path) -> Lesson:
    """The lesson of a notebook; ValueError where a saved output is an error or is missing.

    Loads nbconvert, which costs seconds: call it in a process of its own and keep the result.
    """
    import nbformat
    from nbconvert import HTMLExporter

    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            raise ValueError(f"{path.name} 里保存了出错的结果，请先运行 make notebooks。")
    exporter = HTMLExporter(
        template_name="qingfeng",
        extra_template_basedirs=[str(Path(__file__).parent / "templates")],
        exclude_anchor_links=True,
    )
    body, _ = exporter.from_notebook_node(notebook)
    # One sentence a line reads well in a diff; between Chinese signs a line break is no space.
    body = _CHINESE_BREAK.sub("", body)
    title = re.search(r"<h1[^>]*>(.*?)</h1>", body, re.S)
    words = re.sub(r"<[^>]+>", "", title[1]) if title else path.stem
    return Lesson(words.strip(), body, tuple(dict.fromkeys(_REFERENCE.findall(body))))
