"""The document as clean lines: no control characters, no Markdown marks, bullets of one kind."""

import re
import unicodedata
from typing import NamedTuple

from minutes.importer.folding import fold

BULLET = "– "
_MAX_CELLS = 40  # of a row; the last one holds what is beyond

# Composed one letter at a time: normalising a long run of combining marks takes quadratic time.
_DECOMPOSED = re.compile(r"[^\W\d_][\u0300-\u036f]{1,3}(?![\u0300-\u036f])")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SPACES = re.compile(r"\s+")
_WIDE = re.compile(r"\t| {3,}")
_HEADING = re.compile(r"(#{1,6})(?:\s+(?=\S)|(?=[^\W\d_])|(?<=##)(?=[\d*]))")
_BULLET = re.compile(r"(?:[-–—•·▪●○◦‣*]|\uf0b7)\s+(?=\S)")
# Web pages and Markdown with tags in it: what they mean is said in Markdown's own marks.
_TAG = re.compile(r"</?([a-zA-Z]{1,10}[1-6]?)(?:\s[^<>]{0,300})?/?>|<!--.{0,2000}?-->")
_MARKS = {"strong": "**", "b": "**", "li": "- ", "td": "\t", "th": "\t"}
_TAGS = {
    "p", "div", "span", "ul", "ol", "li", "br", "hr", "table", "tbody", "thead", "tr", "td", "th", "a", "u",
    "em", "i", "b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
}  # fmt: skip
_QUOTED = re.compile(r"^(?:>\s?)+(?=[^\s>])")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,2})(?=[^\s*_])([^*_\n]{1,600})(?<=\S)\1(?![\w*])")
_UNDERLINE = re.compile(r"=+|-+|~+")
# An escaped mark, and the backslash that breaks a line of Markdown.
_ESCAPED = re.compile(r"\\(?:(?=[-\\`*_{}\[\]()#+.!>|])|$)")
_LAYOUT = re.compile(r"[-_=*|:.~\s\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff]*")


class SourceLine(NamedTuple):
    number: int  # counted from 1, in the document
    text: str
    folded: str
    gap: int  # blank lines before it
    level: int = 0  # of a Markdown heading; 7 for a line that is bold as a whole
    bullet: bool = False
    cells: tuple[str, ...] = ()  # of a table row, or words set wide apart; empty for running text


def split_lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def read_lines(text: str, most: int | None = None) -> tuple[list[SourceLine], list[int]]:
    """Return the lines that say something, and the numbers of those that only rule or decorate.

    Lines beyond `most` are returned as they stand, without the words that the parser looks for.
    """
    lines: list[SourceLine] = []
    layout: list[int] = []
    gap = 0
    for number, raw in enumerate(split_lines(text), 1):
        if not raw or raw.isspace():
            gap += 1
            continue
        if _LAYOUT.fullmatch(raw):
            layout.append(number)
            if lines and not gap and (level := _underlined(lines[-1], raw.strip())):
                lines[-1] = lines[-1]._replace(level=level)
            gap += 1
            continue
        if len(lines) == most:
            return lines + _unread(text, number), layout
        line = _clean(raw, number, gap)
        if line.text:
            lines.append(line)
            gap = 0
        else:
            layout.append(number)
            gap += 1
    return lines, layout


def _unread(text: str, first: int) -> list[SourceLine]:
    return [
        SourceLine(number, raw.strip(), "", 0)
        for number, raw in enumerate(split_lines(text)[first - 1 :], first)
        if raw and not raw.isspace()
    ]


def _underlined(line: SourceLine, ruler: str) -> int:
    """Return the level of a heading that a ruler of its own length underlines, or 0."""
    if line.level or line.bullet or line.cells or line.text[-1] in ".,;" or not _UNDERLINE.fullmatch(ruler):
        return 0
    if not len(ruler) >= 3 or abs(len(ruler) - len(line.text)) > max(3, len(line.text) // 3):
        return 0
    return 1 if ruler[0] == "=" else 2


def _clean(raw: str, number: int, gap: int) -> SourceLine:
    if raw.isascii() and raw.isalnum():
        return SourceLine(number, raw, fold(raw), gap)
    text = raw
    if not raw.isascii():
        text = _DECOMPOSED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
        text = _PRIVATE.sub("–", text)
    text = _INVISIBLE.sub("", text)
    if " | " in text and text.lstrip()[:1] != "|":  # a row without bars at its ends, or a rule that OCR read
        text = text.replace(" | ", "\t")
    if "<" in text and ">" in text:
        text = _TAG.sub(_in_marks, text)
    cells = _cells(text)
    text = _SPACES.sub(" ", text).strip()
    text = _QUOTED.sub("", text) or text
    level, bullet = 0, False
    if text[:1] == "|":
        text = ", ".join(cell for cell in cells if cell) or text.strip("| ")
    if text[:1] == "#" and (heading := _HEADING.match(text)):
        level, text = len(heading[1]), text[heading.end() :].rstrip("# ")
    elif found := _BULLET.match(text):
        bullet, text = True, text[found.end() :]
    if "*" in text or "_" in text or "\\" in text:
        plain = _without_emphasis(text)
        if not level and not bullet and text[:2] in {"**", "__"} and text[-2:] == text[:2] and plain in text:
            level = 7
        text = plain
    if bullet:
        cells = ()
    return SourceLine(number, text, fold(text), gap, level, bullet, cells)


def _in_marks(tag: re.Match[str]) -> str:
    name = (tag[1] or "").lower()
    if name and name not in _TAGS:
        return tag[0]
    closes = tag[0].startswith("</")
    if name[:1] == "h" and name[1:].isdigit():
        return "" if closes else "#" * int(name[1]) + " "
    return "" if closes and name not in {"strong", "b"} else _MARKS.get(name, "")


def _cells(text: str) -> tuple[str, ...]:
    """Part a row at its tabs, at the bars of Markdown, or where words stand far apart; () for one cell."""
    inner = text.strip(" \n")
    if inner[:1] == "|":
        parts = inner.strip("|").split("|", _MAX_CELLS - 1)
        parts[-1] = parts[-1].replace("|", " ")
    elif "\t" in inner or "   " in inner:
        parts = _WIDE.split(inner, _MAX_CELLS - 1)
    else:
        return ()
    cells = tuple(_without_emphasis(_SPACES.sub(" ", part).strip()) for part in parts)
    return cells if sum(map(bool, cells)) > 1 or len(parts) > 1 and "\t" in inner else ()


def _without_emphasis(text: str) -> str:
    plain = _EMPHASIS.sub(r"\2", _ESCAPED.sub("", text))
    return plain.replace("**", "").strip()
