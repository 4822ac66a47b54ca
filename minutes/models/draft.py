"""What has been typed at the desk and is not saved yet, and the forms that have been sent."""

from __future__ import annotations

from typing import Any

from django.db import models

from minutes.models.meeting import Meeting
from participants.models import User


class Draft(models.Model):
    """The fields of one form as somebody last typed them. Nobody else sees it; saving the form removes it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts", verbose_name="konto")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="drafts", verbose_name="möte")
    form = models.CharField("formulär", max_length=60)
    values: Any = models.JSONField("fälten")
    # What the form was opened from: another token now means that somebody has written there since.
    token = models.TextField("läge")
    saved_at = models.DateTimeField("sparat", auto_now=True)

    class Meta:
        verbose_name = "påbörjad text"
        verbose_name_plural = "påbörjade texter"
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "meeting", "form"], name="draft_unique_form")]

    def __str__(self) -> str:
        return self.form


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
