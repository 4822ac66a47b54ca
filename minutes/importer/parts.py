"""The parts of a meeting: listed in the head, opened by a line among the items, or told in a sentence."""

import re
from collections.abc import Sequence
from dataclasses import replace

from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.lines import SourceLine
from minutes.importer.records import ParsedItem, ParsedPart

_LISTED = re.compile(
    r"(?:medverkande|narvarande|deltagare|deltagande)\s+(?:vid\s+|pa\s+|for\s+)?"
    r"(?P<title>(?:punkt(?:erna|er)?|§{1,2}|p\.?)\s*(?P<first>\d{1,3})(?:\s*(?:-|till"
    r"|och)\s*(?P<last>\d{1,3}))?)"
    r"\s*:?\s*(?P<who>.*)"
)
_OPENED = re.compile(r"del\s+(?:\d{1,2}|[iv]{1,3}|ett|tva|tre)\b(?!\s+(?:av|i)\s+(?!m))[^.!?]{0,100}")
_BRACKETS = re.compile(r"\s*[–—-]?\s*\(([^()]+)\)\s*$")
_TOLD = re.compile(
    r"(?P<title>\b(?:forsta|andra|tredje|inledande|sista) delen av m\w{2,5}t\w{0,3}),?"
    r"\s+punkt\w{0,4}\s+(?P<first>\d{1,3})\s*(?:-|till|och)\s*(?P<last>\d{1,3}),?"
    r"\s+(?:n[a-z]{6,9}r|deltar|deltog|medverkar|medverkade)\s+(?P<who>[^.]{3,200})"
)


def find_part(line: SourceLine) -> bool:
    """Tell whether the line opens a new part, such as "Del 2 av mötet (skolcheferna ansluter)"."""
    return bool(_OPENED.fullmatch(line.folded)) and len(line.text) <= 120


def open_part(line: SourceLine, item: int, draft: Draft) -> None:
    brackets = _BRACKETS.search(line.text)
    title = line.text[: brackets.start()] if brackets else line.text
    draft.part_starts[len(draft.parts)] = item
    draft.place_lines([line], f"parts.{len(draft.parts)}")
    draft.parts.append(ParsedPart(title=title.strip(" –—-"), participants=brackets[1] if brackets else ""))


def find_listed_part(line: SourceLine) -> bool:
    """Tell whether the line is such as "Medverkande punkt 1–3 Socialtjänst"."""
    return len(line.text) < 400 and bool(_LISTED.fullmatch(line.folded))


def add_listed_part(line: SourceLine, draft: Draft) -> None:
    if part := _LISTED.fullmatch(line.folded):
        draft.place_lines([line], f"parts.{len(draft.parts)}")
        _add(part, line.text, draft)


def add_told_part(text: str, draft: Draft) -> None:
    """Add the part that a sentence tells of: who was there, and for which items."""
    if part := _TOLD.search(fold(text[:2000])):
        _add(part, text, draft)


def _add(part: re.Match[str], text: str, draft: Draft) -> None:
    draft.parts.append(
        ParsedPart(
            title=text[slice(*part.span("title"))],
            first_item=part["first"],
            last_item=part["last"] or part["first"],
            participants=text[slice(*part.span("who"))].strip(" ."),
        )
    )


def number_parts(items: Sequence[ParsedItem], draft: Draft) -> list[ParsedItem]:
    """Give each item the index of its part, and the opened parts the items that they turned out to hold."""
    if not draft.parts:
        return list(items)
    in_parts = [replace(item, part=_part_of(at, item, draft)) for at, item in enumerate(items)]
    for part in draft.part_starts:
        numbers = [item.number for item in in_parts if item.part == part and item.number]
        if numbers:
            draft.parts[part] = replace(draft.parts[part], first_item=numbers[0], last_item=numbers[-1])
    outside = [item.number for item in in_parts if item.part is None and item.number]
    if outside:
        draft.warn("part_range", outside_parts(draft.parts, outside))
    return in_parts


def outside_parts(parts: Sequence[ParsedPart], numbers: Sequence[str]) -> str:
    ranges = ", ".join(f"{part.first_item}–{part.last_item}" for part in parts)
    return f"Mötets delar omfattar punkterna {ranges}, men inte punkt {', '.join(numbers)}."


def _part_of(at: int, item: ParsedItem, draft: Draft) -> int | None:
    opened = [part for part, start in draft.part_starts.items() if start <= at]
    if opened:
        return opened[-1]
    return part_with(item.number, draft.parts)


def part_with(number: str, parts: Sequence[ParsedPart]) -> int | None:
    """Return the index of the part in whose range of items the number lies."""
    value = counted(number)
    for index, part in enumerate(parts):
        if part.first_item and counted(part.first_item) <= value <= counted(
            part.last_item or part.first_item
        ):
            return index
    return None


def counted(number: str) -> int:
    return int((re.match(r"\d{0,9}", number) or [""])[0] or 0)
