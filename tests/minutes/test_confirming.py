"""Showing anew who one is, before an approval: what was sent is kept, and guessing leads nowhere."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from minutes.login import SHOWN_AT
from minutes.models import Approval, Meeting
from participants.models import PasswordTrial
from participants.models.trial import MOST
from tests.conftest import Cast, logged_in
from tests.factories import PASSWORD, account, make_circulated
from tests.minutes.review_pages import approve_page


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_circulated(cast.body, cast.secretary, cast.adjuster, is_read=False)


@pytest.fixture
def late(cast: Cast) -> Client:
    """The justerare's browser, six minutes after the login."""
    client = logged_in(cast.adjuster)
    session = client.session
    session[SHOWN_AT] = time.time() - 6 * 60
    session.save()
    return client


def test_after_five_minutes_the_password_is_asked_for_and_all_is_kept(late: Client, meeting: Meeting) -> None:
    response = approve_page(late, meeting, reason="Ett halvt skäl")
    text = response.content.decode()
    assert "Bekräfta att det är du" in text and not Approval.objects.exists()
    kept = response.context["kept"]
    assert ("reason", "Ett halvt skäl") in kept and kept.count(("read", "0")) == kept.count(
        ("read", "1")
    ) == 1
    assert all(f'name="{name}" value="{value}"' in text for name, value in kept)
    assert meeting.revisions.get().readings.count() == 2
    response = late.post(
        reverse("meeting-approve", args=[meeting.pk]),
        {**{name: [v for n, v in kept if n == name] for name, _ in kept}, "password": PASSWORD},
        follow=True,
    )
    assert "Du har godkänt" in response.content.decode()
    assert Approval.objects.get().logged_in_at is not None


def test_fresh_login_is_not_asked_again(cast: Cast, meeting: Meeting) -> None:
    assert approve_page(logged_in(cast.adjuster), meeting).status_code == 302


def test_wrong_password_is_told_and_all_is_kept(late: Client, meeting: Meeting) -> None:
    response = approve_page(late, meeting, password="fel")
    text = response.content.decode()
    assert response.status_code == 422 and "Lösenordet stämmer inte" in text
    assert "fel" not in [value for _, value in response.context["kept"]]
    assert approve_page(late, meeting, password="").status_code == 422
    assert not Approval.objects.exists()


def test_guessing_is_stopped_also_for_the_right_password(cast: Cast, late: Client, meeting: Meeting) -> None:
    for _ in range(MOST):
        assert "stämmer inte" in approve_page(late, meeting, password="fel").content.decode()
    response = approve_page(late, meeting, password=PASSWORD)
    assert response.status_code == 422 and "Vänta en kvart" in response.content.decode()
    assert PasswordTrial.objects.count() == MOST
    PasswordTrial.objects.update(at="2020-01-01T00:00Z")
    assert approve_page(late, meeting, password=PASSWORD).status_code == 302
    assert not PasswordTrial.objects.exists()
    assert account(cast.adjuster).password_trials.count() == 0


def test_unread_parts_come_before_the_password(late: Client, meeting: Meeting) -> None:
    response = approve_page(late, meeting, read=["0"])
    assert response.status_code == 422
    assert [part.title for part in response.context["missing"]] == ["§ 1 Gemensam cykelplan"]


def test_session_gets_a_new_key_when_the_password_is_shown(late: Client, meeting: Meeting) -> None:
    before = late.session.session_key
    approve_page(late, meeting, password=PASSWORD)
    assert late.session.session_key != before
