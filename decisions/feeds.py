"""The reader's own calendar and feed: what `visible_to` lets the reader see, at the time it is fetched."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from decisions.loading import register
from decisions.owed import due_in_words, owed_by
from minutes.calendar_lines import calendar_bytes, escaped, utc, when
from minutes.models import Meeting
from minutes.outbox import address
from participants.models import Person, User

DAYS_BACK = 90
MOST_MEETINGS, MOST_DEADLINES, MOST_ENTRIES = 300, 300, 30
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def calendar(user: User, today: dt.date) -> bytes:
    """Return the meetings and the deadlines as a calendar; the same on the same day is the same bytes."""
    stamp = utc(timezone.make_aware(dt.datetime.combine(today, dt.time())))
    return calendar_bytes(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Protokollboken//Kalender//SV",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Protokollboken",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            *(line for event in _events(user, today) for line in _event(event, stamp)),
            "END:VCALENDAR",
        ]
    )


def _event(event: dict[str, Any], stamp: str) -> list[str]:
    place = [f"LOCATION:{escaped(event['place'])}"] if event.get("place") else []
    return [
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, event.get('id') or event['url'])}",
        f"DTSTAMP:{stamp}",
        *event["when"],
        f"SUMMARY:{escaped(event['title'])}",
        *place,
        f"DESCRIPTION:{escaped(event['url'])}",
        f"URL:{event['url']}",
        "END:VEVENT",
    ]


def _events(user: User, today: dt.date) -> Iterator[dict[str, Any]]:
    meetings = Meeting.objects.visible_to(user).filter(date__gte=today - dt.timedelta(days=DAYS_BACK))
    for meeting in meetings.select_related("body").order_by("date", "pk")[:MOST_MEETINGS]:
        yield {
            "title": meeting.body.name,
            "when": when(meeting.date, meeting.start, meeting.end),
            "place": meeting.place,
            # The same as that of the kallelse, so that a calendar with both shows the meeting once.
            "id": address("meeting-notice", meeting.pk),
            "url": address("meeting-detail", meeting.pk),
        }
    yield from _approvals(user)
    deadlines: Any = owed_by(user).filter(action__due_on__isnull=False)[:MOST_DEADLINES]
    for row in deadlines:
        due = due_in_words(row.action, today)
        yield {
            "title": f"{row.organization.short_name}, {due}: {row.action.text[:200]}",
            "when": when(row.action.due_on),
            "url": address("obligation-report", row.pk),
        }


def _approvals(user: User) -> Iterator[dict[str, Any]]:
    person = Person.objects.filter(user=user).first()
    waiting = Meeting.objects.visible_to(user).awaiting(person).select_related("body") if person else []
    for meeting in waiting:
        yield {
            "title": f"Sista dag att justera {meeting.heading}, {meeting.body.short_name}",
            "when": when(meeting.approve_by),
            "url": address("meeting-approve", meeting.pk),
        }


def atom(user: User) -> bytes:
    """Return the newest decisions and approved minutes as an Atom feed."""
    feed = Atom1Feed(
        title="Protokollboken: beslut och justerade protokoll",
        link=address("start"),
        description="",
        language="sv",
        author_name="Protokollboken",
        feed_guid=address("decision-list"),
    )
    for entry in sorted(_entries(user), key=lambda entry: str(entry["pubdate"]), reverse=True):
        feed.add_item(description=entry.pop("text"), **entry)
    return feed.writeString("utf-8").encode()


def _entries(user: User) -> Iterator[dict[str, Any]]:
    decisions: list[Any] = list(register(user).order_by("-decided_on", "-pk")[:MOST_ENTRIES])
    for row in decisions:
        preliminary = "Preliminärt: " if row.item.meeting.is_preliminary else ""
        yield _entry(
            f"{preliminary}{row.number}", row.meaning, address("decision-detail", row.slug), row.decided_on
        )
    approved = Meeting.objects.visible_to(user).filter(status=Meeting.Status.APPROVED)
    for meeting in approved.select_related("body").order_by("-date", "-pk")[:MOST_ENTRIES]:
        title = f"Justerat: {meeting.heading} {meeting.date:%Y-%m-%d}, {meeting.body.short_name}"
        yield _entry(title, meeting.body.name, address("meeting-detail", meeting.pk), meeting.date)


def _entry(title: str, text: str, link: str, day: dt.date) -> dict[str, Any]:
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    return {
        "title": _CONTROL.sub("", title),
        "text": _CONTROL.sub("", text),
        "link": link,
        "unique_id": link,
        "pubdate": noon,
        "updateddate": noon,
    }
