"""The outbox: each letter goes out once, whatever the mail server does, and who gives up says why."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.mail import get_connection
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from minutes import outbox, postman
from minutes.models import Letter, ProtocolFile
from minutes.postman import HOLD, WAITS, claim, message_id, send_due
from tests.conftest import Cast
from tests.factories import account, make_sealed
from tests.minutes.mail_server import MailServer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(settings: Any) -> Any:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


def write(cast: Cast, key: str = "prov", who: str = "adjuster") -> Letter:
    outbox.write(key, account(getattr(cast, who)), f"Ämne {key}: åäö", ["Hej!", "", "Läs åäö."])
    return Letter.objects.get(key=f"{key}/{account(getattr(cast, who)).pk}")


def due_again(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(send_after=timezone.now())


def test_letters_go_out_once_over_one_connection(cast: Cast, server: MailServer) -> None:
    write(cast, "ett")
    write(cast, "två", "member")
    assert (send_due().sent, send_due().sent) == (2, 0)
    assert server.connections == 1
    first, second = (delivery.message for delivery in server.delivered)
    assert first["Subject"] == "Ämne ett: åäö" and "Läs åäö." in first.get_content()
    assert first["Auto-Submitted"] == "auto-generated" and second["To"] == account(cast.member).email
    assert not Letter.objects.filter(sent_at=None).exists()


def test_the_same_letter_is_written_once(cast: Cast) -> None:
    write(cast)
    assert not outbox.write("prov", account(cast.adjuster), "En gång till", [])
    assert Letter.objects.count() == 1


def test_a_letter_has_its_own_name_that_stays(cast: Cast, server: MailServer) -> None:
    letter = write(cast)
    send_due()
    Letter.objects.update(sent_at=None)  # as if the process had died before that was written down
    send_due()
    assert [delivery.message["Message-ID"] for delivery in server.delivered] == [message_id(letter)] * 2


def test_a_pdf_goes_with_the_letter(cast: Cast, server: MailServer) -> None:
    make_sealed(cast.body, cast.secretary, cast.adjuster)
    Letter.objects.all().delete()
    file = ProtocolFile.objects.get()
    outbox.write("pdf", account(cast.member), "Protokollet", ["Hej!"], file=file, file_name="protokoll.pdf")
    send_due()
    (part,) = server.delivered[0].message.iter_attachments()
    assert part.get_content() == bytes(file.content) and part.get_filename() == "protokoll.pdf"


def test_wrong_address_is_given_up_with_what_the_server_said(cast: Cast, server: MailServer) -> None:
    wrong, right = write(cast, "fel"), write(cast, "rätt", "member")
    server.refused.add(wrong.to)
    done = send_due()
    assert (done.sent, done.failed, done.given_up) == (1, 1, 1)
    for letter in (wrong, right):
        letter.refresh_from_db()
    assert wrong.given_up and "Ingen sådan brevlåda" in wrong.last_error
    assert right.sent_at is not None


@pytest.mark.parametrize(
    ("says", "final"),
    [
        ({"RCPT": "451 4.3.0 Kom igen senare"}, False),
        ({"DATA": "452 4.2.2 Fullt"}, False),
        ({"DATA": "554 5.7.1 Ser ut som skräp"}, True),
        ({"MAIL": "530 5.7.0 Logga in"}, False),
        ({"EHLO": "500 nej", "HELO": "421 stängt"}, False),
    ],
)
def test_what_may_pass_is_tried_again_and_what_will_not_is_given_up(
    cast: Cast, server: MailServer, says: dict[str, str], final: bool
) -> None:
    letter = write(cast)
    server.says = says
    send_due()
    letter.refresh_from_db()
    assert (letter.given_up, letter.sent_at, letter.held_until) == (final, None, None)
    assert letter.last_error and letter.attempts == 1
    assert letter.send_after - timezone.now() <= WAITS[0]
    server.says = {}
    due_again(letter)
    assert send_due().sent == (0 if final else 1)


def test_server_that_hangs_up_half_way_loses_no_letter(cast: Cast, server: MailServer) -> None:
    for number in range(4):
        write(cast, f"brev-{number}")
    server.most = 2
    send_due()
    assert len(server.delivered) == 2
    server.most = None
    Letter.objects.filter(sent_at=None).update(send_after=timezone.now())
    send_due()
    assert len({delivery.message["Message-ID"] for delivery in server.delivered}) == 4


def test_when_the_server_is_down_the_others_keep_their_tries(cast: Cast, server: MailServer) -> None:
    letters = [write(cast, f"brev-{number}") for number in range(3)]
    server.__exit__()
    try:
        done = send_due()
    finally:
        server.__enter__()
    assert (done.sent, done.failed) == (0, 1)
    assert [Letter.objects.get(pk=letter.pk).attempts for letter in letters] == [1, 0, 0]


def test_too_many_failures_are_the_end(cast: Cast, server: MailServer) -> None:
    letter = write(cast)
    server.says = {"RCPT": "451 4.3.0 Kom igen senare"}
    for _ in range(len(WAITS) + 1):
        due_again(letter)
        send_due()
    letter.refresh_from_db()
    assert letter.given_up and letter.attempts == len(WAITS) + 1
    due_again(letter)
    assert send_due().failed == 0


def test_a_letter_that_somebody_holds_is_left_alone_until_the_hold_runs_out(cast: Cast) -> None:
    letter = write(cast)
    assert claim(letter.pk) is not None
    assert claim(letter.pk) is None
    Letter.objects.update(held_until=timezone.now() - dt.timedelta(seconds=1))
    again = claim(letter.pk)
    assert again is not None and again.attempts == 2 and dt.timedelta(minutes=1) < HOLD


def test_who_lost_the_hold_does_not_tick_off_the_other_s_letter(cast: Cast, server: MailServer) -> None:
    letter = write(cast)
    slow = claim(letter.pk)
    Letter.objects.update(held_until=timezone.now() - dt.timedelta(seconds=1))
    assert claim(letter.pk) is not None and slow is not None
    smtp: Any = get_connection()
    postman._settled(slow, smtp, postman.Round())
    smtp.close()
    letter.refresh_from_db()
    assert letter.sent_at is None and letter.held_until is not None


def test_a_letter_that_kills_its_sender_is_given_up_in_the_end(cast: Cast, server: MailServer) -> None:
    letter = write(cast)
    for _ in range(len(WAITS) + 1):  # each sender dies after its claim
        assert claim(letter.pk) is not None
        Letter.objects.update(held_until=timezone.now() - dt.timedelta(seconds=1))
    assert send_due().given_up == 1
    letter.refresh_from_db()
    assert letter.given_up and "avbröts" in letter.last_error and server.delivered == []


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_letter_once(cast: Cast, server: MailServer) -> None:
    for number in range(12):
        write(cast, f"brev-{number}")

    def run() -> None:
        try:
            send_due()
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [delivery.message["Message-ID"] for delivery in server.delivered]
    assert len(names) == len(set(names)) == 12


def test_nothing_is_sent_in_a_request_or_before_its_time(cast: Cast, server: MailServer) -> None:
    make_sealed(cast.body, cast.secretary, cast.adjuster)
    assert server.delivered == [] and Letter.objects.filter(sent_at=None).exists()
    Letter.objects.update(send_after=timezone.now() + dt.timedelta(hours=1))
    assert send_due().sent == 0


def test_command_says_how_it_went(cast: Cast, server: MailServer) -> None:
    write(cast)
    said = StringIO()
    call_command("send_letters", stdout=said)
    assert said.getvalue() == "Skickade: 1. Misslyckade: 0. Uppgivna: 0.\n"


@pytest.mark.django_db(transaction=True)
def test_watching_sends_what_comes_and_stops_when_told(cast: Cast, server: MailServer) -> None:
    write(cast)
    database = connection.settings_dict
    address = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    environment = {
        **os.environ,
        "DEBUG": "true",
        "DATABASE_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
    }
    command = [sys.executable, "manage.py", "send_letters", "--watch"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        until = time.monotonic() + 60
        while not server.delivered and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 0 and b"Skickade: 1." in said
    assert len(server.delivered) == 1 and Letter.objects.get().sent_at is not None
