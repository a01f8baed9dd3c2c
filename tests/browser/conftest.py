"""A browser and a learner's page, watched: nothing leaves the machine, nothing fails unseen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browsing import LAPTOP, browser, outside

FORBIDDEN = re.compile(r"Traceback|\bError\b|In \[|Out\[|\bkernel\b|ImportError")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page at 1366×768; at its end nothing may have failed in it."""
    context = chromium.new_context(viewport=LAPTOP, locale="zh-CN")
    made = context.new_page()
    failures: list[str] = []
    made.on("pageerror", lambda error: failures.append(str(error)))
    made.set_default_timeout(15000)
    yield made
    context.close()
    assert failures == []


@pytest.fixture
def quiet(page: Page) -> Iterator[list[str]]:
    """The requests that leave the course server: none, by the end."""
    seen = outside(page, "http://127.0.0.1:")
    yield seen
    assert seen == []


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Check a page for what no learner may meet, and keep a picture where QINGFENG_SHOTS says."""

    def looked(page: Page, name: str) -> None:
        folder = os.environ.get("QINGFENG_SHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}.png"))
        assert not FORBIDDEN.search(page.inner_text("body"))
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

    return looked
