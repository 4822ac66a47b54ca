"""What became of a promise whose item got another title on the agenda that it led to."""

import datetime as dt

import pytest

from decisions.models import Origin, Promise
from minutes.follow_up import follow_up
from minutes.models import AgendaItem, Meeting
from tests.conftest import Cast
from tests.factories import make_item, make_meeting

Status, Outcome = Promise.Status, AgendaItem.Outcome


@pytest.fixture
def promise(cast: Cast) -> Promise:
    earlier = make_meeting(cast.body, date=dt.date(2024, 2, 2))
    return Promise.objects.create(
        item=make_item(earlier, "Busskort"),
        text="Frågan kommer åter i mars.",
        due_on=dt.date(2024, 3, 31),
        due_precision="month",
    )


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [(Outcome.HANDLED, Status.KEPT), (Outcome.DEFERRED, Status.MOVED), (Outcome.WITHDRAWN, Status.BROKEN)],
)
def test_item_that_the_promise_led_to_settles_it_under_any_title(
    cast: Cast, promise: Promise, outcome: str, becomes: str
) -> None:
    item = make_item(make_meeting(cast.body), "Resor i länet", outcome=outcome)
    Origin.objects.create(item=item, promise=promise)
    follow_up(cast.body)
    promise.refresh_from_db()

    assert (promise.status, promise.settled_by, promise.target_meeting) == (becomes, item, item.meeting)


def test_the_same_title_elsewhere_on_the_agenda_does_not_come_before_it(cast: Cast, promise: Promise) -> None:
    meeting = make_meeting(cast.body)
    make_item(meeting, "Busskort", outcome=Outcome.WITHDRAWN)
    item = make_item(meeting, "Resor i länet")
    Origin.objects.create(item=item, promise=promise)
    follow_up(cast.body)
    promise.refresh_from_db()

    assert (promise.status, promise.settled_by) == (Status.KEPT, item)


def test_taken_up_later_than_promised_it_was_not_kept(cast: Cast, promise: Promise) -> None:
    make_item(make_meeting(cast.body), "Annat")
    follow_up(cast.body)
    late = make_item(make_meeting(cast.body, date=dt.date(2024, 5, 3)), "Resor i länet")
    Origin.objects.create(item=late, promise=promise)
    follow_up(cast.body)
    promise.refresh_from_db()

    assert promise.status == Status.BROKEN


def test_an_agenda_alone_settles_nothing(cast: Cast, promise: Promise) -> None:
    planned = make_meeting(cast.body, Meeting.Status.PLANNED)
    Origin.objects.create(item=make_item(planned, "Resor i länet"), promise=promise)
    follow_up(cast.body)
    promise.refresh_from_db()

    assert promise.status == Status.OPEN
