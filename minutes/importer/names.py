"""Names of people and organisations as a line prints them. No register: the document is all there is."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.places import is_municipality
from minutes.importer.records import Named

PARTICLES = {
    "von",
    "van",
    "af",
    "av",
    "de",
    "der",
    "den",
    "la",
    "del",
    "di",
    "da",
    "dos",
    "el",
    "al",
    "bin",
    "ten",
    "zu",
}
_PREFIXED = re.compile(r"(?:al|el|ben|bin|d|abu)[-'’](?=[A-ZÅÄÖ])")
_INITIAL = re.compile(r"[A-ZÅÄÖ]\.")
BARE_INITIAL = re.compile(r"[A-ZÅÄÖ]")
_NICKNAME = re.compile(r"[\"”“'‹«’‘][^\W\d_]{2,20}[\"”“'›»’‘]")
# OCR writes ö as 6 in the middle of a name too.
_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:[-'’´`.016][^\W\d_]*)*")
ACRONYM = re.compile(r"[A-ZÅÄÖ]{2,6}")
_PARTY = re.compile(r"[A-ZÅÄÖ]")  # in brackets: "(S)"
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile(r"\s*(?:[,;]|(?<=\s)(?:och|samt|&)(?=\s))\s*")
_TAIL = re.compile(
    r"(?P<name>.{3,60}?),?\s+(?P<organization>(?:[Rr]egion(?:en)?|[Ll]andstinget|[Ll]änsstyrelsen)\s+.{2,40}"
    r"|[^\W\d_]{3,30}(?:[\s-][^\W\d_]{3,30})?\s(?:[Kk]ommun|[Rr]egion|[Ll]än)"
    r"|[A-ZÅÄÖ][\w-]{2,30}\s(?:och\s[\w-]{2,30}|nämnden|styrelsen|förvaltningen|kontoret|rådet|utskottet"
    r"|[a-zåäö]{0,20}(?:förening|föreningen|förbund|sällskap|klubb|museum|skola|distrikt))"
    r"|[A-ZÅÄÖ]{2,6})"
)
_OF_PLACE = re.compile(
    r"(?P<name>\S{2,30}(?: \S{2,30}){1,3}) (?P<organization>(?:(?:[ÖVN]\w{1,2}tra|Norra"
    r"|Södra|Stora|Lilla|Nya) )?"
    r"[A-ZÅÄÖ][\w-]{1,25} [Kk]ommun|[A-ZÅÄÖ]{2,6}(?: [A-ZÅÄÖ][a-zåäö]+){1,2})"
)
_ORGANIZATION = re.compile(
    r"(?:region(?:en)?|brf|landstinget|lansstyrelsen|kommunforbundet|foreningen|stiftelsen|hogskolan)\b.*"
    r"|.*\b(?:kommun|kommuner|kommunforbund|region|lan|universitet|hogskola|ab|forbund|myndighet|stad"
    r"|skola|handel|handelskammare|forening|klubb|center|museum|bibliotek|byra|sparbank|kyrka|pastorat)"
    r"|(?:\w+- och )?\w*(?:verket|myndigheten|styrelsen|forvaltningen|namnden|forbundet|universitetet"
    r"|institutet|formedlingen|kassan|inspektionen|kontoret|kansliet|avdelningen|enheten"
    r"|departementet|radet|museet"
    r"|biblioteket|sallskapet|bolaget|utskottet)"
    r"|[a-z]-klass(?:en)?|forskoleklass(?:en)?"
)
_ORGANIZATION_WORD = re.compile(
    r"\w{3,}(?:verket|myndigheten|forvaltningen|namnden|forbundet|radet|utskottet)"
)
_POST_WORD = re.compile(
    r"[a-z:-]*(?:chef|chefen|direktor|ordforande|sekreterare|strateg|samordnare|rektor|handlaggare|ledare"
    r"|utvecklare"
    r"|specialist|ledamot|ersattare|likare|lakare|radgivare|konsult|politiker|skoterska|ekonom|jurist|kassor"
    r"|controller"
    r"|koordinator|ingenjor|arkitekt|revisor|assistent|administrator|planerare|inspektor|kurator|larare"
    r"|pedagog|ombud"
    r"|ombudsman|registrator|kamrer|utredare|analytiker|forskare|professor|docent|landshovding|suppleant"
    r"|kommunalrad"
    r"|regionrad|oppositionsrad|kanslist|kommunikator|vaktmastare|tekniker|forvaltare|sakkunnig|representant"
    r"|adjungerad"
    r"|adjungerade|rostraknare|justerare|ordf|sekr|kassoren|ordforanden|sekreteraren|sammankallande"
    r"|ledamoterna|ledamoten|suppleanterna|suppleanten|ersattarna|ersattaren"
    r"|doktorand|lektor"
    r"|studierektor|ansvarig|protokollforare|antecknare|direktoren|foretradare"
    r"|bibliotekarie|antikvarie|intendent|producent|redaktor|konsulent|kyrkoherde|diakon|komminister"
    r"|mastare)\.?"
    r"|(?:vice|hr|it|vd|gd|tolk|prast|polis|adj|bitr)\.?"
)
_POST = re.compile(
    r"(?:bitradande |tf\.? |t f |[12](?::[ea]|\.)? ?vice |vice |forste |andre |tillforordnad "
    r"|stallforetradande "
    r"|[a-z-]{2,25} )?(?:[a-z-]+ )?(?:" + _POST_WORD.pattern + r")(?:[ ,/].*)?"
)
_NOT_NAMES = """
alla anmäld anmälda anmält anteckningar april att augusti avslutning bakgrund beslut beslutande bilaga
bordlagd bordläggs budget dagens dagordning datum deltagare deltar deltog den det dialog diskussion
ekonomi ersättare ersätter fika flera frågor från frånvarande för föregående förening föreningen
förhinder förslag genomgång godkännande gruppdialog hela information ingen ingenting inget ingår
inledning ja justerande justeras justerat justering klart kommun kommunalt kommunen kommunerna ledamöter
lunch lägesrapport med medlemmar minnesanteckningar mål möte mötesanteckningar mötesprotokoll mötet
mötets nej noteras nuläge nämnden närvarande närvaro och omedelbart paragrafer paus plats powerpoint
presentation presentationsrunda projekt protokoll punkten rapport region regionen remiss sammanfattning
sammanträdesprotokoll samt samtliga se sida som styrelsen stämman suppleanter syfte teams tid till
underlag underskrift underskrifter uppföljning utgår vakant vakanta val via vid workshop zoom årsmötet
årsmötets återkoppling ärendet övriga övrigt
"""
_NOT_NAME = frozenset(fold(_NOT_NAMES).split())
_EVERYBODY = {"alla", "samtliga", "alla medverkande", "samtliga deltagare"}
MAX_NAME = 80
# Between the persons of a list, and what a group goes by in place of names.
AND = re.compile(r"\s(?:och|samt|&)\s")
DASH = re.compile(r"\s[–—-]\s")
HANDLE = re.compile(r"[^\W_][\w.-]{1,19}")
FEWEST_HANDLES = 3


def is_name_word(word: str) -> bool:
    return len(word) <= MAX_NAME and _is_name_word(word)


@lru_cache(maxsize=4096)
def _is_name_word(word: str) -> bool:
    if _INITIAL.fullmatch(word):
        return True
    begins = word[:1].isupper() or bool(_PREFIXED.match(word))
    return bool(_WORD.fullmatch(word)) and begins and fold(word) not in _NOT_NAME


def looks_like_name(text: str, least: int = 2) -> bool:
    """Tell whether the words could be one person: two to five capitalised words, "von" and its like aside."""
    return len(text) <= MAX_NAME and _looks_like_name(text, least)


@lru_cache(maxsize=4096)
def _looks_like_name(text: str, least: int) -> bool:
    if _ORGANIZATION.fullmatch(fold(text)):
        return False
    words = [word for word in text.split() if word not in PARTICLES and not _NICKNAME.fullmatch(word)]
    if not (least <= len(words) <= 5 and all(map(is_name_word, words[-1:]))):
        return False
    if not all(is_name_word(word) or BARE_INITIAL.fullmatch(word) for word in words[:-1]):
        return False
    if len(words) == 1 and fold(words[0]) == "inga":
        return False  # "Frånvarande: Inga"
    if ACRONYM.fullmatch(words[-1]) and not (text.isupper() and is_given(words[0])):
        return False
    return not is_post_word(words[-1]) and not (len(words) > 1 and is_post_word(words[0]))


class Names:
    """The people and organisations that the document has named so far."""

    def __init__(self) -> None:
        self.people: set[str] = set()
        self._whole: dict[str, set[str]] = {}  # first name -> the whole names that begin with it
        self.organizations: set[str] = set()

    def learn(self, people: Iterable[Named]) -> None:
        for person in people:
            words = fold(person.name).split()
            if words:
                self.people |= {" ".join(words), words[0]}
            if len(words) > 1:
                self._whole.setdefault(words[0], set()).add(person.name)
            if person.organization:
                self.organizations.add(fold(person.organization))

    def knows(self, text: str) -> bool:
        return fold(text) in self.people

    def whole(self, first_name: str) -> str:
        """Return the whole name of the only one who has the first name, or ""."""
        people = self._whole.get(fold(first_name), set())
        return next(iter(people)) if len(people) == 1 else ""

    def is_organization(self, text: str) -> bool:
        folded = fold(text)
        if folded in self.organizations or ACRONYM.fullmatch(text) or is_municipality(text):
            return True
        if " " in text and all(map(is_municipality, text.split()[:4])):  # "Östra Göinge"
            return True
        if len(text) > MAX_NAME:
            return False
        first, _, rest = folded.partition(" ")
        return bool(_ORGANIZATION.fullmatch(folded) or (rest and _ORGANIZATION_WORD.fullmatch(first)))


def split_tail(text: str, names: Names) -> Named:
    """Part "Namn Region X", "Namn RGK" and "Namn X kommun", where the comma is missing."""
    if (of_place := _OF_PLACE.fullmatch(text)) and looks_like_name(of_place["name"]):
        return Named(name=of_place["name"], organization=of_place["organization"])
    tail = _TAIL.fullmatch(text) if len(text) <= 120 else None
    if tail and looks_like_name(tail["name"]):
        return Named(name=tail["name"], organization=tail["organization"])
    first, _, last = text.rpartition(" ")
    if last and looks_like_name(first) and names.is_organization(last):
        return Named(name=first, organization=last)
    return Named(name=text)


def split_people(text: str, names: Names) -> tuple[list[Named], list[str]]:
    """Return the persons of a list such as "A, B och C, Region X", and the words that are neither.

    An organisation belongs to the names before it that have none ("A, B, RGK"), but not across a slash.
    """
    people: list[Named] = []
    rest: list[str] = []
    for side in text.split("/"):
        found, left = _split_side(side, names)
        people += found
        rest += left
    return people, rest


def _split_side(text: str, names: Names) -> tuple[list[Named], list[str]]:
    people: list[Named] = []
    rest: list[str] = []
    waiting = 0  # index of the first name that still has no organisation
    # re.split with a group: every second piece is what a pair of brackets held.
    for at, piece in enumerate(_BRACKETS.split(text.strip(" .,;:-"))):
        for part in (one.strip(" .,;") for one in _BETWEEN.split(piece)):
            if not part:
                continue
            if people and (names.is_organization(part) or (at % 2 and _PARTY.fullmatch(part))):
                people[waiting:] = [
                    person if person.organization else replace(person, organization=part)
                    for person in people[waiting:]
                ]
                waiting = len(people)
            elif at % 2 or not _could_be_person(part):
                rest.append(part)
            else:
                people.append(split_tail(part, names))
    return people, rest


def drop_nickname(name: str) -> str:
    """Return the name without a nickname behind it; one in the middle is part of the name as printed."""
    first, _, last = name.rpartition(" ")
    return first if first and _NICKNAME.fullmatch(last) else name


def is_post_word(word: str) -> bool:
    return len(word) <= MAX_NAME and _is_post_word(word)


@lru_cache(maxsize=4096)
def _is_post_word(word: str) -> bool:
    return bool(_POST_WORD.fullmatch(fold(word)))


def take_title(text: str) -> tuple[str, str]:
    """Part "Tf kommunchef Anna Ek" into the title and the rest; a title of up to four words."""
    words = text.split(" ")
    for count in range(min(4, len(words) - 1), 0, -1):
        if is_post_word(words[count - 1]) and words[count][:1].isupper() and not is_post_word(words[count]):
            return " ".join(words[:count]), " ".join(words[count:])
    return "", text


def take_name(text: str) -> tuple[str, str]:
    """Part "Anna von Ek §§ 3–4" into the name at its beginning and what follows."""
    words = text.split(" ")
    end = 0
    while end < min(len(words), 6) and (
        is_name_word(words[end]) or words[end] in PARTICLES or (end and _NICKNAME.fullmatch(words[end]))
    ):
        if end and (is_post_word(words[end]) or words[end] in {"X", "S", "M", "V", "C", "L"}):
            break
        end += 1
    while end and (words[end - 1] in PARTICLES or _NICKNAME.fullmatch(words[end - 1])):
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def is_post(text: str) -> bool:
    return len(text) <= MAX_NAME and bool(_POST.fullmatch(fold(text)))


def _could_be_person(text: str) -> bool:
    words = text.split()
    return len(text) <= MAX_NAME and len(words) <= 6 and text[:1].isupper() and not is_post(text)


def only_names(text: str, names: Names, known_only: bool = False) -> list[Named]:
    """Return the persons when the words are nothing but names, else nothing.

    A lone first name counts if the document has named such a person, or among several ("A, B, C").
    """
    if not text or len(text) > 200 or text[-1] in "?!:":
        return []
    folded = fold(text).strip(" .")
    if folded in _EVERYBODY:
        return [Named(name=text.strip(" ."))]
    people, rest = split_people(text, names)
    if rest or not people or text[-1] == ".":
        return []
    if not all(looks_like_name(person.name, least=1) for person in people):
        return []
    if all(names.knows(person.name) or names.knows(person.name.split()[0]) for person in people):
        return people
    if known_only:
        return []
    least = 1 if len(people) > 1 else 2
    return people if all(looks_like_name(person.name, least) for person in people) else []
