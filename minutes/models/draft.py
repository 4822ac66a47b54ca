"""What has been typed at the desk and is not saved yet, and the forms that have been sent."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from minutes.models.meeting import Meeting
from participants.models import User

# Where the text lies, by the kind of its form; the forms themselves are the desk's.
_PLACES = {
    "huvud": "mötets uppgifter",
    "narvaro": "närvaron",
    "arende": "ett ärende",
    "beslut": "ett beslut",
    "atgard": "en åtgärd",
    "lofte": "något som återkommer",
    "nytt": "rutan för nytt ärende",
    "nyrad": "rutan för nytt beslut, uppdrag eller något som återkommer",
    "dela": "rubriken för ett delat ärende",
    "underlag": "rubriken för ett underlag",
}


class Draft(models.Model):
    """The fields of one form as somebody last typed them. Nobody else sees it; saving the form removes it.

    The same form in two windows is two drafts: neither window has seen what the other says.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name="konto")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="drafts", verbose_name="möte")
    form = models.CharField("formulär", max_length=60)
    # Which drawing of the form it was typed in: each page that is opened has keys of its own.
    key = models.UUIDField("nyckel", default=uuid.uuid4)
    values: Any = models.JSONField("fälten")
    # What the form was opened from: another token now means that somebody has written there since.
    token = models.TextField("läge")
    saved_at = models.DateTimeField("sparat", auto_now=True)

    class Meta:
        verbose_name = "påbörjad text"
        verbose_name_plural = "påbörjade texter"
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "meeting", "form", "key"], name="draft_unique_key")
        ]

    def __str__(self) -> str:
        return self.form

    @property
    def place(self) -> str:
        return _PLACES.get(self.form.partition("-")[0], "skrivbordet")

    @property
    def writer(self) -> str:
        """Return whose it is; load it with `user__person`."""
        return self.user.person.name if hasattr(self.user, "person") else self.user.email


class Submission(models.Model):
    """A form that adds something, once: sent again with the same key, it adds nothing more."""

    key = models.UUIDField("nyckel", primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="submissions", verbose_name="konto")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="submissions", verbose_name="möte")
    # What the form made: the part of the desk to go to.
    made = models.CharField("gav", max_length=60, blank=True)
    at = models.DateTimeField("när", auto_now_add=True)

    class Meta:
        verbose_name = "skickat formulär"
        verbose_name_plural = "skickade formulär"
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.key)
