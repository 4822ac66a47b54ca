"""Justering: the only code that writes `Meeting.status`, and each step with its trail."""

import hashlib
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from minutes.exports import canonical_bytes, whole
from minutes.follow_up import follow_up
from minutes.models import Approval, Attendance, Meeting, Officer, Revision, Seal, StatusChange
from participants.models import Body, Membership, Organization, Person, User

Status = Meeting.Status
FIRST_DIGEST = "0" * 64


class Refused(Exception):
    """The step can't be taken; the message says in Swedish why, and what to do."""


def _move(meeting: Meeting, allowed: list[str], to: str, by: User | None, note: str = "") -> None:
    """Change the status if it still is one of the allowed ones in the database: two at once, one wins."""
    before = meeting.status
    if before not in allowed or not Meeting.objects.filter(pk=meeting.pk, status=before).update(status=to):
        now = Status(Meeting.objects.values_list("status", flat=True).get(pk=meeting.pk)).label.lower()
        raise Refused(f"Mötet har nu status ”{now}”. Läs in sidan på nytt och se vad som går att göra.")
    meeting.status = to
    StatusChange.objects.create(
        meeting=meeting, from_status=before, to_status=to, by=by, at=timezone.now(), note=note
    )


def _require_secretary(meeting: Meeting, user: User) -> None:
    if not Body.objects.written_by(user).filter(pk=meeting.body_id).exists():
        raise Refused("Bara gruppens sekreterare kan göra det här.")


@transaction.atomic
def start_minutes(meeting: Meeting, by: User) -> None:
    """Turn a plan into a draft: from now on, only who prepares the meetings reads it."""
    _require_secretary(meeting, by)
    _move(meeting, [Status.PLANNED, Status.IMPORTED], Status.DRAFT, by)


@transaction.atomic
def publish_imported(meeting: Meeting, by: User | None) -> None:
    """Let the group's members read older minutes as they are, without a justering here."""
    if by is not None:
        _require_secretary(meeting, by)
    _move(meeting, [Status.PLANNED, Status.DRAFT], Status.IMPORTED, by)


@transaction.atomic
def circulate(meeting: Meeting, by: User) -> Revision:
    """Freeze the text as it stands and lay it before the named justerare."""
    _require_secretary(meeting, by)
    approvers = list(meeting.officers.filter(role=Officer.Role.APPROVER).select_related("person__user"))
    _check_ready(meeting, approvers)
    _move(meeting, [Status.DRAFT, Status.PLANNED, Status.IMPORTED], Status.CIRCULATED, by)
    for item in meeting.items.prefetch_related("decisions").select_related("meeting__body"):
        for decision in item.decisions.all():  # a number follows its item until it has been circulated
            decision.assign_number()
            decision.save(update_fields=["number", "slug", "body", "decided_on"])
    content = canonical_bytes(whole(Meeting.objects.all()).get(pk=meeting.pk))
    revision = Revision.objects.create(
        meeting=meeting,
        number=meeting.revisions.count() + 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=timezone.now(),
        created_by=by,
    )
    follow_up(meeting.body)  # what the minutes promised before can now be judged by these
    if not approvers:  # the group's rules ask for none: what was circulated is final
        _seal(meeting, revision, by)
    return revision


def _check_ready(meeting: Meeting, approvers: list[Officer]) -> None:
    if not meeting.items.exists():
        raise Refused("Protokollet har inga ärenden. Skriv in minst ett innan du skickar det.")
    if len(approvers) < meeting.body.approvers_required:
        raise Refused(
            f"Gruppen ska ha {meeting.body.approvers_required} justerare, och {len(approvers)} är "
            "utsedda. Lägg till under ”Ordförande, sekreterare och justerare”."
        )
    for officer in approvers:
        if not officer.person or not officer.person.user or not officer.person.user.is_active:
            raise Refused(
                f"{officer.display_name} har inget konto och kan därför inte justera här. "
                "Ge personen ett konto, eller utse en annan justerare."
            )
        if not Body.objects.visible_to(officer.person.user).filter(pk=meeting.body_id).exists():
            raise Refused(
                f"{officer.display_name} har ingen roll i gruppen i dag och kan inte läsa protokollet. "
                "Ge personen en roll, eller utse en annan justerare."
            )


@transaction.atomic
def send_back(meeting: Meeting, by: User, reason: str) -> None:
    """Open a circulated text again; the next circulation is a new revision that nobody has approved."""
    if by.pk not in _approver_accounts(meeting):
        _require_secretary(meeting, by)
    _move(meeting, [Status.CIRCULATED], Status.DRAFT, by, reason)


def _approver_accounts(meeting: Meeting) -> set[int]:
    rows = meeting.officers.filter(role=Officer.Role.APPROVER).values_list("person__user_id", flat=True)
    return {pk for pk in rows if pk is not None}


def approval_sentence(revision: Revision, person: Person) -> str:
    """Return the words that the justerare agrees to; they are stored with the approval."""
    meeting = revision.meeting
    return (
        f"Jag, {person.name}, har läst {meeting.heading} från {meeting.body.name} "
        f"den {meeting.date:%Y-%m-%d}, utgåva {revision.number}, och godkänner texten som den står."
    )


@transaction.atomic
def approve(meeting: Meeting, by: User, digest: str) -> Approval:
    """Approve the newest revision, if `digest` is the one of the text that the person was shown."""
    # The row lock (PostgreSQL) or the immediate transaction (SQLite) keeps send_back() and approve() apart.
    meeting = Meeting.objects.select_for_update().select_related("body").get(pk=meeting.pk)
    person = Person.objects.filter(user=by).first()
    named = meeting.officers.filter(role=Officer.Role.APPROVER)
    if person is None or not named.filter(person=person).exists():
        raise Refused("Bara mötets justerare kan godkänna protokollet.")
    revision = meeting.revisions.order_by("-number").first()
    if meeting.status != Status.CIRCULATED or revision is None:
        raise Refused("Protokollet väntar inte på justering. Läs in sidan på nytt.")
    if revision.sha256 != digest:
        raise Refused("Texten har ändrats sedan du öppnade sidan. Läs den nya utgåvan innan du godkänner.")
    if revision.approvals.filter(person=person).exists():
        raise Refused("Du har redan godkänt protokollet.")
    organization = _stood_for(meeting, person)
    approval = Approval.objects.create(
        revision=revision,
        person=person,
        person_name=person.name,
        organization=organization,
        organization_name=organization.name if organization else "",
        user=by,
        sentence=approval_sentence(revision, person),
        approved_at=timezone.now(),
        logged_in_at=by.last_login,
    )
    approved = revision.approvals.values("person_id")
    if not named.exclude(person_id__in=approved).exists():
        _seal(meeting, revision, by)
    return approval


def _stood_for(meeting: Meeting, person: Person) -> Organization | None:
    """Return whom the person stood for at the meeting: as its attendance says, else by the role held then."""
    for rows in (
        Attendance.objects.filter(meeting=meeting, person=person),
        Membership.objects.at(meeting.date).filter(body=meeting.body, person=person),
    ):
        row: Any = rows.first()
        organization = row and (row.organization if isinstance(row, Attendance) else row.on_behalf_of)
        if organization:
            return organization
    return None


def _seal(meeting: Meeting, revision: Revision, by: User) -> Seal:
    _move(meeting, [Status.CIRCULATED], Status.APPROVED, by)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # one link at a time: the chain has no gaps and no forks
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x5EA1])
    last = Seal.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    previous = last.digest if last else FIRST_DIGEST
    return Seal.objects.create(
        number=number,
        revision=revision,
        previous_digest=previous,
        digest=seal_digest(number, previous, revision.sha256),
        sealed_at=timezone.now(),
    )


def seal_digest(number: int, previous: str, revision_sha256: str) -> str:
    """Return SHA-256, in hex, over "number:previous:revision" in ASCII: a link of the chain."""
    return hashlib.sha256(f"{number}:{previous}:{revision_sha256}".encode("ascii")).hexdigest()
