"""What can be found, made of the book's rows: for each an entry, with its texts as they are shown.

Decisions, actions and promises live in an app to the right: they are reached through the items.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from minutes.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Matter,
    Meeting,
    Officer,
    PaperText,
    SearchEntry,
)
from minutes.search_store import MOST_PARTS, key_of
from minutes.search_words import TOKEN, clean
from participants.models import Organization, Person

Kind = SearchEntry.Kind
FIELDS = ("title", "decision", "text", "names")
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

    def entries(self) -> Q:
        """Return the condition for what the index has of them."""
        found = Q(pk__in=[])
        for condition in (
            Q(meeting__in=self.meetings) if self.meetings else None,
            Q(item__in=self.items, kind__in=[Kind.ITEM, Kind.DECISION]) if self.items else None,
            *(
                Q(kind=kind, object_id__in=keys) if keys else None
                for kind, keys in (
                    (Kind.MEETING, self.heads),
                    (Kind.PAPER, self.papers),
                    (Kind.MATTER, self.matters),
                    (Kind.PERSON, self.people),
                    (Kind.ORGANIZATION, self.organizations),
                )
            ),
        ):
            found = found | condition if condition is not None else found
        return found


def make(scope: Scope) -> list[SearchEntry]:
    """Return the entries that the rows of the scope should have; a row that is gone has none."""
    return [*_items(scope.items), *_heads(scope.heads), *_papers(scope.papers), *_named(scope)]


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


def _joined(parts: Iterable[str | None], between: str = BETWEEN) -> str:
    return clean(between.join(dict.fromkeys(part for part in parts if part)))


def _related(rows: Any, relation: str, *columns: str, **only: Any) -> dict[int, list[tuple[Any, ...]]]:
    """Return the columns of each row's related rows, in their order, in one question."""
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    names = [f"{relation}__{column}" for column in columns]
    conditions = {f"{relation}__{name}": value for name, value in {"isnull": False, **only}.items()}
    query = rows.filter(**conditions).order_by(f"{relation}__pk")  # one filter(): one join
    for key, *values in query.values_list("pk", *names):
        found[key].append(tuple(values))
    return found


_OF_MEETING = ("meeting__date", "meeting__status", "meeting__body_id")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands, and who may find what stands there."""

    meeting: int
    day: dt.date
    status: str
    body: int

    @property
    def is_out(self) -> bool:
        return self.status in Meeting.MINUTES

    @property
    def is_published(self) -> bool:
        return self.status in Meeting.PUBLISHED


def _items(keys: Collection[int]) -> Iterator[SearchEntry]:
    if not keys:
        return
    items = AgendaItem.objects.filter(pk__in=keys)
    presenters = _related(items, "presenters", "name", "person__name")
    papers = _related(items, "attachments", "title")
    decisions = _related(items, "decisions", "pk", "number", "slug", "text", "resolved_text")
    actions = _related(items, "actions", "text", "responsible__name", "responsible_text", "due_text")
    shares = _related(items, "actions__obligations", "organization__short_name")
    promises = _related(items, "promises", "text", "due_text")
    corrections = _related(items, "corrections", "new_text", "reason")
    columns = ("pk", "meeting_id", *_OF_MEETING, "number", "title", *AgendaItem.TEXTS, "matter__title")
    for key, meeting, day, status, body, number, title, *texts, matter in items.values_list(*columns):
        place = _Place(meeting, day, status, body)
        on_agenda = [
            *(name or known for name, known in presenters.get(key, ())),
            *(row[0] for row in papers.get(key, ())),
        ]
        doers = [name for row in actions.get(key, ()) for name in row[1:3]]
        owing = [name for (name,) in shares.get(key, ())]
        said = [*texts, *(row[0] for row in actions.get(key, ())), *(row[0] for row in promises.get(key, ()))]
        said += [part for row in corrections.get(key, ()) for part in row]
        when = [matter, spoken(day), day.isoformat()]
        shown = {"label": f"§ {number}" if number else "", "title": clean(title), "item_id": key}
        yield _entry(
            Kind.ITEM,
            key,
            place,
            **shown,
            decision=_joined((part for row in decisions.get(key, ()) for part in _wording(row)), "\n"),
            text=_joined(said, "\n"),
            names=_joined([*on_agenda, *doers, *owing, *(row[1] for row in decisions.get(key, ())), *when]),
        )
        if status == Meeting.Status.PLANNED:
            yield _entry(Kind.ITEM, key, place, agenda=True, **shown, names=_joined([*on_agenda, *when]))
        for row in decisions.get(key, ()):
            yield _entry(
                Kind.DECISION,
                row[0],
                place,
                group="d",
                label=row[1],
                slug=row[2],
                title=clean(title),
                item_id=key,
                decision=_joined(_wording(row), "\n"),
                names=_joined([row[1], *owing, *doers, *when]),
            )


def _wording(row: tuple[Any, ...]) -> tuple[str, str]:
    """Return what was decided, and what it means where the minutes say only that it was adopted."""
    return (row[4], row[3]) if row[4] else (row[3], "")


def _entry(
    kind: str, key: int, place: _Place, *, group: str = "i", agenda: bool = False, part: int = 0, **texts: Any
) -> SearchEntry:
    """Make the entry of something in a meeting; `agenda` is what members find of it before the minutes."""
    public = kind == Kind.PAPER
    reads = agenda or (place.is_published if public else place.is_out)
    return SearchEntry(
        key=key_of(place.day, kind, key, 1 if agenda else part),
        kind=kind,
        object_id=key,
        meeting_id=place.meeting,
        access=access_words(group, kind, place.body, not agenda, reads),
        needs_minutes=not agenda and not public,
        **texts,
    )


def _heads(keys: Collection[int]) -> Iterator[SearchEntry]:
    if not keys:
        return
    meetings = Meeting.objects.filter(pk__in=keys)
    leading = _people(Officer, keys)
    present = _people(Attendance, keys, "organization__short_name", "printed_organization")
    papers = _related(meetings, "attachments", "title", item=None)
    corrections = _related(meetings, "revisions__corrections", "new_text", "reason", item=None)
    columns = ("pk", "date", "status", "body_id", "number", "place", "body__name", "body__number_prefix")
    for key, day, status, body, number, where, name, prefix in meetings.values_list(*columns):
        place = _Place(key, day, status, body)
        title = f"Möte {spoken(day)}" + (f" ({number})" if number else "")
        group = [name, prefix, day.isoformat()]
        titles = [row[0] for row in papers.get(key, ())]
        yield _entry(
            Kind.MEETING,
            key,
            place,
            title=title,
            text=_joined([where, *(part for row in corrections.get(key, ()) for part in row)], "\n"),
            names=_joined([*group, *leading[key], *present[key], *titles]),
        )
        if status == Meeting.Status.PLANNED:
            names = _joined([*group, *leading[key], *titles])
            yield _entry(Kind.MEETING, key, place, agenda=True, title=title, text=clean(where), names=names)


def _people(model: Any, meetings: Collection[int], *more: str) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = model.objects.filter(meeting__in=meetings).order_by("position", "pk")
    for key, name, known, *others in rows.values_list("meeting_id", "name", "person__name", *more):
        found[key] += [name or known, *(other for other in others if other)]
    return found


def _papers(keys: Collection[int]) -> Iterator[SearchEntry]:
    """Make the entries of files that have been read: long ones have several, each with a part of the text."""
    rows = list(
        Attachment.objects.filter(pk__in=keys)
        .exclude(sha256="")
        .values_list(
            "pk", "meeting_id", *_OF_MEETING, "title", "sha256", "item_id", "item__number", "item__title"
        )
    )
    texts = dict(PaperText.objects.filter(sha256__in={row[6] for row in rows}).values_list("sha256", "text"))
    for key, meeting, day, status, body, title, digest, item, number, heading in rows:
        place = _Place(meeting, day, status, body)
        for part, text in enumerate(_parts(texts.get(digest, ""))):
            yield _entry(
                Kind.PAPER,
                key,
                place,
                part=part,
                item_id=item,
                label=f"§ {number}" if number else "",
                title=clean(title),
                text=text,
                names=_joined([heading, spoken(day), day.isoformat()]),
            )


def _parts(text: str) -> Iterator[str]:
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


def _named(scope: Scope) -> Iterator[SearchEntry]:
    for key, title, summary in Matter.objects.filter(pk__in=scope.matters).values_list(
        "pk", "title", "summary"
    ):
        yield _outside(Kind.MATTER, key, title, text=clean(summary))
    people: Any = Person.objects.filter(pk__in=scope.people)
    aliases = _related(people, "aliases", "name") if scope.people else {}
    for key, name in people.values_list("pk", "name"):
        yield _outside(Kind.PERSON, key, name, names=_joined(row[0] for row in aliases.get(key, ())))
    organizations: Any = Organization.objects.filter(pk__in=scope.organizations)
    aliases = _related(organizations, "aliases", "name") if scope.organizations else {}
    for key, name, short in organizations.values_list("pk", "name", "short_name"):
        names = _joined([short, *(row[0] for row in aliases.get(key, ()))])
        yield _outside(Kind.ORGANIZATION, key, name, names=names)


def _outside(kind: str, key: int, title: str, **texts: str) -> SearchEntry:
    access = access_words("n", kind, None, True, True)
    return SearchEntry(
        key=key_of(None, kind, key), kind=kind, object_id=key, access=access, title=clean(title), **texts
    )
