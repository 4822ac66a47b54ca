"""The page of a thread: how a question went from meeting to meeting, and who has it now."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from decisions import loading, timeline
from decisions.models import Citation, Decision, Promise
from minutes.models import AgendaItem, Attachment, Matter
from minutes.pagination import newest_page
from minutes.rows import Rows
from participants.access import MemberRequest
from participants.models import Body, User


@require_safe
def matter_detail(request: MemberRequest, pk: int) -> HttpResponse:
    user = request.user
    matters = Matter.objects.visible_to(user).current().select_related("body")
    written = Body.objects.written_by(user).filter(pk=OuterRef("body_id"))
    matter = matters.annotate(may_edit=Exists(written)).filter(pk=pk).first()
    if matter is None:  # it may have been merged with another: an old address leads to the one that stayed
        return redirect(get_object_or_404(matters, pk__in=_standing(pk)))
    page = newest_page(treatments(matter, user), "held_on", request.GET)
    context = {
        "matter": matter,
        "page": page,
        "last": page.rows[0] if page.rows and page.is_first else None,
        "now_at": _has_it_now(matter, page.rows) if page.is_first else None,
        "timeline": timeline.draw(page.rows),
    }
    return render(request, "minutes/matter_detail.html", context)


def _standing(pk: int) -> list[int]:
    merged = Matter.objects.filter(pk=pk, merged_into__isnull=False).select_related("merged_into").first()
    return [merged.standing.pk] if merged else []


def treatments(matter: Matter, user: User) -> QuerySet[Any]:
    """Return the treatments that the user may read, with what each led to."""
    papers = Attachment.objects.filter(item=OuterRef("pk")).order_by("position", "pk")
    missing = Citation.objects.filter(item=OuterRef("pk"), to_meeting=None).exclude(due_on=None)
    return (
        AgendaItem.objects.minutes_visible_to(user)
        .filter(matter=matter)
        .select_related("meeting__body")
        .defer(*AgendaItem.TEXTS, "meeting__unplaced")
        .annotate(
            held_on=F("meeting__date"),
            paper_rows=Rows(papers, **loading.PAPER),
            missing_rows=Rows(
                missing.order_by("due_on", "pk"), text="text", due_on="due_on", due_text="due_text"
            ),
        )
        .prefetch_related(
            Prefetch("decisions", Decision.objects.order_by("position", "pk").with_validity(user)),
            Prefetch("promises", loading.promises(user)),
        )
    )


def _has_it_now(matter: Matter, rows: list[Any]) -> Body:
    """Return the group that has the question: the one it was last sent to and has not come back from."""
    for promise in rows[0].promises.all() if rows else ():
        if promise.target_body and promise.status == Promise.Status.OPEN:
            return promise.target_body  # type: ignore[no-any-return]
    return matter.body


def broken(user: User) -> QuerySet[Promise]:
    """Return the broken promises that the user may read of, the newest first: for a list on any page."""
    return promises_read(user).filter(status=Promise.Status.BROKEN).order_by("-promised_on", "-pk")


def promises_read(user: User) -> QuerySet[Promise]:
    """Return the promises of all minutes that the user may read, each with the day on which it was made."""
    items = AgendaItem.objects.minutes_visible_to(user)
    return (
        loading.promises(user)
        .filter(item__in=items)
        .select_related("item__meeting__body", "item__matter", "target_body")
        .defer(*(f"item__{name}" for name in AgendaItem.TEXTS), "item__meeting__unplaced")
        .annotate(promised_on=F("item__meeting__date"))
    )
