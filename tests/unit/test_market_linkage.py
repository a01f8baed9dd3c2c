"""The linkage: one matter counted once, whatever the order; no query without purpose and log."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Row, rows_of
from qingfeng.content.systems.linkage import load_linkage
from qingfeng.show.market.linkage import CHANNELS, RECORDS, SYSTEM, query_outcome, query_switches
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.linkage import Terms, masked, merged, query
from qingfeng.words.market.linkage import Asked, Finding, Matter, Record, Reply, Subject
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FILE = PROJECT.root / "course" / "systems" / "linkage.yml"
RULES = load_linkage(FILE, PROJECT.root)
ROWS = teaching_tables(PROJECT, SYSTEM)["records"]
DAY = date(2022, 5, 1)
ON = date(2022, 11, 2)
CAREFUL = Terms("hide", "hold")


def record(
    number: str,
    after: int,
    *,
    channel: str = "数字客服",
    merchant: str = "S001",
    subject: Subject = "企业",
    category: str = "售后服务",
    finding: Finding = "属实",
    summary: str = "退货没有答复",
) -> Record:
    received = DAY + timedelta(days=after)
    return Record(channel, number, received, subject, merchant, category, finding, summary)


def asked(merchant: str = "S001", purpose: str = "展会", explained: str = "", asker: str = "G001") -> Asked:
    return Asked(merchant, purpose, explained, asker, ON)


def answered(records: list[Record], question: Asked, terms: Terms = CAREFUL) -> Reply:
    return query(RULES, merged(records, 7), question, terms)


def run(rows: tuple[Row, ...] = ROWS, window: str = "7") -> Outcome:
    return SYSTEM.run(PROJECT, {"records": rows}, SYSTEM.settings({"window": window}))


def table(outcome: Outcome, caption: str) -> Table:
    return next(t for t in outcome.tables if t.caption == caption)


def rows(*given_: dict[str, object]) -> tuple[Row, ...]:
    plain: dict[str, object] = {
        **{"channel": "数字客服", "number": "K-1", "received": "2022-05-06", "subject": "个人"},
        **{"merchant": "S001", "category": "售后服务"},
    }
    return rows_of(RECORDS, [plain | one for one in given_], "渠道记录")


# --- what the page says and what is ours --------------------------------------------------


def test_the_seven_channels_of_the_page_stand_in_the_rule_file_and_in_the_table():
    names = [channel.name for channel in RULES.channels]
    case = PROJECT.case("half_point")
    figures = "".join("".join(case.fact(channel.fact).figures) for channel in RULES.channels)

    assert len(names) == 7 and tuple(names) == CHANNELS
    assert all(name.removeprefix("线下") in figures for name in names)
    assert {channel.origin for channel in RULES.channels} == {"原文"}


def test_the_page_links_three_channels_and_joins_four():
    assert [channel.how for channel in RULES.channels] == ["联系"] * 3 + ["整合"] * 4
    assert dict(run().lines)["渠道"] == "7 个：联系 3 个，整合 4 个（原文）"


def test_the_1427_queries_are_stated_in_a_note_and_not_reproduced():
    assert "1427人次" in "".join(PROJECT.case("half_point").fact("queried").figures)
    for outcome in (run(), query_outcome(PROJECT, ROWS, {})):
        assert sum("1427 人次" in note and "不是人数" in note for note in outcome.notes) == 1


def test_only_the_three_purposes_of_the_page_are_marked_as_its_own():
    assert [p.name for p in RULES.purposes if p.origin == "原文"] == ["招商", "展会", "培训"]
    assert [p.name for p in RULES.purposes if p.must_explain] == ["其他"]


def test_every_reference_leads_somewhere():
    for outcome in (run(), query_outcome(PROJECT, ROWS, {})):
        found = outcome_json(PROJECT, outcome, SYSTEM.case)["basis"]

        assert isinstance(found, list) and len(found) == len(outcome.basis)


def test_the_teaching_records_use_all_channels_and_say_where_they_come_from():
    assert len(ROWS) <= 14 and {row.text("channel") for row in ROWS} == set(CHANNELS)
    assert {row.text("origin") for row in ROWS} == {"教学编写"}


# --- merging ----------------------------------------------------------------------------------

# What one number of one channel is about follows from the number, as in a register.
_SLOT = st.tuples(st.sampled_from(CHANNELS), st.integers(0, 11), st.integers(0, 30))


def _record(slot: tuple[str, int, int]) -> Record:
    channel, n, after = slot
    finding: Finding = ("属实", "不属实", "核实中")[n % 3]
    subject: Subject = "个人" if n % 5 == 0 else "企业"
    category = ("售后服务", "占道经营")[n % 2]
    return record(
        f"N{n}",
        after,
        channel=channel,
        merchant=f"S{n % 4}",
        category=category,
        finding=finding,
        subject=subject,
    )


RECORDS_DRAWN = st.lists(_SLOT.map(_record), max_size=25)
WINDOWS = st.integers(0, 10)


def flat(matters: tuple[Matter, ...]) -> list[Record]:
    return [one for matter in matters for one in matter.records]


@settings(max_examples=100)
@given(RECORDS_DRAWN, WINDOWS)
def test_merging_what_was_merged_changes_nothing(drawn: list[Record], window: int):
    once = merged(drawn, window)

    assert merged(flat(once), window) == once
    assert merged([*drawn, *drawn], window) == once
    assert merged([*drawn, *flat(once)], window) == once


@settings(max_examples=100)
@given(RECORDS_DRAWN, WINDOWS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(drawn: list[Record], window: int, chance: random.Random):
    shuffled = drawn.copy()
    chance.shuffle(shuffled)

    assert merged(shuffled, window) == merged(drawn, window)


@settings(max_examples=100)
@given(RECORDS_DRAWN, WINDOWS)
def test_no_number_of_a_channel_is_lost_or_counted_twice(drawn: list[Record], window: int):
    kept = [(one.channel, one.number) for one in flat(merged(drawn, window))]

    assert len(kept) == len(set(kept))
    assert set(kept) == {(one.channel, one.number) for one in drawn}


@settings(max_examples=100)
@given(RECORDS_DRAWN, WINDOWS)
def test_within_a_matter_steps_are_short_and_between_matters_they_are_long(drawn: list[Record], window: int):
    matters = merged(drawn, window)
    reach = timedelta(days=window)

    for matter in matters:
        days = [one.received for one in matter.records]
        assert all(later - earlier <= reach for earlier, later in pairwise(days))
        assert {(one.merchant, one.category) for one in matter.records} == {
            (matter.merchant, matter.category)
        }
    for a, b in pairwise(matters):
        if (a.merchant, a.category) == (b.merchant, b.category):
            assert b.first - a.last > reach


@settings(max_examples=50)
@given(RECORDS_DRAWN, WINDOWS)
def test_a_wider_window_never_makes_more_matters(drawn: list[Record], window: int):
    assert len(merged(drawn, window + 1)) <= len(merged(drawn, window))


@pytest.mark.parametrize(("apart", "matters"), [(0, 1), (6, 1), (7, 1), (8, 2)])
def test_seven_days_apart_is_one_matter_and_eight_days_are_two(apart: int, matters: int):
    given_ = [record("K-1", 0), record("R-1", apart, channel="96032热线")]

    assert len(merged(given_, 7)) == matters


def test_a_chain_of_short_steps_is_one_matter():
    given_ = [record(f"K-{i}", 7 * i) for i in range(5)]
    (matter,) = merged(given_, 7)

    assert (matter.first, matter.last) == (DAY, DAY + timedelta(days=28))


@pytest.mark.parametrize("other", [{"merchant": "S002"}, {"category": "占道经营"}], ids=str)
def test_another_merchant_or_another_kind_is_another_matter(other: dict[str, str]):
    assert len(merged([record("K-1", 0), record("K-2", 0, **other)], 7)) == 2  # type: ignore[arg-type]


def test_the_same_number_of_another_channel_is_another_record_of_the_matter():
    (matter,) = merged([record("7", 0), record("7", 0), record("7", 1, channel="信访局")], 7)

    assert [one.channel for one in matter.records] == ["数字客服", "信访局"]


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        (("核实中", "核实中"), "核实中"),
        (("核实中", "属实"), "属实"),
        (("属实", "属实"), "属实"),
        (("不属实", "核实中"), "不属实"),
        (("属实", "不属实"), "结果不一致"),
    ],
)
def test_the_channels_state_what_they_found_together(findings: tuple[Finding, Finding], state: str):
    given_ = [record(f"K-{i}", i, finding=finding) for i, finding in enumerate(findings)]

    assert merged(given_, 7)[0].state == state


def test_one_number_that_stands_for_two_things_is_a_fault_of_the_later_row():
    given_ = rows(
        {}, {"merchant": "S002"}, {"finding": "属实"}, {"category": "占道经营"}, {"finding": "不属实"}
    )

    with pytest.raises(ContentError) as error:
        run(given_)

    assert [(p.line, p.code) for p in error.value.problems] == [(2, "M132"), (4, "M132"), (5, "M133")]


def test_an_unknown_kind_of_matter_is_told_with_the_nearest():
    with pytest.raises(ContentError, match="你是想写“售后服务”"):
        run(rows({"category": "售后"}))


def test_the_teaching_records_come_to_seven_matters_of_which_three_have_several_sources():
    outcome = run()
    found = dict(outcome.lines)

    assert (found["收到的记录"], found["合并成"]) == ("12 条", "7 件事")
    assert found["同一渠道、同一编号重复的"].startswith("1 条")
    assert found["几个渠道都反映的"].startswith("3 件")
    assert "S005｜5｜2｜1" in repr(table(outcome, "合并前后，每户几件"))


def test_every_fault_of_the_table_is_told_at_once():
    with pytest.raises(ContentError) as error:
        run(rows({}, {"merchant": "S002"}, {"number": "K-2", "category": "别的"}))

    assert [(p.line, p.code) for p in error.value.problems] == [(2, "M132"), (3, "M131")]


def test_without_records_there_are_no_matters_and_a_query_is_asked_for_a_merchant():
    assert run(()).title == "0 条记录，合并成 0 件事"
    assert "没有写查哪一户" in dict(query_outcome(PROJECT, (), {}).lines)["为什么"]


def test_the_order_of_the_rows_changes_nothing_that_is_shown():
    assert run(tuple(reversed(ROWS))) == run()


def test_numbers_written_full_width_or_small_are_the_same_numbers():
    outcome = run(rows({}, {"number": "ｋ－１", "merchant": "ｓ００１"}))

    assert outcome.title == "2 条记录，合并成 1 件事"


def test_the_merged_table_shows_no_words_of_anybody():
    outcome = run()
    shown = "".join(map(repr, outcome.tables)) + outcome.picture

    assert not any(row.text("summary") in shown for row in ROWS)


@pytest.mark.parametrize("window", ["-1", "366", "7.5", "", "七", "²", "None"])
def test_a_window_that_is_no_number_of_days_is_refused(window: str):
    with pytest.raises(QueryError, match="要填 0 到 365 的整数"):
        run(window=window)


# --- queries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["招商", "展会", "培训"])
def test_the_purposes_of_the_page_are_answered_and_logged(purpose: str):
    reply = answered([record("K-1", 0)], asked(purpose=purpose))

    assert reply.decision == "shown" and len(reply.entries) == 1
    assert (reply.log.on, reply.log.asker, reply.log.purpose, reply.log.merchant) == (
        ON,
        "G001",
        purpose,
        "S001",
    )


@pytest.mark.parametrize(
    ("question", "because"),
    [
        (asked(purpose=""), "没有填用途"),
        (asked(purpose="帮朋友看一眼"), "不在可以查询的用途里"),
        (asked(purpose="展会 "), "不在可以查询的用途里"),
        (asked(purpose="其他"), "须说明是什么事"),
        (asked(purpose="其他", explained=" 。… "), "须说明是什么事"),
        (asked(asker=" "), "没有查询人编号"),
        (asked(merchant=""), "一次只查一户"),
    ],
    ids=repr,
)
def test_without_purpose_asker_or_subject_nothing_is_shown_and_the_refusal_is_logged(
    question: Asked, because: str
):
    reply = answered([record("K-1", 0)], question)

    assert (reply.decision, reply.entries) == ("refused", ())
    assert because in reply.reason and reply.log.said == reply.reason
    assert (reply.log.decision, reply.log.purpose, reply.log.on) == ("refused", question.purpose, ON)


def test_another_purpose_waits_for_approval_and_is_logged():
    reply = answered([record("K-1", 0)], asked(purpose="其他", explained="帮朋友看看对门"))

    assert (reply.decision, reply.entries) == ("held", ())
    assert (reply.log.decision, reply.log.explained) == ("held", "帮朋友看看对门")


def test_another_purpose_that_the_switch_answers_gets_the_least_even_of_a_company():
    reply = answered([record("K-1", 0)], asked(purpose="其他", explained="消防专项"), Terms("hide", "show"))

    assert reply.decision == "shown" and reply.treated == "个人"
    assert reply.entries[0].first is None and not reply.entries[0].summary


def test_of_a_person_only_categories_counts_and_states_are_shown():
    given_ = [record("K-1", 0, subject="个人"), record("K-2", 20, subject="个人")]
    (entry,) = answered(given_, asked()).entries

    assert (entry.category, entry.count, entry.state) == ("售后服务", 2, "属实")
    assert (entry.first, entry.channels, entry.summary) == (None, None, "")


def test_of_a_company_each_matter_is_shown_with_day_sources_and_what_proved_true():
    given_ = [record("K-1", 0, summary="尺寸不符"), record("F-1", 3, channel="信访局", finding="核实中")]
    (entry,) = answered(given_, asked()).entries

    assert (entry.first, entry.channels, entry.summary) == (DAY, 2, "尺寸不符")


def test_a_merchant_that_any_channel_calls_a_person_is_treated_as_one():
    given_ = [
        record("K-1", 0),
        record("Z-1", 30, channel="线下综治中心", category="合同履约", subject="个人"),
    ]
    reply = answered(given_, asked())

    assert reply.treated == "个人" and all(entry.first is None for entry in reply.entries)


def test_what_is_not_verified_is_shown_only_by_the_switch_and_what_proved_untrue_never():
    findings: tuple[Finding, ...] = ("属实", "不属实", "核实中")
    given_ = [record(f"K-{i}", 20 * i, finding=f, subject="个人") for i, f in enumerate(findings)]
    hidden, shown = (answered(given_, asked(), Terms(p, "hold")) for p in ("hide", "mark"))

    assert [entry.state for entry in hidden.entries] == ["属实"]
    assert [entry.state for entry in shown.entries] == ["属实", "核实中"]


def test_a_merchant_without_records_gets_an_answer_that_praises_and_blames_nobody():
    reply = answered([record("K-1", 0)], asked(merchant="S999"))

    assert (reply.decision, reply.entries, reply.log.said) == ("shown", (), "没有可以反馈的事项")


@settings(max_examples=100)
@given(RECORDS_DRAWN, st.integers(0, 4), st.sampled_from(["hide", "mark"]), st.sampled_from(["招商", "其他"]))
def test_the_log_never_holds_what_was_shown(drawn: list[Record], n: int, pending: str, purpose: str):
    terms = Terms("mark" if pending == "mark" else "hide", "show")
    reply = query(RULES, merged(drawn, 7), asked(f"S{n}", purpose, "年度复核"), terms)

    assert not any(entry.category in repr(reply.log) for entry in reply.entries)
    assert not any(one.summary in repr(reply.log) for one in drawn)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("联系 00000000000 处理", "联系 〔号码已遮蔽〕 处理"),
        ("电０００－００００－００００", "电〔号码已遮蔽〕"),
        ("证号00000000000000000X，", "证号〔号码已遮蔽〕，"),
        ("欠款 12000 元，共 3 笔", "欠款 12000 元，共 3 笔"),
        ("拨 96032 热线", "拨 96032 热线"),
    ],
)
def test_long_numbers_in_a_summary_are_covered_and_short_ones_stay(text: str, clean: str):
    assert masked(text) == clean


# --- the outcome of a query -----------------------------------------------------------------------


def asked_for(**chosen: str) -> Outcome:
    return query_outcome(PROJECT, ROWS, chosen)


def test_the_form_of_a_query_offers_the_purposes_and_the_merchants_of_the_table():
    fields = {switch.id: switch for switch in query_switches(PROJECT, ROWS)}

    assert [value for value, _ in fields["purpose"].choices] == ["", "招商", "展会", "培训", "其他"]
    assert [value for value, _ in fields["merchant"].choices] == ["S004", "S005", "S009", "S010"]
    assert query_switches(PROJECT, ())[1].choices == ()


@pytest.mark.parametrize(
    ("chosen", "title"),
    [
        ({}, "信用查询：已反馈"),
        ({"purpose": ""}, "信用查询：没有反馈"),
        ({"purpose": "私人打听"}, "信用查询：没有反馈"),
        ({"purpose": "其他"}, "信用查询：没有反馈"),
        ({"purpose": "其他", "explained": "核对调解的履行"}, "信用查询：等负责人批准"),
        ({"purpose": "其他", "explained": "核对调解的履行", "other": "show"}, "信用查询：已反馈"),
    ],
    ids=str,
)
def test_every_query_ends_in_one_line_of_log(chosen: dict[str, str], title: str):
    outcome = asked_for(**chosen)
    (line,) = table(outcome, "查询日志").rows

    assert outcome.title == title
    assert line[0] == ON and line[1] == "员工 G001"
    assert line[2] == chosen.get("purpose", "展会") and line[5] == title.removeprefix("信用查询：")


def test_a_refusal_shows_neither_matters_nor_what_the_merchant_is():
    outcome = asked_for(merchant="S005", purpose="")

    assert [t.caption for t in outcome.tables] == ["查询日志", "哪些看得见（教学编写）"]
    assert "个人" not in dict(outcome.lines)["查哪一户"]


def test_the_answer_on_a_person_has_no_summary_day_channel_or_number_in_it():
    outcome = asked_for(merchant="S005", pending="mark")
    told = repr(outcome.tables[0]) + repr(outcome.tables[1])
    own = [row for row in ROWS if row.text("merchant") == "S005"]

    assert outcome.tables[0].rows == (("售后服务", 1, "属实"), ("售后服务", 1, "核实中"))
    for row in own:
        assert not any(row.text(c) in told for c in ("summary", "number", "channel"))
        assert str(row.day("received")) not in told


def test_the_answer_on_a_company_covers_long_numbers():
    told = repr(asked_for(merchant="S009").tables[0])

    assert "尾款拖欠，已签调解书" in told and "〔号码已遮蔽〕" in told and "00000000000" not in told
    assert "价格标示" not in told


@pytest.mark.parametrize(
    "chosen", [{"on": "昨天"}, {"on": ""}, {"pending": "all"}, {"other": "yes"}, {"window": "x"}]
)
def test_what_the_form_cannot_hold_is_asked_for_again(chosen: dict[str, str]):
    with pytest.raises(QueryError):
        asked_for(**chosen)


def test_the_lab_says_that_it_stores_nothing():
    assert any("练习台什么也不存" in note for note in asked_for().notes)


# --- the rule file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("name: 市长信箱", "name: 信访局", "M130"),
        ("name: 价格标示", "name: 商品质量", "M130"),
        ("name: 展会", "name: 招商", "M130"),
        ("how: 联系", "how: 打听", "Y105"),
        ("must_explain: false", "must_explain: 也许", "Y105"),
    ],
)
def test_a_rule_file_with_a_name_twice_or_a_wrong_word_is_refused(
    tmp_path: Path, old: str, new: str, code: str
):
    path = tmp_path / "linkage.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_linkage(path, tmp_path)

    assert {p.code for p in error.value.problems} == {code}
