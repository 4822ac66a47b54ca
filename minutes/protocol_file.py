"""The protocol's PDF: what it says beside the text comes from the database, and the sealed one is kept."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from minutes import ledger
from minutes.ledger import Kind
from minutes.models import (
    Approval,
    Checkpoint,
    Correction,
    CorrectionApproval,
    Meeting,
    ProtocolFile,
    Revision,
)
from minutes.protocol_facts import ApprovalLine, CorrectionLine, ProtocolFacts, State
from minutes.protocol_pdf import protocol_pdf

APPROVAL_FORM = "i Protokollboken"


def store_protocol(
    revision: Revision, sealed_number: int, head: Checkpoint, correction: Correction | None = None
) -> ProtocolFile:
    """Make the PDF of approved minutes, once, and tell the ledger its digest, in the seal's transaction."""
    facts = protocol_facts(revision, "approved", sealed_number, head)
    content = protocol_pdf(bytes(revision.content), facts)
    sha256 = hashlib.sha256(content).hexdigest()
    said: dict[str, Any] = {
        "revision": {"number": revision.number, "sha256": revision.sha256},
        "sha256": sha256,
        "size": len(content),
        "media_type": "application/pdf",
        "checkpoint": head.number_id,
    }
    if correction:
        said["correction"] = correction.number
    file = ProtocolFile.objects.create(
        revision=revision,
        correction=correction,
        content=content,
        sha256=sha256,
        entry=ledger.append(Kind.FILE, said, revision.meeting),
    )
    ledger.checkpoint()  # the one in the PDF can't cover the PDF itself
    return file


def protocol_facts(
    revision: Revision, state: State, sealed_number: int | None = None, head: Checkpoint | None = None
) -> ProtocolFacts:
    meeting = revision.meeting
    approvals = list(revision.approvals.standing().order_by("approved_at", "pk"))
    done = {row.person_id for row in approvals}
    waiting = [
        row for row in meeting.officers.approving().select_related("person") if row.person_id not in done
    ]
    return ProtocolFacts(
        state=state,
        revision=revision.number,
        sha256=revision.sha256,
        frozen_at=revision.created_at,
        approvals=tuple(approval_line(row) for row in approvals),
        waiting=tuple(dict.fromkeys(row.display_name for row in waiting)) if state == "circulated" else (),
        sealed_number=sealed_number,
        checkpoint=tuple(head.text.splitlines()) if head else (),
        signature=head.signature if head else "",
        corrections=tuple(correction_lines(revision)),
        approval_form=_form(revision),
    )


def _form(revision: Revision) -> str:
    """Return how the text is approved, with what the group has decided about it when the text was frozen."""
    decided = json.loads(bytes(revision.content)).get("rules", {}).get("approval_form", "")
    return f"{APPROVAL_FORM} ({decided})" if decided else APPROVAL_FORM


def approval_line(row: Approval | CorrectionApproval) -> ApprovalLine:
    return ApprovalLine(
        name=row.person_name,
        approved_at=row.approved_at,
        organization=row.organization_name,
        role=row.get_role_display(),
        sentence=row.sentence,
        method=f"inloggad med {row.login_method}" if row.login_method else "",
        late_days=getattr(row, "days_late", 0),
    )


def correction_lines(revision: Revision) -> Iterable[CorrectionLine]:
    """Return the corrections that hold; each finds its item by the place that it had in the frozen text."""
    rows = revision.corrections.approved().prefetch_related("approvals").select_related("item")
    places = list(revision.meeting.items.values_list("pk", flat=True))
    for row in rows.order_by("number"):
        yield CorrectionLine(
            number=row.number,
            old=row.old_text,
            new=row.new_text,
            made_at=row.made_at,
            item=str(row.item) if row.item else "",
            position=places.index(row.item_id) if row.item_id in places else None,
            reason=row.reason,
            approved_by=tuple(approval_line(approval) for approval in row.approvals.all()),
        )


def current_file(meeting: Meeting) -> ProtocolFile | None:
    """Return the newest stored PDF: the sealed one, or the one with the last approved correction."""
    return (
        ProtocolFile.objects.filter(revision__meeting=meeting, revision__seal__isnull=False)
        .order_by("-pk")
        .first()
    )


def unsealed_pdf(revision: Revision) -> bytes:
    """Return a PDF of what lies before the justerare; it says on each page that it is a draft."""
    return protocol_pdf(bytes(revision.content), protocol_facts(revision, "circulated"))
