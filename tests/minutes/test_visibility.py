"""`visible_to` is the only door: who sees what, in which state, on which day."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from decisions.models import Action, Citation, Compliance, Decision, Obligation, Promise
from minutes.models import AgendaItem, Attachment, Attendance, Matter, Meeting, Officer
from participants.models import Body, Membership, Person
from tests.conftest import Cast
from tests.factories import (
    account,
    make_approver,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_obligation,
)

ON_THE_AGENDA = {Meeting, Matter, AgendaItem, Officer, Attachment}
SEEN_BY_MEMBERS = {"planned": True, "draft": False, "imported": True, "circulated": True, "approved": True}


def fill(meeting: Meeting, cast: Cast) -> dict[Any, Any]:
    """Put one row of every kind into a meeting; return model → row."""
    matter = Matter.objects.create(body=meeting.body, title=f"Cykelplan {meeting.pk}")
    item = make_item(meeting, matter=matter)
    decision = make_decision(item)
    obligation = make_obligation(item, cast.organization)
    return {
        Meeting: meeting,
        Matter: matter,
        AgendaItem: item,
        Officer: make_approver(meeting, cast.adjuster),
        Attendance: make_attendance(meeting, cast.adjuster, cast.organization),
        Attachment: Attachment.objects.create(meeting=meeting, item=item, title="Karta"),
        Decision: decision,
        Action: obligation.action,
        Obligation: obligation,
        Promise: Promise.objects.create(item=item, text="Planen kommer åter."),
        Citation: Citation.objects.create(item=item, text="Se mötet i mars."),
        Compliance: Compliance.objects.create(
            decision=decision, organization=cast.organization, noted_on=dt.date(2024, 4, 1)
        ),
    }


@pytest.mark.parametrize("status", Meeting.Status.values)
def test_rows_follow_their_meeting(cast: Cast, status: str) -> None:
    rows = fill(make_meeting(cast.body, status), cast)
    for model, row in rows.items():
        seen = {
            who: model.objects.visible_to(account(getattr(cast, who))).filter(pk=row.pk).exists()
            for who in ("secretary", "member", "outsider")
        }
        by_member = SEEN_BY_MEMBERS[status] and (status != "planned" or model in ON_THE_AGENDA)
        assert seen == {"secretary": True, "member": by_member, "outsider": False}, model
        assert not model.objects.visible_to(AnonymousUser()).exists()
        assert model.objects.visible_to(cast.superuser).filter(pk=row.pk).exists()


def test_only_the_secretary_edits(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    foreign = make_member("Fia Främmande", cast.other_body, Membership.Role.SECRETARY)
    chair = make_member("Ole Ordförande", cast.body, Membership.Role.CHAIR)
    assert list(Meeting.objects.editable_by(account(cast.secretary))) == [meeting]
    for person in (cast.member, cast.outsider, foreign, chair):
        assert list(Meeting.objects.editable_by(account(person))) == []


@pytest.mark.parametrize("role", Membership.PREPARES)
def test_drafts_are_for_those_who_prepare(cast: Cast, role: str) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    person = make_member("Petra Beredare", cast.body, role)
    assert list(Meeting.objects.visible_to(account(person))) == [meeting]


def test_a_role_opens_the_book_from_its_first_day_to_its_last(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    day = dt.date(2025, 6, 1)
    person = make_member("Tim Tidsbunden", cast.body, start_date=day, end_date=day)
    seen = [
        Meeting.objects.visible_to(account(person), at=day + dt.timedelta(days))
        .filter(pk=meeting.pk)
        .exists()
        for days in (-1, 0, 1)
    ]
    assert seen == [False, True, False]


def test_a_closed_account_sees_nothing(cast: Cast) -> None:
    make_meeting(cast.body)
    for user in (account(cast.secretary), cast.superuser):
        user.is_active = False
        user.save()
        assert not Meeting.objects.visible_to(user).exists()
        assert not Body.objects.visible_to(user).exists()
        assert not Matter.objects.visible_to(user).exists()
        assert not Person.objects.visible_to(user).exists()


def test_people_are_seen_by_those_who_share_a_group(cast: Cast) -> None:
    seen = set(Person.objects.visible_to(account(cast.outsider)).values_list("name", flat=True))
    assert seen == {"Olle Utomstående"}
