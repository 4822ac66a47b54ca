"""Hemtagning: page, PDF and Word say the same, of one organisation and of nothing hidden."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from decisions.models import Action, Obligation
from minutes.models import Meeting
from participants.models import Organization
from tests.conftest import Cast, logged_in
from tests.factories import (
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_obligation,
    make_organization,
)
from tests.minutes.pdf_pages import tags, words

MARK = "Hemlig märkning"
FORMS = ["meeting-home", "meeting-home-pdf", "meeting-home-docx"]
ODD = "Svara \x0b= snart <b>, 𝔘 & \u202e tack"


@pytest.fixture
def other(cast: Cast) -> Organization:
    organization = make_organization("Berga kommun")
    make_member("Bo Berga", cast.body, organization=organization)
    return organization


@pytest.fixture
def meeting(cast: Cast, other: Organization) -> Meeting:
    meeting = make_meeting(cast.body)
    item = make_item(meeting, "Gemensam cykelplan", background="Tre kommuner har svarat.\n\nEn väntar.")
    make_decision(item, "Gruppen antar cykelplanen.")
    own = make_obligation(item, cast.organization, "Utse en kontaktperson")
    Action.objects.filter(pk=own.action_id).update(due_on=dt.date(2099, 5, 31), due_precision="month")
    Obligation.objects.filter(pk=own.pk).update(contact_name="Anna Extern")
    make_decision(make_item(meeting, "Skyltar"), "Ekbys skyltar byts ut.")
    make_decision(make_item(meeting, "Broar"), "Bron målas.")
    make_obligation(make_item(meeting, "Annat"), other, "Bergas uppgift")
    return meeting


def said(cast: Cast, name: str, meeting: Meeting, organization: Organization, who: str = "member") -> str:
    """Return the words of the page, the PDF or the Word document."""
    response = logged_in(getattr(cast, who)).get(reverse(name, args=[meeting.pk, organization.pk]))
    assert response.status_code == 200
    if name == "meeting-home-pdf":
        return words(response.content)
    if name == "meeting-home-docx":
        return " ".join(_word(response.content).split())
    return " ".join(response.content.decode().split())


def _word(content: bytes) -> str:
    document: Any = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", FORMS)
def test_each_form_says_what_concerns_the_organisation(cast: Cast, meeting: Meeting, name: str) -> None:
    text = said(cast, name, meeting, cast.organization)

    for part in (
        *("Ekby", "Gemensam cykelplan", "Tre kommuner har svarat.", "Gruppen antar cykelplanen."),
        *("Utse en kontaktperson", "senast maj 2099", "Ekbys skyltar byts ut.", "Bron målas."),
    ):
        assert part in text
    assert "Bergas uppgift" not in text and "Preliminärt" not in text
    assert text.index("Ekbys skyltar") < text.index("Övriga beslut på mötet") < text.index("Bron målas.")


@pytest.mark.parametrize("name", FORMS)
def test_what_is_not_approved_says_so(cast: Cast, name: str) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    assert "Preliminärt" in said(cast, name, meeting, cast.organization)


def test_word_document_is_a_draft_in_styles(cast: Cast, meeting: Meeting) -> None:
    address = reverse("meeting-home-docx", args=[meeting.pk, cast.organization.pk])
    response = logged_in(cast.member).get(address)

    document: Any = Document(BytesIO(response.content))
    styles = {p.text: p.style.name for p in document.paragraphs}
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        *("Sammanfattning", "Förslag till beslut", "Bakgrund", "Att göra för Ekby"),
        *("Övriga beslut på mötet", "Beslutsunderlag"),
    ]
    proposals = [p.text for p in document.paragraphs if p.style.name == "List Number"]
    assert len(proposals) == 2 and "Utse en kontaktperson. Tid: senast maj 2099." in proposals[1]
    assert styles["§ 1 Gemensam cykelplan"] == "Heading 2"
    assert document.core_properties.language == "sv-SE"
    assert "hemtagning-sg-2024-03-08-ekby.docx" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_what_is_done_is_not_called_late_and_not_proposed(cast: Cast, meeting: Meeting) -> None:
    Action.objects.update(due_on=dt.date(2024, 5, 31), due_precision="month")
    late = said(cast, "meeting-home-docx", meeting, cast.organization)
    assert "försenat sedan maj 2024" in late and "Tid: senast maj 2024." in late
    Obligation.objects.update(status="done")

    text = said(cast, "meeting-home-docx", meeting, cast.organization)

    assert "försenat" not in text and "ger förvaltningen i uppdrag" not in text and "klar" in text


def test_pdf_can_be_kept_and_be_read_aloud(cast: Cast, meeting: Meeting) -> None:
    response = logged_in(cast.member).get(
        reverse("meeting-home-pdf", args=[meeting.pk, cast.organization.pk])
    )
    metadata = response.content.decode("latin-1")
    assert "<pdfaid:part>3</pdfaid:part>" in metadata and "<pdfuaid:part>1</pdfuaid:part>" in metadata
    kinds = [tag for tag, _ in tags(response.content)]
    assert kinds.count("/H1") == 1 and {"/H2", "/H3", "/TH", "/TD", "/Link"} <= set(kinds)


@pytest.mark.parametrize("name", FORMS)
def test_odd_characters_break_no_form(cast: Cast, name: str) -> None:
    meeting = make_meeting(cast.body)
    item = make_item(meeting, ODD, number="", background=ODD)
    make_decision(item, ODD)
    make_obligation(item, cast.organization, ODD)

    assert "snart" in said(cast, name, meeting, cast.organization)


@pytest.mark.parametrize("name", FORMS)
def test_nothing_of_another_group_or_a_draft(cast: Cast, meeting: Meeting, name: str) -> None:
    far = make_meeting(cast.other_body)
    make_decision(make_item(far, MARK), MARK)
    make_obligation(far.items.get(), cast.organization, MARK)
    draft = make_meeting(cast.body, Meeting.Status.DRAFT, number="2")
    planned = make_meeting(cast.body, Meeting.Status.PLANNED, number="3")
    client = logged_in(cast.member)

    assert MARK not in said(cast, name, meeting, cast.organization)
    for hidden in (far, draft, planned):
        assert client.get(reverse(name, args=[hidden.pk, cast.organization.pk])).status_code == 404
    stranger = make_organization(f"{MARK} kommun")
    assert client.get(reverse(name, args=[meeting.pk, stranger.pk])).status_code == 404


def test_list_leads_home_and_lets_choose(cast: Cast, meeting: Meeting, other: Organization) -> None:
    address, client = reverse("meeting-home-list", args=[meeting.pk]), logged_in(cast.member)

    assert client.get(address).headers["Location"] == reverse(
        "meeting-home", args=[meeting.pk, cast.organization.pk]
    )
    text = client.get(address + "?alla=1").content.decode()
    assert cast.organization.name in text and other.name in text
    assert address in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_queries_do_not_grow(cast: Cast, name: str) -> None:
    client, counts = logged_in(cast.member), []
    meeting = make_meeting(cast.body)
    for rows in (1, 6):
        for _ in range(rows):
            item = make_item(meeting)
            make_decision(item)
            make_obligation(item, cast.organization)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name, args=[meeting.pk, cast.organization.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10
