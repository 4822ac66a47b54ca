"""Put an action on everybody it concerns."""

from django.db import transaction

from decisions.models import Action, Obligation
from minutes.admin_base import is_locked_now
from participants.models import Organization, Participation


@transaction.atomic
def spread(action: Action) -> int | None:
    """Give each municipality that took part in the group on the meeting's day its share; count the new.

    None: the meeting is locked by now, and nobody was given anything.
    """
    meeting = action.item.meeting
    if is_locked_now([meeting]):
        return None
    seats = Participation.objects.at(meeting.date).filter(
        body_id=meeting.body_id, organization__kind=Organization.Kind.MUNICIPALITY
    )
    organizations = sorted({seat.organization_id for seat in seats})
    made = [Obligation.objects.get_or_create(action=action, organization_id=key)[1] for key in organizations]
    return sum(made)
