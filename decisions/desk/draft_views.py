"""A draft as it is typed, and what becomes of one that is offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from decisions.desk import blanks, drafts
from decisions.desk.forms import DraftForm, SettleForm
from decisions.desk.load import Desk
from decisions.desk.parts import Gone
from decisions.desk.saving import find_part, save
from decisions.desk.sent import Sent, user_of
from minutes.models import Draft, Meeting
from participants.models import User

if TYPE_CHECKING:
    from decisions.desk.views import DeskViews

UNPROCESSABLE, CONFLICT = 422, 409


def draft_view(views: DeskViews, request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed, for the one who types alone; say when. Words rubbed out are kept no more."""
    meeting, user = views.meeting(request, pk), user_of(request)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "Utkastet kunde inte sparas."}, status=UNPROCESSABLE)
    sent = Sent.of(request, form.cleaned_data["form"])
    if drafts.unsaved(sent.values, sent.token, _stored(meeting, user, sent.form)):
        drafts.keep(meeting, user, sent)
    else:
        drafts.forget(meeting, user, sent)
    return JsonResponse({"saved": f"{timezone.localtime():%H.%M}"})


def _stored(meeting: Meeting, user: User, form: str) -> Mapping[str, str]:
    """Return what the book says in the form's place: nothing where there is no row yet, or no more."""
    try:
        return find_part(Desk(meeting, user), form).stored()
    except Gone:
        return {}


def settle_draft_view(views: DeskViews, request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take a draft back into its form, to be saved or added; or throw it away."""
    meeting, user = views.meeting(request, pk), user_of(request)
    asked = Sent.of(request, key)
    form = SettleForm(request.POST)
    if not form.is_valid():  # nothing is thrown away that nobody asked to throw away
        return views.to(request, meeting, key)
    if form.cleaned_data["act"] == SettleForm.DISCARD:
        drafts.forget(meeting, user, asked)
        return views.to(request, meeting, key)
    if (draft := drafts.find(meeting, user, asked)) is None:
        return views.to(request, meeting, key)
    draft = drafts.take_over(draft)
    if blanks.is_blank(key):
        return views.show(request, meeting, taken=draft)
    return _save(views, request, meeting, draft)


def _save(views: DeskViews, request: HttpRequest, meeting: Meeting, draft: Draft) -> HttpResponse:
    try:
        outcome = save(meeting, user_of(request), Sent(draft.form, draft.values, draft.token, draft.key))
    except Gone:
        return views.gone(request, meeting, draft.values)
    if outcome.is_saved:
        return views.to(request, meeting, draft.form)
    return views.show(request, meeting, outcome, CONFLICT if outcome.clashes else UNPROCESSABLE)
