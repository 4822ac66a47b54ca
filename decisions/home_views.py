"""Hemtagning: what a meeting means for one organisation, to read, print, file and go on writing in."""

from collections.abc import Callable
from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from decisions.home import HomeText, file_name, home_text, organizations_of
from decisions.home_word import WORD, home_word
from decisions.reporting import standing
from minutes.models import Meeting
from minutes.pdf import make_pdf
from participants.access import MemberRequest
from participants.models import Organization


def _meeting(request: MemberRequest, pk: int) -> Meeting:
    rows = Meeting.objects.minutes_visible_to(request.user).select_related("body")
    return get_object_or_404(rows.exclude(status=Meeting.Status.PLANNED), pk=pk)


def _both(request: MemberRequest, pk: int, organization: int) -> tuple[Meeting, Organization]:
    meeting = _meeting(request, pk)
    rows = organizations_of(meeting).prefetch_related("aliases")
    return meeting, get_object_or_404(rows, pk=organization)


@require_safe
def home_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to the reader's own organisation; who has none, or several, chooses."""
    meeting = _meeting(request, pk)
    organizations = list(organizations_of(meeting))
    own = standing(request.user).organizations
    mine = [row for row in organizations if row.pk in own]
    if len(mine) == 1 and "alla" not in request.GET:
        return redirect("meeting-home", pk, mine[0].pk)
    context = {"meeting": meeting, "organizations": organizations}
    return render(request, "decisions/home_list.html", context)


@require_safe
def home(request: MemberRequest, pk: int, organization: int) -> HttpResponse:
    meeting, row = _both(request, pk, organization)
    text = home_text(meeting, row, request.user, timezone.localdate())
    return render(request, "decisions/home.html", {"meeting": meeting, "organization": row, "text": text})


@require_safe
def home_pdf(request: MemberRequest, pk: int, organization: int) -> HttpResponse:
    return _file(request, pk, organization, _pdf, "pdf", "application/pdf")


@require_safe
def home_docx(request: MemberRequest, pk: int, organization: int) -> HttpResponse:
    return _file(request, pk, organization, lambda text: home_word(text, timezone.localdate()), "docx", WORD)


def _file(
    request: MemberRequest,
    pk: int,
    organization: int,
    make: Callable[[HomeText], bytes],
    ending: str,
    media_type: str,
) -> HttpResponse:
    meeting, row = _both(request, pk, organization)
    content = make(home_text(meeting, row, request.user, timezone.localdate()))
    name = f"{file_name(meeting, row)}.{ending}"
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition_header(ending != "pdf", name) or "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _pdf(text: HomeText) -> bytes:
    today = timezone.localdate()
    given = {
        **asdict(text),
        "date": text.date.isoformat(),
        "title": text.title,
        "tasks": [asdict(task) for task in text.tasks],
        "dated": today.isoformat(),
        "dated_in_words": formats.date_format(today, "j F Y"),
    }
    return make_pdf("home.typ", given)
