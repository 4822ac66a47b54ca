"""The start page, the protocol, the register and the search: the pages that show what was decided."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from decisions import loading
from decisions.forms import RegisterFilter, SearchForm
from decisions.models import Obligation, Promise
from decisions.site_search import find, referred
from minutes.attendance import by_organization
from minutes.corrections import awaiting
from minutes.deadlines import days_left, deadline_words
from minutes.models import AgendaItem, AgendaProposal, ChangeProposal, Meeting, Officer, Revision
from minutes.pagination import newest_page
from minutes.trail import events
from minutes.word_diff import pieces
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
        **_circulated(user, roles[0].person if roles else None),
        "corrections": awaiting(roles[0].person, user) if roles else [],
        "to_prepare": AgendaProposal.objects.prepared_by(user)
        .waiting()
        .filter(answer=AgendaProposal.Answer.WAITING)
        .count(),
        "owed": owed.select_related("organization", "action__item__meeting__body").order_by(
            F("action__due_on").asc(nulls_last=True), "pk"
        )[:OWED],
    }
    return render(request, "start.html", context | _news(user, timezone.localdate()))


def _circulated(user: User, person: Person | None) -> dict[str, Any]:
    """Return what waits for the person's approval, and where a proposed change waits for an answer."""
    own: Any = Value(False)
    if person:
        own = Exists(Meeting.objects.visible_to(user).awaiting(person).filter(pk=OuterRef("pk")))
    later = Revision.objects.filter(
        meeting=OuterRef("revision__meeting"), number__gt=OuterRef("revision__number")
    )
    changes = ChangeProposal.objects.editable_by(user).filter(
        ~Exists(later), revision__meeting=OuterRef("pk"), status__in=["open", "accepted"]
    )
    meetings: Any = (
        Meeting.objects.filter(status=Meeting.Status.CIRCULATED)
        .annotate(awaits=own, to_answer=Exists(changes))
        .filter(Q(awaits=True) | Q(to_answer=True))
    )
    rows = list(meetings.select_related("body").order_by("date", "pk"))
    return {
        "waiting": [_waiting(meeting) for meeting in rows if meeting.awaits],
        "to_answer": [meeting for meeting in rows if meeting.to_answer],
    }


def _waiting(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "last_day": meeting.approve_by,
        "words": deadline_words(meeting),
        "is_late": days_left(meeting) < 0,
    }


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
    approvers = [row for row in officers if row.role == Officer.Role.APPROVER or row.approved_at]
    is_named = any(
        row.person and row.person.user_id == user.pk for row in loading.approving(meeting, officers)
    )
    items = loading.agenda(meeting) if agenda_only else loading.items(meeting, user)
    loading.corrected(meeting, items)
    context = {
        "meeting": meeting,
        "chairs": [row for row in officers if row.role == Officer.Role.CHAIR],
        "secretaries": [row for row in officers if row.role == Officer.Role.SECRETARY],
        "approvers": approvers,
        "awaits_reader": meeting.status == Meeting.Status.CIRCULATED
        and any(
            row.person and row.person.user_id == user.pk and not row.approved_at
            for row in loading.approving(meeting, officers)
        ),
        "is_named": is_named,
        "deadline": deadline_words(meeting),
        "trail": []
        if agenda_only
        else events(meeting, meeting.step_rows if meeting.may_prepare or is_named else None),
        "agenda_only": agenda_only,
        "attendance": [] if agenda_only else by_organization(loading.attendances(meeting)),
        "items": items,
    }
    return render(request, "minutes/meeting_detail.html", context)


@require_safe
def decision_list(request: MemberRequest) -> HttpResponse:
    register = RegisterFilter(request.GET, request.user)
    page = newest_page(register.qs, "decided_on", request.GET)
    return render(request, "decisions/decision_list.html", {"form": register.form, "page": page})


@require_safe
def decision_detail(request: MemberRequest, slug: str) -> HttpResponse:
    user = request.user
    decision = get_object_or_404(loading.decision_pages(user), slug=slug)
    item = decision.item
    older, later = loading.relations(decision, user)
    story: list[Any] = loading.story(item, user)
    silent = len(story) == 1 and not later
    actions = list(loading.actions().filter(item=item))
    corrections: Any = vars(decision)["correction_rows"]
    for row in corrections:
        row["diff"] = pieces(row["old"], row["new"], whole=True)
    context = {
        "decision": decision,
        "item": item,
        "meeting": item.meeting,
        "corrections": corrections,
        "older": older,
        "later": later,
        "actions": [row for row in actions if row.decision_id in {decision.pk, None}],
        "attendance": by_organization(loading.attendances(item.meeting)),
        "own_promises": next(row.promise_rows for row in story if row.pk == item.pk),
        "later_items": [row for row in story if row.pk != item.pk],
        "silent_days": (timezone.localdate() - decision.decided_on).days if silent else 0,
    }
    return render(request, "decisions/decision_detail.html", context)


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
