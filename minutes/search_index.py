"""The search index is kept up with the book: what the database has marked is indexed anew.

The mark is set in the transaction that changes a text (`minutes.search_marks`), so the two can't come apart.
Whoever writes much calls `settle` before the transaction ends; a search calls it before it answers, so that
no answer is older than the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from minutes import search_store
from minutes.models import (
    AgendaItem,
    Attachment,
    Matter,
    Meeting,
    PaperText,
    SearchEntry,
    SearchMark,
    SearchWord,
)
from minutes.search_entry import Entry
from minutes.search_marks import MARKS, SETS, statements_of
from minutes.search_rows import Scope, make
from minutes.search_store import Row
from minutes.search_vocabulary import VOCABULARY
from minutes.search_words import stems
from participants.models import Organization, Person

AT_ONCE = 500
MEETINGS_AT_ONCE = 50
SHORTEST_WORD = 3
Kind = SearchEntry.Kind


def settle(batches: int | None = None) -> None:
    """Index what is marked, in this transaction if there is one; no more than so many batches of it."""
    done = 0
    while _marks() and (batches is None or done < batches):
        _settle_some()
        done += 1


def _marks() -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, kind, object_id FROM {MARKS} ORDER BY id LIMIT {AT_ONCE}")
        return list(cursor.fetchall())


@transaction.atomic
def _settle_some() -> None:
    search_store.lock()
    marks = _marks()  # once more: what came before them is committed now, and will be read
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for _, kind, key in marks:
        by_kind[kind].add(key)
    if marks:
        _bring(_scope(by_kind))
        keys = ", ".join(str(mark[0]) for mark in marks)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {MARKS} WHERE id IN ({keys})")


def _scope(marked: defaultdict[str, set[int]]) -> Scope:
    """Return the rows whose entries the marks are about."""
    scope = Scope(
        meetings=marked["m"],
        heads=marked["h"] | marked["m"],
        items=set(marked["i"]),
        papers=set(marked["a"]),
        matters=marked["t"],
        people=marked["p"],
        organizations=marked["o"],
    )
    items: Any = AgendaItem.objects
    if marked["x"]:
        scope.items |= _keys(items.filter(actions__in=marked["x"]))
    if marked["r"]:
        scope.heads |= _keys(Meeting.objects.filter(revisions__in=marked["r"]))
    if marked["f"]:
        read = PaperText.objects.filter(pk__in=marked["f"])
        scope.papers |= _keys(Attachment.objects.filter(sha256__in=read.values("sha256")))
    if marked["b"]:
        _mark("h", Meeting.objects.filter(body__in=marked["b"]))
    _mark_where_named(scope)
    return scope


def _keys(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _mark(kind: str, rows: Any) -> None:
    """Mark rows for a later batch: an organisation may be named in half of the book."""
    keys = rows.order_by().values_list("pk", flat=True).distinct()
    SearchMark.objects.bulk_create(
        (SearchMark(kind=kind, object_id=key) for key in keys.iterator()), batch_size=AT_ONCE
    )


def _mark_where_named(scope: Scope) -> None:
    """Mark what names a matter, a person or an organisation that is called something else now."""
    named = Scope(matters=scope.matters, people=scope.people, organizations=scope.organizations)
    before = search_store.entries(named.conditions())
    if not before:  # new ones are named nowhere yet
        return
    now = {entry.key: entry for entry in make(named)}
    changed: defaultdict[str, set[int]] = defaultdict(set)
    for entry in before:
        if entry.key not in now or now[entry.key].fields != entry.fields:
            changed[entry.kind].add(entry.object_id)
    items: Any = AgendaItem.objects
    meetings: Any = Meeting.objects
    if matters := changed[Kind.MATTER]:
        _mark("i", items.filter(matter__in=matters))
    if people := changed[Kind.PERSON]:
        _mark("i", items.filter(presenters__person__in=people))
        _mark("i", items.filter(actions__responsible__in=people))
        _mark("h", meetings.filter(officers__person__in=people))
        _mark("h", meetings.filter(attendances__person__in=people))
    if organizations := changed[Kind.ORGANIZATION]:
        _mark("i", items.filter(actions__obligations__organization__in=organizations))
        _mark("h", meetings.filter(attendances__organization__in=organizations))


def _bring(scope: Scope) -> None:
    """Make the index say what the rows say."""
    old = {entry.key: entry for entry in search_store.entries(scope.conditions())}
    wanted = {entry.key: entry for entry in make(scope)}
    search_store.drop([key for key in old if key not in wanted])
    _write([entry for key, entry in wanted.items() if old.get(key) != entry])


def _write(entries: list[Entry]) -> None:
    if entries:
        rows = [_row(entry) for entry in entries]
        search_store.put(rows)
        search_store.put_entries(entries)
        _add_words(rows)


def _row(entry: Entry) -> Row:
    return entry.key, entry.access, [stems(text) for text in entry.fields]


def _add_words(rows: list[Row]) -> None:
    """Let the table of words have those that it lacks, in the same order whoever adds them."""
    found = {word for _, _, fields in rows for words in fields for word in words}
    VOCABULARY.refresh()
    new = sorted(word for word in found - VOCABULARY.known if len(word) >= SHORTEST_WORD and word.isalpha())
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in new], ignore_conflicts=True)


def rebuild() -> int:
    """Make the index anew from the book, a bounded part at a time; return the number of entries.

    Until it is done, searches find what has been reached.
    """
    with transaction.atomic():
        search_store.lock()
        search_store.clear()
        for model in (SearchEntry, SearchWord, SearchMark):
            model._base_manager.all().delete()
    count = 0
    for scope in _everything():
        with transaction.atomic():
            search_store.lock()
            entries = make(scope)
            _write(entries)
        count += len(entries)
    settle()
    search_store.tidy()
    return count


def _everything() -> Iterator[Scope]:
    for keys in _in_parts(Meeting.objects.all(), MEETINGS_AT_ONCE):
        yield Scope(meetings=set(keys))
    for keys in _in_parts(Matter.objects.all(), AT_ONCE):
        yield Scope(matters=set(keys))
    for keys in _in_parts(Person.objects.all(), AT_ONCE):
        yield Scope(people=set(keys))
    for keys in _in_parts(Organization.objects.all(), AT_ONCE):
        yield Scope(organizations=set(keys))


def _in_parts(rows: Any, size: int) -> Iterator[list[int]]:
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys
        last = keys[-1]


@dataclass
class Check:
    """How the index differs from the book."""

    entries: int = 0
    missing: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    surplus: int = 0
    words: int = 0
    waiting: int = 0
    triggers: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.outdated or self.surplus or self.words or self.triggers)


def check() -> Check:
    """Compare the index with the book; change nothing."""
    result = Check(waiting=SearchMark.objects.count(), triggers=missing_triggers())
    known: set[str] | None = None
    for scope in _everything():
        entries = make(scope)
        rows = [_row(entry) for entry in entries]
        stored = {entry.key: entry for entry in search_store.entries_of([row[0] for row in rows])}
        wrong = search_store.differing(rows) if rows else set()
        for entry in entries:
            if entry.key not in stored:
                result.missing.append(_named(entry))
            elif entry.key in wrong or entry != stored[entry.key]:
                result.outdated.append(_named(entry))
        known = known or set(SearchWord.objects.values_list("word", flat=True))
        result.words += len(_words_of(rows) - known)
        result.entries += len(entries)
    indexed = result.entries - len(result.missing)
    result.surplus = max(SearchEntry.objects.count() - indexed, search_store.count() - indexed, 0)
    return result


def _words_of(rows: Iterable[Row]) -> set[str]:
    words = {word for _, _, fields in rows for some in fields for word in some}
    return {word for word in words if len(word) >= SHORTEST_WORD and word.isalpha()}


def _named(entry: Entry) -> str:
    return f"{Kind(entry.kind).label} {entry.object_id}: {entry.label} {entry.title}"


def missing_triggers() -> list[str]:
    """Return the names of the triggers that the database lacks: without one, changes go by unseen."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return sorted(name for app in SETS for name in statements_of(connection, app) if name not in there)
