"""The main job in a browser: write a meeting, circulate it, approve it, find its decision."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from minutes.models import Meeting
from participants.models import Person
from tests.browser.conftest import log_in, log_out
from tests.conftest import Cast
from tests.factories import PASSWORD, account, make_circulated, make_decision, make_item, make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in_as(page: Page, person: Person) -> None:
    log_in(page, account(person).email, PASSWORD)


def choose_person(page: Page, row: str, name: str) -> None:
    """Choose in a field of the admin that looks people up while one types."""
    page.locator(f"#{row} .field-person .select2-selection").click()
    page.locator(".select2-search__field").last.fill(name)
    page.locator(".select2-results__option", has_text=name).click()


def write_meeting(page: Page, cast: Cast) -> None:
    """Enter a meeting with two items, who was there and a justerare, and a decision in the first item."""
    page.get_by_role("link", name="Redigera").click()
    page.goto("/admin/minutes/meeting/add/")
    page.locator("#id_date").fill("2024-09-06")
    page.locator("#id_place").fill("Ekby folkets hus")
    page.locator("#officers-group .add-row a").click()
    page.locator("#id_officers-0-role").select_option("approver")
    choose_person(page, "officers-0", cast.adjuster.name)
    page.locator("#attendances-group .add-row a").click()
    choose_person(page, "attendances-0", cast.adjuster.name)
    for index, title in enumerate(["Gemensam cykelplan", "Busskort för elever"]):
        page.locator("#items-group .add-row a").click()
        page.locator(f"#id_items-{index}-number").fill(str(index + 1))
        page.locator(f"#id_items-{index}-title").fill(title)
    page.locator("#id_items-0-background").fill("Kommunerna har länge velat ha en plan.")
    page.get_by_role("button", name="Spara och fortsätt redigera").click()
    page.locator("#id_items-1-background").fill("Eleverna åker allt längre.")
    page.get_by_role("button", name=re.compile("lägg till beslut")).first.click()
    page.locator("#id_text").fill("Gruppen antar cykelplanen.")
    page.get_by_role("button", name="Spara", exact=True).click()


def circulate(page: Page, meeting: Meeting) -> None:
    page.goto(f"/admin/minutes/meeting/{meeting.pk}/change/")
    page.get_by_role("button", name="Skicka för justering").click()
    page.get_by_role("button", name=re.compile("Skicka", re.I)).click()


def test_the_whole_way(page: Page, cast: Cast) -> None:
    log_in_as(page, cast.secretary)
    write_meeting(page, cast)
    meeting = Meeting.objects.get()
    assert [item.title for item in meeting.items.all()] == ["Gemensam cykelplan", "Busskort för elever"]
    assert meeting.items.get(number="2").background == "Eleverna åker allt längre."
    circulate(page, meeting)
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.CIRCULATED
    page.goto(f"/admin/minutes/meeting/{meeting.pk}/change/")
    expect(page.locator("#id_place")).to_have_count(0)  # locked: to be read only
    log_out(page)

    log_in_as(page, cast.adjuster)
    page.get_by_role("link", name=re.compile("Justera")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Granska och justera")
    expect(page.get_by_text("Gruppen antar cykelplanen.")).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Godkänn protokollet").click()
    page.wait_for_url("**/klart/")
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.APPROVED
    expect(page.get_by_role("main")).to_contain_text(meeting.revisions.get().sha256[:4])
    log_out(page)

    log_in_as(page, cast.member)
    page.get_by_role("link", name="Beslut", exact=True).click()
    page.get_by_role("link", name="Gruppen antar cykelplanen.").click()
    expect(page.get_by_role("main")).to_contain_text("SG 2024-09-06 §1")
    page.goto(f"/moten/{meeting.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Godkänt i Protokollboken av Jon Justerare")
    log_out(page)

    log_in_as(page, cast.outsider)
    for address in (f"/moten/{meeting.pk}/", "/beslut/sg-2024-09-06-1/", f"/moten/{meeting.pk}/justera/"):
        response = page.goto(address)
        assert response is not None and response.status == 404
        expect(page.get_by_text("cykelplan")).to_have_count(0)
    page.goto("/sok/?q=cykelplan")
    expect(page.get_by_role("main")).not_to_contain_text("Gruppen antar")


def test_justerare_sends_the_text_back_with_a_reason(page: Page, cast: Cast, circulated: Meeting) -> None:
    log_in_as(page, cast.adjuster)
    page.goto(f"/moten/{circulated.pk}/justera/")
    page.get_by_text("Skicka tillbaka hela protokollet").click()
    page.get_by_role("button", name="Skicka tillbaka", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Skriv vad som behöver ändras")
    page.get_by_label("Skäl att skicka tillbaka").fill("Rubriken i § 1 är fel.")
    page.get_by_role("button", name="Skicka tillbaka").click()
    page.wait_for_url("**/")
    circulated.refresh_from_db()
    assert circulated.status == Meeting.Status.DRAFT
    assert circulated.status_changes.latest("pk").note == "Rubriken i § 1 är fel."


@pytest.fixture
def circulated(cast: Cast) -> Meeting:
    return make_circulated(cast.body, cast.secretary, cast.adjuster)


def test_link_asks_before_something_typed_is_lost(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting)
    log_in_as(page, cast.secretary)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    address = f"/admin/minutes/meeting/{meeting.pk}/change/"
    page.goto(address)
    page.locator(".breadcrumbs a").nth(2).click()
    page.wait_for_url("**/admin/minutes/meeting/")
    assert asked == []
    page.goto(address)
    page.locator("#id_items-0-title").fill("Ny rubrik")
    page.locator(".breadcrumbs a").nth(2).click(no_wait_after=True)
    expect(page.locator("#id_items-0-title")).to_have_value("Ny rubrik")
    assert asked == ["beforeunload"]
    page.locator("#id_items-0-title").press("Enter")
    page.wait_for_url("**/admin/minutes/meeting/")
    assert asked == ["beforeunload"]
    assert meeting.items.get().title == "Ny rubrik"


def test_long_words_do_not_make_the_admin_scroll_sideways(page: Page, cast: Cast) -> None:
    long = "Samordningsindividplaneringsansvarsfördelning" * 4
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT, place=long[:300])
    make_decision(make_item(meeting, long, background=long), long)

    def with_long_words(draft: Meeting) -> None:
        draft.items.update(title=long, background=long)

    locked = make_circulated(
        cast.body,
        cast.secretary,
        cast.adjuster,
        with_long_words,
        date=dt.date(2024, 5, 3),
        place=long[:300],
    )
    log_in_as(page, cast.secretary)
    page.set_viewport_size({"width": 1280, "height": 900})
    rows = [meeting, locked, meeting.items.get(), locked.items.get()]
    for row in rows:
        page.goto(f"/admin/minutes/{row._meta.model_name}/{row.pk}/change/")
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), row
