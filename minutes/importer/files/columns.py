"""An agenda table on paper: `Ärende | Föredragande`, perhaps with a number column, ruled or not."""

import re
from dataclasses import dataclass, field

from minutes.importer.files.blocks import is_presenters, join_cell
from minutes.importer.files.page import Line, Word, said
from minutes.importer.folding import fold

_TITLES = re.compile(r"(?:arenden?|arendemening|rubrik|amne|fraga|dagordning|dagordningspunkt)\b")
_HEADING_WORDS = 8  # a longer line is a sentence that happens to hold both words
_NUMBER = re.compile(r"(?:§\s*)?\d{1,3}\s?[a-z]?[.)]?")
_FIRST_NUMBER = re.compile(r"(?:§\s*)?(\d{1,3})[.)]?\s+\S")
_LOOKED_AT = 500  # lines


@dataclass(slots=True)
class _Row:
    number: str = ""
    main: list[tuple[float, list[Word]]] = field(default_factory=list)  # (base, words); base grows over pages
    others: dict[int, list[list[Word]]] = field(default_factory=dict)
    last_beside: float = 0.0  # the base of the last line in another column


def find_heading(line: Line) -> list[list[Word]]:
    """Return the column headings of an agenda table, or nothing."""
    if len(line.words) > _HEADING_WORDS:
        return []
    columns = line.segments(0.6)
    titles = [at for at, column in enumerate(columns) if _TITLES.match(fold(said(column)))]
    if titles and any(is_presenters(said(column)) for column in columns[titles[0] + 1 :]):
        return columns
    return []


class Agenda:
    """The rows of one table, line by line; `take` tells whether a line still belongs to it."""

    def __init__(self, heading: list[list[Word]], lines: list[Line], pitch: float) -> None:
        self._heading = [said(column) for column in heading]
        self._pitch = pitch
        self._size = heading[0][0].size
        self._rows: list[_Row] = []
        self._last = 0
        self._page_top = self._previous = self._above = 0.0
        lines = lines[:_LOOKED_AT]
        words = [word for line in lines for word in line.words]
        title = next(at for at, said_ in enumerate(self._heading) if _TITLES.match(fold(said_)))
        starts = [column[0].left for column in heading]
        if title == 0 and _has_numbers(lines, starts[0] - 0.5 * self._size):
            starts.insert(0, min(word.left for word in words))
            title = 1
        self._title = title
        self._edges = [_gutter(a, b, lines, self._size) for a, b in zip(starts, starts[1:], strict=False)]
        self._rights = [0.0] * len(starts)
        for word in [*words, *(word for column in heading for word in column)]:
            at = self._column(word)
            if at == len(self._edges) or word.right < self._edges[at]:
                self._rights[at] = max(self._rights[at], word.right)

    def _column(self, word: Word) -> int:
        return sum(word.left >= edge for edge in self._edges)

    def take(self, line: Line) -> bool:
        if [said(column) for column in find_heading(line)] == self._heading:
            return True  # the table's heading again, at the top of a page
        cells: dict[int, list[Word]] = {}
        for word in line.words:
            cells.setdefault(self._column(word), []).append(word)
        number = said(cells.get(0, [])) if self._title else ""
        if number and not _NUMBER.fullmatch(number) or self._runs_across(line):
            return False
        base = self._running(line)
        if self._begins_row(number, cells, base) or not self._rows:
            self._rows.append(_Row(number))
        row = self._rows[-1]
        for at, words in cells.items():
            if at == self._title:
                row.main.append((base, words))
            elif at or not self._title:
                row.others.setdefault(at, []).append(words)
                row.last_beside = base
        self._above = base
        return True

    def _running(self, line: Line) -> float:
        """Return the line's height as if all pages were one, so that a row may go on over a page break."""
        if line.base < self._previous - self._page_top:
            self._page_top = self._previous + self._pitch - line.base
        self._previous = self._page_top + line.base
        return self._previous

    def _begins_row(self, number: str, cells: dict[int, list[Word]], base: float) -> bool:
        found = _FIRST_NUMBER.match(number + " x" if self._title else said(cells.get(self._title, [])))
        if found and (self._title or self._last < int(found[1]) <= self._last + 3):
            self._last = int(found[1])
            return True
        # Without a number, a presenter far below the one before tells that another row has begun.
        beside = max(cells) > self._title and self._title in cells
        if not beside or not self._rows or not self._rows[-1].others:
            return False
        return (
            base - self._rows[-1].last_beside > 1.6 * self._pitch and base - self._above > 1.1 * self._pitch
        )

    def _runs_across(self, line: Line) -> bool:
        """Tell whether ordinary text crosses from the title's column into the next: the table has ended."""
        edge = self._edges[self._title]
        for before, word in zip(line.words, line.words[1:], strict=False):
            if before.left < edge <= word.left:
                return word.left - before.right < 0.4 * line.size
        return any(word.left < edge - line.size and word.right > edge + line.size for word in line.words)

    def lines(self) -> list[str]:
        lines = ["\t".join(self._heading)]
        for row in self._rows:
            title, body = self._split(row)
            count = len(self._edges) + 1
            cells = [join_cell(self._unwrapped(at, row.others.get(at, []))) for at in range(count)]
            cells[self._title] = title
            if self._title:
                cells[0] = row.number
            lines += ["", "\t".join(cells), *body]
        return lines

    def _unwrapped(self, at: int, lines: list[list[Word]]) -> list[str]:
        """Return the pieces that somebody set on lines of their own, not those of a narrow column."""
        pieces: list[str] = []
        before: list[Word] = []
        for line in lines:
            if (
                before
                and before[-1].right + 0.3 * self._size + line[0].right - line[0].left > self._rights[at]
            ):
                pieces[-1] += f" {said(line)}"
            else:
                pieces.append(said(line))
            before = line
        return pieces

    def _split(self, row: _Row) -> tuple[str, list[str]]:
        """Return the row's title, which may be two lines, and the lines of text under it."""
        if not row.main:
            return "", []
        end = 1
        while end < len(row.main) and self._goes_on(row.main[end - 1], row.main[end]):
            end += 1
        body: list[str] = []
        for (above, _), (base, words) in zip(row.main[end - 1 :], row.main[end:], strict=False):
            if base - above > 1.3 * self._pitch and body:
                body.append("")
            body.append(Line(words, base, self._size).printed())
        return " ".join(said(words) for _, words in row.main[:end]), body

    def _goes_on(self, above: tuple[float, list[Word]], below: tuple[float, list[Word]]) -> bool:
        before, words = above[1], below[1]
        if below[0] - above[0] > 1.3 * self._pitch or before[-1].bold != words[0].bold:
            return False
        return (
            before[-1].right + 0.3 * self._size + words[0].right - words[0].left > self._rights[self._title]
        )


def _has_numbers(lines: list[Line], before: float) -> bool:
    numbered = [x for x in lines if x.words[0].left < before and _NUMBER.fullmatch(x.words[0].text)]
    return len(numbered) >= 2


def _gutter(start: float, heading: float, lines: list[Line], size: float) -> float:
    """Return the x between two columns: few words cross it, many lines begin or go on there after a gap.

    A heading may be centred over its column, so the columns' own words say more than its place.
    """
    latest = heading + 0.3 * size
    inside = [w for line in lines for w in line.words if w.right > start and w.left < latest + size]
    begins = [group[0].left for line in lines for group in line.segments(0.6) if group[0].left <= latest]
    tried = {round(left, 1) for left in begins if left > start + 0.5 * size} | {round(heading, 1)}

    def cost(x: float) -> tuple[float, float]:
        crossed = sum(word.left < x - 0.1 * size < word.right for word in inside)
        return crossed - sum(abs(left - x) < 0.2 * size for left in begins), abs(heading - x)

    return min(sorted(tried, reverse=True)[:300], key=cost) - 0.1 * size
