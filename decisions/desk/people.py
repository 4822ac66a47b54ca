"""Whom the names that a secretary types may mean: people of the group, and organisations that it knows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from minutes.importer.likeness import key, likeness
from minutes.models import Meeting
from participants.models import Membership, Organization, Person

_ALIKE = 80


@dataclass
class Register:
    """Those whom the group knows, by name."""

    memberships: list[Membership]
    people: dict[str, list[Person]] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)

    @classmethod
    def of(cls, meeting: Meeting, named: list[Person]) -> Register:
        """Load it in two queries; `named` are the people whom the meeting names already."""
        memberships = list(
            Membership.objects.filter(body=meeting.body_id)
            .select_related("person", "on_behalf_of")
            .order_by("person__sort_name", "pk")
        )
        found: dict[str, dict[int, Person]] = defaultdict(dict)
        for person in [*named, *(one.person for one in memberships)]:
            found[key(person.name)][person.pk] = person
        known = Organization.objects.filter(participations__body=meeting.body_id).distinct()
        organizations = {
            key(name): one
            for one in [*known, *(one.on_behalf_of for one in memberships if one.on_behalf_of)]
            for name in (one.name, one.short_name)
        }
        return cls(memberships, {name: list(rows.values()) for name, rows in found.items()}, organizations)

    @property
    def names(self) -> list[str]:
        return sorted({one.name for rows in self.people.values() for one in rows}, key=str.casefold)

    def person(self, name: str) -> Person | None:
        """Return the person of that name, or None if nobody of the group has it; two are an error."""
        rows = self.people.get(key(name), [])
        if len(rows) > 1:
            raise ValidationError(
                f"Två personer heter {name}. Välj rätt person på mötets vanliga sida, eller skriv "
                "mellannamn i personregistret."
            )
        return rows[0] if rows else None

    def organization(self, name: str) -> Organization:
        known = self.organizations.get(key(name))
        if known is not None:
            return known
        near = sorted(
            {
                one.short_name
                for words, one in self.organizations.items()
                if likeness(key(name), words) >= _ALIKE
            }
        )
        hint = f" Menar du {' eller '.join(near)}?" if near else " Skriv den som i organisationsregistret."
        raise ValidationError(f"Organisationen ”{name}” deltar inte i gruppen.{hint}")

    def held_on(self, meeting: Meeting) -> list[Membership]:
        """Return the roles that are held on the meeting's day."""
        day = meeting.date
        return [
            one
            for one in self.memberships
            if (one.start_date is None or one.start_date <= day)
            and (one.end_date is None or one.end_date >= day)
        ]
