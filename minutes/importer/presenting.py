"""Who presented an item where no label says it: a sentence, somebody's role, initials after the title."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from minutes.importer.dates import MONTHS
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.names import Names, is_name_word, is_post_word, looks_like_name, only_names
from minutes.importer.records import Named, ParsedAttendance, ParsedItem, ParsedMeeting
from minutes.importer.wording import sentences

_REPORT = (
    r"(?:(?:kort|muntlig|sammanfattande|allman|aktuell|ekonomisk|statistisk)\w* )?(?:\w*rapport"
    r"|\w*redogorelse|\w*information|\w*genomgang|\w*presentation|bakgrund|\w*lagesbild|oversikt|sammanfattning"
    r"|uppdatering|introduktion|aterkoppling|\w*redovisning|inblick)\w*"
)
_VERB = re.compile(
    r"\b(?:redogor|redogjorde|redogjort|informerar|informerade|presenterar(?! sig)|presenterade(?! sig)"
    r"|foredrar|foredrog|rapporterar|rapporterade|berattar|berattade|redovisar|redovisade|gar igenom"
    r"|gick igenom|gar genom|gick genom|(?:laser|laste) (?:upp|igenom)"
    r"|orienterar|orienterade|meddelar|meddelade|beskriver|beskrev|sammanfattar|sammanfattade"
    r"|visar(?! sig)|visade(?! sig)|demonstrerar|demonstrerade"
    r"|(?:ger|gav|lamnar|lamnade|holl|haller|avger|avgav)(?: oss| styrelsen| motet)? (?:en |ett )?"
    rf"{_REPORT})\b"
)
_BY = re.compile(
    r"\b(?:foredrogs|foredras|foredrags|redovisades|redovisas|presenterades|presenteras|rapporterades"
    r"|upplastes|upplases|framfordes|lamnades|ges|gavs)\b[^.;]{0,60}? av (?P<who>.{3,100})"
    r"|^(?:kort )?(?:\w*information|\w*rapport|redogorelse|\w*genomgang) (?:fran|av|genom) (?P<from>.{3,100})"
)
_FORMAL = re.compile(r"oppn|valkom|avslut|inledning\b|presentationsrunda")
_ANOTHER_DAY = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b|\b(?:tidigare|forra|foregaende|senaste)\b")
_TITLE_TELLS = re.compile(
    r"^\w*(?:information|rapport) fran |\b(?:rapporterar|informerar|redogor|redovisar|presenterar|berattar)\b"
)
_BEFORE = {
    "avgaende",
    "nyvalda",
    "tf",
    "vice",
    "v",
    "bitr",
    "forste",
    "andre",
    "hr",
    "mr",
    "mrs",
    "fru",
    "herr",
    "docent",
    "professor",
}
_BETWEEN = re.compile(r"[^.:;?]*")
_FINITE = re.compile(r"\b(?:att|som|har|hade|ar|var|ska|skulle|kan|vill|om|nar|inte|beslut\w*|foresl\w+)\b")
_NAME = re.compile(
    r"[A-ZÅÄÖÉ][^\W\d_]*(?:['’-][^\W\d_]+)*(?:\s(?:(?:von|van|af|av|de|der|la)\s)*"
    r"[A-ZÅÄÖÉ][^\W\d_]*(?:['’-][^\W\d_]+)*){0,3}"
)
_ROLE = re.compile(r"(?:[a-z-]+s )?(?P<role>[a-z-]{5,40}(?:en|an|n|aren|oren|et))")
_POST_BESIDE = re.compile(r"(?P<name>[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+){1,2}), (?P<post>[a-zåäö-]{5,40})[,. ]")
_IN_BRACKETS = re.compile(r"\s*\((?P<who>[^()]{2,60})\)\s*$")
_INITIALS = re.compile(r"[A-ZÅÄÖ][A-Za-zåäö]?[A-ZÅÄÖ]{1,2}")
_DASHED = re.compile(r"(?:\s+[–—-]|\s?/)\s+(?P<who>[A-ZÅÄÖ][\w .,&-]{2,60})$")
_BEGINS = 60  # a name further into its sentence is not the sentence's subject
_LONGEST = 500
_MOST = 6  # who presented one item; of more it is a discussion


def with_presenters(meeting: ParsedMeeting, in_head: Sequence[Named] = ()) -> ParsedMeeting:
    """Return the meeting with presenters for the items that no label gave any.

    Those whom the head names (`in_head`) presented the item of a meeting that had only one.
    """
    names = Names()
    people = [Named(name=one.name) for one in meeting.attendance if one.mode != "absent"]
    names.learn([*people, *meeting.chairs, *meeting.secretaries])
    roles = _roles(meeting)
    initials = _initials(meeting.attendance)
    items = tuple(_with_presenters(item, names, roles, initials) for item in meeting.items)
    if len(items) == 1 and not items[0].presenters:
        items = (replace(items[0], presenters=tuple(in_head)),)
    return replace(meeting, items=items)


def _with_presenters(
    item: ParsedItem, names: Names, roles: dict[str, str], initials: dict[str, str]
) -> ParsedItem:
    title, found = _after_title(item.title, names, initials)
    is_formal = bool(_FORMAL.search(fold(item.title)))
    for text in (item.title, item.background, item.discussion) if not is_formal else ():
        for start, end in sentences(text[:20000]):
            sentence = text[start:end].strip(" –-\n")
            in_title = text is item.title
            if len(sentence) <= _LONGEST and not (in_title and not _TITLE_TELLS.search(fold(sentence))):
                found += _tellers(sentence, names, roles, in_title)
    whole = {word for name in found if " " in name for word in name.split()}
    people = [name for name in dict.fromkeys(found) if name not in whole]
    known = {one.name for one in item.presenters}
    if not people or len(people) > _MOST or not known <= set(people) or len(people) == len(known):
        return item  # those whom a label names are enough
    return replace(item, title=title, presenters=tuple(Named(name=name) for name in people))


def _after_title(title: str, names: Names, initials: dict[str, str]) -> tuple[str, list[str]]:
    """Part a title from "(AE)", "(Anna)" or " – Anna Ek" at its end, if those present are known by it."""
    match = _IN_BRACKETS.search(title) or _DASHED.search(title)
    if match is None or not match.start():
        return title, []
    who = match["who"].strip()
    parts = [part.strip(" .") for part in re.split(r"[,/&+]|\boch\b", who)]
    if all(part in initials for part in parts):
        return title[: match.start()], [initials[part] for part in parts]
    people = only_names(who, names, known_only=True)
    return (title[: match.start()], [one.name for one in people]) if people else (title, [])


def _initials(attendance: Sequence[ParsedAttendance]) -> dict[str, str]:
    """Return who "AE" is: said in brackets beside the name, or the first letters of one name alone."""
    found: dict[str, str] = {}
    letters = {
        one.name: "".join(word[0] for word in re.split(r"[\s-]", one.name) if word) for one in attendance
    }
    short = {one.name: "".join(word[0] for word in one.name.split() if word) for one in attendance}
    often = Counter([*letters.values(), *(short[name] for name in short if short[name] != letters[name])])
    for one in attendance:
        said = [one.organization, *re.findall(r"\(?\b([A-ZÅÄÖ]{2,3})\b\)?", one.post)]
        found |= {
            word: one.name
            for word in said
            if _INITIALS.fullmatch(word) and word[0] == one.name[0] and len(word) < 4
        }
        for mine in {letters[one.name], short[one.name]}:
            if often[mine] == 1 and len(mine) > 1:
                found.setdefault(mine, one.name)
    return found


def _roles(meeting: ParsedMeeting) -> dict[str, str]:
    """Return who has which role, if only one has it: posts of the list, the chair, and "Bo Alm, kassör,"."""
    found: list[tuple[str, str]] = []
    for one in meeting.attendance:
        if one.mode != "absent":
            found += [(fold(post).strip(), one.name) for post in one.post.split(",") if post.strip()]
    found += [("ordforande", one.name) for one in meeting.chairs]
    found += [("sekreterare", one.name) for one in meeting.secretaries]
    for item in meeting.items:
        for match in _POST_BESIDE.finditer(item.background[:5000]):
            if is_post_word(match["post"]) and looks_like_name(match["name"]):
                found.append((fold(match["post"]), match["name"]))
    holders: dict[str, set[str]] = {}
    for post, name in found:
        holders.setdefault(post, set()).add(name)
    return {post: next(iter(people)) for post, people in holders.items() if len(people) == 1}


def _tellers(sentence: str, names: Names, roles: dict[str, str], in_title: bool) -> list[str]:
    """Return those who present: "Anna Ek, Ekby kommun, redogör", "Kassören rapporterar"."""
    folded = fold(sentence)
    if (by := _BY.search(folded)) and not _ANOTHER_DAY.search(folded):
        who = sentence[slice(*by.span("who" if by["who"] else "from"))]
        return [name for _, name in _names_at_start(who, names)]
    verb = _VERB.search(folded)
    if verb is None or verb.start() > 160:
        return []
    before = sentence[: verb.start()].rpartition(": ")[2].strip()
    role = _ROLE.fullmatch(fold(before))
    if role and (not in_title or len(sentence.split()) > 2 or sentence.endswith(".")):
        # "Ordföranden meddelar att" is how a meeting is led; a report is something else.
        leads = verb[0].startswith("meddela") or folded.startswith((" att", " om att"), verb.end())
        leads = leads and role["role"].startswith("ordforande")
        name = "" if leads else _holder(role["role"], roles)
        return [name] if name else []
    found = list(_names_at_start(before, names))
    if not found or not before:
        return []
    rest = before[found[-1][0] :]
    return [name for _, name in found] if not _FINITE.search(fold(rest)) and len(rest) < 90 else []


def _holder(role: str, roles: dict[str, str]) -> str:
    """Return who "kassören" is, where the list has a "kassör"."""
    found = {name for post, name in roles.items() if role.startswith(post) and len(role) - len(post) <= 2}
    return next(iter(found)) if len(found) == 1 else ""


def _names_at_start(text: str, names: Names) -> Iterator[tuple[int, str]]:
    """Yield the persons that begin the words, after a title at most: "Kassör Bo Alm och Anna Ek, Ekby"."""
    end = 0
    for match in _NAME.finditer(text[:200]):
        between = text[end : match.start()]
        words = match[0].split()
        if not end and (match.start() > _BEGINS or not _is_apposition(between)):
            return
        if end and not re.fullmatch(
            r"(?: \([\w, -]{1,30}\))?(?:,| och| samt| &|/)* *(?:[a-zåäö]+ )?", between
        ):
            return
        while (
            len(words) > 1
            and (_is_title(words[0].lower()) or is_given(words[1]))
            and not (is_given(words[0]) or names.knows(" ".join(words)))
        ):
            words = words[1:]
        name = " ".join(words).rstrip(".")
        if not _is_person(name, names):
            if end:
                return  # "…, Ekby kommun"
            if all(_is_title(word.lower()) for word in words):
                continue
            return
        end = match.end()
        yield end, name


def _is_apposition(words: str) -> bool:
    """Tell whether the words before a name say who it is: "Kassör", "Ordföranden i rådet för lindar, "."""
    every = words.split()
    return all(map(_is_title, every)) or (words.endswith(", ") and _is_title(every[0]))


def _is_title(word: str) -> bool:
    plain = fold(word).strip(".,")
    return not plain or is_post_word(plain) or plain in _BEFORE or (plain.endswith("s") and len(plain) > 5)


def _is_person(name: str, names: Names) -> bool:
    words = name.split()
    if not words or names.is_organization(name) or not all(map(is_name_word, (words[0], words[-1]))):
        return False
    if len(words) == 1:
        return names.knows(name) or is_given(name)
    return looks_like_name(name) and (is_given(words[0]) or names.knows(name) or names.knows(words[0]))
