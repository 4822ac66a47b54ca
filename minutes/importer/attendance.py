"""Who was there: lines, comma lines, rows and sentences, with or without organisations."""

import re
from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.attendee import Attendee, read_attendee, read_people_list, unglue
from minutes.importer.draft import Draft
from minutes.importer.given_names import is_given
from minutes.importer.labels import OFFICES, Label, find_label, is_columns
from minutes.importer.lines import SourceLine
from minutes.importer.names import MAX_NAME, Names, looks_like_name
from minutes.importer.records import Named
from minutes.importer.spaced import spaced_label

_MOST_WORDS = 6
_MAX_LEFT = 20  # more words than this beside the names: the lines as they are say it better
_LIST_ENDS = re.compile(r"(?:,|;|\boch|\bsamt|&)$")
_OPENS_NOTE = re.compile(r"\([^\d]")
_PIECE = re.compile(r"[,;]|\s(?:och|samt|&)\s")
_ONE_WORD = re.compile(r"\S+(?:[,;(]|$|\s(?:och|samt)\b)")
_GROUP_DASH = re.compile(r"\s[–—-]\s")
_AND = re.compile(r"\s(?:och|samt|&)\s")


def read_attendance(lines: Sequence[SourceLine], at: int, label: Label, draft: Draft) -> int:
    """Read the list that the label opens; return the index of the first line after it."""
    first = lines[at]
    stop = at + 1
    if label.value and not _one_a_line(lines, at, label.value, draft.names):
        while stop < len(lines) and _list_goes_on(lines[stop - 1], lines[stop], draft.names):
            stop += 1
        text = _joined([label.value, *(line.text for line in lines[at + 1 : stop])])
        _add_list(text, lines[at:stop], label.kind, draft)
        return _read_lines(lines, stop, label.kind, draft)
    if label.value:
        add_attendee(label.value, first, label.kind, draft)
    else:
        draft.place_lines([first], "attendance")
    return _read_lines(lines, stop, label.kind, draft)


def read_unlabelled(lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    return _read_lines(lines, at, "member", draft)


def _joined(texts: Sequence[str]) -> str:
    """Join the lines of a list; between a whole person and the next a comma is meant."""
    joined = texts[0]
    for text in texts[1:]:
        last = _PIECE.split(joined)[-1].strip()
        whole = bool(last) and (" " in last) and not _LIST_ENDS.search(joined) and text[0].isupper()
        whole = whole and joined.count("(") == joined.count(")") and not _ONE_WORD.match(text)
        joined += (", " if whole else " ") + text
    return joined


def _read_lines(lines: Sequence[SourceLine], at: int, role: str, draft: Draft) -> int:
    """Read persons one a line, and offices among them ("Ordförande: Namn"), as far as they go."""
    group = ""  # the organisation that stands over its people
    while at < len(lines) and lines[at].gap <= 4 and not lines[at].level:
        line = lines[at]
        if is_columns(line.folded):
            break
        wrapped = _wrapped(lines, at, draft.names)
        text = " ".join([line.text, *(more.text for more in wrapped)])
        label = find_label(line.text, line.folded)
        if label and label.kind in OFFICES - {"approvers"} and label.value and line.gap <= 1:
            if role == "absent" or not _add_officer(label, line, role, draft):
                break
        elif not label and _is_group(lines, at, draft.names):
            group = line.text.rstrip(": ")
            draft.place_lines([line], "attendance")
            at += 1
            continue
        elif (label and label.kind != "presenters") or not add_attendee(text, line, role, draft, group):
            break
        draft.place_lines(wrapped, f"attendance.{len(draft.attendance) - 1}")
        at += 1 + len(wrapped)
    return at


def _wrapped(lines: Sequence[SourceLine], at: int, names: Names) -> Sequence[SourceLine]:
    """Return the line that a person's wraps to: "…, vice" and "ordförande"."""
    after = lines[at + 1 : at + 2]
    if not after or after[0].gap or after[0].bullet or ":" in after[0].text or lines[at].cells:
        return []
    wraps = after[0].text[0].islower() and len(after[0].text) < MAX_NAME
    return after if wraps and not spaced_label(after[0], names) else []


def _is_group(lines: Sequence[SourceLine], at: int, names: Names) -> bool:
    """Tell an organisation that stands over its people from a person: "Ekby kommun" and then "Anna Ek"."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    words = line.text.rstrip(": ")
    if after is None or after.gap > 1 or after.level or "," in words or words[-1:] in ".;)":
        return False
    person = None if find_label(after.text, after.folded) else read_attendee(after.text, names)
    if person is None or len(words.split()) > _MOST_WORDS:
        return False
    surely = is_given(person.record.name.split()[0])
    if names.is_organization(words):
        return surely or not person.record.organization
    return surely and (line.text[-1] == ":" or read_attendee(words, names) is None)


def _add_officer(label: Label, line: SourceLine, role: str, draft: Draft) -> bool:
    found, left = read_people_list(label.value, draft.names)
    if not found or left or not all(looks_like_name(one.record.name) for one in found):
        return False
    if any(draft.names.knows(one.record.name) for one in found):
        return False  # named in the list above: here stands only what they did
    for one in found:
        post = replace(one.record, post=one.record.post or label.printed)
        add_person(Attendee(post, (*one.offices, label.kind), one.rest), role, [line], draft)
    return True


def _one_a_line(lines: Sequence[SourceLine], at: int, value: str, names: Names) -> bool:
    """Tell "Närvarande: Namn, Organisation" with more such lines under it from a list that wraps."""
    after = lines[at + 1] if at + 1 < len(lines) else None
    if after is None or after.gap > 1 or _LIST_ENDS.search(value) or find_label(after.text, after.folded):
        return False
    return _is_one_person(value, names) and _is_one_person(after.text, names) and not after.level


def _is_one_person(text: str, names: Names) -> bool:
    if _AND.search(text) or read_attendee(text, names) is None or ";" in text:
        return False
    people = sum(
        looks_like_name(part.strip()) and is_given(part.split()[0])
        for part in text.split(",")
        if part.strip()
    )
    return people <= 1


def _list_goes_on(before: SourceLine, line: SourceLine, names: Names) -> bool:
    if find_label(line.text, line.folded) or line.level or is_columns(line.folded) or line.bullet:
        return False
    is_open = bool(_LIST_ENDS.search(before.folded) or line.text[0].islower() or _OPENS_NOTE.match(line.text))
    if line.gap == 0:
        return is_open or before.text.count("(") > before.text.count(")") or _is_names(line.text, names)
    return line.gap <= 2 and is_open


def _is_names(text: str, names: Names) -> bool:
    found, left = read_people_list(text[:500], names)
    return bool(found) and len(left) <= 1


def _add_list(text: str, lines: Sequence[SourceLine], role: str, draft: Draft) -> None:
    """Add the persons of "A, B (digitalt) och C, Region X"."""
    found, left = read_people_list(text, draft.names)
    for one in found:
        add_person(one, role, lines, draft)
    if found and len(left) <= _MAX_LEFT:
        for words in left:
            # Words that the list wraps in the middle of are left with both their lines.
            whole = [line for line in lines if words in line.text]
            for line in whole[:1] or lines:
                draft.leave(line, words)
    elif left or not found:
        for line in lines:
            draft.leave(line)


def add_attendee(text: str, line: SourceLine, role: str, draft: Draft, group: str = "") -> bool:
    """Add the person, or the persons, of one line; return False when the line names nobody."""
    if _add_group(text, line, role, draft) or _add_columns(line, role, draft):
        return True
    if text.count(",") >= 2 or _AND.search(text) or len(unglue(text)) > 1:
        found, left = read_people_list(text, draft.names)
        if len(found) > 1 and not left and all(looks_like_name(one.record.name) for one in found):
            for one in found:
                add_person(one, role, [line], draft)
            return True
    text = ", ".join(filter(None, line.cells)) if line.cells and text == line.text else text
    attendee = read_attendee(text, draft.names, least=1)
    if attendee is None or (" " not in attendee.record.name and not is_given(attendee.record.name)):
        return False
    if group and not attendee.record.organization:
        attendee = replace(attendee, record=replace(attendee.record, organization=group))
    add_person(attendee, role, [line], draft)
    return True


def _add_group(text: str, line: SourceLine, role: str, draft: Draft) -> bool:
    """Add those of "Ekby: Anna Ek, Bo Alm": whom they come from, or what they are, stands first."""
    prefix, colon, members = text.partition(":")
    if not colon and (dash := _GROUP_DASH.search(text)) and not is_given(text.split()[0]):
        prefix, colon, members = text[: dash.start()], ":", text[dash.end() :]
    if not colon or len(prefix) > MAX_NAME or not members.strip():
        return False
    found, left = read_people_list(members.strip(), draft.names)
    if left or not found or not all(looks_like_name(one.record.name) for one in found):
        return False
    for one in found:
        organization = one.record.organization or prefix.strip()
        add_person(
            Attendee(replace(one.record, organization=organization), one.offices, one.rest),
            role,
            [line],
            draft,
        )
    return True


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


def is_attendee(text: str, names: Names) -> bool:
    """Tell whether the line is surely a person with an organisation."""
    attendee = read_attendee(text, names)
    return attendee is not None and bool(attendee.record.organization) and len(attendee.rest) <= 1


def settle_called(draft: Draft) -> None:
    """Take those who were called and are not in the list of the present for absent."""
    if len(draft.called) < len(draft.attendance):
        for name in draft.called:
            at = draft.listed[name]
            draft.attendance[at] = replace(draft.attendance[at], mode="absent")


def _add_again(one: Attendee, role: str, lines: Sequence[SourceLine], draft: Draft) -> None:
    """Somebody who is listed twice is one person: called, and then present."""
    at = draft.listed[one.record.name]
    draft.place_lines(lines, f"attendance.{at}")
    if one.record.name in draft.called and role != "called":
        draft.called.remove(one.record.name)
        mode = "absent" if role == "absent" else one.record.mode
        draft.attendance[at] = replace(draft.attendance[at], mode=mode)
    for office in one.offices:
        draft.add_people(office, [Named(name=one.record.name, organization=one.record.organization)])
    for word in one.rest:
        draft.leave(lines[0], word)


def add_person(one: Attendee, role: str, lines: Sequence[SourceLine], draft: Draft) -> None:
    absent = role == "absent" or one.record.mode == "absent"
    mode = "digital" if role == "digital" and not absent else one.record.mode
    shown = role if role in {"substitute", "guest"} else one.record.role
    if one.record.name in draft.listed:
        _add_again(one, role, lines, draft)
        return
    draft.listed[one.record.name] = len(draft.attendance)
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
