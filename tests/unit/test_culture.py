"""What a family session and the exhibition are made from: files, faults, and what a page is given."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import qingfeng
from qingfeng.content.project import find_project
from qingfeng.content.systems.climate import load_climate
from qingfeng.content.systems.exhibition import load_exhibition
from qingfeng.content.systems.family import load_circle, load_couple, load_letter
from qingfeng.content.systems.mould import load_mould
from qingfeng.show.widgets import assets
from qingfeng.show.widgets.classes import CourseWidget
from qingfeng.show.widgets.culture import BUILDERS
from qingfeng.show.widgets.data import widget_data
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
SYSTEMS = PROJECT.root / "course" / "systems"
FAMILY = PROJECT.root / "cases" / "new_year_eve"
Load = Callable[[Path, Path], object]
LOADS: dict[str, tuple[Load, Path]] = {
    "couple": (load_couple, FAMILY / "couple.yml"),
    "circle": (load_circle, FAMILY / "circle.yml"),
    "letter": (load_letter, SYSTEMS / "letter.yml"),
    "exhibition": (load_exhibition, SYSTEMS / "exhibition.yml"),
    "mould": (load_mould, SYSTEMS / "mould.yml"),
    "climate": (load_climate, SYSTEMS / "climate.yml"),
}
REFERENCES = [
    "couple:new_year_eve",
    "circle:new_year_eve",
    "letter:home",
    "exhibition:virtual",
    "mould:own",
    "gallery:wall",
    "map:course",
    "map:favours",
]


def data_of(reference: str) -> dict[str, object]:
    return dict(json.loads(json.dumps(widget_data(PROJECT, reference).data)))


# --- files -------------------------------------------------------------------------------


def told(kind: str, tmp_path: Path, *changes: tuple[str, str]) -> str:
    """What is said of a file of the course with these changes in it."""
    load, path = LOADS[kind]
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    broken = tmp_path / path.name
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as error:
        load(broken, PROJECT.root)
    return str(error.value)


def without(kind: str, key: str, blocks: int) -> tuple[str, str]:
    """The change that takes the last blocks of a list of one indent out of a file."""
    text = LOADS[kind][1].read_text(encoding="utf-8")
    body = re.search(rf"^{key}:\n((?:  .*\n|\n)+)", text, re.M)
    assert body is not None
    starts = [m.start() for m in re.finditer(r"^  - ", body[1], re.M)]
    return body[0], f"{key}:\n{body[1][: starts[-blocks]]}"


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("couple", [("- id: envelope", "- id: greens")], "M182"),
        ("couple", [("- id: thanks", "- id: afraid")], "M182"),
        ("couple", [("steady: true", "steady: false")], "M202"),
        ("couple", [("steady: true", "steady: false"), ("steady: true", "steady: false")], "M202"),
        ("couple", [("      - “菜收下，公事一句不提，行不行？”\n", "")], "M203"),
        ("couple", [("steady: true", "steady: 对")], "Y105"),
        ("couple", [("closing: |", "ending: |")], "Y103"),
        ("circle", [("reader: supplier", "reader: suppliers")], "M204"),
        ("circle", [("reader: grandfather", "reader: jia")], "M204"),
        ("circle", [("- id: yi\n", "- id: jia\n")], "M182"),
        ("letter", [("- id: supper", "- id: long_time")], "M182"),
        ("letter", [("origin: 教学编写", "origin: 杜撰")], "Y105"),
        ("exhibition", [("right: true", "right: false")], "M213"),
        ("exhibition", [("right: false", "right: true")], "M213"),
        ("exhibition", [("link: green_friday", "link: green_fridays")], "M214"),
        ("exhibition", [("- id: tablet", "- id: lifeline")], "M182"),
        ("mould", [("- id: choose_steel", "- id: read_drawing")], "M182"),
        ("mould", [("        origin: 教学编写", "        origin: 原文")], "M222"),
        ("climate", [("      - officials\n", "      - official\n")], "M233"),
        ("climate", [("- id: one_card", "- id: one_cards")], "M232"),
        ("climate", [("  - id: half_point\n", "  - id: favours\n")], "M182"),
        ("climate", [("      - trust\n", "")], "M234"),
    ],
)
def test_a_fault_is_told_with_its_code(tmp_path: Path, kind: str, changes: list[tuple[str, str]], code: str):
    assert code in told(kind, tmp_path, *changes)


@pytest.mark.parametrize(
    ("kind", "key", "blocks", "words"),
    [
        ("couple", "rounds", 3, "M201  只有 3 轮，至少要 4 轮"),
        ("circle", "parts", 5, "M205  只有 7 段，至少要 8 段"),
        ("exhibition", "chapters", 1, "M211  报道写了 4 个篇章，这里有 3 个"),
        ("climate", "marks", 1, "M231  四个“清”：版面是 4 个，这里列了 3 个"),
    ],
)
def test_too_few_of_what_is_counted_is_told(tmp_path: Path, kind: str, key: str, blocks: int, words: str):
    assert words in told(kind, tmp_path, without(kind, key, blocks))


def test_a_chapter_of_two_things_and_a_trade_that_fills_no_sheet_are_told(tmp_path: Path):
    text = LOADS["exhibition"][1].read_text(encoding="utf-8")
    start, end = text.index("      - id: corridor\n"), text.index("    qa:\n")
    step = "      - id: s{n}\n        name: 一步\n        what: 做\n        origin: 教学编写\n"
    more = "".join(step.format(n=n) for n in range(9))
    head = "  - id: mould\n    name: 一副模具\n    who: 模具师傅\n    origin: 教学编写\n    steps:\n"

    assert "M212  “廉起义乌”只有 2 件展品" in told("exhibition", tmp_path, (text[start:end], ""))
    assert "M221  “一副模具”有 21 步，最多 20 步" in told("mould", tmp_path, (head, head + more))


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path):
    said = told("circle", tmp_path, ("reader: supplier", "reader: nobody"), ("- id: yi\n", "- id: jia\n"))

    assert "M204" in said and "M182" in said and said.count("怎么改") >= 3


def test_a_step_may_leave_its_point_empty(tmp_path: Path):
    text = LOADS["mould"][1].read_text(encoding="utf-8")
    path = tmp_path / "mould.yml"
    path.write_text(text.replace("point: 送上门的料，照样要验", "point:"), encoding="utf-8")

    assert load_mould(path, PROJECT.root).trades[0].steps[1].point == ""


# --- what a page is given ------------------------------------------------------------------


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_widget_has_one_sentence_and_neither_scope_nor_door(reference: str):
    made = widget_data(PROJECT, reference)

    assert re.fullmatch(r"[^\n]+。", made.sentence)
    assert re.fullmatch(r"[a-z_]+:[a-z0-9_]+", reference)
    assert not {"scope", "system", "assignment", "learner"} & set(made.data)
    assert made.data["kind"] == made.module == reference.partition(":")[0]
    assert json.loads(json.dumps(made.data)) == json.loads(json.dumps(data_of(reference)))


@pytest.mark.parametrize("kind", BUILDERS)
def test_no_module_of_theirs_sends_or_stores_anything(kind: str):
    shared = assets.module("reflect").removesuffix(_own("reflect"))
    code = assets.module(kind).removeprefix(shared)

    assert _own("stage") in code and _own(kind) in code
    for word in ("localStorage", "sessionStorage", "indexedDB", "cookie", "openDoor", "Keeper", ".send("):
        assert word not in code
    assert "fetch(" not in code and "XMLHttpRequest" not in code and "innerHTML" not in code


def _own(name: str) -> str:
    path = Path(assets.__file__).parent / "js" / f"{name}.js"
    return path.read_text(encoding="utf-8")


def test_every_word_that_a_module_says_is_there():
    missing = set()
    for kind in (*BUILDERS, "stage"):
        said = re.findall(r'say\(words, "(\w+)"', _own(kind))
        said += re.findall(r'(?:button|act|labelled|forward|controls|progress)\((?:n, )?"(\w+)"', _own(kind))
        missing |= set(said) - set(assets.words())

    assert missing == set()


def test_a_card_does_not_say_in_the_page_whether_it_is_steady():
    couple = load_couple(FAMILY / "couple.yml", PROJECT.root)
    rounds = data_of("couple:new_year_eve")["rounds"]
    assert isinstance(rounds, list)

    assert 'steady":' not in json.dumps(rounds).replace("same_steady", "")
    for one, shown in zip(couple.rounds, rounds, strict=True):
        for i, mine in enumerate(one.cards.one):
            for k, yours in enumerate(one.cards.other):
                steady = {mine.steady, yours.steady}
                says = "differ" if len(steady) == 2 else "same_steady" if mine.steady else "both_waver"
                assert shown["meets"][i][k] == says


def test_every_round_can_end_in_each_of_the_three_ways():
    rounds = data_of("couple:new_year_eve")["rounds"]
    assert isinstance(rounds, list)

    for one in rounds:
        assert {way for row in one["meets"] for way in row} == {"same_steady", "differ", "both_waver"}
        assert len(one["talk"]) == 3


def test_everything_in_the_exhibition_says_where_it_is_from():
    exhibition = data_of("exhibition:virtual")
    chapters = exhibition["chapters"]
    assert isinstance(chapters, list)
    said = [one for chapter in chapters for one in (chapter, *chapter["exhibits"], chapter["qa"])]

    assert [chapter["title"] for chapter in chapters] == ["廉起义乌", "市场廉音", "杜渐防微", "清风护航"]
    assert {chapter["title_origin"] for chapter in chapters} == {"原文"}
    assert {one["origin"] for one in said} <= {"原文", "教学编写", "解读"}
    assert all(one["basis"] for chapter in chapters for one in (*chapter["exhibits"], chapter["qa"]))


def test_a_lesson_of_the_course_has_a_page_and_one_that_is_not_there_yet_has_only_a_name():
    units = data_of("map:course")["units"]
    assert isinstance(units, list)
    here = {unit.id for unit in PROJECT.course.units}

    assert {one["id"]: one["link"]["page"] for one in units} == {
        one["id"]: one["id"] in here for one in units
    }
    assert all(one["link"]["title"] and one["link"]["number"] for one in units)


def test_every_unit_hangs_on_a_mark_a_lever_and_a_heading_of_the_map():
    course = data_of("map:course")
    units = course["units"]
    assert isinstance(units, list)

    for kind in ("marks", "levers", "headings"):
        pegs = course[kind]
        assert isinstance(pegs, list)
        assert {name for one in units for name in one[kind]} == {peg["id"] for peg in pegs}
    assert [len(course[kind]) for kind in ("marks", "levers", "headings")] == [4, 4, 3]  # type: ignore[arg-type]
    assert [one["link"]["number"] for one in units] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_wall_hangs_every_work_with_words_for_those_who_do_not_see_it():
    works = data_of("gallery:wall")["works"]
    assert isinstance(works, list)

    assert len(works) == 46
    assert all(one["svg"].startswith("<svg") and one["caption"] and one["alt"] for one in works)


@pytest.mark.parametrize(
    ("reference", "near"),
    [
        ("couple:favours", "new_year_eve"),
        ("circle:new_year", "new_year_eve"),
        ("letter:house", "home"),
        ("exhibition:real", "virtual"),
        ("map:favour", "favours"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(reference: str, near: str):
    with pytest.raises(QueryError, match=near):
        widget_data(PROJECT, reference)


@pytest.mark.parametrize(
    ("made", "reference"),
    [
        (lambda: qingfeng.couple("new_year_eve"), "couple:new_year_eve"),
        (lambda: qingfeng.circle("new_year_eve"), "circle:new_year_eve"),
        (lambda: qingfeng.letter(), "letter:home"),
        (lambda: qingfeng.exhibition(), "exhibition:virtual"),
        (lambda: qingfeng.mould(), "mould:own"),
        (lambda: qingfeng.gallery(), "gallery:wall"),
        (lambda: qingfeng.course_map(), "map:course"),
        (lambda: qingfeng.course_map("favours"), "map:favours"),
    ],
)
def test_a_notebook_shows_a_sentence_and_saves_a_reference(
    made: Callable[[], CourseWidget], reference: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("QINGFENG_ROOT", str(PROJECT.root))
    widget = made()
    bundle, _ = widget._repr_mimebundle_()

    sentence = widget_data(PROJECT, reference).sentence
    assert repr(widget) == bundle["text/plain"] == sentence
    assert bundle["text/html"] == f'<div class="qf-widget" data-qf="{reference}"><p>{sentence}</p></div>'
