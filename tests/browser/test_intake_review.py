"""The page of a review in a browser: lines that light up, folds, the keyboard, accessibility."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from minutes.intake import Upload, make
from minutes.models import Intake, Meeting
from tests.browser.conftest import log_in
from tests.browser.intake_documents import as_pdf, as_scan, as_text, as_word, field, read_in
from tests.browser.test_every_page import faults
from tests.conftest import Cast
from tests.factories import PASSWORD, account, make_item, make_meeting
from tests.minutes.intake_pages import MINUTES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _readings(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


# Field -> words of the line that is lit when it has the focus.
LIT = {
    "#id_head-date": "Fredagen den 8 mars 2024",
    "#id_head-place": "Ekby folkets hus",
    "#id_head-approvers": "Bodil Malmgren",
    "#id_attendance-0-mode": "Asta Ekman",
    "#id_items-0-title": "Gemensam cykelplan",
    "#id_items-0-background": "Kommunerna har svarat",
    "#id_items-0-decisions-0-counts": "Gruppen antar cykelplanen",
    "#id_items-1-decisions-0-text": "ställer sig bakom",
}


@pytest.mark.parametrize("document", [as_text, as_word, as_pdf, as_scan])
def test_choosing_a_field_lights_its_lines(
    page: Page, cast: Cast, tmp_path: Path, document: Callable[[Path], Path]
) -> None:
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, document(tmp_path))
    for chosen, words in LIT.items():
        page.locator(chosen).focus()
        expect(page.locator("#kalla .lit", has_text=words).first).to_be_in_viewport()
    field(page, "Busskort", "background").hover()
    expect(page.locator("#kalla .lit").first).to_contain_text("Korten räcker")


def test_link_to_a_folded_field_unfolds_it(page: Page, cast: Cast, tmp_path: Path) -> None:
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, as_text(tmp_path))
    expect(page.locator("#id_items-1-line")).to_be_hidden()
    page.evaluate("location.hash = 'id_items-1-line'")
    expect(page.locator("#id_items-1-line")).to_be_focused()


def test_faults_lead_to_their_fields_also_folded_ones(page: Page, cast: Cast, tmp_path: Path) -> None:
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, as_text(tmp_path))
    page.locator("summary", has_text="Nästa möte").click()
    page.locator("#id_head-next_precision").select_option("day")
    page.get_by_role("button", name="Spara ändringar").click()
    fault = page.get_by_role("alert").get_by_role("link")
    expect(fault).to_have_text("Nästa möte: Skriv dagen, eller välj något annat än dag.")
    fault.click()
    expect(page.locator("#id_head-next_on")).to_be_focused()


def test_enter_in_a_field_keeps_the_review_and_does_nothing_else(
    page: Page, cast: Cast, tmp_path: Path
) -> None:
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, as_text(tmp_path))
    page.locator("#id_items-1-title").fill("Busskort för alla")
    page.locator("#id_items-1-title").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Granskningen är sparad")
    assert [item["title"] for item in Intake.objects.get().record["items"]] == [
        "Gemensam cykelplan",
        "Busskort för alla",
    ]
    assert not Meeting.objects.exists()


def test_everything_is_within_reach_of_the_keyboard(page: Page, cast: Cast, tmp_path: Path) -> None:
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, as_text(tmp_path))
    summary = page.locator("#arende-1 summary", has_text="Slå ihop")
    page.locator("#id_items-1-decisions-0-text").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Slå ihop § 2 Busskort")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/#arende-0")
    expect(page.locator("#kalla .lit").first).to_contain_text("Gemensam cykelplan")


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_reading_in_keep_the_rules_of_accessibility(
    browser: Browser, live_server: Any, cast: Cast, tmp_path: Path, width: int
) -> None:
    # The policy is left out: what measures here sets styles of its own in fields of text.
    page = browser.new_context(base_url=live_server.url, bypass_csp=True, locale="sv-SE").new_page()
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, account(cast.secretary).email, PASSWORD)
    page.goto("/admin/minutes/intake/add/")
    found: dict[str, Any] = {"upload": own(faults(page))}
    meeting = make_meeting(cast.body, place="Gamla salen")
    make_item(meeting, "Försvinner" * 12)
    text = MINUTES.replace("Vera Okänd, Ekby", "Vera Okänd, Region Sjölandet")
    intake = make(Upload("mars.txt", text.encode()), account(cast.secretary), cast.body)
    record = {**intake.record, "unplaced": [{"line": 3, "text": "En rad som ingen tog"}]}
    Intake.objects.update(record=record, choices={"dropped": ["items.1", "attendance.1"]})
    page.goto(f"/admin/minutes/intake/{intake.pk}/change/")
    found["review"] = own(faults(page))
    for fold in page.locator("details").all():
        fold.evaluate("element => element.open = true")
    found["unfolded"] = own(faults(page))
    page.locator("#id_head-date").fill("åttonde mars")
    page.get_by_role("button", name="Spara i boken").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv dagen som")
    assert page.title().startswith("Fel: ")
    found["wrong"] = own(faults(page))
    page.goto(f"/admin/minutes/intake/{intake.pk}/save/")
    expect(page.get_by_role("heading", name="Skillnader")).to_be_visible()
    found["replace"] = own(faults(page))
    waiting = make(Upload("x.txt", b"  "), account(cast.secretary), cast.body, at_once=False)
    page.goto(f"/admin/minutes/intake/{waiting.pk}/change/")
    found["reading"] = own(faults(page))
    expect(page.get_by_role("button", name="Läs igen")).to_be_visible(timeout=30_000)
    found["refused"] = own(faults(page))
    page.context.close()
    assert {name: what for name, what in found.items() if what} == {}


def own(found: list[Any]) -> list[Any]:
    """Leave out what Django's own header and breadcrumbs do."""
    return [
        (rule, where)
        for rule, where in found
        if "breadcrumbs" not in str(where) and "header" not in str(where)
    ]
