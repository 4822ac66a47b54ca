"""Labels that no colon parts from their value: "Ordförande Anna Ek", "Datum 2024-03-12"."""

import re

from minutes.importer.attendee import read_people_list
from minutes.importer.dates import find_hours, find_moments
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.labels import ATTENDANCE, HEAD, OFFICES, Label, known_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, is_post_word, looks_like_name
from minutes.importer.sublists import list_starts, sublists

_OPEN_LIST = re.compile(r"(?:,|\s+(?:och|samt|&))$")
_INNER = re.compile(r"(?<=[.,;)\w])\s+([A-ZÅÄÖ][\w &/]{2,30}?):")
_LONGEST = 200
_LONGEST_LINE = 2000


def spaced_label(line: SourceLine, names: Names) -> Label | None:
    """Return the label of "Ordförande Anna Ek" or "Datum 2024-03-12", which no colon parts from its value."""
    words = line.text.split(" ")
    if len(words) < 2 or len(line.text) > _LONGEST_LINE or ":" in words[0]:
        return None
    for count in range(min(4, len(words) - 1), 0, -1):
        known = known_label(fold(" ".join(words[:count])).rstrip("."))
        value = " ".join(words[count:])
        if not known or known[0] not in HEAD:
            continue
        fits = len(line.text) <= _LONGEST and _fits(known[0], value, names)
        if fits or _opens(known[0], value, names):
            return Label(*known, value, len(line.text) - len(value))
    return None


def split_labels(line: SourceLine) -> list[SourceLine]:
    """Part "Ordförande: Anna Ek. Sekreterare: Bo Alm" before each label that is known."""
    starts = [0]
    if line.text.count(":") > 1 and len(line.text) <= _LONGEST_LINE:
        for match in _INNER.finditer(line.text):
            known = known_label(fold(match[1]))
            if known and known[0] in HEAD - {"body"}:
                starts.append(match.start(1))
    if len(line.text) > _LONGEST and not line.cells:
        starts = sorted({*starts, *list_starts(line.text[:_LONGEST_LINE])})
    if len(starts) == 1:
        return [line]
    parts = [
        line.text[start:stop].strip(" ,;") for start, stop in zip(starts, [*starts[1:], None], strict=True)
    ]
    return [
        line._replace(
            text=part, folded=fold(part), gap=0 if at else line.gap, cells=(), bullet=line.bullet and not at
        )
        for at, part in enumerate(parts)
        if part
    ]


def _fits(kind: str, value: str, names: Names) -> bool:
    """Tell whether the words can be what such a label stands for."""
    if kind in {"date", "next"}:
        return next(find_moments(value), None) is not None or bool(find_hours(value)[0] and len(value) < 40)
    if kind == "when":
        return value[0].isupper() or value[0].isdigit()
    if kind == "place":
        return (value[0].isupper() or value[0].isdigit()) and len(value) < 80 and value[-1] != "."
    if kind == "skip":
        return value[0].isdigit() or value[0] == "§"
    if kind == "body" or value[-1] == "." or value.isupper():
        return False
    found, left = read_people_list(_OPEN_LIST.sub("", value), names)
    if kind in OFFICES and any(one.record.post for one in found[1:]):
        return False  # "Ordförande Anna Ek, kassör Bo Alm": who was there
    return bool(found) and not left and all(_is_surely_name(one.record.name, names) for one in found)


def _opens(kind: str, value: str, names: Names) -> bool:
    """Tell whether what stands after the label of a list, be it long, begins with several persons."""
    if kind not in ATTENDANCE or not (value[0].isupper() or is_post_word(value.split(" ", 1)[0])):
        return False
    begins = sublists(value if len(value) < _LONGEST else value[:_LONGEST].rpartition(" ")[0], kind)
    found, left = read_people_list(next((one.text for one in begins if one.text), ""), names)
    whole = [one for one in found if looks_like_name(one.record.name)]
    sure = [one for one in whole if _is_surely_name(one.record.name, names)]
    return len(sure) > 1 and 3 * len(sure) >= len(whole) and 3 * len(whole) >= 2 * (len(found) + len(left))


def _is_surely_name(name: str, names: Names) -> bool:
    return looks_like_name(name) and (is_given(name.split()[0]) or names.knows(name))
