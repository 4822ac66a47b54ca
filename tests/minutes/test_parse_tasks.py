"""Who is to do what and when: told in sentences, handed out in decisions, or listed in a table."""

import datetime as dt

import pytest

from minutes.importer.parse import parse
from minutes.importer.records import ParsedAction, ParsedItem

HEAD = "Protokoll Ekrådet\nDatum: 2024-03-08\nNärvarande: Anna Ek, Bo Alm, Cia Dal\n\n"


def item_with(text: str) -> ParsedItem:
    return parse(f"{HEAD}1. Lokalen\n{text}\n\n2. Budget\nInget nytt.\n\n3. Slut\nMötet avslutades.\n").items[
        0
    ]


def short(actions: tuple[ParsedAction, ...]) -> list[tuple[str, dt.date | None, str]]:
    return [(one.responsible, one.due.on, one.due.precision) for one in actions]


@pytest.mark.parametrize(
    ("text", "who", "on", "precision"),
    [
        ("Anna mejlar vaktmästaren senast 15 mars.", "Anna", dt.date(2024, 3, 15), "day"),
        ("Lånet löper ut och Bo tar in offerter till nästa möte.", "Bo", None, "meeting"),
        ("-> Cia Dal bokar salen.", "Cia Dal", None, "none"),
        ("- [ ] Bo uppdaterar webbplatsen", "Bo", None, "none"),
        ("Skyltarna ska upp senast 2 april, det gör Anna.", "Anna", dt.date(2024, 4, 2), "day"),
        ("Bo åtog sig att måla dörren.", "Bo", None, "none"),
        ("Ansvarig för att beställa: Cia.", "Cia", None, "none"),
        ("Rådet beslutade att ge Bo Alm i uppdrag att hämta anbud.", "Bo Alm", None, "none"),
        ("Rådet uppdrar åt kassören att söka bidrag.", "kassören", None, "none"),
        ("Samordnaren bjuder in föreningarna.", "Samordnaren", None, "none"),
    ],
)
def test_task_has_its_person_and_its_time(text: str, who: str, on: dt.date | None, precision: str) -> None:
    assert short(item_with(text).actions) == [(who, on, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "Anna skriver att hon är nöjd.",
        "Bo frågar om taket läcker.",
        "Anna bokade salen i fredags.",
        "Cia informerar om läget.",
        "Ekby kommun växer.",
        "Gör Bo det?",
    ],
)
def test_what_was_said_or_done_is_no_task(text: str) -> None:
    assert item_with(text).actions == ()


def test_table_of_tasks_gives_a_task_for_each_row() -> None:
    table = (
        "| Nr | Vad | Vem | När |\n|---|---|---|---|\n| 1 | Måla dörren | Bo | 2024-04-02 |\n"
        "| 2 | Boka salen | Anna Ek | nästa möte |"
    )
    item = item_with(table)
    assert short(item.actions) == [("Bo", dt.date(2024, 4, 2), "day"), ("Anna Ek", None, "meeting")]
    assert [one.text for one in item.actions] == ["Måla dörren", "Boka salen"]
    assert "Måla dörren" in item.background


def test_task_until_the_next_meeting_is_no_promise_to_it() -> None:
    item = item_with("Bo tar fram ett förslag till nästa möte. Anna återkommer med svar på nästa möte.")
    assert [(one.responsible, one.text) for one in item.actions] == [
        ("Bo", "Bo tar fram ett förslag till nästa möte.")
    ]
    assert [one.text for one in item.promises] == ["Anna återkommer med svar på nästa möte."]


def test_what_was_put_off_is_promised_though_it_is_told_as_past() -> None:
    item = item_with("Frågan bordlades till mötet i maj.")
    assert [(one.due.on, one.due.precision) for one in item.promises] == [(dt.date(2024, 5, 31), "meeting")]
