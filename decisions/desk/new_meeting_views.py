"""A new meeting in one step, as a page of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats

from decisions.desk.new_meeting import AlreadyThere, locked_after
from decisions.desk.new_meeting_forms import SHOW, NewMeetingForm
from minutes.approval import Refused
from minutes.models import Meeting

UNPROCESSABLE, CONFLICT = 422, 409


def new_meeting_view(model_admin: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Show the form, with the agenda that a meeting on the day would start with; make the meeting."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    user = request.user
    if not user.is_authenticated or not model_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        form = NewMeetingForm(user, request.POST)
        if form.is_valid() and form.cleaned_data["act"] == SHOW:
            return redirect(f"{request.path}?{form.query()}")
        meeting = _start(request, form) if form.is_valid() else None
        if meeting:
            return redirect(reverse("admin:desk", args=[meeting.pk]))
        return _page(model_admin, request, form, CONFLICT if form.twin else UNPROCESSABLE)
    asked = request.GET if "date" in request.GET else None
    form = NewMeetingForm(user, asked, request.GET.get("body", ""))
    return _page(model_admin, request, form, 200 if asked is None or form.is_valid() else UNPROCESSABLE)


def _start(request: HttpRequest, form: NewMeetingForm) -> Meeting | None:
    try:
        meeting = form.start_meeting()
    except AlreadyThere as there:
        form.twin = there.meeting
        form.add_error("number", "Gruppen har redan ett möte den dagen. Skriv ett nummer som skiljer dem åt.")
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    later = locked_after(meeting.body, meeting.date, form.user)
    if later:
        day = formats.date_format(later.date, "j F Y")
        messages.warning(request, f"Mötet ligger före {day}, vars protokoll redan är låst.")
    messages.success(request, f"{meeting} finns nu i boken.")
    return meeting


def _page(
    model_admin: ModelAdmin[Any], request: HttpRequest, form: NewMeetingForm, status: int
) -> HttpResponse:
    planned = form.planned()
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Nytt möte",
        "form": form,
        "planned": planned,
        "rows": [(item, form.is_ticked(item)) for item in planned.items] if planned else [],
        "twin_url": reverse("admin:desk", args=[form.twin.pk]) if form.twin else "",
    }
    return TemplateResponse(request, "admin/desk/new_meeting.html", context, status=status)
