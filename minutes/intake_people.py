"""Whom the names of a document under review mean: the register, and what the secretary chose instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from minutes.importer.likeness import key
from minutes.importer.records import Named, ParsedAttendance, ParsedMeeting
from minutes.importer.register import KnownName, Match, Register
from minutes.intake_choices import Choices
from participants.models import Organization, OrganizationAlias, Person, PersonAlias, User
from participants.roles import people_written_about

# The key of a name, and the organisation that it stands with: its number in the register, the key of one that
# is not there, or nothing.
Place = tuple[str, str]

NEW = "new"
NEW_PERSON = "Ny person"
CHOOSE = "Välj"
CANDIDATES, ALIKE = 6, 55
SHORTEST_ALIAS = 3
# Organisations that every group has its own of.
GENERAL_WORDS = """
kommun kommunen kommuner kommunerna region regionen regioner regionerna landsting landstinget landstingen
län länet länen länsstyrelsen förvaltning förvaltningen förvaltningarna förening föreningen föreningarna
förbund förbundet förbunden kommunförbundet kommunalförbundet regionförbundet styrelse styrelsen
kommunstyrelsen regionstyrelsen förbundsstyrelsen nämnd nämnden nämnderna kansli kansliet kommunkansliet
kommunledningen kommunledningskontoret kontor kontoret kontoren utskott utskottet arbetsutskottet
fullmäktige kommunfullmäktige regionfullmäktige stad staden städerna socialnämnden socialförvaltningen
socialtjänsten utbildningsnämnden utbildningsförvaltningen skolan sjukhuset sjukvården bolaget
bolagen företaget företagen myndigheten myndigheterna verket stiftelsen organisationen organisationerna
gruppen arbetsgruppen styrgruppen projektgruppen referensgruppen projektet sekretariatet ledningen
avdelningen enheten staben biblioteket museet högskolan universitetet polisen kyrkan församlingen facket
klubben rådet medlemmarna huvudmannen huvudmännen vårdcentralen räddningstjänsten
"""


_GENERAL = frozenset(map(key, GENERAL_WORDS.split()))


def name_key(name: str, organization: str = "") -> str:
    """Return the key by which a choice about a written name is kept."""
    return f"{key(name)}|{key(organization)}"


def is_general(organization: str) -> bool:
    """Tell whether the words name an organisation only to those who know which one they are of."""
    words = key(organization).split()
    return len("".join(words)) < SHORTEST_ALIAS or " ".join(words) in _GENERAL


def _is_spelt(known: str, written: str) -> bool:
    return known.casefold() == " ".join(written.split()).casefold()


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

    Its people are those whom the secretary knows: others' names are not given away, nor what their groups
    have learned to read. Of the others only who has the very name and organisation is the same person.
    """

    strangers: dict[str, list[KnownName]] = field(default_factory=dict)
    # Where a name stands -> the person chosen; None: somebody new
    settled: dict[Place, Person | None] = field(default_factory=dict)
    # Key of the name -> the places where the document has it with an organisation
    carried: dict[str, set[Place]] = field(default_factory=dict)
    # Key of the name -> the organisation chosen; None: a new one
    placed: dict[str, Organization | None] = field(default_factory=dict)

    @classmethod
    def load_for(cls, user: User, choices: Choices, record: ParsedMeeting) -> Settled:
        register = cls.load()
        assert isinstance(register, Settled)
        register._set_strangers_apart(set(people_written_about(user).values_list("pk", flat=True)))
        known = {str(row.pk): row for row in register.organizations.values()}
        for written, choice in choices.organizations.items():
            if choice == NEW or choice in known:
                register.placed[key(written)] = known.get(choice)
        for row, _ in everybody(record):
            if key(row.organization):
                place = register._place(key(row.name), row.organization)
                register.carried.setdefault(key(row.name), set()).add(place)
        people = {str(row.person.pk): row.person for row in register.people}
        for written, choice in choices.people.items():
            if choice == NEW or choice in people:
                name, _, organization = written.partition("|")
                register.settled[register._place(name, organization)] = people.get(choice)
        return register

    def _set_strangers_apart(self, own: set[int]) -> None:
        for known in self.people:
            if known.person.pk not in own and known.folded == key(known.person.name):
                self.strangers.setdefault(known.folded, []).append(known)
        self.people = [known for known in self.people if known.person.pk in own]
        self.by_name.clear()
        for known in self.people:
            self.by_name[known.folded].append(known)

    def _place(self, name: str, organization: str) -> Place:
        known = self.organization(organization)
        return name, str(known.pk) if known else key(organization)

    def _settled_at(self, name: str, organization: Organization | None) -> Place | None:
        """Return the place of the choice that decides for a name; namesakes are not decided for unasked.

        A name without an organisation is whoever was chosen for it first. A choice about it decides for an
        organisation only if no other one has the name in the document.
        """
        if organization is None:
            chosen = (place for place in self.settled if place[0] == name)
            return (name, "") if (name, "") in self.settled else next(chosen, None)
        # One that is new had no number when the choice was made.
        places = [(name, str(organization.pk)), (name, key(organization.name))]
        if self.carried.get(name, set()) <= set(places):
            places.append((name, ""))
        return next((place for place in places if place in self.settled), None)

    def add_person(self, person: Person, organizations: set[int]) -> None:
        super().add_person(person, organizations)
        if self.settled:
            known = (row for row in self.organizations.values() if row.pk in organizations)
            place = self._settled_at(key(person.name), next(known, None))
            if place and self.settled[place] is None:
                self.settled[place] = person

    def person(self, name: str, organization: Organization | None = None) -> Match | None:
        place = self._settled_at(key(name), organization)
        if place is None:
            return self._read(name, organization)
        person = self.settled[place]
        return Match(person, exact=person.name == name) if person else None

    def _read(self, name: str, organization: Organization | None) -> Match | None:
        """Return who a name means where nobody has chosen."""
        match = super().person(name, organization)
        if organization is None or (match and key(name) in self.by_name):
            return match
        same = {
            known.person.pk: known.person
            for known in self.strangers.get(key(name), [])
            if organization.pk in known.organizations and _is_spelt(known.person.name, name)
        }
        return Match(next(iter(same.values())), exact=True) if len(same) == 1 else match

    def organization(self, name: str) -> Organization | None:
        wanted = key(name)
        if wanted in self.placed:
            return self.placed[wanted] or self.organizations.get(wanted)
        return super().organization(name)

    # What the page says and offers, whatever was chosen.

    def suggestion(self, name: str, organization: str) -> str:
        """Say in Swedish what the name is taken for."""
        match = self._read(name, self.organization(organization))
        if match:
            return "Finns i registret" if match.exact else f"Läses som {match.person.name}"
        if " " not in name.strip():
            return "Bara ett namn: läggs inte i registret"
        return NEW_PERSON

    def people_choices(self, name: str, organization: str) -> list[tuple[str, str]]:
        """Return whom a name can be taken for: what it is read as, somebody new, those with a like name."""
        suggestion = self.suggestion(name, organization)
        new = NEW_PERSON if suggestion != NEW_PERSON else "Ny person, vem som än finns i registret"
        choices = [("", suggestion), (NEW, new)] if " " in name.strip() else [("", suggestion)]
        return choices + self.candidates(name)

    def is_guess(self, name: str, organization: str) -> bool:
        match = self._read(name, self.organization(organization))
        return match is not None and not match.exact

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
        if is_general(written):  # means another one in another group's documents
            continue
        if organization and written not in {organization.name, organization.short_name}:
            OrganizationAlias.objects.get_or_create(
                name=written[:200], defaults={"organization": organization}
            )
