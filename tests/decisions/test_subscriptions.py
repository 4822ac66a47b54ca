"""The reader's own calendar and feed: behind a token that can be taken away, with what the reader may see."""

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from decisions.models import Action, Subscription
from decisions.subscription_views import MOST_AN_HOUR
from minutes.approving import approve
from minutes.models import Meeting
from participants.models import Membership
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    fresh_login,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
)

MARK = "Hemlig märkning"
TODAY = timezone.localdate
FEEDS = ["calendar-feed", "atom-feed"]


@pytest.fixture
def token(cast: Cast) -> str:
    return Subscription(user=account(cast.adjuster)).new_token()


def fetch(name: str, token: str, **headers: str) -> Any:
    return Client().get(reverse(name, args=[token]), headers=headers)


def unfolded(response: Any) -> list[str]:
    content: bytes = response.content
    lines = content.split(b"\r\n")
    assert content.endswith(b"\r\n") and b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def events(response: Any) -> dict[str, dict[str, str]]:
    """Return the events by their summary."""
    found: dict[str, dict[str, str]] = {}
    entry: dict[str, str] = {}
    for line in unfolded(response):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            entry = {}
        entry[name] = value
        if line == "END:VEVENT":
            found[entry["SUMMARY"]] = entry
    return found


def test_address_is_made_shown_once_and_taken_away(cast: Cast) -> None:
    client, page = logged_in(cast.member), reverse("subscriptions")
    shown = client.post(page, {"do": "new"}).content.decode()
    token = re.findall(r"/kalender/([\w-]+)\.ics", shown)[0]

    assert len(token) >= 43  # 256 bits
    row = Subscription.objects.get()
    assert token not in str(vars(row)) and token not in client.get(page).content.decode()
    assert all(fetch(name, token).status_code == 200 for name in FEEDS)
    assert Subscription.objects.get().token_used_on == TODAY()
    again = client.post(page, {"do": "new"}).content.decode()
    assert fetch(FEEDS[0], token).status_code == 404
    newest = re.findall(r"/kalender/([\w-]+)\.ics", again)[0]
    client.post(page, {"do": "revoke"})
    assert fetch(FEEDS[0], newest).status_code == 404


@pytest.mark.parametrize("name", FEEDS)
def test_closed_account_and_made_up_token_get_nothing(cast: Cast, token: str, name: str) -> None:
    assert fetch(name, "x" * 43).status_code == 404
    account(cast.adjuster).is_active = False
    account(cast.adjuster).save()
    assert fetch(name, token).status_code == 404


def test_calendar_holds_meetings_in_utc_and_deadlines(cast: Cast, token: str) -> None:
    summer, winter = dt.date(TODAY().year + 1, 7, 1), dt.date(TODAY().year + 1, 12, 1)
    for day in (summer, winter):
        make_meeting(cast.body, Meeting.Status.PLANNED, date=day, start=dt.time(9), end=dt.time(12))
    waits = make_circulated(cast.body, cast.secretary, cast.adjuster)
    owed = make_obligation(
        make_item(make_meeting(cast.body, number="2")), cast.organization, "Svara; nu, tack."
    )
    due = TODAY() + dt.timedelta(days=5)
    Action.objects.filter(pk=owed.action_id).update(due_on=due, due_precision="day")

    found = events(fetch("calendar-feed", token))

    starts = {entry.get("DTSTART") for entry in found.values()}
    assert f"{winter:%Y%m%d}T080000Z" in starts
    deadline = next(entry for title, entry in found.items() if "Svara\\; nu\\, tack." in title)
    assert deadline["DTSTART;VALUE=DATE"] == f"{due:%Y%m%d}" and deadline["SUMMARY"].startswith(
        "Ekby\\, senast "
    )
    approval = next(entry for title, entry in found.items() if title.startswith("Sista dag att justera"))
    assert approval["DTSTART;VALUE=DATE"] == f"{waits.approve_by:%Y%m%d}"
    assert f"DTSTART:{summer:%Y%m%d}T070000Z" in unfolded(fetch("calendar-feed", token))
    assert len({entry["UID"] for entry in found.values()}) == len(found)


def test_a_month_is_not_made_a_day_in_words(cast: Cast, token: str) -> None:
    owed = make_obligation(make_item(make_meeting(cast.body)), cast.organization)
    Action.objects.filter(pk=owed.action_id).update(due_on=dt.date(2099, 5, 31), due_precision="month")
    (title,) = events(fetch("calendar-feed", token))
    assert title.startswith("Ekby\\, senast maj 2099: ")


def test_feed_holds_decisions_and_approved_minutes(cast: Cast, token: str) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    before = fetch("atom-feed", token).content.decode()
    assert "Preliminärt: " in before and "Justerat: " not in before
    digest = meeting.revisions.get().sha256
    approve(meeting, by=account(cast.adjuster), digest=digest, login=fresh_login())

    tree = ElementTree.fromstring(fetch("atom-feed", token).content)

    atom = "{http://www.w3.org/2005/Atom}"
    entries = tree.findall(f"{atom}entry")
    titles = {entry.findtext(f"{atom}title") for entry in entries}
    decision = meeting.items.get().decisions.get()
    assert titles == {decision.number, f"Justerat: mötesanteckningar 2024-03-08, {cast.body.short_name}"}
    assert all(
        entry.find(f"{atom}id") is not None and entry.find(f"{atom}updated") is not None for entry in entries
    )


def test_odd_characters_break_no_feed(cast: Cast, token: str) -> None:
    make_decision(make_item(make_meeting(cast.body)), "En\x0bupp\x1bgift <b>&\ufffe")
    ElementTree.fromstring(fetch("atom-feed", token).content)


@pytest.mark.parametrize("name", FEEDS)
def test_nothing_of_another_group_and_nothing_after_the_last_day(cast: Cast, token: str, name: str) -> None:
    far = make_meeting(cast.other_body, Meeting.Status.PLANNED, date=TODAY(), place=MARK)
    make_meeting(cast.body, Meeting.Status.DRAFT, date=TODAY(), place=MARK)
    item = make_item(make_meeting(cast.other_body, number="2"), MARK)
    make_decision(item, MARK)
    owed = make_obligation(item, cast.organization, MARK)
    Action.objects.filter(pk=owed.action_id).update(due_on=TODAY())
    make_decision(make_item(make_meeting(cast.body)), "Eget beslut.")
    make_meeting(cast.body, Meeting.Status.PLANNED, date=TODAY(), number="9")

    text = (
        "\n".join(unfolded(fetch(name, token))) if name == FEEDS[0] else fetch(name, token).content.decode()
    )

    assert MARK not in text and far.body.name not in text
    assert cast.body.name in text or "Eget beslut." in text
    Membership.objects.filter(person=cast.adjuster).update(end_date=TODAY() - dt.timedelta(days=1))
    text = fetch(name, token).content.decode()
    assert "Eget beslut." not in text and "BEGIN:VEVENT" not in text


def test_unchanged_feed_is_not_sent_again_and_a_flood_is_stopped(cast: Cast, token: str) -> None:
    cache.clear()
    first = fetch("calendar-feed", token)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert fetch("calendar-feed", token, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    codes = [fetch("calendar-feed", token).status_code for _ in range(MOST_AN_HOUR)]
    assert codes[-1] == 429 and codes.count(200) == MOST_AN_HOUR - 2


@pytest.mark.parametrize("name", FEEDS)
def test_queries_do_not_grow_and_only_the_first_fetch_of_a_day_writes(
    cast: Cast, token: str, name: str
) -> None:
    fetch(name, token)
    counts = []
    for rows in (1, 12):
        for number in range(rows):
            meeting = make_meeting(cast.body, date=TODAY(), number=f"{rows}-{number}")
            make_decision(make_item(meeting))
            owed = make_obligation(meeting.items.get(), cast.organization)
            Action.objects.filter(pk=owed.action_id).update(due_on=TODAY())
        with CaptureQueriesContext(connection) as captured:
            fetch(name, token)
        assert not [query for query in captured if not query["sql"].startswith("SELECT")]
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6


def test_page_is_about_the_own_account_alone(cast: Cast, token: str) -> None:
    client = logged_in(cast.member)
    client.post(reverse("subscriptions"), {"do": "revoke"})
    client.post(reverse("subscriptions"), {"do": "letters", "every": "never"})
    client.post(reverse("subscriptions"), {"do": "odd"})
    assert fetch("calendar-feed", token).status_code == 200
    assert Subscription.objects.get(user=account(cast.member)).every == "never"
    assert Subscription.objects.get(user=account(cast.adjuster)).every == "week"
