"""What shows who approved the minutes, and in which exact words. Rows are added, never changed."""

from django.db import models
from django.db.models import Q

from minutes.models.item import AgendaItem
from minutes.models.meeting import Meeting, Row, WithMeeting
from participants.models import Organization, Person, User, one_of


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


class Approval(models.Model):
    """One person's approval of one revision: what was agreed to, by whom, for whom and when."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="approvals", verbose_name="utgåva")
    person = models.ForeignKey(Person, models.PROTECT, related_name="approvals", verbose_name="person")
    person_name = models.CharField("namn då", max_length=200)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="approvals", verbose_name="för"
    )
    organization_name = models.CharField("organisation då", max_length=200, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="approvals", verbose_name="konto")
    sentence = models.TextField("meningen som godkändes")
    approved_at = models.DateTimeField("när")
    logged_in_at = models.DateTimeField("inloggad", null=True, blank=True)

    objects = WithRevision["Approval"].as_manager()

    class Meta:
        verbose_name = "justering"
        verbose_name_plural = "justeringar"
        ordering = ["revision", "approved_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["revision", "person"], name="approval_unique")]

    def __str__(self) -> str:
        return f"{self.person_name} godkände {self.revision}"


class ChangeProposalStatus(models.TextChoices):
    OPEN = "open", "väntar på svar"
    ACCEPTED = "accepted", "infört"
    DECLINED = "declined", "avböjt"


class ChangeProposal(models.Model):
    """What a justerare wants worded otherwise, and the secretary's answer."""

    Status = ChangeProposalStatus

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
    old_text = models.TextField("nuvarande lydelse", blank=True)
    new_text = models.TextField("föreslagen lydelse", blank=True)
    reason = models.TextField("skäl", blank=True)
    proposed_at = models.DateTimeField("föreslaget", auto_now_add=True)
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
            models.CheckConstraint(
                condition=Q(status="open", answered_at__isnull=True) | Q(answered_at__isnull=False),
                name="change_proposal_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} om {self.item or self.revision}"


class Seal(models.Model):
    """The approved revision's place in the book's chain: over number, digest before and its own."""

    number = models.PositiveBigIntegerField("nummer i kedjan", unique=True)
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="seal", verbose_name="utgåva")
    previous_digest = models.CharField("förra sigillet", max_length=64)
    digest = models.CharField("sigill", unique=True, max_length=64)
    sealed_at = models.DateTimeField("förseglat")

    objects = WithRevision["Seal"].as_manager()

    class Meta:
        verbose_name = "försegling"
        verbose_name_plural = "förseglingar"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Försegling {self.number}"


class Correction(models.Model):
    """A later change to sealed minutes: it stands beside the old words and takes none of them away."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="corrections", verbose_name="utgåva")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="ärende"
    )
    old_text = models.TextField("stod")
    new_text = models.TextField("ska vara")
    reason = models.TextField("skäl")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="corrections", verbose_name="rättat av")
    made_at = models.DateTimeField("rättat")

    objects = WithRevision["Correction"].as_manager()

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"
        ordering = ["revision", "made_at", "pk"]

    def __str__(self) -> str:
        return f"Rättelse av {self.item or self.revision}"
