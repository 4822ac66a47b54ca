"""Who was there, told in sentences: "Närvarande var Anna Ek och Bo Alm. Cia Lind hade anmält förhinder."."""

import re

from minutes.importer.attendance import add_person
from minutes.importer.attendee import Attendee, read_people_list
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.given_names import is_given
from minutes.importer.lines import SourceLine
from minutes.importer.names import looks_like_name
from minutes.importer.wording import sentences

_MEETING = r"(?:motet|sammantradet|traffen|arsmotet|dagens mote|stamman)"
_FORMS = (
    (
        "member",
        re.compile(
            rf"(?:(?:i|vid|pa) {_MEETING} (?:deltog|narvarade|medverkade|deltar|var)(?: narvarande)?:?"
            rf"|(?:narvarande|deltagare|deltagande|pa plats|med)(?: (?:vid|pa|under|i) {_MEETING})?"
            r" (?:var|ar):?"
            r"|(?:medverkade|deltog|narvarade|deltar) gjorde:?"
            rf"|(?:foljande )?(?:deltog|narvarade|deltar)(?: (?:vid|pa|i) {_MEETING})?(?: gjorde)?:?"
            r"|vi som (?:var dar|deltog|var med)(?: var)?:?) (?P<who>.+)"
        ),
    ),
    (
        "absent",
        re.compile(
            r"(?:franvarande|forhindrade?|ej narvarande)(?: (?:var|ar))?:? (?P<who>.+)"
            r"|(?P<before>.+?) (?:hade|har) (?:anmalt|lamnat|meddelat) (?:forhinder|franvaro|aterbud)"
        ),
    ),
    (
        "guest",
        re.compile(r"(?:dessutom|aven|ocksa)(?: narvarade| deltog| medverkade)(?: var)?:? (?P<who>.+)"),
    ),
)
_LONGEST = 1500


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
        if not people:
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
        group = "who" if match["who"] else "before"
        found, left = read_people_list(sentence[slice(*match.span(group))].strip(" ."), draft.names)
        if found and not left and all(_is_surely_person(one) for one in found):
            return found, role
    return [], ""


def _is_surely_person(one: Attendee) -> bool:
    return looks_like_name(one.record.name) or is_given(one.record.name)
