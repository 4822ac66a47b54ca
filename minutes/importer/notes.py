"""What stands beside a name in a list: office, post, organisation, how and how long they took part."""

import re
from dataclasses import dataclass, field

from minutes.importer.folding import fold
from minutes.importer.names import MAX_NAME, Names, is_post

_DIGITAL = re.compile(
    r"(?:(?:deltar|deltog|medverkar|medverkade|narvarar|narvarade|narvarande|deltagande|ansluter|anslot) )?"
    r"(?:(?:via|pa|over|genom|per|i) )?(?:ms |microsoft )?"
    r"(?:digital[a-z]*|teams|zoom|skype|meet|distans|lank|lanken|videolank|webb|webben|webbmote|video"
    r"|videomote|telefon"
    r"|tel|online|fjarrdeltagande|distansdeltagande|pa distans)(?: .{0,25})?"
)
_ABSENT = re.compile(
    r"(?:(?:har )?(?:anmal[td]a?|lamnat|meddelat) )?(?:franvarande|franvaro|forhinder|forhindrad|aterbud"
    r"|sjuk|sjukanmald"
    r"|frv|franv|ej narvarande|inte narvarande|ej deltagit|deltog ej|deltog inte|fick forhinder"
    r"|kunde inte delta|ledig"
    r"|tjanstledig|uteblev|sjukskriven|nej|deltar (?:ej|inte)|ej med|giltig franvaro|.{0,40}\butom)\.?"
)
_PRESENT = re.compile(
    r"(?:narv(?:arande)?|ja|pa plats|fysiskt|x|deltar|deltog|ordinarie|ledamot|beslutande|tjanstgorande)\.?"
)
_FROM = re.compile(r"(?:pa|i|fran|vid|hos) [\w .&-]{2,40}")
# As printed: folded, the 6 of "6b" is taken for a letter.
_CLASS = re.compile(
    r"(?:åk|klass|årskurs) ?\d{1,2} ?[a-z]?|f-?klass(?:en)?|förskoleklass(?:en)?"
    r"|\d{1,2} ?[a-hx]|(?:te|na|sa|es|ek)\d{2}[a-z]?"
)
_WHEN = re.compile(
    r".*(?:§|\bkl\b|\bpunkt|\bp\.? ?\d|\bfr\.? ?o\.? ?m|\bt\.? ?o\.? ?m|\bfran (?:och|punkt|kl|\d)"
    r"|\btill (?:och|kl|punkt|\d)"
    r"|\bdel av|\blamna(?:r|de)|\banlan|\bansl(?:ut|ot)|\bgick\b|\bkom\b|\bej vid\b|\bunder\b|\bfore\b"
    r"|\befter\b"
    r"|\d[.:]\d\d|\barende|\bfram till|\bendast).*|som [a-z].*|\d[\d ,.–-]*(?:[a-z]\)?)?"
)
_SUBSTITUTE = re.compile(
    r"(?:(?:ej |icke |inte )?tj(?:anst)?g\w*\.? )?(?:ersattare|suppleant|suppl|ers)\b.*"
    r"|(?:tj\w*\.? )?(?:i stallet )?for [a-z].*|tjg\b.*|ersatter .*"
)
_GUEST = re.compile(
    r"(?:adjungerad|adj|gast|inbjuden|ahorare|foredragande|observator|utan rostratt|praktikant"
    r"|auskultant)\b.*"
)
_OFFICES = {
    "chairs": re.compile(
        r"(?:(?:motes|sammantrades|rads?|utskotts|namnd)?ordf(?:orande|oranden)?\.?|motesledare)(?: (?:for"
        r"|vid|pa) motet)?"
        r"(?: §.*)?"
    ),
    "secretaries": re.compile(
        r"(?:motes|namnd|protokolls|kommun|utskotts|styrelse|forvaltnings|rads?|vice )?sekr(?:eterare)?\.?"
        r"(?: (?:for|vid|pa) motet)?(?:/.{2,30})?|protokolls?forare|vid protokollet|antecknare|antecknade"
        r"|vid pennan|protokoll|minnesantecknare"
        r"|sekr\. vid motet|vid anteckningarna|protokollist|for(?:de|ing av)? (?:protokoll|anteckningar)"
    ),
    "approvers": re.compile(
        r"(?:protokolls?|motes)?juster(?:are|ingsperson|ingsman|ande|are av protokollet)|just\.?|att justera"
    ),
}


@dataclass(slots=True)
class Notes:
    """What stands beside a name, sorted."""

    organization: str = ""
    mode: str = "on_site"
    role: str = ""
    posts: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def office_of(text: str) -> str:
    folded = fold(text).strip().removeprefix("som ")
    return next((office for office, form in _OFFICES.items() if form.fullmatch(folded)), "")


def may_follow(after: str) -> bool:
    folded = fold(after).strip(" -–")
    return bool(
        _WHEN.fullmatch(folded)
        or _DIGITAL.fullmatch(folded)
        or _ABSENT.fullmatch(folded)
        or _SUBSTITUTE.fullmatch(folded)
        or _GUEST.fullmatch(folded)
        or office_of(folded)
        or is_post(folded)
        or _CLASS.fullmatch(after.strip(" -–").lower())
        or _PRESENT.fullmatch(folded)
        or _FROM.fullmatch(folded)
        or folded in {"x", "s", "m", "v", "c", "l"}
    )


def sort_note(word: str, notes: Notes, names: Names, is_part: bool) -> bool:
    """Put a word where it belongs; return False if it shows that the line is no person."""
    folded = fold(word).strip(" .-–")
    if not folded:
        notes.mode = "absent" if word.strip() in {"-", "–"} else notes.mode
    elif _CLASS.fullmatch(word.strip(" .-–").lower()) and not notes.organization:
        notes.organization = word
    elif office := office_of(word):
        notes.offices.append(office)
        notes.posts.append(word)
    elif _DIGITAL.fullmatch(folded):
        notes.mode = "digital"
        if _WHEN.fullmatch(folded):
            notes.rest.append(word)
    elif _ABSENT.fullmatch(folded):
        notes.mode = "absent"
    elif _SUBSTITUTE.fullmatch(folded):
        notes.role = "substitute"
        if " " in word:
            notes.rest.append(word)
    elif _GUEST.fullmatch(folded):
        notes.role = "guest"
        if " " in word:
            notes.rest.append(word)
    elif _WHEN.fullmatch(folded):
        notes.rest.append(word)
    elif _PRESENT.fullmatch(folded):
        pass
    elif is_post(word) and not names.is_organization(word):
        notes.posts.append(word)
    else:
        return _sort_organization(word, notes, names, is_part)
    return True


def _sort_organization(word: str, notes: Notes, names: Names, is_part: bool) -> bool:
    if notes.organization and not names.is_organization(word):
        notes.rest.append(word)
    elif notes.organization:
        notes.rest.append(notes.organization)
        notes.organization = word
    elif len(word) > MAX_NAME or word[-1] in "?!" or len(word.split()) > 7:
        return False
    else:
        notes.organization = word
    return True
