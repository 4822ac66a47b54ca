"""Who was there: lines, comma lines, rows and sentences, with or without organisations."""

import re
from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.attendee import Attendee, read_attendee, read_people_list
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.glued import unglue
from minutes.importer.guessed import guess_label, heads_people
from minutes.importer.labels import ATTENDANCE, OFFICES, Label, find_label, is_columns
from minutes.importer.lines import SourceLine
from minutes.importer.names import AND, DASH, FEWEST_HANDLES, HANDLE, MAX_NAME, Names, looks_like_name
from minutes.importer.present import add_attendee as add_attendee
from minutes.importer.present import add_list, add_person, without_sentence
from minutes.importer.present import settle_called as settle_called
from minutes.importer.records import Named, ParsedAttendance
from minutes.importer.spaced import spaced_label
from minutes.importer.told import read_told

_MOST_WORDS = 6
_LIST_ENDS = re.compile(r"(?:,|;|\boch|\bsamt|&)$")
_OPENS_NOTE = re.compile(r"\([^\d]")
_PIECE = re.compile(r"[,;]|\s(?:och|samt|&)\s")
_ONE_WORD = re.compile(r"\S+(?:[,;(]|$|\s(?:och|samt)\b|(?<=\.)\s)")
_LONGEST_MARKS = 80
_LONGEST_PIECE = 200
_MOST_LINES = 2000  # of one list
_MARKS = re.compile(r"(?=.*(?:§|tjg))(?:narvaro|narv|tjg|ej|ja|nej|jan|§|x|ordinarie|ledamoter|[\d\s.,:-])+")
# "Vimmerby: ingen representant" says that nobody came, and does not end the list.
_NOBODY_CAME = re.compile(r"[^:]{2,60}:\s*(?:ingen|inga|vakant?|ej|inte|saknas?)\b.{0,40}")
_ANSWERS = {"ja": "", "nej": "absent", "x": "", "j": "", "n": "absent"}


# Who was chosen at the meeting is told below the list, and is no part of it.
_CHOOSES = re.compile(
    r"\b(?:till|som) [^.,]{4,40} (?:valdes|utsags|valjs|utses)\b|\b(?:valdes|utsags) till\b"
)


def read_attendance(lines: Sequence[SourceLine], at: int, label: Label, draft: Draft) -> int:
    """Read the list that the label opens; return the index of the first line after it."""
    first = lines[at]
    stop = at + 1
    beside = find_label(label.value, fold(label.value)) if label.value else None
    if beside and beside.kind in ATTENDANCE and not beside.value:
        draft.place_lines([first], "attendance")
        return _read_two_columns(lines, stop, (label.kind, beside.kind), draft)
    if label.value and not _one_a_line(lines, at, _value(first, label), draft.names):
        while stop < min(len(lines), at + _MOST_LINES) and _list_goes_on(
            lines[stop - 1], lines[stop], draft.names
        ):
            stop += 1
        text = _joined([label.value, *(line.text for line in lines[at + 1 : stop])])
        told = add_list(text, lines[at:stop], label.kind, draft)
        last = lines[stop - 1]
        if told and not read_told(last._replace(text=told, folded=fold(told), cells=()), draft):
            draft.leave(last, told)
        return _read_lines(lines, stop, label.kind, draft)
    if label.value:
        add_attendee(_value(first, label), first, label.kind, draft)
        return _read_lines(lines, stop, label.kind, draft)
    draft.place_lines([first], "attendance")
    if _is_wrapped_list(lines, stop, draft.names):
        below = lines[stop]
        return read_attendance(lines, stop, Label(label.kind, label.printed, below.text, 0), draft)
    return _read_lines(lines, stop, label.kind, draft)


def _is_wrapped_list(lines: Sequence[SourceLine], at: int, names: Names) -> bool:
    """Tell a list under its label whose lines are full, so that names may wrap from one to the next."""
    near = lines[at : at + 2]
    if len(near) < 2 or near[1].gap or near[0].gap > 2 or any(one.cells or one.bullet for one in near):
        return False
    full = all(one.text.count(",") > 1 or AND.search(one.text) for one in near) and near[0].text[-1] != "."
    return full and near[0].text.count(",") > 2 and not near[0].level and _is_names(near[0].text, names)


def _value(line: SourceLine, label: Label) -> str:
    """Return what follows the label, its cells parted by commas."""
    cells = [cell for cell in line.cells if cell]
    if len(cells) < 2 or not label.value.startswith(cells[1]):
        return label.value
    return ", ".join(cells[1:])


def read_unlabelled(lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    return _read_lines(lines, at, "member", draft)


def _joined(texts: Sequence[str]) -> str:
    """Join the lines of a list; between a whole person and the next a comma is meant."""
    joined = [texts[0]]
    tail, depth = texts[0], texts[0].count("(") - texts[0].count(")")
    for text in texts[1:]:
        last = _PIECE.split(tail)[-1].strip()
        whole = bool(last) and (" " in last) and not _LIST_ENDS.search(tail) and text[0].isupper()
        whole = whole and depth == 0 and not _ONE_WORD.match(text)
        joined.append((", " if whole else " ") + text)
        tail = (tail + joined[-1])[-_LONGEST_PIECE:]
        depth += text.count("(") - text.count(")")
    return "".join(joined)


def _read_two_columns(lines: Sequence[SourceLine], at: int, roles: tuple[str, str], draft: Draft) -> int:
    """Read rows that lost the room between their columns: "Anna Ek Bo Alm" under both labels."""
    end = min(len(lines), at + _MOST_LINES)
    while at < end and lines[at].gap <= 2 and not find_label(lines[at].text, lines[at].folded):
        parts = unglue(lines[at].text)
        people = [read_attendee(part, draft.names) for part in parts[:3]]
        if len(parts) > len(roles) or not all(people):
            break
        for one, role in zip(people, roles, strict=False):
            if one:
                add_person(one, role, [lines[at]], draft)
        at += 1
    return at


def _read_lines(lines: Sequence[SourceLine], at: int, role: str, draft: Draft) -> int:
    """Read persons one a line, and offices among them ("Ordförande: Namn"), as far as they go."""
    at = _read_nicknames(lines, at, role, draft)
    group = ""  # the organisation that stands over its people
    heading: SourceLine | None = None  # its line, until somebody below has it
    end = min(len(lines), at + _MOST_LINES)
    while at < end and lines[at].gap <= 4:
        line = lines[at]
        if line.level and not heads_people(lines, at, draft.names):
            break
        if is_columns(line.folded) or _CHOOSES.search(line.folded):
            break
        wrapped = _wrapped(lines, at, draft.names)
        text = " ".join([line.text, *(more.text for more in wrapped)])
        label = find_label(line.text, line.folded)
        if is_marks(line):
            draft.place_lines([line], "attendance")
        elif not label and _NOBODY_CAME.fullmatch(line.folded):
            draft.leave(line)
            at += 1
            continue
        elif _add_answer(line, draft) or _add_office_above(lines, at, role, draft):
            pass
        elif label and label.kind in OFFICES - {"approvers"} and label.value and line.gap <= 1:
            if role == "absent" or not _add_officer(label, line, role, draft):
                break
        elif not label and line.text[-1] == ":" and _opens_another(lines, at, role, draft.names):
            break
        elif not label and not _opens_list(line, draft.names) and _is_group(lines, at, draft.names):
            _leave_unused(heading, draft)
            group, heading = line.text.rstrip(": "), line
            draft.place_lines([line], "attendance")
            at += 1
            continue
        elif (
            (label and label.kind != "presenters")
            or _opens_list(line, draft.names)
            or not add_attendee(text, line, role, draft, group)
        ):
            break
        draft.place_lines(wrapped, f"attendance.{len(draft.attendance) - 1}")
        heading = None if draft.attendance and draft.attendance[-1].organization == group else heading
        at += 1 + len(wrapped)
    _leave_unused(heading, draft)
    return at


def _leave_unused(heading: SourceLine | None, draft: Draft) -> None:
    """Keep the words over people who each have an own organisation: no field has them."""
    if heading:
        draft.leave(heading)


def _read_nicknames(lines: Sequence[SourceLine], at: int, role: str, draft: Draft) -> int:
    """Read bullets of one word each, whatever they are: those of a group that goes by its nicknames."""
    stop = at
    end = min(len(lines), at + _MOST_LINES)
    while stop < end and lines[stop].bullet and lines[stop].gap <= (1 if stop == at else 0):
        if not HANDLE.fullmatch(lines[stop].text):
            return at
        stop += 1
    if stop - at < FEWEST_HANDLES:
        return at
    for line in lines[at:stop]:
        add_person(Attendee(ParsedAttendance(name=line.text)), role, [line], draft)
    return stop


def _opens_another(lines: Sequence[SourceLine], at: int, role: str, names: Names) -> bool:
    """Tell whether the line heads a list of those who took part in another way."""
    guess = guess_label(lines, at, names)
    return guess is not None and guess.kind != role


def _opens_list(line: SourceLine, names: Names) -> bool:
    """Tell whether something else begins with its label and no colon: "Ersättare Anna Ek (S), Bo Alm (M)"."""
    beside = find_label(line.cells[0], fold(line.cells[0])) if line.cells else None
    if beside and beside.kind in ATTENDANCE and not beside.value:
        return True  # "Frånvarande   Anna Ek   ledamot"
    chooses = line.folded.startswith(("utse", "att justera", "justera")) and spaced_label(line, names)
    if chooses and chooses.kind == "approvers":
        return True
    several = "," in line.text or AND.search(line.text) or len(unglue(line.text)) > 1
    if is_given(line.text.split(" ", 1)[0]) or not several:
        return False
    label = spaced_label(line, names)
    if label is None or (label.kind == "approvers" and " " not in label.printed):
        return False
    return label.kind not in OFFICES - {"approvers"}


def is_marks(line: SourceLine) -> bool:
    """Tell a line of a roll that is not about anybody: "Närvaro Tjg Ej tjg Ja Nej", "§§ 12–13"."""
    return len(line.text) < _LONGEST_MARKS and bool(_MARKS.fullmatch(line.folded))


def _add_answer(line: SourceLine, draft: Draft) -> bool:
    """Take "Ja" or "Nej" under a name for whether the person was there."""
    mode = _ANSWERS.get(line.folded.strip(" ."))
    if mode is None or not draft.attendance:
        return False
    if mode:
        draft.attendance[-1] = replace(draft.attendance[-1], mode=mode)
    draft.place_lines([line], f"attendance.{len(draft.attendance) - 1}")
    return True


def _add_office_above(lines: Sequence[SourceLine], at: int, role: str, draft: Draft) -> bool:
    """Take an office that stands alone over a name which has not been listed, for that person's."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    label = find_label(line.text, line.folded)
    if label is None or label.kind not in OFFICES - {"approvers"} or label.value or line.text[-1] == ":":
        return False
    if after is None or after.gap > 2 or after.level or line.gap > 2 or role == "absent":
        return False
    person = None if find_label(after.text, after.folded) else read_attendee(after.text, draft.names)
    if person is None or not is_given(person.record.name.split()[0]) or draft.names.knows(person.record.name):
        return False
    draft.add_people(label.kind, [Named(name=person.record.name, organization=person.record.organization)])
    draft.place_lines([line], f"head.{label.kind}")
    return True


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
    if (
        after is None
        or after.gap > 2
        or after.level
        or "," in words
        or DASH.search(words)
        or words[-1:] in ".;)"
    ):
        return False
    person = None if find_label(after.text, after.folded) else read_attendee(after.text, names)
    if person is None or len(words.split()) > _MOST_WORDS or (is_given(words.split()[0]) and " " in words):
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
    below = ", ".join(filter(None, after.cells)) or after.text
    return _is_one_person(value, names) and _is_one_person(below, names) and not after.level


def _is_one_person(text: str, names: Names) -> bool:
    if AND.search(text) or read_attendee(text, names) is None or ";" in text:
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
    if line.text[0].isupper() and _opens_list(line, names):
        return False
    is_open = bool(_LIST_ENDS.search(before.folded) or line.text[0].islower() or _OPENS_NOTE.match(line.text))
    if line.gap == 0:
        return is_open or before.text.count("(") > before.text.count(")") or _is_names(line.text, names)
    return line.gap <= 2 and is_open


def _is_names(text: str, names: Names) -> bool:
    found, left = read_people_list(without_sentence(text[:500], names)[0], names)
    return bool(found) and len(left) <= 1


def is_attendee(text: str, names: Names) -> bool:
    """Tell whether the line is surely a person with an organisation."""
    attendee = read_attendee(text, names)
    return attendee is not None and bool(attendee.record.organization) and len(attendee.rest) <= 1
