"""What a justerare has read of a revision, part by part: what was not seen can't be approved.

A part is an item, by its place in the frozen text from 0, or all that stands before the items (`HEAD`).
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

import rfc8785
from django.utils import timezone

from minutes.models import ItemReading, Revision
from participants.models import Person

HEAD = -1
HEAD_TITLE = "Mötet och närvaron"


def parts_of(content: bytes) -> dict[int, dict[str, Any]]:
    """Return the frozen text in its parts, the head first."""
    protocol = json.loads(content)
    items = protocol["meeting"].pop("items")
    return {HEAD: protocol, **dict(enumerate(items))}


def part_title(place: int, part: dict[str, Any]) -> str:
    """Return what a part is called: "§ 3 Cykelplan"."""
    if place == HEAD:
        return HEAD_TITLE
    return f"§ {part['number']} {part['title']}" if part["number"] else str(part["title"])


def read_places(revision: Revision, person: Person) -> set[int]:
    return set(revision.readings.filter(person=person).values_list("place", flat=True))


def unread(revision: Revision, person: Person) -> list[tuple[int, str]]:
    """Return the parts that the person has not marked as read: the place and what it is called."""
    done = read_places(revision, person)
    parts = parts_of(bytes(revision.content))
    return [(place, part_title(place, part)) for place, part in parts.items() if place not in done]


def mark_read(revision: Revision, person: Person, places: Iterable[int], shown: Collection[int]) -> None:
    """Keep which of the parts that a page showed are marked as read."""
    there = set(parts_of(bytes(revision.content))) & set(shown)
    read = there & set(places)
    revision.readings.filter(person=person, place__in=there - read).delete()
    _add(revision, {person.pk: read})


def _add(revision: Revision, read: dict[int, set[int]]) -> None:
    now = timezone.now()
    rows = [
        ItemReading(revision=revision, person_id=person, place=place, read_at=now)
        for person, places in read.items()
        for place in sorted(places)
    ]
    ItemReading.objects.bulk_create(rows, ignore_conflicts=True)


def carry_over(revision: Revision) -> None:
    """Count as read what each had read of the revision before, and stands there byte for byte."""
    before = previous_revision(revision)
    if before is None:
        return
    done: dict[bytes, set[int]] = {}
    old = {place: rfc8785.dumps(part) for place, part in parts_of(bytes(before.content)).items()}
    for person, place in before.readings.values_list("person_id", "place"):
        done.setdefault(old.get(place, b""), set()).add(person)
    read: dict[int, set[int]] = {}
    for place, part in parts_of(bytes(revision.content)).items():
        for person in done.get(rfc8785.dumps(part), set()):
            read.setdefault(person, set()).add(place)
    _add(revision, read)


def previous_revision(revision: Revision) -> Revision | None:
    earlier = Revision.objects.filter(meeting=revision.meeting_id, number__lt=revision.number)
    return earlier.order_by("-number").first()
