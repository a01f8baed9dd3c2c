"""Tables as offices have them are read right, and every fault is told by sheet, row and column."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from qingfeng.content.cells import Column
from qingfeng.content.sheets import Row, TableSpec, read_tables, rows_of
from qingfeng.words.problems import ContentError

SPEC = TableSpec(
    "violations",
    "违规记录",
    (
        Column("day", "日期", "date", example="2022-05-31"),
        Column("stall", "商位", also=("商位号", "摊位"), example="示例-001"),
        Column("points", "扣分", "number", unit="分", example="0.5"),
        Column("kind", "类别", "choice", choices=("吸烟", "占道")),
        Column("times", "次数", "whole", required=False),
        Column("public", "公示", "flag", required=False),
    ),
)
HEAD = ["日期", "商位", "扣分", "类别", "次数", "公示"]
SOUND = [date(2022, 5, 1), "A-001", 0.5, "吸烟", 1, "是"]


def book(path: Path, *rows: list[object], sheet: str = "违规记录", before: tuple[str, ...] = ()) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name in before:
        made.create_sheet(name).append(["这一张是说明"])
    target = made.create_sheet(sheet)
    for row in rows:
        target.append(row)
    made.save(path)
    return path


def read(path: Path) -> tuple[Row, ...]:
    return read_tables(path, [SPEC])["violations"]


def told(path: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read(path)
    return [f"{p.path} 第 {p.line} 行 {p.code} {p.what}" for p in caught.value.problems]


# --- what is taken as it comes ----------------------------------------------------------


def test_a_plain_sheet_is_read_with_the_kinds_of_its_columns(tmp_path: Path):
    (row,) = read(book(tmp_path / "a.xlsx", HEAD, SOUND))

    assert dict(row.cells) == {
        "day": date(2022, 5, 1),
        "stall": "A-001",
        "points": Decimal("0.5"),
        "kind": "吸烟",
        "times": 1,
        "public": True,
    }


def test_the_sheet_need_not_be_the_first_and_the_head_need_not_be_the_first_row(tmp_path: Path):
    rows = [["某某市场违规情况统计表"], ["填表单位：某某科", None, None, "2022 年 5 月"], HEAD, SOUND]
    path = book(tmp_path / "a.xlsx", *rows, sheet="5月", before=("封面", "说明"))

    (row,) = read(path)

    assert (row.at.path, row.at.line) == ("a.xlsx［5月］", 4)


def test_merged_titles_and_units_merged_downwards_are_read(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    made = Workbook()
    sheet = made.active
    sheet.append(["违规记录", None, None, None, None, None])
    sheet.append(HEAD)
    sheet.append([date(2022, 5, 1), "A-001", 0.5, "吸烟"])
    sheet.append([date(2022, 5, 2), None, 1, "占道"])
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("B3:B4")
    made.save(path)

    assert [row.text("stall") for row in read(path)] == ["A-001", "A-001"]


def test_full_width_digits_units_commas_and_white_space_are_read(tmp_path: Path):
    rows = [
        ["２０２２年５月１日", " A-001 ", "１．５分", "占 道", "３", "√"],
        ["2022.5.2", "A-002", "1,000.5", "吸烟", None, "否"],
    ]
    found = read(book(tmp_path / "a.xlsx", HEAD, *rows))

    assert [row.number("points") for row in found] == [Decimal("1.5"), Decimal("1000.5")]
    assert [row.day("day") for row in found] == [date(2022, 5, 1), date(2022, 5, 2)]
    assert [(row.text("kind"), row.flag("public")) for row in found] == [("占道", True), ("吸烟", False)]


@pytest.mark.parametrize(
    "written",
    [
        "2022-05-01",
        "2022/5/1",
        "2022.05.01",
        "2022年5月1日",
        "20220501",
        "2022-05-01 00:00:00",
        44682,
        datetime(2022, 5, 1, 9),
    ],
)
def test_a_date_may_be_text_or_a_day_count(tmp_path: Path, written: object):
    (row,) = read(book(tmp_path / "a.xlsx", HEAD, [written, *SOUND[1:]]))

    assert row.day("day") == date(2022, 5, 1)


def test_blank_rows_and_lines_below_the_data_are_passed_over(tmp_path: Path):
    rows = [
        SOUND,
        [None] * 6,
        ["  ", "", None],
        SOUND,
        ["合计", None, 1],
        ["填表人：某某"],
        ["备注：按报道所述规则"],
    ]

    assert [row.at.line for row in read(book(tmp_path / "a.xlsx", HEAD, *rows))] == [2, 5]


def test_other_headings_stars_and_notes_in_brackets_are_known(tmp_path: Path):
    head = ["日 期*", "摊位", "扣分（分）", "类别：", "次数", "公示"]

    assert len(read(book(tmp_path / "a.xlsx", head, SOUND))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_may_be_in_the_encodings_offices_save(tmp_path: Path, encoding: str):
    path = tmp_path / "a.csv"
    path.write_bytes("日期,商位,扣分,类别\n2022/5/1,甲-001,０.5,吸烟\n".encode(encoding))

    (row,) = read(path)

    assert (row.text("stall"), row.number("points"), row.at.line) == ("甲-001", Decimal("0.5"), 2)


def test_a_number_that_looks_like_a_code_stays_a_code(tmp_path: Path):
    (row,) = read(book(tmp_path / "a.xlsx", HEAD, [date(2022, 5, 1), 1001, 0.5, "吸烟"]))

    assert row.text("stall") == "1001"


def test_the_example_row_of_a_template_is_passed_over_until_somebody_changes_it(tmp_path: Path):
    example = ["2022-05-31", "示例-001", 0.5, "吸烟"]

    assert [r.at.line for r in read(book(tmp_path / "a.xlsx", HEAD, example, SOUND))] == [3]
    assert len(read(book(tmp_path / "b.xlsx", HEAD, ["2022-05-30", *example[1:]], SOUND))) == 2


def test_reading_never_changes_the_file(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", HEAD, SOUND)
    before = path.read_bytes()
    read(path)

    assert path.read_bytes() == before


# --- what is told -------------------------------------------------------------------------


def test_every_fault_of_a_sheet_is_told_at_once_by_row_and_column(tmp_path: Path):
    rows = [
        ["五月一日", "A-001", "半分", "吸烟"],
        [date(2022, 5, 2), None, 1, "抽烟"],
        SOUND,
        ["2022-13-01", "A-2", 1, "占道", 1.5, "大概"],
    ]

    assert told(book(tmp_path / "a.xlsx", HEAD, *rows, before=("封面",))) == [
        "a.xlsx［违规记录］ 第 2 行 T904 A 列“日期”：“五月一日”不是日期",
        "a.xlsx［违规记录］ 第 2 行 T904 C 列“扣分”：“半分”不是数",
        "a.xlsx［违规记录］ 第 3 行 T904 B 列“商位”：是空的",
        "a.xlsx［违规记录］ 第 3 行 T904 D 列“类别”：不能是“抽烟”",
        "a.xlsx［违规记录］ 第 5 行 T904 A 列“日期”：“2022-13-01”不是日期",
        "a.xlsx［违规记录］ 第 5 行 T904 E 列“次数”：“1.5”不是整数",
        "a.xlsx［违规记录］ 第 5 行 T904 F 列“公示”：“大概”看不出是还是否",
    ]


def test_a_missing_column_is_told_with_the_nearest_heading(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", ["日期", "商位", "扣的分", "类别"], SOUND)
    with pytest.raises(ContentError) as caught:
        read(path)
    (fault,) = caught.value.problems

    assert (fault.code, fault.line, fault.what) == ("T902", 1, "缺少“扣分”这一列")
    assert "扣的分" in fault.mend


def test_a_column_twice_a_missing_table_and_an_empty_one_are_told(tmp_path: Path):
    twice = book(tmp_path / "a.xlsx", [*HEAD, "日期"], SOUND)
    other = book(tmp_path / "b.xlsx", ["姓名", "电话"], ["某某", 1], sheet="通讯录")
    empty = book(tmp_path / "c.xlsx", HEAD)

    assert told(twice) == ["a.xlsx［违规记录］ 第 1 行 T903 表头里“日期”出现了 2 次（A、G 列）"]
    assert told(other) == ["b.xlsx 第 1 行 T901 没有找到“违规记录”这张表（看过的有：通讯录）"]
    assert told(empty) == ["c.xlsx［违规记录］ 第 1 行 T906 “违规记录”里没有一行数据"]


def test_a_value_that_must_not_repeat_names_the_first_row(tmp_path: Path):
    spec = TableSpec("staff", "人员", (Column("id", "工号", unique=True),))
    path = book(tmp_path / "a.xlsx", ["工号"], ["G001"], ["G002"], ["G001"], sheet="人员")
    with pytest.raises(ContentError) as caught:
        read_tables(path, [spec])

    assert [(p.line, p.code, p.what) for p in caught.value.problems] == [
        (4, "T905", "A 列“工号”：“G001”在第 2 行已经有了")
    ]


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("gone.xlsx", None, "找不到这个文件"),
        ("a.docx", b"PK", "不认识“.docx”这种文件"),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", "打不开"),
        ("empty.xlsx", b"", "打不开"),
        ("noise.csv", b"\xff\xfe\x00\x81\x80", "编码认不出来"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_a_cure(
    tmp_path: Path, name: str, content: bytes | None, what: str
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ContentError) as caught:
        read(path)
    (fault,) = caught.value.problems

    assert (fault.code, what in fault.what, bool(fault.mend)) == ("T900", True, True)


@pytest.mark.parametrize("value", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_value_of_excel_is_told_as_one(tmp_path: Path, value: str):
    rows = [date(2022, 5, 1), "A-001", value, "吸烟"]

    assert told(book(tmp_path / "a.xlsx", HEAD, rows)) == [
        f"a.xlsx［违规记录］ 第 2 行 T904 C 列“扣分”：是 Excel 的出错值“{value}”"
    ]


@pytest.mark.parametrize("value", ["1e999999", "nan", "inf", "99999999999999", "0x10", "--1", True])
def test_a_number_is_a_number(tmp_path: Path, value: object):
    rows = [date(2022, 5, 1), "A-001", value, "吸烟"]

    assert "T904 C 列“扣分”" in told(book(tmp_path / "a.xlsx", HEAD, rows))[0]


# --- rows from a page ----------------------------------------------------------------------


def test_rows_from_a_page_are_told_by_row_like_those_of_a_file():
    sent = [
        {"day": "2022-05-01", "stall": "A", "points": "0.5", "kind": "吸烟"},
        {"day": "", "stall": "A", "points": "x"},
    ]
    with pytest.raises(ContentError) as caught:
        rows_of(SPEC, sent, "违规记录")

    assert [(p.line, p.what) for p in caught.value.problems] == [
        (2, "A 列“日期”：是空的"),
        (2, "C 列“扣分”：“x”不是数"),
        (2, "D 列“类别”：是空的"),
    ]


@given(
    st.lists(
        st.tuples(
            st.dates(date(1990, 1, 1), date(2100, 1, 1)),
            st.decimals(-1000, 1000, places=2),
            st.sampled_from(["吸烟", "占道"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_sent_is_what_is_read(sent: list[tuple[date, Decimal, str]]):
    given_rows = [{"day": d.isoformat(), "stall": "A", "points": str(p), "kind": k} for d, p, k in sent]
    found = rows_of(SPEC, given_rows, "违规记录")

    assert [(r.day("day"), r.number("points"), r.text("kind")) for r in found] == sent
