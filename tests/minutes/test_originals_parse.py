"""The five real minutes, which lie outside the repository: what must come out of each, in figures."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.importer.parse import parse
from minutes.importer.records import ParsedItem, ParsedMeeting, When

pytestmark = pytest.mark.originals

OCTOBER, NOVEMBER, APRIL_2024 = "2023-10-06.txt", "2023-11-06.txt", "2024-04-05.txt"
APRIL_2025, FEBRUARY = "2025-04-04.txt", "2026-02-06.md"
FILES = (OCTOBER, NOVEMBER, APRIL_2024, APRIL_2025, FEBRUARY)


@pytest.fixture(scope="session")
def meetings(originals: Path) -> dict[str, ParsedMeeting]:
    return {name: parse((originals / name).read_text(encoding="utf-8"), name) for name in FILES}


def codes(meeting: ParsedMeeting) -> list[str]:
    return sorted(problem.code for problem in meeting.problems)


def decided(meeting: ParsedMeeting) -> list[tuple[str, str, str]]:
    return [
        (item.number, one.kind, one.phrase if one.found_by == "phrase" else one.found_by)
        for item in meeting.items
        for one in item.decisions
    ]


def promised(meeting: ParsedMeeting) -> list[tuple[str, dt.date | None, str, str]]:
    return [
        (item.number, one.due.on, one.due.precision, one.body)
        for item in meeting.items
        for one in item.promises
    ]


def presenters(meeting: ParsedMeeting) -> list[list[str]]:
    return [[person.name for person in item.presenters] for item in meeting.items]


def item(meeting: ParsedMeeting, number: str) -> ParsedItem:
    return next(one for one in meeting.items if one.number == number)


@pytest.mark.parametrize(
    ("name", "date", "start", "place"),
    [
        (OCTOBER, dt.date(2023, 10, 6), 11, "Dockanhuset, Vistra Esplanaden samt Vixj6 kommunhus"),
        (NOVEMBER, dt.date(2023, 11, 6), 11, "Regionhuset, Nygatan Bolmen"),
        (APRIL_2024, dt.date(2024, 4, 5), None, "Regionhuset, Nygatan Bolmen"),
        (APRIL_2025, dt.date(2025, 4, 4), 11, "Regionhuset, Nygatan 20 Växjö, sal Bolmen"),
        (FEBRUARY, dt.date(2026, 2, 6), 11, "Regionhuset, Nygatan 20, sal: Bolmen"),
    ],
)
def test_when_and_where(
    meetings: dict[str, ParsedMeeting], name: str, date: dt.date, start: int | None, place: str
) -> None:
    meeting = meetings[name]
    hours = (dt.time(start), dt.time(15)) if start else (None, None)

    assert (meeting.date, meeting.start, meeting.end, meeting.place) == (date, *hours, place)
    assert meeting.document_name == "mötesanteckningar"
    assert meeting.year_inferred == (name == APRIL_2025)
    assert meeting.body.lower().startswith("ledningsgrupp f")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (OCTOBER, ["number_inferred", "number_inferred", "quote_unbalanced"]),
        (
            NOVEMBER,
            [
                "name_spelt_twice",
                "no_next_step",
                "presenter_empty",
                "presenter_empty",
                "quote_unbalanced",
                "weekday_mismatch",
            ],
        ),
        (APRIL_2024, ["no_approver", "number_twice"]),
        (APRIL_2025, ["no_approver", "year_inferred"]),
        (FEBRUARY, ["days_differ", "no_approver", "part_range", "quote_unbalanced"]),
    ],
)
def test_problems(meetings: dict[str, ParsedMeeting], name: str, expected: list[str]) -> None:
    assert codes(meetings[name]) == expected


def test_the_monday_that_was_called_friday(meetings: dict[str, ParsedMeeting]) -> None:
    problem = next(one for one in meetings[NOVEMBER].problems if one.code == "weekday_mismatch")

    assert "måndag" in problem.message
    assert problem.line == 5


@pytest.mark.parametrize("file", ["", "inskannat.txt", "2014-04-04.txt"])
def test_year_comes_from_the_text_and_not_from_the_file(originals: Path, file: str) -> None:
    text = (originals / APRIL_2025).read_text(encoding="utf-8")

    assert parse(text, file).date == dt.date(2025, 4, 4)


@pytest.mark.parametrize(
    ("name", "members", "guests"),
    [(OCTOBER, 18, 5), (NOVEMBER, 18, 0), (APRIL_2024, 0, 0), (APRIL_2025, 21, 1), (FEBRUARY, 0, 0)],
)
def test_attendance(meetings: dict[str, ParsedMeeting], name: str, members: int, guests: int) -> None:
    roles = [one.role for one in meetings[name].attendance]

    assert (roles.count("member"), roles.count("guest"), len(roles)) == (members, guests, members + guests)


def test_who_was_there_and_how(meetings: dict[str, ParsedMeeting]) -> None:
    guests = [one.name for one in meetings[OCTOBER].attendance if one.role == "guest"]
    digital = [one.name for one in meetings[NOVEMBER].attendance if one.mode == "digital"]
    in_2025 = {one.name: one.organization for one in meetings[APRIL_2025].attendance}

    assert guests == ["Roland Olofsson-Dolk", "Lisa Oberg", "Daniel Bick", "Maria Everthsson", "Johanna"]
    assert digital == ["Jenny Smedberg", "Roger Johansson", "Camilla Denker", "Bodil Gustafsson"]
    assert in_2025["Susanne Magnusson"] == "Region Kronoberg"
    assert in_2025["Katarina Carlzon"] == "Växjö kommun"
    assert in_2025["Therese Linnér"] == "Ljungby"
    assert all(one.organization for one in meetings[OCTOBER].attendance if one.role == "member")


def test_officers(meetings: dict[str, ParsedMeeting]) -> None:
    approvers = [[one.name for one in meetings[name].approvers] for name in FILES]
    secretaries = [[one.name for one in meetings[name].secretaries] for name in FILES]
    chairs = [[one.name for one in meetings[name].chairs] for name in FILES]

    marcus = ["Marcus Johansson"]
    assert approvers == [["Jenny Smedberg"], ["Ulrika Boström"], [], [], []]
    assert secretaries == [marcus, marcus, ["Klara Lybeck", "Mesut Aslan"], marcus, marcus]
    assert chairs == [[], [], [], [], ["Ulrika Boström", "Magnus Frithiof"]]
    assert {one.organization for one in meetings[APRIL_2024].secretaries} == {"Region Kronoberg"}
    assert [line.text for line in meetings[APRIL_2024].unplaced] == ["praktikanter"]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        (OCTOBER, [str(number) for number in range(1, 11)]),
        (NOVEMBER, [str(number) for number in range(1, 13)]),
        (APRIL_2024, ["1", "2", "3", "4", "4", "5"]),
        (APRIL_2025, [str(number) for number in range(1, 10)]),
        (FEBRUARY, ["", *(str(number) for number in range(1, 10))]),
    ],
)
def test_items(meetings: dict[str, ParsedMeeting], name: str, numbers: list[str]) -> None:
    assert [one.number for one in meetings[name].items] == numbers


def test_titles_over_several_lines(meetings: dict[str, ParsedMeeting]) -> None:
    assert item(meetings[OCTOBER], "2").title == "Kommunoverlikare"
    assert item(meetings[OCTOBER], "7").title.endswith("etablering i arbets- och sambhallsliv)")
    assert item(meetings[APRIL_2024], "2").title.endswith("regionens och kommunens samverkan")
    assert item(meetings[APRIL_2025], "4").title == "Konferens - Näravårddagen genomfördes november 2024"
    assert item(meetings[APRIL_2025], "5").title.endswith("arbetet mot hedersrelaterat våld")
    assert item(meetings[APRIL_2025], "6").title.endswith("funktionsnedsättningar 6 – 18 år")
    assert item(meetings[APRIL_2025], "9").title == "Planering för sommaren"
    assert meetings[FEBRUARY].items[0].title == "Mötets öppnande"


def test_presenters(meetings: dict[str, ParsedMeeting]) -> None:
    assert presenters(meetings[OCTOBER]) == [
        [], ["Roland Olofsson-Dolk"], ["Florence"], ["Annie-Lie"], ["Marcus"], ["Marcus"], ["Marcus"],
        ["Marcus"], ["Erika"], ["Magnus"],
    ]  # fmt: skip
    assert presenters(meetings[NOVEMBER]) == [
        [], ["Erika"], ["Magnus"], ["Annie-Lie", "Magnus"], ["Annie-Lie", "Magnus"], ["Annie-Lie"],
        ["Marcus"], [], ["Cristina"], ["Martin", "Magnus"], [], [],
    ]  # fmt: skip
    assert presenters(meetings[APRIL_2024]) == [
        ["Annie-Lie", "Magnus", "Ulrika"], ["Maria Hällqvist", "Sandor Eriksson"], ["Ewa Ekman"],
        ["Ewa Ekman"], ["Magnus"], ["Annie-Lie"],
    ]  # fmt: skip
    assert presenters(meetings[APRIL_2025]) == [
        ["Roger", "Magnus"], [], ["Marcus"], ["Marcus"], ["Rizana", "Katarina Carlzon"], ["Sandor"],
        ["Sandor"], ["Alla"], ["Magnus"],
    ]  # fmt: skip
    assert presenters(meetings[FEBRUARY]) == [
        [], [], ["Marcus"], ["Lisa Öberg"], ["Kim Wallin", "Marie Tuvegård"], ["Lisa Öberg", "Hanna Lunding"],
        ["Magnus Frithiof"], ["Lisa Öberg"], ["Marcus Johansson"], ["Marcus Johansson"],
    ]  # fmt: skip


def test_decisions(meetings: dict[str, ParsedMeeting]) -> None:
    assert decided(meetings[OCTOBER]) == [
        ("2", "answer", "marker"),
        ("3", "answer", "marker"),
        ("5", "answer", "marker"),
        ("6", "decision", "marker"),
        ("10", "decision", "marker"),
    ]
    assert decided(meetings[NOVEMBER]) == [(number, "decision", "marker") for number in ("2", "3", "8")]
    assert decided(meetings[APRIL_2024]) == []
    assert decided(meetings[APRIL_2025]) == [
        ("2", "position", "ställer sig bakom"),
        ("2", "position", "föreslår"),
        ("4", "position", "föreslår"),
    ]
    assert decided(meetings[FEBRUARY]) == [
        ("", "decision", "godkänns av ledningsgruppen"),
        ("3", "position", "ställde sig bakom"),
        ("4", "position", "föreslog"),
        ("6", "position", "ställer sig bakom"),
        ("7", "position", "förordar"),
        ("9", "position", "ställer sig bakom"),
    ]


def test_decisions_as_proposed_carry_the_proposal(meetings: dict[str, ParsedMeeting]) -> None:
    for number, start in (("6", "Lanssamordnare vidarebefordrar"), ("10", "att Roland Olofsson-Dolk")):
        adopted = item(meetings[OCTOBER], number)
        assert adopted.proposal.startswith(start)
        assert adopted.decisions[0].resolved_text == adopted.proposal


def test_where_decisions_end(meetings: dict[str, ParsedMeeting]) -> None:
    commented = item(meetings[NOVEMBER], "8").decisions[0].text
    listed = item(meetings[APRIL_2025], "2").decisions[1].text

    assert commented.endswith("föreslaget flödesschema.")
    assert len(listed.splitlines()) == 3
    assert all(line.startswith("– ") for line in listed.splitlines()[1:])


def test_promises(meetings: dict[str, ParsedMeeting]) -> None:
    november, december = dt.date(2023, 11, 30), dt.date(2023, 12, 31)
    assert promised(meetings[OCTOBER]) == [("2", november, "meeting", ""), ("3", november, "meeting", "")]
    assert promised(meetings[NOVEMBER]) == [(number, december, "meeting", "") for number in ("3", "4", "10")]
    assert promised(meetings[APRIL_2024]) == [("4", dt.date(2024, 5, 31), "month", "")] * 2
    assert promised(meetings[APRIL_2025]) == [
        ("3", dt.date(2025, 5, 9), "day", ""),
        ("4", dt.date(2026, 12, 31), "year", ""),
        ("6", dt.date(2025, 5, 9), "day", ""),
        ("7", dt.date(2025, 5, 9), "day", ""),
        ("8", dt.date(2025, 5, 9), "day", ""),
    ]
    assert promised(meetings[FEBRUARY]) == [
        ("", None, "meeting", ""),
        ("3", dt.date(2026, 3, 31), "month", ""),
        ("4", None, "meeting", "AU"),
        ("5", dt.date(2026, 3, 31), "month", ""),
        ("7", dt.date(2026, 4, 10), "day", ""),
    ]


def test_citations(meetings: dict[str, ParsedMeeting]) -> None:
    cited = [
        (name, one.number, citation.when)
        for name in FILES
        for one in meetings[name].items
        for citation in one.citations
    ]
    assert cited == [
        (NOVEMBER, "1", When(text="6 oktober", on=dt.date(2023, 10, 6), precision="day")),
        (NOVEMBER, "2", When(text="mars 2023", on=dt.date(2023, 3, 31), precision="month")),
        (NOVEMBER, "2", When(text="september 2023", on=dt.date(2023, 9, 30), precision="month")),
        (NOVEMBER, "12", When(text="oktober", on=dt.date(2023, 10, 31), precision="month")),
        (FEBRUARY, "3", When(text="november", on=dt.date(2025, 11, 30), precision="month")),
        (FEBRUARY, "7", When(text="7 november", on=dt.date(2025, 11, 7), precision="day")),
        (FEBRUARY, "9", When(text="2025-11-07", on=dt.date(2025, 11, 7), precision="day")),
    ]


def test_actions(meetings: dict[str, ParsedMeeting]) -> None:
    found = [
        (name, one.number, action.responsible, action.organizations, action.due.on)
        for name in FILES
        for one in meetings[name].items
        for action in one.actions
    ]
    may = dt.date(2025, 5, 9)
    assert found == [
        (OCTOBER, "3", "", ("regionen",), None),
        (NOVEMBER, "3", "Magnus", (), None),
        (NOVEMBER, "3", "", ("respektive kommun",), None),
        (APRIL_2025, "3", "", ("ledningsgruppens representanter",), may),
        (APRIL_2025, "6", "", ("ledningsgruppen",), None),
        (APRIL_2025, "8", "Sandor", (), may),
        (APRIL_2025, "8", "", ("kommunerna",), None),
    ]


def test_outcome_and_parts(meetings: dict[str, ParsedMeeting]) -> None:
    outcomes = {(name, one.number): one.outcome for name in FILES for one in meetings[name].items}
    october, february = meetings[OCTOBER], meetings[FEBRUARY]

    assert [key for key, outcome in outcomes.items() if outcome != "handled"] == [(NOVEMBER, "11")]
    assert [(part.first_item, part.last_item) for part in october.parts] == [("1", "3"), ("4", "10")]
    assert [one.part for one in october.items] == [0] * 3 + [1] * 7
    assert [(part.first_item, part.last_item) for part in february.parts] == [("1", "3"), ("4", "8")]
    assert [one.part for one in february.items] == [None, 0, 0, 0, 1, 1, 1, 1, 1, None]


def test_attachments(meetings: dict[str, ParsedMeeting]) -> None:
    counted = {
        (name, one.number): len(one.attachments)
        for name in FILES
        for one in meetings[name].items
        if one.attachments
    }
    assert counted == {
        (APRIL_2025, "3"): 1,
        (APRIL_2025, "4"): 1,
        (APRIL_2025, "5"): 1,
        (APRIL_2025, "6"): 1,
        (FEBRUARY, "2"): 1,
        (FEBRUARY, "3"): 4,
        (FEBRUARY, "4"): 1,
        (FEBRUARY, "6"): 1,
        (FEBRUARY, "8"): 1,
    }


def test_text_around_the_footer_is_one(meetings: dict[str, ParsedMeeting]) -> None:
    summer = item(meetings[APRIL_2025], "9").background

    assert "gett goda resultat." in summer
    assert len(summer.split("\n\n")) == 7


def test_blank_lines_between_all_lines_make_no_paragraphs(meetings: dict[str, ParsedMeeting]) -> None:
    november = meetings[NOVEMBER]

    assert len(item(november, "4").background.split("\n\n")) == 3
    assert len(item(november, "10").discussion.split("\n\n")) == 2


@pytest.mark.parametrize("name", FILES)
def test_no_word_is_lost(originals: Path, name: str, lost: Callable[[str, ParsedMeeting], list[str]]) -> None:
    text = (originals / name).read_text(encoding="utf-8")

    assert lost(text, parse(text, name)) == []
