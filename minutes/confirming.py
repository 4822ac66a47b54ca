"""Showing anew who one is: a page that asks for the password and goes on with all that was sent."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from minutes.login import remember
from participants.access import MemberRequest
from participants.models import User, password_holds

WRONG = "Lösenordet stämmer inte. Försök igen."
TOO_MANY = "Lösenordet har varit fel för många gånger. Vänta en kvart och försök sedan igen."
FIELD = "password"


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Lösenord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Skriv ditt lösenord."},
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data[FIELD]
        holds = password_holds(self.user, password)
        if holds is None:
            raise forms.ValidationError(TOO_MANY)
        if not holds:
            raise forms.ValidationError(WRONG)
        return password


def confirmed(request: MemberRequest) -> PasswordForm | None:
    """Judge the password, if one was sent; return the form when it does not hold."""
    if FIELD not in request.POST:
        return None
    form = PasswordForm(request.user, request.POST)
    if not form.is_valid():
        return form
    request.session.cycle_key()
    remember(request)
    return None


def ask_for_password(
    request: MemberRequest, what: str, button: str, back: str, form: PasswordForm | None = None
) -> HttpResponse:
    """Ask who it is, holding all that was sent; the answer goes to the address that it was sent to."""
    left_out = {"csrfmiddlewaretoken", FIELD}
    kept = [
        (name, value) for name in request.POST if name not in left_out for value in request.POST.getlist(name)
    ]
    form = form or PasswordForm(request.user)
    context = {"form": form, "kept": kept, "what": what, "button": button, "back": back}
    return render(request, "minutes/confirm_login.html", context, status=422 if form.is_bound else 200)
