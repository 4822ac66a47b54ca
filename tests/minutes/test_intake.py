"""The secretary reads in documents: upload, review, save; nothing is in the book before that."""

import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from decisions.models import Decision
from minutes.approval import Refused, circulate
from minutes.importer.files.document import Unreadable
from minutes.importer.plan import fingerprint
from minutes.intake import MOST_ROWS, Choices, Upload, make, read_in, record_of, reviewed, save
from minutes.intake_forms import DECISION_KINDS, text_as_names
from minutes.intake_review import Review
from minutes.models import Intake, Meeting, Revision
from participants.models import Body, Membership, Organization, Person
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_approver,
    make_body,
    make_item,
    make_meeting,
    make_member,
    make_person,
)

SAMPLES = Path(__file__).parents[2] / "fixtures" / "samples"
ADD = "/admin/minutes/intake/add/"
MINUTES = """Minnesanteckningar
Samrådsgruppen SG
Fredagen den 8 mars 2024 kl. 9-12
Plats: Ekby folkets hus

Närvarande:
Asta Ekman, Ekby
Bodil Malmgrenn, Ekby
Vera Okänd, Ekby

1. Gemensam cykelplan
Föredragande: Asta Ekman
Tre kommuner har svarat på frågan om vägarna.
Beslut: Gruppen antar cykelplanen.

2. Busskort för elever
Föredragande: Vera Okänd
Frågan tas upp igen i maj.
Gruppen ställer sig bakom förslaget om busskort.

Sekreterare: Siv Norell
Justerare: Asta Ekman
"""


@pytest.fixture
def client(cast: Cast) -> Client:
    """The secretary, in a group whose register knows two of those in the document, one a bit misspelt."""
    for name in ("Asta Ekman", "Bodil Malmgren"):
        make_member(name, cast.body)
    return logged_in(cast.secretary)


def upload(client: Client, content: str | bytes = MINUTES, name: str = "mars.txt", **data: Any) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"documents": [SimpleUploadedFile(name, content)], **data}, follow=True)


def read(cast: Cast, text: str = MINUTES, name: str = "mars.txt") -> Intake:
    return make(Upload(name, text.encode()), account(cast.secretary), cast.body)


def address(intake: Intake, step: str = "change") -> str:
    return reverse(f"admin:minutes_intake_{step}", args=[intake.pk])


def sent(response: Any, act: str = "keep") -> dict[str, Any]:
    """Return what the browser would send from a review that nobody has touched."""
    review: Review = response.context["review"]
    data: dict[str, Any] = {"act": act, "version": review.act["version"].value()}
    for form in review.forms():
        for bound in form:
            value: Any = bound.value()
            if bound.widget_type == "checkbox":
                data |= {bound.html_name: "on"} if value else {}
            elif bound.widget_type == "select":
                data[bound.html_name] = str(value or next(iter(bound.field.widget.choices))[0])
            elif bound.widget_type != "checkboxselectmultiple" or value:
                data[bound.html_name] = bound.field.widget.format_value(value) or ""
    return data


def post(client: Client, intake: Intake, act: str = "keep", **changes: Any) -> Any:
    """Change fields of the review (items__0__title for items-0-title) and press a button."""
    data = sent(client.get(address(intake)), act)
    data |= {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address(intake), {name: value for name, value in data.items() if value is not None})


def faults(response: Any) -> list[str]:
    return [f"{fault.anchor} {fault.message}" for fault in response.context["review"].faults]


SAMPLE_FILES = sorted(f for f in SAMPLES.rglob("*") if f.suffix in {".txt", ".md"})


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: str(path.stem))
def test_review_that_nobody_touched_changes_nothing(cast: Cast, client: Client, path: Path) -> None:
    intake = read(cast, path.read_text(encoding="utf-8"), path.name)
    before = record_of(intake)
    answer = post(client, intake)
    assert answer.status_code == 302, faults(answer)
    intake.refresh_from_db()
    assert record_of(intake) == before
    assert Choices.of(intake) == Choices()


def test_document_goes_into_the_book_as_reviewed(cast: Cast, client: Client) -> None:
    page = upload(client)
    intake = Intake.objects.get()
    assert page.redirect_chain[-1][0] == address(intake)
    assert not Meeting.objects.exists()
    dropped = next(
        part.found["decisions"][0].add_prefix("counts")
        for part in page.context["review"].items
        if "Busskort" in part.label
    )
    answer = post(
        client, intake, "store", items__1__presenters="Bodil Malmgren", **{dropped.replace("-", "__"): None}
    )
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == reverse("admin:minutes_meeting_change", args=[meeting.pk])
    assert [d.text for d in Decision.objects.all()] == ["Gruppen antar cykelplanen."]
    text = logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert "Busskort för elever" in text and "Gruppen antar cykelplanen." in text
    assert [str(p) for p in meeting.items.get(number="2").presenters.all()] == ["Bodil Malmgren"]


def test_stored_intake_keeps_the_original_beside_the_meeting(cast: Cast, client: Client) -> None:
    content = MINUTES.encode("utf-16")
    upload(client, content)
    intake = Intake.objects.get()
    post(client, intake, "store")
    intake.refresh_from_db()
    assert (intake.status, intake.meeting) == (Intake.Status.STORED, Meeting.objects.get())
    assert bytes(intake.content) == content
    assert intake.sha256 == hashlib.sha256(content).hexdigest() == Meeting.objects.get().sources.get().sha256
    answer = client.get(address(intake, "original"))
    assert answer.content == content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mars.txt"'
    assert client.post(address(intake, "delete"), {"post": "yes"}).status_code == 403


def test_nothing_is_stored_twice(cast: Cast, client: Client) -> None:
    intake = read(cast)
    data = sent(client.get(address(intake)), "store")
    client.post(address(intake), data)
    assert client.post(address(intake), data).status_code == 409
    seen = fingerprint(Meeting.objects.get())
    with pytest.raises(Refused, match="redan sparad"):
        save(intake, account(cast.secretary), seen)
    assert Meeting.objects.get().sources.count() == 1


def test_unfinished_review_can_be_taken_up_again(cast: Cast, client: Client) -> None:
    people, organizations = Person.objects.count(), Organization.objects.count()
    intake = read(cast)
    answer = post(client, intake, items__0__title="Cykelplan", items__1__remove="on", head__date="")
    assert answer.status_code == 302
    assert not Meeting.objects.exists()
    assert (Person.objects.count(), Organization.objects.count()) == (people, organizations)
    colleague = make_member("Nils Ny", cast.body, Membership.Role.SECRETARY)
    later = logged_in(colleague)
    assert "mars.txt" in later.get(ADD).content.decode()
    review = later.get(address(intake)).context["review"]
    assert review.items[0].form["title"].value() == "Cykelplan"
    assert review.items[1].form["remove"].value() is True
    assert review.head["date"].value() is None


def test_discarded_intake_can_be_taken_up_again(cast: Cast, client: Client) -> None:
    intake = read(cast)
    assert client.get(address(intake, "discard")).status_code == 405
    client.post(address(intake, "discard"))
    assert Intake.objects.get().status == Intake.Status.DISCARDED
    assert client.post(address(intake), {"act": "store", "version": "x"}).status_code in {409, 422}
    client.post(address(intake, "take-up"))
    assert Intake.objects.get().status == Intake.Status.OPEN
    assert client.post(address(intake, "delete"), {"post": "yes"}).status_code == 302
    assert not Intake.objects.exists()


# Who may.


@pytest.fixture
def other(cast: Cast) -> Client:
    return logged_in(make_member("Olga Andra", cast.other_body, Membership.Role.SECRETARY))


@pytest.mark.parametrize("step", ["save", "discard", "take-up", "original"])
def test_secretary_of_another_group_has_no_way_in(cast: Cast, other: Client, step: str) -> None:
    intake = read(cast)
    for answer in (other.get(address(intake, step)), other.post(address(intake, step), {"seen": "x"})):
        assert answer.status_code in {404, 405}
        assert "mars" not in answer.content.decode()
    assert Intake.objects.get().status == Intake.Status.OPEN


def test_secretary_of_another_group_neither_opens_nor_saves(
    cast: Cast, client: Client, other: Client
) -> None:
    intake = read(cast)
    data = sent(client.get(address(intake)), "store")
    for answer in (other.get(address(intake)), other.post(address(intake), data)):
        assert answer.headers["Location"] == reverse("admin:index")
    assert "mars.txt" not in other.get("/admin/minutes/intake/").content.decode()
    assert "mars.txt" not in other.get(ADD).content.decode()
    assert not Meeting.objects.exists()


def test_intake_without_group_is_its_maker_s_alone(cast: Cast, client: Client) -> None:
    intake = make(Upload("x.txt", b"Inget protokoll."), account(cast.secretary))
    colleague = make_member("Nils Ny", cast.body, Membership.Role.SECRETARY)
    assert intake.body is None
    assert client.get(address(intake)).status_code == 200
    assert logged_in(colleague).get(address(intake)).status_code == 302
    assert logged_in(cast.superuser).get(address(intake)).status_code == 200


@pytest.mark.parametrize("who", ["member", "outsider", "adjuster"])
def test_who_is_no_secretary_reads_in_nothing(cast: Cast, who: str) -> None:
    answer = logged_in(getattr(cast, who)).post(ADD, {"text": MINUTES})
    assert answer.status_code == 302
    assert not Intake.objects.exists()


def test_only_own_groups_can_be_chosen(cast: Cast, client: Client) -> None:
    intake = read(cast)
    answer = post(client, intake, "store", head__body=cast.other_body.pk)
    assert answer.status_code == 422
    assert upload(client, body=cast.other_body.pk).status_code == 422
    assert cast.other_body.name not in client.get(ADD).content.decode()
    assert not Meeting.objects.exists()


def test_role_that_ended_during_the_review_saves_nothing(cast: Cast) -> None:
    intake = read(cast)
    Membership.objects.filter(person=cast.secretary).update(end_date=dt.date(2020, 1, 1))
    with pytest.raises(Refused):
        save(intake, account(cast.secretary))
    assert not Meeting.objects.exists()


# A meeting that is there already.


def test_sealed_meeting_is_refused_with_the_reason(cast: Cast, client: Client) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT, start=dt.time(9), end=dt.time(12))
    make_item(meeting, "Gemensam cykelplan")
    make_approver(meeting, cast.adjuster)
    meeting.attendances.create(person=cast.adjuster, organization=cast.organization)
    circulate(meeting, by=account(cast.secretary))
    intake = read(cast)
    answer = post(client, intake, "store")
    page = client.get(answer.headers["Location"])
    assert "har varit ute för justering" in page.content.decode()
    assert "har varit ute för justering" in client.get(address(intake, "save")).content.decode()
    seen = client.get(address(intake, "save")).context["proposal"].seen
    client.post(address(intake, "save"), {"seen": seen})
    assert [item.title for item in meeting.items.all()] == ["Gemensam cykelplan"]
    assert Revision.objects.count() == 1
    assert Intake.objects.get().is_open


def test_existing_meeting_is_changed_only_after_a_yes(cast: Cast, client: Client) -> None:
    meeting = make_meeting(cast.body, place="Gamla salen")
    make_item(meeting, "Gemensam cykelplan", background="Kort.")
    make_item(meeting, "Försvinner")
    intake = read(cast)
    answer = post(client, intake, "store")
    assert answer.headers["Location"] == address(intake, "save")
    assert Meeting.objects.get().place == "Gamla salen"
    proposal = client.get(address(intake, "save")).context["proposal"]
    shown = {row.label: (row.old, row.new) for row in proposal.differences}
    assert shown["Plats"] == ("Gamla salen", "Ekby folkets hus")
    assert shown["Ärendet tas bort"] == ("§ 2 Försvinner", "")
    assert shown["Nytt ärende"] == ("", "§ 2 Busskort för elever")
    assert shown["§ 1 Gemensam cykelplan: bakgrund"][0] == "Kort."
    client.post(address(intake, "save"), {"seen": proposal.seen})
    assert Meeting.objects.get().place == "Ekby folkets hus"
    assert Intake.objects.get().meeting == meeting


def test_yes_to_what_somebody_has_changed_since_asks_again(cast: Cast, client: Client) -> None:
    meeting = make_meeting(cast.body)
    intake = read(cast)
    post(client, intake, "store")
    seen = client.get(address(intake, "save")).context["proposal"].seen
    make_item(meeting, "Skrivet under tiden")
    answer = client.post(address(intake, "save"), {"seen": seen}, follow=True)
    assert "har ändrats sedan sidan visades" in answer.content.decode()
    assert [item.title for item in meeting.items.all()] == ["Skrivet under tiden"]


def test_same_document_again_says_so(cast: Cast, client: Client) -> None:
    post(client, read(cast), "store")
    again = read(cast)
    post(client, again, "store")
    page = client.get(address(again, "save"))
    assert "Samma dokument är redan inläst" in page.content.decode()
    assert page.context["proposal"].differences == []


# Wrong input.

WRONG = [
    ({"head__date": "8 mars"}, "id_head-date Skriv dagen som 2024-03-08"),
    ({"head__date": ""}, "id_head-date Skriv mötets datum."),
    ({"head__body": ""}, "id_head-body Välj vilken grupp"),
    ({"head__end": "08:00"}, "id_head-end Mötet slutar innan det börjar."),
    ({"head__start": "nio"}, "id_head-start Skriv klockslaget"),
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
    cast: Cast, client: Client, changes: dict[str, str], fault: str
) -> None:
    intake = read(cast)
    answer = post(client, intake, "store", items__0__proposal="Det här skrev jag.", **changes)
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
def test_forged_index_is_refused(cast: Cast, client: Client, forged: str) -> None:
    intake = read(cast)
    answer = post(client, intake, "store", **{forged: "1"})
    assert answer.status_code == 422
    assert faults(answer) == [" Sidan passar inte ihop med granskningen längre. Läs in den på nytt."]
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("data", [{}, {"act": "sälj"}, {"act": "store"}, {"version": "x"}])
def test_forged_button_is_refused(cast: Cast, client: Client, data: dict[str, str]) -> None:
    assert client.post(address(read(cast)), data).status_code == 422


def test_nobody_overwrites_what_was_saved_meanwhile(cast: Cast, client: Client) -> None:
    intake = read(cast)
    data = sent(client.get(address(intake)))
    post(client, intake, items__0__title="Först")
    answer = client.post(address(intake), {**data, "items-0-title": "Sedan"})
    assert answer.status_code == 409
    assert "Sedan" in answer.content.decode()
    assert record_of(Intake.objects.get()).items[0].title == "Först"
    client.post(address(intake), {**sent(answer), "items-0-title": "Sedan"})
    assert record_of(Intake.objects.get()).items[0].title == "Sedan"


# People and organisations.


def test_near_match_is_shown_as_a_guess_and_can_be_refused(cast: Cast, client: Client) -> None:
    intake = read(cast)
    row = client.get(address(intake)).context["review"].attendance[1]
    cell = next(cell for cell in row.cells if cell.field.name == "person")
    assert cell.guessed
    assert cell.field.field.choices[0] == ("", "Läses som Bodil Malmgren")
    post(client, intake, "store", attendance__1__person="new")
    meeting = Meeting.objects.get()
    present = {a.display_name for a in meeting.attendances.all()}
    assert present == {"Asta Ekman", "Bodil Malmgrenn", "Vera Okänd"}
    assert Person.objects.filter(name="Bodil Malmgrenn").count() == 1


def test_name_can_be_merged_with_somebody_of_the_register(cast: Cast, client: Client) -> None:
    known = make_member("Vera Okander", cast.body)
    intake = read(cast)
    choices = client.get(address(intake)).context["review"].attendance[2].fields["person"].choices
    assert (str(known.pk), "Samma som Vera Okander") in list(choices)
    post(client, intake, "store", attendance__2__person=known.pk)
    meeting = Meeting.objects.get()
    assert meeting.attendances.filter(person=known).exists()
    assert meeting.items.get(number="2").presenters.get().person == known
    assert not Person.objects.filter(name="Vera Okänd").exists()


def test_people_of_other_groups_are_not_offered(cast: Cast, client: Client) -> None:
    stranger = make_member("Vera Okand", cast.other_body)
    page = client.get(address(read(cast)))
    assert stranger.name not in page.content.decode()
    assert post(client, Intake.objects.get(), "store", attendance__2__person=stranger.pk).status_code == 422


def test_new_organisation_is_added_only_when_ticked(cast: Cast, client: Client) -> None:
    intake = read(cast, MINUTES.replace("Vera Okänd, Ekby", "Vera Okänd, Region Sjölandet"))
    assert post(client, intake, "store").status_code == 422
    post(client, intake, "store", head__organizations=["Region Sjölandet"])
    assert Meeting.objects.get().attendances.filter(organization__name="Region Sjölandet").exists()


# What the reading missed.


def test_what_the_reading_missed_can_be_added(cast: Cast, client: Client) -> None:
    intake = read(cast)
    post(
        client,
        intake,
        items__2__title="Glömt ärende",
        attendance__3__name="Nina Nyast",
        attendance__3__organization="Ekby",
        items__0__add__kind="actions",
        items__0__add__text="Skicka planen.",
    )
    post(client, intake, "store", items__2__after="items.0")
    meeting = Meeting.objects.get()
    titles = [item.title for item in meeting.items.all()]
    assert titles == ["Gemensam cykelplan", "Glömt ärende", "Busskort för elever"]
    assert meeting.attendances.filter(person__name="Nina Nyast").exists()
    actions: Any = meeting.items.get(number="1")
    assert [action.text for action in actions.actions.all()] == ["Skicka planen."]


def test_removed_rows_stay_out_and_warnings_can_be_ticked_off(cast: Cast, client: Client) -> None:
    intake = read(cast, MINUTES.replace("Justerare: Asta Ekman\n", ""))
    codes = [problem.code for problem in record_of(intake).problems]
    assert "no_approver" in codes
    done = {f"problems__{codes.index('no_approver')}__done": "on"}
    post(client, intake, attendance__0__remove="on", items__1__remove="on", **done)
    post(client, intake, "store")
    meeting = Meeting.objects.get()
    assert [item.number for item in meeting.items.all()] == ["1"]
    assert "Asta Ekman" not in {a.display_name for a in meeting.attendances.all()}
    assert not meeting.remarks.filter(code="no_approver").exists()


@pytest.mark.parametrize("changes", [{"head__date": "2023-03-08"}, {"head__year_inferred": None}])
def test_date_that_was_entered_or_confirmed_is_no_guess(
    cast: Cast, client: Client, changes: dict[str, Any]
) -> None:
    intake = read(cast, MINUTES.replace("8 mars 2024", "8 mars"), "2024.txt")
    assert record_of(intake).year_inferred
    post(client, intake, "store", **changes)
    assert Meeting.objects.get().year_inferred is False


# The upload.


def test_unreadable_file_says_why_while_the_others_go_on(cast: Cast, client: Client) -> None:
    files = [
        SimpleUploadedFile("tom.txt", b""),
        SimpleUploadedFile("bra.txt", MINUTES.encode()),
        SimpleUploadedFile("stor.txt", b"a" * 20_000_001),
        SimpleUploadedFile("program.pdf", b"MZ\x90\x00\x03" + bytes(range(256)) * 20),
    ]
    answer = client.post(ADD, {"documents": files})
    assert answer.status_code == 422
    assert [sentence.split(":")[0] for sentence in answer.context["unreadable"]] == [
        "tom.txt",
        "stor.txt",
        "program.pdf",
    ]
    assert [intake.file_name for intake in Intake.objects.all()] == ["bra.txt"]
    assert "bra.txt" in answer.content.decode()


def test_pasted_text_is_read_like_a_file(cast: Cast, client: Client) -> None:
    client.post(ADD, {"text": MINUTES.replace("\n", "\r\n")})
    intake = Intake.objects.get()
    assert (intake.file_name, intake.body) == ("Inklistrad text", cast.body)
    assert record_of(intake).date == dt.date(2024, 3, 8)


def test_upload_asks_for_something_and_not_for_too_much(cast: Cast, client: Client) -> None:
    assert "Välj minst en fil" in client.post(ADD, {}).content.decode()
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(51)]
    assert "Högst 50 filer" in client.post(ADD, {"documents": many}).content.decode()
    assert not Intake.objects.exists()


def test_document_that_no_page_can_hold_is_refused(cast: Cast) -> None:
    items = "\n".join(f"{n}. Ärende {n}\nText." for n in range(1, MOST_ROWS + 2))
    for text in (items, "a " * 300_000, "a\n" * 20_000):
        with pytest.raises(Unreadable, match="dela dokumentet"):
            read(cast, text)


def test_upload_stops_reading_when_time_is_out(cast: Cast) -> None:
    moments = iter([0, 0, 61])
    uploads = [Upload("a.txt", MINUTES.encode()), Upload("b.txt", MINUTES.encode())]
    made, errors = read_in(uploads, account(cast.secretary), None, clock=lambda: next(moments))
    assert [intake.file_name for intake in made] == ["a.txt"]
    assert errors == ["b.txt: hanns inte med; läs in den för sig."]


def test_nul_and_control_characters_do_no_harm(cast: Cast, client: Client) -> None:
    upload(client, MINUTES.replace("cykelplan", "cykel\0pl\x07an"), "m\u202ears.txt")
    intake = Intake.objects.get()
    assert "\0" not in intake.text and "\0" not in str(intake.record)
    assert intake.file_name == "mars.txt"
    assert post(client, intake, "store").status_code == 302


def test_nothing_from_a_document_or_a_field_is_markup(cast: Cast, client: Client) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    text = MINUTES
    for word in ("Ekby folkets hus", "Vera Okänd", "Gemensam cykelplan", "Tre kommuner", "cykelplanen"):
        text = text.replace(word, f"{word} {evil}")
    intake = read(cast, text, f"{evil[:40]}.txt")
    get = client.get(address(intake))
    typed = {name: evil for name, value in sent(get).items() if isinstance(value, str)}
    keep = {name: value for name, value in sent(get).items() if name in {"act", "version"}}
    wrong = client.post(address(intake), {**typed, **keep})
    assert wrong.status_code == 422
    short = ("date", "start", "end", "number", "due_on", "document_name")
    texts = {n: evil for n, b in _bounds(get) if b.widget_type in {"text", "textarea"}}
    texts = {n: value for n, value in texts.items() if not n.endswith(short)}
    kept = client.post(address(intake), {**sent(get), **texts})
    assert kept.status_code == 302, faults(kept)
    for answer in (get, wrong, client.get(address(intake)), client.get("/admin/minutes/intake/")):
        page = answer.content.decode()
        assert "alert(1)" in page or "script" in page
        assert "<script>alert" not in page and "<img src=x" not in page


def _bounds(response: Any) -> list[tuple[str, Any]]:
    return [(bound.html_name, bound) for form in response.context["review"].forms() for bound in form]


# The page.


def test_fields_know_their_lines_and_what_was_guessed(cast: Cast, client: Client) -> None:
    intake = read(cast)
    page = client.get(address(intake))
    text = page.content.decode()
    lines = MINUTES.split("\n")
    assert len(re.findall(r'<span id="rad-\d+">', text)) == len(lines)
    review = page.context["review"]
    background = next(cell for cell in review.items[0].form.cells if cell.field.name == "background")
    assert [lines[line - 1] for line in background.lines] == ["Tre kommuner har svarat på frågan om vägarna."]
    assert f'data-lines="{background.data_lines}"' in text and f'href="#rad-{background.lines[0]}"' in text
    found = [form for part in review.items for form in part.found.get("decisions", [])]
    assert [form.cells[2].guessed for form in found] == [False, True]
    assert "style=" not in text and "onclick" not in text


def test_each_warning_leads_to_its_field(cast: Cast, client: Client) -> None:
    intake = read(cast, MINUTES.replace("Fredagen", "Måndagen").replace("Justerare: Asta", "Inte: Asta"))
    warnings = client.get(address(intake)).context["review"].warnings()
    leads = {problem.code: anchor for problem, _, anchor in warnings}
    assert leads["weekday_mismatch"] == "id_head-date"
    assert leads["no_approver"] == "id_head-approvers"


def _many(items: int) -> str:
    body = "".join(
        f"{n}. Ärende nummer {n}\nFöredragande: Vera Okänd\nText {n}.\nBeslut: Gruppen antar plan {n}.\n\n"
        for n in range(1, items + 1)
    )
    people = "".join(
        f"Asta Ek{'abcdefghijklmnopqrstuvwxyz'[n % 26] * (n // 26 + 1)}, Ekby\n" for n in range(items)
    )
    return MINUTES[: MINUTES.index("Vera Okänd")] + people + "\n" + body


@pytest.mark.parametrize("act", ["look", "keep"])
def test_review_costs_the_same_with_one_item_and_thirty(
    cast: Cast, client: Client, django_assert_max_num_queries: Any, act: str
) -> None:
    counts = []
    for items in (1, 30):
        make_person(f"Ny Person {items}")
        intake = read(cast, _many(items), f"{items}.txt")
        data = sent(client.get(address(intake)))
        assert len(record_of(intake).items) == items
        # session, user, own groups, the intake twice; the register in seven; group chosen; write, savepoints
        with django_assert_max_num_queries(24) as captured:
            answer = client.get(address(intake)) if act == "look" else client.post(address(intake), data)
        assert answer.status_code == (200 if act == "look" else 302)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_list_and_entry_points(cast: Cast, client: Client) -> None:
    read(cast)
    assert "mars.txt" in client.get("/admin/minutes/intake/?status__exact=open").content.decode()
    for page in ("/admin/", "/admin/minutes/meeting/"):
        assert f'href="{ADD}"' in client.get(page).content.decode()


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


def test_group_is_the_one_that_the_document_names(cast: Cast) -> None:
    text = MINUTES.replace("Samrådsgruppen SG", "Samrådsgruppen HG")
    assert make(Upload("x.txt", MINUTES.encode()), account(cast.secretary)).body == cast.body
    assert make(Upload("x.txt", text.encode()), account(cast.secretary)).body is None
    make_body("TG")
    assert Body.objects.count() == 3
