"""What typed text offers to become: "Beslut: …" a decision, "Åtgärd: …" an action, "Återkommer: …" a promise.

Pure: text and the meeting's facts in, offers out. Only the beginnings of lines and sentences are looked at,
so a quotation, a question, a negation and a word such as "beslutsunderlag" offer nothing.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from decisions.desk.told import Facts, Reader, Told, reader_of
from minutes.importer.folding import fold
from minutes.importer.paragraphs import Paragraph
from minutes.importer.phrases import ABBREVIATION
from minutes.importer.records import ParsedPromise, When
from minutes.importer.sections import is_nothing, quoted_blocks, without_quotes
from minutes.importer.wording import find_promise, find_when, sentences

Kind = Literal["decision", "position", "answer", "assignment", "action", "promise"]
DECISIONS: tuple[Kind, ...] = ("decision", "position", "answer", "assignment")
_KINDS: dict[str, Kind] = {
    "beslut": "decision",
    "stallningstagande": "position",
    "svar": "answer",
    "uppdrag": "assignment",
    "atgard": "action",
    "atgarder": "action",
    "att gora": "action",
    "aterkommer": "promise",
    "tas upp igen": "promise",
    "tas upp": "promise",
}
_BULLET = r"(?:[-*•·–]|\d{1,2}[.)])[ \t]+"
_MARK = re.compile(
    rf"(?:^[ \t]{{0,20}}(?:{_BULLET})?|(?<=[.!?]\s)[ \t]{{0,3}})\(?(?P<mark>(?:(?P<whose>[\w-]{{3,40}}s) )?"
    rf"(?P<word>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?: (?:nr )?\d{{1,2}})?"
    r"(?: (?:till|at) (?P<to>[^:.\n]{2,80}))?(?::|\s:|\s-(?=\s))[ \t]*)"
)
_RETURNS = re.compile(
    rf"(?:{_BULLET})?\(?"
    r"(?:(?:fragan|fragorna|arendet|arendena|punkten)\b[^.:?!]{0,60}? |(?:vi|det|detta) )?"
    r"(?:aterkommer|aterupptas|aterredovisas|bordlaggs|skjuts (?:upp|fram)|(?:tas|tar|ta) (?:fragan )?"
    r"(?:ater )?upp|lyfts (?:igen|upp|pa nytt))\b(?! med\b)"
)
_POINT = re.compile(rf"[ \t]*(?:{_BULLET}|(?=att\s))", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:inte|ej|aldrig|inget|ingen|inga|knappast)\b")
_NOTHING = re.compile(r"[\W_]*|(?:inget|inga|ingen|ej|inte|nej)(?: \w+){0,3}[.!]?")
_NOT_DECIDED = re.compile(
    r"(?:inget|inga|ingen) (?:\w+ )?beslut\b|(?:kan |kunde |har )?(?:inte|ej) (?:fattas|fattat|tas|tagits)\b"
    r"|(?:saknas|avvaktar|avvaktas|vantar|se (?:ovan|nedan|punkt|§|bilaga))\b"
)
_BLANKS = re.compile(r"[ \t]{2,}")
_LONGEST_WORDS = 60
_WRAPPED = 50  # a shorter line was ended by whoever typed it


class _Mark(NamedTuple):
    kind: Kind
    start: int
    end: int  # where its words begin
    is_first: bool  # it opens its line
    to: str  # whom "Uppdrag till Växjö:" names


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A row that the typed words could be; `start` and `end` are their place in the text."""

    kind: Kind
    text: str
    start: int
    end: int
    due_text: str = ""
    due_on: dt.date | None = None
    due_precision: str = "none"
    organizations: tuple[str, ...] = ()  # names in the register
    responsible: str = ""
    task: str = ""  # of a decision that somebody is to carry out: the text of its action
    body: str = ""  # of a promise to another group: "AU"

    @property
    def key(self) -> str:
        """Name the offer by what it says, so that one accepted or dismissed is not made again."""
        words = " ".join(self.text.split())
        return hashlib.sha256(f"{self.kind}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()


def offers(text: str, meeting: Facts) -> list[Offer]:
    """Return what the text offers, in its order; the same words twice are one offer."""
    reader = reader_of(meeting)
    found: dict[str, Offer] = {}
    for start, paragraph in _paragraphs(text):
        for offer in _Paragraph(paragraph, start, reader).read():
            found.setdefault(offer.key, offer)
    return sorted(found.values(), key=lambda offer: (offer.start, offer.end))


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs and where each begins, but not those that quote older minutes."""
    found: list[tuple[int, str]] = []
    at, begin = 0, -1
    for line in [*text.split("\n"), ""]:
        if line.strip():
            begin = at if begin < 0 else begin
        elif begin >= 0:
            found.append((begin, text[begin : at - 1]))
            begin = -1
        at += len(line) + 1
    flow = [Paragraph(paragraph.strip(), number) for number, (_, paragraph) in enumerate(found)]
    quoted = {one.lines()[0] for block in quoted_blocks(flow) for one in block}
    return (one for number, one in enumerate(found) if number not in quoted)


class _Paragraph:
    """One paragraph of the typed text, whose quotations are blanked out where words are looked for."""

    def __init__(self, text: str, start: int, reader: Reader) -> None:
        self.text = text = _unwrapped(text)
        self.at = start
        self.reader = reader
        self.plain = without_quotes(text)

    def read(self) -> Iterator[Offer]:
        lines = list(_lines(self.text))
        marks = [list(self._marks(*line)) for line in lines]
        skip = 0
        for number, (start, end) in enumerate(lines):
            if number < skip:
                continue
            stops = [*(mark.start for mark in marks[number][1:]), end]
            for mark, stop in zip(marks[number], stops, strict=False):
                if self.text[mark.end : stop].strip():
                    yield from self._marked(mark.kind, mark.start, mark.end, self._stop(mark, stop), mark.to)
                else:
                    skip = next((n for n in range(number + 1, len(lines)) if marks[n]), len(lines))
                    yield from self._block(mark, lines[number + 1 : skip])
            yield from self._returns(start, stops[0] if not marks[number] else marks[number][0].start)

    def _marks(self, start: int, end: int) -> Iterator[_Mark]:
        folded = fold(self.plain[start:end])
        for match in _MARK.finditer(folded):
            before = folded[max(0, match.start() - 9) : match.start()].rstrip()
            whose = match["whose"]
            if ABBREVIATION.search(before) or (whose and not self._is_own(whose)):
                continue
            to = self.text[start:end][slice(*match.span("to"))] if match["to"] else ""
            is_first = match.start() == 0
            yield _Mark(_KINDS[match["word"]], start + match.start("mark"), start + match.end(), is_first, to)

    def _is_own(self, whose: str) -> bool:
        return whose == "motets" or bool(self.reader.own.named.fullmatch(whose))

    def _stop(self, mark: _Mark, stop: int) -> int:
        """Say where the words end: with the line for a marker that opens it, else with the sentence."""
        if mark.is_first and mark.kind != "promise":
            return stop
        first = next(sentences(self.text[mark.start : stop]), None)
        if first is None:
            return stop
        return max(mark.start + (first[0] or first[1]), mark.end + 1)

    def _block(self, mark: _Mark, lines: list[tuple[int, int]]) -> Iterator[Offer]:
        """Read what stands under a marker that is alone on its line: points, each by itself, or one text."""
        points = [(line, match) for line in lines if (match := _POINT.match(self.text, *line))]
        if lines and len(points) == len(lines):
            for (_, end), match in points:
                yield from self._marked(mark.kind, match.start(), match.end(), end, mark.to)
        elif lines:
            yield from self._marked(mark.kind, mark.start, lines[0][0], lines[-1][1], mark.to)

    def _marked(self, kind: Kind, start: int, begin: int, end: int, to: str) -> Iterator[Offer]:
        words = _BLANKS.sub(" ", self.text[begin:end].strip())
        if (
            self.text[start - 1 : start] == "("
            and words.endswith(")")
            and words.count("(") < words.count(")")
        ):
            words = words[:-1].rstrip()
        folded = fold(words[:300])
        if _NOTHING.fullmatch(folded) or words.rstrip(' )”"').endswith("?"):
            return
        place: dict[str, Any] = {
            "start": self.at + start,
            "end": self.at + begin + len(self.text[begin:end].rstrip()),
        }
        if kind == "promise":
            if not _NEGATED.search(folded):
                yield self._promise(_BLANKS.sub(" ", self.text[start:end].strip()), words, place)
            return
        if kind != "action" and (_NOT_DECIDED.match(folded) or (kind != "assignment" and is_nothing(words))):
            return
        yield self._offer(kind, words, to, place)
        if kind in DECISIONS:
            yield from self._returns(begin, end)

    def _offer(self, kind: Kind, words: str, to: str, place: dict[str, Any]) -> Offer:
        """Return a decision or an action with whoever is to carry it out, and by when."""
        if kind in {"position", "answer"}:
            return Offer(kind=kind, text=words, **place)
        told = self.reader.told(words, binding=kind == "decision")
        addressed = self.reader.addressed(to) if to else None
        if to and addressed is None:
            addressed = Told("", responsible=to[:200])
        who = addressed if addressed and addressed.is_given_to_somebody else told
        when = addressed.when if addressed and addressed.when != When() else told.when
        is_task = who.is_given_to_somebody or (kind == "assignment" and when != When())
        if kind == "decision" and not is_task:
            when = When()
        return Offer(
            kind=kind,
            text=told.text if kind == "action" else words,
            task=told.text if is_task and kind != "action" else "",
            organizations=who.organizations,
            responsible=who.responsible,
            **_due(when),
            **place,
        )

    def _promise(self, whole: str, words: str, place: dict[str, Any]) -> Offer:
        """Return the promise that a marker makes: also one whose time nobody can place, such as "våren"."""
        facts = self.reader.facts
        found = find_promise(whole, self.reader.own, facts.date)
        if found is None:
            when = find_when(words, facts.date)
            if when == When():
                when = When(text=words.rstrip(" .")[:_LONGEST_WORDS])
            found = ParsedPromise(text=whole, due=when)
        return _promised(found, whole, place)

    def _returns(self, start: int, end: int) -> Iterator[Offer]:
        """Yield the sentences without a marker that promise to come back at a time: "Tas upp igen 9 maj"."""
        for first, last in sentences(self.plain[start:end]):
            words = self.plain[start + first : start + last]
            sentence = words.strip()
            folded = fold(sentence)
            if not _RETURNS.match(folded) or _NEGATED.search(folded):
                continue
            found = find_promise(sentence, self.reader.own, self.reader.facts.date)
            if found:
                begin = start + first + len(words) - len(words.lstrip())
                place: dict[str, Any] = {"start": self.at + begin, "end": self.at + begin + len(sentence)}
                said = _BLANKS.sub(" ", self.text[begin : begin + len(sentence)])
                yield _promised(found, said, place)


def _unwrapped(text: str) -> str:
    """Join the lines of pasted text that were wrapped, so that places stay what they are."""
    lines = text.split("\n")
    joined = [lines[0]]
    for before, line in pairwise(lines):
        wraps = len(before) >= _WRAPPED and before.rstrip()[-1:] not in ".!?:;"
        goes_on = wraps and line[:1].islower() and not _MARK.match(fold(line[:100]))
        joined += [" " if goes_on else "\n", line]
    return "".join(joined)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line)
        at += len(line) + 1


def _due(when: When) -> dict[str, Any]:
    return {"due_text": when.text[:200], "due_on": when.on, "due_precision": when.precision}


def _promised(found: ParsedPromise, text: str, place: dict[str, Any]) -> Offer:
    return Offer(kind="promise", text=text, body=found.body, **_due(found.due), **place)
