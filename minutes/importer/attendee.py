"""One person of an attendance list: name, organisation or party, post, and how they took part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.names import (
    MAX_NAME,
    Names,
    is_name_word,
    is_post,
    looks_like_name,
    split_tail,
    take_name,
    take_title,
)
from minutes.importer.records import ParsedAttendance

_BRACKETS = re.compile(r"\s*\(([^()]*)\)?")
_ADDRESS = re.compile(r"<?[\w.+-]{1,60}@[\w.-]{1,60}>?|(?<!\d)(?:\+46|0)\d{1,3}[\d -]{6,12}(?!\d)")
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
    r"|tjanstledig|uteblev|tjanstledig|sjukskriven)\.?"
)
_PRESENT = re.compile(
    r"(?:narv(?:arande)?|ja|pa plats|fysiskt|x|deltar|deltog|ordinarie|ledamot|beslutande|tjanstgorande)\.?"
)
_WHEN = re.compile(
    r".*(?:§|\bkl\b|\bpunkt|\bp\.? ?\d|\bfr\.? ?o\.? ?m|\bt\.? ?o\.? ?m|\bfran (?:och|punkt|kl|\d)"
    r"|\btill (?:och|kl|punkt|\d)"
    r"|\bdel av|\blamna(?:r|de)|\banlan|\bansl(?:ut|ot)|\bgick\b|\bkom\b|\bej vid\b|\bunder\b|\bfore\b"
    r"|\befter\b"
    r"|\d[.:]\d\d|\barende|\bfram till|\bendast).*|\d[\d ,.–-]*(?:[a-z]\)?)?"
)
_SUBSTITUTE = re.compile(
    r"(?:(?:ej |icke |inte )?tj(?:anst)?g\w*\.? )?(?:ersattare|suppleant|suppl|ers)\b.*"
    r"|(?:i stallet )?for [a-z].*|tjg\b.*|ersatter .*"
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
_DASH = re.compile(r"\s+[–—-]\s+|\t+|\s+[–—-](?=[A-ZÅÄÖ])|(?<=[a-zåäö])[–—]\s+")
_LEADING = re.compile(r"(?:[*•☒☐✓✔]|\[[xX ]?\]|\d{1,2}[.)])\s*")
_TRAILING = re.compile(r"\s+[xX✓✔]$|[*]+$")
_ROLE = re.compile(r"[a-zåäö](?:na|an|en|ern|or|are|et|chef|ist|log|ant|ör)$|^(?:Fru|Herr|Dr|Mag|Syster)\.?$")
_OF_ANOTHER = {
    "för",
    "ersätter",
    "åt",
    "av",
    "och",
    "samt",
    "med",
    "till",
    "från",
    "ersättare",
    "von",
    "af",
    "de",
    "efter",
}
_FOR = re.compile(r"\bför\s+(?:[^\W\d_][\w.-]*\s*){1,5}(?:\([^()]*\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attendee:
    record: ParsedAttendance
    offices: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()  # words that no field takes


@dataclass(slots=True)
class _Notes:
    """What stands beside a name, sorted."""

    organization: str = ""
    mode: str = "on_site"
    role: str = ""
    posts: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def office_of(text: str) -> str:
    folded = fold(text).strip()
    return next((office for office, form in _OFFICES.items() if form.fullmatch(folded)), "")


def read_attendee(text: str, names: Names, least: int = 2) -> Attendee | None:
    """Read "Titel Namn (parti), Organisation (digitalt) §§ 3–4"; None when no name begins it."""
    if len(text) > 3 * MAX_NAME or text.rstrip()[-1:] in {":", "?", "!"}:
        return None
    plain, brackets = _without_brackets(_ADDRESS.sub("", text))
    plain = _TRAILING.sub("", _LEADING.sub("", plain.strip(" .,;"))).strip(" .,;")
    if "," not in plain or _DASH.search(plain.split(",")[0]):
        plain = _DASH.sub(", ", plain, count=1)
    first, *others = [_TRAILING.sub("", part.strip()) for part in plain.split(",")]
    first, others = _turned(first, others, names)
    title, first = take_title(first)
    if not title:
        title, first = _take_role(first)
    person = split_tail(first, names)
    name, after = (person.name, "") if looks_like_name(person.name, least) else take_name(first)
    if after and not title and len(name.split()) < 2 and (last := _name_last(first))[1]:
        (title, name), after = last, ""
    if not looks_like_name(name, least) or (after and not _may_follow(after)):
        return None
    notes = _Notes(organization=person.organization if not after else "")
    for word in filter(None, [title, after, *others, *brackets]):
        if not _sort(word, notes, names, word in others):
            return None
    return _attendee(name, notes)


def _turned(first: str, others: list[str], names: Names) -> tuple[str, list[str]]:
    """Put the name first in "Ek, Anna" and in "Ekby kommun, Anna Ek"."""
    if not others:
        return first, others
    second = others[0]
    if " " not in first + second and is_given(second) and not is_given(first) and is_name_word(first):
        return f"{second} {first}", others[1:]
    turned = names.is_organization(first) or not looks_like_name(first)
    if turned and looks_like_name(second) and is_given(second.split()[0]) and not take_title(first)[0]:
        return second, [first, *others[1:]]
    return first, others


def _take_role(text: str) -> tuple[str, str]:
    """Part "Eleverna Gun Rask" where the first word is no name but a role."""
    words = text.split(" ")
    if len(words) > 2 and _ROLE.search(words[0]) and not is_given(words[0]) and is_given(words[1]):
        return words[0], " ".join(words[1:])
    return "", text


def _name_last(text: str) -> tuple[str, str]:
    """Part "Idas pappa Roger Sten" into who it is and the name."""
    words = text.split(" ")
    for count in (3, 2):
        tail = " ".join(words[-count:])
        if count < len(words) <= count + 3 and is_given(words[-count]) and looks_like_name(tail):
            return " ".join(words[:-count]), tail
    return "", ""


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """Part off what stands in brackets; "för Bo Alm (S)" names somebody else, and keeps its own."""
    text = _FOR.sub(lambda match: match[0].replace("(", "‹").replace(")", "›"), text)
    notes = [note.strip() for match in _BRACKETS.findall(text) for note in re.split(r"[,;]", match)]
    back = str.maketrans("‹›", "()")
    return _BRACKETS.sub("", text).translate(back), [note.translate(back) for note in notes]


def _may_follow(after: str) -> bool:
    folded = fold(after).strip(" -–")
    return bool(
        _WHEN.fullmatch(folded)
        or _DIGITAL.fullmatch(folded)
        or _ABSENT.fullmatch(folded)
        or _SUBSTITUTE.fullmatch(folded)
        or _GUEST.fullmatch(folded)
        or office_of(folded)
        or is_post(folded)
        or folded in {"x", "s", "m", "v", "c", "l"}
    )


def _sort(word: str, notes: _Notes, names: Names, is_part: bool) -> bool:
    """Put a word where it belongs; return False if it shows that the line is no person."""
    folded = fold(word).strip(" .-–")
    if office := office_of(word):
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


def _sort_organization(word: str, notes: _Notes, names: Names, is_part: bool) -> bool:
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


def _attendee(name: str, notes: _Notes) -> Attendee:
    record = ParsedAttendance(
        name=name,
        organization=notes.organization,
        mode=notes.mode,
        role=notes.role or "member",
        post=", ".join(notes.posts),
    )
    return Attendee(record, tuple(notes.offices), tuple(notes.rest))


def unglue(text: str) -> list[str]:
    """Part persons that a lost column left on one line: "Anna Ek (S), ordförande Bo Alm (M)"."""
    words = text.split(" ")
    starts = [0]
    for at in range(2, len(words) - 1):
        if is_name_word(words[starts[-1] + 1].rstrip(",;")) and _begins_a_person(words, at):
            starts.append(at)
    return [" ".join(words[start:stop]) for start, stop in zip(starts, [*starts[1:], None], strict=True)]


def _begins_a_person(words: Sequence[str], at: int) -> bool:
    before, word, after = words[at - 1], words[at], words[at + 1]
    if not (is_name_word(word) and after[:1].isupper() and words[0][:1].isupper()):
        return False
    if before[-1:] == ")":
        return is_given(word) or (at + 2 < len(words) and words[at + 2].startswith("("))
    if before[-1:].isdigit() and after[-1:] == "," and is_name_word(after[:-1]):
        return True
    told = before[:1].islower() or before[-1:].isdigit()
    return told and is_given(word) and before not in _OF_ANOTHER and before[-1:] not in ",;:"


def read_people_list(text: str, names: Names) -> tuple[list[Attendee], list[str]]:
    """Read "A (digitalt), B, ordförande, C och D, Region X"; return the persons and what is left over.

    An organisation belongs to the names before it that have none; a title to the last name.
    """
    found: list[Attendee] = []
    left: list[str] = []
    waiting = 0
    pieces = (
        _pieces("; ".join(glued) if ";" in text else ", ".join(glued))
        if len(glued := unglue(text)) > 1
        else _pieces(text)
    )
    for at, (piece, is_joined) in enumerate(pieces):
        alone = " " not in piece.strip() and not is_joined
        if found and names.is_organization(piece):
            found[waiting:] = [_with_organization(one, piece) for one in found[waiting:]]
            waiting = len(found)
        elif found and _is_note(piece, names):
            found[-1] = _with_note(found[-1], piece, names)
        elif found and alone and _is_place(piece, found[-1], pieces[at + 1 : at + 2]):
            found[-1] = _with_organization(found[-1], piece)
            waiting = len(found)
        elif attendee := read_attendee(piece, names, least=1):
            found.append(attendee)
        else:
            left.append(piece)
    return found, left


_SEGMENT = re.compile(r"(?:[^,;()]|\([^()]*\)?)+")
_AND = re.compile(r"\s(?:och|samt|&|/)\s")


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Part a list at commas and "och"; say of each piece whether "och" stood before it."""
    if ";" in text:  # "A, Organisation; B, Organisation"
        return [(part.strip(" .:"), False) for part in text.split(";") if part.strip(" .:")]
    pieces: list[tuple[str, bool]] = []
    for segment in _SEGMENT.findall(text):
        for at, part in enumerate(_AND.split(" " + segment)):
            if part.strip(" .:"):
                pieces.append((part.strip(" :").rstrip("."), bool(at)))
    return pieces


def _is_note(piece: str, names: Names) -> bool:
    return _may_follow(piece) and not looks_like_name(piece) and not looks_like_name(take_title(piece)[1])


def _is_place(piece: str, before: Attendee, after: Sequence[tuple[str, bool]]) -> bool:
    """Tell a lone word that is where somebody comes from ("Bo Ek, Kungälv") from a lone first name."""
    if " " not in before.record.name or before.record.organization or is_given(piece):
        return False
    return piece[:1].isupper() and not (after and " " not in after[0][0])


def _with_organization(one: Attendee, organization: str) -> Attendee:
    if one.record.organization:
        return one
    return replace(one, record=replace(one.record, organization=organization))


def _with_note(one: Attendee, note: str, names: Names) -> Attendee:
    notes = _Notes(one.record.organization, one.record.mode, one.record.role)
    notes.posts, notes.offices, notes.rest = (
        [one.record.post] * bool(one.record.post),
        [*one.offices],
        [*one.rest],
    )
    _sort(note, notes, names, True)
    return _attendee(one.record.name, notes)
