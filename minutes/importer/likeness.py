"""How alike two names or titles are, whatever OCR did to them."""

import re
import unicodedata

from rapidfuzz.distance import DamerauLevenshtein

from minutes.importer.folding import fold


def key(text: str) -> str:
    """Return the text as compared: folded, words parted by one blank, nothing else."""
    return re.sub(r"[^a-z0-9]+", " ", fold(unicodedata.normalize("NFC", text))).strip()


def less_damaged(known: str, printed: str) -> str:
    """Return the spelling that has kept more of å, ä, ö and é; the known one if they are even."""
    return max(known, printed, key=lambda text: sum(letter in "åäöéÅÄÖÉ" for letter in text))


def likeness(a: str, b: str) -> float:
    """Return how alike two keys are, 0 to 100 (normalised Damerau-Levenshtein)."""
    return DamerauLevenshtein.normalized_similarity(a, b) * 100
