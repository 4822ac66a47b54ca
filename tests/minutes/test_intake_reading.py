"""Documents that take long to read: a process of its own reads, and the page says how far it has come."""

import fcntl
import os
import random
import signal
import threading
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from minutes.importer.files import background
from minutes.importer.files.document import Limits, Unreadable
from minutes.importer.files.reader import read_bytes
from minutes.intake import SECONDS, Upload, discard, make, read_in
from minutes.intake_reading import reading
from minutes.models import Intake, Meeting
from tests.conftest import Cast, logged_in
from tests.factories import account
from tests.minutes.intake_pages import ADD, MINUTES, address, post, upload
from tests.minutes.paper import needs_tesseract, photographed, printed

PATIENCE = 60  # seconds; reading a page takes two


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.1)


def as_html(text: str) -> str:
    return "".join(f"<div>{line or '&nbsp;'}</div>" for line in text.split("\n"))


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a scanned protocol of two pages: pictures of text in a PDF."""
    needs_tesseract()
    folder = tmp_path_factory.mktemp("scan")
    picture = photographed(folder, as_html(MINUTES), name="sida")
    page = f'<style>@page {{ margin: 0 }} img {{ width: 190mm }}</style><img src="{picture.name}">'
    return printed(folder, page + page, name="skannat").read_bytes()


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    needs_tesseract()
    return photographed(tmp_path_factory.mktemp("picture"), as_html(MINUTES), name="bild").read_bytes()


def noisy(pages: int) -> bytes:
    """Return a PDF whose pages are specks, in which Tesseract looks for words for a long time."""
    noise = zlib.compress(bytes(255 * (grey > 25) for grey in random.Random(7).randbytes(800 * 1100)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<</Subtype/Image/Width 800/Height 1100/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
        b"/Length %d>>stream\n%s\nendstream" % (len(noise), noise),
        b"<</Length 26>>stream\n595 0 0 842 0 0 cm /X Do \nendstream",
    ]
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 3 0 R>>>>>>"
    )
    numbered = enumerate(objects + [page] * pages, 1)
    body = b"\n".join(b"%d 0 obj%s endobj" % (number, text) for number, text in numbered)
    return b"%PDF-1.4\n" + body + b"\ntrailer<</Root 1 0 R>>"


def test_scan_is_read_while_its_page_says_how_far(cast: Cast, desk: Client, scan: bytes) -> None:
    page = upload(desk, scan, "skannat.pdf")
    intake = Intake.objects.get()
    assert page.redirect_chain[-1][0] == address(intake)
    assert intake.is_reading and intake.text == ""
    assert page.headers["Refresh"] == "3"
    assert "Dokumentet väntar på att läsas" in page.content.decode() or "Läser sidan" in page.content.decode()
    wait_for(lambda: reading(intake).page == 1)
    assert "Läser sidan 1 av 2." in desk.get(address(intake)).content.decode()
    assert "skannat.pdf" in desk.get(ADD).content.decode()
    wait_for(lambda: reading(intake).is_done)
    page = desk.get(address(intake))
    assert "Dokumentet är läst." in page.content.decode() and "Refresh" not in page.headers
    assert Intake.objects.get().is_reading  # looking changes nothing
    assert desk.get(address(intake, "read")).status_code == 405
    page = desk.post(address(intake, "read"), follow=True)
    assert [part.label for part in page.context["review"].items][:1] == ["§ 1 Gemensam cykelplan"]
    intake.refresh_from_db()
    assert (intake.status, intake.media_kind, intake.body) == (Intake.Status.OPEN, "scan", cast.body)
    for form in page.context["review"].forms():
        if form.path == "attendance.0":
            text = dict(page.context["review"].source())[form.lines.first]
            assert "Asta Ekman" in text
    assert post(desk, intake, "store").headers["Location"].startswith("/admin/minutes/meeting/")
    assert Meeting.objects.get().intakes.get() == intake


def test_reading_that_died_is_offered_again(cast: Cast, desk: Client, scan: bytes, settings: Any) -> None:
    upload(desk, scan, "skannat.pdf")
    intake = Intake.objects.get()
    wait_for(lambda: reading(intake).page == 1)
    (state,) = (Path(settings.DATA_DIR) / "readings").glob("*.state")
    os.kill(holders_of(state)[0], signal.SIGKILL)
    wait_for(lambda: not reading(intake).is_alive)
    page = desk.get(address(intake))
    assert "Läsningen avbröts" in page.content.decode() and "Läs igen" in page.content.decode()
    assert "Refresh" not in page.headers
    desk.post(address(intake, "read"))
    assert reading(intake).is_alive
    desk.post(address(intake, "read"))  # pressed twice: one reads
    wait_for(lambda: reading(intake).is_done)
    desk.post(address(intake, "read"))
    intake.refresh_from_db()
    assert intake.is_open


def holders_of(*files: Path) -> list[int]:
    """Return the processes that have one of the files open."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(fd.resolve() in files for fd in (process / "fd").iterdir()):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def started_by(process: int) -> list[int]:
    """Return what the process has started, and what that has."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [found for child in map(int, children) for found in [child, *started_by(child)]]


def test_long_scan_holds_up_no_short_one_and_ends_when_it_is_thrown_away(
    cast: Cast, desk: Client, picture: bytes, settings: Any
) -> None:
    folder = Path(settings.DATA_DIR) / "readings"
    for name in ("lang.pdf", "lang2.pdf"):
        upload(desk, noisy(7), name)
    first, second = Intake.objects.order_by("pk")
    wait_for(lambda: desk.get(address(first)).status_code == 200 and reading(first).page == 1)
    upload(desk, noisy(7), "lang3.pdf")
    wait_for(lambda: reading(second).pages == 7)  # it had its turn in the short lane, to be counted
    for number in range(3):
        upload(desk, picture, f"bild{number}.png")
        assert len(holders_of(*folder.glob("*.state"))) <= 2
    pictures = Intake.objects.filter(file_name__startswith="bild")

    def are_read() -> bool:
        assert len(holders_of(*folder.glob("*.state"))) <= 2
        seen = [reading(intake) for intake in pictures]  # all of them, as looking begins what is due
        return all(state.is_done for state in seen)

    wait_for(are_read)
    assert reading(first).is_alive and "1 av 7" in desk.get(address(first)).content.decode()
    page = desk.get(address(second))
    assert "Dokumentet väntar på att läsas" in page.content.decode() and page.headers["Refresh"]

    (reader,) = holders_of(*folder.glob(f"{first.pk}-*.state"))
    wait_for(lambda: len(started_by(reader)) == 2)
    family = [reader, *started_by(reader)]
    desk.post(address(first, "discard"))
    wait_for(lambda: not any(is_running(process) for process in family))
    assert not list(folder.glob(f"{first.pk}-*"))
    desk.get(address(second))  # as it does by itself
    (reader,) = holders_of(*folder.glob(f"{second.pk}-*.state"))
    desk.post(f"/admin/minutes/intake/{second.pk}/delete/", {"post": "yes"})
    assert not Intake.objects.filter(pk=second.pk).exists() and not is_running(reader)


def is_running(process: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_pages_for_which_there_is_no_time_are_named(scan: bytes) -> None:
    with pytest.raises(Unreadable, match="skannat.pdf: tog för lång tid att tolka"):
        read_bytes(scan, "skannat.pdf", limits=Limits(page_seconds=0.01))
    both, file = pypdfium2.PdfDocument.new(), BytesIO()
    both.import_pages(pypdfium2.PdfDocument(scan), [0])
    both.import_pages(pypdfium2.PdfDocument(noisy(1)))
    both.save(file)
    document = read_bytes(file.getvalue(), "skannat.pdf", limits=Limits(page_seconds=9))
    assert "Gemensam cykelplan" in document.text
    assert any("Dessa är lästa: 1. Dessa är inte med: 2." in note for note in document.notes)
    document = read_bytes(scan, "skannat.pdf", limits=Limits(page_seconds=9))
    assert not any("inte med" in note for note in document.notes)


def test_file_that_can_t_be_read_says_why_and_can_be_thrown_away(cast: Cast, desk: Client) -> None:
    intake = make(Upload("tom.txt", b"   "), account(cast.secretary), cast.body, at_once=False)
    wait_for(lambda: reading(intake).is_done)
    page = desk.get(address(intake))
    assert "tom.txt: är tom" in page.content.decode() and "Läs igen" in page.content.decode()
    page = desk.post(address(intake, "discard"), follow=True)
    assert Intake.objects.get().status == Intake.Status.DISCARDED
    assert "Den hade inte lästs än" in page.content.decode() and "Läs igen" not in page.content.decode()
    desk.post(address(intake, "take-up"))
    assert Intake.objects.get().is_reading
    wait_for(lambda: reading(intake).is_done)


def test_files_for_which_there_is_no_time_are_read_afterwards(cast: Cast, desk: Client) -> None:
    moments = iter([0, 0, SECONDS + 1])
    uploads = [Upload("a.txt", MINUTES.encode()), Upload("b.txt", MINUTES.encode())]
    made, errors = read_in(uploads, account(cast.secretary), None, clock=lambda: next(moments))
    assert [(intake.file_name, intake.status) for intake in made] == [("a.txt", "open"), ("b.txt", "reading")]
    assert errors == []
    wait_for(lambda: reading(made[1]).is_done)
    desk.post(address(made[1], "read"))
    made[1].refresh_from_db()
    assert (made[1].status, made[1].body) == ("open", cast.body)
    assert made[1].record["items"] == made[0].record["items"]


def test_what_is_being_read_is_nobody_else_s_and_can_t_be_stored(cast: Cast, desk: Client) -> None:
    intake = make(Upload("a.txt", MINUTES.encode()), account(cast.secretary), cast.body, at_once=False)
    for step in ("change", "read"):
        answer = logged_in(cast.member).post(address(intake, step))
        assert answer.headers["Location"].startswith("/admin/login/")
    assert desk.get(address(intake, "save")).status_code == 302
    desk.post(address(intake), {"act": "store", "version": "x"})
    assert not Meeting.objects.exists()
    wait_for(lambda: reading(intake).is_done)
    discard(intake)
    assert Intake.objects.get().status == Intake.Status.DISCARDED


def test_reading_is_alive_as_long_as_somebody_holds_its_lock(tmp_path: Path) -> None:
    assert background.look(tmp_path, "x") == background.Reading()
    state = os.open(tmp_path / "x.state", os.O_RDWR | os.O_CREAT)
    os.write(state, b"3 12")
    assert background.look(tmp_path, "x") == background.Reading()
    fcntl.flock(state, fcntl.LOCK_EX)
    assert background.look(tmp_path, "x") == background.Reading(is_alive=True, page=3, pages=12)
    os.close(state)
    assert not background.look(tmp_path, "x").is_alive


def test_looking_does_not_keep_a_reading_from_beginning(tmp_path: Path) -> None:
    state = os.open(tmp_path / "x.state", os.O_RDWR | os.O_CREAT)
    fcntl.flock(state, fcntl.LOCK_SH)
    looker = threading.Timer(0.05, os.close, [state])
    looker.start()
    background.begin(tmp_path, "x", MINUTES.encode(), "x.txt")
    looker.join()
    wait_for(lambda: background.look(tmp_path, "x").is_done)


def test_outcome_that_nobody_fetched_is_swept_away(tmp_path: Path) -> None:
    for file, age in [("old.json", 8 * 86_400), ("new.json", 60), ("killed.new", 8 * 86_400)]:
        (tmp_path / file).write_text("{}")
        os.utime(tmp_path / file, (time.time() - age,) * 2)
    background.begin(tmp_path, "x", MINUTES.encode(), "x.txt")
    assert {file.stem for file in tmp_path.glob("*.json")} <= {"new", "x"}
    assert not (tmp_path / "killed.new").exists()
    wait_for(lambda: background.look(tmp_path, "x").is_done)
    assert background.fetch(tmp_path, "x").text.startswith("Minnesanteckningar")
