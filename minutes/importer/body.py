"""One item of the minutes, from its lines to its record."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.headings import Heading
from minutes.importer.labels import DECISIONS, Label, find_label
from minutes.importer.likeness import key, likeness
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, looks_like_name, only_names
from minutes.importer.officers import is_choice, officers_in, opener_in
from minutes.importer.paragraphs import Paragraph, Wrapping, join_lines
from minutes.importer.people import read_next_meeting, read_people
from minutes.importer.presenters import in_sentence, labelled, take_cells, title_tail, under_title
from minutes.importer.reading import Findings, read_flow
from minutes.importer.records import Named, ParsedAction, ParsedDecision, ParsedItem
from minutes.importer.sections import Sorter, join_text, section_label
from minutes.importer.task_table import read_tasks
from minutes.importer.wording import Own, find_decision, sentences

_OUTCOME = re.compile(
    r"(?:(?:punkten|arendet|fragan|denna punkt) )?(?:(?P<withdrawn>utgar|utgick|utgatt|stryks)"
    r"|(?P<deferred>bordla(?:ggs|des|gd|gt)|sk(?:ju|o)ts upp|(?:flyttas|skjuts) till [^.]{3,40}))"
    r"(?: (?:fran|till|pa) [^.]{3,60})?[.!]?"
)
_TITLE_OUTCOME = re.compile(
    r".*(?:[(–-]\s*)(?:(?P<withdrawn>utgar|utgick)|(?P<deferred>bordlagd|bordlaggs|bordlagt))\)?"
)
_FOOTER = {"secretaries", "approvers", "chairs", "next"}


_APPROVERS_TITLE = re.compile(
    r"(?:Protokolls?j|J)uster(?:are|ingspersoner|ingsperson|ingsmän)[ :]+([A-ZÅÄÖ].{1,60})"
)
_AND = re.compile(r"\s(?:och|samt|&)\s|,\s")
_ELECTS = re.compile(
    r"till .{3,60}? (?:valdes|utsags|valjs|utses)\b|(?:det )?(?:beslutas|beslutades|beslots)\b"
    r"|beslut (?:om )?att\b"
)
# At the end of a line: the clauses follow, each on its own.
_OPENS_CLAUSES = re.compile(
    r"(?::|\b(?:beslut(?:ar|ade|ades|as)|beslot|beslots|darfor|foljande|enhalligt|foresla(?:r|s)|foreslog))$"
)
_WITH_SUBJECT = re.compile(r"(?:denna )?(?:punkten|punkt|arendet|fragan) ")
_SAME, _LONGEST_CHOICE, _LONGEST_TOLD = 85, 200, 3000
_ELECTED_TITLE = re.compile(r"^till .{3,80}? (valdes|utsags|valjs|utses):")


class ItemReader:
    def __init__(self, index: int, heading: Heading, lines: Sequence[SourceLine], draft: Draft) -> None:
        self.index = index
        self.heading = heading
        self.lines = list(lines)
        if heading.rest:
            self.lines.insert(
                0, heading.line._replace(text=heading.rest, folded=fold(heading.rest), gap=1, cells=())
            )
        label = find_label(heading.title, fold(heading.title)) if heading.line.level else None
        if label and label.kind in DECISIONS and not label.value:  # notes whose last heading is "Beslut"
            self.lines.insert(0, heading.line._replace(level=0))
        self.draft = draft
        self.title = _tidy_title(heading.title)
        self.presenters: list[Named] = []
        self.presenting: set[str] = set()  # their names

    def read(self, wrapping: Wrapping, findings: Findings) -> ParsedItem:
        last_line = max(line.number for line in [self.heading.line, *self.heading.more, *self.lines])
        self._place([self.heading.line, *self.heading.more], "title")
        for line, case in self.heading.case:
            self.draft.leave(line, case)
        self._take_footers()
        self._take_presenters()
        labels = _own_labels({line.number: label for line, label in _labels(self.lines)}, findings.own)
        breaks = labels.keys() | _clauses(self.lines, labels) | _new_decisions(self.lines, findings.own)
        paragraphs = join_lines(self.lines, wrapping, lambda line: line.number in breaks)
        self._find_officers(paragraphs)
        if not self.presenters and paragraphs and not self.draft.is_table:
            self._learn(in_sentence(paragraphs[0].text, self.draft.names))
        return self._record(paragraphs, labels, findings, last_line)

    def _record(
        self, paragraphs: list[Paragraph], labels: dict[int, Label], findings: Findings, last_line: int
    ) -> ParsedItem:
        outcome = next((found for one in paragraphs if (found := _outcome(one.text))), "")
        outcome = outcome or next((found for one in paragraphs if (found := _told_outcome(one.text))), "")
        sections = Sorter(lambda text: _decides(text, findings)).sort(paragraphs, labels)
        for name in ("background", "discussion", "proposal"):
            for paragraph in getattr(sections, name):
                self._place(paragraph.lines(), name)
        for at, (_, numbers) in enumerate(sections.attachments):
            self._place(numbers, f"attachments.{at}")
        for kind, numbers in sections.labels:
            self._place(numbers, "decisions" if kind in DECISIONS else kind)
        read = read_flow(sections, findings, self._place)
        read.actions += self._tasks(findings, len(read.actions))
        self._add_said_by_title(read.decisions, sections.background, findings)
        return ParsedItem(
            title=self.title,
            number=self.heading.number,
            outcome=outcome or _outcome_in_title(self.title) or "handled",
            presenters=tuple(self.presenters),
            attachments=tuple(title for title, _ in sections.attachments),
            background=join_text(sections.background),
            discussion=join_text(sections.discussion),
            proposal=join_text(sections.proposal),
            decisions=tuple(read.decisions),
            actions=tuple(read.actions),
            promises=tuple(read.promises),
            citations=tuple(read.citations),
            first_line=self.heading.line.number,
            last_line=last_line,
        )

    def _tasks(self, findings: Findings, known: int) -> list[ParsedAction]:
        """Return the tasks of a table in the item; what its rows say stays in the text."""
        tasks = list(read_tasks(self.lines, findings.own, findings.meeting))
        for at, (line, _) in enumerate(tasks, known):
            self._place([line.number], f"actions.{at}")
        return [task for _, task in tasks]

    def _add_said_by_title(
        self, decisions: list[ParsedDecision], background: Sequence[Paragraph], findings: Findings
    ) -> None:
        """Read an item that is one sentence ("5. Dagen godkändes.") or a choice with names under it."""
        said = self._title_decides(findings)
        known = any(likeness(key(said.text), key(one.text)) >= _SAME for one in decisions) if said else True
        if said and not known:
            decisions.append(said)
            lines = [line.number for line in (self.heading.line, *self.heading.more)]
        elif not decisions and (chosen := self._chosen(background)):
            decisions.append(chosen)
            lines = [number for paragraph in background for number in paragraph.lines()]
        else:
            return
        self._place(lines, f"decisions.{len(decisions) - 1}")

    def _title_decides(self, findings: Findings) -> ParsedDecision | None:
        if self.heading.line.level or len(self.title.split()) < 2:
            return None
        said = find_decision(self.title, findings.own, findings.meeting)
        if said is None and (elected := _ELECTED_TITLE.search(fold(self.title))):
            said = ParsedDecision(text=self.title, found_by="phrase", phrase=elected[1])
        return said

    def _chosen(self, background: Sequence[Paragraph]) -> ParsedDecision | None:
        """Return the election that an item such as "Val av revisor" over a name tells of."""
        text = join_text(background).strip()
        if not fold(self.title).startswith("val av ") or not 0 < len(text) <= _LONGEST_CHOICE:
            return None
        people = only_names(text.rstrip("."), self.draft.names)
        return (
            ParsedDecision(text=f"{self.title}: {text}", found_by="phrase", phrase=self.title[:40])
            if people
            else None
        )

    def _place(self, lines: Sequence[SourceLine] | Sequence[int], name: str) -> None:
        self.draft.place_lines(lines, f"items.{self.index}.{name}")

    def _learn(self, people: Sequence[Named]) -> None:
        new = [person for person in people if person.name not in self.presenting]
        self.presenting |= {person.name for person in new}
        self.presenters += new
        self.draft.names.learn(people)

    def _take_footers(self) -> None:
        """Take out who wrote and who approves; the text around such a line belongs together."""
        kept: list[SourceLine] = []
        at = 0
        while at < len(self.lines):
            used = footer_lines(self.lines, at, self.draft.names)
            label = find_label(self.lines[at].text, self.lines[at].folded) if used else None
            if label and self._read_footer(label, used):
                if not label.exact:
                    kept += used
                at += len(used)
            else:
                kept.append(self.lines[at])
                at += 1
        self.lines = kept

    def _read_footer(self, label: Label, used: Sequence[SourceLine]) -> bool:
        value = " ".join(filter(None, [label.value, *(line.text for line in used[1:])]))
        if label.kind == "next":
            return read_next_meeting(value, used, self.draft)
        return read_people(label.kind, value, used, self.draft)

    def _find_officers(self, paragraphs: Sequence[Paragraph]) -> None:
        """ "Till justerare utses Namn Namn": said in the text, where it also stays."""
        if self.index < 2 and paragraphs and not self.draft.opener:
            self.draft.opener = opener_in(paragraphs[0].text, self.draft.names)
        if self.index < 2 and not self.draft.opener:
            self.draft.opener = opener_in(self.title, self.draft.names)
        for office, person in officers_in(self.title, self.title, self.index, self.draft.names):
            self.draft.add_people(office, [person])
        if named := _APPROVERS_TITLE.fullmatch(self.title):
            people = [self.draft.names.whole(one) or one for one in _AND.split(named[1].rstrip("."))]
            if all(self.draft.names.knows(one) or looks_like_name(one) for one in people):
                self.draft.add_people("approvers", [Named(name=one) for one in people])
        for paragraph in paragraphs:
            for start, end in sentences(paragraph.text):
                found = officers_in(paragraph.text[start:end], self.title, self.index, self.draft.names)
                for office, person in found:
                    self.draft.add_people(office, [person])
                    self.draft.place_lines(paragraph.lines(start, end), f"head.{office}")

    def _take_presenters(self) -> None:
        names = self.draft.names
        kept: list[SourceLine] = []
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            label = find_label(line.text, line.folded)
            if label is None or label.kind != "presenters":
                kept.append(line)
                at += 1
                continue
            at += 1 + self._read_label(label, line, self.lines[at + 1 : at + 2])
        self.lines = kept
        if self.draft.is_table:
            self._take_column()
        elif not self.presenters and (people := under_title(self.lines, names)):
            if office := is_choice(self.title):
                self.draft.add_people(office, people)
                self.draft.place_lines(self.lines[:1], f"head.{office}")
                return
            if fold(self.title).startswith("val av "):
                return
            self._learn(people)
            self._place(self.lines[:1], "presenters")
            self.lines = self.lines[1:]

    def _read_label(self, label: Label, line: SourceLine, after: Sequence[SourceLine]) -> int:
        """Read a labelled presenter; return how many lines more than the label's own that took."""
        self._place([line], "presenters")
        if label.value:
            self._learn(labelled(label.value, self.draft.names))
            return 0
        if after and not after[0].gap and (people := only_names(after[0].text, self.draft.names)):
            self._learn(people)
            self._place(after, "presenters")
            return 1
        self.draft.warn(
            "presenter_empty", f"Föredragande är inte ifyllt för ”{self.title}”.", line.number, line.text
        )
        return 0

    def _take_column(self) -> None:
        self.title, people = title_tail(self.title, self.draft.names)
        if people:
            self._place([self.heading.line, *self.heading.more][-1:], "presenters")
        self.lines, cells, more = take_cells(self.lines, self.draft.names)
        self._place(cells, "presenters")
        self._learn([*people, *more])


def _decides(text: str, findings: Findings) -> bool:
    """Tell whether a paragraph begins with a decision."""
    first = next(iter(sentences(text)), (0, len(text)))
    return find_decision(text[slice(*first)], findings.own, findings.meeting) is not None


def footer_lines(lines: Sequence[SourceLine], at: int, names: Names) -> list[SourceLine]:
    """Return the line that says who wrote or approves, with the next line if the name stands there."""
    line = lines[at]
    label = find_label(line.text, line.folded)
    if label is None or label.kind not in _FOOTER or line.bullet:
        return []
    if label.value:
        return [line]
    after = lines[at + 1 : at + 2]
    if label.kind == "next":
        return [line, *after]
    return [line, *after] if after and only_names(after[0].text, names) else []


def _clauses(lines: Sequence[SourceLine], labels: dict[int, Label]) -> set[int]:
    """Return the lines that begin a clause of a decision: "att …" under its label, or under another."""
    clauses: set[int] = set()
    is_open = False  # inside a list of clauses, whose lines may wrap
    for before, line in pairwise(lines):
        label = labels.get(before.number)
        if line.text.startswith("att ") and (
            is_open or (label and not label.value) or _OPENS_CLAUSES.search(before.folded)
        ):
            clauses.add(line.number)
            is_open = True
        elif is_open:
            is_open = line.text[0].islower() and not line.gap
    return clauses


def _labels(lines: Sequence[SourceLine]) -> Iterator[tuple[SourceLine, Label]]:
    """Yield the lines that label what follows; a sentence that wraps after such words is none."""
    for line, after in zip_longest(lines, lines[1:]):
        label = section_label(line)
        wraps = (
            after is not None
            and not after.gap
            and after.text[0].islower()
            and not after.text.startswith("att ")
        )
        if label and not (
            wraps and label.at >= len(line.text) and label.kind != "attachments" and ":" not in line.text
        ):
            yield line, label


def _own_labels(labels: dict[int, Label], own: Own) -> dict[int, Label]:
    """Take the body's own proposal to another body for its decision, where it takes no other."""
    if any(label.kind in DECISIONS for label in labels.values()):
        return labels
    return {
        line: label._replace(kind="position", exact=False)
        if label.kind == "recommendation" and own.named.search(label.printed)
        else label
        for line, label in labels.items()
    }


def _new_decisions(lines: Sequence[SourceLine], own: Own) -> set[int]:
    """Return the lines that begin a decision of their own where no full stop ends the one before."""
    return {
        line.number
        for before, line in pairwise(lines)
        if line.text[0].isupper()
        and before.text[-1] not in ",-"
        and not before.text.endswith((" att", " och", " samt", " som"))
        and (_ELECTS.match(line.folded) or ((match := own.active.match(line.folded)) and match["decision"]))
    }


def _tidy_title(title: str) -> str:
    tidy = title.strip(" –-*_")
    if tidy.endswith(":") or (tidy.endswith(".") and not re.search(r"\b(?:\w|etc|mm|dyl|osv)\.$", tidy)):
        tidy = tidy[:-1].rstrip()
    return tidy or title.strip() or "(utan rubrik)"


def _outcome(text: str) -> str:
    match = _OUTCOME.fullmatch(fold(text)) if len(text) < 120 and text[0].isupper() else None
    return (match.lastgroup or "") if match else ""


def _told_outcome(text: str) -> str:
    """Find "Ärendet utgår." as a sentence of its own among others."""
    if "rende" not in text and "unkten" not in text and "rågan" not in text:
        return ""
    told = (text[start:end].strip() for start, end in sentences(text[:_LONGEST_TOLD]))
    return next((found for one in told if _WITH_SUBJECT.match(fold(one)) and (found := _outcome(one))), "")


def _outcome_in_title(title: str) -> str:
    match = _TITLE_OUTCOME.fullmatch(fold(title))
    return (match.lastgroup or "") if match else ""
