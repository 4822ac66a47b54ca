"""What saving a review would do: the plan, what it would change in a meeting that exists, what to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from minutes.exports import meeting_record, whole
from minutes.importer.plan import SAYS, WRITES, Plan, Step, fingerprint, make_plan
from minutes.importer.read import Source
from minutes.importer.records import Named, ParsedAttendance, ParsedMeeting, from_json
from minutes.intake_choices import Choices, reviewed
from minutes.intake_differences import Difference, differences
from minutes.intake_people import Settled
from minutes.models import Intake, Meeting, SourceDocument
from participants.models import User

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
SAME_DOCUMENT = "Samma dokument är redan inläst i ett möte."
SAME_OPEN = "Samma dokument ligger redan för granskning."
EXISTS = "Mötet finns redan i boken. När du sparar visas skillnaderna, och du väljer om det ska ändras."


@dataclass(frozen=True, slots=True)
class Proposal:
    """What saving would do to a meeting that exists: `seen` is the digest of what it says now."""

    meeting: Meeting
    reason: str
    refused: bool
    differences: list[Difference]
    seen: str

    @property
    def takes_away(self) -> bool:
        """Whether the review has nothing of something that the meeting has."""
        return any(row.takes_away for row in self.differences)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before one reviews, with the page that it is about."""

    text: str
    label: str
    url: str


def plan_for(intake: Intake, by: User) -> tuple[Plan, Step, Settled]:
    """Return what saving would write, why one might hesitate, and the register that it goes by."""
    choices = Choices.of(intake)
    record = reviewed(from_json(ParsedMeeting, intake.record, intake.file_name), choices)
    register = Settled.load_for(by, choices, record)
    source = Source(
        kind=SourceDocument.Kind.DOCUMENT,
        file=intake.file_name,
        sha256=intake.sha256,
        text=intake.text,
        meeting=record,
    )
    plan = make_plan(source, register, intake.body, overwrite=True)
    # The review has shown whom each name means: what is left to remark is what was not ticked off there.
    plan = replace(plan, problems=record.problems)
    if plan.meeting is None:
        return plan, plan.step, register
    return plan, make_plan(source, register, intake.body).step, register


def propose(intake: Intake, by: User) -> Proposal | None:
    """Compare with the meeting that saving would change; None where it would make a new one."""
    plan, hesitation, register = plan_for(intake, by)
    if plan.meeting is None:
        return None
    meeting = whole(Meeting.objects.all()).get(pk=plan.meeting.pk)
    now = replace(meeting_record(meeting), document_name=meeting.document_name)
    refused = plan.step not in WRITES
    return Proposal(
        meeting=meeting,
        reason=reason(plan.step) if refused else ASKS[hesitation],
        refused=refused,
        differences=differences(now, _as_stored(plan.repaired(register), register)),
        seen=fingerprint(meeting),
    )


def _as_stored(record: ParsedMeeting, register: Settled) -> ParsedMeeting:
    """Return the record with presenters as the book will name them: "Bo" is the one Bo who was there."""
    there: list[Named | ParsedAttendance] = [
        *record.attendance,
        *record.chairs,
        *record.secretaries,
        *record.approvers,
    ]
    found = [register.person(row.name, register.organization(row.organization)) for row in there]
    present = [match.person for match in found if match]

    def stored(row: Named) -> Named:
        match = register.person(row.name, register.organization(row.organization))
        person = match.person if match else register.among(row.name, present)
        return Named(name=person.name if person else row.name)

    items = (replace(item, presenters=tuple(map(stored, item.presenters))) for item in record.items)
    return replace(record, items=tuple(items))


def reason(step: Step) -> str:
    return REASONS.get(step) or f"Det här {SAYS[step]}."


def notices(intake: Intake, by: User) -> Iterator[Notice]:
    """Yield what the book and the other reviews already hold of this document."""
    again = Meeting.objects.editable_by(by).filter(sources__sha256=intake.sha256).select_related("body")
    meeting = again.order_by("-date").first()
    if meeting:
        yield Notice(SAME_DOCUMENT, str(meeting), _address(meeting))
    twins = Intake.objects.editable_by(by).unfinished().without_texts().exclude(pk=intake.pk)
    twin = twins.filter(sha256=intake.sha256).first()
    if twin:
        yield Notice(SAME_OPEN, str(twin), reverse("admin:minutes_intake_change", args=[twin.pk]))
    record = from_json(ParsedMeeting, intake.record, intake.file_name)
    rows = Meeting.objects.editable_by(by).filter(body=intake.body_id, number=record.number)
    same_day = rows.filter(date=record.date).select_related("body").first() if record.date else None
    if same_day:
        locked = same_day.is_locked or same_day.revisions.exists()
        yield Notice(REASONS[Step.SEALED] if locked else EXISTS, str(same_day), _address(same_day))


def _address(meeting: Meeting) -> str:
    return reverse("admin:minutes_meeting_change", args=[meeting.pk])
