"""Sealed minutes for tests of evidence: with papers, an earlier revision, an approval that was taken back."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from minutes.approval import circulate, send_back
from minutes.approving import approve, withdraw
from minutes.models import Checkpoint, Letter, Meeting
from minutes.papers import add_paper
from participants.models import Body, Person
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_organization,
)

PAPER = b"Cykelplanen i sin helhet.\n"


def make_sealed(body: Body, secretary: Person, *approvers: Person, **fields: Any) -> Meeting:
    """Make a meeting whose minutes all have approved, in the plainest way."""
    meeting = make_meeting(body, status=Meeting.Status.DRAFT, **fields)
    make_decision(make_item(meeting, background="Tre kommuner har svarat."))
    for person in approvers:
        make_approver(meeting, person)
        make_attendance(meeting, person, make_organization())
    circulate(meeting, by=account(secretary))
    approve_all(meeting, *approvers)
    return meeting


def approve_all(meeting: Meeting, *approvers: Person) -> None:
    digest = meeting.revisions.latest("number").sha256
    for person in approvers:
        approve(meeting, account(person), digest, fresh_login())
    meeting.refresh_from_db()


def make_long_story(body: Body, secretary: Person, first: Person, second: Person, **fields: Any) -> Meeting:
    """Make sealed minutes whose ledger has some of everything before the seal."""
    meeting = make_meeting(body, status=Meeting.Status.DRAFT, **fields)
    item = make_item(meeting, background="Tre kommuner har svarat. Åsa Öberg talade om é och ö.")
    make_decision(item)
    add_paper(meeting, item, SimpleUploadedFile("plan.txt", PAPER))
    add_paper(meeting, None, SimpleUploadedFile("karta.txt", b"En karta i ord.\n"))
    for person in (first, second):
        make_approver(meeting, person)
        make_attendance(meeting, person, make_organization())
    circulate(meeting, by=account(secretary))
    send_back(meeting, account(first), "Rubriken är fel.")
    meeting.items.update(title="Länets cykelplan")
    meeting.refresh_from_db()
    circulate(meeting, by=account(secretary))
    approve_all(meeting, first)
    withdraw(meeting, account(first), "Jag läste fel utgåva.")
    approve_all(meeting, second, first)
    return meeting


@dataclass(frozen=True)
class Outside:
    """What somebody has kept outside the book."""

    receipt: str
    key: str


def kept_outside(meeting: Meeting) -> Outside:
    """Return the receipt of the last who approved, and the book's public key."""
    letter = Letter.objects.filter(meeting=meeting, key__startswith="approval-").order_by("-pk")[0]
    return Outside(letter.body, Checkpoint.objects.latest("number").public_key)
