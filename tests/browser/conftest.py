"""A real browser: Debian's chromium, driven by Playwright, in a window of a desk and of a phone."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

# Playwright's own loop runs in this thread, and Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
CHROMIUM = shutil.which("chromium")
# What the browser and htmx also report: the answers 404, 409 and 422, the login page in place of an
# answer, and the lost network, of the tests.
ASKED_FOR = re.compile(
    r"status of 4|Status Error Code (?:200|4)|ERR_INTERNET_DISCONNECTED"
    r"|htmx:(?:afterRequest|sendError), \[object"
)
PATIENCE = 15_000  # milliseconds: the machine may be busy with more than these tests
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "chromium is missing: in CI nothing is skipped"
        pytest.skip("needs Debian's chromium (apt-get install chromium)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page that fails the test on any message of error in its console: a broken policy, a missing file."""
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", timezone_id="Europe/Stockholm")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not ASKED_FOR.search(message.text):
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page that it leads to: what then looks at the page never meets the old one."""
    with page.expect_navigation():
        link.click()


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/logga-in/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/")


def log_out(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Logga ut").click()
