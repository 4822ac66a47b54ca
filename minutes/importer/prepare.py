"""The lines as the parser reads them: without what every page repeats, and with rows made into lines.

A row becomes several lines, so the parser counts lines anew; `in_source` puts the document's numbers back.
"""

from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.draft import LAYOUT
from minutes.importer.lines import SourceLine
from minutes.importer.margins import unfold_margins
from minutes.importer.pages import find_running
from minutes.importer.records import Line, ParsedMeeting, Placed
from minutes.importer.tables import unfold
from minutes.importer.unflow import unflow

_PAGE_GAP = 2  # a page break parts no more than a blank line or two do


def prepare(clean: Sequence[SourceLine]) -> tuple[list[SourceLine], list[int], list[int]]:
    """Return the lines, numbered from 0, their numbers in the document, and those that are only layout."""
    clean = unflow(clean)
    running = find_running(clean)
    kept: list[SourceLine] = []
    gap = 0
    for at, line in enumerate(clean):
        if at in running:
            gap += line.gap
        else:
            kept.append(line._replace(gap=min(gap + line.gap, max(line.gap, _PAGE_GAP))) if gap else line)
            gap = 0
    unfolded, headers = unfold(kept)
    unfolded = unfold_margins(unfolded)
    lines = [line._replace(number=at) for at, line in enumerate(unfolded)]
    placed = {line.number for line in unfolded}
    furniture = [clean[at].number for at in running] + [number for number in headers if number not in placed]
    return lines, [line.number for line in unfolded], furniture


def in_source(meeting: ParsedMeeting, source: Sequence[int], layout: Sequence[int]) -> ParsedMeeting:
    """Return the record with the lines numbered as in the document."""

    def number(line: int | None) -> int | None:
        return None if line is None else source[line]

    trace = {(source[one.line], one.field) for one in meeting.trace} | {(line, LAYOUT) for line in layout}
    unplaced: dict[int, str] = {}
    for one in meeting.unplaced:
        before = unplaced.get(source[one.line])
        unplaced[source[one.line]] = f"{before}, {one.text}" if before else one.text
    return replace(
        meeting,
        items=tuple(
            replace(item, first_line=number(item.first_line), last_line=number(item.last_line))
            for item in meeting.items
        ),
        problems=tuple(replace(problem, line=number(problem.line)) for problem in meeting.problems),
        trace=tuple(Placed(line=line, field=field) for line, field in sorted(trace)),
        unplaced=tuple(Line(line=line, text=text) for line, text in sorted(unplaced.items())),
    )
