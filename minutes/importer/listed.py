"""Who was there, where it does not stand at the top: a list at the end, or an item that is the list."""

import re
from collections.abc import Sequence

from minutes.importer.attendance import read_attendance
from minutes.importer.attendee import read_people_list
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.headings import Heading
from minutes.importer.labels import ATTENDANCE, Label, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, looks_like_name
from minutes.importer.told import read_told

_TITLE = re.compile(
    r"(?:upprop|narvaro|narvarande|deltagare|narvarolista|deltagarlista|presentation|rostlangd)\b.*"
    r"|.*\b(?:rostlangd|upprop)(?:en)?"
)


def take_listed(lines: Sequence[SourceLine], headings: Sequence[Heading], draft: Draft) -> list[SourceLine]:
    """Read the attendance among the items, if the head has none; return the lines without it."""
    if len(draft.attendance) > 1 or not headings:
        return list(lines)
    taken: set[int] = set()
    starts = {heading.at: heading for heading in headings}
    at = headings[0].at
    while at < len(lines):
        heading = starts.get(at)
        if heading:
            at += 1 + len(heading.more)
            stop = _read_under(heading, lines, at, draft)
        else:
            stop = _read_at(lines, at, draft)
        taken |= {line.number for line in lines[at:stop]}
        at = max(stop, at if heading else at + 1)
    return [line for line in lines if line.number not in taken]


def _read_under(heading: Heading, lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    """Read the list that is an item, such as "2. Närvarande: Anna Ek, Bo Alm"; return where it ends."""
    label = find_label(heading.title, fold(heading.title))
    if heading.rest and _TITLE.fullmatch(fold(heading.title)) and _are_names(heading.rest, draft.names):
        read_attendance([heading.line], 0, Label("member", "", heading.rest, 0), draft)
    elif label and label.kind in ATTENDANCE and label.value and _are_names(label.value, draft.names):
        read_attendance([heading.line], 0, label, draft)
    elif _TITLE.fullmatch(fold(heading.title)) and at < len(lines):
        line = lines[at]
        if find_label(line.text, line.folded) is None and _are_names(line.text, draft.names):
            return read_attendance(lines, at - 1, Label("member", "", "", 0), draft)
    return at


def _read_at(lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    line = lines[at]
    label = find_label(line.text, line.folded)
    if label is None or label.kind not in ATTENDANCE:
        return at + 1 if _tells(line) and read_told(line, draft) else at
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    if _are_names(label.value or following, draft.names):
        return read_attendance(lines, at, label, draft)
    return at


def _tells(line: SourceLine) -> bool:
    return "arvara" in line.folded or "deltog" in line.folded


def _are_names(text: str, names: Names) -> bool:
    found, left = read_people_list(text[:500], names)
    whole = [one for one in found if looks_like_name(one.record.name)]
    return bool(whole) and len(left) <= len(whole) // 4
