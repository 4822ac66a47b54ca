from typing import Any

import pytest

from minutes.approval import circulate, send_back
from minutes.approving import Unread, approve, withdraw
from minutes.models import Approval, Meeting
from minutes.reading import HEAD, mark_read, read_places, unread
from tests.conftest import Cast
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_circulated,
    make_item,
    make_meeting,
    read_all,
)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_circulated(
        cast.body,
        cast.secretary,
        cast.adjuster,
        lambda meeting: make_item(meeting, "Belysning"),
        is_read=False,
    )


def approve_newest(meeting: Meeting, cast: Cast) -> Approval:
    newest = meeting.revisions.latest("number")
    return approve(meeting, account(cast.adjuster), newest.sha256, fresh_login())


def test_what_was_not_read_can_not_be_approved(cast: Cast, meeting: Meeting) -> None:
    revision = meeting.revisions.get()
    with pytest.raises(Unread) as refused:
        approve_newest(meeting, cast)
    assert [place for place, _ in refused.value.parts] == [HEAD, 0, 1]
    mark_read(revision, cast.adjuster, [HEAD, 0], [HEAD, 0, 1])
    with pytest.raises(Unread, match="§ 2 Belysning") as refused:
        approve_newest(meeting, cast)
    assert refused.value.parts == [(1, "§ 2 Belysning")]
    mark_read(revision, cast.adjuster, [1], [1])
    assert approve_newest(meeting, cast).revision == revision


def test_somebody_else_s_reading_does_not_count(cast: Cast, meeting: Meeting) -> None:
    read_all(meeting, cast.member)
    with pytest.raises(Unread):
        approve_newest(meeting, cast)


def test_a_tick_taken_away_is_forgotten_and_what_was_not_shown_stays(cast: Cast, meeting: Meeting) -> None:
    revision = meeting.revisions.get()
    mark_read(revision, cast.adjuster, [HEAD, 0], [HEAD, 0, 1])
    mark_read(revision, cast.adjuster, [], [0])
    assert read_places(revision, cast.adjuster) == {HEAD}


def test_only_parts_that_are_there_are_kept(cast: Cast, meeting: Meeting) -> None:
    revision = meeting.revisions.get()
    mark_read(revision, cast.adjuster, [0, 7, 900], [0, 7, 900])
    mark_read(revision, cast.adjuster, [0], [0])
    assert read_places(revision, cast.adjuster) == {0}


def edited(meeting: Meeting, cast: Cast, **fields: Any) -> None:
    send_back(meeting, account(cast.secretary), "Rättar.")
    meeting.items.filter(position=2).update(**fields)
    circulate(meeting, account(cast.secretary))


def test_unchanged_parts_stay_read_in_the_next_revision(cast: Cast, meeting: Meeting) -> None:
    read_all(meeting, cast.adjuster)
    edited(meeting, cast, discussion="Lamporna byts.")
    newest = meeting.revisions.latest("number")
    assert unread(newest, cast.adjuster) == [(1, "§ 2 Belysning")]


def test_what_was_not_read_before_is_not_read_after(cast: Cast, meeting: Meeting) -> None:
    mark_read(meeting.revisions.get(), cast.adjuster, [1], [1])
    edited(meeting, cast, discussion="Lamporna byts.")
    assert read_places(meeting.revisions.latest("number"), cast.adjuster) == set()


def test_a_moved_item_stays_read(cast: Cast, meeting: Meeting) -> None:
    read_all(meeting, cast.adjuster)
    send_back(meeting, account(cast.secretary), "Ordningen.")
    item = meeting.items.get(position=2)
    type(item).objects.filter(pk=item.pk).update(position=0)
    circulate(meeting, account(cast.secretary))
    assert unread(meeting.revisions.latest("number"), cast.adjuster) == []


def test_another_justerare_makes_the_head_unread(cast: Cast, meeting: Meeting) -> None:
    read_all(meeting, cast.adjuster)
    send_back(meeting, account(cast.secretary), "En till.")
    make_approver(meeting, cast.member)
    circulate(meeting, account(cast.secretary))
    assert [place for place, _ in unread(meeting.revisions.latest("number"), cast.adjuster)] == [HEAD]


def test_approving_anew_after_having_taken_it_back_needs_no_second_reading(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    make_item(meeting)
    make_approver(meeting, cast.adjuster)
    make_approver(meeting, cast.member)
    circulate(meeting, account(cast.secretary))
    read_all(meeting, cast.adjuster)
    approve_newest(meeting, cast)
    withdraw(meeting, account(cast.adjuster), "Fel fil.")
    assert approve_newest(meeting, cast).turn == 2
