"""Papers that know no answer and try to get points all the same: by stock nbgrader, and by us.

Each leaves a mark where its code ran. Stock points are of 70; see the table a run with `-s` prints.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qingfeng.show.grading.demo import demo
from tests.grading.made import copy_of_class, grade, nbgrader, rows, stock_autograde
from tests.grading.test_bad_submissions import Paper, cell, hand_in
from tests.server import copy_of_course

STAMP = "2026-11-20 01:02:03.000004 UTC"
FULL = "lambda s, key, rule='half': float(sum(points for _, points, _ in key.values()))"
SCRIPT = "<script>document.title='ran'</script><img src=x onerror=alert(1)>"
TOTALS = """
SELECT s.student_id, SUM(COALESCE(g.manual_score, g.auto_score, 0)),
SUM(g.auto_score IS NULL AND b.name != 'section_essay')
FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id
JOIN submitted_assignment s ON s.id = n.assignment_id JOIN base_cell b ON b.id = g.cell_id GROUP BY 1"""

# Reads the key out of a notebook, and writes it down as answers.
THIEF = """
import ast, json, re
held = json.load(open(PLACE))
found = {{}}
for cell in held["cells"]:
    hidden = re.search(r'section_points\\("\\w+", (.*), "\\w+"\\)', "".join(cell["source"]))
    if hidden:
        found.update({{name: right for name, (_, _, right) in ast.literal_eval(hidden[1]).items()}})
json.dump({{"answers": found}}, open("answers.json", "w"))
"""
CODE: dict[str, str] = {
    "builtins": "import builtins; builtins.sum = lambda *numbers: 8.0",
    "module": f"import qingfeng.show.grading.cells as c; c.section_points = {FULL}",
    "share": "import qingfeng.think.quiz as q; q._is_blank = lambda g: False; q._share = lambda *a: q.ALL",
    "equality": (
        "class Any(str):\n    __eq__ = lambda s, o: isinstance(o, str)\n    __hash__ = str.__hash__\n"
        "class All(dict):\n    get = lambda s, k, d=None: Any('x')\n"
        "import qingfeng.show.grading.cells as c; c.read_answers = lambda path: All()"
    ),
    "asttransformer": (
        "import ast\nclass T(ast.NodeTransformer):\n    def visit_Call(self, node):\n"
        "        if getattr(node.func, 'id', '') == 'section_points':\n"
        f"            node.func = ast.parse({FULL!r}, mode='eval').body\n        return node\n"
        "get_ipython().ast_transformers.append(T())"
    ),
    "inputtransformer": (
        f"new = {FULL!r}\n"
        "swap = lambda line: line.replace('section_points(', '(' + new + ')(')\n"
        "get_ipython().input_transformers_post.append(lambda lines: [\n"
        "    line if line.startswith('from') else swap(line) for line in lines])"
    ),
    "workingfolder": THIEF.replace("PLACE", "'favours.ipynb'").replace("{{", "{").replace("}}", "}"),
    "sourcefolder": THIEF.replace("PLACE", "'../../../source/favours/favours.ipynb'")
    .replace("{{", "{").replace("}}", "}"),
    "detached": (
        "import subprocess, sys\n"
        "code = '''import sqlite3, time; time.sleep(3); db = sqlite3.connect(\"../../../gradebook.db\", 30)\n"
        "db.execute(\"UPDATE grade SET manual_score = 11 WHERE notebook_id IN (SELECT n.id FROM "
        "submitted_notebook n JOIN submitted_assignment s ON s.id = n.assignment_id "
        "WHERE s.student_id = 'detached')\"); db.commit()'''\n"
        "subprocess.Popen([sys.executable, '-c', code], start_new_session=True)"
    ),
    "exit": "import os; os._exit(0)",
    "environment": (
        "import os\nif os.environ.get('NBGRADER_EXECUTION') == 'autograde':\n"
        f"    import qingfeng.show.grading.cells as c; c.section_points = {FULL}"
    ),
}  # fmt: skip


@dataclass
class Class:
    """The points by each way, and which codes ran."""

    stock: dict[str, tuple[float, int]]
    plain: dict[str, tuple[float, int]]
    batch: dict[str, tuple[float, int]]
    ran_in_stock: set[str]
    ran_in_ours: set[str]
    ours: list[Path]


def with_code(code: str, mark: Path) -> Callable[[list[dict[str, Any]]], None]:
    """Put a cell with this code before all others, and after its mark."""
    source = f"open({str(mark)!r}, 'w').close()\n{code}"
    made = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
    return lambda cells: cells.insert(0, made | {"source": source})


def metadata(cells: list[dict[str, Any]]) -> None:
    for one in cells:
        marks = one["metadata"].get("nbgrader")
        if marks:
            marks.update(points=550, locked=False, solution=True)
            one["source"] = "550.0"


def own_tests(cells: list[dict[str, Any]]) -> None:
    cells.extend(
        [dict(cell(cells, name), id=f"again-{name}", source="8.0") for name in ("single", "matching")]
    )


def outputs(cells: list[dict[str, Any]]) -> None:
    shown = {"data": {"text/html": SCRIPT, "text/plain": "20.0"}, "execution_count": 1, "metadata": {}}
    cell(cells, "single").update(outputs=[shown | {"output_type": "execute_result"}])
    cells.append({"cell_type": "markdown", "id": "loose", "metadata": {}, "source": SCRIPT})


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Class:
    folder = tmp_path_factory.mktemp("hostile")
    marks = folder / "marks"
    marks.mkdir()
    root = copy_of_course(folder / "class")
    demo(root)
    inbound = root / "work" / "exchange" / "qingfeng" / "inbound"
    (model,) = inbound.glob("demo02+*")

    def paper(name: str) -> Paper:
        made = hand_in(model, inbound / f"{name}+favours+{STAMP}+r1", root)
        made.answers.write_text('{"answers": {}}', encoding="utf-8")
        made.cells(lambda cells: cell(cells, "essay").update(source=SCRIPT))
        return made

    for name, code in CODE.items():
        paper(name).cells(with_code(code, marks / name))
    paper("metadata").cells(metadata)
    paper("deleted").cells(lambda cells: [cells.remove(cell(cells, n)) for n in ("single", "multiple")])
    # Stops stock nbgrader for all who come after it by name.
    paper("zz_twice").cells(own_tests)
    paper("outputs").cells(outputs)
    linked = paper("linked").answers
    linked.unlink()
    linked.symlink_to(root / "assignments" / "source" / "favours" / "favours.ipynb")
    nbgrader(root, "collect", "favours")
    stock, plain, batch = (copy_of_class(root, folder / way) for way in ("stock", "plain", "batch"))
    stock_autograde(stock, bare=True)
    ran = {path.name for path in marks.iterdir()}
    shutil.rmtree(marks)
    marks.mkdir()
    nbgrader(plain, "autograde", "favours")
    assert not grade(batch)["failed"]
    for way in (plain, batch):
        nbgrader(way, "generate_feedback", "favours")
    totals = [{row[0]: row[1:] for row in rows(way, TOTALS)} for way in (stock, plain, batch)]
    return Class(*totals, ran, {path.name for path in marks.iterdir()}, [plain, batch])


HOSTILE = [*CODE, "metadata", "deleted", "zz_twice", "outputs", "linked"]


@pytest.mark.slow
@pytest.mark.parametrize("learner", HOSTILE)
def test_no_hostile_paper_earns_a_point_with_us(klass: Class, learner: str):
    assert klass.plain[learner] == klass.batch[learner] == (0.0, 0)


@pytest.mark.slow
def test_nothing_of_theirs_ran_with_us(klass: Class):
    assert klass.ran_in_ours == set()


@pytest.mark.slow
def test_the_attacks_are_real(klass: Class):
    """With stock nbgrader they run, and most of them earn points or are left without a score."""
    print("\n" + "\n".join(f"{n}: stock {klass.stock.get(n)}, ours {klass.batch[n]}" for n in HOSTILE))
    undeserved = {name for name in HOSTILE if klass.stock.get(name, (0, 1)) != (0.0, 0)}

    assert klass.ran_in_stock >= set(CODE)
    assert undeserved >= {
        "module",
        "share",
        "asttransformer",
        "workingfolder",
        "sourcefolder",
        "detached",
        "exit",
    }


@pytest.mark.slow
def test_sound_papers_beside_them_keep_their_points(klass: Class):
    for learner, points in {"demo01": 2.0, "demo02": 70.0, "demo03": 43.0, "demo04": 35.0}.items():
        assert klass.plain[learner] == klass.batch[learner] == (points, 0)


@pytest.mark.slow
def test_no_script_of_theirs_is_left_where_somebody_looks(klass: Class):
    for root in klass.ours:
        pages = list((root / "assignments" / "feedback").rglob("*.html"))
        graded = list((root / "assignments" / "autograded").rglob("*.ipynb"))

        assert len(pages) == len(graded) == len(HOSTILE) + 5
        for path in [*pages, *graded]:
            text = path.read_text(encoding="utf-8")
            assert "<script>document" not in text and "<img src=x" not in text


@pytest.mark.slow
def test_the_gradebook_holds_nobodys_own_writing(klass: Class):
    for root in klass.ours:
        with sqlite3.connect(root / "assignments" / "gradebook.db") as db:
            assert db.execute("SELECT COUNT(*) FROM grade WHERE manual_score IS NOT NULL").fetchone() == (0,)
        assert json.loads((root / "assignments" / "source" / "favours" / "items.json").read_bytes())["items"]
