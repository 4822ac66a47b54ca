"""What became of what minutes promised, and what they refer to: looked up anew when the book has grown.

Promises and citations live in an app to the right: they are reached through the items.
"""

import datetime as dt

from django.db import transaction

from minutes.models import AgendaItem
from participants.models import Body


@transaction.atomic
def follow_up(body: Body, at: dt.date | None = None) -> None:
    """Settle the group's open promises and resolve its open references."""
    items = AgendaItem.objects.filter(meeting__body=body).select_related("meeting__body")
    for item in items.filter(promises__status="open").distinct().prefetch_related("promises"):
        for promise in item.promises.all():
            promise.settle(at)
    for item in items.filter(citations__to_meeting=None).exclude(citations=None).distinct():
        for citation in item.citations.filter(to_meeting=None):
            citation.resolve()
