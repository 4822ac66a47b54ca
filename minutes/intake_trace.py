"""Where in the document each field of a review comes from, and what of it was guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms

from minutes.importer.records import ParsedMeeting

# Warnings about one field, by their code; others lead to the first field that their line stands in.
ABOUT = {
    "year_inferred": "date",
    "weekday_mismatch": "date",
    "no_approver": "approvers",
    "approver_absent": "approvers",
    "number_inferred": "number",
    "number_twice": "number",
    "number_skipped": "number",
    "presenter_empty": "presenters",
    "proposal_missing": "proposal",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A field on the page, with the lines of the document that it was read from."""

    field: forms.BoundField
    lines: tuple[int, ...] = ()
    guessed: bool = False
    note: str = ""

    @property
    def where(self) -> str:
        """The lines as a reader says them: "rad 12–15, 18"."""
        runs: list[list[int]] = []
        for line in self.lines:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        return "rad " + ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)

    @property
    def data_lines(self) -> str:
        return " ".join(map(str, self.lines))


def by_field(record: ParsedMeeting) -> dict[str, list[int]]:
    """Return the lines of each field; of a list, such as attachments, the lines of all its rows."""
    lines: dict[str, set[int]] = defaultdict(set)
    for placed in record.trace:
        lines[placed.field].add(placed.line)
        above, _, last = placed.field.rpartition(".")
        if last.isdigit():
            lines[above].add(placed.line)
    return {name: sorted(found) for name, found in lines.items()}


def guesses(record: ParsedMeeting, trace: dict[str, list[int]]) -> Iterator[tuple[str, str]]:
    """Yield the path and the field of what the reading guessed."""
    if record.year_inferred:
        yield "head", "date"
    inferred = {problem.line for problem in record.problems if problem.code == "number_inferred"}
    for at, item in enumerate(record.items):
        if inferred.intersection(trace.get(f"items.{at}.title", [])):
            yield f"items.{at}", "number"
        for number, decision in enumerate(item.decisions):
            if decision.found_by == "phrase":
                yield f"items.{at}.decisions.{number}", "text"
