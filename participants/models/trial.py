"""Wrong passwords when somebody shows anew who they are: too many, and the account has to wait."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

from participants.models.registry import User

MOST = 5
WAIT = dt.timedelta(minutes=15)


class PasswordTrial(models.Model):
    """One try at a password that has not been right; it is written before the password is looked at."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_trials", verbose_name="konto")
    at = models.DateTimeField("när", default=timezone.now)

    class Meta:
        verbose_name = "lösenordsförsök"
        verbose_name_plural = "lösenordsförsök"
        ordering = ["user", "at"]
        indexes = [models.Index(fields=["user", "at"], name="password_trial_newest")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H.%M}"


def password_holds(user: User, password: str) -> bool | None:
    """Say whether the password is the user's own; None when it has been wrong too often just now.

    Each try is counted before it is judged, so that many at once don't get by.
    """
    trial = PasswordTrial.objects.create(user=user)
    recent = user.password_trials.filter(at__gt=timezone.now() - WAIT)
    if recent.count() > MOST:
        trial.delete()  # waiting does not get longer by asking
        return None
    if not user.check_password(password):
        return False
    user.password_trials.all().delete()
    return True
