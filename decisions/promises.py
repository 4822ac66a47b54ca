"""Whether a promise was kept: which meeting it was for, and what that meeting did with the question."""

from __future__ import annotations

import datetime as dt

from rapidfuzz import fuzz

from minutes.importer.likeness import key
from minutes.models import AgendaItem, Meeting, Precision

SAME_QUESTION = 88


def meeting_meant(item: AgendaItem, precision: str, on: dt.date | None) -> Meeting | None:
    """Return the meeting that a time in an item means, or None while the book has no final minutes of it.

    "9 maj" is the meeting that day, "novembermötet" and "i maj" the first one in the month, "nästa möte" the
    first after the item's own.
    """
    later = (
        Meeting.objects.filter(body_id=item.meeting.body_id, date__gt=item.meeting.date)
        .filter(status__in=Meeting.FINAL)
        .order_by("date", "pk")
    )
    if precision == Precision.DAY and on:
        return later.filter(date=on).first()
    if precision in {Precision.MONTH, Precision.MEETING} and on:
        return later.filter(date__year=on.year, date__month=on.month).first()
    return later.first() if precision == Precision.MEETING else None


def treatment(item: AgendaItem, meeting: Meeting) -> AgendaItem | None:
    """Return the item under which another meeting took up the question: same thread, or the same title."""
    candidates = list(meeting.items.only("meeting", "matter", "position", "title", "outcome"))
    if item.matter_id:
        same = [row for row in candidates if row.matter_id == item.matter_id]
        if same:
            return same[0]
    scores = [
        (fuzz.token_set_ratio(key(item.title), key(row.title)), -row.position, row) for row in candidates
    ]
    best = max(scores, key=lambda score: score[:2], default=None)
    return best[2] if best and best[0] >= SAME_QUESTION else None
