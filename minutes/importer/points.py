"""A decision in several points, "att"-clauses or numbers, parted so that each can be followed by itself."""

import re
from collections.abc import Sequence

from minutes.importer.lines import BULLET
from minutes.importer.paragraphs import Paragraph

_POINT = re.compile(r"(?:– )?(?:\(?\d{1,2}[.)]|[a-zåäö][.)])\s+|(?:– )?(?=att\s)", re.IGNORECASE)
_THAT = re.compile(r"\s+att\s")
_AND = re.compile(r"[,;]?\s*\b(?:samt|och)$|[,;]$")
_LONGEST_LEAD = 120
_SENTENCE = re.compile(r"[.!]$")


def points(paragraphs: Sequence[Paragraph]) -> list[tuple[str, list[Paragraph]]]:
    """Return each point of a decision with its paragraphs; a decision without points is one.

    A clause keeps what it hangs on:
    "att höja avgiften" under "Styrelsen beslutade" is "Styrelsen beslutade att …".
    """
    bullets = len(paragraphs) > 1 and all(one.text.startswith(BULLET) for one in paragraphs)
    lead: list[Paragraph] = []
    entries: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if bullets or _begins(paragraph):
            entries.append([paragraph])
        elif entries:
            entries[-1].append(paragraph)
        else:
            lead.append(paragraph)
    opening, is_clause = _opening(lead)
    if len(entries) + is_clause < 2:
        return []
    found = [("", lead)] if is_clause else []
    for at, entry in enumerate(entries):
        own = entry if at or is_clause else [*lead, *entry]
        text = _text(entry, opening)
        if not at and lead and not is_clause and (". " in lead[-1].text or not (opening and opening in text)):
            text = "\n".join(
                [*(one.text for one in lead), text]
            )  # the lead is in no point: it must not be lost
        found.append((text, own))
    if is_clause:
        found[0] = (" ".join(one.text for one in lead), lead)
    return found


def _begins(paragraph: Paragraph) -> bool:
    match = _POINT.match(paragraph.text)
    return match is not None and (paragraph.listed or paragraph.text.startswith(("att ", "Att ")))


def _opening(lead: Sequence[Paragraph]) -> tuple[str, bool]:
    """Return what the clauses hang on, and whether it already holds the first of them."""
    if not lead:
        return "", False
    text = lead[-1].text.rstrip(" :")
    that = _THAT.search(text)
    if that and text.endswith((" att", ",")) is False and len(text) > that.end():
        return text[: that.start()], len(lead) == 1
    text = text.removesuffix(" att")
    return (text if len(text) <= _LONGEST_LEAD and not _SENTENCE.search(text) else ""), False


def _text(entry: Sequence[Paragraph], opening: str) -> str:
    first, *others = [one.text for one in entry]
    point = _POINT.match(first)
    words = first[point.end() :] if point else first.removeprefix(BULLET)
    if opening and words.lower().startswith("att "):
        words = f"{opening} {words[0].lower()}{words[1:]}"
    return _AND.sub("", "\n".join([words, *others]))
