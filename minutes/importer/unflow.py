"""Minutes that lost their line breaks: a page pasted, or taken out of a PDF, as one long line.

The numbers of the items, and the labels of the head, show where the lines must have begun. A piece keeps the
number of the line it came from.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minutes.importer.folding import fold
from minutes.importer.labels import ATTENDANCE, HEAD, find_label
from minutes.importer.lines import SourceLine

_LONG = 160  # characters; nobody writes a heading or a row of that length
_FLOWS = 0.6  # so much of the text must stand in long lines
_LEAST = 3  # so many items in order
_MOST_MARKS = 2000
_FORMS = {
    "sign": re.compile(r"(?<!\S)§\s?(\d{1,4})[.:]?\s+(?=[A-ZÅÄÖ\d])"),
    "dotted": re.compile(r"(?<!\S)(\d{1,3})[.:)]\s+(?=[A-ZÅÄÖ])|(?<!\S)(\d{1,3})[.:](?=[A-ZÅÄÖ][a-zåäö])"),
    "plain": re.compile(r"(?<!\S)(\d{1,3})\s+(?=[A-ZÅÄÖ][a-zåäö])"),
}
_NOT_BEFORE = re.compile(
    r"(?:§|\b(?:nr|kap|kapitel|bilaga|punkt|pkt|p|sida|sid|s|kl|och|till|den|år|grupp|fas|steg|mål|del|nivå"
    r"|artikel|åk|årskurs|version|kvartal"
    r"|vecka|v)\.?)\s+$",
    re.IGNORECASE,
)
_OPEN = {
    "om", "av", "för", "med", "och", "till", "från", "i", "på", "samt", "vid", "mot", "under", "inom",
    "kring", "hos", "eller", "ang", "angående", "avseende", "gällande", "mellan", "utan", "enligt",
    "den", "det", "de", "en", "ett", "nr", "inför", "efter", "via", "per", "ur", "som", "över",
    "rörande", "St", "Sankt", "Region", "föregående", "nästa", "senaste", "kommande", "extra",
    "ordinarie", "Agenda", "Leader", "Svenska",
}  # fmt: skip
_WORD = re.compile(r"\S+")
_SIGN_INSIDE = re.compile(r"(?<=[a-zåäö\d)][.!?])\s+(?=§ ?\d{1,3}[.:]? [A-ZÅÄÖ][a-zåäö]+ [a-zåäö])")
_PAGE = re.compile(r"(\d{1,3})(?: ?\(\d{1,3}\))?\s+(?=\S)")
_LABEL_WORDS = 5
_LONGEST_TITLE = 120


class _Mark(NamedTuple):
    line: int  # index among the lines
    at: int
    end: int  # where the title begins
    value: int


def unflow(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Return the lines, the long ones parted at labels and items; other documents as they are."""
    return [piece for line in _unflowed(lines) for piece in _inside(line)]


def _inside(line: SourceLine) -> list[SourceLine]:
    """Part a line at a sign that begins an item after the end of a sentence: "… klar. § 8 Övriga ärenden"."""
    starts = [match.end() for match in _SIGN_INSIDE.finditer(line.text)] if "§" in line.text[1:] else []
    if not starts:
        return [line]
    pieces = [_piece(line, line.text[: starts[0]], line.gap)]
    for start, stop in zip(starts, [*starts[1:], len(line.text)], strict=True):
        text = line.text[start:stop]
        mark = _FORMS["sign"].match(text)
        title = _title_end(text[mark.end() :]) if mark else 0
        cut = mark.end() + title if mark and title else len(text)
        pieces += [_piece(line, part, 1) for part in (text[:cut], text[cut:]) if part.strip()]
    return pieces


def _unflowed(lines: Sequence[SourceLine]) -> list[SourceLine]:
    total = sum(len(line.text) for line in lines)
    long = sum(len(line.text) for line in lines if len(line.text) > _LONG)
    if not total or long < _FLOWS * total:
        return list(lines)
    whole = list(_without_page_numbers(lines))
    chain = _best_chain(whole)
    if len(chain) < _LEAST:
        return list(lines)
    parted: list[SourceLine] = []
    for at, line in enumerate(whole):
        marks = [mark for mark in chain if mark.line == at]
        before_items = not chain or at <= chain[0].line
        inside = len(line.text) > _LONG or any(mark.at for mark in marks)
        parted += _part(line, marks, before_items) if inside else [line]
    return parted


def _without_page_numbers(lines: Sequence[SourceLine]) -> Iterator[SourceLine]:
    """Part off the number that each page begins with, if they run from one page to the next."""
    starts = [_PAGE.match(line.text) for line in lines if len(line.text) > _LONG]
    numbers = [int(match[1]) for match in starts if match]
    runs = len(numbers) == len(starts) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    for line in lines:
        page = _PAGE.match(line.text) if runs and len(line.text) > _LONG and numbers[0] == 1 else None
        if page:
            yield _piece(line, page[0], line.gap)
            yield _piece(line, line.text[page.end() :], 1)
        else:
            yield line


def _best_chain(lines: Sequence[SourceLine]) -> list[_Mark]:
    chains = [_chain(list(_marks(form, lines))) for form in _FORMS.values()]
    longest = max(map(len, chains))
    return next(chain for chain in chains if len(chain) >= 0.7 * longest)


def _marks(form: re.Pattern[str], lines: Sequence[SourceLine]) -> Iterator[_Mark]:
    count = 0
    for index, line in enumerate(lines):
        for match in form.finditer(line.text):
            if _NOT_BEFORE.search(line.text[max(0, match.start() - 12) : match.start()]):
                continue
            count += 1
            if count > _MOST_MARKS:
                return
            number = match[1] or match[2]
            yield _Mark(index, match.start(), match.end(), int(number))


def _chain(marks: Sequence[_Mark]) -> list[_Mark]:
    """Return the longest run of marks whose numbers rise; one in between may be lost."""
    best: list[_Mark] = []
    runs: dict[int, list[_Mark]] = {}
    for mark in marks:
        before = runs.get(mark.value - 1) or runs.get(mark.value - 2)
        run = [*before, mark] if before else [mark]
        if len(run) > len(runs.get(mark.value, ())):
            runs[mark.value] = run
            if len(run) > len(best):
                best = run
    return best


def _part(line: SourceLine, marks: Sequence[_Mark], before_items: bool) -> list[SourceLine]:
    starts = [mark.at for mark in marks]
    head_ends = starts[0] if starts else len(line.text)
    labels = list(_labels(line.text[:head_ends])) if before_items else []
    tail = _end_of_items(line.text, marks)
    cuts = sorted({0, *labels, *starts, *tail, len(line.text)})
    pieces = []
    ends = {mark.at: mark.end for mark in marks}
    for start, stop in zip(cuts, cuts[1:], strict=False):
        text = line.text[start:stop].strip()
        if start in ends and (title := _title_end(line.text[ends[start] : stop])):
            cut = ends[start] + title
            pieces += [
                _piece(line, line.text[start:cut].strip(), 1),
                _piece(line, line.text[cut:stop].strip(), 1),
            ]
        elif text:
            pieces.append(_piece(line, text, 1 if start else line.gap))
    return [piece for piece in pieces if piece.text]


def _labels(text: str) -> Iterator[int]:
    """Yield where a label of the head begins inside the line."""
    words = list(_WORD.finditer(text))
    taken = -1
    for at, word in enumerate(words):
        if not at or at <= taken or not word[0][0].isupper():
            continue
        for count in range(min(_LABEL_WORDS, len(words) - at), 0, -1):
            last = words[at + count - 1]
            words_here = text[word.start() : last.end()]
            label = find_label(words_here, fold(words_here)) if len(words_here) < 60 else None
            if label is None or label.kind not in HEAD or label.value:
                continue
            if words_here[-1] == ":" or (label.kind in ATTENDANCE and not words[at - 1][0].endswith(",")):
                taken = at + count - 1
                yield word.start()
                break


def _end_of_items(text: str, marks: Sequence[_Mark]) -> list[int]:
    """Return where the places to sign begin, after the last item."""
    if not marks:
        return []
    found = re.search(r"(?<=[.!?] )(?:Vid protokollet|Justeras|Justerat|Justerare)\b", text[marks[-1].end :])
    return [marks[-1].end + found.start()] if found else []


def _title_end(text: str) -> int:
    """Return where the title ends: a sentence begins with a capital where no name is likely, or 0."""
    words = list(_WORD.finditer(text[: _LONGEST_TITLE * 2]))
    for before, word in zip(words, words[1:], strict=False):
        if before[0][-1] in ".!?:" and len(before[0]) > 2:
            return before.end()
        if word.start() > _LONGEST_TITLE:
            return 0
        begins = word[0].lstrip("(”\"'–-")[:1].isupper() and not word[0].isupper()
        if begins and before[0].strip(",").lower() not in _OPEN and before[0][-1] not in ",-–/&(":
            return before.end()
    return 0


def _piece(line: SourceLine, text: str, gap: int) -> SourceLine:
    plain = text.strip()
    return line._replace(text=plain, folded=fold(plain), gap=gap, cells=())
