"""Who was chosen to lead, write or approve, where a sentence tells it: "Till justerare valdes Anna Ek".

Names and offices are taken in the order of the sentence: "till ordförande valdes A och till sekreterare B",
or the names first, "valde A till ordförande och B till sekreterare".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from minutes.importer.attendee import read_people_list
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.names import Names, is_name_word, looks_like_name
from minutes.importer.records import Named

_CHOSEN = re.compile(
    r"\b(?:utses|utsags|utsag|utser|utse|utsedd(?:es|a)?|val(?:jer|js|jes|des|de|ts|t|da)|valja|omvaldes"
    r"|atar sig|tar pa sig"
    r"|fick uppdraget|far uppdraget|anmaler sig"
    r"|fungera(?:r|de)|tjanstgjorde|agera(?:r|de))\b"
)
_OFFICE = re.compile(
    r"(?P<approvers>\b(?:protokolls?|motes)?juster(?:are|ingsperson(?:er)?|ingsm[ae]n)\b"
    r"|\bjustera (?:(?:dagens|motets|stammans|arsmotets) )?protokoll\w*|\batt [^.,;]{0,40}\bjustera\b)"
    r"|(?P<chairs>\b(?<!vice )(?:motes)?ordforande\b)"
    r"|(?P<secretaries>\b(?:motes)?sekreterare\b|\bprotokollforare\b|\bfora protokollet\b)"
)
# These do the work without having been chosen: "Anna Ek justerar protokollet".
_DOES = re.compile(
    r"(?P<approvers>\bjusterar (?:(?:dagens|motets) )?(?:protokoll|anteckning)\w*)"
    r"|(?P<secretaries>\b(?:for|forde|skriver|skrev|antecknar) (?:(?:dagens|motets|vid) )?(?:protokoll"
    r"|minnesanteckning|anteckning)\w*)"
)
_ACTED = re.compile(r"\b(?:fungera(?:r|de)|tjanstgjorde|agera(?:r|de))\b")
_OPENED = re.compile(r"oppna(?:des|t|s) av (?:\w+ )?ordforanden? (?P<who>[^.,]{3,50})")
_DECLARES = re.compile(
    r"^(?P<who>[^.,]{3,40}?),? (?:halsa\w+ [^.]{0,60} och )?"
    r"forklara\w+ (?:\w*motet|sammantradet|stamman) (?:for )?oppnat"
)
_OPENS = re.compile(r"\bordforanden? (?P<who>[^.,]{3,50}?),? (?:oppna|halsa|forklara|inled)\w*\b")
_LED = re.compile(
    r"\b(?:motet|sammantradet|arsmotet) leddes av (?:ordforanden? )?(?P<who>[^.,]{3,50})"
    r"|^(?P<leader>[^.,]{3,50}?) (?:ledde|leder|var ordforande (?:for|vid|pa)|satt som ordforande)"
    r" ?(?:dagens )?(?:motet?|sammantradet)"
)
_BESIDE = re.compile(
    r"\b(?:jamte|tillsammans med|bredvid|forutom|utover|vid sidan av|samt|med)\s+(?:motes)?$"
)
_OF_THE_DAY = re.compile(
    r"\bmotes(?:ordforande|sekreterare)|\b(?:ordforande|sekreterare)\b(?: och \w+)? (?:for|vid|pa|till) "
    r"(?:(?:dagens|detta) )?(?:mote|arsmote|stamma|sammantrade|kvallen|dagen)"
)
_TITLE = re.compile(
    r"\b(?:val av|utse|utseende av|justering|formalia|funktionarer|presidium|ordforande|sekreterare)\b.*"
)
_NAME = re.compile(
    r"[A-ZÅÄÖÉÜ][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?(?:\s(?:(?:von|van|af|av|de|der|den|la|del"
    r"|el)\s)*[A-ZÅÄÖÉÜ][^\W\d_]*(?:['’-][^\W\d_]+)*)*"
)
_EARLY = 6  # chairs and secretaries are chosen among the first items; later ones are for the year
_LONGEST = 600
_OF_THE_YEAR = "-"  # an office, but not at this meeting


class _Token(NamedTuple):
    at: int
    office: str
    name: str


def officers_in(text: str, title: str, index: int, names: Names) -> list[tuple[str, Named]]:
    """Return the office and the person for each choice that a sentence of the item tells."""
    if len(text) > _LONGEST:
        return []
    folded, heading = fold(text), fold(title)
    if index < _EARLY and "ordforande" in folded and (told := _only_offices(text, names)):
        return told
    if led := _LED.search(folded):
        name = text[slice(*led.span("who" if led["who"] else "leader"))].strip()
        if whole := names.whole(name) or (name if looks_like_name(name) else ""):
            return [("chairs", Named(name=whole))]
    does = _DOES.search(folded)
    if not does and not _CHOSEN.search(folded):
        return []
    tokens = sorted([*_offices(folded, heading, index), *_names(text, names)])
    found = list(_pair(tokens))
    if not found and not any(one.office for one in tokens) and (office := _office_of_title(heading)):
        found = [(office, one.name) for one in tokens]
    if does and not found:
        office = next(name for name in ("approvers", "secretaries") if does[name])
        found = [(office, one.name) for one in tokens if one.name and one.at < does.start()]
    return [(office, Named(name=name)) for office, name in found if office != _OF_THE_YEAR]


def _only_offices(text: str, names: Names) -> list[tuple[str, Named]]:
    """Read "Mötesordförande Anna Ek och mötessekreterare Bo Alm", where nothing else is said."""
    found, left = read_people_list(text.strip(" ."), names)
    if left or len(found) < 2 or not all(one.offices and not one.rest for one in found):
        return []
    return [(office, Named(name=one.record.name)) for one in found for office in one.offices]


def opener_in(text: str, names: Names) -> str:
    """Return the one who opens the meeting as its chair: "Ordföranden Anna Ek öppnade mötet"."""
    folded = fold(text[:_LONGEST])
    match = _OPENS.search(folded) or _OPENED.search(folded) or _DECLARES.search(folded)
    if match is None:
        return ""
    name = text[slice(*match.span("who"))].strip()
    return names.whole(name) or (name if looks_like_name(name) else "")


def _offices(folded: str, heading: str, index: int) -> Iterator[_Token]:
    of_the_day = bool(_OF_THE_DAY.search(folded) or _ACTED.search(folded)) or (
        index < _EARLY and bool(_TITLE.search(heading)) and not re.search(r"val av (?:ny )?styrelse", heading)
    )
    for match in _OFFICE.finditer(folded):
        office = match.lastgroup or ""
        if office != "approvers" and _BESIDE.search(folded[: match.start()]):
            continue
        yield _Token(match.start(), office if office == "approvers" or of_the_day else _OF_THE_YEAR, "")


def _names(text: str, names: Names) -> Iterator[_Token]:
    for match in _NAME.finditer(text):
        words = match[0].split()
        while words and not (is_given(words[0]) or names.knows(words[0])):
            if len(words) == 2 and match.start():
                break  # no sentence begins here: two capitals in a row are a name
            words = words[1:]
        words = [*takewhile(is_name_word, words)]
        name = " ".join(words).rstrip(".")
        if len(words) > 1 and looks_like_name(name):
            yield _Token(match.start(), "", name)
        elif words and (whole := names.whole(words[0])):
            yield _Token(match.start(), "", whole)


def _pair(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    """Pair names and offices: an office rules what follows, or takes the names that stood before it."""
    office_first = bool(tokens) and bool(tokens[0].office)
    waiting: list[str] = []
    office = ""
    for token in tokens:
        if token.office and office_first:
            office = token.office
        elif token.office:
            yield from ((token.office, name) for name in waiting)
            waiting = []
        elif office_first:
            yield office, token.name
        else:
            waiting.append(token.name)


def _office_of_title(heading: str) -> str:
    """Return the one office that the item is about: "Val av justerare"."""
    if not _TITLE.search(heading) or "styrelse" in heading:
        return ""
    offices = {match.lastgroup or "" for match in _OFFICE.finditer(heading)}
    if "justering" in heading:
        offices.add("approvers")
    return offices.pop() if len(offices) == 1 else ""


def is_choice(title: str) -> str:
    """Return the office that a title such as "Val av justerare" fills, or ""."""
    heading = fold(title)
    return (
        _office_of_title(heading)
        if heading.startswith(("val av", "utse", "justering", "protokolljuster"))
        else ""
    )
