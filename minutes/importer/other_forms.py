"""Rarer forms of an item's heading: "45/2021 Taxa", "IV Avslutning", "09.15 Ekonomi", "Ärende: Tidplan"."""

import re
from collections.abc import Callable, Iterator, Sequence

from minutes.importer.headings import Heading, is_title, part_rest, placed
from minutes.importer.lines import SourceLine

_LONGEST = 200
_YEARLY = re.compile(
    r"((?:[A-ZÅÄÖ]{2,6}\s)?(?:\d{1,4}[/:-](?:19|20)\d\d|(?:19|20)\d\d[/:-]\d{1,4}|\d{1,4}/(?:1[3-9]|2\d)))"
    r"[.:]?\s+(\S.*)"
)
_YEAR_FIRST = re.compile(r"((?:1[3-9]|2\d)[/:-]\d{1,4})[.:]?\s+(\S.*)")
_ROMAN = re.compile(r"([IVX]{1,6})[.):]?\s+([A-ZÅÄÖ].*)")
_TIMED = re.compile(
    r"(?:[Kk]l(?:ockan)?\.?\s*)?((\d{1,2})[.:](\d\d)(?:\s*[-–]\s*\d{1,2}[.:]\d\d)?)\s*[.:–-]?\s+([A-ZÅÄÖ].*)"
)
_LABELLED = re.compile(
    r"(?:Ärende|ÄRENDE|Punkt|PUNKT|Rubrik|Fråga|Ämne|Dagordningspunkt)"
    r"\s*(\d{0,3})\s*[:–]\s*(\S.*)"
)
_LETTERED = re.compile(r"([A-Za-zÅÄÖåäö])[.)]\s+([A-ZÅÄÖ].*)")
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
_LOOSE = re.compile(r"(\d{1,2})[.)]\s*([a-zåäö].*)")
_ALONE = re.compile(r"(\d{1,3})[.)]?")
_CODED = re.compile(r"([A-ZÅÄÖ]{1,6}\d{0,4}[.:-])(\d{1,3})[.:]?\s+(\S.*)")
_NUMERALS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
)  # fmt: skip
_ROMANS = {numeral: value for value, numeral in enumerate(_NUMERALS, 1)}
_TITLE_ENDS = 300
_LINE = 80
_LEAST = 3
_MOST_LINES = 20_000  # minutes are shorter

Form = Callable[[Sequence[SourceLine], int], Heading | None]


def find_other(lines: Sequence[SourceLine]) -> list[Heading]:
    """Return the headings of the form that goes on longest; each needs a few in rising order."""
    best: list[Heading] = []
    lines = lines[:_MOST_LINES]
    for form, least, rises in (
        (_labelled, 2, False),
        (_yearly, 2, True),
        (_year_first, 3, True),
        (_roman, 3, True),
        (_timed, 3, True),
        (_alone, 3, True),
        (_lettered, 3, True),
        (_loose, 3, True),
    ):
        found = [heading for at in range(len(lines)) if (heading := placed(form(lines, at), at))]
        chosen = list(_rising(found) if rises else found)
        if len(chosen) >= least and len(chosen) > len(best):
            best = chosen
    coded = _coded(lines)
    return coded if len(coded) > len(best) else best


def _coded(lines: Sequence[SourceLine]) -> list[Heading]:
    """Return headings with a prefix, "A.1 Öppnande" or "FM4-2 Val"; each prefix counts for itself."""
    found: list[Heading] = []
    last: dict[str, int] = {}
    for at, line in enumerate(lines):
        match = None if _is_long(line) else _CODED.fullmatch(line.text)
        if match is None or not is_title(match[3]) or match[3][-1] in ".,;":
            continue
        number = int(match[2])
        if number == last.get(match[1], number - 1 if number == 1 or not last else 0) + 1:
            last[match[1]] = number
            found.append(Heading(line, "coded", match[1] + match[2], match[3], at=at))
    return found if len(found) >= _LEAST else []


def _rising(found: Sequence[Heading]) -> Iterator[Heading]:
    """Yield those whose numbers go on from one to the next; hours may leap."""
    last: int | None = None
    for heading in found:
        value = _value(heading)
        if last is None or last < value <= last + (2400 if heading.style == "timed" else 1):
            last = value
            yield heading


def _value(heading: Heading) -> int:
    if heading.style == "roman":
        return _ROMANS[heading.number]
    if heading.style == "year_first":
        return int(re.split(r"\D", heading.number)[1])
    if heading.style == "lettered":
        return _LETTERS.index(heading.number.lower())
    if heading.style == "timed":
        return int(re.sub(r"\D.*", "", heading.case[0][1])) * 100 + int(heading.case[0][1][-2:])
    return heading.value


def _is_long(line: SourceLine) -> bool:
    return len(line.text) > _LONGEST or line.bullet


def _labelled(lines: Sequence[SourceLine], at: int) -> Heading | None:
    match = None if _is_long(lines[at]) else _LABELLED.fullmatch(lines[at].text)
    return Heading(lines[at], "labelled", match[1], match[2]) if match else None


def _yearly(lines: Sequence[SourceLine], at: int) -> Heading | None:
    match = None if _is_long(lines[at]) else _YEARLY.fullmatch(lines[at].text)
    return Heading(lines[at], "sign", match[1], match[2]) if match and is_title(match[2]) else None


def _year_first(lines: Sequence[SourceLine], at: int) -> Heading | None:
    match = None if _is_long(lines[at]) else _YEAR_FIRST.fullmatch(lines[at].text)
    return Heading(lines[at], "year_first", match[1], match[2]) if match and is_title(match[2]) else None


def _roman(lines: Sequence[SourceLine], at: int) -> Heading | None:
    match = None if _is_long(lines[at]) else _ROMAN.fullmatch(lines[at].text)
    if match is None or match[1] not in _ROMANS or lines[at].text[-1] in ".,;":
        return None
    return Heading(lines[at], "roman", match[1], match[2])


def _timed(lines: Sequence[SourceLine], at: int) -> Heading | None:
    line = lines[at]
    match = None if _is_long(line) else _TIMED.fullmatch(line.text)
    if match is None or int(match[2]) > 23 or line.text[-1] in ".,;":
        return None
    return Heading(line, "timed", "", match[4], case=[(line, f"{match[2]}.{match[3]}")])


def _lettered(lines: Sequence[SourceLine], at: int) -> Heading | None:
    line = lines[at]
    match = None if _is_long(line) or not line.gap else _LETTERED.fullmatch(line.text)
    return Heading(line, "lettered", match[1], match[2]) if match and line.text[-1] not in ".,;" else None


def _loose(lines: Sequence[SourceLine], at: int) -> Heading | None:
    """A title with a small letter, which only counts where the document has no others."""
    line = lines[at]
    match = None if _is_long(line) or not line.gap else _LOOSE.fullmatch(line.text)
    return Heading(line, "loose", match[1], match[2]) if match and line.text[-1] not in ".,;" else None


def _alone(lines: Sequence[SourceLine], at: int) -> Heading | None:
    match = _ALONE.fullmatch(lines[at].text)
    after = lines[at + 1] if at + 1 < len(lines) else None
    if match is None or after is None or after.gap > 2 or len(after.text) > _TITLE_ENDS or after.bullet:
        return None
    parted = Heading(after, "alone", match[1], after.text)
    part_rest(parted)
    if not is_title(after.text) or (after.text[-1] in ".,;" and not parted.rest and len(after.text) > _LINE):
        return None
    return Heading(lines[at], "alone", match[1], "")
