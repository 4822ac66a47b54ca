"""The five real minutes, loaded into a book: over the facts of `fixtures/`, and into an empty one."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from decisions.models import Citation, Decision, Promise
from minutes.importer.load import load
from minutes.models import Attendance, Meeting, Officer
from participants.models import Person

pytestmark = [pytest.mark.originals, pytest.mark.django_db]
DATES = ["2023-10-06", "2023-11-06", "2024-04-05", "2025-04-04", "2026-02-06"]


@pytest.fixture(params=["over the facts", "into an empty book"])
def book(request: pytest.FixtureRequest, originals: Path) -> dict[str, Meeting]:
    if request.param == "over the facts":
        call_command("load_minutes", stdout=StringIO())
    call_command("load_minutes", str(originals), stdout=StringIO())
    return {str(meeting.date): meeting for meeting in Meeting.objects.order_by("date")}


def test_the_five_meetings_are_exactly_these(book: dict[str, Meeting]) -> None:
    assert list(book) == DATES
    assert len({meeting.body_id for meeting in book.values()}) == 1
    assert {date for date, meeting in book.items() if meeting.year_inferred} == {"2025-04-04"}
    assert {meeting.status for meeting in book.values()} == {"imported"}
    assert [book[date].items.count() for date in DATES] == [10, 12, 6, 9, 10]
    assert [row.number for row in book["2024-04-05"].items.all()] == ["1", "2", "3", "4", "4", "5"]
    assert [row.number for row in book["2026-02-06"].items.all()] == ["", *"123456789"]


def test_who_was_there(book: dict[str, Meeting]) -> None:
    guest, digital = Attendance.Role.GUEST, Attendance.Mode.DIGITAL
    rows = [book[date].attendances for date in DATES]
    assert [(r.exclude(role=guest).count(), r.filter(role=guest).count()) for r in rows] == [
        (18, 5),
        (18, 0),
        (0, 0),
        (21, 1),
        (0, 0),
    ]
    assert sorted(row.display_name for row in rows[1].filter(mode=digital)) == [
        "Bodil Gustafsson",
        "Camilla Denker",
        "Jenny Smedberg",
        "Roger Johansson",
    ]


def test_who_answers_for_the_minutes(book: dict[str, Meeting]) -> None:
    def named(date: str, role: str) -> list[str]:
        return [row.display_name for row in book[date].officers.filter(role=role)]

    role = Officer.Role
    assert [named(date, role.APPROVER) for date in DATES] == [
        ["Jenny Smedberg"],
        ["Ulrika Boström"],
        [],
        [],
        [],
    ]
    assert [named(date, role.SECRETARY) for date in DATES] == [
        ["Marcus Johansson"],
        ["Marcus Johansson"],
        ["Klara Lybeck", "Mesut Aslan"],
        ["Marcus Johansson"],
        ["Marcus Johansson"],
    ]
    assert named("2026-02-06", role.CHAIR) == ["Ulrika Boström", "Magnus Frithiof"]


def test_what_was_guessed_or_looks_wrong_is_said(book: dict[str, Meeting]) -> None:
    said = {date: set(book[date].remarks.values_list("code", flat=True)) for date in DATES}
    assert "weekday_mismatch" in said["2023-11-06"]
    assert book["2023-11-06"].remarks.get(code="weekday_mismatch").message.count("måndag") == 1
    assert "year_inferred" in said["2025-04-04"]
    assert "number_twice" in said["2024-04-05"]
    assert {date for date, codes in said.items() if "no_approver" in codes} == set(DATES[2:])


def test_decisions_that_say_only_enligt_forslag_carry_the_proposal(book: dict[str, Meeting]) -> None:
    rows = Decision.objects.filter(item__meeting=book["2023-10-06"], found_by="marker", kind="decision")
    assert sorted(row.number.split()[-1] for row in rows) == ["§10", "§6"]
    for row in rows:
        assert row.resolved_text and row.resolved_text == row.item.proposal


def test_quotes_are_citations_and_no_decisions(book: dict[str, Meeting]) -> None:
    item = book["2023-11-06"].items.get(number="2")
    assert item.decisions.count() == 1
    assert [str(c.due_on) for c in Citation.objects.filter(item=item)] == ["2023-03-31", "2023-09-30"]
    numbers = [row.item.number for row in Decision.objects.filter(item__meeting=book["2023-11-06"])]
    assert sorted(numbers) == ["2", "3", "8"]
    assert not Decision.objects.filter(item__meeting=book["2024-04-05"]).exists()


def test_the_withdrawn_item_breaks_octobers_promise(book: dict[str, Meeting]) -> None:
    withdrawn = book["2023-11-06"].items.get(number="11")
    assert withdrawn.outcome == "withdrawn"
    october = Promise.objects.filter(item__meeting=book["2023-10-06"]).order_by("item__position")
    assert [(p.item.number, p.status) for p in october] == [("2", "kept"), ("3", "broken")]
    assert october[1].settled_by == withdrawn
    assert october[1].target_meeting == book["2023-11-06"]


def test_a_person_who_moved_stands_for_the_organisation_of_the_day(book: dict[str, Meeting]) -> None:
    person = Person.objects.get(name="Therese Linnér")
    stood_for = {
        str(row.meeting.date): row.organization and row.organization.short_name
        for row in person.attendances.select_related("meeting", "organization")
    }
    assert stood_for == {"2023-10-06": "Lessebo", "2023-11-06": "Lessebo", "2025-04-04": "Ljungby"}


def test_loading_again_changes_nothing(book: dict[str, Meeting], originals: Path) -> None:
    out = StringIO()
    call_command("dumpdata", "participants", "minutes", "decisions", stdout=out)
    outcomes = list(load([originals]))
    assert [outcome.written for outcome in outcomes] == [False] * 5
    again = StringIO()
    call_command("dumpdata", "participants", "minutes", "decisions", stdout=again)
    assert again.getvalue() == out.getvalue()
