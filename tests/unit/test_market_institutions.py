"""The seven institutions: which would have caught a conduct, when and why; which not, why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.systems.institutions import load_institutions
from qingfeng.show.market.institutions import (
    conduct_choices,
    feature_choices,
    institutions_outcome,
    seven_institutions,
)
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.think.market.institutions import caught
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FILE = PROJECT.root / "course" / "systems" / "institutions.yml"
FOUND = seven_institutions(PROJECT)
FEATURES = [one.id for one in FOUND.features]


def lit(*features: str) -> list[str]:
    """The institutions that catch a conduct with these features."""
    found = caught(FOUND.institutions, frozenset(features))
    return [one.institution.id for one in found if one.verdict == "caught"]


def rows(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """The rows of the result by the name of the institution."""
    (table,) = outcome.tables
    return {row[0]: row[1:] for row in table.texts}


# --- the page ------------------------------------------------------------------------------


def test_the_page_names_seven_institutions_and_they_stand_under_its_names():
    assert [one.name for one in FOUND.institutions] == [
        "小微权力清单制",
        "公开制",
        "管理服务回避制",
        "轮岗制",
        "巡检制",
        "问题线索限时办结制",
        "责任追究制",
    ]
    assert [count.number for count in FOUND.counts] == [7]
    assert {one.name_origin for one in FOUND.institutions} == {"原文"}


def test_what_the_page_does_not_say_of_them_was_written_for_teaching():
    assert {one.origin for one in (*FOUND.features, *FOUND.institutions)} == {"教学编写"}
    assert [one.id for one in FOUND.conducts if one.origin != "教学编写"] == ["tomatoes"]


def test_there_are_at_least_ten_conducts_and_each_institution_catches_one_of_them():
    every = {name for one in FOUND.conducts for name in lit(*one.features)}

    assert len(FOUND.conducts) >= 10
    assert every == {one.id for one in FOUND.institutions}


# --- what each catches ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("features", "names"),
    [
        ((), []),
        (("outside_list",), ["list"]),
        (("one_decides",), []),
        (("no_record",), []),
        (("one_decides", "no_record"), ["list"]),
        (("secret",), ["publishing"]),
        (("kin",), ["recusal"]),
        (("long_post",), ["rotation"]),
        (("familiar",), []),
        (("visible",), ["inspection"]),
        (("repeated",), []),
        (("repeated", "no_record"), ["inspection"]),
        (("reported",), ["time_limit"]),
        (("late",), ["time_limit"]),
        (("confirmed",), ["accountability"]),
        (("unpunished",), ["accountability"]),
        (("kin", "visible", "late"), ["recusal", "inspection", "time_limit"]),
    ],
)
def test_an_institution_catches_what_it_can_see(features: tuple[str, ...], names: list[str]):
    assert lit(*features) == names


@pytest.mark.parametrize(
    ("conduct", "names"),
    [
        ("tomatoes", ["list", "time_limit", "accountability"]),
        ("cousin_stall", ["recusal"]),
        ("long_familiar", ["rotation"]),
        ("advert_space", ["list", "publishing"]),
        ("blocked_way", ["list", "inspection"]),
        ("letter_drawer", ["time_limit"]),
        ("private_loan", []),
        ("same_price", []),
    ],
)
def test_a_conduct_lights_the_institutions_it_was_written_for(conduct: str, names: list[str]):
    (one,) = [one for one in FOUND.conducts if one.id == conduct]

    assert lit(*one.features) == names


@settings(max_examples=100, deadline=None)
@given(st.sets(st.sampled_from(FEATURES)), st.sampled_from(FEATURES))
def test_seeing_more_never_puts_a_lamp_out(features: set[str], more: str):
    assert set(lit(*features)) <= set(lit(*features, more))


@settings(max_examples=100, deadline=None)
@given(st.sets(st.sampled_from(FEATURES)), st.sets(st.sampled_from(FEATURES)))
def test_what_is_unknown_only_ever_opens_a_question(features: set[str], unknown: set[str]):
    sure = caught(FOUND.institutions, frozenset(features))
    unsure = caught(FOUND.institutions, frozenset(features), frozenset(unknown))

    for one, other in zip(sure, unsure, strict=True):
        assert other.verdict == one.verdict or (one.verdict, other.verdict) == ("missed", "open")
        assert other.verdict != "open" or set(other.lacking) <= unknown - features


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(FEATURES)))
def test_every_verdict_has_its_reason(features: set[str]):
    for one in caught(FOUND.institutions, frozenset(features)):
        assert bool(one.signs) == (one.verdict == "caught")
        assert bool(one.lacking) == (one.verdict != "caught")


# --- what is told ----------------------------------------------------------------------------


def test_the_case_of_the_page_leaves_open_what_nobody_reported():
    outcome = institutions_outcome(PROJECT, "tomatoes", ())
    told = rows(outcome)

    assert outcome.title == "管得着的有 3 项：小微权力清单制、问题线索限时办结制、责任追究制"
    assert told["轮岗制"][0] == "说不准" and "报道没有写，所以不猜" in told["轮岗制"][2]
    assert told["公开制"][0] == "管不着"
    assert {row[-1] for row in told.values()} == {"解读"}
    assert any("报道没有写七项制度在这件事里各起了什么作用" in note for note in outcome.notes)


def test_stages_are_before_during_and_after():
    told = rows(institutions_outcome(PROJECT, "next_time", ()))

    assert (told["小微权力清单制"][1], told["巡检制"][1], told["责任追究制"][1]) == ("事前", "事中", "事后")
    assert told["管理服务回避制"][1] == "—" and "它要看到“对方是亲属”，这里没有" in told["管理服务回避制"][2]


def test_what_is_lawful_lights_nothing_and_is_said_to_be_lawful():
    outcome = institutions_outcome(PROJECT, "same_price", ())

    assert outcome.title == "没有要拦的：这是允许的行为"


def test_a_conduct_that_none_can_see_is_told_honestly():
    outcome = institutions_outcome(PROJECT, "private_loan", ())

    assert outcome.title == "七项制度，一项也管不着"
    assert any("如实填报" in note for note in outcome.notes)


def test_ticked_features_are_added_to_the_conduct_and_said_to_be_added():
    outcome = institutions_outcome(PROJECT, "tomatoes", ["outside_list", "kin", "secret"])
    told = rows(outcome)

    assert (told["管理服务回避制"][0], told["责任追究制"][0]) == ("管得着", "管得着")
    assert "你加的情形：过程没有公开、对方是亲属。加了就是另一件事，只用来比较。" in outcome.notes
    assert "报道没有写，这里只是假设：对方是亲属。" in outcome.notes


def test_what_is_lawful_is_no_longer_said_to_be_once_something_is_added():
    outcome = institutions_outcome(PROJECT, "same_price", ["outside_list"])

    assert outcome.title == "管得着的有 1 项：小微权力清单制"
    assert not any("没有什么要拦的" in note for note in outcome.notes)


def test_ticking_what_is_there_already_changes_nothing():
    ticked = institutions_outcome(PROJECT, "cousin_stall", ["one_decides", "kin"])

    assert ticked == institutions_outcome(PROJECT, "cousin_stall", ())


def test_features_alone_are_judged_without_a_conduct():
    outcome = institutions_outcome(PROJECT, "", ["late"])

    assert outcome.title == "管得着的有 1 项：问题线索限时办结制"
    assert dict(outcome.lines) == {"按这些特征看": "有线索没按期办"}


def test_the_picture_says_in_words_what_its_lamps_show():
    outcome = institutions_outcome(PROJECT, "letter_drawer", ())

    assert outcome.picture.count("✓") == 1
    assert "问题线索限时办结制，管得着（事后）" in outcome.picture_words


def test_the_forms_offer_every_conduct_with_its_mark_and_every_feature_as_a_question():
    assert conduct_choices(PROJECT)[0] == ("tomatoes", "两斤多小番茄（原文）")
    assert conduct_choices(PROJECT)[-1] == ("", "自己勾选")
    assert [name for name, _ in feature_choices(PROJECT)] == FEATURES
    assert all("？" in words for _, words in feature_choices(PROJECT))


@pytest.mark.parametrize("conduct", [one.id for one in FOUND.conducts])
def test_every_result_rests_on_sentences_of_the_page(conduct: str):
    shown = outcome_json(PROJECT, institutions_outcome(PROJECT, conduct, ()), "tomatoes")

    assert {one["mark"] for one in shown["basis"]} == {"原文"}  # type: ignore[attr-defined]


def test_the_table_of_the_seven_tells_what_each_cannot_do():
    assert len(FOUND.institutions) == 7
    assert all(one.cannot for one in FOUND.institutions)


@pytest.mark.parametrize(
    ("conduct", "ticked", "words"),
    [
        ("", (), "先选一件事，或者勾几个特征"),
        ("tomato", (), "没有叫“tomato”的行为。你是想写“tomatoes”"),
        ("tomatoes", ("kim",), "没有叫“kim”的特征。你是想写“kin”"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest_names(
    conduct: str, ticked: tuple[str, ...], words: str
):
    with pytest.raises(QueryError, match=words):
        institutions_outcome(PROJECT, conduct, ticked)


# --- faults of an author ---------------------------------------------------------------------


def test_an_authors_faults_are_told_at_once_with_line_and_cure(tmp_path: Path):
    text = FILE.read_text(encoding="utf-8")
    text = text.replace("number: 7", "number: 8").replace("          - kin\n", "          - kim\n", 1)
    text = text.replace("    lawful: false\n", "    lawful: true\n", 1)
    text = text.replace("  - id: secret\n", "  - id: outside_list\n", 1)
    bad = tmp_path / "institutions.yml"
    bad.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as faults:
        load_institutions(bad, tmp_path)

    told = str(faults.value)
    assert "M181  小微权力制度：版面是 8 项，这里列了 7 项" in told
    assert "M182  id“outside_list”用了两次" in told
    assert "M183  没有叫“kim”的特征" in told and "“kin”" in told
    assert "M185  允许的行为不应当有可拦的特征" in told
    assert all(problem.line > 1 for problem in faults.value.problems)


def test_a_feature_is_either_there_or_unreported(tmp_path: Path):
    text = FILE.read_text(encoding="utf-8").replace(
        "    unreported:\n", "    unreported:\n      - reported\n", 1
    )
    bad = tmp_path / "institutions.yml"
    bad.write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match="M184  “reported”既写成有，又写成报道没有写"):
        load_institutions(bad, tmp_path)
