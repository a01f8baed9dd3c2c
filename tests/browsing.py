"""Debian's Chromium for tests: found, started as tests need it, and watched for requests outside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


FAVOURS = "帮“朋友”忙"


def fetch_quiz(page: Page) -> None:
    """Fetch the favours quiz from the home page and wait for it."""
    page.get_by_role("button", name=f"领取测验：{FAVOURS}").click()
    page.wait_for_url("**/quiz/favours")


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


def outside(page: Page, base: str) -> list[str]:
    """A list that fills with every request that leaves the machine or the course server."""
    seen: list[str] = []

    def note(request: object) -> None:
        url = str(request.url)  # type: ignore[attr-defined]
        if not url.startswith((base, "blob:", "data:", "file:", "about:")):
            seen.append(url)

    page.on("request", note)
    return seen
