"""What shows who approved the minutes, and in which exact words. Rows are added, never changed."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from minutes.models.item import AgendaItem
from minutes.models.ledger import LedgerEntry
from minutes.models.meeting import Meeting, Officer, Row, WithMeeting
from participants.models import Organization, Person, User, one_of


def _entry(name: str) -> models.OneToOneField[LedgerEntry, LedgerEntry]:
    """Return the column for the ledger's entry that a row stands in."""
    return models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name=name, verbose_name="post i liggaren"
    )


class StatusChange(models.Model):
    """The trail of a meeting's way from plan to approved minutes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="status_changes", verbose_name="möte")
    from_status = models.CharField("från", max_length=20, choices=Meeting.Status)
    to_status = models.CharField("till", max_length=20, choices=Meeting.Status)
    # NULL: done by a command on the server.
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="status_changes", verbose_name="av"
    )
    at = models.DateTimeField("när")
    note = models.CharField("anteckning", max_length=500, blank=True)

    objects = WithMeeting["StatusChange"].as_manager()

    class Meta:
        verbose_name = "statusändring"
        verbose_name_plural = "statusändringar"
        ordering = ["meeting", "at", "pk"]
        constraints = [
            one_of("from_status", Meeting.Status, "status_change_known_from"),
            one_of("to_status", Meeting.Status, "status_change_known_to"),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"


class Revision(models.Model):
    """The text that was circulated: canonical JSON (RFC 8785), kept as the very bytes, never remade."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="revisions", verbose_name="möte")
    number = models.PositiveSmallIntegerField("utgåva")
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField("fryst")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="revisions", verbose_name="av")
    entry = _entry("revision")

    objects = WithMeeting["Revision"].as_manager()

    class Meta:
        verbose_name = "utgåva"
        verbose_name_plural = "utgåvor"
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="revision_unique_number")]

    def __str__(self) -> str:
        return f"{self.meeting}, utgåva {self.number}"


class WithRevision(WithMeeting[Row]):
    to_meeting = "revision__meeting"


class CorrectionQuerySet(WithRevision["Correction"]):
    def approved(self) -> Self:
        """Return the corrections that hold."""
        return self.filter(approved_at__isnull=False)

    def waiting(self) -> Self:
        return self.filter(approved_at=None, withdrawn_at=None)


class Answer(models.Model):
    """One person's yes to one exact text: what was agreed to, by whom, for whom, when, how logged in."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)ss", verbose_name="person")
    person_name = models.CharField("namn då", max_length=200)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="för",
    )
    organization_name = models.CharField("organisation då", max_length=200, blank=True)
    role = models.CharField("som", max_length=20, choices=Officer.Role, default=Officer.Role.APPROVER)
    user = models.ForeignKey(User, models.PROTECT, related_name="%(class)ss", verbose_name="konto")
    sentence = models.TextField("meningen som godkändes")
    approved_at = models.DateTimeField("när")
    # NULL: older than this column.
    logged_in_at = models.DateTimeField("bekräftade sin inloggning", null=True, blank=True)
    login_method = models.CharField("hur", max_length=60, blank=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, related_name="%(class)s", verbose_name="post i liggaren"
    )

    class Meta:
        abstract = True


class ApprovalQuerySet(WithRevision["Approval"]):
    def standing(self) -> Self:
        """Return the approvals that have not been taken back."""
        return self.filter(withdrawal=None)


class Approval(Answer):
    """One person's approval of one revision."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="approvals", verbose_name="utgåva")
    # 2 and more: approved anew after having taken the approval back.
    turn = models.PositiveSmallIntegerField("gång", default=1)
    days_late = models.PositiveIntegerField("dagar för sent", default=0)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = "justering"
        verbose_name_plural = "justeringar"
        ordering = ["revision", "approved_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "person", "turn"], name="approval_unique"),
            one_of("role", Officer.Role, "approval_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} godkände {self.revision}"


class OfApproval(WithMeeting[Row]):
    to_meeting = "approval__revision__meeting"


class Withdrawal(models.Model):
    """Somebody takes an approval back, while the others have not all approved."""

    approval = models.OneToOneField(
        Approval, models.PROTECT, related_name="withdrawal", verbose_name="justering"
    )
    reason = models.TextField("skäl")
    withdrawn_at = models.DateTimeField("när")
    entry = _entry("withdrawal")

    objects = OfApproval["Withdrawal"].as_manager()

    class Meta:
        verbose_name = "återtaget godkännande"
        verbose_name_plural = "återtagna godkännanden"
        ordering = ["approval"]

    def __str__(self) -> str:
        return f"{self.approval.person_name} tog tillbaka sitt godkännande"


class ItemReading(models.Model):
    """A justerare has read an item of a revision; it is a help to the reader and no evidence."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="readings", verbose_name="utgåva")
    person = models.ForeignKey(Person, models.PROTECT, related_name="item_readings", verbose_name="person")
    # The item's place in the frozen text, counted from 0; -1 is what stands before the items.
    place = models.SmallIntegerField("ärendets plats")
    read_at = models.DateTimeField("läst")

    objects = WithRevision["ItemReading"].as_manager()

    class Meta:
        verbose_name = "läst ärende"
        verbose_name_plural = "lästa ärenden"
        ordering = ["revision", "person", "place"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "person", "place"], name="item_reading_unique")
        ]

    def __str__(self) -> str:
        return f"{self.person} läste {self.place}"


class ChangeProposalStatus(models.TextChoices):
    OPEN = "open", "väntar på svar"
    ACCEPTED = "accepted", "infört"
    DECLINED = "declined", "avböjt"
    WITHDRAWN = "withdrawn", "tillbakatagen"


class ChangeTarget(models.TextChoices):
    """Which text of an item, or of the minutes, a change is about."""

    TITLE = "title", "rubrik"
    BACKGROUND = "background", "bakgrund"
    DISCUSSION = "discussion", "dialog"
    PROPOSAL = "proposal", "förslag till beslut"
    DECISION = "decision", "beslut"
    OTHER = "other", "annat"


class ChangeProposal(models.Model):
    """What a justerare wants worded otherwise, and the secretary's answer."""

    Status = ChangeProposalStatus
    Target = ChangeTarget

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="change_proposals", verbose_name="utgåva"
    )
    # NULL: about the minutes as a whole, such as the attendance.
    item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="change_proposals",
        verbose_name="ärende",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="change_proposals", verbose_name="justerare"
    )
    target = models.CharField("gäller", max_length=20, choices=ChangeTarget, default=ChangeTarget.OTHER)
    # Which of the item's decisions, by number.
    decision_number = models.CharField("beslutsnummer", max_length=100, blank=True)
    old_text = models.TextField("nuvarande lydelse", blank=True)
    new_text = models.TextField("föreslagen lydelse", blank=True)
    reason = models.TextField("skäl", blank=True)
    proposed_at = models.DateTimeField("föreslaget")
    entry = _entry("change_proposal")
    status = models.CharField("status", max_length=20, choices=Status, default=Status.OPEN)
    answer = models.TextField("svar", blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="change_answers", verbose_name="besvarat av"
    )
    answered_at = models.DateTimeField("besvarat", null=True, blank=True)

    objects = WithRevision["ChangeProposal"].as_manager()

    class Meta:
        verbose_name = "ändringsförslag"
        verbose_name_plural = "ändringsförslag"
        ordering = ["revision", "proposed_at", "pk"]
        constraints = [
            one_of("status", ChangeProposalStatus, "change_proposal_known_status"),
            one_of("target", ChangeTarget, "change_proposal_known_target"),
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | Q(answered_at__isnull=False),
                name="change_proposal_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} om {self.item or self.revision}"


class Seal(models.Model):
    """The revision that all have approved: from here on its text never changes."""

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="seal", verbose_name="utgåva")
    entry = _entry("seal")
    sealed_at = models.DateTimeField("förseglat")

    objects = WithRevision["Seal"].as_manager()

    class Meta:
        verbose_name = "försegling"
        verbose_name_plural = "förseglingar"
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"Försegling {self.entry_id}"


class Correction(models.Model):
    """A later change to sealed minutes: it stands beside the old words and takes none of them away.

    It holds when the meeting's justerare, or those who have come in their place, have approved it too.
    """

    Target = ChangeTarget

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="corrections", verbose_name="utgåva")
    number = models.PositiveSmallIntegerField("rättelse nummer")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="ärende"
    )
    target = models.CharField("gäller", max_length=20, choices=ChangeTarget, default=ChangeTarget.OTHER)
    decision_number = models.CharField("beslutsnummer", max_length=100, blank=True)
    old_text = models.TextField("stod", blank=True)
    new_text = models.TextField("ska vara")
    reason = models.TextField("skäl")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="corrections", verbose_name="rättat av")
    made_at = models.DateTimeField("föreslagen")
    # Canonical JSON (RFC 8785) of the correction, kept as the very bytes, and its digest.
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("SHA-256", max_length=64)
    entry = _entry("correction")
    # Set once, when all have approved; or it was taken back before that.
    approved_at = models.DateTimeField("godkänd", null=True, blank=True)
    withdrawn_at = models.DateTimeField("tillbakatagen", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"
        ordering = ["revision", "number"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "number"], name="correction_unique_number"),
            one_of("target", ChangeTarget, "correction_known_target"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(withdrawn_at=None), name="correction_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"Rättelse {self.number} av {self.item or self.revision}"


class OfCorrection(WithMeeting[Row]):
    to_meeting = "correction__revision__meeting"


class CorrectionApproval(Answer):
    """One person's approval of one correction."""

    correction = models.ForeignKey(
        Correction, models.PROTECT, related_name="approvals", verbose_name="rättelse"
    )

    objects = OfCorrection["CorrectionApproval"].as_manager()

    class Meta:
        verbose_name = "justering av rättelse"
        verbose_name_plural = "justeringar av rättelser"
        ordering = ["correction", "approved_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "person"], name="correction_approval_unique"),
            one_of("role", Officer.Role, "correction_approval_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name} godkände {self.correction}"


class ProtocolFile(models.Model):
    """The protocol as a PDF, made once and kept as it is: at the seal, and anew with each correction."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="files", verbose_name="utgåva")
    # NULL: as it was sealed. Else the same minutes with the corrections up to and with this one.
    correction = models.OneToOneField(
        Correction, models.PROTECT, null=True, blank=True, related_name="file", verbose_name="rättelse"
    )
    content = models.BinaryField("innehåll")
    sha256 = models.CharField("SHA-256", max_length=64)
    entry = _entry("file")

    objects = WithRevision["ProtocolFile"].as_manager()

    class Meta:
        verbose_name = "protokoll som PDF"
        verbose_name_plural = "protokoll som PDF"
        ordering = ["revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(correction=None), name="protocol_file_unique_at_seal"
            )
        ]
        indexes = [models.Index(fields=["sha256"], name="protocol_file_sha256")]

    def __str__(self) -> str:
        return f"PDF av {self.revision}"
