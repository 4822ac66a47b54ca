"""How alike two names or titles are, whatever OCR did to them."""

import re
import unicodedata

from rapidfuzz.distance import OSA

from minutes.importer.folding import fold

SAME_TITLE = 88


def key(text: str) -> str:
    """Return the text as compared: folded, words parted by one blank, nothing else."""
    return re.sub(r"[^a-z0-9]+", " ", fold(unicodedata.normalize("NFC", text))).strip()


def less_damaged(known: str, printed: str) -> str:
    """Return the spelling that has kept more of å, ä, ö and é; the first one if they are even."""
    return max(known, printed, key=lambda text: sum(letter in "åäöéÅÄÖÉ" for letter in text))


def better_title(known: str, printed: str) -> str:
    """Return the printed title, unless OCR has taken letters from it that the known one still has."""
    a, b = key(known), key(printed)
    same = likeness(a, b) >= SAME_TITLE and re.findall(r"\d+", a) == re.findall(r"\d+", b)
    return less_damaged(printed, known) if same else printed


def likeness(a: str, b: str) -> float:
    """Return how alike two keys are, 0 to 100 (normalised Damerau-Levenshtein)."""
    return OSA.normalized_similarity(a, b) * 100
