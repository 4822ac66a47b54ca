"""Attendance at the desk: a choice for each person, parts of the meeting in words, others by name."""

import pytest
from django.test import Client

from minutes.models import Attendance, Meeting
from tests.conftest import Cast, logged_in
from tests.decisions.desk_pages import desk, opened, send, text_of
from tests.factories import account, make_attendance, make_meeting


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.body, Meeting.Status.DRAFT)


@pytest.fixture
def client(cast: Cast) -> Client:
    return logged_in(cast.secretary)


def test_attendance_is_one_choice_a_person(cast: Cast, meeting: Meeting, client: Client) -> None:
    user = account(cast.secretary)
    form = opened(meeting, user, "narvaro")
    changes = {
        f"p{cast.member.pk}": "on_site",
        f"p{cast.adjuster.pk}": "digital",
        "others": "Gun Gäst, Ekby kommun\nBo Bortaman (frånvarande)",
    }
    assert send(client, meeting, "narvaro", form, **changes).status_code == 302
    rows = Attendance.objects.filter(meeting=meeting)

    assert {(row.display_name, row.mode, row.role) for row in rows} == {
        ("Maja Ledamot", "on_site", "member"),
        ("Jon Justerare", "digital", "member"),
        ("Gun Gäst", "on_site", "guest"),
        ("Bo Bortaman", "absent", "guest"),
    }
    again = opened(meeting, user, "narvaro")
    send(client, meeting, "narvaro", again, **{f"p{cast.member.pk}": ""})
    assert not rows.filter(person=cast.member).exists()


@pytest.mark.parametrize(
    ("others", "says"),
    [
        ("Anna Ek (jurist), Ekby", "inom parentes"),
        ("Maja Ledamot", "står redan i listan"),
        ("Gun Gäst, Månen", "deltar inte"),
        (", Ekby", "saknar namn"),
    ],
)
def test_wrong_name_in_the_attendance(
    cast: Cast, meeting: Meeting, client: Client, others: str, says: str
) -> None:
    form = opened(meeting, account(cast.secretary), "narvaro")
    page = send(client, meeting, "narvaro", form, others=others, **{f"p{cast.member.pk}": "on_site"})

    assert page.status_code == 422
    assert [sentence for _, _, sentence in page.context["faults"] if says in sentence]
    assert page.context["page"].attendance.form["others"].value() == others


@pytest.fixture
def parts(meeting: Meeting) -> list[int]:
    return [meeting.parts.create(position=at, title=f"Del {at}").pk for at in (1, 2)]


def test_parts_of_the_meeting_are_chosen_by_their_titles(
    cast: Cast, meeting: Meeting, client: Client, parts: list[int]
) -> None:
    page = text_of(client.get(desk(meeting)))
    for words in ("Hela mötet", "Del 1", "Del 2", "Del 1 och Del 2"):
        assert f">{words}</option>" in page
    name, form = f"p{cast.member.pk}", opened(meeting, account(cast.secretary), "narvaro")
    send(client, meeting, "narvaro", form, **{name: "on_site", f"{name}-parts": str(parts[1])})

    assert [part.title for part in Attendance.objects.get(person=cast.member).parts.all()] == ["Del 2"]


def test_two_who_chose_different_parts_see_both_in_words(
    cast: Cast, meeting: Meeting, client: Client, parts: list[int]
) -> None:
    row = make_attendance(meeting, cast.member, cast.organization)
    form = opened(meeting, account(cast.secretary), "narvaro")
    row.parts.set([parts[0]])
    page = send(client, meeting, "narvaro", form, **{f"p{cast.member.pk}-parts": str(parts[1])})

    assert page.status_code == 409
    assert any("I boken står: Del 1" in says or "Del 1" in says for _, _, says in page.context["faults"])
    assert f"”{parts[0]}”" not in text_of(page)
    assert [part.pk for part in row.parts.all()] == [parts[0]]


def test_part_that_is_gone_is_told(cast: Cast, meeting: Meeting, client: Client, parts: list[int]) -> None:
    form = opened(meeting, account(cast.secretary), "narvaro")
    meeting.parts.filter(pk=parts[1]).delete()
    name = f"p{cast.member.pk}"
    page = send(client, meeting, "narvaro", form, **{name: "on_site", f"{name}-parts": str(parts[1])})

    assert page.status_code == 422
    assert "En av mötets delar finns inte längre" in text_of(page)
    assert not Attendance.objects.exists()
