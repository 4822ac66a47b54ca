"""The register and a decision's page: filters that stand in the address, and what became of it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from decisions.models import Action, Citation, Compliance, Decision, DecisionRelation, Obligation
from minutes.models import Matter, Meeting, MeetingPart
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
    make_organization,
    make_person,
)

LIST = "/beslut/"


@pytest.fixture
def made(cast: Cast) -> dict[str, Decision]:
    """One decision a year, the second in a thread; a third that waits for its justering."""
    matter = Matter.objects.create(body=cast.body, title="Cykelplan för länet")
    old = make_decision(make_item(make_meeting(cast.body, date=dt.date(2022, 3, 4))), "Gammalt.")
    item = make_item(make_meeting(cast.body, date=dt.date(2023, 5, 5)), matter=matter)
    new = make_decision(item, "Enligt förslag.", resolved_text="Vägen byggs.")
    waiting = make_circulated(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 6, 7))
    return {"old": old, "new": new, "waiting": Decision.objects.get(item__meeting=waiting)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"old", "new", "waiting"}),
        ("since=2023-05-05", {"new", "waiting"}),
        ("until=2023-05-05", {"old", "new"}),
        ("since=2023-01-01&until=2023-12-31", {"new"}),
        ("since=snart", {"old", "new", "waiting"}),
        ("since=2024-01-01&until=2023-01-01", {"waiting"}),
        ("matter=cykelplan länet", {"new"}),
        ("matter=annat", set()),
        ("status=preliminary", {"waiting"}),
        ("status=in_force", {"old", "new"}),
        ("words=byggs", {"new"}),
    ],
)
def test_register_narrows(cast: Cast, made: dict[str, Decision], query: str, found: set[str]) -> None:
    page = logged_in(cast.member).get(f"{LIST}?{query}").context["page"]
    assert {name for name, row in made.items() if row in page.rows} == found
    assert page.total == len(found)


def test_filters_are_chips_that_lead_to_the_list_without_them(cast: Cast, made: dict[str, Decision]) -> None:
    answer = logged_in(cast.member).get(f"{LIST}?since=2023-05-05&matter=cykel&after=2024-01-01_1")
    assert [(chip.label, chip.url) for chip in answer.context["form"].chips()] == [
        ("Från och med: 5 maj 2023", "?matter=cykel"),
        ("Ärendetråd: cykel", "?since=2023-05-05"),
    ]
    assert answer.context["more_open"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=snart", "Skriv en dag, till exempel 2024-03-08."),
        ("since=2024-01-01&until=2023-01-01", "Sista dagen ligger före den första."),
    ],
)
def test_a_period_that_is_none_is_said_at_its_field(
    cast: Cast, made: dict[str, Decision], query: str, said: str
) -> None:
    assert said in logged_in(cast.member).get(f"{LIST}?{query}").content.decode()


def test_rows_say_what_enligt_forslag_means_and_who_is_to_do_it(
    cast: Cast, made: dict[str, Decision]
) -> None:
    alnas, boda = make_organization("Alnäs kommun"), make_organization("Boda kommun")
    action = Action.objects.create(item=made["new"].item, decision=made["new"], text="Bygg.")
    Obligation.objects.create(action=action, organization=boda)
    make_obligation(made["new"].item, alnas)
    other = Action.objects.create(item=made["old"].item, decision=made["old"], text="Annat.")
    Obligation.objects.create(action=other, organization=boda)

    answer = logged_in(cast.member).get(LIST)
    rows: dict[int, Any] = {row.pk: row for row in answer.context["page"].rows}
    assert [row["name"] for row in rows[made["new"].pk].owed_rows] == ["Alnäs", "Boda"]
    assert [row["name"] for row in rows[made["old"].pk].owed_rows] == ["Boda"]
    assert "Vägen byggs." in answer.content.decode() and "Preliminärt" in answer.content.decode()


def test_a_quoted_decision_is_not_counted(cast: Cast, made: dict[str, Decision]) -> None:
    Citation.objects.create(item=made["new"].item, text="Gruppen beslutade då att vägen byggs.")
    assert logged_in(cast.member).get(f"{LIST}?words=vägen").context["page"].total == 1


def test_pages_go_on_where_the_last_ended_without_an_offset(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    meeting = make_meeting(cast.body)
    item = make_item(meeting)
    for number in range(55):
        make_decision(item, f"Beslut {number}.")
    client = logged_in(cast.member)
    first = client.get(LIST).context["page"]
    second = client.get(f"{LIST}{first.older_url}").context["page"]
    assert (len(first.rows), len(second.rows), second.older_url) == (50, 5, "")
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_decision_page_shows_who_was_there_for_its_part_only(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    first = MeetingPart.objects.create(meeting=meeting, position=1, title="Del ett")
    second = MeetingPart.objects.create(meeting=meeting, position=2, title="Del två")
    for name, parts in (("Hela Mötet", []), ("Bara Första", [first]), ("Bara Andra", [second])):
        make_attendance(meeting, make_person(name), cast.organization).parts.set(parts)
    decision = make_decision(make_item(meeting, part=first))
    text = logged_in(cast.member).get(decision.get_absolute_url()).content.decode()
    assert "Hela Mötet" in text and "Bara Första" in text and "Bara Andra" not in text
    assert "Vilka var med i Del ett? 2 närvarande" in text


def test_silence_is_counted_from_what_was_last_heard(cast: Cast) -> None:
    decision = make_decision(make_item(make_meeting(cast.body, date=dt.date(2024, 3, 8))))
    client = logged_in(cast.member)
    assert "Inget hört på" in client.get(decision.get_absolute_url()).content.decode()
    Compliance.objects.create(
        decision=decision, organization=cast.organization, status="followed", noted_on=dt.date(2024, 9, 2)
    )
    context = client.get(decision.get_absolute_url()).context
    assert context["heard_on"] == dt.date(2024, 9, 2)
    text = client.get(decision.get_absolute_url()).content.decode()
    assert "Inget hört på" not in text and "2 september 2024" in text


def relate(cast: Cast, decision: Decision, who: str = "secretary", **given: str) -> Any:
    return logged_in(getattr(cast, who)).post(reverse("decision-relate", args=[decision.slug]), given)


def test_secretary_notes_what_a_decision_does_to_an_older(cast: Cast, made: dict[str, Decision]) -> None:
    answer = relate(cast, made["new"], kind="replaces", older=made["old"].number.lower())
    assert answer.headers["Location"] == made["new"].get_absolute_url()
    assert DecisionRelation.objects.get().older == made["old"]
    page = logged_in(cast.member).get(f"{LIST}?status=is_replaced").context["page"]
    assert page.rows == [made["old"]]


@pytest.mark.parametrize("older", ["", "SG 1999-01-01 §1", "new", "waiting", "twice", "far"])
def test_a_relation_that_cannot_be_is_refused_with_the_page(
    cast: Cast, made: dict[str, Decision], older: str
) -> None:
    far = make_decision(make_item(make_meeting(cast.other_body, date=dt.date(2020, 1, 1))))
    if older == "twice":
        made["new"].to_older.create(older=made["old"], kind="replaces")
    numbers = {"new": made["new"], "waiting": made["waiting"], "twice": made["old"], "far": far}
    number = numbers[older].number if older in numbers else older
    before = DecisionRelation.objects.count()
    answer = relate(cast, made["new"], kind="replaces", older=number)
    assert answer.status_code == 422
    assert "<title>Fel: " in answer.content.decode()
    assert DecisionRelation.objects.count() == before


def test_sealed_decisions_may_get_relations_from_the_secretary_alone(
    cast: Cast, made: dict[str, Decision]
) -> None:
    Meeting.objects.filter(pk=made["new"].item.meeting_id).update(status=Meeting.Status.APPROVED)
    given = {"kind": "replaces", "older": made["old"].number}
    for who in ("member", "adjuster", "outsider"):
        assert relate(cast, made["new"], who, **given).status_code == 404
    assert relate(cast, made["new"], **given).status_code == 302
    noted = DecisionRelation.objects.get()
    assert noted.noted_by == account(cast.secretary) and noted.noted_at
    assert (
        "Anteckna samband" not in logged_in(cast.member).get(made["new"].get_absolute_url()).content.decode()
    )


def test_only_what_was_noted_on_the_page_is_taken_back_there(cast: Cast, made: dict[str, Decision]) -> None:
    written = made["new"].to_older.create(older=made["old"], kind="reaffirms")
    relate(cast, made["new"], kind="replaces", older=made["old"].number)
    noted = made["new"].to_older.get(kind="replaces")
    client = logged_in(cast.secretary)
    addresses = {
        row: reverse("decision-unrelate", args=[made["new"].slug, row.pk]) for row in (written, noted)
    }
    text = client.get(made["new"].get_absolute_url()).content.decode()
    assert addresses[noted] in text and addresses[written] not in text
    assert addresses[noted] not in logged_in(cast.member).get(made["new"].get_absolute_url()).content.decode()
    assert client.post(addresses[written]).status_code == 404
    assert client.post(addresses[noted]).status_code == 302
    assert list(DecisionRelation.objects.all()) == [written]
