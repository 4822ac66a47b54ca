"""Corrections of sealed minutes: rows beside the sealed ones, with an approval and a seal of their own.

What is approved is the correction's canonical bytes (RFC 8785): which minutes, which text, the old words and
the new, why, and who is to approve. They are stored as they are, as a revision's are.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from minutes import ledger, letters
from minutes.approving import Login, answer_facts, receipt, require_own_login, stood_for
from minutes.exports import canonical, normal
from minutes.frozen import texts_of
from minutes.ledger import Kind
from minutes.models import (
    AgendaItem,
    Approval,
    ChangeTarget,
    Correction,
    CorrectionApproval,
    Meeting,
    Officer,
    Revision,
)
from minutes.protocol_file import store_protocol
from minutes.reading import HEAD, part_title, parts_of
from minutes.sealing import revision_facts
from minutes.status import Refused, lock, require_secretary
from minutes.word_diff import narrowed
from participants.models import Body, Person, User

FORMAT = "protokollboken/rattelse/1"
NOT_SEALED = "Bara ett justerat protokoll rättas så här. Mötet är inte justerat."
NOT_THERE = "De gamla orden står inte i protokollet just så, på ett enda ställe. Ta med hela meningen."
SAME = "Den nya lydelsen är samma som den gamla."
CHANGED = "Rättelsen är en annan än den som sidan visade. Läs den igen innan du svarar."


@dataclass(frozen=True)
class Wanted:
    """A correction of one text; `place` is the item's in the frozen text, or HEAD for the whole."""

    place: int
    target: str
    old: str
    new: str
    reason: str
    decision_number: str = ""


@dataclass(frozen=True)
class Seat:
    """One of those whose approval the sealed minutes have; `successor` is needed where the role is gone."""

    approval: Approval
    is_free: bool


def sealed_revision(meeting: Meeting) -> Revision:
    revision = meeting.revisions.filter(seal__isnull=False).order_by("-number").first()
    if meeting.status != Meeting.Status.APPROVED or revision is None:
        raise Refused(NOT_SEALED)
    revision.meeting = meeting
    return revision


def seats(revision: Revision) -> list[Seat]:
    """Return who approved the minutes; a seat is free when that person can't approve here any more."""
    rows = revision.approvals.standing().select_related("person__user").order_by("approved_at", "pk")
    return [Seat(row, not can_approve(row.person, revision.meeting)) for row in rows]


def can_approve(person: Person, meeting: Meeting) -> bool:
    user = person.user
    return bool(user and user.is_active and Body.objects.visible_to(user).filter(pk=meeting.body_id).exists())


def text_now(revision: Revision, place: int, target: str, decision_number: str) -> str | None:
    """Return the sealed text with the corrections that hold, or None where there is no such text."""
    part = parts_of(bytes(revision.content)).get(place)
    if part is None:
        return None
    named = {(text.target, text.decision_number): text.words for text in texts_of(place, part)}
    words = named.get((target, decision_number))
    if words is None:
        return None
    item = _item(revision.meeting, place)
    rows = revision.corrections.approved().filter(item=item, target=target, decision_number=decision_number)
    for row in rows.order_by("number"):
        words = words.replace(row.old_text, row.new_text, 1)
    return words


def _item(meeting: Meeting, place: int) -> AgendaItem | None:
    return meeting.items.order_by("position", "pk")[place] if place != HEAD else None


@transaction.atomic
def propose_correction(
    meeting: Meeting, by: User, wanted: Wanted, successors: Mapping[int, Person] | None = None
) -> Correction:
    """Lay a correction before those who approved the minutes, or the one who has come instead of each.

    `successors` are by the key of the person whose seat is free. A group without justerare needs no approval.
    """
    require_secretary(meeting, by)
    meeting = lock(meeting)
    revision = sealed_revision(meeting)
    old, new = _check_texts(revision, wanted)
    named = _approvers(revision, by, successors or {})
    number = revision.corrections.count() + 1
    part = parts_of(bytes(revision.content))[wanted.place]
    content = canonical(
        {
            "format": FORMAT,
            "meeting": ledger.about(meeting),
            "revision": revision_facts(revision),
            "number": number,
            "place": wanted.place,
            "about": part_title(wanted.place, part),
            "target": str(wanted.target),
            "decision": wanted.decision_number,
            "old": old,
            "new": new,
            "reason": wanted.reason,
            "approvers": [
                {"id": person.pk, "name": person.name, "role": role, "instead_of": instead}
                for person, role, instead in named
            ],
        }
    )
    sha256 = hashlib.sha256(content).hexdigest()
    facts = {"revision": revision_facts(revision), "correction": {"number": number, "sha256": sha256}}
    correction = Correction.objects.create(
        revision=revision,
        number=number,
        item=_item(meeting, wanted.place),
        target=wanted.target,
        decision_number=wanted.decision_number,
        old_text=old,
        new_text=new,
        reason=normal(wanted.reason),
        made_by=by,
        made_at=timezone.now(),
        content=content,
        sha256=sha256,
        entry=ledger.append(
            Kind.CORRECTION,
            {**facts, "size": len(content), "by": str(by), "about": part_title(wanted.place, part)},
            meeting,
        ),
    )
    people = [person for person, _, _ in named]
    if people:
        letters.correction_proposed(correction, [person.user for person in people if person.user])
    else:
        _seal(correction)
    return correction


def _check_texts(revision: Revision, wanted: Wanted) -> tuple[str, str]:
    """Return the old and the new words, no longer than they need be; the old ones must stand there once."""
    old, new = normal(wanted.old), normal(wanted.new)
    if not new.strip() or old == new:
        raise Refused(SAME)
    if wanted.target == ChangeTarget.OTHER:
        if old and old not in _all_words(parts_of(bytes(revision.content))[wanted.place]):
            raise Refused(NOT_THERE)
        return old, new
    now = text_now(revision, wanted.place, wanted.target, wanted.decision_number)
    if now is None or not old or now.count(old) != 1:
        raise Refused(NOT_THERE)
    waiting = revision.corrections.waiting().filter(
        item=_item(revision.meeting, wanted.place),
        target=wanted.target,
        decision_number=wanted.decision_number,
    )
    if waiting.exists():
        raise Refused("En rättelse av samma text väntar redan på svar. Vänta på den, eller ta tillbaka den.")
    return narrowed(old, new) if old == now else (old, new)


def _all_words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(_all_words(entry) for entry in value.values())
    if isinstance(value, list):
        return "\n".join(map(_all_words, value))
    return value if isinstance(value, str) else ""


def _approvers(
    revision: Revision, by: User, successors: Mapping[int, Person]
) -> list[tuple[Person, str, str]]:
    """Return who is to approve: the person, in which role, and in whose place."""
    named: dict[int, tuple[Person, str, str]] = {}
    for seat in seats(revision):
        left = seat.approval
        person = successors.get(left.person_id) if seat.is_free else left.person
        if person is None:
            raise Refused(f"{left.person_name} kan inte godkänna här längre. Utse någon i stället.")
        if not can_approve(person, revision.meeting):
            raise Refused(f"{person.name} har inget konto eller ingen roll i gruppen. Utse någon annan.")
        if person.user == by:
            raise Refused(f"{person.name} föreslår själv rättelsen och kan inte godkänna den.")
        named.setdefault(person.pk, (person, str(left.role), left.person_name if seat.is_free else ""))
    return list(named.values())


def waits_for(correction: Correction) -> list[Person]:
    """Return those who are to approve the correction and have not."""
    done = correction.approvals.values("person_id")
    named = [row["id"] for row in named_approvers(correction)]
    return list(Person.objects.filter(pk__in=named).exclude(pk__in=done).order_by("sort_name", "pk"))


def awaiting(person: Person, user: User) -> list[Correction]:
    """Return the corrections that the person is to approve and has not, as the approved bytes say."""
    rows = Correction.objects.waiting().filter(revision__meeting__body__in=Body.objects.visible_to(user))
    rows = rows.exclude(approvals__person=person).select_related("revision__meeting__body").order_by("pk")
    return [row for row in rows if is_named(row, person)]


def is_named(correction: Correction, person: Person | None) -> bool:
    return person is not None and any(row["id"] == person.pk for row in named_approvers(correction))


def named_approvers(correction: Correction) -> list[dict[str, Any]]:
    """Return who is to approve, as the approved bytes say."""
    rows: list[dict[str, Any]] = json.loads(bytes(correction.content))["approvers"]
    return rows


def correction_sentence(correction: Correction, person: Person) -> str:
    meeting = correction.revision.meeting
    return (
        f"Jag, {person.name}, har läst rättelse {correction.number} av {meeting.heading} från "
        f"{meeting.body.name} den {meeting.date:%Y-%m-%d} och godkänner den som den står."
    )


@transaction.atomic
def approve_correction(correction: Correction, by: User, digest: str, login: Login) -> CorrectionApproval:
    """Approve the correction whose digest the page showed; when all have, it holds."""
    correction = _locked(correction)
    meeting = correction.revision.meeting
    named = {row["id"]: row for row in named_approvers(correction)}
    person = Person.objects.filter(user=by, pk__in=named).first()
    if person is None or not can_approve(person, meeting):
        raise Refused("Bara den som är utsedd att godkänna rättelsen kan göra det.")
    if correction.sha256 != digest:
        raise Refused(CHANGED)
    if correction.approvals.filter(person=person).exists():
        raise Refused("Du har redan godkänt rättelsen.")
    require_own_login(by, login)
    organization = stood_for(meeting, person)
    row: dict[str, Any] = {
        "person": person,
        "person_name": person.name,
        "organization": organization,
        "organization_name": organization.name if organization else "",
        "role": named[person.pk]["role"] or Officer.Role.APPROVER,
        "user": by,
        "sentence": correction_sentence(correction, person),
        "approved_at": timezone.now(),
        "logged_in_at": login.at,
        "login_method": login.method,
    }
    entry = ledger.append(Kind.CORRECTION_APPROVAL, {**_facts(correction), **answer_facts(row)}, meeting)
    approval = CorrectionApproval.objects.create(correction=correction, **row, entry=entry)
    if not waits_for(correction):
        _seal(correction)
    receipt(
        approval, correction.sha256, f"rättelse {correction.number} av", "correction-detail", correction.pk
    )
    return approval


def _locked(correction: Correction) -> Correction:
    """Return the correction as it is now, held by its meeting, if it still waits for an answer."""
    meeting = lock(correction.revision.meeting)
    correction = Correction.objects.select_related("revision", "item").get(pk=correction.pk)
    correction.revision.meeting = meeting
    if correction.approved_at or correction.withdrawn_at:
        raise Refused("Rättelsen väntar inte på svar längre. Läs in sidan på nytt.")
    return correction


def _facts(correction: Correction) -> dict[str, Any]:
    return {
        "revision": revision_facts(correction.revision),
        "correction": {"number": correction.number, "sha256": correction.sha256},
    }


def _seal(correction: Correction) -> None:
    """Let the correction hold: in the ledger with a signed head, and in a new PDF beside the old one."""
    revision = correction.revision
    approvals = list(correction.approvals.order_by("entry_id").values_list("entry_id", flat=True))
    entry = ledger.append(
        Kind.CORRECTION_SEAL, {**_facts(correction), "approvals": approvals}, revision.meeting
    )
    correction.approved_at = timezone.now()
    correction.save(update_fields=["approved_at"])
    store_protocol(revision, revision.seal.entry_id, ledger.checkpoint(), correction)
    words = f"Rättelse {correction.number} gäller nu, som nummer {entry.number} i liggaren."
    letters.correction_settled(correction, words, letters.secretaries(revision.meeting))


@transaction.atomic
def withdraw_correction(correction: Correction, by: User) -> Correction:
    """Take a correction back, before all have approved it."""
    require_secretary(correction.revision.meeting, by)
    correction = _locked(correction)
    ledger.append(
        Kind.CORRECTION, {**_facts(correction), "withdrawn": True, "by": str(by)}, correction.revision.meeting
    )
    correction.withdrawn_at = timezone.now()
    correction.save(update_fields=["withdrawn_at"])
    named = Person.objects.filter(pk__in=[row["id"] for row in named_approvers(correction)])
    to = [person.user for person in named.select_related("user") if person.user]
    letters.correction_settled(correction, f"Rättelse {correction.number} är tillbakatagen.", to)
    return correction
