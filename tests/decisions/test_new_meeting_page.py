"""The page that makes a new meeting."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from decisions.models import Action
from minutes.models import AgendaItem, Matter, Meeting, StandingItem
from participants.models import Membership, User
from tests.conftest import Cast, logged_in
from tests.decisions.plans import APRIL, DAY, MARCH, MAY, NONE, promise, proposal
from tests.factories import make_body, make_item, make_meeting

PAGE = "/admin/minutes/meeting/nytt/"


@pytest.fixture
def desk(cast: Cast) -> Client:
    return logged_in(cast.secretary)


def fields(response: Any) -> dict[str, str]:
    form = response.context["form"]
    return {name: str(form[name].value() or "") for name in ("date", "start", "end", "place", "number")}


def test_page_starts_with_what_the_group_usually_does(cast: Cast, desk: Client) -> None:
    make_meeting(cast.body, start=dt.time(9), end=dt.time(12), place="Ekby")

    response = desk.get(PAGE)

    assert fields(response) == {
        "date": "",
        "start": "09:00:00",
        "end": "12:00:00",
        "place": "Ekby",
        "number": "",
    }
    assert "autofocus" in response.content.decode()
    assert 'name="body"' not in response.content.decode()


@pytest.mark.parametrize("typed", ["2024-04-05", "5 april 2024", "240405", "5/4 2024"])
def test_one_press_makes_the_meeting(cast: Cast, desk: Client, typed: str) -> None:
    promise(make_item(make_meeting(cast.body, start=dt.time(9)), "Cykelplan"))

    response = desk.post(PAGE, {"date": typed, "start": "9", "end": "11.30", "act": "start"})

    meeting = Meeting.objects.get(date=APRIL)
    assert response.headers["Location"] == f"/admin/minutes/meeting/{meeting.pk}/skrivbord/"
    assert (meeting.start, meeting.end) == (dt.time(9), dt.time(11, 30))
    assert [item.title for item in meeting.items.all()] == ["Cykelplan"]


def test_preview_says_why_and_keeps_what_was_unticked(cast: Cast, desk: Client) -> None:
    item = make_item(make_meeting(cast.body, place="Ekby"), "Cykelplan")
    row = promise(item, text="Åter vid nästa <möte>.")
    standing = StandingItem.objects.create(body=cast.body, title="Övrigt")
    keys = [f"standing-{standing.pk}", f"promise-{row.pk}"]
    sent = {"date": "5 april 2024", "place": "Byhuset", "act": "show", "shown": keys, "chosen": keys[1:]}

    response = desk.post(PAGE, sent, follow=True)

    page = response.content.decode()
    assert "date=2024-04-05" in response.redirect_chain[0][0]
    assert [(row.key, ticked) for row, ticked in response.context["rows"]] == [
        (keys[0], False),
        (keys[1], True),
    ]
    assert "Åter vid nästa &lt;möte&gt;." in page
    assert f'href="{item.get_absolute_url()}"' in page
    assert fields(response)["place"] == "Byhuset"
    assert Meeting.objects.count() == 1


def test_unticked_items_are_left_out(cast: Cast, desk: Client) -> None:
    first = StandingItem.objects.create(body=cast.body, title="Val av justerare")
    second = StandingItem.objects.create(body=cast.body, title="Övrigt", is_last=True)
    keys = [f"standing-{first.pk}", f"standing-{second.pk}"]

    desk.post(PAGE, {"date": "2024-04-05", "act": "start", "shown": keys, "chosen": keys[1:]})

    assert [item.title for item in Meeting.objects.get().items.all()] == ["Övrigt"]


def test_errors_stand_together_and_what_was_typed_stays(cast: Cast, desk: Client) -> None:
    response = desk.post(
        PAGE, {"date": "31 februari", "start": "13:00", "end": "12:00", "place": "Ekby\x1b", "act": "start"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    for field in ("date", "end", "place"):
        assert f'<a href="#id_{field}">' in page
    assert {name: fields(response)[name] for name in ("date", "start", "end")} == {
        "date": "31 februari",
        "start": "13:00",
        "end": "12:00",
    }
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("typed", ["", "9999999999", "x" * 100_000, "2024-13-01", "0001-01-01"])
def test_day_is_asked_for(cast: Cast, desk: Client, typed: str) -> None:
    response = desk.post(PAGE, {"date": typed, "act": "start"})

    assert response.status_code == 422
    assert '<a href="#id_date">' in response.content.decode()


def test_meeting_that_exists_is_linked_to(cast: Cast, desk: Client) -> None:
    there = make_meeting(cast.body, date=APRIL)

    response = desk.post(PAGE, {"date": "2024-04-05", "act": "start"})

    assert response.status_code == 409
    assert f'href="/admin/minutes/meeting/{there.pk}/skrivbord/"' in response.content.decode()
    assert Meeting.objects.count() == 1


def test_day_before_locked_minutes_is_fine_but_says_so(cast: Cast, desk: Client) -> None:
    make_meeting(cast.body, Meeting.Status.APPROVED, date=MAY)

    assert "protokoll redan är låst" in desk.get(PAGE, {"date": "2024-04-05"}).content.decode()
    assert desk.post(PAGE, {"date": "2024-04-05", "act": "start"}).status_code == 302
    assert Meeting.objects.filter(date=APRIL).exists()


def test_double_submit_of_the_page_goes_to_the_one_meeting(cast: Cast, desk: Client) -> None:
    key = desk.get(PAGE).context["form"]["key"].value()
    sent = {"date": "2024-04-05", "act": "start", "key": str(key)}

    answers = [desk.post(PAGE, sent).headers["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert Meeting.objects.count() == 1


def test_group_is_asked_for_when_there_are_several(cast: Cast) -> None:
    body = make_body("TG", default_place="Torget")
    Membership.objects.create(person=cast.secretary, body=body, role=Membership.Role.SECRETARY)
    make_meeting(cast.body, place="Ekby")
    client = logged_in(cast.secretary)

    response = client.get(PAGE)
    assert set(response.context["form"].bodies) == {str(cast.body.pk), str(body.pk)}
    assert client.post(PAGE, {"date": "2024-04-05", "act": "start"}).status_code == 422

    # The page showed the one group's place, and the other was chosen.
    sent = {"body": body.pk, "date": "2024-04-05", "place": "Ekby", "filled_for": cast.body.pk}
    client.post(PAGE, {**sent, "act": "start"})
    assert Meeting.objects.get(date=APRIL).place == "Torget"


def test_other_roles_do_not_reach_the_page(cast: Cast, desk: Client) -> None:
    for person in (cast.member, cast.adjuster, cast.outsider):
        client = logged_in(person)
        given = {"date": "2024-04-05", "act": "start"}
        for response in (client.get(PAGE, follow=True), client.post(PAGE, given, follow=True)):
            assert response.redirect_chain[-1][0] == "/"
    assert Client().get(PAGE, follow=True).redirect_chain[-1][0].startswith("/logga-in/")
    sent = {"body": f"{cast.other_body.pk}", "date": "2024-04-05", "act": "start"}
    desk.post(PAGE, sent)
    assert not Meeting.objects.filter(body=cast.other_body).exists()
    assert desk.put(PAGE).status_code == 405


def test_superuser_of_an_empty_book_is_told_to_add_a_group(db: None) -> None:
    root = User.objects.create_superuser("root@example.org", "ett-långt-lösenord")

    assert "Lägg till en grupp" in logged_in(root).get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_page_costs_the_same_for_many_reasons(
    cast: Cast, desk: Client, count: int, django_assert_num_queries: Any
) -> None:
    february, march = make_meeting(cast.body, date=dt.date(2024, 2, 2)), make_meeting(cast.body, date=MARCH)
    for number in range(count):
        matter = Matter.objects.create(body=cast.body, title=f"Tråd {number}")
        promise(make_item(march, f"Lovad fråga {number}", matter=matter))
        put_off = make_item(february, f"Bordlagd {number}", outcome=AgendaItem.Outcome.DEFERRED)
        promise(put_off, NONE)
        Action.objects.create(item=put_off, text="Gör.", due_on=MARCH, due_precision=DAY)
        proposal(cast, f"Föreslaget {number}")
        StandingItem.objects.create(body=cast.body, title=f"Stående {number}")

    # Session, user, may write, the groups; last meetings, the day's, locked; standing, promises, put off
    # with their promises, later items, actions, proposals.
    with django_assert_num_queries(15):
        response = desk.get(PAGE, {"date": "2024-04-05"})
    assert len(response.context["rows"]) >= 3 * count
