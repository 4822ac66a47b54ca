"""Those who led, wrote or approve, and the next meeting: the labels that head and items have in common."""

import re
from collections.abc import Sequence

from minutes.importer.attendee import read_people_list
from minutes.importer.dates import find_moments
from minutes.importer.draft import Draft
from minutes.importer.folding import fold
from minutes.importer.labels import document_name, find_label
from minutes.importer.lines import SourceLine
from minutes.importer.names import looks_like_name, split_people, take_title
from minutes.importer.notes import office_of
from minutes.importer.present import add_person, is_surely_person, person_of
from minutes.importer.records import Named

_BESIDE = re.compile(r"[_.]{3,}|/(?=\w)|(?<=\w)/")
_MAX_BODY = 200


def read_people(kind: str, value: str, used: Sequence[SourceLine], draft: Draft) -> bool:
    """Take those who led, wrote or approve the minutes; words beside the names stay unplaced."""
    people, rest = split_people(_BESIDE.sub("", value), draft.names)
    rest += [person.name for person in people if not looks_like_name(person.name, least=1)]
    people = [person for person in people if looks_like_name(person.name, least=1)]
    people = [Named(name=take_title(person.name)[1], organization=person.organization) for person in people]
    if not people:
        return False
    draft.add_people(kind, people)
    draft.place_lines(used, f"head.{kind}")
    if kind == "secretaries" and not draft.document_name:
        label = find_label(used[0].text, used[0].folded)
        draft.document_name = document_name(fold(label.printed)) if label else ""
    for word in rest:
        if office := office_of(word):
            draft.add_people(office, people[-1:])
        else:
            draft.leave(used[0], word)
    return True


def read_offices(line: SourceLine, draft: Draft) -> bool:
    """Take those of "Ordf. Anna Ek, sekr. Bo Alm", where nothing else stands on the line.

    Three or more such, "kassör Cia Lind" among them, are who was there.
    """
    if len(line.text) > _MAX_BODY or person_of(line, draft.names) != line.text:
        return False
    found, left = read_people_list(line.text, draft.names)
    if left or not found or any(one.rest for one in found) or not any(one.offices for one in found):
        return False
    if len(found) > 2 and all(one.record.post and is_surely_person(one) for one in found):
        for one in found:
            add_person(one, "member", [line], draft)
        return True
    if not all(one.offices for one in found):
        return False
    for one in found:
        for office in one.offices:
            draft.add_people(office, [Named(name=one.record.name, organization=one.record.organization)])
            draft.place_lines([line], f"head.{office}")
    return True


def read_next_meeting(value: str, used: Sequence[SourceLine], draft: Draft) -> bool:
    moment = next(find_moments(value), None)
    if moment is None or draft.next_moment is not None or len(value) > _MAX_BODY:
        return False
    draft.next_moment = (moment, value)
    draft.place_lines(used, "head.next_meeting")
    return True
