"""What became of it: actions, each organisation's share of them, promises and references."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from decisions.models.decision import Decision
from decisions.promises import meeting_meant, treatment
from minutes.models import AgendaItem, Meeting, Precision, Row, WithMeeting
from participants.models import Body, Organization, Person, User, one_of


class ItemRow(WithMeeting[Row]):
    to_meeting = "item__meeting"


class Dated(models.Model):
    """Something that is due: the day if one was said, how exactly, and the words themselves."""

    due_on = models.DateField("senast", null=True, blank=True, help_text="För en månad: dess sista dag.")
    due_precision = models.CharField("så exakt", max_length=20, choices=Precision, default=Precision.NONE)
    due_text = models.CharField("tid som det står", max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(due_precision__in=Precision.values)
                & (~Q(due_precision="day") | Q(due_on__isnull=False)),
                name="%(class)s_due_precision",
            )
        ]


class ActionQuerySet(WithMeeting["Action"]):
    to_meeting = "item__meeting"

    def open(self) -> Self:
        return self.filter(status__in=[Action.Status.NOT_STARTED, Action.Status.IN_PROGRESS])

    def overdue(self, at: dt.date | None = None) -> Self:
        return self.open().filter(due_on__lt=at or timezone.localdate())


class Progress(models.TextChoices):
    NOT_STARTED = "not_started", "inte påbörjad"
    IN_PROGRESS = "in_progress", "pågår"
    DONE = "done", "klar"
    DROPPED = "dropped", "inte aktuell"


class Action(Dated):
    """Something to be done because of an item; each organisation's share of it is an obligation."""

    Status = Progress

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="actions", verbose_name="ärende")
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="enligt beslut"
    )
    position = models.PositiveSmallIntegerField("ordning", default=0)
    text = models.TextField("vad som ska göras")
    responsible = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="ansvarig"
    )
    responsible_text = models.CharField("ansvarig som det står", max_length=200, blank=True)
    status = models.CharField("status", max_length=20, choices=Progress, default=Progress.NOT_STARTED)

    objects = ActionQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ["item", "position", "pk"]
        constraints = [*Dated.Meta.constraints, one_of("status", Progress, "action_known_status")]

    def __str__(self) -> str:
        return self.text[:80]


class ObligationQuerySet(WithMeeting["Obligation"]):
    to_meeting = "action__item__meeting"

    def open(self) -> Self:
        return self.filter(status__in=[Progress.NOT_STARTED, Progress.IN_PROGRESS])

    def overdue(self, at: dt.date | None = None) -> Self:
        return self.open().filter(action__due_on__lt=at or timezone.localdate())

    def silent(self) -> Self:
        """Return those on which nobody has ever reported."""
        return self.filter(reported_on=None, status=Progress.NOT_STARTED)


class Obligation(models.Model):
    """One organisation's share of an action: how far it has come, and whom to ask."""

    Status = Progress

    action = models.ForeignKey(Action, models.CASCADE, related_name="obligations", verbose_name="åtgärd")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="obligations", verbose_name="organisation"
    )
    status = models.CharField("status", max_length=20, choices=Progress, default=Progress.NOT_STARTED)
    contact = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name="kontaktperson",
    )
    contact_name = models.CharField(
        "kontaktpersonens namn", max_length=200, blank=True, help_text="När personen inte finns i registret."
    )
    note = models.TextField("anteckning", blank=True)
    reported_on = models.DateField("rapporterat", null=True, blank=True)
    reported_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligation_reports",
        verbose_name="rapporterat av",
    )

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "åtagande"
        verbose_name_plural = "åtaganden"
        ordering = ["action", "organization__sort_name"]
        constraints = [
            one_of("status", Progress, "obligation_known_status"),
            models.UniqueConstraint(fields=["action", "organization"], name="obligation_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.short_name}: {self.action}"

    @staticmethod
    def late(at: dt.date) -> Case:
        """Return, as a column, whether it is open after its time."""
        open_after = Q(status__in=[Progress.NOT_STARTED, Progress.IN_PROGRESS], action__due_on__lt=at)
        return Case(When(open_after, then=Value(True)), default=Value(False))


class PromiseQuerySet(WithMeeting["Promise"]):
    to_meeting = "item__meeting"

    def open(self) -> Self:
        return self.filter(status=Promise.Status.OPEN)


class PromiseStatus(models.TextChoices):
    OPEN = "open", "väntar"
    KEPT = "kept", "hållet"
    MOVED = "moved", "flyttat"
    BROKEN = "broken", "brutet"


def _verdict(taken_up: AgendaItem | None) -> str:
    """Return what a promise is worth when the promised meeting had this item of it, or none."""
    verdicts: dict[str, str] = {
        AgendaItem.Outcome.HANDLED: PromiseStatus.KEPT,
        AgendaItem.Outcome.DEFERRED: PromiseStatus.MOVED,
    }
    return verdicts.get(taken_up.outcome, PromiseStatus.BROKEN) if taken_up else PromiseStatus.BROKEN


class Promise(Dated):
    """An item says that it comes back; whether it did is what `decisions.promises` finds out."""

    Status = PromiseStatus

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="promises", verbose_name="ärende")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    text = models.TextField("löftet", help_text="Så som det står i protokollet.")
    target_meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises_due",
        verbose_name="till mötet",
    )
    target_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="promises_due", verbose_name="till gruppen"
    )
    status = models.CharField("status", max_length=20, choices=Status, default=Status.OPEN)
    settled_by = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises_settled",
        verbose_name="avgjort i ärendet",
    )

    objects = PromiseQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "löfte"
        verbose_name_plural = "löften"
        ordering = ["item", "position", "pk"]
        constraints = [*Dated.Meta.constraints, one_of("status", PromiseStatus, "promise_known_status")]

    def __str__(self) -> str:
        return self.text[:80]

    def settle(self, at: dt.date | None = None) -> None:
        """Find out what the promised meeting did with the question; stay open while the book can't tell."""
        if self.status != PromiseStatus.OPEN or self.target_body_id:
            return
        taken_up = self._on_the_agenda()
        meeting = (
            taken_up.meeting
            if taken_up
            else self.target_meeting or meeting_meant(self.item, self.due_precision, self.due_on)
        )
        if meeting is None or meeting.is_preliminary or meeting.date > (at or timezone.localdate()):
            return
        self.target_meeting = meeting
        self._judge(taken_up or treatment(self.item, meeting))

    settle.alters_data = True  # type: ignore[attr-defined]

    def judge_again(self, left: bool = False) -> None:
        """Find out anew, when the item's thread has changed, what the promised meeting did with the question.

        An answer that somebody has put in by hand stays, and what was taken up is forgotten only when the
        item has `left` the thread.
        """
        if self.status == PromiseStatus.OPEN:
            self.settle()
        elif self.target_meeting and not self.target_body_id and self.status == _verdict(self.settled_by):
            taken_up = self._on_the_agenda() or treatment(self.item, self.target_meeting)
            if taken_up != self.settled_by and (taken_up or left):
                self._judge(taken_up)

    judge_again.alters_data = True  # type: ignore[attr-defined]

    def _judge(self, taken_up: AgendaItem | None) -> None:
        self.status, self.settled_by = _verdict(taken_up), taken_up
        self.save(update_fields=["status", "settled_by", "target_meeting"])

    def _on_the_agenda(self) -> AgendaItem | None:
        """Return the item that an agenda has because of the promise, whatever it is called there."""
        items = AgendaItem.objects.filter(origins__promise=self, meeting__status__in=Meeting.FINAL)
        return items.select_related("meeting").order_by("meeting__date", "meeting_id", "position").first()


class Citation(Dated):
    """An item refers to an earlier meeting, item or decision; open as long as the book does not hold it.

    `due_on` and its fellows say when the cited text is from.
    """

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="citations", verbose_name="ärende")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    text = models.TextField("hänvisningen", help_text="Så som det står i protokollet.")
    to_meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="cited_by", verbose_name="möte"
    )
    to_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="cited_by", verbose_name="ärende där"
    )
    to_decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="cited_by", verbose_name="beslut där"
    )

    objects = ItemRow["Citation"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = "hänvisning"
        verbose_name_plural = "hänvisningar"
        ordering = ["item", "position", "pk"]
        constraints = [*Dated.Meta.constraints]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.to_meeting is None

    def resolve(self) -> None:
        """Point to the meeting that is meant, and to its item on the same question, if the book has them."""
        earlier = Meeting.objects.filter(body_id=self.item.meeting.body_id, date__lt=self.item.meeting.date)
        if self.due_on is None:
            return
        if self.due_precision == Precision.DAY:
            earlier = earlier.filter(date=self.due_on)
        elif self.due_precision == Precision.YEAR:
            return  # a year has many meetings
        else:
            earlier = earlier.filter(date__year=self.due_on.year, date__month=self.due_on.month)
        self.to_meeting = earlier.order_by("-date").first()
        if self.to_meeting:
            self.to_item = treatment(self.item, self.to_meeting)
            self.save(update_fields=["to_meeting", "to_item"])

    resolve.alters_data = True  # type: ignore[attr-defined]
