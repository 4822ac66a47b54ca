"""Put an action on everybody it concerns."""

from django.db import transaction

from decisions.models import Action
from decisions.shares import seats, share_out
from minutes.admin_conflict import is_locked_now
from participants.models import Organization


@transaction.atomic
def spread(action: Action) -> int | None:
    """Give each municipality that took part in the group on the meeting's day its share; count the new.

    None: the meeting is locked by now, and nobody was given anything.
    """
    meeting = action.item.meeting
    if is_locked_now([meeting]):
        return None
    municipalities = seats(meeting).filter(organization__kind=Organization.Kind.MUNICIPALITY)
    return share_out(action, municipalities.values_list("organization_id", flat=True))
