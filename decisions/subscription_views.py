"""Where somebody chooses letters and makes an address for the calendar, and what the address gives."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from decisions.feeds import atom, calendar
from decisions.models import Every, Subscription
from minutes.outbox import address
from participants.access import MemberRequest

MOST_AN_HOUR = 60
HOUR = 60 * 60


class ChoiceForm(forms.Form):
    """One of the page's three buttons."""

    NEW, REVOKE, LETTERS = "new", "revoke", "letters"

    do = forms.ChoiceField(choices=[(NEW, NEW), (REVOKE, REVOKE), (LETTERS, LETTERS)])
    every = forms.ChoiceField(choices=Every, widget=forms.RadioSelect, required=False, label="Hur ofta?")


@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: MemberRequest) -> HttpResponse:
    """Show the choices. A new address is shown in the answer to the button, and never again."""
    own = Subscription.objects.filter(user=request.user).first() or Subscription(user=request.user)
    form = ChoiceForm(request.POST or None)
    token = ""
    if request.method == "POST":
        if not form.is_valid():
            messages.error(request, "Valet finns inte. Välj ett annat.")
            return redirect("subscriptions")
        token = _chosen(form, own)
        if not token:
            messages.success(request, "Ditt val är sparat.")
            return redirect("subscriptions")
    context = {
        "subscription": own,
        "choices": Every.choices,
        "calendar": address("calendar-feed", token) if token else "",
        "atom": address("atom-feed", token) if token else "",
    }
    return render(request, "decisions/subscriptions.html", context)


def _chosen(form: ChoiceForm, own: Subscription) -> str:
    """Do what the button says; return the token if a new one was made."""
    values = form.cleaned_data
    if values["do"] == ChoiceForm.NEW:
        return own.new_token()
    if values["do"] == ChoiceForm.REVOKE:
        own.revoke()
    elif values["every"]:
        own.every = values["every"]
        own.save()
    return ""


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    return _feed(
        request, token, lambda own: calendar(own.user, timezone.localdate()), "text/calendar; charset=utf-8"
    )


@login_not_required
@require_safe
def atom_feed(request: HttpRequest, token: str) -> HttpResponse:
    return _feed(request, token, lambda own: atom(own.user), "application/atom+xml; charset=utf-8")


def _feed(
    request: HttpRequest, token: str, make: Callable[[Subscription], bytes], media_type: str
) -> HttpResponse:
    own = Subscription.of_token(token)
    if own is None:
        raise Http404
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    if _is_too_often(own):
        text = "Adressen hämtas för ofta. Försök igen om en timme."
        too_often = {**headers, "Retry-After": str(HOUR)}
        return HttpResponse(
            text,
            status=HTTPStatus.TOO_MANY_REQUESTS,
            content_type="text/plain; charset=utf-8",
            headers=too_often,
        )
    content = make(own)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type=media_type, headers={**headers, "ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


def _is_too_often(own: Subscription) -> bool:
    """Count each process's own fetches: enough against a calendar that has gone astray."""
    key = f"feed-{own.token_sha256}"
    cache.add(key, 0, HOUR)
    return int(cache.incr(key)) > MOST_AN_HOUR
