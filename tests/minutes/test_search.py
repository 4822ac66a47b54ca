import datetime as dt

import pytest

from minutes.models import AgendaItem
from minutes.search import EXCERPT_LENGTH, excerpt, matching, reference, words
from tests.factories import make_item, make_meeting


def test_words_are_found_once_and_without_quotation_marks() -> None:
    assert words('  ”Cykel” plan, "plan" (väg) … !') == ["Cykel", "plan", "väg", "…"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["ÄLDRE"], {"Äldre elever"}),
        (["äldre"], {"Äldre elever"}),
        (["ÅTGÄRDER"], {"Åtgärder för öppna förskolan"}),
        (["ÅTGÄRDER FÖR ÖPPNA FÖRSKOLAN"], {"Åtgärder för öppna förskolan"}),
        (["öppna", "åtgärder"], {"Åtgärder för öppna förskolan"}),
        (["öppna", "elever"], set()),
        (["50 %"], {"Minst 50 % svar"}),
        (["%"], {"Minst 50 % svar"}),
        (["_"], set()),
        (["'; drop table--"], set()),
    ],
)
def test_matching_asks_for_every_word_in_any_case(db: None, wanted: list[str], found: set[str]) -> None:
    meeting = make_meeting()
    for title in ("Äldre elever", "Åtgärder för öppna förskolan", "Minst 50 % svar"):
        make_item(meeting, title)

    hits = AgendaItem.objects.filter(matching(wanted, ["title", "background"]))

    assert {item.title for item in hits} == found


def test_matching_copes_with_as_many_words_as_the_box_takes(db: None) -> None:
    make_item(make_meeting(), "Åäö")
    wanted = [f"{letter}{letter}ö" for letter in "åäöéabcdefghijklmnopqrstuvwxyz"] + ["å" * 200]

    assert not AgendaItem.objects.filter(matching(wanted, ["title", "background", "proposal"])).exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 8 2023-11-06", (dt.date(2023, 11, 6), "8", "")),
        ("LG 2023-11-06 §8", (dt.date(2023, 11, 6), "8", "LG")),
        ("lg 2023-11-06 §4b", (dt.date(2023, 11, 6), "4b", "LG")),
        ("2023-11-06 § 8", (dt.date(2023, 11, 6), "8", "")),
        ("§ 8 2023-13-06", None),
        ("§ 8", None),
        ("2023-11-06", None),
        ("avtal om § 8 2023-11-06", None),
    ],
)
def test_reference_reads_a_paragraph_of_a_meeting(
    text: str, expected: tuple[dt.date, str, str] | None
) -> None:
    assert reference(text) == expected


def test_excerpt_marks_the_words_and_changes_nothing_else() -> None:
    assert excerpt("Planen för ÅKERVÄGEN <b>antas</b>.", ["åker", "<b>"]) == [
        ("Planen för ", False),
        ("ÅKER", True),
        ("VÄGEN ", False),
        ("<b>", True),
        ("antas</b>.", False),
    ]


def test_excerpt_of_a_long_text_starts_near_the_first_hit_at_a_whole_word() -> None:
    parts = excerpt("inledande ord " * 40 + "cykelbanan byggs " + "mer text " * 60, ["cykel"])

    assert ("cykel", True) in parts
    assert parts[0] == ("… ", False)
    assert parts[1][0].split()[0] in {"inledande", "ord"}
    assert parts[-1][0].endswith("…")
    assert sum(len(text) for text, _ in parts) <= EXCERPT_LENGTH + 3


def test_excerpt_without_a_hit_is_the_beginning() -> None:
    assert excerpt("Hit ”(” finns inte.", ["("]) == [("Hit ”", False), ("(", True), ("” finns inte.", False)]
    assert excerpt("Inget här.", ["cykel"]) == [("Inget här.", False)]
    assert excerpt("", ["cykel"]) == []
