"""Changes that a justerare proposes to the frozen text, and what the secretary makes of them."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone

from minutes import ledger, letters
from minutes.approval import CHANGED, circulate, recall
from minutes.approving import approving_officer, newest_revision
from minutes.exports import normal
from minutes.ledger import Kind
from minutes.models import AgendaItem, ChangeProposal, ChangeTarget, Meeting, Revision
from minutes.reading import HEAD, part_title, parts_of
from minutes.sealing import revision_facts
from minutes.status import Refused, lock, require_secretary
from participants.models import User

Status = ChangeProposal.Status
NOT_OUT = "Protokollet väntar inte på justering. Läs in sidan på nytt."
NOTHING = "Du har inte ändrat någon text. Skriv den nya lydelsen där något ska ändras."
BY_HAND = (
    "Några godtagna ändringar måste du skriva in själv, se nedan. Öppna utkastet, skriv in dem och skicka "
    "protokollet för justering."
)


@dataclass(frozen=True)
class Wanted:
    """A new wording of one text. `old` is what stood there when the page was drawn."""

    target: str
    old: str
    new: str
    decision_number: str = ""


@transaction.atomic
def propose(
    meeting: Meeting, by: User, digest: str, place: int, wanted: Iterable[Wanted], reason: str
) -> list[ChangeProposal]:
    """Keep what the justerare wants worded otherwise in one part of the text; sent twice, it is kept once."""
    meeting = lock(meeting)
    officer = approving_officer(meeting, by)
    revision = _newest(meeting)
    if revision.sha256 != digest:
        raise Refused(CHANGED)
    person = officer.person
    assert person is not None
    if revision.approvals.standing().filter(person=person).exists():
        raise Refused("Du har godkänt texten. Ta tillbaka ditt godkännande om något ska ändras.")
    parts = parts_of(bytes(revision.content))
    if place not in parts:
        raise Refused("Ärendet finns inte i texten. Läs in sidan på nytt.")
    item = item_at(meeting, place)
    rows = []
    for one in wanted:
        said = {"target": one.target, "decision_number": one.decision_number, "item": item, "person": person}
        texts = {"old_text": normal(one.old), "new_text": normal(one.new)}
        if revision.change_proposals.filter(**said, **texts, status=Status.OPEN).exists():
            continue
        facts = {
            "revision": revision_facts(revision),
            "person": {"id": person.pk, "name": person.name},
            "place": place,
            "about": part_title(place, parts[place]),
            "target": str(one.target),
            "decision": one.decision_number,
            "sha256": hashlib.sha256(rfc8785.dumps({**texts, "reason": reason})).hexdigest(),
        }
        rows.append(
            revision.change_proposals.create(
                **said,
                **texts,
                reason=reason,
                proposed_at=timezone.now(),
                entry=ledger.append(Kind.PROPOSAL, facts, meeting),
            )
        )
    if rows:
        letters.change_proposed(revision, person, rows)
    return rows


def _newest(meeting: Meeting) -> Revision:
    revision = newest_revision(meeting)
    if meeting.status != Meeting.Status.CIRCULATED or revision is None:
        raise Refused(NOT_OUT)
    return revision


def item_at(meeting: Meeting, place: int) -> AgendaItem | None:
    """Return the item that stands at the place in the frozen text: while it lies there, none is moved."""
    return meeting.items.order_by("position", "pk")[place] if place != HEAD else None


@transaction.atomic
def take_back(meeting: Meeting, by: User, pk: int) -> ChangeProposal:
    """Take an own proposal back, while it has no answer."""
    meeting = lock(meeting)
    officer = approving_officer(meeting, by)
    row = ChangeProposal.objects.filter(pk=pk, revision__meeting=meeting, person=officer.person).first()
    if row is None or row.status != Status.OPEN:
        raise Refused("Förslaget har redan fått ett svar eller är tillbakataget.")
    _settle(row, Status.WITHDRAWN, "", by)
    return row


def _settle(row: ChangeProposal, status: str, answer: str, by: User) -> None:
    row.status, row.answer = status, answer
    row.answered_by, row.answered_at = by, timezone.now()
    row.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    facts = {
        "revision": revision_facts(row.revision),
        "proposal": row.entry_id,
        "answer": str(status),
        "by": str(by),
    }
    ledger.append(Kind.ANSWER, facts, row.revision.meeting)


@dataclass(frozen=True)
class Reply:
    """The secretary's answer to one proposal."""

    pk: int
    accepts: bool
    answer: str


@transaction.atomic
def answer(meeting: Meeting, by: User, replies: Collection[Reply]) -> list[ChangeProposal]:
    """Answer open proposals; what is accepted is put in with the next revision."""
    require_secretary(meeting, by)
    meeting = lock(meeting)
    revision = _newest(meeting)
    rows = []
    for reply in replies:
        row = revision.change_proposals.filter(pk=reply.pk).select_related("person__user", "item").first()
        if row is None or row.status != Status.OPEN:
            raise Refused("Ett förslag har redan fått svar eller är tillbakataget. Läs in sidan på nytt.")
        row.revision = revision
        _settle(row, Status.ACCEPTED if reply.accepts else Status.DECLINED, reply.answer, by)
        rows.append(row)
    if rows:
        letters.change_answered(rows, by)
    return rows


def accepted(revision: Revision) -> list[ChangeProposal]:
    """Return what has been accepted and is to stand in the next revision, in the order of the answers."""
    rows = revision.change_proposals.filter(status=Status.ACCEPTED).select_related("person", "item")
    return list(rows.order_by("proposed_at", "pk"))


def to_do_by_hand(revision: Revision) -> list[ChangeProposal]:
    """Return what is accepted and can't be put in by itself, or has not been, as the text stands now."""
    standing: dict[Any, str] = {}
    left = []
    for row in accepted(revision):
        key = (row.item_id, row.target, row.decision_number)
        now = standing.get(key)
        if now is None:
            now = live_text(row) or ""
        if row.target == ChangeTarget.OTHER or now not in (row.old_text, row.new_text):
            left.append(row)
        else:
            now = row.new_text
        standing[key] = now
    return left


def live_text(row: ChangeProposal) -> str | None:
    """Return what stands where the proposal is about, or None if there is no such text any more."""
    place = _field(row)
    return normal(getattr(place[0], place[1])) if place else None


def _field(row: ChangeProposal) -> tuple[Any, str] | None:
    item: Any = row.item
    if item is None or row.target == ChangeTarget.OTHER:
        return None
    if row.target == ChangeTarget.DECISION:
        decision = item.decisions.filter(number=row.decision_number).first()
        return (decision, "text") if decision else None
    return AgendaItem.objects.get(pk=item.pk), str(row.target)


def _put_in(row: ChangeProposal) -> None:
    place = _field(row)
    if place and normal(getattr(*place)) == row.old_text:
        setattr(*place, row.new_text)
        place[0].save(update_fields=[place[1]])


@transaction.atomic
def open_draft(meeting: Meeting, by: User) -> list[ChangeProposal]:
    """Take the text back, put in what can be; return what is to be written by hand."""
    revision = _accepted_revision(meeting, by)
    recall(meeting, by, "Godtagna ändringar förs in.", tell=True)
    rows = accepted(revision)
    by_hand = to_do_by_hand(revision)
    for row in rows:
        if row not in by_hand:
            _put_in(row)
    return by_hand


@transaction.atomic
def send_new_revision(meeting: Meeting, by: User, told: Collection[int] = ()) -> Revision:
    """Take the text back, put the accepted changes in and circulate it anew; all of it or nothing."""
    revision = _accepted_revision(meeting, by)
    if revision.change_proposals.filter(status=Status.OPEN).exists():
        raise Refused("Svara på alla ändringsförslag först.")
    if to_do_by_hand(revision):
        raise Refused(BY_HAND)
    recall(meeting, by, "Godtagna ändringar förs in.", tell=False)
    for row in accepted(revision):
        _put_in(row)
    return circulate(meeting, by, told)


def _accepted_revision(meeting: Meeting, by: User) -> Revision:
    require_secretary(meeting, by)
    locked = lock(meeting)
    meeting.status = locked.status
    revision = _newest(locked)
    if not accepted(revision):
        raise Refused("Inget ändringsförslag är godtaget, så ingen ny utgåva behövs.")
    return revision
