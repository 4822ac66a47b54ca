"""One item of the minutes, from its lines to its record."""

import re
from collections.abc import Sequence
from itertools import pairwise

from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.head import read_next_meeting, read_people
from minutes.importer.items import Heading
from minutes.importer.labels import DECISIONS, Label, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names, only_names
from minutes.importer.paragraphs import Paragraph, Wrapping, join_lines
from minutes.importer.presenters import in_sentence, labelled, take_cells, title_tail, under_title
from minutes.importer.reading import Findings, read_flow
from minutes.importer.records import Named, ParsedItem
from minutes.importer.sections import Sorter, join_text, section_label

_OUTCOME = re.compile(
    r"(?:(?:punkten|arendet|fragan|denna punkt) )?(?:(?P<withdrawn>utgar|utgick|utgatt|stryks)"
    r"|(?P<deferred>bordla(?:ggs|des|gd|gt)|sk(?:ju|o)ts upp|(?:flyttas|skjuts) till [^.]{3,40}))"
    r"(?: (?:fran|till|pa) [^.]{3,60})?[.!]?"
)
_TITLE_OUTCOME = re.compile(
    r".*(?:[(–-]\s*)(?:(?P<withdrawn>utgar|utgick)|(?P<deferred>bordlagd|bordlaggs|bordlagt))\)?"
)
_FOOTER = {"secretaries", "approvers", "chairs", "next"}
_OFFICER = re.compile(
    r"\b(?:till|att|som) (?:motets |motes)?"
    r"(?P<office>ordforande|sekreterare|(?:protokoll)?juster(?:are|a))\b[^.:]{0,40}?"
    r"\b(?:utses|utsags|utsag|valjs|valdes|valde|utsedes)\b:? (?:motet |styrelsen )?(?P<after>[^.:;]{3,80})"
)
_OFFICES = {"o": "chairs", "s": "secretaries"}


class ItemReader:
    def __init__(self, index: int, heading: Heading, lines: Sequence[SourceLine], draft: Draft) -> None:
        self.index = index
        self.heading = heading
        self.lines = list(lines)
        self.draft = draft
        self.title = _tidy_title(heading.title)
        self.presenters: list[Named] = []

    def read(self, wrapping: Wrapping, findings: Findings) -> ParsedItem:
        last_line = max(line.number for line in [self.heading.line, *self.heading.more, *self.lines])
        self._place([self.heading.line, *self.heading.more], "title")
        self._take_footers()
        self._take_presenters()
        labels = {line.number: label for line in self.lines if (label := section_label(line))}
        breaks = labels.keys() | _clauses(self.lines, labels)
        paragraphs = join_lines(self.lines, wrapping, lambda line: line.number in breaks)
        if not self.presenters and paragraphs and not self.draft.is_table:
            self._learn(in_sentence(paragraphs[0].text, self.draft.names))
        return self._record(paragraphs, labels, findings, last_line)

    def _record(
        self, paragraphs: list[Paragraph], labels: dict[int, Label], findings: Findings, last_line: int
    ) -> ParsedItem:
        outcome = next((found for one in paragraphs if (found := _outcome(one.text))), "")
        sections = Sorter().sort(paragraphs, labels)
        for name in ("background", "discussion", "proposal"):
            for paragraph in getattr(sections, name):
                self._place(paragraph.lines(), name)
        for at, (_, numbers) in enumerate(sections.attachments):
            self._place(numbers, f"attachments.{at}")
        for kind, numbers in sections.labels:
            self._place(numbers, "decisions" if kind in DECISIONS else kind)
        read = read_flow(sections, findings, self._place)
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

    def _place(self, lines: Sequence[SourceLine] | Sequence[int], name: str) -> None:
        self.draft.place_lines(lines, f"items.{self.index}.{name}")

    def _learn(self, people: Sequence[Named]) -> None:
        known = {person.name for person in self.presenters}
        self.presenters += [person for person in people if person.name not in known]
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
        for line in kept:
            self._find_officer(line)

    def _read_footer(self, label: Label, used: Sequence[SourceLine]) -> bool:
        value = " ".join(filter(None, [label.value, *(line.text for line in used[1:])]))
        if label.kind == "next":
            return read_next_meeting(value, used, self.draft)
        return read_people(label.kind, value, used, self.draft)

    def _find_officer(self, line: SourceLine) -> None:
        """ "Till justerare utses Namn Namn": said in the text, where it also stays."""
        if "uts" not in line.folded and "val" not in line.folded or len(line.text) > 2000:
            return
        if match := _OFFICER.search(line.folded):
            people = only_names(line.text[slice(*match.span("after"))].strip(" ,"), self.draft.names)
            if people:
                office = _OFFICES.get(match["office"][0], "approvers")
                self.draft.add_people(office, people)
                self.draft.place_lines([line], f"head.{office}")

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
    for before, line in pairwise(lines):
        if line.text.startswith("att ") and (
            before.number in clauses or (before.number in labels and not labels[before.number].value)
        ):
            clauses.add(line.number)
    return clauses


def _tidy_title(title: str) -> str:
    tidy = title.strip(" –-*_")
    if tidy.endswith(":") or (tidy.endswith(".") and not re.search(r"\b(?:\w|etc|mm|dyl|osv)\.$", tidy)):
        tidy = tidy[:-1].rstrip()
    return tidy or title.strip() or "(utan rubrik)"


def _outcome(text: str) -> str:
    match = _OUTCOME.fullmatch(fold(text)) if len(text) < 120 and text[0].isupper() else None
    return (match.lastgroup or "") if match else ""


def _outcome_in_title(title: str) -> str:
    match = _TITLE_OUTCOME.fullmatch(fold(title))
    return (match.lastgroup or "") if match else ""
