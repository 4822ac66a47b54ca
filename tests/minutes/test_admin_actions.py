from typing import Any

import pytest
from django.urls import reverse

from minutes.approval import Refused, circulate
from minutes.models import (
    Meeting,
)
from tests.admin_rows import admin_url, make_draft
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_meeting,
)


def step(meeting: Meeting, name: str) -> str:
    return reverse("admin:minutes_meeting_step", args=[meeting.pk, name])


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def draft(cast: Cast) -> Meeting:
    return make_draft(cast)


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("planned", {"start", "circulate", "publish"}),
        ("draft", {"circulate", "publish"}),
        ("imported", {"start", "circulate"}),
        ("circulated", {"send-back"}),
        ("approved", set()),
    ],
)
def test_buttons_follow_the_status(cast: Cast, draft: Meeting, status: str, offered: set[str]) -> None:
    Meeting.objects.update(status=status)
    page = logged_in(cast.secretary).get(admin_url(draft)).content.decode()
    steps = {"start", "circulate", "send-back", "publish"}
    assert {name for name in steps if step(draft, name) in page} == offered


def test_refusal_is_shown_in_its_own_words(cast: Cast, draft: Meeting) -> None:
    draft.officers.all().delete()
    answer = logged_in(cast.secretary).post(step(draft, "circulate"), follow=True)
    with pytest.raises(Refused) as refusal:
        circulate(draft, by=account(cast.secretary))
    assert messages_of(answer) == [str(refusal.value)]
    assert Meeting.objects.get().status == Meeting.Status.DRAFT


def test_asking_takes_no_step(cast: Cast, draft: Meeting) -> None:
    answer = logged_in(cast.secretary).get(step(draft, "circulate"))
    assert "Jon Justerare" in answer.content.decode()
    assert Meeting.objects.get().status == Meeting.Status.DRAFT


def test_sending_back_needs_a_reason(cast: Cast, draft: Meeting) -> None:
    circulate(draft, by=account(cast.secretary))
    client = logged_in(cast.secretary)
    assert "Skriv varför protokollet tas tillbaka." in client.post(step(draft, "send-back")).content.decode()
    client.post(step(draft, "send-back"), {"reason": "Fel namn i närvaron."})
    assert Meeting.objects.get().status == Meeting.Status.DRAFT
    assert draft.status_changes.get(to_status="draft").note == "Fel namn i närvaron."


def test_older_minutes_are_published(cast: Cast, draft: Meeting) -> None:
    logged_in(cast.secretary).post(step(draft, "publish"))
    assert Meeting.objects.get().status == Meeting.Status.IMPORTED


@pytest.mark.parametrize("name", ["start", "circulate", "send-back", "publish", "something"])
def test_steps_of_another_groups_meeting_do_not_exist(cast: Cast, name: str) -> None:
    far = make_meeting(cast.other_body, Meeting.Status.DRAFT)
    url = f"{admin_url(far, 'change').removesuffix('change/')}step/{name}/"
    assert logged_in(cast.secretary).post(url, {"reason": "Kapat"}).status_code == 404
    assert logged_in(cast.member).post(url).status_code == 302
    assert Meeting.objects.get().status == Meeting.Status.DRAFT
