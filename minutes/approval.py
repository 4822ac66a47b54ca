"""A meeting's way from plan to a text that lies before its justerare; `minutes.approving` is the rest."""

import hashlib
from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone

from minutes import ledger, letters, outbox
from minutes.exports import canonical_bytes, whole
from minutes.ledger import Kind
from minutes.models import Attendance, Meeting, Officer, Presenter, Revision
from minutes.reading import carry_over
from minutes.sealing import revision_facts, seal
from minutes.status import Refused, lock, move, refuse_status, require_secretary
from participants.models import Body, User

__all__ = ["CHANGED", "Refused", "circulate", "lock", "publish_imported", "send_back", "start_minutes"]

Status = Meeting.Status
OPEN: list[str] = [Status.DRAFT, Status.PLANNED, Status.IMPORTED]
UNSAVED = (
    "Det finns text på skrivbordet som inte är sparad, så protokollet är inte låst än. Försök en gång till, "
    "så ser du vems texten är."
)
CHANGED = "Texten har ändrats sedan du öppnade sidan. Läs den nya utgåvan innan du svarar."


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


@transaction.atomic
def start_minutes(meeting: Meeting, by: User) -> None:
    """Turn a plan into a draft: from now on, only who prepares the meetings reads it."""
    require_secretary(meeting, by)
    move(meeting, [Status.PLANNED, Status.IMPORTED], Status.DRAFT, by)


@transaction.atomic
def publish_imported(meeting: Meeting, by: User | None) -> None:
    """Let the group's members read older minutes as they are, without a justering here."""
    if by is not None:
        require_secretary(meeting, by)
    move(meeting, [Status.PLANNED, Status.DRAFT], Status.IMPORTED, by)


@transaction.atomic
def circulate(meeting: Meeting, by: User, told: Collection[int] = ()) -> Revision:
    """Freeze the text as it stands and lay it before those who are to approve it.

    `told` are the keys of the drafts that the person has been told of, and goes on without.
    """
    require_secretary(meeting, by)
    if lock(meeting).status not in OPEN or meeting.status not in OPEN:
        refuse_status(meeting)
    if meeting.drafts.exclude(pk__in=told).exists():
        raise Refused(UNSAVED)
    approving = list(meeting.officers.approving().select_related("person__user"))
    _check_ready(meeting, approving, by)
    meeting.body.decisions.renumber(meeting)
    _keep_names(meeting)
    revision = _freeze(meeting, by)
    carry_over(revision)
    # Last: from here on the database refuses changes to the text.
    move(meeting, OPEN, Status.CIRCULATED, by)
    if approving:
        _tell(revision, approving)
    else:  # the group's rules ask for none: what was circulated is final
        seal(meeting, revision, by)
    return revision


def _freeze(meeting: Meeting, by: User) -> Revision:
    content = canonical_bytes(whole(Meeting.objects.all()).get(pk=meeting.pk))
    number, sha256 = meeting.revisions.count() + 1, hashlib.sha256(content).hexdigest()
    facts = {"revision": {"number": number, "sha256": sha256}, "size": len(content), "by": str(by)}
    return Revision.objects.create(
        meeting=meeting,
        number=number,
        content=content,
        sha256=sha256,
        created_at=timezone.now(),
        created_by=by,
        entry=ledger.append(Kind.REVISION, facts, meeting),
    )


def _tell(revision: Revision, approving: list[Officer]) -> None:
    """Write to those who are to approve, and let the ledger say to whom the text went."""
    meeting = revision.meeting
    users = {row.person.user for row in approving if row.person and row.person.user}
    day = formats.date_format(meeting.date, "j F Y")
    for user in users:
        outbox.write(
            f"revision-{revision.pk}",
            user,
            f"Justera {meeting.heading} {day}, {meeting.body.short_name}",
            [
                f"{meeting.heading.capitalize()} från {meeting.body.name} den {day} väntar på att du läser "
                f"och godkänner. Det är utgåva {revision.number}. Utkast, ej justerat.",
                "",
                f"Senast {formats.date_format(meeting.approve_by, 'j F Y')}.",
                "",
                *(
                    ["Du ser först vad som har ändrats sedan förra utgåvan.", ""]
                    if revision.number > 1
                    else []
                ),
                f"Läs och svara: {outbox.address('meeting-approve', meeting.pk)}",
                "",
                f"Textens kontrollsumma (SHA-256): {revision.sha256}",
            ],
            meeting,
        )
    facts = {"revision": revision_facts(revision), "to": sorted(user.email for user in users)}
    ledger.append(Kind.DISPATCH, {**facts, "what": "justering"}, meeting)


def _check_ready(meeting: Meeting, approving: list[Officer], by: User) -> None:
    if not meeting.items.exists():
        raise Refused("Protokollet har inga ärenden. Skriv in minst ett innan du skickar det.")
    approvers = [row for row in approving if row.role == Officer.Role.APPROVER]
    if len(approvers) < meeting.body.approvers_required:
        raise Refused(
            f"Gruppen ska ha {meeting.body.approvers_required} justerare, och {len(approvers)} är "
            "utsedda. Lägg till under ”Ordförande, sekreterare och justerare”."
        )
    if meeting.body.chair_approves and len(approving) == len(approvers):
        raise Refused(
            "Ordföranden ska justera också, och ingen ordförande är utsedd. "
            "Lägg till under ”Ordförande, sekreterare och justerare”."
        )
    secretaries = meeting.officers.filter(role=Officer.Role.SECRETARY, person__isnull=False)
    writers = {row.person_id for row in secretaries if row.person_id}
    for officer in approving:
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
        require_secretary(meeting, by)
    recall(meeting, by, reason)


def recall(meeting: Meeting, by: User, reason: str, tell: bool = True) -> None:
    """Make a circulated text a draft again, in the transaction of what needs it."""
    lock(meeting)
    move(meeting, [Status.CIRCULATED], Status.DRAFT, by, reason)
    _free_names(meeting)
    newest = meeting.revisions.order_by("-number").first()
    if newest is None:
        return
    newest.meeting = meeting
    facts = {"revision": revision_facts(newest), "by": str(by), "reason": reason}
    entry = ledger.append(Kind.SENT_BACK, facts, meeting)
    if tell:
        letters.taken_back(newest, by, reason, entry.number)


def _approver_accounts(meeting: Meeting) -> set[int]:
    rows = meeting.officers.approving().values_list("person__user_id", flat=True)
    return {pk for pk in rows if pk is not None}
