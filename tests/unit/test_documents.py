"""Posting, notice, annex and review notes: real Word and Excel, one set of numbers, all files or none."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from qingfeng.content.project import find_project
from qingfeng.content.sheets import Tables, rows_of
from qingfeng.show.documents import _put, write_documents
from qingfeng.show.documents.word import word_file
from qingfeng.show.drafts import Draft, Section, preview
from qingfeng.show.market.rectify import EXTENSIONS, LEDGER, MEASURES, SYSTEM, teaching_year
from qingfeng.show.system import teaching_tables
from qingfeng.show.tables import Table
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
UNIT = "某镇工作专班"
ON = date(2022, 5, 20)
NAMES = ["晾晒_2022-05-20.docx", "通报_第10期.docx", "讲评_2022-05-20.docx", "通报_第10期_附表.xlsx"]


def write(folder: Path, tables: Tables | None = None, issue: int = 10, **switches: str) -> list[Path]:
    given = teaching_year(PROJECT) if tables is None else tables
    return write_documents(PROJECT, given, switches, folder, issue_number=issue, unit_name=UNIT)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    return {path.name: path for path in write(tmp_path_factory.mktemp("通报") / "out")}


def opened(files: Mapping[str, Path], start: str) -> Document:
    return docx.Document(str(next(p for name, p in files.items() if name.startswith(start))))


def words(document: Document) -> str:
    """All words of a document, tables and footer too, without white space."""
    parts = [p.text for p in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    parts += [p.text for section in document.sections for p in section.footer.paragraphs]
    return "".join("".join(parts).split())


def captions(document: Document) -> list[str]:
    found = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Caption"]
    return [caption.partition("　")[2] for caption in found]


def texts(document: Document) -> Iterator[tuple[str, list[list[str]]]]:
    for caption, table in zip(captions(document), document.tables, strict=True):
        yield caption, [[cell.text for cell in row.cells] for row in table.rows]


def annex(files: Mapping[str, Path]) -> dict[str, list[list[object]]]:
    """Each sheet of the annex by its name: head and rows."""
    book = openpyxl.load_workbook(files[NAMES[3]])
    return {sheet.title: [list(row) for row in list(sheet.values)[1:]] for sheet in book}


def as_read(value: object) -> str:
    if isinstance(value, datetime):
        return str(value.date())
    if isinstance(value, float):
        return f"{Decimal(str(value)).normalize():f}"
    return "" if value is None else str(value)


def close(text: str) -> str:
    """A text without spaces: Word sets its own between Chinese and figures."""
    return text.replace(" ", "")


# --- the files ---------------------------------------------------------------------------------


def test_four_files_come_into_a_folder_of_the_issue(tmp_path: Path):
    made = write(tmp_path / "out")

    assert [path.name for path in made] == NAMES
    assert {path.parent.name for path in made} == {"第10期_2022-05-20"}
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == sorted(NAMES)


def test_the_same_table_gives_the_same_bytes_whatever_the_order_of_its_rows(tmp_path: Path):
    given = teaching_year(PROJECT)
    turned = {name: rows[::-1] for name, rows in given.items()}
    first, second = write(tmp_path / "a", given), write(tmp_path / "b", turned)

    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_no_clock_is_left_in_a_file(files: Mapping[str, Path]):
    for path in files.values():
        with zipfile.ZipFile(path) as packed:
            assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = packed.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2022-05-20T08:00:00Z"}


def test_an_issue_that_is_there_is_never_written_over(tmp_path: Path):
    made = write(tmp_path)
    made[0].write_text("改过", encoding="utf-8")
    with pytest.raises(QueryError, match="已经有了"):
        write(tmp_path)

    assert made[0].read_text(encoding="utf-8") == "改过"
    assert [path.name for path in write(tmp_path, issue=11)][1] == "通报_第11期.docx"


def test_a_table_with_a_fault_writes_nothing_at_all(tmp_path: Path):
    rows = [{"number": "1", "listed": "清单一", "unit": "甲村", "kind": "村居", "what": "打 13800000000"}]
    rows[0] |= {"owner": "Z01", "node": "进场", "due": "2022-05-27"}
    tables = {MEASURES.id: rows_of(MEASURES, rows, "进度表")}
    with pytest.raises(ContentError, match="M114"):
        write(tmp_path / "out", tables)

    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_folder_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "out").write_text("这是文件", encoding="utf-8")
    with pytest.raises(QueryError, match="不是文件夹"):
        write(tmp_path / "out")
    with pytest.raises(QueryError, match="请先建好"):
        write(tmp_path / "no" / "out")

    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("issue", "unit"), [(0, UNIT), (10000, UNIT), (1, " "), (1, "长" * 41), (1, "a\x07b")]
)
def test_an_issue_number_or_unit_out_of_bounds_is_told_in_chinese(tmp_path: Path, issue: int, unit: str):
    with pytest.raises(QueryError):
        write_documents(
            PROJECT,
            teaching_tables(PROJECT, SYSTEM),
            {},
            tmp_path,
            issue_number=issue,
            unit_name=unit,
        )

    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_half_way_leaves_nothing_behind(tmp_path: Path):
    too_long = "长" * 300
    with pytest.raises(QueryError, match="一份也没有写"):
        _put(tmp_path / "out" / "第1期", {"晾晒.docx": b"1", too_long: b"2"})

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_switch_is_told_with_the_nearest(tmp_path: Path):
    with pytest.raises(QueryError, match="warning"):
        write(tmp_path, warnin="7")


# --- one set of numbers --------------------------------------------------------------------------


def test_every_number_in_the_tables_of_the_notice_is_the_one_in_the_annex(files: Mapping[str, Path]):
    sheets = annex(files)
    found = dict(texts(opened(files, "通报_第10期.docx")))

    assert list(found) == [
        "各清单的进度",
        "各科室的进度",
        "各村居的进度",
        "逾期的事项",
        "报了完成、佐证不作数的事项",
        "下周的节点和期限",
    ]
    for caption, rows in found.items():
        there = [[close(as_read(value)) for value in row] for row in sheets[caption]]
        assert [[close(cell) for cell in row] for row in rows] == there


def test_the_totals_of_the_annex_add_up_and_agree(files: Mapping[str, Path]):
    sheets = annex(files)
    sums = {}
    for name in ("各清单的进度", "各科室的进度", "各村居的进度"):
        *rows, whole = sheets[name][1:]
        counted = [[int(str(value)) for value in row[1:7]] for row in (*rows, whole)]
        sums[name] = counted[-1]
        assert whole[0] == "合计"
        assert [sum(column) for column in zip(*counted[:-1], strict=True)] == counted[-1]
        assert all(total == done + left for total, done, left, *_ in counted)
    both = [a + b for a, b in zip(sums["各科室的进度"], sums["各村居的进度"], strict=True)]

    assert both == sums["各清单的进度"] == [71, 23, 48, 7, 10, 3]
    assert {str(row[0]): row[1] for row in sheets["汇总"][1:]} == {
        "总数": 71,
        "完成": 23,
        "其中晚于期限完成": 2,
        "未完成": 48,
        "其中逾期": 7,
        "其中 7 天以内到期": 10,
        "报了完成、佐证不作数": 3,
        "完成率（%）": 32.4,
    }
    assert len(sheets["进度表"]) == 72


def test_the_sentences_of_the_notice_hold_the_numbers_of_the_annex(files: Mapping[str, Path]):
    told = words(opened(files, "通报_第10期.docx"))
    summary = {str(row[0]): row[1] for row in annex(files)["汇总"][1:]}

    assert f"进度表共{summary['总数']}条，完成{summary['完成']}条，占{summary['完成率（%）']}%" in told
    assert f"未完成{summary['未完成']}条，其中逾期{summary['其中逾期']}条" in told


def test_every_sheet_of_the_annex_says_which_notice_it_belongs_to(files: Mapping[str, Path]):
    book = openpyxl.load_workbook(files[NAMES[3]])

    assert {sheet["A1"].value.partition("　")[2] for sheet in book} == {f"{UNIT} 第 10 期 {ON}"}


def test_numbers_and_days_in_the_annex_are_numbers_and_days(files: Mapping[str, Path]):
    sheets = annex(files)

    assert isinstance(sheets["各清单的进度"][1][1], int)
    assert isinstance(sheets["逾期的事项"][1][3], datetime)


# --- nobody is named --------------------------------------------------------------------------------


def test_no_file_names_a_post_or_anybody_of_the_ledger(files: Mapping[str, Path]):
    ledger = [str(row.cells["person"]) for row in teaching_year(PROJECT)[LEDGER.id]]
    posts = {str(row.cells["owner"]) for row in teaching_year(PROJECT)[MEASURES.id]}
    approvers = {str(row.cells["approver"]) for row in teaching_year(PROJECT)[EXTENSIONS.id]} - {"None"}

    assert ledger == ["G901", "G902"]
    for path in files.values():
        with zipfile.ZipFile(path) as packed:
            inside = "".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist())
        assert not any(f">{name}<" in inside for name in (*ledger, *posts, *approvers))
        assert "第一种形态" not in inside and "谈话" not in inside


def test_posts_stand_in_the_posting_alone_and_only_where_the_switch_asks(tmp_path: Path):
    named = {path.name: path for path in write(tmp_path, posting="posts")}

    assert "Z02" in words(opened(named, "晾晒"))
    assert not any("Z02" in words(opened(named, start)) for start in ("通报_第10期.docx", "讲评"))


# --- real Word --------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["晾晒", "通报_第10期.docx", "讲评"])
def test_a_document_is_a4_with_real_styles_and_page_numbers(files: Mapping[str, Path], start: str):
    document = opened(files, start)
    section = document.sections[0]
    styles = [p.style.name for p in document.paragraphs if p.style is not None]
    footer = section.footer.paragraphs[0]._p.xml

    assert [section.page_width, section.page_height] == pytest.approx([Mm(210), Mm(297)], abs=Mm(0.1))
    assert styles[0] == "Title" and "Heading 1" in styles and "Normal" in styles and "Caption" in styles
    assert 'w:fldSimple w:instr="PAGE"' in footer


@pytest.mark.parametrize("start", ["晾晒", "通报_第10期.docx", "讲评"])
def test_tables_are_real_with_a_marked_head_a_name_and_whole_rows(files: Mapping[str, Path], start: str):
    document = opened(files, start)

    assert document.tables
    for caption, table in zip(captions(document), document.tables, strict=True):
        heads = [
            row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
            for row in table.rows
        ]
        assert heads == [True] + [False] * (len(table.rows) - 1)
        assert table.style is not None and table.style.name == "Table Grid"
        assert {cell.paragraphs[0].style.name for cell in table.rows[0].cells} == {"表头文字"}  # type: ignore[union-attr]
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_notice_has_issue_unit_day_and_its_three_parts(files: Mapping[str, Path]):
    document = opened(files, "通报_第10期.docx")
    by_style = {p.style.name: p.text for p in reversed(document.paragraphs) if p.style is not None}
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]

    assert (by_style["Title"], by_style["期号"]) == ("整改进度通报", "第10期")
    assert by_style["版头"] == f"{UNIT}\t2022年5月20日"
    assert headings == ["一、进展", "二、突出问题", "三、下周重点"]
    assert "附件：整改进度附表（Excel）" in [p.text for p in document.paragraphs]
    assert document.core_properties.title == "整改进度通报"


def test_chinese_signs_have_chinese_fonts_and_their_language(files: Mapping[str, Path]):
    document = opened(files, "通报_第10期.docx")
    fonts = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in document.styles
        if style.element.rPr is not None and style.element.rPr.rFonts is not None
    }
    with zipfile.ZipFile(files[NAMES[1]]) as packed:
        table_of_fonts = packed.read("word/fontTable.xml").decode()
        assert 'w:eastAsia="zh-CN"' in packed.read("word/settings.xml").decode()

    assert (fonts["Normal"], fonts["Title"], fonts["Heading 1"], fonts["表格文字"]) == (
        "仿宋",
        "宋体",
        "黑体",
        "宋体",
    )
    assert "SimSun" in table_of_fonts and "Noto Serif CJK SC" in table_of_fonts


def test_teaching_data_says_on_its_face_that_it_is_written_for_teaching(
    tmp_path: Path, files: Mapping[str, Path]
):
    own = [
        {"number": "1", "listed": "清单一", "unit": "甲村", "kind": "村居", "what": "清淤", "owner": "Z01"}
        | {"node": "进场", "due": "2022-05-27"}
    ]
    made = write(tmp_path, {MEASURES.id: rows_of(MEASURES, own, "进度表")})
    plain = {path.name: path for path in made}

    assert all("教学编写" in words(opened(files, start)) for start in ("晾晒", "通报_第10期.docx", "讲评"))
    assert not any(
        "教学编写" in words(opened(plain, start)) for start in ("晾晒", "通报_第10期.docx", "讲评")
    )
    assert "没有逾期的事项" in words(opened(plain, "晾晒"))


def test_signs_that_xml_forbids_and_markup_in_a_cell_do_no_harm():
    table = Table("表<b>", ("编号", "说明"), (("1", "一\x00二<w:p/>&\n三\ud800"),))
    draft = Draft("题", "", UNIT, "今天", (Section("一、", ("话\x0b",), (table,)),))
    document = docx.Document(io.BytesIO(word_file(draft, ON)))

    assert document.tables[0].rows[1].cells[1].text == "一二<w:p/>&\n三"


def test_a_preview_names_the_numbers_and_days_of_a_row():
    table = Table("逾期", ("编号", "单位", "期限", "天数", "说明"), (("7", "甲村", ON, 3, ""),))
    draft = Draft("题", "", "", "", (Section("一、", ("话。",), (table,)),), ("附表",))

    assert preview(draft, "稿").rows == (("一、", "话。\n甲村，期限 2022-05-20，天数 3"), ("附件", "附表"))


def test_a_table_of_a_thousand_overdue_rows_is_written(tmp_path: Path):
    rows = [
        {"number": str(i), "listed": "清单一", "unit": f"{i % 40} 村", "kind": "村居", "what": "清淤" * 9}
        | {"owner": "Z01", "node": "进场", "due": "2022-05-01", "remark": "等泵" * 20}
        for i in range(1, 1001)
    ]
    made = {p.name: p for p in write(tmp_path, {MEASURES.id: rows_of(MEASURES, rows, "进度表")})}

    assert len(opened(made, "晾晒").tables[-1].rows) == 1001


# --- LibreOffice --------------------------------------------------------------------------------------

_MISSING = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]


@pytest.mark.skipif(bool(_MISSING), reason=f"这台电脑没有 {'、'.join(_MISSING)}，不试转成 PDF")
def test_libreoffice_makes_a_pdf_in_which_the_numbers_are_found(tmp_path: Path, files: Mapping[str, Path]):
    sources = [path for path in files.values() if path.suffix == ".docx"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = {}
    for source in sources:
        pdf = tmp_path / f"{source.stem}.pdf"
        read = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
        pages[source.name] = "".join(read.stdout.decode("utf-8").split())

    for page in pages.values():
        assert "进度表共71条，完成23条，占32.4%" in page
    assert "合计7123487103" in pages[NAMES[1]]
    assert "第10期" in pages[NAMES[1]] and "—2—" in pages[NAMES[1]]
