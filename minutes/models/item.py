"""What a meeting dealt with: its agenda items, and the matters that run through several meetings."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from minutes.models.meeting import NAMED, AgendaRows, Meeting, MeetingPart, Named, OfBody
from participants.models import Body, User, one_of
from participants.sorting import swedish_sort_key


class MatterQuerySet(OfBody["Matter"]):
    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the matters that the user can read about somewhere, or may prepare."""
        if user.is_authenticated and user.is_active and user.is_superuser:
            return self
        read = AgendaItem.objects.visible_to(user, at).filter(matter__isnull=False)
        return self.filter(
            models.Q(body__in=Body.objects.prepared_by(user, at)) | models.Q(pk__in=read.values("matter_id"))
        )

    def current(self) -> Self:
        """Return those that have not been merged with another."""
        return self.filter(merged_into=None)


class MatterStatus(models.TextChoices):
    OPEN = "open", "pågår"
    CLOSED = "closed", "avslutad"


class Matter(models.Model):
    """The same question through several meetings, whatever each agenda called it."""

    Status = MatterStatus

    body = models.ForeignKey(Body, models.PROTECT, related_name="matters", verbose_name="grupp")
    title = models.CharField("rubrik", max_length=300)
    sort_title = swedish_sort_key("title", 300)
    summary = models.TextField("vad det gäller", blank=True)
    status = models.CharField("status", max_length=20, choices=Status, default=Status.OPEN)
    # The thread that this one was merged with: it has no items of its own, and its address leads there.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="sammanslagen med",
        editable=False,
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "ärendetråd"
        verbose_name_plural = "ärendetrådar"
        ordering = ["sort_title"]
        constraints = [
            models.UniqueConstraint(fields=["body", "title"], name="matter_unique_title"),
            one_of("status", MatterStatus, "matter_known_status"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matter-detail", args=[self.pk])

    @property
    def standing(self) -> Matter:
        """The thread itself, or the one that it was merged with."""
        return self.merged_into.standing if self.merged_into else self


class AgendaItemOutcome(models.TextChoices):
    HANDLED = "handled", "behandlat"
    WITHDRAWN = "withdrawn", "utgick"
    DEFERRED = "deferred", "bordlades"


class AgendaItem(models.Model):
    Outcome = AgendaItemOutcome

    # What is said in an item, in the order of the page.
    TEXTS = ("background", "discussion", "proposal")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name="möte")
    part = models.ForeignKey(
        MeetingPart, models.SET_NULL, null=True, blank=True, related_name="items", verbose_name="mötesdel"
    )
    position = models.PositiveSmallIntegerField("ordning")
    number = models.CharField(
        "nummer",
        max_length=20,
        blank=True,
        help_text="Som det står: 4 kan förekomma två gånger, eller saknas.",
    )
    title = models.CharField("rubrik", max_length=300)
    printed_title = models.CharField("rubrik som den stod", max_length=300, blank=True, editable=False)
    matter = models.ForeignKey(
        Matter, models.SET_NULL, null=True, blank=True, related_name="items", verbose_name="ärendetråd"
    )
    outcome = models.CharField("utgång", max_length=20, choices=Outcome, default=Outcome.HANDLED)
    background = models.TextField("bakgrund", blank=True)
    discussion = models.TextField("dialog", blank=True)
    proposal = models.TextField("förslag till beslut", blank=True)
    # Where it stands in the imported document, counted from 1; NULL when written here.
    first_line = models.PositiveIntegerField("första raden", null=True, blank=True, editable=False)
    last_line = models.PositiveIntegerField("sista raden", null=True, blank=True, editable=False)

    objects = AgendaRows["AgendaItem"].as_manager()

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        ordering = ["meeting", "position", "pk"]
        constraints = [one_of("outcome", AgendaItemOutcome, "item_known_outcome")]
        indexes = [models.Index(fields=["meeting", "position"], name="item_in_order")]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Put the item in the thread that stands, also when somebody wrote the title of a merged one."""
        matter = self._state.fields_cache.get("matter")
        if matter is not None and matter.merged_into_id:
            self.matter = matter.standing
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return f"{self.meeting.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """The item's own address in the page; it stays when items are moved or renumbered."""
        return f"arende-{self.pk}"

    @property
    def label(self) -> str:
        return f"§ {self.number}" if self.number else ""


class PresenterQuerySet(AgendaRows["Presenter"]):
    to_meeting = "item__meeting"


class Presenter(Named):
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="presenters", verbose_name="ärende")
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = PresenterQuerySet.as_manager()

    class Meta:
        verbose_name = "föredragande"
        verbose_name_plural = "föredragande"
        ordering = ["item", "position", "pk"]
        constraints = [models.CheckConstraint(condition=NAMED, name="presenter_named")]


class Attachment(models.Model):
    """Supporting documents: a file known by its content, or only a title where the file is not there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attachments", verbose_name="möte")
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name="ärende"
    )
    title = models.CharField("rubrik", max_length=300)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    file = models.FileField("fil", blank=True, max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField("storlek i byte", null=True, blank=True, editable=False)
    media_type = models.CharField("filtyp", max_length=100, blank=True, editable=False)

    objects = AgendaRows["Attachment"].as_manager()

    class Meta:
        verbose_name = "underlag"
        verbose_name_plural = "underlag"
        ordering = ["meeting", "item", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="", sha256="") | (~models.Q(file="") & ~models.Q(sha256="")),
                name="attachment_file_has_digest",
            )
        ]

    def __str__(self) -> str:
        return self.title
