"""What saving would change in a meeting that is in the book already, field by field, in Swedish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from minutes.importer.likeness import key, likeness
from minutes.importer.records import Named, ParsedAttendance, ParsedItem, ParsedMeeting, When
from minutes.models import AgendaItem, Attendance

SAME_TITLE = 75  # as the importer takes two titles for the same item
HEAD = {
    "date_text": "Datum som det står",
    "document_name": "Dokumentet heter",
    "start": "Börjar",
    "end": "Slutar",
    "place": "Plats",
    "chairs": "Ordförande",
    "secretaries": "Sekreterare",
    "approvers": "Justerare",
    "attendance": "Närvaro",
}
# The importer leaves alone what the new document says nothing about; the wording is always the newest's.
ITEM = {
    "number": "nummer",
    "title": "rubrik",
    "outcome": "utgång",
    "presenters": "föredragande",
    "attachments": "underlag",
    "background": "bakgrund",
    "discussion": "dialog",
    "proposal": "förslag till beslut",
    "decisions": "beslut",
    "actions": "åtgärder",
    "promises": "löften",
    "citations": "hänvisningar",
}
ALWAYS_WRITTEN = {"number", "background", "discussion", "proposal"}


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    old: str
    new: str


def differences(old: ParsedMeeting, new: ParsedMeeting) -> list[Difference]:
    """Return what differs; what the new record does not mention stays in the book, and is not listed."""
    return [*_fields(old, new, HEAD, ""), *_items(list(old.items), new.items)]


def _fields(old: Any, new: Any, labels: dict[str, str], where: str) -> Iterator[Difference]:
    for name, label in labels.items():
        before, after = _words(getattr(old, name)), _words(getattr(new, name))
        if before != after and (after or name in ALWAYS_WRITTEN):
            yield Difference(f"{where}{label}", before, after)


def _items(left: list[ParsedItem], items: tuple[ParsedItem, ...]) -> Iterator[Difference]:
    for item in items:
        known = max(left, key=lambda row: _alike(row, item), default=None)
        if known is None or _alike(known, item)[0] < SAME_TITLE:
            yield Difference("Nytt ärende", "", _label(item))
        else:
            left.remove(known)
            yield from _fields(known, item, ITEM, f"{_label(item)}: ")
    for gone in left:
        yield Difference("Ärendet tas bort", _label(gone), "")


def _alike(old: ParsedItem, new: ParsedItem) -> tuple[float, bool]:
    return likeness(key(old.title), key(new.title)), old.number == new.number


def _label(item: ParsedItem) -> str:
    return f"§ {item.number} {item.title}" if item.number else item.title


def _words(value: Any) -> str:
    """Return a value as a reader compares it."""
    if isinstance(value, tuple):
        return "\n".join(_words(entry) for entry in value)
    if isinstance(value, ParsedAttendance):
        mode, role = Attendance.Mode(value.mode).label, Attendance.Role(value.role).label
        return f"{value.name}, {value.organization or '–'}, {mode}, {role}"
    if isinstance(value, Named):
        return value.name
    if isinstance(value, When):
        return value.text
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if value in AgendaItem.Outcome.values:
        return str(AgendaItem.Outcome(value).label)
    text = getattr(value, "text", value)
    return "" if text is None else str(text).strip()
