"""A supporting document, added to an item at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from decisions.desk import blanks, drafts
from decisions.desk.fields import Text
from decisions.desk.sent import Sent, user_of
from minutes.approval import Refused
from minutes.models import AgendaItem
from minutes.papers import ENDINGS, add_paper

if TYPE_CHECKING:
    from decisions.desk.views import DeskViews


class PaperForm(forms.Form):
    title = Text("Rubrik")
    file = forms.FileField(
        label="Fil",
        allow_empty_file=True,  # said of the file by name, further on
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "Välj en fil att lägga till."},
    )


def add_paper_view(views: DeskViews, request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Add the file to the item; a refusal says why, and the page shows the item as it was."""
    meeting = views.meeting(request, pk)
    row = get_object_or_404(AgendaItem.objects.filter(meeting=meeting), pk=item)
    form, blank = PaperForm(request.POST, request.FILES), Sent.of(request, blanks.name("underlag", item))
    if not form.is_valid():
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        return views.refused(request, meeting, " ".join(reasons), [], blank)
    try:
        add_paper(meeting, row, form.cleaned_data["file"], form.cleaned_data["title"])
    except Refused as refusal:
        return views.refused(request, meeting, str(refusal), [form.cleaned_data["title"]], blank)
    drafts.forget(meeting, user_of(request), blank)
    return views.to(request, meeting, f"arende-{row.pk}")
