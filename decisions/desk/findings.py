"""What looks wrong in the head, the attendance and the items of a meeting that is loaded as a whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import formats

from decisions.models import Action, Decision, Promise
from minutes.importer.dates import as_when, find_moments
from minutes.importer.folding import fold
from minutes.importer.likeness import key
from minutes.importer.parts import counted, outside_parts, part_with
from minutes.importer.records import ParsedItem, ParsedMeeting
from minutes.importer.sections import QUOTES
from minutes.importer.settle import weekday_mismatch
from minutes.importer.warnings import (
    DAYS_DIFFER,
    QUOTE_OPEN,
    approver_problems,
    differing_days,
    is_quote_open,
    lacks_proposal,
    next_step_missing,
    number_problems,
)
from minutes.models import AgendaItem, Attendance, Meeting, MeetingPart, Officer

_KINDS = {AgendaItem: "arende", Decision: "beslut", Action: "atgard", Promise: "lofte"}
# Items that nobody presents.
_FORMAL = re.compile(
    r"\b(?:oppna|avslut|justera|justering|dagordning|foredragningslist|foregaende|ovriga? (?:fragor|arenden)"
    r"|nasta (?:mote|sammantrade)|val av|upprop|narvaro|lunch|paus|rast|fika|mandatfordelning)"
)
_SEVERAL = re.compile(r"(\d{1,4})\s?[–-]\s?(\d{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What looks wrong, in which field of which of the desk's forms; `words` are those that were judged."""

    code: str
    message: str
    part: str
    field: str
    words: str = ""


def part_of(row: Any) -> str:
    """Return the name of the desk's form for a row."""
    return f"{_KINDS[type(row)]}-{row.pk}"


def item_of(meeting: Meeting, part: str) -> int | None:
    """Return the key of the item in which a form stands, or None for the meeting's own."""
    kind, _, pk = part.partition("-")
    path = {"arende": "pk", "beslut": "decisions", "atgard": "actions", "lofte": "promises"}.get(kind)
    return meeting.items.filter(**{path: pk}).values_list("pk", flat=True).first() if path else None


def of_head(meeting: Meeting, record: ParsedMeeting) -> Iterator[Finding]:
    yield from _of_date(meeting)
    if meeting.end is None:
        yield Finding(code="no_end", message="Mötet har ingen sluttid.", part="huvud", field="end")
    needed, named = meeting.body.approvers_required, len(record.approvers)
    for name, problem in approver_problems(record.approvers, record.attendance):
        if problem.code != "no_approver" or needed:
            yield _of_approvers(problem.code, problem.message, name)
    if 0 < named < needed:
        message = f"Gruppen ska ha {needed} justerare, och {named} är utsedda."
        yield _of_approvers("too_few_approvers", message, "")
    wrote = {key(one.name) for one in record.secretaries}
    for one in record.approvers:
        if key(one.name) in wrote:
            message = f"{one.name} är både sekreterare och justerare. Utse en annan justerare."
            yield _of_approvers("approver_wrote", message, one.name)
    yield from _of_parts(meeting, record)


def _of_approvers(code: str, message: str, name: str) -> Finding:
    return Finding(code=code, message=message, part="huvud", field=f"{Officer.Role.APPROVER}s", words=name)


def _of_date(meeting: Meeting) -> Iterator[Finding]:
    moment = next((one for one in find_moments(meeting.date_text) if one.precision == "day"), None)
    if moment is None:
        return
    on = as_when(moment._replace(year=moment.year or meeting.date.year), None).on
    message = weekday_mismatch(moment, meeting.date)
    code = "weekday_mismatch"
    if on != meeting.date:
        held = formats.date_format(meeting.date, "j F Y")
        code, message = "date_differs", f"Texten säger ”{moment.text}”, men mötets datum är {held}."
    if message:
        yield Finding(code=code, message=message, part="huvud", field="date", words=meeting.date_text)


def _of_parts(meeting: Meeting, record: ParsedMeeting) -> Iterator[Finding]:
    """Yield the parts whose range names an item that the meeting does not have."""
    numbers = {number for item in record.items for number in _covered(item.number)}
    for part in record.parts if numbers else ():
        for number in dict.fromkeys(filter(None, [part.first_item, part.last_item])):
            if counted(number) not in numbers:
                message = f"”{part.title}” omfattar {_range(part)}, men punkt {number} finns inte."
                words = f"{part.title} {part.first_item} {part.last_item}"
                yield Finding(code="part_range", message=message, part="huvud", field="parts", words=words)


def _range(part: Any) -> str:
    return f"punkt {part.first_item or '…'}–{part.last_item or part.first_item}"


def _covered(number: str) -> range:
    first, last = _values(number)
    return range(first, last + 1) if first else range(0)


def _values(number: str) -> tuple[int, int]:
    """Return the first and last number that an item counts as: 5 and 7 of "5–7", 14 of "2023-14"."""
    several = _SEVERAL.fullmatch(number)
    if several and len(several[1]) == 4:
        return int(several[2]), int(several[2])
    first = int(several[1]) if several else counted(number)
    last = int(several[2]) if several else first
    return first, last if first <= last < first + 100 else first


def of_attendance(meeting: Meeting) -> Iterator[Finding]:
    rows = list(meeting.attendances.all())
    if all(row.mode == Attendance.Mode.ABSENT for row in rows):
        yield Finding(
            code="nobody_present",
            message="Ingen är antecknad som närvarande.",
            part="narvaro",
            field="others",
        )
    unknown = [row for row in rows if row.mode == Attendance.Mode.UNKNOWN]
    if unknown:
        yield Finding(
            code="attendance_unknown",
            message=_how_unknown(len(unknown), unknown[0].display_name),
            part="narvaro",
            field=choice_of(unknown[0]),
            words=", ".join(row.display_name for row in unknown),
        )


def _how_unknown(number: int, name: str) -> str:
    if number == 1:
        return f"Det är okänt hur {name} deltog. Välj ett av de andra svaren."
    return f"Det är okänt hur {number} personer deltog. Välj ett av de andra svaren för var och en."


def choice_of(row: Attendance) -> str:
    """Return the desk's field for how somebody was there: the first of its choices."""
    return f"p{row.person_id}_0" if row.person_id else f"n{row.pk}_0"


def of_items(meeting: Meeting, record: ParsedMeeting) -> Iterator[Finding]:
    items = list(meeting.items.all())
    if not items:
        yield Finding(code="no_items", message="Protokollet har inga ärenden.", part="huvud", field="date")
    numbers = [item.number for item in items]
    for at, problem in number_problems(numbers, [_values(number) for number in numbers]):
        words = " ".join(numbers[max(at - 1, 0) : at + 1])
        yield _finding(items[at], problem.code, problem.message, "number", words)
    for item, parsed in zip(items, record.items, strict=True):
        yield from _of_part(item, list(meeting.parts.all()), record)
        yield from _of_item(item, parsed)
        yield from _of_texts(item, parsed, meeting)
        yield from _of_decisions(item, parsed)
        yield from _of_actions(item, meeting)
        yield from _of_promises(item, meeting)


def _finding(row: Any, code: str, message: str, field: str, words: str = "") -> Finding:
    return Finding(code=code, message=message, part=part_of(row), field=field, words=words)


def _of_part(item: AgendaItem, parts: list[MeetingPart], record: ParsedMeeting) -> Iterator[Finding]:
    if not parts or not item.number:
        return
    ranged = [part for part in record.parts if part.first_item]
    if item.part_id is None and len(ranged) == len(parts) and part_with(item.number, ranged) is None:
        yield _finding(item, "part_range", outside_parts(ranged, [item.number]), "number", item.number)
    own = next((one for row, one in zip(parts, record.parts, strict=True) if row.pk == item.part_id), None)
    if own and own.first_item and part_with(item.number, [own]) is None:
        message = f"Punkt {item.number} ligger i ”{own.title}”, som omfattar {_range(own)}."
        words = f"{item.number} {own.title} {_range(own)}"
        yield _finding(item, "part_range", message, "number", words)


def _of_item(item: AgendaItem, parsed: ParsedItem) -> Iterator[Finding]:
    if message := next_step_missing(parsed):
        yield _finding(item, "no_next_step", message, "outcome", f"{item.outcome} {item.title}")
    if item.outcome != AgendaItem.Outcome.HANDLED:
        return
    if not parsed.presenters and not _FORMAL.search(fold(item.title)):
        message = f"”{item.title}” har ingen föredragande."
        yield _finding(item, "no_presenter", message, "presenters", item.title)
    rows = (parsed.decisions, parsed.actions, parsed.promises, parsed.citations, parsed.attachments)
    if not any(rows) and not any(getattr(item, name).strip() for name in AgendaItem.TEXTS):
        message = f"”{item.title}” är tomt: ingen text och inget som beslutats eller ska göras."
        yield _finding(item, "item_empty", message, "background", item.title)


def _of_texts(item: AgendaItem, parsed: ParsedItem, meeting: Meeting) -> Iterator[Finding]:
    for name in AgendaItem.TEXTS:
        yield from _of_quotes(item, name)
    text = "\n\n".join(filter(None, [parsed.background, parsed.discussion, parsed.proposal]))
    if days := differing_days(text, meeting.date):
        names = AgendaItem.TEXTS
        field = next((name for name in reversed(names) if days[1] in getattr(item, name)), names[0])
        yield _finding(item, "days_differ", DAYS_DIFFER.format(*days), field)


def _of_quotes(row: Any, field: str) -> Iterator[Finding]:
    text = getattr(row, field)
    if is_quote_open(text):
        open_ones = [one for one in re.split(r"\n\s*\n", text) if len(QUOTES.findall(one)) % 2]
        yield _finding(row, "quote_unbalanced", QUOTE_OPEN, field, "\n\n".join(open_ones))


def _of_decisions(item: AgendaItem, parsed: ParsedItem) -> Iterator[Finding]:
    rows = sorted(item.decisions.all(), key=lambda row: (row.position, row.pk))  # as the record has them
    for row, decision in zip(rows, parsed.decisions, strict=True):
        if not row.text.strip():
            message = f"{row.number} saknar text. Skriv vad som beslutades, eller ta bort det."
            yield _finding(row, "decision_empty", message, "text")
        elif lacks_proposal(decision) and not item.proposal.strip():
            message = "Beslutet säger bara enligt förslag, men förslaget saknas."
            yield _finding(row, "proposal_missing", message, "resolved_text", row.text)
        yield from _of_quotes(row, "text")


def _of_actions(item: AgendaItem, meeting: Meeting) -> Iterator[Finding]:
    for row in item.actions.all():
        is_given = row.responsible_id or row.responsible_text.strip() or row.obligations.all()
        if not is_given:
            yield _finding(row, "action_unassigned", "Ingen ska göra det här.", "responsible", row.text)
        yield from _of_due(row, meeting)


def _of_promises(item: AgendaItem, meeting: Meeting) -> Iterator[Finding]:
    for row in item.promises.all():
        yield from _of_due(row, meeting)


def _of_due(row: Any, meeting: Meeting) -> Iterator[Finding]:
    if row.due_on and row.due_on < meeting.date:
        message = f"{formats.date_format(row.due_on, 'j F Y').capitalize()} ligger före mötet."
        yield _finding(row, "due_before_meeting", message, "due", f"{row.due_on} {row.text}")
