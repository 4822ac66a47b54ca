"""A page of the admin that is sent twice adds one row."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client, RequestFactory

from decisions.models import Decision
from minutes.models import Intake, Matter, Meeting, StandingItem
from participants.admin_once import ONCE
from participants.models import Membership, OrganizationAlias, Person, PersonAlias
from tests.admin_rows import admin_url, registered
from tests.conftest import Cast, logged_in
from tests.factories import make_item, make_meeting


def filled(cast: Cast, model: type[Model]) -> dict[str, Any]:
    """Return what somebody types to add such a row, with the forms of its inlines empty."""
    draft = make_meeting(cast.body, Meeting.Status.DRAFT)
    typed: dict[type[Model], dict[str, Any]] = {
        Matter: {"body": cast.body.pk, "title": "Cykelplanen", "status": "open"},
        StandingItem: {"body": cast.body.pk, "title": "Rundan", "position": 1},
        Person: {"name": "Nils Ny"},
        PersonAlias: {"person": cast.member.pk, "name": "M. Ledamot"},
        Membership: {"person": cast.member.pk, "body": cast.body.pk, "role": "chair"},
        OrganizationAlias: {"organization": cast.organization.pk, "name": "Eks kommun"},
        Decision: {"item": make_item(draft).pk, "text": "Gruppen antar planen.", "kind": "decision"},
    }
    return typed[model]


ADDED = [Matter, StandingItem, Person, PersonAlias, Membership, OrganizationAlias, Decision]


def form_of(client: Client, model: type[Model], typed: dict[str, Any]) -> dict[str, Any]:
    page = client.get(admin_url(model, "add"))
    data = {**typed, page.context["adding_name"]: str(page.context["adding"])}
    for inline in page.context["inline_admin_formsets"]:
        for field in inline.formset.management_form:
            data[field.html_name] = field.value()
    return data


@pytest.mark.parametrize("model", ADDED, ids=lambda model: str(model.__name__))
def test_page_sent_twice_adds_once(cast: Cast, model: type[Model]) -> None:
    rows: Any = model._default_manager
    client = logged_in(cast.superuser)
    sent, before = form_of(client, model, filled(cast, model)), rows.count()
    first, second = (client.post(admin_url(model, "add"), sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert rows.count() == before + 1
    assert second.headers["Location"] == first.headers["Location"]
    assert ONCE in client.get(second.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "model", [model for model in registered() if model is not Intake], ids=lambda model: str(model.__name__)
)
def test_every_page_that_adds_carries_a_key(cast: Cast, model: type[Model]) -> None:
    client = logged_in(cast.superuser)
    page = client.get(admin_url(model, "add"))
    if page.status_code == 403:
        assert not admin.site.get_model_admin(model).has_add_permission(page.wsgi_request)
        return
    assert f'name="_adding" value="{page.context["adding"]}"' in page.content.decode()


def test_words_that_were_refused_can_be_mended_and_sent_again(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    sent = form_of(client, Matter, {**filled(cast, Matter), "title": ""})
    refused = client.post(admin_url(Matter, "add"), sent)
    assert refused.status_code == 200 and str(refused.context["adding"]) == sent["_adding"]
    client.post(admin_url(Matter, "add"), {**sent, "title": "Cykelplanen"})

    assert Matter.objects.get().title == "Cykelplanen"


def test_one_more_of_the_same_has_a_key_of_its_own(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    for name in ("Nils Ny", "Nils Ny"):
        sent = {**form_of(client, Person, {"name": name}), "_addanother": "1"}
        assert client.post(admin_url(Person, "add"), sent).status_code == 302

    assert Person.objects.filter(name="Nils Ny").count() == 2


def test_key_of_somebody_else_gives_nothing_away(cast: Cast) -> None:
    other, client = logged_in(cast.superuser), logged_in(cast.secretary)
    sent = form_of(other, Person, {"name": "Nils Ny"})
    other.post(admin_url(Person, "add"), sent)
    answer = client.post(admin_url(Person, "add"), {**sent, "name": "Bo Ny"})

    assert answer.status_code == 400
    assert Person.objects.filter(name__endswith=" Ny").count() == 1


def test_who_comes_second_at_the_same_time_is_led_to_the_row(cast: Cast) -> None:
    """Both have looked for the key before either has added its row."""
    client, model_admin = logged_in(cast.secretary), admin.site.get_model_admin(Person)
    sent = form_of(client, Person, {"name": "Nils Ny"})
    looked: list[Any] = []

    class Late(type(model_admin)):  # type: ignore[misc]
        def _added(self, request: Any, key: Any) -> Any:
            looked.append(super()._added(request, key))
            if len(looked) == 1:  # the other one is stored just after this one has looked
                client.post(admin_url(Person, "add"), sent)
            return looked[-1]

    request = client.get(admin_url(Person, "add")).wsgi_request
    posted = RequestFactory().post(admin_url(Person, "add"), sent)
    posted.user, posted.session, posted._messages = request.user, request.session, request._messages  # type: ignore[attr-defined]
    posted._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    answer = Late(Person, admin.site).add_view(posted)

    assert (answer.status_code, looked[0], looked[1]) == (302, None, Person.objects.get(name="Nils Ny"))
