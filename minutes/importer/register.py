"""Whom a name in the minutes means: the register of people, organisations and groups, held in memory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from minutes.importer.likeness import key, likeness
from minutes.models import Attendance
from participants.models import Body, Membership, Organization, Participation, Person

# Measured on real names that OCR had damaged: below these figures many a hit is somebody else.
SURE, MARGIN, SAME_ORGANIZATION = 90, 6, 85
ALIKE_ORGANIZATION = 75
ALIKE_BODY = 88
# No runner-up below it keeps the best one from being sure.
LEAST_ALIKE = (SAME_ORGANIZATION - MARGIN) / 100


@dataclass(slots=True)
class KnownName:
    person: Person
    folded: str
    organizations: set[int]


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was taken for; `exact` is False where the spelling differs."""

    person: Person
    exact: bool


@dataclass(slots=True)
class Register:
    """The register as it was when loaded; `store` adds to it what it creates."""

    bodies: dict[str, Body] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    people: list[KnownName] = field(default_factory=list)
    held: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[str, list[KnownName]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[int, list[Participation]] = field(default_factory=dict)
    # What `_nearest` found, by name and organisation: minutes name the same person several times.
    found: dict[tuple[str, int | None], Match | None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Register:
        register = cls()
        for body in Body.objects.prefetch_related("aliases"):
            register.add_body(body)
        for organization in Organization.objects.prefetch_related("aliases"):
            register.add_organization(organization)
        stood_for = [
            Membership.objects.values_list("person_id", "on_behalf_of_id"),
            Attendance.objects.values_list("person_id", "organization_id").distinct(),
        ]
        for person_id, organization_id in (pair for pairs in stood_for for pair in pairs):
            register.note(person_id, organization_id)
        register.add_people(Person.objects.all())
        return register

    def add_people(self, people: QuerySet[Person]) -> None:
        """Add the persons with their other spellings; note whom they stand for first."""
        for person in people.prefetch_related("aliases"):
            self.add_person(person, set())
            for alias in person.aliases.all():
                self.add_spelling(person, alias.name)

    def add_body(self, body: Body) -> None:
        for name in [body.name, body.short_name, body.slug, body.number_prefix]:
            self.bodies.setdefault(key(name), body)
        for alias in body.aliases.all():
            self.bodies.setdefault(key(alias.name), body)

    def add_organization(self, organization: Organization) -> None:
        names = [
            organization.name,
            organization.short_name,
            *(alias.name for alias in organization.aliases.all()),
        ]
        for name in names:
            self.organizations.setdefault(key(name), organization)

    def drop_organization(self, organization: Organization) -> None:
        """Forget the names of one that has been renamed, as a register loaded anew would not know them."""
        self.organizations = {name: row for name, row in self.organizations.items() if row != organization}

    def add_person(self, person: Person, organizations: set[int]) -> None:
        """Add somebody by name, first met for the organisations.

        Those are not remembered here: an import that was broken off and goes on knows only what `note` is
        told, since only attendance keeps the organisation in the book.
        """
        self.add_spelling(person, person.name)

    def add_spelling(self, person: Person, name: str) -> None:
        known = KnownName(person, key(name), self.held[person.pk])
        self.found.clear()
        self.people.append(known)
        self.by_name[known.folded].append(known)

    def note(self, person_id: int | None, organization_id: int | None) -> None:
        """Remember that a person has stood for an organisation: that tells people with like names apart."""
        if person_id and organization_id and organization_id not in self.held[person_id]:
            self.held[person_id].add(organization_id)
            self.found.clear()

    def seated(self, body: Body, date: dt.date) -> list[Organization]:
        """Return the organisations that had a seat in the group on the day."""
        if body.pk not in self.seats:
            self.seats[body.pk] = list(body.participations.select_related("organization"))
        return [
            seat.organization
            for seat in self.seats[body.pk]
            if (seat.start_date or date) <= date <= (seat.end_date or date)
        ]

    def body(self, heading: str) -> Body | None:
        """Return the group that a heading names; words in another order still name it."""
        wanted = key(heading)
        if not wanted:
            return None
        if wanted in self.bodies:
            return self.bodies[wanted]
        scores = {name: fuzz.token_sort_ratio(wanted, name) for name in self.bodies}
        best = max(scores, key=lambda name: (scores[name], name), default="")
        return self.bodies[best] if scores.get(best, 0) >= ALIKE_BODY else None

    def organization(self, name: str) -> Organization | None:
        wanted = key(name)
        if not wanted:
            return None
        if wanted in self.organizations:
            return self.organizations[wanted]
        scores = {known: likeness(wanted, known) for known in self.organizations}
        best = max(scores, key=lambda known: (scores[known], known), default="")
        return self.organizations[best] if scores.get(best, 0) >= ALIKE_ORGANIZATION else None

    def person(self, name: str, organization: Organization | None = None) -> Match | None:
        """Return who a full name means: the same name, or one so alike that it can hardly be anybody else.

        A likeness below what is sure anywhere still counts for somebody of the very organisation.
        """
        wanted = key(name)
        if " " not in wanted:
            return None
        alike = self.by_name.get(wanted, [])
        if len({known.person.pk for known in alike}) == 1:
            return Match(alike[0].person, exact=alike[0].person.name == name)
        if alike:  # namesakes: the organisation tells them apart
            own = {
                k.person.pk: k.person for k in alike if organization and organization.pk in k.organizations
            }
            return Match(next(iter(own.values())), exact=True) if len(own) == 1 else None
        place = (wanted, organization.pk if organization else None)
        if place not in self.found:
            self.found[place] = self._nearest(wanted, organization)
        return self.found[place]

    def _nearest(self, wanted: str, organization: Organization | None) -> Match | None:
        """Return the only person who is so alike that the name can hardly be anybody else's."""
        names = [known.folded for known in self.people]
        scored = process.extract(
            wanted,
            names,
            scorer=OSA.normalized_similarity,
            limit=None,
            score_cutoff=LEAST_ALIKE,
        )
        if not scored:
            return None
        score, best = scored[0][1] * 100, self.people[scored[0][2]]
        others = (s * 100 for _, s, at in scored if self.people[at].person.pk != best.person.pk)
        runner_up = next(others, 0.0)
        same = organization is not None and organization.pk in best.organizations
        least = SAME_ORGANIZATION if same else SURE
        return Match(best.person, exact=False) if score >= least and score - runner_up >= MARGIN else None

    def among(self, name: str, present: list[Person]) -> Person | None:
        """Return who a bare first name means among those present, if only one of them is called so."""
        wanted = key(name)
        called = {person.pk: person for person in present if wanted and _first_name_matches(wanted, person)}
        return next(iter(called.values())) if len(called) == 1 else None


def _first_name_matches(wanted: str, person: Person) -> bool:
    folded = key(person.name)
    return folded == wanted or folded.startswith(f"{wanted} ")
