"""The account of accessibility that the law asks for (2018:1937), and its form, open to anybody."""

import datetime as dt
import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from minutes.models import Barrier, Letter
from minutes.outbox import SIGNATURE

# When the account was last gone through; it stands in every page's foot.
UPDATED = dt.date(2026, 11, 30)
MOST_AN_HOUR = 20
TOO_MANY = (
    "Det har kommit många rapporter den senaste timmen, så den här är inte sparad. "
    "Försök igen om en stund, eller skriv till {contact}."
)


def service(request: HttpRequest) -> dict[str, Any]:
    """Tell every page who answers for the service."""
    return {
        "service_name": settings.SERVICE_NAME,
        "service_owner": settings.SERVICE_OWNER,
        "accessibility_updated": UPDATED,
    }


class BarrierForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Vad går inte att använda eller läsa?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Skriv vad som inte går att använda eller läsa.",
            "max_length": "Texten är för lång. Skriv högst 4 000 tecken.",
        },
    )
    page = forms.CharField(
        label="På vilken sida?",
        required=False,
        max_length=300,
        help_text="Adressen eller rubriken, om du minns den.",
        error_messages={"max_length": "Skriv högst 300 tecken."},
    )
    reply_to = forms.EmailField(
        label="Din e-postadress, om du vill ha svar",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Skriv adressen som namn@exempel.se, eller lämna rutan tom."},
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    form = BarrierForm(request.POST or None, initial={"key": uuid.uuid4()})
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid() and _kept(form, request):
            return redirect("accessibility-thanks")
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.TOO_MANY_REQUESTS
    context = {
        "form": form,
        "contact": settings.ACCESSIBILITY_CONTACT,
        "too_many": TOO_MANY.format(contact=settings.ACCESSIBILITY_CONTACT)
        if status == HTTPStatus.TOO_MANY_REQUESTS
        else "",
    }
    return render(request, "minutes/accessibility.html", context, status=status)


@login_not_required
@require_safe
def accessibility_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "minutes/accessibility_thanks.html")


@transaction.atomic
def _kept(form: BarrierForm, request: HttpRequest) -> bool:
    """Store the report with a letter about it, once for each page sent; False when there are too many."""
    values = form.cleaned_data
    recent = Barrier.objects.filter(at__gt=timezone.now() - dt.timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        return Barrier.objects.filter(key=values["key"]).exists()
    given = {name: values[name] for name in ("text", "page", "reply_to")}
    user = request.user if request.user.is_authenticated else None
    barrier, is_new = Barrier.objects.get_or_create(key=values["key"], defaults={**given, "user": user})
    if is_new:
        Letter.objects.create(
            key=f"barrier-{barrier.pk}",
            to=settings.ACCESSIBILITY_CONTACT,
            subject=f"{settings.SERVICE_NAME}: en brist i tillgängligheten",
            body=_words(barrier),
        )
    return True


def _words(barrier: Barrier) -> str:
    lines = ["Någon har rapporterat en brist i tillgängligheten.", "", barrier.text, ""]
    lines += [f"Sida: {barrier.page or 'inte angiven'}"]
    lines += [f"Svara till: {barrier.reply_to or 'ingen adress angiven'}"]
    return "\n".join([*lines, "", "--", SIGNATURE]) + "\n"
