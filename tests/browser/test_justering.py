"""The way of a protocol on a phone: a change is proposed, put in, read alone and approved; then corrected."""

import datetime as dt
import time
from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from playwright.sync_api import Browser, Page, ViewportSize, expect

from minutes.approval import circulate
from minutes.login import SHOWN_AT
from minutes.models import Correction, Meeting, Officer
from participants.models import Body, Membership, Organization, Person
from tests.browser.conftest import follow, log_in, log_out
from tests.factories import PASSWORD, account, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK, NARROW = (
    ViewportSize(width=width, height=height) for width, height in ((360, 760), (1280, 900), (320, 760))
)


@pytest.fixture
def secretary(db: None) -> Person:
    call_command("load_minutes", stdout=StringIO())
    return make_member("Siv Skrivare", Body.objects.get(slug="lg"), Membership.Role.SECRETARY)


@pytest.fixture
def approver(secretary: Person) -> Person:
    organization = Organization.objects.get(short_name="Alvesta")
    return make_member("Jorun Justerare", Body.objects.get(slug="lg"), organization=organization)


@pytest.fixture
def meeting(secretary: Person, approver: Person) -> Meeting:
    """The meeting of November 2023, out for justering."""
    meeting = Meeting.objects.get(body__slug="lg", date=dt.date(2023, 11, 6))
    meeting.officers.filter(role=Officer.Role.APPROVER).delete()
    meeting.officers.create(role=Officer.Role.APPROVER, person=approver)
    circulate(meeting, account(secretary))
    return meeting


def check(page: Page) -> None:
    """Keep to the rules of accessibility at a desk and on a small phone, with no sideways scroll."""
    before = page.viewport_size
    for size in (DESK, NARROW):
        page.set_viewport_size(size)
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert before is not None
    page.set_viewport_size(before)


def enter(page: Page, person: Person) -> None:
    log_in(page, account(person).email, PASSWORD)


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name))


def test_justering_on_a_phone(page: Page, meeting: Meeting, secretary: Person, approver: Person) -> None:
    page.set_viewport_size(PHONE)
    spent = _reads_and_proposes(page, approver)
    _accepts(page, secretary)
    spent += _reads_the_change_alone_and_approves(page, meeting, approver)
    assert spent <= 180, f"{spent:.0f} s"
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.APPROVED
    enter(page, secretary)
    page.goto(meeting.get_absolute_url())
    check(page)
    expect(page.get_by_role("link", name="Ladda ner protokollet som PDF")).to_be_visible()


def _reads_and_proposes(page: Page, approver: Person) -> float:
    """Return the seconds that the justerare's own steps took, without those of the checks."""
    enter(page, approver)
    began = time.monotonic()
    follow(page, page.get_by_role("link", name="Justera mötesanteckningar 6 november 2023"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Granska och justera mötesanteckningar 6 november 2023"
    )
    press(page, "Godkänn protokollet")
    expect(page.get_by_role("alert")).to_contain_text("Det gick inte att godkänna än")
    spent = time.monotonic() - began
    check(page)
    began = time.monotonic()
    for box in page.get_by_role("checkbox").all():
        box.check()
    expect(page.get_by_text("13 av 13 delar lästa")).to_be_visible()
    page.wait_for_load_state("networkidle")
    press(page, "Begär ändring i § 8")
    press(page, "Skicka ändringsförslaget")
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför texten ska ändras")
    spent += time.monotonic() - began
    check(page)
    began = time.monotonic()
    page.get_by_label("Bakgrund").fill("Processgruppen visar hur ett avtal blir till.")
    page.get_by_label("Skäl", exact=True).fill("Kortare och lättare att läsa.")
    press(page, "Skicka ändringsförslaget")
    expect(page.locator("#punkt-8")).to_contain_text("Sekreteraren har inte svarat än.")
    spent += time.monotonic() - began
    check(page)
    log_out(page)
    return spent


def _accepts(page: Page, secretary: Person) -> None:
    enter(page, secretary)
    check(page)
    follow(page, page.get_by_role("link", name="Svara på ändringsförslag"))
    check(page)
    press(page, "Svara och skicka ny utgåva")
    expect(page.get_by_role("alert")).to_contain_text("Välj Godta eller Avböj.")
    check(page)
    page.get_by_label("Godta ändringen").check()
    press(page, "Svara och skicka ny utgåva")
    expect(page.get_by_role("status").first).to_contain_text("Utgåva 2 är skickad")
    follow(page, page.get_by_role("link", name="Byt justerare"))
    check(page)
    log_out(page)


def _reads_the_change_alone_and_approves(page: Page, meeting: Meeting, approver: Person) -> float:
    enter(page, approver)
    check(page)
    began = time.monotonic()
    follow(page, page.get_by_role("link", name="Justera mötesanteckningar 6 november 2023"))
    changed = page.get_by_role("region", name="Ändrat sedan utgåva 1")
    expect(changed.get_by_role("checkbox")).to_have_count(1)
    expect(changed.locator("ins").last).to_contain_text("blir till")
    assert page.get_by_role("checkbox").locator("visible=true").count() == 1
    spent = time.monotonic() - began
    check(page)
    began = time.monotonic()
    changed.get_by_role("checkbox").check()
    press(page, "Godkänn protokollet")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Du har godkänt mötesanteckningar 6 november 2023"
    )
    spent += time.monotonic() - began
    check(page)
    log_out(page)
    return spent


def test_password_is_asked_for_again_and_a_correction_is_approved(
    page: Page, meeting: Meeting, secretary: Person, approver: Person
) -> None:
    page.set_viewport_size(PHONE)
    enter(page, approver)
    page.goto(f"/moten/{meeting.pk}/justera/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.wait_for_load_state("networkidle")
    _let_the_login_grow_old(page)
    press(page, "Godkänn protokollet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bekräfta att det är du")
    check(page)
    page.get_by_label("Lösenord").fill("fel")
    press(page, "Bekräfta och godkänn")
    expect(page.get_by_role("alert")).to_contain_text("Lösenordet stämmer inte")
    check(page)
    page.get_by_label("Lösenord").fill(PASSWORD)
    press(page, "Bekräfta och godkänn")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Du har godkänt")
    log_out(page)
    _correct(page, meeting, secretary)
    enter(page, approver)
    follow(page, page.get_by_role("link", name="Godkänn rättelse 1"))
    check(page)
    press(page, "Godkänn rättelsen")
    expect(page.get_by_role("main")).to_contain_text("Gäller sedan")
    page.goto(meeting.get_absolute_url())
    expect(page.get_by_role("heading", name="Rättelse 1")).to_have_count(2)
    check(page)


def _let_the_login_grow_old(page: Page) -> None:
    """Have the person's own session think that the password was shown ten minutes ago."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(key)
    session[SHOWN_AT] = time.time() - 600
    session.save()


def _correct(page: Page, meeting: Meeting, secretary: Person) -> None:
    enter(page, secretary)
    page.goto(meeting.get_absolute_url())
    follow(page, page.get_by_role("link", name="Rätta det justerade protokollet"))
    check(page)
    follow(page, page.get_by_role("link", name="§ 8 Processgrupp avtal och överenskommelser: Bakgrund"))
    check(page)
    page.get_by_label("Så ska det stå").fill("Processgruppen visar hur ett avtal blir till.")
    press(page, "Skicka rättelsen för godkännande")
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför det rättas")
    check(page)
    page.get_by_label("Skäl", exact=True).fill("Det stod fel.")
    press(page, "Skicka rättelsen för godkännande")
    expect(page.get_by_role("main")).to_contain_text("Väntar på godkännande")
    check(page)
    assert Correction.objects.get().approved_at is None
    log_out(page)


def test_justering_works_without_javascript(
    browser: Browser, live_server: Any, meeting: Meeting, approver: Person
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    enter(page, approver)
    page.goto(f"/moten/{meeting.pk}/justera/")
    boxes = page.get_by_role("checkbox").all()
    for box in boxes[:5]:
        box.check()
    press(page, "Spara vad jag har läst")
    expect(page.get_by_text(f"5 av {len(boxes)} delar lästa")).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Godkänn protokollet")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Du har godkänt")
    context.close()
