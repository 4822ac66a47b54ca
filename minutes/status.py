"""The only code that writes `Meeting.status`: each move with its trail."""

from django.utils import timezone

from minutes.models import Meeting, StatusChange
from participants.models import Body, User


class Refused(Exception):
    """The step can't be taken; the message says in Swedish why, and what to do."""


def move(meeting: Meeting, allowed: list[str], to: str, by: User | None, note: str = "") -> None:
    """Change the status if it still is one of the allowed ones in the database: two at once, one wins."""
    before = meeting.status
    if before not in allowed or not Meeting.objects.filter(pk=meeting.pk, status=before).update(status=to):
        refuse_status(meeting)
    meeting.status = to
    StatusChange.objects.create(
        meeting=meeting, from_status=before, to_status=to, by=by, at=timezone.now(), note=note
    )


def refuse_status(meeting: Meeting) -> None:
    now = Meeting.Status(Meeting.objects.values_list("status", flat=True).get(pk=meeting.pk)).label.lower()
    raise Refused(f"Mötet har nu status ”{now}”. Läs in sidan på nytt och se vad som går att göra.")


def lock(meeting: Meeting) -> Meeting:
    """Hold the meeting's row to the end of the transaction, and return it as it is now.

    On PostgreSQL by a row lock; on SQLite the transaction itself is immediate, and nobody else writes.
    """
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)


def require_secretary(meeting: Meeting, user: User) -> None:
    if not Body.objects.written_by(user).filter(pk=meeting.body_id).exists():
        raise Refused("Bara gruppens sekreterare kan göra det här.")
