"""Whom the names of a document under review mean: the register, and what the secretary chose instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from minutes.importer.likeness import key
from minutes.importer.records import Named, ParsedAttendance, ParsedMeeting
from minutes.importer.register import Match, Register
from participants.models import Organization, Person, User
from participants.roles import people_written_about

NEW = "new"
CANDIDATES, ALIKE = 6, 55


def name_key(name: str, organization: str = "") -> str:
    """Return the key by which a choice about a written name is kept."""
    return f"{key(name)}|{key(organization)}"


def everybody(record: ParsedMeeting) -> Iterable[Named | ParsedAttendance]:
    """Return all whom the record names by full name or with organisation, in the order of the document."""
    yield from record.attendance
    for rows in (record.chairs, record.secretaries, record.approvers):
        yield from rows
    for item in record.items:
        yield from item.presenters


@dataclass
class Settled(Register):
    """The register as the secretary has settled it for one document.

    A likeness counts only among the people whom the secretary knows: others' names are not given away.
    The same name still is the same person, whichever group met that person first.
    """

    own: frozenset[int] = frozenset()
    # (key of the name, organisation or None) -> the person chosen; None: somebody new
    settled: dict[tuple[str, int | None], Person | None] = field(default_factory=dict)

    @classmethod
    def load_for(cls, user: User, chosen: dict[str, str]) -> Settled:
        register = cls.load()
        assert isinstance(register, Settled)
        register.own = frozenset(people_written_about(user).values_list("pk", flat=True))
        register.people = [known for known in register.people if known.person.pk in register.own]
        people = {str(known.person.pk): known.person for known in register.people}
        for written, choice in chosen.items():
            if choice == NEW or choice in people:
                register._settle(written, people.get(choice))
        return register

    def _settle(self, written: str, person: Person | None) -> None:
        name, _, organization = written.partition("|")
        known = self.organization(organization)
        self.settled[name, known.pk if known else None] = person
        self.settled.setdefault((name, None), person)

    def add_person(self, person: Person, organizations: set[int]) -> None:
        super().add_person(person, organizations)
        for place in [(key(person.name), pk) for pk in (*organizations, None)]:
            if place in self.settled and self.settled[place] is None:
                self.settled[place] = person

    def person(self, name: str, organization: Organization | None = None) -> Match | None:
        wanted = key(name)
        for place in [(wanted, organization.pk if organization else None), (wanted, None)]:
            if place in self.settled:
                person = self.settled[place]
                return Match(person, exact=person.name == name) if person else None
        return super().person(name, organization)

    def suggestion(self, name: str, organization: str) -> str:
        """Say in Swedish what the name is taken for, whatever the secretary chose."""
        match = Register.person(self, name, self.organization(organization))
        if match and match.person.pk in self.own:
            return "Finns i registret" if match.exact else f"Läses som {match.person.name}"
        if " " not in name.strip():
            return "Bara ett namn: läggs inte i registret"
        return "Ny person"

    def is_guess(self, name: str, organization: str) -> bool:
        match = Register.person(self, name, self.organization(organization))
        return match is not None and not match.exact and match.person.pk in self.own

    def candidates(self, name: str) -> list[tuple[str, str]]:
        """Return those of the register whose names are most like this one, as choices of a form."""
        names = [known.folded for known in self.people]
        hits = process.extract(
            key(name), names, scorer=fuzz.token_sort_ratio, limit=CANDIDATES, score_cutoff=ALIKE
        )
        found = {str(self.people[at].person.pk): self.people[at].person.name for _, _, at in hits}
        return [(pk, f"Samma som {known}") for pk, known in found.items()]
