"""A new meeting: its items, who leads it, who is expected and what its head says."""

import datetime as dt
import uuid
from typing import Any

import pytest

from decisions.desk.new_meeting import AlreadyThere, Head, plan_meeting, start_meeting
from decisions.desk.reasons import Reason
from decisions.models import Origin
from minutes.approval import Refused
from minutes.models import Attendance, Matter, Meeting, Officer, StandingItem
from participants.models import Body, Membership, Person
from tests.conftest import Cast
from tests.decisions.plans import APRIL, MARCH, MAY, by, promise, proposal, start, titles
from tests.factories import account, make_attendance, make_item, make_meeting, make_member, make_organization


def test_meeting_starts_with_numbered_items_and_their_origins(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    old = make_item(make_meeting(cast.body), "Cykelplan", matter=matter, background="Långa texter.")
    kept = promise(old)
    StandingItem.objects.create(body=cast.body, title="Övriga frågor", is_last=True)

    meeting = start(cast, start=dt.time(9), end=dt.time(12), place="Ekby", number="2")

    assert (meeting.status, meeting.number, meeting.place) == (Meeting.Status.PLANNED, "2", "Ekby")
    assert list(meeting.items.values_list("position", "number", "title", "matter", "background")) == [
        (1, "1", "Cykelplan", matter.pk, ""),
        (2, "2", "Övriga frågor", None, ""),
    ]
    origin = Origin.objects.get(item__meeting=meeting)
    assert (origin.promise, Reason(origin).url) == (kept, old.get_absolute_url())


def test_item_left_out_is_not_stored(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body), "Cykelplan")
    left = promise(item)
    promise(make_item(item.meeting, "Färdtjänst"))

    meeting = start(cast, without=(f"promise-{left.pk}",))

    assert [row.title for row in meeting.items.all()] == ["Färdtjänst"]
    assert Origin.objects.count() == 1


def test_proposal_goes_along_with_its_texts_and_papers(cast: Cast) -> None:
    asked = proposal(cast, proposal="Gruppen utreder.")
    asked.papers.create(
        title="Kalkyl", file="underlag/kalkyl.pdf", sha256="1" * 64, size=9, media_type="application/pdf"
    )

    meeting = start(cast)

    item = meeting.items.get()
    assert (item.background, item.proposal) == ("Tre kommuner vill dela växel.", "Gruppen utreder.")
    assert [(row.title, row.sha256) for row in item.attachments.all()] == [("Kalkyl", "1" * 64)]
    asked.refresh_from_db()
    assert asked.item == item
    assert titles(cast, MAY) == []


def test_chairs_and_secretary_come_from_last_time(cast: Cast) -> None:
    last = make_meeting(cast.body)
    former = make_member("Frida Förra", cast.body, Membership.Role.CHAIR, end_date=dt.date(2024, 3, 31))
    for person, role in [
        (cast.member, Officer.Role.CHAIR),
        (former, Officer.Role.CHAIR),
        (cast.secretary, Officer.Role.SECRETARY),
        (cast.adjuster, Officer.Role.APPROVER),
    ]:
        last.officers.create(person=person, role=role, name=person.name)

    made = start(cast)

    assert set(made.officers.values_list("role", "person", "name")) == {
        ("chair", cast.member.pk, ""),
        ("secretary", cast.secretary.pk, ""),
    }


def test_chair_whose_term_ended_gives_way_to_the_group_s_chair(cast: Cast) -> None:
    last = make_meeting(cast.body)
    former = make_member("Frida Förra", cast.body, Membership.Role.CHAIR, end_date=dt.date(2024, 3, 31))
    Membership.objects.create(person=former, body=cast.body, role=Membership.Role.MEMBER)
    chair = make_member("Nils Ny", cast.body, Membership.Role.CHAIR, start_date=dt.date(2024, 4, 1))
    last.officers.create(person=former, role=Officer.Role.CHAIR)

    made = start(cast)

    assert made.officers.get(role=Officer.Role.CHAIR).person == chair


def test_those_with_a_role_that_day_are_expected(cast: Cast) -> None:
    far = make_organization("Dalby kommun")
    last = make_meeting(cast.body)
    substitute = make_member("Sara Suppleant", cast.body, Membership.Role.SUBSTITUTE, far)
    gone = make_member("Gun Slutat", cast.body, end_date=dt.date(2024, 3, 31))
    later = make_member("Lo Senare", cast.body, start_date=dt.date(2024, 5, 1))
    guest = Person.objects.create(name="Gäst Gästsson")
    for person in (cast.member, gone, guest, cast.secretary):
        make_attendance(last, person, far)
    absent = make_member("Adam Adjungerad", cast.body, Membership.Role.APPROVER)
    make_attendance(last, absent, far, mode=Attendance.Mode.ABSENT)

    made = start(cast)

    expected = {(row.display_name, row.organization, row.role) for row in made.attendances.all()}
    assert expected == {
        ("Maja Ledamot", cast.organization, "member"),
        ("Jon Justerare", cast.organization, "member"),
        ("Sara Suppleant", far, "substitute"),
        ("Siv Sekreterare", cast.organization, "member"),
    }
    assert {row.mode for row in made.attendances.all()} == {Attendance.Mode.UNKNOWN}
    assert later.pk != substitute.pk


def test_double_submit_makes_one_meeting(cast: Cast) -> None:
    key = uuid.uuid4()

    made = [start_meeting(cast.body, APRIL, Head(), (), by(cast), key) for _ in range(2)]

    assert made[0] == made[1]
    assert Meeting.objects.count() == 1


def test_key_of_another_account_is_refused(cast: Cast) -> None:
    key = uuid.uuid4()
    start_meeting(cast.body, APRIL, Head(), (), by(cast), key)

    with pytest.raises(Refused):
        start_meeting(cast.body, MAY, Head(), (), cast.superuser, key)


def test_same_day_and_number_is_refused(cast: Cast) -> None:
    made = start(cast)

    with pytest.raises(AlreadyThere) as there:
        start(cast)
    assert there.value.meeting == made
    assert start(cast, number="2") != made


def test_only_the_group_s_secretary_starts_a_meeting(cast: Cast) -> None:
    for user in (account(cast.member), account(cast.outsider)):
        with pytest.raises(Refused):
            start_meeting(cast.body, APRIL, Head(), (), user, uuid.uuid4())
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("numbers", "expected"), [(("3", "4"), "5"), (("", ""), ""), (("", "4"), ""), (("4", "9"), "")]
)
def test_number_goes_on_where_the_group_numbers_its_meetings(
    cast: Cast, numbers: tuple[str, str], expected: str
) -> None:
    make_meeting(cast.body, date=dt.date(2024, 2, 2), number=numbers[0])
    make_meeting(cast.body, date=MARCH, number=numbers[1])

    assert plan_meeting(cast.body, APRIL, by(cast)).head.number == expected


def test_head_comes_from_the_last_meeting_else_from_the_group(cast: Cast) -> None:
    Body.objects.filter(pk=cast.body.pk).update(default_place="Salen", default_start=dt.time(8))
    cast.body.refresh_from_db()
    assert plan_meeting(cast.body, APRIL, by(cast)).head == Head(dt.time(8), None, "Salen", "")

    make_meeting(cast.body, start=dt.time(9), end=dt.time(12), place="Ekby")
    make_meeting(cast.body, date=MAY, start=dt.time(13), place="Senare")

    assert plan_meeting(cast.body, APRIL, by(cast)).head == Head(dt.time(9), dt.time(12), "Ekby", "")


@pytest.mark.parametrize("count", [1, 30])
def test_starting_costs_the_same_for_many_items(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    march = make_meeting(cast.body, date=MARCH)
    for number in range(count):
        promise(make_item(march, f"Lovad fråga {number}"))
        proposal(cast, f"Föreslaget {number}")

    with django_assert_max_num_queries(34):
        meeting = start(cast)
    assert meeting.items.count() == 2 * count
