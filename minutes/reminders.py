"""Letters to those who have not approved: some days before the last one, on it, and each week after it."""

import datetime as dt

from django.db import transaction
from django.utils import formats, timezone

from minutes import outbox
from minutes.deadlines import WARN_BEFORE, days_left, deadline_words
from minutes.letters import day, secretaries
from minutes.models import Meeting, Officer, Revision
from participants.models import User

WEEK = 7


def remind(at: dt.date | None = None) -> int:
    """Write the reminders that are due and not written yet; return how many were written."""
    today = at or timezone.localdate()
    waiting = Meeting.objects.filter(status=Meeting.Status.CIRCULATED).select_related("body").order_by("pk")
    return sum(_remind(meeting, today) for meeting in waiting)


def reminder_kind(left: int) -> str:
    """Return which reminder it is the time for, or "": a day that the command missed is made up for."""
    if left > WARN_BEFORE:
        return ""
    if left > 0:
        return "before"
    return "day" if left == 0 else f"late-{(-left - 1) // WEEK}"


@transaction.atomic
def _remind(meeting: Meeting, today: dt.date) -> int:
    revision = meeting.revisions.order_by("-number").first()
    kind = reminder_kind(days_left(meeting, today))
    # Who got the text today needs no reminder of it.
    if not kind or revision is None or timezone.localdate(revision.created_at) == today:
        return 0
    waiting = waiting_for(revision)
    key = f"reminder-{meeting.pk}-{kind}"
    accounts = [row.person.user for row in waiting if row.person and row.person.user]
    written = sum(_write(key, user, meeting, today) for user in accounts)
    if kind.startswith("late") and waiting:
        names = ", ".join(row.display_name for row in waiting)
        written += sum(
            _tell(f"{key}-secretary", user, meeting, today, names) for user in secretaries(meeting)
        )
    return written


def waiting_for(revision: Revision) -> list[Officer]:
    """Return those who are to approve the revision and have not."""
    done = revision.approvals.standing().values("person_id")
    rows = revision.meeting.officers.approving().exclude(person__in=done).select_related("person__user")
    return list({row.person_id: row for row in rows}.values())


def _write(key: str, user: User, meeting: Meeting, today: dt.date) -> bool:
    last = formats.date_format(meeting.approve_by, "j F Y")
    lines = [
        f"{meeting.heading.capitalize()} från {meeting.body.name} den {day(meeting)} väntar på ditt svar. "
        f"Utkast, ej justerat.",
        "",
        f"Sista dagen för justering: {last}. {deadline_words(meeting, today)}.",
        "",
        f"Läs och svara: {outbox.address('meeting-approve', meeting.pk)}",
    ]
    subject = f"Påminnelse: justera {meeting.heading} {day(meeting)}, {meeting.body.short_name}"
    return outbox.write(key, user, subject, lines, meeting)


def _tell(key: str, user: User, meeting: Meeting, today: dt.date, names: str) -> bool:
    lines = [
        f"{meeting.heading.capitalize()} från {meeting.body.name} den {day(meeting)} är inte justerat. "
        f"{deadline_words(meeting, today)}.",
        "",
        f"Har inte godkänt: {names}.",
        "",
        f"Läs mötet: {outbox.address('meeting-detail', meeting.pk)}",
    ]
    subject = f"Inte justerat i tid: {meeting.heading} {day(meeting)}, {meeting.body.short_name}"
    return outbox.write(key, user, subject, lines, meeting)
