"""The channels: two doors kept apart, fifteen working days, and nobody's name in what comes out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Row, Tables, read_tables, rows_of
from qingfeng.content.systems.channels import load_channels
from qingfeng.show.market.channels import SYSTEM, channel_outcome, matter_choices
from qingfeng.show.market.channels_words import DAYS_OFF, LETTERS, RECEIVING, SUBJECTS
from qingfeng.show.outcome import Outcome, outcome_json
from qingfeng.show.system import teaching_tables
from qingfeng.show.tables import Table
from qingfeng.think.market.channels import Terms, WorkDays, days_late, handled, last_day, matter_of
from qingfeng.words.market.channels import FirstDay, Handled, Letter, Subject, Way
from qingfeng.words.model import Basis
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
FILE = PROJECT.root / "course" / "systems" / "channels.yml"
RULES = load_channels(FILE, PROJECT.root)
TEACHING = teaching_tables(PROJECT, SYSTEM)
THURSDAY = date(2022, 5, 19)
PLAIN = WorkDays()


def letter(
    received: date = THURSDAY,
    *,
    channel: str = "来信",
    way: Way = "实名",
    subject: Subject = "监察对象",
    matter: str = "管理人员收了经营户的购物卡",
) -> Letter:
    return Letter("L1", received, channel, way, subject, matter, False, None, None, None, None)


def looked_at(one: Letter, today: date = date(2022, 6, 20), own: int = 0) -> Handled:
    return handled(RULES, [one], Terms(today, "next", PLAIN, own))[0]


def rows(*given_: dict[str, object]) -> tuple[Row, ...]:
    plain: dict[str, object] = {
        **{"received": "2022-05-19", "channel": "来信", "way": "实名", "subject": "监察对象"},
    }
    numbered = [{"number": f"L{i:03}", **plain, **one} for i, one in enumerate(given_)]
    return rows_of(LETTERS, numbered, "来信登记")


def run(tables: Tables = TEACHING, **switches: str) -> Outcome:
    return SYSTEM.run(PROJECT, tables, SYSTEM.settings(switches))


def table(outcome: Outcome, caption: str) -> Table:
    return next(one for one in outcome.tables if one.caption.startswith(caption))


def everything(outcome: Outcome) -> str:
    return repr(outcome) + "".join(map(repr, outcome.tables))


# --- the rule file ------------------------------------------------------------------------


def test_company_channels_and_channels_of_the_discipline_bodies_stand_behind_two_doors():
    behind = {c.name: c.door for c in RULES.channels}

    assert {behind[name] for name in ("“举报投诉”模块", "96032热线", "《监督举报渠道一图通》")} == {
        "enterprise"
    }
    assert {behind[name] for name in ("来信", "来访", "电话", "网络")} == {"discipline"}


def test_there_are_at_least_fourteen_matters_written_for_teaching_and_each_door_has_some():
    doors = [matter.door for matter in RULES.matters]

    assert len(doors) >= 14 and {matter.origin for matter in RULES.matters} == {"教学编写"}
    assert {matter.subject for matter in RULES.matters} == set(SUBJECTS)
    assert min(doors.count(door.id) for door in RULES.doors) >= 4


def test_every_reference_of_the_rule_file_holds_on_its_day():
    library = PROJECT.library(SYSTEM.case)
    texts = [basis.text for matter in RULES.matters for basis in matter.basis]
    texts += [basis.text for channel in RULES.channels for basis in channel.basis]
    texts += [
        row.basis.text
        for table_ in (RULES.ways, RULES.slander, RULES.guards, RULES.secrets)
        for row in table_
    ]
    texts += [RULES.limits.notice_basis.text, RULES.limits.feedback_basis.text]

    assert not [fault for text in texts for fault in library.faults(Basis(text), RULES.on)]


def test_the_days_and_their_beginning_are_those_of_the_rule():
    rule = PROJECT.rulebook.rule("检举控告工作规则", "告知", THURSDAY)

    assert "十五个工作日" in rule.paraphrase and RULES.limits.since == rule.in_force_from
    assert (RULES.limits.notice, RULES.limits.feedback) == (15, 15)


def test_12388_is_told_with_how_sure_we_are_and_96032_is_never_a_discipline_channel():
    text = FILE.read_text(encoding="utf-8")
    outcome = channel_outcome(PROJECT, "manager_card", True, "2022-05-19")

    assert "12388 举报网站的名字已核实" in text and "12388 电话据公开报道" in text
    assert any("12388" in note and "核对" in note for note in outcome.notes)
    assert next(c for c in RULES.channels if c.name == "96032热线").door == "enterprise"


def test_the_headings_know_the_channels_and_subjects_of_the_rule_file():
    assert tuple(c.name for c in RULES.channels if c.receives) == RECEIVING
    assert tuple(s.name for s in RULES.subjects) == SUBJECTS


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  - id: smoking", "  - id: fire_lane", "M270"),
        ("name: 数字客服", "name: 96032热线", "M270"),
        ("      - court\n", "      - curt\n", "M271"),
        ("      - court\n", "      - mail\n", "M272"),
        ("accepted: false", "accepted: 也许", "Y105"),
    ],
)
def test_a_rule_file_that_does_not_fit_together_is_refused(tmp_path: Path, old: str, new: str, code: str):
    path = tmp_path / "channels.yml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_channels(path, tmp_path)

    assert code in {p.code for p in error.value.problems}


# --- working days -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "first", "due"),
    [
        (date(2022, 5, 19), "next", date(2022, 6, 9)),
        (date(2022, 5, 19), "same", date(2022, 6, 8)),
        (date(2022, 5, 20), "next", date(2022, 6, 10)),
        (date(2022, 5, 21), "next", date(2022, 6, 10)),
        (date(2022, 5, 21), "same", date(2022, 6, 10)),
        (date(2022, 5, 22), "same", date(2022, 6, 10)),
        (date(2022, 5, 23), "same", date(2022, 6, 10)),
        (date(2022, 5, 23), "next", date(2022, 6, 13)),
    ],
    ids=str,
)
def test_the_last_of_fifteen_working_days_when_only_weekends_are_off(
    received: date, first: FirstDay, due: date
):
    assert last_day(received, 15, first, PLAIN) == due


def test_a_day_off_puts_the_last_day_off_and_a_worked_saturday_brings_it_forward():
    off, worked = WorkDays(off=frozenset({date(2022, 6, 3)})), WorkDays(on=frozenset({date(2022, 5, 28)}))

    assert last_day(THURSDAY, 15, "next", off) == date(2022, 6, 10)
    assert last_day(THURSDAY, 15, "next", worked) == date(2022, 6, 8)


_DAYS = st.dates(date(2020, 1, 21), date(2030, 12, 31))
_CALENDARS = st.builds(
    WorkDays,
    off=st.frozensets(_DAYS, max_size=6),
    on=st.frozensets(_DAYS, max_size=6),
)


@settings(max_examples=80)
@given(_DAYS, st.integers(1, 60), _CALENDARS)
def test_the_last_day_is_worked_and_just_so_many_working_days_lie_up_to_it(
    start: date, count: int, days: WorkDays
):
    due = last_day(start, count, "next", days)
    between = [start + timedelta(days=i) for i in range(1, (due - start).days + 1)]

    assert days.works(due) and sum(map(days.works, between)) == count


@settings(max_examples=80)
@given(_DAYS, st.integers(1, 40), _CALENDARS)
def test_counting_the_day_itself_is_never_later_and_saves_at_most_one_working_day(
    start: date, count: int, days: WorkDays
):
    same, after = last_day(start, count, "same", days), last_day(start, count, "next", days)

    assert same <= after and days_late(same, after, days) == int(days.works(start))


@settings(max_examples=80)
@given(_DAYS, st.integers(0, 90), _CALENDARS)
def test_lateness_counts_working_days_only(due: date, after: int, days: WorkDays):
    done = due + timedelta(days=after)

    assert 0 <= days_late(due, done, days) <= after and days_late(done, due, days) == 0


# --- which door, which days ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "door"),
    [
        ("监察对象", "discipline"),
        ("党员", "discipline"),
        ("经营户", "enterprise"),
        ("服务", "enterprise"),
        ("合同纠纷", "other"),
        ("其他", ""),
    ],
)
def test_without_a_known_matter_the_subject_tells_the_door(subject: Subject, door: str):
    assert looked_at(letter(subject=subject, matter="")).door == door


def test_a_known_matter_tells_the_door_and_a_subject_that_does_not_fit_it_is_pointed_at():
    found = looked_at(letter(subject="服务", matter=" 供货商欠货款 "))

    assert (found.door, found.misplaced, found.doubtful) == ("other", True, True)


@pytest.mark.parametrize("matter", [m.title for m in RULES.matters] + [m.id for m in RULES.matters])
def test_every_matter_is_found_by_title_and_by_id(matter: str):
    assert matter_of(RULES, matter) is not None


@pytest.mark.parametrize(
    ("channel", "matter", "does"),
    [
        ("来信", "供货商欠货款", "不予受理，及时转给有权处理的机关"),
        ("来访", "供货商欠货款", "不予受理，告诉来人去找有权处理的机关"),
        ("来信", "隔壁商户在禁烟区抽烟", "不予受理，及时转给企业"),
        ("“举报投诉”模块", "管理人员收了经营户的购物卡", "转给有权受理的纪检监察机关；不自己查，不留复印件"),
        ("“举报投诉”模块", "隔壁商户在禁烟区抽烟", "本单位办理、答复"),
        ("来信", "只写“他是贪官”，没有事", "不予受理：说明缺的是什么，可以补"),
    ],
)
def test_what_is_done_depends_on_the_door_and_on_how_it_came(channel: str, matter: str, does: str):
    assert looked_at(letter(channel=channel, matter=matter)).does == does


def test_a_real_name_letter_is_told_within_fifteen_working_days_of_its_receipt():
    found = looked_at(letter())

    assert (found.notice.state, found.notice.due) == ("超期未办", date(2022, 6, 9))
    assert found.feedback.state == "等办结"


@pytest.mark.parametrize(
    ("told", "state", "late"),
    [
        (date(2022, 6, 9), "按期办了", 0),
        (date(2022, 6, 10), "办得晚了", 1),
        (date(2022, 6, 13), "办得晚了", 2),
    ],
    ids=str,
)
def test_the_last_day_itself_is_in_time(told: date, state: str, late: int):
    clock = looked_at(replace(letter(), told=told)).notice

    assert (clock.state, clock.late) == (state, late)


@pytest.mark.parametrize(
    ("today", "state"), [(date(2022, 6, 9), "没到期"), (date(2022, 6, 10), "超期未办")], ids=str
)
def test_a_letter_is_overdue_from_the_day_after_the_last(today: date, state: str):
    assert looked_at(letter(), today).notice.state == state


def test_the_feedback_runs_from_the_closing():
    found = looked_at(replace(letter(), closed=date(2022, 6, 1), answered=date(2022, 6, 22)))

    assert (found.feedback.due, found.feedback.state) == (date(2022, 6, 22), "按期办了")


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (letter(way="匿名"), "匿名"),
        (letter(channel="96032热线"), "转交以后"),
        (letter(matter="只写“他是贪官”，没有事"), "不予受理"),
        (letter(matter="供货商欠货款"), "不归纪检监察机关"),
        (letter(date(2020, 1, 20)), "那时还没有"),
        (replace(letter(), repeated=True), "重复"),
    ],
    ids=str,
)
def test_where_no_notice_is_required_it_is_said_why(one: Letter, why: str):
    clock = looked_at(one).notice

    assert (clock.state, clock.due) == ("不要求", None) and why in clock.why


def test_a_letter_of_the_rules_first_day_has_its_limit():
    assert looked_at(letter(date(2020, 1, 21)), date(2020, 3, 1)).notice.due == date(2020, 2, 11)


def test_what_people_took_up_although_it_looked_empty_has_its_limits():
    found = looked_at(replace(letter(matter="只写“他是贪官”，没有事"), accepted=date(2022, 5, 23)))

    assert found.notice.state == "超期未办"


def test_an_anonymous_letter_is_taken_up_all_the_same():
    found = looked_at(letter(way="匿名"))

    assert found.does == "登记，按管理权限受理或者转送" and "照样受理" in found.notice.why


def test_the_days_of_an_enterprise_are_its_own_and_count_only_once_it_has_set_them():
    one = letter(channel="服务台", subject="服务", matter="通道灯坏了、想提个建议")

    assert looked_at(one).reply.state == "不要求" and "报道没有写" in looked_at(one).reply.why
    assert looked_at(one, own=5).reply.due == date(2022, 5, 26)
    assert looked_at(one, own=5).notice.state == "不要求"


# --- the register of letters --------------------------------------------------------------


def test_the_teaching_letters_have_two_overdue_steps_one_late_and_three_at_the_wrong_door():
    outcome = run()
    said = dict(outcome.lines)

    assert len(TEACHING["letters"]) <= 14 and outcome.title == "12 件，超期未办 2 项"
    assert (said["超期没有告知"], said["超期没有反馈"], said["办是办了，晚了"]) == ("1 件", "1 件", "1 项")
    assert said["走错了门的"].startswith("3 件")


def test_every_row_of_the_teaching_tables_says_where_it_comes_from():
    assert {row.text("origin") for rows_ in TEACHING.values() for row in rows_} == {"教学编写"}


def test_the_order_of_the_rows_changes_nothing():
    mixed = list(TEACHING["letters"])
    random.Random(7).shuffle(mixed)

    assert run({**TEACHING, "letters": tuple(mixed)}) == run()


def test_who_reported_is_never_read_and_never_printed(tmp_path: Path):
    path = tmp_path / "来信.csv"
    head = "编号,收到日期,渠道,方式,反映对象类型,事项,举报人,联系电话\n"
    path.write_text(
        head + "L1,2022-05-19,来信,实名,监察对象,某某收了卡是蔡某说的,蔡某某,00000000000\n",
        encoding="utf-8",
    )
    outcome = run(read_tables(path, SYSTEM.tables))

    assert "（自填，不显示）" in repr(table(outcome, "每件信归哪里"))
    assert "蔡某" not in everything(outcome) and "00000000000" not in everything(outcome)


def test_what_must_not_be_told_depends_on_the_way_it_was_signed():
    signed_, unsigned = (
        run({"letters": rows({"way": way}), "days_off": ()}, today="2022-05-20") for way in ("实名", "匿名")
    )

    assert "笔迹" not in repr(table(signed_, "什么不能告诉谁"))
    assert "笔迹" in repr(table(unsigned, "什么不能告诉谁"))
    assert "被反映的人" in repr(table(signed_, "什么不能告诉谁"))


def test_without_a_table_of_days_off_it_is_said_that_the_office_must_take_out_the_holidays():
    outcome = run({"letters": TEACHING["letters"]})

    assert any("法定节假日和调休没有扣" in note and "单位" in note for note in outcome.notes)
    assert dict(outcome.lines)["休息和补班"] == "没有给，只扣周末"


def test_a_named_day_off_moves_the_last_day_in_the_register():
    letters = rows({})
    off = rows_of(DAYS_OFF, [{"on": "2022-06-03", "kind": "休息"}], "休息和补班")
    plain, moved = (run({"letters": letters, "days_off": days}, today="2022-06-01") for days in ((), off))

    assert table(plain, "期限").rows[0][3] == date(2022, 6, 9)
    assert table(moved, "期限").rows[0][3] == date(2022, 6, 10)


def test_days_that_cannot_be_in_their_order_are_all_told_at_once():
    wrong = rows(
        {"accepted": "2022-05-18"},
        {"told": "2022-05-01", "closed": "2022-06-01", "answered": "2022-05-30"},
        {"answered": "2022-06-01"},
        {"received": "2022-07-01"},
        {"number": "ｌ００３"},
    )

    with pytest.raises(ContentError) as error:
        run({"letters": wrong})

    assert [(p.line, p.code) for p in error.value.problems] == [
        *((1, "M275"), (2, "M275"), (2, "M275"), (3, "M276"), (4, "M274"), (5, "M277")),
    ]


@pytest.mark.parametrize("own", ["-1", "251", "3.5", "", "五"])
def test_days_of_ones_own_that_are_no_number_of_days_are_refused(own: str):
    with pytest.raises(QueryError, match="要填 0 到 250 的整数"):
        run(own=own)


@pytest.mark.parametrize("today", ["昨天", "", "1999-12-31", "2101-01-01"])
def test_a_day_that_is_none_is_refused(today: str):
    with pytest.raises(QueryError):
        run(today=today)


def test_no_letters_give_no_overdue_steps():
    assert run({"letters": (), "days_off": ()}).title == "0 件，超期未办 0 项"


# --- one matter ---------------------------------------------------------------------------


@pytest.mark.parametrize("real_name", [True, False])
@pytest.mark.parametrize("matter", [m.id for m in RULES.matters])
def test_every_matter_is_answered_with_door_words_and_valid_references(matter: str, real_name: bool):
    for day in ("2020-01-21", "2026-11-20"):
        outcome = channel_outcome(PROJECT, matter, real_name, day)
        shown = outcome_json(PROJECT, outcome, SYSTEM.case)

        assert outcome.title.startswith("走") and outcome.picture.startswith("<svg")
        assert isinstance(shown["basis"], list) and shown["basis"]
        assert "不是诬告" in dict(outcome.lines)


def test_the_form_offers_the_matters_without_telling_the_door():
    words = "".join(title for _, title in matter_choices(PROJECT))

    assert [name for name, _ in matter_choices(PROJECT)] == [m.id for m in RULES.matters]
    assert not any(door.name in words for door in RULES.doors)


def test_a_real_name_brings_a_last_day_and_no_name_brings_none_but_is_taken_up():
    named = dict(channel_outcome(PROJECT, "banquet", True, "2022-05-19").lines)
    unnamed = dict(channel_outcome(PROJECT, "banquet", False, "2022-05-19").lines)

    assert named["告知受理，最晚"].startswith("2022 年 6 月 9 日")
    assert "告知受理，最晚" not in unnamed and "照样受理" in unnamed["署名"]


def test_the_limits_of_the_rule_are_not_promised_at_another_door():
    for matter in ("smoking", "unpaid_goods"):
        outcome = channel_outcome(PROJECT, matter, True, "2022-05-19")

        assert "告知受理，最晚" not in dict(outcome.lines)
        assert not any("实名、匿名" in one.caption for one in outcome.tables)


def test_a_charge_without_a_fact_goes_to_the_right_door_but_says_what_is_missing():
    outcome = channel_outcome(PROJECT, "empty_charge", True, "2022-05-19")

    assert outcome.title == "走纪检监察机关渠道，但内容还不够"
    assert "告知受理，最晚" not in dict(outcome.lines)


def test_a_mistake_is_told_apart_from_slander_and_slander_needs_approval():
    slander = table(channel_outcome(PROJECT, "manager_card", True, "2022-05-19"), "错告和诬告")

    assert "捏造事实" in repr(slander) and "设区的市级以上" in repr(slander)


def test_the_disclosure_rule_of_2026_is_cited_only_from_its_first_day():
    before, since = (
        channel_outcome(PROJECT, "banquet", True, day).basis for day in ("2026-02-28", "2026-03-01")
    )

    assert not any("监察工作信息公开条例" in text for text, _ in before)
    assert any("监察工作信息公开条例" in text for text, _ in since)


@pytest.mark.parametrize(
    ("matter", "day"), [("banquets", "2022-05-19"), ("banquet", "2020-01-20"), ("banquet", "五月")]
)
def test_what_the_lab_cannot_answer_is_asked_for_again(matter: str, day: str):
    with pytest.raises(QueryError):
        channel_outcome(PROJECT, matter, True, day)


def test_the_picture_marks_one_door_and_its_channels():
    outcome = channel_outcome(PROJECT, "unpaid_goods", True, "2022-05-19")

    assert (
        outcome.picture_words == "三扇门：企业渠道；纪检监察机关渠道；其他机关，走这里：人民法院、仲裁机构。"
    )
    assert outcome.picture.count("▶") == 1 and outcome.picture.count("●") == 1
