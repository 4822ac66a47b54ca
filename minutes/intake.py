"""Minutes on their way into the book: a document is read in, reviewed as long as need be, and saved.

An intake is made of a file, edited, and then stored in a meeting, discarded or taken up again. Nothing
is in the book before `save`. No request here; who is meant is always the argument `by`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from minutes.approval import Refused
from minutes.follow_up import follow_up
from minutes.importer.files.document import DEFAULT, Document, Unreadable, display_name
from minutes.importer.files.reader import TakesLong, read_bytes
from minutes.importer.lines import split_lines
from minutes.importer.parse import parse
from minutes.importer.plan import WRITES, fingerprint
from minutes.importer.records import ParsedMeeting, Problem, from_json, to_json
from minutes.importer.register import Register
from minutes.importer.store import Overtaken, store
from minutes.importer.store_items import Reported
from minutes.intake_choices import Choices, reviewed
from minutes.intake_people import learn
from minutes.intake_proposal import plan_for, reason
from minutes.intake_reading import clear, fetched, start
from minutes.intake_version import version
from minutes.models import Intake, Meeting
from minutes.threads import propose_threads
from participants.models import Body, User

LARGEST = 20_000_000  # bytes of a file
# What one page of forms can hold; a long protocol has 60,000 characters, 25 items and 40 people.
LONGEST, MOST_LINES, MOST_ROWS = 500_000, 15_000, 600
# Who uploads waits this long for the first files and a little more for the last of them, less than web
# servers give a request; the rest are read by a process of their own.
SECONDS = 5
AT_ONCE = replace(DEFAULT, seconds=5, cpu_seconds=5)
PASTED = "Inklistrad text"

NOT_OPEN = "Inläsningen är redan sparad eller slängd, eller har ändrats. Läs in sidan på nytt."
CHANGED_MEANWHILE = (
    "Granskningen har sparats från ett annat fönster eller av någon annan sedan du öppnade den. "
    "Det du skrev står kvar här. Spara igen om det ska gälla, eller läs in sidan på nytt."
)
NOT_WRITTEN = "Du är inte sekreterare i gruppen. Välj en grupp som du skriver protokoll för."
REPORTED = (
    "I ”{}” har någon redan rapporterat hur det går med det som granskningen tar bort. "
    "Låt det stå kvar, eller ordna rapporterna i mötet först."
)
PROTECTED = "Ett senare beslut bygger på ett beslut som granskningen tar bort. Låt det stå kvar."
NOT_TAKEN = "Databasen tog inte emot protokollet: {}. Rätta det, och spara igen."


class Replaces(Exception):
    """The meeting is in the book already; saving needs a yes to exactly what it says now."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


def read_in(
    uploads: Iterable[Upload], by: User, body: Body | None, clock: Callable[[], float] = monotonic
) -> tuple[list[Intake], list[str]]:
    """Make an intake of each file; return them, and a Swedish sentence for each that can't be read."""
    made: list[Intake] = []
    errors: list[str] = []
    begun = clock()
    for upload in uploads:
        try:
            intake = make(upload, by, body, at_once=clock() - begun < SECONDS)
            del intake.content  # read anew where it is asked for: fifty files together fill the memory
            made.append(intake)
        except Unreadable as error:
            errors.append(str(error))
    return made, errors


def make(upload: Upload, by: User, body: Body | None = None, at_once: bool = True) -> Intake:
    """Read one file; raise Unreadable with a Swedish sentence if that can't be done.

    What takes long, or is not to be read at once, is left to a process of its own: the intake is `reading`.
    """
    name = display_name(upload.name)
    if len(upload.content) > LARGEST:
        raise Unreadable(f"{name}: är större än {LARGEST // 1_000_000} MB; dela dokumentet.")
    intake = Intake(
        body=body,
        file_name=name[:255],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        content=upload.content,
        created_by=by,
        status=Intake.Status.READING,
    )
    if at_once:
        try:
            document = read_bytes(upload.content, name, limits=AT_ONCE, may_wait=False)
            for field, value in _read(intake, document).items():
                setattr(intake, field, value)
        except TakesLong:
            pass
    intake.save()
    if intake.is_reading:
        start(intake)
    return intake


def _read(intake: Intake, document: Document) -> dict[str, Any]:
    """Return what a document makes of its intake; raise Unreadable if no page can hold it."""
    name = intake.file_name
    if len(document.text) > LONGEST or document.text.count("\n") >= MOST_LINES:
        raise Unreadable(f"{name}: är för lång för att granskas på en sida; dela dokumentet.")
    record = parse(document.text, file=name)
    if _rows(record) > MOST_ROWS:
        raise Unreadable(f"{name}: har fler ärenden och namn än en sida rymmer; dela dokumentet.")
    notes = tuple(Problem(code="file_note", message=note) for note in document.notes)
    record = replace(record, problems=(*notes, *record.problems))
    return {
        "body": intake.body or _named_body(record, intake.created_by),
        "media_kind": document.kind,
        "text": document.text,
        "record": to_json(record),
        "status": Intake.Status.OPEN,
    }


def _rows(record: ParsedMeeting) -> int:
    found = (len(item.decisions) + len(item.promises) + len(item.actions) for item in record.items)
    cited = (len(item.citations) for item in record.items)
    people = len(record.attendance) + len(record.unplaced) + len(record.parts)
    return people + 2 * len(record.items) + sum(found) + sum(cited) + len(record.problems)


def _named_body(record: ParsedMeeting, by: User) -> Body | None:
    """Return the group that the document names, if it is one that the user writes for."""
    register = Register()
    for body in Body.objects.written_by(by).prefetch_related("aliases"):
        register.add_body(body)
    return register.body(record.body)


def finish_reading(intake: Intake) -> None:
    """Take what the reading gave, and let the review begin; raise Unreadable if it gave nothing."""
    values = _read(intake, fetched(intake))
    _change(intake, Intake.Status.READING, **values)
    clear(intake)


def record_of(intake: Intake) -> ParsedMeeting:
    return from_json(ParsedMeeting, intake.record, intake.file_name)


def lines_of(intake: Intake) -> list[str]:
    """Return the lines as the trace counts them."""
    return split_lines(intake.text)


def edit(
    intake: Intake, record: ParsedMeeting, choices: Choices, by: User, seen: str, **settings: Any
) -> None:
    """Keep the review as it stands, unless somebody else kept another since it was `seen`.

    `settings` are the intake's own: `body` and `open_to_members`.
    """
    body = settings.get("body")
    if body and not _writes(by, body):
        raise Refused(NOT_WRITTEN)
    if seen != version(intake):
        raise Refused(CHANGED_MEANWHILE)
    _change(intake, record=to_json(record), choices=choices.as_json(), **settings)


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
    expected = Intake.Status.READING if intake.is_reading else Intake.Status.OPEN
    _change(intake, expected, status=Intake.Status.DISCARDED)
    if expected == Intake.Status.READING:
        clear(intake)


def take_up(intake: Intake) -> None:
    """Let the review go on; what had not been read when it was discarded is read now."""
    was_read = bool(intake.text)
    to = Intake.Status.OPEN if was_read else Intake.Status.READING
    _change(intake, Intake.Status.DISCARDED, status=to)
    if not was_read:
        start(intake)


def share(intake: Intake, with_members: bool) -> None:
    """Let the group's members have the original of what is in the book, or keep it back."""
    _change(intake, Intake.Status.STORED, open_to_members=with_members)


@transaction.atomic
def save(intake: Intake, by: User, seen: str = "", keep_missing: bool = False) -> Meeting:
    """Store the review as minutes, all or nothing; raise Replaces if that changes a meeting not `seen`.

    What the review has nothing of is taken away from a meeting that exists, unless it is to be kept.
    """
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
        raise Refused(reason(plan.step))
    if plan.meeting is not None and seen != fingerprint(plan.meeting):
        raise Replaces
    meeting = _stored(plan, register, by, keep_missing)
    choices = Choices.of(intake)
    learn(reviewed(record_of(intake), choices), choices, register)
    _change(intake, status=Intake.Status.STORED, meeting=meeting)
    follow_up(meeting.body)
    propose_threads(meeting.body)
    return meeting


def _stored(plan: Any, register: Register, by: User, keep_missing: bool) -> Meeting:
    """Store the plan; say in Swedish why that can't be done."""
    try:
        meeting = store(plan, register, by, is_whole=not keep_missing)
    except Overtaken as overtaken:
        raise Replaces from overtaken
    except Reported as reported:
        raise Refused(REPORTED.format(reported)) from reported
    except ProtectedError as error:
        raise Refused(PROTECTED) from error
    except (DatabaseError, ValueError) as error:
        raise Refused(NOT_TAKEN.format(str(error).splitlines()[0][:120])) from error
    assert meeting is not None
    return meeting


def _writes(by: User, body: Body) -> bool:
    return Body.objects.written_by(by).filter(pk=body.pk).exists()
