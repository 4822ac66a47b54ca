"""What became of what minutes promised, and what they refer to: looked up anew when the book has grown.

Promises and citations live in an app to the right: they are reached through the items.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from minutes.models import AgendaItem
from participants.models import Body

AT_ONCE = 500  # items: the book may have more than memory should hold


@transaction.atomic
def follow_up(body: Body, at: dt.date | None = None) -> None:
    """Settle the group's open promises and resolve its open references."""
    items = AgendaItem.objects.filter(meeting__body=body).select_related("meeting")
    items = items.defer(*AgendaItem.TEXTS, "meeting__unplaced")
    waiting = AgendaItem.objects.filter(meeting__body=body, promises__status="open").values("pk")
    for item in items.filter(pk__in=waiting).prefetch_related("promises").iterator(AT_ONCE):
        for promise in item.promises.all():
            promise.settle(at)
    citing = AgendaItem.objects.filter(
        meeting__body=body, citations__isnull=False, citations__to_meeting=None
    ).values("pk")
    for item in items.filter(pk__in=citing).prefetch_related("citations").iterator(AT_ONCE):
        for citation in item.citations.all():
            if citation.to_meeting_id is None:
                citation.resolve()


def thread_changed(items: Iterable[AgendaItem], left: bool = False) -> None:
    """Judge anew what items promised, when they have come into a thread, or (`left`) gone out of one."""
    keys = [item.pk for item in items]
    rows = AgendaItem.objects.filter(pk__in=keys, promises__isnull=False).select_related("meeting").distinct()
    for item in rows.prefetch_related("promises__settled_by"):
        for promise in item.promises.all():
            promise.item = item
            promise.judge_again(left=left)
