"""What a member does between two meetings: finds what is owed and reports it, by keys and without scripts."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from decisions.models import Obligation
from participants.models import Body, Organization, Person
from tests.browser.conftest import follow, log_in
from tests.factories import PASSWORD, account, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member(db: None) -> Person:
    call_command("load_minutes", stdout=StringIO())
    alvesta = Organization.objects.get(short_name="Alvesta")
    return make_member("Vera Exempel", Body.objects.get(slug="lg"), organization=alvesta)


def test_open_actions_of_a_municipality_are_three_pages_away(page: Page, member: Person) -> None:
    log_in(page, account(member).email, PASSWORD)  # the start page: one
    follow(page, page.get_by_role("link", name="Uppföljning", exact=True))  # two: the own is chosen already

    expect(page.get_by_label("Organisation", exact=True)).to_have_value("own")
    rows = page.locator("table.matrix tbody tr")
    owed = Obligation.objects.open().filter(organization__short_name="Alvesta")
    expect(rows).to_have_count(owed.count())
    expect(page.locator("h1")).to_contain_text("försenade")
    follow(page, rows.first.get_by_role("rowheader").get_by_role("link").first)  # three: the paragraph
    expect(page).to_have_url(re.compile(r"/moten/\d+/#arende-\d+$"))


def test_report_by_keys_on_a_phone(page: Page, member: Person) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    log_in(page, account(member).email, PASSWORD)
    page.goto("/uppfoljning/")
    page.locator("a.share").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Klart").focus()
    page.keyboard.press("Space")
    page.get_by_label("Anteckning").focus()
    page.keyboard.type("Klart i mars.")
    page.get_by_role("button", name="Spara rapporten").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Rapporten är sparad")
    report = Obligation.objects.get(organization__short_name="Alvesta", status="done").reports.get()
    assert (report.note, report.reported_by) == ("Klart i mars.", account(member))


def test_it_all_works_without_scripts(browser: Browser, live_server: Any, member: Person) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/logga-in/")
    page.get_by_label("E-postadress").fill(account(member).email)
    page.get_by_label("Lösenord").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Logga in"))
    follow(page, page.get_by_role("link", name="Uppföljning", exact=True))
    follow(page, page.get_by_role("link", name="Ta bort filtret Läge: Öppna"))
    follow(page, page.locator("a.share").first)
    page.get_by_label("Pågår").check()
    follow(page, page.get_by_role("button", name="Spara rapporten"))
    expect(page.get_by_role("status").first).to_contain_text("Rapporten är sparad")
    page.goto("/tillganglighet/")
    page.get_by_label("Vad går inte att använda").fill("Bilden saknar text.")
    follow(page, page.get_by_role("button", name="Skicka rapporten"))
    expect(page.locator("h1")).to_contain_text("Tack")
    context.close()
