"""A group in pictures: what it has decided and promised, who owes what, and who came."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decisions.charts import bars, panels
from decisions.models import Decision, Obligation, Progress, Promise
from minutes.models import Attendance, Meeting
from minutes.rows import Rows
from participants.access import MemberRequest
from participants.models import Body, Participation, User

YEARS = 8
GIVEN = {"decided": "beslut som ger uppgifter", "owed": "åtaganden"}
ORGANIZATION = ("organization", "organization__short_name", "organization__sort_name")


@dataclass(frozen=True, slots=True)
class Table:
    """The same figures as a drawing: a row for each of its rows."""

    columns: list[str]
    rows: list[tuple[str, list[str]]]


@require_safe
def body_overview(request: MemberRequest, slug: str) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    years = list(range(today.year - YEARS + 1, today.year + 1))
    since = dt.date(years[0], 1, 1)
    held = _held(user, since).filter(body=OuterRef("pk")).order_by("date", "pk")
    bodies = Body.objects.visible_to(user).annotate(held_rows=Rows(held, held_on="date"))
    body: Any = get_object_or_404(bodies, slug=slug)
    context = {
        "body": body,
        "since": years[0],
        "sections": [
            _decided(user, body, since, years),
            *_given(user, body, since, years),
            _promised(user, body, since, years),
            _attended(user, body, since),
        ],
    }
    return render(request, "decisions/body_overview.html", context)


def _section(
    key: str, title: str, words: Mapping[str, str], empty: str, drawing: Any, table: Table
) -> dict[str, Any]:
    return {"key": key, "title": title, "words": words, "empty": empty, "drawing": drawing, "table": table}


def _decided(user: User, body: Body, since: dt.date, years: list[int]) -> dict[str, Any]:
    rows = Decision.objects.visible_to(user).filter(body=body, decided_on__gte=since).order_by()
    by_year = dict(rows.annotate(year=F("decided_on__year")).values_list("year").annotate(number=Count("pk")))
    words = {"plain": "beslut"}
    drawn = [
        (str(year), f"{by_year.get(year, 0)} beslut", {"plain": by_year.get(year, 0)})
        for year in _used(years, by_year)
    ]
    title = "Beslut per år"
    table = Table(["Beslut"], [(label, [str(values["plain"])]) for label, _, values in drawn])
    drawing = bars("beslut", title, drawn, words)
    return _section("beslut", title, {}, "Inga beslut är inskrivna de här åren.", drawing, table)


def _given(user: User, body: Body, since: dt.date, years: list[int]) -> list[dict[str, Any]]:
    """Return what each organisation was given to do: by year, and how far it has come."""
    rows = (
        Obligation.objects.visible_to(user)
        .filter(action__item__meeting__body=body, action__item__meeting__date__gte=since)
        .annotate(year=F("action__item__meeting__date__year"))
        .order_by()
    )
    owed = list(rows.values_list(*ORGANIZATION, "year", "status").annotate(number=Count("pk")))
    decided = list(
        rows.annotate(decision=Coalesce("action__decision", "action__item__decisions"))
        .exclude(decision=None)
        .values_list(*ORGANIZATION, "year")
        .annotate(number=Count("decision", distinct=True))
    )
    names = {pk: name for pk, name, _, *_ in sorted((*owed, *decided), key=lambda row: row[2])}
    by_year: dict[int, dict[int, dict[str, int]]] = {
        pk: defaultdict(lambda: {"decided": 0, "owed": 0}) for pk in names
    }
    by_status: dict[int, dict[str, int]] = {pk: defaultdict(int) for pk in names}
    for pk, _, _, year, status, number in owed:
        by_year[pk][year]["owed"] += number
        by_status[pk][status] += number
    for pk, _, _, year, number in decided:
        by_year[pk][year]["decided"] += number
    return [_per_year(names, by_year, years), _per_status(names, by_status)]


def _per_year(
    names: dict[int, str], by_year: dict[int, dict[int, dict[str, int]]], years: list[int]
) -> dict[str, Any]:
    used = _used(years, {year: 1 for one in by_year.values() for year in one})
    title = "Beslut och åtaganden per organisation och år"
    drawing = panels("per-ar", title, [(name, by_year[pk]) for pk, name in names.items()], used, GIVEN)
    columns = [f"{year} {word}" for year in used for word in ("beslut", "åtaganden")]
    table = Table(
        columns,
        [
            (name, [str(by_year[pk][year][kind]) for year in used for kind in GIVEN])
            for pk, name in names.items()
        ],
    )
    words = {"decided": GIVEN["decided"], "owed": GIVEN["owed"]}
    return _section("per-ar", title, words, "Ingen organisation har fått någon uppgift.", drawing, table)


def _per_status(names: dict[int, str], by_status: dict[int, dict[str, int]]) -> dict[str, Any]:
    words = {str(value): str(word) for value, word in Progress.choices}
    order = {key: words[key] for key in ("done", "in_progress", "not_started", "dropped")}
    drawn = [
        (name, f"{by_status[pk]['done']} av {sum(by_status[pk].values())} klara", by_status[pk])
        for pk, name in names.items()
    ]
    title = "Hur långt organisationerna har kommit"
    table = Table(
        [word.capitalize() for word in order.values()],
        [(label, [str(values.get(kind, 0)) for kind in order]) for label, _, values in drawn],
    )
    drawing = bars("lage", title, drawn, order)
    return _section("lage", title, order, "Ingen organisation har fått någon uppgift.", drawing, table)


def _promised(user: User, body: Body, since: dt.date, years: list[int]) -> dict[str, Any]:
    rows = (
        Promise.objects.visible_to(user)
        .filter(item__meeting__body=body, item__meeting__date__gte=since)
        .annotate(year=F("item__meeting__date__year"))
        .order_by()
    )
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for year, status, number in rows.values_list("year", "status").annotate(number=Count("pk")):
        by_year[year][status] = number
    words = {str(value): str(word) for value, word in Promise.Status.choices}
    order = {key: words[key] for key in ("kept", "moved", "broken", "open")}
    drawn = [
        (
            str(year),
            ", ".join(f"{n} {order[kind]}" for kind in order if (n := by_year[year].get(kind, 0))) or "inga",
            by_year[year],
        )
        for year in _used(years, by_year)
    ]
    title = "Löften, efter året då de gavs"
    table = Table(
        [word.capitalize() for word in order.values()],
        [(label, [str(values.get(kind, 0)) for kind in order]) for label, _, values in drawn],
    )
    drawing = bars("loften", title, drawn, order)
    return _section("loften", title, order, "Inga löften är inskrivna de här åren.", drawing, table)


def _attended(user: User, body: Any, since: dt.date) -> dict[str, Any]:
    """Return at how many meetings each organisation was, of those held while it had a seat."""
    there = (
        Attendance.objects.visible_to(user)
        .filter(meeting__body=body, meeting__date__gte=since, organization=OuterRef("organization"))
        .filter(meeting__in=_held(user, since))
        .exclude(Q(mode=Attendance.Mode.ABSENT) | Q(role=Attendance.Role.GUEST))
        .filter(_in_period("meeting__date"))
        .order_by()
        .values("organization")
        .annotate(number=Count("meeting", distinct=True))
    )
    seats: Any = (
        Participation.objects.filter(body=body)
        .select_related("organization")
        .annotate(times=Coalesce(Subquery(there.values("number")), 0))
        .order_by("organization__sort_name", "start_date")
    )
    days = [row["held_on"] for row in body.held_rows]
    came: dict[str, int] = defaultdict(int)
    could: dict[str, int] = defaultdict(int)
    for seat in seats:
        name = seat.organization.short_name
        came[name] += seat.times
        could[name] += sum((seat.start_date or day) <= day <= (seat.end_date or day) for day in days)
    words = {"plain": "möten med någon på plats eller digitalt", "back": "möten utan"}
    drawn = [
        (
            name,
            f"{came[name]} av {could[name]} möten",
            {"plain": came[name], "back": max(could[name] - came[name], 0)},
        )
        for name in could
        if could[name]
    ]
    title = "Närvaro per organisation"
    table = Table(
        ["Var med", "Möten med närvarolista"],
        [(label, [str(came[label]), str(could[label])]) for label, _, _ in drawn],
    )
    drawing = bars("narvaro", title, drawn, words, most=len(days))
    return _section("narvaro", title, words, "Ingen närvaro är inskriven de här åren.", drawing, table)


def _in_period(day: str) -> Q:
    """Return the condition that the day lies within the outer seat."""
    return Q(**{f"{day}__gte": Coalesce(OuterRef("start_date"), dt.date.min)}) & Q(
        **{f"{day}__lte": Coalesce(OuterRef("end_date"), dt.date.max)}
    )


def _held(user: User, since: dt.date) -> QuerySet[Meeting]:
    """Return the meetings of which it is known who came."""
    known = Attendance.objects.visible_to(user).filter(meeting__date__gte=since)
    return Meeting.objects.minutes_visible_to(user).filter(pk__in=known.values("meeting"))


def _used(years: list[int], found: Mapping[int, Any]) -> list[int]:
    """Return the years from the first with anything in it: a young book has no empty columns before."""
    first = min((year for year in found if year in years), default=None)
    return [year for year in years if first is not None and year >= first]
