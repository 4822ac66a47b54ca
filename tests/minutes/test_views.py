import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from decisions.models import Promise
from minutes.importer.interchange import book_from_wire
from minutes.models import Matter, Meeting, Presenter
from participants.models import Membership, PersonAlias
from tests.conftest import Cast, logged_in
from tests.factories import (
    PASSWORD,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_organization,
    make_person,
)


def listed(client: Client, **params: str) -> list[dt.date]:
    return [row.date for row in client.get(reverse("meeting-list"), params).context["page"].rows]


def test_meeting_list_shows_the_own_groups_meetings_newest_first(cast: Cast) -> None:
    for day in (1, 3, 2):
        make_meeting(cast.body, date=dt.date(2024, 1, day))
    make_meeting(cast.other_body)
    make_meeting(cast.body, status=Meeting.Status.DRAFT, date=dt.date(2024, 1, 4))

    assert listed(logged_in(cast.member)) == [dt.date(2024, 1, day) for day in (3, 2, 1)]
    assert listed(logged_in(cast.secretary)) == [dt.date(2024, 1, day) for day in (4, 3, 2, 1)]


def test_meeting_list_filters_and_shows_each_filter_as_a_chip(cast: Cast) -> None:
    make_meeting(cast.body, date=dt.date(2023, 5, 1))
    make_meeting(cast.body, date=dt.date(2024, 5, 1), status=Meeting.Status.PLANNED)
    client = logged_in(cast.member)

    assert listed(client, year="2023") == [dt.date(2023, 5, 1)]
    assert listed(client, status="planned") == [dt.date(2024, 5, 1)]
    assert listed(client, body=str(cast.body.pk), year="2024", status="imported") == []

    form = client.get(reverse("meeting-list"), {"year": "2023", "status": "imported"}).context["form"]
    assert form.chips() == [("År: 2023", "?status=imported"), ("Status: Inläst", "?year=2023")]


def test_meeting_list_treats_a_strange_group_as_one_that_does_not_exist(cast: Cast) -> None:
    client = logged_in(cast.member)
    errors = [
        client.get(reverse("meeting-list"), {"body": pk}).context["form"].errors
        for pk in (cast.other_body.pk, 10**9)
    ]

    assert errors[0] == errors[1] == {"body": ["Valet finns inte. Välj ett annat."]}


def test_meeting_list_walks_every_meeting_once(cast: Cast) -> None:
    for number in range(120):
        make_meeting(cast.body, date=dt.date(2024, 1, 1 + number % 3), number=str(number))
    client, address, seen = logged_in(cast.member), reverse("meeting-list"), []
    while address:
        page = client.get(address).context["page"]
        seen += [row.pk for row in page.rows]
        address = page.older_url and reverse("meeting-list") + page.older_url

    assert len(seen) == len(set(seen)) == page.total == 120
    assert seen == list(Meeting.objects.order_by("-date", "-pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "after", ["", "x", "2024-01-01", "2024-01-01_x", "2024-99-01_1", f"2024-01-01_{10**30}"]
)
def test_meeting_list_survives_a_broken_page_link(cast: Cast, after: str) -> None:
    make_meeting(cast.body, date=dt.date(2023, 1, 1))

    assert listed(logged_in(cast.member), after=after) == [dt.date(2023, 1, 1)]


def test_meeting_json_is_the_interchange_format(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    make_decision(make_item(meeting, "Cykelväg till Ängsholm"))

    response = logged_in(cast.member).get(reverse("meeting-json", args=[meeting.pk]))

    book = json.loads(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="protokoll-sg-2024-03-08.json"'
    assert [row["title"] for row in book[0]["items"]] == ["Cykelväg till Ängsholm"]
    assert book_from_wire(book, "protokoll.json").meetings[0].items[0].decisions[0].kind == "decision"
    assert "Ängsholm" in response.content.decode()


def test_matter_list_counts_only_what_the_reader_sees(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    Matter.objects.create(body=cast.body, title="Bara i ett utkast")
    make_item(make_meeting(cast.body), matter=matter)
    draft = make_meeting(cast.body, status=Meeting.Status.DRAFT, date=dt.date(2025, 1, 1))
    make_item(draft, matter=matter)
    make_item(draft, matter=Matter.objects.get(title="Bara i ett utkast"))

    page = logged_in(cast.member).get(reverse("matter-list")).context["page"]

    assert [(row.title, row.times, row.last_on) for row in page.object_list] == [
        ("Cykelplan", 1, dt.date(2024, 3, 8))
    ]


def test_matter_page_tells_the_story_but_not_the_draft(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    first = make_item(make_meeting(cast.body), "Cyklar", matter=matter)
    make_decision(first, "Planen skrivs om.")
    draft = make_meeting(cast.body, status=Meeting.Status.DRAFT, date=dt.date(2024, 6, 1))
    hidden = make_item(draft, "Hemlig vändning", matter=matter)
    Promise.objects.create(item=first, text="Åter i juni.", status="broken", settled_by=hidden)

    seen = logged_in(cast.member).get(matter.get_absolute_url()).content.decode()
    prepared = logged_in(cast.secretary).get(matter.get_absolute_url()).content.decode()

    assert "Planen skrivs om." in seen and "Åter i juni." in seen and "Brutet" in seen
    assert "Hemlig vändning" not in seen
    assert prepared.count("Hemlig vändning") == 3  # its heading, the promise, the drawing


def test_person_page_shows_periods_and_the_organisation_of_the_time(cast: Cast) -> None:
    person, before = make_person("Ylva Ås"), make_organization("Alnäs kommun")
    PersonAlias.objects.create(person=person, name="Ylva Aas")
    Membership.objects.create(
        person=person, body=cast.body, on_behalf_of=before, end_date=dt.date(2023, 12, 31)
    )
    Membership.objects.create(
        person=person, body=cast.body, on_behalf_of=cast.organization, start_date=dt.date(2024, 1, 1)
    )
    Membership.objects.create(person=person, body=cast.other_body, post="Hemlig post")
    old, strange = make_meeting(cast.body, date=dt.date(2023, 5, 5)), make_meeting(cast.other_body)
    make_attendance(old, person, before)
    make_attendance(strange, person, before)
    for meeting, title in ((old, "Cykelväg"), (strange, "Hemligt ärende")):
        Presenter.objects.create(item=make_item(meeting, title), person=person)

    response = logged_in(cast.member).get(person.get_absolute_url())

    text = response.content.decode()
    assert [row.on_behalf_of for row in response.context["memberships"]] == [cast.organization, before]
    assert [row.meeting for row in response.context["attendances"]] == [old]
    assert [row.title for row in response.context["presented"]] == ["Cykelväg"]
    assert "till 31 december 2023" in text and "från 1 januari 2024" in text and "Ylva Aas" in text
    assert "Hemlig" not in text


def test_login_leads_to_the_page_that_was_asked_for(cast: Cast) -> None:
    client = Client()
    address = client.get(reverse("meeting-list")).headers["Location"]

    wrong = client.post(address, {"username": "maja.ledamot@example.org", "password": "fel"})
    right = client.post(
        address,
        {"username": "Maja.Ledamot@example.org", "password": PASSWORD, "next": reverse("meeting-list")},
    )

    assert "hör inte ihop" in wrong.content.decode()
    assert right.headers["Location"] == reverse("meeting-list")


def test_logout_ends_the_session(cast: Cast) -> None:
    client = logged_in(cast.member)

    assert client.post(reverse("logout")).headers["Location"] == reverse("login")
    assert client.get(reverse("start")).status_code == 302


def test_password_is_changed(cast: Cast) -> None:
    client, new = Client(), "en-helt-annan-mening"
    client.login(email="maja.ledamot@example.org", password=PASSWORD)
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    assert client.post(reverse("password-change"), fields).headers["Location"] == reverse("password-changed")
    assert Client().login(email="maja.ledamot@example.org", password=new)


def test_missing_page_says_so_in_swedish(cast: Cast) -> None:
    response = logged_in(cast.member).get("/finns/inte/")

    assert response.status_code == 404
    assert "Sidan finns inte" in response.content.decode()


def test_edit_link_is_for_the_secretary_alone(cast: Cast) -> None:
    link = f'href="{reverse("admin:index")}"'

    assert link in logged_in(cast.secretary).get(reverse("start")).content.decode()
    assert link not in logged_in(cast.member).get(reverse("start")).content.decode()
