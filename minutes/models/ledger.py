"""The book's ledger: one gapless chain of what was done to evidence, and its signed heads."""

from __future__ import annotations

from django.db import models

from minutes.models.meeting import Meeting, WithMeeting
from participants.models import one_of


class LedgerKind(models.TextChoices):
    OPENED = "opened", "boken öppnad"
    KEY = "key", "ny signeringsnyckel"
    REVISION = "revision", "text fryst"
    DISPATCH = "dispatch", "skickat"
    PROPOSAL = "proposal", "ändring föreslagen"
    ANSWER = "answer", "ändringsförslag besvarat"
    APPROVAL = "approval", "godkänt"
    WITHDRAWAL = "withdrawal", "godkännande återtaget"
    SENT_BACK = "sent_back", "skickat tillbaka"
    APPROVER = "approver", "justerare utbytt"
    SEAL = "seal", "förseglat"
    FILE = "file", "fil sparad"
    CORRECTION = "correction", "rättelse föreslagen"
    CORRECTION_APPROVAL = "correction_approval", "rättelse godkänd av en"
    CORRECTION_SEAL = "correction_seal", "rättelse godkänd"
    ACCOUNT = "account", "konto ändrat"
    RESTORED = "restored", "återställt från säkerhetskopia"


class LedgerEntry(models.Model):
    """A link of the chain. Written by `minutes.ledger.append` alone; the database refuses to change one.

    `payload` is canonical JSON (RFC 8785), kept as the very bytes; `entry_hash` covers number, the hash
    before, and the payload's digest (see `minutes.ledger.entry_hash`).
    """

    Kind = LedgerKind

    number = models.PositiveBigIntegerField("nummer", primary_key=True)
    kind = models.CharField("vad", max_length=20, choices=LedgerKind)
    # Also in the payload; here so that a meeting's entries are found. NULL: about the book itself.
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name="möte",
    )
    payload = models.BinaryField("innehåll")
    payload_sha256 = models.CharField("innehållets SHA-256", max_length=64)
    previous_hash = models.CharField("förra länken", max_length=64)
    entry_hash = models.CharField("länken", max_length=64, unique=True)
    at = models.DateTimeField("när")

    objects = WithMeeting["LedgerEntry"].as_manager()

    class Meta:
        verbose_name = "post i liggaren"
        verbose_name_plural = "liggaren"
        ordering = ["number"]
        constraints = [one_of("kind", LedgerKind, "ledger_known_kind")]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"


class CheckpointQuerySet(WithMeeting["Checkpoint"]):
    """A head is the whole book's: the secretary of one group has it from the receipts and the footers."""

    to_meeting = "number__meeting"


class Checkpoint(models.Model):
    """A signed head of the chain, as it left the machine in a receipt or a footer."""

    number = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="checkpoint", verbose_name="till och med post"
    )
    text = models.TextField("text")
    signature = models.CharField("signatur", max_length=100)
    public_key = models.CharField("öppen nyckel", max_length=64)
    at = models.DateTimeField("när")

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = "kontrollpunkt"
        verbose_name_plural = "kontrollpunkter"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Kontrollpunkt {self.number_id}"
