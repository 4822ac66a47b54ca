"""The words of titles, as comparable stems: what is only an agenda's own language is left out."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from minutes.importer.likeness import key

SAME, DAMAGED, BEGINS, ENDS = 1.0, 0.9, 0.7, 0.6
ALIKE = 86  # of 100: letters that OCR has changed
COMPOUND_WORDS = 5
SPELLINGS, LONGER = 10, 10  # no more than so many for one word
SHORTEST_BEGINNING, SHORTEST_ENDING, SHORTEST_DAMAGED = 5, 6, 6

_SUFFIXES = """
    arnas ernas ornas andes arna erna orna ande ende arens erens aren eren heten ens ets ans ars ers nas are
    ast at en et ar er or na an as es a e s n t
"""
_ENDINGS = sorted(_SUFFIXES.split(), key=len, reverse=True)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a folded word without its ending; at least four letters stay."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


# What agendas say of any question: no sign that two items are the same one.
_GENERAL = """
    mötets möte mötesanteckningar öppnande avslutning dagordning justerare återkoppling återrapportering
    nuläge nulägesrapportering lägesrapport information informationsärende planering förslag rapport
    rapportering dialog reflektion resultat status statusuppdatering beslutsunderlag underlag ärende
    ärenden fråga frågan frågor gällande avseende angående kring från till och med för vid samt inför
    den det de som på av om hur vad när vilka uppdrag arbete arbetet arbets länets länet län
    länsgemensam länsgemensamma länsövergripande region regionens regionen kommunens kommuner kommunen
    kommun ledningsgruppen ledningsgruppens ledningsgrupp gruppen gruppens samordning samverkan gemensam
    gemensamma gemensamt beslut punkt punkter övrigt övriga tidplan plan projektplan projekt
    presentation uppföljning genomgång genomfördes genomförd reviderad revidering arbeta inkludering mot
    ny nya nytt kopplat krav presenterar bilaga bifogas utgår planeringsdag planeringsdagar
    planeringsdagarna januari februari mars april maj juni juli augusti september oktober november
    december
"""
GENERAL = {stem(word) for word in key(_GENERAL).split()}
_LONG_GENERAL = [word for word in GENERAL if len(word) >= 9]


def names_of(names: Iterable[str]) -> frozenset[str]:
    """Return the words of names, as they stand in texts: who takes part says nothing of the question."""
    words = {word for name in names for word in key(name).split() if len(word) > 3}
    return frozenset((*words, *(f"{word}s" for word in words)))


def words_of(text: str, names: frozenset[str] = frozenset()) -> list[str]:
    """Return the stems of a text's words, but for names."""
    words = (word for word in key(text).split() if len(word) > 2 and not word.isdigit())
    return [stem(word) for word in words if word not in names]


def pairs_of(text: str) -> list[str]:
    """Return the stems of each two words that follow, written as one: "nära vård" is also "näravård"."""
    words = key(text).split()
    pairs = zip(words, words[1:], strict=False)
    return [stem(one + other) for one, other in pairs if len(one) > 3 < len(other) and one.isalpha()]


def title_terms(title: str, names: frozenset[str] = frozenset()) -> dict[str, str]:
    """Return the stems that say what a title is about, each with the word as it stands there."""
    found: dict[str, str] = {}
    for word in re.findall(r"[^\W_]+", title):
        folded = key(word).replace(" ", "")
        short = stem(folded)
        if (
            (len(folded) > 3 or word.isupper())
            and not folded.isdigit()
            and folded not in names
            and not _is_general(short)
        ):
            found.setdefault(short, word)
    return found


def compounds(terms: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the words that two of a title's words would make together, in either order."""
    first = terms[:COMPOUND_WORDS]
    return {one + other: (one, other) for one in first for other in first if one != other}


@lru_cache(maxsize=20_000)
def _is_general(short: str) -> bool:
    if short in GENERAL:
        return True
    return len(short) >= 9 and any(fuzz.ratio(short, word) >= ALIKE for word in _LONG_GENERAL)


def phrase(title: str) -> str:
    """Return the first part of a title, without what is said of any question; "" if it is a single word."""
    first = key(re.split(r" [-–—] |:", title)[0]).split()
    while first and (stem(first[0]) in GENERAL or len(first[0]) < 3):
        first.pop(0)
    return " ".join(first) if len(first) > 1 else ""


def heading(titles: Sequence[str]) -> str:
    """Return a heading for items that are one question (oldest first): the title that most of them share.

    What follows a dash is left out where the words before it say something of their own.
    """
    terms = [title_terms(title) for title in titles]
    shared = Counter(term for found in terms for term in found)
    worth = [(sum(shared[term] - 1 for term in found) / max(len(found), 1), bool(found)) for found in terms]
    best = titles[max(range(len(titles)), key=lambda number: (*worth[number], number))]
    first = re.split(r" [-–—] ", best)[0].strip()
    return first if title_terms(first) else best


class Vocabulary:
    """The title words of a group's items, found by spelling, beginning and end."""

    def __init__(self, terms: Iterable[str]) -> None:
        self.terms = dict.fromkeys(terms)
        self._sorted = sorted(self.terms)
        self._backwards = sorted(term[::-1] for term in self.terms)
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            if len(term) >= SHORTEST_DAMAGED:
                self._near[term[:4]].append(term)
                self._near[f"…{term[-4:]}"].append(term)
        self._known: dict[str, dict[str, float]] = {}

    def in_word(self, word: str) -> dict[str, float]:
        """Return the title words that stand in a word, each with how surely: itself, a part of a compound."""
        if word not in self._known:
            self._known[word] = self._found(word)
        return self._known[word]

    def alike(self, term: str) -> dict[str, float]:
        """Return the same of a title word, and what may be another spelling of it."""
        found = dict(self.in_word(term))
        if len(term) >= SHORTEST_DAMAGED:
            near = dict.fromkeys((*self._near[term[:4]], *self._near[f"…{term[-4:]}"]))
            for other, _, _ in process.extract(
                term, list(near), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=SPELLINGS
            ):
                found[other] = max(found.get(other, 0), DAMAGED)
            start, end = bisect(self._backwards, term[::-1]), term[::-1]
            for other in self._backwards[start : start + LONGER]:
                if other.startswith(end):
                    found.setdefault(other[::-1], ENDS)
            found[term] = SAME
        return found

    def _found(self, word: str) -> dict[str, float]:
        found = {word[-end:]: ENDS for end in range(SHORTEST_ENDING, len(word)) if word[-end:] in self.terms}
        found |= {
            word[:end]: BEGINS for end in range(SHORTEST_BEGINNING, len(word)) if word[:end] in self.terms
        }
        if len(word) >= SHORTEST_BEGINNING:
            start = bisect(self._sorted, word)
            found |= {term: BEGINS for term in self._sorted[start : start + LONGER] if term.startswith(word)}
        return found | ({word: SAME} if word in self.terms else {})
