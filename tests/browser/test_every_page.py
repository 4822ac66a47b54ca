"""Every page of the example book, in a desk's window and a phone's: accessibility, no sideways scroll."""

from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page

from decisions.models import Decision, Obligation
from minutes.models import Matter, Meeting, Officer
from participants.models import Body, Membership, Organization, Person
from tests.browser.conftest import log_in
from tests.factories import PASSWORD, account, make_circulated, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WINDOWS = [(1280, "light"), (320, "light"), (1280, "dark")]


@pytest.fixture
def reader(db: None) -> Person:
    """Somebody with every role in the example's group, and a protocol that waits for the same person."""
    call_command("load_minutes", stdout=StringIO())
    body = Body.objects.get(slug="lg")
    reader = make_member(
        "Vera Exempel", body, Membership.Role.SECRETARY, Organization.objects.get(short_name="Växjö")
    )
    writer = make_member("Sture Skrivare", body, Membership.Role.SECRETARY)

    def with_long_words(draft: Meeting) -> None:
        draft.items.update(title="Samverkansöverenskommelse" * 8)

    make_circulated(body, writer, reader, with_long_words, place="Kommunalförbundets" * 12)
    return reader


def addresses() -> list[str]:
    waiting = Meeting.objects.get(status=Meeting.Status.CIRCULATED)
    meetings = [f"/moten/{meeting.pk}/" for meeting in Meeting.objects.all()]
    matter = Matter.objects.order_by("-items__pk").first()
    assert matter is not None
    owed, decision = Obligation.objects.all()[0], Decision.objects.filter(body__slug="lg")[0]
    home = f"/moten/{owed.action.item.meeting_id}/hem/{owed.organization_id}/"
    return [
        "/uppfoljning/",
        "/uppfoljning/?organization=",
        "/uppfoljning/?organization=&status=dropped",
        "/uppfoljning/efterlevnad/?organization=",
        f"/uppfoljning/atagande/{owed.pk}/",
        f"/uppfoljning/efterlevnad/{decision.slug}/{owed.organization_id}/",
        home,
        f"/moten/{owed.action.item.meeting_id}/hem/?alla=1",
        "/brev-och-kalender/",
        "/tillganglighet/",
        "/tillganglighet/tack/",
        "/",
        "/moten/",
        "/moten/?year=2023",
        *meetings,
        f"/moten/{waiting.pk}/justera/",
        "/beslut/",
        "/beslut/?words=finnsinte",
        *(decision.get_absolute_url() for decision in Decision.objects.order_by("number")[:4]),
        "/tradar/",
        f"/tradar/{matter.pk}/",
        "/organisationer/",
        Organization.objects.get(short_name="Växjö").get_absolute_url(),
        Person.objects.get(name="Therese Linnér").get_absolute_url(),
        "/sok/?q=kommun",
        "/sok/?q=finnsinte",
        "/stammer/",
        "/byt-losenord/",
        "/finns-inte/",
    ]


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_pages_keep_the_rules_of_accessibility(page: Page, reader: Person, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/logga-in/")
    found = {"/logga-in/": faults(page)}
    log_in(page, account(reader).email, PASSWORD)
    for address in addresses():
        page.goto(address)
        found[address] = faults(page)
    assert {address: what for address, what in found.items() if what} == {}


def faults(page: Page) -> list[Any]:
    """Return axe's violations, and more: one first heading, the language, nothing wider than the window."""
    results = Axe().run(page)
    wrong = [(v["id"], [node["target"] for node in v["nodes"]]) for v in results.response["violations"]]
    if page.locator("h1").count() != 1:
        wrong.append(("h1", []))
    if page.evaluate("document.documentElement.lang") != "sv":
        wrong.append(("lang", []))
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        wrong.append(("sideways scroll", []))
    return wrong


def test_admin_works_under_the_strict_policy(page: Page, reader: Person) -> None:
    """The `page` fixture fails on any script or style that the Content-Security-Policy stops."""
    log_in(page, account(reader).email, PASSWORD)
    officer = Officer.objects.filter(meeting__status=Meeting.Status.IMPORTED).first()
    assert officer is not None
    for address in [
        "/admin/",
        "/admin/minutes/meeting/",
        "/admin/minutes/meeting/add/",
        f"/admin/minutes/meeting/{officer.meeting_id}/change/",
        f"/admin/minutes/meeting/{officer.meeting_id}/history/",
        "/admin/decisions/decision/",
        "/admin/participants/person/",
    ]:
        response = page.goto(address)
        assert response is not None and response.status == 200
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
