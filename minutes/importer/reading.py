"""The sentences of an item read in order: each becomes what it says, and stays in the text where it stood.

A marked decision owns its words. What is found by reading is a copy, so that refusing it loses nothing.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from minutes.importer.names import Names
from minutes.importer.paragraphs import Paragraph
from minutes.importer.points import points
from minutes.importer.records import ParsedAction, ParsedCitation, ParsedDecision, ParsedPromise
from minutes.importer.sections import Marked, Sections, is_nothing, join_text, quoted_blocks, without_quotes
from minutes.importer.tasks import find_action
from minutes.importer.wording import (
    Own,
    comes_back,
    find_citation,
    find_decision,
    find_promise,
    is_as_proposed,
    sentences,
)

_MARKED = re.compile(
    r"\s*(?:[–(]\s*)?([Bb]eslut|BESLUT|[Bb]eslutades)(?:\s?:|\s[–-](?=\s))\s*(?=[^\W\d_]|\d)"
)
_PROPOSES = re.compile(r"[Ff]öresl[åo]", re.IGNORECASE)
_DECIDES = re.compile(r"\b[Bb]esl(?:utar|utade|öt)\b|\b(?:avslog|biföll|bifölls|avslogs)\b")
_SHORTEST_CLAUSE = 3
_MOST_ADOPTED, _LONGEST_PROPOSAL = 20, 20_000  # a document with more is hostile: its text stays in the item
Place = Callable[[Sequence[int], str], None]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the reading of a sentence needs to know about the meeting."""

    own: Own
    names: Names
    meeting: dt.date | None


@dataclass(slots=True)
class Read:
    decisions: list[ParsedDecision] = field(default_factory=list)
    actions: list[ParsedAction] = field(default_factory=list)
    promises: list[ParsedPromise] = field(default_factory=list)
    citations: list[ParsedCitation] = field(default_factory=list)


class _Reader:
    def __init__(self, sections: Sections, known: Findings, place: Place) -> None:
        self.sections = sections
        self.known = known
        self.place = place
        self.read = Read()
        self.proposal: str | None = None  # joined when it is first asked for
        self.adopted = 0
        self.taken: set[int] = set()  # paragraphs that belong to a citation or to the decision before them

    def walk(self) -> Read:
        blocks = {id(block[0]): block for block in quoted_blocks(self.sections.flow)}
        for at, one in enumerate(self.sections.flow):
            if isinstance(one, Marked):
                self._read_marked(one)
            elif block := blocks.get(id(one)):
                self._cite(block)
                self.taken |= {id(paragraph) for paragraph in block}
            elif id(one) not in self.taken:
                self._read_paragraph(one, self.sections.flow[at + 1 : at + 31])
        return self.read

    def _read_marked(self, marked: Marked) -> None:
        whole = join_text(marked.paragraphs)
        parted = points(marked.paragraphs) if marked.kind in {"decision", "position"} else []
        for text, paragraphs in parted or [(whole, marked.paragraphs)]:
            resolved = self._resolved() if not parted and is_as_proposed(text) else ""
            number = len(self.read.decisions)
            self.read.decisions.append(
                ParsedDecision(
                    text=text,
                    kind=marked.kind,
                    resolved_text=resolved,
                    found_by="marker",
                    phrase=marked.words,
                )
            )
            for paragraph in paragraphs:
                self.place(paragraph.lines(), f"decisions.{number}")
                for start, end in sentences(paragraph.text):
                    self._read_sentence(paragraph, start, end, paragraph.text[start:end])

    def _resolved(self) -> str:
        """Return the proposal for a decision that only adopts it; for the first such ones of an item."""
        if self.proposal is None:
            self.proposal = join_text(self.sections.proposal)
        self.adopted += 1
        return (
            self.proposal if self.adopted <= _MOST_ADOPTED and len(self.proposal) <= _LONGEST_PROPOSAL else ""
        )

    def _cite(self, block: Sequence[Paragraph]) -> None:
        text = join_text(block)
        citation = find_citation(block[0].text[:120], self.known.own, self.known.meeting)
        for paragraph in block:
            self.place(paragraph.lines(), f"citations.{len(self.read.citations)}")
        self.read.citations.append(replace(citation or ParsedCitation(text=text), text=text))

    def _read_paragraph(self, paragraph: Paragraph, following: Sequence[Paragraph | Marked]) -> None:
        unquoted = without_quotes(paragraph.text)
        for start, end in sentences(paragraph.text):
            marked = _MARKED.match(unquoted, start, end)
            if marked and not is_nothing(unquoted[marked.end() : end]):
                self._add_inline(paragraph, marked, end)
                continue
            decision = None
            if not self.sections.is_formal:
                decision = find_decision(unquoted[start:end], self.known.own, self.known.meeting)
                decision = decision or _bare_clause(unquoted[start:end], self.sections)
            if decision and self._is_only_proposed(decision, paragraph.text[end:], following):
                decision = None
            if decision is None:
                self._read_sentence(paragraph, start, end, unquoted[start:end])
                continue
            after = _list_after(following, paragraph.text[-1] in ":;") if end >= len(paragraph.text) else []
            self.taken |= {id(one) for one in after if one.text.lower().startswith("att ")}
            self._add_read(decision, paragraph, (start, end), after)
            self._read_what_follows(paragraph, start, end, unquoted[start:end])

    def _add_read(
        self,
        decision: ParsedDecision,
        paragraph: Paragraph,
        span: tuple[int, int],
        after: Sequence[Paragraph],
    ) -> None:
        """Add a decision that was found by reading, with the clauses that follow it."""
        said = Paragraph(paragraph.text[slice(*span)].strip(), paragraph.spans[0][1])
        whole = "\n".join(one.text for one in [said, *after])
        for text, paragraphs in points([said, *after]) or [(whole, [said, *after])]:
            name = f"decisions.{len(self.read.decisions)}"
            for one in paragraphs:
                self.place(paragraph.lines(*span) if one is said else one.lines(), name)
            resolved = self._resolved() if self.sections.proposal and is_as_proposed(text) else ""
            self.read.decisions.append(replace(decision, text=text, resolved_text=resolved))

    def _is_only_proposed(
        self, decision: ParsedDecision, rest: str, following: Sequence[Paragraph | Marked]
    ) -> bool:
        """Tell "Styrelsen föreslår" from a position when the item goes on to a decision."""
        if not _PROPOSES.match(decision.phrase):
            return False
        return any(isinstance(one, Marked) for one in following) or bool(_DECIDES.search(rest[:1000]))

    def _add_inline(self, paragraph: Paragraph, marked: re.Match[str], end: int) -> None:
        """Take "Beslut: …" in the middle of a paragraph; the words also stay where they are."""
        start = marked.end()
        self.place(paragraph.lines(start, end), f"decisions.{len(self.read.decisions)}")
        self.read.decisions.append(ParsedDecision(text=paragraph.text[start:end].strip(), phrase=marked[1]))
        self._read_what_follows(paragraph, start, end, paragraph.text[start:end])

    def _read_sentence(self, paragraph: Paragraph, start: int, end: int, text: str) -> None:
        own, meeting, read = self.known.own, self.known.meeting, self.read
        if citation := find_citation(text, own, meeting):
            self.place(paragraph.lines(start, end), f"citations.{len(read.citations)}")
            read.citations.append(citation)
            return
        self._read_what_follows(paragraph, start, end, text)

    def _read_what_follows(self, paragraph: Paragraph, start: int, end: int, text: str) -> None:
        """Read the task and the promise of a sentence: a task until the next meeting is no promise to it."""
        known = self.known
        action = find_action(text, known.own, known.names, known.meeting)
        if action:
            self.place(paragraph.lines(start, end), f"actions.{len(self.read.actions)}")
            self.read.actions.append(action)
        if action and not comes_back(text):
            return
        if promise := find_promise(text, known.own, known.meeting):
            self.place(paragraph.lines(start, end), f"promises.{len(self.read.promises)}")
            self.read.promises.append(promise)


def _bare_clause(text: str, sections: Sections) -> ParsedDecision | None:
    """Take a clause that hangs on nothing for a decision: "att bevilja styrelsen ansvarsfrihet."."""
    if not text.startswith("att ") or sections.proposal or len(text.split()) < _SHORTEST_CLAUSE:
        return None
    return ParsedDecision(text=text.strip(), found_by="phrase", phrase="att")


def _list_after(following: Sequence[Paragraph | Marked], is_open: bool) -> list[Paragraph]:
    """Return the clauses that follow a decision; after a colon also a list, or else the next paragraph."""
    entries: list[Paragraph] = []
    for one in following:
        if isinstance(one, Marked) or not (one.text.startswith("att ") or (is_open and _is_entry(one))):
            break
        entries.append(one)
    if not entries and is_open and following and not isinstance(following[0], Marked):
        return [following[0]]
    return entries


def _is_entry(paragraph: Paragraph) -> bool:
    return paragraph.listed or paragraph.text.startswith("Att ")


def read_flow(sections: Sections, known: Findings, place: Place) -> Read:
    return _Reader(sections, known, place).walk()
