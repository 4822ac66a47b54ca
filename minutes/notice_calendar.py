"""The meeting as a calendar entry (RFC 5545). Sent again, it replaces what the calendar already has."""

import datetime as dt
import re
import uuid

from django.utils import timezone

from minutes.models import Meeting
from minutes.notice import NoticeText

LONGEST_LINE = 75  # octets, without the line break
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_file(meeting: Meeting, text: NoticeText, sequence: int, at: dt.datetime) -> bytes:
    """Return an .ics file with the meeting; `sequence` rises with each time that it is sent."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Protokollboken//Kallelse//SV",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, text.url)}",
        f"DTSTAMP:{_utc(at)}",
        f"SEQUENCE:{sequence}",
        *_when(meeting),
        f"SUMMARY:{_escaped(text.body)}",
        f"DESCRIPTION:{_escaped(_description(text))}",
        *([f"LOCATION:{_escaped(text.place)}"] if text.place else []),
        f"URL:{text.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _when(meeting: Meeting) -> list[str]:
    """Return when it is, in UTC: no calendar has to know Swedish time. Without hours it takes the day."""
    if meeting.start is None:
        after = meeting.date + dt.timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{meeting.date:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    lines = [f"DTSTART:{_utc(_local(meeting.date, meeting.start))}"]
    return [*lines, f"DTEND:{_utc(_local(meeting.date, meeting.end))}"] if meeting.end else lines


def _local(date: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, time))


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _description(text: NoticeText) -> str:
    points = [f"{point.number} {point.title}".strip() for point in text.points]
    return "\n".join(["Dagordning", *points, "", text.url])


def _escaped(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """Return the line broken so that none is longer than 75 octets, and never inside a character."""
    parts, room = [b""], LONGEST_LINE
    for char in line:
        octets = char.encode("utf-8", "replace")
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
            room = LONGEST_LINE - 1  # the space that begins a continued line counts
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
