"""The kallelse as a page: what it says, to whom, and in how many queries."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from minutes.models import AgendaItem, Attachment, Meeting, MeetingPart, Officer, Presenter
from minutes.notice import Called, called_to, notice_text
from participants.models import Membership
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_organization,
    make_person,
)

SECRET = "HEMLIGT-UTKAST"
DAY = dt.date(2024, 3, 8)


def planned(cast: Cast, items: int = 1, **fields: Any) -> Meeting:
    """Make a planned meeting that holds much that the group may not read yet."""
    given = {"start": dt.time(9), "end": dt.time(12), "date": DAY, **fields}
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED, **given)
    Officer.objects.create(meeting=meeting, person=cast.secretary, role=Officer.Role.SECRETARY)
    Officer.objects.create(meeting=meeting, name="Ole Ordförande", role=Officer.Role.CHAIR)
    Attachment.objects.create(meeting=meeting, title="Karta över huset")
    for number in range(items):
        part = MeetingPart.objects.create(meeting=meeting, position=number, title=f"Del {number}")
        item = make_item(
            meeting, f"Cykelplan {number}", part=part, background=SECRET, discussion=SECRET, proposal=SECRET
        )
        make_decision(item, SECRET)
        Presenter.objects.create(item=item, person=cast.adjuster)
        Presenter.objects.create(item=item, name="Gun Gäst", position=1)
        Attachment.objects.create(meeting=meeting, item=item, title=f"Underlag {number}")
    return meeting


def test_page_says_when_where_what_and_who(cast: Cast) -> None:
    meeting = planned(cast)

    page = logged_in(cast.member).get(reverse("meeting-notice", args=[meeting.pk])).content.decode()

    for said in (
        *("Kallelse", "Samrådsgruppen SG", "Fredag 8 mars 2024", "kl. 09.00–12.00", "Ekby folkets hus"),
        *("Ole Ordförande", "Cykelplan 0", "Jon Justerare, Gun Gäst", "Underlag 0", "Karta över huset"),
        *("Ekby kommun", "Jon Justerare, Maja Ledamot, Siv Sekreterare"),
    ):
        assert said in page
    assert SECRET not in page


def test_text_is_the_agenda_in_its_order(cast: Cast) -> None:
    meeting = planned(cast, 2)
    AgendaItem.objects.filter(title="Cykelplan 0").update(position=9, outcome="withdrawn", number="")

    text = notice_text(meeting)

    assert [(point.number, point.title, point.outcome) for point in text.points] == [
        ("2", "Cykelplan 1", ""),
        ("", "Cykelplan 0", "Utgår"),
    ]
    assert text.parts == ("Del 0", "Del 1") and text.chairs == ("Ole Ordförande",)


def test_nothing_of_what_is_being_written_is_read(cast: Cast) -> None:
    """Also the secretary's own copy holds no more than what the group may see."""
    assert SECRET not in repr(notice_text(planned(cast)))


def test_paper_with_a_file_is_a_link(cast: Cast) -> None:
    meeting = planned(cast)
    meeting.attachments.filter(item=None).update(
        file="underlag/ab/abc", sha256="a" * 64, size=2048, media_type="application/pdf"
    )
    pk = meeting.attachments.get(item=None).pk

    page = logged_in(cast.member).get(reverse("meeting-notice", args=[meeting.pk])).content.decode()

    assert f'<a href="{reverse("attachment-file", args=[pk])}" download>Karta över huset</a>' in page
    assert "PDF, 2,0\xa0kB" in page


@pytest.mark.parametrize("name", ["meeting-notice", "meeting-notice-pdf"])
def test_who_may_read_it(cast: Cast, name: str) -> None:
    meeting = planned(cast)
    address = reverse(name, args=[meeting.pk])
    seen = {
        who: logged_in(getattr(cast, who)).get(address).status_code
        for who in ("member", "secretary", "superuser", "outsider")
    }
    assert seen == {"member": 200, "secretary": 200, "superuser": 200, "outsider": 404}
    assert logged_in(cast.member).post(address).status_code == 405
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.DRAFT)
    assert logged_in(cast.member).get(address).status_code == 404
    assert logged_in(cast.secretary).get(address).status_code == 200


def test_held_meeting_s_notice_says_that_it_is_history(cast: Cast) -> None:
    meeting = planned(cast)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.APPROVED)
    meeting.notices.create(sent_at=timezone.now(), sent_by=account(cast.secretary), sha256="0" * 64)

    page = logged_in(cast.member).get(reverse("meeting-notice", args=[meeting.pk])).content.decode()

    assert "inte längre planerat" in page and "Skickad" in page


def test_only_the_secretary_is_led_to_the_sending(cast: Cast) -> None:
    meeting = planned(cast)
    address, send = (
        reverse("meeting-notice", args=[meeting.pk]),
        reverse("admin:minutes_meeting_notice", args=[meeting.pk]),
    )
    assert send in logged_in(cast.secretary).get(address).content.decode()
    assert send not in logged_in(cast.member).get(address).content.decode()


def test_planned_meeting_links_to_its_notice(cast: Cast) -> None:
    meeting = planned(cast)
    links = [reverse(name, args=[meeting.pk]) for name in ("meeting-notice", "meeting-notice-pdf")]
    client = logged_in(cast.member)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert all(f'href="{link}"' in page for link in links)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.IMPORTED)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert not any(link in page for link in links)


def test_each_is_called_once_by_organisation_and_name(cast: Cast) -> None:
    far = make_organization("Alnäs kommun")
    Membership.objects.create(
        person=cast.member, body=cast.body, role=Membership.Role.CHAIR, on_behalf_of=cast.organization
    )
    make_member("Eva Ersättare", cast.body, Membership.Role.SUBSTITUTE, far)
    make_member("Fia Före", cast.body, end_date=DAY - dt.timedelta(days=1))
    make_member("Kim Kommande", cast.body, start_date=DAY + dt.timedelta(days=1))
    Membership.objects.create(person=make_person("Ida Ingen"), body=cast.body)
    closed = make_member("Stina Stängd", cast.body)
    account(closed).is_active = False
    account(closed).save()

    called = called_to(make_meeting(cast.body, Meeting.Status.PLANNED, date=DAY))

    assert [(str(who), who.organization, bool(who.email)) for who in called] == [
        ("Eva Ersättare (ersättare)", "Alnäs kommun", True),
        ("Jon Justerare", "Ekby kommun", True),
        ("Maja Ledamot", "Ekby kommun", True),
        ("Siv Sekreterare", "Ekby kommun", True),
        ("Stina Stängd", "Ekby kommun", False),
        ("Ida Ingen", "Övriga", False),
    ]
    assert Called("Asta Ek", "Ekby kommun") not in called


def test_empty_agenda_says_so(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    page = logged_in(cast.member).get(reverse("meeting-notice", args=[meeting.pk])).content.decode()
    assert "Dagordningen är inte klar än." in page


# Session, user; the meeting, its officers, parts, papers, items, people; the newest sending.
PDF_QUERIES = 9
# And: may the reader send it.
PAGE_QUERIES = 10


@pytest.mark.parametrize("rows", [1, 30])
def test_page_and_pdf_cost_the_same_for_any_agenda(cast: Cast, rows: int) -> None:
    meeting = planned(cast, rows)
    for number in range(rows):
        person = make_member(f"Tove Till {number}", cast.body, organization=make_organization(f"By {number}"))
        make_attendance(meeting, person, cast.organization)
    client = logged_in(cast.member)
    assert connection.features.supports_json_field  # Django asks SQLite once per connection
    counts = []
    for name in ("meeting-notice", "meeting-notice-pdf"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=[meeting.pk])).status_code == 200
        counts.append(len(captured))
    assert counts == [PAGE_QUERIES, PDF_QUERIES]
