"""What somebody typed in the search box, understood: words, phrases, what to leave out, and filters."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from minutes.search_words import TOKEN, clean, stem

MAX_LENGTH = 200
MOST_TERMS = 20

_QUOTES = str.maketrans("”“„»«", '"""""')
_CHUNK = re.compile(
    r"(?P<flag>(?<!\S)beslut:(?=\s|$))|(?P<minus>(?<!\S)[-−])?(?:(?P<key>[^\W\d_]+):\s*)?"
    r'(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))',
    re.IGNORECASE,
)
_KEYS = {
    "beslut": "decisions",
    "kommun": "organization",
    "region": "organization",
    "organisation": "organization",
    "år": "years",
    "ar": "years",
    "grupp": "body",
}
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?$")
_PARAGRAPH = re.compile(r"§\s*(\d{1,4}[a-z]?)(?::\d+)?(?!\w)", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{4})-(\d{2})(?:-(\d{2}))?\b")


@dataclass(frozen=True)
class Term:
    """A word, or several that stand in a row, as typed and as stems."""

    shown: str
    stems: tuple[str, ...]

    @property
    def is_word(self) -> bool:
        return len(self.stems) == 1


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    decisions_only: bool = False
    years: tuple[int, int] | None = None
    organization: str = ""
    body: str = ""

    @property
    def has_filters(self) -> bool:
        return bool(self.decisions_only or self.years or self.organization or self.body)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for: what to leave out says nothing of what to find."""
        return not self.terms and not self.has_filters


@dataclass
class _Reading:
    terms: list[Term] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    query: Query = field(default_factory=Query)


def understand(text: str) -> Query:
    """Return what is looked for. Whatever is typed has a meaning; nothing in it is an error."""
    read = _Reading()
    for chunk in _CHUNK.finditer(clean(text[:MAX_LENGTH]).translate(_QUOTES)):
        if chunk["flag"]:
            read.query = replace(read.query, decisions_only=True)
            continue
        words = chunk["phrase"] if chunk["phrase"] is not None else chunk["word"]
        key = _KEYS.get((chunk["key"] or "").lower(), "")
        if chunk["key"] and not key:
            words = f"{chunk['key']} {words}"
        _note(read, key, words, bool(chunk["minus"]))
    terms = tuple(dict.fromkeys(read.terms))[:MOST_TERMS]
    return replace(read.query, terms=terms, excluded=tuple(read.excluded[:MOST_TERMS]))


def _note(read: _Reading, key: str, words: str, minus: bool) -> None:
    years = _YEARS.match(words) if key == "years" else None
    if years:
        first, last = int(years[1]), int(years[2] or years[1])
        read.query = replace(read.query, years=(max(1, min(first, last)), max(1, first, last)))
    elif key == "organization" and TOKEN.search(words):
        read.query = replace(read.query, organization=words)
    elif key == "body" and TOKEN.search(words):
        read.query = replace(read.query, body=words)
    else:
        if key == "decisions":
            read.query = replace(read.query, decisions_only=True)
        term = term_of(words)
        if term:
            (read.excluded if minus else read.terms).append(term)


def term_of(words: str) -> Term | None:
    """Return the words as a term; several are looked for in a row, as in "e-post" and "2023-11-06"."""
    found = TOKEN.findall(words)[:MOST_TERMS]
    return Term(" ".join(found), tuple(stem(word) for word in found)) if found else None


@dataclass(frozen=True)
class Reference:
    """A paragraph of a meeting as people write it: "§ 8 2023-11-06", "§ 8 2023-11", "LG 2023-11-06 §8"."""

    first: dt.date
    last: dt.date
    number: str
    prefix: str


def reference(text: str) -> Reference | None:
    """Return the reference if the text is one and nothing more."""
    date, paragraph = _DAY.search(text), _PARAGRAPH.search(text)
    if not date or not paragraph:
        return None
    rest = text.replace(date[0], " ", 1).replace(paragraph[0], " ", 1).split()
    if len(rest) > 1:
        return None
    try:
        first = dt.date(int(date[1]), int(date[2]), int(date[3] or 1))
        following = (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    except (ValueError, OverflowError):
        return None
    last = first if date[3] else following - dt.timedelta(days=1)
    return Reference(first, last, paragraph[1], "".join(rest).upper())
