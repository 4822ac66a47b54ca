"""Who is to do what, and when, where a sentence says so: "Anna bokar", "uppdrar åt kassören att …"."""

import datetime as dt
import re

from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.names import Names, is_name_word, looks_like_name
from minutes.importer.phrases import PAST, either
from minutes.importer.records import ParsedAction, When
from minutes.importer.wording import LONGEST, Own, clean, find_when, own_meeting

_NAME = r"[A-ZÅÄÖÉ][\w’'-]+(?: [A-ZÅÄÖÉ][\w’'-]+){0,2}"
# Who stands before the verb, where a clause begins.
_BEFORE = re.compile(
    rf"(?:^|[,;:] |\b(?:och|men|så|att) )(?P<who>{_NAME}(?:(?:,| och| samt) {_NAME}){{0,3}})$"
)
_WIDEST = 90
# A post or a group that can be asked: "förbundschefen", "mark- och exploateringschefen", "valberedningen".
_POST = (
    r"(?:[a-z-]+ och )?[a-z-]*(?:chef(?:en|erna)|direktor(?:en|erna)|ordforande(?:n|na)"
    r"|sekreterare[n]?(?:na)?"
    r"|kassor(?:en)?|samordna(?:ren|rna)|ledaren|styrelsen|gruppen|natverket|utskottet"
    r"|forvaltningen|kommitten"
    r"|kansliet|rektor[n]?|forestandaren|strateg(?:en|erna)|valberedningen|presidiet"
    r"|beredningen|sekretariatet"
    r"|vaktmastaren|revisorerna|forskaren|handlaggaren|utredaren|namnden|kontoret|bolaget"
    r"|redaktoren|webbmastaren)"
)
# Each form with a part of it to look for first.
_GIVEN = (
    ("uppdrag", re.compile(r"\b(?:ge|ger|gav|gett) (?P<who>[^.,;:]{2,70}?) (?:i uppdrag|uppdraget) att\b")),
    (
        "uppdr",
        re.compile(r"\buppdr(?:a|ar|og|as|ogs|ages) (?:darfor )?(?:at|till) (?P<who>[^.,;:]{2,70}?) att\b"),
    ),
    (
        " att",
        re.compile(
            r"^(?:– )?(?P<who>[^.,;:]{2,70}?) (?:far|fick|ges|gavs|har fatt) (?:i uppdrag"
            r"|uppdraget|uppgiften) att\b"
        ),
    ),
    (
        " sig ",
        re.compile(
            r"^(?P<who>[^.,;:]{2,60}?) (?:atar sig|atog sig|tar pa sig|tog pa sig|erbj(?:uder"
            r"|od) sig) (?:att|[a-z]+)\b"
        ),
    ),
    ("ansvarig", re.compile(r"\bansvarig(?:a)?(?: for[^:]{0,60})?: ?(?P<who>[^.,;:]{2,60})[ .]*$")),
    ("det ", re.compile(r"\bdet (?:gor|ordnar|fixar|skoter|tar) (?P<who>[^.,;:]{2,40})[ .]*$")),
)
_DOES = either(
    "ansoker", "anlitar", "anmaler", r"ansvarar for", "affischerar",
    "begar", "bestaller", "betalar", "bevakar",
    "bjuder", "bokar", "byter", "delar ut", "efterlyser", "fixar", "formulerar", "forbereder", "fragar",
    "forhandlar", "foljer upp", "gor", "granskar", r"haller (?:i"
    "|kontakt(?:en)?)", "hamtar", "hyr", r"hor (?:av sig|med|om)",
    "installerar", "inventerar", r"kallar(?: till)?", "kokar", "kollar(?: upp)?", "kompletterar", "kontaktar",
    "kontrollerar", "koper", r"lagger (?:in|ut|upp)", "lagar", r"lamnar (?:in|over)", "letar", "lanar",
    "mejlar", "mailar", "malar", "monterar", "ordnar", "planerar", r"pratar med", "publicerar", "paminner",
    r"raknar pa", "renskriver", "reparerar", "ringer", "sammankallar", "sammanstaller", "samlar", "samordnar",
    r"satter (?:in|upp|ihop)", r"ser (?:over|till)", r"skickar(?: ut| in)?", r"skriver(?: ihop)?", "skoter",
    "sprider", "stadar", "stammer av", "soker", r"talar med", r"tar (?:fram|kontakt|in|hem"
    "|reda|hand|upp|det med|med sig)",
    "tecknar", "testar", "tillfragar", "undersoker", "uppdaterar", "uppvaktar", "utreder", "utformar",
    r"vidtalar", "oversatter", r"aterkopplar(?! att)", "aterrapporterar", r"rapporterar (?:till|fran)",
    "begar in", "inkommer med", "utser", r"ska(?:ll)? (?!(?:vara|kunna|ha|bli|ga|fa)\b)\w+",
)  # fmt: skip
_DOER = re.compile(rf" (?P<does>{_DOES})\b")
_BY_POST = re.compile(rf"^(?:[^:.]{{3,60}}: )?(?P<who>{_POST}) (?P<does>{_DOES})\b")
# "Anna skriver att" and "Bo frågar om" tell what was said at the meeting.
_SAYS = re.compile(r" (?:att|om|hur|varfor|nar|vilka?|vad)\b")
_SAID = ("skriver", "fragar", "paminner", "tar upp", "ser till", "kontrollerar", "foljer upp", "ser over")
_DAY = "day"
# Marks of a list, and of a box to tick.
_LEAD = re.compile(r"(?:[-–—•*→=>\s]+|\[[ xX]?\]|☐)+")


def find_action(text: str, own: Own, names: Names, meeting: dt.date | None) -> ParsedAction | None:
    """Return the task that a sentence hands out, or that somebody takes."""
    if len(text) > LONGEST or text.rstrip().endswith("?"):
        return None
    plain = text[mark.end() :] if (mark := _LEAD.match(text)) else text
    folded = fold(plain)
    if match := own.actor.match(folded):
        if PAST.search(folded[: match.end() + 30]):
            return None
        due = _due(plain, folded, own, meeting)
        if match["must"] == "aterkommer" and due == When():
            return None
        group = plain[slice(*match.span("group"))]
        return ParsedAction(text=clean(plain), organizations=(group[0].lower() + group[1:],), due=due)
    who = _asked(plain, folded, names) or _doer(plain, folded, own, names)
    if not who:
        return None
    return ParsedAction(text=clean(plain), responsible=who, due=_due(plain, folded, own, meeting))


def _asked(plain: str, folded: str, names: Names) -> str:
    """Return who gets a task from others, or takes it."""
    for cue, form in _GIVEN:
        match = form.search(folded) if cue in folded else None
        if match is None:
            continue
        who = plain[slice(*match.span("who"))].strip()
        if _is_person(who, names) or re.fullmatch(_POST, fold(who)):
            return who
    return ""


def _doer(plain: str, folded: str, own: Own, names: Names) -> str:
    """Return who does something that has not been done yet."""
    for match in _DOER.finditer(folded):
        before = _BEFORE.search(plain[max(0, match.start() - _WIDEST) : match.start()])
        if before and _is_person(before["who"], names) and not _tells(folded, match):
            return before["who"]
    post = _BY_POST.match(folded)
    if post is None or _tells(folded, post) or own.is_own(post["who"]) or PAST.search(folded):
        return ""
    return plain[slice(*post.span("who"))]


def _tells(folded: str, match: re.Match[str]) -> bool:
    """Tell what was said, or had been done before, from what is to be done."""
    if match["does"] in _SAID and _SAYS.match(folded, match.end()):
        return True
    return bool(PAST.search(folded[match.start("does") : match.end() + 30]))


def _due(plain: str, folded: str, own: Own, meeting: dt.date | None) -> When:
    """Return when it is to be done: a day, else the coming meeting that is named, else a month."""
    found = find_when(plain, meeting)
    if found.precision == _DAY:
        return _not_past(found, meeting)
    return own_meeting(plain, folded, own, meeting) or _not_past(found, meeting)


def _not_past(found: When, meeting: dt.date | None) -> When:
    return When() if found.on and meeting and found.on < meeting else found


def _is_person(text: str, names: Names) -> bool:
    people = [one.strip() for one in re.split(r",| och | samt ", text)]
    return all(one and _is_one(one, names) for one in people)


def _is_one(name: str, names: Names) -> bool:
    first = name.split()[0]
    if not all(is_name_word(word) for word in name.split()):
        return False
    known = names.knows(name) or names.knows(first) or is_given(first)
    return known and (" " not in name or looks_like_name(name))
