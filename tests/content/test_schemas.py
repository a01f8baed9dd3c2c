"""Editors get JSON Schemas made from the shapes the checker uses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from qingfeng.content.project import find_project
from qingfeng.content.schemas import schema_texts

ROOT = find_project(Path(__file__)).root
FOLDER = ROOT / "cases" / "_schema"


def test_the_schemas_in_the_project_are_those_of_the_code():
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}

    assert held == schema_texts()


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("case", "cases/favours/case.yml"),
        ("scenario", "cases/favours/scenario.yml"),
        ("analysis", "cases/favours/analysis.yml"),
        ("items", "cases/favours/practice.yml"),
        ("course", "course/course.yml"),
    ],
)
def test_the_schemas_accept_our_own_files_and_refuse_an_unknown_key(schema, file):
    text = (ROOT / file).read_text(encoding="utf-8")
    # As the product reads it: `on` stays a word. Numbers and truth values are then text.
    data = yaml.load(text, Loader=yaml.BaseLoader)
    checker = jsonschema.Draft202012Validator(json.loads((FOLDER / f"{schema}.json").read_text("utf-8")))

    faults = [f for f in checker.iter_errors(data) if f.validator not in ("type", "anyOf")]
    planted = list(checker.iter_errors(data | {"nonsense": 1}))

    assert faults == [] and any("nonsense" in fault.message for fault in planted)
