"""The first group's register and five meetings in `fixtures/kronoberg/`: they can be read, the facts hold."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutes.importer.interchange import book_from_wire
from minutes.importer.records import FORMAT, Book, Named, ParsedMeeting

FOLDER = Path(__file__).parents[2] / "fixtures" / "kronoberg"
FILES = sorted(path.name for path in FOLDER.glob("*.json"))
MUNICIPALITIES = {"Alvesta", "Lessebo", "Ljungby", "Markaryd", "Tingsryd", "Uppvidinge", "Växjö", "Älmhult"}
UNKNOWN = {"Johanna"}  # a guest whose surname the minutes do not give

ATTENDANCE = {"2023-10-06": (18, 5), "2023-11-06": (18, 0), "2024-04-05": (0, 0), "2025-04-04": (21, 1)}
NUMBERS = {
    "2023-10-06": [str(number) for number in range(1, 11)],
    "2023-11-06": [str(number) for number in range(1, 13)],
    "2024-04-05": ["1", "2", "3", "4", "4", "5"],
    "2025-04-04": [str(number) for number in range(1, 10)],
    "2026-02-06": ["", *(str(number) for number in range(1, 10))],
}
SECRETARIES = {"2024-04-05": ["Klara Lybeck", "Mesut Aslan"]}
APPROVERS = {"2023-10-06": ["Jenny Smedberg"], "2023-11-06": ["Ulrika Boström"]}
CHAIRS = {"2026-02-06": ["Ulrika Boström", "Magnus Frithiof"]}
DECISIONS = {
    "2023-10-06": [
        ("2", "answer", "phrase"),
        ("3", "answer", "phrase"),
        ("5", "answer", "phrase"),
        ("6", "decision", "marker"),
        ("10", "decision", "marker"),
    ],
    "2023-11-06": [
        ("2", "decision", "marker"),
        ("3", "decision", "marker"),
        ("8", "decision", "marker"),
    ],
    "2025-04-04": [("2", "position", "phrase"), ("2", "position", "phrase"), ("4", "position", "phrase")],
    "2026-02-06": [
        ("", "decision", "phrase"),
        ("3", "position", "phrase"),
        ("4", "position", "phrase"),
        ("6", "position", "phrase"),
        ("7", "position", "phrase"),
        ("9", "position", "phrase"),
    ],
}
PROMISES = {
    "2023-10-06": [("2", "meeting", "2023-11-30", ""), ("3", "meeting", "2023-11-30", "")],
    "2023-11-06": [(number, "meeting", "2023-12-31", "") for number in ("3", "4", "10")],
    "2024-04-05": [("4", "month", "2024-05-31", ""), ("4", "month", "2024-05-31", "")],
    "2025-04-04": [
        ("3", "day", "2025-05-09", ""),
        ("4", "year", "2026-12-31", ""),
        *((number, "day", "2025-05-09", "") for number in ("6", "7", "8")),
    ],
    "2026-02-06": [
        ("", "meeting", "None", ""),
        ("3", "month", "2026-03-31", ""),
        ("4", "meeting", "None", "AU"),
        ("5", "month", "2026-03-31", ""),
        ("7", "day", "2026-04-10", ""),
    ],
}
CITATIONS = {
    "2023-10-06": [("2", "None")],
    "2023-11-06": [
        ("1", "2023-10-06"),
        ("2", "2023-03-31"),
        ("2", "2023-09-30"),
        ("6", "2023-10-27"),
        ("12", "2023-10-31"),
    ],
    "2025-04-04": [("2", "2025-03-21")],
    "2026-02-06": [("3", "2025-11-30"), ("7", "2025-11-07"), ("9", "2025-11-07")],
}


def read(name: str) -> Book:
    return book_from_wire(json.loads((FOLDER / name).read_text(encoding="utf-8")), name)


def read_meeting(date: str) -> ParsedMeeting:
    [meeting] = read(f"{date}.json").meetings
    return meeting


def names(named: tuple[Named, ...]) -> list[str]:
    return [entry.name for entry in named]


def everybody(meeting: ParsedMeeting) -> Iterator[tuple[str, str]]:
    """Yield name and organization of all who are named in a field of their own."""
    presenters = [presenter for item in meeting.items for presenter in item.presenters]
    for named in [*meeting.chairs, *meeting.secretaries, *meeting.approvers, *presenters]:
        yield named.name, named.organization
    for present in meeting.attendance:
        yield present.name, present.organization


by_date = pytest.mark.parametrize("date", NUMBERS)


def test_folder_holds_a_register_and_the_five_meetings() -> None:
    assert {*FILES} == {"register.json", *(f"{date}.json" for date in NUMBERS)}
    assert {read(name).format for name in FILES} == {FORMAT}


@by_date
def test_meeting_is_the_one_that_the_file_is_named_for(date: str) -> None:
    meeting = read_meeting(date)
    assert (str(meeting.date), meeting.body) == (date, "lg")
    assert meeting.year_inferred is (date == "2025-04-04")
    assert (meeting.start is None) is (date == "2024-04-05")


@by_date
def test_meeting_has_its_attendance(date: str) -> None:
    roles = Counter(entry.role for entry in read_meeting(date).attendance)
    assert (roles["member"], roles["guest"]) == ATTENDANCE.get(date, (0, 0))


def test_four_took_part_digitally_in_november_2023() -> None:
    attendance = read_meeting("2023-11-06").attendance
    assert [entry.name for entry in attendance if entry.mode == "digital"] == [
        "Jenny Smedberg",
        "Roger Johansson",
        "Camilla Denker",
        "Bodil Gustafsson",
    ]


@by_date
def test_meeting_has_its_officers(date: str) -> None:
    meeting = read_meeting(date)
    assert names(meeting.secretaries) == SECRETARIES.get(date, ["Marcus Johansson"])
    assert names(meeting.approvers) == APPROVERS.get(date, [])
    assert names(meeting.chairs) == CHAIRS.get(date, [])


@by_date
def test_meeting_has_its_items(date: str) -> None:
    items = read_meeting(date).items
    assert [item.number for item in items] == NUMBERS[date]
    withdrawn = [item.number for item in items if item.outcome == "withdrawn"]
    assert withdrawn == (["11"] if date == "2023-11-06" else [])


@by_date
def test_meeting_has_its_decisions(date: str) -> None:
    found = [(item.number, made) for item in read_meeting(date).items for made in item.decisions]
    assert [(number, made.kind, made.found_by) for number, made in found] == DECISIONS.get(date, [])
    assert all(bool(made.phrase) is (made.found_by == "phrase") for _, made in found)


def test_decisions_that_only_adopt_a_proposal_say_what_it_was() -> None:
    adopted = [
        (item.number, decision.resolved_text != "" and item.proposal != "")
        for item in read_meeting("2023-10-06").items
        for decision in item.decisions
        if decision.text == "Enligt förslaget."
    ]
    assert adopted == [("6", True), ("10", True)]


@by_date
def test_meeting_has_its_promises(date: str) -> None:
    found = [
        (item.number, promise.due.precision, str(promise.due.on), promise.body)
        for item in read_meeting(date).items
        for promise in item.promises
    ]
    assert found == PROMISES[date]


@by_date
def test_meeting_has_its_citations(date: str) -> None:
    found = [
        (item.number, str(cited.when.on)) for item in read_meeting(date).items for cited in item.citations
    ]
    assert found == CITATIONS.get(date, [])


@by_date
def test_meeting_names_only_what_the_register_knows(date: str) -> None:
    register, meeting = read("register.json"), read_meeting(date)
    organizations = {organization.short_name for organization in register.organizations} | {""}
    assert {name for name, _ in everybody(meeting)} - UNKNOWN <= {person.name for person in register.people}
    assert {organization for _, organization in everybody(meeting)} <= organizations
    assert {
        name for item in meeting.items for act in item.actions for name in act.organizations
    } <= organizations
    assert {item.matter for item in meeting.items} <= {matter.title for matter in register.matters} | {""}
    assert {item.part for item in meeting.items} <= {None, *range(len(meeting.parts))}


def test_every_municipality_owes_a_contact_person_since_november_2023() -> None:
    action = read_meeting("2023-11-06").items[2].actions[0]
    assert (set(action.organizations), str(action.due.on)) == (MUNICIPALITIES, "2023-12-31")


def test_register_has_the_nine_organizations_and_three_groups() -> None:
    register = read("register.json")
    kinds = Counter(organization.kind for organization in register.organizations)
    assert kinds == {"municipality": 8, "region": 1}
    assert {body.slug: body.parent for body in register.bodies} == {
        "lg": "",
        "lg-au": "lg",
        "kommunalt-forum": "",
    }
    short_names = {organization.short_name for organization in register.organizations}
    assert set(register.bodies[0].organizations) == short_names == MUNICIPALITIES | {"Region Kronoberg"}


def test_register_has_each_person_once_and_known_places_only() -> None:
    register = read("register.json")
    spellings = Counter(name for person in register.people for name in (person.name, *person.aliases))
    assert set(spellings.values()) == {1}
    held = [membership for person in register.people for membership in person.memberships]
    assert {membership.body for membership in held} == {"lg", "lg-au"}
    assert {membership.organization for membership in held} == MUNICIPALITIES | {"Region Kronoberg", ""}
    assert all(m.start is None or m.end is None or m.start <= m.end for m in held)


def test_every_matter_of_the_register_is_treated_somewhere() -> None:
    treated = {item.matter for date in NUMBERS for item in read_meeting(date).items}
    assert treated - {""} == {matter.title for matter in read("register.json").matters}


@by_date
def test_members_present_had_a_role_for_that_organization_on_the_day(date: str) -> None:
    meeting, register = read_meeting(date), read("register.json")
    day = meeting.date
    assert day is not None
    roles = {
        (person.name, held.organization)
        for person in register.people
        for held in person.memberships
        if held.body == "lg" and (held.start or day) <= day <= (held.end or day)
    }
    present = {(entry.name, entry.organization) for entry in meeting.attendance if entry.role == "member"}
    assert present <= roles
