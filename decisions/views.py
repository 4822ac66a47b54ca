"""The protocol and the search."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from decisions import loading
from decisions.forms import SearchForm
from decisions.search_links import search_links
from decisions.site_search import Search, referred
from minutes.attendance import by_organization
from minutes.deadlines import deadline_words
from minutes.models import Meeting, Officer
from minutes.trail import events
from participants.access import MemberRequest


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
        "trail": [] if agenda_only else events(meeting, is_short=not (meeting.may_prepare or is_named)),
        "agenda_only": agenda_only,
        "attendance": [] if agenda_only else by_organization(loading.attendances(meeting)),
        "items": items,
    }
    return render(request, "minutes/meeting_detail.html", context)


@require_safe
def search(request: MemberRequest) -> HttpResponse:
    """Answer the search box; an exact paragraph ("§ 8 2023-11-06") leads straight to its page."""
    form = SearchForm(request.GET)
    query = form.query()
    address = referred(form.cleaned_data["q"], request.user) if query.terms else ""
    if address:
        return redirect(address)
    context: dict[str, Any] = {"form": form, "query": query, "answer": None}
    if not query.is_empty:
        values = form.cleaned_data
        search = Search(query, request.user, values["slag"], values["fore"], values["sida"] or 1)
        context |= {"answer": search.answer(), "links": search_links(form)}
    return render(request, "decisions/search.html", context)
