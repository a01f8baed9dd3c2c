"""The calligraphy show: 46 and 19 from the register, no name without consent, ties that stay ties."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Row, Tables, TableSpec, rows_of
from qingfeng.content.systems.gallery import load_gallery
from qingfeng.show.market.gallery import (
    CRITERIA,
    SCORES,
    SYSTEM,
    WORKS,
    gallery_outcome,
    gallery_works,
    theme_choices,
)
from qingfeng.show.market.gallery_wall import columns, scroll
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.gallery import placed, ranked, signature, tally
from qingfeng.words.market.gallery import SCRIPTS, Guardian, Score, Work
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FILE = PROJECT.root / "course" / "systems" / "gallery.yml"
RULES = load_gallery(FILE, PROJECT.root)
TEACHING = teaching_tables(PROJECT, SYSTEM)
WALL = gallery_works(PROJECT)
WORK = Work("W1", "清心为治本。", "", "楷书", "廉洁奉公", "职工", "G001", "", True, "", "")


def rows(spec: TableSpec, *given_: dict[str, object]) -> tuple[Row, ...]:
    return rows_of(spec, given_, spec.title)


def works(*given_: dict[str, object]) -> tuple[Row, ...]:
    plain: dict[str, object] = {
        **{"text": "清心为治本。", "script": "楷书", "theme": "廉洁奉公"},
        **{"author_kind": "职工", "author": "G001", "consent": "是"},
    }
    return rows(WORKS, *({"number": f"W{i}", **plain, **one} for i, one in enumerate(given_, start=1)))


def run(tables: Tables = TEACHING, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(switches))


def table(outcome: Outcome, caption: str) -> Table:
    return next(one for one in outcome.tables if one.caption.startswith(caption))


def score(work: str, judge: str, points: int) -> Score:
    return Score(work, judge, (points, 0, 0))


# --- the numbers of the page --------------------------------------------------------------


def test_46_works_and_19_awarded_come_out_of_the_register():
    said = dict(gallery_outcome(PROJECT, "").lines)
    page = "".join(PROJECT.case(SYSTEM.case).fact("works").figures)

    assert (said["作品"], said["获奖"]) == ("46 件（报道 46 件）", "19 件（报道 19 件）")
    assert "46件" in page and "获奖作品19件" in page and len(WALL) == 46


def test_two_themes_are_the_pages_and_the_others_are_marked_as_ours():
    assert [t.name for t in RULES.themes if t.origin == "原文"] == ["廉洁奉公", "淡泊名利"]
    assert {t.origin for t in RULES.themes[2:]} == {"教学编写"}


def test_the_register_is_written_for_teaching_and_holds_staff_and_families_by_number():
    rows_ = TEACHING["works"]

    assert {row.text("origin") for name in TEACHING for row in TEACHING[name]} == {"教学编写"}
    assert {row.text("author_kind") for row in rows_} == {"职工", "家属"}
    assert all(re.fullmatch(r"[GF]\d{3}", row.text("author")) for row in rows_)
    assert len({row.text("author") for row in rows_}) == len({row.text("text") for row in rows_}) == 46


def test_every_line_on_the_wall_names_its_book():
    assert all("《" in row.text("source") for row in TEACHING["works"])


# --- consent ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consent", "guardian", "shown"),
    [
        (True, "", "职工 G001"),
        (True, "是", "职工 G001"),
        (True, "否", "未署名"),
        (False, "", "未署名"),
        (False, "是", "未署名"),
    ],
)
def test_a_name_is_shown_only_with_consent_and_a_childs_only_with_a_guardians(
    consent: bool, guardian: Guardian, shown: str
):
    assert signature(replace(WORK, consent=consent, guardian=guardian)) == shown


def test_nobody_without_consent_is_named_anywhere_on_the_wall_or_in_the_tables():
    hidden = [
        row.text("author")
        for row in TEACHING["works"]
        if not row.flag("consent") or row.text("guardian") == "否"
    ]
    told = repr(WALL) + repr(run()) + "".join(map(repr, run().tables)) + repr(gallery_outcome(PROJECT, ""))

    assert len(hidden) == 11 and not any(author in told for author in hidden)


def test_consent_is_counted():
    assert dict(run().lines)["署名"] == "35 件；不署名 11 件"
    assert tally([WORK, replace(WORK, consent=False)]).signed == 1


# --- the wall -----------------------------------------------------------------------------


def test_every_work_is_a_picture_with_caption_and_words_for_a_screen_reader():
    for svg, caption, alt in WALL:
        root = ET.fromstring(svg)

        assert root.get("role") == "img" and root.get("aria-label") == alt
        assert caption and "竖写的一幅字" in alt


def test_the_signs_of_a_work_all_stand_on_its_picture_in_their_order():
    for row, hung in zip(TEACHING["works"], WALL, strict=True):
        drawn = "".join("".join(text.itertext()) for text in ET.fromstring(hung.svg).findall("{*}text"))

        assert re.sub(r"\W", "", row.text("text")) in drawn


def test_a_picture_asks_nothing_of_the_outside_and_runs_nothing():
    for hung in WALL:
        assert "<script" not in hung.svg and "href" not in hung.svg and "url(" not in hung.svg
        assert hung.svg.count("http") == 1


def test_the_wall_is_the_same_every_time_and_small_enough_for_a_page():
    assert gallery_works(PROJECT) == WALL and sum(len(hung.svg) for hung in WALL) < 120_000


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("公生明，偏生暗。", ("公生明", "偏生暗")),
        ("俭，德之共也；侈，恶之大也。", ("俭德之共也", "侈恶之大也")),
        ("天知，神知，我知，子知。", ("天知神知", "我知子知")),
        ("吾日三省吾身。", ("吾日三省吾身",)),
        ("知足不辱，知止不殆，可以长久。", ("知足不辱", "知止不殆", "可以长久")),
        ("", ()),
        ("。！", ()),
    ],
)
def test_a_text_is_set_in_columns_without_its_marks(text: str, parts: tuple[str, ...]):
    assert columns(text) == parts


@settings(max_examples=80)
@given(st.text("清正廉明公生偏暗，。；", max_size=80))
def test_columns_lose_no_sign_and_are_four_at_most(text: str):
    found = columns(text)

    assert "".join(found) == re.sub(r"\W", "", text) and len(found) <= 4


@settings(max_examples=40)
@given(st.text(max_size=12), st.sampled_from(SCRIPTS), st.sampled_from(["清廉", "廉", ""]))
def test_any_text_makes_a_sound_picture(text: str, script: str, seal: str):
    clean = "".join(c for c in text if c.isprintable())

    assert ET.fromstring(scroll(clean, script, seal, clean, clean)).get("role") == "img"


# --- the jury -----------------------------------------------------------------------------


def test_equal_means_share_a_rank_and_the_next_is_as_many_lower():
    scores = [score("W1", "A", 40), score("W2", "A", 30), score("W3", "A", 30), score("W4", "A", 20)]
    listed = [replace(WORK, number=f"W{i}") for i in range(1, 5)]

    assert [(one.work, one.rank, one.tied) for one in ranked(listed, scores)] == [
        *(("W1", 1, 1), ("W2", 2, 2), ("W3", 2, 2), ("W4", 4, 1)),
    ]


def test_means_are_exact_so_that_thirds_tie():
    scores = [score("W1", judge, points) for judge, points in zip("ABC", (10, 10, 11), strict=True)]
    scores += [
        score("W2", judge, points) for judge, points in zip("ABCDEF", (10, 10, 10, 10, 11, 11), strict=True)
    ]
    found = ranked([replace(WORK, number=n) for n in ("W1", "W2")], scores)

    assert {one.mean for one in found} == {Fraction(31, 3)} and {one.rank for one in found} == {1}


def test_a_judge_does_not_count_for_the_own_work():
    scores = [score("W1", "G001", 40), score("W1", "A", 10)]
    (found,) = ranked([WORK], scores)

    assert (found.mean, found.judges, found.recused) == (Fraction(10), 1, 1)


def test_a_work_that_only_its_author_judged_has_no_rank():
    assert ranked([WORK], [score("W1", "G001", 40)]) == ()


@pytest.mark.parametrize(
    ("places", "within", "on_line"),
    [
        (0, (), ()),
        (1, ("W1",), ()),
        (2, ("W1",), ("W2", "W3")),
        (3, ("W1", "W2", "W3"), ()),
        (9, ("W1", "W2", "W3", "W4"), ()),
    ],
)
def test_a_tie_on_the_line_is_left_to_the_jury(
    places: int, within: tuple[str, ...], on_line: tuple[str, ...]
):
    scores = [score("W1", "A", 40), score("W2", "A", 30), score("W3", "A", 30), score("W4", "A", 20)]
    ranking = ranked([replace(WORK, number=f"W{i}") for i in range(1, 5)], scores)
    found = placed(ranking, places)

    assert (found.within, found.on_line) == (within, on_line)


_SCORES = st.dictionaries(
    st.tuples(st.integers(1, 6), st.sampled_from("ABCD")), st.integers(0, 40), min_size=1, max_size=24
)


@settings(max_examples=100)
@given(_SCORES, st.randoms(use_true_random=False))
def test_the_order_of_the_scores_does_not_matter(given_: dict[tuple[int, str], int], chance: random.Random):
    listed = [replace(WORK, number=f"W{i}") for i in range(1, 7)]
    scores = [score(f"W{work}", judge, points) for (work, judge), points in given_.items()]
    mixed = scores.copy()
    chance.shuffle(mixed)

    assert ranked(listed, mixed) == ranked(listed, scores)


@settings(max_examples=100)
@given(_SCORES, st.integers(0, 8))
def test_no_more_than_the_places_are_within_and_a_tie_is_never_torn(
    given_: dict[tuple[int, str], int], places: int
):
    listed = [replace(WORK, number=f"W{i}") for i in range(1, 7)]
    ranking = ranked(listed, [score(f"W{w}", judge, points) for (w, judge), points in given_.items()])
    found = placed(ranking, places)
    means = {one.work: one.mean for one in ranking}

    assert len(found.within) <= places and len({means[work] for work in found.on_line}) <= 1
    assert not {means[w] for w in found.within} & {means[w] for w in found.on_line}


# --- outcomes -----------------------------------------------------------------------------


def test_the_teaching_jury_has_a_tie_on_the_line_and_one_sheet_that_does_not_count():
    said = dict(run().lines)

    assert len(TEACHING["scores"]) <= 14
    assert (said["名额以内"], said["并列在线上，请合议"]) == ("W16", "W01、W30")
    assert said["作者给自己打的"] == "1 张，没有计"


def test_the_ranking_names_no_author_and_no_judge():
    shown = repr(table(run(), "评分和名次"))

    assert not re.search(r"[GF]\d{3}", shown)


def test_without_a_jury_sheet_the_register_still_works():
    outcome = run({"works": TEACHING["works"]})

    assert outcome.title == "46 件作品，获奖 19 件，署名 35 件"
    assert not any(one.caption.startswith("评分") for one in outcome.tables)


def test_the_works_of_a_theme_are_shown_with_captions():
    outcome = gallery_outcome(PROJECT, "淡泊名利")

    assert outcome.title == "淡泊名利：13 件，获奖 5 件"
    assert {row[4] for row in table(outcome, "作品和说明牌").rows} == {"淡泊名利"}
    assert dict(outcome.lines)["作品"] == "46 件（报道 46 件）"


def test_the_form_offers_all_works_and_each_theme_with_its_mark():
    choices = theme_choices(PROJECT)

    assert choices[0] == ("", "全部作品") and ("廉洁奉公", "廉洁奉公（原文）") in choices
    assert all(gallery_outcome(PROJECT, theme).tables for theme, _ in choices)


def test_an_unknown_theme_is_asked_for_again_with_the_nearest():
    with pytest.raises(QueryError, match="你是想写“淡泊名利”"):
        gallery_outcome(PROJECT, "淡薄名利")


def test_every_reference_leads_somewhere():
    for outcome in (run(), gallery_outcome(PROJECT, "")):
        assert isinstance(outcome_json(PROJECT, outcome, SYSTEM.case)["basis"], list)


def test_the_order_of_the_rows_changes_nothing_that_is_shown():
    assert run({name: tuple(reversed(rows_)) for name, rows_ in TEACHING.items()}) == run()


def test_the_columns_of_the_sheet_are_the_criteria_of_the_rule_file():
    headings = {column.id: column.heading for column in SCORES.columns}

    assert tuple(one.id for one in RULES.criteria) == CRITERIA
    assert all(headings[one.id] == one.name for one in RULES.criteria)


@pytest.mark.parametrize("places", ["-1", "1000", "2.5", "", "二"])
def test_places_that_are_no_number_are_refused(places: str):
    with pytest.raises(QueryError, match="要填 0 到 999 的整数"):
        run(places=places)


def test_every_fault_of_register_and_sheet_is_told_at_once():
    sheet = {"judge": "A", "brush": 41, "layout": 0, "meaning": 0}
    scores = rows(
        SCORES, {"work": "W9", **sheet}, {"work": "W1", **sheet, "brush": 1}, {"work": "w1", **sheet}
    )

    with pytest.raises(ContentError) as error:
        run({"works": works({"theme": "淡薄名利"}, {"number": "ｗ１"}), "scores": scores})

    assert sorted((p.path, p.line, p.code) for p in error.value.problems) == [
        *(("作品登记", 1, "M291"), ("作品登记", 2, "M292"), ("评分表", 1, "M293"), ("评分表", 1, "M295")),
        *(("评分表", 3, "M294"), ("评分表", 3, "M295")),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("name: 淡泊名利", "name: 廉洁奉公", "M182"),
        ("id: layout", "id: brush", "M182"),
        ("most: 40", "most: 50", "M290"),
        ("seal: 奉公", "seal: 奉公守法", "Y105"),
    ],
)
def test_a_rule_file_that_does_not_fit_together_is_refused(tmp_path: Path, old: str, new: str, code: str):
    path = tmp_path / "gallery.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_gallery(path, tmp_path)

    assert code in {p.code for p in error.value.problems}
