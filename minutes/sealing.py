"""What all have approved is sealed: in the ledger, with a signed head."""

from typing import Any

from django.utils import timezone

from minutes import ledger, letters
from minutes.follow_up import follow_up
from minutes.ledger import Kind
from minutes.models import Meeting, Revision, Seal
from minutes.protocol_file import store_protocol
from minutes.status import move
from participants.models import User


def seal(meeting: Meeting, revision: Revision, by: User) -> Seal:
    """Make the revision the approved minutes, in the transaction of the last approval."""
    approvals = revision.approvals.standing().order_by("entry_id")
    facts = {
        "revision": revision_facts(revision),
        "approvals": list(approvals.values_list("entry_id", flat=True)),
    }
    entry = ledger.append(Kind.SEAL, facts, meeting)
    row = Seal.objects.create(revision=revision, entry=entry, sealed_at=timezone.now())
    move(meeting, [Meeting.Status.CIRCULATED], Meeting.Status.APPROVED, by)
    follow_up(meeting.body)  # what earlier minutes promised can now be judged by these
    store_protocol(revision, entry.number, ledger.checkpoint())
    letters.sealed(revision)
    return row


def revision_facts(revision: Revision) -> dict[str, Any]:
    """Return what each entry says of the revision that it is about."""
    return {"number": revision.number, "sha256": revision.sha256}
