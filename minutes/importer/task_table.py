"""A table of tasks: what is to be done, who does it, and when it is to be ready."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from minutes.importer.folding import fold
from minutes.importer.lines import SourceLine
from minutes.importer.names import looks_like_name
from minutes.importer.records import ParsedAction, When
from minutes.importer.wording import Own, find_when, own_meeting

_COLUMNS = {
    "what": (
        "atgard", "atgarder", "vad", "uppgift", "uppgifter", "att gora", "aktivitet", "aktiviteter",
        "uppdrag",
    ),
    "who": ("ansvarig", "ansvariga", "vem", "vem gor", "ansvar", "utforare", "ansvarig person"),
    "when": (
        "klar", "klart", "nar", "klart senast", "klar senast", "klart nar", "klart till", "senast",
        "deadline",
        "slutdatum", "datum", "tid", "tidpunkt", "fardigt", "fardig",
    ),
}  # fmt: skip
_COLUMN = {words: name for name, spellings in _COLUMNS.items() for words in spellings}
_LONGEST_HEADING = 20
_SPLIT = re.compile(r",| och | samt |/")
_MOST = 200  # rows


def read_tasks(
    lines: Sequence[SourceLine], own: Own, meeting: dt.date | None
) -> Iterator[tuple[SourceLine, ParsedAction]]:
    """Yield the task of each row under a heading of such columns; the row stays in the text."""
    columns: dict[str, int] = {}
    rows = 0
    for line in lines:
        if headed := _header(line.cells):
            columns = headed
        elif columns and line.cells and rows < _MOST:
            if action := _task(line, columns, own, meeting):
                rows += 1
                yield line, action
        else:
            columns = {}


def heads_tasks(cells: Sequence[str]) -> bool:
    """Tell whether the row names the columns of a table of tasks."""
    return bool(_header(cells))


def _header(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if len(cell) <= _LONGEST_HEADING and (name := _COLUMN.get(fold(cell).strip(" .:"))):
            found.setdefault(name, at)
    return found if {"what", "who"} <= found.keys() else {}


def _task(
    line: SourceLine, columns: dict[str, int], own: Own, meeting: dt.date | None
) -> ParsedAction | None:
    cells = [*line.cells, *[""] * (max(columns.values()) + 1 - len(line.cells))]
    what, who = cells[columns["what"]], cells[columns["who"]]
    when = cells[columns["when"]] if "when" in columns else ""
    if not what or not all(looks_like_name(one.strip(), least=1) for one in _SPLIT.split(who)):
        return None
    due = find_when(when, meeting)
    if due == When():
        due = own_meeting(when, fold(when), own, meeting) or due
    return ParsedAction(text=what, responsible=who, due=due)
