"""What can be found, made of the book's rows: for each an entry, with its texts as they are shown."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from minutes.models import Meeting, SearchEntry
from minutes.search_entry import MOST_PARTS, Entry, key_of
from minutes.search_sql import (
    HEAD_PARTS,
    HEADS,
    ITEMS,
    MATTERS,
    ORGANIZATIONS,
    PAPERS,
    PARTS,
    PEOPLE,
    ask,
    ask_of,
    day_of,
)
from minutes.search_words import TOKEN, clean

Kind = SearchEntry.Kind
# Words of an entry: PostgreSQL knows a word's place up to about 16 000.
PART_WORDS = 4000
BETWEEN = " · "
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


@dataclass
class Scope:
    """Rows whose entries are to be made: by their keys in the book."""

    meetings: set[int] = field(default_factory=set)  # with all that is in them
    heads: set[int] = field(default_factory=set)
    items: set[int] = field(default_factory=set)
    papers: set[int] = field(default_factory=set)
    matters: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    organizations: set[int] = field(default_factory=set)

    def conditions(self) -> str:
        """Return the condition, as SQL, for what the index has of them; "" for nothing."""
        found = []
        for column, keys in (
            ("meeting_id", self.meetings),
            ("item_id", self.items),  # with the item's decisions and files
            (f"kind = '{Kind.MEETING}' AND object_id", self.heads),
            (f"kind = '{Kind.PAPER}' AND object_id", self.papers),
            (f"kind = '{Kind.MATTER}' AND object_id", self.matters),
            (f"kind = '{Kind.PERSON}' AND object_id", self.people),
            (f"kind = '{Kind.ORGANIZATION}' AND object_id", self.organizations),
        ):
            if keys:
                found.append(f"({column} IN ({', '.join(map(str, sorted(keys)))}))")
        return " OR ".join(found)


def make(scope: Scope) -> list[Entry]:
    """Return the entries that the rows of the scope should have; a row that is gone has none."""
    entries: list[Entry] = []
    if scope.items or scope.meetings:
        entries += _items(scope)
    if scope.heads or scope.meetings:
        entries += _heads(scope)
    if scope.items or scope.meetings or scope.papers:
        entries += _papers(scope)
    return [*entries, *_outside_meetings(scope)]


def access_words(group: str, kind: str, body: int | None, prepares: bool, reads: bool) -> str:
    """Return the words by which an entry is found, apart from its text; no text has such words.

    `group` is i for what is found unasked, d for decisions, n for what is in no meeting. `prepares` is
    whether those who prepare the group's meetings find it, and all who see everything; `reads` whether
    members do.
    """
    words = [f"_k{kind}"]
    if body is None or prepares:
        words.append(f"_{group}")
    if body is not None:
        words += [f"_{group}p{body}"] if prepares else []
        words += [f"_{group}m{body}"] if reads else []
    return " ".join(words)


def spoken(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dates(day: dt.date) -> list[str]:
    """Return the day as people write it; it ends the names of an entry, and is not shown among them."""
    return [spoken(day), day.isoformat()]


def _joined(parts: Iterable[str | None], between: str = BETWEEN) -> str:
    return clean(between.join(dict.fromkeys(part for part in parts if part)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands, and who may find what stands there."""

    meeting: int
    day: dt.date
    status: str
    body: int

    @property
    def is_planned(self) -> bool:
        return self.status == Meeting.Status.PLANNED


def _entry(
    kind: str, key: int, place: _Place, *, group: str = "i", agenda: bool = False, part: int = 0, **texts: Any
) -> Entry:
    """Make the entry of something in a meeting; `agenda` is what members find of it before the minutes."""
    public = kind == Kind.PAPER
    reads = agenda or place.status in (Meeting.PUBLISHED if public else Meeting.MINUTES)
    item = texts.pop("item_id", None)
    return Entry(
        key_of(place.day, kind, key, 1 if agenda else part),
        str(kind),
        key,
        place.meeting,
        item,
        access_words(group, kind, place.body, not agenda, reads),
        not agenda and not public,
        **texts,
    )


class _Parts:
    """What belongs to an item or to a meeting's head, by what it is; each row has its key and its texts."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows: defaultdict[tuple[int, str], list[tuple[Any, ...]]] = defaultdict(list)
        for owner, what, *values in rows:
            self._rows[owner, what].append(tuple(values))

    def of(self, owner: int, what: str) -> list[tuple[Any, ...]]:
        return self._rows.get((owner, what), [])

    def texts(self, owner: int, what: str, *columns: int) -> list[str]:
        return [row[column] for row in self.of(owner, what) for column in columns or (1,)]


def _items(scope: Scope) -> Iterator[Entry]:
    rows = ask(ITEMS, items=scope.items, meetings=scope.meetings)
    parts = _Parts(ask_of([row[0] for row in rows], PARTS, "items"))
    for key, meeting, date, status, body, number, title, *texts, matter in rows:
        place = _Place(meeting, day_of(date), status, body)
        decisions = parts.of(key, "decision")
        when = [matter, *dates(place.day)]
        on_agenda = parts.texts(key, "presenter") + parts.texts(key, "paper")
        owing = parts.texts(key, "share") + parts.texts(key, "action", 2, 3)
        # What follows from the item is mostly said in its own text already.
        follows = parts.texts(key, "action") + parts.texts(key, "promise")
        said = [*texts, *(text for text in follows if not any(text in own for own in texts))]
        said += parts.texts(key, "correction", 1, 2)
        shown = {"label": f"§ {number}" if number else "", "title": clean(title), "item_id": key}
        yield _entry(
            Kind.ITEM,
            key,
            place,
            **shown,
            decision=_joined((text for row in decisions for text in _wording(row)), "\n"),
            text=_joined(said, "\n"),
            names=_joined([*on_agenda, *owing, *(row[1] for row in decisions), *when]),
        )
        if place.is_planned:
            yield _entry(Kind.ITEM, key, place, agenda=True, **shown, names=_joined([*on_agenda, *when]))
        for row in decisions:
            shown |= {"label": row[1], "slug": row[2]}
            names = _joined([row[1], *owing, *when])
            wording = _joined(_wording(row), "\n")
            yield _entry(Kind.DECISION, row[0], place, group="d", **shown, decision=wording, names=names)


def _wording(row: tuple[Any, ...]) -> tuple[str, str]:
    """Return what was decided, and how the minutes say it where they say only that it was adopted."""
    return (row[4], row[3]) if row[4] else (row[3], "")


def _heads(scope: Scope) -> Iterator[Entry]:
    keys = scope.heads | scope.meetings
    parts = _Parts(ask(HEAD_PARTS, meetings=keys))
    for key, date, status, body, number, where, name, prefix in ask(HEADS, meetings=keys):
        place = _Place(key, day_of(date), status, body)
        title = f"Möte {spoken(place.day)}" + (f" ({number})" if number else "")
        known = [name, prefix, *parts.texts(key, "officer")]
        more = [*parts.texts(key, "paper"), *dates(place.day)]
        yield _entry(
            Kind.MEETING,
            key,
            place,
            title=title,
            text=_joined([where, *parts.texts(key, "correction", 1, 2)], "\n"),
            names=_joined([*known, *parts.texts(key, "present", 1, 2, 3), *more]),
        )
        if place.is_planned:
            names = _joined([*known, *more])
            yield _entry(Kind.MEETING, key, place, agenda=True, title=title, text=clean(where), names=names)


def _papers(scope: Scope) -> Iterator[Entry]:
    """Make the entries of files that have been read: long ones have several, each with a part of the text."""
    rows = ask(PAPERS, papers=scope.papers, items=scope.items, meetings=scope.meetings)
    for key, meeting, date, status, body, title, content, item, number in rows:
        place = _Place(meeting, day_of(date), status, body)
        for part, text in enumerate(_cut(content)):
            yield _entry(
                Kind.PAPER,
                key,
                place,
                part=part,
                item_id=item,
                label=f"§ {number}" if number else "",
                title=clean(title),
                text=text,
                names=_joined(dates(place.day)),
            )


def _cut(text: str) -> Iterator[str]:
    """Cut a text between words."""
    start, count = 0, 0
    text = clean(text)
    for number, word in enumerate(TOKEN.finditer(text), start=1):
        if number % PART_WORDS == 0:
            yield text[start : word.end()]
            start, count = word.end(), count + 1
            if count == MOST_PARTS - 1:
                break
    if text[start:].strip():
        yield text[start:]


def _outside_meetings(scope: Scope) -> Iterator[Entry]:
    for key, title, summary in ask_of(scope.matters, MATTERS, "matters"):
        yield _outside(Kind.MATTER, key, title, text=clean(summary))
    names: dict[tuple[str, int, str], list[str]] = {}
    for key, name, alias in ask_of(scope.people, PEOPLE, "people"):
        names.setdefault((Kind.PERSON, key, name), []).append(alias)
    for key, name, short, alias in ask_of(scope.organizations, ORGANIZATIONS, "organizations"):
        names.setdefault((Kind.ORGANIZATION, key, name), [short]).append(alias)
    for (kind, key, name), others in names.items():
        yield _outside(kind, key, name, names=_joined(others))


def _outside(kind: str, key: int, title: str, **texts: str) -> Entry:
    access = access_words("n", kind, None, True, True)
    return Entry(
        key_of(None, kind, key), str(kind), key, None, None, access, False, title=clean(title), **texts
    )
