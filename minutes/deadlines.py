"""The days for justering, counted from the meeting: how many are left, or how late it is."""

import datetime as dt

from django.utils import timezone

from minutes.models import Meeting

WARN_BEFORE = 4


def days_left(meeting: Meeting, at: dt.date | None = None) -> int:
    """Return the days that are left; negative when it is late."""
    return (meeting.approve_by - (at or timezone.localdate())).days


def deadline_words(meeting: Meeting, at: dt.date | None = None) -> str:
    """Return how it stands with the time: "4 dagar kvar", "Sista dagen är i dag", "1 dag sen"."""
    left = days_left(meeting, at)
    if left == 0:
        return "Sista dagen är i dag"
    days = f"{abs(left)} {'dag' if abs(left) == 1 else 'dagar'}"
    return f"{days} kvar" if left > 0 else f"{days} sen"


def is_near(meeting: Meeting, at: dt.date | None = None) -> bool:
    """Say whether the last day is so near, or past, that somebody should be warned."""
    return days_left(meeting, at) <= WARN_BEFORE
