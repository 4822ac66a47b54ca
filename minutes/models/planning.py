"""Before a meeting: standing items, proposals to the agenda with papers, and the notice that went out."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from minutes.models.item import AgendaItem
from minutes.models.meeting import Meeting, OfBody, WithMeeting
from participants.models import Body, Organization, User, one_of


class StandingItem(models.Model):
    """An item that every agenda of the group begins with, such as the choice of a justerare."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="standing_items", verbose_name="grupp")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    title = models.CharField("rubrik", max_length=300)
    background = models.TextField("text att börja med", blank=True)
    is_last = models.BooleanField("kommer sist på dagordningen", default=False)

    objects = OfBody["StandingItem"].as_manager()

    class Meta:
        verbose_name = "stående ärende"
        verbose_name_plural = "stående ärenden"
        ordering = ["body", "is_last", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class ProposalQuerySet(models.QuerySet["AgendaProposal"]):
    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return what the user has proposed, and all of the groups whose meetings the user prepares."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        prepared = Q(body__in=Body.objects.prepared_by(user, at))
        own = Q(proposed_by=user, body__in=Body.objects.visible_to(user, at))
        return self.filter(prepared | own)

    def prepared_by(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the proposals that the user may answer."""
        return self.filter(body__in=Body.objects.prepared_by(user, at))

    def waiting(self) -> Self:
        """Return those that are not on an agenda and have not been sent elsewhere."""
        return self.filter(item__isnull=True).exclude(answer=AgendaProposal.Answer.ELSEWHERE)


class ProposalAnswer(models.TextChoices):
    WAITING = "waiting", "väntar på beredning"
    READY = "ready", "klar"
    INCOMPLETE = "incomplete", "komplettera"
    ELSEWHERE = "elsewhere", "annat forum"


class AgendaProposal(models.Model):
    """A question that a member wants on an agenda, and what the preparatory committee answers."""

    Answer = ProposalAnswer

    body = models.ForeignKey(Body, models.PROTECT, related_name="agenda_proposals", verbose_name="grupp")
    # NULL: the next meeting there is room at.
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_proposals",
        verbose_name="till mötet",
    )
    title = models.CharField("rubrik", max_length=300)
    background = models.TextField("vad det gäller")
    proposal = models.TextField("förslag till beslut", blank=True)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_proposals",
        verbose_name="från",
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="agenda_proposals", verbose_name="föreslaget av"
    )
    proposed_at = models.DateTimeField("föreslaget")
    answer = models.CharField("beredning", max_length=20, choices=Answer, default=Answer.WAITING)
    answer_note = models.TextField("svar till den som föreslog", blank=True)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_proposals",
        verbose_name="besvarat av",
    )
    answered_at = models.DateTimeField("besvarat", null=True, blank=True)
    # Where it was put on an agenda.
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_proposals",
        verbose_name="ärende",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag till dagordningen"
        verbose_name_plural = "förslag till dagordningen"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            one_of("answer", ProposalAnswer, "agenda_proposal_known_answer"),
            models.CheckConstraint(
                condition=Q(answer="waiting") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="agenda_proposal_answered_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["body", "answer"], name="agenda_proposal_waiting")]

    def __str__(self) -> str:
        return self.title


class ProposalPaper(models.Model):
    """A supporting document of a proposal; it goes along as an attachment when the proposal is put on."""

    proposal = models.ForeignKey(
        AgendaProposal, models.CASCADE, related_name="papers", verbose_name="förslag"
    )
    title = models.CharField("rubrik", max_length=300)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    file = models.FileField("fil", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("storlek i byte", editable=False)
    media_type = models.CharField("filtyp", max_length=100, editable=False)

    class Meta:
        verbose_name = "förslagets underlag"
        verbose_name_plural = "förslagets underlag"
        ordering = ["proposal", "position", "pk"]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """A kallelse as it was sent: to whom, by whom, and the digest of the PDF that went along."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notices", verbose_name="möte")
    sent_at = models.DateTimeField("skickad")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name="av")
    # Addresses, as they were then.
    recipients = models.JSONField("till", default=list)
    message = models.TextField("hälsning", blank=True)
    sha256 = models.CharField("SHA-256 av PDF:en", max_length=64)

    objects = WithMeeting["Notice"].as_manager()

    class Meta:
        verbose_name = "kallelse"
        verbose_name_plural = "kallelser"
        ordering = ["meeting", "-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"Kallelse {self.meeting}"
