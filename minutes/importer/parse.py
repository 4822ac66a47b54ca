"""Minutes in prose, as plain text or Markdown, to records. Pure: no database, no register, no Django.

Lines are cleaned (lines), the headings of the items are found (items), the head is read (head, attendance),
then each item (body): who presented (presenters), what kind of text it is (paragraphs, sections), and what
its sentences say (reading, wording, dates).
Names stay as printed, also where OCR has damaged them; labels are recognised nevertheless (labels, folding).
"""

from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.attendance import settle_called
from minutes.importer.body import ItemReader
from minutes.importer.dates import as_when, find_moments
from minutes.importer.draft import Draft
from minutes.importer.duties import settle_people
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.head import HeadReader
from minutes.importer.headings import Heading
from minutes.importer.items import find_items
from minutes.importer.labels import find_label
from minutes.importer.lines import SourceLine, read_lines, split_lines
from minutes.importer.listed import take_listed
from minutes.importer.paragraphs import Wrapping
from minutes.importer.parts import add_told_part, find_part, number_parts, open_part
from minutes.importer.phrases import NEXT_MEETING_ITSELF
from minutes.importer.prepare import in_source, prepare
from minutes.importer.presenters import labelled
from minutes.importer.reading import Findings
from minutes.importer.records import Line, Named, ParsedItem, ParsedMeeting, Problem, When
from minutes.importer.settle import settle_date
from minutes.importer.signatures import take_signatures
from minutes.importer.suffixes import part_suffixes
from minutes.importer.warnings import check, check_names
from minutes.importer.wording import Own

MAX_LINES = 20_000  # minutes have some hundreds; the rest of a hostile file is kept as it is


def parse(text: str, file: str = "") -> ParsedMeeting:
    """Return the minutes as a record. Any text can be parsed; what is not understood is unplaced."""
    clean, layout = read_lines(text, MAX_LINES)
    beyond = clean[MAX_LINES:]
    if beyond:
        text = "\n".join(split_lines(text)[: beyond[0].number - 1])
    lines, source, furniture = prepare(clean[:MAX_LINES])
    wrapping = Wrapping(lines)
    headings = find_items(lines, wrapping)
    draft = Draft()
    head = HeadReader(lines[: headings[0].at if headings else len(lines)], draft)
    head.read()
    year_inferred = settle_date(head, text, file)
    items = number_parts(_read_items(lines, headings, draft, wrapping), draft)
    _settle_officers(draft)
    check(draft, headings, items)
    check_names(draft, lines)
    meeting = settle_people(_meeting(draft, items, year_inferred, file), draft.people.get("presenters", ()))
    meeting = in_source(meeting, source, [*layout, *furniture])
    return _with_unread(meeting, beyond) if beyond else meeting


def _with_unread(meeting: ParsedMeeting, beyond: Sequence[SourceLine]) -> ParsedMeeting:
    """Put the lines that are too many to be read among the unplaced."""
    message = f"Texten är för lång: bara de första {MAX_LINES} raderna är lästa. Dela upp den."
    problem = Problem(code="too_long", message=message, line=beyond[0].number, text=beyond[0].text)
    unread = (Line(line=line.number, text=line.text) for line in beyond)
    return replace(meeting, unplaced=(*meeting.unplaced, *unread), problems=(*meeting.problems, problem))


def _read_items(
    lines: Sequence[SourceLine], headings: Sequence[Heading], draft: Draft, wrapping: Wrapping
) -> list[ParsedItem]:
    for line in lines:  # a presenter named once is known by the first name everywhere
        label = find_label(line.text, line.folded) if line.folded[:1] == "f" else None
        if label and label.kind == "presenters" and label.value:
            draft.names.learn(labelled(label.value, draft.names))
    lines, headings = _without_listed(lines, headings, draft)
    if headings:
        first = headings[-1].at + 1 + len(headings[-1].more)
        lines = [*lines[:first], *take_signatures(lines[first:], draft)]
    findings = Findings(Own(draft.body, draft.heading), draft.names, draft.date)
    items = []
    for at, heading in enumerate(headings):
        stop = headings[at + 1].at if at + 1 < len(headings) else len(lines)
        body = []
        for line in lines[heading.at + 1 + len(heading.more) : stop]:
            if find_part(line):
                open_part(line, at + 1, draft)
            else:
                body.append(line)
        items.append(ItemReader(at, heading, body, draft).read(wrapping, findings))
        add_told_part(items[-1].background, draft)
        _find_next_meeting(items[-1], draft)
    return items


def _without_listed(
    lines: Sequence[SourceLine], headings: Sequence[Heading], draft: Draft
) -> tuple[list[SourceLine], Sequence[Heading]]:
    """Take out the attendance that stands among the items, and say anew where these begin."""
    kept = take_listed(lines, headings, draft)
    if len(kept) < len(lines):
        places = {line.number: at for at, line in enumerate(kept)}
        for heading in headings:
            heading.at = places[heading.line.number]
    return kept, headings


def _settle_officers(draft: Draft) -> None:
    """Fall back on the sender of a letter, and on the chair who opened the meeting."""
    settle_called(draft)
    draft.attendance[:] = part_suffixes(draft.attendance)
    if draft.sender and not draft.people["secretaries"] and is_given(draft.sender.split()[0]):
        draft.add_people("secretaries", [Named(name=draft.sender)])
    if not draft.people["approvers"]:
        draft.add_people("approvers", [Named(name=name) for name in draft.approving_chairs])
    if draft.opener and not draft.people["chairs"]:
        draft.add_people("chairs", [Named(name=draft.opener)])


def _find_next_meeting(item: ParsedItem, draft: Draft) -> None:
    """Take the day from an item that is called "Nästa möte"."""
    if draft.next_moment is None and fold(item.title).startswith(NEXT_MEETING_ITSELF):
        moment = next(find_moments(item.background[:500]), None)
        draft.next_moment = (moment, moment.text) if moment else None


def _next_meeting(draft: Draft) -> When:
    if draft.next_moment is None:
        return When()
    moment, text = draft.next_moment
    return as_when(moment, draft.date, text=text)


def _meeting(draft: Draft, items: Sequence[ParsedItem], year_inferred: bool, file: str) -> ParsedMeeting:
    return ParsedMeeting(
        body=draft.body,
        date=draft.date,
        date_text=draft.date_text,
        year_inferred=year_inferred,
        number=draft.number,
        document_name=draft.document_name,
        start=draft.start,
        end=draft.end,
        place=draft.place,
        next_meeting=_next_meeting(draft),
        chairs=tuple(draft.people["chairs"]),
        secretaries=tuple(draft.people["secretaries"]),
        approvers=tuple(draft.people["approvers"]),
        parts=tuple(draft.parts),
        attendance=tuple(draft.attendance),
        items=tuple(items),
        unplaced=draft.unplaced,
        problems=tuple(sorted(draft.problems, key=lambda problem: (problem.line is None, problem.line or 0))),
        trace=draft.trace,
        file=file,
    )
