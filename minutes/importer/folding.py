"""Text made comparable: å, ä and ö lose their marks, digits that OCR put for letters become letters."""

import re
from functools import lru_cache

_PLAIN = str.maketrans("åäáàâãöóòôõøéèêëüúùíìïñç’‘´`–—‑", "aaaaaaooooooeeeeuuuiiinc''''---")
# Only a single digit beside a letter: "f6r" and "6ppnande" are words, "2023" and "270101" are not.
_STRAY_DIGIT = re.compile(r"(?<![\d.,/:])(?:(?<=[a-z])[016]|[016](?=[a-z]))(?![\d.,/:-]\d|\d)")
_AS_LETTER = {"0": "o", "1": "l", "6": "o"}


@lru_cache(maxsize=1024)  # the same sentence is looked at from many sides, one after the other
def fold(text: str) -> str:
    """Return the text in lower case without marks, of the same length, so that positions carry over."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters, such as İ, grow when lowered
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    if lower.isascii() and lower.isalpha():
        return lower
    plain = lower.translate(_PLAIN)
    if "0" in plain or "1" in plain or "6" in plain:
        return _STRAY_DIGIT.sub(lambda match: _AS_LETTER[match[0]], plain)
    return plain
