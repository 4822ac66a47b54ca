"""Who may open what: a page without a rule in the table below fails the suite."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from minutes.models import Matter
from tests.conftest import Cast, logged_in
from tests.factories import make_attendance, make_circulated, make_item, make_original, make_person

PUBLIC, MEMBER, OBJECT, APPROVER = "anybody", "any account", "members of the group", "the named justerare"

RULES = {
    "login": PUBLIC,
    "logout": MEMBER,
    "password-change": MEMBER,
    "password-changed": MEMBER,
    "start": MEMBER,
    "search": MEMBER,
    "meeting-list": MEMBER,
    "meeting-detail": OBJECT,
    "meeting-json": OBJECT,
    "meeting-original": OBJECT,
    "meeting-approve": APPROVER,
    "meeting-approved": APPROVER,
    "decision-list": MEMBER,
    "decision-detail": OBJECT,
    "matter-list": MEMBER,
    "matter-detail": OBJECT,
    "organization-list": MEMBER,
    "organization-detail": OBJECT,
    "person-detail": OBJECT,
}
TAKES_POST = {"login", "logout", "password-change", "meeting-approve"}
# Whose rows must not come up on anybody else's page.
SECRET = "Hemlig utredning"


def patterns(entries: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.app_name != "admin":
            yield from patterns(entry.url_patterns)


def url_names() -> set[str]:
    return {str(pattern.name) for pattern in patterns(get_resolver().url_patterns)}


def named(*rules: str) -> list[str]:
    return sorted(name for name, rule in RULES.items() if rule in rules)


@pytest.fixture
def addresses(cast: Cast) -> dict[str, str]:
    """Return each page's address, in a book where every object holds something that could leak."""
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    matter = Matter.objects.create(body=cast.body, title=SECRET)
    make_item(meeting, SECRET, matter=matter)
    person = make_person(SECRET)
    make_attendance(meeting, person, cast.organization)
    arguments: dict[str, list[Any]] = {
        "decision-detail": [meeting.items.get(position=1).decisions.get().slug],
        "matter-detail": [matter.pk],
        "organization-detail": [cast.organization.pk],
        "person-detail": [person.pk],
        **{name: [meeting.pk] for name in RULES if name.startswith("meeting-") and name != "meeting-list"},
        "meeting-original": [meeting.pk, make_original(meeting, cast.secretary, SECRET).pk],
    }
    return {name: reverse(name, args=arguments.get(name, [])) for name in RULES}


def test_every_page_has_a_rule() -> None:
    assert url_names() == set(RULES)


@pytest.mark.parametrize("name", named(MEMBER, OBJECT, APPROVER))
def test_anonymous_is_sent_to_the_login_page(addresses: dict[str, str], name: str) -> None:
    response = Client().get(addresses[name])

    assert response.status_code == HTTPStatus.FOUND
    assert response.headers["Location"] == f"{reverse('login')}?next={addresses[name]}"


def test_anybody_opens_the_login_page(addresses: dict[str, str]) -> None:
    assert Client().get(addresses["login"]).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", named(OBJECT, APPROVER))
def test_outsider_does_not_learn_that_the_page_exists(
    cast: Cast, addresses: dict[str, str], name: str
) -> None:
    response = logged_in(cast.outsider).get(addresses[name])

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("name", named(MEMBER))
def test_outsider_sees_nothing_of_the_group_on_shared_pages(
    cast: Cast, addresses: dict[str, str], name: str
) -> None:
    client = logged_in(cast.outsider)
    response = (
        client.post(addresses[name]) if name == "logout" else client.get(addresses[name], {"q": SECRET})
    )

    text = response.content.decode().replace(f"”{SECRET}”", "").replace(f'value="{SECRET}"', "")
    for word in (SECRET, cast.body.name, cast.organization.name, "cykelplan"):
        assert word not in text


@pytest.mark.parametrize("name", named(OBJECT))
def test_member_opens_the_group_s_pages(cast: Cast, addresses: dict[str, str], name: str) -> None:
    assert logged_in(cast.member).get(addresses[name]).status_code == HTTPStatus.OK


@pytest.mark.parametrize("name", named(APPROVER))
@pytest.mark.parametrize("who", ["member", "secretary", "superuser"])
def test_only_the_named_justerare_opens_the_page_for_justering(
    cast: Cast, addresses: dict[str, str], name: str, who: str
) -> None:
    response = logged_in(getattr(cast, who)).get(addresses[name])

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "justerare" in response.content.decode()


@pytest.mark.parametrize("name", sorted(set(RULES) - TAKES_POST))
def test_page_that_only_shows_takes_no_post(cast: Cast, addresses: dict[str, str], name: str) -> None:
    method = logged_in(cast.secretary).post if name != "password-changed" else logged_in(cast.secretary).put

    assert method(addresses[name]).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_logout_takes_no_get(cast: Cast, addresses: dict[str, str]) -> None:
    assert logged_in(cast.member).get(addresses["logout"]).status_code == HTTPStatus.METHOD_NOT_ALLOWED
