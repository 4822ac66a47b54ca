"""What an import would do: compares what was read with what the book holds, and writes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from minutes.importer.likeness import better_title
from minutes.importer.read import Source
from minutes.importer.records import Named, ParsedAttendance, ParsedItem, ParsedMeeting, Problem
from minutes.importer.register import Register
from minutes.models import Meeting, SourceDocument
from participants.models import Body


class Step(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # facts would replace a document's own words
    SEALED = "sealed"
    EDITED = "edited"  # somebody has written in the minutes since they were imported
    NO_DATE = "no_date"
    NO_BODY = "no_body"
    EMPTY = "empty"


SAYS = {
    Step.CREATE: "läses in",
    Step.UPDATE: "uppdateras",
    Step.UNCHANGED: "oförändrat",
    Step.KEPT: "behålls: boken har redan protokollets egen text",
    Step.SEALED: "rörs inte: protokollet är eller har varit ute för justering",
    Step.EDITED: "rörs inte: mötet är ändrat för hand. Lägg till --replace för att ersätta det",
    Step.NO_DATE: "läses inte in: inget datum hittades. Skriv mötets dag överst i dokumentet",
    Step.NO_BODY: "läses inte in: dokumentet säger inte vilken grupp det är. Ange den med --body",
    Step.EMPTY: "läses inte in: varken grupp, närvaro eller ärenden hittades. Är det ett protokoll?",
}
WRITES = {Step.CREATE, Step.UPDATE}
REFUSED = {Step.SEALED, Step.EDITED, Step.NO_DATE, Step.NO_BODY, Step.EMPTY}


@dataclass(frozen=True, slots=True)
class Plan:
    source: Source
    step: Step
    body: Body | None  # None: the group is new and would be created
    meeting: Meeting | None
    problems: tuple[Problem, ...]

    @property
    def record(self) -> ParsedMeeting:
        return self.source.meeting

    def repaired(self, register: Register) -> ParsedMeeting:
        """Return the record with names spelt as in the register; the problems say what stood there."""
        record = self.record
        spelt = {name: _spelling(name, register) for name in _names(record)}
        titles = list(self.meeting.items.values_list("title", flat=True)) if self.meeting else []
        return replace(
            record,
            body=self.body.name if self.body else record.body,
            attendance=tuple(
                replace(
                    row,
                    name=spelt[row.name, row.organization][0],
                    organization=spelt[row.name, row.organization][1],
                )
                for row in record.attendance
            ),
            items=tuple(self._titled(item, titles) for item in record.items),
            chairs=_respelt(record.chairs, spelt),
            secretaries=_respelt(record.secretaries, spelt),
            approvers=_respelt(record.approvers, spelt),
            problems=self.problems,
        )

    def _titled(self, item: ParsedItem, known: list[str]) -> ParsedItem:
        """Return the item with the book's title for it, where OCR took letters from the printed one."""
        better = (better_title(title, item.title) for title in known if title != item.title)
        return replace(item, title=next((title for title in better if title != item.title), item.title))


NameAndOrganization = tuple[str, str]


def _names(record: ParsedMeeting) -> set[NameAndOrganization]:
    rows: list[Named | ParsedAttendance] = [
        *record.attendance,
        *record.chairs,
        *record.secretaries,
        *record.approvers,
    ]
    return {(row.name, row.organization) for row in rows}


def _spelling(name: NameAndOrganization, register: Register) -> NameAndOrganization:
    organization = register.organization(name[1])
    match = register.person(name[0], organization)
    return (match.person.name if match else name[0], organization.short_name if organization else name[1])


def _respelt(
    rows: tuple[Named, ...], spelt: dict[NameAndOrganization, NameAndOrganization]
) -> tuple[Named, ...]:
    pairs = (spelt[row.name, row.organization] for row in rows)
    return tuple(Named(name=name, organization=organization) for name, organization in pairs)


def make_plan(source: Source, register: Register, body: Body | None = None, overwrite: bool = False) -> Plan:
    """Decide what to do with one source; `body` overrides the group that the document names."""
    record = source.meeting
    body = body or register.body(record.body)
    meeting = _find(body, record)
    step = _step(source, body, meeting, overwrite)
    return Plan(source, step, body, meeting, (*record.problems, *_register_problems(record, register, body)))


def _find(body: Body | None, record: ParsedMeeting) -> Meeting | None:
    if body is None or record.date is None:
        return None
    return Meeting.objects.filter(body=body, date=record.date, number=record.number).first()


def _step(source: Source, body: Body | None, meeting: Meeting | None, overwrite: bool) -> Step:
    record = source.meeting
    if not record.items and not record.attendance:
        return Step.EMPTY
    if record.date is None:
        return Step.NO_DATE
    if body is None and not record.body.strip():
        return Step.NO_BODY
    if meeting is None:
        return Step.CREATE
    earlier = list(meeting.sources.all())
    if any(known.sha256 == source.sha256 for known in earlier) and not overwrite:
        return Step.UNCHANGED
    if meeting.is_locked or meeting.revisions.exists():
        return Step.SEALED
    if overwrite:
        return Step.UPDATE
    if not earlier or earlier[0].stored_sha256 != fingerprint(meeting):
        return Step.EDITED
    documents = SourceDocument.Kind.DOCUMENT
    if source.kind != documents and any(known.kind == documents for known in earlier):
        return Step.KEPT
    return Step.UPDATE


# What an import writes, and where it hangs: anything else (reports, threads) may change without harm.
WRITTEN = {
    "parts": ("title", "first_item", "last_item", "participants"),
    "officers": ("role", "person_id", "name"),
    "attendances": ("person_id", "name", "organization_id", "mode", "role"),
    "items": ("position", "number", "title", "outcome", "background", "discussion", "proposal", "part_id"),
    "items__presenters": ("person_id", "name"),
    "items__attachments": ("title",),
    "items__decisions": ("kind", "text", "resolved_text"),
    "items__actions": ("text", "responsible_id", "responsible_text", "due_on"),
    "items__promises": ("text", "due_on"),
    "items__citations": ("text", "due_on"),
}
HEAD = ("date", "number", "document_name", "start", "end", "place")


Rows = dict[str, list[tuple[Any, ...]]]


def fingerprint(meeting: Meeting) -> str:
    """Return a digest of what the minutes say now; another one later means that somebody has edited them."""
    rows = Meeting.objects.filter(pk=meeting.pk)
    found: Rows = {
        path: list(rows.values_list(f"{path}__pk", *(f"{path}__{column}" for column in columns)))
        for path, columns in WRITTEN.items()
    }
    return _digest(list(rows.values_list(*HEAD)), found)


def fingerprint_of_new(meeting: Meeting, written: dict[str, list[Any]]) -> str:
    """Return the same of a meeting that was just stored, from its rows by path, without reading them back."""
    items = [item.pk for item in written["items"]]
    found: Rows = {}
    for path, columns in WRITTEN.items():
        rows = written.get(path, [])
        nothing = (None,) * (len(columns) + 1)  # what reading back gives for a parent without rows
        found[path] = [(row.pk, *(getattr(row, column) for column in columns)) for row in rows]
        parents = {row.item_id for row in rows} if path.startswith("items__") else set()
        if path.startswith("items__") and items:
            found[path] += [nothing for pk in items if pk not in parents]
        elif not rows:
            found[path] = [nothing]
    return _digest([tuple(getattr(meeting, column) for column in HEAD)], found)


def _digest(head: list[tuple[Any, ...]], rows: Rows) -> str:
    content = [*head, *(sorted(map(repr, rows[path])) for path in WRITTEN)]
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _register_problems(record: ParsedMeeting, register: Register, body: Body | None) -> list[Problem]:
    problems = []
    if body is None:
        problems.append(
            Problem(
                code="unknown_body", message=f"Gruppen ”{record.body}” finns inte i registret och läggs upp."
            )
        )
    for row in record.attendance:
        organization = register.organization(row.organization)
        if row.organization and organization is None:
            problems.append(
                Problem(
                    code="unknown_organization",
                    message=f"Organisationen ”{row.organization}” finns inte i registret och läggs upp.",
                )
            )
        match = register.person(row.name, organization)
        if match is None and " " in row.name:
            problems.append(
                Problem(code="unknown_person", message=f"{row.name} finns inte i registret och läggs upp.")
            )
        elif match and not match.exact:
            problems.append(
                Problem(code="person_repaired", message=f"”{row.name}” läses som {match.person.name}.")
            )
    return list(dict.fromkeys(problems))
