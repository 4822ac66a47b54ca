"""The lists of the registers: what they are searched and filtered by, and for whom."""

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participants.models import (
    Body,
    Membership,
    Organization,
    Participation,
    Person,
    PersonMerge,
)
from tests.admin_rows import admin_url
from tests.conftest import Cast, logged_in
from tests.factories import account, make_organization, make_person

REGISTERS: list[type[Model]] = [Body, Membership, Organization, Participation, Person, PersonMerge]
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def found(client: Any, model: type[Model], **asked: str) -> set[str]:
    answer = client.get(admin_url(model, "changelist"), asked)
    return {str(getattr(row, "organization", None) or row) for row in answer.context["cl"].result_list}


@pytest.mark.parametrize("model", REGISTERS)
def test_every_register_is_searched_joined_and_by_day_where_it_has_one(model: type[Model]) -> None:
    listed = admin.site.get_model_admin(model)
    names = {field.name for field in model._meta.concrete_fields if field.is_relation}
    assert listed.search_fields
    assert listed.list_filter or listed.date_hierarchy
    shown = {str(name) for name in listed.list_display}
    assert names & shown <= set(listed.list_select_related or [])  # type: ignore[arg-type]
    dated = {"start_date", "at"} & {field.name for field in model._meta.concrete_fields}
    assert listed.date_hierarchy in dated if dated else listed.date_hierarchy is None


PERIODS = {
    "current": {"Ekby kommun", "Gäller kommun", "Sista kommun"},
    "past": {"Förr kommun"},
    "coming": {"Snart kommun"},
    "": {"Ekby kommun", "Gäller kommun", "Sista kommun", "Förr kommun", "Snart kommun"},
    "odd": {"Ekby kommun", "Gäller kommun", "Sista kommun", "Förr kommun", "Snart kommun"},
}


@pytest.fixture
def periods(cast: Cast) -> None:
    for name, start, end in [
        ("Gäller kommun", TODAY, None),
        ("Sista kommun", None, TODAY),
        ("Förr kommun", None, TODAY - DAY),
        ("Snart kommun", TODAY + DAY, None),
    ]:
        days = {"start_date": start, "end_date": end}
        organization = make_organization(name)
        Participation.objects.create(body=cast.body, organization=organization, **days)
        person = make_person(name)
        Membership.objects.create(person=person, body=cast.body, on_behalf_of=organization, **days)


@pytest.mark.parametrize("when", PERIODS)
def test_seats_are_filtered_by_today(cast: Cast, periods: None, when: str) -> None:
    client = logged_in(cast.secretary)
    assert found(client, Participation, today=when) == PERIODS[when]


@pytest.mark.parametrize("when", PERIODS)
def test_roles_are_filtered_by_today(cast: Cast, periods: None, when: str) -> None:
    answer = logged_in(cast.secretary).get(admin_url(Membership, "changelist"), {"today": when})
    listed = {str(row.on_behalf_of) for row in answer.context["cl"].result_list}
    assert listed == PERIODS[when]


SEARCHED = [
    (Person, "Majken", {"Maja Ledamot"}),
    (Person, "maja.ledamot@", {"Maja Ledamot"}),
    (Membership, "majken", {"Maja Ledamot, ledamot i Samrådsgruppen SG"}),
    (Membership, "Ekby Rektor", {"Maja Ledamot, ledamot i Samrådsgruppen SG"}),
    (Organization, "Ekeby", {"Ekby kommun"}),
    (Participation, "Ekeby", {"Ekby kommun"}),
    (Body, "Samråd SG", {"Samrådsgruppen SG"}),
    (Person, "Utomstående", set()),
    (Membership, "Utomstående", set()),
]


@pytest.mark.parametrize(("model", "words", "expected"), SEARCHED)
def test_search_finds_by_every_name(cast: Cast, model: type[Model], words: str, expected: set[str]) -> None:
    cast.member.aliases.create(name="Majken Ledamot")
    cast.member.memberships.update(post="Rektor")
    cast.organization.aliases.create(name="Ekeby stad")
    assert found(logged_in(cast.secretary), model, q=words) == expected


def test_people_are_filtered_by_account(cast: Cast) -> None:
    without = make_person("Asta Ek")
    without.memberships.create(body=cast.body)
    client = logged_in(cast.secretary)
    assert found(client, Person, user__isempty="1") == {"Asta Ek"}
    assert "Maja Ledamot" in found(client, Person, user__isempty="0")


def test_list_of_merges_costs_the_same_with_many(cast: Cast) -> None:
    client, url = logged_in(cast.secretary), admin_url(PersonMerge, "changelist")
    counts = []
    for rows in (1, 3):
        for number in range(rows):
            given = {"merged_name": f"Ek {number}", "merged_pk": 10**6 + number}
            PersonMerge.objects.create(kept=cast.member, by=account(cast.secretary), **given)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_merges_of_other_groups_people_are_not_listed(cast: Cast) -> None:
    for person in (cast.member, cast.outsider):
        PersonMerge.objects.create(
            kept=person, merged_name=f"Dubblett {person.pk}", merged_pk=10**6, by=cast.superuser
        )
    assert found(logged_in(cast.secretary), PersonMerge) == {f"Dubblett {cast.member.pk} → Maja Ledamot"}
    assert len(found(logged_in(cast.superuser), PersonMerge)) == 2
