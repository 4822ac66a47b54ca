"""Whose desk it is: another group's secretary, forged keys of rows elsewhere, and minutes that are locked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from decisions.desk.capture import facts_of, offers
from minutes.models import AgendaItem, Draft, Meeting, Submission
from minutes.search_index import settle
from participants.models import Membership, Person
from tests.conftest import Cast, logged_in
from tests.decisions.desk_pages import new_key, order_token
from tests.factories import account, make_circulated, make_decision, make_item, make_meeting, make_member

OFFERED = "Beslut: Gruppen antar planen."
# The address's own parts after the meeting's key, and what is sent, of an item that may be anywhere.
Ask = Callable[[Meeting, AgendaItem, Person], tuple[str, list[Any], dict[str, Any]]]


def _ordered(meeting: Meeting, item: AgendaItem, person: Person) -> dict[str, Any]:
    return {"item": item.pk, "_token": order_token(meeting, account(person)), "shown": "", "place": 1}


def _offer(meeting: Meeting) -> str:
    return offers(OFFERED, facts_of(meeting))[0].key


ASKS: dict[str, Ask] = {
    "part": lambda meeting, item, who: ("part", [f"arende-{item.pk}"], {"title": "Ny", "background": "Ny."}),
    "row's part": lambda meeting, item, who: (
        "part", [f"beslut-{item.decisions.get().pk}"], {"kind": "beslut", "text": "Ny."}
    ),
    "after": lambda meeting, item, who: (
        "add-item", [], {"title": "Ny", "key": new_key(), "after": item.pk}
    ),
    "row": lambda meeting, item, who: (
        "add-row", [], {"item": item.pk, "kind": "beslut", "text": "Ny.", "key": new_key()}
    ),
    "move": lambda meeting, item, who: ("move", [], _ordered(meeting, item, who)),
    "split": lambda meeting, item, who: (
        "split", [], {**_ordered(meeting, item, who), "field": "background", "at": 3, "title": "Ny"}
    ),
    "merge": lambda meeting, item, who: ("merge", [], _ordered(meeting, item, who)),
    "remove": lambda meeting, item, who: ("remove", [f"arende-{item.pk}"], {"sure": "1", "_token": ""}),
    "paper": lambda meeting, item, who: (
        "paper", [item.pk], {"title": "Ny", "file": SimpleUploadedFile("ny.txt", b"Ny.")}
    ),
    "accept": lambda meeting, item, who: (
        "accept", [item.pk], {"background": OFFERED, "offer": _offer(item.meeting)}
    ),
    "offers": lambda meeting, item, who: ("offers", [item.pk], {"background": OFFERED}),
}  # fmt: skip
WHOLE: dict[str, Ask] = {
    "head": lambda meeting, item, who: ("part", ["huvud"], {"date": "2025-01-01", "place": "Ny"}),
    "attendance": lambda meeting, item, who: ("part", ["narvaro"], {"others": "Ny Person"}),
    "draft": lambda meeting, item, who: ("draft", [], {"form": "huvud", "place": "Ny"}),
    "settle": lambda meeting, item, who: ("settle-draft", ["huvud"], {"act": "discard"}),
    "waive": lambda meeting, item, who: (
        "checks", [], {"act": "waive", "warning": "0" * 64, "reason": "Ny."}
    ),
}  # fmt: skip


def rows() -> dict[str, list[Any]]:
    settle()  # what was written before is searched, too, whoever asks first
    models = [*apps.get_app_config("minutes").get_models(), *apps.get_app_config("decisions").get_models()]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in models
        if model not in (Draft, Submission)  # what was typed may be kept for the one who typed it
    }


def ask(client: Client, meeting: Meeting, asked: tuple[str, list[Any], dict[str, Any]]) -> Any:
    name, rest, data = asked
    return client.post(reverse(f"admin:desk-{name}", args=[meeting.pk, *rest]), data)


def decided(meeting: Meeting, background: str = "Kommunerna har svarat.") -> AgendaItem:
    """Add an item that has text and a decision."""
    item = make_item(meeting, background=background)
    make_decision(item)
    return item


@pytest.mark.parametrize("name", [*ASKS, *WHOLE])
def test_another_groups_secretary_learns_and_changes_nothing(cast: Cast, name: str) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = decided(meeting)
    other = make_member("Sara Annan", cast.other_body, Membership.Role.SECRETARY)
    asked, before = (ASKS | WHOLE)[name](meeting, item, other), rows()
    answer = ask(logged_in(other), meeting, asked)

    assert answer.status_code == 404
    assert rows() == before and not Draft.objects.exists()
    assert item.title not in answer.content.decode()


@pytest.mark.parametrize("name", ASKS)
def test_a_row_of_another_group_is_not_reached_through_the_own_meeting(cast: Cast, name: str) -> None:
    theirs = decided(make_meeting(cast.other_body, Meeting.Status.DRAFT), "Lönnar vid torget.")
    own = make_meeting(cast.body, Meeting.Status.DRAFT)
    decided(own)
    asked, before = ASKS[name](own, theirs, cast.secretary), rows()
    answer = ask(logged_in(cast.secretary), own, asked)

    assert rows() == before
    assert answer.status_code in (
        {302} if name == "remove" else {404, 409, 410}
    )  # gone already, or not there
    assert "Lönnar" not in answer.content.decode()


@pytest.mark.parametrize("name", [*ASKS, "head", "attendance", "waive"])
def test_locked_minutes_are_never_changed_from_the_desk(cast: Cast, name: str) -> None:
    locked = make_circulated(cast.body, cast.secretary, cast.adjuster)
    item = locked.items.get()
    asked, before = (ASKS | WHOLE)[name](locked, item, cast.secretary), rows()
    answer = ask(logged_in(cast.secretary), locked, asked)

    assert rows() == before
    assert answer.status_code in ({200} if name == "offers" else {409, 422})
