"""Who may say how an organisation does with what it owes and with what was decided, and how it is kept."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from decisions.models import Compliance, Decision, Obligation, Report
from participants.models import Membership, Organization, Person, User

Seat = tuple[int, int]


class Voice(Enum):
    """In which capacity somebody reports."""

    OWN = "for the own organisation"
    OTHER = "as the group's secretary, for another"


@dataclass(frozen=True)
class Said:
    """A report on an obligation, as the form took it."""

    status: str
    said_on: dt.date
    note: str = ""
    contact: Person | None = None
    contact_name: str = ""


@dataclass(frozen=True)
class Standing:
    """For whom somebody may speak today: (group, organisation), and the groups written for (None: all)."""

    seats: frozenset[Seat]
    written: frozenset[int] | None = frozenset()

    @property
    def organizations(self) -> set[int]:
        return {organization for _, organization in self.seats}

    def voice(self, body: int, organization: int) -> Voice | None:
        """Return how the user may report for the organisation in the group, or None for not at all."""
        if (body, organization) in self.seats:
            return Voice.OWN
        return Voice.OTHER if self.written is None or body in self.written else None


def standing(user: User) -> Standing:
    """Return for whom the user may speak today, in one query."""
    roles = list(
        Membership.objects.at().filter(person__user=user).values_list("body_id", "on_behalf_of_id", "role")
    )
    seats = frozenset((body, organization) for body, organization, _ in roles if organization)
    written = frozenset(body for body, _, role in roles if role == Membership.Role.SECRETARY)
    return Standing(seats, None if user.is_superuser else written)


def contacts(organization: Organization, body_id: int, current: Person | None) -> QuerySet[Person]:
    """Return whom the organisation can name: its people in the group today, and who is named already."""
    seated = Membership.objects.at().filter(on_behalf_of=organization, body=body_id)
    keys = [*seated.values_list("person_id", flat=True), *([current.pk] if current else [])]
    return Person.objects.filter(pk__in=keys)


@transaction.atomic
def report(obligation: Obligation, said: Said, by: User, how: Voice) -> bool:
    """Add a report, and let the obligation hold it; the same thing said twice a day is said once."""
    row = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    now = timezone.now()
    fields = {
        "status": said.status,
        "note": said.note,
        "contact": said.contact,
        "contact_name": said.contact.name if said.contact else said.contact_name,
        "said_on": said.said_on,
        "reported_by": by,
        "is_for_other": how is Voice.OTHER,
    }
    newest = row.reports.order_by("-reported_at", "-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in fields.items()):
        return False
    Report.objects.create(obligation=row, reported_at=now, **fields)
    row.status, row.note, row.contact = said.status, said.note, said.contact
    row.contact_name = "" if said.contact else said.contact_name
    row.reported_on, row.reported_by = timezone.localdate(now), by
    row.save(update_fields=["status", "note", "contact", "contact_name", "reported_on", "reported_by"])
    return True


def keep(obligation: Obligation, by: User) -> None:
    """Add what an obligation says now to its reports: it was written in the admin."""
    body_id = obligation.action.item.meeting.body_id
    how = standing(by).voice(body_id, obligation.organization_id)
    contact = obligation.contact
    Report.objects.create(
        obligation=obligation,
        status=obligation.status,
        note=obligation.note,
        contact=contact,
        contact_name=contact.name if contact else obligation.contact_name,
        said_on=obligation.reported_on or timezone.localdate(),
        reported_at=timezone.now(),
        reported_by=by,
        is_for_other=how is not Voice.OWN,
    )


@transaction.atomic
def report_compliance(
    decision: Decision,
    organization: Organization,
    status: str,
    note: str,
    noted_on: dt.date,
    by: User,
    how: Voice,
) -> bool:
    """Add a report of how the organisation follows the decision; the same thing twice is said once."""
    fields = {
        "status": status,
        "note": note,
        "noted_on": noted_on,
        "noted_by": by,
        "is_for_other": how is Voice.OTHER,
    }
    Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    newest = decision.compliance.filter(organization=organization).order_by("-noted_on", "-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in fields.items()):
        return False
    Compliance.objects.create(decision=decision, organization=organization, **fields)
    return True
