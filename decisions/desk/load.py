"""A meeting as the desk shows it, read in a number of queries that does not grow with the meeting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from decisions.desk.people import Register
from decisions.desk.reasons import TOLD_WITH
from decisions.desk.tokens import order_digest
from decisions.models import Action, Decision, Obligation, Origin
from minutes.models import AgendaItem, Attendance, Draft, Matter, Meeting, Officer, Presenter
from participants.models import User

# What an item led to.
LED_TO: tuple[Any, ...] = (
    Prefetch("decisions", Decision.objects.order_by("position", "pk")),
    Prefetch("actions", Action.objects.select_related("responsible")),
    Prefetch("actions__obligations", Obligation.objects.select_related("organization")),
    "promises",
)
_ITEMS: tuple[Any, ...] = (
    *LED_TO,
    Prefetch("presenters", Presenter.objects.select_related("person")),
    "attachments",
    Prefetch("origins", Origin.objects.select_related(*TOLD_WITH)),
)


@dataclass
class Desk:
    """The meeting, with what its forms need to know."""

    meeting: Meeting
    user: User

    @cached_property
    def items(self) -> list[AgendaItem]:
        items = list(
            AgendaItem.objects.filter(meeting=self.meeting)
            .select_related("matter")
            .prefetch_related(*_ITEMS)
            .order_by("position", "pk")
        )
        for item in items:
            item.meeting = self.meeting
        return items

    @cached_property
    def officers(self) -> list[Officer]:
        return list(Officer.objects.filter(meeting=self.meeting).select_related("person"))

    @cached_property
    def attendances(self) -> list[Attendance]:
        rows = Attendance.objects.filter(meeting=self.meeting).select_related("person", "organization")
        return list(rows.prefetch_related("parts"))

    @cached_property
    def register(self) -> Register:
        named = [row.person for row in [*self.officers, *self.attendances] if row.person]
        return Register.of(self.meeting, named)

    @cached_property
    def matters(self) -> list[Matter]:
        return list(Matter.objects.filter(body=self.meeting.body_id))

    @cached_property
    def drafts(self) -> dict[str, list[Draft]]:
        """Return the user's own drafts by their forms; one that was typed in two windows has two."""
        found: dict[str, list[Draft]] = {}
        for row in Draft.objects.filter(meeting=self.meeting, user=self.user):
            found.setdefault(row.form, []).append(row)
        return found

    @cached_property
    def previous(self) -> Meeting | None:
        before = Meeting.objects.filter(body=self.meeting.body_id, date__lt=self.meeting.date)
        return before.order_by("-date", "-pk").first()

    @property
    def known_organizations(self) -> list[str]:
        return sorted({one.short_name for one in self.register.organizations.values()}, key=str.casefold)

    @property
    def order(self) -> str:
        if "items" in vars(self):
            return order_digest(self.meeting.status, [item.pk for item in self.items])
        rows = AgendaItem.objects.filter(meeting=self.meeting).order_by("position", "pk")
        return order_digest(self.meeting.status, rows.values_list("pk", flat=True))
