"""What an import loads: a notebook's first cell is quick, and the lower floors stay free of Jupyter."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import sys
before = set(sys.modules)
import importlib, pkgutil
{code}
print(*sorted({{name.partition(".")[0] for name in set(sys.modules) - before}}))
"""
FLOOR = """
floor = importlib.import_module("qingfeng.{name}")
for found in pkgutil.walk_packages(floor.__path__, floor.__name__ + "."):
    importlib.import_module(found.name)
"""
HEAVY = {
    *("IPython", "anywidget", "ipykernel", "ipywidgets", "jinja2", "jupyter_client", "jupyter_core"),
    *("jupyter_server", "nbclient", "nbconvert", "nbformat", "nbgrader", "numpy", "pandas"),
    *("sqlalchemy", "tornado", "traitlets", "zmq"),
}


def others(code: str) -> set[str]:
    """The top-level names outside the standard library that some code loads in a fresh interpreter."""
    command = [sys.executable, "-c", LOADED.format(code=code)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return set(done.stdout.split()) - set(sys.stdlib_module_names) - {"qingfeng"}


def test_importing_the_package_loads_the_standard_library_only():
    assert others("import qingfeng") == set()


def test_what_the_package_offers_is_named_without_loading_it():
    assert others("import qingfeng\nassert 'quiz' in qingfeng.__all__") == set()


@pytest.mark.parametrize("name", ["words", "think"])
def test_floors_one_and_three_load_the_standard_library_only(name: str):
    assert others(FLOOR.format(name=name)) == set()


def test_floor_two_loads_what_reads_yaml_and_nothing_of_jupyter():
    loaded = others(FLOOR.format(name="content"))

    assert {"pydantic", "yaml"} <= loaded and not loaded & HEAVY


@pytest.mark.parametrize("name", ["desk", "door", "papers", "labs", "check", "tables", "pictures"])
def test_what_a_request_needs_loads_nothing_of_jupyter(name: str):
    assert not others(f"import qingfeng.show.{name}") & HEAVY


def test_an_unknown_name_is_told_with_the_names_there_are():
    code = "import qingfeng\ntry:\n    qingfeng.quizz\nexcept AttributeError as e:\n    print(e)"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, check=True, encoding="utf-8"
    )

    assert done.stdout.startswith("qingfeng 没有“quizz”；可用的有：") and "quiz" in done.stdout
