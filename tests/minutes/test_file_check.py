"""The page that says whether a file is one that the book has sealed."""

import datetime as dt
import hashlib
import os
import re
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minutes.evidence import recognise
from minutes.models import Correction, Meeting, ProtocolFile
from minutes.search_index import settle
from tests.conftest import Cast, logged_in
from tests.factories import account, make_circulated
from tests.minutes.sealed import make_sealed

ADDRESS = "/stammer/"
SAME, CHANGED, UNKNOWN = (
    '<h2 id="svar">' + words + "</h2>" for words in ("Stämmer", "Stämmer inte", "Okänd")
)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_sealed(cast.body, cast.secretary, cast.adjuster)


def pdf_of(meeting: Meeting) -> bytes:
    return bytes(ProtocolFile.objects.get(revision__meeting=meeting, correction=None).content)


def asked(client: Client, content: bytes, name: str = "protokoll.pdf") -> tuple[int, str]:
    response = client.post(reverse("file-check"), {"file": SimpleUploadedFile(name, content)})
    return response.status_code, response.content.decode()


def shown_digest(page: str) -> str:
    """Return what the page's groups of digits say together."""
    return "".join(re.findall(r"<span>([0-9a-f]{8})</span>", page))


def test_the_sealed_pdf_and_its_text_are_known(cast: Cast, meeting: Meeting) -> None:
    client = logged_in(cast.member)
    seal = meeting.revisions.get().seal.entry_id
    for content in (pdf_of(meeting), bytes(meeting.revisions.get().content)):
        status, text = asked(client, content)
        assert status == 200 and SAME in text
        assert meeting.get_absolute_url() in text and "8 mars 2024" in text
        assert f"som nummer {seal} i liggaren" in text
        assert hashlib.sha256(content).hexdigest() in shown_digest(text)


def test_a_pdf_with_other_pages_is_known_by_the_text_that_is_attached(
    cast: Cast, meeting: Meeting, tmp_path: Path
) -> None:
    """Open it, write something else on a page, save it: what any editor of PDFs does (T13)."""
    source, altered = tmp_path / "a.pdf", tmp_path / "b.pdf"
    source.write_bytes(pdf_of(meeting))
    with pikepdf.open(source) as pdf:
        page = pdf.pages[0]
        page.contents_add(pikepdf.Stream(pdf, b"BT ET"), prepend=True)
        pdf.save(altered, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    status, text = asked(logged_in(cast.member), altered.read_bytes())
    assert status == 200 and CHANGED in text
    assert meeting.get_absolute_url() in text and "Lita inte på sidorna" in text


@pytest.mark.parametrize(
    "change", [lambda pdf: pdf + b"\n", lambda pdf: pdf.replace(b"/Title", b"/Tit1e", 1)]
)
def test_one_byte_more_or_other_is_not_the_same(cast: Cast, meeting: Meeting, change: Any) -> None:
    assert CHANGED in asked(logged_in(cast.member), change(pdf_of(meeting)))[1]


def test_a_text_that_is_only_circulated_is_not_the_sealed_one(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    _, text = asked(logged_in(cast.member), bytes(meeting.revisions.get().content), "a.json")
    assert CHANGED in text and "inte är förseglad" in text and "nummer" not in text.split("Kontrollsumma")[0]


def test_nothing_is_said_of_meetings_that_one_may_not_see(cast: Cast, meeting: Meeting) -> None:
    """The answer is the very one that a file gets which nobody knows, but for name and digest."""
    client = logged_in(cast.outsider)
    known, altered, unknown = pdf_of(meeting), pdf_of(meeting) + b"\n", b"%PDF-1.7 nothing"
    pages = []
    for content in (known, altered, unknown, bytes(meeting.revisions.get().content)):
        status, text = asked(client, content)
        assert status == 200 and UNKNOWN in text
        cut = text.index("<main"), text.index("<form class")
        pages.append(re.sub("<span>[0-9a-f]{8}</span>", "", text[slice(*cut)]))
    assert len(set(pages)) == 1
    assert cast.body.name not in pages[0] and "2024" not in pages[0]


def test_an_older_pdf_than_the_newest_correction_is_told(cast: Cast, meeting: Meeting) -> None:
    revision = meeting.revisions.get()
    now = dt.datetime.now(dt.UTC)
    Correction.objects.create(
        revision=revision,
        number=1,
        old_text="Tre",
        new_text="Fyra",
        reason="Skrivfel",
        made_by=account(cast.secretary),
        made_at=now,
        approved_at=now,
        content=b"{}",
        sha256="0" * 64,
        entry=revision.entry,
    )
    _, text = asked(logged_in(cast.member), pdf_of(meeting))
    assert SAME in text and "senast med rättelse 1" in text


def test_a_file_that_is_too_large_is_refused_with_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "LARGEST", 100_000)
    status, text = asked(logged_in(cast.member), b"%PDF-" + bytes(200_000))
    assert status == 422 and "större än" in text and 'href="#id_file"' in text and "<title>Fel: " in text


def test_no_file_and_an_empty_one_are_told(cast: Cast) -> None:
    client = logged_in(cast.member)
    assert client.post(ADDRESS).status_code == 422
    assert asked(client, b"")[0] == 422
    assert client.get(ADDRESS).status_code == 200


def test_nothing_is_stored(cast: Cast, meeting: Meeting, settings: Any, tmp_path: Path) -> None:
    """A file of 5 MB would go to disk by Django's own handlers."""
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    asked(logged_in(cast.member), b"%PDF-" + os.urandom(5_000_000))
    assert list(tmp_path.iterdir()) == []


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account(cast.member))
    assert asked(client, b"%PDF-")[0] == 403
    token = client.get(ADDRESS).context["csrf_token"]
    file = SimpleUploadedFile("a.pdf", b"%PDF-")
    assert client.post(ADDRESS, {"csrfmiddlewaretoken": str(token), "file": file}).status_code == 200


def test_a_pdf_that_unpacks_without_end_is_read_a_little() -> None:
    bomb = zlib.compress(bytes(100_000_000))
    content = b"%PDF-1.7\n" + b"".join(b"stream\n" + bomb + b"\nendstream\n" for _ in range(50))
    assert list(recognise.attached_digests(content)) == []


@pytest.mark.parametrize("known", [1, 3])
def test_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Any, known: int) -> None:
    meetings = [
        make_sealed(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 2, day + 1))
        for day in range(known)
    ]
    client, content = logged_in(cast.member), pdf_of(meetings[0])
    settle()  # what came into the book before waits for the search
    # session, user, the PDF, corrections after it, and whether anything waits for the search
    with django_assert_num_queries(5):
        asked(client, content)
