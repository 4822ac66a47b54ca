"""A meeting as records, and the canonical bytes that a justerare approves."""

import unicodedata
from typing import Any

import rfc8785
from django.db.models import Model, QuerySet

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
    to_json,
)
from minutes.models import AgendaItem, Attendance, Meeting, MeetingPart, Officer

# What only says how the minutes came into the book is no part of what is approved.
NOT_APPROVED = {"trace", "problems", "unplaced", "file", "sha256", "year_inferred", "next_meeting"}
PROTOCOL_FORMAT = "protokollboken/protokoll/1"
# Whose minutes they are, and by which rules they are approved.
OF_BODY = ("name", "short_name", "slug", "kind", "number_prefix")
RULES = ("document_name", "approvers_required", "chair_approves", "approval_days", "approval_form")
WHOLE_MEETING = (
    "parts",
    "officers__person",
    "attendances__person",
    "attendances__organization",
    "attendances__parts",
    "attachments",
    "items__matter",
    "items__presenters__person",
    "items__attachments",
    "items__decisions",
    "items__actions__responsible",
    "items__actions__obligations__organization",
    "items__promises__target_body",
    "items__citations",
)


def whole(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Load with each meeting all that its minutes say, in a number of queries that does not grow."""
    return meetings.select_related("body").prefetch_related(*WHOLE_MEETING)


def meeting_record(meeting: Meeting) -> ParsedMeeting:
    """Return the meeting in the interchange format; load it with `whole()` first."""
    parts = list(meeting.parts.all())
    order = {part.pk: index for index, part in enumerate(parts)}
    return ParsedMeeting(
        body=meeting.body.name,
        date=meeting.date,
        date_text=meeting.date_text,
        year_inferred=meeting.year_inferred,
        number=meeting.number,
        document_name=meeting.heading,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        next_meeting=When(text=meeting.next_text, on=meeting.next_on, precision=meeting.next_precision),
        chairs=_officers(meeting, Officer.Role.CHAIR),
        secretaries=_officers(meeting, Officer.Role.SECRETARY),
        approvers=_officers(meeting, Officer.Role.APPROVER),
        parts=tuple(_part(part) for part in parts),
        attendance=tuple(_attendance(row, order) for row in meeting.attendances.all()),
        items=tuple(_item(item, order) for item in meeting.items.all()),
    )


def _officers(meeting: Meeting, role: str) -> tuple[Named, ...]:
    return tuple(Named(name=row.display_name) for row in meeting.officers.all() if row.role == role)


def _part(part: MeetingPart) -> ParsedPart:
    return ParsedPart(
        title=part.title, first_item=part.first_item, last_item=part.last_item, participants=part.participants
    )


def _attendance(row: Attendance, order: dict[int, int]) -> ParsedAttendance:
    return ParsedAttendance(
        name=row.display_name,
        organization=row.organization.short_name if row.organization else "",
        mode=row.mode,
        role=row.role,
        post=row.post,
        parts=tuple(sorted(order[part.pk] for part in row.parts.all())),
    )


def _when(row: Any) -> When:
    return When(text=row.due_text, on=row.due_on, precision=row.due_precision)


def _item(item: AgendaItem, order: dict[int, int]) -> ParsedItem:
    return ParsedItem(
        title=item.title,
        number=item.number,
        matter=item.matter.title if item.matter else "",
        part=order.get(item.part_id) if item.part_id else None,
        outcome=item.outcome,
        presenters=tuple(Named(name=row.display_name) for row in item.presenters.all()),
        attachments=tuple(row.title for row in item.attachments.all()),
        background=item.background,
        discussion=item.discussion,
        proposal=item.proposal,
        decisions=tuple(
            ParsedDecision(
                text=row.text,
                kind=row.kind,
                resolved_text=row.resolved_text,
                found_by=row.found_by,
                phrase=row.phrase,
                number=row.number,
            )
            for row in _in_order(item.decisions.all())
        ),
        actions=tuple(
            ParsedAction(
                text=row.text,
                responsible=row.responsible.name if row.responsible else row.responsible_text,
                organizations=tuple(share.organization.short_name for share in row.obligations.all()),
                due=_when(row),
            )
            for row in item.actions.all()
        ),
        promises=tuple(
            ParsedPromise(
                text=row.text, due=_when(row), body=row.target_body.short_name if row.target_body else ""
            )
            for row in item.promises.all()
        ),
        citations=tuple(ParsedCitation(text=row.text, when=_when(row)) for row in item.citations.all()),
        first_line=item.first_line,
        last_line=item.last_line,
    )


def _in_order(rows: Any) -> list[Any]:
    """Sort decisions as they stand in the item: their own order is the register's, newest first."""
    return sorted(rows, key=lambda row: (row.position, row.pk))


def canonical_bytes(meeting: Meeting) -> bytes:
    """Return all that is the minutes as canonical JSON (RFC 8785): the same minutes, the same bytes.

    Texts are in Unicode NFC with LF line ends and no blanks before them: equal words are equal bytes.
    Attachments stand with size and SHA-256, so that a file can't be swapped behind an approved text.
    """
    content = {
        name: value for name, value in to_json(meeting_record(meeting)).items() if name not in NOT_APPROVED
    }
    for item, row in zip(content["items"], meeting.items.all(), strict=True):
        del item["first_line"], item["last_line"], item["matter"]
        item["attachments"] = [_manifest(attachment) for attachment in row.attachments.all()]
    content["attachments"] = [_manifest(row) for row in meeting.attachments.all() if row.item_id is None]
    content["id"] = meeting.pk
    protocol = {
        "format": PROTOCOL_FORMAT,
        "body": {name: getattr(meeting.body, name) for name in OF_BODY},
        "rules": {name: getattr(meeting.body, name) for name in RULES},
        "meeting": content,
    }
    return canonical(protocol)


def canonical(content: dict[str, Any]) -> bytes:
    return rfc8785.dumps(normal(content))


def _manifest(attachment: Any) -> dict[str, Any]:
    return {
        "title": attachment.title,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "media_type": attachment.media_type,
    }


def normal(value: Any) -> Any:
    """Return texts in Unicode NFC with LF line ends and no blanks before them."""
    if isinstance(value, dict):
        return {name: normal(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [normal(entry) for entry in value]
    if isinstance(value, str):
        lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip("\n")
    return value


def owner(row: Model) -> Meeting | None:
    """Return the meeting that a row belongs to, however many steps away it stands."""
    for step in ("meeting", "item", "action", "decision", "revision"):
        if isinstance(row, Meeting):
            return row
        if getattr(row, f"{step}_id", None):
            return owner(getattr(row, step))
    return row if isinstance(row, Meeting) else None
