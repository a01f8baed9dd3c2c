"""JSON Schemas for editors, made from the shapes that the checker itself uses."""

from __future__ import annotations

import json
from pathlib import Path

from qingfeng.content.analysis import AnalysisShape
from qingfeng.content.case import CaseShape
from qingfeng.content.items import BankShape
from qingfeng.content.project import CourseShape
from qingfeng.content.rulebook import InstrumentShape
from qingfeng.content.scenario import ScenarioShape
from qingfeng.content.session import SessionShape
from qingfeng.content.source import Shape

SHAPES: dict[str, type[Shape]] = {
    "analysis": AnalysisShape,
    "case": CaseShape,
    "course": CourseShape,
    "items": BankShape,
    "rules": InstrumentShape,
    "scenario": ScenarioShape,
    "session": SessionShape,
}


def schema_texts() -> dict[str, str]:
    """The text of each schema file, by its name."""
    return {
        f"{name}.json": json.dumps(_bare(shape.model_json_schema()), ensure_ascii=False, indent=2) + "\n"
        for name, shape in SHAPES.items()
    }


def _bare(schema: object) -> object:
    """The schema without the docstrings of the code: an author's editor would show them."""
    if isinstance(schema, dict):
        return {k: _bare(v) for k, v in schema.items() if not (k == "description" and isinstance(v, str))}
    return [_bare(one) for one in schema] if isinstance(schema, list) else schema


def write_schemas(root: Path) -> list[Path]:
    """Write the schema files into `cases/_schema/`; gives their paths."""
    folder = root / "cases" / "_schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.json"))
