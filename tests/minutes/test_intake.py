"""The secretary reads in documents: upload, review, save; nothing is in the book before that."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from decisions.models import Decision
from minutes import intake_fields
from minutes.approval import Refused
from minutes.importer.files.document import Unreadable
from minutes.importer.plan import fingerprint
from minutes.intake import MOST_ROWS, Upload, make, read_in, record_of, save
from minutes.intake_choices import Choices
from minutes.models import Intake, Meeting
from participants.models import Body, Membership, Organization, Person
from tests.conftest import Cast, logged_in
from tests.factories import account, make_body, make_member
from tests.minutes.intake_pages import ADD, MINUTES, address, faults, post, read, sent, upload

SAMPLES = Path(__file__).parents[2] / "fixtures" / "samples"


SAMPLE_FILES = sorted(f for f in SAMPLES.rglob("*") if f.suffix in {".txt", ".md"})


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: str(path.stem))
def test_review_that_nobody_touched_changes_nothing(cast: Cast, desk: Client, path: Path) -> None:
    intake = read(cast, path.read_text(encoding="utf-8"), path.name)
    before = record_of(intake)
    answer = post(desk, intake)
    assert answer.status_code == 302, faults(answer)
    intake.refresh_from_db()
    assert record_of(intake) == before
    assert Choices.of(intake) == Choices()


def test_document_goes_into_the_book_as_reviewed(cast: Cast, desk: Client) -> None:
    page = upload(desk)
    intake = Intake.objects.get()
    assert page.redirect_chain[-1][0] == address(intake)
    assert not Meeting.objects.exists()
    dropped = next(
        part.found["decisions"][0].add_prefix("counts")
        for part in page.context["review"].items
        if "Busskort" in part.label
    )
    answer = post(
        desk, intake, "store", items__1__presenters="Bodil Malmgren", **{dropped.replace("-", "__"): None}
    )
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == reverse("admin:minutes_meeting_change", args=[meeting.pk])
    assert [d.text for d in Decision.objects.all()] == ["Gruppen antar cykelplanen."]
    text = logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert "Busskort för elever" in text and "Gruppen antar cykelplanen." in text
    assert [str(p) for p in meeting.items.get(number="2").presenters.all()] == ["Bodil Malmgren"]


def test_nothing_is_stored_twice(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    data = sent(desk.get(address(intake)), "store")
    desk.post(address(intake), data)
    assert desk.post(address(intake), data).status_code == 409
    seen = fingerprint(Meeting.objects.get())
    with pytest.raises(Refused, match="redan sparad"):
        save(intake, account(cast.secretary), seen)
    assert Meeting.objects.get().sources.count() == 1


def test_unfinished_review_can_be_taken_up_again(cast: Cast, desk: Client) -> None:
    people, organizations = Person.objects.count(), Organization.objects.count()
    intake = read(cast)
    answer = post(desk, intake, items__0__title="Cykelplan", items__1__remove="on", head__date="")
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


def test_discarded_intake_can_be_taken_up_again(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    assert desk.get(address(intake, "discard")).status_code == 405
    desk.post(address(intake, "discard"))
    assert Intake.objects.get().status == Intake.Status.DISCARDED
    assert desk.post(address(intake), {"act": "store", "version": "x"}).status_code in {409, 422}
    desk.post(address(intake, "take-up"))
    assert Intake.objects.get().status == Intake.Status.OPEN
    assert desk.post(address(intake, "delete"), {"post": "yes"}).status_code == 302
    assert not Intake.objects.exists()


# Who may.


@pytest.fixture
def other(cast: Cast) -> Client:
    return logged_in(make_member("Olga Andra", cast.other_body, Membership.Role.SECRETARY))


@pytest.mark.parametrize("step", ["save", "read", "discard", "take-up", "share", "original"])
def test_secretary_of_another_group_has_no_way_in(cast: Cast, other: Client, step: str) -> None:
    intake = read(cast)
    for answer in (other.get(address(intake, step)), other.post(address(intake, step), {"seen": "x"})):
        assert answer.status_code in {404, 405}
        assert "mars" not in answer.content.decode()
    assert other.post(address(intake, step), {"open": "1"}).status_code in {404, 405}
    assert Intake.objects.get().status == Intake.Status.OPEN


def test_secretary_of_another_group_neither_opens_nor_saves(cast: Cast, desk: Client, other: Client) -> None:
    intake = read(cast)
    data = sent(desk.get(address(intake)), "store")
    for answer in (other.get(address(intake)), other.post(address(intake), data)):
        assert answer.headers["Location"] == reverse("admin:index")
    assert "mars.txt" not in other.get("/admin/minutes/intake/").content.decode()
    assert "mars.txt" not in other.get(ADD).content.decode()
    assert not Meeting.objects.exists()


def test_intake_without_group_is_its_maker_s_alone(cast: Cast, desk: Client) -> None:
    intake = make(Upload("x.txt", b"Inget protokoll."), account(cast.secretary))
    colleague = make_member("Nils Ny", cast.body, Membership.Role.SECRETARY)
    assert intake.body is None
    assert desk.get(address(intake)).status_code == 200
    assert logged_in(colleague).get(address(intake)).status_code == 302
    assert logged_in(cast.superuser).get(address(intake)).status_code == 200


@pytest.mark.parametrize("who", ["member", "outsider", "adjuster"])
def test_who_is_no_secretary_reads_in_nothing(cast: Cast, who: str) -> None:
    answer = logged_in(getattr(cast, who)).post(ADD, {"text": MINUTES})
    assert answer.status_code == 302
    assert not Intake.objects.exists()


def test_only_own_groups_can_be_chosen(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    answer = post(desk, intake, "store", head__body=cast.other_body.pk)
    assert answer.status_code == 422
    assert upload(desk, body=cast.other_body.pk).status_code == 422
    assert cast.other_body.name not in desk.get(ADD).content.decode()
    assert not Meeting.objects.exists()


def test_role_that_ended_during_the_review_saves_nothing(cast: Cast) -> None:
    intake = read(cast)
    Membership.objects.filter(person=cast.secretary).update(end_date=dt.date(2020, 1, 1))
    with pytest.raises(Refused):
        save(intake, account(cast.secretary))
    assert not Meeting.objects.exists()


# The upload.


def test_unreadable_file_says_why_while_the_others_go_on(cast: Cast, desk: Client) -> None:
    files = [
        SimpleUploadedFile("tom.txt", b""),
        SimpleUploadedFile("bra.txt", MINUTES.encode()),
        SimpleUploadedFile("stor.txt", b"a" * 20_000_001),
        SimpleUploadedFile("program.pdf", b"MZ\x90\x00\x03" + bytes(range(256)) * 20),
    ]
    answer = desk.post(ADD, {"documents": files})
    assert answer.status_code == 422
    assert [sentence.split(":")[0] for sentence in answer.context["unreadable"]] == [
        "tom.txt",
        "stor.txt",
        "program.pdf",
    ]
    assert [intake.file_name for intake in Intake.objects.all()] == ["bra.txt"]
    assert "bra.txt" in answer.content.decode()


def test_pasted_text_is_read_like_a_file(cast: Cast, desk: Client) -> None:
    desk.post(ADD, {"text": MINUTES.replace("\n", "\r\n")})
    intake = Intake.objects.get()
    assert (intake.file_name, intake.body) == ("Inklistrad text", cast.body)
    assert record_of(intake).date == dt.date(2024, 3, 8)


def test_upload_asks_for_something_and_not_for_too_much(cast: Cast, desk: Client) -> None:
    assert "Välj minst en fil" in desk.post(ADD, {}).content.decode()
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(51)]
    assert "Högst 50 filer" in desk.post(ADD, {"documents": many}).content.decode()
    assert not Intake.objects.exists()


def test_files_together_are_not_too_large(cast: Cast, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_fields, "MOST_BYTES", 2_000_000)
    files = [SimpleUploadedFile(f"{name}.txt", b"x" * 1_100_000) for name in "ab"]
    answer = desk.post(ADD, {"documents": files})
    assert answer.status_code == 422
    assert "Filerna är tillsammans 3 MB. Läs in högst 2 MB åt gången." in answer.content.decode()
    assert not Intake.objects.exists()
    assert desk.post(ADD, {"documents": files[0]}).status_code == 422  # too long for a page, not too large


def test_reading_many_files_in_holds_none_of_their_contents(cast: Cast) -> None:
    uploads = [Upload(f"{n}.txt", MINUTES.encode() + b"\n" * n) for n in range(3)]
    made, errors = read_in(uploads, account(cast.secretary), cast.body)
    assert errors == []
    assert [intake.get_deferred_fields() for intake in made] == [{"content"}] * 3
    assert [bytes(intake.content) for intake in made] == [upload.content for upload in uploads]


def test_document_that_no_page_can_hold_is_refused(cast: Cast) -> None:
    items = "\n".join(f"{n}. Ärende {n}\nText." for n in range(1, MOST_ROWS + 2))
    for text in (items, "a " * 300_000, "a\n" * 20_000):
        with pytest.raises(Unreadable, match="dela dokumentet"):
            read(cast, text)


def test_nul_and_control_characters_do_no_harm(cast: Cast, desk: Client) -> None:
    upload(desk, MINUTES.replace("cykelplan", "cykel\0pl\x07an"), "m\u202ears.txt")
    intake = Intake.objects.get()
    assert "\0" not in intake.text and "\0" not in str(intake.record)
    assert intake.file_name == "mars.txt"
    assert post(desk, intake, "store").status_code == 302


def test_group_is_the_one_that_the_document_names(cast: Cast) -> None:
    text = MINUTES.replace("Samrådsgruppen SG", "Samrådsgruppen HG")
    assert make(Upload("x.txt", MINUTES.encode()), account(cast.secretary)).body == cast.body
    assert make(Upload("x.txt", text.encode()), account(cast.secretary)).body is None
    make_body("TG")
    assert Body.objects.count() == 3


def test_list_and_entry_points(cast: Cast, desk: Client) -> None:
    read(cast)
    assert "mars.txt" in desk.get("/admin/minutes/intake/?status__exact=open").content.decode()
    for page in ("/admin/", "/admin/minutes/meeting/"):
        assert f'href="{ADD}"' in desk.get(page).content.decode()


def test_a_text_that_could_not_be_read_stays_in_the_form(cast: Cast, desk: Client) -> None:
    text = "".join(f"{number}. A\n\nb\n\n" for number in range(1, MOST_ROWS + 2))
    page = desk.post(ADD, {"text": text, "body": cast.body.pk})
    form = page.context["form"]

    assert page.status_code == 422 and page.context["unreadable"]
    assert (form["body"].value(), form["text"].value()) == (cast.body.pk, text.strip())
