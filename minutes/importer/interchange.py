"""The interchange format: what `load_minutes --json` prints, the export writes and `.json` files hold.

A file is a list of meetings, or an object with `format` that may hold a register beside its `meetings`.
Each name, organisation, title and decision stands as the book has it and, in `…_as_printed`, as the document
has it. The README describes the fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from minutes.importer.records import (
    FORMAT,
    BadRecord,
    Book,
    Named,
    ParsedAttendance,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    from_json,
    to_json,
)

LONGEST = 1_000_000  # characters in one text
KINDS = {"decision", "position", "answer", "assignment"}
FOUND_BY = {"marker", "phrase", "entered"}
OUTCOMES = {"handled", "withdrawn", "deferred"}
PRECISIONS = {"day", "month", "meeting", "year", "none"}
MODES = {"onsite": "on_site", "digital": "digital", "unknown": "unknown"}
MODES_OUT = {stored: said for said, stored in MODES.items()}
ROLES = {"member", "substitute", "guest", "absent"}


def meeting_to_wire(record: ParsedMeeting, printed: ParsedMeeting | None = None) -> dict[str, Any]:
    """Return a meeting as the format has it; `printed` is the same meeting with the document's spellings."""
    printed = printed or record
    values: dict[str, Any] = to_json(record)
    values["warnings"] = values.pop("problems")
    for role in ("chairs", "secretaries", "approvers"):
        values[role] = [row["name"] for row in values[role]]
    values["attendance"] = [
        _attendance(row, was) for row, was in zip(record.attendance, printed.attendance, strict=True)
    ]
    for item, was in zip(values["items"], printed.items, strict=True):
        item["number"] = item["number"] or None
        item["title_as_printed"] = was.title
        item["presenters"] = [row["name"] for row in item["presenters"]]
        item["decisions"] = [_decision(row) for row in item["decisions"]]
    return values


def _attendance(row: ParsedAttendance, printed: ParsedAttendance) -> dict[str, Any]:
    absent = row.mode == "absent"
    return {
        "name": row.name,
        "name_as_printed": printed.name,
        "organization": row.organization,
        "organization_as_printed": printed.organization,
        "mode": MODES_OUT.get(row.mode, "unknown"),
        "role": "absent" if absent else row.role,
        "post": row.post,
        "parts": list(row.parts),
    }


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    """What was decided stands in `text`: the proposal's words where the minutes only adopt it."""
    resolved = row.pop("resolved_text")
    return {**row, "text": resolved or row["text"], "text_as_printed": row["text"]}


def book_from_wire(values: Any, where: str) -> Book:
    """Return what a file holds; raise BadRecord, in Swedish and with its place, at what does not fit."""
    values = {"format": FORMAT, "meetings": values} if isinstance(values, list) else values
    if not isinstance(values, dict):
        raise BadRecord(f"{where}: här ska stå en lista med möten eller ett objekt.")
    _check_texts(values, where)
    meetings = values.pop("meetings", [])
    if not isinstance(meetings, list):
        raise BadRecord(f"{where}.meetings: här ska stå en lista.")
    book = from_json(Book, values, where)
    read = [meeting_from_wire(meeting, f"{where}.meetings[{i}]") for i, meeting in enumerate(meetings)]
    return replace(book, meetings=tuple(read))


def meeting_from_wire(values: Any, where: str) -> ParsedMeeting:
    if not isinstance(values, dict):
        raise BadRecord(f"{where}: här ska stå ett objekt.")
    plain = {**values, "problems": values.get("warnings", [])}
    plain.pop("warnings", None)
    for role in ("chairs", "secretaries", "approvers"):
        plain[role] = _names(values.get(role, []), f"{where}.{role}")
    rows = _objects(values, "attendance", where)
    plain["attendance"] = [_attendance_from(row, f"{where}.attendance[{i}]") for i, row in enumerate(rows)]
    items = _objects(values, "items", where)
    plain["items"] = [_item_from(item, f"{where}.items[{i}]") for i, item in enumerate(items)]
    record = from_json(ParsedMeeting, plain, where)
    _check_meeting(record, where)
    return record


def _objects(values: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    rows = values.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadRecord(f"{where}.{name}: här ska stå en lista med objekt.")
    return rows


def _names(values: Any, where: str) -> Any:
    """Read names, each alone or as an object with the organisation beside it."""
    if not isinstance(values, list):
        raise BadRecord(f"{where}: här ska stå en lista med namn.")
    return [{"name": value} if isinstance(value, str) else value for value in values]


def _attendance_from(row: dict[str, Any], where: str) -> dict[str, Any]:
    mode, role = row.get("mode", "onsite"), row.get("role", "member")
    _one_of(mode, set(MODES), f"{where}.mode")
    _one_of(role, ROLES, f"{where}.role")
    plain = {name: value for name, value in row.items() if not name.endswith("_as_printed")}
    plain |= {"mode": "absent" if role == "absent" else MODES[mode]}
    plain |= {"role": "member" if role == "absent" else role}
    return plain


def _item_from(item: dict[str, Any], where: str) -> dict[str, Any]:
    plain = {name: value for name, value in item.items() if name != "title_as_printed"}
    plain["number"] = item.get("number") or ""
    plain["presenters"] = _names(item.get("presenters", []), f"{where}.presenters")
    plain["decisions"] = [_decision_from(row) for row in _objects(item, "decisions", where)]
    return plain


def _decision_from(row: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name != "text_as_printed"}
    printed = row.get("text_as_printed")
    if printed and printed != row.get("text"):
        plain |= {"text": printed, "resolved_text": row.get("text", "")}
    return plain


def _one_of(value: Any, choices: set[str], where: str) -> None:
    if value not in choices:
        raise BadRecord(f"{where}: {value!r} finns inte. Välj {', '.join(sorted(choices))}.")


def _check_meeting(record: ParsedMeeting, where: str) -> None:
    for index, row in enumerate(record.attendance):
        _check_name(row, f"{where}.attendance[{index}]")
        if not all(0 <= part < len(record.parts) for part in row.parts):
            raise BadRecord(f"{where}.attendance[{index}].parts: mötet har {len(record.parts)} delar.")
    for role in ("chairs", "secretaries", "approvers"):
        for index, named in enumerate(getattr(record, role)):
            _check_name(named, f"{where}.{role}[{index}]")
    for index, item in enumerate(record.items):
        _check_item(item, len(record.parts), f"{where}.items[{index}]")
    for name in ("start", "end"):
        if (time := getattr(record, name)) and time.tzinfo:
            raise BadRecord(f"{where}.{name}: skriv tiden utan tidszon, som 13:00.")


def _check_name(row: Named | ParsedAttendance, where: str) -> None:
    if not row.name.strip():
        raise BadRecord(f"{where}.name: namnet saknas.")


def _check_item(item: ParsedItem, parts: int, where: str) -> None:
    _one_of(item.outcome, OUTCOMES, f"{where}.outcome")
    if not item.title.strip():
        raise BadRecord(f"{where}.title: rubriken saknas.")
    if item.part is not None and not 0 <= item.part < parts:
        raise BadRecord(f"{where}.part: mötet har {parts} delar.")
    for line in (item.first_line, item.last_line):
        if line is not None and not 0 < line < 2**31:
            raise BadRecord(f"{where}.first_line: rader räknas från 1.")
    for named in item.presenters:
        _check_name(named, f"{where}.presenters")
    for decision in item.decisions:
        _check_decision(decision, f"{where}.decisions")
    for place, when in _times(item):
        _one_of(when.precision, PRECISIONS, f"{where}.{place}.precision")
        if when.precision == "day" and when.on is None:
            raise BadRecord(f"{where}.{place}: precision day behöver ett datum i on.")


def _check_decision(decision: ParsedDecision, where: str) -> None:
    _one_of(decision.kind, KINDS, f"{where}.kind")
    _one_of(decision.found_by, FOUND_BY, f"{where}.found_by")


def _times(item: ParsedItem) -> Iterator[tuple[str, Any]]:
    yield from (("actions", row.due) for row in item.actions)
    yield from (("promises", row.due) for row in item.promises)
    yield from (("citations", row.when) for row in item.citations)


def _check_texts(value: Any, where: str) -> None:
    """Refuse what no database holds: NUL, half characters, texts without end."""
    if isinstance(value, dict):
        for name, entry in value.items():
            _check_texts(entry, f"{where}.{name}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            _check_texts(entry, f"{where}[{index}]")
    elif isinstance(value, str) and ("\0" in value or any("\ud800" <= c <= "\udfff" for c in value)):
        raise BadRecord(f"{where}: texten har tecken som inte kan sparas. Ta bort dem.")
    elif isinstance(value, str) and len(value) > LONGEST:
        raise BadRecord(f"{where}: texten är längre än {LONGEST} tecken. Dela den.")
