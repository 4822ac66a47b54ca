"""Letters on their way out: written with what they tell of, sent by a process of their own."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from minutes.models.evidence import ProtocolFile
from minutes.models.meeting import Meeting, WithMeeting
from participants.models import User


class LetterQuerySet(WithMeeting["Letter"]):
    def due(self, at: dt.datetime | None = None) -> Self:
        """Return what is to be sent now, the oldest first."""
        return self.filter(sent_at=None, given_up=False, send_after__lte=at or timezone.now()).order_by(
            "send_after", "pk"
        )


class Letter(models.Model):
    """An e-mail to one person. The key says what it is about: the same letter is never written twice."""

    key = models.CharField("nyckel", max_length=200, unique=True)
    to = models.EmailField("till", max_length=254)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="letters", verbose_name="konto"
    )
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="letters", verbose_name="möte"
    )
    subject = models.CharField("ämne", max_length=300)
    body = models.TextField("text")
    file = models.ForeignKey(
        ProtocolFile, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="bilaga"
    )
    file_name = models.CharField("bilagans namn", max_length=200, blank=True)
    created_at = models.DateTimeField("skrivet", default=timezone.now)
    send_after = models.DateTimeField("skickas tidigast", default=timezone.now)
    # Who sends holds it until then: two senders never take the same letter.
    held_until = models.DateTimeField("skickas just nu, till", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    last_error = models.CharField("senaste felet", max_length=200, blank=True)
    given_up = models.BooleanField("uppgivet", default=False)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["send_after"], condition=Q(sent_at=None, given_up=False), name="letter_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} till {self.to}"
