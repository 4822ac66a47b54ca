"""Names in one meeting's minutes, turned into rows of the register; whoever is missing is added."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from minutes.importer.collective import kinds_meant
from minutes.importer.likeness import key, less_damaged, likeness
from minutes.importer.records import Named, ParsedAttendance
from minutes.importer.register import Register
from minutes.models import Meeting
from participants.models import Body, Organization, Person, PersonAlias


@dataclass(slots=True)
class Who:
    """The register as one meeting of one group reads it.

    `present` are those a bare first name can mean, `met` those who have been named by name and organisation.
    """

    register: Register
    body: Body
    present: list[Person] = field(default_factory=list)
    met: dict[int, Person] = field(default_factory=dict)

    def organization(self, name: str) -> Organization | None:
        """Return the organisation that a name means; add one that is not in the register."""
        name = name.strip()
        if not key(name):
            return None
        known = self.register.organization(name)
        if known is None:
            known = Organization.objects.create(name=name[:200], short_name=name[:60], kind=_kind(name))
            self.register.add_organization(known)
        elif _is_guess(known.name, name) and not known.code:
            self.register.drop_organization(known)
            known.name = known.short_name = name[:60]
            known.save(update_fields=["name", "short_name"])
            self.register.add_organization(known)
        return known

    def person(self, name: str, organization: Organization | None) -> Person | None:
        """Return who a name means, added if need be; None for a first name that nobody present has."""
        match = self.register.person(name, organization)
        if match:
            self._respell(match.person, name)
            return match.person
        if " " not in name.strip():
            return self.register.among(name, self.present)
        person = Person.objects.create(name=name.strip()[:200])
        self.register.add_person(person, {organization.pk} if organization else set())
        return person

    def _respell(self, person: Person, name: str) -> None:
        """Take the better spelling of somebody whom only minutes have named; the other becomes an alias."""
        if not _is_guess(person.name, name) or person.memberships.exists():
            return
        if person.attendances.filter(meeting__status__in=Meeting.LOCKED).exists():
            return
        PersonAlias.objects.get_or_create(person=person, name=person.name)
        person.name = name
        person.save(update_fields=["name"])
        self.register.add_spelling(person, name)

    def named(self, row: Named | ParsedAttendance) -> dict[str, Any]:
        """Return the columns that say who: the person, and the name as written where it is another.

        Some lists name organisations alone ("Närvarande: Ekby kommun, Sambruk"): they become no persons.
        """
        if row.organization and key(row.name) == key(row.organization):
            return _columns(None, row.name)
        person = self.person(row.name, self.organization(row.organization))
        if person:
            self.met[person.pk] = person
        return _columns(person, row.name)

    def mentioned(self, name: str) -> dict[str, Any]:
        """Return the same for a name in running text, which adds nobody to the register."""
        return _columns(self.known(name), name)

    def known(self, name: str) -> Person | None:
        match = self.register.person(name)
        return match.person if match else self.register.among(name, self.present)

    def organizations(self, names: tuple[str, ...], date: dt.date) -> list[Organization]:
        """Return whom an action falls on: "respektive kommun" is each municipality of the group."""
        chosen = {row.pk: row for name in names for row in self._meant(name, date)}
        return list(chosen.values())

    def _meant(self, name: str, date: dt.date) -> list[Organization]:
        if kinds := kinds_meant(key(name)):
            return [row for row in self.register.seated(self.body, date) if row.kind in kinds]
        known = self.register.organization(name)
        return [known] if known else []


def _columns(person: Person | None, printed: str) -> dict[str, Any]:
    """Return who a row is about: somebody in the register or a name; and the name as it was printed."""
    differs = person is not None and person.name != printed
    return {
        "person_id": person.pk if person else None,
        "name": "" if person else printed[:200],
        "printed_name": printed[:200] if differs else "",
    }


def _is_guess(known: str, printed: str) -> bool:
    """Whether the known spelling lost letters that the printed one has."""
    return (
        known != printed
        and less_damaged(known, printed) == printed
        and likeness(key(known), key(printed)) >= 80
    )


def _kind(name: str) -> str:
    words = key(name).split()
    if "region" in words:
        return Organization.Kind.REGION
    return Organization.Kind.MUNICIPALITY if words[-1:] in (["kommun"], ["stad"]) else Organization.Kind.OTHER
