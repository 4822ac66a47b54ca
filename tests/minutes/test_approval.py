import base64
import datetime as dt
import hashlib
import json
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from minutes.approval import Refused, circulate, publish_imported, send_back, start_minutes
from minutes.approving import Login, withdraw
from minutes.ledger import entry_hash
from minutes.models import Approval, Checkpoint, LedgerEntry, Letter, Meeting, Seal, StatusChange
from participants.models import Membership
from tests.conftest import Cast
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_organization,
    make_person,
)
from tests.factories import (
    read_and_approve as approve,
)


@pytest.fixture
def draft(cast: Cast) -> Meeting:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_decision(make_item(meeting))
    make_approver(meeting, cast.adjuster)
    make_attendance(meeting, cast.adjuster, cast.organization)
    return meeting


def digest_of(meeting: Meeting) -> str:
    return meeting.revisions.latest("number").sha256


def test_circulate_freezes_the_text(cast: Cast, draft: Meeting) -> None:
    revision = circulate(draft, account(cast.secretary))
    content = bytes(revision.content)
    assert hashlib.sha256(content).hexdigest() == revision.sha256
    meeting = json.loads(content)["meeting"]
    assert meeting["approvers"] == [{"name": "Jon Justerare", "organization": ""}]
    assert [d["number"] for d in meeting["items"][0]["decisions"]] == ["SG 2024-03-08 §1"]
    assert draft.status == Meeting.Status.CIRCULATED


def test_same_minutes_give_the_same_bytes(cast: Cast, draft: Meeting) -> None:
    first = circulate(draft, account(cast.secretary))
    send_back(draft, account(cast.secretary), "Ett stavfel.")
    draft.items.update(title="Gemensam  cykelplan ")
    draft.items.update(title="Gemensam cykelplan")
    second = circulate(draft, account(cast.secretary))
    assert (second.number, second.sha256) == (2, first.sha256)


def test_approve_seals_and_says_who_when_and_what(cast: Cast, draft: Meeting) -> None:
    revision = circulate(draft, account(cast.secretary))
    approval = approve(draft, account(cast.adjuster), revision.sha256, fresh_login())
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.APPROVED
    assert (approval.person_name, approval.organization_name) == ("Jon Justerare", "Ekby kommun")
    assert "Jon Justerare" in approval.sentence and "2024-03-08" in approval.sentence
    assert Seal.objects.get().revision == revision
    assert list(StatusChange.objects.values_list("from_status", "to_status")) == [
        ("draft", "circulated"),
        ("circulated", "approved"),
    ]


def test_each_step_is_an_entry_in_the_ledger(cast: Cast, draft: Meeting) -> None:
    circulate(draft, account(cast.secretary))
    send_back(draft, account(cast.adjuster), "Ett stavfel.")
    revision = circulate(draft, account(cast.secretary))
    approve(draft, account(cast.adjuster), revision.sha256, fresh_login())
    entries = list(LedgerEntry.objects.all())
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.kind for entry in entries] == [
        "opened",
        "revision",
        "dispatch",
        "sent_back",
        "revision",
        "dispatch",
        "approval",
        "seal",
        "key",
        "file",
    ]
    for before, entry in pairwise(entries):
        digest = hashlib.sha256(bytes(entry.payload)).hexdigest()
        assert entry.previous_hash == before.entry_hash
        assert entry.payload_sha256 == digest
        assert entry.entry_hash == entry_hash(entry.number, before.entry_hash, digest)


def test_the_head_is_signed_and_goes_out_in_the_receipt(cast: Cast, draft: Meeting) -> None:
    revision = circulate(draft, account(cast.secretary))
    approve(draft, account(cast.adjuster), revision.sha256, fresh_login())
    head = Checkpoint.objects.latest("number")
    assert head.number == LedgerEntry.objects.last()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))
    key.verify(base64.b64decode(head.signature), head.text.encode())
    receipt = Letter.objects.get(key__startswith="approval-")
    assert receipt.to == account(cast.adjuster).email
    assert head.text in receipt.body and head.signature in receipt.body and revision.sha256 in receipt.body


def test_several_justerare_must_all_approve(cast: Cast, draft: Meeting) -> None:
    make_approver(draft, cast.member)
    circulate(draft, account(cast.secretary))
    approve(draft, account(cast.adjuster), digest_of(draft), fresh_login())
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.CIRCULATED
    approve(draft, account(cast.member), digest_of(draft), fresh_login())
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.APPROVED


@pytest.mark.parametrize("who", ["secretary", "member", "outsider"])
def test_only_the_named_justerare_can_approve(cast: Cast, draft: Meeting, who: str) -> None:
    circulate(draft, account(cast.secretary))
    with pytest.raises(Refused, match="justerare"):
        approve(draft, account(getattr(cast, who)), digest_of(draft), fresh_login())
    with pytest.raises(Refused, match="justerare"):
        approve(draft, cast.superuser, digest_of(draft), fresh_login())
    assert not Approval.objects.exists()


def test_approve_refuses_a_text_that_was_not_shown(cast: Cast, draft: Meeting) -> None:
    shown = circulate(draft, account(cast.secretary)).sha256
    send_back(draft, account(cast.adjuster), "Rubriken är fel.")
    draft.items.update(title="Länets cykelplan")
    circulate(draft, account(cast.secretary))
    with pytest.raises(Refused, match="ändrats"):
        approve(draft, account(cast.adjuster), shown, fresh_login())
    assert not Approval.objects.exists()


def test_approve_twice_is_refused(cast: Cast, draft: Meeting) -> None:
    make_approver(draft, cast.member)
    circulate(draft, account(cast.secretary))
    approve(draft, account(cast.adjuster), digest_of(draft), fresh_login())
    with pytest.raises(Refused, match="redan"):
        approve(draft, account(cast.adjuster), digest_of(draft), fresh_login())


def test_approve_needs_a_circulated_text(cast: Cast, draft: Meeting) -> None:
    with pytest.raises(Refused, match="väntar inte"):
        approve(draft, account(cast.adjuster), "", fresh_login())


@pytest.mark.parametrize("who", ["member", "outsider", "adjuster"])
def test_only_the_groups_secretary_circulates(cast: Cast, draft: Meeting, who: str) -> None:
    with pytest.raises(Refused, match="sekreterare"):
        circulate(draft, account(getattr(cast, who)))


def test_secretary_of_another_group_can_do_nothing(cast: Cast, draft: Meeting) -> None:
    foreign = account(make_member("Fia Främmande", cast.other_body, Membership.Role.SECRETARY))
    for step in (lambda: circulate(draft, foreign), lambda: start_minutes(draft, foreign)):
        with pytest.raises(Refused, match="sekreterare"):
            step()
    circulate(draft, account(cast.secretary))
    with pytest.raises(Refused, match="sekreterare"):
        send_back(draft, foreign, "")


def test_circulate_says_what_is_missing(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    with pytest.raises(Refused, match="inga ärenden"):
        circulate(meeting, account(cast.secretary))
    make_item(meeting)
    with pytest.raises(Refused, match="1 justerare, och 0 är utsedda"):
        circulate(meeting, account(cast.secretary))
    make_approver(meeting, make_person("Kal Utankonto"))
    with pytest.raises(Refused, match="Kal Utankonto har inget konto"):
        circulate(meeting, account(cast.secretary))
    assert not meeting.revisions.exists()


def test_who_wrote_the_minutes_can_not_approve_them(cast: Cast, draft: Meeting) -> None:
    make_approver(draft, cast.secretary)
    with pytest.raises(Refused, match="har skrivit protokollet"):
        circulate(draft, account(cast.secretary))
    draft.officers.filter(person=cast.secretary).delete()
    draft.officers.create(person=cast.adjuster, role="secretary")
    with pytest.raises(Refused, match="Jon Justerare har skrivit protokollet"):
        circulate(draft, account(cast.secretary))


def test_justerare_must_have_a_role_in_the_group(cast: Cast, draft: Meeting) -> None:
    make_approver(draft, cast.outsider)
    with pytest.raises(Refused, match="Olle Utomstående har ingen roll i gruppen"):
        circulate(draft, account(cast.secretary))


def test_send_back_refuses_a_text_that_was_not_shown(cast: Cast, draft: Meeting) -> None:
    circulate(draft, account(cast.secretary))
    with pytest.raises(Refused, match="ändrats"):
        send_back(draft, account(cast.adjuster), "Fel rubrik.", digest="0" * 64)
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.CIRCULATED


def test_promises_are_judged_by_what_was_approved(cast: Cast, draft: Meeting) -> None:
    """A text that is only circulated may yet be sent back: it breaks and keeps nothing."""
    earlier = make_meeting(cast.body, Meeting.Status.IMPORTED, date=dt.date(2024, 2, 2))
    promise = make_item(earlier, "Busskort").promises.create(
        text="Frågan kommer åter i mars.", due_on=dt.date(2024, 3, 31), due_precision="month"
    )
    circulate(draft, account(cast.secretary))
    promise.refresh_from_db()
    assert promise.status == "open"
    send_back(draft, account(cast.secretary), "Busskorten saknas.")
    make_item(draft, "Busskort")
    circulate(draft, account(cast.secretary))
    approve(draft, account(cast.adjuster), digest_of(draft), fresh_login())
    promise.refresh_from_db()
    assert promise.status == "kept"


def test_group_without_justerare_settles_its_minutes_at_once(cast: Cast) -> None:
    cast.body.approvers_required = 0
    cast.body.save()
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting)
    circulate(meeting, account(cast.secretary))
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.APPROVED
    assert Seal.objects.count() == 1


def test_a_stale_page_changes_nothing(cast: Cast, draft: Meeting) -> None:
    stale = Meeting.objects.get(pk=draft.pk)
    circulate(draft, account(cast.secretary))
    with pytest.raises(Refused, match="väntar på justering"):
        circulate(stale, account(cast.secretary))
    assert draft.revisions.count() == 1


def test_justerare_stands_for_the_organisation_of_then(cast: Cast) -> None:
    """Who has changed organisation since approves for the one that the person stood for at the meeting."""
    then, now = make_organization("Alnäs kommun"), make_organization("Boda kommun")
    person = make_member("Bo Bytt", cast.body, organization=then, end_date=dt.date(2024, 12, 31))
    Membership.objects.create(
        person=person, body=cast.body, on_behalf_of=now, role="member", start_date=dt.date(2025, 1, 1)
    )
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting)
    make_approver(meeting, person)
    circulate(meeting, account(cast.secretary))
    assert approve(meeting, account(person), digest_of(meeting), fresh_login()).organization == then


def test_awaiting_lists_what_is_left_to_approve(cast: Cast, draft: Meeting) -> None:
    make_approver(draft, cast.member)
    assert not Meeting.objects.awaiting(cast.adjuster)
    circulate(draft, account(cast.secretary))
    assert list(Meeting.objects.awaiting(cast.adjuster)) == [draft]
    approve(draft, account(cast.adjuster), digest_of(draft), fresh_login())
    assert list(Meeting.objects.awaiting(cast.adjuster)) == []
    assert list(Meeting.objects.awaiting(cast.member)) == [draft]
    send_back(draft, account(cast.secretary), "Nytt underlag.")
    circulate(draft, account(cast.secretary))
    assert list(Meeting.objects.awaiting(cast.adjuster)) == [draft]


def test_imported_minutes_can_be_published_and_circulated(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    make_item(meeting)
    make_approver(meeting, cast.adjuster)
    publish_imported(meeting, None)
    assert Meeting.objects.visible_to(account(cast.member)).filter(pk=meeting.pk).exists()
    circulate(meeting, account(cast.secretary))
    with pytest.raises(Refused):
        publish_imported(meeting, None)


def test_an_approval_needs_a_fresh_login(cast: Cast, draft: Meeting) -> None:
    revision = circulate(draft, account(cast.secretary))
    for login in (Login(None), Login(timezone.now() - dt.timedelta(minutes=6))):
        with pytest.raises(Refused, match="lösenord"):
            approve(draft, account(cast.adjuster), revision.sha256, login)
    assert not Approval.objects.exists()


def test_a_password_that_somebody_else_set_approves_nothing_for_a_day(cast: Cast, draft: Meeting) -> None:
    revision = circulate(draft, account(cast.secretary))
    user = account(cast.adjuster)
    user.password_set_by_other_at = timezone.now() - dt.timedelta(hours=23)
    with pytest.raises(Refused, match="Någon annan har satt ditt lösenord"):
        approve(draft, user, revision.sha256, fresh_login())
    user.password_set_by_other_at = timezone.now() - dt.timedelta(hours=25)
    assert approve(draft, user, revision.sha256, fresh_login())


def test_an_approval_can_be_taken_back_until_all_have_approved(cast: Cast, draft: Meeting) -> None:
    make_approver(draft, cast.member)
    revision = circulate(draft, account(cast.secretary))
    first = approve(draft, account(cast.adjuster), revision.sha256, fresh_login())
    withdraw(draft, account(cast.adjuster), "Jag läste fel utgåva.")
    assert list(Meeting.objects.awaiting(cast.adjuster)) == [draft]
    approve(draft, account(cast.member), revision.sha256, fresh_login())
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.CIRCULATED
    second = approve(draft, account(cast.adjuster), revision.sha256, fresh_login())
    assert (first.turn, second.turn) == (1, 2)
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.APPROVED
    with pytest.raises(Refused, match="redan justerat"):
        withdraw(draft, account(cast.adjuster), "För sent.")


def test_the_chair_approves_too_where_the_rules_say_so(cast: Cast, draft: Meeting) -> None:
    cast.body.chair_approves = True
    cast.body.save()
    with pytest.raises(Refused, match="ingen ordförande"):
        circulate(draft, account(cast.secretary))
    draft.officers.create(person=cast.member, role="chair")
    revision = circulate(draft, account(cast.secretary))
    approve(draft, account(cast.adjuster), revision.sha256, fresh_login())
    assert list(Meeting.objects.awaiting(cast.member)) == [draft]
    approval = approve(draft, account(cast.member), revision.sha256, fresh_login())
    assert approval.role == "chair"
    draft.refresh_from_db()
    assert draft.status == Meeting.Status.APPROVED


def test_the_sentence_names_the_minutes_as_the_frozen_text_does(cast: Cast, draft: Meeting) -> None:
    revision = circulate(draft, account(cast.secretary))
    cast.body.name, cast.body.document_name = "Nya gruppen", "promemoria"
    cast.body.save()
    sentence = approve(draft, account(cast.adjuster), revision.sha256, fresh_login()).sentence
    frozen = json.loads(bytes(revision.content))["meeting"]
    assert sentence == (
        f"Jag, Jon Justerare, har läst {frozen['document_name']} från Samrådsgruppen SG den 2024-03-08, "
        "utgåva 1, och godkänner texten som den står."
    )


def test_who_approves_is_the_one_that_the_frozen_text_names(cast: Cast, draft: Meeting) -> None:
    """Another person put in the justerare's place, past the app, does not pass for the one that was named."""
    revision = circulate(draft, account(cast.secretary))
    draft.officers.filter(role="approver").update(person=cast.member)
    with pytest.raises(Refused, match="I texten står Jon Justerare, och i registret heter du Maja Ledamot"):
        approve(draft, account(cast.member), revision.sha256, fresh_login())
    assert not Approval.objects.exists()
