"""Keys stay with the instructor: the scanner finds every planted one, and nothing in what goes out."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from qingfeng.content.project import Project
from qingfeng.show.grading.build import released_answer, released_paper
from qingfeng.show.pages.site import write_site
from qingfeng.show.widgets.data import paper_data
from tests.grading.conftest import Class
from tests.leaks import Right, find_keys
from tests.server import ROOT

PROJECT = Project(ROOT)
BANK = PROJECT.bank("favours")
KEY: dict[str, Right] = {i.id: released_answer(i, "favours") for i in BANK.items if i.type != "case_analysis"}
ITEMS = ["favours_s01", "favours_t02", "favours_m05", "favours_o01", "favours_c01"]


def value(item: str) -> object:
    right = KEY[item]
    return list(right) if isinstance(right, tuple) else right


def pair(item: str) -> str:
    return json.dumps({item: value(item)}, ensure_ascii=False)


def code_cell(source: str = "", **more: object) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "source": source}
    return cell | more


def line(item: str) -> str:
    right = value(item)
    return right if isinstance(right, str) else json.dumps(right)


# Each makes a cell, or a part of the notebook's metadata, that holds the key of one item.
CELLS: dict[str, Callable[[str], dict[str, object]]] = {
    "a JSON literal": lambda i: code_cell(f"key = {pair(i)}"),
    "a Python literal": lambda i: code_cell(f"KEY = { ({i: value(i)})!r}"),
    "a Python tuple": lambda i: code_cell(f"KEY = [({i!r}, {value(i)!r})]"),
    "an assignment": lambda i: code_cell(f"{i} = {value(i)!r}"),
    "YAML": lambda i: code_cell("%%yaml\n" + yaml.safe_dump({i: value(i)})),
    "YAML of an item": lambda i: code_cell(yaml.safe_dump([{"id": i, "answer": value(i)}], sort_keys=False)),
    "a hidden test": lambda i: code_cell(f'section_points("x", {{"{i}": ["single", 2.0, {line(i)!r}]}})'),
    "an output": lambda i: code_cell(outputs=[{"data": {"text/plain": [repr({i: value(i)})]}}]),
    "a stream": lambda i: code_cell(outputs=[{"name": "stderr", "text": [f"E: {i} -> {line(i)}\n"]}]),
    "a traceback": lambda i: code_cell(
        outputs=[{"traceback": [f"\x1b[0;31mAssertionError: {i} == {line(i)}"]}]
    ),
    "an HTML table": lambda i: code_cell(
        outputs=[{"data": {"text/html": f"<td>{i}</td><td><b>{html.escape(line(i))}</b></td>"}}]
    ),
    "cell metadata": lambda i: code_cell(metadata={"nbgrader": {"hint": {"item": i, "right": value(i)}}}),
    "a comment": lambda i: {"cell_type": "markdown", "source": f"<!-- {i} 答案：{line(i)} -->"},
    "base64": lambda i: code_cell(f'k = "{base64.b64encode(pair(i).encode()).decode()}"'),
    "wrapped base64": lambda i: code_cell(
        base64.encodebytes(f"# the key follows: {pair(i)}".encode()).decode()
    ),
    "base64 for URLs": lambda i: code_cell(base64.urlsafe_b64encode(f"???>>>{pair(i)}".encode()).decode()),
    "base64 twice": lambda i: code_cell(base64.b64encode(base64.b64encode(pair(i).encode())).decode()),
    "gzip in base64": lambda i: code_cell(base64.b64encode(gzip.compress(pair(i).encode())).decode()),
    "hex": lambda i: code_cell(f'bytes.fromhex("{pair(i).encode().hex()}")'),
    "sha256": lambda i: code_cell(hashlib.sha256(f"{i}:{line(i)}".encode()).hexdigest()),
    "md5": lambda i: code_cell(hashlib.md5(f"{i}{line(i)}".encode()).hexdigest()),
    "a short digest": lambda i: code_cell(hashlib.sha256(f"{i}|{line(i)}".encode()).hexdigest()[:16].upper()),
    "a digest in base64": lambda i: code_cell(
        base64.b64encode(hashlib.sha256(f"{i}={line(i)}".encode()).digest()).decode()
    ),
    "a digest of JSON": lambda i: code_cell(hashlib.sha1(pair(i).encode()).hexdigest()),
    "percent escapes": lambda i: code_cell("".join(f"%{byte:02x}" for byte in pair(i).encode())),
    "\\u escapes": lambda i: code_cell("".join(f"\\u{ord(c):04x}" for c in pair(i))),
}
WIDGET = "application/vnd.jupyter.widget-state+json"


def notebook(root: Path) -> dict[str, object]:
    held = json.loads((root / "assignments" / "release" / "favours" / "favours.ipynb").read_bytes())
    assert isinstance(held, dict)
    return held


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("place", CELLS)
def test_a_key_planted_in_a_released_notebook_is_found(klass: Class, place: str, item: str):
    held = notebook(klass.root)
    held["cells"].append(CELLS[place](item))  # type: ignore[attr-defined]

    found = find_keys(json.dumps(held, ensure_ascii=False, indent=1).encode(), KEY)
    assert any(one.startswith(item) for one in found)


@pytest.mark.parametrize("item", ITEMS)
def test_a_key_planted_in_metadata_or_widget_state_is_found(klass: Class, item: str):
    model = {
        "m1": {"model_name": "AnyModel", "state": {"data": {"items": [{"id": item, "key": value(item)}]}}}
    }
    planted = [{"key": {item: value(item)}}, {"widgets": {WIDGET: {"state": model}}}, {"note": pair(item)}]

    for metadata in planted:
        blob = json.dumps({**notebook(klass.root), "metadata": metadata}).encode()
        assert any(one.startswith(item) for one in find_keys(blob, KEY)), metadata


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize(
    "shape", ["<script>var k = {}</script>", '<div data-k="{}"></div>', "<!-- {} -->", "<pre>{}</pre>"]
)
def test_a_key_planted_in_a_page_is_found(klass: Class, shape: str, item: str):
    page = klass.feedback("demo02") + shape.format(html.escape(pair(item)))

    assert any(one.startswith(item) for one in find_keys(page.encode(), KEY))


@pytest.mark.parametrize("item", ["favours_s01", "favours_t02", "favours_m05"])
def test_a_flag_at_the_right_options_is_found_and_one_at_a_wrong_option_is_not(item: str):
    paper = released_paper(BANK)
    rights = value(item) if isinstance(value(item), list) else [value(item)]

    def flagged(meant: list[object]) -> bytes:
        asked = [dict(one) for one in paper["items"]]  # type: ignore[attr-defined]
        one = next(a for a in asked if a["id"] == item)
        one["options"] = [o | {"correct": True} if o["id"] in meant else o for o in one["options"]]
        return json.dumps({**paper, "items": asked}, ensure_ascii=False, sort_keys=True).encode()

    wrong = [o.id for i in BANK.items if i.id == item for o in i.options if o.id not in rights][:1]
    assert [one.split()[0] for one in find_keys(flagged(rights), KEY)] == [item]  # type: ignore[arg-type]
    assert find_keys(flagged(wrong), KEY) == []  # type: ignore[arg-type]


def test_the_bank_and_the_source_notebook_give_every_item_away(klass: Class):
    bank = (ROOT / "assignments" / "bank" / "favours.yml").read_bytes()
    source = (klass.root / "assignments" / "source" / "favours" / "favours.ipynb").read_bytes()
    plain = {one for one, right in KEY.items() if isinstance(right, str)}

    assert {one.split()[0] for one in find_keys(source, KEY)} == set(KEY)
    assert plain <= {one.split()[0] for one in find_keys(bank, KEY)}


@pytest.mark.parametrize(
    "text",
    [
        'options: {"favours_s01": ["a", "b", "c", "d"], "favours_t02": ["true", "false"]}',
        "favours_s01: a, b, c, d\nfavours_m05: a, b, c, d\nfavours_t02: true / false",
        '<fieldset id="favours_s01"><input value="a"><input value="b"><input value="c"></fieldset>',
        '{"id": "favours_m05", "type": "multiple", "options": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}',
        '{"id": "favours_t02", "section": "truefalse", "options": [{"id": "true"}, {"id": "false"}]}',
        '{"saved": {"favours_s01": "", "favours_m05": [], "favours_o01": [], "favours_c01": {}}}',
        hashlib.sha256(b"favours_s01").hexdigest() + base64.b64encode(b"favours_s01 a b c d").decode(),
    ],
)
def test_a_list_of_options_is_no_alarm(text: str):
    assert find_keys(text.encode(), KEY) == []


def test_the_orders_in_which_steps_are_shown_are_no_alarm():
    paper = released_paper(BANK)
    shown = [json.dumps(paper_data(paper, f"learner{n}").data).encode() for n in range(40)]

    assert [found for blob in shown if (found := find_keys(blob, KEY))] == []


# --- what goes out ----------------------------------------------------------------------------

# Whole sentences of the instructor's side, to be found nowhere; short ones may stand in a page by chance.
SENTENCES = [
    words
    for item in BANK.items
    for text in (item.reference, item.why, *(o.why for o in (*item.options, *item.pairs)))
    for words in text.splitlines()
    if len(words) > 12
] + [level for item in BANK.items for one in item.rubric for level in one.levels]


def told(folder: Path, pattern: str = "*") -> dict[str, list[str]]:
    """What each file of a folder gives away, and that there are files at all."""
    files = [path for path in folder.rglob(pattern) if path.is_file()]
    assert files
    return {path.name: found for path in files if (found := given_away(path.read_bytes()))}


def given_away(blob: bytes) -> list[str]:
    text = blob.decode("utf-8", errors="replace")
    return find_keys(blob, KEY) + [words for words in SENTENCES if words in text]


def test_the_released_folder_and_the_exchange_give_nothing_away(klass: Class):
    outbound = klass.exchange / "outbound"

    assert told(klass.root / "assignments" / "release") == {} and told(outbound) == {}
    assert "HIDDEN" not in (outbound / "favours" / "favours.ipynb").read_text(encoding="utf-8")
    assert {path.name for path in outbound.rglob("*") if path.is_file()} >= {"favours.ipynb", "items.json"}
    assert not [path for path in outbound.rglob("*") if path.suffix not in ("", ".ipynb", ".json")]


def test_what_a_learner_fetches_gives_nothing_away(klass: Class):
    assert told(klass.root / "work" / "fetched") == {}


def test_feedback_gives_nothing_away_before_and_after_its_release(klass: Class):
    for folder in (klass.root / "assignments" / "feedback", klass.exchange / "feedback"):
        assert told(folder, "*.html") == {}


def test_feedback_fetched_by_a_learner_gives_nothing_away(klass: Class):
    assert told(klass.root / "work" / "demo02" / "favours" / "feedback") == {}


def test_what_the_quiz_widget_is_given_gives_nothing_away():
    data = paper_data(released_paper(BANK), "zhang").data

    assert given_away(json.dumps(data, ensure_ascii=False).encode()) == []


def test_pages_for_a_stick_carry_practice_answers_and_no_graded_one(tmp_path: Path):
    write_site(PROJECT, tmp_path)
    pages = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html"))

    assert told(tmp_path) == {}
    assert PROJECT.practice("favours").items[-1].id in pages


def test_a_built_wheel_holds_neither_bank_nor_source_notebook(tmp_path: Path):
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        files = {name: wheel.read(name) for name in wheel.namelist()}

    assert not [name for name in files if "bank" in name or "assignments" in name or name.endswith(".ipynb")]
    assert {name: found for name, blob in files.items() if (found := given_away(blob))} == {}
    assert any(name.endswith("js/quiz.js") for name in files)
