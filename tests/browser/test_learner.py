"""A learner's whole way, by mouse and by keyboard alone, with the server killed on the way."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from qingfeng.content.project import Project
from qingfeng.show.grading.build import released_answer
from tests.browsing import FAVOURS, fetch_quiz
from tests.server import CourseServer, copy_of_course

Look = Callable[[Page, str], None]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CourseServer]:
    """A laptop server of one's own, which a test may kill."""
    with CourseServer(copy_of_course(tmp_path / "course"), learner="learner1") as made:
        yield made.wait_released()


def answers_of(server: CourseServer) -> dict[str, object]:
    path = server.root / "work" / "learner1" / "favours" / "answers.json"
    return dict(json.loads(path.read_bytes())["answers"])


def right_answers(server: CourseServer) -> dict[str, object]:
    bank = Project(server.root).bank("favours")
    return {i.id: released_answer(i, "favours") for i in bank.items if i.type != "case_analysis"}


def questions(server: CourseServer) -> list[dict[str, object]]:
    path = server.root / "work" / "learner1" / "favours" / "items.json"
    return list(json.loads(path.read_bytes())["items"])


def kernels(server: CourseServer) -> int:
    """The kernels this server has started; other tests start their own meanwhile."""
    assert server.process is not None
    children = psutil.Process(server.process.pid).children(recursive=True)
    return sum("ipykernel" in " ".join(child.cmdline()) for child in children)


def saved(page: Page) -> None:
    expect(page.locator(".qf-quiz .qf-status")).to_contain_text("已保存")


def choose(page: Page, identity: str) -> None:
    page.locator(f'.qf-quiz [data-qf-key="{identity}"]').click()


def answer_one(page: Page, item: dict[str, object], right: object, by: str) -> None:
    """Answer the item that is shown, by mouse or by keys."""
    kind = item["type"]
    if kind in ("single", "truefalse", "multiple"):
        for identity in [right] if isinstance(right, str) else list(right):  # type: ignore[call-overload]
            button = page.locator(f'.qf-quiz [data-qf-key="{identity}"]')
            if by == "mouse":
                button.click()
            else:
                number = button.locator(".qf-number").inner_text()
                page.keyboard.press(number)
            expect(button).to_have_attribute("aria-checked", "true")
    elif kind == "matching":
        for left, other in dict(right).items():  # type: ignore[call-overload]
            page.locator(f'select[data-qf-key="{left}"]').select_option(other)
    elif kind == "ordering":
        _order(page, list(right))  # type: ignore[call-overload]
    else:
        page.locator(".qf-quiz textarea").fill("事实、身份职权、行为、规则、后果、出口，一步一步写。" * 12)


def _order(page: Page, right: list[str]) -> None:
    """Move each step up to its place with the buttons."""
    for place, identity in enumerate(right):
        for _ in range(len(right)):
            row = page.locator(".qf-order li").nth(place)
            if row.locator(f'[data-qf-key="{identity}up"]').count():
                break
            page.locator(f'[data-qf-key="{identity}up"]').click()
    confirm = page.get_by_role("button", name="就是这个顺序")
    if confirm.count():
        confirm.click()


def test_a_learner_goes_the_whole_way_by_mouse(page: Page, quiet, look: Look, server: CourseServer):
    page.goto(server.entry)
    look(page, "home")
    page.get_by_role("link", name=f"开始学：{FAVOURS}").click()
    expect(page.locator(".qf-scenario h4")).to_have_text("熟人来托")
    look(page, "lesson")
    scenario = page.locator(".qf-scenario")
    for _ in range(40):
        if scenario.locator(".qf-ending").count():
            break
        scenario.locator(".qf-choice").last.click()
    expect(scenario.get_by_text("报道写的路")).to_be_visible()
    look(page, "ending")
    practice = page.locator(".qf-quiz").last
    practice.locator(".qf-choice").first.click()
    expect(practice.locator(".qf-feedback")).to_be_visible()
    look(page, "practice")

    page.goto(server.base)
    expect(page.get_by_text("已做 2／3 项")).to_be_visible()
    fetch_quiz(page)
    right = right_answers(server)
    for item in questions(server)[:-2]:
        answer_one(page, item, right.get(str(item["id"])), "mouse")
        page.get_by_role("button", name="下一题").click()
    look(page, "quiz")
    page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="去交卷").click()
    expect(page.get_by_text("还有 2 题没有答")).to_be_visible()
    look(page, "unanswered")
    for number in (len(right), len(right) + 1):
        page.locator(".qf-grid").first.get_by_role("button", name=f"第 {number} 题").click()
        item = questions(server)[number - 1]
        answer_one(page, item, right.get(str(item["id"])), "mouse")
    saved(page)
    page.get_by_role("button", name="去交卷").click()
    expect(page.get_by_text("每一题都答了")).to_be_visible()
    page.get_by_role("button", name="交卷", exact=True).click()
    receipt = page.locator(".qf-receipt")
    expect(receipt).to_be_visible(timeout=30000)
    look(page, "receipt")

    (inbound,) = server.root.glob("work/exchange/qingfeng/inbound/*")
    content = (inbound / "answers.json").read_bytes()
    shown = receipt.inner_text()
    assert inbound.name.rsplit("+", 1)[1] in shown
    assert hashlib.sha256(content).hexdigest() in shown
    assert {k: v for k, v in json.loads(content)["answers"].items() if k in right} == {
        k: list(v) if isinstance(v, tuple) else v for k, v in right.items()
    }
    page.goto(server.base)
    quiz = page.get_by_role("region", name=f"{FAVOURS}：评分")
    expect(quiz.locator(".qf-state")).to_have_text("已提交")
    assert kernels(server) == 0


def test_a_learner_goes_the_whole_way_with_keys_alone(page: Page, quiet, server: CourseServer):
    page.goto(server.entry)

    def tab_to(name: str, within: int = 60) -> None:
        for _ in range(within):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "() => { const e = document.activeElement;"
                " return (e.getAttribute('aria-label') || e.textContent).trim(); }"
            )
            if re.search(name, focused):
                return
        raise AssertionError(f"no way to “{name}” with Tab")

    tab_to(f"^领取测验：{FAVOURS}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quiz/favours")
    right = right_answers(server)
    expect(page.locator(".qf-quiz h4")).to_contain_text("第 1／")
    for number, item in enumerate(questions(server), start=1):
        expect(page.locator(".qf-quiz h4")).to_contain_text(f"第 {number}／")
        if number == 1:
            tab_to("^第 1 题")
        kind, key = item["type"], right.get(str(item["id"]))
        if kind in ("single", "truefalse", "multiple"):
            answer_one(page, item, key, "keys")
        elif kind == "ordering":
            _order_with_keys(page, list(key), tab_to)  # type: ignore[call-overload]
        elif kind == "matching":
            _match_with_keys(page, dict(key), tab_to)  # type: ignore[call-overload]
        else:
            tab_to("在这里写")
            page.keyboard.insert_text("用键盘写下的分析，一步一步来。" * 20)
        tab_to("^(下一题|去交卷)$")
        page.keyboard.press("Enter")
    expect(page.get_by_text("每一题都答了")).to_be_visible()
    tab_to("^交卷$")
    page.keyboard.press("Enter")
    expect(page.locator(".qf-receipt")).to_be_visible(timeout=30000)

    given = answers_of(server)
    assert {k: given[k] for k in right} == {
        k: list(v) if isinstance(v, tuple) else v for k, v in right.items()
    }


def _order_with_keys(page: Page, right: list[str], tab_to: Callable[..., None]) -> None:
    for place, identity in enumerate(right):
        for _ in range(len(right)):
            if page.locator(".qf-order li").nth(place).locator(f'[data-qf-key="{identity}up"]').count():
                break
            page.locator(f'[data-qf-key="{identity}up"]').focus()
            page.keyboard.press("Alt+ArrowUp")
    if page.get_by_role("button", name="就是这个顺序").count():
        tab_to("就是这个顺序")
        page.keyboard.press("Enter")


def _match_with_keys(page: Page, right: dict[str, str], tab_to: Callable[..., None]) -> None:
    for left, other in right.items():
        select = page.locator(f'select[data-qf-key="{left}"]')
        select.focus()
        count = select.evaluate("(e, v) => [...e.options].findIndex(o => o.value === v)", other)
        for _ in range(count):
            page.keyboard.press("ArrowDown")
        expect(select).to_have_value(other)


def test_the_scenario_is_played_and_taken_up_again_with_keys(page: Page, quiet, server: CourseServer):
    page.goto(server.entry)
    page.goto(server.base + "lesson/favours")
    scenario = page.locator(".qf-scenario")
    scenario.locator(".qf-choice").first.focus()
    page.keyboard.press("1")
    expect(scenario.locator(".qf-feedback")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(scenario.locator(".qf-choice").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(scenario.locator(".qf-choice").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(scenario.locator(".qf-status")).to_contain_text("已保存")
    third = scenario.locator("h4").inner_text()
    page.reload()
    expect(scenario.locator("h4")).to_have_text(third)
    scenario.locator(".qf-choice").first.focus()
    page.keyboard.press("Backspace")

    expect(scenario.locator("h4")).not_to_have_text(third)


def test_a_killed_server_loses_no_saved_answer_and_typed_ones_wait(page: Page, server: CourseServer):
    page.goto(server.entry)
    fetch_quiz(page)
    first = questions(server)[0]
    options = [str(o["id"]) for o in first["options"]]  # type: ignore[attr-defined]
    choose(page, options[0])
    saved(page)
    server.kill()
    assert answers_of(server) == {first["id"]: options[0]}

    choose(page, options[1])
    expect(page.locator(".qf-quiz .qf-status")).to_contain_text("暂时连不上")
    page.get_by_role("button", name=re.compile("第 29 题")).click()
    page.locator(".qf-quiz textarea").fill("服务器不在的时候写下的话")
    server.start()
    saved(page)
    assert answers_of(server) == {first["id"]: options[1], "favours_e01": "服务器不在的时候写下的话"}

    server.kill()
    page.locator(".qf-quiz textarea").fill("关上页面以前写下的话")
    expect(page.locator(".qf-quiz .qf-status")).to_contain_text("暂时连不上")
    page.goto("about:blank")
    server.start()
    page.goto(server.base + "quiz/favours")
    saved(page)
    assert answers_of(server)["favours_e01"] == "关上页面以前写下的话"


def test_two_windows_on_one_paper_ask_which_answers_to_keep(page: Page, server: CourseServer):
    page.goto(server.entry)
    fetch_quiz(page)
    first = questions(server)[0]
    options = [str(o["id"]) for o in first["options"]]  # type: ignore[attr-defined]
    other = page.context.new_page()
    other.goto(server.base + "quiz/favours")
    expect(other.locator(".qf-choice").first).to_be_visible()
    choose(page, options[0])
    saved(page)
    choose(other, options[1])
    expect(other.get_by_role("alertdialog")).to_be_visible()
    other.get_by_role("button", name=re.compile("用更新的那一份")).click()

    expect(other.locator(f'[data-qf-key="{options[0]}"]')).to_have_attribute("aria-checked", "true")
    assert answers_of(server) == {first["id"]: options[0]}
