"""What an import would do: compares what was read with what the book holds, and writes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from minutes.exports import canonical_bytes, whole
from minutes.importer.read import Source
from minutes.importer.records import Named, ParsedAttendance, ParsedMeeting, Problem
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
    EMPTY = "empty"


SAYS = {
    Step.CREATE: "läses in",
    Step.UPDATE: "uppdateras",
    Step.UNCHANGED: "oförändrat",
    Step.KEPT: "behålls: boken har redan protokollets egen text",
    Step.SEALED: "rörs inte: protokollet är eller har varit ute för justering",
    Step.EDITED: "rörs inte: mötet är ändrat för hand. Lägg till --replace för att ersätta det",
    Step.NO_DATE: "läses inte in: inget datum hittades. Skriv mötets dag överst i dokumentet",
    Step.EMPTY: "läses inte in: varken grupp, närvaro eller ärenden hittades. Är det ett protokoll?",
}
WRITES = {Step.CREATE, Step.UPDATE}
REFUSED = {Step.SEALED, Step.EDITED, Step.NO_DATE, Step.EMPTY}


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
            chairs=_respelt(record.chairs, spelt),
            secretaries=_respelt(record.secretaries, spelt),
            approvers=_respelt(record.approvers, spelt),
            problems=self.problems,
        )


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
    if record.date is None:
        return Step.NO_DATE
    if not record.items and not record.attendance:
        return Step.EMPTY
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


def fingerprint(meeting: Meeting) -> str:
    """Return a digest of all that the minutes say now; another digest later means that they were edited."""
    return hashlib.sha256(canonical_bytes(whole(Meeting.objects.all()).get(pk=meeting.pk))).hexdigest()


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
