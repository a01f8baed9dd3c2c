"""`qingfeng run`: an office's own table in, a workbook with real numbers out, nothing ever lost."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from qingfeng.content.project import find_project
from qingfeng.content.sheets import read_tables
from qingfeng.show.market import SYSTEMS, system
from qingfeng.show.system import teaching_tables
from qingfeng.show.workbooks import write_outcome
from qingfeng.surface.cli import cli
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))


def run(*words: object) -> str:
    """What the command prints; its errors as they are raised."""
    result = CliRunner().invoke(cli, ["run", *map(str, words)], standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def filled(name: str, path: Path) -> Path:
    """A workbook filled with the teaching rows of a system, as its template wants them."""
    one = system(name)
    rows = teaching_tables(PROJECT, one)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for spec in one.tables:
        sheet = book.create_sheet(spec.title)
        sheet.append([column.heading for column in spec.columns])
        for row in rows[spec.id]:
            sheet.append([_cell(row.cells.get(column.id)) for column in spec.columns])
    book.save(path)
    return path


def _cell(value: object) -> object:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


# --- templates -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_template_has_the_headings_an_example_and_an_explanation(tmp_path: Path, name: str):
    told = run(name, "--template", tmp_path / "空表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "空表.xlsx")

    assert "已写好空表" in told
    assert book.sheetnames == [*(spec.title for spec in system(name).tables), "说明"]
    for spec in system(name).tables:
        head, example = list(book[spec.title].iter_rows(values_only=True))
        assert list(head) == [column.heading for column in spec.columns]
        assert any(example)
    words = "".join(str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row)
    for spec in system(name).tables:
        assert all(column.heading in words for column in spec.columns)
    assert all(switch.label in words and switch.reason in words for switch in system(name).switches)


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_untouched_template_says_that_there_is_no_row_yet(tmp_path: Path, name: str):
    run(name, "--template", tmp_path / "空表.xlsx")

    with pytest.raises(ContentError) as caught:
        run(name, tmp_path / "空表.xlsx")
    assert {problem.code for problem in caught.value.problems} == {"T906"}


def test_a_template_never_replaces_a_file(tmp_path: Path):
    path = tmp_path / "空表.xlsx"
    path.write_bytes(b"filled in by somebody")

    with pytest.raises(QueryError, match="已经有了"):
        run("rotation", "--template", path)
    assert path.read_bytes() == b"filled in by somebody"


# --- results -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_filled_workbook_gives_the_same_as_the_lab(tmp_path: Path, name: str):
    one = system(name)
    expected = one.run(PROJECT, teaching_tables(PROJECT, one), one.settings({}))
    told = json.loads(run(name, filled(name, tmp_path / "表.xlsx"), "--json"))

    assert told["title"] == expected.title
    assert told["lines"] == [list(line) for line in expected.lines]
    assert [t["rows"] for t in told["tables"]] == [[list(r) for r in t.texts] for t in expected.tables]


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_result_is_a_workbook_whose_numbers_are_numbers(tmp_path: Path, name: str):
    source, out = filled(name, tmp_path / "表.xlsx"), tmp_path / "结果.xlsx"
    before = source.read_bytes()
    run(name, source, "--out", out)
    one = system(name)
    expected = one.run(PROJECT, teaching_tables(PROJECT, one), one.settings({}))
    book = openpyxl.load_workbook(out)

    assert source.read_bytes() == before
    assert book.sheetnames[0] == "结果" and len(book.sheetnames) == 1 + len(expected.tables)
    for sheet, table in zip(book.worksheets[1:], expected.tables, strict=True):
        rows = list(sheet.iter_rows(values_only=True))
        assert list(rows[1][: len(table.head)]) == list(table.head)
        for found, row in zip(rows[2:], table.rows, strict=True):
            for cell, value in zip(found, row, strict=True):
                if isinstance(value, int) or hasattr(value, "quantize"):
                    assert cell == pytest.approx(float(value))


def test_a_text_that_begins_like_a_formula_stays_text(tmp_path: Path):
    from qingfeng.show.outcome import Outcome
    from qingfeng.show.tables import Table

    one = system("rotation")
    outcome = Outcome("结果", tables=(Table("表", ("甲", "乙"), (("=1+1", "=cmd|' /C calc'!A0"),)),))
    write_outcome(tmp_path / "a.xlsx", PROJECT, one, one.settings({}), outcome)
    row = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1][3]

    assert [(cell.value, cell.data_type) for cell in row] == [("=1+1", "s"), ("=cmd|' /C calc'!A0", "s")]


# --- what is refused -----------------------------------------------------------------------


def test_the_input_is_never_the_output(tmp_path: Path):
    source = filled("rotation", tmp_path / "表.xlsx")
    before = source.read_bytes()

    with pytest.raises(QueryError, match="同一个"):
        run("rotation", source, "--out", source)
    assert source.read_bytes() == before


def test_a_result_that_cannot_be_written_leaves_the_old_one(tmp_path: Path):
    source = filled("rotation", tmp_path / "表.xlsx")
    out = tmp_path / "结果.xlsx"
    out.write_bytes(b"last month")
    with pytest.raises(QueryError, match="文件夹"):
        run("rotation", source, "--out", tmp_path / "没有" / "结果.xlsx")
    with pytest.raises(QueryError, match="xlsx"):
        run("rotation", source, "--out", tmp_path / "结果.csv")
    with pytest.raises(ContentError):
        run("rotation", tmp_path / "没有.xlsx", "--out", out)

    assert out.read_bytes() == b"last month"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["结果.xlsx", "表.xlsx"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rotatoin", "a.xlsx"], "你是想写“rotation”"),
        (["rotation"], "少了输入文件"),
        (["rotation", "a.xlsx", "--set", "years"], "开关=值"),
        (["rotation", "a.xlsx", "--set", "yeers=3"], "没有“yeers”这个开关"),
    ],
)
def test_a_wrong_command_is_told_in_chinese(words: list[str], said: str):
    with pytest.raises(QueryError, match=said):
        run(*words)


def test_every_fault_of_the_teaching_kind_is_told_with_sheet_row_and_column(tmp_path: Path):
    source = filled("rotation", tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet.cell(2, 4).value = "去年秋天"
    sheet.cell(3, 1).value = None
    book.save(source)
    with pytest.raises(ContentError) as caught:
        run("rotation", source)

    told = [(p.path, p.line, p.what.split("：")[0]) for p in caught.value.problems]
    title = system("rotation").tables[0].title
    assert told == [(f"表.xlsx［{title}］", 2, "D 列“到岗日期”"), (f"表.xlsx［{title}］", 3, "A 列“工号”")]


def test_a_csv_serves_a_system_of_one_table(tmp_path: Path):
    path = tmp_path / "记录.csv"
    spec = system("linkage").tables[0]
    rows = teaching_tables(PROJECT, system("linkage"))["records"]
    lines = [",".join(c.heading for c in spec.columns)]
    lines += [",".join(row.text(c.id).replace(",", "，") for c in spec.columns) for row in rows]
    path.write_text("\n".join(lines), encoding="gb18030")

    assert len(read_tables(path, [spec])["records"]) == len(rows)
    assert "件" in run("linkage", path)


def test_the_posting_the_notice_and_its_annex_are_written_from_one_table(tmp_path: Path):
    source = filled("rectify", tmp_path / "整改.xlsx")
    command = ["notices", str(source), "--out", str(tmp_path / "文"), "--issue", "10", "--unit", "某镇纪委"]
    result = CliRunner().invoke(cli, command, standalone_mode=False)

    made = sorted(path.name for path in (tmp_path / "文").rglob("*.*"))
    assert result.exception is None and len(made) == 4
    assert [name.rsplit(".", 1)[1] for name in made].count("docx") == 3
    again = CliRunner().invoke(cli, command, standalone_mode=False)
    assert isinstance(again.exception, QueryError)


def test_a_sheet_is_printed_from_the_command_line(tmp_path: Path):
    out = tmp_path / "承诺书.pdf"
    command = ["print", "commitment_lotus", "--out", str(out), "--set", "我们家=某家"]
    result = CliRunner().invoke(cli, command, standalone_mode=False)
    listed = CliRunner().invoke(cli, ["print"], standalone_mode=False).output

    assert result.exception is None and out.read_bytes().startswith(b"%PDF")
    assert "commitment_red" in listed and "channel_poster" in listed
