"""Put an action on those whom it concerns: one obligation for each organisation."""

from collections.abc import Iterable
from typing import Any

from decisions.models import Action, Obligation
from minutes.models import Meeting
from participants.models import Participation


def seats(meeting: Meeting) -> Any:
    """Return the seats that organisations had in the group on the meeting's day."""
    return Participation.objects.at(meeting.date).filter(body_id=meeting.body_id)


def share_out(action: Action, organizations: Iterable[int]) -> int:
    """Give each of the organisations, by key, its share of the action; count the new."""
    have = set(action.obligations.values_list("organization_id", flat=True))
    new = sorted(set(organizations) - have)
    Obligation.objects.bulk_create(Obligation(action=action, organization_id=key) for key in new)
    return len(new)
