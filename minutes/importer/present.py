"""Those who were there, put into the draft: one person, a line of them, or a whole list."""

import re
from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.attendee import Attendee, pieces_of, read_attendee, read_people_list
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.glued import unglue
from minutes.importer.lines import SourceLine
from minutes.importer.names import AND, DASH, MAX_NAME, Names, is_post, looks_like_name
from minutes.importer.records import Named, ParsedAttendance
from minutes.importer.sublists import OTHER, sublists

_ORGANIZATION_WORDS = 2  # words beside a name that is listed already: more are no organisation
_MAX_LEFT = 20  # more words than this beside the names: the lines as they are say it better
_MOST_PEOPLE = 2000  # no meeting has more, and a list that does is left as it is
_MANY_LINES = 100
_CLASS = re.compile(
    r"(?:(?:[ÅåKk]k|[Kk]lass|[ÅåAa]rskurs|År)\.? ?\d{1,2} ?[A-Za-zÅÄÖ]?|\d{1,2} ?[A-Za-z]{1,3})\s*[:,.–-]?\s+"
    r"(?=[A-ZÅÄÖ])"
)
_INITIALS = re.compile(r"[A-ZÅÄÖ]{2,4}(?:\s*[-–,/]\s*[A-ZÅÄÖ]{2,4}){0,30}")
_SENTENCE_ENDS = re.compile(
    r"(?:(?<=[a-zåäö]{3})|(?<=\s[A-ZÅÄÖ][a-zåäö])|(?<=[A-ZÅÄÖ][a-zåäö]{2}))"
    r"(?<!\bordf)(?<!\bsekr)(?<!\bbitr)(?<!just)(?<!\bers)\.\s+(?=[A-ZÅÄÖ])"
)
_BRACKETS = re.compile(r"\([^()]*\)?")


def add_list(text: str, lines: Sequence[SourceLine], role: str, draft: Draft) -> str:
    """Add the persons of "A, B (digitalt) och C, Region X", and of the lists that follow in the same text.

    Return what is told in sentences after the last of them.
    """
    told = ""
    for part in sublists(text, role):
        if part.role == OTHER:
            draft.leave(lines[-1], part.text)
        elif part.text and not _add_initials(part.text, lines, part.role, draft):
            text, told = without_sentence(part.text, draft.names)
            _add_sublist(text, lines, part.role, draft)
    return told


def _add_sublist(text: str, lines: Sequence[SourceLine], role: str, draft: Draft) -> None:
    if _add_organizations(text, lines, role, draft):
        return
    found, left = read_people_list(text, draft.names)
    if len(found) == 1 and not is_surely_person(found[0]):
        found, left = [], [text]
    if found and len(lines) > _MANY_LINES:
        draft.place_lines(lines, "attendance")
    for one in found:
        if len(draft.attendance) >= _MOST_PEOPLE:
            for line in lines:
                draft.leave(line)
            return
        add_person(one, role, _lines_of(one, lines), draft)
    if found and len(left) <= _MAX_LEFT:
        for words in left:
            # Words that the list wraps in the middle of are left with both their lines.
            whole = [line for line in lines if words in line.text]
            for line in whole[:1] or lines:
                draft.leave(line, words)
    elif left or not found:
        for line in lines:
            draft.leave(line)


def _lines_of(one: Attendee, lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Return the lines of a long list that the person can stand on; of a short one, all."""
    if len(lines) <= _MANY_LINES:
        return lines
    surname = one.record.name.split()[-1]
    return [line for line in lines if surname in line.text][:_MANY_LINES] or lines[:1]


def without_sentence(text: str, names: Names) -> tuple[str, str]:
    """Part "Anna, Bo och Cia. Dan arbetade vidare på kontoret." into the list and what is told after it."""
    ends = list(_SENTENCE_ENDS.finditer(text))
    for at, end in enumerate(ends):
        if text.count("(", 0, end.start()) > text.count(")", 0, end.start()):
            continue
        stop = ends[at + 1].start() if at + 1 < len(ends) else len(text)
        found, left = read_people_list(text[end.end() : stop], names)
        if not found or left or not all(is_surely_person(one) for one in found):
            return text[: end.start()], text[end.end() :]
    return text, ""


def _add_initials(text: str, lines: Sequence[SourceLine], role: str, draft: Draft) -> bool:
    """Add those of "AE - BA - CL"; a lone pair of letters only beside others."""
    text = text.strip(" .")
    if len(text) > MAX_NAME or not _INITIALS.fullmatch(text):
        return False
    names = re.findall(r"[A-ZÅÄÖ]{2,4}", text)
    if len(names) == 1 and not any(_INITIALS.fullmatch(one.name) for one in draft.attendance):
        return False
    for name in names:
        add_person(Attendee(ParsedAttendance(name=name)), role, lines, draft)
    return True


def _add_organizations(text: str, lines: Sequence[SourceLine], role: str, draft: Draft) -> bool:
    """Add the organisations of a list that names nobody in person: "Skatteverket, Digg"."""
    parts = [part.strip() for part, _ in pieces_of(_BRACKETS.sub("", text)) if part.strip()]
    known = [part for part in parts if draft.names.is_organization(part)]
    if len(parts) < 2 or not known or not all(map(_may_be_organization, parts)):
        return False
    if any(" " in part and part not in known for part in parts) and 2 * len(known) < len(parts):
        return False
    for part in parts:
        add_person(Attendee(ParsedAttendance(name=part, organization=part)), role, lines, draft)
    for note in _BRACKETS.findall(text):
        draft.leave(lines[0], note)
    return True


def _may_be_organization(text: str) -> bool:
    words = text.split()
    return text[0].isupper() and len(words) <= 6 and not is_given(words[0]) and not is_post(text)


def add_attendee(text: str, line: SourceLine, role: str, draft: Draft, group: str = "") -> bool:
    """Add the person, or the persons, of one line; return False when the line names nobody."""
    if _add_initials(text, [line], role, draft) or _add_group(text, line, role, draft):
        return True
    if _add_columns(line, role, draft):
        return True
    if text.count(",") >= 2 or AND.search(text) or len(unglue(text)) > 1 or _is_pair(text, draft.names):
        found, left = read_people_list(text, draft.names)
        if len(found) > 1 and _are_people(found, left):
            for one in found:
                add_person(_from(one, group), role, [line], draft)
            for words in left:
                draft.leave(line, words)
            return True
    text = ", ".join(filter(None, line.cells)) if line.cells and text == line.text else text
    attendee = read_attendee(text, draft.names, least=1)
    if attendee is None or not is_surely_person(attendee):
        return False
    add_person(_from(attendee, group), role, [line], draft)
    return True


def _is_pair(text: str, names: Names) -> bool:
    """Tell "Anna Ek, Bo Alm" from somebody with an organisation behind a comma."""
    parts = [part.strip(" .") for part in text.split(",")]
    return len(parts) == 2 and all(
        looks_like_name(part) and is_given(part.split()[0]) and not names.is_organization(part)
        for part in parts
    )


def _are_people(found: Sequence[Attendee], left: Sequence[str]) -> bool:
    """Tell whether a line is a list of persons: all of it, or nearly all of a long one."""
    sure = sum(is_surely_person(one) for one in found)
    return sure == len(found) and not left or sure > 3 and 5 * (len(found) - sure + len(left)) <= len(found)


def is_surely_person(one: Attendee) -> bool:
    return looks_like_name(one.record.name) or is_given(one.record.name)


def _from(one: Attendee, organization: str) -> Attendee:
    if not organization or one.record.organization:
        return one
    return replace(one, record=replace(one.record, organization=organization))


def _add_group(text: str, line: SourceLine, role: str, draft: Draft) -> bool:
    """Add those of "Ekby: Anna Ek, Bo Alm": whom they come from, or what they are, stands first."""
    prefix, members, is_class = _group(text)
    if line.cells and text == line.text and _is_sender(line.cells, draft.names):
        prefix, members = line.cells[0], ", ".join(filter(None, line.cells[1:]))
    if not members or len(prefix) > MAX_NAME:
        return False
    members, told = without_sentence(members, draft.names)
    found, left = read_people_list(members, draft.names)
    sure = [one for one in found if is_surely_person(one)]
    if left or not found or (len(sure) < len(found) and not is_class):
        return False
    for one in found:
        add_person(_from(one, prefix), role, [line], draft)
    if all(one.record.organization for one in found):
        draft.leave(line, prefix)  # each has an own organisation: the words are in no field
    if told:
        draft.leave(line, told)
    return True


def person_of(line: SourceLine, names: Names) -> str:
    """Return the line without the cell that says whom its person comes from."""
    if line.cells and _is_sender(line.cells, names):
        return ", ".join(filter(None, line.cells[1:]))
    return line.text


def _is_sender(cells: Sequence[str], names: Names) -> bool:
    """Tell a row with whom they come from in its first cell: "Från kommunen | Anna Ek, socialnämnden"."""
    first, second = cells[0], cells[1] if len(cells) > 1 else ""
    person = read_attendee(second, names) if second else None
    if person is None or not is_given(person.record.name.split()[0]) or not first:
        return False
    return not is_given(first.split()[0]) and not is_post(first) and not looks_like_name(first)


def _group(text: str) -> tuple[str, str, bool]:
    """Part a line into who sends and whom they send; say whether it is a school class."""
    if of_class := _CLASS.match(text):
        return text[: of_class.end()].strip(" :,.–-"), text[of_class.end() :], True
    prefix, colon, members = text.partition(":")
    if not colon and (dash := DASH.search(text)) and not is_given(text.split()[0]):
        prefix, members = text[: dash.start()], text[dash.end() :]
    return prefix.strip(), members.strip(), False


def is_class_line(text: str, names: Names) -> bool:
    """Tell whether a school class and its pupils stand on the line."""
    prefix, members, is_class = _group(text)
    if not is_class or not prefix or len(members) > MAX_NAME:
        return False
    found, left = read_people_list(members, names)
    return bool(found) and not left and any(is_given(one.record.name.split()[0]) for one in found)


def _add_columns(line: SourceLine, role: str, draft: Draft) -> bool:
    """Add those of a row that holds one person in each cell."""
    cells = [cell for cell in line.cells if cell]
    people = [one for cell in cells if (one := read_attendee(cell, draft.names))]
    named = sum(is_given(one.record.name.split()[0]) for one in people)
    if len(cells) < 2 or len(people) < len(cells) or 2 * named < len(cells):
        return False
    for one in people:
        add_person(one, role, [line], draft)
    return True


def add_person(one: Attendee, role: str, lines: Sequence[SourceLine], draft: Draft) -> None:
    absent = role == "absent" or one.record.mode == "absent"
    mode = "digital" if role == "digital" and not absent else one.record.mode
    shown = role if role in {"substitute", "guest"} else one.record.role
    if (at := _listed_at(one, draft)) is not None:
        _add_again(at, one, role, lines, draft)
        return
    if len(draft.attendance) >= _MOST_PEOPLE:
        for line in lines:
            draft.leave(line)
        return
    draft.listed.setdefault(one.record.name, len(draft.attendance))
    draft.listed[_with_organization(one)] = len(draft.attendance)
    if role == "called":
        draft.called.append(one.record.name)
    draft.attendance.append(replace(one.record, mode="absent" if absent else mode, role=shown))
    draft.place_lines(lines, f"attendance.{len(draft.attendance) - 1}")
    person = Named(name=one.record.name, organization=one.record.organization)
    draft.names.learn([person])
    for office in one.offices:
        draft.add_people(office, [person])
    for word in one.rest:
        draft.leave(lines[0], word)


def _with_organization(one: Attendee) -> str:
    return f"{one.record.name}, {fold(one.record.organization)}"


def _listed_at(one: Attendee, draft: Draft) -> int | None:
    """Return where somebody is listed already; namesakes of two organisations are two persons."""
    at = draft.listed.get(_with_organization(one), draft.listed.get(one.record.name))
    if at is None:
        return None
    known, organization = fold(draft.attendance[at].organization), fold(one.record.organization)
    shared = known in organization or organization in known or set(known.split()) & set(organization.split())
    return at if shared or len(organization.split()) > _ORGANIZATION_WORDS else None


def _add_again(at: int, one: Attendee, role: str, lines: Sequence[SourceLine], draft: Draft) -> None:
    """Somebody who is listed twice is one person: called, and then present; what is new is added."""
    before = draft.attendance[at]
    draft.attendance[at] = replace(
        before,
        organization=before.organization or one.record.organization,
        post=before.post or one.record.post,
        mode=one.record.mode if one.record.mode == "digital" and before.mode != "absent" else before.mode,
    )
    draft.place_lines(lines, f"attendance.{at}")
    if one.record.name in draft.called and role != "called":
        draft.called.remove(one.record.name)
        mode = "absent" if role == "absent" else one.record.mode
        draft.attendance[at] = replace(draft.attendance[at], mode=mode)
    for office in one.offices:
        draft.add_people(office, [Named(name=one.record.name, organization=one.record.organization)])
    for word in one.rest:
        draft.leave(lines[0], word)


def settle_called(draft: Draft) -> None:
    """Take those who were called and are not in the list of the present for absent."""
    if len(draft.called) < len(draft.attendance):
        for name in draft.called:
            at = draft.listed[name]
            draft.attendance[at] = replace(draft.attendance[at], mode="absent")
