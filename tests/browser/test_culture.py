"""Couple cards, reading circle, letter, exhibition, mould, wall and map, in a browser: each played by
keys alone, kept nowhere, whole on a phone and on a projector."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from qingfeng.content.project import Project
from qingfeng.show.pages.lesson import Lesson, lesson_of
from qingfeng.show.pages.page import Door, lesson_page
from qingfeng.show.widgets.classes import reference_html
from qingfeng.show.widgets.data import widget_data
from tests.browsing import LAPTOP, PHONE, outside
from tests.server import ROOT, CourseServer, copy_of_course

Look = Callable[[Page, str], None]
Open = Callable[[str], Locator]
PROJECTOR = {"width": 1920, "height": 1080}
REFERENCES = {
    "couple": "couple:new_year_eve",
    "circle": "circle:new_year_eve",
    "letter": "letter:home",
    "exhibition": "exhibition:virtual",
    "mould": "mould:own",
    "gallery": "gallery:wall",
    "map": "map:favours",
}


def lesson(title: str, *names: str) -> nbformat.NotebookNode:
    """A notebook with the saved outputs of these widgets."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}\n\n## 一起做")])
    for name in names:
        sentence = widget_data(Project(ROOT), REFERENCES[name]).sentence
        data = {"text/html": reference_html(REFERENCES[name], sentence), "text/plain": sentence}
        output = nbformat.v4.new_output("execute_result", data, execution_count=None)
        book.cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    return book


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page for each widget, and one with all of them, as files."""
    out, project = tmp_path_factory.mktemp("culture"), Project(ROOT)
    nbformat.write(lesson("文化", *REFERENCES), out / "all.ipynb")
    pages = {"all": lesson_of(out / "all.ipynb")}
    for name, reference in REFERENCES.items():
        html = reference_html(reference, widget_data(project, reference).sentence)
        pages[name] = Lesson(
            name, f'<h1>一课</h1><h2>一起做</h2><div class="qf-output">{html}</div>', (reference,)
        )
    for name, one in pages.items():
        page = lesson_page(project, one, "一课", Door("none"), [])
        (out / f"{name}.html").write_text(page, encoding="utf-8")
    return out


@pytest.fixture
def opened(page: Page, folder: Path) -> Iterator[Open]:
    """Opens a widget's page; by the end nothing was asked of anybody and nothing was stored."""
    asked: list[str] = []

    def open_one(name: str) -> Locator:
        page.goto(f"file://{folder}/{name}.html")
        page.on("request", lambda one: asked.append(one.url))
        return page.locator(".qf-card[aria-label]").first

    yield open_one
    assert [url for url in asked if not url.startswith(("blob:", "data:", "about:", "file:"))] == []
    stored = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    assert page.evaluate(stored) == '[{},{},""]'


def press(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def tab_to(page: Page, target: Locator, within: int = 60) -> None:
    """Reach an element with Tab alone."""
    for _ in range(within):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("no way there with Tab")


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def data_of(page: Page) -> dict[str, object]:
    """What the page gave its widget."""
    return dict(json.loads(page.locator("script[data-qf-data]").first.text_content() or ""))


# --- couple cards ------------------------------------------------------------------------


def round_of(page: Page, root: Locator, one: dict[str, list[list[str]]], way: str) -> tuple[str, str]:
    """Choose two cards that meet in this way, by keys; gives their labels."""
    meets = one["meets"]
    mine, yours = next((i, k) for i, row in enumerate(meets) for k, said in enumerate(row) if said == way)
    expect(root.locator(".qf-turn")).to_contain_text("在单位上班的这一位")
    press(page, str(mine + 1))
    expect(root.get_by_text("卡已扣下")).to_have_count(1)
    press(page, "Enter")
    expect(root.locator(".qf-turn")).to_contain_text("在家里撑着的这一位")
    assert one["cards"][0][mine] not in root.inner_text()
    press(page, str(yours + 1))
    expect(root.get_by_text("卡已扣下")).to_have_count(2)
    assert not {one["cards"][0][mine], one["cards"][1][yours]} & set(root.inner_text().splitlines())
    press(page, "Enter")
    return one["cards"][0][mine], one["cards"][1][yours]


def test_two_people_play_every_round_by_keys_and_both_cards_are_shown_at_once(
    page: Page, look: Look, opened: Open
):
    root = opened("couple")
    rounds = data_of(page)["rounds"]
    assert isinstance(rounds, list)
    tab_to(page, button(root, "开始"))
    press(page, "Enter")
    for number, one in enumerate(rounds):
        way = ("differ", "same_steady", "both_waver")[number % 3]
        faces = round_of(page, root, one, way)
        expect(root.locator(".qf-face")).to_have_text(list(faces))
        expect(root.locator(".qf-feedback")).to_contain_text(one["said"][way][:12])
        expect(root.locator(".qf-talk")).to_have_count(0 if way == "same_steady" else 1)
        expect(root.locator(".qf-sentences li")).to_have_text(one["talk"])
        assert not {"✓", "✗"} & set(root.locator(".qf-hands").inner_text())
        if number < 2:
            look(page, f"couple_{way}")
        press(page, "Enter")

    expect(root.get_by_role("heading", name="收卡")).to_be_focused()
    press(page, "Backspace")
    expect(root.locator(".qf-face")).to_have_count(2)


def test_a_key_held_down_does_not_choose_for_the_other(page: Page, opened: Open):
    root = opened("couple")
    tab_to(page, button(root, "开始"))
    press(page, "Enter", "ArrowDown")
    expect(root.locator(".qf-choice").first).to_be_focused()
    for _ in range(5):
        page.keyboard.down("Enter")

    expect(root.get_by_role("heading", name="扣下了一张")).to_be_focused()
    press(page, "1", "2")
    expect(root.get_by_text("卡已扣下")).to_have_count(1)


def test_going_back_shows_a_fresh_hand(page: Page, opened: Open):
    root = opened("couple")
    tab_to(page, button(root, "开始"))
    press(page, "Enter", "1", "Enter", "1", "Backspace", "Backspace", "Backspace")
    expect(root.locator(".qf-turn")).to_contain_text("在单位上班的这一位")
    expect(root.locator("[aria-checked=true], .qf-face")).to_have_count(0)
    press(page, "Backspace")

    expect(button(root, "开始")).to_be_visible()


def test_a_minute_is_counted_for_those_who_want_it(page: Page, opened: Open):
    page.clock.install()
    root = opened("couple")
    rounds = data_of(page)["rounds"]
    assert isinstance(rounds, list)
    button(root, "开始").click()
    round_of(page, root, rounds[0], "differ")
    tab_to(page, button(root, "数一分钟"))
    press(page, "Enter")
    page.clock.run_for(20_000)
    expect(root.get_by_role("timer")).to_have_text("还有 40 秒")
    page.clock.run_for(41_000)
    expect(root.get_by_text("一分钟到了")).to_be_visible()
    press(page, "Enter", "Enter")

    expect(root.get_by_role("timer")).to_have_text("")
    expect(button(root, "数一分钟")).to_be_focused()


# --- reading circle ------------------------------------------------------------------------


def test_a_circle_reads_to_its_end_by_keys(page: Page, look: Look, opened: Open):
    root = opened("circle")
    look(page, "circle_cast")
    parts = data_of(page)["parts"]
    assert isinstance(parts, list)
    tab_to(page, root.get_by_role("button", name="1 个人", exact=True))
    press(page, "4")
    expect(root.get_by_role("button", name="4 个人", exact=True)).to_have_attribute("aria-pressed", "true")
    who = root.get_by_label("“乙”由谁读")
    expect(who).to_have_value("3")
    who.focus()
    press(page, "ArrowUp")
    tab_to(page, button(root, "开始读"))
    press(page, "Enter")
    expect(root.get_by_role("heading", name="旁白")).to_be_focused()
    expect(root.locator(".qf-reader")).to_have_text("第 1 位读")
    look(page, "circle_part")
    press(page, "Enter")
    expect(root.locator(".qf-asked")).to_have_text(parts[0]["pause"])
    look(page, "circle_pause")
    press(page, "ArrowRight", "ArrowRight")
    expect(root.locator(".qf-reader")).to_have_text("第 2 位读")
    press(page, "Backspace")
    expect(root.locator(".qf-reader")).to_have_text("第 1 位读")
    for _ in range(60):
        if root.get_by_text("第 1／5 问").count():
            break
        press(page, "ArrowRight")
    press(page, "Enter")
    expect(root.locator(".qf-answer")).to_be_visible()
    look(page, "circle_question")
    for _ in range(9):
        press(page, "Enter")

    expect(root.get_by_role("heading", name="一家人能说什么，能做什么")).to_be_focused()
    expect(root.locator(".qf-together")).to_contain_text("能说“我陪你去”")
    look(page, "circle_end")


def test_more_people_than_roles_take_turns(page: Page, opened: Open):
    root = opened("circle")
    root.get_by_role("button", name="8 个人", exact=True).click()
    expect(root.get_by_role("status")).to_contain_text("一段换一个人")
    expect(root.locator("select")).to_have_count(0)
    button(root, "开始读").click()
    for _ in range(60):
        if root.get_by_text("第 8／12 段").count():
            break
        press(page, "ArrowRight")

    expect(root.locator(".qf-reader")).to_have_text("第 8 位读")


# --- letter ---------------------------------------------------------------------------------


def test_a_letter_is_written_and_printed_alone_and_gone_with_the_page(page: Page, look: Look, opened: Open):
    page.add_init_script(
        "window.print = () => { window.paper = document.querySelector('.qf-paper')?.innerText;"
        " window.dispatchEvent(new Event('afterprint')); }"
    )
    root = opened("letter")
    tab_to(page, root.get_by_label("写给谁"))
    page.keyboard.insert_text("妈")
    press(page, "Tab", "ArrowDown", "Tab")
    page.keyboard.insert_text("厨房那盏灯又亮到九点。\n往后洗碗归我。")
    tab_to(page, root.get_by_label("署名"))
    page.keyboard.insert_text("老大")
    sheet = root.locator(".qf-letter")
    expect(sheet.locator("p")).to_contain_text(
        ["妈：", "天天见面", "厨房那盏灯", "往后洗碗归我。", "老大", ""]
    )
    look(page, "letter")
    tab_to(page, button(root, "印出来"))
    press(page, "Enter")
    printed = page.evaluate("window.paper")
    assert "妈：" in printed and "往后洗碗归我。" in printed and "想说的话" not in printed
    expect(page.locator(".qf-paper")).to_have_count(0)

    root.get_by_label("署名").focus()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("body > .qf-paper")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    button(root, "全部擦掉").click()
    expect(sheet).not_to_contain_text("老大")
    root.get_by_label("署名").fill("老大")
    page.goto("about:blank")
    page.go_back()
    expect(page.locator(".qf-letter")).not_to_contain_text("老大")


# --- exhibition -------------------------------------------------------------------------------------


def test_the_exhibition_is_walked_from_door_to_door_by_keys(page: Page, look: Look, opened: Open):
    root = opened("exhibition")
    look(page, "exhibition_door")
    chapters = data_of(page)["chapters"]
    assert isinstance(chapters, list)
    tab_to(page, button(root, "走进展厅"))
    press(page, "Enter")
    for n, chapter in enumerate(chapters):
        for one in chapter["exhibits"]:
            expect(root.get_by_role("heading", name=one["title"], exact=True)).to_be_focused()
            expect(root.locator(".qf-told")).to_have_count(0)
            press(page, "Enter")
            expect(root.locator(".qf-told")).to_contain_text(one["text"][:10])
            expect(root.locator(".qf-meta").first.locator(".qf-tag")).to_have_text(one["origin"])
            press(page, "ArrowRight")
        press(page, "Enter", "1" if n % 2 else "2")
        chosen = chapter["qa"]["options"][0 if n % 2 else 1]
        expect(root.locator(".qf-feedback")).to_be_focused()
        expect(root.locator(".qf-feedback")).to_contain_text("答对了" if chosen["right"] else "再想一想")
        expect(root.get_by_text(f"脚下亮了 {2 * n + 2}／8 朵莲")).to_be_visible()
        if not n:
            look(page, "exhibition_answered")
        press(page, "Enter")

    expect(root.get_by_role("heading", name="出口")).to_be_focused()
    expect(root.locator(".qf-lotus.qf-lit")).to_have_count(8)
    press(page, "Backspace")
    expect(root.get_by_text("章末一题")).to_be_visible()


def test_in_the_exhibition_one_goes_back_closes_and_changes_the_chapter(page: Page, opened: Open):
    root = opened("exhibition")
    button(root, "走进展厅").click()
    press(page, "ArrowRight", "Enter")
    expect(root.locator(".qf-told")).to_contain_text("清白堂")
    press(page, "Backspace")
    expect(root.locator(".qf-told")).to_have_count(0)
    press(page, "Backspace")
    expect(root.get_by_role("heading", name="一个称呼")).to_be_focused()
    press(page, "ArrowDown")
    here = root.locator(".qf-room[aria-current]")
    expect(here).to_have_accessible_name("第 2 章 市场廉音，5 处，看过 0 处，你在这里")
    press(page, "ArrowUp", "ArrowUp")

    expect(root.get_by_role("heading", name="展厅门口")).to_be_focused()


def test_the_exhibition_leads_to_the_lessons_that_have_a_page(page: Page, opened: Open):
    root = opened("exhibition")
    button(root, "走进展厅").click()
    press(page, "ArrowDown", "Enter")

    expect(root.get_by_role("link", name="帮“朋友”忙")).to_have_attribute("href", "lesson_favours.html")


def test_the_lotus_stands_still_for_those_who_want_no_motion(chromium: Browser, folder: Path):
    moves = {}
    for wish in ("reduce", "no-preference"):
        context = chromium.new_context(viewport=LAPTOP, reduced_motion=wish)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"file://{folder}/exhibition.html")
        button(page.locator(".qf-exhibition"), "走进展厅").click()
        press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Enter", "1")
        moves[wish] = page.locator(".qf-bloom").evaluate("e => getComputedStyle(e).animationName")
        context.close()

    assert moves == {"reduce": "none", "no-preference": "qf-bloom"}


# --- mould --------------------------------------------------------------------------------------


def test_a_trade_is_made_ones_own_by_keys_and_printed(page: Page, look: Look, opened: Open):
    root = opened("mould")
    links = root.locator(".qf-link-step")
    look(page, "mould")
    tab_to(page, links.first)
    press(page, "Alt+ArrowRight")
    expect(links.nth(1)).to_be_focused()
    expect(links.nth(1)).to_contain_text("看图接单")
    press(page, "ArrowRight", "Enter")
    expect(root.get_by_role("heading", name="第 3／12 步")).to_be_focused()
    press(page, "Tab", "ControlOrMeta+a")
    page.keyboard.insert_text("开秤")
    expect(links.nth(2)).to_contain_text("开秤")
    expect(root.locator(".qf-editor .qf-tag")).to_have_text("自己写的")
    tab_to(page, button(root, "删去这一步"))
    press(page, "Enter")
    expect(links).to_have_count(11)
    expect(links.nth(2)).to_be_focused()
    tab_to(page, button(root, "在后面加一步"))
    press(page, "Enter")
    page.keyboard.insert_text("当面算账")
    root.get_by_text("看印出来的样子").press("Enter")
    row = root.locator(".qf-sheet tbody tr").nth(3)
    expect(row.locator("th, td")).to_have_text(["4", "当面算账", "—", "（空着，不硬凑）", "自己写的"])
    expect(root.locator(".qf-chain-picture")).to_have_accessible_name(re.compile("4，当面算账：（空着"))
    look(page, "mould_sheet")
    button(root, "一碗面").press("Enter")
    expect(links).to_have_count(8)
    button(root, "一副模具").press("Enter")
    expect(links.nth(3)).to_contain_text("当面算账")
    button(root, "恢复原样").press("Enter")
    expect(links).to_have_count(12)
    button(root, "从头写自己的").press("Enter")

    expect(links).to_have_count(1)
    expect(button(root, "删去这一步")).to_be_disabled()


# --- wall ------------------------------------------------------------------------------------------


def test_works_are_looked_at_one_by_one_by_keys(page: Page, look: Look, opened: Open):
    root = opened("gallery")
    frames = root.locator(".qf-frame-work")
    look(page, "gallery")
    tab_to(page, frames.first)
    press(page, "ArrowRight", "Enter")
    expect(root.get_by_text("第 2／46 件")).to_be_visible()
    assert (root.locator(".qf-large img").get_attribute("alt") or "").strip()
    look(page, "gallery_large")
    press(page, "ArrowLeft", "ArrowLeft")
    expect(root.get_by_text("第 46／46 件")).to_be_visible()
    press(page, "Backspace")

    expect(frames.last).to_be_focused()
    expect(root.get_by_text("评分表在练习台")).to_be_visible()


# --- map ----------------------------------------------------------------------------------------------


def test_the_map_says_what_hangs_where_by_keys(page: Page, look: Look, opened: Open):
    root = opened("map")
    look(page, "map")
    expect(root.locator(".qf-hung")).to_contain_text("你在这里")
    tab_to(page, button(root, "监管清廉"))
    press(page, "ArrowRight", "ArrowRight", "Enter")
    expect(root.get_by_role("status")).to_have_text("“主体清明”下面挂着 1 课。")
    expect(root.get_by_role("link", name="诚信市场")).to_have_attribute("href", "lesson_half_point.html")
    press(page, "7")
    expect(root.get_by_role("status")).to_have_text("“小微权力管控”下面挂着 3 课。")
    look(page, "map_lever")
    press(page, "Backspace")
    expect(root.locator(".qf-hung > *")).to_have_count(0)
    root.get_by_text("用表格看全部").press("Enter")

    expect(root.locator("tbody tr")).to_have_count(8)
    look(page, "map_table")


# --- everywhere -------------------------------------------------------------------------------------


def further(page: Page, name: str) -> Iterator[str]:
    """Some places to look at in a widget, by name."""
    yield "first"
    first = {"couple": "开始", "circle": "开始读", "exhibition": "走进展厅"}.get(name)
    if first:
        button(page.locator(".qf-card").first, first).click()
        yield "begun"
        press(page, "1" if name == "couple" else "Enter")
        yield "further"
    if name == "couple":
        press(page, "Enter", "1", "Enter")
        yield "shown"
    if name == "mould":
        page.get_by_text("看印出来的样子").click()
        yield "sheet"
    if name == "gallery":
        page.locator(".qf-frame-work").first.click()
        yield "large"
    if name == "map":
        button(page.locator(".qf-map"), "干部清正").click()
        page.get_by_text("用表格看全部").click()
        yield "table"


@pytest.mark.parametrize("name", REFERENCES)
def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Browser, look: Look, folder: Path, name: str):
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"file://{folder}/{name}.html")
    page.locator(".qf-card").first.wait_for()
    for place in further(page, name):
        look(page, f"phone_{name}_{place}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], place
    context.close()


@pytest.mark.parametrize("name", [name for name in REFERENCES if name != "letter"])
def test_on_a_projector_words_are_large_and_nothing_is_cut(
    chromium: Browser, look: Look, folder: Path, name: str
):
    context = chromium.new_context(viewport=PROJECTOR, locale="zh-CN")
    page = context.new_page()
    page.goto(f"file://{folder}/{name}.html")
    root = page.locator(".qf-card").first
    button(root, "放满屏幕").press("Enter")
    expect(button(root, "退出满屏")).to_have_attribute("aria-pressed", "true")
    for place in further(page, name):
        look(page, f"projector_{name}_{place}")
        sizes = root.locator("p:visible, li:visible, .qf-choice:visible, dd:visible").evaluate_all(
            "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
        )
        assert min(sizes) >= 28, place
        assert root.evaluate("e => e.scrollWidth <= e.clientWidth"), place
    context.close()


def test_all_of_them_live_on_one_page_made_from_a_notebook(page: Page, look: Look, opened: Open):
    opened("all")
    expect(page.locator(".qf-card")).to_have_count(len(REFERENCES))
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")

    assert len(ids) == len(set(ids))
    look(page, "culture_all")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseServer]:
    """A course whose second lesson holds couple cards, circle, letter and exhibition, on a server."""
    root = copy_of_course(tmp_path_factory.mktemp("course"))
    book = lesson("只在这一页里", "couple", "circle", "letter", "exhibition")
    nbformat.write(book, root / "course" / "02_favours.ipynb")
    with CourseServer(root, learner="learner1") as server:
        yield server


def test_with_a_server_at_hand_nothing_is_sent_to_it_or_kept_by_it(page: Page, served: CourseServer):
    page.goto(served.entry)
    page.goto(served.base + "lesson/favours")
    page.wait_for_load_state("networkidle")
    desk = served.root / "work" / "learner1"
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    stored = page.evaluate("JSON.stringify(localStorage)")
    sent: list[str] = outside(page, "nowhere:")
    button(page.locator(".qf-couple"), "开始").click()
    press(page, "1", "Enter", "1", "Enter", "Enter")
    button(page.locator(".qf-circle"), "开始读").click()
    press(page, "Enter", "Enter")
    page.get_by_label("想说的话").fill("只写给家里看的话")
    button(page.locator(".qf-exhibition"), "走进展厅").click()
    press(page, "ArrowDown", "Enter")
    link = page.locator(".qf-exhibition").get_by_role("link", name="帮“朋友”忙")
    expect(link).to_have_attribute("href", "/qingfeng/lesson/favours")
    press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Enter", "1")
    expect(page.locator(".qf-exhibition .qf-feedback")).to_be_visible()
    page.wait_for_timeout(1500)

    assert [url for url in sent if not url.startswith(("blob:", "data:"))] == []
    assert page.evaluate("JSON.stringify(localStorage)") == stored == "{}"
    assert {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()} == before
    assert "只写给家里" not in "".join(
        path.read_text("utf-8", errors="ignore")
        for path in (served.root / "work").rglob("*")
        if path.is_file()
    )
