"""Quick capture: what typed text offers, and what it must not offer."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.desk.capture import Offer, offers
from tests.decisions.capture_facts import FACTS, SHAPES

BOTH = ("Ekby kommun", "Alnäs kommun")
EVERYBODY = (*BOTH, "Region Lunden", "Stiftelsen Lind")


def only(text: str) -> Offer:
    (offer,) = offers(text, FACTS)
    return offer


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Beslut: Gruppen antar planen.", "decision", "Gruppen antar planen."),
        ("Beslut - anta planen", "decision", "anta planen"),
        ("Beslut – anta planen", "decision", "anta planen"),
        ("BESLUT: Planen antas.", "decision", "Planen antas."),
        ("beslut: planen antas", "decision", "planen antas"),
        ("Beslut : planen antas", "decision", "planen antas"),
        ("– Beslut: Planen antas.", "decision", "Planen antas."),
        ("1. Beslut: Planen antas.", "decision", "Planen antas."),
        ("Beslut 2: Planen antas.", "decision", "Planen antas."),
        ("(Beslut: Planen antas.)", "decision", "Planen antas."),
        ("Mötets beslut: Planen antas.", "decision", "Planen antas."),
        ("Vi talade länge. Beslut: Planen antas. Sedan fika.", "decision", "Planen antas."),
        ("Beslut: Planen antas. Den gäller från maj.", "decision", "Planen antas. Den gäller från maj."),
        ("Beslut: Gruppen antar ”Lindar 2030”.", "decision", "Gruppen antar ”Lindar 2030”."),
        ("Beslut:\nPlanen antas.\nDen gäller.", "decision", "Planen antas.\nDen gäller."),
        ("Beslut: Enligt förslag", "decision", "Enligt förslag"),
        ("Ställningstagande: Gruppen vill ha lindar.", "position", "Gruppen vill ha lindar."),
        ("Svar: Lindarna kan vänta.", "answer", "Lindarna kan vänta."),
        ("Samrådsgruppens svar: Lindarna kan vänta.", "answer", "Lindarna kan vänta."),
        ("Uppdrag: Ta fram en ritning.", "assignment", "Ta fram en ritning."),
        ("Åtgärd: Boka lokal.", "action", "Boka lokal."),
        ("Att göra: boka lokal", "action", "boka lokal"),
        ("Återkommer: december", "promise", "Återkommer: december"),
        ("Återkommer till mötet i maj", "promise", "Återkommer till mötet i maj"),
        ("Tas upp igen 9 maj", "promise", "Tas upp igen 9 maj"),
        ("Frågan återkommer i september.", "promise", "Frågan återkommer i september."),
        ("Vi pratade. Tas upp igen 9 maj.", "promise", "Tas upp igen 9 maj."),
        ("Ärendet om bänkar bordläggs till 9 maj.", "promise", "Ärendet om bänkar bordläggs till 9 maj."),
    ],
)
def test_phrase_is_offered(text: str, kind: str, words: str) -> None:
    offer = only(text)
    assert (offer.kind, offer.text) == (kind, words)
    assert words.split("\n")[0] in text[offer.start : offer.end]


@pytest.mark.parametrize(
    "text",
    [
        "Beslut fattas i maj",
        "Beslut tas på nästa möte.",
        "Beslut: tas på nästa möte",
        "Beslut: inget",
        "Beslut: Inget beslut fattades i frågan den här gången.",
        "Beslut: kan inte fattas i dag",
        "Beslut: se ovan",
        "Beslut:",
        "Beslut: –",
        "Beslut: Ska planen antas?",
        "Svar: När blir det av?",
        "Åtgärd: ingen",
        "Återkommer: inte bestämt",
        "Återkommer:",
        "”Beslut: Planen antas.”",
        "Anna läste högt: ”Vi sade så. Beslut: Planen antas. Så var det.”",
        "Hon sade ”så här:\nBeslut: Planen antas.\noch inget mer”.",
        "Från mötesprotokoll mars 2023:\nBeslut: Planen antas.",
        "Från protokollet i maj:\n\n”Vi möttes.\n\nBeslut: Planen antas.”",
        "Förslag till beslut: Planen antas.",
        "Tidigare beslut: Planen antas.",
        "Regionfullmäktiges beslut: Planen antas.",
        "Grundbeslut: Planen antas.",
        "Beslutsunderlag: Planen.",
        "Beslutspunkter: 4 och 5",
        "Beslut-underlag: Planen",
        "Svarstid: 9 maj",
        "Uppdragsgivare: Ekby",
        "Åtgärdsplan: bifogas",
        "Vi väntar på beslut: det kommer i maj.",
        "Exempel finns, t.ex. Beslut: så här",
        "Frågan återkommer inte i maj.",
        "Återkommer frågan i maj?",
        "Frågan återkom i maj.",
        "Ekby återkommer med svar senast 9 maj.",
        "Nästa möte är 9 maj.",
        "Tas upp igen.",
    ],
)
def test_false_friend_is_not_offered(text: str) -> None:
    assert offers(text, FACTS) == []


@pytest.mark.parametrize(
    ("text", "organizations"),
    [
        ("Uppdrag: Ta fram en ritning (Ekby, 9 maj)", ("Ekby kommun",)),
        ("Uppdrag till Ekby och Alnäs: ta fram en ritning", BOTH),
        ("Åtgärd: Ekby och Alnäs tar fram en ritning.", BOTH),
        ("Åtgärd: Alnäs kommun tar fram en ritning.", ("Alnäs kommun",)),
        ("Åtgärd: respektive kommun utser en kontaktperson", BOTH),
        ("Åtgärd: Varje kommun utser en kontaktperson", BOTH),
        ("Åtgärd: utse kontaktperson (alla kommuner, maj)", BOTH),
        ("Att göra: Kommunerna svarar på enkäten", BOTH),
        ("Åtgärd: Kontaktperson utses av respektive kommun.", BOTH),
        ("Åtgärd: Utse kontaktperson i varje kommun.", BOTH),
        ("Åtgärd: samtliga huvudmän svarar på enkäten", EVERYBODY),
        ("Åtgärd: Respektive huvudman svarar på enkäten", EVERYBODY),
        ("Åtgärd: regionen räknar träden", ("Region Lunden",)),
        ("Åtgärd: räkna träden (RL)", ("Region Lunden",)),
        ("Åtgärd: Regionen och kommunerna räknar träden", ("Region Lunden", *BOTH)),
        ("Beslut: Respektive kommun utser en kontaktperson.", BOTH),
        ("Beslut: Gruppen beslutar att respektive kommun utser en kontaktperson.", BOTH),
        ("Beslut: Planen skickas till respektive kommun.", ()),
        ("Beslut: Ekby kommun beviljas en plats.", ()),
        ("Åtgärd: skicka planen till respektive kommun", ()),
        ("Åtgärd: Skicka planen (Okänd kommun)", ()),
        ("Svar: Respektive kommun utser en kontaktperson.", ()),
    ],
)
def test_organizations_are_those_that_are_to_act(text: str, organizations: tuple[str, ...]) -> None:
    assert only(text).organizations == organizations


@pytest.mark.parametrize(
    ("text", "task", "responsible"),
    [
        ("Att göra: Anna Ek, senast 9 maj: boka lokal", "boka lokal", "Anna Ek"),
        ("Åtgärd: Anna bokar lokal.", "Anna bokar lokal.", "Anna Ek"),
        ("Åtgärd: Anna Ek och Bo Alm bokar lokal.", "Anna Ek och Bo Alm bokar lokal.", "Anna Ek och Bo Alm"),
        ("Åtgärd: Karin Sund bokar lokal.", "Karin Sund bokar lokal.", "Karin Sund"),
        ("Åtgärd: Boka lokal (kansliet, maj)", "Boka lokal", "kansliet"),
        ("Åtgärd: Boka lokal. Ansvarig: Bo Alm. Klart: 9 maj.", "Boka lokal", "Bo Alm"),
        ("Åtgärd: Boka lokal (AU)", "Boka lokal", "AU"),
        ("Åtgärd: Boka lokal (den stora salen)", "Boka lokal (den stora salen)", ""),
        ("Åtgärd: Lindarna ska vattnas.", "Lindarna ska vattnas.", ""),
    ],
)
def test_person_is_responsible(text: str, task: str, responsible: str) -> None:
    offer = only(text)
    assert (offer.text, offer.responsible) == (task, responsible)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Uppdrag: Ta fram en ritning (Ekby, 9 maj)", ("9 maj", dt.date(2024, 5, 9), "day")),
        ("Åtgärd: Boka lokal senast 2 februari.", ("2 februari", dt.date(2025, 2, 2), "day")),
        ("Åtgärd: Boka lokal före slutet av maj.", ("maj", dt.date(2024, 5, 31), "month")),
        ("Åtgärd: Boka lokal till majmötet.", ("majmötet", dt.date(2024, 5, 31), "meeting")),
        ("Åtgärd: Boka lokal (nästa möte)", ("nästa möte", None, "meeting")),
        ("Åtgärd: Boka lokal nästa år.", ("nästa år", dt.date(2025, 12, 31), "year")),
        ("Åtgärd: Skicka ut texten från 4 april, senast 9 maj.", ("9 maj", dt.date(2024, 5, 9), "day")),
        ("Åtgärd: Skicka ut texten från 4 april.", ("", None, "none")),
        ("Åtgärd: Följ upp beslutet 2023-11-06.", ("", None, "none")),
        ("Åtgärd: Boka lokal (31 februari)", ("", None, "none")),
        ("Beslut: Planen gäller till 9 maj.", ("", None, "none")),
        ("Återkommer: december", ("december", dt.date(2024, 12, 31), "month")),
        ("Återkommer till mötet i maj", ("mötet i maj", dt.date(2024, 5, 31), "meeting")),
        ("Återkommer: nästa möte", ("nästa möte", None, "meeting")),
        ("Återkommer: våren 2025", ("våren 2025", None, "none")),
        ("Tas upp igen 9 maj", ("9 maj", dt.date(2024, 5, 9), "day")),
        ("Återkommer: 9 maj 2020", ("9 maj 2020", dt.date(2020, 5, 9), "day")),
    ],
)
def test_time_is_as_exact_as_the_words(text: str, due: tuple[str, dt.date | None, str]) -> None:
    offer = only(text)
    assert (offer.due_text, offer.due_on, offer.due_precision) == due


def test_several_offers_of_one_text_stand_in_order_with_their_places() -> None:
    text = "Bakgrund.\n\nBeslut: Planen antas. Åtgärd: Anna bokar lokal.\nÅterkommer: maj\n"
    found = offers(text, FACTS)
    assert [one.kind for one in found] == ["decision", "action", "promise"]
    assert [text[one.start : one.end] for one in found] == [
        "Beslut: Planen antas.",
        "Åtgärd: Anna bokar lokal.",
        "Återkommer: maj",
    ]


def test_points_under_a_marker_are_offered_one_by_one() -> None:
    found = offers("Beslut:\n– att anta planen\n– att Ekby utser en person\n\nMer text.", FACTS)
    assert [(one.text, one.organizations) for one in found] == [
        ("att anta planen", ()),
        ("att Ekby utser en person", ("Ekby kommun",)),
    ]


def test_wrapped_lines_of_pasted_text_are_one() -> None:
    text = "Beslut: Respektive kommun utser en kontaktperson, så att dialogen \nkan fortsätta i höst.\nAnnat."
    (offer,) = offers(text, FACTS)
    assert offer.text == ("Respektive kommun utser en kontaktperson, så att dialogen kan fortsätta i höst.")
    assert text[offer.end :] == "\nAnnat."


def test_short_lines_and_lines_with_markers_stand_alone() -> None:
    words = "boka den stora salen i det gamla folkets hus i Ekby"
    text = f"Beslut: anta planen\nsedan blev det fika\nåtgärd: {words}\nsvar: ja tack"
    assert [one.text for one in offers(text, FACTS)] == ["anta planen", words, "ja tack"]


def test_decision_that_puts_the_question_off_is_a_promise_too() -> None:
    found = offers("Beslut: Frågan tas upp igen 9 maj.", FACTS)
    assert [(one.kind, one.due_text) for one in found] == [("decision", ""), ("promise", "9 maj")]


def test_key_follows_kind_and_words_alone() -> None:
    first, again = only("Beslut: Planen antas."), only("Text före.\n\nBeslut:  Planen   antas.")
    assert first.key == again.key
    assert len({first.key, only("Svar: Planen antas.").key, only("Beslut: Planen avslås.").key}) == 3
    assert len(offers("Beslut: Planen antas.\n\nBeslut: Planen antas.", FACTS)) == 1


PIECES = [
    "Beslut: ", "Beslut - ", "Beslut:\n", "Svar:", "Uppdrag till ", "Åtgärd: ", "Att göra: ", "Återkommer: ",
    "Tas upp igen ", "Frågan återkommer ", "Ekby", "Alnäs", " och ", ", ", "respektive kommun", "Anna Ek",
    "9 maj", "31 februari", "i december", "nästa möte", "senast ", "(", ")", "”", "\"", ". ", "? ", ": ",
    "\n",
    "\n\n", "– ", "att ", "1. ", "Från protokoll mars 2023: ", "İ", "ß", "\x00", "\u2028", "\r\n",
    "\ud800", " ",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join))
def test_any_text_can_be_read_and_offers_lie_inside_it(text: str) -> None:
    found = offers(text, FACTS)
    assert found == offers(text, FACTS)
    for offer in found:
        assert 0 <= offer.start < offer.end <= len(text)
        assert offer.text.strip() == offer.text != ""
        assert offer.due_precision != "day" or offer.due_on is not None
        if offer.kind != "action":  # who and when are taken out of what is to be done
            words = text[offer.start : offer.end]
            assert " ".join(offer.text.split()) in " ".join(words.split())


@pytest.mark.parametrize("piece", SHAPES)
def test_very_long_text_offers_only_what_it_says(piece: str) -> None:
    """Of any shape; `make bench` says how long it takes."""
    text = (piece * 200_000)[:200_000]
    assert all(text[offer.start : offer.end].strip() for offer in offers(text, FACTS))
