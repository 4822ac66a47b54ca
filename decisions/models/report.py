"""What each organisation has reported, in the order in which it did: an obligation holds but the newest."""

from __future__ import annotations

from django.db import models

from decisions.models.outcome import Obligation, Progress
from minutes.models import WithMeeting
from participants.models import Person, User, one_of


class ReportQuerySet(WithMeeting["Report"]):
    to_meeting = "obligation__action__item__meeting"


class Report(models.Model):
    """One report on an obligation. Rows are added, never changed; `decisions.reporting` adds them."""

    Status = Progress

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="reports", verbose_name="åtagande"
    )
    status = models.CharField("läge", max_length=20, choices=Progress)
    note = models.TextField("anteckning", blank=True)
    # When two people in the register become one, their reports follow; the name stays as it was said.
    contact = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="kontaktperson"
    )
    contact_name = models.CharField("kontaktpersonens namn", max_length=200, blank=True)
    said_on = models.DateField("gäller från")
    reported_at = models.DateTimeField("rapporterat")
    reported_by = models.ForeignKey(
        User, models.PROTECT, related_name="reports", verbose_name="rapporterat av"
    )
    # By the group's secretary, who doesn't represent the organisation.
    is_for_other = models.BooleanField("å organisationens vägnar", default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport om åtagande"
        verbose_name_plural = "rapporter om åtaganden"
        ordering = ["obligation", "-reported_at", "-pk"]
        constraints = [one_of("status", Progress, "report_known_status")]

    def __str__(self) -> str:
        return f"{self.obligation.organization.short_name}: {self.get_status_display()}"
