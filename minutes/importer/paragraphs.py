"""Hard-wrapped lines joined to paragraphs, also where every second line of the document is blank."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter

from minutes.importer.lines import BULLET, SourceLine

_ENDS = ".!?:;”\"’')…"
_LISTED = re.compile(r"\d{1,2}[.)] (?=\S)")
_NEAR = 6  # lines on each side that show how wide the text is set here
_LONG_LINES = 160  # beyond this a line is a paragraph, not a piece of one
_KEEP_HYPHEN = ("och ", "eller ", "samt ", "respektive ")


class Paragraph:
    """Text with the lines it came from; `spans` holds (start in text, line number)."""

    def __init__(self, text: str, line: int, listed: bool = False) -> None:
        self.text = text
        self.spans = [(0, line)]
        self.listed = listed
        self._parts = [text]
        self._length = len(text)

    def add(self, text: str, line: int) -> None:
        last = self._parts[-1]
        if (
            last.endswith("-")
            and last[-2:-1].isalpha()
            and text[:1].islower()
            and not text.startswith(_KEEP_HYPHEN)
        ):
            self._parts[-1] = last[:-1]
            self._length -= 1
        else:
            self._parts.append(" ")
            self._length += 1
        self.spans.append((self._length, line))
        self._parts.append(text)
        self._length += len(text)

    def close(self) -> None:
        self.text = "".join(self._parts)

    def cut(self, start: int) -> None:
        """Drop the beginning of the text, such as a label; the lines stay the paragraph's own."""
        self.text = self.text[start:]
        self.spans = [(max(begin - start, 0), line) for begin, line in self.spans]

    def lines(self, start: int = 0, end: int | None = None) -> list[int]:
        """Return the source lines of a stretch of the text."""
        stop = len(self.text) if end is None else end
        first = max(bisect_right(self.spans, start, key=itemgetter(0)) - 1, 0) if start else 0
        return [
            line
            for _, line in self.spans[
                first : max(bisect_left(self.spans, stop, key=itemgetter(0)), first + 1)
            ]
        ]


def is_listed(line: SourceLine) -> bool:
    return line.bullet or bool(_LISTED.match(line.text))


class Wrapping:
    """How the lines of a document are wrapped, asked about two lines at a time."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        self._lines = lines
        lengths = [len(line.text) for line in lines]
        self._width = [max(lengths[max(0, at - _NEAR) : at + _NEAR + 1]) for at in range(len(lines))]
        split = [at > 0 and self._split_inside_sentence(at) for at in range(len(lines))]
        self._doubled = [any(split[max(0, at - 3) : at + 4]) for at in range(len(lines))]
        self._index = {line.number: at for at, line in enumerate(lines)}

    def _split_inside_sentence(self, at: int) -> bool:
        before, line = self._lines[at - 1], self._lines[at]
        return (
            line.gap == 1 and before.text[-1] not in _ENDS and line.text[0].islower() and not is_listed(line)
        )

    def goes_on(self, before: SourceLine, line: SourceLine) -> bool:
        """Tell whether the line continues the paragraph that the one before belongs to."""
        if is_listed(line) or line.level:
            return False
        at = self._index[before.number]
        width, ended = self._width[at], before.text[-1] in _ENDS
        if line.text[0].islower() and not ended:
            return line.gap <= 3
        if line.text[0] == "(" and ended and line.gap:
            return False
        room = width - len(before.text) - 1 - len(line.text.split(" ", 1)[0])
        forced = room > 3 or width > _LONG_LINES  # the next word had fitted: somebody pressed Enter
        if line.gap == 0:
            return not forced or not (ended or room > 0.4 * width) or width > _LONG_LINES and not ended
        return line.gap == 1 and self._doubled[at] and not forced and before.text[-1] != ":"


def join_lines(
    lines: Sequence[SourceLine], wrapping: Wrapping, breaks: Callable[[SourceLine], bool]
) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    for at, line in enumerate(lines):
        if at and not breaks(line) and wrapping.goes_on(lines[at - 1], line):
            paragraphs[-1].add(line.text, line.number)
        else:
            text = BULLET + line.text if line.bullet else line.text
            paragraphs.append(Paragraph(text, line.number, is_listed(line) or text.startswith("att ")))
    for paragraph in paragraphs:
        paragraph.close()
    return paragraphs
