"""What the organisations owe, action by action, and how far each has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, DateField, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from decisions.models import Action, Obligation, Progress
from decisions.reporting import Standing, Voice
from minutes.forms import UNKNOWN_CHOICE, FilterForm
from minutes.pagination import COUNT_LIMIT, Cursor, Page, page_query, read_cursor
from minutes.rows import Rows, label
from participants.models import Body, Organization, User

OWN = "own"
NO_DAY = dt.date(9999, 12, 31)
PAGE_SIZE = 25
MOST_BARS = 30
STATES = [
    ("", "Alla"),
    ("open", "Öppna"),
    ("overdue", "Försenade"),
    ("silent", "Inget svar"),
    (Progress.IN_PROGRESS, "Pågår"),
    (Progress.DONE, "Klara"),
    (Progress.DROPPED, "Inte aktuella"),
]


class OrganizationForm(FilterForm):
    """A list's filter by group and organisation; "own" is whatever the reader speaks for today."""

    # The bare address opens with the reader's own organisation; this one opens without any filter.
    clear_url = "?organization="
    body = forms.ChoiceField(required=False, label="Grupp")
    organization = forms.ChoiceField(required=False, label="Organisation")

    def __init__(self, data: QueryDict, user: User, who: Standing) -> None:
        super().__init__(data)
        self.own = who.organizations
        bodies = Body.objects.visible_to(user).values_list("pk", "short_name")
        known = list(Organization.objects.visible_to(user).values_list("pk", "short_name"))
        own = ", ".join(name for pk, name in known if pk in self.own)
        mine = [(OWN, f"{own} ({'min' if len(self.own) == 1 else 'mina'})")] if own else []
        choices: dict[str, list[Any]] = {
            "body": [("", "Alla grupper"), *((str(pk), name) for pk, name in bodies)],
            "organization": [("", "Alla"), *mine, *((str(pk), name) for pk, name in known)],
        }
        for name, entries in choices.items():
            self.fields[name].choices = entries  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN_CHOICE

    def chosen(self) -> dict[str, Any]:
        """Return what was asked for; a value that the form does not know narrows nothing."""
        self.is_valid()  # fills cleaned_data, once
        return self.cleaned_data

    def organizations(self) -> set[int] | None:
        """Return the organisations that were asked for; None is all."""
        value = self.chosen().get("organization", "")
        if value == OWN:
            return self.own
        return {int(value)} if value else None


class FollowUpForm(OrganizationForm):
    status = forms.ChoiceField(required=False, label="Läge", choices=STATES)

    def shares(self, user: User) -> QuerySet[Obligation]:
        """Return the obligations of the groups and organisations that were asked for, in any state."""
        rows = Obligation.objects.visible_to(user)
        if self.chosen().get("body"):
            rows = rows.filter(action__item__meeting__body=self.chosen()["body"])
        wanted = self.organizations()
        return rows if wanted is None else rows.filter(organization__in=wanted)

    def narrowed(self, rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
        shares: Any = rows
        state = self.chosen().get("status", "")
        if state in {"open", "overdue", "silent"}:
            return getattr(shares, state)()  # type: ignore[no-any-return]
        return rows.filter(status=state) if state else rows


@dataclass(frozen=True)
class Cell:
    """One organisation's share of an action, as the table shows it."""

    share: dict[str, Any]
    is_overdue: bool
    silent_days: int
    is_own: bool


@dataclass(frozen=True)
class Line:
    """An action with a cell for each of the table's organisations; None where it owes nothing."""

    action: Any
    cells: list[tuple[str, Cell | None]]


def action_page(shares: QuerySet[Obligation], user: User, params: QueryDict, of: Any) -> Page[Action]:
    """Return the actions that the shares are of, the next deadline first; `of` are the columns' keys."""
    columns = Obligation.objects.filter(action=OuterRef("pk")).order_by("organization__sort_name")
    if of is not None:
        columns = columns.filter(organization__in=of)
    rows: Any = (
        Action.objects.visible_to(user)
        .filter(pk__in=shares.values("action"))
        .select_related("decision", "item__meeting__body")
        .defer("item__background", "item__discussion", "item__proposal", "item__meeting__unplaced")
        .annotate(deadline=Coalesce("due_on", Value(NO_DAY), output_field=DateField()))
        .annotate(share_rows=Rows(columns, **SHARE))
        .order_by("deadline", "pk")
    )
    after = read_cursor(params)
    wanted = rows
    if after:
        later = Q(deadline__gt=after.date) | Q(deadline=after.date, pk__gt=after.pk)
        wanted = rows.filter(later)
    found = list(wanted[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return Page(
        rows=found[:PAGE_SIZE],
        total=rows.order_by()[: COUNT_LIMIT + 1].count(),
        is_first=after is None,
        newest_url=page_query(params, None),
        older_url=page_query(params, Cursor(last.deadline, last.pk)) if last else "",
    )


SHARE = {
    "pk": "pk",
    "organization": "organization_id",
    "name": "organization__short_name",
    "sort_name": "organization__sort_name",
    "status": "status",
    "status_label": label("status", Progress),
    "contact": Coalesce("contact__name", "contact_name"),
    "note": "note",
    "reported_on": "reported_on",
}
OPEN = {Progress.NOT_STARTED, Progress.IN_PROGRESS}


def lines(actions: list[Any], who: Standing) -> tuple[list[str], list[Line]]:
    """Return the names of the table's organisations, and its rows."""
    names = {
        row["organization"]: (row["sort_name"], row["name"])
        for action in actions
        for row in action.share_rows
    }
    order = sorted(names, key=lambda pk: (names[pk], pk))
    return [names[pk][1] for pk in order], [
        Line(action, [(names[pk][1], cell) for pk, cell in _cells(action, order, who)]) for action in actions
    ]


def _cells(action: Any, order: list[int], who: Standing) -> list[tuple[int, Cell | None]]:
    today, body = timezone.localdate(), action.item.meeting.body_id
    shares = {row["organization"]: row for row in action.share_rows}
    late = bool(action.due_on and action.due_on < today)
    waited = (today - action.item.meeting.date).days
    cells: list[tuple[int, Cell | None]] = []
    for pk in order:
        share = shares.get(pk)
        if share is None:
            cells.append((pk, None))
            continue
        is_open = share["status"] in OPEN
        is_silent = not share["reported_on"] and share["status"] == Progress.NOT_STARTED
        is_own = who.voice(body, pk) is Voice.OWN
        cells.append((pk, Cell(share, late and is_open, waited if is_silent else 0, is_own)))
    return cells


def silent_organizations(shares: QuerySet[Obligation], user: User) -> list[dict[str, Any]]:
    """Return, for a group's secretary, who has never answered, to how much and for how long."""
    rows: Any = shares
    today = timezone.localdate()
    counted = (
        rows.silent()
        .editable_by(user)
        .order_by()
        .values("organization_id", "organization__short_name", "organization__sort_name")
        .annotate(count=Count("pk"), since=Min("action__item__meeting__date"))
        .order_by("since", "organization__sort_name")
    )
    return [
        {
            "organization": row["organization_id"],
            "name": row["organization__short_name"],
            "count": row["count"],
            "days": max((today - row["since"]).days, 0),
        }
        for row in counted[:MOST_BARS]
    ]
