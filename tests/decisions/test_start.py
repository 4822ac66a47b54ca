"""The start page: it follows the membership, says what is late in words, and what is new since last time."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import Action, Obligation
from minutes.approval import circulate
from minutes.login import LAST_VISIT
from minutes.models import AgendaProposal, Meeting
from participants.models import Membership, User
from tests.conftest import Cast, logged_in
from tests.factories import (
    PASSWORD,
    account,
    make_approver,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_obligation,
)

TODAY = timezone.localdate


def page(client: Client) -> tuple[Any, str]:
    response = client.get(reverse("start"))
    assert response.status_code == 200
    return response.context, " ".join(response.content.decode().split())


def test_justering_waits_with_its_last_day(cast: Cast) -> None:
    soon = make_circulated(cast.body, cast.secretary, cast.adjuster, date=TODAY() - dt.timedelta(days=3))
    late = make_circulated(cast.body, cast.secretary, cast.adjuster, date=dt.date(2024, 3, 8))

    context, text = page(logged_in(cast.adjuster))

    waiting = [(row["meeting"], row["last_day"], row["is_late"]) for row in context["waiting"]]
    assert waiting == [(late, dt.date(2024, 3, 22), True), (soon, soon.approve_by, False)]
    assert '<time datetime="2024-03-22">22 mars 2024</time>' in text
    assert f'<time datetime="{soon.approve_by}">' in text


def test_overdue_stands_first_and_is_said_in_words(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    undated = make_obligation(item, cast.organization, "Utan tid.")
    later, late = (make_obligation(item, cast.organization, text) for text in ("Sedan.", "Nu."))
    Action.objects.filter(pk=later.action_id).update(due_on=TODAY() + dt.timedelta(days=9))
    Action.objects.filter(pk=late.action_id).update(due_on=TODAY() - dt.timedelta(days=12))

    context, text = page(logged_in(cast.member))

    assert context["owed"] == [(late, 12), (later, -9), (undated, 0)]
    assert "1 åtagande är försenat." in text
    assert "Försenad</span> <span>12 dagar efter tiden" in text
    assert "Rapportera hur det går med 3 åtaganden" in text


def test_successor_inherits_the_list_and_the_predecessor_loses_it(cast: Cast) -> None:
    owed = make_obligation(make_item(make_meeting(cast.body)), cast.organization)
    yesterday = TODAY() - dt.timedelta(days=1)
    successor = make_member("Elsa Efterträdare", cast.body, organization=cast.organization)
    Membership.objects.filter(person=cast.member).update(end_date=yesterday)

    assert [row for row, _ in page(logged_in(successor))[0]["owed"]] == [owed]
    assert "ingen roll" in logged_in(cast.member).get(reverse("start")).content.decode()


def test_secretary_sees_proposals_and_member_what_to_complete(cast: Cast) -> None:
    common = {"body": cast.body, "proposed_by": account(cast.member), "proposed_at": timezone.now()}
    AgendaProposal.objects.create(title="Ny", background="Text.", **common)
    AgendaProposal.objects.create(
        title="Tunn",
        background="Text.",
        answer=AgendaProposal.Answer.INCOMPLETE,
        answered_by=account(cast.secretary),
        answered_at=timezone.now(),
        **common,
    )

    assert page(logged_in(cast.secretary))[0]["counts"]["proposals"] == 1
    counts = page(logged_in(cast.member))[0]["counts"]
    assert (counts["proposals"], counts["incomplete"]) == (0, 1)


def test_news_are_the_decisions_that_came_into_the_book_since_the_last_visit(cast: Cast) -> None:
    old = make_decision(make_item(make_meeting(cast.body, date=TODAY())))
    client = logged_in(cast.member)
    session = client.session
    session[LAST_VISIT] = (timezone.now() - dt.timedelta(days=2)).timestamp()
    session.save()
    context, text = page(client)
    assert not context["is_new"] and list(context["newest_decisions"]) == [old]
    assert "Inget nytt beslut sedan" in text

    new = make_circulated(cast.body, cast.secretary, cast.adjuster, date=dt.date(2020, 1, 2))
    other = make_meeting(cast.other_body, Meeting.Status.DRAFT)
    make_decision(make_item(other), "Hemligt.")
    make_approver(other, cast.outsider)
    circulate(other, by=cast.superuser)

    context, text = page(client)
    assert [row.item.meeting for row in context["newest_decisions"]] == [new]
    assert "Nytt sedan du var här" in text and "Hemligt." not in text


def test_login_remembers_the_visit_before_and_a_page_writes_nothing(cast: Cast) -> None:
    user, before = account(cast.member), timezone.now() - dt.timedelta(days=5)
    User.objects.filter(pk=user.pk).update(last_login=before)
    client = Client()
    client.post(reverse("login"), {"username": user.email, "password": PASSWORD})
    logged_in_at = User.objects.get(pk=user.pk).last_login

    assert page(client)[0]["since"] == before.astimezone(dt.UTC)
    page(client)
    assert User.objects.get(pk=user.pk).last_login == logged_in_at
    assert page(client)[0]["since"] == before.astimezone(dt.UTC)


def test_nothing_of_another_group_counts(cast: Cast) -> None:
    make_obligation(make_item(make_meeting(cast.other_body)), cast.organization, "Hemligt.")
    assert Obligation.objects.count() == 1

    context, text = page(logged_in(cast.member))

    assert context["owed"] == [] and set(context["counts"].values()) == {0}
    assert "Hemligt." not in text and "Inget väntar på dig." in text
