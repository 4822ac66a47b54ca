"""Names in a meeting that is loaded as a whole: who is not in the register, and who is spelt two ways."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q

from decisions.desk.findings import Finding, choice_of, part_of
from minutes.importer.names import looks_like_name
from minutes.importer.register import Register
from minutes.importer.warnings import SPELT_TWICE, misspelt
from minutes.models import AgendaItem, Attendance, Meeting, Officer, Presenter
from participants.models import Membership, Organization, Person

_OFFICES: dict[str, str] = {
    Officer.Role.CHAIR: "chairs",
    Officer.Role.SECRETARY: "secretaries",
    Officer.Role.APPROVER: "approvers",
}


class _Named(NamedTuple):
    """A name and the field in which it stands; `person` is None for one that only the minutes know."""

    name: str
    person: Person | None
    part: str
    field: str
    organization: Organization | None = None


def _names(meeting: Meeting) -> Iterator[_Named]:
    for row in meeting.officers.all():
        yield _Named(row.display_name, row.person, "huvud", _OFFICES[row.role])
    for seen in meeting.attendances.all():
        yield _Named(seen.display_name, seen.person, "narvaro", choice_of(seen), seen.organization)
    for item in meeting.items.all():
        for one in item.presenters.all():
            yield _Named(one.display_name, one.person, part_of(item), "presenters")
        actions: Any = item.actions.all()
        for action in actions:
            name = action.responsible.name if action.responsible else action.responsible_text
            if looks_like_name(name):
                yield _Named(name, action.responsible, part_of(action), "responsible")


def of_register(meeting: Meeting) -> Iterator[Finding]:
    """Yield the names that no person of the register stands behind, once each."""
    unknown = {one.name: one for one in reversed(list(_names(meeting))) if one.person is None}
    if not unknown:
        return
    register = _register(meeting)
    for one in reversed(unknown.values()):
        match = register.person(one.name, one.organization)
        code, message = "unknown_person", f"{one.name} finns inte i registret bland gruppens personer."
        if match and match.exact:
            code, message = "person_not_chosen", f"{one.name} finns i registret. Välj personen där."
        elif match:
            code, message = "person_alike", f"”{one.name}” verkar vara {match.person.name} i registret."
        yield Finding(code=code, message=message, part=one.part, field=one.field, words=one.name)


def _register(meeting: Meeting) -> Register:
    """Return the people whom the group knows: other groups' people are none of its business."""
    body = meeting.body_id
    members = Membership.objects.filter(body=body)
    known = Q(pk__in=members.values("person_id"))
    for rows in (
        Attendance.objects.filter(meeting__body=body),
        Officer.objects.filter(meeting__body=body),
        Presenter.objects.filter(item__meeting__body=body),
    ):
        known |= Q(pk__in=rows.filter(person__isnull=False).values("person_id"))
    register = Register()
    for person_id, organization_id in members.values_list("person_id", "on_behalf_of_id"):
        register.note(person_id, organization_id)
    register.add_people(Person.objects.filter(known))
    return register


def of_spelling(meeting: Meeting) -> Iterator[Finding]:
    """Yield each name that is nearly, but not quite, that of somebody whom the meeting names."""
    named = list(_names(meeting))
    chosen = {one.name for one in named if one.person}
    places = [(one.part, one.field, one.name) for one in named if one.person is None]
    places += [(part, field, line) for part, field, text in _texts(meeting) for line in text.split("\n")]
    told: set[frozenset[str]] = set()
    people = {one.name for one in named}
    for at, printed, name in misspelt(people, [line for _, _, line in places]):
        pair = frozenset({printed, name})
        if pair in told or pair <= chosen:
            continue
        told.add(pair)
        part, field, _ = places[at]
        message = SPELT_TWICE.format(printed, name)
        yield Finding(code="name_spelt_twice", message=message, part=part, field=field, words=printed)


def _texts(meeting: Meeting) -> Iterator[tuple[str, str, str]]:
    for item in meeting.items.all():
        for name in AgendaItem.TEXTS:
            yield part_of(item), name, getattr(item, name)
        for rows in (item.decisions.all(), item.actions.all(), item.promises.all()):
            for row in rows:
                yield part_of(row), "text", row.text
