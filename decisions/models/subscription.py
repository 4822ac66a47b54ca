"""What a person has chosen to get outside the pages: letters that sum up, a calendar and a feed."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import models
from django.utils import timezone

from participants.models import User, one_of

TOKEN_BYTES = 32


class Every(models.TextChoices):
    WEEK = "week", "En gång i veckan"
    DAY = "day", "Varje dag som något har hänt"
    NEVER = "never", "Aldrig"


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Subscription(models.Model):
    """One account's choices. Who has no row gets what the defaults say."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="subscription", verbose_name="konto", primary_key=True
    )
    every = models.CharField("sammanfattning", max_length=10, choices=Every, default=Every.WEEK)
    # Of the token in the addresses of the calendar and the feed. The token is shown once and kept nowhere.
    token_sha256 = models.CharField("adressens summa", max_length=64, unique=True, null=True, blank=True)
    token_made_at = models.DateTimeField("adressen gjord", null=True, blank=True)
    token_used_on = models.DateField("adressen hämtad senast", null=True, blank=True)

    class Meta:
        verbose_name = "prenumeration"
        verbose_name_plural = "prenumerationer"
        constraints = [one_of("every", Every, "subscription_known_every")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_every_display()}"

    def new_token(self) -> str:
        """Make an address that only the reader knows; the one before stops working."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.token_sha256, self.token_made_at, self.token_used_on = digest_of(token), timezone.now(), None
        self.save()
        return token

    new_token.alters_data = True  # type: ignore[attr-defined]

    def revoke(self) -> None:
        self.token_sha256 = self.token_made_at = self.token_used_on = None
        self.save()

    revoke.alters_data = True  # type: ignore[attr-defined]

    @classmethod
    def of_token(cls, token: str) -> Subscription | None:
        """Return whose the token is, if the account may still log in; note that it was used, once a day."""
        rows: Any = cls.objects.select_related("user").filter(user__is_active=True)
        found: Subscription | None = rows.filter(token_sha256=digest_of(token)).first()
        today: dt.date = timezone.localdate()
        if found and found.token_used_on != today:
            cls.objects.filter(pk=found.pk, token_sha256=found.token_sha256).update(token_used_on=today)
        return found
