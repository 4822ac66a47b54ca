"""Where imported minutes came from, and what the reader of them should look at once more."""

from django.db import models
from django.db.models import Q

from minutes.models.item import AgendaItem
from minutes.models.meeting import Meeting, WithMeeting
from participants.models import User, one_of


class SourceKind(models.TextChoices):
    DOCUMENT = "document", "protokoll"
    BOOK = "book", "uppgifter i utbytesformatet"


class SourceDocument(models.Model):
    """A document that was imported into a meeting; the newest one is what the meeting now says."""

    Kind = SourceKind

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sources", verbose_name="möte")
    kind = models.CharField("slag", max_length=20, choices=SourceKind)
    file_name = models.CharField("fil", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    text = models.TextField("innehåll")
    # Digest of the meeting as the import left it: another digest now means that somebody has edited since.
    stored_sha256 = models.CharField("SHA-256 efter inläsning", max_length=64)
    imported_at = models.DateTimeField("inläst")
    imported_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="imports", verbose_name="av"
    )

    objects = WithMeeting["SourceDocument"].as_manager()

    class Meta:
        verbose_name = "inläst dokument"
        verbose_name_plural = "inlästa dokument"
        ordering = ["meeting", "-imported_at", "-pk"]
        constraints = [one_of("kind", SourceKind, "source_known_kind")]
        indexes = [models.Index(fields=["sha256"], name="source_digest")]

    def __str__(self) -> str:
        return self.file_name


class Remark(models.Model):
    """Something in the minutes that looks wrong or was guessed, with the line it stands on."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="remarks", verbose_name="möte")
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="remarks", verbose_name="ärende"
    )
    code = models.CharField("slag", max_length=40)
    message = models.CharField("anmärkning", max_length=500)
    line = models.PositiveIntegerField("rad", null=True, blank=True)
    excerpt = models.TextField("texten", blank=True)
    # Empty: still to be looked at. Otherwise why it may stand.
    waived_reason = models.CharField("får stå för att", max_length=300, blank=True)
    waived_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="waived_remarks", verbose_name="godtaget av"
    )

    # What a check of the book's own minutes judged, and where; empty for what an import found.
    key = models.CharField("nyckel", max_length=64, blank=True, editable=False)

    objects = WithMeeting["Remark"].as_manager()

    class Meta:
        verbose_name = "anmärkning"
        verbose_name_plural = "anmärkningar"
        ordering = ["meeting", "line", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(waived_reason="") | Q(waived_by__isnull=False), name="remark_waived_by_somebody"
            ),
            models.UniqueConstraint(
                fields=["meeting", "key"], condition=~Q(key=""), name="remark_unique_key"
            ),
        ]

    def __str__(self) -> str:
        return self.message
