"""What was decided, what it does to older decisions, and how it is followed."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from minutes.models import AgendaItem, Meeting, WithMeeting
from participants.models import Body, Organization, User, one_of


class DecisionQuerySet(WithMeeting["Decision"]):
    to_meeting = "item__meeting"

    def newest_first(self) -> Self:
        return self.order_by("-decided_on", "-pk")

    def renumber(self, meeting: Meeting) -> None:
        """Give the meeting's decisions their citable numbers in the order in which they stand.

        To be called when items or decisions have been added, moved or renumbered; locked minutes keep theirs.
        """
        rows = list(
            Decision.objects.filter(item__meeting=meeting)
            .select_related("item")
            .order_by("item__position", "item_id", "position", "pk")
        )
        wanted = list(zip(rows, _numbers_in_order(meeting, rows), strict=True))
        changed = [
            (row, number) for row, number in wanted if row.number != number or row.decided_on != meeting.date
        ]
        with transaction.atomic():
            for row, _ in changed:  # out of each other's way first: numbers are unique
                Decision.objects.filter(pk=row.pk).update(number=f"~{row.pk}", slug=f"~{row.pk}")
            for row, number in changed:
                Decision.objects.filter(pk=row.pk).update(
                    number=number,
                    slug=number_slug(number, meeting.body),
                    decided_on=meeting.date,
                    body=meeting.body,
                )

    def with_validity(self, user: User | AnonymousUser) -> Self:
        """Add `is_replaced`, `is_withdrawn`, `is_questioned`: what later decisions say of this one.

        Only those count that the user may read and that are final: until then the older one holds.
        """
        final = Decision.objects.visible_to(user).filter(item__meeting__status__in=Meeting.FINAL)
        later = DecisionRelation.objects.filter(older=OuterRef("pk"), decision__in=final)
        kind = DecisionRelation.Kind
        return self.annotate(
            is_replaced=Exists(later.filter(kind=kind.REPLACES)),
            is_withdrawn=Exists(later.filter(kind=kind.WITHDRAWS)),
            is_questioned=Exists(later.filter(kind=kind.QUESTIONS)),
        )


def _numbers_in_order(meeting: Meeting, rows: list[Decision]) -> list[str]:
    twins: dict[int, int] = {}
    seen: Counter[str] = Counter()
    for pk, number in meeting.items.order_by("position", "pk").values_list("pk", "number"):
        twins[pk] = seen[number] if number else 0
        seen[number] += 1
    before: Counter[int] = Counter()
    numbers = []
    for row in rows:
        row.item.meeting = meeting
        stem = _stem(row.item, twins[row.item_id])
        numbers.append(_numbers(stem, before[row.item_id] + 1)[-1])
        before[row.item_id] += 1
    return numbers


class DecisionKind(models.TextChoices):
    DECISION = "decision", "beslut"
    POSITION = "position", "ställningstagande"
    ANSWER = "answer", "svar"
    ASSIGNMENT = "assignment", "uppdrag"


class DecisionFoundBy(models.TextChoices):
    """How the import saw that it was a decision, so that a reader can judge it."""

    ENTERED = "entered", "inskrivet"
    MARKER = "marker", "märkt som beslut"
    PHRASE = "phrase", "utläst ur texten"


class Decision(models.Model):
    Kind = DecisionKind

    FoundBy = DecisionFoundBy

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="decisions", verbose_name="ärende")
    # The two below are copied from the meeting, so that the register walks one index.
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="decisions", verbose_name="grupp", editable=False
    )
    decided_on = models.DateField("fattat", editable=False)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    number = models.CharField("beslutsnummer", max_length=100, unique=True, editable=False)
    slug = models.SlugField("adress", max_length=160, unique=True, editable=False)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.DECISION)
    text = models.TextField("beslutet", help_text="Så som det står i protokollet.")
    resolved_text = models.TextField(
        "innebär", blank=True, help_text="Förslagets text, när beslutet bara säger enligt förslag."
    )
    found_by = models.CharField(
        "hur det hittades", max_length=20, choices=FoundBy, default=FoundBy.ENTERED, editable=False
    )
    phrase = models.CharField("orden som avgjorde", max_length=120, blank=True, editable=False)
    relations: models.ManyToManyField[Decision, DecisionRelation] = models.ManyToManyField(
        "self", through="DecisionRelation", symmetrical=False, related_name="later_decisions"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        ordering = ["-decided_on", "item__position", "position", "pk"]
        constraints = [
            one_of("kind", DecisionKind, "decision_known_kind"),
            one_of("found_by", DecisionFoundBy, "decision_known_found_by"),
        ]
        indexes = [
            models.Index(fields=["-decided_on", "-id"], name="decision_newest"),
            models.Index(fields=["body", "-decided_on", "-id"], name="decision_body_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.number:
            self.assign_number()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("decision-detail", args=[self.slug])

    @property
    def meaning(self) -> str:
        """What was decided: the proposal's words where the minutes say only that it was adopted."""
        return self.resolved_text or self.text

    def number_later(self) -> None:
        """Hold a place among the numbers until `renumber` gives the meeting's decisions theirs."""
        self.body, self.decided_on = self.item.meeting.body, self.item.meeting.date
        self.number = self.slug = f"~{uuid.uuid4().hex}"

    def assign_number(self) -> None:
        """Give a new decision a number that is free; `renumber` then puts the meeting's in order."""
        self.body, self.decided_on = self.item.meeting.body, self.item.meeting.date
        stem = _stem(self.item)
        taken = set(Decision.objects.filter(number__startswith=stem).values_list("number", flat=True))
        self.number = next(number for number in _numbers(stem, len(taken) + 1) if number not in taken)
        self.slug = number_slug(self.number, self.body)


def _stem(item: AgendaItem, twin: int = 0) -> str:
    """Return the number of an item's first decision; `twin` counts earlier items with the same number."""
    meeting = item.meeting
    stem = f"{meeting.body.number_prefix} {meeting.date:%Y-%m-%d}"
    stem += f" ({meeting.number})" if meeting.number else ""
    letter = chr(ord("a") + min(twin, 25)) if twin else ""
    return f"{stem} §{item.number}{letter}" if item.number else f"{stem} p{item.position}"


def _numbers(stem: str, count: int) -> list[str]:
    return [stem, *(f"{stem}:{n}" for n in range(2, count + 1))]


def number_slug(number: str, body: Body) -> str:
    """Return the number as it stands in an address: "LG 2023-11-06 §1.2:2" is lg-2023-11-06-1_2--2.

    The group's own address stands for its prefix: AO and ÅÖ would be the same.
    """
    plain = number.removeprefix(body.number_prefix).replace("§", "").replace(":", "--").replace(".", "_")
    letters = "".join(c for c in unicodedata.normalize("NFKD", plain.lower()) if not unicodedata.combining(c))
    return f"{body.slug}-{re.sub(r'[^a-z0-9_-]+', '-', letters).strip('-')}"


class DecisionRelationKind(models.TextChoices):
    REAFFIRMS = "reaffirms", "bekräftar"
    REPLACES = "replaces", "ersätter"
    WITHDRAWS = "withdraws", "upphäver"
    QUESTIONS = "questions", "ifrågasätter"


class DecisionRelation(models.Model):
    """What a decision does to an older one."""

    Kind = DecisionRelationKind

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="to_older", verbose_name="beslut")
    kind = models.CharField("gör", max_length=20, choices=Kind)
    older = models.ForeignKey(
        Decision, models.PROTECT, related_name="from_later", verbose_name="äldre beslut"
    )
    # Filled when it was noted on the decision's page: about the minutes, and not in them.
    noted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="noted_relations",
        verbose_name="antecknat av",
    )
    noted_at = models.DateTimeField("antecknat", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "samband med äldre beslut"
        verbose_name_plural = "samband med äldre beslut"
        constraints = [
            one_of("kind", DecisionRelationKind, "relation_known_kind"),
            models.UniqueConstraint(fields=["decision", "older", "kind"], name="relation_unique"),
            models.CheckConstraint(condition=~Q(decision=F("older")), name="relation_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.get_kind_display()} {self.older}"


class ComplianceQuerySet(WithMeeting["Compliance"]):
    to_meeting = "decision__item__meeting"

    def newest(self) -> Self:
        """Return each organisation's newest report on each decision: it is the one that holds."""
        newer = Compliance.objects.filter(
            Q(noted_on__gt=OuterRef("noted_on")) | Q(noted_on=OuterRef("noted_on"), pk__gt=OuterRef("pk")),
            decision=OuterRef("decision"),
            organization=OuterRef("organization"),
        )
        return self.filter(~Exists(newer))


class ComplianceStatus(models.TextChoices):
    FOLLOWED = "followed", "följs"
    PARTLY = "partly", "följs delvis"
    NOT_FOLLOWED = "not_followed", "följs inte"
    UNKNOWN = "unknown", "okänt"


class Compliance(models.Model):
    """How an organisation follows a standing decision; each report is a row, the newest holds."""

    Status = ComplianceStatus

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="compliance", verbose_name="beslut")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="compliance", verbose_name="organisation"
    )
    status = models.CharField("efterlevnad", max_length=20, choices=Status, default=Status.UNKNOWN)
    note = models.TextField("anteckning", blank=True)
    noted_on = models.DateField("rapporterat")
    noted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="compliance_reports",
        verbose_name="rapporterat av",
    )
    # By the group's secretary, who doesn't represent the organisation.
    is_for_other = models.BooleanField("å organisationens vägnar", default=False, editable=False)

    objects = ComplianceQuerySet.as_manager()

    class Meta:
        verbose_name = "efterlevnad"
        verbose_name_plural = "efterlevnad"
        ordering = ["decision", "organization__sort_name", "-noted_on", "-pk"]
        constraints = [one_of("status", ComplianceStatus, "compliance_known_status")]

    def __str__(self) -> str:
        return f"{self.organization.short_name}: {self.get_status_display()}"
