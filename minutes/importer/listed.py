"""Who was there, where it does not stand at the top: a list at the end, or an item that is the list."""

import re
from collections.abc import Sequence

from minutes.importer.attendance import is_marks, read_attendance
from minutes.importer.attendee import Attendee, read_people_list
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.guessed import guess_label
from minutes.importer.headings import Heading
from minutes.importer.labels import ATTENDANCE, Label, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import FEWEST_HANDLES, HANDLE, Names, looks_like_name
from minutes.importer.present import add_person
from minutes.importer.records import ParsedAttendance
from minutes.importer.told import read_told, tells

# Labels that among the items more often head an election, or those who get a copy, than who was there.
_WEAK = {
    "valberedning", "revisor", "revisorer", "styrelse", "styrelsen", "förvaltningen", "kassör",
    "vice ordförande", "ordinarie", "suppleant", "suppleanter", "ledamot", "ledamöter", "ersättare",
    "ordinarie ledamöter",
    "styrelseledamöter", "ordinarie ledamot", "övriga", "medlemmar", "representanter", "sekretariatet",
    "sekretariat", "arbetsgivare", "föreläsare", "gäst", "gäster", "lärare",
}  # fmt: skip
_ELECTED = re.compile(r"\b(?:omval|nyval|omvald|nyvald|vald|valdes|valda|fyllnadsval)\b|\b[12] ar\b")
_OF_PRESENT = re.compile(r"narvar|deltag|deltog|rostratt|rostberatt|franvar|forhind")
_ROLL_COLON = re.compile(r"[^:]{0,150}:\s+(?P<who>.+)", re.DOTALL)
_ROLL_FIRST = re.compile(
    r"(?P<who>.+?) (?:befinns|befanns|befunnits|var|är|fanns|noterades|antecknades|deltog) .{0,120}",
    re.DOTALL,
)
_ROLL_LATER = re.compile(r"(?:Samt|Dessutom|Och)\s+(?P<who>.+?)\s+(?:från|fr\.o\.m|efter|under)\b.{0,60}")
_ROLL_PIECE = re.compile(r",|\s(?:och|samt|&)\s")
_LONGEST_ROLL = 2000
_MOST_PEOPLE = 2000  # no meeting has more
_TITLE = re.compile(
    r"(?:upprop|narvaro|narvarande|deltagare|narvarolista|deltagarlista|presentation|rostlangd)\b.*"
    r"|.*\b(?:rostlangd|upprop)(?:en)?"
)


def take_listed(lines: Sequence[SourceLine], headings: Sequence[Heading], draft: Draft) -> list[SourceLine]:
    """Read the attendance among the items, if the head has none; return the lines without it."""
    if len(draft.attendance) > 1 or not headings:
        return list(lines)
    taken: set[int] = set()
    taken_at: set[int] = set()
    starts = {heading.at: heading for heading in headings}
    at = headings[0].at
    stop = 0
    while at < len(lines) and len(draft.attendance) < _MOST_PEOPLE:
        heading = starts.get(at)
        if heading:
            at += 1 + len(heading.more)
            stop = _read_under(heading, lines, at, draft)
        else:
            stop = _read_at(lines, at, draft, goes_on=stop == at and at - 1 in taken_at)
        taken_at.update(range(at, stop))
        taken |= {line.number for line in lines[at:stop]}
        at = max(stop, at if heading else at + 1)
    kept = {
        number
        for heading in headings
        for number in (heading.line.number, *(one.number for one in heading.more))
    }
    taken -= kept
    return [line for line in lines if line.number not in taken]


def _read_under(heading: Heading, lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    """Read the list that is an item, such as "2. Närvarande: Anna Ek, Bo Alm"; return where it ends."""
    label = find_label(heading.title, fold(heading.title))
    if heading.rest and _TITLE.fullmatch(fold(heading.title)) and _are_names(heading.rest, draft.names):
        read_attendance([heading.line], 0, Label("member", "", heading.rest, 0), draft)
    elif label and label.kind in ATTENDANCE and label.value and _are_names(label.value, draft.names):
        read_attendance([heading.line], 0, label, draft)
    elif _TITLE.fullmatch(fold(heading.title)) and at < len(lines):
        line = lines[at]
        if find_label(line.text, line.folded) is None and _are_names(line.text, draft.names):
            return read_attendance(lines, at - 1, Label("member", "", "", 0), draft)
        return _read_roll(lines, at, draft)
    return at


def _read_roll(lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    """Read a roll of nicknames or first names: "nix, bob, kaja och tim befinns närvarande."."""
    stop = at + 1
    opens = lines[at].text[-1] == ":" and bool(_OF_PRESENT.search(lines[at].folded))  # the names come below
    while stop < len(lines) and not lines[stop].level and (not lines[stop].gap or (opens and stop == at + 1)):
        stop += 1
    used = lines[at:stop]
    text = " ".join(line.text for line in used)[:_LONGEST_ROLL]
    match = _ROLL_COLON.fullmatch(text) or _ROLL_FIRST.fullmatch(text)
    names = [name.strip(" .") for name in _ROLL_PIECE.split(match["who"])] if match else []
    if len(names) < FEWEST_HANDLES or not all(HANDLE.fullmatch(name) for name in names):
        return at
    if (
        stop < len(lines)
        and (later := _ROLL_LATER.match(lines[stop].text))
        and HANDLE.fullmatch(later["who"])
    ):
        names.append(later["who"])
        used = lines[at : stop + 1]
    for name in names:
        add_person(Attendee(ParsedAttendance(name=name)), "member", used, draft)
    return at


def _read_at(lines: Sequence[SourceLine], at: int, draft: Draft, goes_on: bool) -> int:
    line = lines[at]
    label = find_label(line.text, line.folded)
    if label is None and line.text[-1] == ":" and _OF_PRESENT.search(line.folded):
        label = guess_label(lines, at, draft.names)
    if label is None or label.kind not in ATTENDANCE:
        return at + 1 if tells(line.folded) and read_told(line, draft) else at
    following = next((one.text for one in lines[at + 1 : at + 4] if not is_marks(one)), "")
    if (label.printed in _WEAK and not goes_on) or _ELECTED.search(fold(label.value or following)):
        return at
    if _are_names(label.value or following, draft.names):
        return read_attendance(lines, at, label, draft)
    return at


def _are_names(text: str, names: Names) -> bool:
    found, left = read_people_list(text[:500], names)
    whole = [one for one in found if looks_like_name(one.record.name)]
    return bool(whole) and len(left) <= len(whole) // 4
