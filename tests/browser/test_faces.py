"""The same lesson on every face: page, phone, a folder without a server, JupyterLab, Voilà."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qingfeng.content.project import Project
from qingfeng.show.pages.site import write_site
from tests.browsing import FAVOURS, LAPTOP, PHONE, fetch_quiz, outside
from tests.server import ROOT, CourseServer, free_port

Look = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write_site(Project(ROOT), out)
    return out


@pytest.mark.parametrize("name", ["", "lesson/favours", "case/favours"])
def test_every_page_is_accessible_and_asks_nothing_of_the_outside(page, quiet, look, laptop, name):
    page.goto(laptop.entry)
    page.goto(laptop.base + name)
    page.wait_for_load_state("networkidle")

    look(page, "page_" + (name.split("/")[0] or "home"))


def test_the_home_page_lists_the_quizzes_in_the_order_of_the_lessons(page: Page, laptop: CourseServer):
    assignments = [unit.assignment for unit in Project(ROOT).course.units]
    for name in assignments:
        laptop.wait_released(name)
    page.goto(laptop.entry)

    quizzes = page.locator("section:has(> h3[id^=quiz-])")
    assert quizzes.locator("h3").evaluate_all("all => all.map((h) => h.id.slice(5))") == assignments
    for number, told in enumerate(quizzes.all_inner_texts(), start=1):
        assert f"第 {number} 课" in told


@pytest.mark.parametrize("name", ["", "lesson/favours", "case/favours", "quiz/favours"])
def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Browser, look, laptop: CourseServer, name):
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(laptop.entry)
    if name.startswith("quiz") and page.get_by_role("button", name=f"领取测验：{FAVOURS}").count():
        fetch_quiz(page)
    page.goto(laptop.base + name)
    page.wait_for_load_state("networkidle")
    look(page, "phone_" + (name.split("/")[0] or "home"))

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_from_a_folder_without_a_server_scenario_and_practice_work(page: Page, look: Look, site: Path):
    asked: list[str] = []
    page.on(
        "request",
        lambda r: asked.append(r.url) if not r.url.startswith(("file:", "blob:", "data:")) else None,
    )
    page.goto(f"file://{site}/index.html")
    look(page, "site_home")
    page.get_by_role("link", name=f"开始学：{FAVOURS}").click()
    scenario = page.locator(".qf-scenario")
    scenario.locator(".qf-choice").first.click()
    expect(scenario.locator(".qf-status")).to_contain_text("已记在这个浏览器里")
    second = scenario.locator("h4").inner_text()
    page.locator(".qf-quiz").last.locator(".qf-choice").first.click()
    expect(page.locator(".qf-quiz").last.locator(".qf-feedback")).to_be_visible()
    page.locator(".qf-lab input[type=number]").fill("250000")
    expect(page.locator(".qf-lab .qf-status")).to_contain_text("请在课程服务器上打开")
    page.reload()
    expect(scenario.locator("h4")).to_have_text(second)
    page.goto(f"file://{site}/index.html")

    expect(page.get_by_text("记在这个浏览器里")).to_be_visible()
    assert asked == []


def test_the_lab_answers_through_the_door(page: Page, quiet, laptop: CourseServer):
    page.goto(laptop.entry)
    page.goto(laptop.base + "lesson/favours")
    lab = page.locator(".qf-lab")
    lab.locator("input[type=number]").fill("150000")
    expect(lab.locator(".qf-result h4")).to_have_text("数额较大")
    lab.locator("input[type=checkbox]").check()

    expect(lab.locator(".qf-result h4")).to_have_text("其他严重情节")
    lab.locator("input[type=number]").fill("")
    expect(lab.locator(".qf-status")).to_contain_text("请填一个数")


def test_what_is_written_to_oneself_goes_nowhere(page: Page, laptop: CourseServer):
    page.goto(laptop.entry)
    page.goto(laptop.base + "lesson/favours")
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    boxes = page.locator(".qf-reflect textarea")
    for number in range(boxes.count()):
        boxes.nth(number).fill("只写给自己看的话")
    page.locator(".qf-reflect").first.get_by_role("button", name="对照参考").first.click()

    assert sent == []
    assert "只写给自己看的话" not in page.evaluate("JSON.stringify(localStorage)")
    assert not [p for p in (laptop.root / "work").rglob("*.json") if "只写给自己" in p.read_text("utf-8")]


def test_jupyterlab_is_in_chinese_and_the_widgets_live_there(page: Page, laptop: CourseServer):
    asked = outside(page, f"http://127.0.0.1:{laptop.port}")
    page.set_default_timeout(60000)
    page.goto(laptop.entry)
    page.goto(f"http://127.0.0.1:{laptop.port}/lab/tree/course/02_favours.ipynb")
    expect(page.get_by_role("menuitem", name="文件")).to_be_visible(timeout=60000)
    # Asked before the kernel is ready, “run all” is dropped without a word.
    expect(page.get_by_text("| 空闲")).to_be_visible(timeout=60000)
    every = page.locator(".lm-Menu-itemLabel").get_by_text("运行所有单元格", exact=True)
    for _ in range(20):
        page.get_by_role("menuitem", name="运行").click()
        page.wait_for_timeout(500)
        if every.count():
            break
        page.keyboard.press("Escape")
        page.wait_for_timeout(1000)
    every.click()
    scenario = page.locator(".qf-scenario")
    expect(scenario.locator(".qf-choice").first).to_be_attached(timeout=60000)
    scenario.scroll_into_view_if_needed()
    before = scenario.locator("h4").inner_text()
    scenario.locator(".qf-choice").first.click()
    expect(scenario.locator("h4")).not_to_have_text(before)
    expect(scenario.locator(".qf-status")).to_contain_text("已保存", timeout=20000)
    if os.environ.get("QINGFENG_SHOTS"):
        page.screenshot(path=f"{os.environ['QINGFENG_SHOTS']}/jupyterlab.png")

    assert [url for url in asked if not url.startswith("ws:")] == []


def test_the_lesson_also_opens_under_voila(page: Page, course: Path):
    port = free_port()
    notebook = course / "course" / "02_favours.ipynb"
    process = subprocess.Popen(
        [sys.executable, "-m", "voila", str(notebook), f"--port={port}", "--no-browser"],
        env={**os.environ, "QINGFENG_ROOT": str(course)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        page.goto(f"http://127.0.0.1:{port}/", timeout=60000)
        scenario = page.locator(".qf-scenario")
        scenario.locator(".qf-choice").first.click(timeout=60000)

        expect(scenario.locator(".qf-feedback")).to_be_visible()
    finally:
        process.terminate()
        process.wait()


def test_formgrader_shows_an_essay_and_asks_nothing_of_the_outside(page: Page, laptop: CourseServer):
    asked = outside(page, f"http://127.0.0.1:{laptop.port}")
    run = [sys.executable, "-m"]
    settings = {"env": laptop.environment, "check": True, "capture_output": True}
    subprocess.run([*run, "qingfeng", "demo"], cwd=laptop.root, **settings)  # type: ignore[call-overload]
    folder = laptop.root / "assignments"
    subprocess.run([*run, "nbgrader", "collect", "favours"], cwd=folder, **settings)  # type: ignore[call-overload]
    page.goto(laptop.entry)
    page.goto(f"http://127.0.0.1:{laptop.port}/formgrader/manage_submissions/favours")
    page.get_by_role("row", name="demo02").locator(".autograde a").click()
    expect(page.get_by_text("Successfully autograded 'favours' for student 'demo02'.")).to_be_visible(
        timeout=30000
    )
    result = json.loads((folder / "autograded" / "demo02" / "favours" / "result.json").read_bytes())
    assert {item["state"] for item in result["items"]} == {"right"}
    page.goto(f"http://127.0.0.1:{laptop.port}/formgrader/gradebook/favours/favours")
    page.get_by_text("Submission #1").click()
    expect(page.get_by_text("我会这样说")).to_be_visible()
    # The fields answer only once formgrader has read the scores.
    expect(page.locator("#section_single")).to_have_attribute("placeholder", "20")
    page.locator("#section_essay").fill("24")
    with page.expect_response(lambda reply: reply.request.method == "PUT" and reply.ok):
        page.locator("#section_essay").press("Tab")
    page.reload()
    expect(page.locator("#section_essay")).to_have_value("24")
    if os.environ.get("QINGFENG_SHOTS"):
        page.set_viewport_size({**LAPTOP, "height": 1400})
        page.screenshot(path=f"{os.environ['QINGFENG_SHOTS']}/formgrader.png", full_page=True)

    assert asked == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lesson/nothing", "没有这一课"),
        ("case/nothing", "没有这个案例"),
        ("quiz/nothing", "请回到首页"),
        ("feedback/favours", "首页会显示"),
        ("nothing", "回到课程首页"),
    ],
)
def test_a_page_that_is_not_there_says_so_in_chinese(
    page: Page, look: Look, laptop: CourseServer, name, words
):
    page.goto(laptop.entry)
    reply = page.goto(laptop.base + name)

    assert reply is not None and reply.status == 404
    expect(page.get_by_text(words).first).to_be_visible()
    look(page, "missing")
