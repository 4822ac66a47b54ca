"""Paragraphs and tables of a word-processor file, and their form as lines of text for the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutes.importer.folding import fold

BULLET = "–"
_PRESENTERS = re.compile(r"(?:foredragande|foredragare|foredrar|ansvarig|handlaggare|vem)\b")
_GOES_ON = ("och", "samt", ",", "&", "-", "/", "–")
_SHORT = 60  # characters: beyond this a cell holds prose, not a list of names
_PAGE_NUMBER = re.compile(
    r"[-–\s]*(?:(?:sid|sida|sidan|page)\.?\s*)?(?:\d{1,4}(?:\s*(?:av|of|/|\()\s*\d{1,4}\s*\)?)?)?[-–\s]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Paragraph:
    text: str
    level: int = 0  # of a heading, from 1
    marker: str = ""  # the number or the bullet that the word processor shows before it

    def line(self) -> str:
        words = " ".join(part for part in (self.marker, self.text.strip(" ")) if part)
        return f"{'#' * self.level} {words}" if self.level and words else words


@dataclass(slots=True)
class Table:
    rows: list[list[list[Paragraph | Table]]]


Blocks = list[Paragraph | Table]


def render(blocks: Blocks) -> str:
    """Return one line for each paragraph, with a blank line between; items of a list follow each other."""
    lines: list[str] = []
    listed = False
    for block in blocks:
        if isinstance(block, Table):
            lines += ["", *_render_table(block), ""]
            listed = False
            continue
        line = block.line()
        if not block.text.strip() and block.marker == BULLET:
            line = ""
        in_list = bool(block.marker) and not block.level
        if not (listed and in_list):
            lines.append("")
        lines += line.split("\n")
        listed = in_list
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")


def is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text))


def join_cell(lines: list[str]) -> str:
    """Return the lines of a narrow cell as one: `Roger och` + `Magnus`, or two whole names with a comma."""
    joined = ""
    for line in lines:
        whole = " " in joined and " " in line and not joined.endswith(_GOES_ON) and line[0].isupper()
        joined += (", " if whole else " ") + line if joined else line
    return joined


def is_presenters(heading: str) -> bool:
    return bool(_PRESENTERS.match(fold(heading)))


def _render_table(table: Table) -> list[str]:
    lines: list[str] = []
    narrow: set[int] = set()
    for row in table.rows:
        if len(row) == 1:
            lines += ["", *render(row[0]).split("\n"), ""]
            continue
        cells = [_cell_lines(cell) for cell in row]
        if not narrow:
            narrow = {at for at, cell in enumerate(cells) if len(cell) == 1 and is_presenters(cell[0])}
        cells = [[join_cell([x for x in c if x])] if at in narrow and c else c for at, c in enumerate(cells)]
        rows = _render_row(cells)
        if len(rows) > 1 and lines and lines[-1]:
            lines.append("")
        lines += rows
    return lines


def _cell_lines(cell: Blocks) -> list[str]:
    text = render(cell)
    lines = [line.strip(" ").replace("\t", " ") for line in text.split("\n")] if text else []
    # Paragraphs stand apart by one blank line, which is no news inside a cell; two say that one was empty.
    kept = [line for at, line in enumerate(lines) if line or (at and not lines[at - 1])]
    return kept


def _render_row(cells: list[list[str]]) -> list[str]:
    longest = max(map(len, cells), default=0)
    tall = [cell for cell in cells if len(cell) == longest]
    parallel = (
        longest >= 3
        and len(tall) >= 2
        and all(len(cell) in (0, 1, longest) for cell in cells)
        and all(len(line) <= _SHORT for cell in tall for line in cell)
    )
    if parallel:  # a list of names beside a list of organisations
        return ["\t".join(cell[at] if at < len(cell) else "" for cell in cells) for at in range(longest)]
    head = "\t".join(cell[0] if cell else "" for cell in cells)
    if not longest:
        return [""]
    return [head, *(line for cell in cells for line in cell[1:])]
