"""A new meeting in one step: what its agenda starts with, and the meeting itself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import transaction

from decisions.desk.expected import expect
from decisions.desk.reasons import Reason, reasons
from decisions.models import Origin
from minutes.approval import Refused
from minutes.importer.likeness import key as title_key
from minutes.models import (
    AgendaItem,
    AgendaProposal,
    Attachment,
    Matter,
    Meeting,
    StandingItem,
    Submission,
)
from minutes.proposals import attachments_of
from participants.models import Body, User

SENT_ALREADY = "Formuläret har redan skickats från ett annat konto. Öppna sidan på nytt och försök igen."
PROPOSAL_GONE = "Ett av förslagen har just satts upp på en annan dagordning. Försök igen."
NOT_YOURS = "Du är inte sekreterare i gruppen. Välj en grupp som du skriver för."


@dataclass(frozen=True)
class Head:
    """What the head of a meeting starts with."""

    start: dt.time | None = None
    end: dt.time | None = None
    place: str = ""
    number: str = ""


@dataclass(frozen=True)
class PlannedItem:
    key: str
    title: str
    matter: Matter | None = None
    background: str = ""
    is_standing: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Planned:
    """What a meeting of the group that day would start with. Nothing is written."""

    body: Body
    date: dt.date
    last: Meeting | None  # the one before it, from which hours, place and people come
    locked_later: Meeting | None  # the newest one after it whose text is closed
    head: Head
    items: tuple[PlannedItem, ...]


class AlreadyThere(Exception):
    """The group has a meeting with that number that day."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(str(meeting))
        self.meeting = meeting


def plan_meeting(body: Body, date: dt.date, by: User) -> Planned:
    last, head = usual(body, by, date)
    standing: Any = StandingItem.objects.editable_by(by).filter(body=body)
    return Planned(
        body=body,
        date=date,
        last=last,
        locked_later=locked_after(body, date, by),
        head=head,
        items=_agenda(list(standing), reasons(body, date, by)),
    )


def locked_after(body: Body, date: dt.date, by: User) -> Meeting | None:
    later = Meeting.objects.editable_by(by).filter(body=body, date__gt=date, status__in=Meeting.LOCKED)
    return later.select_related("body").defer("unplaced").order_by("-date", "-pk").first()


def usual(body: Body, by: User, date: dt.date | None = None) -> tuple[Meeting | None, Head]:
    """Return the group's last meeting (before the date), and what a new one's head takes from it."""
    before = Meeting.objects.editable_by(by).filter(body=body)
    if date:
        before = before.filter(date__lt=date)
    earlier = list(before.select_related("body").defer("unplaced").order_by("-date", "-pk")[:2])
    last = earlier[0] if earlier else None
    hours = (last.start, last.end) if last and last.start else (body.default_start, body.default_end)
    place = (last.place if last else "") or body.default_place
    return last, Head(*hours, place, _next_number(earlier, date))


def _next_number(earlier: list[Meeting], date: dt.date | None) -> str:
    """Return the next number if the group numbers its meetings through the year; else it needs none."""
    if len(earlier) < 2 or earlier[0].date == earlier[1].date or (date and date.year != earlier[0].date.year):
        return ""
    numbers = [row.number for row in earlier]
    if not all(number.isdecimal() for number in numbers) or int(numbers[0]) != int(numbers[1]) + 1:
        return ""
    return str(int(numbers[0]) + 1)


@dataclass
class _Slot:
    """An item while its reasons are being gathered."""

    key: str
    standing: StandingItem | None = None
    reasons: list[Reason] = field(default_factory=list)

    def item(self) -> PlannedItem:
        proposals = [row.origin.proposal.background for row in self.reasons if row.origin.proposal]
        texts = [self.standing.background if self.standing else "", *proposals]
        return PlannedItem(
            key=self.key,
            title=self.standing.title if self.standing else self._newest().title,
            matter=next((row.matter for row in self.reasons if row.matter), None),
            background="\n\n".join(filter(None, texts)),
            is_standing=self.standing is not None,
            reasons=tuple(self.reasons),
        )

    def _newest(self) -> Reason:
        """Return the reason that calls the question what it was last called."""
        from_minutes = [row for row in self.reasons if row.item]
        if not from_minutes:
            return self.reasons[0]
        return max(from_minutes, key=lambda row: row.item.meeting.date if row.item else dt.date.min)


def _agenda(standing: list[StandingItem], found: list[Reason]) -> tuple[PlannedItem, ...]:
    """Put the standing items around what was found; one question is one item, whatever it is there for."""
    first = [_Slot(f"standing-{row.pk}", row) for row in standing if not row.is_last]
    last = [_Slot(f"standing-{row.pk}", row) for row in standing if row.is_last]
    by_title = {title_key(slot.standing.title): slot for slot in (*last, *first) if slot.standing}
    by_matter: dict[int, _Slot] = {}
    added: list[_Slot] = []
    for reason in found:
        title, matter = title_key(reason.title), reason.matter
        slot = (by_matter.get(matter.pk) if matter else None) or by_title.get(title)
        if slot is None:
            slot = _Slot(reason.key)
            added.append(slot)
        slot.reasons.append(reason)
        by_title.setdefault(title, slot)
        if matter:
            by_matter.setdefault(matter.pk, slot)
    return tuple(slot.item() for slot in (*first, *added, *last))


@transaction.atomic
def start_meeting(
    body: Body, date: dt.date, head: Head, without: Collection[str], by: User, key: uuid.UUID
) -> Meeting:
    """Store the meeting with its planned items, but for those left out by their keys, and who is expected.

    Sent again with the same key it makes nothing more. Raises AlreadyThere, and Refused with its reason.
    """
    # Held to the end: two at once wait for each other here.
    own = Body.objects.written_by(by).filter(pk=body.pk)
    if not Body.objects.select_for_update().filter(pk__in=own.values("pk")).first():
        raise Refused(NOT_YOURS)
    sent = Submission.objects.select_related("meeting").filter(pk=key).first()
    if sent and sent.user_id != by.pk:
        raise Refused(SENT_ALREADY)
    if sent:
        return sent.meeting
    twin = Meeting.objects.filter(body=body, date=date, number=head.number).select_related("body").first()
    if twin:
        raise AlreadyThere(twin)
    planned = plan_meeting(body, date, by)
    meeting = Meeting.objects.create(
        body=body, date=date, start=head.start, end=head.end, place=head.place, number=head.number
    )
    _store_items(meeting, [item for item in planned.items if item.key not in without])
    expect(meeting, planned.last)
    Submission.objects.create(key=key, user=by, meeting=meeting)
    LogEntry.objects.log_actions(by.pk, [meeting], ADDITION, [{"added": {}}], single_object=True)
    return meeting


def _store_items(meeting: Meeting, planned: list[PlannedItem]) -> None:
    rows = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            position=position,
            number=str(position),
            title=item.title,
            matter=item.matter,
            background=item.background,
            proposal=_proposal(item),
        )
        for position, item in enumerate(planned, 1)
    )
    origins = []
    for row, item in zip(rows, planned, strict=True):
        for reason in item.reasons:
            reason.origin.item = row
            origins.append(reason.origin)
    Origin.objects.bulk_create(origins)
    if taken_up := [origin for origin in origins if origin.proposal]:
        _take_up(taken_up)


def _proposal(item: PlannedItem) -> str:
    texts = (row.origin.proposal.proposal for row in item.reasons if row.origin.proposal)
    return "\n\n".join(filter(None, texts))


def _take_up(origins: list[Origin]) -> None:
    """Note that the proposals are on the agenda, and let their papers go along."""
    items = {origin.proposal_id: origin.item for origin in origins}
    waiting = AgendaProposal.objects.waiting().filter(pk__in=items).prefetch_related("papers").order_by("pk")
    proposals = list(waiting.select_for_update(of=("self",)))
    if len(proposals) < len(items):
        raise Refused(PROPOSAL_GONE)
    for proposal in proposals:
        proposal.item = items[proposal.pk]
    AgendaProposal.objects.bulk_update(proposals, ["item"])
    rows = [row for proposal in proposals for row in attachments_of(proposal, items[proposal.pk])]
    for position, row in enumerate(rows, 1):
        row.position = position
    Attachment.objects.bulk_create(rows)
