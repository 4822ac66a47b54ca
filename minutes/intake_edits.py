"""What a review does to the make-up of a record: items merged and split, unplaced lines given a place.

Each function takes the record with its choices and returns both, or raises Refused with a Swedish sentence.
Texts are cut where the words of a line stand in them: what somebody has rewritten can't be cut.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from minutes.approval import Refused
from minutes.importer.headings import find_heading
from minutes.importer.lines import read_lines
from minutes.importer.paragraphs import Paragraph
from minutes.importer.records import ParsedItem, ParsedMeeting, Placed
from minutes.intake_choices import FINDINGS, Choices
from minutes.intake_paths import lines_at, with_items

TEXTS = ("background", "discussion", "proposal")
ROWS = ("presenters", "attachments", *FINDINGS)
LONGEST_TITLE = 300
WORDS = 6  # that are looked for, of a line: enough to know it by

NONE_BEFORE = "Det finns inget ärende före att slå ihop med."
NOT_IN_ITEM = "Skriv numret på en rad inne i ärendet, efter dess första rad. Ärendet står på rad {}–{}."
NO_LINES = "Ärendet är inskrivet för hand och kan inte delas vid en rad."
REWRITTEN = (
    "Rad {} står inte längre ordagrant i ärendets text, så det går inte att dela där. "
    "Lägg till ett nytt ärende och flytta texten dit för hand."
)
INSIDE_A_WORD = "Rad {} börjar mitt i ett ord som är avstavat på raden före. Dela vid rad {} i stället."
BLANK = "Rad {} är tom. Välj den rad som det nya ärendet börjar med."


def merge(
    record: ParsedMeeting, choices: Choices, at: int, lines: list[str]
) -> tuple[ParsedMeeting, Choices]:
    """Make the item part of the one before: its heading and texts go on where that one's text ends."""
    before = next((n for n in reversed(range(at)) if f"items.{n}" not in choices.dropped), None)
    if before is None:
        raise Refused(NONE_BEFORE)
    first, second = record.items[before], record.items[at]
    goes_on = _open_text(record, before)
    texts = {name: [getattr(first, name)] for name in TEXTS}
    texts[goes_on] += [_heading(record, at, lines), second.background]
    texts["discussion"].append(second.discussion)
    texts["proposal"].append(second.proposal)
    values: dict[str, Any] = {name: _joined(parts) for name, parts in texts.items()}
    values |= {name: getattr(first, name) + getattr(second, name) for name in ROWS}
    values["outcome"] = second.outcome if first.outcome == "handled" else first.outcome
    values["last_line"] = second.last_line or first.last_line

    def move(item: int, rest: str, line: int | None) -> tuple[int, str] | None:
        if item != at:
            return item - (item > at), rest
        name, _, number = rest.partition(".")
        if name in {"title", "background"}:
            return before, goes_on
        if number.isdigit() and name in ROWS:
            return before, f"{name}.{int(number) + len(getattr(first, name))}"
        return (before, rest) if rest else None  # whether the item itself was refused

    items = [*record.items[:before], replace(first, **values), *record.items[before + 1 :]]
    del items[at]
    return with_items(record, choices, items, move)


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _open_text(record: ParsedMeeting, at: int) -> str:
    """Return the text of the item that its last lines were read into."""
    last = {name: max(lines_at(record, f"items.{at}.{name}"), default=0) for name in TEXTS}
    written = [name for name in TEXTS if getattr(record.items[at], name)]
    return max(written, key=lambda name: last[name], default="background")


def _heading(record: ParsedMeeting, at: int, lines: list[str]) -> str:
    """Return an item's heading as it is printed, where that is one line."""
    item = record.items[at]
    printed = lines_at(record, f"items.{at}.title")
    text = _clean(lines[printed[0] - 1]) if len(printed) == 1 else ""
    return text if item.title in text else f"{item.number} {item.title}".strip()


def split(
    record: ParsedMeeting, choices: Choices, at: int, line: int, lines: list[str]
) -> tuple[ParsedMeeting, Choices]:
    """Make two items of one; the line becomes the heading of the second."""
    item = record.items[at]
    if item.first_line is None or item.last_line is None:
        raise Refused(NO_LINES)
    if not item.first_line < line <= item.last_line:
        raise Refused(NOT_IN_ITEM.format(item.first_line, item.last_line))
    before = _hyphenated_before(lines, line)
    if before:
        raise Refused(INSIDE_A_WORD.format(line, before))
    number, title, rest = _title(lines, line)
    first, second = _split_texts(record, at, line, lines)
    second["background"] = _joined([rest, second["background"]])
    # Which rows of each list go along, and which stay.
    moved: dict[str, list[int]] = {}
    kept: dict[str, list[int]] = {}
    for name in ROWS:
        rows = getattr(item, name)
        moved[name] = [row for row in range(len(rows)) if _stands_after(record, at, name, row, line)]
        kept[name] = [row for row in range(len(rows)) if row not in moved[name]]
        second[name] = tuple(rows[row] for row in moved[name])
        first[name] = tuple(rows[row] for row in kept[name])
    new = ParsedItem(
        title=title, number=number, part=item.part, first_line=line, last_line=item.last_line, **second
    )

    def move(path: int, rest: str, where: int | None) -> tuple[int, str] | None:
        if path != at:
            return path + (path > at), rest
        name, _, row = rest.partition(".")
        if row.isdigit() and name in ROWS:
            is_moved = int(row) in moved[name]
            rows = moved[name] if is_moved else kept[name]
            return at + is_moved, f"{name}.{rows.index(int(row))}"
        return (at + 1 if where is not None and where >= line else at), rest

    items = [
        *record.items[:at],
        replace(item, last_line=line - 1, **first),
        new,
        *record.items[at + 1 :],
    ]
    record, choices = with_items(record, choices, items, move)
    return _traced(record, line, f"items.{at + 1}.title"), choices


def _hyphenated_before(lines: list[str], line: int) -> int:
    """Return the line before, if the reading has put its last word together with the first of this one."""
    whole, after = Paragraph(_clean(lines[line - 2]), line - 1), _clean(lines[line - 1])
    apart = f"{whole.text} {after}"
    whole.add(after, line)
    whole.close()
    return line - 1 if after and whole.text != apart else 0


def _title(lines: list[str], line: int) -> tuple[str, str, str]:
    """Return the number and the title that a line gives an item, and what the line goes on to say."""
    read, _ = read_lines(lines[line - 1])
    if not read:
        raise Refused(BLANK.format(line))
    heading = find_heading(read[0])
    if heading and heading.title:
        beside = [text for _, text in heading.case]  # a diary number
        return heading.number[:20], heading.title, " ".join(filter(None, [*beside, heading.rest]))
    text = read[0].text
    if len(text) <= LONGEST_TITLE:
        return "", text, ""
    end = text.rfind(" ", 0, LONGEST_TITLE)
    return "", text[:end], text[end + 1 :]


def _split_texts(
    record: ParsedMeeting, at: int, line: int, lines: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the texts up to the line, and those after it; the line itself is in neither."""
    first: dict[str, Any] = {}
    second: dict[str, Any] = {}
    for name in TEXTS:
        text = getattr(record.items[at], name)
        placed = lines_at(record, f"items.{at}.{name}")
        after = [number for number in placed if number >= line]
        if not after or not text:
            first[name], second[name] = text, ""
            continue
        place = _place(text, [n for n in placed if n <= after[0]], lines)
        if place is None:
            raise Refused(REWRITTEN.format(line))
        end = place[1] if after[0] == line else place[0]
        first[name], second[name] = text[: place[0]].rstrip(), text[end:].lstrip()
    return first, second


def _place(text: str, numbers: list[int], lines: list[str]) -> tuple[int, int] | None:
    """Return from where to where the last of these lines stands in the text; they come in this order."""
    start = 0
    found = None
    for number in numbers:
        words = _clean(lines[number - 1]).split()
        found = _words(words).search(text, start) if words else None
        start = found.end() if found else start
    if found is None or not words:
        return None
    whole = _words(words, len(words)).match(text, found.start())
    return found.start(), whole.end() if whole else found.end()


def _words(words: list[str], most: int = WORDS) -> re.Pattern[str]:
    """Return the pattern of the words, wherever the text breaks its lines, and with a last hyphen or not."""
    parts = [re.escape(word) for word in words[:most]]
    if len(parts) == len(words) and words[-1].endswith("-"):
        parts[-1] = f"{re.escape(words[-1][:-1])}-?"
    return re.compile(r"\s+".join(parts))


def _clean(line: str) -> str:
    read, _ = read_lines(line)
    return read[0].text if read else ""


def _stands_after(record: ParsedMeeting, at: int, name: str, row: int, line: int) -> bool:
    """Tell whether a row of the item, or the list that it was read with, stands at the line or after it."""
    placed = lines_at(record, f"items.{at}.{name}.{row}") or lines_at(record, f"items.{at}.{name}")
    return bool(placed) and placed[0] >= line


def _traced(record: ParsedMeeting, line: int, field: str) -> ParsedMeeting:
    trace = {*((placed.line, placed.field) for placed in record.trace), (line, field)}
    return replace(
        record,
        trace=tuple(Placed(line=number, field=path) for number, path in sorted(trace)),
        unplaced=tuple(row for row in record.unplaced if row.line != line),
    )


def place(
    record: ParsedMeeting, choices: Choices, which: int, at: int, lines: list[str]
) -> tuple[ParsedMeeting, Choices]:
    """Put a line that no field took into an item's text, where its line stands, else at the end."""
    row, item = record.unplaced[which], record.items[at]
    name = _text_at(record, at, row.line)
    text = getattr(item, name)
    placed = lines_at(record, f"items.{at}.{name}")
    end = _end_of_paragraph(text, placed, row.line, lines)
    longer: dict[str, Any] = {name: _joined([text[:end], row.text, text[end:].strip()])}
    items = list(record.items)
    items[at] = replace(item, **longer)
    unplaced = tuple(entry for index, entry in enumerate(record.unplaced) if index != which)
    record = replace(record, items=tuple(items), unplaced=unplaced)
    if 0 < row.line <= len(lines):
        trace = {*((p.line, p.field) for p in record.trace), (row.line, f"items.{at}.{name}")}
        record = replace(record, trace=tuple(Placed(line=n, field=path) for n, path in sorted(trace)))
    return record, choices


def _end_of_paragraph(text: str, placed: list[int], line: int, lines: list[str]) -> int:
    """Return where the paragraph of the lines before this one ends; the text's end if they are gone."""
    before = [number for number in placed if number < line]
    if placed and not before:
        return 0
    found = _place(text, before, lines) if before else None
    end = text.find("\n\n", found[1]) if found else -1
    return end if end >= 0 else len(text)


def _text_at(record: ParsedMeeting, at: int, line: int) -> str:
    """Return the text of the item that the last line before this one was read into."""
    last = {
        name: max((n for n in lines_at(record, f"items.{at}.{name}") if n < line), default=0)
        for name in TEXTS
    }
    best = max(TEXTS, key=lambda name: last[name])
    return best if last[best] else "background"


def nearest_item(record: ParsedMeeting, choices: Choices, line: int) -> int | None:
    """Return the item that a line most likely belongs to: the one it stands in, or the last before it."""
    kept = [at for at in range(len(record.items)) if f"items.{at}" not in choices.dropped]
    before = [at for at in kept if (record.items[at].first_line or line + 1) <= line]
    return max(before, key=lambda at: record.items[at].first_line or 0, default=kept[0] if kept else None)
