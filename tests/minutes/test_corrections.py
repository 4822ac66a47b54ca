"""Corrections: rows beside the sealed ones, which stay byte for byte as they were."""

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from minutes.approval import Refused, circulate
from minutes.approving import Login, StaleLogin
from minutes.corrections import (
    Wanted,
    approve_correction,
    awaiting,
    propose_correction,
    seats,
    text_now,
    waits_for,
    withdraw_correction,
)
from minutes.models import (
    AgendaItem,
    Correction,
    LedgerEntry,
    Letter,
    Meeting,
    ProtocolFile,
    Revision,
    Seal,
)
from minutes.reading import HEAD
from participants.models import Membership
from tests.conftest import Cast, logged_in
from tests.factories import account, fresh_login, make_item, make_meeting, make_member, make_sealed

OLD, NEW, WHY = "Tre kommuner har svarat.", "Fyra kommuner har svarat.", "En kommun var bortglömd."


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_sealed(cast.body, cast.secretary, cast.adjuster)


def sealed(meeting: Meeting) -> Revision:
    return meeting.revisions.get()


def proposed(meeting: Meeting, cast: Cast, **fields: Any) -> Correction:
    given: dict[str, Any] = {
        "place": 0,
        "target": "background",
        "old": OLD,
        "new": NEW,
        "reason": WHY,
        **fields,
    }
    return propose_correction(meeting, account(cast.secretary), Wanted(**given))


def approved(correction: Correction, cast: Cast) -> Correction:
    approve_correction(correction, account(cast.adjuster), correction.sha256, fresh_login())
    correction.refresh_from_db()
    return correction


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("number").values_list("kind", flat=True))


def test_correction_holds_when_it_is_approved_and_the_sealed_text_stays(cast: Cast, meeting: Meeting) -> None:
    before = bytes(sealed(meeting).content), sealed(meeting).sha256, Seal.objects.get().entry_id
    files = list(ProtocolFile.objects.values_list("pk", "sha256"))
    correction = proposed(meeting, cast)
    assert correction.approved_at is None and waits_for(correction) == [cast.adjuster]
    approved(correction, cast)
    assert correction.approved_at is not None
    assert (bytes(sealed(meeting).content), sealed(meeting).sha256, Seal.objects.get().entry_id) == before
    assert hashlib.sha256(before[0]).hexdigest() == before[1]
    assert list(ProtocolFile.objects.filter(correction=None).values_list("pk", "sha256")) == files
    assert ProtocolFile.objects.get(correction=correction).sha256 != files[0][1]
    assert kinds()[-4:] == ["correction", "correction_approval", "correction_seal", "file"]
    assert text_now(sealed(meeting), 0, "background", "") == NEW


def test_what_is_approved_is_the_correction_s_own_bytes(cast: Cast, meeting: Meeting) -> None:
    correction = proposed(meeting, cast)
    content = bytes(correction.content)
    assert hashlib.sha256(content).hexdigest() == correction.sha256
    said = json.loads(content)
    assert said["format"] == "protokollboken/rattelse/1"
    assert said["revision"]["sha256"] == sealed(meeting).sha256
    assert (said["old"], said["new"], said["reason"]) == (OLD, NEW, WHY)
    assert [row["name"] for row in said["approvers"]] == ["Jon Justerare"]
    with pytest.raises(Refused, match="en annan"):
        approve_correction(correction, account(cast.adjuster), "0" * 64, fresh_login())


def test_approval_of_a_correction_needs_a_fresh_login(cast: Cast, meeting: Meeting) -> None:
    correction = proposed(meeting, cast)
    with pytest.raises(StaleLogin):
        approve_correction(correction, account(cast.adjuster), correction.sha256, Login(None))
    old = fresh_login().at
    assert old is not None
    with pytest.raises(StaleLogin):
        login = Login(old - dt.timedelta(minutes=6))
        approve_correction(correction, account(cast.adjuster), correction.sha256, login)
    assert not correction.approvals.exists()


@pytest.mark.parametrize("who", ["member", "secretary", "outsider"])
def test_only_the_named_approve_a_correction(cast: Cast, meeting: Meeting, who: str) -> None:
    correction = proposed(meeting, cast)
    with pytest.raises(Refused, match="utsedd"):
        approve_correction(correction, account(getattr(cast, who)), correction.sha256, fresh_login())


@pytest.mark.parametrize("who", ["member", "adjuster", "outsider"])
def test_only_the_secretary_proposes_and_withdraws(cast: Cast, meeting: Meeting, who: str) -> None:
    wanted = Wanted(0, "background", OLD, NEW, WHY)
    with pytest.raises(Refused, match="sekreterare"):
        propose_correction(meeting, account(getattr(cast, who)), wanted)
    correction = proposed(meeting, cast)
    with pytest.raises(Refused, match="sekreterare"):
        withdraw_correction(correction, account(getattr(cast, who)))


@pytest.mark.parametrize("old", ["", "Två kommuner har svarat.", "har", "svarat. Tre"])
def test_the_old_words_must_stand_there_once(cast: Cast, meeting: Meeting, old: str) -> None:
    if old == "har":
        proposed(meeting, cast, old="kommuner har", new="orter har")  # a part that stands there once will do
        return
    with pytest.raises(Refused):
        proposed(meeting, cast, old=old)
    assert not Correction.objects.exists()


def test_draft_and_circulated_minutes_are_not_corrected(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting, background=OLD)
    with pytest.raises(Refused, match="inte justerat"):
        proposed(meeting, cast)


def test_later_correction_builds_on_the_one_before(cast: Cast, meeting: Meeting) -> None:
    approved(proposed(meeting, cast), cast)
    with pytest.raises(Refused):
        proposed(meeting, cast)  # the old words do not stand there any more
    second = approved(proposed(meeting, cast, old=NEW, new="Alla har svarat."), cast)
    assert second.number == 2
    assert text_now(sealed(meeting), 0, "background", "") == "Alla har svarat."


def test_two_corrections_of_one_text_do_not_wait_at_once(cast: Cast, meeting: Meeting) -> None:
    proposed(meeting, cast)
    with pytest.raises(Refused, match="väntar redan"):
        proposed(meeting, cast, new="Fem har svarat.")


def test_withdrawn_correction_can_not_be_approved(cast: Cast, meeting: Meeting) -> None:
    correction = proposed(meeting, cast)
    withdraw_correction(correction, account(cast.secretary))
    with pytest.raises(Refused, match="väntar inte"):
        approve_correction(correction, account(cast.adjuster), correction.sha256, fresh_login())
    assert awaiting(cast.adjuster, account(cast.adjuster)) == []
    again = proposed(meeting, cast)
    assert again.number == 2


def test_approved_correction_can_not_be_withdrawn_or_changed(cast: Cast, meeting: Meeting) -> None:
    correction = approved(proposed(meeting, cast), cast)
    with pytest.raises(Refused, match="väntar inte"):
        withdraw_correction(correction, account(cast.secretary))
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(new_text="Något annat.")


def test_successor_approves_for_who_has_left(cast: Cast, meeting: Meeting) -> None:
    Membership.objects.filter(person=cast.adjuster).update(end_date=dt.date(2024, 4, 1))
    (seat,) = seats(sealed(meeting))
    assert seat.is_free
    with pytest.raises(Refused, match="Utse någon i stället"):
        proposed(meeting, cast)
    new = make_member("Nils Nyvald", cast.body)
    wanted = Wanted(0, "background", OLD, NEW, WHY)
    correction = propose_correction(meeting, account(cast.secretary), wanted, {cast.adjuster.pk: new})
    (row,) = json.loads(bytes(correction.content))["approvers"]
    assert (row["name"], row["instead_of"]) == ("Nils Nyvald", "Jon Justerare")
    assert awaiting(new, account(new)) == [correction]
    with pytest.raises(Refused):
        approve_correction(correction, account(cast.adjuster), correction.sha256, fresh_login())
    approve_correction(correction, account(new), correction.sha256, fresh_login())
    correction.refresh_from_db()
    assert correction.approved_at


def test_group_without_justerare_has_the_correction_at_once(cast: Cast) -> None:
    cast.body.approvers_required = 0
    cast.body.save()
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting, background=OLD)
    circulate(meeting, account(cast.secretary))
    correction = proposed(meeting, cast)
    assert correction.approved_at is not None


def test_letters_go_to_who_approves_and_to_the_secretary(cast: Cast, meeting: Meeting) -> None:
    correction = proposed(meeting, cast)
    asked = Letter.objects.get(key__startswith=f"correction-{correction.pk}/")
    assert asked.to == account(cast.adjuster).email and correction.sha256 in asked.body
    approved(correction, cast)
    receipt = Letter.objects.get(key__startswith="correctionapproval-")
    assert receipt.to == account(cast.adjuster).email and correction.sha256 in receipt.body
    assert Letter.objects.get(key__startswith="correction-approved-").to == account(cast.secretary).email


def test_the_whole_is_corrected_in_free_words(cast: Cast, meeting: Meeting) -> None:
    correction = proposed(
        meeting, cast, place=HEAD, target="other", old="Ekby folkets hus", new="Ekby bibliotek"
    )
    assert correction.item is None
    with pytest.raises(Refused):
        proposed(meeting, cast, place=HEAD, target="other", old="Står inte här", new="Något")


# The pages.


def correct_address(meeting: Meeting) -> str:
    return reverse("meeting-correct", args=[meeting.pk])


def page(client: Client, correction: Correction) -> Any:
    return client.get(reverse("correction-detail", args=[correction.pk]))


def test_secretary_chooses_a_text_and_words_it_rightly(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.secretary)
    chosen = f"{correct_address(meeting)}?del=1&text=background"
    assert "del=1&amp;text=background" in client.get(correct_address(meeting)).content.decode()
    response = client.get(chosen)
    assert response.context["form"]["new"].value() == OLD
    response = client.post(chosen, {"new": NEW, "reason": ""})
    assert response.status_code == 422 and NEW in response.content.decode()
    response = client.post(chosen, {"new": OLD, "reason": WHY})
    assert response.status_code == 409 and "samma som den gamla" in response.content.decode()
    response = client.post(chosen, {"new": NEW, "reason": WHY})
    correction = Correction.objects.get()
    assert response.headers["Location"] == reverse("correction-detail", args=[correction.pk])
    assert (correction.old_text, correction.new_text) == (OLD, NEW)


@pytest.mark.parametrize("query", ["?del=1", "?del=x&text=background", "?del=99&text=title", "?text=%00"])
def test_text_that_is_not_there_leads_back_to_the_choice(cast: Cast, meeting: Meeting, query: str) -> None:
    response = logged_in(cast.secretary).get(correct_address(meeting) + query)
    assert response.status_code == 200 and "Vad ska rättas?" in response.content.decode()


def test_page_of_an_unsealed_meeting_says_why(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    response = logged_in(cast.secretary).get(correct_address(meeting))
    assert response.status_code == 200 and "inte justerat" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "code"), [("adjuster", 404), ("member", 404), ("outsider", 404), ("superuser", 200)]
)
def test_who_opens_the_page_for_correcting(cast: Cast, meeting: Meeting, who: str, code: int) -> None:
    assert logged_in(getattr(cast, who)).get(correct_address(meeting)).status_code == code


@pytest.mark.parametrize(
    ("who", "waiting", "holds"),
    [("adjuster", 200, 200), ("secretary", 200, 200), ("member", 404, 200), ("outsider", 404, 404)],
)
def test_who_reads_a_correction(cast: Cast, meeting: Meeting, who: str, waiting: int, holds: int) -> None:
    correction, client = proposed(meeting, cast), logged_in(getattr(cast, who))
    assert page(client, correction).status_code == waiting
    approved(correction, cast)
    assert page(client, correction).status_code == holds


def test_justerare_approves_on_the_page(cast: Cast, meeting: Meeting) -> None:
    correction, client = proposed(meeting, cast), logged_in(cast.adjuster)
    text = page(client, correction).content.decode()
    assert "Granska och godkänn rättelse 1" in text and correction.sha256 in text
    url = reverse("correction-detail", args=[correction.pk])
    start = client.get(reverse("start")).content.decode()
    assert url in start and "Godkänn rättelse 1" in start
    assert client.post(url, {"answer": "approve", "digest": "x"}).status_code == 409
    assert client.post(url, {"answer": "kanske"}).status_code == 422
    response = client.post(url, {"answer": "approve", "digest": correction.sha256}, follow=True)
    assert "Gäller sedan" in response.content.decode()


@pytest.mark.parametrize("who", ["member", "outsider"])
def test_others_do_not_answer_on_the_page(cast: Cast, meeting: Meeting, who: str) -> None:
    correction = proposed(meeting, cast)
    url = reverse("correction-detail", args=[correction.pk])
    sent = {"answer": "approve", "digest": correction.sha256}
    assert logged_in(getattr(cast, who)).post(url, sent).status_code == 404
    assert logged_in(cast.secretary).post(url, sent).status_code == 409
    assert not correction.approvals.exists()


def test_secretary_withdraws_on_the_page(cast: Cast, meeting: Meeting) -> None:
    correction = proposed(meeting, cast)
    url = reverse("correction-detail", args=[correction.pk])
    response = logged_in(cast.secretary).post(url, {"answer": "withdraw"}, follow=True)
    assert "Tillbakatagen" in response.content.decode()


def test_correction_stands_at_the_item_and_in_the_list_and_at_the_decision(
    cast: Cast, meeting: Meeting
) -> None:
    decision = AgendaItem.objects.get(meeting=meeting).decisions.get()
    approved(proposed(meeting, cast), cast)
    approved(
        proposed(
            meeting,
            cast,
            target="decision",
            decision_number=decision.number,
            old=decision.text,
            new="Gruppen antar vägplanen.",
        ),
        cast,
    )
    client = logged_in(cast.member)
    text = client.get(meeting.get_absolute_url()).content.decode()
    assert text.count("Rättelse 1</a>") == 2 and text.count("Rättelse 2</a>") == 2
    assert "Rättat efteråt: 2 rättelser" in text and OLD in text
    assert "cykelplanen" in text
    text = client.get(decision.get_absolute_url()).content.decode()
    assert "Rättelse 2</a>" in text and "Rättelse 1</a>" not in text
