"""An administrator who sets somebody's password can't approve in that name, and it is told."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minutes.approval import Refused
from minutes.approving import approve
from minutes.models import LedgerEntry, Letter, Meeting
from participants.models import Person, User
from tests.conftest import Cast, logged_in
from tests.factories import PASSWORD, account, fresh_login, make_circulated, make_person
from tests.minutes.review_pages import approve_page

NEW = "ett-helt-annat-ord"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_circulated(cast.body, cast.secretary, cast.adjuster)


def set_password(client: Client, user: User) -> None:
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    sent = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert client.post(url, sent).status_code == 302


def told() -> list[str]:
    entries = LedgerEntry.objects.filter(kind="account").order_by("number")
    return [json.loads(bytes(entry.payload))["what"] for entry in entries]


def test_who_got_a_password_from_an_administrator_can_not_approve_for_a_day(
    cast: Cast, meeting: Meeting
) -> None:
    user = account(cast.adjuster)
    set_password(logged_in(cast.superuser), user)
    user.refresh_from_db()
    assert user.check_password(NEW) and told() == ["password"]
    letter = Letter.objects.get(key__startswith="account-")
    assert letter.to == user.email and cast.superuser.email in letter.body
    intruder = Client()
    assert intruder.login(email=user.email, password=NEW)
    response = approve_page(intruder, meeting, password=NEW)
    assert response.status_code == 409 and "Någon annan har satt ditt lösenord" in response.content.decode()


def test_changing_the_password_oneself_does_not_lift_it(cast: Cast, meeting: Meeting) -> None:
    user, client = account(cast.adjuster), Client()
    set_password(logged_in(cast.superuser), user)
    client.post(reverse("login"), {"username": user.email, "password": NEW})
    sent = {"old_password": NEW, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(reverse("password-change"), sent).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD) and user.password_set_by_other_at is not None
    with pytest.raises(Refused, match="Någon annan"):
        approve(meeting, user, meeting.revisions.get().sha256, fresh_login())


def test_after_a_day_it_is_lifted(cast: Cast, meeting: Meeting) -> None:
    user = account(cast.adjuster)
    user.password_set_by_other_at = timezone.now() - dt.timedelta(hours=25)
    user.save()
    approve(meeting, user, meeting.revisions.get().sha256, fresh_login())


def test_own_password_in_the_admin_is_not_by_somebody_else(cast: Cast) -> None:
    set_password(logged_in(cast.superuser), cast.superuser)
    cast.superuser.refresh_from_db()
    assert cast.superuser.password_set_by_other_at is None and told() == []


def test_a_refused_password_changes_nothing(cast: Cast) -> None:
    url = reverse("admin:auth_user_password_change", args=[account(cast.adjuster).pk])
    sent = {"password1": NEW, "password2": "något annat", "usable_password": "true"}
    assert logged_in(cast.superuser).post(url, sent).status_code == 200
    assert told() == []


def test_new_account_and_a_person_s_new_account_are_told_too(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.superuser)
    sent = {"email": "ny@example.org", "usable_password": "true", "password1": NEW, "password2": NEW}
    assert client.post(reverse("admin:participants_user_add"), sent).status_code == 302
    user = User.objects.get(email="ny@example.org")
    assert user.password_set_by_other_at is not None and told() == ["new"]
    User.objects.update(password_set_by_other_at=None)
    account(cast.adjuster)
    Person.objects.filter(pk=cast.adjuster.pk).update(user=None)
    page = client.get(reverse("admin:participants_person_change", args=[cast.adjuster.pk]))
    form = {
        f"{inline.formset.prefix}-{name}": value
        for inline in page.context["inline_admin_formsets"]
        for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))
    }
    url = reverse("admin:participants_person_change", args=[cast.adjuster.pk])
    assert client.post(url, {**form, "name": "Jon Justerare", "user": user.pk}).status_code == 302
    user.refresh_from_db()
    assert user.password_set_by_other_at is not None and told() == ["new", "person"]
    with pytest.raises(Refused, match="ändrat ditt konto"):
        approve(meeting, user, meeting.revisions.get().sha256, fresh_login())


def test_nobody_but_a_superuser_sets_passwords(cast: Cast) -> None:
    url = reverse("admin:auth_user_password_change", args=[account(make_person("Ny", account=True)).pk])
    assert logged_in(cast.secretary).post(url, {"password1": NEW, "password2": NEW}).status_code == 403
