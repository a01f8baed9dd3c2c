"""`qingfeng print`: a sheet as PDF or PNG, filled in or blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.show.printing.sheets import sheet, sheets
from qingfeng.show.writing import told_where_unwritable, write_whole
from qingfeng.words.printing import PrintSheet
from qingfeng.words.problems import QueryError


def list_sheets(project: Project) -> Iterator[str]:
    """Every sheet with what it is for and the blanks it has; yields what to print."""
    for one in sheets(project):
        yield f"{one.name}　{one.title}"
        yield f"    {one.about}"
        if one.fields:
            yield f"    可以填：{'、'.join(field.label for field in one.fields)}"


def print_sheet(project: Project, name: str, out: Path | None, given: tuple[str, ...]) -> Iterator[str]:
    """Write a sheet to a .pdf or .png file; yields what to print.

    `given` are texts “空=字”. A PNG of several pages becomes several files, numbered.
    Raises QueryError for an unknown sheet, a wrong value and a file that cannot be written.
    """
    from qingfeng.show.printing.render import pdf, pngs

    found = sheet(project, name)
    if out is None:
        yield from _about(found)
        return
    values = _values(given)
    if out.suffix.lower() == ".pdf":
        pages = {out: pdf(project, name, values)}
    elif out.suffix.lower() == ".png":
        made = pngs(project, name, values)
        several = len(made) > 1
        pages = {out.with_stem(f"{out.stem}-{i}") if several else out: page for i, page in enumerate(made, 1)}
    else:
        raise QueryError(f"“{out.name}”要以 .pdf 或者 .png 结尾。")
    for path, page in pages.items():
        with told_where_unwritable(path):
            write_whole(path, page)
        yield f"已写好 {path}。"


def _about(found: PrintSheet) -> Iterator[str]:
    yield f"{found.title}：{found.about}"
    for field in found.fields:
        choices = f"（{'、'.join(field.choices)}）" if field.choices else ""
        yield f"  {field.label}{choices}：{field.help}"
    example = f" --set {found.fields[0].label}=…" if found.fields else ""
    yield f"写成文件：qingfeng print {found.name} --out {found.name}.pdf{example}"


def _values(given: tuple[str, ...]) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for one in given:
        name, mark, value = one.partition("=")
        if not mark:
            raise QueryError(f"要填的空写成“空=字”，现在是“{one}”。")
        if name.strip() in values:
            raise QueryError(f"“{name.strip()}”填了两次。")
        # A long text comes from a shell in one line; \n in it is a new line.
        values[name.strip()] = value.replace("\\n", "\n")
    return values
