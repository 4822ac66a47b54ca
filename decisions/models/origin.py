"""Why an item is on the agenda: what an older meeting promised, left open or put off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from decisions.models.outcome import Action, ItemRow, Promise
from minutes.models import AgendaItem, AgendaProposal


class Origin(models.Model):
    """One reason: a promise, an open action, an item that was put off, or a member's proposal."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="origins", verbose_name="ärende")
    promise = models.ForeignKey(
        Promise, models.CASCADE, null=True, blank=True, related_name="origins", verbose_name="löfte"
    )
    action = models.ForeignKey(
        Action, models.CASCADE, null=True, blank=True, related_name="origins", verbose_name="åtgärd"
    )
    deferred = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="taken_up", verbose_name="uppskjutet"
    )
    proposal = models.ForeignKey(
        AgendaProposal, models.CASCADE, null=True, blank=True, related_name="origins", verbose_name="förslag"
    )

    objects = ItemRow["Origin"].as_manager()

    class Meta:
        verbose_name = "skäl till ärendet"
        verbose_name_plural = "skäl till ärendet"
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(promise__isnull=False)
                | Q(action__isnull=False)
                | Q(deferred__isnull=False)
                | Q(proposal__isnull=False),
                name="origin_says_why",
            )
        ]

    def __str__(self) -> str:
        return str(self.promise or self.action or self.deferred or self.proposal)
