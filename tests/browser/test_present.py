"""Sessions in a hall: keys only, both sizes, no network; votes by hand, by phone and rehearsed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from qingfeng.content.project import find_project
from qingfeng.surface.phones.address import addresses
from tests.browsing import PHONE, outside
from tests.server import ROOT, TOKEN, CourseServer, copy_of_course, free_port

PROJECT = find_project(ROOT)
NAMES = PROJECT.session_names
HALLS = {"1024": {"width": 1024, "height": 768}, "1920": {"width": 1920, "height": 1080}}
LEAST = 28

# Overflow of the slide, and the smallest text that is seen on it.
MEASURE = """() => {
  const body = document.querySelector("#stage .body");
  const said = (n) => n.nodeType === 3 && n.textContent.trim();
  const seen = [...document.querySelectorAll("#stage *, #foot *, #board *, #over *")].filter(
    (e) => e.getClientRects().length && [...e.childNodes].some(said));
  const size = (e) => {
    const drawn = e.closest("svg");
    const scale = drawn ? drawn.getBoundingClientRect().width / drawn.viewBox.baseVal.width : 1;
    return parseFloat(getComputedStyle(e).fontSize) * scale * (drawn ? 1 : e.currentCSSZoom);
  };
  const live = Boolean(document.querySelector(".slide.live"));
  return {
    hash: location.hash,
    tall: live ? 0 : body.scrollHeight - body.clientHeight,
    wide: body.scrollWidth - body.clientWidth,
    page: document.documentElement.scrollHeight - innerHeight,
    least: Math.min(...seen.map(size)),
  };
}"""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseServer]:
    """The laptop shape as `qingfeng present` starts it, phones on a port of its own."""
    root = copy_of_course(tmp_path_factory.mktemp("hall"))
    server = CourseServer(root, QINGFENG_VOTE_PORT=str(free_port()))
    with server.start():
        yield server


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context of its own, and sees to it that nothing failed or reached out."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []
    reached: list[list[str]] = []

    def open_(url: str, viewport: dict[str, int] = HALLS["1024"]) -> Page:
        context = chromium.new_context(viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.on("pageerror", lambda error: failures.append(str(error)))
        # A phone's address is this machine's own, in the network.
        reached.append(outside(page, "/".join(url.split("/")[:3])))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert failures == []
    assert [one for one in reached if one] == []


def slides(server: CourseServer, name: str, at: str = "") -> str:
    return f"{server.base}present/{name}?token={TOKEN}{'#' + at if at else ''}"


def shown(page: Page) -> str:
    return page.inner_text("#stage")


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("QINGFENG_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def walk(page: Page, name: str) -> list[str]:
    """PageDown to the end; every step is looked at. The steps' places."""
    places = []
    for number in range(200):
        found = page.evaluate(MEASURE)
        picture(page, f"{name}_{number:03d}")
        assert found["tall"] <= 1 and found["wide"] <= 1 and found["page"] <= 0, found
        assert found["least"] >= LEAST - 0.01, found
        places.append(found["hash"])
        if page.evaluate("Boolean(deck.ended)"):
            return places
        page.keyboard.press("PageDown")
        if page.evaluate("location.hash") == found["hash"] and page.get_by_text("请主持人按数字键").count():
            page.keyboard.press("1")
            page.keyboard.press("PageDown")
    raise AssertionError(f"{name} has no end")


@pytest.mark.slow
@pytest.mark.parametrize("size", HALLS)
@pytest.mark.parametrize("name", NAMES)
def test_a_session_is_rehearsed_from_the_list_to_the_end_by_keys_without_a_network(
    hall: CourseServer, opened: Callable[..., Page], name: str, size: str
):
    page = opened(f"{hall.base}present?token={TOKEN}", HALLS[size])
    link = page.get_by_role("link", name=f"开始放映：{PROJECT.session(name).title}")
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("(e) => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".slide")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.keyboard.press("r")

    places = walk(page, f"{name}_{size}")

    ids = list(dict.fromkeys(place.strip("#").split("/")[0] for place in places))
    assert ids == [slide.id for slide in PROJECT.session(name).slides]
    assert "排练" not in page.inner_text("#stage")


@pytest.mark.parametrize("name", NAMES)
def test_a_slide_keeps_the_contrast_of_a_projector(
    hall: CourseServer, opened: Callable[..., Page], name: str
):
    page = opened(slides(hall, name))
    page.keyboard.press("r")
    rules = {"runOnly": ["color-contrast-enhanced", "color-contrast", "aria-allowed-attr", "button-name"]}
    for _ in range(12):
        found = Axe().run(page, options=rules)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("PageDown")


def vote_place(name: str) -> str:
    """The first question of a session."""
    return next(f"{slide.id}/a.1" for slide in PROJECT.session(name).slides if slide.show == "ask")


def test_hands_are_counted_by_tables_and_a_slip_is_corrected(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "check/a.1"))
    for key in ["5", "ArrowDown", "1", "3", "Backspace", "2", "Enter", "4", "Enter"]:
        page.keyboard.press(key)
    # The second table.
    for key in ["2", "Enter", "0", "Enter", "7"]:
        page.keyboard.press(key)
    assert "共 30 票" in shown(page)
    # Back to the first table: five were three.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("3")
    page.keyboard.press("PageDown")

    counts = page.locator(".bars .count").all_inner_texts()

    assert [one.split()[0] for one in counts] == ["5", "12", "11"]
    picture(page, "hands")


def test_a_second_vote_by_hands_shows_the_shift(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "check/a.1"))
    page.keyboard.type("4")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("2")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.keyboard.type("1")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("5")
    page.keyboard.press("PageDown")

    assert page.locator(".shift").all_inner_texts() == ["－3", "＋3", "±0"]


def phones(page: Page, opened: Callable[..., Page], number: int) -> list[Page]:
    """Phones switched on, and so many of them on the vote page."""
    page.keyboard.press("p")
    page.wait_for_selector(".scan-card")
    picture(page, "code")
    url = "http://" + "".join(page.inner_text(".scan-card .address").split())
    page.keyboard.press("Escape")
    made = [opened(url, PHONE) for _ in range(number)]
    for phone in made:
        phone.wait_for_selector("#options button")
    return made


def choose(phone: Page, number: int) -> None:
    phone.locator("#options button").nth(number).click()
    phone.get_by_text("投好了").wait_for()


needs_network = pytest.mark.skipif(
    not addresses(), reason="this machine has no network, so no phone would find it"
)


@needs_network
def test_phones_vote_change_and_vote_again_and_the_hall_sees_only_numbers_until_the_bars(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "check/a.1"))
    three = phones(page, opened, 3)
    choose(three[0], 0)
    choose(three[0], 1)
    choose(three[1], 1)
    choose(three[2], 2)
    page.get_by_text("已投 3 票").wait_for()
    picture(three[0], "phone")
    assert Axe().run(three[0]).violations_count == 0
    assert page.locator(".bar").count() == 0
    page.keyboard.press("PageDown")
    page.get_by_text("共 3 票").wait_for()
    assert [one.split()[0] for one in page.locator(".bars .count").all_inner_texts()] == ["0", "2", "1"]
    for _ in range(2):
        page.keyboard.press("PageDown")
    for phone, choice in zip(three, (1, 1, 1), strict=True):
        phone.locator("[aria-pressed=true]").first.wait_for(state="detached")
        choose(phone, choice)
    page.keyboard.press("PageDown")

    page.get_by_text("有 1 人换了选项").wait_for()
    picture(page, "shift")
    page.keyboard.press("e")
    page.keyboard.press("e")
    three[0].get_by_text("这一场已经散了").wait_for()
    assert not list((hall.root / "work" / ".votes").glob("*"))


@needs_network
def test_a_phone_opened_again_says_that_it_has_voted(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "check/a.1"))
    (phone,) = phones(page, opened, 1)
    choose(phone, 1)

    phone.reload()
    phone.get_by_text("投好了").wait_for()
    assert phone.locator("[aria-pressed=true]").inner_text().split("\n")[0] == "2"
    page.keyboard.press("e")
    page.keyboard.press("e")


@needs_network
def test_a_phone_that_lost_the_hall_for_a_moment_says_again_that_it_has_voted(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "check/a.1"))
    (phone,) = phones(page, opened, 1)
    choose(phone, 1)
    phone.wait_for_timeout(3000)
    phone.route("**/state?*", lambda route: route.abort())
    phone.get_by_text("没有连上会场").wait_for()
    phone.unroute("**/state?*")

    phone.get_by_text("投好了").wait_for()
    page.keyboard.press("e")
    page.keyboard.press("e")


@needs_network
def test_an_answer_of_before_a_change_does_not_undo_the_change(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "check/a.1"))
    (phone,) = phones(page, opened, 1)
    choose(phone, 0)
    # The network is bad: votes do not get through, and what was asked before comes late.
    lost: list[str] = []
    phone.route("**/vote", lambda route: (lost.append(route.request.url), route.abort()))
    state = {
        "known": "late",
        "mine": 0,
        "ballot": phone.evaluate(
            "fetch(location.pathname + '/state').then((r) => r.json()).then((r) => r.ballot)"
        ),
    }
    phone.route("**/state?*", lambda route: route.fulfill(json=state))
    phone.locator("#options button").nth(2).click()
    phone.wait_for_timeout(4000)
    assert lost and phone.locator("[aria-pressed=true]").inner_text().split("\n")[0] == "3"
    phone.unroute("**/vote")
    phone.unroute("**/state?*")

    phone.get_by_text("投好了").wait_for()
    page.keyboard.press("PageDown")
    page.locator(".bars .count").nth(2).get_by_text("1 票").wait_for()
    assert [one.split()[0] for one in page.locator(".bars .count").all_inner_texts()] == ["0", "0", "1"]
    page.keyboard.press("e")
    page.keyboard.press("e")


@needs_network
def test_votes_survive_a_restart_of_the_whole_server_during_a_session(
    tmp_path: Path, opened: Callable[..., Page]
):
    root = copy_of_course(tmp_path / "course")
    server = CourseServer(root, QINGFENG_VOTE_PORT=str(free_port()))
    with server.start():
        page = opened(slides(server, "favours", "check/a.1"))
        two = phones(page, opened, 2)
        choose(two[0], 0)
        server.kill()
        two[1].get_by_text("没有连上会场").wait_for()
        server.start()
        page.get_by_text("已投 1 票").wait_for()
        choose(two[1], 1)
        page.get_by_text("已投 2 票").wait_for()
        # The presenter's page may be opened anew as well.
        page.reload()
        page.get_by_text("已投 2 票").wait_for()
        page.keyboard.press("PageDown")

        page.get_by_text("共 2 票").wait_for()
        assert [one.split()[0] for one in page.locator(".bars .count").all_inner_texts()] == ["1", "1", "0"]


@needs_network
def test_a_family_session_leaves_every_file_as_it_was(tmp_path: Path, opened: Callable[..., Page]):
    name = next(one for one in NAMES if PROJECT.session(one).audience == "family")
    root = copy_of_course(tmp_path / "course")
    server = CourseServer(root, QINGFENG_VOTE_PORT=str(free_port()))
    with server.start():
        page = opened(slides(server, name, vote_place(name)))
        server.wait_released(PROJECT.course.units[-1].assignment)
        before = files(root)
        one, two = phones(page, opened, 2)
        choose(one, 0)
        choose(two, 1)
        page.get_by_text("已投 2 票").wait_for()
        assert files(root) == before
        page.keyboard.press("PageDown")
        page.get_by_text("共 2 票").wait_for()
        page.keyboard.press("e")
        page.keyboard.press("e")
        one.get_by_text("这一场已经散了").wait_for()

        assert files(root) == before
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.get_by_text("没有留下任何记录").count() == 1


@needs_network
def test_a_family_whose_phone_side_was_lost_votes_on_without_doing_anything(
    hall: CourseServer, opened: Callable[..., Page]
):
    name = next(one for one in NAMES if PROJECT.session(one).audience == "family")
    page = opened(slides(hall, name, vote_place(name)))
    one, two = phones(page, opened, 2)
    choose(one, 0)
    choose(two, 2)
    page.get_by_text("已投 2 票").wait_for()
    assert hall.process
    for process in psutil.Process(hall.process.pid).children(recursive=True):
        if "qingfeng.surface.phones" in process.cmdline():
            process.kill()
    # A new vote counts only in the new process; the other phone's comes again by itself.
    choose(two, 1)
    # Not wait_for_function: the page's policy forbids the eval with which it asks again.
    for _ in range(150):
        if page.evaluate("deck.step.ballot.counts()") == [1, 1, 0]:
            break
        page.wait_for_timeout(100)
    page.keyboard.press("PageDown")
    page.get_by_text("共 2 票").wait_for()

    assert [one.split()[0] for one in page.locator(".bars .count").all_inner_texts()] == ["1", "1", "0"]
    page.keyboard.press("e")
    page.keyboard.press("e")


def files(root: Path) -> dict[str, bytes]:
    """Every file of the course folder but the server's own log and home."""
    kept = [path for path in root.rglob("*") if path.is_file() and path.name != "server.log"]
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in kept
        if path.relative_to(root).parts[0] != "home"
    }


def test_the_hall_decides_where_the_play_goes_and_the_presenter_may_override(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "begin/t0.1"))
    scenes = page.evaluate("deck.slide.scenes.map((scene) => scene.choices.map((choice) => choice.label))")
    for _ in range(3):
        page.keyboard.press("PageDown")
    # Two for the second way.
    page.keyboard.press("ArrowDown")
    page.keyboard.type("2")
    page.keyboard.press("PageDown")
    assert "走这里" in page.locator(".option.here").inner_text()
    page.keyboard.press("PageDown")
    assert scenes[0][1] in shown(page)
    page.keyboard.press("PageUp")

    page.keyboard.press("1")
    page.keyboard.press("PageDown")

    assert scenes[0][0] in shown(page)


def test_another_vote_after_going_back_leads_elsewhere(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "begin/t0.2"))
    scenes = page.evaluate("deck.slide.scenes.map((scene) => scene.choices.map((choice) => choice.label))")
    page.keyboard.type("5")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert scenes[0][0] in shown(page)
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("9")
    page.keyboard.press("PageDown")
    assert scenes[0][1] in page.locator(".option.here").inner_text()

    page.keyboard.press("PageDown")

    assert scenes[0][1] in shown(page) and scenes[0][0] not in shown(page)


def test_votes_stay_as_they_were_counted_when_the_next_ones_are_counted_otherwise(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "check/a.1"))
    page.keyboard.press("r")
    page.keyboard.press("PageDown")
    rehearsed = page.locator(".bars .count").all_inner_texts()
    page.keyboard.press("PageDown")
    page.keyboard.press("h")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.keyboard.press("PageUp")

    assert page.locator(".bars .count").all_inner_texts() == rehearsed
    assert not rehearsed[0].startswith("0 ")


def test_a_tie_waits_for_the_presenter(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "begin/t0.1"))
    for _ in range(4):
        page.keyboard.press("PageDown")
    before = page.url
    page.keyboard.press("PageDown")
    assert page.url == before and "票数一样多" in shown(page)

    page.keyboard.press("3")
    page.keyboard.press("PageDown")

    assert page.url != before


def test_the_presenters_window_shows_notes_and_drives_the_slides(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "check/a.1"))
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value
    notes.wait_for_selector(".notes-grid")
    assert "可能的回答和误解" in notes.inner_text("body") and "练三句话" in notes.inner_text(".next")
    picture(notes, "notes")
    notes.keyboard.press("6")
    notes.keyboard.press("PageDown")

    page.locator(".bars").wait_for()
    assert page.locator(".bars .count").first.inner_text().startswith("6 票")
    assert "分钟" in notes.inner_text("header")


# How many lines the upper edge of the room cuts; the last screen ends where the lab ends.
CUT = """() => {
  const body = document.querySelector("#stage .body");
  const { top } = body.getBoundingClientRect();
  if (body.scrollTop + body.clientHeight >= body.scrollHeight - 2) return 0;
  return [...body.querySelectorAll("tr, dt, p, h4, figure")].filter((e) => e.checkVisibility())
    .map((e) => e.getBoundingClientRect()).filter((r) => r.top < top - 2 && r.bottom > top + 2).length;
}"""


@pytest.mark.parametrize("size", HALLS)
def test_a_lab_is_turned_by_number_keys_and_its_result_stands_on_the_same_screen(
    hall: CourseServer, opened: Callable[..., Page], size: str
):
    page = opened(slides(hall, "merchants", "lab"), HALLS[size])
    fee = page.locator(".live dl dd", has_text="元").first
    fee.wait_for()
    before = fee.inner_text()
    room = page.locator("#stage .body").bounding_box()
    at = fee.bounding_box()
    assert room and at and at["y"] + at["height"] <= room["y"] + room["height"]

    page.keyboard.press("1")
    told = page.locator(".live dl dd", has_text=before)
    told.wait_for(state="detached")
    assert page.evaluate("document.querySelector('.live select').selectedIndex") == 1
    # Three values: once round.
    page.keyboard.press("1")
    page.keyboard.press("1")
    told.wait_for()
    assert page.evaluate("document.querySelector('#stage .body').scrollTop") == 0

    place, screens = page.evaluate("location.hash"), 0
    while page.evaluate("location.hash") == place:
        assert page.evaluate(CUT) == 0
        picture(page, f"lab_{size}_{screens}")
        page.keyboard.press("PageDown")
        screens += 1
    assert 3 <= screens <= 8
    page.keyboard.press("PageUp")
    assert page.evaluate("location.hash") == place


def test_home_closes_the_open_vote_and_begins_again_after_the_end(
    hall: CourseServer, opened: Callable[..., Page]
):
    page = opened(slides(hall, "favours", "check/a.1"))
    page.keyboard.press("7")
    page.keyboard.press("Home")
    page.keyboard.press("r")

    assert page.evaluate("deck.voting.now") is None
    assert page.evaluate("deck.voting.ballots.get('check.a.1').counts()") == [7, 0, 0]
    page.keyboard.press("e")
    page.keyboard.press("e")
    assert page.evaluate("deck.ended") is True
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    assert page.evaluate("location.hash").startswith("#questions/")


def test_black_countdown_keys_and_full_screen(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "three"))
    page.keyboard.press(".")
    assert page.locator(".over.black").is_visible()
    page.keyboard.press(".")
    assert not page.locator(".over.black").is_visible()
    page.keyboard.press("t")
    assert page.inner_text(".clock").startswith(("5:00", "4:59"))
    page.keyboard.press("?")
    assert "黑屏" in page.inner_text(".over")
    assert page.evaluate(MEASURE)["least"] >= LEAST
    picture(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("f")

    page.locator("html:fullscreen").wait_for(state="attached")


def test_teams_score_tie_and_take_back(hall: CourseServer, opened: Callable[..., Page]):
    page = opened(slides(hall, "favours", "three"))
    assert page.locator(".teams").count() == 0
    for key in ["g", "1", "+", "2", "+", "m", "3", "-"]:
        page.keyboard.press(key)
    scores = page.locator(".team b")
    assert scores.all_inner_texts() == ["10", "10", "-10", "0"]
    page.keyboard.press("x")
    assert "平分加赛" in page.inner_text(".teams")
    # Only those who are level play on.
    for key in ["3", "+", "2", "+"]:
        page.keyboard.press(key)
    assert scores.all_inner_texts() == ["10", "20", "-10", "0"]
    assert "平分加赛" not in page.inner_text(".teams")

    page.keyboard.press("u")

    assert scores.all_inner_texts() == ["10", "10", "-10", "0"]
    assert page.evaluate(MEASURE)["least"] >= LEAST
    picture(page, "teams")


def test_without_a_network_address_the_slide_offers_the_next_way(
    hall: CourseServer, opened: Callable[..., Page], tmp_path: Path
):
    from qingfeng.show.pages.page import Door
    from qingfeng.show.sessions.page import slides_page

    path = tmp_path / "present_favours.html"
    path.write_text(slides_page(PROJECT, PROJECT.session("favours"), Door("none")), encoding="utf-8")
    page = opened(f"file://{path}#check/a.1")
    page.keyboard.press("p")
    assert "手机投不了" in page.inner_text(".over") and "按 H" in page.inner_text(".over")
    picture(page, "no_phones")
    page.keyboard.press("Escape")
    page.keyboard.type("8")
    page.keyboard.press("PageDown")

    assert page.locator(".bars .count").first.inner_text().startswith("8 票")


def test_the_learners_server_opens_no_hall(tmp_path: Path, opened: Callable[..., Page]):
    server = CourseServer(copy_of_course(tmp_path / "course"), "--learners")
    with server.start():
        page = opened(slides(server, "favours", "check/a.1"))
        page.keyboard.press("p")

        page.get_by_text("这台服务器不开手机投票").wait_for()
        assert "现场课" not in opened(server.entry).inner_text("main")
