"""Words with their places on a page, and the lines that they stand on; y grows downwards."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

_MARKER = re.compile(r"(?:§\s?)?\d{1,3}[.)]?|[a-zA-Z][.)]|[•●○▪–—-]")
_WIDE = 1.2  # of the letters' height: a gap wider than any space between words, even in justified text


class Word(NamedTuple):
    left: float
    right: float
    base: float
    size: float
    text: str
    bold: bool = False


@dataclass(slots=True)
class Line:
    words: list[Word]
    base: float
    size: float

    @property
    def text(self) -> str:
        return said(self.words)

    def segments(self, wide: float = _WIDE, beside: Iterable["Line | None"] = ()) -> list[list[Word]]:
        """Return the words in groups, parted where the gap is that many times the letters' height.

        Half that will do where a line beside this one has a wide gap at the same place, as in a table.
        """
        columns = [group[0].left for line in beside if line for group in line.segments(wide)[1:]]
        groups = [[self.words[0]]]
        for before, word in zip(self.words, self.words[1:], strict=False):
            gap = (word.left - before.right) / self.size
            aligned = gap > wide / 2 and any(abs(word.left - left) < 0.2 * self.size for left in columns)
            if gap > wide or aligned:
                groups.append([word])
            else:
                groups[-1].append(word)
        return groups

    def printed(self, beside: Iterable["Line | None"] = ()) -> str:
        """Return the line with a TAB at each wide gap, except after a number or a bullet before the text."""
        cells = [said(group) for group in self.segments(beside=beside)]
        if len(cells) > 1 and _MARKER.fullmatch(cells[0]):
            cells[:2] = [f"{cells[0]} {cells[1]}"]
        return "\t".join(cells)


Page = list[Line]


def said(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def to_lines(words: list[Word]) -> Page:
    """Return the words in lines from top to bottom, each from left to right."""
    lines: Page = []
    for word in sorted(words, key=lambda word: (word.base, word.left)):
        if lines and word.base - lines[-1].base <= 0.4 * min(word.size, lines[-1].size):
            lines[-1].words.append(word)
        else:
            lines.append(Line([word], word.base, word.size))
    for line in lines:
        line.words.sort()
        line.size = sorted(word.size for word in line.words)[len(line.words) // 2]
    return lines


def usual_size(pages: list[Page]) -> float:
    sizes = sorted(line.size for page in pages for line in page)
    return sizes[len(sizes) // 2] if sizes else 1.0


def line_pitch(pages: list[Page]) -> float:
    """Return the usual distance between two lines of one paragraph."""
    steps = sorted(
        line.base - before.base
        for page in pages
        for before, line in zip(page, page[1:], strict=False)
        if line.base - before.base < 4 * line.size
    )
    return steps[len(steps) // 4] if steps else 1.0
