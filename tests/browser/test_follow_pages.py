"""Threads, promises, the register and the pictures in a browser: full, empty, long, wrong, dark, narrow."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from decisions.models import Decision, Promise
from minutes.models import AgendaItem, Matter
from minutes.threads import propose_threads
from participants.models import Body, Membership, Organization, Person
from tests.browser.conftest import follow, log_in
from tests.browser.test_every_page import faults
from tests.factories import PASSWORD, account, make_body, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WINDOWS = [(1280, "light"), (320, "light"), (1280, "dark"), (320, "dark")]
LONG = "Samverkansöverenskommelseuppföljning" * 7


@pytest.fixture
def secretary(db: None) -> Person:
    """The example as freshly read minutes, some threads confirmed and some not; an empty group beside it."""
    call_command("load_minutes", stdout=StringIO())
    body = Body.objects.get(slug="lg")
    AgendaItem.objects.filter(matter__title__startswith="Kommun").update(matter=None)
    AgendaItem.objects.filter(title="Gymnasiedimensionering").update(title=LONG)
    Matter.objects.filter(title="Suicidprevention").update(title=LONG)
    Promise.objects.filter(status="kept").update(text=LONG)
    Decision.objects.filter(number="LG 2023-11-06 §8").update(text=LONG)
    propose_threads(body)
    person = make_member(
        "Vera Exempel", body, Membership.Role.SECRETARY, Organization.objects.get(short_name="Växjö")
    )
    person.memberships.create(body=make_body("TG"), role=Membership.Role.MEMBER)
    return person


def addresses() -> list[str]:
    threads = Matter.objects.filter(title__in=[LONG, "Kronobarnsmodellen och Link", "Kommunöverläkare"])
    return [
        *(f"/tradar/{matter.pk}/" for matter in threads),
        f"/tradar/{threads[0].pk}/ordna/",
        "/tradar/",
        "/tradar/forslag/",
        "/beslut/",
        "/beslut/?since=2023-11-01&until=2023-01-01&kind=x&matter=kronobarn",
        "/beslut/?matter=finns+inte",
        "/beslut/lg-2023-11-06-8/",
        "/beslut/lg-2023-11-06-3/",
        "/loften/",
        "/loften/?status=moved",
        "/grupper/lg/oversikt/",
        "/grupper/tg/oversikt/",
    ]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_pages_keep_the_rules_of_accessibility(
    page: Page, secretary: Person, width: int, scheme: Any
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    log_in(page, account(secretary).email, PASSWORD)
    found = {}
    for address in addresses():
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(row => { row.open = true })")
        found[address] = faults(page)
    page.goto("/beslut/lg-2023-11-06-8/")
    page.locator(".relate > summary").click()
    page.get_by_label("Det äldre beslutets nummer").fill("LG 1999-01-01 §1")
    follow(page, page.get_by_role("button", name="Anteckna sambandet"))
    found["a number that is none"] = faults(page)
    assert {address: what for address, what in found.items() if what} == {}


def test_without_javascript_a_thread_is_confirmed_merged_and_undone(
    browser: Browser, live_server: Any, secretary: Person
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, account(secretary).email, PASSWORD)
    page.goto("/tradar/forslag/")
    section = page.locator("section.thread-proposal").filter(has_text="Kommunöverläkare")
    section.get_by_label("Trådens rubrik").fill("Läkare i kommunerna")
    follow(page, section.get_by_role("button", name="Bekräfta tråden"))
    assert "Läkare i kommunerna" in page.get_by_role("status").first.inner_text()
    matter = Matter.objects.get(title="Läkare i kommunerna")
    assert matter.items.count() == 2

    kept = Matter.objects.get(title="Barnutredningen")
    page.goto(f"/tradar/{kept.pk}/ordna/")
    page.get_by_label("Tråden som ska gå upp i den här").select_option(label="Läkare i kommunerna")
    follow(page, page.get_by_role("button", name="Slå ihop trådarna"))
    page.goto(f"/tradar/{matter.pk}/")
    assert page.url.endswith(f"/tradar/{kept.pk}/")

    page.goto("/tradar/forslag/")
    follow(page, page.get_by_role("button", name="Ångra").first)
    page.goto(f"/tradar/{matter.pk}/")
    assert page.locator("h1").inner_text() == "Läkare i kommunerna"
    context.close()


def test_printed_the_drawings_and_their_figures_are_there(page: Page, secretary: Person) -> None:
    log_in(page, account(secretary).email, PASSWORD)
    page.goto("/grupper/lg/oversikt/")
    page.emulate_media(media="print")
    assert page.locator("svg.chart").first.is_visible()
    assert not page.locator(".site-nav").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgba(0, 0, 0, 0)",
        "rgb(255, 255, 255)",
    }
