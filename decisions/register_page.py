"""The register of decisions, and the page of one: what it does to others, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from decisions import loading
from decisions.forms import RegisterFilter
from decisions.models import Decision, DecisionRelation, Obligation
from decisions.relations import RelationForm
from minutes.attendance import by_organization
from minutes.models import AgendaItem, Attendance
from minutes.pagination import newest_page
from minutes.rows import Rows
from minutes.word_diff import pieces
from participants.access import MemberRequest
from participants.models import Body, Organization

UNPROCESSABLE = 422


@require_safe
def decision_list(request: MemberRequest) -> HttpResponse:
    register = RegisterFilter(request.GET, request.user)
    page = newest_page(with_owed(register.qs), "decided_on", request.GET)
    form, more = register.form, ("since", "until", "kind", "matter")
    context = {
        "form": form,
        "page": page,
        "main": [field for field in form if field.name not in more],
        "more": [form[name] for name in more],
        "more_open": any(form.data.get(name) for name in more),
    }
    return render(request, "decisions/decision_list.html", context)


def with_owed(rows: QuerySet[Decision]) -> QuerySet[Any]:
    """Add whom each decision gives something to do; an action may name only the item."""
    shares = Obligation.objects.filter(
        Q(action__decision=OuterRef(OuterRef("pk")))
        | Q(action__decision=None, action__item=OuterRef(OuterRef("item_id")))
    )
    owing = Organization.objects.filter(pk__in=shares.values("organization")).order_by("sort_name")
    return rows.annotate(owed_rows=Rows(owing, name="short_name"))


@require_safe
def decision_detail(request: MemberRequest, slug: str) -> HttpResponse:
    return _page(request, slug)


def _page(
    request: MemberRequest, slug: str, form: RelationForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    written = Body.objects.written_by(user).filter(pk=OuterRef("body_id"))
    decision: Any = get_object_or_404(
        loading.decision_pages(user).select_related("item__part").annotate(may_edit=Exists(written)),
        slug=slug,
    )
    item = decision.item
    older, later = loading.relations(decision, user)
    story: list[Any] = loading.story(item, user)
    for row in decision.correction_rows:
        row["diff"] = pieces(row["old"], row["new"], whole=True)
    actions: list[Any] = [
        row for row in loading.actions().filter(item=item) if row.decision_id in {decision.pk, None}
    ]
    context = {
        "decision": decision,
        "item": item,
        "meeting": item.meeting,
        "corrections": decision.correction_rows,
        "older": older,
        "later": later,
        "actions": actions,
        "attendance": by_organization(took_part(item)),
        "form": (form or RelationForm(decision, user)) if decision.may_edit else None,
    }
    context |= _what_happened(decision, story, last_heard(decision, actions, story, later))
    return render(request, "decisions/decision_detail.html", context, status=status)


def _what_happened(decision: Any, story: list[Any], heard: dt.date | None) -> dict[str, Any]:
    own = next(row for row in story if row.pk == decision.item_id)
    return {
        "own_promises": own.promise_rows,
        "later_items": [row for row in story if row is not own],
        "heard_on": heard,
        "silent_days": (timezone.localdate() - (heard or decision.decided_on)).days,
    }


def took_part(item: AgendaItem) -> QuerySet[Attendance]:
    """Return who was there when the item came up: those of its part of the meeting, and of all parts."""
    rows = loading.attendances(item.meeting)
    if item.part_id is None:
        return rows
    others = Attendance.parts.through.objects.filter(attendance=OuterRef("pk"))
    return rows.filter(~Exists(others) | Exists(others.filter(meetingpart=item.part_id)))


def last_heard(
    decision: Decision, actions: Iterable[Any], story: Iterable[Any], later: Iterable[DecisionRelation]
) -> dt.date | None:
    """Return when something was last heard of the decision after its meeting, or None."""
    days: list[dt.date | None] = [row.meeting.date for row in story]
    days += [row.decision.decided_on for row in later]
    days += [share["reported_on"] for action in actions for share in action.share_rows]
    days += [row["noted_on"] for row in decision.compliance_rows]  # type: ignore[attr-defined]
    return max((day for day in days if day and day > decision.decided_on), default=None)


@require_POST
def decision_relate(request: MemberRequest, slug: str) -> HttpResponse:
    """Note what a decision does to an older one; the secretary's alone, and no part of the sealed text."""
    own = Decision.objects.editable_by(request.user).select_related("item__meeting__body")
    form = RelationForm(get_object_or_404(own, slug=slug), request.user, request.POST)
    if not form.is_valid():
        return _page(request, slug, form, UNPROCESSABLE)
    relation = form.save()
    messages.success(request, f"Sambandet med {relation.older} är antecknat.")
    return redirect("decision-detail", slug=slug)


@require_POST
def decision_unrelate(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Take back what was noted on the page; what stands in the minutes is the admin's."""
    own = Decision.objects.editable_by(request.user)
    noted = DecisionRelation.objects.filter(decision__in=own, noted_at__isnull=False)
    relation = get_object_or_404(noted.select_related("older"), pk=pk, decision__slug=slug)
    relation.delete()
    messages.success(request, f"Sambandet med {relation.older} är borttaget.")
    return redirect("decision-detail", slug=slug)
