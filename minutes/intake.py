"""Minutes on their way into the book: a document is read in, reviewed as long as need be, and saved.

An intake is made of a file, edited, and then stored in a meeting, discarded or taken up again. Nothing
is in the book before `save`. No request here; who is meant is always the argument `by`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from django.db import transaction
from django.utils import timezone

from minutes.approval import Refused
from minutes.exports import meeting_record, whole
from minutes.follow_up import follow_up
from minutes.importer.files.document import Unreadable, display_name
from minutes.importer.files.reader import read_bytes
from minutes.importer.lines import split_lines
from minutes.importer.parse import parse
from minutes.importer.plan import SAYS, WRITES, Plan, Step, fingerprint, make_plan
from minutes.importer.read import Source
from minutes.importer.records import ParsedItem, ParsedMeeting, Problem, from_json, to_json
from minutes.importer.register import Register
from minutes.importer.store import Overtaken, store
from minutes.intake_differences import Difference, differences
from minutes.intake_people import Settled
from minutes.models import Intake, Meeting, SourceDocument
from participants.models import Body, User

LARGEST = 20_000_000  # bytes of a file
# What one page of forms can hold; a long protocol has 60,000 characters, 25 items and 40 people.
LONGEST, MOST_LINES, MOST_ROWS = 500_000, 15_000, 600
# A scanned file may take two minutes, and the web server waits for the whole upload.
SECONDS = 60
PASTED = "Inklistrad text"

NOT_OPEN = "Inläsningen är redan sparad eller slängd, eller har ändrats. Läs in sidan på nytt."
CHANGED_MEANWHILE = (
    "Granskningen har sparats från ett annat fönster eller av någon annan sedan du öppnade den. "
    "Det du skrev står kvar här. Spara igen om det ska gälla, eller läs in sidan på nytt."
)
NOT_WRITTEN = "Du är inte sekreterare i gruppen. Välj en grupp som du skriver protokoll för."
REASONS = {
    Step.SEALED: (
        "Mötets protokoll är eller har varit ute för justering, och en inläsning ändrar det aldrig. "
        "Ett fel i ett justerat protokoll rättas med en rättelse."
    ),
    Step.NO_DATE: "Mötet har inget datum. Skriv det.",
    Step.EMPTY: "Varken närvaro eller ärenden finns kvar att spara.",
}
ASKS = {
    Step.UNCHANGED: "Samma dokument är redan inläst i det här mötet.",
    Step.EDITED: "Mötet finns redan, och någon har skrivit i det för hand.",
    Step.KEPT: "Mötet finns redan i boken.",
    Step.UPDATE: "Mötet finns redan, inläst ur en annan version av dokumentet.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the secretary chose, by the path in the record or by the written name."""

    dropped: frozenset[str] = frozenset()
    people: dict[str, str] = field(default_factory=dict)
    organizations: frozenset[str] = frozenset()
    after: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, intake: Intake) -> Choices:
        kept = intake.choices
        return cls(
            dropped=frozenset(kept.get("dropped", [])),
            people=kept.get("people", {}),
            organizations=frozenset(kept.get("organizations", [])),
            after=kept.get("after", {}),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "dropped": sorted(self.dropped),
            "people": self.people,
            "organizations": sorted(self.organizations),
            "after": self.after,
        }


class Replaces(Exception):
    """The meeting is in the book already; saving needs a yes to exactly what it says now."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Proposal:
    """What saving would do to a meeting that exists: `seen` is the digest of what it says now."""

    meeting: Meeting
    reason: str
    refused: bool
    differences: list[Difference]
    seen: str


def read_in(
    uploads: Iterable[Upload], by: User, body: Body | None, clock: Callable[[], float] = monotonic
) -> tuple[list[Intake], list[str]]:
    """Make an intake of each file; return them, and a Swedish sentence for each that can't be read."""
    made: list[Intake] = []
    errors: list[str] = []
    start = clock()
    for upload in uploads:
        if clock() - start > SECONDS:
            errors.append(f"{display_name(upload.name)}: hanns inte med; läs in den för sig.")
            continue
        try:
            made.append(make(upload, by, body))
        except Unreadable as error:
            errors.append(str(error))
    return made, errors


def make(upload: Upload, by: User, body: Body | None = None) -> Intake:
    """Read one file; raise Unreadable with a Swedish sentence if that can't be done."""
    name = display_name(upload.name)
    if len(upload.content) > LARGEST:
        raise Unreadable(f"{name}: är större än {LARGEST // 1_000_000} MB; dela dokumentet.")
    document = read_bytes(upload.content, name)
    if len(document.text) > LONGEST or document.text.count("\n") >= MOST_LINES:
        raise Unreadable(f"{name}: är för lång för att granskas på en sida; dela dokumentet.")
    record = parse(document.text, file=name)
    if _rows(record) > MOST_ROWS:
        raise Unreadable(f"{name}: har fler ärenden och namn än en sida rymmer; dela dokumentet.")
    notes = tuple(Problem(code="file_note", message=note) for note in document.notes)
    record = replace(record, problems=(*notes, *record.problems))
    return Intake.objects.create(
        body=body or _named_body(record, by),
        file_name=name[:255],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content,
        media_kind=document.kind,
        text=document.text,
        record=to_json(record),
        created_by=by,
    )


def _rows(record: ParsedMeeting) -> int:
    found = (len(item.decisions) + len(item.promises) + len(item.actions) for item in record.items)
    cited = (len(item.citations) for item in record.items)
    return len(record.attendance) + 2 * len(record.items) + sum(found) + sum(cited) + len(record.problems)


def _named_body(record: ParsedMeeting, by: User) -> Body | None:
    """Return the group that the document names, if it is one that the user writes for."""
    register = Register()
    for body in Body.objects.written_by(by).prefetch_related("aliases"):
        register.add_body(body)
    return register.body(record.body)


def record_of(intake: Intake) -> ParsedMeeting:
    return from_json(ParsedMeeting, intake.record, intake.file_name)


def lines_of(intake: Intake) -> list[str]:
    """Return the lines as the trace counts them."""
    return split_lines(intake.text)


def edit(
    intake: Intake, record: ParsedMeeting, choices: Choices, body: Body | None, by: User, seen: str
) -> None:
    """Keep the review as it stands, unless somebody else kept another since it was `seen`."""
    if body and not _writes(by, body):
        raise Refused(NOT_WRITTEN)
    if seen != version(intake):
        raise Refused(CHANGED_MEANWHILE)
    _change(intake, record=to_json(record), choices=choices.as_json(), body=body)


def version(intake: Intake) -> str:
    return intake.updated_at.isoformat()


def _change(intake: Intake, expected: str = Intake.Status.OPEN, **values: Any) -> None:
    """Write if the row still is what was read: of two who save at once, one is told."""
    values |= {"updated_at": timezone.now()}
    same = Intake.objects.filter(pk=intake.pk, status=expected, updated_at=intake.updated_at)
    if intake.status != expected:
        raise Refused(NOT_OPEN)
    if not same.update(**values):
        raise Refused(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(intake, name, value)


def discard(intake: Intake) -> None:
    _change(intake, status=Intake.Status.DISCARDED)


def take_up(intake: Intake) -> None:
    _change(intake, Intake.Status.DISCARDED, status=Intake.Status.OPEN)


def reviewed(record: ParsedMeeting, choices: Choices) -> ParsedMeeting:
    """Return the record without what the secretary refused, the added items in their places."""

    def kept(path: str, rows: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(row for at, row in enumerate(rows) if f"{path}.{at}" not in choices.dropped)

    items: dict[str, ParsedItem] = {}
    for at, item in enumerate(record.items):
        path = f"items.{at}"
        if path not in choices.dropped:
            found: dict[str, Any] = {name: kept(f"{path}.{name}", getattr(item, name)) for name in FINDINGS}
            items[path] = replace(item, **found)
    return replace(
        record,
        attendance=kept("attendance", record.attendance),
        items=tuple(_in_order(items, choices.after)),
        problems=kept("problems", record.problems),
    )


FINDINGS = ("decisions", "actions", "promises", "citations")


def _in_order(items: dict[str, ParsedItem], after: dict[str, str]) -> list[ParsedItem]:
    order = [path for path in items if path not in after]
    for path in (path for path in items if path in after):
        order.insert(order.index(after[path]) + 1 if after[path] in order else len(order), path)
    return [items[path] for path in order]


def plan_for(intake: Intake, by: User) -> tuple[Plan, Step, Settled]:
    """Return what saving would write, why one might hesitate, and the register that it goes by."""
    choices = Choices.of(intake)
    record = reviewed(record_of(intake), choices)
    register = Settled.load_for(by, choices.people)
    source = Source(
        kind=SourceDocument.Kind.DOCUMENT,
        file=intake.file_name,
        sha256=intake.sha256,
        text=intake.text,
        meeting=record,
    )
    plan = make_plan(source, register, intake.body, overwrite=True)
    if plan.meeting is None:
        return plan, plan.step, register
    return plan, make_plan(source, register, intake.body).step, register


def propose(intake: Intake, by: User) -> Proposal | None:
    """Compare with the meeting that saving would change; None where it would make a new one."""
    plan, hesitation, register = plan_for(intake, by)
    if plan.meeting is None:
        return None
    meeting = whole(Meeting.objects.all()).get(pk=plan.meeting.pk)
    refused = plan.step not in WRITES
    return Proposal(
        meeting=meeting,
        reason=_reason(plan.step) if refused else ASKS[hesitation],
        refused=refused,
        differences=differences(meeting_record(meeting), plan.repaired(register)),
        seen=fingerprint(meeting),
    )


@transaction.atomic
def save(intake: Intake, by: User, seen: str = "") -> Meeting:
    """Store the review as minutes, all or nothing; raise Replaces if that changes a meeting not `seen`."""
    if intake.body is None or not _writes(by, intake.body):
        raise Refused(NOT_WRITTEN)
    Body.objects.select_for_update().get(pk=intake.body.pk)  # one at a time makes meetings of a group
    if not Intake.objects.open().filter(pk=intake.pk, updated_at=intake.updated_at).exists():
        raise Refused(NOT_OPEN)
    plan, _, register = plan_for(intake, by)
    if plan.meeting is not None:
        Meeting.objects.select_for_update().get(pk=plan.meeting.pk)  # not to be circulated meanwhile
        plan, _, register = plan_for(intake, by)
    if plan.step not in WRITES:
        raise Refused(_reason(plan.step))
    if plan.meeting is not None and seen != fingerprint(plan.meeting):
        raise Replaces
    try:
        meeting = store(plan, register, by)
    except Overtaken as overtaken:
        raise Replaces from overtaken
    _change(intake, status=Intake.Status.STORED, meeting=meeting)
    assert meeting is not None
    follow_up(meeting.body)
    return meeting


def _reason(step: Step) -> str:
    return REASONS.get(step) or f"Det här {SAYS[step]}."


def _writes(by: User, body: Body) -> bool:
    return Body.objects.written_by(by).filter(pk=body.pk).exists()
