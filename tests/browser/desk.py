"""The desk of a meeting in a browser, and the drafts that come of what is typed there."""

import time

from playwright.sync_api import Browser, Page

from minutes.models import Draft, Meeting
from tests.browser.conftest import log_in
from tests.factories import PASSWORD

EMAIL = "siv.sekreterare@example.org"
MOST_LOST = 10  # seconds of typing


def address_of(meeting: Meeting) -> str:
    return f"/admin/minutes/meeting/{meeting.pk}/skrivbord/"


def open_desk(page: Page, meeting: Meeting) -> None:
    log_in(page, EMAIL, PASSWORD)
    page.goto(address_of(meeting))


def open_again(page: Page, browser: Browser) -> Page:
    """Close the browser as a crash does, nothing asked, and open the same page in a new one."""
    address, state = page.url, page.context.storage_state()
    page.context.close()
    context = browser.new_context(base_url=address.split("/admin")[0], storage_state=state, locale="sv-SE")
    again = context.new_page()
    again.goto(address)
    return again


def drafted() -> set[str]:
    """Return every word that lies in a draft."""
    return {text for draft in Draft.objects.all() for text in draft.values.values()}


def wait_for_drafts(page: Page, *words: str) -> None:
    """Wait until the page says that all is kept, for as long as a text may be lost; then look for the words.

    The database is asked only then: the tests' SQLite is one connection, for the server's thread too.
    """
    latest = time.monotonic() + MOST_LOST
    while page.evaluate("desk.forms().some(desk.isUnkept)") and time.monotonic() < latest:
        page.wait_for_timeout(100)
    assert set(words) - drafted() == set()
