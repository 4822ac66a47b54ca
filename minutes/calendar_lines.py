"""Lines of a calendar file (RFC 5545): escaped, folded, and with times in UTC."""

import datetime as dt
import re
from collections.abc import Iterable

from django.utils import timezone

LONGEST_LINE = 75  # octets, without the line break
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def calendar_bytes(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line) for line in lines)


def when(date: dt.date, start: dt.time | None = None, end: dt.time | None = None) -> list[str]:
    """Return when it is, in UTC: no calendar has to know Swedish time. Without hours it takes the day."""
    if start is None:
        after = date + dt.timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{date:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    lines = [f"DTSTART:{utc(_local(date, start))}"]
    return [*lines, f"DTEND:{utc(_local(date, end))}"] if end else lines


def utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_ESCAPES)


def _local(date: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, time))


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
