"""Justering: the only code that writes `Meeting.status`, and each step with its trail."""

import hashlib
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from minutes.exports import canonical_bytes, whole
from minutes.follow_up import follow_up
from minutes.models import Approval, Attendance, Meeting, Officer, Presenter, Revision, Seal, StatusChange
from participants.models import Body, Membership, Organization, Person, User

Status = Meeting.Status
FIRST_DIGEST = "0" * 64
UNSAVED = (
    "Det finns text på skrivbordet som inte är sparad, så protokollet är inte låst än. Försök en gång till, "
    "så ser du vems texten är."
)
CHANGED = "Texten har ändrats sedan du öppnade sidan. Läs den nya utgåvan innan du svarar."


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


def lock(meeting: Meeting) -> Meeting:
    """Hold the meeting's row to the end of the transaction, and return it as it is now.

    On PostgreSQL by a row lock; on SQLite the transaction itself is immediate, and nobody else writes.
    """
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)


def _keep_names(meeting: Meeting) -> None:
    """Write people's names into the minutes: later changes in the register don't change what was approved."""
    for model, to in ((Officer, "meeting"), (Attendance, "meeting"), (Presenter, "item__meeting")):
        for row in model.objects.filter(**{to: meeting}, name="", person__isnull=False).select_related(
            "person"
        ):
            row.name = row.display_name
            row.save(update_fields=["name"])


def _free_names(meeting: Meeting) -> None:
    """Let the register say people's names again, while the minutes can be changed."""
    for model, to in ((Officer, "meeting"), (Attendance, "meeting"), (Presenter, "item__meeting")):
        model.objects.filter(**{to: meeting}, name=F("person__name")).update(name="")


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
def circulate(meeting: Meeting, by: User, told: Collection[int] = ()) -> Revision:
    """Freeze the text as it stands and lay it before the named justerare.

    `told` are the keys of the drafts that the person has been told of, and goes on without.
    """
    _require_secretary(meeting, by)
    lock(meeting)
    if meeting.drafts.exclude(pk__in=told).exists():
        raise Refused(UNSAVED)
    approvers = list(meeting.officers.filter(role=Officer.Role.APPROVER).select_related("person__user"))
    _check_ready(meeting, approvers, by)
    _move(meeting, [Status.DRAFT, Status.PLANNED, Status.IMPORTED], Status.CIRCULATED, by)
    meeting.body.decisions.renumber(meeting)
    _keep_names(meeting)
    content = canonical_bytes(whole(Meeting.objects.all()).get(pk=meeting.pk))
    revision = Revision.objects.create(
        meeting=meeting,
        number=meeting.revisions.count() + 1,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=timezone.now(),
        created_by=by,
    )
    if not approvers:  # the group's rules ask for none: what was circulated is final
        _seal(meeting, revision, by)
    return revision


def _check_ready(meeting: Meeting, approvers: list[Officer], by: User) -> None:
    if not meeting.items.exists():
        raise Refused("Protokollet har inga ärenden. Skriv in minst ett innan du skickar det.")
    if len(approvers) < meeting.body.approvers_required:
        raise Refused(
            f"Gruppen ska ha {meeting.body.approvers_required} justerare, och {len(approvers)} är "
            "utsedda. Lägg till under ”Ordförande, sekreterare och justerare”."
        )
    secretaries = meeting.officers.filter(role=Officer.Role.SECRETARY, person__isnull=False)
    writers = {row.person_id for row in secretaries if row.person_id}
    for officer in approvers:
        _check_approver(officer, meeting, writers, by)


def _check_approver(officer: Officer, meeting: Meeting, writers: set[int], by: User) -> None:
    """Refuse a justerare who could not read the text, or who would approve what the same person wrote."""
    person, name = officer.person, officer.display_name
    if not person or not person.user or not person.user.is_active:
        raise Refused(
            f"{name} har inget konto och kan därför inte justera här. Administratören lägger upp konton. "
            "Du kan också utse en annan justerare."
        )
    if person.user == by or person.pk in writers:
        raise Refused(f"{name} har skrivit protokollet och kan inte justera det. Utse en annan justerare.")
    if not Body.objects.visible_to(person.user).filter(pk=meeting.body_id).exists():
        raise Refused(
            f"{name} har ingen roll i gruppen i dag och kan inte läsa protokollet. "
            "Ge personen en roll, eller utse en annan justerare."
        )


@transaction.atomic
def send_back(meeting: Meeting, by: User, reason: str, digest: str = "") -> None:
    """Open a circulated text again; the next circulation is a new revision that nobody has approved.

    A justerare gives the digest of the text that the page showed, as `approve` does.
    """
    newest = meeting.revisions.order_by("-number").first()
    if digest and newest and newest.sha256 != digest:
        raise Refused(CHANGED)
    if by.pk not in _approver_accounts(meeting):
        _require_secretary(meeting, by)
    lock(meeting)
    _move(meeting, [Status.CIRCULATED], Status.DRAFT, by, reason)
    _free_names(meeting)


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
    meeting = lock(meeting)  # keeps send_back() and another approve() apart
    person = Person.objects.filter(user=by).first()
    named = meeting.officers.filter(role=Officer.Role.APPROVER)
    is_member = Body.objects.visible_to(by).filter(pk=meeting.body_id).exists()
    if person is None or not is_member or not named.filter(person=person).exists():
        raise Refused("Bara mötets justerare kan godkänna protokollet.")
    revision = meeting.revisions.order_by("-number").first()
    if meeting.status != Status.CIRCULATED or revision is None:
        raise Refused("Protokollet väntar inte på justering. Läs in sidan på nytt.")
    if revision.sha256 != digest:
        raise Refused(CHANGED)
    if by.pk == revision.created_by_id:
        raise Refused("Du skickade själv ut texten och kan inte godkänna den.")
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
    follow_up(meeting.body)  # what earlier minutes promised can now be judged by these
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
