"""What the preparation answers to a proposal, and how it becomes an item of an agenda."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from minutes.approval import Refused
from minutes.models import AgendaItem, AgendaProposal, Attachment, Meeting
from minutes.proposals import Answer, answer, put_on_agenda, version
from participants.models import Membership, Person
from tests.conftest import Cast, logged_in
from tests.factories import account, make_item, make_member
from tests.minutes.proposal_pages import PDF, TEXTS, add, made, page, pdf, planned, send_answer, text_of


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chair(cast: Cast) -> Person:
    return make_member("Orvar Ordförande", cast.body, Membership.Role.CHAIR, cast.organization)


@pytest.mark.parametrize("who", ["chair", "secretary"])
def test_who_prepares_answers_and_the_one_who_proposed_gets_a_letter(
    cast: Cast, chair: Person, django_capture_on_commit_callbacks: Any, who: str
) -> None:
    proposal, person = made(cast), chair if who == "chair" else cast.secretary
    with django_capture_on_commit_callbacks(execute=True):
        answered = send_answer(logged_in(person), proposal, "incomplete", "Vad kostar det?\n<b>Per år</b>")
        assert mail.outbox == []  # not before the answer is stored
    assert answered.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.answer, proposal.answer_note) == ("incomplete", "Vad kostar det?\n<b>Per år</b>")
    assert proposal.answered_by == account(person) and proposal.answered_at is not None
    letter = mail.outbox[0]
    assert len(mail.outbox) == 1 and letter.to == [account(cast.member).email]
    assert letter.subject == "Komplettera: Gemensam cykelpool"
    assert f"http://testserver/forslag/{proposal.pk}/" in letter.body
    assert "Vad kostar det?\n<b>Per år</b>" in letter.body and "&lt;" not in letter.body
    said = text_of(logged_in(cast.member).get(page(proposal)))
    assert "Vad kostar det?" in said and "&lt;b&gt;Per år" in said and "Komplettera förslaget" in said


def test_title_from_elsewhere_makes_no_header_of_its_own(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = made(cast, title="Cykel\r\nBcc: alla@example.org" + "x" * 200)
    with django_capture_on_commit_callbacks(execute=True):
        send_answer(logged_in(cast.secretary), proposal, "ready")
    letter = mail.outbox[0]
    assert "\n" not in letter.subject and len(letter.subject) <= 150
    assert letter.recipients() == [account(cast.member).email] and "Bcc" not in letter.message()


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("incomplete", "Skriv vad som saknas"),
        ("elsewhere", "Skriv vilket forum"),
        ("", "Välj ett av de tre svaren."),
        ("waiting", "Välj ett av de tre svaren."),
    ],
)
def test_answer_that_says_too_little_is_sent_back(cast: Cast, verdict: str, said: str) -> None:
    proposal = made(cast)
    answered = send_answer(logged_in(cast.secretary), proposal, verdict)
    assert answered.status_code == 422 and said in text_of(answered)
    proposal.refresh_from_db()
    assert proposal.answer == Answer.WAITING and mail.outbox == []


def test_answer_to_a_text_that_has_changed_is_refused_and_kept_on_the_page(
    cast: Cast, chair: Person, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = made(cast)
    stale = version(proposal)
    AgendaProposal.objects.update(background="Nu vill fem kommuner.")
    client = logged_in(chair)
    answered = send_answer(client, proposal, "ready", "Bra fråga", seen=stale)
    assert answered.status_code == 409
    said = text_of(answered)
    assert "Förslaget har ändrats sedan du öppnade sidan" in said and "Bra fråga" in said
    assert "Nu vill fem kommuner." in said and f'value="{version(proposal)}"' in said
    proposal.refresh_from_db()
    assert proposal.answer == Answer.WAITING


def test_same_answer_sent_twice_is_one_answer_and_one_letter(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = made(cast)
    seen = version(proposal)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            answered = send_answer(logged_in(cast.secretary), proposal, "ready", seen=seen)
            assert answered.status_code == 302
    assert len(mail.outbox) == 1


def test_own_answer_and_a_member_who_left_get_no_letter(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    own, left = made(cast, by=cast.secretary), made(cast)
    cast.member.memberships.update(end_date=dt.date(2020, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        for proposal in (own, left):
            assert send_answer(logged_in(cast.secretary), proposal, "ready").status_code == 302
    assert mail.outbox == []


def test_answer_stands_though_the_letter_can_not_be_sent(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    proposal = made(cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert send_answer(logged_in(cast.secretary), proposal, "ready").status_code == 302
    proposal.refresh_from_db()
    assert proposal.answer == Answer.READY and "refused" in caplog.text


def test_only_who_prepares_answers(cast: Cast) -> None:
    proposal = made(cast)
    assert "Skicka svaret" not in text_of(logged_in(cast.member).get(page(proposal)))
    for person in (cast.member, cast.adjuster, cast.outsider):
        assert send_answer(logged_in(person), proposal, "ready").status_code == 404
    assert logged_in(cast.secretary).get(page(proposal, "svar/")).status_code == 405
    with pytest.raises(Refused, match="Bara de som bereder"):
        answer(proposal, "ready", "", account(cast.member), version(proposal), "")
    proposal.refresh_from_db()
    assert proposal.answer == Answer.WAITING


def test_secretary_puts_the_proposal_last_on_the_agenda(cast: Cast) -> None:
    meeting, proposal = planned(cast), made(cast)
    make_item(meeting)
    paper = add(proposal)
    answered = logged_in(cast.secretary).post(page(proposal, "dagordning/"), {"meeting": meeting.pk})
    assert answered.status_code == 302
    proposal.refresh_from_db()
    item = meeting.items.last()
    assert item is not None and proposal.item == item
    assert (item.title, item.background, item.proposal) == tuple(TEXTS.values())
    assert (item.position, item.number) == (2, "2")
    copy = Attachment.objects.get()
    assert (copy.meeting, copy.item, copy.title, copy.file.name) == (meeting, item, "Kalkyl", paper.file.name)
    assert (copy.sha256, copy.size, copy.media_type) == (paper.sha256, paper.size, paper.media_type)
    said = text_of(logged_in(cast.member).get(page(proposal)))
    assert f'href="{item.get_absolute_url()}"' in said and "Ändra förslaget" not in said
    assert f"/underlag/{copy.pk}/" in text_of(logged_in(cast.member).get(meeting.get_absolute_url()))


def test_file_on_the_agenda_is_the_one_that_was_sent(cast: Cast) -> None:
    logged_in(cast.member).post("/forslag/nytt/", {**TEXTS, "papers": [pdf()]})
    proposal = AgendaProposal.objects.get()
    put_on_agenda(proposal, planned(cast), account(cast.secretary))
    address = f"/underlag/{Attachment.objects.get().pk}/"
    assert logged_in(cast.adjuster).get(address).content == PDF
    assert logged_in(cast.outsider).get(address).status_code == 404


def test_draft_s_place_is_not_told_to_the_member(cast: Cast) -> None:
    meeting, proposal = planned(cast, status=Meeting.Status.DRAFT, date=dt.date(2031, 7, 4)), made(cast)
    put_on_agenda(proposal, meeting, account(cast.secretary))
    client = logged_in(cast.member)
    for said in (text_of(client.get(page(proposal))), text_of(client.get("/forslag/"))):
        assert "På dagordningen" in said and "juli 2031" not in said
    assert "juli 2031" in text_of(logged_in(cast.secretary).get(page(proposal)))


def test_item_goes_on_counting_only_where_the_agenda_is_numbered(cast: Cast) -> None:
    meeting = planned(cast)
    for number, expected in [("", ""), ("4a", ""), ("7", "8")]:
        make_item(meeting, number=number)
        item = put_on_agenda(made(cast, title=f"Efter {number}"), meeting, account(cast.secretary))
        assert item.number == expected
    empty = planned(cast, number="2")
    assert put_on_agenda(made(cast), empty, account(cast.secretary)).number == "1"


@pytest.mark.parametrize(
    ("status", "said"),
    [("circulated", "Väntar på justering"), ("approved", "Justerat"), ("imported", "Inläst")],
)
def test_closed_agenda_takes_no_proposal(cast: Cast, status: str, said: str) -> None:
    meeting, proposal = planned(cast), made(cast)
    Meeting.objects.filter(pk=meeting.pk).update(status=status)  # since the page was shown
    with pytest.raises(Refused, match=f"Mötet har status ”{said}”"):
        put_on_agenda(proposal, meeting, account(cast.secretary))
    assert not AgendaItem.objects.exists()


def test_agenda_of_another_group_a_second_agenda_and_another_forum_are_refused(cast: Cast) -> None:
    secretary, meeting = account(cast.secretary), planned(cast)
    Membership.objects.create(person=cast.secretary, body=cast.other_body, role=Membership.Role.SECRETARY)
    with pytest.raises(Refused, match="en annan grupp"):
        put_on_agenda(made(cast), planned(cast, body=cast.other_body), secretary)
    elsewhere = made(cast, answer="elsewhere", answered_by=secretary, answered_at=timezone.now())
    with pytest.raises(Refused, match="annat forum"):
        put_on_agenda(elsewhere, meeting, secretary)
    proposal = made(cast)
    stale = AgendaProposal.objects.get(pk=proposal.pk)
    put_on_agenda(proposal, meeting, secretary)
    with pytest.raises(Refused, match="redan på en dagordning"):
        put_on_agenda(stale, meeting, secretary)
    with pytest.raises(Refused, match="redan på en dagordning"):
        answer(stale, "ready", "", secretary, version(stale), "")
    assert meeting.items.count() == 1


def test_second_press_of_the_button_says_so_and_adds_nothing(cast: Cast) -> None:
    meeting, proposal = planned(cast), made(cast)
    client = logged_in(cast.secretary)
    for expected in (302, 409):
        answered = client.post(page(proposal, "dagordning/"), {"meeting": meeting.pk})
        assert answered.status_code == expected
    assert "redan på en dagordning" in text_of(answered) and meeting.items.count() == 1


@pytest.mark.parametrize("choice", ["", "x", "99999999999999999999"])
def test_odd_choice_of_meeting_is_refused(cast: Cast, choice: str) -> None:
    planned(cast)
    proposal = made(cast)
    answered = logged_in(cast.secretary).post(page(proposal, "dagordning/"), {"meeting": choice})
    assert answered.status_code == 422 and not AgendaItem.objects.exists()


def test_only_the_secretary_puts_a_proposal_on_an_agenda(cast: Cast, chair: Person) -> None:
    meeting, proposal = planned(cast), made(cast)
    for person in (chair, cast.member, cast.outsider):
        answered = logged_in(person).post(page(proposal, "dagordning/"), {"meeting": meeting.pk})
        assert answered.status_code == 404
        with pytest.raises(Refused, match="Bara gruppens sekreterare"):
            put_on_agenda(proposal, meeting, account(person))
    assert logged_in(cast.secretary).get(page(proposal, "dagordning/")).status_code == 405
    assert not AgendaItem.objects.exists()


def test_item_taken_off_the_agenda_lets_the_proposal_wait_again(cast: Cast) -> None:
    proposal, meeting = made(cast), planned(cast)
    put_on_agenda(proposal, meeting, account(cast.secretary)).delete()
    assert AgendaProposal.objects.waiting().get() == proposal
