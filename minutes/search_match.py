"""Where in a text the words that are sought stand, how well the text answers, and what to show of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minutes.importer.folding import fold
from minutes.search_query import Term
from minutes.search_words import TOKEN, stem

EXCERPT_LENGTH = 240
_BEFORE = 70
# What a word counts for by where it stands; in another word it counts for less.
WEIGHTS = {"title": 8.0, "decision": 4.0, "names": 3.0, "text": 2.0}
_IN_COMPOUND, _AS_TYPED, _TOGETHER, _AGAIN = 0.6, 0.5, 1.0, 0.2

Parts = list[tuple[str, bool]]


@dataclass(frozen=True)
class Sought:
    """A term with what else it is found as: compounds with it in them, and words that resemble it."""

    term: Term
    compounds: tuple[str, ...] = ()
    alike: Mapping[str, int] = field(default_factory=dict)

    def phrases(self) -> tuple[tuple[str, ...], ...]:
        return (self.term.stems, *((word,) for word in self.compounds))

    def all_phrases(self) -> tuple[tuple[str, ...], ...]:
        return (*self.phrases(), *((word,) for word in self.alike))


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: which of the terms stand there, and how well each fits (1: the word itself)."""

    start: int
    end: int
    fits: Mapping[int, float]

    def moved(self, by: int) -> Span:
        return Span(self.start - by, self.end - by, self.fits)


class Matcher:
    def __init__(self, sought: Iterable[Sought], more: Iterable[tuple[str, ...]] = ()) -> None:
        """Look for the terms; `more` is lit too, and counts for nothing."""
        self.sought = list(sought)
        self._words: dict[str, dict[int, float]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], dict[int, float]]]] = {}
        for number, one in enumerate(self.sought):
            for word, distance in one.alike.items():
                self._words.setdefault(word, {})[number] = _IN_COMPOUND / (1 + distance)
            for word in one.compounds:
                self._words.setdefault(word, {})[number] = _IN_COMPOUND
            self._add(one.term.stems, {number: 1.0})
        for phrase in more:
            self._add(phrase, {})
        self._typed = {fold(one.term.shown) for one in self.sought}

    def _add(self, stems: tuple[str, ...], fits: dict[int, float]) -> None:
        if len(stems) == 1:
            self._words.setdefault(stems[0], {}).update(fits)
        else:
            self._phrases.setdefault(stems[0], []).append((stems, fits))

    def spans(self, text: str) -> list[Span]:
        """Return where terms stand, in order; no two overlap."""
        if not text:
            return []
        tokens = [(match.start(), match.end(), stem(match[0])) for match in TOKEN.finditer(text)]
        found: list[Span] = []
        passed = 0
        for at, (start, end, word) in enumerate(tokens):
            if at < passed:
                continue
            row = self._row_at(tokens, at) if word in self._phrases else None
            if row:
                passed = at + row[1]
                found.append(Span(start, tokens[passed - 1][1], row[0]))
            elif word in self._words:
                found.append(Span(start, end, self._words[word]))
        return found

    def _row_at(self, tokens: list[tuple[int, int, str]], at: int) -> tuple[dict[int, float], int] | None:
        for stems, fits in self._phrases[tokens[at][2]]:
            if all(
                at + offset < len(tokens) and tokens[at + offset][2] == word
                for offset, word in enumerate(stems)
            ):
                return fits, len(stems)
        return None

    def score(self, fields: Mapping[str, str], spans: Mapping[str, list[Span]]) -> float:
        """Return how well the fields answer: the better, the more."""
        best: dict[int, float] = {}
        extra = 0.0
        for name, weight in WEIGHTS.items():
            for span in spans[name]:
                typed = fold(fields[name][span.start : span.end]) in self._typed
                for term, fit in span.fits.items():
                    value = weight * fit + (_AS_TYPED if typed and fit == 1.0 else 0)
                    best[term] = max(best.get(term, 0.0), value)
            there = terms_in(spans[name])
            if len(there) > 1 and len(there) == len(self.sought):
                extra += weight * _TOGETHER
            extra += _AGAIN * min(len(spans[name]), 5)
        return sum(best.values()) + extra


def terms_in(spans: Iterable[Span]) -> set[int]:
    return {term for span in spans for term in span.fits}


def lit(text: str, spans: Iterable[Span]) -> Parts:
    """Part the text into (words, is a hit)."""
    parts: Parts = []
    at = 0
    for span in spans:
        parts += [(text[at : span.start], False), (text[span.start : span.end], True)]
        at = span.end
    parts.append((text[at:], False))
    return [part for part in parts if part[0]]


def excerpt(text: str, spans: list[Span]) -> Parts:
    """Cut the text round the place where most of the terms stand together; it starts at a whole word."""
    if len(text) <= EXCERPT_LENGTH:
        return _on_one_line(lit(text, spans))
    start = max(0, _densest(spans) - _BEFORE)
    if start:
        first = spans[0].start if not spans else _densest(spans)
        start = text.find(" ", start, first) + 1 or first
    end = start + EXCERPT_LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start, end), *(s.end for s in spans if s.start < end), start + 1)
    inside = [span.moved(start) for span in spans if start <= span.start and span.end <= end]
    parts = lit(text[start:end], inside)
    before: Parts = [("… ", False)] if start else []
    after: Parts = [(" …", False)] if end < len(text) else []
    return _on_one_line([*before, *parts, *after])


def _densest(spans: list[Span]) -> int:
    """Return where the stretch with the most different terms begins; the first of several."""
    best, most = 0, 0
    for number, span in enumerate(spans):
        terms: set[int] = set()
        for other in spans[number:]:
            if other.end - span.start > EXCERPT_LENGTH - _BEFORE:
                break
            terms.update(other.fits)
        if len(terms) > most:
            best, most = span.start, len(terms)
            if most == len(terms_in(spans)):
                break
    return best


def _on_one_line(parts: Parts) -> Parts:
    return [(text.replace("\n", " "), is_hit) for text, is_hit in parts]
