"""The start page: what waits for the reader, what the own organisation owes, and what is new."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decisions import loading
from decisions.models import Obligation, Promise
from decisions.news import decisions_since
from minutes.corrections import awaiting
from minutes.deadlines import days_left, deadline_words
from minutes.login import last_visit
from minutes.models import AgendaItem, AgendaProposal, ChangeProposal, Meeting, Revision
from participants.access import MemberRequest
from participants.models import Membership, Person, User

FEW = 5
OWED = 8


@require_safe
def start(request: MemberRequest) -> HttpResponse:
    """Follow the membership: whoever holds it today has the list, and a predecessor no longer."""
    user = request.user
    roles = list(
        Membership.objects.at().filter(person__user=user).select_related("person", "body", "on_behalf_of")
    )
    if not roles and not user.is_superuser:
        return render(request, "no_role.html")
    organizations = {role.on_behalf_of.pk: role.on_behalf_of for role in roles if role.on_behalf_of}
    owed = Obligation.objects.visible_to(user).open().filter(organization__in=organizations)
    today = timezone.localdate()
    circulated = _circulated(user, roles[0].person if roles else None)
    context = {
        "today": today,
        "organizations": list(organizations.values()),
        "bodies": list({role.body.pk: role.body for role in roles}.values()),
        "waiting": _waiting(circulated),
        "corrections": awaiting(roles[0].person, user) if roles else [],
        "to_answer": [meeting for meeting in circulated if meeting.to_answer],
        "counts": _counts(user, owed),
        "owed": _soonest(owed, today),
    }
    return render(request, "start.html", context | _news(user, today, last_visit(request)))


def _circulated(user: User, person: Person | None) -> list[Any]:
    """Return the meetings with something for the reader to do before they are approved.

    `to_approve`: the person is to approve the text; `to_answer`: a proposed change waits for the secretary.
    """
    newest = Revision.objects.filter(meeting=OuterRef("pk")).order_by("-number").values("pk")[:1]
    changes = ChangeProposal.objects.editable_by(user).filter(
        revision=OuterRef("newest"), status__in=["open", "accepted"]
    )
    awaiting = Meeting.objects.awaiting(person) if person else Meeting.objects.none()
    meetings = Meeting.objects.visible_to(user).filter(status=Meeting.Status.CIRCULATED)
    return list(
        meetings.annotate(newest=Subquery(newest))
        .annotate(to_approve=Exists(awaiting.filter(pk=OuterRef("pk"))), to_answer=Exists(changes))
        .filter(Q(to_approve=True) | Q(to_answer=True))
        .select_related("body")
        .order_by("date", "pk")
    )


def _waiting(meetings: list[Any]) -> list[dict[str, Any]]:
    """Return what waits for the person's approval, the last day that comes first first."""
    return [
        {
            "meeting": meeting,
            "last_day": meeting.approve_by,
            "words": deadline_words(meeting),
            "is_late": days_left(meeting) < 0,
        }
        for meeting in sorted(meetings, key=lambda meeting: (meeting.approve_by, meeting.pk))
        if meeting.to_approve
    ]


def _counts(user: User, owed: Any) -> dict[str, int]:
    """Count what else waits, all in one query."""
    answer = AgendaProposal.Answer
    own = AgendaProposal.objects.visible_to(user).filter(proposed_by=user)
    counted: dict[str, QuerySet[Any]] = {
        "proposals": AgendaProposal.objects.prepared_by(user).waiting().filter(answer=answer.WAITING),
        "incomplete": own.waiting().filter(answer=answer.INCOMPLETE),
        "open": owed,
        "overdue": owed.overdue(),
        "silent": owed.silent(),
    }
    row: Any = (
        User.objects.filter(pk=user.pk)
        .values(**{name: _number(rows) for name, rows in counted.items()})
        .get()
    )
    return dict(row)


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(_all=Value(1)).values("_all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _soonest(owed: QuerySet[Obligation], today: dt.date) -> list[tuple[Obligation, int]]:
    """Return the obligations whose time comes first, each with how many days late it is."""
    rows = owed.select_related("organization", "action__item__meeting__body").order_by(
        F("action__due_on").asc(nulls_last=True), "pk"
    )
    return [(row, (today - row.action.due_on).days if row.action.due_on else 0) for row in rows[:OWED]]


def _news(user: User, today: dt.date, since: dt.datetime | None) -> dict[str, Any]:
    meetings = Meeting.objects.visible_to(user).select_related("body")
    broken = loading.promises(user).filter(status=Promise.Status.BROKEN)
    new = list(decisions_since(user, since)[: FEW + 1]) if since else []
    return {
        "since": since,
        "is_new": bool(new),
        "has_more_news": len(new) > FEW,
        "newest_decisions": new[:FEW] or loading.register(user).order_by("-decided_on", "-pk")[:FEW],
        "next_meeting": meetings.upcoming(today).first(),
        "newest_minutes": meetings.exclude(status=Meeting.Status.PLANNED).order_by("-date", "-pk")[:FEW],
        "broken_promises": broken.filter(item__in=AgendaItem.objects.visible_to(user))
        .select_related("item__meeting__body")
        .order_by("-item__meeting__date", "-pk")[:FEW],
    }
