"""The words that minutes label their parts with, also when OCR has damaged them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from minutes.importer.folding import fold

# What a label stands for -> the words themselves.
LABELS: dict[str, tuple[str, ...]] = {
    "body": ("grupp", "organ", "nämnd", "mötesgrupp"),
    "date": (
        "tid", "datum", "datum och tid", "tid och datum", "dag", "mötesdatum", "mötesdag",
        "sammanträdesdatum", "när", "mötestid", "sammanträdestid", "klockslag", "tidpunkt",
    ),
    "place": ("plats", "lokal", "mötesplats", "plats och lokal", "var", "sammanträdesplats"),
    "chairs": ("ordförande", "mötesordförande", "ordföranden", "ordförandena", "mötesledare"),
    "secretaries": (
        "sekreterare", "mötessekreterare", "vid protokollet", "protokollförare", "vid pennan", "antecknat av",
        "vid anteckningarna", "mötesanteckningar", "minnesanteckningar", "anteckningar", "protokoll",
        "mötesprotokoll", "protokollet fördes av", "nedtecknat av", "vid tangenterna",
    ),
    "approvers": (
        "justerare", "justeras", "justeras av", "justerat av", "protokolljusterare", "justeringsperson",
        "justeringspersoner", "utses att justera", "utsedda att justera", "justeringsman", "justeringsmän",
    ),
    "member": (
        "närvarande", "närvarande ledamöter", "deltagare", "beslutande", "beslutande ledamöter", "ledamöter",
        "medverkande", "deltagande", "närvaro", "ordinarie ledamöter", "närvarolista", "deltagarlista",
    ),
    "substitute": (
        "ersättare", "närvarande ersättare", "tjänstgörande ersättare", "suppleanter",
        "ej tjänstgörande ersättare",
    ),
    "guest": (
        "övriga medverkande", "övriga närvarande", "övriga deltagare", "inbjudna", "inbjudna föredragande",
        "inbjudna gäster", "gäster", "adjungerade", "adjungerad", "övriga", "föredragande tjänstemän",
        "tjänstemän", "även närvarande", "inbjudna deltagare",
    ),
    "absent": (
        "frånvarande", "frånvarande ledamöter", "förhinder", "anmält förhinder", "förhindrade",
        "ej närvarande", "frånvaro", "anmäld frånvaro",
    ),
    "next": ("nästa möte", "nästa sammanträde", "nästkommande möte", "kommande möten", "nästa mötesdatum"),
    "presenters": ("föredragande", "fördragande", "föredragare", "föredras av", "föredragning"),
    "attachments": ("underlag", "bilaga", "bilagor", "handlingar", "beslutsunderlag", "bifogat underlag"),
    "background": ("bakgrund", "ärendet", "ärendebeskrivning", "beskrivning av ärendet"),
    "discussion": (
        "dialog", "diskussion", "dialog och reflektion", "reflektion", "reflektioner", "överläggning",
        "diskussion och reflektion", "reflektion och dialog", "inlägg", "yttranden",
    ),
    "proposal": (
        "förslag till beslut", "förslag på beslut", "beslutsförslag", "förslag på uppdrag",
        "förslag till uppdrag", "förslag till ställningstagande", "förslag", "au:s förslag till beslut",
    ),
    "decision": (
        "beslut", "mötet beslutar", "mötet beslutade", "styrelsen beslutar", "styrelsen beslutade",
        "beslutas", "nämnden beslutar", "nämndens beslut",
    ),
    "position": ("ställningstagande", "ställningstaganden"),
    "answer": ("svar",),
    "assignment": ("uppdrag",),
}  # fmt: skip

DOCUMENT_NAMES = (
    "mötesanteckningar", "minnesanteckningar", "mötesprotokoll", "sammanträdesprotokoll", "styrelseprotokoll",
    "årsmötesprotokoll", "protokoll", "anteckningar",
)  # fmt: skip

ATTENDANCE = {"member", "substitute", "guest", "absent"}
DECISIONS = {"decision", "position", "answer", "assignment"}
HEAD = {"body", "date", "place", "chairs", "secretaries", "approvers", "next"} | ATTENDANCE

_KIND = {fold(words): kind for kind, spellings in LABELS.items() for words in spellings}
_PRINTED = {fold(words): words for spellings in LABELS.values() for words in spellings}
_WORDS = list(_KIND)
_LONGEST = max(map(len, _WORDS)) + 4
_NAMES = {fold(name): name for name in DOCUMENT_NAMES}
# Looked for with care: one letter more or less makes another word of a short one ("var", "dag", "tid").
_SHORT = 5
_LETTERS = re.compile(r"[a-z :-]+")
# At 85 % likeness no word is more than a few letters longer or shorter than the one it is taken for.
_OF_LENGTH = {
    length: [word for word in _WORDS if abs(len(word) - length) <= 0.15 * max(len(word), length, _SHORT)]
    for length in range(_LONGEST + 1)
}
_WHOSE = re.compile(r"[a-z-]{3,40}s (svar|beslut|stallningstagande)")
_OF_WHAT = re.compile(r"(forslag (?:till|pa) (?:beslut|uppdrag|stallningstagande))\b[^.:]{0,80}")
_MORE = re.compile(r"(dialog|diskussion)\b[^.:]{0,40}")
_APPROVER = re.compile(r"(?:till )?(?:protokoll)?justerare\b[^.:]{0,60}")
_MEETING_OF = re.compile(r"(?:narvarande|deltagare|medverkande|beslutande)\b[^.:,]{0,40}")


_COLUMNS = re.compile(
    r"(?:(?:nr|punkt|§|nummer|tid)\W+)?(?:arende|punkt|rubrik)n?\W+(?:.{0,30}\W)?(?:foredragande|ansvarig|foredragare)"
)


class Label(NamedTuple):
    kind: str
    printed: str  # the canonical spelling
    value: str  # what follows it on the line
    at: int  # where the value starts
    exact: bool = True  # the document says no more than the label's own words


@lru_cache(maxsize=4096)
def known_label(folded: str) -> tuple[str, str] | None:
    """Return the kind and the spelling of the label that the folded words are, damaged or not."""
    kind = _KIND.get(folded)
    if kind:
        return kind, _PRINTED[folded]
    if not _SHORT < len(folded) <= _LONGEST or not _LETTERS.fullmatch(folded):
        return None
    best = _nearest(folded, _OF_LENGTH[len(folded)])
    return (_KIND[best], _PRINTED[best]) if best else None


def _nearest(folded: str, words: Sequence[str]) -> str:
    best = process.extractOne(
        folded, words, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=0.85
    )
    return best[0] if best else ""


def find_label(text: str, folded: str) -> Label | None:
    """Return the label that the line begins with: before a colon, alone, or "Föredragande Namn"."""
    colon = folded.find(":", 0, 100)
    words = folded[: colon if colon > 0 else None].strip(" -") if colon != 0 else ""
    if colon > 0 and len(words) <= _LONGEST and (known := known_label(words)):
        return Label(*known, text[colon + 1 :].strip(" \t:"), colon + 1)
    if colon > 0 and (longer := _longer_label(words)):
        return Label(longer, words, text[colon + 1 :].strip(), colon + 1, exact=False)
    if colon < 0 and len(words) <= _LONGEST and (known := known_label(words.rstrip(". "))):
        return None if text[-1] == "." or text[0].islower() else Label(*known, "", len(text))
    return _presenter_label(text, folded)


def _longer_label(words: str) -> str:
    """Return the kind of a label that says more than its usual words: whose answer, a proposal for whom."""
    if whose := _WHOSE.fullmatch(words):
        return {"svar": "answer", "beslut": "decision", "stallningstagande": "position"}[whose[1]]
    if _OF_WHAT.fullmatch(words):
        return "proposal"
    if _MORE.fullmatch(words):
        return "discussion"
    if _APPROVER.fullmatch(words):
        return "approvers"
    return "member" if _MEETING_OF.fullmatch(words) else ""


def _presenter_label(text: str, folded: str) -> Label | None:
    word, _, _ = folded.partition(" ")
    if word[:1] != "f" or len(word) < 9:
        return None
    known = known_label(word.rstrip(":"))
    value = text[len(word) :].strip()
    if known and known[0] == "presenters" and value[:1].isupper():
        return Label(*known, value, len(word))
    return None


def document_name(folded: str) -> str:
    """Return the name, in its usual spelling, when the words are what a document calls itself."""
    words = folded.strip(" .:")
    if name := _NAMES.get(words):
        return name
    if not (8 < len(words) < 26 and words.isalpha()):
        return ""
    return _NAMES.get(_nearest(words, list(_NAMES)), "")


def is_columns(folded: str) -> bool:
    """Tell whether the words head a table's columns: "Ärende Föredragande"."""
    return bool(_COLUMNS.fullmatch(folded))
