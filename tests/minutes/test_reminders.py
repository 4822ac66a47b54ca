import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from minutes.approval import send_back
from minutes.approving import approve
from minutes.deadlines import days_left, deadline_words, is_near
from minutes.models import Approval, Letter, Meeting
from minutes.reminders import remind
from tests.conftest import Cast, logged_in
from tests.factories import account, fresh_login, make_approver, make_circulated, make_sealed, without_guards

HELD = dt.date(2031, 11, 6)
LAST = HELD + dt.timedelta(days=14)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_circulated(cast.body, cast.secretary, cast.adjuster, date=HELD)


def day(offset: int) -> dt.date:
    return LAST + dt.timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "words", "near"),
    [
        (-14, "14 dagar kvar", False),
        (-5, "5 dagar kvar", False),
        (-4, "4 dagar kvar", True),
        (-1, "1 dag kvar", True),
        (0, "Sista dagen är i dag", True),
        (1, "1 dag sen", True),
        (2, "2 dagar sen", True),
    ],
)
def test_days_are_counted_from_the_meeting(meeting: Meeting, offset: int, words: str, near: bool) -> None:
    assert meeting.approve_by == LAST
    assert deadline_words(meeting, day(offset)) == words
    assert is_near(meeting, day(offset)) is near and days_left(meeting, day(offset)) == -offset


def reminders() -> list[tuple[str, str]]:
    rows = Letter.objects.filter(key__startswith="reminder-").order_by("pk")
    return [(row.key.split("/")[0].split("-", 2)[2], row.to) for row in rows]


def test_each_kind_of_reminder_is_written_once(cast: Cast, meeting: Meeting) -> None:
    adjuster, secretary = account(cast.adjuster).email, account(cast.secretary).email
    for offset in [-5, -4, -4, -3, -1, 0, 0, 1, 1, 3, 7, 8]:
        remind(day(offset))
    assert reminders() == [
        ("before", adjuster),
        ("day", adjuster),
        ("late-0", adjuster),
        ("late-0-secretary", secretary),
        ("late-1", adjuster),
        ("late-1-secretary", secretary),
    ]


def test_a_day_that_was_missed_is_made_up_for(cast: Cast, meeting: Meeting) -> None:
    assert remind(day(-2)) == 1 and remind(day(-1)) == 0


def test_reminder_says_when_and_where(cast: Cast, meeting: Meeting) -> None:
    remind(day(1))
    letter = Letter.objects.get(key__startswith="reminder-", to=account(cast.adjuster).email)
    assert "20 november 2031. 1 dag sen." in letter.body and f"/moten/{meeting.pk}/justera/" in letter.body
    assert "Utkast, ej justerat" in letter.body


def test_who_has_approved_is_not_reminded(cast: Cast) -> None:
    meeting = make_circulated(
        cast.body, cast.secretary, cast.adjuster, lambda m: make_approver(m, cast.member), date=HELD
    )
    approve(meeting, account(cast.adjuster), meeting.revisions.get().sha256, fresh_login())
    remind(day(0))
    assert [to for _, to in reminders()] == [account(cast.member).email]


def test_drafts_and_sealed_minutes_remind_nobody(cast: Cast, meeting: Meeting) -> None:
    make_sealed(cast.body, cast.secretary, cast.adjuster, date=HELD - dt.timedelta(days=1))
    send_back(meeting, account(cast.secretary), "Rättar.")
    assert remind(day(0)) == 0


def test_text_of_today_is_no_reminder(cast: Cast) -> None:
    make_circulated(cast.body, cast.secretary, cast.adjuster, date=timezone.localdate())
    cast.body.approval_days = 1
    cast.body.save()
    assert remind() == 0


def test_command_says_how_many(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 3, 8))
    with without_guards():  # the text went out in time, not today
        meeting.revisions.update(created_at=timezone.now() - dt.timedelta(days=2))
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("send_reminders", stdout=out)
    assert [out.getvalue() for out in said] == ["Skrivna påminnelser: 2.\n", "Skrivna påminnelser: 0.\n"]


def test_late_justering_is_possible_stored_and_shown(cast: Cast) -> None:
    today = timezone.localdate()
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, date=today - dt.timedelta(days=15))
    client = logged_in(cast.adjuster)
    page = client.get(f"/moten/{meeting.pk}/justera/").content.decode()
    assert "1 dag sen." in page and "Du kan fortfarande godkänna" in page
    assert "1 dag sen." in client.get("/").content.decode()
    approve(meeting, account(cast.adjuster), meeting.revisions.get().sha256, fresh_login())
    assert Approval.objects.get().days_late == 1
    text = logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert "1 dag för sent" in text
