"""The desk's pages as they look and behave: accessible in each state, and easy to find one's way in."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from decisions.models import Decision
from minutes.models import Attendance, Meeting, Officer
from participants.models import Person
from tests.browser.conftest import log_in
from tests.browser.desk import EMAIL, address_of, open_desk
from tests.browser.test_every_page import faults
from tests.browser.test_every_page import reader as reader  # noqa: PLC0414  a fixture
from tests.conftest import Cast
from tests.factories import PASSWORD, account, make_attendance, make_circulated, make_item, make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [1440, 768, 360]


@pytest.fixture
def seen(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page without the policy, for axe sets styles itself; that the policy holds is tested by `page`."""
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def look(page: Page, found: dict[str, object], name: str) -> None:
    """Note what is wrong with the page, in each width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if wrong := faults(page):
            found[f"{name} {width}"] = wrong


def test_each_state_keeps_the_rules_of_accessibility(seen: Page, reader: Person) -> None:
    page = seen
    log_in(page, account(reader).email, PASSWORD)
    found: dict[str, object] = {}
    page.goto("/admin/minutes/meeting/nytt/")
    look(page, found, "new meeting")
    page.locator("#id_date").fill("2026-05-08")
    page.get_by_role("button", name="Visa dagordningen").click()
    expect(page.get_by_role("heading", name="Dagordningen börjar med")).to_be_visible()
    look(page, found, "agenda")
    page.get_by_role("button", name="Skapa mötet").click()
    page.wait_for_url("**/skrivbord/")
    look(page, found, "planned")
    area = page.locator("[data-item] [name=background]").first
    area.fill("Beslut: Gruppen godkänner dagordningen.")
    expect(page.locator("[data-accept]")).to_have_count(1)
    page.locator("#id_huvud-start").fill("16:00")
    page.locator("#id_huvud-end").fill("15:00")
    page.keyboard.press("Control+s")
    expect(page.locator("#desk-summary").get_by_role("link")).to_have_count(1)
    for fold in page.locator(".desk-folds summary").all():
        fold.click()
    look(page, found, "faults, offers and open folds")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    look(page, found, "help")
    page.keyboard.press("Escape")
    meeting = Meeting.objects.get(date="2026-05-08")
    for path in (
        f"{address_of(meeting)}granska/",
        reverse("admin:minutes_meeting_notice", args=[meeting.pk]),
    ):
        page.goto(path)
        look(page, found, path)
    for older in Meeting.objects.exclude(pk=meeting.pk):
        page.goto(address_of(older))
        page.set_viewport_size({"width": 1440, "height": 900})
        look(page, found, str(older))

    assert found == {}


def test_a_clash_and_a_locked_desk_keep_them_too(seen: Page, cast: Cast) -> None:
    page = seen
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    found: dict[str, object] = {}
    open_desk(page, meeting)
    item.background = "Det som den andra skrev."
    item.save(update_fields=["background"])
    page.locator(f"#id_arende-{item.pk}-background").fill("Det som jag skrev.")
    page.keyboard.press("Control+s")
    expect(page.locator(".desk-theirs")).to_be_visible()
    look(page, found, "clash")
    page.reload()
    expect(page.locator(".desk-draft")).to_be_visible()
    look(page, found, "draft")
    locked = make_circulated(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 5, 8))
    page.goto(address_of(locked))
    expect(page.get_by_text("Protokollet är låst.")).to_be_visible()
    look(page, found, "locked")

    assert found == {}


def test_the_table_of_contents_and_the_heading_follow(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    items = [make_item(meeting, title, background="Rad.\n" * 20) for title in ("Första", "Andra")]
    page.set_viewport_size({"width": 1440, "height": 900})
    open_desk(page, meeting)
    toc = page.get_by_role("navigation", name="Mötets delar")
    toc.get_by_role("link", name="Andra").click()
    expect(toc.locator("[aria-current]")).to_have_text("2. Andra")
    page.locator(f"#id_arende-{items[1].pk}-title").fill("Nytt namn")
    page.keyboard.press("Control+s")
    expect(toc.get_by_role("link", name="2. Nytt namn")).to_be_visible()
    expect(page.locator("[data-item] h3").last).to_have_text("2. Nytt namn")
    expect(toc.locator("[aria-current]")).to_have_text("2. Nytt namn")


def test_the_rest_are_present_at_one_press(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_attendance(meeting, cast.secretary, cast.organization, mode=Attendance.Mode.DIGITAL)
    for one in (cast.member, cast.adjuster):
        make_attendance(meeting, one, cast.organization, mode=Attendance.Mode.UNKNOWN)
    open_desk(page, meeting)
    expect(page.locator("#narvaro-antal")).to_have_text("1 digitalt, 2 vet inte än")
    page.get_by_role("button", name="Resten är på plats").click()
    expect(page.locator("#narvaro-antal")).to_have_text("2 på plats, 1 digitalt")
    assert [row.mode for row in meeting.attendances.order_by("pk")] == ["digital", "on_site", "on_site"]
    page.reload()
    expect(page.locator(f"#id_narvaro-p{cast.member.pk}_0")).to_be_hidden()
    page.get_by_role("link", name="Närvaro").click()
    expect(page.locator(f"#id_narvaro-p{cast.member.pk}_0")).to_be_visible()


def test_all_are_present_at_one_press_where_nobody_is_noted(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    open_desk(page, meeting)
    page.get_by_role("button", name="Alla är på plats").click()
    expect(page.locator("#narvaro-antal")).to_have_text("3 på plats")
    assert {row.mode for row in meeting.attendances.all()} == {"on_site"}


def test_a_decision_that_is_taken_up_shows_what_is_to_be_done(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    open_desk(page, meeting)
    page.locator(f"#id_arende-{item.pk}-background").fill("Uppdrag: Ekby skriver ett förslag till 9 maj.")
    expect(page.locator("[data-accept]")).to_have_count(1)
    page.locator(f"#id_arende-{item.pk}-background").focus()
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".desk-row")).to_have_count(2)
    expect(page.locator(".desk-row-atgard [name=organizations]")).to_have_value("Ekby")
    expect(page.locator(".desk-row-atgard [name=due]")).to_have_value("9 maj")


def test_a_warning_leads_to_its_field(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT, end=None)
    item = make_item(meeting, background="Hon sade ”nej.")
    make_attendance(meeting, cast.member, cast.organization, mode=Attendance.Mode.UNKNOWN)
    meeting.officers.create(role=Officer.Role.APPROVER, name="Okänd Person")
    item.actions.create(text="Gräva.", due_on="2020-01-01", due_precision="day")
    log_in(page, EMAIL, PASSWORD)
    page.goto(f"{address_of(meeting)}granska/")
    links = [link.get_attribute("href") or "" for link in page.locator(".desk-warning p a").all()]
    page.goto(address_of(meeting))
    missing = [link for link in links if page.locator(f"[id='{link.partition('#')[2]}']").count() != 1]

    assert len(links) > 5
    assert missing == []


def test_the_desk_works_without_javascript(page: Page, cast: Cast, browser: Browser) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    log_in(page, EMAIL, PASSWORD)
    context = browser.new_context(
        base_url=page.url,
        storage_state=page.context.storage_state(),
        locale="sv-SE",
        java_script_enabled=False,
    )
    bare = context.new_page()
    bare.goto(address_of(meeting))
    bare.locator(f"#id_arende-{item.pk}-background").fill("Skrivet utan JavaScript.")
    bare.locator(f"#arende-{item.pk}-form").get_by_role("button", name="Spara").click()
    bare.get_by_text("Lägg till beslut, åtgärd").click()
    bare.locator(f"#nyrad-{item.pk}").fill("Gruppen antar planen.")
    bare.locator("[data-add]").get_by_role("button", name="Lägg till").click()
    bare.locator("#id_nytt-title").fill("Andra")
    bare.locator(".desk-new").get_by_role("button", name="Lägg till").click()
    bare.get_by_text("Flytta, dela").last.click()
    bare.get_by_role("button", name="Flytta upp").click()
    bare.locator("#id_huvud-end").fill("07:00")
    bare.locator("#id_huvud-start").fill("08:00")
    bare.locator("#huvud-form").get_by_role("button", name="Spara").click()
    expect(bare.locator("#desk-summary").get_by_role("link")).to_have_count(1)
    expect(bare.locator("#id_huvud-end")).to_have_value("07:00")
    context.close()
    item.refresh_from_db()

    assert item.background == "Skrivet utan JavaScript."
    assert Decision.objects.get().text == "Gruppen antar planen."
    assert [one.title for one in meeting.items.order_by("position")] == ["Andra", item.title]
