"""The desk in a browser: a meeting typed by keyboard alone, and nothing lost when things break."""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from decisions.models import Action, Decision, Promise
from minutes.models import Meeting
from participants.models import Membership
from tests.browser.conftest import log_in
from tests.browser.desk import EMAIL, open_desk
from tests.conftest import Cast
from tests.factories import PASSWORD, make_item, make_meeting, make_member

SHOTS = os.environ.get("DESK_SHOTS", "")
MOST_KEYS = 150
ITEMS = [
    ("Öppning", "Ordförandena hälsar välkommen.", ""),
    ("Lägesbild hemtjänst", "Maja redovisar läget i kommunerna.", ""),
    ("Gemensam utbildning", "Förslaget har varit ute på remiss.", "Beslut: Gruppen stöder utbildningen."),
    ("Digitala möten", "Två kommuner har prövat.", "Beslut: Mötena hålls digitalt varannan gång."),
    ("Bemanning i sommar", "Alla söker vikarier.", "Åtgärd: Respektive kommun redovisar läget senast 9 maj"),
    ("Avtal om hjälpmedel", "Avtalet löper ut.", "Beslut: Avtalet förlängs med ett år."),
    ("Statistik", "Siffrorna är nya.", ""),
    ("Arbetsgruppens uppdrag", "Gruppen är klar.", "Beslut: Uppdraget avslutas."),
    ("Inför nästa möte", "Frågor samlas in.", "Återkommer: nästa möte"),
    ("Avslutning", "Ordförandena tackar.", ""),
]  # fmt: skip


class Keys:
    """The keyboard, counting what is pressed besides the text itself; a chord counts each of its keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, keys: str) -> None:
        self.pressed += len(keys.split("+"))
        self.page.keyboard.press(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def shot(page: Page, name: str) -> None:
    if SHOTS:
        for width in (1440, 768, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def chairs(cast: Cast) -> None:
    for name in ("Berit Borg", "Kalle Krok"):
        make_member(name, cast.body, Membership.Role.CHAIR)


@pytest.mark.usefixtures("chairs")
def test_a_meeting_is_typed_in_by_keyboard_alone(page: Page, cast: Cast) -> None:
    log_in(page, EMAIL, PASSWORD)
    page.goto("/admin/minutes/meeting/nytt/")
    keys, begun = Keys(page), time.monotonic()
    keys.type("20260206")
    keys.press("Enter")
    page.wait_for_url("**/skrivbord/")
    expect(page.locator("#id_huvud-chairs")).to_be_focused()
    keys.press("Control+a")
    keys.type("Berit Borg och Kalle Krok")
    keys.press("Tab")
    keys.press("Control+a")
    keys.type("Siv Sekreterare")
    keys.press("Alt+n")
    for number, (title, text, said) in enumerate(ITEMS, 1):
        keys.type(title)
        keys.press("Enter")
        expect(page.locator("[data-item]")).to_have_count(number)
        expect(page.locator("[data-item]").last.locator("[name=background]")).to_be_focused()
        keys.type(text)
        if said:
            keys.press("Enter")
            keys.type(said)
            expect(page.locator("[data-item]").last.locator("[data-accept]")).to_have_count(1)
            keys.press("Alt+Enter")
            expect(page.locator("[data-item]").last.locator(".desk-row")).to_have_count(1)
        keys.press("Alt+n")
    keys.press("Control+s")
    expect(page.locator("#desk-state")).to_contain_text("Sparat")
    meeting = Meeting.objects.get()
    if SHOTS:
        took = f"{keys.pressed} keys besides the text, {time.monotonic() - begun:.0f} s\n"
        (Path(SHOTS) / "keystrokes.txt").write_text(took, encoding="utf-8")
    shot(page, "entered")

    assert keys.pressed <= MOST_KEYS
    assert meeting.date == dt.date(2026, 2, 6)
    assert [item.title for item in meeting.items.order_by("position")] == [title for title, _, _ in ITEMS]
    assert {(row.role, row.display_name) for row in meeting.officers.all()} == {
        ("chair", "Berit Borg"),
        ("chair", "Kalle Krok"),
        ("secretary", "Siv Sekreterare"),
    }
    assert Decision.objects.count() == 4
    assert Promise.objects.count() == 1
    assert Action.objects.get().obligations.count() == 1
    wanted = [f"{text}\n{said}" if said else text for _, text, said in ITEMS]
    assert [item.background.replace("\r\n", "\n") for item in meeting.items.order_by("position")] == wanted


def test_two_texts_stand_beside_each_other(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    open_desk(page, meeting)
    item.background = "Det som den andra skrev."
    item.save(update_fields=["background"])
    page.locator(f"#id_arende-{item.pk}-background").fill("Det som jag skrev.")
    page.keyboard.press("Control+s")
    form = page.locator(f"#arende-{item.pk}-form")
    expect(form.get_by_text("Det som den andra skrev.")).to_be_visible()
    expect(page.locator(f"#id_arende-{item.pk}-background")).to_have_value("Det som jag skrev.")
    shot(page, "conflict")
    form.get_by_role("button", name="Spara").click()
    expect(form.locator(".desk-saved")).to_be_visible()
    item.refresh_from_db()

    assert item.background == "Det som jag skrev."


def test_what_is_typed_while_a_form_is_being_saved_stays(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    open_desk(page, meeting)
    waiting: list[Any] = []
    page.route(f"**/skrivbord/arende-{item.pk}/", lambda route: waiting.append(route))
    area = page.locator(f"#id_arende-{item.pk}-background")
    area.focus()
    page.keyboard.type("Först.")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(500)
    page.keyboard.type(" Sedan mer.")
    waiting[0].continue_()
    page.unroute(f"**/skrivbord/arende-{item.pk}/")
    expect(page.locator(f"#arende-{item.pk}-form .desk-saved")).to_be_visible()
    expect(area).to_have_value("Först. Sedan mer.")
    item.refresh_from_db()

    assert item.background == "Först. Sedan mer."


def test_wrong_input_is_told_at_the_top_and_at_the_field(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    open_desk(page, meeting)
    page.locator("#id_huvud-start").fill("15:00")
    page.locator("#id_huvud-end").fill("13:00")
    page.locator("#id_huvud-approvers").fill("Nils Okänd")
    page.keyboard.press("Control+s")
    summary = page.locator("#desk-summary")
    expect(summary.get_by_role("link")).to_have_count(2)
    shot(page, "faults")
    summary.get_by_role("link", name="Slutar").click()
    expect(page.locator("#id_huvud-end")).to_be_focused()
    expect(page.locator("#id_huvud-approvers")).to_have_value("Nils Okänd")


def test_the_summary_names_the_faults_of_every_form(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    open_desk(page, meeting)
    page.locator(f"#id_arende-{item.pk}-title").fill("")
    page.locator("#id_huvud-end").fill("25:00")
    page.locator("#id_narvaro-others").fill("(digitalt)")
    page.keyboard.press("Control+s")
    summary = page.locator("#desk-summary")
    expect(summary.get_by_role("link")).to_have_count(3)
    expect(summary.get_by_role("heading")).to_have_text("3 fel att rätta")
    page.locator(f"#id_arende-{item.pk}-title").fill("Ny rubrik")
    page.keyboard.press("Control+s")
    expect(summary.get_by_role("link")).to_have_count(2)
    summary.get_by_role("link", name="Slutar").click()
    expect(page.locator("#id_huvud-end")).to_be_focused()


def test_help_says_the_keys_and_items_move_by_keyboard(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    for title in ("Första", "Andra"):
        make_item(meeting, title)
    open_desk(page, meeting)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+j")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-item] h3").first).to_have_text("1. Andra")
    assert [item.title for item in meeting.items.order_by("position")] == ["Andra", "Första"]


def test_a_decision_that_is_not_added_yet_is_not_left_behind(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting)
    open_desk(page, meeting)
    page.keyboard.press("Alt+b")
    page.keyboard.type("Gruppen antar planen.")
    page.keyboard.press("Alt+n")
    page.keyboard.type("Nästa ärende")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-state")).to_contain_text("inte är tillagd")
    expect(page.locator("details[data-add] textarea")).to_have_value("Gruppen antar planen.")
    expect(page.locator("details[data-add] textarea")).to_be_focused()
    expect(page.locator("#id_nytt-title")).to_have_value("Nästa ärende")
