"""Two wordings of a text, told apart word by word, for somebody who reads only what changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "old", "new", "gap"]
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many words a changed passage is shown whole, old and new: comparing takes their square.
MOST_WORDS = 3000
# So few unchanged words between two changes are easier to read as part of the change.
ISLAND = 2


class Piece(NamedTuple):
    kind: Kind
    text: str


def pieces(old: str, new: str, whole: bool = False) -> list[Piece]:
    """Return the text as pieces that stay, go and come; unchanged lines far from a change become a gap."""
    before, after = _lines(old), _lines(new)
    found: list[Piece] = []
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for index, (kind, i, j, m, n) in enumerate(steps):
        if kind == "equal":
            kept = before[i:j]
            found += _same(kept, index > 0, index < len(steps) - 1) if not whole else _joined("same", kept)
        else:
            found += _changed("".join(before[i:j]), "".join(after[m:n]))
    return list(_together(found))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _joined(kind: Kind, lines: Sequence[str]) -> list[Piece]:
    return [Piece(kind, "".join(lines))] if lines else []


def _same(lines: list[str], has_before: bool, has_after: bool) -> list[Piece]:
    """Keep the line next to a change on either side; what lies between is a gap."""
    first = lines[:1] if has_before else []
    last = lines[-1:] if has_after and len(lines) > len(first) else []
    left = len(lines) - len(first) - len(last)
    gap = [Piece("gap", "")] if any(line.strip() for line in lines[len(first) : len(first) + left]) else []
    return [*_joined("same", first), *gap, *_joined("same", last)]


def _changed(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        yield from (Piece("old", old), Piece("new", new))
        return
    for kind, i, j, m, n in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[i:j]))
            continue
        yield Piece("old", "".join(before[i:j]))
        yield Piece("new", "".join(after[m:n]))


def _together(found: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours of one kind; a word or two between two changes go with them."""
    rows: list[Piece] = []
    for piece in found:
        if rows and piece.kind == rows[-1].kind == "same":
            rows[-1] = Piece("same", rows[-1].text + piece.text)
        elif piece.text or piece.kind == "gap":
            rows.append(piece)
    old, new = "", ""
    for index, piece in enumerate(rows):
        is_changed = piece.kind in ("old", "new")
        glue = (
            piece.kind == "same"
            and len(piece.text.split()) <= ISLAND
            and "\n" not in piece.text
            and (old or new)
            and index + 1 < len(rows)
            and rows[index + 1].kind in ("old", "new")
        )
        if is_changed or glue:
            old += piece.text if piece.kind in ("old", "same") else ""
            new += piece.text if piece.kind in ("new", "same") else ""
            continue
        yield from _pair(old, new)
        old = new = ""
        yield piece
    yield from _pair(old, new)


def _pair(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece("old", old)
    if new:
        yield Piece("new", new)


def narrowed(old: str, new: str) -> tuple[str, str]:
    """Return the lines of both that differ, if the old ones stand once in the text; else both whole."""
    before, after = _lines(old), _lines(new)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    said = "".join(before[start : len(before) - end]).strip("\n")
    says = "".join(after[start : len(after) - end]).strip("\n")
    return (said, says) if said.strip() and says.strip() and old.count(said) == 1 else (old, new)
