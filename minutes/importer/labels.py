"""The words that minutes label their parts with, also when OCR has damaged them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from minutes.importer.folding import fold

# What a label stands for -> the words themselves.
LABELS: dict[str, tuple[str, ...]] = {
    "body": ("grupp", "organ", "nämnd", "mötesgrupp"),
    "date": (
        "tid", "datum", "datum och tid", "tid och datum", "dag", "mötesdatum", "mötesdag", "datum/tid",
        "sammanträdesdatum", "när", "mötestid", "sammanträdestid", "klockslag", "tidpunkt", "tid/datum",
        "datum & tid", "datum för möte", "datum för mötet", "sammanträdesdag", "mötestillfälle",
        "dag och tid",
    ),
    "place": (
        "plats", "lokal", "mötesplats", "plats och lokal", "var", "sammanträdesplats", "mötesform",
        "mötesrum",
    ),
    "when": (
        "plats och tid", "tid och plats", "tid & plats", "plats & tid", "datum och plats", "plats och datum",
        "datum, tid och plats", "tid, plats", "tid/plats", "plats/tid", "plats, datum och tid",
        "datum/plats", "sammanträdets plats och tid", "datum, plats", "tid, datum och plats", "tid och rum",
    ),
    "chairs": (
        "ordförande", "mötesordförande", "ordföranden", "ordförandena", "mötesledare",
        "ordförande vid mötet", "ordförande på mötet", "dagens ordförande", "mötets ordförande",
        "tf ordförande", "tjänstgörande ordförande", "stämmoordförande", "ordförande för stämman",
        "mötet leds av", "mötet leddes av", "leds av", "mötesordf.", "ordf.", "ordf", "mötesordf",
        "ordförande för mötet", "sammanträdesordförande", "möteslett av",
    ),
    "secretaries": (
        "sekreterare", "mötessekreterare", "vid protokollet", "protokollförare", "vid pennan",
        "mötets sekreterare", "vid datorn", "skribent", "protokollansvarig", "protokollhållare",
        "sammanställt av", "upprättat av", "stämmans sekreterare", "sekreterare på mötet", "dokumentation",
        "nedtecknare", "referent", "sekr.", "antecknat av", "vid anteckningarna", "mötesanteckningar",
        "minnesanteckningar", "anteckningar", "protokoll", "sekr", "mötesprotokoll", "protokollet fördes av",
        "nedtecknat av", "vid tangenterna", "protokoll fört av", "anteckningar förda av", "protokollist",
        "protokollsekreterare", "nämndsekreterare", "skrivet av", "vid protokollet antecknar",
        "för protokollet", "för anteckningarna", "minnesanteckningar förda av", "anteckningar av",
        "antecknare", "noterat av", "sekreterare för mötet", "vid mötesanteckningarna",
        "vid minnesanteckningarna", "protokollet fört av", "som ovan", "dag som ovan", "antecknar",
        "för protokoll", "protokollförare/sekreterare", "protokollsförare", "in fidem", "nedskrivet av",
        "protokollet upprättat av", "protokoll upprättat av",
        "vid protokollet dag som ovan", "protokollet skrivet av",
        "vid tangentbordet", "sekreterare/protokollförare", "protokollskrivare", "mötets protokollförare",
    ),
    "approvers": (
        "justerare", "justeras", "justeras av", "justerat av", "protokolljusterare", "justeringsperson",
        "justeringspersoner", "utses att justera", "utsedda att justera", "justeringsman", "justeringsmän",
        "justerande", "justerat", "protokollsjusterare", "mötesjusterare", "utsedd att justera",
        "att justera", "justering", "justerare av protokollet", "protokolljusterande", "justerare för mötet",
        "justeringsledamot", "granskas av", "granskat av", "justeringskvinna", "protokolljustering",
        "justeras elektroniskt av", "godkänns av", "just.", "justerare och rösträknare",
        "justerare tillika rösträknare", "utsågs att justera", "justerar", "justerat av",
        "protokollet justerat", "protokollet justeras", "protokollet justeras av", "protokollet justerat av",
        "justeringsmän tillika rösträknare", "justerande ledamot", "mötets justerare",
        "just", "justerandes underskrifter", "justerandes underskrift", "att justera protokollet",
        "protokollet justerat digitalt av", "protokollet har justerats av", "digitalt justerat av",
        "justeras digitalt av", "protokollet justeras digitalt av",
    ),
    "member": (
        "närvarande", "närvarande ledamöter", "deltagare", "beslutande", "beslutande ledamöter", "ledamöter",
        "medverkande", "deltagande", "närvaro", "ordinarie ledamöter", "närvarolista", "deltagarlista",
        "med på mötet", "med vid mötet", "med vid bordet", "följande var med", "vi som var där",
        "de som var där", "vi som var med", "ordinarie", "tjänstgörande ledamöter",
        "tjänstgörande", "medlemmar", "styrelseledamöter", "närvarande medlemmar", "på plats",
        "deltagande ledamöter", "ledamot", "närvarande styrelseledamöter", "närvarande på mötet", "deltog",
        "närvarande personer", "ledamöter och ersättare", "röstlängd", "deltar", "för arbetsgivaren",
        "för de fackliga organisationerna", "arbetsgivare", "arbetsgivarrepresentanter",
        "fackliga representanter", "arbetstagarrepresentanter", "för arbetstagarna", "styrelse", "styrelsen",
        "närvarande från styrelsen", "närvarande styrelse", "representanter", "mötesdeltagare",
        "runt bordet", "i rummet", "vid bordet", "följande deltog", "kommunrepresentanter", "närv.", "närv",
        "deltagande kommuner", "närvarande beslutande", "ordinarie ledamot", "ledamöter närvarande",
        "vice ordförande", "kassör", "närvarande vid mötet", "deltagare vid mötet", "deltagare på mötet",
        "närvarande var", "närvarande voro", "närvarande är", "deltagande var", "deltagare var",
        "styrelsemedlemmar",
        "klassrepresentanter", "elevrepresentanter", "närvarande röstberättigade",
        "röstberättigade", "närvarande delägare", "närvarande fastighetsägare", "mötesnärvaro",
        "närvarande enligt närvarolista",
        "deltagande organisationer", "deltagande myndigheter", "närvarande representanter", "närvarade",
        "medlemmar i gruppen", "gruppens medlemmar", "deltagare från kommunerna", "deltagande på mötet",
        "ordinarie styrelseledamöter", "närvarande ordinarie ledamöter", "närvarande ordinarie",
    ),
    "called": ("kallade", "kallade ledamöter", "kallade till mötet", "inbjudna ledamöter", "kallad"),
    "digital": (
        "närvarande digitalt", "deltagare digitalt", "via länk", "på distans", "digitala deltagare",
        "via teams", "deltog digitalt", "deltar digitalt", "närvarande via teams", "närvarande på distans",
        "digitalt", "per telefon", "på telefon", "via telefon", "per telefon och mejl", "via zoom", "på zoom",
        "på teams", "på skärm", "via video", "deltagare på distans", "på länk", "närvarande via länk",
    ),
    "substitute": (
        "ersättare", "närvarande ersättare", "tjänstgörande ersättare", "suppleanter", "ej tjänstgörande",
        "ej tjänstgörande ersättare", "suppleant", "närvarande suppleanter", "icke tjänstgörande ersättare",
        "ersättare ej tjänstgörande", "närvarande ej tjänstgörande ersättare", "ersättare, ej tjänstgörande",
        "närvarande, ej tjänstgörande ersättare", "ej beslutande ersättare", "ej beslutande",
        "icke tjänstgörande", "inte tjänstgörande ersättare",
    ),
    "guest": (
        "övriga medverkande", "övriga närvarande", "övriga deltagare", "inbjudna", "inbjudna föredragande",
        "inbjudna gäster", "gäster", "adjungerade", "adjungerad", "övriga", "föredragande tjänstemän",
        "tjänstemän", "även närvarande", "inbjudna deltagare", "övriga deltagande", "tjänstepersoner",
        "dessutom närvarande", "dessutom", "övrig närvarande", "närvarande tjänstemän",
        "närvarande tjänstepersoner",
        "från förvaltningen", "förvaltningen", "gäst", "inbjuden", "externa deltagare", "sekretariat",
        "sekretariatet", "adjungerade ledamöter", "övriga tjänstemän", "övriga tjänstepersoner", "åhörare",
        "föredragande tjänstepersoner", "inbjudna tjänstemän", "valberedning", "revisor", "revisorer",
        "adjungerade till styrelsen", "från kansliet", "medverkande tjänstepersoner", "inbjuden gäst",
        "vuxna", "lärare", "från skolan", "skolpersonal", "vuxenrepresentanter", "observatörer",
        "från sekretariatet", "adjungerande", "adjungerade (ständigt)", "ständigt adjungerade",
        "dessutom deltog", "övriga som deltog", "även deltog", "ej röstberättigade", "utan rösträtt",
        "adj", "adj.",
        "praktikanter",
        "inbjudna till mötet", "inbjudna experter", "föreläsare", "föredragshållare",
    ),
    "absent": (
        "frånvarande", "frånvarande ledamöter", "förhinder", "anmält förhinder", "förhindrade",
        "ej närvarande", "frånvaro", "anmäld frånvaro", "meddelat förhinder", "har anmält förhinder",
        "anmälda förhinder", "frånvarande med anmält förhinder", "återbud", "anmält återbud",
        "inte närvarande", "anmälda återbud", "lämnat återbud", "meddelat frånvaro",
        "kallade men ej närvarande", "ej på plats", "kallad men ej närvarande", "ej deltagande",
        "anmält frånvaro", "meddelade förhinder", "hade förhinder", "frånvarande ersättare",
        "kunde inte delta", "saknades", "borta", "sjuk", "sjuka", "frånv.", "frånv", "kom inte",
        "frånvarnade", "kunde inte komma", "kunde inte vara med", "ej medverkande", "inte på plats",
        "anmälde förhinder", "anmäld frånvarande",
        "hälsat förhinder", "ej närvarande ledamöter", "förhindrad",
        "ej deltagande ledamöter",
        "frånvarande med giltigt förfall", "giltigt förfall", "frånvarande utan anmält förhinder", "ej med",
        "meddelat förhinder att delta", "anmäld förhindrad", "lämnade återbud", "deltog ej", "deltog inte",
        "ledamöter med förhinder", "frånvarande var", "frånvarande är", "ej närvarande var",
    ),
    "next": (
        "nästa möte", "nästa sammanträde", "nästkommande möte", "kommande möten", "nästa mötesdatum",
        "nästa träff", "nästa forum", "nästa gång", "tid för nästa möte", "nästa mötestid", "kommande möte",
        "datum för nästa möte", "tid och plats för nästa möte", "nästa styrelsemöte",
    ),
    "presenters": ("föredragande", "fördragande", "föredragare", "föredras av", "föredragning"),
    "attachments": (
        "underlag", "bilaga", "bilagor", "handlingar", "beslutsunderlag", "bifogat underlag",
        "handlingar i ärendet", "underlag för beslut", "underlag till beslut", "handling",
    ),
    "background": (
        "bakgrund", "ärendet", "ärendebeskrivning", "beskrivning av ärendet", "sammanfattning av ärendet",
        "sammanfattning", "ärendets beskrivning", "ärendets beredning", "tidigare behandling", "bedömning",
        "ekonomiska konsekvenser", "barnkonsekvensanalys", "skäl för beslutet", "skäl till beslut",
        "redogörelse", "motivering till beslut", "motivering", "ärendets handläggning",
        "tidigare handläggning", "beredning", "bakgrund och sammanfattning", "beslutsmotivering",
        "ärendesammanfattning", "barnets bästa", "kort om ärendet",
    ),
    "discussion": (
        "dialog", "diskussion", "dialog och reflektion", "reflektion", "reflektioner", "överläggning",
        "diskussion och reflektion", "reflektion och dialog", "inlägg", "yttranden", "diskussioner",
        "överläggningar",
    ),
    "proposal": (
        "att", "att-sats", "attsats", "att-satser", "förslag till beslut", "förslag på beslut",
        "beslutsförslag", "förslag på uppdrag",
        "förslag till uppdrag", "förslag till ställningstagande", "förslag", "au:s förslag till beslut",
        "förslag till beslut på sammanträdet", "förslag på sammanträdet",
        "förvaltningens förslag till beslut", "ordförandens förslag till beslut",
        "styrelsens förslag till beslut", "förvaltningens förslag", "yrkande", "yrkanden",
        "styrelsens förslag", "förslag till beslut från förvaltningen", "presidiets förslag till beslut",
        "yrkanden och förslag", "förslag och yrkanden", "yrkande på sammanträdet",
        "yrkanden på sammanträdet",
    ),
    # What follows a decision in municipal minutes: who voted how, and who is told; it decides nothing.
    "aside": (
        "beslutsgång", "propositionsordning", "reservation", "reservationer", "protokollsanteckning",
        "protokollsanteckningar", "särskilt yttrande", "särskilda yttranden", "jäv", "omröstning",
        "votering", "omröstningsresultat", "beslutet skickas till", "beslutet ska skickas till",
        "beslutet delges", "beslutet expedieras till", "expedieras till", "expedieras", "expediering",
        "delges", "ajournering", "protokollsutdrag till", "protokollsutdrag", "kopia till", "skickas till",
        "beslutsexpediering", "sändlista", "beslutet skickas för kännedom till", "för kännedom",
        "överklagandehänvisning", "hur man överklagar", "beslut skickas till",
        "protokollsutdrag skickas till", "ej deltagande i beslutet", "beslutet ska skickas",
        "deltar inte i beslutet", "proposition", "omröstningsordning", "beslutet sänds till",
        "reservation mot beslutet", "anteckning till protokollet", "anteckningar till protokollet",
        "till protokollet", "röstning", "ej delaktiga",
    ),
    "decision": (
        "beslut", "mötet beslutar", "mötet beslutade", "styrelsen beslutar", "styrelsen beslutade",
        "beslutas", "nämnden beslutar", "nämndens beslut", "beslutades", "beslöts", "mötets beslut",
    ),
    "position": ("ställningstagande", "ställningstaganden"),
    "answer": ("svar",),
    "assignment": ("uppdrag",),
    "skip": (
        "underskrifter", "underskrift", "paragrafer", "paragraf", "justeringens plats och tid", "signatur",
        "justeringens plats", "plats och tid för justering", "justeringens tid och plats",
        "tid för justering", "justeringsdatum", "anslag/bevis", "bevis/anslag", "anslag", "bevis om anslag",
        "tillkännagivande", "bevis", "datum för anslagets uppsättande", "datum för anslagets nedtagande",
        "datum för anslags uppsättande", "datum för anslags nedtagande", "förvaringsplats för protokollet",
        "förvaringsplats", "omfattar paragrafer", "datum då anslaget sätts upp", "datum då anslaget tas ned",
        "protokollets förvaringsplats", "ajourneringar", "datum för publicering", "anslagsbevis",
        "anslagsdatum", "sista dag för överklagande", "anslaget under tiden", "anslagstid",
        "plats för justering", "justeringsdag", "datum för justering", "diarienummer", "dnr", "sida",
        "digital justering", "omfattning", "anslås", "anslaget tas ned", "anslaget sätts upp",
        "namnförtydligande",
    ),
}  # fmt: skip

DOCUMENT_NAMES = (
    "mötesanteckningar", "minnesanteckningar", "mötesprotokoll", "sammanträdesprotokoll",
    "styrelseprotokoll", "årsmötesprotokoll", "protokoll", "anteckningar", "protokollsutdrag",
    "beslutsprotokoll", "föreningsstämmoprotokoll", "stämmoprotokoll", "diskussionsprotokoll",
)  # fmt: skip

ATTENDANCE = {"member", "called", "digital", "substitute", "guest", "absent"}
DECISIONS = {"decision", "position", "answer", "assignment"}
OFFICES = {"chairs", "secretaries", "approvers"}
HEAD = {"body", "date", "place", "when", "next", "skip"} | OFFICES | ATTENDANCE

_KIND = {fold(words): kind for kind, spellings in LABELS.items() for words in spellings}
_PRINTED = {fold(words): words for spellings in LABELS.values() for words in spellings}
_WORDS = list(_KIND)
_LONGEST = max(map(len, _WORDS)) + 4
_NAMES = {fold(name): name for name in DOCUMENT_NAMES}
_LONGEST_ALONE = 90
# Looked for with care: one letter more or less makes another word of a short one ("var", "dag", "tid").
_SHORT = 5
_LETTERS = re.compile(r"[a-z :-]+")
# At 85 % likeness no word is more than a few letters longer or shorter than the one it is taken for.
_OF_LENGTH = {
    length: [word for word in _WORDS if abs(len(word) - length) <= 0.15 * max(len(word), length, _SHORT)]
    for length in range(_LONGEST + 1)
}
_BY_ENDS: list[dict[str, list[str]]] = [{} for _ in range(_LONGEST + 1)]
for _length, _words in _OF_LENGTH.items():
    for _word in _words:
        _BY_ENDS[_length].setdefault(_word[:2], []).append(_word)
        _BY_ENDS[_length].setdefault(_word[-3:], []).append(_word)
_WHOSE = re.compile(r"[a-z-]{3,40}s (svar|beslut|stallningstagande)")
_OF_WHAT = re.compile(r"(forslag (?:till|pa) (?:beslut|uppdrag|stallningstagande))\b[^.:]{0,80}")
_MORE = re.compile(r"(dialog|diskussion)\b[^.:]{0,40}")
_WHOSE_ALONE = re.compile(
    r"(?:(?:[\w:-]+-,?(?: och)?|(?:namnden|utskottet|radet|styrelsen) for [\w -]{3,40}|[\w:-]+s) )*[\w:-]+s"
    r" (?P<what>beslut|stallningstagande)"
)
_SAYS_WHOSE = re.compile(r"beslut|stallningstagande|forslag till|beslot")
_DECIDES = re.compile(
    r"(?:[\w-]+ ){0,3}(?:beslut(?:ar|ade|ades|as)|beslot|beslots)(?: (?:darfor|enhalligt))?(?: att"
    r"| foljande)?"
)
_NUMBERED = re.compile(r"beslut(?:spunkt)?(?: nr| §)? ?[a-z]{0,3}[ -]?\d{1,4}(?:[/:-]\d{1,4})?")
_WHOSE_PROPOSAL = re.compile(r"(?:[\w:-]+-,? (?:och )?)*(?:[\w:-]+s )+forslag till (?:beslut|[\w -]{3,60})")
_APPROVER = re.compile(r"(?:till )?(?:protokoll)?justerare\b[^.:]{0,60}")
_MEETING_OF = re.compile(r"(?:narvarande|deltagare|medverkande|beslutande|franvarande)\b[^.:]{0,40}")
_PRESENT_AS = {
    "absent": re.compile(r"franvar|forhind|\b(?:ej|inte)\b"),
    "substitute": re.compile(r"ersattar|suppleant"),
    "guest": re.compile(r"gast|adjung|ovrig|inbjud|tjanst(?:e|ema)|extern|ahorar|forvaltning|kansli"),
    "digital": re.compile(r"digital|distans|lank|teams|zoom"),
}


_COLUMNS = re.compile(
    r"(?:(?:nr|punkt|§|nummer|tid)\W+)?(?:arende|punkt|rubrik)n?\W+(?:.{0,30}\W)?(?:foredragande|ansvarig"
    r"|foredragare)"
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
    ends = _BY_ENDS[len(folded)]  # whatever is damaged, one end of the word is mostly whole
    best = _nearest(folded, [*ends.get(folded[:2], ()), *ends.get(folded[-3:], ())])
    return (_KIND[best], _PRINTED[best]) if best else None


def _nearest(folded: str, words: Sequence[str]) -> str:
    best = process.extractOne(folded, words, scorer=OSA.normalized_similarity, score_cutoff=0.85)
    return best[0] if best else ""


def find_label(text: str, folded: str) -> Label | None:
    """Return the label that the line begins with: before a colon, alone, or "Föredragande Namn"."""
    colon = folded.find(":", 0, 100)
    if colon < 0 and (slip := folded.find(";", 0, _LONGEST)) > 0 and _KIND.get(folded[:slip].strip()) in HEAD:
        colon = slip  # "Närvarande; Anna Ek"
    words = folded[: colon if colon > 0 else None].strip(" -") if colon != 0 else ""
    if colon > 0 and len(words) <= _LONGEST and (known := known_label(words)):
        return Label(*known, text[colon + 1 :].strip(" \t:"), colon + 1)
    if colon > 0 and words[-1:].isdigit() and (known := _numbered_office(words)):
        return Label(*known, text[colon + 1 :].strip(" \t:"), colon + 1)
    if colon > 0 and (longer := _longer_label(words)):
        return Label(longer, words, text[colon + 1 :].strip(), colon + 1, exact=False)
    if colon < 0 and len(words) <= _LONGEST and (known := known_label(words.rstrip(". "))):
        return None if text[-1] == "." or text[0].islower() else Label(*known, "", len(text))
    says_whose = colon < 0 and len(words) <= _LONGEST_ALONE and _SAYS_WHOSE.search(words)
    if says_whose and text[0].isupper() and (kind := _decision_alone(words)):
        return Label(kind, words, "", len(text), exact=kind == "recommendation")
    return _presenter_label(text, folded)


def _numbered_office(words: str) -> tuple[str, str] | None:
    """Return the label of "Justerare 2: Anna Ek"."""
    known = known_label(words.rstrip("0123456789 "))
    return known if known and known[0] in OFFICES else None


def _decision_alone(words: str) -> str:
    """Return the kind of a line that only says whose decision or proposal follows."""
    if whose := _WHOSE_ALONE.fullmatch(words):
        return "decision" if whose["what"] == "beslut" else "position"
    if _DECIDES.fullmatch(words):
        return "decision"
    return "recommendation" if _WHOSE_PROPOSAL.fullmatch(words) else ""


def _longer_label(words: str) -> str:
    """Return the kind of a label that says more than its usual words: whose answer, a proposal for whom."""
    if whose := _WHOSE.fullmatch(words):
        return {"svar": "answer", "beslut": "decision", "stallningstagande": "position"}[whose[1]]
    if _DECIDES.fullmatch(words) or _NUMBERED.fullmatch(words) or _WHOSE_ALONE.fullmatch(words):
        return "decision"
    if _OF_WHAT.fullmatch(words):
        return "proposal"
    if _MORE.fullmatch(words):
        return "discussion"
    if _APPROVER.fullmatch(words):
        return "approvers"
    if not _MEETING_OF.fullmatch(words):
        return ""
    return next((kind for kind, form in _PRESENT_AS.items() if form.search(words)), "member")


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
