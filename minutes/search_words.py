"""Texts become word stems, the same for both databases: folded (å, ä → a, ö → o), then cut to the stem."""

import re
import unicodedata
from functools import lru_cache

from snowballstemmer.swedish_stemmer import SwedishStemmer

from minutes.importer.folding import fold

LONGEST_WORD = 60
TOKEN = re.compile(r"[^\W_]+")
# Soft hyphens and other signs without width stand inside words, and NUL is taken by no database.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\0]")

# Where the stemmer leaves forms of one word apart: a word that ends so, as compounds do, ends as the key
# instead and is not stemmed. Folded spelling; the longest ending that fits counts.
_ENDINGS = {
    ending: stem
    for stem, endings in {
        "arend": "arende arendet arendets arenden arendena arendenas",
        "ansvar": "ansvar ansvaret ansvars",
        "barn": "barn barnet barnets barnen barnens barns",
        "direktor": "direktor direktors direktoren direktorens direktorer direktorerna",
        "flodesschem": "flodesschema flodesschemat flodesscheman",
        "konferens": "konferens konferensen konferensens konferenser konferenserna",
        "lakar": "lakare lakaren lakarens lakarna lakarnas lakares",
        "medel": "medel medlet medlen medels",
        "natverk": "natverk natverket natverkets natverken natverkens",
        "projek": "projekt projektet projektets projekten projektens projekts",
        "protokoll": "protokoll protokollet protokollets protokollen protokolls",
        "uppfoljning": "uppfoljning uppfoljningen uppfoljningar uppfoljningarna uppfoljnings",
    }.items()
    for ending in endings.split()
}
# Words of their own only: as endings they would be parts of quite other words.
_WHOLE = {"moten": "mot", "motena": "mot", "motenas": "mot", "aret": "ar", "aren": "ar", "arets": "ar"}
# After these letters the stemmer takes a final s for a genitive: of konferens, but not of konferensen.
_BEFORE_S = "bcdfghjklmnoprtvy"
_ENDING_LENGTHS = sorted({len(ending) for ending in _ENDINGS}, reverse=True)
_stemmer = SwedishStemmer()


def clean(text: str) -> str:
    """Return the text as it is shown and searched: whole letters, without what can't be seen."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def stems(text: str) -> list[str]:
    """Return the stem of each word of a clean text, in order."""
    return [stem(word) for word in TOKEN.findall(text)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem under which a word is found, in whatever form, case and spelling of å, ä and ö."""
    plain = fold(word)[:LONGEST_WORD]
    if not plain.isalpha():
        return plain
    known = _WHOLE.get(plain) or _by_ending(plain)
    return known or _more(str(_stemmer.stemWord(plain)))


def _by_ending(word: str) -> str:
    for length in _ENDING_LENGTHS:
        found = _ENDINGS.get(word[-length:]) if len(word) >= length else None
        if found:
            return word[:-length] + found
    return ""


def _more(word: str) -> str:
    """Cut what the stemmer leaves: resursen, skolan, digitalt, gemensamma; mend what it did to kostnad."""
    if word.endswith("kostn"):
        return word + "ad"
    if len(word) >= 5 and word[-1] == "s" and word[-2] in _BEFORE_S:
        return word[:-1]
    if len(word) >= 6 and word.endswith("an"):
        return word[:-2]
    if len(word) >= 6 and word.endswith("alt"):
        return word[:-1]
    if len(word) >= 7 and word.endswith(("samt", "samm")):
        return word[:-1]
    return word
