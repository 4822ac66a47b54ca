import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from minutes.accessibility import MOST_AN_HOUR, UPDATED
from minutes.models import Barrier, Letter
from tests.conftest import Cast, logged_in
from tests.factories import account

ADDRESS = "/tillganglighet/"


def report(client: Client, **given: str) -> Any:
    form = {"key": str(uuid.uuid4()), "text": "Knappen syns inte.", "page": "", "reply_to": "", **given}
    return client.post(ADDRESS, form)


def test_page_names_the_service_and_who_answers_for_it(db: None, settings: Any) -> None:
    settings.SERVICE_NAME, settings.SERVICE_OWNER = "Mötesboken", "Ekby kommun"

    text = Client().get(ADDRESS).content.decode()

    assert "Tillgänglighet för Mötesboken" in text and "Ekby kommun står bakom Mötesboken." in text
    assert "delvis förenlig" in text and "digg.se" in text
    assert timezone.localdate() + dt.timedelta(days=1) >= UPDATED


def test_every_foot_links_to_it_with_its_date(cast: Cast) -> None:
    for client, address in (
        (Client(), reverse("login")),
        (logged_in(cast.member), reverse("start")),
        (logged_in(cast.member), "/finns-inte/"),
    ):
        text = client.get(address).content.decode()
        assert f'href="{ADDRESS}">Tillgänglighet</a>' in text
        assert f'<time datetime="{UPDATED.isoformat()}">' in text


def test_anybody_reports_and_a_letter_goes_out_once(db: None, settings: Any) -> None:
    settings.ACCESSIBILITY_CONTACT = "hjalp@example.org"
    client, key = Client(enforce_csrf_checks=False), str(uuid.uuid4())
    for _ in range(2):  # the button, pressed twice
        response = report(client, key=key, page="Start", reply_to="lo@example.org")
        assert response.status_code == 302
        assert client.get(response.headers["Location"]).status_code == 200

    barrier, letter = Barrier.objects.get(), Letter.objects.get()
    assert (barrier.text, barrier.page, barrier.user) == ("Knappen syns inte.", "Start", None)
    assert letter.to == "hjalp@example.org" and letter.sent_at is None
    assert "Knappen syns inte." in letter.body and "lo@example.org" in letter.body


def test_who_is_logged_in_is_noted(cast: Cast) -> None:
    report(logged_in(cast.member))
    assert Barrier.objects.get().user == account(cast.member)


@pytest.mark.parametrize(
    "given, words",
    [
        ({"text": " "}, "Skriv vad som inte går att använda eller läsa."),
        ({"text": "x" * 4001}, "Texten är för lång."),
        ({"reply_to": "lo@"}, "Skriv adressen som namn@exempel.se"),
    ],
)
def test_faults_are_named_and_nothing_is_lost(db: None, given: dict[str, str], words: str) -> None:
    response = report(Client(), **given)

    text = response.content.decode()
    assert response.status_code == 422
    assert words in text and "<title>Fel: " in text and given.get("text", "Knappen").strip() in text
    assert not Barrier.objects.exists() and not Letter.objects.exists()


def test_a_flood_is_refused_politely_and_writes_no_letters(db: None) -> None:
    for _ in range(MOST_AN_HOUR):
        report(Client())

    response = report(Client(), text="En till.")

    assert response.status_code == 429
    assert (
        "försök igen om en stund" in response.content.decode().lower()
        and "En till." in response.content.decode()
    )
    assert Letter.objects.count() == Barrier.objects.count() == MOST_AN_HOUR
    Barrier.objects.update(at=timezone.now() - dt.timedelta(minutes=61))
    assert report(Client()).status_code == 302


def test_form_needs_the_token_against_forgery(db: None) -> None:
    assert report(Client(enforce_csrf_checks=True)).status_code == 403
