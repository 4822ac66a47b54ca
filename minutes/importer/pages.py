"""What is printed on every page and belongs to none: page numbers, running heads, places to sign.

A head that runs is left on the first page, where it says whose minutes these are and of which day.
"""

import re
from collections import Counter
from collections.abc import Sequence

from minutes.importer.labels import HEAD, find_label
from minutes.importer.lines import SourceLine

_PAGE = re.compile(
    r"(?:sid(?:a|an|nr)?|page|s)[ .:]*\d{1,4}(?: ?(?:\( ?\d{1,4} ?\)|av \d{1,4}|/ ?\d{1,4}))?"
    r"|\d{1,4} ?(?:\( ?\d{1,4} ?\)|av \d{1,4}|/ ?\d{1,4}\Z)"
    r"|- ?\d{1,4} ?-"
)
_PAGE_INSIDE = re.compile(r"\bsida? \d{1,4}(?: ?\( ?\d{1,4} ?\)| av \d{1,4}|$)|(?:^|\s)\d{1,3} ?\(\d{1,3}\)$")
_SIGN = re.compile(
    r"(?:[a-z/]{0,25} ?[a-z.]{0,12} utdragsbestyrkande|(?:justerarsignatur(?:er)?|justera(?:re|nde)s?"
    r"|justerarens|ordf(?:orande(?:ns?|s)?)?|sekr(?:eterare(?:ns?|s)?)?|protokollets)[ .:/]*"
    r"(?:sign(?:atur(?:er)?)?\b\.?|utdragsbestyrkande)[ .:_/]*"
    r"|utdrags(?:bestyrkande|bestyrks)[ .:_]*|sign(?:atur(?:er)?)?\.?[ .:_]*|sida|utskrivet .{0,40})+"
)
_DECIDES = re.compile(
    r"\b(?:beslut(?:a|ar|ade|as|ades|ad|ats|at)|beslot|beslots|(?:god|er)kann(?:er|de|s|des)|avsla(?:r|s)"
    r"|avslog|avslogs|bifall(?:er|s|a)|bifoll|faststall(?:er|de|s|des)|anta(?:r|s)|antog|antogs|utse(?:r|s)"
    r"|utsag|utsags|valj(?:er|s)|valde|valdes)\b"
)
_DIGITS = re.compile(r"\d+")
_FEW_PAGES = 3
_NEAR = 6  # a running head is at most so many lines


def find_running(lines: Sequence[SourceLine]) -> set[int]:
    """Return the indexes of the lines that only the page needs."""
    pages = [at for at, line in enumerate(lines) if _is_page(line)]
    running = {at for at, line in enumerate(lines) if len(line.text) < 90 and _is_furniture(line.folded)}
    if len(pages) > 1:
        running |= _repeated(lines, pages)
    return running


def is_page_number(text: str) -> bool:
    return bool(_PAGE.fullmatch(text.lower()) and not text.isdigit())


def _is_page(line: SourceLine) -> bool:
    if len(line.text) > 200 or line.text[-1] not in "0123456789)-":
        return any(_PAGE.fullmatch(cell.lower()) for cell in line.cells)
    return bool(_PAGE_INSIDE.search(line.folded) or _PAGE.fullmatch(line.folded)) or any(
        _PAGE.fullmatch(cell.lower()) for cell in line.cells
    )


def _is_furniture(folded: str) -> bool:
    return bool(_PAGE.fullmatch(folded) and not folded.isdigit() or _SIGN.fullmatch(folded))


def _repeated(lines: Sequence[SourceLine], pages: Sequence[int]) -> set[int]:
    """Return what stands around the page numbers again and again, but the first of each.

    Looked for outwards from the number, so that a label which many pages happen to begin with is let be.
    """
    enough = max(2 if len(pages) <= _FEW_PAGES else 3, (len(pages) + 1) // 2)
    running = _same(pages, [_DIGITS.sub("#", lines[at].folded) for at in pages], enough)
    for step in (-1, 1):
        for distance in range(1, _NEAR + 1):
            around = [at + step * distance for at in pages if 0 <= at + step * distance < len(lines)]
            around = [at for at in around if not _is_text(lines[at])]
            found = _same(around, [lines[at].folded for at in around], enough)
            if not found:
                break
            running |= found
    return running


def _is_text(line: SourceLine) -> bool:
    """Tell what belongs to the minutes however often it is said: a sentence, a decision, a label over one."""
    if line.text[-1] in ".;" or _DECIDES.search(line.folded[:300]):
        return True
    label = find_label(line.text, line.folded)
    return label is not None and label.kind not in HEAD


def _same(places: Sequence[int], texts: Sequence[str], enough: int) -> set[int]:
    often = Counter(texts)
    seen: set[str] = set()
    running: set[int] = set()
    for at, text in zip(places, texts, strict=True):
        if often[text] >= enough:
            if text in seen:
                running.add(at)
            seen.add(text)
    return running
