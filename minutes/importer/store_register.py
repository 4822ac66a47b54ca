"""A register in the interchange format goes into the database: organisations, groups, people, roles."""

from __future__ import annotations

from django.db import transaction

from minutes.importer.records import Book, KnownBody, KnownMembership, KnownOrganization, KnownPerson
from minutes.models import Matter
from participants.models import (
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    Person,
    PersonAlias,
)


def has_register(book: Book) -> bool:
    return bool(book.organizations or book.bodies or book.people or book.matters)


def is_known(book: Book) -> bool:
    """Whether the book already has the register's groups: then somebody may have put right what it says."""
    slugs = {body.slug for body in book.bodies}
    return bool(slugs) and Body.objects.filter(slug__in=slugs).count() == len(slugs)


@transaction.atomic
def store_register(book: Book) -> None:
    """Add what the register names and bring what is there in line with it; nothing is removed."""
    for organization in book.organizations:
        _organization(organization)
    for body in book.bodies:
        _body(body)
    for body in book.bodies:
        Body.objects.filter(slug=body.slug).update(parent=Body.objects.filter(slug=body.parent).first())
    for person in book.people:
        _person(person)
    for matter in book.matters:
        Matter.objects.update_or_create(
            body=Body.objects.get(slug=matter.body), title=matter.title, defaults={"summary": matter.summary}
        )


def _organization(known: KnownOrganization) -> None:
    guessed = Organization.objects.filter(short_name=known.short_name, code="").exclude(name=known.name)
    guessed.update(name=known.name)  # an import had added it before there was a register
    row, _ = Organization.objects.update_or_create(
        name=known.name,
        defaults={"short_name": known.short_name, "kind": known.kind, "code": known.code},
    )
    for alias in known.aliases:
        OrganizationAlias.objects.get_or_create(name=alias, defaults={"organization": row})


def _body(known: KnownBody) -> None:
    row, _ = Body.objects.update_or_create(
        slug=known.slug,
        defaults={
            "name": known.name,
            "short_name": known.short_name,
            "number_prefix": known.number_prefix,
            "kind": known.kind,
            "document_name": known.document_name,
            "default_place": known.default_place,
            "default_start": known.default_start,
            "default_end": known.default_end,
            "approvers_required": known.approvers_required,
            "approval_days": known.approval_days,
        },
    )
    for alias in known.aliases:
        BodyAlias.objects.get_or_create(name=alias, defaults={"body": row})
    for short_name in known.organizations:
        Participation.objects.get_or_create(
            body=row, organization=Organization.objects.get(short_name=short_name), start_date=None
        )


def _person(known: KnownPerson) -> None:
    row = Person.objects.filter(name=known.name).order_by("pk").first() or Person.objects.create(
        name=known.name
    )
    for alias in known.aliases:
        PersonAlias.objects.get_or_create(person=row, name=alias)
    for membership in known.memberships:
        _membership(row, membership)


def _membership(person: Person, known: KnownMembership) -> None:
    Membership.objects.update_or_create(
        person=person,
        body=Body.objects.get(slug=known.body),
        role=known.role,
        on_behalf_of=Organization.objects.filter(short_name=known.organization).first(),
        start_date=known.start,
        defaults={"post": known.post, "end_date": known.end},
    )
