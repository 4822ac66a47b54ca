"""Put an action on everybody it concerns."""

from decisions.models import Action, Obligation
from participants.models import Organization, Participation


def spread(action: Action) -> int:
    """Give each municipality that took part in the group on the meeting's day its share; count the new."""
    meeting = action.item.meeting
    seats = Participation.objects.at(meeting.date).filter(
        body_id=meeting.body_id, organization__kind=Organization.Kind.MUNICIPALITY
    )
    there = set(action.obligations.values_list("organization_id", flat=True))
    missing = {seat.organization_id for seat in seats} - there
    Obligation.objects.bulk_create(
        Obligation(action=action, organization_id=organization) for organization in sorted(missing)
    )
    return len(missing)
