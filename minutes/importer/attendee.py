"""One person of an attendance list: name, organisation or party, post, and how they took part."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from minutes.importer.given_names import is_given
from minutes.importer.glued import unglue
from minutes.importer.names import (
    DASH,
    MAX_NAME,
    Names,
    drop_nickname,
    is_name_word,
    is_post_word,
    looks_like_name,
    split_tail,
    take_name,
    take_title,
)
from minutes.importer.notes import Notes, may_follow, sort_note
from minutes.importer.notes import office_of as office_of
from minutes.importer.places import is_municipality
from minutes.importer.records import ParsedAttendance

_BRACKETS = re.compile(r"\s*\(([^()]*)\)?")
_ADDRESS = re.compile(r"<?[\w.+-]{1,60}@[\w.-]{1,60}>?|(?<!\d)(?:\+46|0)\d{1,3}[\d -]{6,12}(?!\d)")
_RANK = re.compile(r"[A-ZÅÄÖa-zåäö][a-zåäö]{1,7}\. (?=[A-ZÅÄÖ])")
_AND_OTHERS = re.compile(r"\s+(?:m\.? ?fl\.?|med flera|o\.? ?a\.?)(?=$|[,;])")
_DASH = re.compile(r"\s+[–—-]\s+|\t+|\s+[–—-](?=[A-ZÅÄÖ])|(?<=[a-zåäö])[–—]\s+")
_LEADING = re.compile(r"(?:[*•☒☐✓✔]|\[[xX ]?\]|\d{1,2}[.)])\s*")
_TRAILING = re.compile(r"(?:\s+|(?<=\)))[xX✓✔]$|[*]+$")
_ROLE = re.compile(r"[a-zåäö](?:na|an|en|ern|or|are|et|chef|ist|log|ant|ör)$|^(?:Fru|Herr|Dr|Mag|Syster)\.?$")
_MOST_TITLE = 7  # words, such as "Ledamot för frågor om arbetslivet"
_FOR = re.compile(r"\bför\s+(?:[^\W\d_][\w.-]*\s*){1,5}(?:\([^()]*\))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attendee:
    record: ParsedAttendance
    offices: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()  # words that no field takes


def read_attendee(text: str, names: Names, least: int = 2) -> Attendee | None:
    """Read "Titel Namn (parti), Organisation (digitalt) §§ 3–4"; None when no name begins it."""
    if len(text) > 3 * MAX_NAME or text.rstrip()[-1:] in {":", "?", "!"}:
        return None
    plain, brackets = _without_brackets(_TRAILING.sub("", _AND_OTHERS.sub("", _ADDRESS.sub("", text))))
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
    if not looks_like_name(name, least) or (after and not may_follow(after)):
        return None
    notes = Notes(organization=person.organization if not after else "")
    for word in filter(None, [title, after, *others, *brackets]):
        if not sort_note(word, notes, names, word in others):
            return None
    whole = drop_nickname(name)
    if whole != name:
        notes.rest.append(name.removeprefix(whole).strip())
    return _attendee(whole, notes)


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
    if (rank := _RANK.match(text)) and len(words) > 1 and is_given(words[1]):
        return rank[0].strip(), text[rank.end() :]
    if len(words) > 2 and _ROLE.search(words[0]) and not is_given(words[0]) and is_given(words[1]):
        return words[0], " ".join(words[1:])
    return "", text


def _name_last(text: str) -> tuple[str, str]:
    """Part "Idas pappa Roger Sten" into who it is and the name."""
    words = text.split(" ")
    for count in (3, 2):
        tail = " ".join(words[-count:])
        most = count + (_MOST_TITLE if is_post_word(words[0]) else 3)
        if count < len(words) <= most and is_given(words[-count]) and looks_like_name(tail):
            return " ".join(words[:-count]), tail
    return "", ""


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """Part off what stands in brackets; "för Bo Alm (S)" names somebody else, and keeps its own."""
    text = _FOR.sub(lambda match: match[0].replace("(", "⟨").replace(")", "⟩"), text)
    notes = [note.strip() for match in _BRACKETS.findall(text) for note in re.split(r"[,;]", match)]
    back = str.maketrans("⟨⟩", "()")
    return _BRACKETS.sub("", text).translate(back), [note.translate(back) for note in notes]


def _attendee(name: str, notes: Notes) -> Attendee:
    record = ParsedAttendance(
        name=name,
        organization=notes.organization,
        mode=notes.mode,
        role=notes.role or "member",
        post=", ".join(notes.posts),
    )
    return Attendee(record, tuple(notes.offices), tuple(notes.rest))


def read_people_list(text: str, names: Names) -> tuple[list[Attendee], list[str]]:
    """Read "A (digitalt), B, ordförande, C och D, Region X"; return the persons and what is left over.

    An organisation belongs to the names before it that have none; a title to the last name.
    """
    found: list[Attendee] = []
    left: list[str] = []
    waiting = 0
    pieces = _glued_pieces(text)
    for at, (piece, is_joined) in enumerate(pieces):
        plain, brackets = _without_brackets(piece)
        alone = " " not in plain.strip() and not is_joined
        if found and names.is_organization(plain):
            found[waiting:] = [_with_organization(one, plain) for one in found[waiting:]]
            waiting = len(found)
        elif found and _is_note(plain):
            found[-1] = _with_note(found[-1], plain, names)
        elif found and not is_joined and _is_of_a_place(plain, found[-1]):
            found[-1] = _with_organization(found[-1], plain)
        elif found and alone and _is_place(plain, found[-1], pieces[at + 1 : at + 2]):
            found[-1] = _with_organization(found[-1], plain)
            waiting = len(found)
        elif attendee := read_attendee(piece, names, least=1):
            if is_joined and found:
                found[-1] = _of_one_family(found[-1], attendee)
            found.append(attendee)
            continue
        else:
            left.append(piece)
            continue
        for note in filter(None, brackets):
            found[-1] = _with_note(found[-1], note, names)
    return found, left


_SEGMENT = re.compile(r"(?:[^,;()]|\([^()]*\)?)+")
_AND = re.compile(r"(?<!-)\s+(?:och|samt|&|/|\+|[•·|])\s+|(?<=\d[a-h])\s+(?=[A-ZÅÄÖ])")
_SLASH = re.compile(r"(?<=[a-zåäö])/(?=[A-ZÅÄÖ][\w-]{1,30} [A-ZÅÄÖ]\w)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BLANK = "\ue000"  # a private character, which no line has


def _glued_pieces(text: str) -> list[tuple[str, bool]]:
    text = _SLASH.sub(", ", text)
    glued = unglue(text)
    if len(glued) > 1:
        return pieces_of("; ".join(glued) if ";" in text else ", ".join(glued))
    parts = DASH.split(text)
    if len(parts) > 2 and "," not in text and all(looks_like_name(part.strip()) for part in parts):
        return [(part.strip(), False) for part in parts]
    return pieces_of(text)


def pieces_of(text: str) -> list[tuple[str, bool]]:
    """Part a list at commas and "och"; say of each piece whether "och" stood before it."""
    if ";" in text:  # "A, Organisation; B, Organisation"
        return [(part.strip(" .:"), False) for part in text.split(";") if part.strip(" .:")]
    pieces: list[tuple[str, bool]] = []
    for segment in _SEGMENT.findall(text):
        whole = _IN_BRACKETS.sub(lambda match: match[0].replace(" ", _BLANK), segment)
        for at, part in enumerate(_AND.split(" " + whole)):
            if part.strip(" .:"):
                pieces.append((part.strip(" :").rstrip(".").replace(_BLANK, " "), bool(at)))
    return pieces


def _is_note(plain: str) -> bool:
    """Tell a note ("§§ 3–4", "ordförande") from a person with one behind the name ("Anna Ek, ordförande")."""
    if not may_follow(plain) or looks_like_name(plain):
        return False
    name = take_name(take_title(plain)[1])[0]
    return not (looks_like_name(name) or (name and is_given(name)))


def _is_place(piece: str, before: Attendee, after: Sequence[tuple[str, bool]]) -> bool:
    """Tell a lone word that is where somebody comes from ("Bo Ek, Kungälv") from a lone first name."""
    if " " not in before.record.name or before.record.organization or is_given(piece):
        return False
    return piece[:1].isupper() and not (after and " " not in after[0][0])


def _is_of_a_place(plain: str, before: Attendee) -> bool:
    """Tell where somebody comes from, "Anna Ek, Ekby Handel" or "Norra länets Bokvänner", from a person."""
    first, _, rest = plain.partition(" ")
    if not rest or before.record.organization or is_given(first) or not looks_like_name(before.record.name):
        return False
    return first[:1].isupper() and (is_municipality(first) or (len(first) > 6 and first[-1] == "s"))


def _of_one_family(one: Attendee, other: Attendee) -> Attendee:
    """Give the first of "Anna och Bo Ek" the surname too."""
    first, (given, _, surname) = one.record.name, other.record.name.partition(" ")
    if " " in first or not surname or is_given(surname) or not is_given(first) or not is_given(given):
        return one
    return replace(one, record=replace(one.record, name=f"{first} {surname}"))


def _with_organization(one: Attendee, organization: str) -> Attendee:
    if one.record.organization:
        return one
    return replace(one, record=replace(one.record, organization=organization))


def _with_note(one: Attendee, note: str, names: Names) -> Attendee:
    notes = Notes(one.record.organization, one.record.mode, one.record.role)
    notes.posts, notes.offices, notes.rest = (
        [one.record.post] * bool(one.record.post),
        [*one.offices],
        [*one.rest],
    )
    sort_note(note, notes, names, True)
    return _attendee(one.record.name, notes)
