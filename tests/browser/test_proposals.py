"""A proposal's whole way, at a desk and on a phone: made, sent back, completed, put on an agenda."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from minutes.models import AgendaProposal, Meeting
from participants.models import Person
from tests.browser.conftest import follow, log_in, log_out
from tests.conftest import Cast
from tests.factories import PASSWORD, account, make_item, make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKGROUND = "Tre kommuner vill dela cyklar. En kalkyl finns med.\n\nFrågan var uppe i mars."


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def enter(page: Page, person: Person) -> None:
    log_in(page, account(person).email, PASSWORD)


def check(page: Page) -> None:
    """Keep to the rules of accessibility, with nothing wider than the window."""
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("width", [1280, 360])
def test_proposal_goes_all_the_way_to_an_agenda(page: Page, cast: Cast, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED, date=dt.date(2031, 5, 9))
    make_item(meeting, "Val av justerare")
    paper, wrong = tmp_path / "Kalkyl för cykelpoolen.pdf", tmp_path / "bild.png"
    paper.write_bytes(b"%PDF-1.7\n")
    wrong.write_bytes(b"<html>")
    _propose(page, cast, paper, wrong)
    _send_back(page, cast)
    _complete(page, cast)
    _put_on_agenda(page, cast)
    proposal = AgendaProposal.objects.get()
    assert proposal.item is not None and proposal.item.meeting == meeting
    enter(page, cast.adjuster)
    page.goto(meeting.get_absolute_url())
    check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Kalkyl för cykelpoolen").click()
    assert download.value.suggested_filename == "Kalkyl för cykelpoolen.pdf"
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.7\n"


def _propose(page: Page, cast: Cast, paper: Path, wrong: Path) -> None:
    enter(page, cast.member)
    follow(page, page.get_by_role("link", name="Föreslå ett ärende"))
    check(page)
    page.get_by_label("Rubrik").fill("Gemensam cykelpool")
    page.get_by_label("Underlag").set_input_files([paper, wrong])
    page.get_by_role("button", name="Skicka förslaget").click()
    expect(page.get_by_role("alert")).to_contain_text("bild.png slutar på .png")
    check(page)
    page.get_by_label("Vad det gäller").fill(BACKGROUND)
    page.get_by_label("Förslag till beslut").fill("Gruppen inrättar en gemensam cykelpool.")
    page.get_by_label("Underlag").set_input_files([paper])
    page.get_by_role("button", name="Skicka förslaget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemensam cykelpool")
    check(page)
    log_out(page)


def _send_back(page: Page, cast: Cast) -> None:
    enter(page, cast.secretary)
    follow(page, page.get_by_role("link", name="Svara på 1 förslag"))
    check(page)
    follow(page, page.get_by_role("link", name="Gemensam cykelpool"))
    check(page)
    page.get_by_label("Komplettera: något saknas").check()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv vad som saknas")
    check(page)
    page.get_by_label("Meddelande till den som föreslog").fill("Vem ska sköta cyklarna?")
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("status")).to_contain_text("Den som föreslog får det med e-post.")
    log_out(page)


def _complete(page: Page, cast: Cast) -> None:
    enter(page, cast.member)
    follow(page, page.get_by_role("link", name="Förslag", exact=True))
    follow(page, page.get_by_role("link", name="Gemensam cykelpool"))
    check(page)
    follow(page, page.get_by_role("link", name="Komplettera förslaget"))
    check(page)
    page.get_by_label("Vad det gäller").fill(f"{BACKGROUND}\n\nEkby sköter cyklarna.")
    page.get_by_role("button", name="Spara och skicka igen").click()
    expect(page.get_by_role("main")).to_contain_text("Väntar på svar.")
    log_out(page)


def _put_on_agenda(page: Page, cast: Cast) -> None:
    enter(page, cast.secretary)
    page.goto("/forslag/")
    follow(page, page.get_by_role("link", name="Gemensam cykelpool"))
    check(page)
    page.get_by_label("Klar: kan tas upp på ett möte").check()
    page.get_by_role("button", name="Skicka svaret").click()
    expect(page.get_by_role("main")).to_contain_text("Förslaget kan sättas upp")
    page.get_by_label("Möte", exact=True).select_option(label="fredag 9 maj 2031")
    page.get_by_role("button", name="Sätt upp ärendet").click()
    expect(page.get_by_role("status")).to_contain_text("sist på dagordningen")
    check(page)
    log_out(page)
