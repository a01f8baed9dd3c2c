"""阳光招商: one register, a ranking without names, and what the trace shows to be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Tables, rows_of
from qingfeng.content.systems.leasing import load_leasing
from qingfeng.show.market.leasing import BIDS, SYSTEM, TRACE, rules_of
from qingfeng.show.market.leasing_rows import minute
from qingfeng.show.market.leasing_words import lasted, rounded
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import table_file, teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.bids import codes, in_time, merged, ranked
from qingfeng.think.market.leasing import audit, value_of, window_start, with_value
from qingfeng.words.market.leasing import Audit, Bid, Figure, FindingId, Placing, Terms, Trace
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
DEADLINE = datetime(2022, 9, 1, 17, 0)
MINUTE = timedelta(minutes=1)
TERMS = Terms(DEADLINE, Decimal(40), Decimal(40), Decimal(20), "receipt", 7)
BID = Bid("B1", DEADLINE - MINUTE, "招商一组", "T1", "甲区-1", Decimal(100), Decimal(80), Decimal(80))
RIVAL = replace(BID, id="B2", bidder="T2", rent=Decimal(90))
OPEN = frozenset({"公开答疑"})
BIDS_DRAWN = st.lists(
    st.builds(
        Bid,
        id=st.just(""),
        received=st.integers(-3, 2).map(lambda n: DEADLINE + n * MINUTE),
        team=st.sampled_from(["招商一组", "招商二组"]),
        bidder=st.sampled_from(["T1", "T2", "T3", "T4"]),
        stall=st.sampled_from(["甲区-1", "乙区-2"]),
        rent=st.integers(1, 3).map(Decimal),
        plan=st.integers(0, 2).map(Decimal),
        credit=st.integers(0, 2).map(Decimal),
    ),
    max_size=8,
).map(lambda bids: [replace(bid, id=f"B{i}") for i, bid in enumerate(bids)])


def ranks(bids: list[Bid], terms: Terms = TERMS) -> tuple[Placing, ...]:
    return ranked(merged(bids), terms, codes(bids))


def order_of(bids: list[Bid], terms: Terms = TERMS) -> list[tuple[str, int, bool]]:
    return [(p.entry.id, p.rank, p.draw) for p in ranks(bids, terms)]


def edit(after: Figure, /, **cells: object) -> Trace:
    """An edit of the rent of B1 by its bidder a minute before the deadline."""
    plain = Trace(DEADLINE - MINUTE, "T1", "修改", "B1", "年租金", Decimal(100), after, "更正")
    return replace(plain, **cells)  # type: ignore[arg-type]


def looked(bids: list[Bid], *trace: Trace) -> Audit:
    return audit(bids, trace, TERMS, OPEN)


def kinds(*trace: Trace, bids: list[Bid] | None = None) -> list[tuple[str, ...]]:
    return [finding.kinds for finding in looked(bids or [BID, RIVAL], *trace).findings]


def run(tables: Tables, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(switches))


def table(outcome: Outcome, caption: str) -> Table:
    return next(one for one in outcome.tables if one.caption.startswith(caption))


def sample() -> Tables:
    return teaching_tables(PROJECT, SYSTEM)


# --- the deadline --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "counted"),
    [
        (DEADLINE - MINUTE, True),
        (DEADLINE, True),
        (DEADLINE + MINUTE, False),
        (DEADLINE + timedelta(days=1), False),
    ],
)
def test_a_bid_of_the_deadlines_minute_is_in_time_and_one_a_minute_later_is_late(
    received: datetime, counted: bool
):
    bid = replace(BID, received=received)
    found = looked([bid])

    assert in_time(merged([bid])[0], TERMS) == counted
    assert [entry.id for entry in found.late] == ([] if counted else ["B1"])
    assert [placing.entry.id for placing in found.now] == (["B1"] if counted else [])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2022-09-01 17:05", datetime(2022, 9, 1, 17, 5)),
        ("2022/9/1 7:05", datetime(2022, 9, 1, 7, 5)),
        ("2022年9月1日 17时05分", datetime(2022, 9, 1, 17, 5)),
        ("２０２２-０９-０１ １７：０５", datetime(2022, 9, 1, 17, 5)),
        ("2022-09-01T17:05:59", datetime(2022, 9, 1, 17, 5)),
        ("2022-09-01 17:00:59.5", datetime(2022, 9, 1, 17, 0)),
        ("2022-09-01 00:00", datetime(2022, 9, 1, 0, 0)),
        ("2022-09-01", None),
        ("2022-09-01 24:00", None),
        ("2022-02-30 10:00", None),
        ("0001-01-01 10:00", None),
        ("下午五点", None),
        ("", None),
    ],
)
def test_a_time_is_read_to_its_minute_and_a_day_alone_is_no_time(text: str, read: datetime | None):
    assert minute(text) == read


# --- one register --------------------------------------------------------------------------


def test_the_same_bidder_and_stall_reported_by_two_groups_is_one_entry():
    again = replace(BID, id="B9", team="招商二组", bidder=" t1", received=DEADLINE)
    other_stall = replace(BID, id="B3", stall="乙区-2")
    entries = merged([again, other_stall, BID])

    assert [(entry.id, len(entry.reports), entry.bid.team) for entry in entries] == [
        ("B1", 2, "招商一组"),
        ("B3", 1, "招商一组"),
    ]


def test_of_two_reports_the_first_received_counts_and_a_difference_is_to_be_checked():
    again = replace(BID, id="B0", team="招商二组", received=DEADLINE, rent=Decimal(120))
    found = looked([again, BID])

    assert [(p.entry.id, p.entry.bid.rent) for p in found.now] == [("B0", Decimal(100))]
    assert [(f.kinds, f.who) for f in found.findings] == [(("reports_differ",), "招商二组")]


@settings(max_examples=80)
@given(BIDS_DRAWN)
def test_merging_what_is_merged_changes_nothing(bids: list[Bid]):
    once = merged(bids)
    twice = merged([entry.bid for entry in once])

    assert [entry.bid for entry in twice] == [entry.bid for entry in once]
    assert len(once) == len({(bid.bidder, bid.stall) for bid in bids})


# --- the ranking -----------------------------------------------------------------------------


def test_the_highest_rent_gets_full_points_and_the_others_in_proportion():
    first, second = ranks([BID, replace(RIVAL, rent=Decimal(75))])

    assert (first.rent_score, second.rent_score) == (100, 75)
    assert first.score == Fraction(40 * 100 + 40 * 80 + 20 * 80, 100)


@pytest.mark.parametrize(
    ("tie", "later", "expected"),
    [
        ("receipt", MINUTE, [("B1", 1, False), ("B2", 2, False)]),
        ("receipt", timedelta(), [("B1", 1, True), ("B2", 1, True)]),
        ("lot", MINUTE, [("B1", 1, True), ("B2", 1, True)]),
    ],
)
def test_a_tie_goes_to_the_earlier_receipt_and_then_to_a_public_draw(
    tie: str, later: timedelta, expected: list[tuple[str, int, bool]]
):
    same = replace(BID, id="B2", bidder="T2", received=BID.received + later)

    assert sorted(order_of([BID, same], replace(TERMS, tie=tie))) == expected  # type: ignore[arg-type]


def test_a_difference_too_small_to_be_shown_is_no_tie():
    close = replace(RIVAL, rent=BID.rent - Decimal("0.0001"))
    found = ranks([BID, close])

    assert [placing.draw for placing in found] == [False, False]
    assert rounded(found[0].score) == rounded(found[1].score)


def test_after_a_shared_place_the_next_is_left_out():
    twin = replace(BID, id="B2", bidder="T2")
    third = replace(BID, id="B3", bidder="T3", rent=Decimal(1))

    assert [rank for _, rank, _ in order_of([BID, twin, third])] == [1, 1, 3]


@settings(max_examples=80)
@given(BIDS_DRAWN, st.permutations(["T1", "T2", "T3", "T4"]))
def test_renaming_bidders_changes_neither_places_nor_codes(bids: list[Bid], names: list[str]):
    new = dict(zip(["T1", "T2", "T3", "T4"], names, strict=True))
    renamed = [replace(bid, bidder=new[bid.bidder]) for bid in bids]

    def seen(placings: tuple[Placing, ...]) -> list[tuple[str, str, int, bool, Fraction]]:
        return [(p.entry.id, p.code, p.rank, p.draw, p.score) for p in placings]

    assert seen(ranks(renamed)) == seen(ranks(bids))


@settings(max_examples=80)
@given(BIDS_DRAWN, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(bids: list[Bid], random: object):
    mixed = list(bids)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    assert ranks(mixed) == ranks(bids)


@settings(max_examples=80)
@given(BIDS_DRAWN)
def test_a_higher_score_never_has_a_lower_place_and_nobody_late_has_one(bids: list[Bid]):
    found = ranks(bids)

    for a in found:
        assert a.entry.bid.received <= DEADLINE
        for b in found:
            if a.entry.bid.stall == b.entry.bid.stall and a.score > b.score:
                assert a.rank < b.rank


@pytest.mark.parametrize("weights", [(40, 40, 19), (40, 40, 21)])
def test_weights_that_do_not_add_to_100_are_an_error_of_the_caller(weights: tuple[int, int, int]):
    rent, plan, credit = map(Decimal, weights)
    with pytest.raises(ValueError, match="100"):
        ranks([BID], replace(TERMS, rent=rent, plan=plan, credit=credit))


def test_codes_tell_neither_name_nor_receipt_and_are_all_different():
    bids = [replace(BID, id=f"B{i:03d}", received=DEADLINE - i * MINUTE) for i in range(30)]
    given_ = [codes(bids)[bid.id] for bid in bids]

    assert len(set(given_)) == 30
    assert given_ != sorted(given_) and given_ != sorted(given_, reverse=True)


# --- edits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (DEADLINE - MINUTE, []),
        (DEADLINE, []),
        (DEADLINE + MINUTE, [("late_edit",)]),
    ],
)
def test_an_edit_of_the_deadlines_minute_is_in_time_and_one_a_minute_later_is_late(
    when: datetime, found: list[tuple[str, ...]]
):
    bid = replace(BID, rent=Decimal(101))

    assert kinds(edit(Decimal(101), when=when), bids=[bid, RIVAL]) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"operator": "G1"}, [("other_hand",)]),
        ({"operator": "ｔ1 "}, []),
        ({"field": "经营方案分", "before": Decimal(80), "after": Decimal(80)}, [("not_theirs",)]),
        (
            {"operator": "G1", "field": "信用分", "before": Decimal(80), "after": Decimal(80)},
            [("record_edit",)],
        ),
        ({"operator": "G1", "when": DEADLINE + MINUTE}, [("late_edit", "other_hand")]),
        ({"field": "联系人", "before": "甲", "after": "乙"}, []),
        ({"operator": "G1", "field": "联系人", "before": "甲", "after": "乙"}, [("other_hand",)]),
    ],
)
def test_an_edit_that_is_not_the_bidders_own_says_what_is_wrong_with_it(
    cells: dict[str, object], found: list[tuple[str, ...]]
):
    bid = BID if "field" in cells else replace(BID, rent=Decimal(101))

    assert kinds(edit(Decimal(101), **cells), bids=[bid, RIVAL]) == found


def test_an_edit_by_another_hand_that_moves_places_tells_whose():
    found = looked([replace(BID, rent=Decimal(80)), RIVAL], edit(Decimal(80), operator="G1"))

    assert [finding.kinds for finding in found.findings] == [("other_hand", "moves_rank")]
    assert [(m.id, m.before, m.after) for m in found.findings[0].moved] == [("B1", 1, 2), ("B2", 2, 1)]
    assert [p.entry.id for p in found.fair] == ["B1", "B2"]
    assert [p.entry.id for p in found.now] == ["B2", "B1"]
    assert [(m.id, m.before, m.after) for m in found.moved] == [("B1", 1, 2), ("B2", 2, 1)]


def test_a_bidders_own_edit_in_time_may_move_places_and_is_no_finding():
    found = looked([replace(BID, rent=Decimal(80)), RIVAL], edit(Decimal(80)))

    assert found.findings == () and found.moved == ()
    assert [(one.allowed, len(one.moved)) for one in found.edits] == [(True, 2)]


def test_a_late_edit_that_moves_nobody_is_still_to_be_checked():
    found = looked([replace(BID, rent=Decimal(110)), RIVAL], edit(Decimal(110), when=DEADLINE + MINUTE))

    assert [(f.kinds, f.moved) for f in found.findings] == [(("late_edit",), ())]


def test_moving_the_receipt_before_the_deadline_brings_nobody_in():
    late = replace(BID, received=DEADLINE + MINUTE)
    moved = edit(DEADLINE, operator="G1", field="收到时间", before=late.received)
    found = looked([replace(late, received=DEADLINE), RIVAL], moved)

    assert [f.kinds for f in found.findings] == [("record_edit", "moves_rank")]
    assert [p.entry.id for p in found.fair] == ["B2"]
    assert [(m.id, m.before, m.after) for m in found.moved] == [("B1", None, 1), ("B2", 1, 2)]


def test_moving_a_bid_to_another_stall_leaves_one_ranking_and_enters_the_other():
    found = looked(
        [replace(BID, stall="乙区-2"), RIVAL],
        edit("乙区-2", operator="G1", field="商位", before="甲区-1"),
    )

    assert [(m.stall, m.id, m.before, m.after) for m in found.moved] == [
        ("甲区-1", "B1", 1, None),
        ("甲区-1", "B2", 2, 1),
        ("乙区-2", "B1", None, 1),
    ]


def test_a_value_the_trace_does_not_explain_is_to_be_checked_and_not_ranked_by():
    found = looked([replace(BID, rent=Decimal(50)), RIVAL], edit(Decimal(101)))

    assert [f.kinds for f in found.findings] == [("no_trace",)]
    assert [p.entry.id for p in found.fair] == ["B1", "B2"]
    assert [p.entry.id for p in found.now] == ["B2", "B1"]


def test_an_edit_that_does_not_begin_where_the_last_one_ended_is_to_be_checked():
    first = edit(Decimal(101), when=DEADLINE - 2 * MINUTE)
    second = edit(Decimal(103), before=Decimal(102))

    assert kinds(first, second, bids=[replace(BID, rent=Decimal(103)), RIVAL]) == [("broken_trace",)]


def test_two_edits_of_one_minute_are_taken_in_the_order_in_which_they_join():
    first, second = edit(Decimal(99)), edit(Decimal(101), before=Decimal(99))
    bids = [replace(BID, rent=Decimal(101)), RIVAL]

    assert kinds(second, first, bids=bids) == kinds(first, second, bids=bids) == []


# --- what else the trace shows -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("trace", "found"),
    [
        (Trace(DEADLINE, "G1", "查看", "B1"), ["no_purpose"]),
        (Trace(DEADLINE, "G1", "查看", "B1", note="核对材料"), []),
        (Trace(DEADLINE, "G1", "接触", "B1", "私下见面"), ["contact"]),
        (Trace(DEADLINE, "G1", "接触", "B1"), ["contact"]),
        (Trace(DEADLINE, "G1", "接触", "", " 公开答疑"), []),
        (Trace(DEADLINE - timedelta(days=7), "G1", "接触", "B1", "电话"), ["contact"]),
        (Trace(DEADLINE - timedelta(days=7) - MINUTE, "G1", "接触", "B1", "电话"), []),
        (Trace(DEADLINE + timedelta(days=3), "G1", "接触", "B1", "电话"), ["contact"]),
        (Trace(DEADLINE, "G1", "登记", "B1"), []),
        (Trace(DEADLINE + MINUTE, "G1", "登记", "B1"), ["late_entry"]),
        (Trace(DEADLINE, "G1", "登记", "B9"), ["not_in_register"]),
        (Trace(DEADLINE, "T1", "修改", "B9", "年租金", Decimal(1), Decimal(2)), ["not_in_register"]),
        (Trace(DEADLINE, "T1", "撤回", "B1"), []),
        (Trace(DEADLINE + MINUTE, "T1", "撤回", "B1"), ["withdrawal"]),
        (Trace(DEADLINE, "G1", "撤回", "B1"), ["withdrawal"]),
    ],
)
def test_every_kind_of_action_has_its_bounds(trace: Trace, found: list[str]):
    assert [kind for one in looked([BID, RIVAL], trace).findings for kind in one.kinds] == found


def test_only_a_bidders_own_withdrawal_in_time_takes_a_bid_out():
    own = looked([BID, RIVAL], Trace(DEADLINE, "T1", "撤回", "B1"))
    late = looked([BID, RIVAL], Trace(DEADLINE + MINUTE, "T1", "撤回", "B1"))

    assert [e.id for e in own.withdrawn] == ["B1"] and [p.entry.id for p in own.now] == ["B2"]
    assert late.withdrawn == () and [p.entry.id for p in late.now] == ["B1", "B2"]


def test_who_bids_again_after_withdrawing_is_ranked_again():
    again = replace(BID, id="B3", received=DEADLINE, rent=Decimal(95))
    found = looked([BID, again, RIVAL], Trace(BID.received, "T1", "撤回", "B1"))

    assert [(p.entry.id, p.entry.bid.rent) for p in found.now] == [("B3", 95), ("B2", 90)]
    assert [entry.id for entry in found.withdrawn] == ["B1"]


def test_the_window_begins_as_many_days_before_the_deadline_as_the_terms_say():
    assert window_start(TERMS) == datetime(2022, 8, 25, 17, 0)
    assert window_start(replace(TERMS, window=0)) == DEADLINE


EDITS = st.lists(
    st.tuples(st.sampled_from(["B0", "B1", "B2"]), st.sampled_from(["T1", "G1"]), st.integers(1, 3)),
    max_size=5,
)


@settings(max_examples=80)
@given(BIDS_DRAWN, EDITS, st.randoms(use_true_random=False))
def test_a_trace_without_gaps_leads_from_the_first_figures_to_the_register(
    bids: list[Bid], drawn: list[tuple[str, str, int]], random: object
):
    state = {bid.id: bid for bid in bids}
    trace = []
    for i, (number, operator, rent) in enumerate(drawn):
        if number in state:
            when = DEADLINE + (i - 2) * MINUTE
            before, after = state[number].rent, Decimal(rent)
            trace.append(Trace(when, operator, "修改", number, "年租金", before, after, "更正"))
            state[number] = replace(state[number], rent=after)
    found = audit(list(state.values()), trace, TERMS)
    random.shuffle(trace)  # type: ignore[attr-defined]

    assert audit(list(reversed(state.values())), trace, TERMS) == found
    assert not any({"broken_trace", "no_trace"} & set(finding.kinds) for finding in found.findings)
    if not any(not one.allowed for one in found.edits):
        assert found.fair == found.now
    if not any(one.allowed for one in found.edits):
        assert found.fair == ranks(bids)


@pytest.mark.parametrize("field", ["收到时间", "投标人", "商位", "年租金", "经营方案分", "信用分"])
def test_every_field_of_the_register_can_be_put_back(field: str):
    held = value_of(RIVAL, field)
    assert held is not None

    assert value_of(with_value(BID, field, held), field) == held
    assert with_value(BID, "电话", "1") is BID


# --- the sample, and what a learner reads -------------------------------------------------------


def test_the_sample_is_small_and_every_row_says_its_origin():
    tables = sample()

    assert all(0 < len(rows) <= 14 for rows in tables.values())
    assert {row.text("origin") for rows in tables.values() for row in rows} == {"教学编写"}


def test_the_three_functions_of_the_page_come_first():
    captions = [one.caption for one in run(sample()).tables]

    assert [caption[:3] for caption in captions[:3]] == ["功能一", "功能二", "功能三"]


def test_in_the_sample_the_edit_at_23_40_moves_nobody_and_the_next_one_moves_two():
    found = table(run(sample()), "待核的事")
    facts = {str(row[0]): str(row[4]) for row in found.rows}

    assert "名次没有变" in facts["2022-09-01 23:40"]
    assert "B005 由第 1 到第 2，乙区-202 B006 由第 2 到第 1" in facts["2022-09-02 08:50"]


def test_names_stand_only_in_the_table_that_reveals_them():
    for one in run(sample()).tables:
        names = [cell for row in one.rows for cell in row if str(cell).startswith("T")]
        if one.caption not in ("排完以后揭名", "每一次修改"):
            assert names == [], one.caption


def test_a_tie_in_the_sample_asks_for_a_public_draw():
    found = run(sample())

    assert [row[0] for row in table(found, "盲排").rows if row[-1] == "须公开抽签"] == ["丙区-303"] * 2
    assert any("公开抽签" in note for note in found.notes)


def test_what_is_found_is_worded_as_facts_to_check():
    found = table(run(sample()), "待核的事")
    text = "".join(str(cell) for row in found.rows for cell in row)

    assert found.head == ("时间", "操作人", "编号", "查到的事", "事实", "为什么要查", "下一步")
    assert not any(word in text for word in ("违规", "违纪", "舞弊", "作弊", "处分", "串通"))


def test_the_result_fits_through_the_door_and_every_basis_holds():
    shown = outcome_json(PROJECT, run(sample()), SYSTEM.case)

    assert len(str(shown)) < 60_000
    assert {ground["mark"] for ground in shown["basis"]} == {"原文", "VERIFIED"}  # type: ignore[index, attr-defined]


def test_the_whole_result_is_the_same_for_rows_turned_round():
    tables = sample()

    assert run({name: tuple(reversed(rows)) for name, rows in tables.items()}) == run(tables)


def test_bids_alone_are_ranked_without_a_trace():
    found = run({"bids": sample()["bids"]})

    assert "待核 1 件" in found.title and table(found, "盲排").rows


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "0 分钟"),
        (timedelta(minutes=1), "1 分钟"),
        (timedelta(hours=6, minutes=40), "6 小时 40 分钟"),
        (timedelta(days=1, minutes=5), "1 天 5 分钟"),
    ],
)
def test_a_span_is_told_in_days_hours_and_minutes(span: timedelta, words: str):
    assert lasted(span) == words


def test_a_large_round_is_looked_through_in_a_moment():
    bids = [
        replace(BID, id=f"B{i}", bidder=f"T{i}", stall=f"甲区-{i % 100}", rent=Decimal(100 + i))
        for i in range(1000)
    ]
    trace = [edit(b.rent, bid=b.id, operator=b.bidder, before=b.rent - 1) for b in bids[:300]]
    found = looked(bids, *trace)

    assert len(found.now) == 1000 and found.findings == ()


# --- mistakes ----------------------------------------------------------------------------------


def bid_cells(**cells: object) -> dict[str, object]:
    plain = {"id": "B1", "received": "2022-09-01 16:00", "team": "一组", "bidder": "T1", "stall": "甲"}
    return {**plain, "rent": "100", "plan": "80", "credit": "80", **cells}


def trace_cells(**cells: object) -> dict[str, object]:
    plain = {"when": "2022-09-01 16:00", "operator": "T1", "action": "修改", "bid": "B1", "field": "年租金"}
    return {**plain, "before": "90", "after": "100", **cells}


@pytest.mark.parametrize(
    ("cells", "codes_"),
    [
        ({"received": "昨天"}, ["M161"]),
        ({"received": "2022-09-01"}, ["M161"]),
        ({"plan": "100.5"}, ["M162"]),
        ({"credit": "-1"}, ["M162"]),
        ({"rent": "0"}, ["M163"]),
        ({"rent": "0", "plan": "101", "received": "？"}, ["M161", "M162", "M163"]),
    ],
)
def test_a_bid_that_cannot_be_used_is_told_with_all_its_faults(cells: dict[str, object], codes_: list[str]):
    with pytest.raises(ContentError) as raised:
        run({"bids": rows_of(BIDS, [bid_cells(**cells)], "报名")})

    assert sorted(p.code for p in raised.value.problems) == codes_
    assert {(p.path, p.line) for p in raised.value.problems} == {("报名", 1)}


def test_one_number_for_two_different_bids_is_refused_and_for_one_reported_twice_is_not():
    same = [bid_cells(), bid_cells(team="二组")]

    assert "盲排" in run({"bids": rows_of(BIDS, same, "报名")}).title
    with pytest.raises(ContentError, match="用在两个不同的报名上"):
        run({"bids": rows_of(BIDS, [bid_cells(), bid_cells(bidder="T2")], "报名")})


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"bid": ""}, "M165"),
        ({"field": ""}, "M165"),
        ({"before": "九十"}, "M166"),
        ({"after": ""}, "M166"),
        ({"after": "0"}, "M163"),
        ({"field": "信用分", "after": "101"}, "M162"),
        ({"field": "收到时间", "before": "昨天", "after": "2022-09-01 16:00"}, "M161"),
        ({"field": "商位", "before": ""}, "M166"),
        ({"when": "昨天"}, "M161"),
    ],
)
def test_an_edit_that_cannot_be_read_is_told_with_its_place(cells: dict[str, object], code: str):
    tables = {
        "bids": rows_of(BIDS, [bid_cells()], "报名"),
        "trace": rows_of(TRACE, [trace_cells(**cells)], "痕迹"),
    }
    with pytest.raises(ContentError) as raised:
        run(tables)

    assert [(p.code, p.path, p.line) for p in raised.value.problems] == [(code, "痕迹", 1)]


@pytest.mark.parametrize("field", ["年租金", "年租金(元)", "年租金（元）", " 年租金"])
def test_a_field_may_be_written_as_its_heading_is(field: str):
    tables = {
        "bids": rows_of(BIDS, [bid_cells()], "报名"),
        "trace": rows_of(TRACE, [trace_cells(field=field, before="9,0 元", after="100元")], "痕迹"),
    }

    assert "待核 0 件" in run(tables).title


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({"rent": "50"}, "三项权重加起来是 110，要正好等于 100"),
        ({"rent": "三成"}, "权重要填 0 到 100 的数"),
        ({"rent": "-40", "plan": "120"}, "权重要填 0 到 100 的数"),
        ({"rent": "nan"}, "权重要填 0 到 100 的数"),
        ({"deadline": "周四下班"}, "看不出是几点几分"),
        ({"deadline": "2022-09-01"}, "看不出是几点几分"),
        ({"window": "-1"}, "0 到 365 的整数"),
        ({"window": "9" * 5000}, "0 到 365 的整数"),
        ({"tie": "name"}, "不能是“name”"),
    ],
)
def test_a_switch_that_cannot_hold_is_told_in_chinese(switches: dict[str, str], told: str):
    with pytest.raises(QueryError, match=told):
        run(sample(), **switches)


def test_other_weights_that_add_to_100_may_be_set():
    found = table(run(sample(), rent="100", plan="0", credit="0"), "盲排")

    assert found.caption == "盲排：只有代号（租金 100、方案 0、信用 0）"
    assert all(row[3] == row[6] for row in found.rows)


def test_every_kind_of_finding_has_its_words_and_a_missing_one_is_the_authors_fault(tmp_path: Path):
    rules = rules_of(PROJECT.root)
    text = table_file(PROJECT.root, "leasing.yml").read_text(encoding="utf-8")
    (tmp_path / "leasing.yml").write_text(text.replace("id: no_trace", "id: contact"), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_leasing(tmp_path / "leasing.yml", tmp_path)

    assert [p.code for p in raised.value.problems] == ["M160", "M160"]
    assert {rule.id for rule in rules.findings} == set(get_args(FindingId))
