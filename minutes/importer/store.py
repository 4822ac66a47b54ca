"""A plan goes into the database, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from minutes.approval import lock, publish_imported
from minutes.importer.plan import WRITES, Plan, fingerprint, fingerprint_of_new
from minutes.importer.records import Line, Named, ParsedAttendance, ParsedMeeting, When
from minutes.importer.register import Register
from minutes.importer.rows import insert, sync
from minutes.importer.store_items import Written, store_items
from minutes.importer.who import Who
from minutes.models import AgendaItem, Attendance, Meeting, MeetingPart, Officer, Remark
from minutes.search_index import settle
from participants.models import Body, Organization, Participation, Person, User

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"


@transaction.atomic
def store(
    plan: Plan, register: Register, by: User | None = None, *, is_whole: bool = False
) -> Meeting | None:
    """Carry out a plan that writes; return the meeting. Nothing is written if anything fails.

    A kind of which the record has nothing is left as the meeting has it: a document need not say everything.
    A record that is whole, as somebody has reviewed it, takes it away.
    Raises Overtaken if the meeting has changed since the plan was made: a justerare may hold it by now.
    """
    if plan.step not in WRITES:
        return plan.meeting
    if plan.meeting:
        _hold(plan)
    record = plan.record
    body = plan.body or _new_body(record, register)
    who = Who(register, body)
    meeting, written = _store_record(plan, who, is_whole)
    if plan.body is None:
        _seat_organizations(meeting)
        register.seats.pop(body.pk, None)
    if plan.meeting is None:  # a draft stays one until the secretary lets it out
        publish_imported(meeting, by)
    digest = fingerprint(meeting) if plan.meeting else fingerprint_of_new(meeting, written)
    _store_source(meeting, plan, digest, by)
    settle()
    return meeting


def _store_record(plan: Plan, who: Who, is_whole: bool) -> tuple[Meeting, Written]:
    """Store what the minutes say; return the meeting, and the rows of a new one by their path from it."""
    record, fresh = plan.record, plan.meeting is None
    meeting = _store_head(plan.meeting or Meeting(body=who.body), record, is_whole)
    parts: list[MeetingPart] = [] if fresh else list(meeting.parts.all())
    if record.parts or (is_whole and not fresh):
        rows = [_part(row, i) for i, row in enumerate(record.parts)]
        parts = insert("parts", _of(meeting, rows)) if fresh else sync(meeting, "parts", rows)
    written: Written = {"parts": parts, "attendances": [], "officers": []}
    if record.attendance or (is_whole and not fresh):
        written["attendances"] = _store_attendance(meeting, record, parts, who, fresh)
    who.present = _present(meeting, who, fresh)
    if is_whole and not fresh:
        meeting.officers.all().delete()
    written["officers"] = _store_officers(meeting, record, who, fresh)
    who.present = _present(meeting, who, fresh)
    known = [] if fresh else meeting.items.all()
    written["items"], rows_of_items = store_items(meeting, known, record.items, parts, who, is_whole)
    if not fresh or rows_of_items["decisions"]:
        who.body.decisions.renumber(meeting)
    _store_remarks(meeting, plan, written["items"], fresh)
    return meeting, written | {f"items__{name}": rows for name, rows in rows_of_items.items()}


class Overtaken(Exception):
    """Somebody was quicker: what the plan was made for is no longer so."""


def _hold(plan: Plan) -> None:
    assert plan.meeting is not None
    now = lock(plan.meeting)
    if now.is_locked or now.status != plan.meeting.status or now.revisions.exists():
        raise Overtaken(str(now))


def _new_body(record: ParsedMeeting, register: Register) -> Body:
    """Add the group that a heading names, with its initials as prefix until somebody chooses a better one."""
    name = record.body[:200]
    initials = "".join(word[0] for word in name.upper().split() if word[0] in LETTERS)[:6] or "G"
    taken = set(Body.objects.values_list("number_prefix", flat=True))
    taken |= {slug.upper() for slug in Body.objects.values_list("slug", flat=True)}
    choices = [initials, *(f"{initials}{n}" for n in range(2, len(taken) + 3))]
    prefix = next(p for p in choices if p not in taken and slugify(p).upper() not in taken)
    body = Body.objects.create(name=name, short_name=name[:60], slug=slugify(prefix), number_prefix=prefix)
    register.add_body(body)
    return body


def _store_head(meeting: Meeting, record: ParsedMeeting, is_whole: bool) -> Meeting:
    assert record.date is not None
    meeting.date = record.date
    meeting.year_inferred = record.year_inferred
    meeting.number = record.number[:20]
    read = {
        "date_text": record.date_text[:120],
        "document_name": record.document_name[:40],
        "start": record.start,
        "end": record.end if not record.start or not record.end or record.end > record.start else None,
        "place": record.place[:300],
    }
    for column, value in read.items():
        if value or is_whole:
            setattr(meeting, column, value)
    following = record.next_meeting
    if is_whole or following != When():
        meeting.next_on, meeting.next_precision = following.on, following.precision
        meeting.next_text = following.text[:200]
    if record.end and read["end"] is None:
        record = replace(record, unplaced=(*record.unplaced, Line(line=0, text=f"slutar {record.end:%H:%M}")))
    meeting.unplaced = "\n".join(f"rad {row.line}: {row.text}" for row in record.unplaced)
    if meeting.pk:  # never the status: that is minutes.approval's
        said = ["date", "year_inferred", "number", "unplaced", "next_on", "next_precision", "next_text"]
        meeting.save(update_fields=[*read, *said])
    else:
        Meeting.objects.bulk_create([meeting])  # save() would look for decisions that follow its day
    return meeting


def _of(meeting: Meeting, rows: list[dict[str, Any]]) -> list[tuple[Meeting, dict[str, Any]]]:
    return [(meeting, columns) for columns in rows]


def _part(row: Any, index: int) -> dict[str, Any]:
    return {
        "position": index,
        "title": row.title[:200],
        "first_item": row.first_item[:20],
        "last_item": row.last_item[:20],
        "participants": row.participants[:300],
    }


def _store_attendance(
    meeting: Meeting, record: ParsedMeeting, parts: list[MeetingPart], who: Who, fresh: bool
) -> list[Attendance]:
    """Store who was there; somebody named twice is stored once, but for two organisations as two rows."""
    wanted: list[dict[str, Any]] = []
    in_parts: list[list[MeetingPart]] = []
    seen: set[int] = set()
    stood_for: set[tuple[int, int | None]] = set()
    for row in record.attendance:
        columns = who.named(row)
        organization = who.organization(row.organization)
        if columns["person_id"] in seen:
            if not organization or (columns["person_id"], organization.pk) in stood_for:
                continue
            columns = {"person_id": None, "name": row.name[:200], "printed_name": ""}  # a namesake, perhaps
        if columns["person_id"]:
            seen.add(columns["person_id"])
            stood_for.add((columns["person_id"], organization.pk if organization else None))
        who.register.note(columns["person_id"], organization.pk if organization else None)
        wanted.append({**columns, **_as(row, organization), "position": len(wanted)})
        in_parts.append([parts[index] for index in row.parts if 0 <= index < len(parts)])
    there = []
    if not fresh:
        there = list(meeting.attendances.order_by("position", "pk").values_list("person_id", flat=True))
    if there and there != [row["person_id"] for row in wanted]:
        meeting.attendances.all().delete()  # else two rows could hold the same person half-way through
        there = []
    if there:
        stored = sync(meeting, "attendances", wanted)
        for attendance, chosen in zip(stored, in_parts, strict=True):
            attendance.parts.set(chosen)
        return stored
    stored = insert("attendances", _of(meeting, wanted))
    in_part = Attendance.parts.through
    in_part.objects.bulk_create(
        in_part(attendance=attendance, meetingpart=part)
        for attendance, chosen in zip(stored, in_parts, strict=True)
        for part in dict.fromkeys(chosen)
    )
    return stored


def _as(row: ParsedAttendance, organization: Organization | None) -> dict[str, Any]:
    """Return the columns that say for which organisation, how and as what somebody took part."""
    as_printed = organization is not None and organization.short_name == row.organization
    return {
        "organization_id": organization.pk if organization else None,
        "printed_organization": "" if as_printed else row.organization[:200],
        "mode": row.mode,
        "role": row.role,
        "post": row.post[:120],
    }


def _present(meeting: Meeting, who: Who, fresh: bool) -> list[Person]:
    """Return whom a bare first name can mean."""
    if fresh:
        return list(who.met.values())
    return list(
        Person.objects.filter(attendances__meeting=meeting) | Person.objects.filter(officers__meeting=meeting)
    )


def _store_officers(meeting: Meeting, record: ParsedMeeting, who: Who, fresh: bool) -> list[Officer]:
    by_role: dict[str, tuple[Named, ...]] = {
        Officer.Role.CHAIR.value: record.chairs,
        Officer.Role.SECRETARY.value: record.secretaries,
        Officer.Role.APPROVER.value: record.approvers,
    }
    wanted = []
    for role, rows in by_role.items():
        seen: set[int | None] = set()
        for index, row in enumerate(rows):
            columns = who.named(row)
            if columns["person_id"] is None or columns["person_id"] not in seen:
                wanted.append({"role": role, "position": index, **columns})
            seen.add(columns["person_id"])
    if not fresh:
        meeting.officers.filter(role__in=[role for role, rows in by_role.items() if rows]).delete()
    return insert("officers", _of(meeting, wanted))


def _store_remarks(meeting: Meeting, plan: Plan, items: list[AgendaItem], fresh: bool) -> None:
    """Store what the secretary should look at; what has been waved through stays so."""
    waived: set[tuple[str, str]] = set()
    if not fresh:
        waived = set(meeting.remarks.exclude(waived_reason="").values_list("code", "message"))
        meeting.remarks.filter(waived_reason="").delete()
    Remark.objects.bulk_create(
        Remark(
            meeting=meeting,
            item=_item_at(problem.line, items),
            code=problem.code[:40],
            message=problem.message[:500],
            line=problem.line,
            excerpt=problem.text,
        )
        for problem in plan.problems
        if (problem.code[:40], problem.message[:500]) not in waived
    )


def _item_at(line: int | None, items: list[AgendaItem]) -> AgendaItem | None:
    if line is None:
        return None
    return next(
        (i for i in items if i.first_line and i.last_line and i.first_line <= line <= i.last_line), None
    )


def _seat_organizations(meeting: Meeting) -> None:
    """Take a new group to consist of the organisations that were at its first imported meeting."""
    present = meeting.attendances.exclude(role=Attendance.Role.GUEST).exclude(organization=None)
    for organization_id in set(present.values_list("organization_id", flat=True)):
        Participation.objects.get_or_create(body=meeting.body, organization_id=organization_id)


def _store_source(meeting: Meeting, plan: Plan, digest: str, by: User | None) -> None:
    meeting.sources.create(
        kind=plan.source.kind,
        file_name=plan.source.file[:255],
        sha256=plan.source.sha256,
        text=plan.source.text.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        stored_sha256=digest,
        imported_at=timezone.now(),
        imported_by=by,
    )
