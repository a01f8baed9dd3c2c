"""`qingfeng run`: a system on an office's own table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from qingfeng.content.project import Project
from qingfeng.content.sheets import read_tables
from qingfeng.show.market import system as system_named
from qingfeng.show.outcome import Outcome
from qingfeng.show.system import System
from qingfeng.show.tables import Table
from qingfeng.show.workbooks import need_other_file, table_json, write_outcome, write_template
from qingfeng.words.problems import QueryError

_LINES_SHOWN = 20


def run_system(
    project: Project,
    name: str,
    source: Path | None,
    out: Path | None,
    template: Path | None,
    switches: tuple[str, ...],
    *,
    as_json: bool,
) -> Iterator[str]:
    """Run a system on a file, or write its empty tables; yields what to print.

    Raises QueryError for the words of the command and ContentError with every fault of the file.
    """
    system = system_named(name)
    if template is not None:
        if template.exists():
            raise QueryError(f"“{template.name}”已经有了。请换一个名字，免得盖掉填好的表。")
        write_template(template, system)
        yield f"已写好空表 {template}，填法见里面的“说明”。"
        if source is None:
            return
    if source is None:
        raise QueryError(f"少了输入文件。可以先取一份空表：qingfeng run {name} --template {name}.xlsx")
    if out is not None:
        need_other_file(out, source)
    settings = system.settings(_switches(switches))
    outcome = system.run(project, read_tables(source, system.tables), settings)
    if out is not None:
        write_outcome(out, project, system, settings, outcome)
    if as_json:
        yield _as_json(system, settings, outcome)
        return
    yield from _in_words(system, settings, outcome)
    if out is not None:
        yield f"结果已写进 {out}。"


def write_notices(
    project: Project, source: Path, folder: Path, issue: int, unit: str, switches: tuple[str, ...]
) -> Iterator[str]:
    """Write the posting, the notice with its annex and the review notes; yields what to print.

    Raises QueryError for the words of the command and ContentError with every fault of the file.
    """
    from qingfeng.show.documents import write_documents

    system = system_named("rectify")
    settings = system.settings(_switches(switches))
    tables = read_tables(source, system.tables)
    for path in write_documents(project, tables, settings, folder, issue_number=issue, unit_name=unit):
        yield f"已写好 {path}"


def _switches(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    for name, mark, _ in pairs:
        if not mark:
            raise QueryError(f"开关要写成“开关=值”，现在是“{name}”。")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _as_json(system: System, settings: Mapping[str, str], outcome: Outcome) -> str:
    made = {
        "system": system.name,
        "title": outcome.title,
        "settings": dict(settings),
        "lines": [list(line) for line in outcome.lines],
        "tables": [table_json(table) for table in outcome.tables],
        "notes": list(outcome.notes),
        "basis": [list(one) for one in outcome.basis],
    }
    return json.dumps(made, ensure_ascii=False, indent=2)


def _in_words(system: System, settings: Mapping[str, str], outcome: Outcome) -> Iterator[str]:
    yield f"{system.title}：{outcome.title}"
    for label, value in outcome.lines:
        yield f"  {label}：{value}"
    for switch in system.switches:
        value = settings[switch.id]
        yield f"  开关 {switch.id}（{switch.label}）＝{dict(switch.choices).get(value, value)}"
    for table in outcome.tables:
        yield from _table_in_words(table)
    for note in outcome.notes:
        yield f"注意：{note}"


def _table_in_words(table: Table) -> Iterator[str]:
    yield f"\n{table.caption}"
    yield "｜".join(table.head)
    for row in table.texts[:_LINES_SHOWN]:
        yield "｜".join(cell.replace("\n", "；") for cell in row)
    if len(table.rows) > _LINES_SHOWN:
        yield f"……共 {len(table.rows)} 行，全部结果请用 --out 写成 Excel 文件。"
