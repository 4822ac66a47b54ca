"""Items without numbers or marks: short lines that stand apart, each with text under it."""

from collections.abc import Sequence

from minutes.importer.attendee import read_attendee
from minutes.importer.dates import find_moments
from minutes.importer.given_names import is_given
from minutes.importer.headings import Heading
from minutes.importer.labels import ATTENDANCE, HEAD, document_name, find_label, is_columns
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names

_LONGEST = 80
_MOST_WORDS = 10
_HEAD_LINES = 120
_NOBODY = Names()


def find_bare(lines: Sequence[SourceLine]) -> list[Heading]:
    """Return the lines that look like headings, after the head; nothing if there are not at least two."""
    start = _end_of_head(lines)
    found = [at for at in range(start, len(lines) - 1) if _is_bare(lines, at)]
    shouted = [at for at in found if lines[at].text.isupper()]
    if len(shouted) > 2 or len(shouted) == len(found):
        found = shouted
    if len(found) < 2:
        return []
    return [Heading(lines[at], "bare", "", lines[at].text, at=at) for at in found]


def _end_of_head(lines: Sequence[SourceLine]) -> int:
    """Return the index after the last label of the head, and after the list that it opens."""
    end = 0
    for at, line in enumerate(lines[:_HEAD_LINES]):
        label = find_label(line.text, line.folded)
        if label and (label.kind in ATTENDANCE or (label.kind in HEAD - {"next", "skip"} and label.value)):
            end = at + 1
        elif end and line.gap and len(line.text) > _LONGEST and line.text[-1] in ".!?":
            break
        elif end and at == end and _is_person(line):
            end = at + 1
    return end or min(1, len(lines))


def _is_bare(lines: Sequence[SourceLine], at: int) -> bool:
    line, after = lines[at], lines[at + 1]
    text = line.text
    if len(text) > _LONGEST or line.bullet or line.cells or text[-1] in ".,;:!?-–…)" and text[-1] != ")":
        return False
    if not text[0].isupper() or len(text.split()) > _MOST_WORDS or not (line.gap or text.isupper()):
        return False
    if after.text[0].islower() or after.gap > 3 or (after.gap and not line.gap):
        return False
    label = find_label(text, line.folded)
    if (label and label.kind != "next") or document_name(line.folded) or is_columns(line.folded):
        return False
    return not _is_person(line) and not any(one.precision == "day" for one in find_moments(text))


def _is_person(line: SourceLine) -> bool:
    attendee = read_attendee(line.text, _NOBODY)
    return attendee is not None and (is_given(attendee.record.name.split()[0]) or bool(attendee.offices))
