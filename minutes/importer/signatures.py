"""The places to sign at the end: who wrote and who approves, above, below or beside their names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from minutes.importer.draft import LAYOUT, Draft
from minutes.importer.folding import fold
from minutes.importer.labels import OFFICES, document_name, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, is_post, looks_like_name
from minutes.importer.records import Named
from minutes.importer.signers import cells_of, name_in, office_in, own_office, part_offices, several_in

_MOST_WORDS = 7
_LINES = 40  # a block to sign is no longer
_SIGNERS = OFFICES | {"presenters"}
_SIGN_OFF = re.compile(r"/\s?([A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+)?)$")


@dataclass(slots=True)
class _Block:
    """The reading of the block: what the columns stand for, and names whose office comes below them."""

    names_above: bool
    row: list[str] = field(default_factory=list)  # the names of the line before
    columns: list[str] = field(default_factory=list)
    waiting: list[tuple[SourceLine, list[str]]] = field(default_factory=list)
    found: list[tuple[SourceLine, str, str]] = field(default_factory=list)
    # Names beside those that an office stands under.
    others: list[tuple[SourceLine, str]] = field(default_factory=list)


def take_signatures(lines: Sequence[SourceLine], draft: Draft) -> list[SourceLine]:
    """Read the block that ends the minutes; return the lines before it."""
    whole = lines
    lines = [part for line in whole for part in part_offices(line)]
    start = _start(lines, draft.names)
    if start == len(lines):
        return _take_sign_off(whole, draft)
    block = _Block(names_above=_names_above(lines[start:], draft.names))
    block.found = _in_order(lines[start:], draft.names)
    for at in range(start, len(lines)) if not block.found else ():
        _read_line(lines[at], block, draft.names, _signs_under(lines, at, start))
    if not block.found:
        return list(whole)
    waiting = [name for _, people in block.waiting for name in people]
    draft.names.learn(Named(name=name) for name in [*waiting, *(name for _, name in block.others)])
    for line, name in block.others:
        draft.leave(line, name)
    for line, office, name in block.found:
        draft.add_people(office, [Named(name=draft.names.whole(name) or name)])
        draft.place_lines([line], f"head.{office}")
        label = find_label(line.text, line.folded)
        if office == "secretaries" and label and not draft.document_name:
            draft.document_name = document_name(fold(label.printed))
    if any(office_in(cell) == "approvers" for line in lines[start:] for cell in cells_of(line)):
        draft.approving_chairs = [name for _, office, name in block.found if office == "chairs"]
    placed = {line.number for line, _, _ in block.found}
    for line in lines[start:]:
        if line.number not in placed:
            _leave(line, draft)
    return [
        *(line for line in whole if line.number < lines[start].number),
        *(part for part in lines[:start] if part.number == lines[start].number),
    ]


def _signs_under(lines: Sequence[SourceLine], at: int, start: int) -> int:
    """Return how many offices stand right under the line, where a blank line parts it from the one above."""
    after = lines[at + 1] if at + 1 < len(lines) else None
    if after is None or after.gap > 1:
        return 0
    cells = cells_of(after)
    if not cells or not all(map(office_in, cells)):
        return 0
    return len(cells) if len(cells) > 1 or (not after.gap and (lines[at].gap or at == start)) else 0


def _in_order(lines: Sequence[SourceLine], names: Names) -> list[tuple[SourceLine, str, str]]:
    """Read offices one under the other and then, in the same order, the names; or the names first."""
    tokens: list[tuple[SourceLine, str, str]] = []
    for line in lines:
        cells = cells_of(line)
        found = [_plain_name(cell, names) for cell in cells]
        kinds = [office_in(cell) or ("-" if is_post(cell) else "") for cell in cells]
        if len(cells) > 1 and any(found):
            return []
        tokens += [(line, office, name) for office, name in zip(kinds, found, strict=True)]
    offices_first = bool(tokens) and bool(tokens[0][1])
    first = [*takewhile(lambda one: bool(one[1]) == offices_first and bool(one[1]) != bool(one[2]), tokens)]
    second = tokens[len(first) :]
    if not all(bool(one[1]) != offices_first and bool(one[1]) != bool(one[2]) for one in second):
        return []
    offices, people = (first, second) if offices_first else (second, first)
    kinds = [office for _, office, _ in offices]
    if len(kinds) < 2 or len(people) < len(kinds) or (len(people) > len(kinds) and kinds[-1] != "approvers"):
        return []
    kinds += kinds[-1:] * (len(people) - len(kinds))
    return [(line, kind, name) for kind, (line, _, name) in zip(kinds, people, strict=True) if kind != "-"]


def _plain_name(cell: str, names: Names) -> str:
    """Return the name in a cell that says nothing of an office."""
    return "" if office_in(cell) or is_post(cell) or own_office(cell, names) else name_in(cell, names)


def take_signed(lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    """Read "Underskrifter" on a front page, where labels and names may have come apart; return its end, or 0.

    The labels stand before their names, or after them if the last of all is a label.
    """
    tokens: list[tuple[SourceLine, str, str]] = []
    stop = at
    while stop < min(len(lines), at + _LINES):
        found = list(_tokens(lines[stop], draft.names))
        if not found:
            break
        tokens += [(lines[stop], office, name) for office, name in found]
        stop += 1
    offices = [office for _, office, _ in tokens if office]
    if not offices or len(offices) == len(tokens):
        return 0
    if tokens[-1][1]:
        tokens.reverse()
    office = ""
    for line, new, name in tokens:
        office = new or office
        if name and office:
            draft.add_people(office, [Named(name=name)])
            draft.place_lines([line], f"head.{office}")
        else:
            draft.place_lines([line], f"head.{office}" if office else LAYOUT)
    return stop


def take_columns(lines: Sequence[SourceLine], at: int, draft: Draft) -> int:
    """Read "Ordförande   Föredragande   Protokollförare" over names that stand one under the other, in order.

    Posts may stand between the names. Return the end of the block, or `at` when it is none.
    """
    cells = [cell for cell in lines[at].cells if cell]
    labels = [find_label(cell, fold(cell)) for cell in cells]
    kinds = [
        office_in(cell) or (label.kind if label else "") for cell, label in zip(cells, labels, strict=True)
    ]
    if len(kinds) < 2 or not all(kinds) or not _SIGNERS.intersection(kinds):
        return at
    people: list[tuple[SourceLine, str]] = []
    stop = at + 1
    while stop < min(len(lines), at + _LINES) and len(people) < len(kinds):
        line = lines[stop]
        if line.level or len(line.text.split()) > _MOST_WORDS or find_label(line.text, line.folded):
            break
        if line.cells and len(cells_of(line)) > 1:
            break
        name = name_in(line.text, draft.names) or (line.text if looks_like_name(line.text) else "")
        if name:
            people.append((line, name))
        stop += 1
    if len(people) != len(kinds):
        return at
    for kind, (line, name) in zip(kinds, people, strict=True):
        if kind in _SIGNERS:
            draft.people.setdefault(kind, [])
            draft.add_people(kind, [Named(name=name)])
            draft.place_lines([line], f"head.{kind}")
    draft.place_lines([lines[at]], LAYOUT)
    taken = {line.number for kind, (line, _) in zip(kinds, people, strict=True) if kind in _SIGNERS}
    for line in lines[at + 1 : stop]:
        if line.number not in taken:
            draft.leave(line)
    return stop


def _tokens(line: SourceLine, names: Names) -> Iterator[tuple[str, str]]:
    """Yield the offices and names of a line that holds nothing else: (office, "") or ("", name)."""
    found: list[tuple[str, str]] = []
    for cell in cells_of(line):
        words = cell.split()
        if office := office_in(cell):
            found.append((office, ""))
        elif name := name_in(cell, names):
            first, last = office_in(words[0]), office_in(words[-1])
            if first:
                found += [(first, ""), ("", name)]
            elif last:
                found += [("", name), (last, "")]
            else:
                found.append(("", name))
        else:
            return
    yield from found


def _leave(line: SourceLine, draft: Draft) -> None:
    """A label over or under a name says no more than the office that was read from it."""
    kinds = {office_in(cell) for cell in cells_of(line)}
    if kinds <= OFFICES:
        for kind in kinds:
            draft.place_lines([line], f"head.{kind}")
    else:
        draft.leave(line)


def _take_sign_off(lines: Sequence[SourceLine], draft: Draft) -> list[SourceLine]:
    """Take "/Anna" as the last line for the one who wrote."""
    match = _SIGN_OFF.fullmatch(lines[-1].text) if lines else None
    if match is None or draft.people["secretaries"]:
        return list(lines)
    name = draft.names.whole(match[1]) or match[1]
    draft.add_people("secretaries", [Named(name=name)])
    draft.place_lines([lines[-1]], "head.secretaries")
    return list(lines[:-1])


def _start(lines: Sequence[SourceLine], names: Names) -> int:
    """Return where the lines at the end begin that are nothing but offices and names."""
    start = len(lines)
    offices = 0
    for at in range(len(lines) - 1, max(-1, len(lines) - _LINES), -1):
        cells = cells_of(lines[at])
        if (
            not cells
            or not all(_belongs(cell, names) for cell in cells)
            or lines[at].bullet
            or (lines[at].level and not all(map(office_in, cells)))
        ):
            break
        has_office = any(
            office_in(cell) or own_office(cell, names) or several_in(cell, names) for cell in cells
        )
        offices += has_office
        if has_office or any(name_in(cell, names) for cell in cells):
            start = at
    return start if offices else len(lines)


def _names_above(lines: Sequence[SourceLine], names: Names) -> bool:
    """Tell whether the offices stand under the names: then no name follows the last office."""
    for line in reversed(lines):
        cells = cells_of(line)
        if cells and all(office_in(cell) for cell in cells):
            return True
        if any(name_in(cell, names) for cell in cells):
            return False
    return False


def _belongs(cell: str, names: Names) -> bool:
    if len(cell.split()) > _MOST_WORDS or len(cell) > 80:
        return False
    return cell[-1] != "." or len(cell) < 12 or bool(own_office(cell, names))


def _read_line(line: SourceLine, block: _Block, names: Names, under: int) -> None:
    cells = cells_of(line)
    offices = [office_in(cell) for cell in cells]
    if len(offices) == 1 and offices[0] and not line.gap and len(block.columns) > 1 and block.row:
        block.found.append((line, offices[0], block.row[-1]))  # the office of the one just above
        return
    if offices and all(offices):
        near = line.gap <= (len(offices) > 1)
        close = near and bool(block.waiting) and len(block.waiting[-1][1]) == len(offices)
        if (block.names_above or close) and block.waiting:
            _name_below(block, offices)
        else:
            block.columns = offices
        return
    if len(cells) == 1 and (listed := several_in(cells[0], names)):
        block.columns = [listed[0][0]]
        block.found += [(line, office, name) for office, name in listed]
        return
    people = _people(cells, block, names)
    if offices and offices[0] and any(people):  # "Justeras | Bo Alm"
        block.columns = [offices[0]]
        cells, people = cells[1:], people[1:]
    block.row = [name for name in people if name]
    own = [own_office(cell, names) for cell in cells]
    if any(own) and any(people) and find_label(cells[0], fold(cells[0])):
        block.columns = [own[0]]
    taken = {office for _, office, _ in block.found}
    left: list[str] = []
    for at, (name, office) in enumerate(zip(people, own, strict=True)):
        if not name:
            continue
        chosen = office or ("" if under == len(cells) else _column(block.columns, at, len(cells)))
        if not office and chosen == "secretaries" and (chosen in taken or (at and len(block.columns) == 1)):
            # One person writes: the others in the column approve, or sign for what no label says.
            chosen = "approvers" if "approvers" in block.columns else ""
        if chosen:
            block.found.append((line, chosen, name))
        else:
            left.append(name)
    if left:
        block.waiting.append((line, left))


def _people(cells: Sequence[str], block: _Block, names: Names) -> list[str]:
    """Return the name in each cell; under an office, or beside a name, two capitalised words are one too."""
    people = [name_in(cell, names) for cell in cells]
    if any(people) or block.columns:
        for at, cell in enumerate(cells):
            if not people[at] and looks_like_name(cell) and not names.is_organization(cell):
                people[at] = cell
    return people


def _column(columns: Sequence[str], at: int, count: int) -> str:
    """Return what the cell stands for; a lone cell under several labels is mostly one more who approves."""
    if not columns:
        return ""
    if len(columns) == 1 or count == len(columns):
        return columns[min(at, len(columns) - 1)]
    return "approvers" if "approvers" in columns else columns[-1]


def _name_below(block: _Block, offices: Sequence[str]) -> None:
    """Give the names that wait the offices that stand under them."""
    line, people = block.waiting[-1]
    for at, name in enumerate(people):
        if at < len(offices) or offices[-1] == "approvers":  # one writes and one leads, but several approve
            block.found.append((line, offices[min(at, len(offices) - 1)], name))
        else:
            block.others.append((line, name))
    block.waiting.clear()
