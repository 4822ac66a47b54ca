"""An item's paragraphs sorted into background, dialogue, proposal, decisions and supporting documents."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from minutes.importer.folding import fold
from minutes.importer.labels import DECISIONS, Label, find_label
from minutes.importer.lines import BULLET, SourceLine
from minutes.importer.paragraphs import Paragraph

_SECTIONS = {"attachments", "background", "discussion", "proposal", "aside", "recommendation"} | DECISIONS
_DIALOGUE = re.compile(r"(?:grupp)?(?:dialog|diskussion)(?:en|er|erna)?\b")
_TOLD = re.compile(r"[\w-]+(?: [\w-]+)? (?:redogor|gar igenom|presenterar|berattar|informerar|redovisar)\b")
_CITED = re.compile(r"(?:fran|ur) (?:\w*protokoll\w*|\w*anteckning\w*)[^:]{0,60}:")
QUOTES = re.compile(r"[”“\"„»«]")
_NOT_YET = re.compile(r"(?:tas|fattas|skjuts|bordlaggs|aterkommer|vantas)\b")
_ENCLOSED = re.compile(r"\s*[,(]?\s*\b(?:bifogas|bifogat|bifogad|bifogades)\b(?: [\w-]+){0,3}[).]*$")
_NO_DECISION = re.compile(
    r".*\b(?:reserverar sig|deltar (?:inte|ej)|deltog (?:inte|ej)|avstar fran|anmaler jav|yrkar"
    r"|paragrafen justeras)\b"
)
_NOTHING = re.compile(r"[-–—\s.]*|(?:inget|inga|ingen|ej|inte|nej)(?: \w+){0,3}[.!]?")
_MAX_ATTACHMENT = 300
_CITED_PARAGRAPHS = 6
_FEW_WORDS = 3


@dataclass(slots=True)
class Marked:
    """A decision that the text marks as one, with the paragraphs it consists of."""

    kind: str
    paragraphs: list[Paragraph]
    words: str = ""  # of the label, where it says more than "Beslut": "Nämndens förslag till fullmäktige"


@dataclass(slots=True)
class Sections:
    background: list[Paragraph] = field(default_factory=list)
    discussion: list[Paragraph] = field(default_factory=list)
    proposal: list[Paragraph] = field(default_factory=list)
    attachments: list[tuple[str, list[int]]] = field(default_factory=list)
    # Lines with a label and no words of their own.
    labels: list[tuple[str, list[int]]] = field(default_factory=list)
    is_formal: bool = False  # a heading of its own stands over the decision: nothing else in the item decides
    # In the order of the text: plain paragraphs, and marked decisions between them.
    flow: list[Paragraph | Marked] = field(default_factory=list)


def section_label(line: SourceLine) -> Label | None:
    label = find_label(line.text, line.folded)
    if label is None or label.kind not in _SECTIONS:
        return None
    if line.bullet or line.text[0].islower():
        return label if line.bullet and label.kind in DECISIONS and label.value and label.exact else None
    return label


class Sorter:
    """Walks through the paragraphs of one item; a label rules until the next, or for its paragraph only."""

    def __init__(self, decides: Callable[[str], bool]) -> None:
        self.decides = decides
        self.sections = Sections()
        self.state = "background"
        self.is_loose = False  # the dialogue began with a sentence, not with a label
        self.pending = ""  # a label that stood alone on its line
        self.rules = ""  # such a label of a decision, until the next heading
        self.words = ""  # of the last label, where it says more than usual
        self.is_last = False  # no heading follows: only what reads like a decision is under it
        self.owner: list[Paragraph] | None = None  # takes the list that follows a proposal or a decision

    def sort(self, paragraphs: Sequence[Paragraph], labels: dict[int, Label]) -> Sections:
        headings = {at for at, one in enumerate(paragraphs) if _is_heading(one, labels)}
        last = max(headings, default=-1)
        for at, paragraph in enumerate(paragraphs):
            label = labels.get(paragraph.spans[0][1])
            if label is None:
                if not self.pending and self.rules and self._ends_rules(paragraph, at + 1 < len(paragraphs)):
                    self.rules, self.owner = "", None
                self._take(self.pending or self.rules, paragraph)
                self.pending = "attachments" if self.pending == "attachments" and paragraph.listed else ""
                continue
            self.rules = ""
            self._open(label, paragraph)
            if self.pending in DECISIONS and at in headings:
                self.sections.is_formal = True
                self.rules, self.is_last = self.pending, at == last
        return self.sections

    def _ends_rules(self, paragraph: Paragraph, followed: bool) -> bool:
        """Tell whether the decision is over: a heading of its own follows, or text that decides nothing."""
        text = paragraph.text
        words = text.split()
        alone = len(words) <= _FEW_WORDS and text[0].isupper() and text[-1].isalpha() and followed
        if alone and not paragraph.listed and not self.decides(text):
            return True
        return self.is_last and not (self._goes_on(paragraph, fold(text[:100])) or self.decides(text))

    def _open(self, label: Label, paragraph: Paragraph) -> None:
        self.pending = ""
        self.words = "" if label.exact else paragraph.text[: label.at].strip(" :")
        if label.kind in {"background", "discussion"}:
            self.state, self.is_loose = label.kind, False
        if label.kind in {"aside", "recommendation"}:
            self.state, self.owner = "aside", None
            self._take("aside", paragraph)
            return
        if self.state == "aside":
            self.state = "background"
        if not label.exact and label.kind in {"proposal", "discussion"}:
            self._take(label.kind, paragraph)
            return
        if paragraph.text.startswith(BULLET):
            paragraph.cut(len(BULLET))
        cut = len(paragraph.text) - len(paragraph.text[label.at :].lstrip(" :"))
        if cut >= len(paragraph.text):
            self.pending, self.owner = label.kind, None
            self.sections.labels.append((label.kind, paragraph.lines()))
        elif label.kind in DECISIONS and is_nothing(paragraph.text[cut:]):
            self._take("", paragraph)  # "Beslut: tas på nästa möte" decides nothing
        elif label.kind == "attachments" and not split_titles(paragraph.text[cut:]):
            self._take("", paragraph)  # "Underlag: bifogas" has no title
        else:
            paragraph.cut(cut)
            self._take(label.kind, paragraph)

    def _take(self, kind: str, paragraph: Paragraph) -> None:
        folded = fold(paragraph.text[:100])
        sections = self.sections
        if kind == "attachments" and (titles := split_titles(paragraph.text)):
            sections.attachments += [(title, paragraph.lines()) for title in titles]
            self.owner = None
        elif kind == "proposal":
            sections.proposal.append(paragraph)
            self.owner = sections.proposal
        elif self.owner is not None and (not kind or kind == self.rules) and self._goes_on(paragraph, folded):
            self.owner.append(paragraph)
        elif kind in DECISIONS and not (
            kind == self.rules and _NO_DECISION.match(fold(paragraph.text[:300]))
        ):
            marked = Marked(kind, [paragraph], self.words)
            sections.flow.append(marked)
            self.owner = marked.paragraphs
        elif kind == "aside" or self.state == "aside":
            sections.background.append(paragraph)
        else:
            self.owner = None
            self._follow(folded, kind)
            getattr(sections, self.state).append(paragraph)
            sections.flow.append(paragraph)

    def _goes_on(self, paragraph: Paragraph, folded: str) -> bool:
        """Tell whether the paragraph belongs to the proposal or the decision before it."""
        if paragraph.listed or folded.startswith("att ") or paragraph.text[0].islower():
            return True
        return self.owner is not None and bool(self.owner) and self.owner[-1].text[-1] in ":,"

    def _follow(self, folded: str, kind: str) -> None:
        if kind in {"background", "discussion"}:
            return
        if _DIALOGUE.match(folded):
            self.is_loose = self.is_loose or self.state == "background"
            self.state = "discussion"
        elif self.is_loose and _TOLD.match(folded):
            self.state = "background"


def is_nothing(text: str) -> bool:
    """Tell "tas på nästa möte" and "inget" after the word "Beslut:" from a decision."""
    folded = fold(text[:200]).strip()
    return bool(_NOT_YET.match(folded) or _NOTHING.fullmatch(folded))


def _is_heading(paragraph: Paragraph, labels: dict[int, Label]) -> bool:
    """Tell a label that is alone on its line, as a heading is."""
    label = labels.get(paragraph.spans[0][1])
    return label is not None and not label.value and label.at >= len(paragraph.text.rstrip(" :"))


def split_titles(text: str) -> list[str]:
    """Return the titles of "A, B, C"; a comma before a small letter is part of a title."""
    printed = _ENCLOSED.sub("", text, count=1).removeprefix(BULLET).strip(" .;")
    parts = re.split(r"[,;]\s+(?=[A-ZÅÄÖ])", printed)
    titles = [title.strip(" .") for title in parts if re.search(r"\w", title)]
    return [] if max(map(len, titles), default=0) > _MAX_ATTACHMENT else titles


def join_text(paragraphs: Sequence[Paragraph]) -> str:
    """Join paragraphs with a blank line between, and the entries of a list without."""
    parts: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        before = paragraphs[at - 1]
        if at:
            close = paragraph.listed and (before.listed or before.text.endswith(":"))
            parts.append("\n" if close else "\n\n")
        parts.append(paragraph.text)
    return "".join(parts)


def quoted_blocks(flow: Sequence[Paragraph | Marked]) -> list[list[Paragraph]]:
    """Return the passages that quote older minutes: "Från mötesprotokoll mars 2023: …"."""
    blocks: list[list[Paragraph]] = []
    for at, paragraph in enumerate(flow):
        if isinstance(paragraph, Marked) or paragraph.text[0] not in "FfUu":
            continue
        if not _CITED.match(fold(paragraph.text[:120])):
            continue
        block = [paragraph]
        for follower in flow[at + 1 : at + _CITED_PARAGRAPHS]:
            if isinstance(follower, Marked) or _CITED.match(fold(follower.text[:120])):
                break
            block.append(follower)
            if len(QUOTES.findall(follower.text)) % 2 and follower.text[-1] in '”“"':
                blocks.append(block)
                break
        if not blocks or blocks[-1] is not block:
            blocks.append([paragraph])
    return blocks


def without_quotes(text: str) -> str:
    """Return the text with what is quoted blanked out, of the same length.

    Half a pair counts: an opening mark rules to the end of the paragraph, a closing one from its beginning.
    """
    marks = [match.start() for match in QUOTES.finditer(text)]
    if not marks:
        return text
    pairs: list[tuple[int, int]] = []
    if len(marks) % 2:
        opens = marks[0] == 0 or (len(marks) == 1 and text[marks[0] - 1] in " (")
        pairs = [(marks[0], len(text))] if opens else [(0, marks[0])]
        marks = [] if opens else marks[1:]
    pairs += zip(marks[::2], marks[1::2], strict=True)
    pieces, at = [], 0
    for start, end in sorted(pairs):
        if start >= at:
            pieces += [text[at:start], " " * (end - start)]
            at = end
    return "".join(pieces) + text[at:]
