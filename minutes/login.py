from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

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
