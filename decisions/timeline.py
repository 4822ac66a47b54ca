"""A thread's timeline as a drawing: where each mark stands. The template draws it, CSS colours it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import formats

from decisions.models import Promise

WIDTH, MARGIN = 680, 24
LANE, ROW, FIRST, AXIS = 78, 30, 56, 46
LONGEST = 8  # promises drawn each in a row of its own; the list below has them all
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    kind: str
    x: int
    y: int
    title: str
    start: int = 0  # of a line that ends in the mark


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    y: int  # of the first mark
    marks: list[Mark]

    @property
    def title_y(self) -> int:
        return self.y - 22


@dataclass(slots=True)
class Timeline:
    """The drawing; `bool()` says whether there is anything to draw."""

    lanes: list[Lane] = field(default_factory=list)
    ticks: list[tuple[int, str]] = field(default_factory=list)
    height: int = 0
    description: str = ""
    width: int = WIDTH

    def __bool__(self) -> bool:
        return bool(self.lanes)

    @property
    def axis_y(self) -> int:
        return self.height - AXIS + 8

    @property
    def tick_y(self) -> int:
        return self.height - 6


def draw(items: Sequence[Any]) -> Timeline:
    """Draw the treatments of a thread, loaded as `decisions.matter_page` does."""
    if not items:
        return Timeline()
    days = sorted(day for item in items for day in _days(item))
    first, last = days[0], max(days[-1], items[0].meeting.date)
    span = max((last - first).days, 1)

    def x(day: dt.date) -> int:
        place = min(max((day - first).days, 0), span)
        return int(MARGIN + place / span * (WIDTH - 2 * MARGIN))

    chart = Timeline(ticks=_ticks(first, last, x), description=_description(items))
    top = FIRST
    for title, marks in _lanes(items, x):
        if not marks:
            continue
        rows = len(marks) if title == "Löften" else 1
        lane_marks = [
            Mark(mark.kind, mark.x, top + (ROW * row if rows > 1 else 0), mark.title, mark.start)
            for row, mark in enumerate(marks)
        ]
        chart.lanes.append(Lane(title, top, lane_marks))
        top += LANE + ROW * (rows - 1)
    chart.height = top - FIRST + 20 + AXIS
    return chart


def _lanes(items: Sequence[Any], x: Callable[[dt.date], int]) -> Iterable[tuple[str, list[Mark]]]:
    yield "Uppe på möte", [*_cited(items, x), *(_treatment(item, x) for item in items)]
    yield (
        "Beslut",
        [
            Mark("decision", x(item.meeting.date), 0, f"Beslut {row.number}")
            for item in items
            for row in item.decisions.all()
        ],
    )
    promises = [_promise(row, item, x) for item in reversed(items) for row in item.promises.all()]
    yield "Löften", promises[-LONGEST:]
    yield (
        "Underlag",
        [
            Mark(
                "paper",
                x(item.meeting.date),
                0,
                f"{_day(item.meeting.date)}: {len(item.paper_rows)} underlag",
            )
            for item in items
            if item.paper_rows
        ],
    )


def _treatment(item: Any, x: Callable[[dt.date], int]) -> Mark:
    outcome = "" if item.outcome == "handled" else f", {item.get_outcome_display()}"
    kind = "treated" if item.outcome == "handled" else "passed"
    return Mark(kind, x(item.meeting.date), 0, f"{_day(item.meeting.date)}: {item}{outcome}")


def _cited(items: Sequence[Any], x: Callable[[dt.date], int]) -> list[Mark]:
    """Return the meetings that the texts refer to and the book does not hold: the question was there, too."""
    days = {row["due_on"]: row["due_text"] for item in items for row in item.missing_rows if row["due_on"]}
    return [
        Mark("missing", x(day), 0, f"{words or _day(day)}: mötet finns inte i boken")
        for day, words in days.items()
    ]


def _promise(row: Any, item: Any, x: Callable[[dt.date], int]) -> Mark:
    made = item.meeting.date
    end = next((place["held_on"] for place in row.settled_rows), None)
    end = end or next((place["held_on"] for place in row.target_rows), None) or row.due_on or made
    return Mark(
        f"promise-{row.status}", x(max(end, made)), 0, f"{row.get_status_display()}: {row.text}", x(made)
    )


def _days(item: Any) -> Iterable[dt.date]:
    yield item.meeting.date
    yield from (row["due_on"] for row in item.missing_rows if row["due_on"])
    for row in item.promises.all():
        yield from (place["held_on"] for place in (*row.settled_rows, *row.target_rows))
        if row.due_on:
            yield row.due_on


def _ticks(first: dt.date, last: dt.date, x: Callable[[dt.date], int]) -> list[tuple[int, str]]:
    years = list(range(first.year + 1, last.year + 1))
    step = -(-len(years) // MOST_YEARS) or 1
    ticks = [(x(dt.date(year, 1, 1)), str(year)) for year in years[::step]]
    if not ticks or ticks[0][0] > MARGIN + 60:
        ticks.insert(0, (x(first), str(first.year)))
    return ticks


def _description(items: Sequence[Any]) -> str:
    decided = sum(len(item.decisions.all()) for item in items)
    promises = [row.status for item in items for row in item.promises.all()]
    times = "en gång" if len(items) == 1 else f"{len(items)} gånger"
    said = [f"Frågan var uppe {times}, senast {_day(items[0].meeting.date)}.", f"{decided} beslut."]
    if promises:
        counts = [(word, promises.count(value)) for value, word in Promise.Status.choices]
        said.append("Löften: " + ", ".join(f"{number} {word}" for word, number in counts if number) + ".")
    return " ".join(said)


def _day(day: dt.date) -> str:
    return str(formats.date_format(day, "j F Y"))
