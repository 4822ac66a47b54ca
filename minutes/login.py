"""Logging in, and showing anew who one is before an approval."""

import datetime as dt

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from minutes.approving import Login
from minutes.checks import DEMO_DOMAIN
from participants.models import User


class LoginForm(AuthenticationForm):
    """The login; the demo accounts, whose password all know, are let in on a developer's machine alone."""

    error_messages = {
        "invalid_login": "E-postadressen och lösenordet hör inte ihop. Kontrollera dem och försök igen.",
        "inactive": "Kontot är avstängt. Fråga den som sköter Protokollboken hos er.",
    }

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if not settings.DEMO_ACCOUNTS and user.email.endswith(DEMO_DOMAIN):
            raise ValidationError("Provkonton går inte att logga in med här.", code="demo")


SHOWN_AT, SHOWN_BY = "shown_at", "shown_by"
PASSWORD = "lösenord"
LAST_VISIT = "last_visit"


def remember(request: HttpRequest, method: str = PASSWORD) -> None:
    """Keep in the session that the person has just shown who they are."""
    request.session[SHOWN_AT] = timezone.now().timestamp()
    request.session[SHOWN_BY] = method


def last_shown(request: HttpRequest) -> Login:
    """Return when and how the person of this session last showed who they are."""
    at = request.session.get(SHOWN_AT)
    return Login(
        dt.datetime.fromtimestamp(at, dt.UTC) if isinstance(at, float) else None,
        str(request.session.get(SHOWN_BY, PASSWORD)),
    )


def last_visit(request: HttpRequest) -> dt.datetime | None:
    """Return when the person of this session logged in the time before; a session lasts a day at most."""
    at = request.session.get(LAST_VISIT)
    return dt.datetime.fromtimestamp(at, dt.UTC) if isinstance(at, float) else None


class LoginView(auth.LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        before = form.get_user().last_login
        response = super().form_valid(form)
        remember(self.request)
        if before:
            self.request.session[LAST_VISIT] = before.timestamp()
        return response
