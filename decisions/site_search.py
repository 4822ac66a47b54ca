"""The one search box: what matches in what the user may read, the best first, or the newest of many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from decisions.models import Decision
from decisions.search_hits import Hit, hit_of
from minutes.models import AgendaItem, Matter, SearchEntry
from minutes.search_entry import first_key, row_of
from minutes.search_find import Phrase, Wanted, find, objects
from minutes.search_index import settle
from minutes.search_match import Matcher, Sought
from minutes.search_query import Query, Term, reference, understand
from minutes.search_vocabulary import VOCABULARY
from minutes.search_words import stems
from participants.models import Body, Organization, Person, User

PAGE_SIZE = 20
# So many are ranked; of more, the newest come first.
FEW = 50
BATCHES = 3
MOST_NAMED, NAMED_TRIED = 5, 200
MOST_ALIKE = 5
Kind = SearchEntry.Kind
NAMED: dict[str, Any] = {
    Kind.MATTER: Matter.objects,
    Kind.PERSON: Person.objects,
    Kind.ORGANIZATION: Organization.objects,
}


@dataclass(frozen=True)
class Reader:
    """What the user may find: everything, or of which groups the drafts, and of which only what is out."""

    user: User
    bodies: list[Any]

    @classmethod
    def of(cls, user: User, query: Query) -> Reader:
        prepared = Body.objects.prepared_by(user).filter(pk=OuterRef("pk"))
        rows = Body.objects.visible_to(user).annotate(may_prepare=Exists(prepared))
        if user.is_superuser and not query.body:
            return cls(user, [])
        chosen = [body for body in rows if not query.body or _is_called(body, query.body)]
        return cls(user, chosen)

    def words(self, group: str, query: Query) -> tuple[Phrase, ...]:
        """Return the words of which an entry must have one."""
        if self.user.is_superuser and not query.body:
            return ((f"_{group}",),)
        level = {True: "p", False: "m"}
        return tuple((f"_{group}{level[body.may_prepare]}{body.pk}",) for body in self.bodies)


def _is_called(body: Body, name: str) -> bool:
    wanted = stems(name)
    return any(
        stems(own)[: len(wanted)] == wanted for own in (body.number_prefix, body.short_name, body.name)
    )


@dataclass
class Answer:
    """What the page shows."""

    hits: list[Hit] = field(default_factory=list)
    named: list[Hit] = field(default_factory=list)
    alike: list[Hit] = field(default_factory=list)
    count: int = 0
    is_more: bool = False  # than were counted
    is_ranked: bool = True
    older: int | None = None  # the key that the next page lies below
    next_page: int | None = None
    is_later: bool = False  # not the first page

    @property
    def is_empty(self) -> bool:
        return not (self.count or self.named)

    @property
    def told(self) -> str:
        """Say how many hits there are."""
        if self.is_more:
            return f"Fler än {FEW} träffar"
        total = self.count + len(self.named)
        return f"{total} träff" if total == 1 else f"{total} träffar"


@dataclass(frozen=True)
class Near:
    """Keys of what has words that resemble the sought ones, in meetings and among names, and the words."""

    keys: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    words: list[Sought] = field(default_factory=list)


@dataclass
class Search:
    """One search by one user, with the questions that it asks the database: four or five."""

    query: Query
    user: User
    kind: str = ""
    before: int | None = None
    page: int = 1

    @cached_property
    def reader(self) -> Reader:
        return Reader.of(self.user, self.query)

    @cached_property
    def organization(self) -> tuple[Phrase, ...]:
        """Return what the organisation that is filtered by is called in texts: its names, all of them."""
        wanted = tuple(stems(self.query.organization))
        if not wanted:
            return ()
        called = objects(Wanted(((("_ko",),), (wanted,))))
        names = Organization.objects.filter(pk__in=called).values_list("name", "short_name", "aliases__name")
        found = {tuple(stems(name)) for row in names for name in row if name}
        return tuple(sorted(found - {()})) or (wanted,)

    @cached_property
    def sought(self) -> list[Sought]:
        return [_sought(term) for term in self.query.terms]

    def answer(self) -> Answer:
        keep_up()
        wanted = self._wanted([one.phrases() for one in self.sought])
        if wanted is None:
            return Answer()
        keys, named = self._find(wanted)
        few = len(keys) <= FEW and self.before is None
        near = self._alike(keys, named) if few and self.page == 1 else Near()
        shown = keys if few else keys[:PAGE_SIZE]
        rows = self._load([*shown, *near.keys], [*named, *near.names])
        matcher = Matcher(self.sought, self.organization)
        hits = [hit_of(rows[key], matcher) for key in shown if key in rows]
        is_later = self.page > 1 or self.before is not None
        answer = Answer(count=len(hits), is_more=not few, is_ranked=few, is_later=is_later)
        if few:
            hits.sort(key=lambda hit: (-hit.score, -hit.key))
            first = (self.page - 1) * PAGE_SIZE
            answer.hits = hits[first : first + PAGE_SIZE]
            answer.next_page = self.page + 1 if len(hits) > first + PAGE_SIZE else None
        else:
            answer.hits = hits
            answer.older = keys[PAGE_SIZE - 1] if len(keys) > PAGE_SIZE else None
        answer.named = self._best_named(rows, named, matcher)
        likeness = Matcher(near.words)
        alike = [hit_of(rows[key], likeness) for key in [*near.names, *near.keys] if key in rows]
        alike.sort(key=lambda hit: (hit.kind not in NAMED, -hit.score))
        answer.alike = alike[:MOST_ALIKE]
        return answer

    def _wanted(self, groups: Iterable[tuple[Phrase, ...]]) -> Wanted | None:
        """Return what the index is asked for; None if the user can find nothing."""
        group = "d" if self.query.decisions_only or self.kind == Kind.DECISION else "i"
        access = self.reader.words(group, self.query)
        if not access:
            return None
        all_of = [access, *groups]
        none_of = [term.stems for term in self.query.excluded]
        if self.kind and self.kind != Kind.DECISION:
            all_of.append(((f"_k{self.kind}",),))
        if self.organization:  # who sat at a meeting is not what it was about
            all_of.append(self.organization)
            none_of.append((f"_k{Kind.MEETING}",))
        below = self.before
        first = None
        if self.query.years:
            first = first_key(dt.date(min(self.query.years[0], dt.MAXYEAR), 1, 1))
            last = first_key(dt.date(min(self.query.years[1] + 1, dt.MAXYEAR), 1, 1))
            below = min(last, below) if below is not None else last
        return Wanted(tuple(all_of), tuple(none_of), first, below)

    def _find(self, wanted: Wanted) -> tuple[list[int], list[int]]:
        """Return the keys of the newest hits, and of people and the like that are called so."""
        searches = [(wanted, FEW + 1)]
        if self._asks_for_names:
            searches.append((self._wanted_names([one.phrases() for one in self.sought]), NAMED_TRIED))
        found = find(searches)
        return found[0], sum(found[1:], [])

    @property
    def _asks_for_names(self) -> bool:
        is_first = self.before is None and self.page == 1
        return bool(self.sought) and is_first and not self.kind and not self.query.has_filters

    def _wanted_names(self, groups: Iterable[tuple[Phrase, ...]]) -> Wanted:
        none_of = tuple(term.stems for term in self.query.excluded)
        return Wanted(((("_n",),), *groups), none_of)

    def _alike(self, keys: list[int], named: list[int]) -> Near:
        """Return the hits on words that resemble the sought ones; those keys are hits already."""
        resembling = [_with_alike(one, bool(keys)) for one in self.sought]
        if self.query.organization:  # its names took a question already
            return Near()
        if not any(one.alike for one in resembling):
            return Near()
        wanted = self._wanted([one.all_phrases() for one in resembling])
        assert wanted is not None
        searches = [(wanted, len(keys) + PAGE_SIZE)]
        if self._asks_for_names:
            searches.append((self._wanted_names([one.all_phrases() for one in resembling]), PAGE_SIZE))
        exact = {*keys, *named}
        near, *names = [[key for key in found if key not in exact] for found in find(searches)]
        return Near(near[:PAGE_SIZE], sum(names, []), resembling)

    def _load(self, keys: list[int], named: list[int]) -> dict[int, Any]:
        """Return what is shown, by key: only what its own rule lets the user read right now."""
        if not (keys or named):
            return {}
        rows = SearchEntry.objects.visible_to(self.user, outside=self._named(named))
        rows = (
            rows.filter(pk__in=[*keys, *named])
            .select_related("meeting__body")
            .only(
                *(column.name for column in SearchEntry._meta.concrete_fields),
                "meeting__date",
                "meeting__status",
                "meeting__body__short_name",
            )
        )
        return {row.pk: row for row in rows}

    def _named(self, keys: list[int]) -> Q | None:
        """Return the condition for those that the user may see, each by its own rule."""
        pks: dict[str, list[int]] = {}
        for kind, pk in map(row_of, keys):
            pks.setdefault(kind, []).append(pk)
        seen = Q()
        for kind, found in pks.items():
            rows = NAMED[kind].visible_to(self.user).filter(pk__in=found).order_by()
            seen |= Q(kind=kind, object_id__in=rows.values("pk"))
        return seen or None

    def _best_named(self, rows: dict[int, Any], keys: list[int], matcher: Matcher) -> list[Hit]:
        hits = [hit_of(rows[key], matcher) for key in keys if key in rows]
        return sorted(hits, key=lambda hit: (-hit.score, hit.sort_title))[:MOST_NAMED]


def keep_up() -> None:
    """Index what is marked before anything is looked for; mostly there is nothing.

    After a change to half of the book, the rest is left to those who write, and to the searches to come.
    """
    if VOCABULARY.refresh():
        settle(BATCHES)
        VOCABULARY.refresh()


def _sought(term: Term) -> Sought:
    """Return the term with the compounds that it is a part of; a phrase is taken as it stands."""
    return Sought(term, tuple(VOCABULARY.containing(term.stems[0])) if term.is_word else ())


def _with_alike(one: Sought, has_hits: bool) -> Sought:
    """Return what is sought with words that are nearly the same: the longer, the more letters may differ."""
    if not one.term.is_word:
        return one
    word = one.term.stems[0]
    shortest = 5 if has_hits else 4
    most = 0 if len(word) < shortest else 1 if len(word) < 7 or has_hits else 2 if len(word) < 11 else 3
    known = {word, *one.compounds}
    near = {other: far for other, far in VOCABULARY.alike(word, most).items() if other not in known}
    return replace(one, alike=near)


def decisions_with(text: str) -> RawSQL | None:
    """Return the keys of the decisions that the words stand in, for `pk__in`; None for no words."""
    return _rows_with(text, SearchEntry.Kind.DECISION)


def matters_with(text: str) -> RawSQL | None:
    """Return the keys of the threads that the words stand in; None for no words."""
    return _rows_with(text, SearchEntry.Kind.MATTER)


def _rows_with(text: str, kind: str) -> RawSQL | None:
    query = understand(text)
    if not query.terms:
        return None
    keep_up()
    groups = (((f"_k{kind}",),), *(_sought(term).phrases() for term in query.terms))
    return objects(Wanted(groups, tuple(term.stems for term in query.excluded)))


def referred(text: str, user: User) -> str:
    """Return the address of the one paragraph that the text names, or ""."""
    wanted = reference(text)
    if wanted is None:
        return ""
    days = (wanted.first, wanted.last)
    decisions = Decision.objects.visible_to(user).filter(
        decided_on__range=days, item__number__iexact=wanted.number
    )
    items = AgendaItem.objects.visible_to(user).filter(
        meeting__date__range=days, number__iexact=wanted.number
    )
    if wanted.prefix:
        decisions = decisions.filter(body__number_prefix=wanted.prefix)
        items = items.filter(meeting__body__number_prefix=wanted.prefix)
    for rows in (decisions, items.select_related("meeting")):
        found: list[Any] = list(rows[:2])
        if len(found) == 1:
            return str(found[0].get_absolute_url())
    return ""
