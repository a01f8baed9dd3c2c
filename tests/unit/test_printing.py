"""Printable sheets: right on paper, filled as typed, and nothing read or fetched from outside."""

from __future__ import annotations

import os
import re
import shutil
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import typst

from qingfeng.content.basis import Library
from qingfeng.content.project import Project, find_project
from qingfeng.content.systems.printing import load_prints
from qingfeng.show.check import bases_in
from qingfeng.show.printing import printed, sheet, sheets, write_blank_sheets
from qingfeng.show.printing.render import FONT_FOLDER, TEMPLATES, compiled, pdf, png, pngs
from qingfeng.show.printing.sheets import books
from qingfeng.surface.printing import list_sheets, print_sheet
from qingfeng.words.printing import PrintField
from qingfeng.words.problems import ContentError, QueryError

PROJECT = find_project(Path(__file__))
NAMES = [one.name for one in sheets(PROJECT)]
FOUR = ["commitment_red", "commitment_yellow", "commitment_green", "commitment_blue"]
HOSTILE = '#sys*b*$x$_u_`c`<d>@e[f]//g\\h="i"--j...~k{l}'
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="没有 poppler-utils")


def told_by(tool: str, page: bytes, *options: str) -> str:
    """What a tool of poppler says of a PDF."""
    names = ["-", "-"] if tool == "pdftotext" else ["-"]
    done = subprocess.run([tool, *options, *names], input=page, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def words_of(page: bytes) -> str:
    """All that can be selected in a PDF, in the order it was set, without white space."""
    return "".join(told_by("pdftotext", page, "-raw").split())


def pages_of(page: bytes) -> int:
    return int(re.findall(r"Pages:\s+(\d+)", told_by("pdfinfo", page))[0])


def sizes_of(page: bytes) -> set[tuple[int, int]]:
    """The page sizes in whole millimetres."""
    found = re.findall(r"Page.*size:\s+([\d.]+) x ([\d.]+) pts", told_by("pdfinfo", page, "-l", "9"))
    return {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in found}


def pixel(page: bytes, x: float, y: float) -> tuple[int, int, int]:
    """The colour at (x, y) in millimetres."""
    done = subprocess.run(["pdftoppm", "-r", "50.8"], input=page, capture_output=True, check=True)
    head = re.match(rb"P6\n(\d+) (\d+)\n255\n", done.stdout)
    assert head
    at = head.end() + (round(y * 2) * int(head[1]) + round(x * 2)) * 3
    red, green, blue = done.stdout[at : at + 3]
    return red, green, blue


def full(name: str, text: str) -> dict[str, str]:
    """The same text in every blank of a sheet, cut to what each takes."""
    return {
        field.id: {"text": text[: field.most], "date": "2026-01-05", "choice": field.default}[field.kind]
        for field in sheet(PROJECT, name).fields
    }


def texts(name: str) -> list[PrintField]:
    return [field for field in sheet(PROJECT, name).fields if field.kind == "text"]


# --- every sheet on paper -----------------------------------------------------------


def test_the_course_has_sixteen_sheets():
    expected = [
        *FOUR,
        *("commitment_lotus", "commitment_family", "appointment", "thanks", "letter_home"),
        *("reading_page", "jury_sheet", "colour_cards", "answer_sheet", "bookmark"),
        *("channel_poster", "channel_card"),
    ]

    assert expected == NAMES


@needs_poppler
@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_has_its_title_its_size_and_embedded_fonts(name: str):
    page = pdf(PROJECT, name, {})

    fonts = [line.split()[-5] for line in told_by("pdffonts", page).splitlines()[2:]]
    wide = sheet(PROJECT, name).orientation == "landscape"
    assert "".join(sheet(PROJECT, name).title.split()) in words_of(page)
    assert sizes_of(page) == {(297, 210) if wide else (210, 297)}
    assert fonts and set(fonts) == {"yes"}
    assert pages_of(page) == (3 if name == "colour_cards" else 1)


@needs_poppler
@pytest.mark.parametrize("name", NAMES)
def test_the_foot_names_the_course_and_where_the_words_come_from(name: str):
    said = words_of(pdf(PROJECT, name, {}))

    assert "清风课堂" in said
    assert "教学编写" in said or "原文" in said or name == "channel_card"


@needs_poppler
@pytest.mark.parametrize("name", [name for name in NAMES if name != "colour_cards"])
def test_what_is_filled_in_can_be_selected(name: str):
    values = {field.id: f"甲{i}乙丙"[: field.most] for i, field in enumerate(texts(name))}
    dates = {field.id: "2026-01-05" for field in sheet(PROJECT, name).fields if field.kind == "date"}

    said = words_of(pdf(PROJECT, name, values | dates))

    assert [value for value in values.values() if value not in said] == []
    assert "2026年1月5日" in said or not dates


@needs_poppler
def test_the_poster_is_printed_on_a4_or_a3():
    small, large = (pdf(PROJECT, "channel_poster", {"纸张": paper}) for paper in ("A4", "A3"))

    assert sizes_of(small) == {(210, 297)} and sizes_of(large) == {(297, 420)}
    assert words_of(small) == words_of(large)


@needs_poppler
def test_each_commitment_is_framed_in_its_own_colour():
    frames = {name: pixel(pdf(PROJECT, name, {}), 9.2, 150) for name in FOUR}

    assert frames == {
        "commitment_red": (0x9F, 0x25, 0x2B),
        "commitment_yellow": (0xC9, 0x9A, 0x1E),
        "commitment_green": (0x2F, 0x6B, 0x3F),
        "commitment_blue": (0x2F, 0x5A, 0x8C),
    }


def test_a_sheet_is_a_picture_too():
    assert png(PROJECT, "thanks", {}).startswith(b"\x89PNG")
    assert len(pngs(PROJECT, "colour_cards", {})) == 3

    with pytest.raises(QueryError, match="有 3 页，没有第 4 页"):
        png(PROJECT, "colour_cards", {}, page=4)


def test_every_sheet_is_written_with_blanks(tmp_path: Path):
    written = write_blank_sheets(PROJECT, tmp_path / "印")

    assert [path.stem for path in written] == [*NAMES[:15], "channel_poster_a3", "channel_card"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)


# --- values are data ----------------------------------------------------------------


@needs_poppler
@pytest.mark.parametrize("name", [name for name in NAMES if name != "colour_cards"])
def test_signs_of_markup_print_as_themselves(name: str):
    said = words_of(pdf(PROJECT, name, full(name, HOSTILE)))

    assert [field.id for field in texts(name) if HOSTILE[: field.most] not in said] == []


@needs_poppler
@pytest.mark.parametrize("text", ["国" * 2000, "W" * 2000, "，。" * 1000, "Ж中a\U0001f600 " * 400])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("colour_cards", "letter_home")])
def test_the_longest_texts_stay_on_the_page(name: str, text: str):
    page = pdf(PROJECT, name, full(name, text))

    ((width, height),) = sizes_of(page)
    boxes = re.findall(
        r'xMin="(.*?)" yMin=".*?" xMax="(.*?)" yMax="(.*?)"', told_by("pdftotext", page, "-bbox")
    )
    outside = [box for box in boxes if not 0 <= float(box[0]) < float(box[1]) <= width / 25.4 * 72]
    assert pages_of(page) == 1
    assert not outside and all(float(box[2]) <= height / 25.4 * 72 for box in boxes)


@needs_poppler
def test_a_long_letter_goes_on_to_another_ruled_page():
    letter = "\n".join(["今天包饺子，给你留了两盘，冻在最下面一层，回来自己煮，水开了点三次。"] * 10)

    page = pdf(PROJECT, "letter_home", {"写给": "老何", "信": letter, "落款": "我"})

    assert pages_of(page) == 2 and words_of(page).count("给你留了两盘") == 10


@needs_poppler
def test_a_text_of_several_lines_keeps_its_lines():
    page = pdf(PROJECT, "letter_home", {"信": "第一行\r\n第二行\r第三行"})

    lines = [line.strip() for line in told_by("pdftotext", page, "-raw").splitlines()]
    assert [line for line in lines if line.startswith("第")] == ["第一行", "第二行", "第三行"]


@needs_poppler
def test_signs_without_a_shape_are_left_out():
    page = pdf(PROJECT, "thanks", {"称呼": "陈\u202e老\x00师\ud800\u200b\t好"})

    assert "陈老师好" in words_of(page)


# --- refusals -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("thank", {}, "没有叫“thank”的打印件。你是想写“thanks”"),
        ("thanks", {"单们": "x"}, "“致家属感谢信”上没有“单们”这一空。你是想写“单位”"),
        ("colour_cards", {"单位": "x"}, "“三色卡”上没有“单位”这一空。这一张没有要填的空。"),
        ("thanks", {"单位": "x", "office": "y"}, "“单位”填了两次。"),
        ("thanks", {"单位": 3}, "“单位”要填文字。"),
        ("appointment", {"年度": "2026年"}, "“年度”最多 4 个字，现在有 5 个。"),
        ("thanks", {"想谢的一件事": "一\n二\n三"}, "“想谢的一件事”最多 2 行，现在有 3 行。"),
        ("channel_poster", {"纸张": "A2"}, "“纸张”不能是“A2”，只能是：A4、A3。"),
        ("thanks", {"日期": "2026年1月5日"}, "“日期”写成 2026-01-05 的样子，现在是“2026年1月5日”。"),
        ("thanks", {"日期": "2026-02-30"}, "“日期”写成 2026-01-05 的样子"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(name: str, values: Mapping[str, object], told: str):
    with pytest.raises(QueryError) as error:
        printed(PROJECT.root, name, values)

    assert str(error.value).startswith(told)


def test_without_a_chinese_font_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(FONT_FOLDER, str(tmp_path))

    with pytest.raises(QueryError) as error:
        pdf(PROJECT, "thanks", {})

    told = str(error.value)
    assert "Noto Sans CJK SC" in told and "apt install fonts-noto-cjk" in told and FONT_FOLDER in told
    assert told.count("。") == 1


@needs_poppler
def test_a_font_in_a_named_folder_is_enough_and_every_sheet_keeps_its_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    fonts = [font for font in typst.Fonts().fonts() if font.family == "Noto Sans CJK SC" and font.path]
    if not fonts:
        pytest.skip("这台电脑上没有 Noto Sans CJK SC 的字体文件")
    shutil.copy(str(fonts[0].path), tmp_path)
    monkeypatch.setenv(FONT_FOLDER, str(tmp_path))

    pages = {name: pdf(PROJECT, name, {}) for name in NAMES}

    assert {name for name, page in pages.items() if pages_of(page) != 1} == {"colour_cards"}
    assert all("NotoSansCJK" in told_by("pdffonts", page) for page in pages.values())


# --- nothing from outside, nothing by chance -------------------------------------------

PRINT_ALL = """
import hashlib, sys
from pathlib import Path
from qingfeng.content.project import find_project
from qingfeng.show.printing import sheets
from qingfeng.show.printing.render import pdf, png
project = find_project(Path(sys.argv[1]))
for one in sheets(project):
    values = {field.label: "甲乙" for field in reversed(one.fields) if field.kind == "text"}
    print(one.name, hashlib.sha256(pdf(project, one.name, values)).hexdigest())
print(hashlib.sha256(png(project, "commitment_lotus", {})).hexdigest())
"""


def in_a_process(code: str, *arguments: str, **more: str) -> str:
    command = [sys.executable, "-X", "utf8", "-c", code, *arguments]
    done = subprocess.run(command, env=os.environ | more, capture_output=True, check=True, encoding="utf-8")
    return done.stdout


def test_the_same_input_gives_the_same_bytes_in_another_process_at_another_time():
    first = in_a_process(PRINT_ALL, str(PROJECT.root), PYTHONHASHSEED="1", SOURCE_DATE_EPOCH="1000000000")
    second = in_a_process(PRINT_ALL, str(PROJECT.root), PYTHONHASHSEED="2", TZ="Asia/Shanghai")

    assert first == second and len(first.split()) == 2 * len(NAMES) + 1


def test_no_day_of_making_is_written():
    page = pdf(PROJECT, "thanks", {})

    assert b"CreationDate" not in page and b"ModDate" not in page


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.txt", "/../secret.txt"])
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, path: str):
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "bad.typ").write_text(f'#read("{path}")', encoding="utf-8")

    with pytest.raises(typst.TypstError):
        compiled(folder / "bad.typ", {}, typst.Fonts(), "pdf")


@contextmanager
def counted() -> Iterator[tuple[str, list[str]]]:
    """An address that counts who calls there."""
    calls: list[str] = []

    class Call(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(str(self.client_address))

    with socketserver.TCPServer(("127.0.0.1", 0), Call) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", calls
        finally:
            server.shutdown()
            thread.join()


# Shows that the address would hear: a package is fetched by way of the proxy.
FETCH = """
import sys, typst
try:
    typst.compile(sys.argv[1], format="pdf")
except typst.TypstError:
    print("refused")
"""


def test_printing_asks_nothing_of_the_network(tmp_path: Path):
    packaged = tmp_path / "packaged.typ"
    packaged.write_text('#import "@preview/cetz:0.3.4"', encoding="utf-8")

    with counted() as (proxy, calls):
        proxies = {name: proxy for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")}
        in_a_process(PRINT_ALL, str(PROJECT.root), **proxies)
        by_printing = len(calls)
        in_a_process(FETCH, str(packaged), **proxies, XDG_CACHE_HOME=str(tmp_path))

    assert by_printing == 0 and calls


def test_no_template_imports_a_package():
    imported = [
        path.name
        for path in TEMPLATES.glob("*.typ")
        if re.search(r'"@|read\(|plugin\(|image\(', path.read_text(encoding="utf-8"))
    ]

    assert imported == []


# --- what stands on the sheets ----------------------------------------------------------


def test_every_basis_of_a_sheet_holds():
    faults = [
        fault
        for book in books(PROJECT)
        for basis in bases_in(book)
        for fault in Library(PROJECT.rulebook, PROJECT.case(book.case)).faults(basis, book.on)
    ]

    assert faults == []


@needs_poppler
def test_the_red_and_the_yellow_commitment_stand_above_two_other_papers():
    red, yellow = (words_of(pdf(PROJECT, name, {})) for name in FOUR[:2])

    assert all("以前已经" in said and "任务书" in said and "廉政合同" in said for said in (red, yellow))
    assert "原文此处有缺字" in yellow and "缺字" not in red


@needs_poppler
@pytest.mark.parametrize("name", FOUR[2:])
def test_whom_green_and_blue_are_for_is_the_office_s_choice_and_nothing_is_promised_for_it(name: str):
    said = words_of(pdf(PROJECT, name, {"对象": "服务外包方"}))

    assert "本单位选定，报道未写" in said
    assert not [line for line in sheet(PROJECT, name).lines if line.id.startswith("item_")]


@needs_poppler
@pytest.mark.parametrize("name", ["channel_poster", "channel_card"])
def test_no_number_is_printed_before_the_office_fills_it_in(name: str):
    said = words_of(pdf(PROJECT, name, {}))

    assert set(re.findall(r"\d{5,}", said)) == ({"12388", "96032"} if name == "channel_poster" else {"12388"})
    assert "12388.gov.cn" in said and "据公开报道" in said
    assert name == "channel_card" or "96032是集团热线，不是纪检监察机关的举报电话" in said


@needs_poppler
def test_the_letter_of_appointment_gives_no_power():
    assert "不是职务，也不带任何职权" in words_of(pdf(PROJECT, "appointment", {}))


@needs_poppler
def test_the_reading_page_paraphrases_nothing():
    said = words_of(pdf(PROJECT, "reading_page", {}))

    assert "课程不转述、不改写、不节选" in said


@needs_poppler
def test_a_card_is_told_by_its_word_on_every_page():
    page = pdf(PROJECT, "colour_cards", {})

    counts = {word: words_of(page).count(word) for word in ("收不得", "先问问", "该收的情分")}
    assert counts == {"收不得": 8, "先问问": 8, "该收的情分": 8}


@needs_poppler
@pytest.mark.parametrize(("count", "last"), [("5", 5), ("10", 10), ("20", 20)])
def test_an_answer_sheet_has_as_many_questions_as_asked_for(count: str, last: int):
    page = pdf(PROJECT, "answer_sheet", {"题数": count, "选项": "三色卡"})

    numbers = [int(one) for one in told_by("pdftotext", page, "-raw").split() if one.isdigit()]
    assert sorted(numbers) == sorted([*range(1, last + 1)] * 2)


# --- faults of an author ----------------------------------------------------------------

BOOK = """title: 试
case: new_year_eve
on: 2022-07
sheets:
  - name: trial
    title: 试
    about: 试
    template: thanks
    origin: 教学编写
    fields:
      - id: a
        label: 甲
        kind: text
        help: 填
      - id: a
        label: 乙
        kind: choice
        help: 填
      - id: paper
        label: 纸张
        kind: choice
        choices:
          - A4
          - B5
        default: B6
        help: 填
    lines:
      - id: one
        text: 一
        origin: 原文
"""


def test_all_faults_of_a_file_of_sheets_are_told_at_once(tmp_path: Path):
    path = tmp_path / "prints.yml"
    path.write_text(BOOK, encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_prints(path, tmp_path)

    told = [(problem.line, problem.code) for problem in error.value.problems]
    assert told == [(15, "M260"), (15, "M261"), (19, "M262"), (19, "M262"), (28, "M263")]


def course_with(tmp_path: Path, old: str, new: str) -> Path:
    """A course whose family sheets say something else."""
    for part in ("course/systems", "course/rules", "cases/new_year_eve", "cases/green_friday"):
        shutil.copytree(PROJECT.root / part, tmp_path / part)
    path = tmp_path / "course" / "systems" / "prints_family.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path


def test_a_broken_file_is_told_with_its_line(tmp_path: Path):
    root = course_with(tmp_path, "    template: lotus\n", "    tempalte: lotus\n")

    with pytest.raises(QueryError, match=r"course/systems/prints_family\.yml第 \d+ 行"):
        printed(root, "thanks", {})


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "- id: opening\n        text: 这几句话",
            "- id: begin\n        text: 这几句话",
            "lines 里没有 opening",
        ),
        ("template: lotus", "template: lotos", "版式 lotos 不存在"),
    ],
)
def test_a_sheet_that_lacks_something_says_what(tmp_path: Path, old: str, new: str, told: str):
    root = course_with(tmp_path, old, new)

    with pytest.raises(QueryError, match=told):
        pdf(Project(root), "commitment_lotus", {})


# --- the command line ---------------------------------------------------------------------


def test_the_list_names_every_sheet_with_its_blanks():
    said = "\n".join(list_sheets(PROJECT))

    assert all(name in said for name in NAMES) and "可以填：我们家、自己的一句、日期" in said


@needs_poppler
def test_a_sheet_is_printed_to_a_file_with_what_is_set(tmp_path: Path):
    out = tmp_path / "家书.pdf"

    said = list(
        print_sheet(PROJECT, "letter_home", out, ("写给=老何", "信=一行\\n又一行", "日期=2026-01-05"))
    )

    assert said == [f"已写好 {out}。"]
    assert "老何：一行又一行" in words_of(out.read_bytes())


def test_a_picture_of_several_pages_becomes_numbered_files(tmp_path: Path):
    said = list(print_sheet(PROJECT, "colour_cards", tmp_path / "卡.png", ()))

    assert len(said) == 3 and sorted(path.name for path in tmp_path.iterdir()) == [
        "卡-1.png",
        "卡-2.png",
        "卡-3.png",
    ]


def test_without_a_file_the_blanks_are_explained():
    said = "\n".join(print_sheet(PROJECT, "answer_sheet", None, ()))

    assert "题数（5、10、20）" in said and "qingfeng print answer_sheet --out answer_sheet.pdf" in said


@pytest.mark.parametrize(
    ("out", "given", "told"),
    [
        ("信.docx", (), "要以 .pdf 或者 .png 结尾"),
        ("没有/信.pdf", (), "写不进"),
        ("信.pdf", ("单位",), "要填的空写成“空=字”，现在是“单位”"),
        ("信.pdf", ("单位=甲", "单位=乙"), "“单位”填了两次"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(tmp_path: Path, out: str, given: tuple[str, ...], told: str):
    with pytest.raises(QueryError, match=re.escape(told)):
        list(print_sheet(PROJECT, "thanks", tmp_path / out, given))
