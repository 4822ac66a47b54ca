"""Who was there: lines, comma lines and sentences, with or without organisations."""

import re
from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.labels import Label, find_label, is_columns
from minutes.importer.lines import SourceLine
from minutes.importer.names import MAX_NAME, Names, is_post, looks_like_name, split_people, split_tail
from minutes.importer.records import Named, ParsedAttendance

_BRACKETS = re.compile(r"\s*\(([^()]*)\)?")
_DIGITAL = re.compile(
    r"(?:deltar |deltog |medverkar |narvarar )?"
    r"(?:digital[a-z]*|(?:via |pa |over )?(?:teams|zoom|skype|distans|lank|webb|video)"
    r"|pa distans|online|webben)"
)
_ABSENT = re.compile(r"(?:franvarande|forhinder|anmalt forhinder|sjuk|frv)")
_OFFICES = {
    "chairs": re.compile(r"(?:motes)?ordf(?:orande)?\.?"),
    "secretaries": re.compile(r"(?:motes)?sekr(?:eterare)?\.?"),
    "approvers": re.compile(r"(?:protokoll)?juster(?:are|ingsperson)|just\.?"),
}
_DASH = re.compile(r"\s+[–—-]\s+|\t+")
_SEGMENT = re.compile(r"(?:[^,;()]|\([^()]*\)?)+")
_AND = re.compile(r"\s(?:och|samt|&|/)\s")
_MAX_LEFT = 20  # more words than this beside the names: the lines as they are say it better
_LIST_ENDS = re.compile(r"(?:,|;|\boch|\bsamt|&)$")


def read_attendance(lines: Sequence[SourceLine], at: int, label: Label, draft: Draft) -> int:
    """Read the list that the label opens; return the index of the first line after it."""
    role = label.kind
    first = lines[at]
    stop = at + 1
    if label.value and not _one_a_line(lines, at, label.value, draft.names):
        while stop < len(lines) and _list_goes_on(lines[stop - 1], lines[stop]):
            stop += 1
        text = " ".join([label.value, *(line.text for line in lines[at + 1 : stop])])
        _add_list(text, lines[at:stop], role, draft)
        return stop
    if label.value:
        add_attendee(label.value, first, role, draft)
    else:
        draft.place_lines([first], "attendance")
    while stop < len(lines) and lines[stop].gap <= 4 and not lines[stop].level:
        line = lines[stop]
        if find_label(line.text, line.folded) or not add_attendee(line.text, line, role, draft):
            break
        stop += 1
    return stop


def _one_a_line(lines: Sequence[SourceLine], at: int, value: str, names: Names) -> bool:
    """Tell "Närvarande: Namn, Organisation" with more such lines under it from a list that wraps."""
    after = lines[at + 1] if at + 1 < len(lines) else None
    if after is None or after.gap or _LIST_ENDS.search(value) or find_label(after.text, after.folded):
        return False
    return (
        value.count(",") <= 1 and read_attendee(value, names) is not None and is_attendee(after.text, names)
    )


def _list_goes_on(before: SourceLine, line: SourceLine) -> bool:
    if find_label(line.text, line.folded) or line.level or is_columns(line.folded):
        return False
    return line.gap == 0 or (
        line.gap <= 2 and bool(_LIST_ENDS.search(before.folded) or line.text[0].islower())
    )


def _add_list(text: str, lines: Sequence[SourceLine], role: str, draft: Draft) -> None:
    """Add the persons of "A, B (digitalt) och C, Region X": an organisation belongs to those before it."""
    found: list[tuple[ParsedAttendance, list[str]]] = []
    left: list[str] = []
    waiting = 0
    if ";" in text:  # "A, Organisation; B, Organisation"
        segments = [part.strip(" .:") for part in text.split(";")]
    else:
        segments = [part.strip(" .:") for one in _SEGMENT.findall(text) for part in _AND.split(one)]
    for segment in filter(None, segments):
        if found and draft.names.is_organization(segment):
            found[waiting:] = [
                (one if one.organization else replace(one, organization=segment), rest)
                for one, rest in found[waiting:]
            ]
            waiting = len(found)
        elif attendee := read_attendee(segment, draft.names, least=1):
            found.append(attendee)
        else:
            left.append(segment)
    for one, rest in found:
        _add(one, rest, role, lines, draft)
    if found and len(left) <= _MAX_LEFT:
        for words in left:
            # Words that the list wraps in the middle of are left with both their lines.
            whole = [line for line in lines if words in line.text]
            for line in whole[:1] or lines:
                draft.leave(line, words)
    elif left or not found:
        for line in lines:
            draft.leave(line)


def add_attendee(text: str, line: SourceLine, role: str, draft: Draft) -> bool:
    """Add the person, or the persons, of one line; return False when the line names nobody."""
    prefix, colon, members = text.partition(":")
    if colon and len(prefix) <= MAX_NAME and members.strip():
        people, rest = split_people(members, draft.names)
        if rest or not people or not all(looks_like_name(person.name) for person in people):
            return False
        for person in people:
            _add(
                ParsedAttendance(name=person.name, organization=person.organization or prefix.strip()),
                [],
                role,
                [line],
                draft,
            )
        return True
    if text.count(",") >= 2:
        people, rest = split_people(text, draft.names)
        if len(people) > 1 and not rest and all(looks_like_name(person.name) for person in people):
            _add_list(text, [line], role, draft)
            return True
    attendee = read_attendee(text, draft.names, least=1)
    if attendee is None:
        return False
    _add(attendee[0], attendee[1], role, [line], draft)
    return True


def is_attendee(text: str, names: Names) -> bool:
    """Tell whether the line is surely a person with an organisation."""
    attendee = read_attendee(text, names)
    return attendee is not None and bool(attendee[0].organization) and len(attendee[1]) <= 1


def read_attendee(text: str, names: Names, least: int = 2) -> tuple[ParsedAttendance, list[str]] | None:
    """Read "Namn, Organisation (digitalt)"; also return the words that no field takes."""
    if len(text) > 2 * MAX_NAME:
        return None
    notes = [note.strip() for match in _BRACKETS.findall(text) for note in re.split(r"[,;]", match)]
    plain = _BRACKETS.sub("", text).strip(" .,;")
    if "," not in plain:
        plain = _DASH.sub(", ", plain, count=1)
    name, *others = [part.strip() for part in plain.split(",")]
    person = split_tail(name, names)
    if not looks_like_name(person.name, least) or plain.endswith(":"):
        return None
    mode, organization, rest = "on_site", person.organization, []
    for word in filter(None, others + notes):
        folded = fold(word)
        if _DIGITAL.fullmatch(folded):
            mode = "digital"
        elif _ABSENT.fullmatch(folded):
            mode = "absent"
        elif _office(folded) or is_post(word) or (organization and not names.is_organization(word)):
            rest.append(word)
        elif organization:
            rest.append(organization)
            organization = word
        elif word in others and word is not others[-1] and not names.is_organization(word):
            rest.append(word)
        elif len(word) > MAX_NAME or word[-1] in "?!" or len(word.split()) > 6:
            return None
        else:
            organization = word
    return ParsedAttendance(name=person.name, organization=organization, mode=mode), rest


def _office(folded: str) -> str:
    return next((office for office, form in _OFFICES.items() if form.fullmatch(folded)), "")


def _add(
    attendee: ParsedAttendance, rest: Sequence[str], role: str, lines: Sequence[SourceLine], draft: Draft
) -> None:
    absent = role == "absent" or attendee.mode == "absent"
    draft.attendance.append(
        ParsedAttendance(
            name=attendee.name,
            organization=attendee.organization,
            mode="absent" if absent else attendee.mode,
            role="member" if role == "absent" else role,
        )
    )
    draft.place_lines(lines, f"attendance.{len(draft.attendance) - 1}")
    person = Named(name=attendee.name, organization=attendee.organization)
    draft.names.learn([person])
    for word in rest:
        if office := _office(fold(word)):
            draft.add_people(office, [person])
        else:
            draft.leave(lines[0], word)
