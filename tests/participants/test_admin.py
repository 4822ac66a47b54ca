from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.models import (
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    Person,
    PersonAlias,
    User,
)
from tests.admin_rows import Rows, add_inline, admin_url, client_of, make_group, sent
from tests.conftest import Cast, logged_in
from tests.factories import PASSWORD, account, make_attendance, make_meeting, make_organization, make_person


def test_secretary_adds_a_person_with_a_role_in_the_own_group(cast: Cast) -> None:
    client, add = logged_in(cast.secretary), admin_url(Person, "add")
    data = {**sent(client.get(add)), "name": "Nya Nilsson"}
    data = add_inline(
        data, "memberships", body=cast.body.pk, role="member", on_behalf_of=cast.organization.pk
    )
    data = add_inline(data, "aliases", name="Nya Nilson")
    assert client.post(add, data).status_code == 302
    person = Person.objects.get(name="Nya Nilsson")
    assert [str(row) for row in person.memberships.all()] == ["Nya Nilsson, ledamot i Samrådsgruppen SG"]
    assert [str(row) for row in person.aliases.all()] == ["Nya Nilson"]


def test_role_in_another_group_is_refused(cast: Cast) -> None:
    client, add = logged_in(cast.secretary), admin_url(Person, "add")
    data = {**sent(client.get(add)), "name": "Nya Nilsson"}
    data = add_inline(data, "memberships", body=cast.other_body.pk, role="secretary")
    assert client.post(add, data).status_code == 200
    forged = {"person": cast.secretary.pk, "body": cast.other_body.pk, "role": "secretary"}
    assert client.post(admin_url(Membership, "add"), forged).status_code == 200
    assert set(cast.other_body.memberships.values_list("person__name", flat=True)) == {"Olle Utomstående"}


def test_roles_in_other_groups_are_not_shown(cast: Cast) -> None:
    cast.member.memberships.create(body=cast.other_body, role=Membership.Role.CHAIR)
    page = logged_in(cast.secretary).get(admin_url(cast.member)).content.decode()
    assert cast.other_body.name not in page
    assert cast.body.name in page


def test_period_that_ends_before_it_starts_is_explained(cast: Cast) -> None:
    client, row = logged_in(cast.secretary), cast.member.memberships.get()
    data = {**sent(client.get(admin_url(row))), "start_date": "2025-02-01", "end_date": "2025-01-01"}
    assert "Sista dagen ligger före den första." in client.post(admin_url(row), data).content.decode()


def test_secretary_joins_no_account_to_a_person(cast: Cast) -> None:
    """Whoever logs in with the account would hold that person's roles, in every group."""
    client, person = logged_in(cast.secretary), make_person("Asta Ek")
    make_attendance(make_meeting(cast.body), person, cast.organization)
    data = {**sent(client.get(admin_url(person))), "user": account(cast.member).pk, "name": "Asta Ekh"}
    assert client.post(admin_url(person), data).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.user) == ("Asta Ekh", None)


def test_superuser_joins_an_account_to_a_person(cast: Cast) -> None:
    client, person = logged_in(cast.superuser), make_person("Asta Ek")
    new = User.objects.create_user("asta@example.org", PASSWORD)
    data = {**sent(client.get(admin_url(person))), "user": new.pk}
    assert client.post(admin_url(person), data).status_code == 302
    assert Person.objects.get(pk=person.pk).user == new


def test_person_of_another_group_is_read_and_not_renamed(cast: Cast) -> None:
    cast.secretary.memberships.create(body=cast.other_body, role=Membership.Role.MEMBER)
    client = logged_in(cast.secretary)
    assert client.get(admin_url(cast.outsider)).status_code == 200
    assert client.post(admin_url(cast.outsider), {"name": "Kapad"}).status_code == 403


def test_role_is_added_on_its_own_page_where_the_person_cannot_be_saved(cast: Cast) -> None:
    cast.secretary.memberships.create(body=cast.other_body, role=Membership.Role.MEMBER)
    client = logged_in(cast.secretary)
    add = f"{admin_url(Membership, 'add')}?person={cast.outsider.pk}"
    page = client.get(admin_url(cast.outsider))
    assert add in page.content.decode()
    assert {inline.formset.max_num for inline in page.context["inline_admin_formsets"]} == {0}
    assert client.post(add, {**sent(client.get(add)), "role": "member"}).status_code == 302
    assert cast.outsider.memberships.filter(body=cast.body).exists()
    assert add not in client.get(admin_url(cast.outsider)).content.decode()  # now one of the own people


def test_spelling_is_added_to_own_people_only(cast: Cast) -> None:
    cast.secretary.memberships.create(body=cast.other_body, role=Membership.Role.MEMBER)
    client, add = logged_in(cast.secretary), admin_url(PersonAlias, "add")
    where = {"app_label": "participants", "model_name": "personalias", "field_name": "person", "term": ""}
    offered = {row["id"] for row in client.get(reverse("admin:autocomplete"), where).json()["results"]}
    assert str(cast.member.pk) in offered
    assert str(cast.outsider.pk) not in offered
    assert client.post(add, {"person": cast.outsider.pk, "name": "Elak"}).status_code == 200
    assert client.post(add, {"person": cast.member.pk, "name": "Maia"}).status_code == 302
    assert [row.name for row in PersonAlias.objects.all()] == ["Maia"]


def test_secretary_deletes_neither_people_nor_roles(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    for row in (cast.member, cast.member.memberships.get()):
        assert client.post(admin_url(row, "delete"), {"post": "yes"}).status_code == 403


def test_person_whom_minutes_name_cannot_be_deleted(cast: Cast) -> None:
    make_attendance(make_meeting(cast.body), cast.member, cast.organization)
    logged_in(cast.superuser).post(admin_url(cast.member, "delete"), {"post": "yes"})
    assert Person.objects.filter(pk=cast.member.pk).exists()


def test_superuser_makes_an_account_with_a_lower_case_address(cast: Cast) -> None:
    client, add = logged_in(cast.superuser), admin_url(User, "add")
    data = {"email": "Nya.Nilsson@Example.org", "usable_password": "true"}
    data |= {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(add, data).status_code == 302
    new = User.objects.get(email="nya.nilsson@example.org")
    assert new.check_password(PASSWORD)
    assert not new.is_superuser


def test_superuser_keeps_the_group_with_its_organisations(cast: Cast) -> None:
    client = logged_in(cast.superuser)
    data = {**sent(client.get(admin_url(cast.body))), "default_place": "Ekby folkets hus"}
    new = make_organization("Östvik kommun")
    data = add_inline(data, "participations", organization=new.pk, start_date="2024-01-01")
    assert client.post(admin_url(cast.body), data).status_code == 302
    cast.body.refresh_from_db()
    assert cast.body.default_place == "Ekby folkets hus"
    assert new in cast.body.organizations.all()


def test_people_are_listed_by_own_group(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    found = client.get(admin_url(Person, "changelist"), {"group": cast.body.slug})
    assert {str(row) for row in found.context["cl"].result_list} == {
        "Siv Sekreterare",
        "Jon Justerare",
        "Maja Ledamot",
    }


def test_page_of_a_person_costs_the_same_with_many_roles(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    client.get(admin_url(cast.member))
    with CaptureQueriesContext(connection) as few:
        client.get(admin_url(cast.member))
    for role in (Membership.Role.CHAIR, Membership.Role.PREPARATORY, Membership.Role.APPROVER):
        cast.member.memberships.create(body=cast.body, role=role, on_behalf_of=cast.organization)
    with CaptureQueriesContext(connection) as many:
        client.get(admin_url(cast.member))
    assert len(few) == len(many) <= 9


LISTED: list[type[Model]] = [
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    Person,
    PersonAlias,
    User,
]


@pytest.mark.parametrize("model", LISTED)
def test_list_costs_the_same_with_one_row_and_thirty(cast: Cast, model: type[Model]) -> None:
    rows = make_group("SG")
    client = logged_in(cast.superuser) if model is User else client_of(rows)
    url = admin_url(model, "changelist")
    client.get(url)
    # session, user, groups written for; two counts and the rows; one a filter
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        add_more(rows, number)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).context["cl"].result_count > (1 if model is Body else 30)
    assert len(few) == len(many) <= 10


def add_more(rows: Rows, number: int) -> None:
    organization = make_organization(f"Ek {number} kommun")
    person = make_person(f"Ek {number}", account=True)
    person.memberships.create(body=rows[Body], on_behalf_of=organization)
    person.aliases.create(name=f"Eek {number}")
    organization.aliases.create(name=f"Eks {number}")
    Participation.objects.create(body=rows[Body], organization=organization)
    rows[Body].aliases.create(name=f"Namn {number}")
    child: dict[str, Any] = {"name": f"Grupp {number}", "short_name": f"G{number}", "slug": f"g{number}"}
    body = Body.objects.create(number_prefix=f"G{number}", parent=rows[Body], **child)
    rows[Person].memberships.create(body=body, role=Membership.Role.SECRETARY)


def test_start_of_the_admin_puts_meetings_first(cast: Cast) -> None:
    page = logged_in(cast.secretary).get(reverse("admin:index"))
    apps = [(app["app_label"], app["models"][0]["object_name"]) for app in page.context["app_list"]]
    assert [label for label, _ in apps] == ["minutes", "decisions", "participants"]
