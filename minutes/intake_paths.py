"""Paths in a record under review, such as "items.3.decisions.0": the trace and the choices go by them.

When items move, each path that leads into one moves along.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from minutes.importer.records import ParsedItem, ParsedMeeting, Placed
from minutes.intake_choices import Choices

# (index of the item, the rest of the path, the line or None) -> the same in the new record; None: it is gone.
Move = Callable[[int, str, int | None], tuple[int, str] | None]


def item_path(path: str) -> tuple[int, str] | None:
    """Return the index of the item that a path leads into, and the rest of it; None for another path."""
    head, _, rest = path.partition(".")
    number, _, rest = rest.partition(".")
    return (int(number), rest) if head == "items" and number.isdigit() else None


def _moved(path: str, line: int | None, move: Move) -> str | None:
    place = item_path(path)
    if place is None:
        return path
    moved = move(*place, line)
    return ".".join(filter(None, ("items", str(moved[0]), moved[1]))) if moved else None


def with_items(
    record: ParsedMeeting, choices: Choices, items: Sequence[ParsedItem], move: Move
) -> tuple[ParsedMeeting, Choices]:
    """Return the record with these items, and record and choices with their paths moved."""
    moved = ((placed.line, _moved(placed.field, placed.line, move)) for placed in record.trace)
    trace = {(line, field) for line, field in moved if field is not None}
    dropped = {_moved(path, None, move) for path in choices.dropped}
    return (
        replace(
            record,
            items=tuple(items),
            trace=tuple(Placed(line=line, field=field) for line, field in sorted(trace)),
        ),
        replace(choices, dropped=frozenset(filter(None, dropped))),
    )


def in_order(record: ParsedMeeting, choices: Choices, order: Sequence[int]) -> tuple[ParsedMeeting, Choices]:
    """Return the items in another order, given by their places now."""
    place = {old: new for new, old in enumerate(order)}
    items = [record.items[at] for at in order]
    return with_items(record, choices, items, lambda at, rest, _: (place[at], rest))


def lines_at(record: ParsedMeeting, path: str) -> list[int]:
    """Return the lines that were read into the field, or into rows of it."""
    return sorted({p.line for p in record.trace if p.field == path or p.field.startswith(f"{path}.")})
