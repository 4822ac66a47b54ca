"""What the register holds that a list of members may be about, asked for once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from participants.member_cells import fold
from participants.models import Body, Membership, Organization, Person, User
from participants.roles import people_written_about


@dataclass(frozen=True)
class Who:
    """Somebody in the register, by key, or somebody new, by the row that names the person first."""

    pk: int = 0
    row: int = 0


@dataclass(frozen=True)
class Role:
    """A role that the register has, or that a row gives."""

    body: Body
    role: str
    organization: Organization | None
    post: str
    start: dt.date | None
    end: dt.date | None
    pk: int = 0
    # The row of the file that gave it or changed it.
    row: int = 0

    @property
    def kind(self) -> tuple[Any, ...]:
        return self.body.pk, self.role, self.organization.pk if self.organization else None

    def overlaps(self, other: Role) -> bool:
        first, last = dt.date.min, dt.date.max
        return (self.start or first) <= (other.end or last) and (other.start or first) <= (self.end or last)

    def __str__(self) -> str:
        days = f"från {self.start}" if self.start else f"till {self.end}" if self.end else "tills vidare"
        if self.start and self.end:
            days = f"{self.start} – {self.end}"
        stands_for = f" för {self.organization}" if self.organization else ""
        return f"{Membership.Role(self.role).label} i {self.body.short_name}{stands_for} ({days})"


@dataclass
class Known:
    """A person of the register, with what tells namesakes apart."""

    name: str
    email: str
    names: set[str]
    roles: list[Role] = field(default_factory=list)
    organizations: set[int] = field(default_factory=set)

    def __str__(self) -> str:
        more = [str(role) for role in self.roles[:3]] + ([self.email] if self.email else [])
        return f"{self.name}: {', '.join(more)}" if more else f"{self.name}: inga uppdrag i dina grupper"


class Register:
    """The groups that the user writes for, the organisations, and the people whom the user keeps."""

    def __init__(self, user: User, names: Iterable[str], emails: Iterable[str]) -> None:
        self.bodies = list(Body.objects.written_by(user).prefetch_related("aliases"))
        self.organizations = list(Organization.objects.prefetch_related("aliases"))
        self.people: dict[int, Known] = {}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_email: dict[str, int] = {}
        wanted, addresses = set(names), {address for address in emails if address}
        self._load_people(user, wanted, addresses)
        accounts = User.objects.filter(email__in=addresses, person__isnull=False)
        self.elsewhere = set(accounts.values_list("email", flat=True)) - self.by_email.keys()
        self._load_roles()

    def _load_people(self, user: User, wanted: set[str], addresses: set[str]) -> None:
        rows = people_written_about(user).select_related("user").prefetch_related("aliases")
        for person in rows:
            names = {fold(person.name), *(fold(alias.name) for alias in person.aliases.all())}
            email = person.user.email if person.user else ""
            if not names & wanted and email not in addresses:
                continue
            self.people[person.pk] = Known(person.name, email, names)
            for name in names:
                self.by_name[name].append(person.pk)
            if email:
                self.by_email[email] = person.pk

    def _load_roles(self) -> None:
        bodies = {body.pk: body for body in self.bodies}
        organizations = {row.pk: row for row in self.organizations}
        rows = Membership.objects.filter(body__in=self.bodies, person__in=list(self.people))
        for row in rows.order_by("pk"):
            stands_for = organizations.get(row.on_behalf_of_id) if row.on_behalf_of_id else None
            person = self.people[row.person_id]
            period = row.start_date, row.end_date
            person.roles.append(Role(bodies[row.body_id], row.role, stands_for, row.post, *period, pk=row.pk))
        sat = Person.objects.filter(attendances__meeting__body__in=self.bodies)
        for pk, organization in sat.values_list("pk", "attendances__organization_id").distinct():
            if pk in self.people and organization:
                self.people[pk].organizations.add(organization)
        for person in self.people.values():
            person.organizations |= {role.organization.pk for role in person.roles if role.organization}
