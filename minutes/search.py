"""Words to conditions on the database, and hits to excerpts with the words marked."""

import datetime as dt
import itertools
import re
from typing import NamedTuple

from django.db.models import Q

MAX_LENGTH = 200
EXCERPT_LENGTH = 220

_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_PARAGRAPH = re.compile(r"§\s*(\d{1,4}[a-z]?)(?::\d+)?(?!\w)", re.IGNORECASE)


def words(text: str) -> list[str]:
    """Return the words to look for, each once; quotation marks round a word are no part of it."""
    found = (word.strip("\"'”“’.,;:!?()") for word in text.split())
    return list(dict.fromkeys(word for word in found if word))


def matching(wanted: list[str], fields: list[str]) -> Q:
    """Return the condition that every word stands in one of the fields, in any case."""
    condition = Q()
    for word in wanted:
        either = Q()
        for field, spelling in itertools.product(fields, _spellings(word)):
            either |= Q(**{f"{field}__icontains": spelling})
        condition &= either
    return condition


def _spellings(word: str) -> list[str]:
    """Return the word with å, ä, ö and their like in both cases: SQLite folds a–z alone."""
    letters = [sorted({char.lower(), char.upper()}) if ord(char) > 127 else [char] for char in word]
    if sum(len(choice) > 1 for choice in letters) > 4:
        return list(dict.fromkeys([word, word.lower(), word.upper(), word.capitalize()]))
    return ["".join(choice) for choice in itertools.product(*letters)]


class Reference(NamedTuple):
    """A paragraph of a meeting as people write it: "§ 8 2023-11-06", "LG 2023-11-06 §8"."""

    date: dt.date
    number: str
    prefix: str


def reference(text: str) -> Reference | None:
    """Return the reference if the text is one and nothing more."""
    date, paragraph = _DATE.search(text), _PARAGRAPH.search(text)
    if not date or not paragraph:
        return None
    rest = text.replace(date[0], " ", 1).replace(paragraph[0], " ", 1).split()
    try:
        day = dt.date.fromisoformat(date[1])
    except ValueError:
        return None
    return Reference(day, paragraph[1], "".join(rest).upper()) if len(rest) < 2 else None


def excerpt(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """Cut the text round its first hit, and part it into (words, is a hit)."""
    text = " ".join(text.split())
    if not wanted:
        return [(text[:EXCERPT_LENGTH], False)]
    pattern = re.compile("|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True)), re.I)
    first = pattern.search(text)
    start = max(0, first.start() - 80) if first else 0
    if start:  # begin at a whole word
        start = text.find(" ", start, first.start() if first else None) + 1 or start
    cut = text[start : start + EXCERPT_LENGTH]
    parts: list[tuple[str, bool]] = [("… ", False)] if start else []
    end = 0
    for hit in pattern.finditer(cut):
        parts += [(cut[end : hit.start()], False), (hit[0], True)]
        end = hit.end()
    parts.append((cut[end:] + ("…" if start + EXCERPT_LENGTH < len(text) else ""), False))
    return [part for part in parts if part[0]]
