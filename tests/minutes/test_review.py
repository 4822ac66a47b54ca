import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from minutes.approval import circulate, send_back
from minutes.models import Approval, Letter, Meeting
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_approver,
    make_circulated,
    make_item,
    make_meeting,
    read_all,
    without_guards,
)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_circulated(cast.body, cast.secretary, cast.adjuster)


def approve_address(meeting: Meeting) -> str:
    return reverse("meeting-approve", args=[meeting.pk])


def answer(client: Client, meeting: Meeting, **fields: str) -> tuple[int, str]:
    response = client.post(approve_address(meeting), fields)
    return response.status_code, response.content.decode()


def status(meeting: Meeting) -> str:
    return Meeting.objects.get(pk=meeting.pk).status


def test_page_shows_the_frozen_text_and_not_the_live_rows(cast: Cast, meeting: Meeting) -> None:
    with without_guards():
        meeting.items.update(background="Ändrat i smyg.")

    response = logged_in(cast.adjuster).get(approve_address(meeting))

    text = response.content.decode()
    assert "Tre kommuner har svarat." in text
    assert "Ändrat i smyg." not in text
    revision = meeting.revisions.get()
    assert f'name="digest" value="{revision.sha256}"' in text
    assert hashlib.sha256(bytes(revision.content)).hexdigest() == revision.sha256
    assert response.context["sentence"] in text


def test_approval_seals_the_meeting_and_is_confirmed(cast: Cast, meeting: Meeting) -> None:
    client, digest = logged_in(cast.adjuster), meeting.revisions.get().sha256

    response = client.post(approve_address(meeting), {"answer": "approve", "digest": digest}, follow=True)

    text = response.content.decode()
    assert response.redirect_chain == [(reverse("meeting-approved", args=[meeting.pk]), 302)]
    assert status(meeting) == Meeting.Status.APPROVED
    assert Approval.objects.get().user == account(cast.adjuster)
    assert "".join(response.context["digest_groups"]) == digest
    assert f"<span>{digest[:4]}</span>" in text and "Protokollet är justerat." in text


def test_old_page_leads_to_the_confirmation(cast: Cast, meeting: Meeting) -> None:
    client, digest = logged_in(cast.adjuster), meeting.revisions.get().sha256
    client.post(approve_address(meeting), {"answer": "approve", "digest": digest})

    assert client.get(approve_address(meeting)).headers["Location"] == reverse(
        "meeting-approved", args=[meeting.pk]
    )
    code, text = answer(client, meeting, answer="approve", digest=digest)
    assert code == 409 and "väntar inte på justering" in text


def test_text_that_has_changed_since_is_refused_and_shown_anew(cast: Cast, meeting: Meeting) -> None:
    old = meeting.revisions.get().sha256
    send_back(meeting, by=account(cast.secretary), reason="Rättar.")
    meeting.items.update(background="Fyra kommuner har svarat.")
    circulate(meeting, by=account(cast.secretary))

    code, text = answer(logged_in(cast.adjuster), meeting, answer="approve", digest=old)

    assert code == 409
    assert "Texten har ändrats sedan du öppnade sidan" in text and "Fyra kommuner har svarat." in text
    assert status(meeting) == Meeting.Status.CIRCULATED
    assert not Approval.objects.exists()


def test_sending_back_needs_a_reason(cast: Cast, meeting: Meeting) -> None:
    client, digest = logged_in(cast.adjuster), meeting.revisions.get().sha256

    code, text = answer(client, meeting, answer="send_back", digest=digest, reason="  ")

    assert code == 422
    assert "Skriv vad som behöver ändras" in text
    assert status(meeting) == Meeting.Status.CIRCULATED


def test_reason_that_is_too_long_is_kept_on_the_page(cast: Cast, meeting: Meeting) -> None:
    reason = "Fel namn. " * 60

    code, text = answer(
        logged_in(cast.adjuster),
        meeting,
        answer="send_back",
        digest=meeting.revisions.get().sha256,
        reason=reason,
    )

    assert code == 422 and reason.strip() in text


def test_sending_back_opens_the_draft_again(cast: Cast, meeting: Meeting) -> None:
    fields = {"answer": "send_back", "digest": meeting.revisions.get().sha256, "reason": "Fel namn i § 1."}

    response = logged_in(cast.adjuster).post(approve_address(meeting), fields, follow=True)

    assert response.redirect_chain == [(reverse("start"), 302)]
    assert "Du skickade tillbaka" in response.content.decode()
    assert status(meeting) == Meeting.Status.DRAFT
    assert meeting.status_changes.get(to_status="draft").note == "Fel namn i § 1."


def test_answer_that_is_neither_changes_nothing(cast: Cast, meeting: Meeting) -> None:
    code, _ = answer(logged_in(cast.adjuster), meeting, answer="kanske", digest="x")

    assert code == 422 and status(meeting) == Meeting.Status.CIRCULATED


@pytest.mark.parametrize("who", ["member", "secretary", "superuser"])
def test_only_the_named_justerare_may_answer(cast: Cast, meeting: Meeting, who: str) -> None:
    digest = meeting.revisions.get().sha256

    code, _ = answer(logged_in(getattr(cast, who)), meeting, answer="approve", digest=digest)

    assert code == 403 and status(meeting) == Meeting.Status.CIRCULATED


def test_meeting_that_waits_for_nobody_says_so(cast: Cast) -> None:
    imported = make_meeting(cast.body)
    make_approver(imported, cast.adjuster)

    response = logged_in(cast.adjuster).get(approve_address(imported))

    assert response.status_code == 200
    assert "väntar inte på justering" in response.content.decode()


def test_confirmation_before_the_approval_leads_to_the_text(cast: Cast, meeting: Meeting) -> None:
    response = logged_in(cast.adjuster).get(reverse("meeting-approved", args=[meeting.pk]))

    assert response.headers["Location"] == approve_address(meeting)


def test_first_of_two_is_told_who_remains(cast: Cast) -> None:
    meeting = make_meeting(cast.body, status=Meeting.Status.DRAFT)
    make_item(meeting)
    make_approver(meeting, cast.adjuster)
    make_approver(meeting, cast.member)
    digest = circulate(meeting, by=account(cast.secretary)).sha256
    read_all(meeting, cast.adjuster)

    response = logged_in(cast.adjuster).post(
        approve_address(meeting), {"answer": "approve", "digest": digest}, follow=True
    )

    assert status(meeting) == Meeting.Status.CIRCULATED
    assert [row.person for row in response.context["others"]] == [cast.member]
    assert "när också Maja Ledamot har godkänt" in response.content.decode()


def test_a_tick_is_kept_on_its_own(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, is_read=False)
    client, revision = logged_in(cast.adjuster), meeting.revisions.get()
    sent = {"answer": "save", "digest": revision.sha256, "shown": "1", "read": "1"}
    assert (
        client.post(approve_address(meeting), sent, headers={"X-Requested-With": "fetch"}).status_code == 204
    )
    assert list(revision.readings.values_list("place", flat=True)) == [0]
    response = client.get(approve_address(meeting))
    assert response.context["read_count"] == 1 and "av 2 delar lästa" in response.content.decode()


def test_ticks_of_an_old_text_say_nothing(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, is_read=False)
    sent = {"answer": "save", "digest": "0" * 64, "shown": ["0", "1"], "read": ["0", "1"]}
    logged_in(cast.adjuster).post(approve_address(meeting), sent)
    assert not meeting.revisions.get().readings.exists()


def test_unread_parts_are_named_and_led_to(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, is_read=False)
    code, text = answer(
        logged_in(cast.adjuster), meeting, answer="approve", digest=meeting.revisions.get().sha256
    )
    assert code == 422 and 'href="#last-punkt-1"' in text and "Fel: " in text
    assert status(meeting) == Meeting.Status.CIRCULATED


def test_approval_is_taken_back_on_the_confirmation_while_others_remain(cast: Cast) -> None:
    meeting = make_circulated(
        cast.body, cast.secretary, cast.adjuster, lambda draft: make_approver(draft, cast.member)
    )
    client, digest = logged_in(cast.adjuster), meeting.revisions.get().sha256
    client.post(approve_address(meeting), {"answer": "approve", "digest": digest})
    page = reverse("meeting-approved", args=[meeting.pk])
    assert "Ta tillbaka godkännandet" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    response = client.post(page, {"reason": "Jag läste fel fil."}, follow=True)
    assert response.redirect_chain == [(approve_address(meeting), 302)]
    assert Letter.objects.filter(key__startswith="withdrawn-", to=account(cast.secretary).email).exists()
    assert client.post(approve_address(meeting), {"answer": "approve", "digest": digest}).status_code == 302


def test_sealed_approval_is_not_taken_back(cast: Cast, meeting: Meeting) -> None:
    client, digest = logged_in(cast.adjuster), meeting.revisions.get().sha256
    client.post(approve_address(meeting), {"answer": "approve", "digest": digest})
    page = reverse("meeting-approved", args=[meeting.pk])
    assert "Ta tillbaka godkännandet" not in client.get(page).content.decode()
    response = client.post(page, {"reason": "Ångrar mig."})
    assert response.status_code == 422 and "redan justerat" in response.content.decode()


def test_text_that_was_taken_back_is_told_to_who_has_not_done_it(cast: Cast, meeting: Meeting) -> None:
    send_back(meeting, by=account(cast.adjuster), reason="Fel namn.")
    letters = Letter.objects.filter(key__startswith="taken-back-")
    assert [letter.to for letter in letters] == [account(cast.secretary).email]
    assert "Fel namn." in letters[0].body
