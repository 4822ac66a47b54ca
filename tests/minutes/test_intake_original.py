"""The file that minutes came from: stored byte for byte, and handed to fewer than read the minutes."""

import hashlib
from typing import Any

import pytest
from django.test import Client

from minutes.approval import start_minutes
from minutes.intake import Upload, make
from minutes.intake_original import safe_name
from minutes.models import Intake, Meeting
from tests.conftest import Cast, logged_in
from tests.factories import account, make_meeting
from tests.minutes.intake_pages import MINUTES, address, post, read, upload


def stored(cast: Cast, desk: Client, **changes: Any) -> tuple[Meeting, str]:
    """Store a document; return the meeting and the address of its original."""
    intake = read(cast)
    post(desk, intake, "store", **changes)
    meeting = Meeting.objects.get()
    return meeting, f"/moten/{meeting.pk}/original/{intake.pk}/"


def test_stored_intake_keeps_the_original_beside_the_meeting(cast: Cast, desk: Client) -> None:
    content = MINUTES.encode("utf-16")
    upload(desk, content)
    intake = Intake.objects.get()
    post(desk, intake, "store")
    intake.refresh_from_db()
    meeting = Meeting.objects.get()
    assert (intake.status, intake.meeting) == (Intake.Status.STORED, meeting)
    assert intake.sha256 == hashlib.sha256(content).hexdigest() == meeting.sources.get().sha256
    for page in (address(intake, "original"), f"/moten/{meeting.pk}/original/{intake.pk}/"):
        answer = desk.get(page)
        assert answer.content == content
        assert answer.headers["Content-Disposition"] == 'attachment; filename="mars.txt"'
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.post(address(intake, "delete"), {"post": "yes"}).status_code == 403


def test_meeting_s_pages_link_to_the_original(cast: Cast, desk: Client) -> None:
    meeting, original = stored(cast, desk, head__open_to_members="on")
    assert f'href="{original}"' in logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    admin = desk.get(f"/admin/minutes/meeting/{meeting.pk}/change/").content.decode()
    assert f'href="{original}"' in admin


def test_member_has_the_original_when_the_minutes_are_out(cast: Cast, desk: Client) -> None:
    meeting, original = stored(cast, desk, head__open_to_members="on")
    assert logged_in(cast.member).get(original).content == MINUTES.encode()
    start_minutes(meeting, by=account(cast.secretary))  # a draft again
    assert logged_in(cast.member).get(original).status_code == 404
    assert desk.get(original).status_code == 200


def test_original_is_the_secretary_s_until_it_is_shared(cast: Cast, desk: Client) -> None:
    meeting, original = stored(cast, desk)
    assert logged_in(cast.member).get(original).status_code == 404
    page = logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert "mars.txt" not in page and original not in page
    assert desk.get(original).status_code == 200


def test_original_can_be_kept_back_afterwards(cast: Cast, desk: Client) -> None:
    _, original = stored(cast, desk, head__open_to_members="on")
    intake = Intake.objects.get()
    assert "Håll originalet tillbaka" in desk.get(address(intake)).content.decode()
    assert desk.get(address(intake, "share")).status_code == 405
    desk.post(address(intake, "share"), {"open": "0"})
    assert logged_in(cast.member).get(original).status_code == 404
    assert "Bara sekreteraren får hämta originalet" in desk.get(address(intake)).content.decode()
    desk.post(address(intake, "share"), {"open": "1"})
    assert logged_in(cast.member).get(original).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status", "said"),
    [("1", 200, "får nu hämtas av gruppens ledamöter"), ("0", 404, "bara sekreteraren får hämta originalet")],
)
def test_sharing_asked_for_twice_stays_as_asked(
    cast: Cast, desk: Client, wanted: str, status: int, said: str
) -> None:
    _, original = stored(cast, desk, head__open_to_members="on" if wanted == "0" else None)
    intake = Intake.objects.get()
    assert f'name="open" value="{wanted}"' in desk.get(address(intake)).content.decode()
    for _ in range(2):
        answer = desk.post(address(intake, "share"), {"open": wanted}, follow=True)
        assert said in answer.content.decode()
        assert logged_in(cast.member).get(original).status_code == status


@pytest.mark.parametrize("data", [{}, {"open": ""}, {"open": "2"}])
def test_sharing_that_does_not_say_which_way_changes_nothing(
    cast: Cast, desk: Client, data: dict[str, str]
) -> None:
    stored(cast, desk, head__open_to_members="on")
    intake = Intake.objects.get()
    assert desk.post(address(intake, "share"), data).status_code == 400
    intake.refresh_from_db()
    assert intake.open_to_members


def test_outsider_and_another_meeting_s_address_find_nothing(cast: Cast, desk: Client) -> None:
    _, original = stored(cast, desk)
    assert logged_in(cast.outsider).get(original).status_code == 404
    assert Client().get(original).status_code == 302
    other = make_meeting(cast.body, number="2")
    assert desk.get(f"/moten/{other.pk}/original/{Intake.objects.get().pk}/").status_code == 404
    assert logged_in(cast.superuser).get(original).status_code == 200
    assert desk.post(original).status_code == 405


@pytest.mark.parametrize("status", [Intake.Status.OPEN, Intake.Status.DISCARDED])
def test_member_has_no_original_that_is_not_in_the_book(cast: Cast, status: str) -> None:
    make_meeting(cast.body)
    read(cast)
    Intake.objects.update(status=status, open_to_members=True)
    assert not Intake.objects.visible_to(account(cast.member)).exists()


NAMES = [
    ("protokoll.txt", "protokoll.txt"),
    ("program.exe", "program.exe.txt"),
    ("sida.html", "sida.html.txt"),
    ('a"b<c>:d|e.txt', "a_b_c__d_e.txt"),
    ("..\\..\\etc\\passwd", "passwd.txt"),
    ("Inklistrad text", "Inklistrad text.txt"),
    ("...", "original.txt"),
]


@pytest.mark.parametrize(("name", "safe"), NAMES)
def test_file_name_is_safe_and_ends_as_the_content(cast: Cast, name: str, safe: str) -> None:
    intake = make(Upload(name, MINUTES.encode()), account(cast.secretary), cast.body)
    assert safe_name(intake) == safe


PICTURES = [(b"\x89PNG\r\n", "bild.png"), (b"\xff\xd8\xff\xe0", "bild.jpg"), (b"II*\x00", "bild.tif")]


@pytest.mark.parametrize(("content", "safe"), PICTURES)
def test_picture_without_an_ending_gets_its_own(content: bytes, safe: str) -> None:
    assert safe_name(Intake(file_name="bild", media_kind="image", content=content)) == safe


@pytest.mark.parametrize(("kind", "safe"), [("scan", "x.pdf"), ("docx", "x.docx"), ("", "x.original")])
def test_document_without_an_ending_gets_its_own(kind: str, safe: str) -> None:
    assert safe_name(Intake(file_name="x", media_kind=kind, content=b"")) == safe
