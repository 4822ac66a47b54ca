"""A meeting: when, where, in which parts, who was there and who answers for the minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import formats, timezone

from participants.models import Body, Organization, Person, User, one_of

Row = TypeVar("Row", bound=models.Model)


class Precision(models.TextChoices):
    """How exactly the minutes say when: a day is never made up out of a month."""

    DAY = "day", "dag"
    MONTH = "month", "månad"
    MEETING = "meeting", "möte"
    YEAR = "year", "år"
    NONE = "none", "ingen tid"


def next_place(rows: Any) -> int:
    """Return the position after the last of the rows; the first one is 1."""
    last: int | None = rows.aggregate(last=models.Max("position"))["last"]
    return (last or 0) + 1


def visible_meetings(
    user: User | AnonymousUser, path: str = "", at: dt.date | None = None, minutes: bool = False
) -> Q:
    """Return the condition, on the meeting that `path` leads to, for what the user may read.

    The group's members read what has been published: of a planned meeting the agenda, and with `minutes` only
    meetings whose minutes are out. Who prepares the group's meetings reads the drafts too.
    """
    if user.is_authenticated and user.is_active and user.is_superuser:
        return Q()
    prefix = f"{path}__" if path else ""
    statuses = Meeting.MINUTES if minutes else Meeting.PUBLISHED
    return Q(**{f"{prefix}body__in": Body.objects.prepared_by(user, at)}) | Q(
        **{f"{prefix}body__in": Body.objects.visible_to(user, at), f"{prefix}status__in": statuses}
    )


class WithMeeting(models.QuerySet[Row]):
    """Rows that are seen and edited by whoever may see and edit the meeting they stand in."""

    to_meeting = "meeting"
    # What only the minutes say, and no agenda: it is out when they are.
    is_minutes = True

    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        return self.filter(visible_meetings(user, self.to_meeting, at, self.is_minutes))

    def minutes_visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the rows whose whole text the user may read, also of what an agenda shows in part."""
        return self.filter(visible_meetings(user, self.to_meeting, at, minutes=True))

    def editable_by(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the rows of the user's own groups as secretary; locked minutes are still among them."""
        return self.filter(**{f"{self.to_meeting}__body__in": Body.objects.written_by(user, at)})


class AgendaRows(WithMeeting[Row]):
    """Rows that the agenda of a planned meeting shows, too."""

    is_minutes = False


class OfBody(models.QuerySet[Row]):
    """Rows of a group, edited by whoever writes its minutes."""

    def editable_by(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        return self.filter(body__in=Body.objects.written_by(user, at))


class MeetingQuerySet(OfBody["Meeting"]):
    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        return self.filter(visible_meetings(user, at=at))

    def minutes_visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the meetings whose minutes the user may read: of a planned one there is but an agenda."""
        return self.filter(visible_meetings(user, at=at, minutes=True))

    def upcoming(self, at: dt.date | None = None) -> Self:
        return self.filter(date__gte=at or timezone.localdate()).order_by("date", "start", "pk")

    def awaiting(self, person: Person) -> Self:
        """Return the meetings whose newest revision the person is to approve and has not."""
        named = Officer.objects.approving().filter(person=person)
        return (
            self.filter(status=Meeting.Status.CIRCULATED, pk__in=named.values("meeting_id"))
            .alias(newest=models.Max("revisions"))
            .exclude(newest__in=person.approvals.standing().values("revision_id"))
        )


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", "Planerat"
    DRAFT = "draft", "Utkast"
    IMPORTED = "imported", "Inläst"
    CIRCULATED = "circulated", "Väntar på justering"
    APPROVED = "approved", "Justerat"


class Meeting(models.Model):
    """A meeting and its minutes.

    Its way, each step a function in `minutes.approval`: planned → draft (`start_minutes`) → circulated
    (`circulate`) → approved (`approve`); `send_back` turns circulated into draft. `imported` is what older
    minutes get: published as they are, approved on paper or not at all, and free to be circulated here.
    """

    Status = MeetingStatus

    FINAL = [Status.IMPORTED, Status.APPROVED]
    MINUTES = [Status.CIRCULATED, *FINAL]
    PUBLISHED = [Status.PLANNED, *MINUTES]
    LOCKED = [Status.CIRCULATED, Status.APPROVED]

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="grupp")
    date = models.DateField("datum")
    date_text = models.CharField("datum som det står", max_length=120, blank=True)
    year_inferred = models.BooleanField("året är gissat", default=False)
    number = models.CharField(
        "nummer", max_length=20, blank=True, help_text="Behövs bara om gruppen möts två gånger samma dag."
    )
    document_name = models.CharField("dokumentet heter", max_length=40, blank=True)
    start = models.TimeField("börjar", null=True, blank=True)
    end = models.TimeField("slutar", null=True, blank=True)
    place = models.CharField("plats", max_length=300, blank=True)
    # When the minutes say that the group meets next; it is no part of what is approved.
    next_on = models.DateField("nästa möte", null=True, blank=True)
    next_precision = models.CharField(
        "nästa möte, så exakt", max_length=20, choices=Precision, default=Precision.NONE
    )
    next_text = models.CharField("nästa möte som det står", max_length=200, blank=True)
    # Written by minutes.approval alone.
    status = models.CharField("status", max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    unplaced = models.TextField(
        "oplacerat", blank=True, help_text="Rader ur det inlästa dokumentet som inte hör till något fält."
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "date", "number"], name="meeting_unique_number"),
            one_of("status", MeetingStatus, "meeting_known_status"),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gt=F("start")),
                name="meeting_hours",
            ),
            models.CheckConstraint(
                condition=Q(next_precision__in=Precision.values)
                & (~Q(next_precision="day") | Q(next_on__isnull=False)),
                name="meeting_next_precision",
            ),
        ]
        indexes = [
            models.Index(fields=["-date", "-id"], name="meeting_newest"),
            models.Index(fields=["body", "-date", "-id"], name="meeting_body_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.body.short_name} {formats.date_format(self.date, 'j F Y')}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        # Decisions carry the day in a column, for the register's index, and in their number.
        if self.body.decisions.filter(item__meeting=self).exclude(decided_on=self.date).exists():
            self.body.decisions.renumber(self)

    def get_absolute_url(self) -> str:
        return reverse("meeting-detail", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": "Mötet slutar innan det börjar. Rätta en av tiderna."})

    @property
    def is_locked(self) -> bool:
        """The text can't be edited: a justerare is reading it, or it has been approved."""
        return self.status in self.LOCKED

    @property
    def is_preliminary(self) -> bool:
        """Whether what the minutes say may still change: nothing that they decide is in force yet."""
        return self.status not in self.FINAL

    @property
    def approve_by(self) -> dt.date:
        """The last day for justering, by the group's rules."""
        return self.date + dt.timedelta(days=self.body.approval_days)

    @property
    def heading(self) -> str:
        """What the minutes call themselves."""
        return self.document_name or self.body.document_name


class MeetingPart(models.Model):
    """A part of a meeting with other people in it: points 1–3, points 4–8."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="parts", verbose_name="möte")
    position = models.PositiveSmallIntegerField("ordning")
    title = models.CharField("del", max_length=200)
    first_item = models.CharField("från punkt", max_length=20, blank=True)
    last_item = models.CharField("till punkt", max_length=20, blank=True)
    participants = models.CharField("vilka", max_length=300, blank=True)

    objects = AgendaRows["MeetingPart"].as_manager()

    class Meta:
        verbose_name = "mötesdel"
        verbose_name_plural = "mötesdelar"
        ordering = ["meeting", "position", "pk"]

    def __str__(self) -> str:
        return self.title


NAMED = Q(person__isnull=False) | ~Q(name="")


class Named(models.Model):
    """Somebody whom minutes name: a person in the register, or a name that the register does not know."""

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name="person"
    )
    # Empty: the person's name in the register. Filled when the minutes are circulated, so that they keep it.
    name = models.CharField(
        "namn i protokollet", max_length=200, blank=True, help_text="När personen inte finns i registret."
    )
    printed_name = models.CharField("namn som det stod", max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.name or (self.person.name if self.person else "")

    def clean(self) -> None:
        super().clean()
        if not self.person_id and not self.name.strip():
            raise ValidationError({"person": "Välj en person, eller skriv namnet."})


class OfficerRole(models.TextChoices):
    CHAIR = "chair", "ordförande"
    SECRETARY = "secretary", "sekreterare"
    APPROVER = "approver", "justerare"


class OfficerQuerySet(AgendaRows["Officer"]):
    def approving(self) -> Self:
        """Return who is to approve: the justerare, and the chair where the group's rules say so."""
        return self.filter(
            Q(role=OfficerRole.APPROVER) | Q(role=OfficerRole.CHAIR, meeting__body__chair_approves=True)
        )


class Officer(Named):
    """Who led the meeting, wrote the minutes and is to approve them."""

    Role = OfficerRole

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="officers", verbose_name="möte")
    role = models.CharField("uppgift", max_length=20, choices=Role)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = "uppgift vid mötet"
        verbose_name_plural = "ordförande, sekreterare och justerare"
        ordering = ["meeting", "role", "position", "pk"]
        constraints = [
            one_of("role", OfficerRole, "officer_known_role"),
            models.CheckConstraint(condition=NAMED, name="officer_named"),
            models.UniqueConstraint(fields=["meeting", "role", "person"], name="officer_unique"),
        ]


class AttendanceMode(models.TextChoices):
    ON_SITE = "on_site", "på plats"
    DIGITAL = "digital", "digitalt"
    UNKNOWN = "unknown", "okänt"
    ABSENT = "absent", "frånvarande"


class AttendanceRole(models.TextChoices):
    MEMBER = "member", "ledamot"
    SUBSTITUTE = "substitute", "ersättare"
    GUEST = "guest", "inbjuden"


class Attendance(Named):
    """Who was there, for which organisation at the time, how, as what and in which parts."""

    Mode = AttendanceMode

    Role = AttendanceRole

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name="möte")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name="för"
    )
    printed_organization = models.CharField("för, som det stod", max_length=200, blank=True, editable=False)
    mode = models.CharField("hur", max_length=20, choices=Mode, default=Mode.ON_SITE)
    role = models.CharField("som", max_length=20, choices=Role, default=Role.MEMBER)
    post = models.CharField("befattning", max_length=120, blank=True)
    parts = models.ManyToManyField(
        MeetingPart,
        blank=True,
        related_name="attendances",
        verbose_name="delar",
        help_text="Tomt: hela mötet.",
    )
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = WithMeeting["Attendance"].as_manager()

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ["meeting", "position", "pk"]
        constraints = [
            one_of("mode", AttendanceMode, "attendance_known_mode"),
            one_of("role", AttendanceRole, "attendance_known_role"),
            models.CheckConstraint(condition=NAMED, name="attendance_named"),
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_unique_person"),
        ]
