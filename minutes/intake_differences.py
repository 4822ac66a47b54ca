"""What saving would change in a meeting that is in the book already, field by field, in Swedish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from minutes.importer.likeness import key, likeness
from minutes.importer.records import (
    Named,
    ParsedAction,
    ParsedAttendance,
    ParsedCitation,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    ParsedPart,
    ParsedPromise,
    When,
)
from minutes.intake_choices import DECISION_KINDS
from minutes.models import AgendaItem, Attendance

FEW_LINES = 8
SAME = "…"
SAME_TITLE = 75  # as the importer takes two titles for the same item
HEAD = {
    "date_text": "Datum som det står",
    "document_name": "Dokumentet heter",
    "start": "Börjar",
    "end": "Slutar",
    "place": "Plats",
    "next_meeting": "Nästa möte",
    "chairs": "Ordförande",
    "secretaries": "Sekreterare",
    "approvers": "Justerare",
    "parts": "Mötesdelar",
    "attendance": "Närvaro",
}
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
# These are always as in the newest document: what it has nothing of is taken away, also if the rest is kept.
ALWAYS_WRITTEN = {"number", "background", "discussion", "proposal"}


@dataclass(frozen=True, slots=True)
class Difference:
    """`takes_away` where the review has nothing of what the book has, and it may be kept."""

    label: str
    old: str
    new: str
    takes_away: bool = False


def differences(old: ParsedMeeting, new: ParsedMeeting) -> list[Difference]:
    """Return what differs, in the order of the minutes."""
    return [*_fields(old, new, HEAD, ""), *_items(list(old.items), new.items)]


def _fields(old: Any, new: Any, labels: dict[str, str], where: str) -> Iterator[Difference]:
    for name, label in labels.items():
        before, after = _words(getattr(old, name)), _words(getattr(new, name))
        if before != after:
            gone = not after and name not in ALWAYS_WRITTEN
            yield Difference(f"{where}{label}", *_shortened(before, after), gone)


def _shortened(old: str, new: str) -> tuple[str, str]:
    """Leave out the lines that both have, where there are many: three changed words drown in a page."""
    left, right = old.split("\n"), new.split("\n")
    if not (old and new) or len(left) + len(right) <= FEW_LINES:
        return old, new
    shown: tuple[list[str], list[str]] = ([], [])
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for side, lines in zip(shown, (left[a:b], right[c:d]), strict=True):
            side += [SAME] if tag == "equal" else lines
    return "\n".join(shown[0]), "\n".join(shown[1])


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
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if value in AgendaItem.Outcome.values:
        return str(AgendaItem.Outcome(value).label)
    return _row(value) if value is not None else ""


def _row(value: Any) -> str:
    match value:
        case ParsedAttendance():
            mode, role = Attendance.Mode(value.mode).label, Attendance.Role(value.role).label
            return _listed(value.name, value.post, value.organization or "–", mode, role)
        case Named():
            return value.name
        case ParsedPart():
            numbers = "–".join(filter(None, (value.first_item, value.last_item)))
            return _listed(value.title, numbers, value.participants)
        case When():
            return _time(value)
        case ParsedDecision():
            kind = "" if value.kind == "decision" else dict(DECISION_KINDS)[value.kind]
            return _noted(value.text, kind, value.resolved_text)
        case ParsedAction() | ParsedPromise():
            return _noted(value.text, _time(value.due))
        case ParsedCitation():
            return _noted(value.text, _time(value.when))
    return str(value).strip()


def _listed(*words: str) -> str:
    return ", ".join(filter(None, words))


def _noted(sentence: str, *notes: str) -> str:
    return " – ".join(filter(None, (sentence, *notes)))


def _time(when: When) -> str:
    day = when.on.isoformat() if when.on else ""
    return f"{when.text} ({day})" if when.text and day else when.text or day
