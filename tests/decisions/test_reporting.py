"""Reports on obligations and decisions: who may, what is kept, who is silent, and what others never see."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import Action, Compliance, Decision, DecisionRelation, Obligation, Progress, Report
from minutes.models import Meeting
from participants.models import Membership, Organization, Participation
from tests.admin_rows import sent
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_obligation,
    make_organization,
)

TODAY = timezone.localdate
MARK = "Hemlig märkning"


@pytest.fixture
def other(cast: Cast) -> Organization:
    """Another organisation of the same group, with somebody who sits for it."""
    organization = make_organization("Berga kommun")
    make_member("Bo Berga", cast.body, organization=organization)
    return organization


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    return make_obligation(make_item(make_meeting(cast.body)), cast.organization)


def answer(**given: Any) -> dict[str, Any]:
    return {"status": "done", "note": "Klart i mars.", "on": TODAY().isoformat(), "contact_name": "", **given}


def send(client: Client, owed: Obligation, **given: Any) -> Any:
    return client.post(reverse("obligation-report", args=[owed.pk]), answer(**given))


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_member_reports_for_the_own_organisation(cast: Cast, owed: Obligation) -> None:
    response = send(logged_in(cast.member), owed, contact=cast.adjuster.pk)

    assert response.status_code == 302
    owed.refresh_from_db()
    report = owed.reports.get()
    assert (owed.status, owed.contact, owed.reported_on) == ("done", cast.adjuster, TODAY())
    assert (report.status, report.contact_name, report.is_for_other) == ("done", "Jon Justerare", False)
    assert report.reported_by == owed.reported_by == account(cast.member)


def test_history_is_kept_and_the_obligation_holds_the_newest(cast: Cast, owed: Obligation) -> None:
    client = logged_in(cast.member)
    send(client, owed, status="in_progress", note="Vi har börjat.", contact_name="Anna Extern")
    send(client, owed, status="done", note="Klart nu.")
    send(client, owed, status="done", note="Klart nu.")  # the button, pressed twice

    assert list(owed.reports.values_list("status", "contact_name").order_by("pk")) == [
        ("in_progress", "Anna Extern"),
        ("done", ""),
    ]
    text = text_of(client.get(reverse("obligation-report", args=[owed.pk])))
    assert "Vi har börjat." in text and "Anna Extern" in text and "Maja Ledamot" in text


def test_report_can_be_made_on_locked_minutes_and_never_be_changed(cast: Cast) -> None:
    make_circulated(
        cast.body,
        cast.secretary,
        cast.adjuster,
        lambda draft: make_obligation(make_item(draft), cast.organization),
    )
    owed = Obligation.objects.get()
    send(logged_in(cast.member), owed)

    for change in (
        lambda: Report.objects.update(note="Ändrat"),
        lambda: Report.objects.all().delete(),
        lambda: Report.objects.update(reported_by=cast.superuser),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Report.objects.update(contact=cast.adjuster) == 1  # two people who become one


def test_secretary_reports_for_another_and_it_shows(cast: Cast, other: Organization) -> None:
    owed = make_obligation(make_item(make_meeting(cast.body)), other)
    client = logged_in(cast.secretary)
    assert "Du rapporterar som gruppens sekreterare för Berga kommun." in text_of(
        client.get(reverse("obligation-report", args=[owed.pk]))
    )

    send(client, owed)

    assert owed.reports.get().is_for_other
    text = text_of(logged_in(cast.member).get(reverse("obligation-report", args=[owed.pk])))
    assert "Siv Sekreterare, gruppens sekreterare, för Berga" in text


def test_member_reads_but_never_reports_for_another(cast: Cast, other: Organization) -> None:
    owed = make_obligation(make_item(make_meeting(cast.body)), other)
    client = logged_in(cast.member)

    assert "Bara Berga kommuns egna" in text_of(client.get(reverse("obligation-report", args=[owed.pk])))
    assert send(client, owed).status_code == 404
    assert not Report.objects.exists()


def test_a_seat_in_one_group_gives_no_say_in_another(cast: Cast, owed: Obligation) -> None:
    far = make_member("Fia Fjärran", cast.other_body, organization=cast.organization)
    former = make_member("Frej Förr", cast.body, organization=cast.organization)
    Membership.objects.filter(person=former).update(end_date=TODAY() - dt.timedelta(days=1))

    for person in (far, former, cast.outsider):
        client = logged_in(person)
        assert client.get(reverse("obligation-report", args=[owed.pk])).status_code == 404
        assert send(client, owed).status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "given, words",
    [
        ({"status": ""}, "Välj hur långt ni har kommit."),
        ({"on": "2999-01-01"}, "Dagen ligger i framtiden."),
        ({"on": "snart"}, "Skriv dagen som år-månad-dag"),
        ({"note": "x" * 2001}, "Anteckningen är för lång."),
    ],
)
def test_faults_are_named_and_nothing_typed_is_lost(
    cast: Cast, owed: Obligation, given: dict[str, str], words: str
) -> None:
    response = send(logged_in(cast.member), owed, **given)

    text = response.content.decode()
    assert response.status_code == 422 and words in text and "<title>Fel: " in text
    assert given.get("note", "Klart i mars.") in text
    assert not Report.objects.exists()


def test_contact_is_one_of_the_own(cast: Cast, owed: Obligation) -> None:
    response = send(logged_in(cast.member), owed, contact=cast.outsider.pk)
    assert response.status_code == 422
    assert cast.outsider.name not in response.content.decode()


def test_list_opens_with_the_own_organisation_as_a_filter_that_shows(cast: Cast, other: Organization) -> None:
    item = make_item(make_meeting(cast.body))
    own, theirs = make_obligation(item, cast.organization, "Eget."), make_obligation(item, other, "Andras.")
    client = logged_in(cast.member)

    first = client.get(reverse("follow-up"))
    assert first.headers["Location"] == reverse("follow-up") + "?organization=own&status=open"
    response = client.get(first.headers["Location"])
    text = text_of(response)
    assert [line.action for line in response.context["lines"]] == [own.action]
    assert "Organisation: Ekby (min)" in text and 'href="?organization="' in text

    whole = client.get(reverse("follow-up") + "?organization=")
    assert {line.action for line in whole.context["lines"]} == {own.action, theirs.action}


def test_overdue_is_counted_in_title_and_heading_and_sorted_first(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    late, later = (make_obligation(item, cast.organization, text) for text in ("Sen.", "Senare."))
    Action.objects.filter(pk=late.action_id).update(due_on=TODAY() - dt.timedelta(days=4))
    Action.objects.filter(pk=later.action_id).update(due_on=TODAY() + dt.timedelta(days=4))

    response = logged_in(cast.member).get(reverse("follow-up") + "?organization=own&status=open")

    text = text_of(response)
    assert [line.action for line in response.context["lines"]] == [late.action, later.action]
    assert "<title>Uppföljning: 1 försenat" in text and "1 försenat åtagande</span></h1>" in text
    assert [row.bar.overdue for row in response.context["picture"].bars] == [1]


@pytest.mark.parametrize("status", ["open", "overdue", "silent", "in_progress", "done", "dropped"])
def test_filter_keeps_what_is_in_that_state(cast: Cast, status: str) -> None:
    item = make_item(make_meeting(cast.body))
    rows = {
        name: make_obligation(item, cast.organization, name)
        for name in ("silent", "in_progress", "done", "dropped", "late")
    }
    for name, row in rows.items():
        if name in Progress.values:
            Obligation.objects.filter(pk=row.pk).update(status=name, reported_on=TODAY())
    Obligation.objects.filter(pk=rows["late"].pk).update(reported_on=TODAY(), status="in_progress")
    Action.objects.filter(pk=rows["late"].action_id).update(due_on=dt.date(2024, 4, 1))

    response = logged_in(cast.member).get(reverse("follow-up") + f"?organization=&status={status}")

    expected = {
        "open": {"silent", "in_progress", "late"},
        "overdue": {"late"},
        "in_progress": {"in_progress", "late"},
    }.get(status, {status})
    assert {line.action.text for line in response.context["lines"]} == expected


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    for number in range(60):
        owed = make_obligation(item, cast.organization, f"Nr {number}")
        due = dt.date(2030, 1, 1) + dt.timedelta(days=number // 3) if number % 2 else None
        Action.objects.filter(pk=owed.action_id).update(due_on=due)
    client, address, seen = logged_in(cast.member), "?organization=own", []
    while address:
        page = client.get(reverse("follow-up") + address).context["page"]
        seen += [row.pk for row in page.rows]
        address = page.older_url
    assert len(seen) == len(set(seen)) == 60


def test_secretary_sees_who_is_silent_and_for_how_long(cast: Cast, other: Organization) -> None:
    item = make_item(make_meeting(cast.body, date=TODAY() - dt.timedelta(days=34)))
    make_obligation(item, other)
    Obligation.objects.filter(pk=make_obligation(item, cast.organization).pk).update(reported_on=TODAY())
    address = reverse("follow-up") + "?organization="

    response = logged_in(cast.secretary).get(address)

    assert [(row["name"], row["count"], row["days"]) for row in response.context["silent"]] == [
        ("Berga", 1, 34)
    ]
    assert "Inget svar på 34 dagar" in text_of(response)
    assert logged_in(cast.member).get(address).context["silent"] == []


def test_compliance_of_a_decision_that_holds(cast: Cast, other: Organization) -> None:
    Participation.objects.get_or_create(body=cast.body, organization=cast.organization)
    decision = make_decision(make_item(make_meeting(cast.body)))
    address = reverse("compliance-report", args=[decision.slug, cast.organization.pk])
    client = logged_in(cast.member)
    given = {"on": TODAY().isoformat(), "status": "partly", "note": "Hälften."}
    for _ in range(2):
        assert client.post(address, given).status_code == 302
    client.post(address, {**given, "status": "followed", "note": "Allt."})

    assert list(Compliance.objects.order_by("pk").values_list("status", "is_for_other")) == [
        ("partly", False),
        ("followed", False),
    ]
    listed = client.get(reverse("compliance") + "?organization=")
    cells = dict(listed.context["lines"][0].cells)
    assert cells["Ekby"].row["status"] == "followed" and cells["Berga"].row is None
    assert "Hälften." in text_of(client.get(address))
    theirs = reverse("compliance-report", args=[decision.slug, other.pk])
    assert client.post(theirs, given).status_code == 404
    logged_in(cast.secretary).post(theirs, given)
    assert Compliance.objects.get(organization=other).is_for_other


def test_compliance_leaves_out_what_does_not_hold(cast: Cast) -> None:
    holds, replaced = (make_decision(make_item(make_meeting(cast.body, number=n)), n) for n in "ab")
    DecisionRelation.objects.create(decision=holds, older=replaced, kind="replaces")
    make_circulated(cast.body, cast.secretary, cast.adjuster)  # may still change
    client = logged_in(cast.member)

    response = client.get(reverse("compliance") + "?organization=")

    assert [line.decision for line in response.context["lines"]] == [holds]
    address = reverse("compliance-report", args=[replaced.slug, cast.organization.pk])
    assert client.post(address, {"on": TODAY().isoformat(), "status": "followed"}).status_code == 404
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("status", ["silent", "followed", "not_followed"])
def test_compliance_filter(cast: Cast, status: str) -> None:
    rows: dict[str, Decision] = {
        name: make_decision(make_item(make_meeting(cast.body, number=name)), name)
        for name in ("silent", "followed", "not_followed")
    }
    for name in ("followed", "not_followed"):
        for day in (1, 2):
            Compliance.objects.create(
                decision=rows[name],
                organization=cast.organization,
                status=name if day == 2 else "unknown",
                noted_on=dt.date(2024, 5, day),
            )

    response = logged_in(cast.member).get(reverse("compliance") + f"?organization=own&status={status}")

    assert [line.decision for line in response.context["lines"]] == [rows[status]]


def test_nothing_of_another_group_shows(cast: Cast) -> None:
    meeting = make_meeting(cast.other_body)
    secret = make_organization(f"{MARK} kommun")
    owed = make_obligation(make_item(meeting, MARK), cast.organization, MARK)
    make_obligation(meeting.items.get(), secret, MARK)
    decision = make_decision(meeting.items.get(), MARK)
    Report.objects.create(
        obligation=owed,
        status="done",
        note=MARK,
        said_on=TODAY(),
        reported_at=timezone.now(),
        reported_by=cast.superuser,
    )
    make_obligation(make_item(make_meeting(cast.body)), cast.organization, "Eget.")
    client = logged_in(cast.member)

    for query in (
        "?organization=",
        "?organization=own",
        f"?body={cast.other_body.pk}",
        f"?organization={secret.pk}",
    ):
        for name in ("follow-up", "compliance"):
            response = client.get(reverse(name) + query)
            assert MARK not in text_of(response)
            assert cast.other_body.name not in response.content.decode()
    assert [
        row.bar.total for row in client.get(reverse("follow-up") + "?organization=").context["picture"].bars
    ] == [1]
    for address in (
        reverse("obligation-report", args=[owed.pk]),
        reverse("compliance-report", args=[decision.slug, cast.organization.pk]),
    ):
        assert client.get(address).status_code == client.post(address, answer()).status_code == 404


def test_draft_of_the_own_group_is_not_followed_up_by_members(cast: Cast) -> None:
    owed = make_obligation(make_item(make_meeting(cast.body, Meeting.Status.DRAFT)), cast.organization, MARK)

    assert MARK not in text_of(logged_in(cast.member).get(reverse("follow-up") + "?organization="))
    assert send(logged_in(cast.member), owed).status_code == 404


def test_what_the_secretary_writes_in_the_admin_is_kept_too(cast: Cast, owed: Obligation) -> None:
    client, address = logged_in(cast.secretary), reverse("admin:decisions_obligation_change", args=[owed.pk])
    given = sent(client.get(address))
    given |= {"status": "in_progress", "note": "Sagt per telefon.", "reported_on": TODAY().isoformat()}

    assert client.post(address, given).status_code == 302

    report = owed.reports.get()
    assert (report.status, report.note) == ("in_progress", "Sagt per telefon.")
    assert report.reported_by == account(cast.secretary) and not report.is_for_other
