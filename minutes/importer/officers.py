"""Who was chosen to lead, write or approve, where a sentence tells it: "Till justerare valdes Anna Ek".

Names and offices are taken in the order of the sentence: "till ordförande valdes A och till sekreterare B",
or the names first, "valde A till ordförande och B till sekreterare".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby, takewhile
from typing import NamedTuple

from minutes.importer.attendee import read_people_list
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.names import Names, is_name_word, is_post_word, looks_like_name
from minutes.importer.records import Named

_CHOSEN = re.compile(
    r"\b(?:utses|utsags|utsag|utser|utse|utsedd(?:es|a)?|val(?:jer|js|jes|des|de|ts|t|da)|valja|omvaldes"
    r"|atar sig|atog sig|tar pa sig|tog pa sig|blev|blir|ar|var|antogs|foreslas och|tillfragades"
    r"|fick uppdraget|far uppdraget|anmaler sig"
    r"|fungera(?:r|de)|tjanstgjorde|agera(?:r|de))\b"
)
_OFFICE = re.compile(
    r"(?P<other>\bvice[ -]?\w*(?:ordforande|sekreterare)\w*|\brostraknare\b|\bkassor\w*"
    r"|\b(?:foreningens|forbundets|klubbens|styrelsens|arets) (?:ordforande|sekreterare)\b)"
    r"|(?P<approvers>\b(?:protokolls?|motes)?[ -]?juster(?:are|ingsperson(?:er)?|ingsm[ae]n|ingskvinn\w+)\b"
    r"|\b(?:justera|signera) (?:(?:dagens|motets|stammans|arsmotets) )?protokoll\w*"
    r"|\batt [^.,;]{0,40}\bjustera\b|\bgranska (?:(?:dagens|motets) )?(?:protokoll|anteckning)\w*"
    r"|\b(?:protokoll\w*|anteckning\w*) (?:ska |har )?justera(?:s|des|t|ts) (?:\w+ )?(?:av|utav)\b)"
    r"|(?P<chairs>\b(?:motes|stammo|arsmotes|sammantrades|dag|kongress)?ordforanden?\b"
    r"|\b(?:leda|presidera vid) (?:dagens )?(?:motet?|stamman|arsmotet|sammantradet)\b)"
    r"|(?P<secretaries>\b(?:motes|stammo|arsmotes|protokolls|kongress)?sekreterare\b"
    r"|\bprotokollforare\b|\bskrivare\b"
    r"|\bfora (?:dagens )?protokoll\w*"
    r"|\b(?:protokoll\w*|anteckning\w*) (?:\w+ )?"
    r"(?:fordes|fors|forts|skrevs|skrivet|upprattat\w*) (?:av|utav)\b)"
)
_BY_WHOM = re.compile(
    r"\b(?:justera(?:s|des|t|ts)|fordes|fors|forts|skrevs|upprattat\w*) (?:\w+ )?(?:av|utav)\b"
)
# These do the work without having been chosen: "Anna Ek justerar protokollet".
_DOES = re.compile(
    r"(?P<approvers>\bjustera[rt] (?:(?:dagens|motets) )?(?:protokoll|anteckning)\w*|\bjusterar\b(?=[ .]*$))"
    r"|(?P<secretaries>\b(?:for|forde|skriver|skrev|antecknar) (?:(?:dagens|motets|vid) )?(?:protokoll"
    r"|minnesanteckning|anteckning)\w*)"
)
_ACTED = re.compile(r"\b(?:fungera(?:r|de)|tjanstgjorde|agera(?:r|de))\b")
_OPENED_BY = re.compile(r"\boppna(?:des|ts|t|s)\b(?:[^.]|\.\d|(?<=kl)\.){0,60}? av (?=(?P<who>.{3,90}))")
_OPENS = re.compile(
    r"\boppna(?:r|de)\b(?! (?:for|upp)\b)|\bforklara\w+ [^.]{0,40}\boppnat\b"
    r"|\bhals(?:ar|ade) [^.]{0,60}valkom"
)
_LED = re.compile(
    r"\b(?:motet|sammantradet|arsmotet) leddes av (?:ordforanden? )?(?P<who>[^.,]{3,50})"
    r"|^(?P<leader>[^.,]{3,50}?) (?:ledde|leder|var ordforande (?:for|vid|pa)|satt som ordforande)"
    r" ?(?:dagens )?(?:motet?|sammantradet)"
)
_BESIDE = re.compile(
    r"\b(?:jamte|tillsammans med|bredvid|forutom|utover|vid sidan av|samt|med)\s+(?:motes)?$"
)
_OF_THE_DAY = re.compile(
    r"\b(?:motes|stammo|arsmotes|kongress)(?:ordforande|sekreterare)|\bprotokollforare"
    r"|\b(?:ordforande|sekreterare)\b(?: och \w+)? (?:for|vid|pa|till) "
    r"(?:(?:dagens|detta) )?(?:mote|arsmote|stamma|sammantrade|kvallen|dagen)"
    r"|\bordforande (?:och|samt) (?:motes)?sekreterare\b"
    r"|\b(?:motets|stammans|arsmotets|dagens) (?:ordforande|sekreterare)"
)
_OF_THE_YEAR_TITLE = re.compile(
    r"val av (?:ny )?styrelse|verksamhetsar|kommande (?:ar|period|mandat)|mandat(?:period|tid)"
    r"|for (?:ett|tva|[12]) ar\b|\bkassor"
)
_FOR_A_TIME = re.compile(
    r" (?:for|under|till) (?:(?:det )?(?:kommande|nasta) |(?:ett|tva|[12]) ar\b|verksamhetsaret|perioden"
    r"|tiden |foreningen|styrelsen)| i (?:foreningen|styrelsen)"
)
_TITLE = re.compile(
    r"\b(?:val av|utse|utseende av|justering|formalia|funktionarer|presidium|ordforande|sekreterare)\b.*"
)
_NAME = re.compile(
    r"(?:[A-ZÅÄÖ]\. )?[A-ZÅÄÖÉÜ][^\W\d_]*(?:['’-][^\W\d_]+)*(?:\s[\"”“][\w -]{2,20}[\"”“](?= [A-ZÅÄÖ]))?"
    r"(?:\s(?:(?:von|van|af|av|de|der|den|la|del"
    r"|el)\s)*[A-ZÅÄÖÉÜ][^\W\d_]*(?:['’-][^\W\d_]+)*)*"
)
_NAMED = re.compile(r" [A-ZÅÄÖ]")
_ADDRESS = re.compile(r".*(?:torg|torget|gata|gatan|vag|vagen|plan|grand|huset|salen|stig|alle)")
_LONE = re.compile(r"([A-ZÅÄÖ][a-zåäöé]{2,20})(?:\Z|[.,]| (?:kl|klockan|som|och|den)\b)")
_SUBJECT = re.compile(
    r"(?:[^a-z]|\([a-z]{1,3}\)|\b(?:och|samt|vice|forste|forsta|andre|andra|tredje|ordforanden?|ledamot(?:en)?"
    r"|ersattaren?)\b)*"
)
_VERB = r"(?:valdes|utsags|valjs|utses|valde|valjer|utser)"
_VERB_BEFORE = re.compile(rf"\b{_VERB} $")
_VERB_AFTER = re.compile(rf"(?:,? och \w+)? {_VERB}\b")
_QUOTED = re.compile(r" [\"”“][^\"”“]*[\"”“]")
_NEXT_ITEM = re.compile(r"(?<=[a-zåäö])\. (?=\d)")
# "Förutom Anna och Bo valdes Cia": Anna and Bo were not.
_APART = re.compile(
    r"\b(?:forutom|utover|i stallet for|efter)\b(?:(?! valdes| utsags| utses| valjs)[^.;:])*$"
)
_WORD = r"(?P<{}>[\w-]{{2,20}})"
_CHOICE = re.compile(
    rf"^{_WORD.format('a')}(?:(?:,| och) {_WORD.format('b')})? (?:valdes|utsags|valjs|utses) till\b"
    rf"|\b(?:valjer|valde|utser|utsag|utse|valja) {_WORD.format('c')}"
    rf"(?: och {_WORD.format('d')})? (?:till|som)\b"
)
_NO_NICKNAMES = """
att aven bada de dem den denna dessa det detta en ett foljande han hen henne hon honom igen justerare
ledamot ledamoter man mig ny nya om ordforande ordforanden oss revisor revisorer samma samtliga
sekreterare sig sittande som suppleant tre tva undertecknad vem
"""
_NO_NICKNAME = frozenset(_NO_NICKNAMES.split())
_TOO = re.compile(r"juster\w+(?: (?:for|vid|pa|av) \w+)?(?:,| och| samt| tillika|/)? (?:och )?(?:tillika )?$")
_CHOICES = (
    "val av",
    "utse",
    "justering",
    "protokolljuster",
    "protokollsjuster",
    "justerare",
    "motesordforande",
)
# Parts of the words for an office, and for leading a meeting: most sentences have none.
_CUES = (
    "ordf",
    "sekr",
    "juster",
    "protokoll",
    "anteckn",
    "granska",
    "signera",
    "skriv",
    "skrev",
    "led",
    "presid",
    "satt",
    "for ",
    "forde",
    "fora ",
    "oppna",
)
_EARLY = 6  # chairs and secretaries are chosen among the first items; later ones are for the year
_LONGEST = 600
_OF_THE_YEAR = "-"  # an office, but not at this meeting


class _Token(NamedTuple):
    at: int
    office: str
    name: str
    end: int = 0


def officers_in(text: str, title: str, index: int, names: Names) -> list[tuple[str, Named]]:
    """Return the office and the person for each choice that a sentence of the item tells."""
    if len(text) > _LONGEST:
        return []
    folded, heading = fold(text), fold(title)
    if not any(cue in folded or cue in heading for cue in _CUES):
        return []
    if index < _EARLY and "ordforande" in folded and (told := _only_offices(text, names)):
        return told
    if led := _LED.search(folded):
        name = text[slice(*led.span("who" if led["who"] else "leader"))].strip()
        if whole := names.whole(name) or (name if looks_like_name(name) else ""):
            return [("chairs", Named(name=whole))]
    if cut := _NEXT_ITEM.search(text):
        text = text[: cut.start()]
        folded = fold(text)
    does = _DOES.search(folded)
    if not (does or _CHOSEN.search(folded) or _BY_WHOM.search(folded)):
        return []
    tokens = sorted([*_offices(text, heading, index), *_names(text, names), *_nicknames(text)])
    tokens = [one for one in tokens if one.office or not _APART.search(folded[: one.at])]
    if does and not any(one.office in {"approvers", "secretaries"} for one in tokens):
        office = next(name for name in ("approvers", "secretaries") if does[name])
        tokens = [
            *_doers(text, does.start(), tokens),
            _Token(does.start(), office, ""),
            *_beside(tokens, does),
        ]
    if folded.startswith("val av") and sum(bool(one.office) for one in tokens) > 1:
        after = next((at for at, one in enumerate(tokens) if one.name), 0)
        tokens = tokens[after:] if any(one.office for one in tokens[after:]) else tokens  # without the title
    found = list(_pair(tokens))
    if not found and not any(one.office for one in tokens) and (office := _office_of_title(heading)):
        found = [(office, one.name) for one in tokens]
    return [(office, Named(name=name)) for office, name in found if office != _OF_THE_YEAR]


def _doers(text: str, verb: int, tokens: Sequence[_Token]) -> list[_Token]:
    """Return the names just before the verb, its subject: Bo in "Anna öppnar och Bo skriver protokoll"."""
    found: list[_Token] = []
    end = verb
    for token in reversed([one for one in tokens if one.name and one.at < verb]):
        if not _SUBJECT.fullmatch(fold(text[token.end : end])):
            break
        found.append(token)
        end = token.at
    return found[::-1]


def _beside(tokens: Sequence[_Token], does: re.Match[str]) -> list[_Token]:
    """Return what follows the verb from another office on: "… tillsammans med ordföranden Anna Ek"."""
    after = [one for one in tokens if one.at > does.start()]
    return [*dropwhile(lambda one: not one.office, after)]


def _only_offices(text: str, names: Names) -> list[tuple[str, Named]]:
    """Read "Mötesordförande Anna Ek och mötessekreterare Bo Alm", where nothing else is said."""
    found, left = read_people_list(text.strip(" ."), names)
    if left or len(found) < 2 or not all(one.offices and not one.rest for one in found):
        return []
    return [(office, Named(name=one.record.name)) for one in found for office in one.offices]


def opener_in(text: str, names: Names) -> str:
    """Return the one who opens the meeting, mostly as its chair: "Ordföranden Anna Ek öppnade mötet"."""
    text = text[:_LONGEST]
    folded = fold(text)
    if by := _OPENED_BY.search(folded):
        return _first_name(text[slice(*by.span("who"))], names)
    opens = _OPENS.search(folded)
    if opens is None:
        return ""
    start = max(folded.rfind(". ", 0, opens.start()), folded.rfind(": ", 0, opens.start())) + 1
    before = text[start : opens.start()].rstrip()
    welcomes = opens[0].startswith("hals") and "oppna" not in folded[opens.end() : opens.end() + 60]
    if len(before) > 120 or (welcomes and "ordf" not in fold(before)):
        return ""
    return next((token.name for token in _names(before, names)), "")


def _first_name(text: str, names: Names) -> str:
    found = next((token.name for token in _names(text, names)), "")
    lone = _LONE.match(text) if not found else None
    return found or (lone[1] if lone and is_name_word(lone[1]) and not is_post_word(lone[1]) else "")


def _offices(text: str, heading: str, index: int) -> Iterator[_Token]:
    folded = fold(text)
    of_the_day = bool(_OF_THE_DAY.search(folded) or _ACTED.search(folded)) or (
        index < _EARLY and bool(_TITLE.search(heading)) and not _OF_THE_YEAR_TITLE.search(heading)
    )
    for match in _OFFICE.finditer(folded):
        office = match.lastgroup or ""
        if office != "approvers" and _BESIDE.search(folded[: match.start()]):
            if _NAMED.match(text, match.end()):
                yield _Token(match.start(), _OF_THE_YEAR, "")
            continue
        if match[0].endswith("anden") and not folded.endswith("till ", 0, match.start()):
            continue  # "andre vice ordföranden Anna Ek": that is who she is already
        if office == "other" and match[0] == "rostraknare" and _TOO.search(folded[: match.start()]):
            continue
        for_a_time = office != "approvers" and _FOR_A_TIME.match(folded, match.end())
        by_whom = match[0].endswith((" av", " utav"))  # "Protokollet fördes av Anna Ek"
        is_day = office == "approvers" or by_whom or (of_the_day and office != "other" and not for_a_time)
        yield _Token(match.start(), office if is_day else _OF_THE_YEAR, "")


def _names(text: str, names: Names) -> Iterator[_Token]:
    for match in _NAME.finditer(text):
        words = match[0].split()
        while len(words) > 1 and not (is_given(words[0]) or names.knows(words[0])):
            if len(words) == 2 and is_name_word(words[0]) and not is_post_word(words[0]):
                break  # two capitals in a row are a name
            words = words[1:]
        words = [*takewhile(lambda word: is_name_word(word) or word[0] in '"”“' or word[-1] in '"”“', words)]
        name = " ".join(words).rstrip(".")
        if (
            not words
            or fold(match[0]).startswith(("forutom ", "utover "))
            or _is_place(text, match, name, names)
        ):
            continue
        if len(words) > 1 and looks_like_name(_QUOTED.sub("", name)):
            yield _Token(match.start(), "", name, match.end())
        elif whole := names.whole(words[0]):
            yield _Token(match.start(), "", whole, match.end())
        elif _is_lone_name(words[0], text, match):
            yield _Token(match.start(), "", words[0].rstrip("."), match.end())


def _nicknames(text: str) -> Iterator[_Token]:
    """Yield what stands where a name must stand and is none: "catninja valdes till mötesordförande"."""
    match = _CHOICE.search(fold(text))
    for group in "abcd" if match else "":
        start, end = match.span(group) if match else (-1, -1)
        word = text[start:end]
        if start >= 0 and word.islower() and fold(word) not in _NO_NICKNAME and not is_post_word(word):
            yield _Token(start, "", word, end)


def _is_lone_name(word: str, text: str, match: re.Match[str]) -> bool:
    """Tell a first name alone: a common one, or any right beside the verb: "Elvine valdes till …"."""
    if is_post_word(word) or text.startswith(" vice", match.end()):
        return False
    before, after = fold(text[max(0, match.start() - 12) : match.start()]), fold(text[match.end() :][:30])
    return is_given(word) or bool(_VERB_BEFORE.search(before) or _VERB_AFTER.match(after))


def _is_place(text: str, match: re.Match[str], name: str, names: Names) -> bool:
    """Tell a place to sign, or an organisation, from a person."""
    if names.is_organization(name) or _ADDRESS.fullmatch(fold(name)):
        return True
    return bool(re.match(r" \d", text[match.end() : match.end() + 2]))


def _pair(tokens: Sequence[_Token]) -> Iterator[tuple[str, str]]:
    """Pair names and offices: an office rules what follows, or takes the names that stood before it."""
    groups = [
        (bool(office), [one.office or one.name for one in run])
        for office, run in groupby(tokens, lambda one: bool(one.office))
    ]
    offices_first = bool(groups) and groups[0][0]
    if not offices_first and len(groups) % 2 and len(groups) > 1 and len(groups[-2][1]) > 1:
        # "A valdes till ordförande och till sekreterare valdes B"
        yield from _shared(groups[-2][1][-1:], groups[-1][1])
        groups[-2:] = [(True, groups[-2][1][:-1])]
    elif offices_first and len(groups) % 2 and len(groups) > 1 and len(groups[-2][1]) > 1:
        # "till ordförande valdes A, och B utsågs till sekreterare"
        yield from _shared(groups[-1][1], groups[-2][1][-1:])
        groups[-2:] = [(False, groups[-2][1][:-1])]
    for (_, first), (_, second) in zip(groups[::2], groups[1::2], strict=False):
        yield from _shared(first, second) if offices_first else _shared(second, first)


def _shared(offices: Sequence[str], people: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Share "till ordförande och sekreterare valdes A och B" out in order, if there are as many of each."""
    several = list(dict.fromkeys(offices))
    if len(several) == len(people) > 1:
        yield from zip(several, people, strict=True)
    else:
        yield from ((office, name) for office in several for name in people)


def _office_of_title(heading: str) -> str:
    """Return the one office that the item is about: "Val av justerare"."""
    if not _TITLE.search(heading) or "styrelse" in heading or _OF_THE_YEAR_TITLE.search(heading):
        return ""
    offices = {match.lastgroup or "" for match in _OFFICE.finditer(heading)} - {"other"}
    if "justering" in heading:
        offices.add("approvers")
    return offices.pop() if len(offices) == 1 else ""


def is_choice(title: str) -> str:
    """Return the office that a title such as "Val av justerare" fills, or ""."""
    heading = fold(title)
    return (
        _office_of_title(heading)
        if heading.startswith(_CHOICES) or heading.endswith((" utses", " valjs"))
        else ""
    )
