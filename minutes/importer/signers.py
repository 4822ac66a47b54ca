"""What a line of the place to sign consists of: offices, names, and names with an office beside them."""

import re
from collections.abc import Sequence

from minutes.importer.attendee import office_of, read_attendee, read_people_list
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.labels import OFFICES, Label, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, looks_like_name
from minutes.importer.spaced import spaced_label

_LONGEST_LINE = 300
_OFFICE_WORD = (
    r"(?:(?:[Mm]ötes)?(?:[Oo]rdf(?:\.|örande)?|[Ss]ekr(?:\.|eterare)?)|[Jj]uster(?:are|as|at|ande|ingsman)"
    r"|[Jj]ust\.?|[Vv]id protokollet|[Vv]id pennan|[Pp]rotokollförare|[Pp]rotokolljusterare)"
)
_LABEL_INSIDE = re.compile(rf"(?<=[\w.)])[.,;]?\s+(?=(?:och )?{_OFFICE_WORD}\s?:)")
_BEGINS_WITH_OFFICE = re.compile(rf"{_OFFICE_WORD} [A-ZÅÄÖ]")
_OFFICE_INSIDE = re.compile(rf"(?<=[a-zåäö)])[.,;]?\s+(?={_OFFICE_WORD} [A-ZÅÄÖ])")
_AFTER_SENTENCE = re.compile(r"(?<=[.)!])\s+(?=Vid protokollet\b.{0,60}$)")
_OFFICES_ALONE = re.compile(rf"{_OFFICE_WORD}(?:[ :]+{_OFFICE_WORD})+:?")
_COMMA_FOR_COLON = re.compile(r"^(Juster(?:at|as|are)|Vid protokollet|Antecknat),\s+(?=[A-ZÅÄÖ])")
_ALONE_IN_BRACKETS = re.compile(
    r"(?<=:)\s+\(([^()]{3,40})\)$"
)  # under a line to sign on: "Justerare: (Bo Alm)"
_PARTY = re.compile(r" \([A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,3}\)")
_RULER = re.compile(r"[_.…/\\\-–\s]+")
_BESIDE = re.compile(
    r"(?:^|\s)[Pp]aragraf(?:er)?:?(?: §*)? ?\d.*$|[_.…]{3,}|^[/\s]+|[/\s]+$|§§?\s*\d.*$"
    r"|\((?:sign|signatur|signerat)\.?\)"
    r"|(?<=[a-z]),? (?:den )?(?:\d{4}-\d\d-\d\d|\d{1,2}(?:/\d{1,2}| [a-zåäö]{3,9})[ -]\d{2,4})$"
)


def part_offices(line: SourceLine, in_head: bool = False) -> list[SourceLine]:
    """Part "Vid protokollet: Anna Ek Ordförande: Bo Alm" before each office; in a head only at a colon."""
    if len(line.text) > _LONGEST_LINE or line.cells or _OFFICES_ALONE.fullmatch(line.text):
        return [line]
    texts = [line.text]
    if not in_head and (tail := _AFTER_SENTENCE.search(line.text)):
        texts = [line.text[: tail.start()], line.text[tail.end() :]]
    elif line.text.count(":") > 1:
        texts = _LABEL_INSIDE.split(line.text)
    elif not in_head and _BEGINS_WITH_OFFICE.match(line.text):
        texts = _OFFICE_INSIDE.split(line.text)
    if len(texts) == 1:
        return [line]
    return [
        line._replace(text=text, folded=fold(text), gap=0 if at else line.gap)
        for at, text in enumerate(texts)
    ]


def cells_of(line: SourceLine) -> list[str]:
    """Return the cells of a row, also where single spaces part whole names or offices."""
    whole: Sequence[str] = line.cells or (line.text,)
    if len(whole) == 1 and len(line.text) < 120:
        if _OFFICES_ALONE.fullmatch(line.text):
            whole = [match[0] for match in re.finditer(_OFFICE_WORD, line.text)]
        else:
            whole = _names_apart(line.text)
    cells = [_ALONE_IN_BRACKETS.sub(r" \1", _BESIDE.sub("", cell)).strip(" /:") for cell in whole]
    return [cell for cell in cells if cell and not _RULER.fullmatch(cell)]


def _names_apart(text: str) -> list[str]:
    """Part "Anna Ek Bo Alm" before each given name that a whole name stands before."""
    words = _PARTY.sub("", text).split(" ")
    starts = [0]
    for at in range(2, len(words) - 1):
        if is_given(words[at]) and at - starts[-1] >= 2:
            starts.append(at)
    parts = [" ".join(words[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)]
    surely = len(parts) > 1 and all(looks_like_name(part) and is_given(part.split()[0]) for part in parts)
    return parts if surely else [text]


def _label(cell: str, names: Names) -> Label | None:
    """Return the label of a cell with its value, a colon between them or none: "Sekreterare Bo Alm"."""
    cell = _COMMA_FOR_COLON.sub(r"\1: ", cell, count=1)
    folded = fold(cell)
    return find_label(cell, folded) or spaced_label(SourceLine(0, cell, folded, 0), names)


def office_in(cell: str) -> str:
    label = find_label(cell, fold(cell))
    if label and label.kind in OFFICES and not label.value:
        return label.kind
    return office_of(cell)


def own_office(cell: str, names: Names) -> str:
    """Return the office that stands beside the name: "Justeras: Bo Alm", "Bo Alm, ordf."."""
    label = _label(cell, names)
    if label and label.kind in OFFICES and label.value and looks_like_name(label.value.strip(" /.")):
        return label.kind
    attendee = read_attendee(cell, names)
    return attendee.offices[0] if attendee and attendee.offices else ""


def several_in(cell: str, names: Names) -> list[tuple[str, str]]:
    """Return the several persons of "Justeras: Anna Ek, ordförande, och Bo Alm", each with the office."""
    label = _label(cell, names)
    if label is None or label.kind not in OFFICES or not label.value:
        return []
    found, left = read_people_list(label.value.strip(" /."), names)
    alone = len(found) < 2 and not any(one.offices for one in found)
    if left or alone or not all(looks_like_name(one.record.name) for one in found):
        return []
    own = [(office, one.record.name) for one in found for office in one.offices if office != label.kind]
    return [(label.kind, one.record.name) for one in found] + own


def name_in(cell: str, names: Names) -> str:
    label = _label(cell, names)
    if label and label.kind in OFFICES and label.value:
        cell = label.value.strip(" /.")
    attendee = read_attendee(cell, names)
    if attendee is None:
        return ""
    name = attendee.record.name
    return name if is_given(name.split()[0]) or names.knows(name) or attendee.offices else ""
