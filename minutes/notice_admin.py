"""The secretary's page that sends a kallelse: to whom, a greeting, and what they will read."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from minutes.approval import Refused
from minutes.models import Meeting, Notice
from minutes.notice_forms import NoticeForm
from minutes.notice_mail import FAILED, NOT_PLANNED, SENT, Letter, make_letter, send

UNPROCESSABLE, CONFLICT = 422, 409
TWICE = "Kallelsen hade redan skickats. Den har inte skickats en gång till."


def send_notice(model_admin: ModelAdmin[Meeting], request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the kallelse and its form; on POST show it with the greeting, or send it."""
    rows = model_admin.get_queryset(request).select_related("body")
    meeting = get_object_or_404(rows, pk=object_id)
    if not request.user.is_authenticated:
        raise Http404
    letter = make_letter(meeting, request.user, request.build_absolute_uri("/").rstrip("/"))
    form = NoticeForm(letter, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid() and form.is_to_send:
        try:
            notice = send(letter, form.recipients(), form.cleaned_data["message"], form.cleaned_data["key"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
        else:
            _tell(request, notice)
            return redirect("admin:minutes_meeting_notice", meeting.pk)
    elif form.is_bound and form.errors:
        status = CONFLICT if form.has_error("__all__", "changed") else UNPROCESSABLE
    return _page(model_admin, request, letter, form.shown_again() if form.is_bound else form, status)


def _tell(request: HttpRequest, notice: Notice | None) -> None:
    if notice is None:
        messages.info(request, TWICE)
        return
    rows = notice.recipients
    reached = sum(row["state"] == SENT for row in rows)
    if reached:
        messages.success(request, f"Kallelsen är skickad till {reached} av {len(rows)} mottagare.")
    failed = [row for row in rows if row["state"] == FAILED]
    if failed:
        names = "; ".join(f"{_who(row)}: {row['reason']}" for row in failed)
        messages.error(
            request,
            f"Kallelsen gick inte att skicka till {names}. De är förvalda nedan: rätta det som är fel, och "
            "skicka igen. Hälsningen står kvar.",
        )


def _who(row: dict[str, str]) -> str:
    return row["email"] if row["name"] == row["email"] else f"{row['name']} ({row['email']})"


def _page(
    model_admin: ModelAdmin[Meeting], request: HttpRequest, letter: Letter, form: NoticeForm, status: int
) -> HttpResponse:
    received = letter.received()
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": f"Skicka kallelse: {letter.meeting}",
        "opts": model_admin.opts,
        "meeting": letter.meeting,
        "letter": letter,
        "form": form,
        "words": letter.words(form.greeting),
        "boxes": [(box, received.get(box.data["value"])) for box in form["to"]],
        "without_address": [person for person in letter.called if not person.email],
        "closed": "" if letter.meeting.status == Meeting.Status.PLANNED else NOT_PLANNED,
        "was_sent": any(notice.sha256 == letter.sha256 for notice in letter.notices),
    }
    return TemplateResponse(request, "admin/minutes/notice.html", context, status=status)
