"""Made-up rows for tests; each function fills in what the test does not care about."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from decisions.models import Action, Decision, Obligation
from minutes import guards
from minutes.approval import circulate
from minutes.approving import Login, approve
from minutes.models import AgendaItem, Approval, Attendance, Intake, Meeting, Officer
from minutes.reading import mark_read, parts_of
from participants.models import Body, Membership, Organization, Participation, Person, User

PASSWORD = "ett-långt-lösenord"


def make_organization(name: str = "Ekby kommun", **fields: Any) -> Organization:
    given = {"short_name": name.removesuffix(" kommun"), "kind": Organization.Kind.MUNICIPALITY, **fields}
    return Organization.objects.get_or_create(name=name, defaults=given)[0]


def make_body(prefix: str = "SG", **fields: Any) -> Body:
    given = {
        "name": f"Samrådsgruppen {prefix}",
        "short_name": f"Samråd {prefix}",
        "slug": prefix.lower(),
        **fields,
    }
    return Body.objects.get_or_create(number_prefix=prefix, defaults=given)[0]


def make_person(name: str = "Asta Ek", account: bool = False) -> Person:
    """Make a person, with an account at example.org and the password above if asked for."""
    person = Person.objects.create(name=name)
    if account:
        person.user = User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", PASSWORD)
        person.save()
    return person


def make_member(
    name: str,
    body: Body,
    role: str = Membership.Role.MEMBER,
    organization: Organization | None = None,
    **period: dt.date,
) -> Person:
    """Make a person with an account and a role in the group."""
    person = make_person(name, account=True)
    organization = organization or make_organization()
    Participation.objects.get_or_create(body=body, organization=organization)
    Membership.objects.create(person=person, body=body, role=role, on_behalf_of=organization, **period)
    return person


def account(person: Person) -> User:
    assert person.user is not None
    return person.user


def make_meeting(body: Body | None = None, status: str = Meeting.Status.IMPORTED, **fields: Any) -> Meeting:
    given = {"date": dt.date(2024, 3, 8), "place": "Ekby folkets hus", **fields}
    return Meeting.objects.create(body=body or make_body(), status=status, **given)


def make_item(meeting: Meeting, title: str = "Gemensam cykelplan", **fields: Any) -> AgendaItem:
    position = meeting.items.count() + 1
    return AgendaItem.objects.create(
        **{"meeting": meeting, "position": position, "number": str(position), "title": title, **fields}
    )


def make_decision(item: AgendaItem, text: str = "Gruppen antar cykelplanen.", **fields: Any) -> Decision:
    return Decision.objects.create(**{"item": item, "text": text, **fields})


def make_obligation(
    item: AgendaItem, organization: Organization, text: str = "Utse en kontaktperson."
) -> Obligation:
    action = Action.objects.create(item=item, text=text)
    return Obligation.objects.create(action=action, organization=organization)


def make_attendance(
    meeting: Meeting, person: Person, organization: Organization, **fields: Any
) -> Attendance:
    return Attendance.objects.create(meeting=meeting, person=person, organization=organization, **fields)


def make_approver(meeting: Meeting, person: Person) -> Officer:
    return Officer.objects.create(meeting=meeting, person=person, role=Officer.Role.APPROVER)


def make_original(meeting: Meeting, secretary: Person, text: str = "Minnesanteckningar") -> Intake:
    """Make the document that the meeting's minutes came from."""
    return Intake.objects.create(
        body=meeting.body,
        meeting=meeting,
        open_to_members=True,
        file_name="mars.txt",
        content=text.encode(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        status=Intake.Status.STORED,
        created_by=account(secretary),
    )


@contextmanager
def without_guards() -> Iterator[None]:
    """Stand where the database's owner does, who can take the triggers away."""
    _settled(guards.remove)
    yield
    _settled(guards.install)


def _settled(act: Callable[[BaseDatabaseWrapper], None]) -> None:
    if connection.vendor == "postgresql":  # it alters no table that has something left to check
        connection.check_constraints()
    act(connection)


def force_status(status: str) -> None:
    """Give all meetings a status, as whoever owns the database could."""
    with without_guards():
        Meeting.objects.update(status=status)


def fresh_login() -> Login:
    """Return a login of just now."""
    return Login(timezone.now())


def make_circulated(
    body: Body,
    secretary: Person,
    approver: Person,
    fill: Callable[[Meeting], object] = lambda meeting: None,
    is_read: bool = True,
    **fields: Any,
) -> Meeting:
    """Make a meeting with one decided item whose text lies before the justerare; `fill` adds to the draft."""
    meeting = make_meeting(body, status=Meeting.Status.DRAFT, **fields)
    make_decision(make_item(meeting, background="Tre kommuner har svarat."))
    make_approver(meeting, approver)
    fill(meeting)
    circulate(meeting, by=account(secretary))
    if is_read:
        read_all(meeting, approver)
    meeting.refresh_from_db()
    return meeting


def read_all(meeting: Meeting, *people: Person) -> None:
    """Let each have read the whole of the text that lies before them."""
    revision = meeting.revisions.latest("number")
    places = parts_of(bytes(revision.content))
    for person in people:
        mark_read(revision, person, places, places)


def read_and_approve(meeting: Meeting, by: User, digest: str, login: Login) -> Approval:
    """Approve as somebody who has marked all of the text as read."""
    person = Person.objects.filter(user=by).first()
    if person and meeting.revisions.exists():
        read_all(meeting, person)
    return approve(meeting, by, digest, login)


def make_sealed(
    body: Body,
    secretary: Person,
    approver: Person,
    fill: Callable[[Meeting], object] = lambda meeting: None,
    **fields: Any,
) -> Meeting:
    """Make a meeting whose minutes the justerare has approved."""
    meeting = make_circulated(body, secretary, approver, fill, **fields)
    approve(meeting, account(approver), meeting.revisions.latest("number").sha256, fresh_login())
    meeting.refresh_from_db()
    return meeting
