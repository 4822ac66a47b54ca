"""Who is expected at a new meeting: the group as it is that day, and the tasks as they were last time."""

from __future__ import annotations

from minutes.models import Attendance, Meeting, Officer
from participants.models import Membership

Role = Membership.Role
TASKS = {Officer.Role.CHAIR: Role.CHAIR, Officer.Role.SECRETARY: Role.SECRETARY}
# Who is expected by role alone, and which of somebody's roles says for whom and as what.
COMES = [Role.MEMBER, Role.CHAIR, Role.PREPARATORY, Role.SUBSTITUTE]
FIRST: list[str] = [*COMES, Role.SECRETARY, Role.APPROVER]


def expect(meeting: Meeting, last: Meeting | None) -> None:
    """Store who leads and writes the new meeting, and who is expected there, as far as it is known."""
    current = list(
        Membership.objects.at(meeting.date)
        .filter(body=meeting.body)
        .select_related("person", "on_behalf_of")
        .order_by("person__sort_name", "person_id", "pk")
    )
    Officer.objects.bulk_create(_officers(meeting, last, current))
    Attendance.objects.bulk_create(_attendance(meeting, last, current))


def _officers(meeting: Meeting, last: Meeting | None, current: list[Membership]) -> list[Officer]:
    """Return the chairs and the secretary of last time, without those whose task has ended since."""
    now = {(row.person_id, row.role) for row in current}
    ever = set(Membership.objects.filter(body=meeting.body).values_list("person_id", "role"))
    in_group, were_in_group = {person for person, _ in now}, {person for person, _ in ever}

    def goes_on(row: Officer) -> bool:
        if row.person_id is None:
            return True
        if (row.person_id, row.role) in ever:
            return (row.person_id, row.role) in now
        return row.person_id in in_group or row.person_id not in were_in_group

    before = [row for row in last.officers.all() if row.role in TASKS and goes_on(row)] if last else []
    rows = []
    for task, role in TASKS.items():
        same = [row for row in before if row.role == task]
        who = [(row.person_id, "" if row.person_id else row.name) for row in same]
        who = who or [(row.person_id, "") for row in current if row.role == role]
        rows += [
            Officer(meeting=meeting, role=task, person_id=person, name=name, position=position)
            for position, (person, name) in enumerate(dict.fromkeys(who))
        ]
    return rows


def _attendance(meeting: Meeting, last: Meeting | None, current: list[Membership]) -> list[Attendance]:
    """Return the group's members and substitutes, and of those present last time who still has a role."""
    absent = Attendance.Mode.ABSENT
    before = {row.person_id for row in last.attendances.all() if row.mode != absent} if last else set()
    seats: dict[int, Membership] = {}
    for row in sorted(current, key=lambda row: FIRST.index(row.role)):
        if row.role in COMES or row.person_id in before:
            seats.setdefault(row.person_id, row)
    ordered = sorted(seats.values(), key=_place)
    return [_expected(meeting, row, position) for position, row in enumerate(ordered, 1)]


def _place(row: Membership) -> tuple[bool, str, str]:
    organization = row.on_behalf_of
    return organization is None, organization.sort_name if organization else "", row.person.sort_name


def _expected(meeting: Meeting, seat: Membership, position: int) -> Attendance:
    is_substitute = seat.role == Role.SUBSTITUTE
    return Attendance(
        meeting=meeting,
        person=seat.person,
        organization=seat.on_behalf_of,
        post=seat.post,
        mode=Attendance.Mode.UNKNOWN,
        role=Attendance.Role.SUBSTITUTE if is_substitute else Attendance.Role.MEMBER,
        position=position,
    )
