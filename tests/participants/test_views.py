import datetime as dt

from django.urls import reverse

from decisions.models import Progress
from minutes.models import Meeting
from participants.models import Membership, Participation
from tests.conftest import Cast, logged_in
from tests.factories import (
    make_attendance,
    make_item,
    make_meeting,
    make_obligation,
    make_organization,
    make_person,
)


def test_organization_list_shows_those_that_the_own_groups_know(cast: Cast) -> None:
    seat, named, role = (make_organization(f"{name} kommun") for name in ("Östby", "Ängsby", "Zinkby"))
    Participation.objects.create(body=cast.body, organization=seat)
    make_attendance(make_meeting(cast.body), make_person(), named)
    Membership.objects.create(person=make_person(), body=cast.body, on_behalf_of=role)
    make_organization("Ingenstans kommun")
    Participation.objects.create(body=cast.other_body, organization=seat)

    response = logged_in(cast.member).get(reverse("organization-list"))

    assert [row.name for row in response.context["organizations"]] == [
        "Ekby kommun",
        "Zinkby kommun",
        "Ängsby kommun",
        "Östby kommun",
    ]
    assert cast.other_body.short_name not in response.content.decode()


def test_superuser_sees_every_organisation(cast: Cast) -> None:
    make_organization("Ingenstans kommun")

    response = logged_in(cast.superuser).get(reverse("organization-list"))

    assert [row.name for row in response.context["organizations"]] == [
        "Alnäs kommun",
        "Ekby kommun",
        "Ingenstans kommun",
    ]


def test_organization_page_keeps_to_the_reader_s_groups(cast: Cast) -> None:
    organization, strange = cast.organization, make_meeting(cast.other_body)
    person = make_person("Ylva Ås")
    Membership.objects.create(person=person, body=cast.other_body, on_behalf_of=organization)
    make_attendance(strange, person, organization)
    make_obligation(make_item(strange), organization, "Hemlig uppgift.")
    draft = make_meeting(cast.body, status=Meeting.Status.DRAFT)
    make_obligation(make_item(draft), organization, "Uppgift i ett utkast.")
    make_obligation(make_item(make_meeting(cast.body, date=dt.date(2023, 1, 1))), organization, "Svara.")

    response = logged_in(cast.member).get(organization.get_absolute_url())

    assert [row.action.text for row in response.context["open_obligations"]] == ["Svara."]
    assert {row.person for row in response.context["memberships"]} == {
        cast.secretary,
        cast.adjuster,
        cast.member,
    }
    assert list(response.context["attendances"]) == []
    assert "Hemlig" not in response.content.decode() and "utkast" not in response.content.decode()


def test_organization_page_parts_what_is_open_from_what_is_done(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    for text, status, due in (
        ("Senare.", Progress.NOT_STARTED, dt.date(2025, 1, 1)),
        ("Utan tid.", Progress.IN_PROGRESS, None),
        ("Först.", Progress.NOT_STARTED, dt.date(2024, 1, 1)),
        ("Gjort.", Progress.DONE, None),
        ("Struket.", Progress.DROPPED, None),
    ):
        obligation = make_obligation(make_item(meeting), cast.organization, text)
        obligation.status, obligation.action.due_on = status, due
        obligation.save()
        obligation.action.save()

    context = logged_in(cast.member).get(cast.organization.get_absolute_url()).context

    assert [row.action.text for row in context["open_obligations"]] == ["Först.", "Senare.", "Utan tid."]
    assert {row.action.text for row in context["settled_obligations"]} == {"Gjort.", "Struket."}
