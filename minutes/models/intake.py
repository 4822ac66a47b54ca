"""Minutes on their way into the book: the document as it came, and how far the secretary has reviewed it."""

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from minutes.models.meeting import Meeting
from participants.models import Body, User, one_of


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the documents whose original the user may have.

        A document may say more than the minutes that were made of it: a draft's is the secretary's alone, and
        the group's members have it when the minutes are out, unless the secretary keeps it back.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        out = Q(status=Intake.Status.STORED, open_to_members=True, meeting__status__in=Meeting.MINUTES)
        return self.filter(self._own(user, at) | out & Q(meeting__body__in=Body.objects.visible_to(user, at)))

    def editable_by(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return what the user's groups read in as secretary, and the user's own that has no group yet."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_superuser else self.filter(self._own(user, at))

    def _own(self, user: User, at: dt.date | None) -> Q:
        return Q(body__in=Body.objects.written_by(user, at)) | Q(body=None, created_by=user)

    def open(self) -> Self:
        return self.filter(status=Intake.Status.OPEN)

    def unfinished(self) -> Self:
        return self.filter(status__in=[Intake.Status.READING, Intake.Status.OPEN])

    def without_texts(self) -> Self:
        """Leave out what a list of many does not show: each may hold 20 MB."""
        return self.defer("content", "text", "record", "choices")


class IntakeStatus(models.TextChoices):
    READING = "reading", "läses"
    OPEN = "open", "att granska"
    STORED = "stored", "sparad i boken"
    DISCARDED = "discarded", "slängd"


class Intake(models.Model):
    """A document that somebody reads in; nothing of it is in the book before its status is stored.

    Its functions stand in `minutes.intake`: `make`, `edit`, `discard`, `take_up` and `save`. A document that
    takes long to read is `reading` until `minutes.intake_reading` has its text.
    """

    Status = IntakeStatus

    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="intakes", verbose_name="grupp"
    )
    file_name = models.CharField("fil", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    # The original, byte for byte: `sha256` is its digest, and it stays with the meeting.
    content = models.BinaryField("originalet", editable=False)
    # Empty, like the two below, as long as the document is being read.
    media_kind = models.CharField("filslag", max_length=20, blank=True, editable=False)
    text = models.TextField("läst text", blank=True, editable=False)
    # The form of `records.to_json` of ParsedMeeting as reviewed so far. Nothing is taken out of it, so that
    # the trace keeps its indexes: what is refused stands in `choices`.
    record = models.JSONField("tolkning", default=dict, editable=False)
    # {"dropped": ["items.3.decisions.0"], "people": {"name|organisation": key or "new"},
    #  "organizations": {"name": key or "new"}}
    choices = models.JSONField("val", default=dict, editable=False)
    status = models.CharField(
        "status", max_length=20, choices=Status, default=Status.OPEN, editable=False, db_index=True
    )
    open_to_members = models.BooleanField(
        "ledamöterna får hämta originalet",
        default=False,
        help_text=(
            "När protokollet är ute. Kryssa bara om filen inte säger mer än protokollet, inte heller gömt."
        ),
    )
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="intakes",
        verbose_name="möte",
        editable=False,
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="intakes", verbose_name="inläst av", editable=False
    )
    created_at = models.DateTimeField("inläst", auto_now_add=True)
    updated_at = models.DateTimeField("ändrad", auto_now=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = "inläsning"
        verbose_name_plural = "inläsningar"
        ordering = ["-updated_at", "-pk"]
        constraints = [one_of("status", IntakeStatus, "intake_known_status")]
        indexes = [models.Index(fields=["body", "status"], name="intake_body_status")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_reading(self) -> bool:
        return self.status == self.Status.READING
