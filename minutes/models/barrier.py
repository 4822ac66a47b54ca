"""What somebody could not use or read, as told through the form on the page about accessibility."""

import uuid

from django.db import models
from django.utils import timezone

from participants.models import User


class Barrier(models.Model):
    """One report, by anybody: nobody has to log in or say who they are."""

    # From the form: sent twice, it is stored once.
    key = models.UUIDField("nyckel", unique=True, default=uuid.uuid4, editable=False)
    page = models.CharField("var", max_length=300, blank=True)
    text = models.TextField("vad som inte går")
    reply_to = models.EmailField("svar till", max_length=254, blank=True)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="barriers", verbose_name="konto"
    )
    at = models.DateTimeField("när", default=timezone.now)

    class Meta:
        verbose_name = "brist i tillgängligheten"
        verbose_name_plural = "brister i tillgängligheten"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="barrier_at")]

    def __str__(self) -> str:
        return self.text[:80]
