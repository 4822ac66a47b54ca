"""How agenda items come to stand in one thread: what the book proposes, and what a secretary did with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minutes.models.item import AgendaItem, Matter
from minutes.models.meeting import OfBody
from participants.models import Body, User, one_of


class ThreadAnswer(models.TextChoices):
    WAITING = "waiting", "väntar på svar"
    ACCEPTED = "accepted", "bekräftat"
    DECLINED = "declined", "nej"


class ThreadProposalQuerySet(OfBody["ThreadProposal"]):
    def waiting(self) -> ThreadProposalQuerySet:
        return self.filter(answer=ThreadAnswer.WAITING)


class ThreadProposal(models.Model):
    """An item may ask the same question as an earlier one: how sure that is, and why, in words.

    Without an earlier item it is the beginning of a thread. `minutes.threads.propose_threads` makes the rows;
    one that was declined stays, so that it is not brought up again.
    """

    Answer = ThreadAnswer

    body = models.ForeignKey(
        Body, models.CASCADE, related_name="thread_proposals", verbose_name="grupp", editable=False
    )
    item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="thread_proposals", verbose_name="ärende"
    )
    earlier = models.ForeignKey(
        AgendaItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="later_thread_proposals",
        verbose_name="samma fråga som",
    )
    score = models.PositiveSmallIntegerField("hur säkert, av 100")
    reasons = models.JSONField("varför", default=list)
    answer = models.CharField("svar", max_length=20, choices=ThreadAnswer, default=ThreadAnswer.WAITING)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_thread_proposals",
        verbose_name="besvarat av",
    )
    answered_at = models.DateTimeField("besvarat", null=True, blank=True)

    objects = ThreadProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag till ärendetråd"
        verbose_name_plural = "förslag till ärendetrådar"
        ordering = ["body", "-score", "pk"]
        constraints = [
            one_of("answer", ThreadAnswer, "thread_proposal_known_answer"),
            models.UniqueConstraint(fields=["item", "earlier"], name="thread_proposal_unique"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(earlier__isnull=True), name="thread_proposal_unique_beginning"
            ),
            models.CheckConstraint(
                condition=Q(answer="waiting") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="thread_proposal_answered_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["body", "answer"], name="thread_proposal_waiting")]

    def __str__(self) -> str:
        return f"{self.item} ← {self.earlier}" if self.earlier else str(self.item)


class MatterChangeKind(models.TextChoices):
    JOINED = "joined", "satte in ärenden i tråden"
    MERGED = "merged", "slog ihop trådar"
    SPLIT = "split", "delade tråden"


class MatterChange(models.Model):
    """What was done to a thread, by whom, and where each item stood before: so that it can be undone."""

    Kind = MatterChangeKind

    body = models.ForeignKey(Body, models.CASCADE, related_name="matter_changes", verbose_name="grupp")
    kind = models.CharField("vad", max_length=20, choices=MatterChangeKind)
    matter = models.ForeignKey(
        Matter, models.SET_NULL, null=True, blank=True, related_name="changes", verbose_name="tråd"
    )
    # The thread that went into the other when two were merged; the new one when one was split.
    other = models.ForeignKey(
        Matter,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="other_changes",
        verbose_name="andra tråden",
    )
    title = models.CharField("trådens rubrik då", max_length=300)
    other_title = models.CharField("den andra trådens rubrik då", max_length=300, blank=True)
    made_matter = models.BooleanField("lade upp tråden", default=False)
    # Key of each item that was moved -> key of the thread that it stood in before, or null.
    items = models.JSONField("flyttade ärenden", default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="matter_changes", verbose_name="av")
    at = models.DateTimeField("när", auto_now_add=True)
    undone_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_matter_changes",
        verbose_name="ångrat av",
    )
    undone_at = models.DateTimeField("ångrat", null=True, blank=True)

    objects = OfBody["MatterChange"].as_manager()

    class Meta:
        verbose_name = "ändring av ärendetråd"
        verbose_name_plural = "ändringar av ärendetrådar"
        ordering = ["-at", "-pk"]
        constraints = [
            one_of("kind", MatterChangeKind, "matter_change_known_kind"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_by__isnull=False),
                name="matter_change_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()}: {self.title}"
