"""Justering: a person approves the exact text that the page showed, or takes that approval back."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import formats, timezone

from minutes import ledger, letters, outbox
from minutes.approval import CHANGED
from minutes.ledger import Kind
from minutes.models import (
    Approval,
    Attendance,
    Checkpoint,
    CorrectionApproval,
    Meeting,
    Officer,
    Revision,
    Withdrawal,
)
from minutes.reading import unread
from minutes.sealing import revision_facts, seal
from minutes.status import Refused, lock
from participants.models import Body, Membership, Organization, Person, User

# So long after somebody has shown who they are, an approval counts as theirs.
FRESH = dt.timedelta(minutes=5)
# So long after somebody else has set the password, the account can't approve.
QUARANTINE = dt.timedelta(hours=24)
NOT_NAMED = "Bara mötets justerare kan godkänna protokollet."
NOT_FRESH = "Bekräfta att det är du: skriv ditt lösenord igen. Det behövs när det gått mer än fem minuter."


class StaleLogin(Refused):
    """Who it is has to be shown anew; what was asked for can be done right after that."""


class Unread(Refused):
    """Parts of the text are not marked as read: `parts` are their places and what they are called."""

    def __init__(self, parts: list[tuple[int, str]]) -> None:
        names = ", ".join(name for _, name in parts[:5]) + (" …" if len(parts) > 5 else "")
        super().__init__(f"Läs hela texten och markera varje del som läst. Kvar att läsa: {names}.")
        self.parts = parts


@dataclass(frozen=True)
class Login:
    """When and how the person last showed who they are."""

    at: dt.datetime | None
    method: str = "lösenord"

    def is_fresh(self) -> bool:
        return self.at is not None and timedelta_since(self.at) <= FRESH


def timedelta_since(at: dt.datetime) -> dt.timedelta:
    return timezone.now() - at


def approval_sentence(revision: Revision, person: Person) -> str:
    """Return what the person agrees to; it names the minutes as the frozen text does, whatever came after."""
    meeting = json.loads(bytes(revision.content))["meeting"]
    return (
        f"Jag, {person.name}, har läst {meeting['document_name']} från {meeting['body']} "
        f"den {meeting['date']}, utgåva {revision.number}, och godkänner texten som den står."
    )


def newest_revision(meeting: Meeting) -> Revision | None:
    revision = meeting.revisions.order_by("-number").first()
    if revision:
        revision.meeting = meeting
    return revision


@transaction.atomic
def approve(meeting: Meeting, by: User, digest: str, login: Login) -> Approval:
    """Approve the newest revision, if `digest` is the one of the text that the person was shown."""
    meeting = lock(meeting)  # keeps send_back() and another approve() apart
    officer = approving_officer(meeting, by)
    revision = newest_revision(meeting)
    if meeting.status != Meeting.Status.CIRCULATED or revision is None:
        raise Refused("Protokollet väntar inte på justering. Läs in sidan på nytt.")
    if revision.sha256 != digest:
        raise Refused(CHANGED)
    person = officer.person
    assert person is not None
    _check_own(revision, person, by)
    require_own_login(by, login)
    approval = Approval.objects.create(revision=revision, **_answer(revision, officer, by, login))
    waiting = meeting.officers.approving().exclude(
        person__in=revision.approvals.standing().values("person_id")
    )
    if not waiting.exists():
        seal(meeting, revision, by)
    receipt(approval, revision.sha256, f"utgåva {revision.number} av", "meeting-approved", meeting.pk)
    return approval


def approving_officer(meeting: Meeting, user: User) -> Officer:
    """Return in which capacity the user is to approve; a justerare's comes before a chair's."""
    named = meeting.officers.approving().filter(person__user=user).select_related("person")
    officer = named.order_by("role").first()
    if officer is None or not Body.objects.visible_to(user).filter(pk=meeting.body_id).exists():
        raise Refused(NOT_NAMED)
    return officer


def require_own_login(user: User, login: Login) -> None:
    """Refuse when it may be somebody else: too long since the password, or one that somebody else has set."""
    set_at = user.password_set_by_other_at
    if set_at and timedelta_since(set_at) < QUARANTINE:
        until = formats.date_format(timezone.localtime(set_at + QUARANTINE), "j F Y H.i")
        raise Refused(
            "Någon annan har satt ditt lösenord eller ändrat ditt konto. För att ingen ska kunna "
            "godkänna i ditt "
            f"namn går det först {until}."
        )
    if not login.is_fresh():
        raise StaleLogin(NOT_FRESH)


def _check_own(revision: Revision, person: Person, by: User) -> None:
    if by.pk == revision.created_by_id:
        raise Refused("Du skickade själv ut texten och kan inte godkänna den.")
    if revision.approvals.standing().filter(person=person).exists():
        raise Refused("Du har redan godkänt protokollet.")
    if revision.change_proposals.filter(person=person, status="open").exists():
        raise Refused(
            "Du har ändringsförslag som sekreteraren inte har svarat på. Vänta på svaret, eller ta tillbaka "
            "förslagen, och godkänn sedan."
        )
    if revision.change_proposals.filter(status="accepted").exists():
        raise Refused(
            "Sekreteraren har godtagit en ändring, så texten kommer i en ny utgåva. Vänta på den och godkänn "
            "sedan."
        )
    if parts := unread(revision, person):
        raise Unread(parts)


def _answer(revision: Revision, officer: Officer, by: User, login: Login) -> dict[str, Any]:
    person, meeting = officer.person, revision.meeting
    assert person is not None
    if person.name != officer.display_name:  # the frozen text is what says who is to approve it
        raise Refused(
            f"I texten står {officer.display_name}, och i registret heter du {person.name}. Be sekreteraren "
            "rätta namnet och skicka ut texten på nytt."
        )
    organization = stood_for(meeting, person)
    row: dict[str, Any] = {
        "person": person,
        "person_name": person.name,
        "organization": organization,
        "organization_name": organization.name if organization else "",
        "role": officer.role,
        "user": by,
        "sentence": approval_sentence(revision, person),
        "approved_at": timezone.now(),
        "logged_in_at": login.at,
        "login_method": login.method,
        "turn": revision.approvals.filter(person=person).count() + 1,
        "days_late": max(0, (timezone.localdate() - meeting.approve_by).days),
    }
    facts = {
        "revision": revision_facts(revision),
        **answer_facts(row),
        "turn": row["turn"],
        "days_late": row["days_late"],
    }
    return {**row, "entry": ledger.append(Kind.APPROVAL, facts, meeting)}


def answer_facts(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the ledger says of somebody's yes."""
    return {
        "person": {"id": row["person"].pk, "name": row["person_name"]},
        "organization": row["organization_name"],
        "role": str(row["role"]),
        "sentence": row["sentence"],
        "logged_in_at": ledger.utc(row["logged_in_at"]) if row["logged_in_at"] else "",
        "login_method": row["login_method"],
    }


def stood_for(meeting: Meeting, person: Person) -> Organization | None:
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


def receipt(answer: Approval | CorrectionApproval, sha256: str, what: str, page: str, pk: int) -> None:
    """Write to the person at once what was approved: who did not do it learns of it, and the head is kept."""
    meeting = (answer.revision if isinstance(answer, Approval) else answer.correction.revision).meeting
    at = formats.date_format(timezone.localtime(answer.approved_at), "j F Y H.i")
    day = formats.date_format(meeting.date, "j F Y")
    outbox.write(
        f"{answer._meta.model_name}-{answer.pk}",
        answer.user,
        f"Kvitto: du har godkänt {what} {meeting.heading} {day}",
        [
            f"Du har godkänt {what} {meeting.heading} från {meeting.body.name} den {day}, {at}.",
            "",
            f"”{answer.sentence}”",
            "",
            "Var det inte du? Hör genast av dig till gruppens sekreterare.",
            "",
            f"Läs det: {outbox.address(page, pk)}",
            "",
            f"Textens kontrollsumma (SHA-256): {sha256}",
            "",
            "Spara brevet. Raderna här under är bokens kontrollpunkt när du godkände: med dem går det att "
            "visa om något i boken har ändrats sedan dess.",
            "",
            *checkpoint_lines(ledger.checkpoint()),
        ],
        meeting,
    )


def checkpoint_lines(head: Checkpoint) -> list[str]:
    """Return a checkpoint as it stands in letters: the three signed lines, signature and key."""
    return [*head.text.splitlines(), f"signatur {head.signature}", f"nyckel {head.public_key}"]


@transaction.atomic
def withdraw(meeting: Meeting, by: User, reason: str) -> Withdrawal:
    """Take the own approval back; when all have approved it is too late."""
    meeting = lock(meeting)
    officer = approving_officer(meeting, by)
    revision = newest_revision(meeting)
    if meeting.status != Meeting.Status.CIRCULATED or revision is None:
        raise Refused(
            "Protokollet är redan justerat, eller har gått tillbaka. Godkännandet kan inte tas tillbaka."
        )
    approval = revision.approvals.standing().filter(person=officer.person).first()
    if approval is None:
        raise Refused("Du har inte godkänt den här utgåvan, så det finns inget att ta tillbaka.")
    facts = {
        "revision": revision_facts(revision),
        "approval": approval.entry_id,
        "name": approval.person_name,
        "reason": reason,
    }
    entry = ledger.append(Kind.WITHDRAWAL, facts, meeting)
    letters.approval_withdrawn(revision, approval.person_name, reason, entry.number)
    return Withdrawal.objects.create(
        approval=approval, reason=reason, withdrawn_at=timezone.now(), entry=entry
    )
