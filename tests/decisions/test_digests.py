"""Letters that sum up: each once for its period, with what the reader may see, and none about nothing."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from decisions.digests import write_digests
from decisions.models import Action, Every, Subscription
from minutes.models import Letter, Meeting, StatusChange
from participants.models import Membership
from tests.conftest import Cast
from tests.factories import account, make_decision, make_item, make_meeting, make_obligation

MARK = "Hemlig märkning"
MONDAY = timezone.make_aware(dt.datetime(2026, 11, 30, 6))
WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)


def publish(meeting: Meeting, at: dt.datetime) -> Meeting:
    StatusChange.objects.create(meeting=meeting, from_status="draft", to_status="circulated", at=at)
    return meeting


def decide(cast: Cast, text: str, at: dt.datetime, number: str = "") -> None:
    make_decision(make_item(publish(make_meeting(cast.body, number=number), at)), text)


def letters(cast: Cast) -> list[Letter]:
    return list(Letter.objects.filter(user=account(cast.member)).order_by("pk"))


def choose(cast: Cast, every: str) -> None:
    Subscription.objects.update_or_create(user=account(cast.member), defaults={"every": every})


def test_week_is_told_once_to_each_and_names_what_is_new(cast: Cast) -> None:
    decide(cast, "Gruppen antar planen.", MONDAY - DAY)
    assert write_digests(MONDAY) == 3  # secretary, justerare and member; the outsider's group has no news
    assert write_digests(MONDAY) == write_digests(MONDAY + 6 * DAY) == 0

    (letter,) = letters(cast)
    assert letter.subject == "Protokollboken vecka 48, 1 nytt beslut" and letter.sent_at is None
    assert "Gruppen antar planen." in letter.body and "/brev-och-kalender/" in letter.body
    assert letter.key == f"digest-week-2026-49/{account(cast.member).pk}"


def test_what_comes_after_the_period_waits_for_the_next(cast: Cast) -> None:
    decide(cast, "Söndagens.", MONDAY - DAY, "1")
    decide(cast, "Måndagens.", MONDAY - dt.timedelta(hours=1), "2")
    write_digests(MONDAY)
    write_digests(MONDAY + WEEK)
    Letter.objects.update(created_at=MONDAY)

    first = letters(cast)[0]
    assert "Söndagens." in first.body and "Måndagens." not in first.body


def test_nothing_falls_between_when_weeks_are_missed(cast: Cast) -> None:
    decide(cast, "Första.", MONDAY - DAY, "1")
    write_digests(MONDAY)
    Letter.objects.update(created_at=MONDAY)
    decide(cast, "Andra.", MONDAY + DAY, "2")

    write_digests(MONDAY + 3 * WEEK)  # the server stood still for two of them

    body = letters(cast)[-1].body
    assert "Andra." in body and "Första." not in body


def test_daily_letter_and_the_change_to_it_tell_nothing_twice(cast: Cast) -> None:
    decide(cast, "Söndagens.", MONDAY - DAY, "1")
    write_digests(MONDAY)
    Letter.objects.update(created_at=MONDAY)
    choose(cast, Every.DAY)
    decide(cast, "Tisdagens.", MONDAY + DAY, "2")

    write_digests(MONDAY + 2 * DAY)

    assert len(letters(cast)) == 2
    assert letters(cast)[-1].subject == "Protokollboken 1 december 2026, 1 nytt beslut"
    assert "Söndagens." not in letters(cast)[-1].body


@pytest.mark.parametrize("every", [Every.DAY, Every.WEEK, Every.NEVER])
def test_nobody_gets_a_letter_about_nothing_or_against_the_own_choice(cast: Cast, every: str) -> None:
    choose(cast, every)
    write_digests(MONDAY)
    assert letters(cast) == []
    decide(cast, "Gruppen antar planen.", MONDAY - DAY)
    write_digests(MONDAY)
    assert len(letters(cast)) == (every != Every.NEVER)


def test_weekly_letter_reminds_of_what_is_late_in_words(cast: Cast) -> None:
    owed = make_obligation(make_item(make_meeting(cast.body)), cast.organization, "Svara.")
    Action.objects.filter(pk=owed.action_id).update(due_on=dt.date(2026, 5, 31), due_precision="month")

    write_digests(MONDAY)

    assert "Ekby, försenat sedan maj 2026: Svara." in letters(cast)[0].body


def test_letter_tells_nothing_of_another_group_or_of_a_draft(cast: Cast) -> None:
    decide(cast, "Eget.", MONDAY - DAY)
    for body, status in ((cast.other_body, "imported"), (cast.body, "draft")):
        meeting = publish(make_meeting(body, status, number="9", place=MARK), MONDAY - DAY)
        make_decision(make_item(meeting, MARK), MARK)
        owed = make_obligation(meeting.items.get(), cast.organization, MARK)
        Action.objects.filter(pk=owed.action_id).update(due_on=MONDAY.date())

    write_digests(MONDAY)

    (letter,) = letters(cast)
    assert "Eget." in letter.body and MARK not in letter.body and cast.other_body.name not in letter.body


def test_who_has_left_or_may_not_log_in_gets_none(cast: Cast) -> None:
    decide(cast, "Eget.", MONDAY - DAY)
    Membership.objects.filter(person=cast.member).update(end_date=(MONDAY - DAY).date())
    account(cast.adjuster).is_active = False
    account(cast.adjuster).save()

    write_digests(MONDAY)

    assert {letter.user for letter in Letter.objects.all()} == {cast.secretary.user}


def test_command_says_how_many(cast: Cast) -> None:
    out = StringIO()
    call_command("write_digests", stdout=out)
    assert out.getvalue() == "0 sammanfattningar skrivna.\n"
