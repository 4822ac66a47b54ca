"""Bars as drawings: where each stands. Templates draw them, CSS colours them, a table says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, LABEL, BAR, GAP = 680, 34, 34, 16
NARROWEST_NUMBER = 30
PANEL, PANEL_TOP, PANEL_FOOT = 60, 36, 34


@dataclass(frozen=True, slots=True)
class Segment:
    kind: str
    label: str
    value: int
    x: int
    width: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def has_room(self) -> bool:
        return self.width >= NARROWEST_NUMBER * len(str(self.value))


@dataclass(frozen=True, slots=True)
class BarRow:
    label: str
    said: str
    y: int
    segments: list[Segment]

    @property
    def label_y(self) -> int:
        return self.y - 9

    @property
    def number_y(self) -> int:
        return self.y + BAR // 2


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars in parts; each part has a kind, which is its class."""

    name: str
    title: str
    description: str
    rows: list[BarRow]
    width: int = WIDTH
    bar: int = BAR

    @property
    def height(self) -> int:
        return len(self.rows) * (LABEL + BAR + GAP)


def bars(
    name: str,
    title: str,
    rows: Sequence[tuple[str, str, Mapping[str, int]]],
    words: Mapping[str, str],
    most: int = 0,
) -> Bars:
    """Draw rows of (label, what is said at its end, kind -> value); `most` is a whole bar."""
    whole = max([most, *(sum(values.values()) for _, _, values in rows)], default=0) or 1
    drawn = []
    for number, (label, said, values) in enumerate(rows):
        at, segments = 0, []
        for kind, word in words.items():
            if value := values.get(kind, 0):
                width = max(round(value / whole * WIDTH), 3)
                segments.append(Segment(kind, word, value, at, min(width, WIDTH - at)))
                at += width
        drawn.append(BarRow(label, said, LABEL + number * (LABEL + BAR + GAP), segments))
    described = "; ".join(f"{label}: {said}" for label, said, _ in rows)
    return Bars(name, title, f"{described}. Samma siffror står i tabellen.", drawn)


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    label: str
    value: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Panel:
    label: str
    label_y: int
    base: int
    columns: list[Column]


@dataclass(frozen=True, slots=True)
class Panels:
    """A small drawing for each row, with a group of columns for each year."""

    name: str
    title: str
    description: str
    panels: list[Panel]
    ticks: list[tuple[int, str]]
    height: int
    width: int = WIDTH

    @property
    def tick_y(self) -> int:
        return self.height - 6


def panels(
    name: str,
    title: str,
    rows: Sequence[tuple[str, Mapping[int, Mapping[str, int]]]],
    years: Sequence[int],
    words: Mapping[str, str],
) -> Panels:
    """Draw rows of (label, year -> kind -> value); all have the same scale."""
    values = [value for _, by_year in rows for one in by_year.values() for value in one.values()]
    most, step = max(values, default=0) or 1, WIDTH // max(len(years), 1)
    wide = min(step // (len(words) + 1), 60)
    drawn = []
    for number, (label, by_year) in enumerate(rows):
        base = (number + 1) * (PANEL_TOP + PANEL)
        columns = [
            _column(kind, words[kind], value, place * step + which * wide, base, wide, most)
            for place, year in enumerate(years)
            for which, kind in enumerate(words)
            if (value := by_year.get(year, {}).get(kind, 0))
        ]
        drawn.append(Panel(label, base - PANEL - 8, base, columns))
    height = len(rows) * (PANEL_TOP + PANEL) + PANEL_FOOT
    ticks = [(place * step + len(words) * wide // 2, str(year)) for place, year in enumerate(years)]
    said = "; ".join(
        f"{label}: "
        + ", ".join(f"{sum(one.get(kind, 0) for one in by_year.values())} {words[kind]}" for kind in words)
        for label, by_year in rows
    )
    return Panels(name, title, f"{said}. Samma siffror står i tabellen.", drawn, ticks, height)


def _column(kind: str, label: str, value: int, x: int, base: int, width: int, most: int) -> Column:
    height = max(round(value / most * PANEL), 3)
    return Column(kind, label, value, x, base - height, width, height)
