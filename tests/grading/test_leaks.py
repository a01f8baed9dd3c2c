"""No key in reach of a learner: the scanner finds what is planted, and nothing in what is released."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qingfeng.content.project import Project
from qingfeng.show.grading.build import build, released_answer, released_paper
from qingfeng.show.pages.site import write_site
from qingfeng.show.widgets.data import paper_data
from tests.grading.scanner import find_keys
from tests.server import ROOT, copy_of_course

BANK = Project(ROOT).bank("favours")
KEY = {i.id: released_answer(i, "favours") for i in BANK.items if i.type != "case_analysis"}
PAPER = json.dumps(released_paper(BANK), ensure_ascii=False)


def plain(item: str) -> str:
    right = KEY[item]
    return json.dumps({item: list(right) if isinstance(right, tuple) else right}, ensure_ascii=False)


def planted(item: str) -> dict[str, str]:
    """The key of one item, in every hiding place that is looked into."""
    text, right = plain(item), KEY[item]
    value = right if isinstance(right, str) else json.dumps(right, ensure_ascii=False)
    cell = {"cell_type": "code", "source": [], "outputs": [], "metadata": {}}
    return {
        "plain JSON": text,
        "Python": f"KEY = {json.loads(text)!r}",
        "a test cell": f'section_points("x", {{"{item}": ["single", 2.0, {json.dumps(right)}]}})',
        "base64": base64.b64encode(text.encode()).decode(),
        "url-safe base64": base64.urlsafe_b64encode((text + "??>>").encode()).decode(),
        "hex": text.encode().hex(),
        "sha256": hashlib.sha256(f"{item}:{value}".encode()).hexdigest(),
        "md5": hashlib.md5(f"{item}{value}".encode()).hexdigest(),
        "metadata": json.dumps({"metadata": {"nbgrader": {"hint": json.loads(text)}}}),
        "widget state": json.dumps({"widgets": {"state": {"data": text}}}),
        "an output": json.dumps({**cell, "outputs": [{"data": {"text/plain": [text]}}]}),
        "HTML": text.replace('"', "&quot;"),
        "a marked option": f'{{"id": "{item}", "right": true}}',
    }


@pytest.mark.parametrize("item", ["favours_s01", "favours_t02", "favours_m01", "favours_o01", "favours_c01"])
@pytest.mark.parametrize("place", list(planted("favours_s01")))
def test_a_planted_key_is_found(item: str, place: str):
    blob = PAPER + "\n" + planted(item)[place] + "\n"

    assert any(one.startswith(item) for one in find_keys(blob.encode(), KEY)), place


def test_the_paper_itself_raises_no_alarm():
    assert find_keys(PAPER.encode(), KEY) == []


def test_what_is_released_and_handed_to_a_widget_carries_no_key(tmp_path: Path):
    root = copy_of_course(tmp_path / "course")
    build("favours", root)
    items = (root / "assignments" / "source" / "favours" / "items.json").read_bytes()
    traits = json.dumps(paper_data(json.loads(items), "learner1").data, ensure_ascii=False)
    source = (root / "assignments" / "source" / "favours" / "favours.ipynb").read_bytes()

    assert find_keys(items, KEY) == [] and find_keys(traits.encode(), KEY) == []
    assert len(find_keys(source, KEY)) >= len(KEY), "the scanner must see the key where it stands"


def test_static_pages_carry_no_key_of_a_graded_item(tmp_path: Path):
    write_site(Project(ROOT), tmp_path)

    found = {page.name: find_keys(page.read_bytes(), KEY) for page in tmp_path.glob("*.html")}

    assert not any(found.values()) and len(found) == 3


def test_the_wheel_carries_neither_bank_nor_source(tmp_path: Path):
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        found = [find_keys(archive.read(name), KEY) for name in names]

    assert not [name for name in names if "bank" in name or "assignments" in name]
    assert any(name.endswith("scenario.js") for name in names) and not any(found)
