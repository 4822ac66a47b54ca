"""The rows that pages and the admin show, against the ledger's entries that they stand in."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from minutes.evidence.findings import Finding, note, wrong
from minutes.ledger import utc
from minutes.models import (
    Approval,
    Correction,
    CorrectionApproval,
    LedgerEntry,
    Meeting,
    ProtocolFile,
    Revision,
    Seal,
    Withdrawal,
)

Kind = LedgerEntry.Kind
CHUNK = 50
# Approvals from before there was a ledger were entered later, with less said.
LATER = "entered_later"


def _said(entry: LedgerEntry) -> dict[str, Any]:
    try:
        said = json.loads(bytes(entry.payload))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _differs(
    row: Model, entry: LedgerEntry, kind: str, meeting: int, told: dict[str, Any]
) -> Iterator[Finding]:
    """Compare a row with its entry: the kind, the meeting, and each thing that both tell."""
    said = _said(entry)
    name = f"{row._meta.verbose_name} {row.pk} (post {entry.number})"
    if entry.kind != kind or entry.meeting_id != meeting:
        yield wrong(f"{name}: posten är om något annat")
        return
    if LATER in said:
        told = {key: value for key, value in told.items() if key in said}
    odd = [key for key, value in told.items() if said.get(key) != value]
    if odd:
        yield wrong(f"{name}: raden är en annan än liggaren säger ({', '.join(odd)})")


def _without_row(kind: str, relation: str, words: str) -> Iterator[Finding]:
    lost = LedgerEntry.objects.filter(kind=kind, **{relation: None}).values_list("number", flat=True)
    for number in lost.iterator():
        yield wrong(f"post {number}: {words} som den berättar om är borta ur databasen")


def _revision(revision: Revision) -> dict[str, Any]:
    return {"number": revision.number, "sha256": revision.sha256}


def check_revisions() -> Iterator[Finding]:
    count = 0
    for row in Revision.objects.select_related("entry").order_by("pk").iterator(chunk_size=CHUNK):
        count += 1
        content = bytes(row.content)
        if hashlib.sha256(content).hexdigest() != row.sha256:
            yield wrong(f"möte {row.meeting_id}, utgåva {row.number}: texten är ändrad")
        told = {"revision": _revision(row), "size": len(content)}
        yield from _differs(row, row.entry, Kind.REVISION, row.meeting_id, told)
    yield from _without_row(Kind.REVISION, "revision", "utgåvan")
    yield note(f"{count} utgåvor")


def _answer(row: Approval | CorrectionApproval) -> dict[str, Any]:
    return {
        "organization": row.organization_name,
        "role": row.role,
        "sentence": row.sentence,
        "logged_in_at": utc(row.logged_in_at) if row.logged_in_at else "",
        "login_method": row.login_method,
    }


def _named(row: Approval | CorrectionApproval) -> Iterator[Finding]:
    """Compare the name alone: people who were merged have another key now."""
    said = _said(row.entry).get("person", {})
    if said.get("name") != row.person_name:
        yield wrong(f"godkännande {row.pk} (post {row.entry_id}): i liggaren står {said.get('name')}")


def check_approvals() -> Iterator[Finding]:
    rows = Approval.objects.select_related("entry", "revision").defer("revision__content").order_by("pk")
    count = 0
    for row in rows.iterator(chunk_size=CHUNK):
        count += 1
        told = {
            "revision": _revision(row.revision),
            "turn": row.turn,
            "days_late": row.days_late,
            **_answer(row),
        }
        yield from _differs(row, row.entry, Kind.APPROVAL, row.revision.meeting_id, told)
        yield from _named(row)
    withdrawals = Withdrawal.objects.select_related("entry", "approval__revision")
    for back in withdrawals.defer("approval__revision__content").iterator(chunk_size=CHUNK):
        told = {"approval": back.approval.entry_id, "reason": back.reason}
        yield from _differs(back, back.entry, Kind.WITHDRAWAL, back.approval.revision.meeting_id, told)
    yield from _without_row(Kind.APPROVAL, "approval", "godkännandet")
    yield from _without_row(Kind.WITHDRAWAL, "withdrawal", "återtagandet")
    yield note(f"{count} godkännanden")


def check_seals() -> Iterator[Finding]:
    count = 0
    rows = Seal.objects.select_related("entry", "revision__meeting__body").defer("revision__content")
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        count += 1
        meeting = row.revision.meeting
        standing = row.revision.approvals.standing().order_by("entry_id").values_list("entry_id", flat=True)
        told = {"revision": _revision(row.revision), "approvals": list(standing)}
        yield from _differs(row, row.entry, Kind.SEAL, meeting.pk, told)
        if meeting.status != Meeting.Status.APPROVED:
            yield wrong(f"{meeting}: protokollet är förseglat, men mötet har status {meeting.status}")
        sealed = ProtocolFile.objects.filter(revision=row.revision, correction=None)
        if LATER not in _said(row.entry) and not sealed.exists():
            yield wrong(f"{meeting}: den förseglade PDF:en saknas")
    yield from _without_row(Kind.SEAL, "seal", "förseglingen")
    approved = Meeting.objects.filter(status=Meeting.Status.APPROVED, revisions__seal=None).distinct()
    for meeting in approved.exclude(revisions__seal__isnull=False).select_related("body"):
        yield wrong(f"{meeting}: mötet har status justerat, men ingen försegling")
    yield note(f"{count} förseglade protokoll")


def check_files() -> Iterator[Finding]:
    rows = ProtocolFile.objects.select_related("entry", "revision", "correction")
    count = 0
    for row in rows.defer("revision__content", "correction__content").order_by("pk").iterator(chunk_size=10):
        count += 1
        content = bytes(row.content)
        if hashlib.sha256(content).hexdigest() != row.sha256:
            yield wrong(f"möte {row.revision.meeting_id}: den sparade PDF:en är ändrad")
        told: dict[str, Any] = {
            "revision": _revision(row.revision),
            "sha256": row.sha256,
            "size": len(content),
        }
        if row.correction:
            told["correction"] = row.correction.number
        yield from _differs(row, row.entry, Kind.FILE, row.revision.meeting_id, told)
    yield from _without_row(Kind.FILE, "file", "PDF:en")
    yield note(f"{count} PDF:er")


def check_corrections() -> Iterator[Finding]:
    rows = Correction.objects.select_related("entry", "revision").defer("revision__content").order_by("pk")
    count = 0
    for row in rows.iterator(chunk_size=CHUNK):
        count += 1
        if hashlib.sha256(bytes(row.content)).hexdigest() != row.sha256:
            yield wrong(f"möte {row.revision.meeting_id}: rättelse {row.number} är ändrad")
        told = {"revision": _revision(row.revision), "correction": _correction(row)}
        yield from _differs(row, row.entry, Kind.CORRECTION, row.revision.meeting_id, told)
        yield from _holds(row)
    yield from _correction_approvals()
    yield note(f"{count} rättelser")


def _correction(row: Correction) -> dict[str, Any]:
    return {"number": row.number, "sha256": row.sha256}


def _holds(row: Correction) -> Iterator[Finding]:
    """A correction holds if, and only if, the ledger says that all have approved it."""
    sealed: Iterable[LedgerEntry] = LedgerEntry.objects.filter(
        kind=Kind.CORRECTION_SEAL, meeting=row.revision.meeting_id
    )
    is_sealed = any(_said(entry).get("correction") == _correction(row) for entry in sealed)
    if is_sealed != bool(row.approved_at):
        yield wrong(f"möte {row.revision.meeting_id}: rättelse {row.number} gäller inte som liggaren säger")


def _correction_approvals() -> Iterator[Finding]:
    rows = CorrectionApproval.objects.select_related("entry", "correction__revision").order_by("pk")
    for row in rows.defer("correction__content", "correction__revision__content").iterator(chunk_size=CHUNK):
        told = {"correction": _correction(row.correction), **_answer(row)}
        meeting = row.correction.revision.meeting_id
        yield from _differs(row, row.entry, Kind.CORRECTION_APPROVAL, meeting, told)
        yield from _named(row)
    yield from _without_row(Kind.CORRECTION_APPROVAL, "correctionapproval", "godkännandet")
