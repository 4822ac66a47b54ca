"""Where in the document each field of a review comes from, and what of it was guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms

from minutes.importer.records import ParsedItem, ParsedMeeting, When

# Warnings about one field, by their code; others lead to the first field that their line stands in.
ABOUT = {
    "date_from_file": "date",
    "date_missing": "date",
    "year_inferred": "date",
    "year_missing": "date",
    "weekday_mismatch": "date",
    "no_approver": "approvers",
    "approver_absent": "approvers",
    "number_inferred": "number",
    "number_twice": "number",
    "number_skipped": "number",
    "presenter_empty": "presenters",
    "proposal_missing": "proposal",
    "no_next_step": "outcome",
    "quote_unbalanced": "background",
    "days_differ": "background",
}
GUESSED_DATE = {"year_inferred", "date_from_file"}
_YEAR = re.compile(r"\d{4}|\d{6}")


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of the document, in order."""

    numbers: tuple[int, ...] = ()

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Lines:
        return cls(tuple(sorted(set(numbers))))

    def __bool__(self) -> bool:
        return bool(self.numbers)

    @property
    def first(self) -> int:
        return self.numbers[0]

    @property
    def where(self) -> str:
        """The lines as a reader says them: "rad 12–15, 18"."""
        runs: list[list[int]] = []
        for line in self.numbers:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        if len(runs) > 2:  # a text with blank lines in it
            runs = [[self.numbers[0], self.numbers[-1]]]
        return "rad " + ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)

    @property
    def data(self) -> str:
        return " ".join(map(str, self.numbers))


@dataclass(frozen=True, slots=True)
class Cell:
    """A field on the page, with the lines of the document that it was read from, if they are its own."""

    field: forms.BoundField
    lines: Lines = Lines()  # noqa: RUF009
    guessed: bool = False
    note: str = ""
    # Whether to link to the lines: not beside another field of the same lines.
    is_linked: bool = True


def by_field(record: ParsedMeeting) -> dict[str, set[int]]:
    """Return the lines of each field; of a list, such as attachments, the lines of all its rows."""
    lines: dict[str, set[int]] = defaultdict(set)
    for placed in record.trace:
        lines[placed.field].add(placed.line)
        above, _, last = placed.field.rpartition(".")
        if last.isdigit():
            lines[above].add(placed.line)
    for at, item in enumerate(record.items):
        if item.first_line and item.last_line:
            lines[f"items.{at}"] |= set(range(item.first_line, item.last_line + 1))
    return lines


def guesses(record: ParsedMeeting, trace: dict[str, set[int]]) -> Iterator[tuple[str, str]]:
    """Yield the path and the field of what the reading guessed."""
    if record.year_inferred or any(problem.code in GUESSED_DATE for problem in record.problems):
        yield "head", "date"
    if _is_worked_out(record.next_meeting):
        yield "head", "next_on"
    inferred = {problem.line for problem in record.problems if problem.code == "number_inferred"}
    for at, item in enumerate(record.items):
        if inferred & trace.get(f"items.{at}.title", set()):
            yield f"items.{at}", "number"
        yield from _guesses_in(item, f"items.{at}")


def _guesses_in(item: ParsedItem, path: str) -> Iterator[tuple[str, str]]:
    for at, decision in enumerate(item.decisions):
        if decision.found_by == "phrase":
            yield f"{path}.decisions.{at}", "text"
        if decision.resolved_text:
            yield f"{path}.decisions.{at}", "resolved_text"
    times = {
        "actions": [row.due for row in item.actions],
        "promises": [row.due for row in item.promises],
        "citations": [row.when for row in item.citations],
    }
    for name, rows in times.items():
        yield from ((f"{path}.{name}.{at}", "due_on") for at, due in enumerate(rows) if _is_worked_out(due))


def _is_worked_out(when: When) -> bool:
    """Tell whether the day has a year that its words don't give: "i maj"."""
    return when.on is not None and bool(when.text) and not _YEAR.search(when.text)
