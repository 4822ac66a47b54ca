"""Who presented an item: labelled, alone under the title, in a sentence, or in a table's lost column."""

import re
from collections.abc import Sequence

from minutes.importer.given_names import is_given
from minutes.importer.labels import find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, only_names, split_people
from minutes.importer.records import Named

_CELL = 26  # a narrow column: its lines are shorter than this
_CELL_LINES = 5
_TELLS = re.compile(
    r"(?P<who>.{2,100}?)\s(?:presenterar|presenterade|redogor|redogjorde|foredrar|foredrog|informerar"
    r"|informerade|berattar|berattade)\b(?! sig)"
)


def labelled(value: str, names: Names) -> list[Named]:
    people, rest = split_people(value, names)
    return people if people and not rest else [*people, *(Named(name=words[:200]) for words in rest)]


def under_title(lines: Sequence[SourceLine], names: Names) -> list[Named]:
    """Return the persons when the first line of the item is nothing but their names."""
    if not lines or lines[0].bullet or len(lines[0].cells) > 1 or find_label(lines[0].text, lines[0].folded):
        return []
    if len(lines) > 1 and lines[1].gap == 0 and lines[1].text[0].islower():
        return []
    people = only_names(lines[0].text, names)
    everybody = len(people) == 1 and " " not in people[0].name
    sure = everybody or any(names.knows(one.name) or is_given(one.name.split()[0]) for one in people)
    return people if sure else []


def in_sentence(text: str, names: Names) -> list[Named]:
    """Return the persons of "A och B presenterar" at the start of an item."""
    from_start = _TELLS.match(text[:120].lower())
    return only_names(text[: from_start.end("who")], names) if from_start else []


def title_tail(title: str, names: Names) -> tuple[str, list[Named]]:
    """Part a title from the presenters that the table's last column left at its end."""
    words = title.split(" ")
    for count in (4, 3, 2, 1):
        if len(words) > count + 1 and (
            people := only_names(" ".join(words[-count:]), names, known_only=True)
        ):
            return " ".join(words[:-count]), people
    return title, []


def take_cells(
    lines: Sequence[SourceLine], names: Names
) -> tuple[list[SourceLine], list[SourceLine], list[Named]]:
    """Part an item's lines from the cells of a presenter column that have fallen among them."""
    kept: list[SourceLine] = []
    cells: list[SourceLine] = []
    people: list[Named] = []
    at = 0
    while at < len(lines):
        stop, found = _cell(lines, at, names) if lines[at].gap or not at else (at, [])
        if found:
            cells += lines[at:stop]
            people += found
            at = stop
        else:
            kept.append(lines[at])
            at += 1
    return kept, cells, people


def _cell(lines: Sequence[SourceLine], at: int, names: Names) -> tuple[int, list[Named]]:
    stop = at
    while (
        stop < len(lines)
        and stop - at < _CELL_LINES
        and _is_narrow(lines[stop])
        and (stop == at or not lines[stop].gap)
    ):
        stop += 1
    for end in range(stop, at, -1):
        after = lines[end] if end < len(lines) else None
        if after and not after.gap and not find_label(after.text, after.folded):
            continue
        text = " ".join(line.text for line in lines[at:end])
        if found := only_names(text, names, known_only=after is not None):
            return end, found
    return at, []


def _is_narrow(line: SourceLine) -> bool:
    return len(line.text) <= _CELL and not line.bullet and not find_label(line.text, line.folded)
