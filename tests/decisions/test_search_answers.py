"""The written queries: what comes first, and what is among the first five."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from decisions.search_hits import Hit
from decisions.site_search import Answer, Search
from minutes.search_query import understand
from participants.models import User
from tests.decisions.search_queries import FACTS, ORIGINALS

FIRST, AMONG_FIVE = 0.90, 0.98
NAMED = {"t": "ärendetråd", "p": "person", "o": "organisation"}


def called(hit: Hit) -> str:
    """Return the hit as the written queries call it."""
    title = "".join(text for text, _ in hit.title)
    if hit.kind in NAMED:
        return f"{NAMED[hit.kind]} {title}"
    other = {"d": f"beslut {hit.label}", "m": f"möte {hit.iso_day}"}
    return other.get(hit.kind, f"{hit.iso_day} {hit.label.replace(' ', '')}")


def lists(answer: Answer) -> Iterator[list[str]]:
    """Return what the page shows, list by list: the names, the protocols' hits or what is like them."""
    yield [called(hit) for hit in answer.named]
    yield [called(hit) for hit in answer.hits or answer.alike]


def place(expected: str, answer: Answer) -> int:
    """Return the place in its list, from 1; 99 when it is not there."""
    places = [found.index(expected) + 1 for found in lists(answer) if expected in found]
    return min(places, default=99)


def misses(queries: dict[str, str], user: User) -> dict[str, tuple[int, str]]:
    asked = {words: Search(understand(words), user).answer() for words in queries}
    places = {words: place(expected, asked[words]) for words, expected in queries.items()}
    return {words: (found, queries[words]) for words, found in places.items() if found > 1}


def judge(queries: dict[str, str], user: User) -> None:
    missed = misses(queries, user)
    far = [words for words, (found, _) in missed.items() if found > 5]
    assert len(missed) <= (1 - FIRST) * len(queries), missed
    assert len(far) <= (1 - AMONG_FIVE) * len(queries), missed


@pytest.fixture
def reader(db: None) -> User:
    return User.objects.create_superuser("lasare@example.org", "ett-långt-lösenord")


def test_what_is_asked_of_the_facts_comes_first(reader: User) -> None:
    call_command("load_minutes", stdout=StringIO())

    assert misses(FACTS, reader) == {}


@pytest.mark.originals
def test_what_is_asked_of_the_real_minutes_comes_first(reader: User, originals: Path) -> None:
    call_command("load_minutes", stdout=StringIO())
    call_command("load_minutes", str(originals), stdout=StringIO())
    assert len(ORIGINALS) >= 60

    judge(ORIGINALS, reader)
