"""Quick capture: what the secretary types as "Beslut: …" or "Återkommer: december" becomes a row of its own.

`offers` reads the text, `accept` writes one offer; the typed text stays where it is.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from decisions.desk.offers import DECISIONS, Offer, offers
from decisions.desk.told import Facts, Seat
from decisions.models import Action, Decision, Promise
from decisions.shares import seats, share_out
from minutes.approval import Refused, lock
from minutes.importer.likeness import key as comparable
from minutes.importer.wording import is_as_proposed
from minutes.models import AgendaItem, Attendance, Meeting
from participants.models import Body, Membership, Person, User

__all__ = ["Facts", "Offer", "Seat", "accept", "facts_of", "offers", "waiting"]


def facts_of(meeting: Meeting) -> Facts:
    """Return what the reading needs to know: the group, its seats with their names, and its people."""
    rows = seats(meeting).select_related("organization").prefetch_related("organization__aliases")
    found = {seat.organization_id: _seat(seat.organization) for seat in rows}
    members = Membership.objects.at(meeting.date).filter(body_id=meeting.body_id)
    names = set(members.values_list("person__name", flat=True))
    for written, registered in Attendance.objects.filter(meeting=meeting).values_list("name", "person__name"):
        names.add(written or registered)
    return Facts(
        date=meeting.date,
        body=meeting.body.name,
        organizations=tuple(found.values()),
        people=tuple(sorted(names)),
    )


def _seat(organization: Any) -> Seat:
    spellings = [organization.short_name, *(alias.name for alias in organization.aliases.all())]
    if organization.kind == "municipality":
        spellings.append(f"{organization.short_name} kommun")
    return Seat(name=organization.name, kind=organization.kind, spellings=tuple(spellings))


def waiting(item: AgendaItem, facts: Facts, dismissed: Collection[str] = ()) -> dict[str, list[Offer]]:
    """Return by field what an item's texts offer that is neither a row of the item nor dismissed.

    Load the item with its decisions, actions and promises first, or it costs three queries.
    """
    said = {name: _said_in(item, name) for name in ("decisions", "actions", "promises")}
    return {
        name: [
            offer
            for offer in offers(getattr(item, name), facts)
            if offer.key not in dismissed and _words(offer.text) not in said[_rows_for(offer)]
        ]
        for name in ("background", "discussion")
    }


def _rows_for(offer: Offer) -> str:
    return "decisions" if offer.kind in DECISIONS else f"{offer.kind}s"


def _said_in(item: AgendaItem, rows: str) -> dict[str, Any]:
    """Return the item's rows of a kind by the words that they say."""
    return {_words(row.text): row for row in getattr(item, rows).all()}


def _words(text: str) -> str:
    return comparable(text) or text.strip()


@transaction.atomic
def accept(offer: Offer, item: AgendaItem, by: User) -> Decision | Action | Promise:
    """Write the offer as the item's last row of its kind; the same words again make nothing new."""
    meeting = lock(item.meeting)
    if not Meeting.objects.editable_by(by).filter(pk=meeting.pk).exists():
        raise Refused("Bara gruppens sekreterare kan göra det här.")
    if meeting.is_locked:
        raise Refused(
            f"Mötet har nu status ”{meeting.get_status_display().lower()}”, så texten kan inte ändras. "
            "Läs in sidan på nytt och se vad som går att göra."
        )
    row = meeting.items.filter(pk=item.pk).first()
    if row is None:
        raise Refused("Ärendet finns inte längre. Läs in sidan på nytt.")
    row.meeting = meeting
    known: Decision | Action | Promise | None = _said_in(row, _rows_for(offer)).get(_words(offer.text))
    return known or _write(offer, row)


def _write(offer: Offer, item: AgendaItem) -> Decision | Action | Promise:
    if offer.kind == "promise":
        target = _target(offer.body, item) if offer.body else None
        return Promise.objects.create(
            item=item, text=offer.text, target_body=target, **_last(item.promises), **_dated(offer)
        )
    if offer.kind == "action":
        return _write_action(offer, item, offer.text)
    decision = Decision(item=item, kind=offer.kind, text=offer.text, **_last(item.decisions))
    if is_as_proposed(offer.text):
        decision.resolved_text = item.proposal
    decision.number_later()
    decision.save()
    item.meeting.body.decisions.renumber(item.meeting)
    decision.refresh_from_db(fields=["number", "slug"])
    if offer.task:
        _write_action(offer, item, offer.task, decision)
    return decision


def _write_action(offer: Offer, item: AgendaItem, text: str, decision: Decision | None = None) -> Action:
    person = _member(offer.responsible, item.meeting) if offer.responsible else None
    action = Action.objects.create(
        item=item,
        decision=decision,
        text=text,
        responsible=person,
        responsible_text="" if person else offer.responsible[:200],
        **_last(item.actions),
        **_dated(offer),
    )
    meant = seats(item.meeting).filter(organization__name__in=offer.organizations)
    share_out(action, meant.values_list("organization_id", flat=True))
    return action


def _last(rows: Any) -> dict[str, int]:
    positions = rows.order_by("-position").values_list("position", flat=True)[:1]
    return {"position": max((position + 1 for position in positions), default=0)}


def _dated(offer: Offer) -> dict[str, Any]:
    return {"due_text": offer.due_text, "due_on": offer.due_on, "due_precision": offer.due_precision}


def _member(name: str, meeting: Meeting) -> Person | None:
    """Return who of the group's members on the day has the name, if it is one alone."""
    members = Membership.objects.at(meeting.date).filter(body_id=meeting.body_id)
    people = list(Person.objects.filter(name=name, pk__in=members.values("person_id"))[:2])
    return people[0] if len(people) == 1 else None


def _target(name: str, item: AgendaItem) -> Body | None:
    """Return the other group that the item comes back to, if the book knows it by the name."""
    named = Q(short_name__iexact=name) | Q(name__iexact=name) | Q(aliases__name__iexact=name)
    return Body.objects.filter(named).exclude(pk=item.meeting.body_id).distinct().first()
