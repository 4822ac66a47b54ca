"""Whom the names of a document under review mean: the register, and what the secretary chose instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from minutes.importer.likeness import key
from minutes.importer.records import Named, ParsedAttendance, ParsedMeeting
from minutes.importer.register import Match, Register
from minutes.intake_choices import Choices
from participants.models import Organization, OrganizationAlias, Person, PersonAlias, User
from participants.roles import people_written_about

NEW = "new"
CHOOSE = "Välj"
CANDIDATES, ALIKE = 6, 55


def name_key(name: str, organization: str = "") -> str:
    """Return the key by which a choice about a written name is kept."""
    return f"{key(name)}|{key(organization)}"


def everybody(record: ParsedMeeting) -> Iterator[tuple[Named | ParsedAttendance, str]]:
    """Yield all whom the record names, each with the path at which it does, in the order of the document."""
    for at, row in enumerate(record.attendance):
        yield row, f"attendance.{at}"
    for name in ("chairs", "secretaries", "approvers"):
        yield from ((row, f"head.{name}") for row in getattr(record, name))
    for at, item in enumerate(record.items):
        yield from ((row, f"items.{at}.presenters") for row in item.presenters)


@dataclass
class Settled(Register):
    """The register as the secretary has settled it for one document.

    A likeness counts only among the people whom the secretary knows: others' names are not given away.
    The same name still is the same person, whichever group met that person first.
    """

    own: frozenset[int] = frozenset()
    # (key of the name, organisation or None) -> the person chosen; None: somebody new
    settled: dict[tuple[str, int | None], Person | None] = field(default_factory=dict)
    # Key of the name -> the organisation chosen; None: a new one
    placed: dict[str, Organization | None] = field(default_factory=dict)

    @classmethod
    def load_for(cls, user: User, choices: Choices) -> Settled:
        register = cls.load()
        assert isinstance(register, Settled)
        register.own = frozenset(people_written_about(user).values_list("pk", flat=True))
        register.people = [known for known in register.people if known.person.pk in register.own]
        known = {str(row.pk): row for row in register.organizations.values()}
        for written, choice in choices.organizations.items():
            if choice == NEW or choice in known:
                register.placed[key(written)] = known.get(choice)
        people = {str(row.person.pk): row.person for row in register.people}
        for written, choice in choices.people.items():
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

    def organization(self, name: str) -> Organization | None:
        wanted = key(name)
        if wanted in self.placed:
            return self.placed[wanted] or self.organizations.get(wanted)
        return super().organization(name)

    # What the page says and offers, whatever was chosen.

    def suggestion(self, name: str, organization: str) -> str:
        """Say in Swedish what the name is taken for."""
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

    def is_in_doubt(self, organization: str) -> bool:
        """Tell whether the register knows no organisation by just this name."""
        return bool(key(organization)) and key(organization) not in self.organizations

    def organization_choices(self, name: str) -> list[tuple[str, str]]:
        """Return what an organisation in doubt can be taken for: what it is read as, a new one, any known."""
        guess = Register.organization(self, name)
        known = {str(row.pk): row.name for row in self.organizations.values()}
        others = sorted(known.items(), key=lambda row: row[1])
        return [
            ("", f"Läses som {guess.name}" if guess else CHOOSE),
            (NEW, "Ny organisation, läggs i registret"),
            *((pk, f"Samma som {other}") for pk, other in others),
        ]


def learn(record: ParsedMeeting, choices: Choices, register: Settled) -> None:
    """Keep the spellings that the secretary has said who they mean, so that they are known the next time."""
    people = {str(known.person.pk): known.person for known in register.people}
    for row, _ in everybody(record):
        person = people.get(choices.people.get(name_key(row.name, row.organization), ""))
        name = row.name.strip()
        if person and " " in name and name != person.name:
            PersonAlias.objects.get_or_create(person=person, name=name[:200])
    named = {row.organization.strip() for row, _ in everybody(record)}
    for written in sorted(named):
        organization = register.placed.get(key(written))
        if organization and written not in {organization.name, organization.short_name}:
            OrganizationAlias.objects.get_or_create(
                name=written[:200], defaults={"organization": organization}
            )
