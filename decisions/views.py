"""The start page, the protocol and the search."""

import datetime as dt
from typing import Any

from django.db.models import F, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from decisions import loading
from decisions.forms import SearchForm
from decisions.models import Obligation, Promise
from decisions.site_search import find, referred
from minutes.attendance import by_organization
from minutes.models import AgendaItem, AgendaProposal, Meeting, Officer
from participants.access import MemberRequest
from participants.models import Membership, Person, User

FEW = 5
OWED = 8


@require_safe
def start(request: MemberRequest) -> HttpResponse:
    user = request.user
    roles = list(
        Membership.objects.at().filter(person__user=user).select_related("person", "body", "on_behalf_of")
    )
    if not roles and not user.is_superuser:
        return render(request, "no_role.html")
    organizations = {role.on_behalf_of.pk: role.on_behalf_of for role in roles if role.on_behalf_of}
    owed = Obligation.objects.visible_to(user).open().filter(organization__in=organizations)
    context = {
        "organizations": list(organizations.values()),
        "waiting": _waiting(user, roles[0].person) if roles else [],
        "to_prepare": AgendaProposal.objects.prepared_by(user)
        .waiting()
        .filter(answer=AgendaProposal.Answer.WAITING)
        .count(),
        "owed": owed.select_related("organization", "action__item__meeting__body").order_by(
            F("action__due_on").asc(nulls_last=True), "pk"
        )[:OWED],
    }
    return render(request, "start.html", context | _news(user, timezone.localdate()))


def _waiting(user: User, person: Person) -> list[tuple[Meeting, dt.date]]:
    """Return the meetings that wait for the person's approval, each with the day it is due."""
    waiting = Meeting.objects.visible_to(user).awaiting(person).select_related("body")
    meetings: Any = waiting.annotate(frozen_at=Max("revisions__created_at")).order_by("frozen_at")
    return [
        (meeting, timezone.localdate(meeting.frozen_at) + dt.timedelta(days=meeting.body.approval_days))
        for meeting in meetings
    ]


def _news(user: User, today: dt.date) -> dict[str, Any]:
    meetings = Meeting.objects.visible_to(user).select_related("body")
    broken = loading.promises(user).filter(status=Promise.Status.BROKEN)
    return {
        "next_meeting": meetings.upcoming(today).first(),
        "newest_decisions": loading.register(user).order_by("-decided_on", "-pk")[:FEW],
        "newest_minutes": meetings.exclude(status=Meeting.Status.PLANNED).order_by("-date", "-pk")[:FEW],
        "broken_promises": broken.filter(item__in=AgendaItem.objects.visible_to(user))
        .select_related("item__meeting__body")
        .order_by("-item__meeting__date", "-pk")[:FEW],
    }


@require_safe
def meeting_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the protocol, in a number of queries that does not grow with it."""
    user = request.user
    meeting: Any = get_object_or_404(loading.protocols(user), pk=pk)
    agenda_only = meeting.status == Meeting.Status.PLANNED and not meeting.may_prepare
    officers: list[Any] = list(loading.officers(meeting))
    approvers = [row for row in officers if row.role == Officer.Role.APPROVER]
    context = {
        "meeting": meeting,
        "chairs": [row for row in officers if row.role == Officer.Role.CHAIR],
        "secretaries": [row for row in officers if row.role == Officer.Role.SECRETARY],
        "approvers": approvers,
        "awaits_reader": meeting.status == Meeting.Status.CIRCULATED
        and any(row.person and row.person.user_id == user.pk and not row.approved_at for row in approvers),
        "agenda_only": agenda_only,
        "attendance": [] if agenda_only else by_organization(loading.attendances(meeting)),
        "items": loading.agenda(meeting) if agenda_only else loading.items(meeting, user),
    }
    return render(request, "minutes/meeting_detail.html", context)


@require_safe
def search(request: MemberRequest) -> HttpResponse:
    """Answer the search box; an exact paragraph ("§ 8 2023-11-06") leads straight to its page."""
    form = SearchForm(request.GET)
    wanted = form.words()
    address = referred(form.cleaned_data["q"], request.user) if wanted else ""
    if address:
        return redirect(address)
    hits = find(wanted, request.user) if wanted else None
    register_query = urlencode({"words": " ".join(wanted)})
    context = {"form": form, "hits": hits, "register_query": register_query}
    return render(request, "decisions/search.html", context)
