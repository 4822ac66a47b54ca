"""Which items ask the same question, whatever each agenda called it: scores that say why. No database here.

Each title is worth its words, the rare ones most. An item's share in another is how much of its title stands
there: in the title, in a sentence that promised it, or in the text. Two items are as alike as their shares
agree; common words of the texts, a reference to the other's meeting and a promise that fell due add some.
The words lead to the candidates, so the work grows with the items and not with their pairs.
"""

from __future__ import annotations

import datetime as dt
import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from minutes.importer.likeness import key
from minutes.title_words import Vocabulary, compounds, names_of, pairs_of, phrase, title_terms, words_of

ENOUGH = 33  # of 100; chosen on the real minutes, see tests/thread_accuracy.py
IN_TITLE, IN_PROMISE, IN_TEXT = 1.0, 0.9, 0.6
SHARES, TEXTS, CITED, PROMISED, PROMISED_BY_NAME = 70, 50, 10, 8, 14
COMPOUND, SHORTEST_COMPOUND = 0.9, 8
COMMON = 0.1  # texts of any two items of a group are this alike
NEAREST = 40  # items that a word leads to: the latest
COMPARED = 12  # of them, the likeliest
TEXT_WORDS = 60


@dataclass(frozen=True, slots=True)
class Promised:
    """A sentence that says that the question comes back, and to which meeting if that is known."""

    text: str
    meeting: int | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An agenda item as it is compared."""

    pk: int
    meeting: int
    held_on: dt.date
    title: str
    text: str = ""
    matter: int | None = None
    promises: tuple[Promised, ...] = ()
    cited_meetings: frozenset[int] = frozenset()
    cited_items: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why an item may be the same question as an earlier one; `earlier` None begins a thread of its own."""

    item: int
    earlier: int | None
    score: int
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Read:
    """An item with its words: what its title asks, and how well each title word of the book stands in it."""

    question: Question
    terms: tuple[str, ...]
    said: dict[str, float] = field(default_factory=dict)
    written: Counter[str] = field(default_factory=Counter)
    vector: dict[str, float] = field(default_factory=dict)
    weight: float | None = None


class Threads:
    """The items of one group, read once; `names` are those of the group and who takes part in it."""

    def __init__(self, questions: Sequence[Question], names: Iterable[str] = ()) -> None:
        self.names = names_of(names)
        ordered = sorted(questions, key=lambda row: (row.held_on, row.meeting, row.pk))
        standing = _standing(ordered)
        self.rows = [
            _Read(row, () if row.title in standing else tuple(title_terms(row.title, self.names)))
            for row in ordered
        ]
        # A compound leads to the title words that it is made of: "barnutredningen" to "utredning" and "barn".
        self.parts = {word: parts for row in self.rows for word, parts in compounds(row.terms).items()}
        self.vocabulary = Vocabulary(term for row in self.rows for term in row.terms)
        self.spelt = {
            term: word
            for row in self.rows
            for term, word in title_terms(row.question.title, self.names).items()
        }
        self.place = {row.question.pk: number for number, row in enumerate(self.rows)}
        self.asking: defaultdict[str, list[int]] = defaultdict(list)
        self.saying: defaultdict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            self._read(number, row)

    def _read(self, number: int, row: _Read) -> None:
        question, words = row.question, words_of(row.question.text)
        row.written = Counter([*words, *row.terms])
        self._say(row, [*words, *pairs_of(question.text)], IN_TEXT)
        for promise in question.promises:
            self._say(row, [*words_of(promise.text, self.names), *pairs_of(promise.text)], IN_PROMISE)
        if row.terms:
            self._say(row, pairs_of(question.title), IN_TITLE)
        for term in row.terms:
            self._note(row, self.vocabulary.alike(term).items(), IN_TITLE)
            self._note(row, self._made_of(term), IN_TITLE)
        for term in row.terms:
            self.asking[term].append(number)
        for term in row.said:
            self.saying[term].append(number)

    def _say(self, row: _Read, words: Iterable[str], place: float) -> None:
        """Note which title words of the book stand in the words, and how surely."""
        for word in dict.fromkeys(words):
            self._note(row, self.vocabulary.in_word(word).items(), place)
            self._note(row, self._made_of(word), place)

    def _note(self, row: _Read, found: Iterable[tuple[str, float]], place: float) -> None:
        for term, worth in found:
            if worth * place > row.said.get(term, 0):
                row.said[term] = worth * place

    def _made_of(self, word: str) -> list[tuple[str, float]]:
        if len(word) < SHORTEST_COMPOUND:
            return []
        starts = [word[:end] for end in range(SHORTEST_COMPOUND, len(word) + 1)]
        return [(term, COMPOUND) for start in starts if start in self.parts for term in self.parts[start]]

    @cached_property
    def weights(self) -> dict[str, float]:
        """How rare each word is: in the titles' words that of all that say it, in others the texts'."""
        count = len(self.rows) + 1
        found = Counter(word for row in self.rows for word in row.written)
        weights = {word: math.log(count / number) for word, number in found.items()}
        weights.update({term: math.log(count / len(rows)) for term, rows in self.saying.items() if rows})
        return weights

    def likely(self, declined: Iterable[tuple[int, int | None]] = ()) -> list[Likeness]:
        """Return for each item without a thread the earlier item that it goes on from, or its own beginning.

        What has a thread already is linked to what has none; what was declined is not brought up again.
        """
        refused = set(declined)
        found = [best for number in range(len(self.rows)) if (best := self._best(number, refused))]
        linked = {pk for row in found for pk in (row.item, row.earlier)}
        return found + [
            Likeness(row.question.pk, None, 0, ("Ärendet säger att frågan kommer tillbaka.",))
            for row in self.rows
            if row.question.promises
            and row.terms
            and row.question.matter is None
            and row.question.pk not in linked
            and (row.question.pk, None) not in refused
        ]

    def _best(self, number: int, refused: set[tuple[int, int | None]]) -> Likeness | None:
        later = self.rows[number].question
        scored = []
        for other in self._candidates(number):
            earlier = self.rows[other].question
            if (later.pk, earlier.pk) in refused or (later.matter and earlier.matter):
                continue
            score, reasons = self.compare(later.pk, earlier.pk)
            scored.append((score, other, earlier.pk, reasons))
        if not scored:
            return None
        score, _, pk, reasons = max(scored, key=lambda row: row[:2])
        return Likeness(later.pk, pk, round(score), reasons) if score >= ENOUGH else None

    def _candidates(self, number: int) -> list[int]:
        """Return the places of the earlier items whose titles and this one's stand best in each other."""
        row = self.rows[number]
        here: defaultdict[int, float] = defaultdict(float)
        there: defaultdict[int, float] = defaultdict(float)
        for term in row.terms:
            for other in _latest(self.saying[term], number):
                here[other] += self.rows[other].said[term] * self.weights[term]
        for term, worth in row.said.items():
            for other in _latest(self.asking[term], number):
                there[other] += worth * self.weights[term]
        whole = self._weight(row)
        shares = {}
        for other in here.keys() | there.keys():
            weight = self._weight(self.rows[other])
            mine = here[other] / whole if whole else 1.0
            shares[other] = mine * (there[other] / weight if weight else 1.0)
        best = heapq.nlargest(COMPARED, shares, key=lambda other: (shares[other], other))
        cited = (self.place.get(pk, number) for pk in row.question.cited_items)
        return sorted({*best, *(other for other in cited if other < number)})

    def _weight(self, row: _Read) -> float:
        if row.weight is None:
            row.weight = sum(self.weights[term] for term in row.terms)
        return row.weight

    def compare(self, later_pk: int, earlier_pk: int) -> tuple[float, tuple[str, ...]]:
        """Return how alike two items are, 0 to 100, and what it rests on in words."""
        later, earlier = self.rows[self.place[later_pk]], self.rows[self.place[earlier_pk]]
        reasons: list[str] = []
        score = SHARES * self._agreement(later, earlier, reasons)
        alike = _cosine(self._vector(later), self._vector(earlier))
        if alike > COMMON:
            score += TEXTS * (alike - COMMON)
        if alike > 2 * COMMON:
            reasons.append("Texterna liknar varandra.")
        score += _cited(later.question, earlier.question, reasons)
        score += self._promised(later, earlier, reasons)
        return min(score, 100.0), tuple(reasons)

    def _agreement(self, later: _Read, earlier: _Read, reasons: list[str]) -> float:
        words = [term for term in later.terms if earlier.said.get(term)]
        words += [term for term in earlier.terms if later.said.get(term)]
        if words:
            listed = dict.fromkeys(self.spelt.get(word, word) for word in words)
            reasons.append(f"Gemensamma ord: {', '.join(listed)}.")
        if later.terms and earlier.terms:
            return math.sqrt(self._share(later, earlier) * self._share(earlier, later))
        # One of them only says "Mötets öppnande": what it is about stands in its text.
        asking, other = (earlier, later) if earlier.terms else (later, earlier)
        core = phrase(asking.question.title)
        if core and core in key(other.question.text):
            reasons.append("Den enas rubrik står ordagrant i den andras text.")
            return min(self._share(asking, other) / IN_TEXT, 1.0)
        return self._share(asking, other) / 2

    def _share(self, asking: _Read, other: _Read) -> float:
        """Return how much of the title stands in the other item, by the weight of its words."""
        whole = self._weight(asking)
        if not whole:
            return 0.0
        return sum(other.said.get(term, 0) * self.weights[term] for term in asking.terms) / whole

    def _promised(self, later: _Read, earlier: _Read, reasons: list[str]) -> float:
        """Return what a promise that falls due adds: more when its sentence has words of the later title."""
        due = [row for row in earlier.question.promises if _falls_due(row, later.question)]
        if not due:
            return 0.0
        reasons.append(f"Det äldre ärendet lovade att komma åter: ”{due[0].text}”")
        said = {
            term
            for promise in due
            for word in words_of(promise.text, self.names)
            for term in self.vocabulary.in_word(word)
        }
        return PROMISED_BY_NAME if said.intersection(later.terms) else PROMISED

    def _vector(self, row: _Read) -> dict[str, float]:
        if not row.vector:
            worth = {
                word: (1 + math.log(number)) * self.weights[word] for word, number in row.written.items()
            }
            heaviest = sorted(worth, key=lambda word: (-worth[word], word))[:TEXT_WORDS]
            length = math.sqrt(sum(worth[word] ** 2 for word in worth)) or 1
            row.vector = {word: worth[word] / length for word in heaviest}
        return row.vector


def _standing(rows: Sequence[Question]) -> set[str]:
    """Return the titles that stand on most agendas: they say nothing of the question."""
    meetings = {row.meeting for row in rows}
    times = Counter({(row.title, row.meeting): 1 for row in rows}.keys())
    counted = Counter(title for title, _ in times)
    return {title for title, number in counted.items() if number >= 3 and number > 0.6 * len(meetings)}


def _latest(places: list[int], before: int) -> list[int]:
    """Return the last places before one: the list is in order, and may be long."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if places[middle] < before else (low, middle)
    return places[max(0, low - NEAREST) : low]


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    small, large = sorted((one, other), key=len)
    return sum(worth * large.get(word, 0) for word, worth in small.items())


def _cited(later: Question, earlier: Question, reasons: list[str]) -> float:
    if earlier.pk in later.cited_items:
        reasons.append("Texten hänvisar till det äldre ärendet.")
        return 2 * CITED
    if earlier.meeting in later.cited_meetings:
        reasons.append("Texten hänvisar till det äldre mötet.")
        return CITED
    return 0.0


def _falls_due(promise: Promised, later: Question) -> bool:
    if promise.meeting is not None:
        return promise.meeting == later.meeting
    return bool(promise.due_on) and promise.due_on.year == later.held_on.year  # type: ignore[union-attr]
