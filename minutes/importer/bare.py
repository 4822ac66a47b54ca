"""Items without numbers or marks: short lines that stand apart, each with text under it."""

import re
from collections.abc import Sequence

from minutes.importer.attendee import read_attendee
from minutes.importer.dates import find_moments
from minutes.importer.given_names import is_given
from minutes.importer.headings import USUAL_TITLE, Heading
from minutes.importer.labels import ATTENDANCE, HEAD, document_name, find_label, is_columns
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names
from minutes.importer.spaced import spaced_label

_LONGEST = 80
_SHORTEST = 4
_MOST_WORDS = 10
_FEW_WORDS = 5
_LEADS = 3
_LONGEST_LEAD = 3000
_LEAD = re.compile(r"([A-ZÅÄÖ][^.:!?,;]{2,50}?)\s?(?:[:.]|\s[–-])\s+(?=[A-ZÅÄÖ\d])")
_OF_CONTENTS = re.compile(r"(?:\.{3,}|…|(?:\. ){3,}) ?\d{1,3}$")  # a title with the page it stands on
_HEAD_LINES = 120
_MOST_LINES = 20_000  # minutes are shorter
NOBODY = Names()


def find_bare(lines: Sequence[SourceLine]) -> list[Heading]:
    """Return the lines that look like headings, after the head; nothing if there are not at least two."""
    lines = lines[:_MOST_LINES]
    start = _end_of_head(lines)
    found = [at for at in range(start, len(lines) - 1) if _is_bare(lines, at)]
    if len(found) < 2:
        found = [at for at in range(start, len(lines) - 1) if _is_with_colon(lines, at)]
    if len(found) < 2:
        return find_leads(lines, start) or find_dense(lines, start)
    shouted = [at for at in found if lines[at].text.isupper()]
    if 2 < len(shouted) < len(found):
        said = [at for at in found if at not in shouted]
        found = max(shouted, said, key=lambda one: sum(_is_usual(lines[at]) for at in one))
    if len(found) < 2:
        return []
    return [Heading(lines[at], "bare", "", lines[at].text, at=at) for at in found]


def _is_usual(line: SourceLine) -> bool:
    return bool(USUAL_TITLE.search(line.folded))


def find_leads(lines: Sequence[SourceLine], start: int) -> list[Heading]:
    """Return the paragraphs that begin with their own heading: "Lokaler: Flytten blir i juni."."""
    paragraphs = [at for at in range(start, len(lines)) if lines[at].gap and not lines[at].bullet]
    found = [at for at in paragraphs if len(lines[at].text) <= _LONGEST_LEAD and _lead(lines[at])]
    if len(found) < _LEADS or len(found) < 0.6 * len(paragraphs):
        return []
    headings = []
    for at in found:
        if lead := _lead(lines[at]):
            headings.append(Heading(lines[at], "lead", "", lead[1], at=at, rest=lines[at].text[lead.end() :]))
    return headings


def _lead(line: SourceLine) -> re.Match[str] | None:
    match = _LEAD.match(line.text)
    label = find_label(line.text, line.folded)
    if match is None or (label and label.kind != "next") or is_given(match[1].split()[0]):
        return None
    return match if len(match[1].split()) <= _FEW_WORDS else None


def find_dense(lines: Sequence[SourceLine], start: int) -> list[Heading]:
    """Return short lines between sentences, where the document has no blank lines to set them apart."""
    found = [at for at in range(start, len(lines) - 1) if _is_between(lines, at, at == start)]
    return [Heading(lines[at], "bare", "", lines[at].text, at=at) for at in found] if len(found) > 1 else []


def _is_between(lines: Sequence[SourceLine], at: int, is_first: bool) -> bool:
    line, after = lines[at], lines[at + 1]
    apart = line._replace(gap=1)
    before = "." if is_first or not at else lines[at - 1].text[-1]
    if len(line.text.split()) > _FEW_WORDS or len(after.text.split()) < 3 or before not in ".!?:":
        return _is_between_lists(line)
    return _is_bare([apart, after], 0)


def _is_between_lists(line: SourceLine) -> bool:
    label = find_label(line.text, line.folded)
    return label is not None and label.kind == "next" and not label.value


def _end_of_head(lines: Sequence[SourceLine]) -> int:
    """Return the index after the last label of the head, and after the list that it opens."""
    end = 0
    for at, line in enumerate(lines[:_HEAD_LINES]):
        label = find_label(line.text, line.folded) or spaced_label(line, NOBODY)
        if label and (label.kind in ATTENDANCE or (label.kind in HEAD - {"next", "skip"} and label.value)):
            end = at + 1
        elif (
            end
            and _is_bare(lines, at)
            and not _is_person(lines[at + 1])
            or end
            and line.gap
            and len(line.text) > _LONGEST
            and line.text[-1] in ".!?"
        ):
            break
        elif end and at == end and _is_person(line):
            end = at + 1
    return end or min(1, len(lines))


def _is_bare(lines: Sequence[SourceLine], at: int) -> bool:
    if at + 1 >= len(lines):
        return False
    line, after = lines[at], lines[at + 1]
    text = line.text
    if len(text) > _LONGEST or line.bullet or line.cells or text[-1] in ".,;:!?-–…)" and text[-1] != ")":
        return False
    if (
        not text[0].isupper()
        or len(text) < _SHORTEST
        or len(text.split()) > _MOST_WORDS
        or not (line.gap or text.isupper())
    ):
        return False
    if after.text[0].islower() or after.gap > 3 or (after.gap and not line.gap):
        return False
    label = find_label(text, line.folded) or spaced_label(line, NOBODY)
    if (
        (label and label.kind != "next")
        or _OF_CONTENTS.search(text)
        or document_name(line.folded)
        or is_columns(line.folded)
    ):
        return False
    return not _is_person(line) and not any(one.precision == "day" for one in find_moments(text))


def _is_with_colon(lines: Sequence[SourceLine], at: int) -> bool:
    """Tell "Lokaler:" over its text, where no heading in the document does without the colon."""
    line = lines[at]
    if line.text[-1] != ":" or len(line.text.split()) > _FEW_WORDS or not line.gap or lines[at + 1].gap > 1:
        return False
    plain = line._replace(text=line.text[:-1].rstrip(), folded=line.folded[:-1].rstrip())
    return bool(plain.text) and _is_bare([plain, lines[at + 1]], 0)


def _is_person(line: SourceLine) -> bool:
    attendee = read_attendee(line.text, NOBODY)
    return attendee is not None and (is_given(attendee.record.name.split()[0]) or bool(attendee.offices))
