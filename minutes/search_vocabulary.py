"""The words of the book in memory: what contains a word, and what resembles it.

The table of words is only added to, so that each process reads what is new since it last looked. A word here
says nothing of where it stands: no page shows one that is not in a hit that the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from threading import Lock

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_PART = 4
MOST_COMPOUNDS = 200
MOST_ALIKE = 12
# One answer: the words that are new, and whether something waits to be indexed.
_NEWS = (
    "SELECT id, word FROM minutes_searchword WHERE id >= %s "
    "UNION ALL SELECT * FROM (SELECT 0, '' FROM minutes_searchmark LIMIT 1) AS waiting ORDER BY 1"
)


class Vocabulary:
    def __init__(self) -> None:
        self.words: list[str] = []
        self.known: set[str] = set()
        self._last = (0, "")
        self._joined = "\n"
        self._joined_count = 0
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        self._lock = Lock()

    def refresh(self) -> bool:
        """Read the words that are new; return whether something in the book waits to be indexed."""
        with self._lock, connection.cursor() as cursor:
            rows = self._ask(cursor)
            waiting = bool(rows) and rows[0][0] == 0
            found = rows[1:] if waiting else rows
            if self._last[0] and (not found or found[0] != self._last):  # rebuilt, or rolled back
                self._forget()
                found = [row for row in self._ask(cursor) if row[0]]
            self._take(found[1:] if found and found[0] == self._last else found)
            return waiting

    def _ask(self, cursor: object) -> list[tuple[int, str]]:
        cursor.execute(_NEWS, [self._last[0] or 1])  # type: ignore[attr-defined]
        return [(number, word) for number, word in cursor.fetchall()]  # type: ignore[attr-defined]

    def _forget(self) -> None:
        self.words, self.known = [], set()
        self._last, self._joined, self._joined_count = (0, ""), "\n", 0
        self._by_length = defaultdict(list)

    def _take(self, rows: Iterable[tuple[int, str]]) -> None:
        for row in rows:
            self._last = row
            self.words.append(row[1])
            self.known.add(row[1])
            self._by_length[len(row[1])].append(row[1])

    def containing(self, part: str) -> list[str]:
        """Return the compounds with the stem in them, the shortest first; four letters only at an end."""
        if len(part) < SHORTEST_PART or not part.isalpha():
            return []
        joined = self._all_words()
        found: list[str] = []
        at = joined.find(part)
        while at >= 0:
            start, end = joined.rfind("\n", 0, at) + 1, joined.find("\n", at)
            word = joined[start:end]
            if word != part and (len(part) > SHORTEST_PART or word.startswith(part) or word.endswith(part)):
                found.append(word)
            at = joined.find(part, end)
        return sorted(found, key=lambda word: (len(word), word))[:MOST_COMPOUNDS]

    def _all_words(self) -> str:
        if self._joined_count != len(self.words):
            with self._lock:
                self._joined = "\n" + "\n".join(self.words) + "\n"
                self._joined_count = len(self.words)
        return self._joined

    def alike(self, word: str, most: int) -> dict[str, int]:
        """Return the words at most so many letters from this one, each with how many, the nearest first."""
        if most < 1 or not word.isalpha():
            return {}
        near: list[tuple[int, str]] = []
        for length in range(max(SHORTEST_PART, len(word) - most), len(word) + most + 1):
            candidates = self._by_length.get(length)
            if candidates:
                found = process.extract(
                    word, candidates, scorer=OSA.distance, processor=None, score_cutoff=most, limit=None
                )
                near += [(int(distance), other) for other, distance, _ in found if other != word]
        return {other: distance for distance, other in sorted(near)[:MOST_ALIKE]}


VOCABULARY = Vocabulary()
