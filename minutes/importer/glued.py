"""Lists that lost their commas or line breaks: where one person ends and the next begins.

"Anna Ek (S), ordförande Bo Alm Cecilia Lind, Ekby" is three people; given names tell where they begin.
"""

import re
from collections.abc import Sequence

from minutes.importer.given_names import is_given
from minutes.importer.names import ACRONYM, BARE_INITIAL, PARTICLES, is_name_word, is_post_word

_OF_ANOTHER = {
    "för", "frånvarande", "förhindrad", "förhindrade", "ersätter", "ersatte", "åt",
    "av", "och", "samt", "med", "till",
    "från", "ersättare", "von", "af",
    "de", "efter", "som", "hos", "istället", "&", "/", "utom", "inklusive", "förutom",
    "mamma", "pappa", "förälder", "vårdnadshavare", "mor", "far", "dotter", "son", "barn", "bror", "syster",
}  # fmt: skip
_MARK = re.compile(r"[xX✓✔☒*]+[.,]?|[–—-]")
_MOST_TITLE_WORDS = 3


def unglue(text: str) -> list[str]:
    """Part persons that a lost column or line break left together; a text without such is one part."""
    words = text.split(" ")
    starts = [0]
    chunk = _Chunk()
    for at, word in enumerate(words):
        if at and chunk.depth == 0 and at + 1 < len(words) and _begins_a_person(words, at, chunk):
            start = _with_title(words, at, starts[-1])
            starts.append(start)
            chunk = _Chunk()
        chunk.take(word)
    return [" ".join(words[start:stop]) for start, stop in zip(starts, [*starts[1:], None], strict=True)]


class _Chunk:
    """What has been read since the last person began."""

    def __init__(self) -> None:
        self.depth = 0  # of brackets
        self.named = 0  # name words in a row, up to here
        self.has_person = False
        self.aside = ""  # the first word after a comma

    def take(self, word: str) -> None:
        bare = word.strip("(),;:.")
        if self.depth == 0 and word[:1] != "(" and (is_name_word(bare) or word in PARTICLES) and bare:
            if self.aside == ",":
                self.aside = bare
            self.named += word not in PARTICLES and not is_post_word(bare)
            self.has_person = self.has_person or self.named > 1
        else:
            self.named = 0
            if self.aside == ",":
                self.aside = bare or " "
        self.depth = max(0, self.depth + word.count("(") - word.count(")"))
        if self.depth == 0 and word[-1:] in ",;:":
            self.named, self.aside = 0, ","


def _begins_a_person(words: Sequence[str], at: int, chunk: _Chunk) -> bool:
    before, word, after = words[at - 1], words[at], words[at + 1]
    if not (is_name_word(word) and (after[:1].isupper() or after in PARTICLES)) or before[-1:] in ",;:/":
        return False
    if not chunk.has_person or before.strip("()") in _OF_ANOTHER or is_post_word(word):
        return False
    if before[-1:] == ")":
        return is_given(word) or (at + 2 < len(words) and words[at + 2].startswith("("))
    if before[-1:].isdigit() and after[-1:] == "," and is_name_word(after[:-1]):
        return True
    if BARE_INITIAL.fullmatch(word) and chunk.aside and chunk.named == 1:  # "Bo Alm, Luleå P O Ek"
        return not is_given(chunk.aside)
    if ACRONYM.fullmatch(before) and is_name_word(after.rstrip(",;")) and (is_given(word) or "-" in word):
        return True  # "Bo Alm, SRF Ing-Marie Ek"
    if not is_given(word):
        return False
    if is_post_word(before) and chunk.aside == before and (before[0].isupper() or is_post_word(words[0])):
        return False  # "…, Kassör Bo Alm": the post stands before the name
    if chunk.aside and not is_given(chunk.aside):  # "Anna Ek, Ekby Bo Alm", but not "Anna Ek, Bo Karl Alm"
        return True
    if chunk.named:
        return chunk.named > 1 and not (chunk.named == 2 and is_given(before))
    return (
        before[:1].islower() or before[-1:].isdigit() or before[-1:] == "." or bool(_MARK.fullmatch(before))
    )


def _with_title(words: Sequence[str], at: int, after: int) -> int:
    """Return where the title before a name begins: "Bo Alm Vice ordförande Anna Ek"."""
    start = at
    while at - start < _MOST_TITLE_WORDS and start - 1 > after + 1 and is_post_word(words[start - 1]):
        if words[start - 2][-1:] in ",;":
            return at
        start -= 1
    return start if words[start][:1].isupper() else at
