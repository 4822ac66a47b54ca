"""Who was there, told in sentences: "Närvarande var Anna Ek och Bo Alm. Cia Lind hade anmält förhinder."."""

import re
from collections.abc import Sequence

from minutes.importer.attendee import Attendee, read_people_list
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.lines import SourceLine
from minutes.importer.names import is_post_word
from minutes.importer.present import add_person, is_surely_person
from minutes.importer.wording import sentences

_MEETING = r"(?:motet|sammantradet|traffen|arsmotet|dagens mote|stamman|arsstamman|styrelsemotet)"
_TOOK_PART = (
    r"(?:deltog|deltar|narvarade|narvarar|medverkade|medverkar|var med|(?:var|ar) (?:narvarande|pa plats))"
)
_DIGITALLY = r"(?:digitalt|(?:via|pa|over|genom) (?:lank|teams|zoom|skype|distans|telefon|video)\w*)"
# The first that fits says how they took part; "who" comes last, "before" first in the sentence.
_FORMS = (
    (
        "digital",
        re.compile(
            rf"(?P<before>.+?) {_TOOK_PART}(?: (?:i|vid|pa) {_MEETING})? {_DIGITALLY}"
            rf"|{_DIGITALLY} (?:deltog|medverkade|narvarade|deltar|var)(?: aven)?:? (?P<who>.+)"
        ),
    ),
    (
        "absent",
        re.compile(
            r"(?:franvarande|forhindrade?|ej narvarande|inte narvarande)(?: (?:var|ar))?:? (?P<who>.+)"
            r"|(?:forhinder|franvaro|aterbud) (?:hade|har|anmaldes|lamnades)"
            r"(?: (?:anmalts|lamnats|meddelats))?(?: av| fran)? (?P<then>.+)"
            r"|(?P<before>.+?) (?:(?:hade|har) (?:(?:anmalt|lamnat|meddelat) )?(?:forhinder|franvaro|aterbud)"
            r"|(?:anmalde|lamnade|meddelade) (?:forhinder|franvaro|aterbud)"
            rf"|(?:var|ar) (?:franvarande|forhindrade?|sjuka?|inte med|ej narvarande|inte narvarande)"
            r"|(?:anhaller|anholl) om (?:ledighet|befrielse)(?: fran .{3,150})?"
            rf"|kunde inte (?:delta|komma|vara med|narvara)|deltog (?:ej|inte)|saknades|uteblev)"
            rf"(?: (?:att delta|i|vid|pa|under|fran)(?: {_MEETING})?)?"
        ),
    ),
    (
        "guest",
        re.compile(
            r"(?:dessutom|aven|ocksa|som gast(?:er)?)(?: narvarade| deltog| medverkade)(?: var)?:?"
            r" (?P<who>.+)"
        ),
    ),
    (
        "member",
        re.compile(
            rf"(?:(?:i|vid|pa|under) {_MEETING} (?:deltog|narvarade|medverkade|deltar|var)(?: narvarande)?:?"
            rf"|(?:narvarande|deltagare|deltagande|pa plats|med)(?: (?:vid|pa|under|i) {_MEETING})?"
            r" (?:var|ar):?"
            r"|(?:medverkade|deltog|narvarade|deltar) gjorde:?"
            rf"|(?:foljande )?(?:deltog|narvarade|deltar)(?: (?:vid|pa|i) {_MEETING})?(?: gjorde)?:?"
            r"|fran [a-z][\w -]{2,40} (?:deltog|narvarade|medverkade|deltar|kom|var):?"
            r"|vi som (?:var dar|deltog|var med)(?: var)?:?) (?P<who>.+)"
            r"|(?:av|bland) [a-z][\w -]{2,40} (?:var|deltog|narvarade) (?P<some>.+?)"
            r"(?: (?:pa plats|med|narvarande))?"
            rf"|(?P<before>.+?) {_TOOK_PART}(?: (?:i|vid|pa|under) {_MEETING})?"
        ),
    ),
)
_TELLING = ("arvara", "deltog", "orhinder", "medverkade", "var med", "ledighet", "plats")
_REASON = re.compile(r"\b(?:ledighet|befrielse) från")  # more is said than who was away
_LONGEST = 1500


def tells(folded: str) -> bool:
    """Tell whether the text may say who was there: a quick look before the sentences are read."""
    return any(words in folded for words in _TELLING)


def _are_nicknames(found: Sequence[Attendee], draft: Draft) -> bool:
    """Tell whether two or more single words can be what people call each other: "Nix, Bobo och Kim"."""
    names = [one.record.name for one in found]
    return len(names) > 1 and all(
        " " not in name and len(name) > 1 and not is_post_word(name) and not draft.names.is_organization(name)
        for name in names
    )


def read_told(line: SourceLine, draft: Draft) -> bool:
    """Add those whom the sentences of the line name; return False when it tells of nobody."""
    if len(line.text) > _LONGEST:
        return False
    found = False
    left: list[str] = []
    for start, end in sentences(line.text):
        sentence = line.text[start:end].strip()
        people, role = _people(sentence, draft)
        for one in people:
            add_person(one, role, [line], draft)
        found = found or bool(people)
        if not people or _REASON.search(sentence):
            left.append(sentence)
    if found and left:
        draft.leave(line, " ".join(left))
    return found


def _people(sentence: str, draft: Draft) -> tuple[list[Attendee], str]:
    folded = fold(sentence).rstrip(" .")
    for role, form in _FORMS:
        match = form.fullmatch(folded)
        if match is None:
            continue
        group = next(name for name, words in match.groupdict().items() if words)
        found, left = read_people_list(sentence[slice(*match.span(group))].strip(" ."), draft.names)
        sure = bool(found) and all(is_surely_person(one) for one in found)
        if not left and (sure or (group == "before" and _are_nicknames(found, draft))):
            return found, role
    return [], ""
