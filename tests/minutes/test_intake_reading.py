"""Documents that take long to read: a process of its own reads, and the page says how far it has come."""

import fcntl
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minutes.importer.files import background
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
    os.kill(holder_of(state), signal.SIGKILL)
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


def holder_of(state: Path) -> int:
    """Return the process that has the file open."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(fd.resolve() == state for fd in (process / "fd").iterdir()):
                return int(process.name)
        except OSError:
            continue
    raise AssertionError("nobody reads")


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


def test_outcome_that_nobody_fetched_is_swept_away(tmp_path: Path) -> None:
    for name, age in [("old", 8 * 86_400), ("new", 60)]:
        (tmp_path / f"{name}.json").write_text("{}")
        os.utime(tmp_path / f"{name}.json", (time.time() - age,) * 2)
    background.begin(tmp_path, "x", MINUTES.encode(), "x.txt")
    assert {file.stem for file in tmp_path.glob("*.json")} <= {"new", "x"}
    wait_for(lambda: background.look(tmp_path, "x").is_done)
    assert background.fetch(tmp_path, "x").text.startswith("Minnesanteckningar")
