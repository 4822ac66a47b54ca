"""The meeting as a calendar entry (RFC 5545). Sent again, it replaces what the calendar already has."""

import datetime as dt
import uuid

from minutes.calendar_lines import calendar_bytes, escaped, utc, when
from minutes.models import Meeting
from minutes.notice import NoticeText


def calendar_file(meeting: Meeting, text: NoticeText, sequence: int, at: dt.datetime) -> bytes:
    """Return an .ics file with the meeting; `sequence` rises with each time that it is sent."""
    return calendar_bytes(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Protokollboken//Kallelse//SV",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, text.url)}",
            f"DTSTAMP:{utc(at)}",
            f"SEQUENCE:{sequence}",
            *when(meeting.date, meeting.start, meeting.end),
            f"SUMMARY:{escaped(text.body)}",
            f"DESCRIPTION:{escaped(_description(text))}",
            *([f"LOCATION:{escaped(text.place)}"] if text.place else []),
            f"URL:{text.url}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


def _description(text: NoticeText) -> str:
    points = [f"{point.number} {point.title}".strip() for point in text.points]
    return "\n".join(["Dagordning", *points, "", text.url])
