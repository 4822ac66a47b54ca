"""Headings in a column of their own: "§ 5 Ekonomi    Kassören redovisade läget.", with or without numbers."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minutes.importer.folding import fold
from minutes.importer.headings import find_heading, is_case, is_title
from minutes.importer.labels import find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, only_names

_NUMBER = re.compile(r"(?:§\s*)?\d{1,4}[a-z]?[.)]?(?:\s*§)?")
_LONGEST = 90
_MOST_WORDS = 6
_FEWEST_ROWS = 3
_NOBODY = Names()


class _Row(NamedTuple):
    title: str
    text: str
    numbered: bool


def unfold_margins(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines with each such heading on a line of its own, over its text."""
    rows = {at: row for at, line in enumerate(lines) if line.cells and (row := _row(line))}
    numbered = {at: row for at, row in rows.items() if row.numbered}
    rows = numbered if len(numbered) >= _FEWEST_ROWS else rows
    if len(rows) < _FEWEST_ROWS:
        return [_labelled(line) for line in lines]
    unfolded: list[SourceLine] = []
    at = 0
    while at < len(lines):
        if at in rows:
            stop = _end(lines, at, rows)
            unfolded += _unfold(rows[at], lines[at:stop])
            at = stop
        else:
            unfolded.append(_labelled(lines[at]))
            at += 1
    return unfolded


def _labelled(line: SourceLine) -> SourceLine:
    """Read a row such as "Nästa möte | 9 oktober" as label and value."""
    first = line.cells[0] if len(line.cells) > 1 else ""
    label = find_label(first, fold(first)) if first else None
    if label is None or label.kind != "next":
        return line
    text = f"{first.rstrip(':')}: {' '.join(line.cells[1:])}"
    return line._replace(text=text, folded=fold(text), cells=())


def _row(line: SourceLine) -> _Row | None:
    cells = [cell for cell in line.cells if cell]
    if len(cells) < 2 or line.level:
        return None
    first, rest = cells[0], cells[1:]
    if _NUMBER.fullmatch(first):
        if len(rest) < 2 or not is_title(rest[0]) or len(rest[0]) > _LONGEST:
            return None
        first, rest = f"{first} {rest[0]}", rest[1:]
    text = " ".join(rest)
    if len(first) > _LONGEST or is_case(text) or not _is_text(text):
        return None
    heading = find_heading(SourceLine(line.number, first, fold(first), 1))
    if heading and heading.number and heading.title:
        return _Row(first, text, True)
    if not first[0].isupper() or len(first.split()) > _MOST_WORDS or first[-1] in ".,;!?":
        return None
    label = find_label(first, fold(first))
    if (label and label.kind != "next") or only_names(first, _NOBODY):
        return None
    return _Row(first.rstrip(":"), text, False)


def _is_text(text: str) -> bool:
    return len(text.split()) > 3 or text[-1] == "." or bool(only_names(text, _NOBODY))


def _end(lines: Sequence[SourceLine], at: int, rows: dict[int, _Row]) -> int:
    """Return the end of the lines in which the heading itself goes on beside its text."""
    at += 1
    while at < len(lines) and at not in rows and len(lines[at].cells) == 2 and not lines[at].gap:
        at += 1
    return at


def _unfold(row: _Row, lines: Sequence[SourceLine]) -> Iterator[SourceLine]:
    title = " ".join([row.title, *(line.cells[0] for line in lines[1:] if line.cells[0])])
    level = 0 if row.numbered else 6
    yield SourceLine(lines[0].number, title, fold(title), max(lines[0].gap, 1), level)
    presents = "Föredragande: " if only_names(row.text, _NOBODY) and len(row.text.split()) < 5 else ""
    yield SourceLine(lines[0].number, presents + row.text, fold(presents + row.text), 1)
    for line in lines[1:]:
        if line.cells[1]:
            yield SourceLine(line.number, line.cells[1], fold(line.cells[1]), 0)
