"""Another justerare in the place of one who can't: a new revision, since the text names who approves it."""

from django.db import transaction
from django.db.models import QuerySet

from minutes import ledger, letters
from minutes.approval import circulate, recall
from minutes.ledger import Kind
from minutes.models import Meeting, Officer, Revision
from minutes.status import Refused, lock, require_secretary
from participants.models import Membership, Person, User


def candidates(meeting: Meeting) -> QuerySet[Person]:
    """Return who could step in: has an account and a role in the group today, and isn't named already."""
    named = meeting.officers.approving().filter(person__isnull=False).values("person_id")
    wrote = meeting.officers.filter(role=Officer.Role.SECRETARY, person__isnull=False).values("person_id")
    sits = Membership.objects.at().filter(body=meeting.body_id)
    people = Person.objects.filter(user__is_active=True, pk__in=sits.values("person_id"))
    return people.exclude(pk__in=named).exclude(pk__in=wrote).order_by("sort_name", "pk")


@transaction.atomic
def replace_approver(meeting: Meeting, by: User, officer: Officer, person: Person, reason: str) -> Revision:
    """Name another justerare of a circulated text; it goes out anew, and all approve the new revision."""
    require_secretary(meeting, by)
    meeting.status = lock(meeting).status
    if meeting.status != Meeting.Status.CIRCULATED:
        raise Refused("Protokollet väntar inte på justering. Ändra justerare i mötets formulär i stället.")
    row = meeting.officers.filter(pk=officer.pk, role=Officer.Role.APPROVER).select_related("person__user")
    left = row.first()
    if left is None:
        raise Refused("Den justeraren är redan utbytt. Läs in sidan på nytt.")
    if meeting.officers.filter(role=Officer.Role.APPROVER, person=person).exists():
        raise Refused(f"{person.name} är redan justerare för mötet.")
    before, name = left.person, left.display_name
    user = before.user if before else None
    recall(meeting, by, f"Justerare byts: {person.name} i stället för {name}. {reason}"[:500], tell=False)
    left.person, left.name, left.printed_name = person, "", ""
    left.save(update_fields=["person", "name", "printed_name"])
    facts = {
        "left": {"id": before.pk if before else 0, "name": name},
        "came": {"id": person.pk, "name": person.name},
        "by": str(by),
        "reason": reason,
    }
    entry = ledger.append(Kind.APPROVER, facts, meeting)
    letters.approver_replaced(meeting, user, person.name, reason, entry.number)
    return circulate(meeting, by)
