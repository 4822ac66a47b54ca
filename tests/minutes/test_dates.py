import datetime as dt

import pytest

from minutes.importer.dates import as_when, find_hours, find_moments, infer_year
from minutes.importer.records import When

MEETING = dt.date(2024, 10, 4)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Fredagen den 15 november 2024", dt.date(2024, 11, 15)),
        ("fredag 15 november, 2024", dt.date(2024, 11, 15)),
        ("15 nov. 2024", dt.date(2024, 11, 15)),
        ("2024-11-15", dt.date(2024, 11, 15)),
        ("15/11 2024", dt.date(2024, 11, 15)),
        ("15/11-24", dt.date(2024, 11, 15)),
        ("15/11/2024", dt.date(2024, 11, 15)),
        ("15.11.2024", dt.date(2024, 11, 15)),
        ("20241115", dt.date(2024, 11, 15)),
        ("from 270101", dt.date(2027, 1, 1)),
        ("6-7/3 2025", dt.date(2025, 3, 7)),
        ("den 1:a maj 2025", dt.date(2025, 5, 1)),
        ("Måndag den 4 mars 2024,", dt.date(2024, 3, 4)),
    ],
)
def test_day_with_its_year(text: str, on: dt.date) -> None:
    assert [as_when(one, None).on for one in find_moments(text)] == [on]


@pytest.mark.parametrize(
    "text",
    [
        "ring 1177",
        "öppet 24/7",
        "punkt 1–3",
        "2,5 miljoner",
        "30 februari",
        "13/13",
        "0470-588000",
        "20 st",
        "§ 5 6",
    ],
)
def test_numbers_that_are_no_day(text: str) -> None:
    assert list(find_moments(text)) == []


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("9 november", dt.date(2024, 11, 9), "day"),
        ("9/5", dt.date(2025, 5, 9), "day"),
        ("i december", dt.date(2024, 12, 31), "month"),
        ("i februari", dt.date(2025, 2, 28), "month"),
        ("novembermötet", dt.date(2024, 11, 30), "meeting"),
        ("novembermétet", dt.date(2024, 11, 30), "meeting"),
        ("nästa år", dt.date(2025, 12, 31), "year"),
        ("mars 2026", dt.date(2026, 3, 31), "month"),
    ],
)
def test_coming_time(text: str, on: dt.date, precision: str) -> None:
    when = as_when(next(find_moments(text)), MEETING)

    assert (when.on, when.precision) == (on, precision)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("7 november", dt.date(2023, 11, 7)),
        ("9 maj", dt.date(2024, 5, 9)),
        ("i september", dt.date(2024, 9, 30)),
        ("i oktober", dt.date(2024, 10, 31)),
        ("mars 2023", dt.date(2023, 3, 31)),
    ],
)
def test_past_time(text: str, on: dt.date) -> None:
    assert as_when(next(find_moments(text)), MEETING, past=True).on == on


def test_day_without_any_year_has_no_date() -> None:
    assert as_when(next(find_moments("9 maj")), None) == When(text="9 maj")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("kl 11-15", dt.time(11), dt.time(15)),
        ("kl. 11–15.30", dt.time(11), dt.time(15, 30)),
        ("11:00-15:00", dt.time(11), dt.time(15)),
        ("klockan 9.15 till 10", dt.time(9, 15), dt.time(10)),
        ("Kl. 18.30", dt.time(18, 30), None),
        ("13.00", dt.time(13), None),
        ("punkt 1-3", None, None),
        ("kl 25-26", None, None),
    ],
)
def test_hours(text: str, start: dt.time | None, end: dt.time | None) -> None:
    assert find_hours(text)[:2] == (start, end)


@pytest.mark.parametrize(
    ("text", "mentioned", "hint", "year"),
    [
        ("Fredagen den 4 april", [2024, 2025, 2024], None, 2025),
        ("Fredagen den 4 april", [2024], None, 2025),  # the text tells of last year
        ("Fredagen den 4 april", [2022], 2025, 2025),
        ("Fredagen den 4 april", [2022], 2024, None),  # it was a Thursday
        ("4 april", [2023, 2023], None, 2023),
        ("4 april", [2023, 2024], None, None),
        ("4 april", [], 2024, 2024),
        ("29 februari", [], 2023, None),
    ],
)
def test_year_is_inferred_from_weekday_then_mentions_then_file(
    text: str, mentioned: list[int], hint: int | None, year: int | None
) -> None:
    assert infer_year(next(find_moments(text)), mentioned, hint) == year
