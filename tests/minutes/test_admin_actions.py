from typing import Any

import pytest
from django.urls import reverse

from minutes.approval import Refused, circulate
from minutes.models import (
    Meeting,
)
from tests.admin_rows import admin_url, make_draft, sent
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
        ("imported", {"withdraw", "circulate"}),
        ("circulated", {"send-back"}),
        ("approved", set()),
    ],
)
def test_buttons_follow_the_status(cast: Cast, draft: Meeting, status: str, offered: set[str]) -> None:
    Meeting.objects.update(status=status)
    draft.refresh_from_db()
    page = logged_in(cast.secretary).get(admin_url(draft)).content.decode()
    steps = {"start", "withdraw", "circulate", "send-back", "publish"}
    buttons = {name for name in steps if f'name="_step" value="{name}"' in page}
    links = {name for name in steps if step(draft, name) in page}
    assert (links if draft.status in Meeting.LOCKED else buttons) == offered
    assert not buttons & links


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


# Saving first


def save_and(cast: Cast, meeting: Meeting, **changes: Any) -> Any:
    client = logged_in(cast.secretary)
    page = client.get(admin_url(meeting))
    return client.post(admin_url(meeting), {**sent(page), **changes}, follow=True)


def test_what_was_typed_is_saved_before_the_step(cast: Cast, draft: Meeting) -> None:
    Meeting.objects.update(status=Meeting.Status.PLANNED)
    save_and(cast, draft, place="Nya salen", _step="start")
    draft.refresh_from_db()
    assert (draft.place, draft.status) == ("Nya salen", Meeting.Status.DRAFT)


def test_step_with_a_question_asks_it_when_the_page_is_saved(cast: Cast, draft: Meeting) -> None:
    answer = save_and(cast, draft, place="Nya salen", _step="circulate")
    assert answer.redirect_chain == [(step(draft, "circulate"), 302)]
    draft.refresh_from_db()
    assert (draft.place, draft.status) == ("Nya salen", Meeting.Status.DRAFT)


def test_step_is_not_taken_when_the_page_has_faults(cast: Cast, draft: Meeting) -> None:
    Meeting.objects.update(status=Meeting.Status.PLANNED)
    answer = save_and(cast, draft, place="Nya salen", end="08:00", _step="start")
    assert answer.context["adminform"].form["place"].value() == "Nya salen"
    assert Meeting.objects.get().status == Meeting.Status.PLANNED


def test_unknown_step_saves_nothing(cast: Cast, draft: Meeting) -> None:
    assert save_and(cast, draft, place="Nya salen", _step="something").status_code == 404
    assert Meeting.objects.get().place == "Ekby folkets hus"


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("item 7", "/admin/minutes/agendaitem/7/change/"),
        ("action 7", "/admin/decisions/action/add/?item=7"),
        ("https://example.org/ 7", "/admin/minutes/meeting/"),
        ("item ../7", "/admin/minutes/meeting/"),
    ],
)
def test_page_goes_on_to_known_places_only(cast: Cast, draft: Meeting, target: str, page: str) -> None:
    answer = save_and(cast, draft, place="Nya salen", _goto=target)
    assert answer.redirect_chain[0] == (page, 302)
    assert Meeting.objects.get().place == "Nya salen"


def test_enter_saves_and_takes_no_step(cast: Cast, draft: Meeting) -> None:
    page = logged_in(cast.secretary).get(admin_url(draft)).content.decode()
    form = page[page.index('id="meeting_form"') :]
    assert form.index('name="_save"') < form.index('name="_step"') < form.index('name="_goto"')


# What a step says


def test_planned_meeting_says_what_the_group_sees(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    assert "Gruppen ser dagordningen" not in client.get(admin_url(draft)).content.decode()
    Meeting.objects.update(status=Meeting.Status.PLANNED)
    assert "Gruppen ser dagordningen" in client.get(admin_url(draft)).content.decode()


def test_without_a_justerare_the_text_is_settled_and_said_to_be(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    cast.body.approvers_required = 0
    cast.body.save()
    assert "Skicka för justering" in client.get(admin_url(draft)).content.decode()  # one is named
    draft.officers.all().delete()
    page = client.get(admin_url(draft)).content.decode()
    assert "Slå fast protokollet" in page
    assert "Skicka för justering" not in page
    assert "blir därför slutlig nu" in client.get(step(draft, "circulate")).content.decode()
    answer = client.post(step(draft, "circulate"), follow=True)
    assert messages_of(answer) == ["Protokollet är fastslaget. Texten är slutlig och kan inte ändras."]
    assert Meeting.objects.get().status == Meeting.Status.APPROVED


def test_published_minutes_are_withdrawn_after_a_question_only(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    Meeting.objects.update(status=Meeting.Status.IMPORTED)
    client.post(step(draft, "start"))
    assert save_and(cast, draft, _step="withdraw").redirect_chain == [(step(draft, "withdraw"), 302)]
    assert "inte längre läsa mötet" in client.get(step(draft, "withdraw")).content.decode()
    assert Meeting.objects.get().status == Meeting.Status.IMPORTED
    client.post(step(draft, "withdraw"))
    assert Meeting.objects.get().status == Meeting.Status.DRAFT
    assert client.post(admin_url(draft, "delete"), {"post": "yes"}).status_code == 403
