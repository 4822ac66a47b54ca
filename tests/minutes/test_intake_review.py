"""The page of a review: what was typed wrong, what it shows beside each field, what it costs."""

import re
from typing import Any

import pytest
from django.test import Client

from decisions.models import Decision
from minutes.intake import record_of
from minutes.intake_choices import DECISION_KINDS, Choices, reviewed
from minutes.intake_fields import text_as_names
from minutes.intake_trace import Lines
from minutes.models import Intake, Meeting
from minutes.search_index import settle
from tests.conftest import Cast
from tests.factories import make_person
from tests.minutes.intake_pages import MINUTES, address, bounds, faults, many_items, post, read, sent

# Wrong input.


WRONG = [
    ({"head__date": "8 mars"}, "id_head-date Skriv dagen som 2024-03-08"),
    ({"head__date": ""}, "id_head-date Skriv mötets datum."),
    ({"head__body": ""}, "id_head-body Välj vilken grupp"),
    ({"head__end": "08:00"}, "id_head-end Mötet slutar innan det börjar."),
    ({"head__start": "nio"}, "id_head-start Skriv klockslag"),
    ({"items__1__title": ""}, "id_items-1-title Ärendet saknar rubrik."),
    (
        {"attendance__0__organization": "Finnsej stad"},
        "id_attendance-0-organization Organisationen ”Finnsej stad”",
    ),
    ({"head__secretaries": "Siv, Finnsej stad"}, "id_head-secretaries Organisationen ”Finnsej stad”"),
    ({"head__chairs": ", Ekby"}, "id_head-chairs Skriv namnet före kommat"),
    ({"attendance__1__name": ""}, "id_attendance-1-name Skriv namnet"),
    ({"attendance__3__organization": "Ekby"}, "id_attendance-3-name Skriv namnet"),
    ({"items__0__decisions__0__text": ""}, "id_items-0-decisions-0-text Skriv texten"),
    ({"items__0__decisions__0__kind": "law"}, "id_items-0-decisions-0-kind "),
    (
        {"items__1__promises__0__due_precision": "day", "items__1__promises__0__due_on": ""},
        "id_items-1-promises-0-due_on ",
    ),
    ({"items__0__background": "a\0b"}, "id_items-0-background "),
    ({"items__2__background": "Utan rubrik."}, "id_items-2-title Ärendet saknar rubrik."),
]


@pytest.mark.parametrize(("changes", "fault"), WRONG)
def test_wrong_input_is_said_once_and_kept_on_the_page(
    cast: Cast, desk: Client, changes: dict[str, str], fault: str
) -> None:
    intake = read(cast)
    answer = post(desk, intake, "store", items__0__proposal="Det här skrev jag.", **changes)
    assert answer.status_code == 422
    assert [text for text in faults(answer) if text.startswith(fault)]
    page = answer.content.decode()
    anchor = fault.split()[0]
    assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page
    assert "Det här skrev jag." in page
    assert not Meeting.objects.exists()
    assert "Det här" not in str(Intake.objects.get().record)


@pytest.mark.parametrize(
    "forged",
    [
        "items-99-title",
        "items-0-decisions-7-text",
        "attendance-999-name",
        "head-status",
        "names-1-person",
        "x",
    ],
)
def test_forged_index_is_refused(cast: Cast, desk: Client, forged: str) -> None:
    intake = read(cast)
    answer = post(desk, intake, "store", **{forged: "1"})
    assert answer.status_code == 422
    assert faults(answer) == [" Sidan passar inte ihop med granskningen längre. Läs in den på nytt."]
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("data", [{}, {"act": "sälj"}, {"act": "store"}, {"version": "x"}])
def test_forged_button_is_refused(cast: Cast, desk: Client, data: dict[str, str]) -> None:
    assert desk.post(address(read(cast)), data).status_code == 422


def test_nobody_overwrites_what_was_saved_meanwhile(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    data = sent(desk.get(address(intake)))
    post(desk, intake, items__0__title="Först")
    answer = desk.post(address(intake), {**data, "items-0-title": "Sedan"})
    assert answer.status_code == 409
    assert "Sedan" in answer.content.decode()
    assert record_of(Intake.objects.get()).items[0].title == "Först"
    desk.post(address(intake), {**sent(answer), "items-0-title": "Sedan"})
    assert record_of(Intake.objects.get()).items[0].title == "Sedan"


THREE = MINUTES.replace("Sekreterare: Siv", "3. Tredje ärendet\nText tre står här.\n\nSekreterare: Siv")
MINE = "Det här tog en halvtimme att skriva."
CHANGED_MAKE_UP: list[tuple[str, dict[str, Any]]] = [
    ("merge-1", {}),
    ("split-0", {"items__0__line": THREE.splitlines().index("Beslut: Gruppen antar cykelplanen.") + 1}),
    ("keep", {"items__3__title": "Nytt ärende"}),
    ("keep", {"attendance__3__name": "Ture Tillagd"}),
    ("keep", {"items__0__add__kind": "promises", "items__0__add__text": "återkommer i maj"}),
]


@pytest.mark.parametrize(("act", "changes"), CHANGED_MAKE_UP)
def test_what_was_written_is_laid_over_no_other_item(
    cast: Cast, desk: Client, act: str, changes: dict[str, Any]
) -> None:
    intake = read(cast, THREE)
    data = sent(desk.get(address(intake)))
    assert post(desk, intake, act, **changes).status_code == 302
    kept = Intake.objects.get().record
    answer = desk.post(address(intake), {**data, "items-2-background": MINE, "items-1-title": ""})
    assert answer.status_code == 409
    (fault,) = faults(answer)
    assert "Inget av det du skrev är sparat" in fault
    assert [(row.label, row.text) for row in answer.context["own_texts"]][-1] == (
        "§ 3 Tredje ärendet, Bakgrund",
        MINE,
    )
    assert MINE in answer.content.decode()
    assert not [name for name, bound in bounds(answer) if bound.value() == MINE]
    assert Intake.objects.get().record == kept
    assert desk.post(address(intake), sent(answer)).status_code == 302
    assert Intake.objects.get().record == kept


def test_item_that_was_moved_meanwhile_takes_no_other_s_text(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(desk, intake, items__2__title="Glömt ärende")
    data = sent(desk.get(address(intake)))
    post(desk, intake, items__2__after="first")
    answer = desk.post(address(intake), {**data, "items-0-background": MINE})
    assert answer.status_code == 409
    assert [row.text for row in answer.context["own_texts"]] == [MINE]
    assert dict(bounds(answer))["items-0-title"].value() == "Glömt ärende"
    assert dict(bounds(answer))["items-0-background"].value() == ""


def test_version_is_compared_before_anything_else(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    data = sent(desk.get(address(intake)), "merge-1")
    post(desk, intake, items__0__title="Först")
    answer = desk.post(address(intake), {**data, "head-date": "8 mars", "items-0-background": MINE})
    assert answer.status_code == 409
    assert "Granskningen har sparats" in faults(answer)[0]
    assert dict(bounds(answer))["items-0-background"].value() == MINE
    assert answer.context["own_texts"] == ()


def test_what_was_written_in_a_review_that_is_closed_is_shown(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    data = sent(desk.get(address(intake)))
    desk.post(address(intake, "discard"))
    answer = desk.post(address(intake), {**data, "items-0-background": MINE})
    assert answer.status_code == 409
    assert [row.text for row in answer.context["own_texts"]] == [MINE]


def test_nothing_from_a_document_or_a_field_is_markup(cast: Cast, desk: Client) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    text = MINUTES
    for word in ("Ekby folkets hus", "Vera Okänd", "Gemensam cykelplan", "Tre kommuner", "cykelplanen"):
        text = text.replace(word, f"{word} {evil}")
    intake = read(cast, text, f"{evil[:40]}.txt")
    get = desk.get(address(intake))
    typed = {name: evil for name, value in sent(get).items() if isinstance(value, str)}
    keep = {name: value for name, value in sent(get).items() if name in {"act", "version"}}
    wrong = desk.post(address(intake), {**typed, **keep})
    assert wrong.status_code == 422
    short = ("date", "start", "end", "number", "_on", "document_name", "_item")
    texts = {n: evil for n, b in bounds(get) if b.widget_type in {"text", "textarea"}}
    texts = {n: value for n, value in texts.items() if not n.endswith(short)}
    kept = desk.post(address(intake), {**sent(get), **texts})
    assert kept.status_code == 302, faults(kept)
    for answer in (get, wrong, desk.get(address(intake)), desk.get("/admin/minutes/intake/")):
        page = answer.content.decode()
        assert "alert(1)" in page or "script" in page
        assert "<script>alert" not in page and "<img src=x" not in page


# The page.


def lit(review: Any, name: str) -> list[str]:
    """Return what is lit in the document when the field (items-0-title) is chosen."""
    for form in review.forms():
        for cell in form.cells:
            if cell.field.html_name == name:
                numbers = (cell.lines or form.lines or Lines()).numbers
                return [text for number, text in review.source() if number in numbers and text]
    raise AssertionError(f"{name} is not on the page")


FULL = MINUTES.replace(
    "Fredagen den 8 mars 2024 kl. 9-12\n",
    "Fredagen den 8 mars 2024 kl. 9-12\nNästa möte: 3 maj 2024\nMedverkande punkt 1–2 Skolcheferna\n",
).replace(
    "Frågan tas",
    "Underlag: Rapport om kort\n\nEkby kommun ska ta fram en lista senast den 1 maj 2024.\n\nFrågan tas",
)
LIT = {
    "head-body": ["Samrådsgruppen SG"],
    "head-date": ["Fredagen den 8 mars 2024 kl. 9-12"],
    "head-end": ["Fredagen den 8 mars 2024 kl. 9-12"],
    "head-place": ["Plats: Ekby folkets hus"],
    "head-document_name": ["Minnesanteckningar"],
    "head-secretaries": ["Sekreterare: Siv Norell"],
    "head-approvers": ["Justerare: Asta Ekman"],
    "head-next_on": ["Nästa möte: 3 maj 2024"],
    "parts-0-last_item": ["Medverkande punkt 1–2 Skolcheferna"],
    "attendance-1-name": ["Bodil Malmgrenn, Ekby"],
    "attendance-1-mode": ["Bodil Malmgrenn, Ekby"],
    "attendance-1-post": ["Bodil Malmgrenn, Ekby"],
    "attendance-1-person": ["Bodil Malmgrenn, Ekby"],
    "items-0-number": ["1. Gemensam cykelplan"],
    "items-0-title": ["1. Gemensam cykelplan"],
    "items-0-presenters": ["Föredragande: Asta Ekman"],
    "items-0-background": ["Tre kommuner har svarat på frågan om vägarna."],
    "items-0-decisions-0-text": ["Beslut: Gruppen antar cykelplanen."],
    "items-0-decisions-0-kind": ["Beslut: Gruppen antar cykelplanen."],
    "items-1-attachments": ["Underlag: Rapport om kort"],
    "items-1-actions-0-due_on": ["Ekby kommun ska ta fram en lista senast den 1 maj 2024."],
    "items-1-promises-0-text": ["Frågan tas upp igen i maj."],
    "items-1-promises-0-due_precision": ["Frågan tas upp igen i maj."],
}


@pytest.mark.parametrize("name", LIT)
def test_each_field_knows_its_lines(cast: Cast, desk: Client, name: str) -> None:
    page = desk.get(address(read(cast, FULL)))
    assert lit(page.context["review"], name) == LIT[name]


def test_field_that_was_read_nowhere_lights_its_item(cast: Cast, desk: Client) -> None:
    review = desk.get(address(read(cast))).context["review"]
    assert lit(review, "items-0-outcome")[0] == "1. Gemensam cykelplan"
    assert lit(review, "items-0-outcome")[-1] == "Beslut: Gruppen antar cykelplanen."
    name = next(form["person"].html_name for form in review.names)
    assert lit(review, name) == ["Sekreterare: Siv Norell"]


def test_page_shows_each_line_once_with_its_number(cast: Cast, desk: Client) -> None:
    text = desk.get(address(read(cast))).content.decode()
    assert len(re.findall(r'<span id="rad-\d+">', text)) == len(MINUTES.split("\n"))
    assert "style=" not in text and "onclick" not in text and "<script>" not in text


def test_guesses_are_marked(cast: Cast, desk: Client) -> None:
    text = FULL.replace("8 mars 2024", "8 mars").replace("Samrådsgruppen SG", "Samrådsgrupen SG")
    review = desk.get(address(read(cast, text, "2024.txt"))).context["review"]
    guessed = {cell.field.html_name for form in review.forms() for cell in form.cells if cell.guessed}
    assert guessed == {
        "head-body",
        "head-date",
        "attendance-1-person",
        "items-1-decisions-0-text",
        "items-1-promises-0-due_on",
    }


def test_each_warning_leads_to_its_field(cast: Cast, desk: Client) -> None:
    text = MINUTES.replace("Fredagen", "Måndagen").replace("Justerare: Asta", "Inte: Asta")
    text = text.replace("2. Busskort", "4. Busskort").replace("Tre kommuner", "Tre ”kommuner")
    warnings = desk.get(address(read(cast, text))).context["warnings"]
    leads = {problem.code: anchor for problem, _, anchor in warnings}
    assert leads == {
        "weekday_mismatch": "id_head-date",
        "no_approver": "id_head-approvers",
        "number_skipped": "id_items-1-number",
        "quote_unbalanced": "id_items-0-background",
    }


@pytest.mark.parametrize("act", ["look", "keep"])
def test_review_costs_the_same_with_one_item_and_thirty(
    cast: Cast, desk: Client, django_assert_max_num_queries: Any, act: str
) -> None:
    counts = []
    for items in (1, 30):
        make_person(f"Ny Person {items}")
        intake = read(cast, many_items(items), f"{items}.txt")
        data = sent(desk.get(address(intake)))
        assert len(record_of(intake).items) == items
        settle()  # what came into the book before waits for the search
        # session, user, own groups, the intake twice; the register in seven; group chosen; write, savepoints
        with django_assert_max_num_queries(24) as captured:
            answer = desk.get(address(intake)) if act == "look" else desk.post(address(intake), data)
        assert answer.status_code == (200 if act == "look" else 302)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_removed_rows_stay_out_and_warnings_can_be_ticked_off(cast: Cast, desk: Client) -> None:
    intake = read(cast, MINUTES.replace("Justerare: Asta Ekman\n", ""))
    codes = [problem.code for problem in record_of(intake).problems]
    assert "no_approver" in codes
    done = {f"problems__{codes.index('no_approver')}__done": "on"}
    post(desk, intake, attendance__0__remove="on", items__1__remove="on", **done)
    post(desk, intake, "store")
    meeting = Meeting.objects.get()
    assert [item.number for item in meeting.items.all()] == ["1"]
    assert "Asta Ekman" not in {a.display_name for a in meeting.attendances.all()}
    assert not meeting.remarks.filter(code="no_approver").exists()


@pytest.mark.parametrize("changes", [{"head__date": "2023-03-08"}, {"head__year_inferred": None}])
def test_date_that_was_entered_or_confirmed_is_no_guess(
    cast: Cast, desk: Client, changes: dict[str, Any]
) -> None:
    intake = read(cast, MINUTES.replace("8 mars 2024", "8 mars"), "2024.txt")
    assert record_of(intake).year_inferred
    post(desk, intake, "store", **changes)
    assert Meeting.objects.get().year_inferred is False


# The small parts.


def test_kinds_of_decisions_are_the_register_s() -> None:
    assert Decision.Kind.choices == DECISION_KINDS


def test_names_one_a_line() -> None:
    rows = text_as_names("Asta Ek, Ekby\n\n Bo Alm \n,\n")
    assert [(row.name, row.organization) for row in rows] == [("Asta Ek", "Ekby"), ("Bo Alm", "")]


def test_refused_rows_are_left_out_of_the_record(cast: Cast) -> None:
    record = record_of(read(cast))
    choices = Choices(dropped=frozenset({"items.0.decisions.0", "attendance.1", "items.1"}))
    left = reviewed(record, choices)
    assert [row.name for row in left.attendance] == ["Asta Ekman", "Vera Okänd"]
    assert [(item.number, item.decisions) for item in left.items] == [("1", ())]
