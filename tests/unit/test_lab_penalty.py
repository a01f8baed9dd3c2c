"""The lab of sums and penalties: every bound to the yuan and to the day, mistakes told in Chinese."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.systems.penalty import load_penalty
from qingfeng.show.labs import ask, lab
from qingfeng.show.labs.penalty import penalty_table
from qingfeng.think.penalty import band_of
from qingfeng.words.problems import QueryError

PROJECT = find_project(Path(__file__))
BANDS = load_penalty(PROJECT.root / "course" / "systems" / "penalty.yml", PROJECT.root)
HINT = "同样的数额，如果有规定的情形，会上一档。勾选试试。"
RAISED = "有规定的情形，上了一档。"


def asked(amount: object, *, special: object = False, on: object = "2018-05-11") -> dict[str, object]:
    return ask(PROJECT.root, "penalty", {"amount": amount, "special": special, "on": on})


def line(result: dict[str, object], label: str) -> str:
    lines = result["lines"]
    assert isinstance(lines, list)
    return next(one["value"] for one in lines if one["label"] == label)


# --- sums -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "band"),
    [
        (0, "未到数额起点"),
        (9_999, "未到数额起点"),
        (10_000, "未到数额起点"),
        (29_999, "未到数额起点"),
        (29_999.99, "未到数额起点"),
        (30_000, "数额较大"),
        (120_000, "数额较大"),
        (199_999, "数额较大"),
        (199_999.99, "数额较大"),
        (200_000, "数额巨大"),
        (2_999_999, "数额巨大"),
        (3_000_000, "数额特别巨大"),
        (10**12, "数额特别巨大"),
    ],
)
def test_a_sum_falls_into_the_band_whose_lower_bound_it_reaches(amount: float, band: str):
    assert asked(amount)["title"] == band


@pytest.mark.parametrize(
    ("amount", "band", "raised"),
    [
        (9_999, "未到数额起点", False),
        (10_000, "其他较重情节", True),
        (29_999, "其他较重情节", True),
        (30_000, "数额较大", False),
        (99_999, "数额较大", False),
        (100_000, "其他严重情节", True),
        (199_999, "其他严重情节", True),
        (200_000, "数额巨大", False),
        (1_499_999, "数额巨大", False),
        (1_500_000, "其他特别严重情节", True),
        (2_999_999, "其他特别严重情节", True),
        (3_000_000, "数额特别巨大", False),
    ],
)
def test_listed_circumstances_lift_a_sum_by_one_band_from_half_of_the_bound(
    amount: int, band: str, raised: bool
):
    result = asked(amount, special=True)

    assert (result["title"], RAISED in result["notes"], HINT in result["notes"]) == (band, raised, False)


@pytest.mark.parametrize(
    ("amount", "hinted"),
    [
        (9_999, False),
        (10_000, True),
        (29_999, True),
        (30_000, False),
        (99_999, False),
        (100_000, True),
        (120_000, True),
        (199_999, True),
        (200_000, False),
        (1_499_999, False),
        (1_500_000, True),
        (2_999_999, True),
        (3_000_000, False),
    ],
)
def test_a_sum_that_circumstances_would_lift_says_so(amount: int, hinted: bool):
    assert (HINT in asked(amount)["notes"]) == hinted


@pytest.mark.parametrize(
    ("amount", "sentence", "fine"),
    [
        (120_000, "三年以下有期徒刑或者拘役", "十万元以上五十万元以下"),
        (200_000, "三年以上十年以下有期徒刑", "二十万元以上、犯罪数额二倍以下"),
        (3_000_000, "十年以上有期徒刑、无期徒刑或者死刑", "五十万元以上、犯罪数额二倍以下"),
    ],
)
def test_each_band_has_its_own_sentence_and_fine(amount: int, sentence: str, fine: str):
    result = asked(amount)

    assert line(result, "刑罚").startswith(sentence) and line(result, "罚金").startswith(fine)
    assert line(result, "数额") == f"{amount:,} 元"


def test_below_the_threshold_there_is_no_fine_but_discipline_still_holds():
    result = asked(29_999)

    assert line(result, "罚金") == "无" and "纪律处分" in line(result, "刑罚")
    assert len(result["basis"]) == 1


@given(st.integers(0, 10**8), st.booleans())
def test_a_larger_sum_never_falls_into_a_lower_band(amount: int, special: bool):
    named = frozenset({"listed"}) if special else frozenset()
    bands = [*BANDS.bands]
    here, above = (bands.index(band_of(bands, a, named).band) for a in (amount, amount + 1))

    assert here <= above
    assert here >= bands.index(band_of(bands, amount, frozenset()).band)


def test_the_picture_marks_the_step_that_the_words_name():
    result = asked(200_000)

    assert result["picture_words"] == "四级阶梯，现在在“数额巨大”。"
    assert "▶ 数额巨大" in str(result["picture"]) and str(result["picture"]).count("▶") == 1


# --- days -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "marked"),
    [
        ("2016-04-18", False),
        ("2018-05-11", False),
        ("2026-04-30", False),
        ("2026-04", False),
        ("2026-05-01", True),
        ("2026", True),
        ("9999-12-31", True),
    ],
)
def test_from_may_2026_on_the_result_is_no_ground(on: str, marked: bool):
    result = asked(120_000, on=on)

    assert any("不作依据" in note for note in result["notes"]) == marked
    assert all("2016〕9号" in one["text"] for one in result["basis"])


@pytest.mark.parametrize("on", ["2016-04-17", "2016-03", "2015", "0001-01-01"])
def test_before_the_interpretation_took_effect_nothing_is_answered(on: str):
    with pytest.raises(QueryError, match="早于这份解释的施行日 2016-04-18"):
        asked(120_000, on=on)


def test_without_a_day_the_day_of_the_case_is_taken():
    assert ask(PROJECT.root, "penalty", {"amount": 120_000}) == asked(120_000, on="2018-05-11")


# --- mistakes ----------------------------------------------------------------------


@pytest.mark.parametrize("amount", [None, "", "120000", "十二万", [], {}, True, float("nan")], ids=repr)
def test_what_is_no_number_is_asked_for_again(amount: object):
    with pytest.raises(QueryError, match="请填一个数，单位是元"):
        asked(amount)


@pytest.mark.parametrize("amount", [-1, -0.5, 10**12 + 1, float("inf"), float("-inf"), 10**400])
def test_a_sum_out_of_bounds_is_refused(amount: float):
    with pytest.raises(QueryError, match="在 0 到一万亿元之间"):
        asked(amount)


@pytest.mark.parametrize("on", ["昨天", "2018-13-01", "2018/05/11", 20180511, ["2018-05-11"], "0000-01-01"])
def test_what_is_no_day_is_refused(on: object):
    with pytest.raises(QueryError, match="不是日期"):
        asked(120_000, on=on)


@pytest.mark.parametrize("special", ["true", 1, None, []])
def test_only_a_ticked_box_counts_as_circumstances(special: object):
    assert asked(10_000, special=special)["title"] == "未到数额起点"


def test_an_unknown_lab_is_refused_with_the_names_there_are():
    with pytest.raises(QueryError, match="没有叫“penality”的练习台。你是想写“penalty”"):
        ask(PROJECT.root, "penality", {})


def test_a_negative_sum_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="负数"):
        band_of([*BANDS.bands], -1, frozenset())


# --- the table behind it --------------------------------------------------------------


def test_the_form_starts_with_the_sum_and_day_of_the_case():
    result = ask(PROJECT.root, "penalty", lab("penalty").defaults(PROJECT))

    assert (result["title"], line(result, "数额")) == ("数额较大", "120,000 元")


def test_the_table_of_bands_is_the_one_of_the_interpretation():
    assert [row[:3] for row in penalty_table(PROJECT).rows] == [
        ("未到数额起点", "0", "0"),
        ("数额较大", "30,000", "10,000"),
        ("数额巨大", "200,000", "100,000"),
        ("数额特别巨大", "3,000,000", "1,500,000"),
    ]
    assert (BANDS.in_force_from, BANDS.check_from) == (date(2016, 4, 18), date(2026, 5, 1))
