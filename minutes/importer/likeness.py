"""How alike two names or titles are, whatever OCR did to them."""

import re
import unicodedata

from rapidfuzz.distance import DamerauLevenshtein

from minutes.importer.folding import fold


def key(text: str) -> str:
    """Return the text as compared: folded, words parted by one blank, nothing else."""
    return re.sub(r"[^a-z0-9]+", " ", fold(unicodedata.normalize("NFC", text))).strip()


def likeness(a: str, b: str) -> float:
    """Return how alike two keys are, 0 to 100 (normalised Damerau-Levenshtein)."""
    return DamerauLevenshtein.normalized_similarity(a, b) * 100
