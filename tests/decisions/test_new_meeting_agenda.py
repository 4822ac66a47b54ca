"""What a new meeting's agenda starts with, and where each item comes from."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from decisions.desk.new_meeting import plan_meeting
from decisions.desk.reasons import FOLLOW_UP, TOLD_WITH, Reason
from decisions.models import Action, Origin, Promise
from minutes.models import AgendaItem, AgendaProposal, Matter, Meeting, StandingItem
from tests.conftest import Cast
from tests.decisions.plans import (
    APRIL,
    DAY,
    MARCH,
    MAY,
    MEETING,
    MONTH,
    NONE,
    YEAR,
    agenda,
    by,
    promise,
    proposal,
    start,
    titles,
)
from tests.factories import account, make_item, make_meeting


def test_standing_items_surround_what_was_found(cast: Cast) -> None:
    StandingItem.objects.create(body=cast.body, title="Övriga frågor", is_last=True)
    StandingItem.objects.create(body=cast.body, title="Föregående möte", position=2, background="Genomgång.")
    StandingItem.objects.create(body=cast.body, title="Val av justerare", position=1)
    StandingItem.objects.create(body=cast.other_body, title="Annan grupps punkt")
    promise(make_item(make_meeting(cast.body), "Cykelplan"))

    items = agenda(cast)

    assert [item.title for item in items] == [
        "Val av justerare",
        "Föregående möte",
        "Cykelplan",
        "Övriga frågor",
    ]
    assert [item.background for item in items] == ["", "Genomgång.", "", ""]


@pytest.mark.parametrize(
    ("precision", "on", "expected"),
    [
        (DAY, APRIL, [APRIL]),
        (DAY, dt.date(2024, 4, 2), [APRIL]),  # no meeting that day: the first one after
        (MONTH, dt.date(2024, 4, 30), [APRIL]),
        (MEETING, dt.date(2024, 4, 30), [APRIL]),
        (MEETING, None, [APRIL]),
        (MONTH, dt.date(2024, 3, 31), [APRIL]),  # said in March, of March, where nothing more was held
        (DAY, MAY, [MAY]),
        (MONTH, dt.date(2024, 5, 31), [MAY]),
        (NONE, None, []),
        (YEAR, dt.date(2024, 12, 31), []),
    ],
)
def test_promise_means_the_first_meeting_from_its_time_on(
    cast: Cast, precision: str, on: dt.date | None, expected: list[dt.date]
) -> None:
    promise(make_item(make_meeting(cast.body, date=MARCH), "Cykelplan"), precision, on)

    assert ("Cykelplan" in titles(cast, APRIL)) is (APRIL in expected)
    make_meeting(cast.body, Meeting.Status.DRAFT, date=APRIL)
    assert ("Cykelplan" in titles(cast, MAY)) is (MAY in expected)


def test_promise_comes_on_once_though_two_meet_that_day(cast: Cast) -> None:
    promise(make_item(make_meeting(cast.body, date=MARCH), "Cykelplan"))
    make_meeting(cast.body, Meeting.Status.PLANNED, date=APRIL)

    assert titles(cast, APRIL) == []


@pytest.mark.parametrize("status", [Promise.Status.KEPT, Promise.Status.MOVED, Promise.Status.BROKEN])
def test_settled_promise_is_left(cast: Cast, status: str) -> None:
    promise(make_item(make_meeting(cast.body)), status=status)

    assert titles(cast) == []


def test_promise_to_another_group_or_meeting_is_left(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    promise(item, target_body=cast.other_body)
    promise(item, target_meeting=make_meeting(cast.body, Meeting.Status.PLANNED, date=MAY))

    assert titles(cast) == []


def test_item_put_off_comes_back_until_it_is_taken_up(cast: Cast) -> None:
    meeting = make_meeting(cast.body, date=dt.date(2024, 2, 2))
    make_item(meeting, "Avtal om färdtjänst", outcome=AgendaItem.Outcome.DEFERRED)
    make_item(meeting, "Lokaler", outcome=AgendaItem.Outcome.WITHDRAWN)
    promise(make_item(meeting, "Larmcentral", outcome=AgendaItem.Outcome.WITHDRAWN), NONE)
    assert titles(cast) == ["Avtal om färdtjänst", "Larmcentral"]

    make_item(make_meeting(cast.body, date=MARCH), "Avtal om färdtjänst")

    assert titles(cast) == ["Larmcentral"]


def test_item_withdrawn_again_is_not_taken_up(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Färdtjänst")
    february = make_meeting(cast.body, date=dt.date(2024, 2, 2))
    make_item(february, "Avtal", matter=matter, outcome=AgendaItem.Outcome.DEFERRED)
    again = make_item(make_meeting(cast.body, date=MARCH), "Upphandling", matter=matter)
    assert titles(cast) == []

    again.outcome = AgendaItem.Outcome.WITHDRAWN
    again.save()

    assert titles(cast) == ["Avtal"]


def test_item_put_off_to_a_later_time_waits_for_it(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body), "Avtal", outcome=AgendaItem.Outcome.DEFERRED)
    promise(item, MONTH, dt.date(2024, 5, 31))

    assert titles(cast, APRIL) == []
    assert titles(cast, MAY) == ["Avtal"]


def test_item_of_a_closed_thread_or_long_ago_is_left(cast: Cast) -> None:
    closed = Matter.objects.create(body=cast.body, title="Lokaler", status=Matter.Status.CLOSED)
    make_item(make_meeting(cast.body), "Lokaler", matter=closed, outcome=AgendaItem.Outcome.DEFERRED)
    old = make_meeting(cast.body, date=dt.date(2019, 3, 8))
    make_item(old, "Avtal", outcome=AgendaItem.Outcome.DEFERRED)

    assert titles(cast) == []


def test_item_put_on_an_agenda_under_another_title_is_taken_up(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body), "Avtal", outcome=AgendaItem.Outcome.DEFERRED)
    made = start(cast)
    made.items.update(title="Färdtjänst från 2025")

    assert titles(cast, MAY) == []
    assert made.items.get().origins.get().deferred == item


def test_actions_that_are_due_are_followed_up_in_one_item(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    for text, on, status in [
        ("Skicka enkäten.", dt.date(2024, 3, 20), Action.Status.NOT_STARTED),
        ("Utse kontaktperson.", APRIL, Action.Status.IN_PROGRESS),
        ("Boka lokal.", APRIL, Action.Status.DONE),
        ("Skriv rapporten.", MAY, Action.Status.NOT_STARTED),
        ("Hör av er.", None, Action.Status.NOT_STARTED),
    ]:
        precision = DAY if on else NONE
        Action.objects.create(item=item, text=text, due_on=on, due_precision=precision, status=status)

    (follow_up,) = agenda(cast)

    assert (follow_up.title, follow_up.background) == (FOLLOW_UP, "")
    assert [reason.words for reason in follow_up.reasons] == ["Skicka enkäten.", "Utse kontaktperson."]


def test_prepared_proposals_come_on(cast: Cast) -> None:
    answers = AgendaProposal.Answer
    proposal(cast, "Klar")
    proposal(cast, "Väntar", answer=answers.WAITING)
    proposal(cast, "Ofullständig", answer=answers.INCOMPLETE)
    proposal(cast, "Annat forum", answer=answers.ELSEWHERE)
    proposal(cast, "Blev utan", meeting=make_meeting(cast.body))
    proposal(cast, "Till maj", meeting=make_meeting(cast.body, Meeting.Status.PLANNED, date=MAY))
    proposal(cast, "Redan på", item=make_item(make_meeting(cast.body, date=dt.date(2024, 2, 2))))
    proposal(cast, "Annan grupp", body=cast.other_body)

    assert titles(cast) == ["Klar", "Blev utan"]


def test_one_question_is_one_item_whatever_the_reasons(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    february, march = make_meeting(cast.body, date=dt.date(2024, 2, 2)), make_meeting(cast.body, date=MARCH)
    first = make_item(february, "Cykelplan", matter=matter, outcome=AgendaItem.Outcome.DEFERRED)
    promise(first, DAY, APRIL, text="Åter i april.")
    again = make_item(march, "Regional cykelplan", matter=matter, outcome=AgendaItem.Outcome.DEFERRED)
    proposal(cast, "CYKELPLAN")

    (item,) = agenda(cast)

    assert (item.title, item.matter) == ("Regional cykelplan", matter)
    assert [reason.why for reason in item.reasons] == ["Lovat", "Bordlades", "Förslag"]
    assert item.reasons[1].origin.deferred == again


def test_standing_item_keeps_its_title_and_takes_reasons(cast: Cast) -> None:
    StandingItem.objects.create(body=cast.body, title="Uppföljning av åtgärder")
    item = make_item(make_meeting(cast.body))
    Action.objects.create(item=item, text="Skicka enkäten.", due_on=APRIL, due_precision=DAY)

    (planned,) = agenda(cast)

    assert planned.is_standing
    assert [reason.words for reason in planned.reasons] == ["Skicka enkäten."]


def test_other_groups_never_show(cast: Cast) -> None:
    far = make_meeting(cast.other_body)
    item = make_item(far, "Hemlig", outcome=AgendaItem.Outcome.DEFERRED)
    promise(item)
    promise(item, target_body=cast.body)
    Action.objects.create(item=item, text="Hemlig.", due_on=MARCH, due_precision=DAY)
    proposal(cast, "Hemlig", body=cast.other_body)
    StandingItem.objects.create(body=cast.other_body, title="Hemlig")

    assert titles(cast) == []
    assert plan_meeting(cast.other_body, APRIL, by(cast)).items == ()


def test_reason_leads_to_the_sentence(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body), "Cykelplan")
    promise(item, text="Åter vid nästa möte.")
    asked = proposal(cast)

    promised, proposed = (row.reasons[0] for row in agenda(cast))

    assert (promised.words, promised.url) == ("Åter vid nästa möte.", item.get_absolute_url())
    assert promised.source == "8 mars 2024, § 1 Cykelplan"
    assert proposed.url == reverse("proposal-detail", args=[asked.pk])
    assert (proposed.words, proposed.source) == ("Tre kommuner vill dela växel.", account(cast.member).email)


def test_stored_origins_are_told_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    item = make_item(make_meeting(cast.body), "Cykelplan", outcome=AgendaItem.Outcome.DEFERRED)
    promise(item)
    Action.objects.create(item=item, text="Skicka enkäten.", due_on=MARCH, due_precision=DAY)
    proposal(cast)
    made = start(cast)

    with django_assert_num_queries(1):
        told = [Reason(row) for row in Origin.objects.filter(item__meeting=made).select_related(*TOLD_WITH)]
        assert [(row.why, bool(row.words and row.source and row.url)) for row in told] == [
            ("Lovat", True),
            ("Bordlades", True),
            ("Åtgärd", True),
            ("Förslag", True),
        ]
