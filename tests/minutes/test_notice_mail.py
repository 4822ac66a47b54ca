"""Sending the kallelse: to each by an own letter, once, with word of who did not get it."""

import datetime as dt
import hashlib
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minutes.models import AgendaItem, Attachment, Meeting, Notice, Presenter, Submission
from minutes.notice_calendar import calendar_file
from minutes.notice_mail import WAITING, make_letter
from participants.models import Membership, User
from tests.conftest import Cast, logged_in
from tests.factories import account, make_item, make_meeting, make_member, make_organization, make_person
from tests.minutes.mail_server import MailServer

SECRET = "HEMLIGT-UTKAST"
SIV, JON, MAJA = (f"{name}@example.org" for name in ("siv.sekreterare", "jon.justerare", "maja.ledamot"))
LATER = dt.datetime(2024, 3, 1, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED, start=dt.time(9), end=dt.time(12))
    item = make_item(meeting, "Gemensam cykelplan", background=SECRET, proposal=SECRET)
    Presenter.objects.create(item=item, person=cast.adjuster)
    Attachment.objects.create(meeting=meeting, item=item, title="Karta")
    return meeting


def address(meeting: Meeting) -> str:
    return reverse("admin:minutes_meeting_notice", args=[meeting.pk])


def shown(client: Client, meeting: Meeting, **typed: Any) -> dict[str, Any]:
    """Return what the browser would send from the page, with what somebody typed in it."""
    form = client.get(address(meeting)).context["form"]
    values = {field.html_name: field.value() for field in form if field.name != "act"}
    return {**values, "act": "send", **typed}


def send(client: Client, meeting: Meeting, **typed: Any) -> Any:
    return client.post(address(meeting), shown(client, meeting, **typed), follow=True)


def test_each_gets_a_letter_of_one_s_own(cast: Cast, meeting: Meeting) -> None:
    response = send(logged_in(cast.secretary), meeting, message="Hej alla!\r\nVälkomna.\r\n")

    assert [letter.to for letter in mail.outbox] == [[JON], [MAJA], [SIV]]
    assert all(letter.recipients() == letter.to for letter in mail.outbox)
    assert "skickad till 3 av 3 mottagare" in response.content.decode()
    notice = Notice.objects.get()
    assert [(row["email"], row["state"]) for row in notice.recipients] == [
        (JON, "sent"),
        (MAJA, "sent"),
        (SIV, "sent"),
    ]
    assert notice.message == "Hej alla!\nVälkomna." and notice.sent_by == account(cast.secretary)


def test_letter_says_what_the_group_may_read_and_brings_pdf_and_calendar(
    cast: Cast, meeting: Meeting, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "bok@example.org"
    send(logged_in(cast.secretary), meeting, to=[MAJA], message="Ta med cykel & hjälm <3")

    [letter] = mail.outbox
    assert letter.subject == "Kallelse: Samråd SG fredag 8 mars 2024"
    assert (letter.from_email, letter.reply_to) == ("bok@example.org", [SIV])
    for said in (
        *("Ta med cykel & hjälm <3", "Fredag 8 mars 2024, kl. 09.00–12.00", "Plats: Ekby folkets hus"),
        *("1  Gemensam cykelplan", "Föredragande: Jon Justerare", "Underlag: Karta"),
        f"http://testserver/moten/{meeting.pk}/kallelse/",
    ):
        assert said in letter.body
    pdf, calendar = letter.message().get_payload()[1:]
    assert pdf.get_filename() == "kallelse-sg-2024-03-08.pdf"
    assert hashlib.sha256(pdf.get_payload(decode=True)).hexdigest() == Notice.objects.get().sha256
    assert calendar.get_content_type() == "text/calendar"
    assert b"DTSTART:20240308T080000Z\r\n" in calendar.get_payload(decode=True)
    assert SECRET not in letter.message().as_string() and SECRET not in letter.body


def test_page_shows_the_letter_and_sends_nothing(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.secretary)
    response = client.post(address(meeting), shown(client, meeting, act="preview", message="Hej <b>alla</b>"))

    page = response.content.decode()
    assert response.status_code == 200 and page.count("Hej &lt;b&gt;alla&lt;/b&gt;") == 2
    assert mail.outbox == [] and not Notice.objects.exists()


def test_all_are_ticked_and_who_has_no_address_is_named(cast: Cast, meeting: Meeting) -> None:
    Membership.objects.create(person=make_person("Ida Ingen"), body=cast.body)
    response = logged_in(cast.secretary).get(address(meeting))
    assert response.context["form"]["to"].value() == [JON, MAJA, SIV]
    assert "får ingen kallelse härifrån: Ida Ingen." in response.content.decode()


def test_sent_twice_goes_out_once(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.secretary)
    data = shown(client, meeting)
    client.post(address(meeting), data)
    response = client.post(address(meeting), data, follow=True)

    assert len(mail.outbox) == 3 and Notice.objects.count() == Submission.objects.count() == 1
    assert "inte skickats en gång till" in response.content.decode()


def test_addresses_by_hand_are_added_each_once(cast: Cast, meeting: Meeting) -> None:
    extra = f" Gun.Gast@example.org \n\ngun.gast@example.org\n{MAJA}\n"
    send(logged_in(cast.secretary), meeting, to=[MAJA], extra=extra)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["gun.gast@example.org", MAJA]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"extra": "a@example.org\ninte en adress"}, "Rad 2, ”inte en adress”, är ingen e-postadress."),
        ({"extra": "a@example.org\r\nBcc: b@example.org"}, "är ingen e-postadress"),
        ({"extra": "\n".join(f"a{n}@example.org" for n in range(101))}, "Skriv högst 100 åt gången"),
        ({"to": [], "extra": ""}, "Välj minst en mottagare"),
        ({"to": ["olle.utomstående@example.org"]}, "hör inte längre till någon som kallas"),
        ({"message": "x" * 5001}, "Hälsningen är för lång"),
        ({"key": "inte en nyckel"}, "Läs in den på nytt"),
        ({"act": "annat"}, "Läs in den på nytt"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, meeting: Meeting, typed: dict[str, Any], complaint: str
) -> None:
    client = logged_in(cast.secretary)
    given = {"message": "Kära alla", "extra": "c@example.org", **typed}
    response = client.post(address(meeting), shown(client, meeting, **given))

    page = response.content.decode()
    assert response.status_code == 422 and complaint in page and "Kallelsen är inte skickad" in page
    assert response.context["form"]["message"].value() == given["message"]
    assert response.context["form"]["extra"].value() == given["extra"]
    assert mail.outbox == [] and not Notice.objects.exists()


def test_agenda_changed_meanwhile_is_not_sent_unseen(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.secretary)
    data = shown(client, meeting, message="Kära alla")
    AgendaItem.objects.update(title="Ny cykelplan")

    response = client.post(address(meeting), data)

    assert response.status_code == 409 and "har ändrats sedan sidan visades" in response.content.decode()
    assert "Ny cykelplan" in response.content.decode() and mail.outbox == []
    again = {**data, "seen": response.context["form"]["seen"].value()}
    client.post(address(meeting), again)
    assert len(mail.outbox) == 3 and "Kära alla" in mail.outbox[0].body


@pytest.mark.parametrize("status", sorted(set(Meeting.Status.values) - {"planned"}))
def test_only_a_planned_meeting_is_called_to(cast: Cast, meeting: Meeting, status: str) -> None:
    """What the group may not read, or what has been, is sent to nobody."""
    client = logged_in(cast.secretary)
    data = shown(client, meeting)
    Meeting.objects.update(status=status)

    assert "Skicka kallelsen</button>" not in client.get(address(meeting)).content.decode()
    response = client.post(address(meeting), data)

    assert response.status_code == 409 and "bara skickas medan mötet är planerat" in response.content.decode()
    assert mail.outbox == [] and not Notice.objects.exists() and not Submission.objects.exists()


def test_names_with_line_breaks_make_no_headers(cast: Cast, meeting: Meeting) -> None:
    cast.body.short_name = "Samråd\r\nBcc: ond@example.org"
    cast.body.save()
    send(logged_in(cast.secretary), meeting, to=[MAJA], message="\r\nBcc: ond@example.org\r\n")
    [letter] = mail.outbox
    assert letter.subject.startswith("Kallelse: Samråd Bcc: ond@example.org fredag")
    assert letter.recipients() == [MAJA] and letter.message()["Bcc"] is None


def test_who_may_send(cast: Cast, meeting: Meeting) -> None:
    chair = make_member("Ole Ordförande", cast.body, Membership.Role.CHAIR)
    foreign = make_member("Fia Främmande", cast.other_body, Membership.Role.SECRETARY)
    seen = {
        who.name if hasattr(who, "name") else "superuser": [
            client.get(address(meeting)).status_code,
            client.post(address(meeting), {"act": "send"}).status_code,
        ]
        for who in (cast.secretary, cast.member, chair, cast.outsider, foreign, cast.superuser)
        for client in [logged_in(who)]
    }
    assert seen == {
        "Siv Sekreterare": [200, 422],
        "Maja Ledamot": [302, 302],
        "Ole Ordförande": [302, 302],
        "Olle Utomstående": [302, 302],
        "Fia Främmande": [404, 404],
        "superuser": [200, 422],
    }
    assert mail.outbox == []


def test_meeting_s_page_leads_to_the_sending(cast: Cast, meeting: Meeting) -> None:
    page = logged_in(cast.secretary).get(reverse("admin:minutes_meeting_change", args=[meeting.pk]))
    assert f'href="{address(meeting)}"' in page.content.decode()


def test_new_agenda_is_offered_to_all_again(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.secretary)
    send(client, meeting)
    assert client.get(address(meeting)).context["form"]["to"].value() == []
    AgendaItem.objects.update(title="Ny cykelplan")
    response = client.get(address(meeting))
    assert response.context["form"]["to"].value() == [JON, MAJA, SIV]
    assert "har ändrats sedan kallelsen skickades" in response.content.decode()


def test_broken_off_sending_is_offered_to_the_rest(cast: Cast, meeting: Meeting) -> None:
    """The process died between two letters: those who are not known to have got one are ticked."""
    client = logged_in(cast.secretary)
    send(client, meeting, message="Kära alla")
    notice = Notice.objects.get()
    notice.recipients[2]["state"] = WAITING
    notice.save()

    response = client.get(address(meeting))

    form = response.context["form"]
    assert form["to"].value() == [SIV] and form["message"].value() == "Kära alla"
    assert "osäkert om den gick iväg" in response.content.decode()


@pytest.fixture
def over_smtp(settings: Any) -> Any:
    """Have letters leave through the server, as they do in earnest."""

    def use(server: MailServer) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

    return use


def test_letters_arrive_over_one_connection(cast: Cast, meeting: Meeting, over_smtp: Any) -> None:
    with MailServer() as server:
        over_smtp(server)
        send(logged_in(cast.secretary), meeting, message="Räksmörgås.\n.\nSlut")
    assert [delivery.to for delivery in server.delivered] == [[JON], [MAJA], [SIV]]
    assert server.connections == 1
    message = server.delivered[1].message
    assert message["To"] == MAJA and message["Bcc"] is None and message["Cc"] is None
    assert not any(other.encode() in server.delivered[1].content for other in (JON,))
    text, pdf, calendar = message.iter_parts()
    assert "Räksmörgås.\n.\nSlut" in text.get_content().replace("\r\n", "\n")
    assert hashlib.sha256(pdf.get_content()).hexdigest() == Notice.objects.get().sha256
    assert calendar.get_payload(decode=True).startswith(b"BEGIN:VCALENDAR\r\n")  # type: ignore[union-attr]


def test_refused_address_is_named_and_offered_again(cast: Cast, meeting: Meeting, over_smtp: Any) -> None:
    client, gone = logged_in(cast.secretary), "borta@example.org"
    with MailServer(refused={MAJA, gone}) as server:
        over_smtp(server)
        response = send(client, meeting, message="Kära alla", extra=gone)
    page = response.content.decode()
    assert "skickad till 2 av 4 mottagare" in page
    assert f"Maja Ledamot ({MAJA}): 5.1.1 Ingen sådan brevlåda" in page and f"; {gone}: 5.1.1" in page

    form = response.context["form"]
    assert [form[name].value() for name in ("to", "extra", "message")] == [[MAJA], gone, "Kära alla"]
    with MailServer() as server:
        over_smtp(server)
        response = send(client, meeting)
    assert [delivery.to for delivery in server.delivered] == [[MAJA], [gone]]
    assert response.context["form"]["to"].value() == [] and response.context["form"]["extra"].value() == ""


def test_server_that_hangs_up_costs_no_one_the_notice(cast: Cast, meeting: Meeting, over_smtp: Any) -> None:
    client = logged_in(cast.secretary)
    with MailServer(most=1) as server:
        over_smtp(server)
        response = send(client, meeting)
    assert len(server.delivered) == 1 and "skickad till 1 av 3" in response.content.decode()
    assert response.context["form"]["to"].value() == [MAJA, SIV]


def test_no_server_at_all_is_said_once_and_all_is_kept(cast: Cast, meeting: Meeting, over_smtp: Any) -> None:
    with MailServer() as server:
        over_smtp(server)  # and then it is gone
    response = send(logged_in(cast.secretary), meeting, message="Kära alla")

    page = response.content.decode()
    assert "e-postservern svarar inte" in page and "Kallelsen är skickad" not in page
    form = response.context["form"]
    assert (form["to"].value(), form["message"].value()) == ([JON, MAJA, SIV], "Kära alla")


def calendar_of(meeting: Meeting, sender: User, sequence: int = 0) -> bytes:
    return calendar_file(meeting, make_letter(meeting, sender, "http://x").text, sequence, LATER)


def test_calendar_file_keeps_the_standard(cast: Cast, meeting: Meeting) -> None:
    meeting.place = 'Ekby; "folkets", hus\\\nvåning 2\x07'
    meeting.body.name = "Å" * 100
    content = calendar_of(meeting, account(cast.secretary))

    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and lines[-1] == b"" and b"\n" not in content.replace(b"\r\n", b"")
    assert all(line.decode() for line in lines[:-1])  # none is cut inside a character
    whole = content.decode().replace("\r\n ", "").split("\r\n")
    assert 'LOCATION:Ekby\\; "folkets"\\, hus\\\\\\nvåning 2' in whole
    assert "SUMMARY:" + "Å" * 100 in whole
    for line in ("DTSTART:20240308T080000Z", "DTEND:20240308T110000Z", "DTSTAMP:20240301T123000Z"):
        assert line in whole


def test_calendar_entry_is_the_same_when_it_is_sent_again(cast: Cast, meeting: Meeting) -> None:
    sender = account(cast.secretary)
    first, second = calendar_of(meeting, sender).decode(), calendar_of(meeting, sender, 1).decode()
    assert first.replace("SEQUENCE:0", "SEQUENCE:1") == second


def test_calendar_entry_without_hours_takes_the_day(cast: Cast, meeting: Meeting) -> None:
    meeting.start = meeting.end = None
    content = calendar_of(meeting, account(cast.secretary)).decode()
    assert "DTSTART;VALUE=DATE:20240308\r\nDTEND;VALUE=DATE:20240309\r\n" in content


# Session, user, is there a desk, which groups; the meeting, its people, officers, parts, papers, items;
# what was sent.
QUERIES = 10


@pytest.mark.parametrize("rows", [1, 30])
def test_page_costs_the_same_for_any_group(cast: Cast, meeting: Meeting, rows: int) -> None:
    for number in range(rows):
        make_item(meeting, f"Ärende {number}")
        make_member(f"Tove Till {number}", cast.body, organization=make_organization(f"By {number}"))
        Notice.objects.create(
            meeting=meeting,
            sent_at=LATER,
            sent_by=account(cast.secretary),
            recipients=[{"email": SIV, "name": "Siv", "state": "sent"}],
            sha256=uuid.uuid4().hex * 2,
        )
    client = logged_in(cast.secretary)
    assert connection.features.supports_json_field  # Django asks SQLite once per connection
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(meeting)).status_code == 200
    assert len(captured) == QUERIES
