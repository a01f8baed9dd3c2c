"""The credit portrait: exact sums, lines to the tenth, reasons, corrections; a machine never refuses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Tables, rows_of
from qingfeng.content.systems.credit import load_credit
from qingfeng.show.market.credit import BASIS, CORRECTIONS, MERCHANTS, SCORES, SYSTEM, WEIGHTS
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.credit import UNIT, Missing, Portrait, Terms, portrait, score_needed, with_weights
from qingfeng.words.market.credit import CreditRules, DimensionId, Merchant
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FILE = PROJECT.root / "course" / "systems" / "credit.yml"
RULES = load_credit(FILE, PROJECT.root)
IDS = tuple(d.id for d in RULES.dimensions)
TEACHING = teaching_tables(PROJECT, SYSTEM)


def merchant(*scores: Decimal | int | None, deduction: Decimal | None = None) -> Merchant:
    given = [None if s is None else Decimal(s) for s in scores]
    return Merchant("S001", "甲区101", dict(zip(IDS, given, strict=True)), deduction)


def terms(missing: Missing = "unrated", deduction_from: Decimal | None = None) -> Terms:
    return Terms(missing, RULES.lines, deduction_from)


def level(total: Decimal) -> Portrait:
    """The portrait of a merchant whose six scores are all the same."""
    return portrait(RULES, merchant(*[total] * 6), terms())


def run(tables: Tables = TEACHING, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(switches))


def table(outcome: Outcome, caption: str) -> Table:
    return next(t for t in outcome.tables if t.caption == caption)


def row(found: Table, number: str) -> dict[str, str]:
    return next(dict(zip(found.head, r, strict=True)) for r in found.texts if r[0] == number)


def merchants_of(*rows: dict[str, object]) -> Tables:
    plain: dict[str, object] = {"stall": "甲区101", **dict.fromkeys(IDS, 70)}
    return {"merchants": rows_of(MERCHANTS, [plain | one for one in rows], "商户")}


# --- what the page says and what is ours --------------------------------------------------


def test_of_the_six_dimensions_the_page_names_three_and_the_rest_is_marked_as_ours():
    named = [d.name for d in RULES.dimensions if d.origin == "原文"]

    assert "6大标签维度" in "".join(PROJECT.case("half_point").fact("six_dimensions").figures)
    assert len(RULES.dimensions) == 6 and named == ["商户信用", "创新创业", "线上贸易"]
    assert {d.origin for d in RULES.dimensions if d.name not in named} == {"教学编写"}
    assert {line.origin for line in RULES.lines} == {"教学编写"}


def test_the_6836_assessed_are_stated_in_a_note_and_not_reproduced():
    outcome = run()

    assert "6836户" in "".join(PROJECT.case("half_point").fact("assessed").figures)
    assert sum("6836 户" in note for note in outcome.notes) == 1
    assert len(table(outcome, "画像和建议").rows) == 10


def test_headings_switches_and_rule_file_say_the_same():
    defaults = {switch.id: switch.default for switch in SYSTEM.switches}

    assert [(d.id, d.name) for d in RULES.dimensions] == list(SCORES)
    assert Decimal(defaults["renew_from"]) == RULES.line("renew").from_
    assert Decimal(defaults["remind_from"]) == RULES.line("remind").from_
    assert f"达 {RULES.deduction_review_from} 分" in str(SYSTEM.switches)


def test_every_reference_of_the_portrait_and_of_its_rule_file_leads_somewhere():
    answered = outcome_json(PROJECT, run(), SYSTEM.case)["basis"]
    used = {text for text, _ in BASIS}

    assert isinstance(answered, list) and len(answered) == len(BASIS)
    assert {r.basis.text for r in RULES.requests if r.basis} <= used


def test_every_row_of_the_teaching_tables_says_where_it_comes_from():
    assert {r.text("origin") for rows in TEACHING.values() for r in rows} == {"教学编写"}
    assert all(0 < len(rows) <= 10 for rows in TEACHING.values())


# --- the total and its parts --------------------------------------------------------------

score = st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10)
scores = st.tuples(*[score] * 6)
maybe = st.tuples(*[st.none() | score] * 6)


@st.composite
def weights(draw: st.DrawFn) -> dict[DimensionId, Decimal]:
    """Six weights to the tenth that sum to 100."""
    cuts = [0, *sorted(draw(st.lists(st.integers(0, 1000), min_size=5, max_size=5))), 1000]
    return {d: Decimal(b - a) / 10 for d, (a, b) in zip(IDS, pairwise(cuts), strict=True)}


@settings(max_examples=100)
@given(scores, weights())
def test_contributions_add_up_to_the_total_exactly(
    given_: tuple[Decimal, ...], made: dict[DimensionId, Decimal]
):
    found = portrait(with_weights(RULES, made), merchant(*given_), terms())
    exact = sum(
        (Fraction(made[d]) * Fraction(s) / 100 for d, s in zip(IDS, given_, strict=True)), Fraction(0)
    )

    assert found.total is not None and Fraction(found.total) == exact
    assert sum(part.gave or 0 for part in found.parts) == found.total
    assert sum(part.took or 0 for part in found.parts) == 100 - found.total


@settings(max_examples=100)
@given(maybe, weights())
def test_taken_over_fewer_dimensions_the_parts_still_add_up_to_the_total_shown(
    given_: tuple[Decimal | None, ...], made: dict[DimensionId, Decimal]
):
    found = portrait(with_weights(RULES, made), merchant(*given_), terms("renormalise"))
    if found.total is None:
        assert not any(made[d] for d, s in zip(IDS, given_, strict=True) if s is not None)
        return
    kept = [(Fraction(made[d]), Fraction(s)) for d, s in zip(IDS, given_, strict=True) if s is not None]
    exact = sum((w * s for w, s in kept), Fraction(0)) / sum((w for w, _ in kept), Fraction(0))

    assert abs(Fraction(found.total) - exact) <= Fraction(UNIT) / 2
    assert sum(part.gave or 0 for part in found.parts) == found.total
    assert sum(part.took or 0 for part in found.parts) == 100 - found.total
    assert all(part.gave is None or (part.gave >= 0 and (part.took or 0) >= 0) for part in found.parts)


@settings(max_examples=60)
@given(st.lists(maybe, min_size=2, max_size=6), weights(), st.sampled_from(["0.1", "3", "7.7", "1000"]))
def test_scaling_all_weights_changes_neither_a_total_nor_the_ranking(
    many: list[tuple[Decimal | None, ...]], made: dict[DimensionId, Decimal], by: str
):
    scaled = {d: weight * Decimal(by) for d, weight in made.items()}
    plain, other = (
        [portrait(with_weights(RULES, w), merchant(*one), terms("renormalise")) for one in many]
        for w in (made, scaled)
    )
    ranked = [sorted(range(len(many)), key=lambda i: (f[i].total or 0, i)) for f in (plain, other)]

    assert ranked[0] == ranked[1]
    assert [p.total for p in plain] == [p.total for p in other]
    assert [[q.gave for q in p.parts] for p in plain] == [[q.gave for q in p.parts] for p in other]


@settings(max_examples=100)
@given(scores, st.integers(0, 5), score)
def test_a_better_score_never_lowers_the_total_or_the_suggestion(
    given_: tuple[Decimal, ...], place: int, other: Decimal
):
    raised = list(given_)
    raised[place] = max(other, given_[place])
    before, after = (portrait(RULES, merchant(*one), terms()) for one in (given_, raised))

    assert before.total is not None and after.total is not None and after.total >= before.total
    assert RULES.lines.index(after.suggestion) <= RULES.lines.index(before.suggestion)


# --- the lines ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "suggestion", "short"),
    [
        ("0", "须人工复核", "60"),
        ("59.9", "须人工复核", "0.1"),
        ("60", "建议续租并提醒", "20"),
        ("60.1", "建议续租并提醒", "19.9"),
        ("79.9", "建议续租并提醒", "0.1"),
        ("80", "建议续租", "0"),
        ("100", "建议续租", "0"),
    ],
)
def test_a_line_holds_from_its_own_number_on(total: str, suggestion: str, short: str):
    found = level(Decimal(total))

    assert (found.suggestion.name, found.short) == (suggestion, Decimal(short))


@settings(max_examples=100)
@given(maybe, st.sampled_from(["unrated", "renormalise"]), st.none() | st.integers(0, 60))
def test_a_machine_alone_never_refuses_renewal(
    given_: tuple[Decimal | None, ...], missing: Missing, deducted: int | None
):
    one = merchant(*given_, deduction=None if deducted is None else Decimal(deducted))
    found = portrait(RULES, one, terms(missing, Decimal(20)))

    assert found.suggestion.name in {"建议续租", "建议续租并提醒", "须人工复核"}
    assert (found.suggestion.name == "须人工复核") == bool(found.triggers)
    assert (found.total is None) == ("unrated" in found.triggers)


@settings(max_examples=100)
@given(scores, weights(), st.integers(0, 5))
def test_the_score_needed_reaches_the_line_and_a_tenth_less_does_not(
    given_: tuple[Decimal, ...], made: dict[DimensionId, Decimal], place: int
):
    rules = with_weights(RULES, made)
    found = portrait(rules, merchant(*given_), terms())
    needed = score_needed(found, found.parts[place])
    line = found.next_line

    def total(changed: Decimal) -> Decimal:
        other = [*given_[:place], changed, *given_[place + 1 :]]
        return portrait(rules, merchant(*other), terms()).total or Decimal(0)

    if line is None:
        assert needed is None
    elif needed is None:
        assert total(Decimal(100)) < line.from_ or not made[IDS[place]]
    else:
        assert total(needed - Decimal("0.1")) < line.from_ <= total(needed)


@pytest.mark.parametrize(("deducted", "looked_at"), [("19.5", False), ("20", True), ("20.5", True)])
def test_points_deducted_call_for_a_person_only_by_the_switch_and_from_20_on(deducted: str, looked_at: bool):
    tables = merchants_of({"number": "S001", **dict.fromkeys(IDS, 90), "deduction": deducted})
    alone, switched = (row(table(run(tables, deduction=d), "画像和建议"), "S001") for d in ("show", "review"))

    assert alone["建议"] == "建议续租" and alone["年度扣分"] == deducted
    assert switched["建议"] == ("须人工复核" if looked_at else "建议续租")


# --- missing scores ---------------------------------------------------------------------------


def test_a_missing_score_is_said_to_be_missing_and_is_no_zero():
    found = row(table(run(), "画像和建议"), "S006")
    told = row(table(run(), "理由"), "S006")

    assert (found["总分"], found["建议"]) == ("", "须人工复核")
    assert "“线上贸易”未评" in told["为什么"] and "未评不等于零分" in told["为什么"]


def test_weights_are_taken_over_the_rest_only_with_the_switch_that_says_so():
    outcome = run(missing="renormalise", merchant="S006")

    assert row(table(outcome, "画像和建议"), "S006")["总分"] == "84.7059"
    assert any("S006" in note and "折算" in note for note in outcome.notes)
    assert "未评，按开关用其余各项的权重折算" in dict(outcome.lines)["为什么"]


def test_with_the_strict_switch_every_missing_score_is_a_fault_of_its_row():
    tables = merchants_of({"number": "S001", "safety": ""}, {"number": "S002", "service": None})

    with pytest.raises(ContentError) as error:
        run(tables, missing="fault")

    assert [(p.line, p.code) for p in error.value.problems] == [(1, "M144"), (2, "M144")]


def test_a_dimension_of_weight_nought_may_be_unrated():
    made = {d.id: d.weight for d in RULES.dimensions} | {"online_trade": Decimal(0), "safety": Decimal(25)}
    found = portrait(with_weights(RULES, made), merchant(80, 80, None, 80, 80, 80), terms())

    assert found.total == 80 and not found.unrated


def test_a_merchant_without_any_score_goes_to_a_person_whatever_the_switch():
    for missing in ("unrated", "renormalise"):
        found = row(
            table(run(merchants_of(dict.fromkeys(IDS, "") | {"number": "S001"}), missing=missing), "理由"),
            "S001",
        )

        assert found["建议"] == "须人工复核"


# --- reasons, corrections, weights ----------------------------------------------------------


def test_below_the_line_the_reasons_say_what_pulled_how_far_and_how_to_mend_it():
    told = row(table(run(), "理由"), "S005")

    assert told["建议"] == "须人工复核"
    assert "离“建议续租并提醒”的 60 分差 3.25 分" in told["为什么"]
    assert "“商户信用”得 35 分，把总分拉低 16.25 分" in told["为什么"]
    assert "这一项到 48 分、其他不变，总分就到 60 分的线" in told["怎样能改"]
    assert told["可以要求"] == "要求说明、请人复核、申请更正"


def test_where_no_single_dimension_reaches_the_line_the_reasons_say_so():
    told = row(table(run(), "理由"), "S004")

    assert "哪一项都不够，要几项一起改；这几项都到满分，总分是 84 分" in told["怎样能改"]


def test_the_way_of_an_appeal_is_told_in_steps():
    found = table(run(), "商户可以要求什么，申诉怎么走")

    assert [r[0] for r in found.texts[:3]] == ["要求说明", "请人复核", "申请更正"]
    assert [r[0] for r in found.texts[3:]] == [f"申诉第 {i} 步" for i in range(1, 6)]


def test_an_accepted_correction_recomputes_and_both_totals_are_shown():
    outcome = run(merchant="S007")
    found = row(table(outcome, "更正和申诉"), "S007")

    assert (found["总分（更正前）"], found["总分（更正后）"]) == ("58.75", "64.75")
    assert (found["建议（更正前）"], found["建议（更正后）"]) == ("须人工复核", "建议续租并提醒")
    assert "（原 40 分）" in outcome.picture_words and "（原 58.75 分）" in outcome.picture_words


def test_an_appeal_that_failed_or_is_open_changes_no_score_and_is_no_reason_against_anybody():
    found = table(run(), "更正和申诉")

    for number in ("S005", "S010"):
        told = row(found, number)
        assert told["总分（更正前）"] == told["总分（更正后）"]
    assert any("S010 的申诉还在核查" in note for note in run().notes)


def test_corrections_that_fit_nothing_are_all_told_at_once():
    plain = {"merchant": "S001", "dimension": "安全合规", "before": 70, "after": 80, "result": "成立"}
    words = {"reason": "复查合格", "handler": "员工 G001"}
    given_ = [
        *(plain, plain | {"merchant": "S999"}, plain, plain | {"dimension": "履约情况", "before": 71}),
        *(
            plain | {"dimension": "售后服务", "after": None},
            plain | {"dimension": "线上贸易", "after": 100.5},
        ),
    ]
    tables = {
        **merchants_of({"number": "S001"}),
        "corrections": rows_of(CORRECTIONS, [one | words for one in given_], "更正"),
    }

    with pytest.raises(ContentError) as error:
        run(tables)

    found = [(p.line, p.code) for p in error.value.problems]
    assert found == [(2, "M145"), (3, "M147"), (4, "M146"), (5, "M146"), (6, "M143")]


def test_a_correction_may_fill_in_a_score_that_was_missing():
    tables = {
        **merchants_of({"number": "S001", "safety": ""}),
        "corrections": rows_of(
            CORRECTIONS,
            [
                {
                    **{"merchant": "s001", "dimension": "安全合规", "before": "", "after": 90},
                    **{"result": "成立", "reason": "复查合格", "handler": "员工 G001"},
                }
            ],
            "更正",
        ),
    }

    assert row(table(run(tables), "更正和申诉"), "S001")["总分（更正后）"] == "72"


def weight_rows(*numbers: object) -> Tables:
    given_ = [{"dimension": name, "weight": w} for (_, name), w in zip(SCORES, numbers, strict=False)]
    return {**TEACHING, "weights": rows_of(WEIGHTS, given_, "权重")}


def test_other_weights_are_shown_beside_those_of_the_file_with_whose_suggestion_changed():
    outcome = run(weight_rows(30, 0, 0, 30, 20, 20))
    changed = table(outcome, "改了权重，建议跟着变的商户")

    assert row(table(outcome, "六个维度和权重"), "创新创业")["现在的权重"] == "0"
    assert row(changed, "S003")["现在的建议"] == "建议续租"
    assert all(t.caption != changed.caption for t in run().tables)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ((25, 15, 15, 20, 15, 10.1), "M141"),
        ((25, 15, 15, 20, 15, 9.9), "M141"),
        ((110, -10, 0, 0, 0, 0), "M141"),
        ((24.95, 15.05, 15, 20, 15, 10), "M141"),
        ((25, 15, 15, 20, 25), "M140"),
    ],
)
def test_weights_that_are_not_six_with_the_sum_100_are_refused(numbers: tuple[float, ...], code: str):
    with pytest.raises(ContentError) as error:
        run(weight_rows(*numbers))

    assert {p.code for p in error.value.problems} == {code}


def test_without_a_table_of_weights_those_of_the_file_hold():
    assert run({**TEACHING, "weights": ()}) == run()


# --- tables and switches ----------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["-0.1", "100.1", "59.95", "1e3"])
def test_a_score_out_of_bounds_or_too_fine_is_a_fault(bad: str):
    with pytest.raises(ContentError, match="M143"):
        run(merchants_of({"number": "S001", "safety": bad}))


def test_one_number_written_in_two_ways_is_one_merchant():
    with pytest.raises(ContentError, match="M148"):
        run(merchants_of({"number": "S001"}, {"number": "ｓ００１"}))


def test_an_empty_table_is_asked_to_be_filled():
    with pytest.raises(QueryError, match="没有一行数据"):
        run({"merchants": ()})


def test_the_order_of_the_rows_changes_nothing():
    assert run({name: tuple(reversed(rows)) for name, rows in TEACHING.items()}).tables[0] == run().tables[0]
    assert run({name: tuple(reversed(rows)) for name, rows in TEACHING.items()}) == run()


def test_the_portrait_shown_is_the_one_asked_for_or_the_first_that_needs_a_person():
    assert dict(run().lines)["细看"].startswith("商户 S005")
    assert dict(run(merchant=" s009 ").lines)["细看"].startswith("商户 S009")
    with pytest.raises(QueryError, match="商户表里没有“S0010”"):
        run(merchant="S0010")


@pytest.mark.parametrize(
    ("renew", "remind"),
    [("80", "80"), ("60", "80"), ("80", "0"), ("100.1", "60"), ("八十", "60"), ("", "60"), ("80.55", "60")],
)
def test_lines_that_make_no_order_are_refused(renew: str, remind: str):
    with pytest.raises(QueryError, match="多少分起"):
        run(renew_from=renew, remind_from=remind)


def test_the_picture_says_in_text_what_it_draws():
    outcome = run()

    assert outcome.picture.startswith("<svg") and 'role="img"' in outcome.picture
    assert all(f">{d.name}（{d.weight}）</text>" in outcome.picture for d in RULES.dimensions)
    assert "总分，56.75 分，须人工复核" in outcome.picture_words


def test_numbers_stay_numbers_for_the_workbook():
    found = table(run(), "每一项给了几分").rows[0]

    assert all(isinstance(cell, Decimal) for cell in found[1:])
    assert sum(cell for cell in found[1:-1] if isinstance(cell, Decimal)) == found[-1]


# --- the rule file --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("weight: 25", "weight: 26", "M141"),
        ("weight: 25", "weight: -25", "M141"),
        ("weight: 25", "weight: 25.05", "M141"),
        ("id: safety", "id: service", "M140"),
        ("id: safety", "id: fun", "Y105"),
        ("from: 60", "from: 80", "M142"),
        ("from: 80", "from: 101", "M142"),
        ("from: 0\n", "from: 1\n", "M142"),
        ("id: remind", "id: review", "M142"),
    ],
)
def test_a_rule_file_that_does_not_add_up_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, code: str
):
    path = tmp_path / "credit.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_credit(path, tmp_path)

    assert code in {p.code for p in error.value.problems} and all(p.line > 1 for p in error.value.problems)


def test_a_full_mark_of_another_size_is_taken_as_such():
    small: CreditRules = replace(
        RULES, full=Decimal(10), lines=tuple(replace(line, from_=line.from_ / 10) for line in RULES.lines)
    )
    found = portrait(small, merchant(8, 8, 8, 8, 8, 8), Terms("unrated", small.lines))

    assert found.total == 8 and found.suggestion.id == "renew"
    assert sum(part.took or 0 for part in found.parts) == 2
