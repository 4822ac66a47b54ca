"""How the organisations of a group follow the decisions that hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from decisions.follow_up import OrganizationForm
from decisions.loading import register
from decisions.models import Compliance, Decision
from decisions.reporting import Standing, Voice
from minutes.models import Meeting
from minutes.pagination import Page, newest_page
from minutes.rows import Rows, label
from participants.models import Organization, Participation, User

PAGE_SIZE = 25
SILENT = "silent"


class ComplianceFilterForm(OrganizationForm):
    status = forms.ChoiceField(
        required=False,
        label="Efterlevnad",
        choices=[
            ("", "Alla"),
            (SILENT, "Inget svar"),
            *((value, word.capitalize()) for value, word in Compliance.Status.choices),
        ],
    )

    def found(self, user: User) -> QuerySet[Decision]:
        """Return the decisions that hold and that the form asks for."""
        holds: Any = {"is_replaced": False, "is_withdrawn": False}
        rows: Any = register(user).filter(item__meeting__status__in=Meeting.FINAL).filter(**holds)
        values, wanted = self.chosen(), self.organizations()
        if values.get("body"):
            rows = rows.filter(body=values["body"])
        if wanted is not None:
            seats = Participation.objects.at().filter(organization__in=wanted)
            rows = rows.filter(body__in=seats.values("body_id"))
        if values.get("status"):
            rows = rows.filter(self._in_state(values["status"], wanted))
        return rows  # type: ignore[no-any-return]

    def _in_state(self, state: str, wanted: set[int] | None) -> Q:
        if state == SILENT:
            seats = Participation.objects.at().filter(body=OuterRef("body_id"))
            if wanted is not None:
                seats = seats.filter(organization__in=wanted)
            answered = Compliance.objects.filter(
                decision=OuterRef(OuterRef("pk")), organization=OuterRef("organization")
            )
            return Q(Exists(seats.filter(~Exists(answered))))
        newest = Compliance.objects.newest().filter(decision=OuterRef("pk"), status=state)
        return Q(Exists(newest if wanted is None else newest.filter(organization__in=wanted)))


@dataclass(frozen=True)
class Cell:
    organization: int
    # None: nothing reported.
    row: dict[str, Any] | None
    is_own: bool


@dataclass(frozen=True)
class Line:
    """A decision with a cell for each of the table's organisations; None for one without a seat."""

    decision: Any
    cells: list[tuple[str, Cell | None]]


def decision_page(form: ComplianceFilterForm, user: User, params: QueryDict) -> Page[Decision]:
    reports = Compliance.objects.newest().filter(decision=OuterRef("pk"))
    rows = form.found(user).annotate(
        report_rows=Rows(
            reports,
            organization="organization_id",
            status="status",
            status_label=label("status", Compliance.Status),
            note="note",
            noted_on="noted_on",
        )
    )
    return newest_page(rows, "decided_on", params, PAGE_SIZE)


def lines(
    page: Page[Decision], form: ComplianceFilterForm, who: Standing
) -> tuple[list[Organization], list[Line]]:
    """Return the table's organisations, those that sit in the groups today, and its rows."""
    decisions: list[Any] = page.rows
    seats = Participation.objects.at().filter(body__in={decision.body_id for decision in decisions})
    wanted = form.organizations()
    if wanted is not None:
        seats = seats.filter(organization__in=wanted)
    seated: dict[int, set[int]] = {}
    organizations: dict[int, Organization] = {}
    for seat in seats.select_related("organization").order_by("organization__sort_name", "pk"):
        seated.setdefault(seat.body_id, set()).add(seat.organization_id)
        organizations[seat.organization_id] = seat.organization
    return list(organizations.values()), [
        Line(decision, _cells(decision, organizations, seated, who)) for decision in decisions
    ]


def _cells(
    decision: Any, organizations: dict[int, Organization], seated: dict[int, set[int]], who: Standing
) -> list[tuple[str, Cell | None]]:
    reports = {row["organization"]: row for row in decision.report_rows}
    sitting = seated.get(decision.body_id, set())
    return [
        (
            organization.short_name,
            Cell(pk, reports.get(pk), who.voice(decision.body_id, pk) is Voice.OWN)
            if pk in sitting or pk in reports
            else None,
        )
        for pk, organization in organizations.items()
    ]
