"""Supporting documents: what is taken in, under which name it is stored, and to whom it is handed out."""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minutes.approval import Refused
from minutes.exports import canonical_bytes, whole
from minutes.models import Attachment, Meeting
from minutes.papers import LARGEST, PaperType, add_paper, download_name, look_at
from tests.conftest import Cast, logged_in
from tests.factories import make_item, make_meeting
from tests.minutes.office_files import odt, packed, plain_docx, replaced

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def package(kind: str) -> bytes:
    kind = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    return packed({"[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>'})


GOOD: list[tuple[str, bytes, PaperType]] = [
    ("kalkyl.pdf", PDF, PaperType.PDF),
    ("KALKYL.PDF", b"\xef\xbb\xbf\r\n" + PDF, PaperType.PDF),
    ("brev.docx", plain_docx("Cykelplan"), PaperType.DOCX),
    ("tabell.xlsx", package("spreadsheetml.sheet"), PaperType.XLSX),
    ("bilder.pptx", package("presentationml.presentation"), PaperType.PPTX),
    ("brev.odt", odt(""), PaperType.ODT),
    ("tabell.ods", packed({"mimetype": ODS}, stored=("mimetype",)), PaperType.ODS),
    ("karta.png", PNG, PaperType.PNG),
    ("karta.jpg", b"\xff\xd8\xff\xe0", PaperType.JPEG),
    ("karta.jpeg", b"\xff\xd8\xff\xe1", PaperType.JPEG),
    ("anteckning.txt", "Växjö".encode("cp1252"), PaperType.TEXT),
    ("anteckning.md", b"# Cykelplan", PaperType.MARKDOWN),
]
HTML = b"<!doctype html><script>alert(1)</script>"
MACROS = replaced(plain_docx("x"), "word/vbaProject.bin", b"x")
HOSTILE: list[tuple[str, bytes, str]] = [
    ("bild.png", HTML, "slutar på .png, men innehållet är något annat"),
    ("bild.png", PDF, "innehållet är PDF"),
    ("sida.html", HTML, "kan inte vara underlag"),
    ("bild.svg", b"<svg onload='alert(1)'/>", "kan inte vara underlag"),
    ("program.exe", b"MZ\x90\x00", "kan inte vara underlag"),
    ("faktura.pdf.exe", PDF, "kan inte vara underlag"),
    ("utan namn", PDF, "kan inte vara underlag"),
    (
        "program.txt",
        b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8",
        "innehållet är något annat",
    ),
    ("sida.txt", HTML, "innehållet är något annat"),
    ("brev.docx", b"PK\x03\x04" + b"\x00" * 40, "något annat eller skadat"),
    ("brev.docx", package("spreadsheetml.sheet"), "innehållet är Excel"),
    ("brev.docx", MACROS, "utan makron"),
    ("brev.docx", package("wordprocessingml.document").replace(b"PK\x01\x02", b"PK\x01\x03"), "skadat"),
    ("arkiv.docx", packed({"a.exe": "x"}), "något annat eller skadat"),
    ("brev.odt", packed({"mimetype": "application/zip"}), "något annat eller skadat"),
    ("tom.pdf", b"", "är tom"),
    ("stor.pdf", PDF + b"x" * 21_000_000, "är 22 MB"),
]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def file(name: str = "kalkyl.pdf", content: bytes = PDF, kind: str = "text/html") -> SimpleUploadedFile:
    """Make an upload whose type the browser lies about."""
    return SimpleUploadedFile(name, content, content_type=kind)


@pytest.mark.parametrize(("name", "content", "kind"), GOOD, ids=[row[0] for row in GOOD])
def test_file_is_known_by_its_content(name: str, content: bytes, kind: PaperType) -> None:
    assert look_at(file(name, content)).media_type == kind


@pytest.mark.parametrize(("name", "content", "said"), HOSTILE, ids=[f"{row[0]} {row[2]}" for row in HOSTILE])
def test_hostile_file_is_refused_with_its_name_and_why(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=r"\.$") as refusal:
        look_at(file(name, content))
    assert str(refusal.value).startswith(name) and said in str(refusal.value)


def test_file_of_just_the_largest_size_is_taken() -> None:
    assert look_at(file(content=PDF.ljust(LARGEST, b"x"))).media_type == PaperType.PDF


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd.pdf", "passwd"),
        ("C:\\temp\\kalkyl.pdf", "kalkyl"),
        ("budget\u202efdp.pdf", "budgetfdp"),
        ("två\r\nrader.pdf", "tvårader"),
    ],
)
def test_title_is_the_name_without_path_ending_or_what_turns_letters(name: str, title: str) -> None:
    upload = file()
    upload._name = name  # type: ignore[attr-defined]  # past Django's own cleaning
    assert look_at(upload).title == title


def test_given_title_stands_on_one_line() -> None:
    assert look_at(file(), "  Kalkyl\r\nför\u202e 2025 ").title == "Kalkyl för 2025"


NAMES = [
    ("Kalkyl", PaperType.PDF.value, "Kalkyl.pdf"),
    ("Kalkyl.pdf", PaperType.PDF.value, "Kalkyl.pdf"),
    ("Kalkyl.exe", PaperType.PDF.value, "Kalkyl.exe.pdf"),
    ("Karta.jpeg", PaperType.JPEG.value, "Karta.jpeg"),
    ('Budget 2024/2025: "ny"', PaperType.XLSX.value, "Budget 2024_2025_ _ny_.xlsx"),
    ("Bild\u202egnp", PaperType.PNG.value, "Bildgnp.png"),
    (" .. ", PaperType.TEXT.value, "underlag.txt"),
    ("Fil", "text/html", "Fil.bin"),
]


@pytest.mark.parametrize(("title", "kind", "name"), NAMES)
def test_download_is_named_by_the_title_and_ends_as_its_content(title: str, kind: str, name: str) -> None:
    assert download_name(Attachment(title=title, media_type=kind)) == name


def test_paper_is_stored_by_its_content_and_nothing_of_its_name(cast: Cast, tmp_path: Path) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    row = add_paper(meeting, item, file("../../kalkyl.pdf"), "Årets kalkyl")
    digest = hashlib.sha256(PDF).hexdigest()
    stored = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert stored == [row.file.name] == [f"underlag/{digest[:2]}/{digest}"]
    assert (row.meeting, row.item, row.title, row.position) == (meeting, item, "Årets kalkyl", 1)
    assert (row.sha256, row.size, row.media_type) == (digest, len(PDF), "application/pdf")
    second = add_paper(meeting, item, file("bilaga.txt", b"Text"))
    assert (second.title, second.position) == ("bilaga", 2)


def test_same_paper_sent_twice_is_there_once(cast: Cast, tmp_path: Path) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED)
    first = add_paper(meeting, None, file())
    assert add_paper(meeting, None, file()) == first
    assert add_paper(meeting, make_item(meeting), file()) != first
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_file_that_was_cut_short_is_stored_anew(cast: Cast, tmp_path: Path) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    broken = tmp_path / "underlag" / digest[:2] / digest
    broken.parent.mkdir(parents=True)
    broken.write_bytes(PDF[:5])
    row = add_paper(make_meeting(cast.body, Meeting.Status.DRAFT), None, file())
    assert (tmp_path / row.file.name).read_bytes() == PDF


@pytest.mark.parametrize("status", [Meeting.Status.CIRCULATED, Meeting.Status.APPROVED])
def test_locked_minutes_take_no_paper(cast: Cast, status: str) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    Meeting.objects.filter(pk=meeting.pk).update(status=status)  # since the page was shown
    with pytest.raises(Refused, match="underlagen ligger fast"):
        add_paper(meeting, None, file())
    assert not Attachment.objects.exists()


def test_paper_for_an_item_of_another_meeting_is_refused(cast: Cast) -> None:
    meeting, other = make_meeting(cast.body), make_meeting(cast.body, number="2")
    with pytest.raises(Refused, match="Ärendet finns inte längre"):
        add_paper(meeting, make_item(other), file())


def attached(cast: Cast, status: str) -> tuple[Attachment, str]:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT, date=dt.date(2024, 9, 6))
    row = add_paper(meeting, make_item(meeting), file(kind="text/html"), "Kalkyl för år 2025")
    Meeting.objects.filter(pk=meeting.pk).update(status=status)
    return row, f"/underlag/{row.pk}/"


def test_member_fetches_the_paper_as_a_download(cast: Cast) -> None:
    _, address = attached(cast, Meeting.Status.PLANNED)
    answer = logged_in(cast.member).get(address)
    assert answer.content == PDF
    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED


EXPECTED = {
    "Content-Type": "application/pdf",
    "Content-Disposition": "attachment; filename*=utf-8''Kalkyl%20f%C3%B6r%20%C3%A5r%202025.pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def test_paper_of_a_draft_is_for_who_prepares_the_meeting(cast: Cast) -> None:
    _, address = attached(cast, Meeting.Status.DRAFT)
    assert logged_in(cast.member).get(address).status_code == 404
    assert logged_in(cast.secretary).get(address).status_code == 200
    assert logged_in(cast.outsider).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert logged_in(cast.secretary).post(address).status_code == 405


def test_attachment_without_a_file_is_a_title_and_no_page(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    row = meeting.attachments.create(title="Tjänsteskrivelse")
    assert logged_in(cast.member).get(f"/underlag/{row.pk}/").status_code == 404
    page = logged_in(cast.member).get(meeting.get_absolute_url()).content.decode()
    assert "Tjänsteskrivelse" in page and f"/underlag/{row.pk}/" not in page


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"%PDF-ersatt")])
def test_missing_or_altered_file_is_not_handed_out(
    cast: Cast, tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], Any]
) -> None:
    row, address = attached(cast, Meeting.Status.IMPORTED)
    harm(tmp_path / row.file.name)
    assert logged_in(cast.member).get(address).status_code == 404
    assert row.file.name in caplog.text


def test_unknown_type_in_the_database_is_never_shown_as_a_page(cast: Cast) -> None:
    row, address = attached(cast, Meeting.Status.IMPORTED)
    Attachment.objects.filter(pk=row.pk).update(media_type="text/html", title="sida.html")
    answer = logged_in(cast.member).get(address)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sida.html.bin"'


@pytest.mark.parametrize("number", [1, 3])
def test_meeting_page_links_to_its_papers_in_the_same_queries(
    cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.PLANNED, date=dt.date(2030, 1, 1))
    item = make_item(meeting)
    rows = [add_paper(meeting, item, file(), f"Kalkyl {at}") for at in range(number)]
    rows += [add_paper(meeting, None, file(), f"Karta {at}") for at in range(number)]
    client = logged_in(cast.member)
    # session, user with whether the menu leads to the admin, meeting, officers, items
    with django_assert_num_queries(5):
        page = client.get(meeting.get_absolute_url()).content.decode()
    for row in rows:
        assert f'<a href="/underlag/{row.pk}/">{row.title}</a>' in page
    assert page.count("(PDF, 29") == 2 * number and "application/pdf" not in page


def test_text_to_approve_holds_the_digest_of_each_file(cast: Cast) -> None:
    row, _ = attached(cast, Meeting.Status.DRAFT)
    frozen = canonical_bytes(whole(Meeting.objects.all()).get(pk=row.meeting_id))
    assert f'"sha256":"{hashlib.sha256(PDF).hexdigest()}"'.encode() in frozen
