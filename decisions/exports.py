"""The register and the follow-up as files: exactly the rows that the same address shows as a page."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from decisions.follow_up import FollowUpForm
from decisions.forms import RegisterFilter
from decisions.models import Decision, Obligation
from decisions.reporting import standing
from decisions.tables import MOST_ROWS, Column, Table, csv_response, xlsx_response
from minutes.outbox import address
from participants.access import MemberRequest

AT_ONCE = 500
TOO_MANY = f"Urvalet har fler än {MOST_ROWS // 1000} 000 rader. Välj färre med filtren och hämta filen igen."


def validity(decision: Any) -> str:
    """Return in words how the decision stands today."""
    said = [
        word
        for word, holds in (
            ("preliminärt", decision.item.meeting.is_preliminary),
            ("ersatt", decision.is_replaced),
            ("upphävt", decision.is_withdrawn),
        )
        if holds
    ] or ["gäller"]
    return ", ".join([*said, *(["ifrågasatt"] if decision.is_questioned else [])])


DECISIONS: list[Column[Any]] = [
    Column("Beslutsnummer", lambda row: row.number, 22),
    Column("Fattat", lambda row: row.decided_on, 12),
    Column("Grupp", lambda row: row.item.meeting.body.short_name, 20),
    Column("Slag", lambda row: row.get_kind_display(), 18),
    Column("Beslut", lambda row: row.meaning, 70),
    Column("Så som det står", lambda row: row.text if row.resolved_text else "", 40),
    Column("Läge i dag", validity, 14),
    Column("Ärende", lambda row: row.item.title, 40),
    Column("Punkt", lambda row: row.item.number, 8),
    Column("Ärendetråd", lambda row: row.item.matter.title if row.item.matter else "", 30),
    Column("Protokollet", lambda row: row.item.meeting.get_status_display(), 20),
    Column("Adress", lambda row: address("decision-detail", row.slug), 40),
]
OBLIGATIONS: list[Column[Any]] = [
    Column("Organisation", lambda row: row.organization.name, 22),
    Column("Åtgärd", lambda row: row.action.text, 70),
    Column("Senast", lambda row: row.action.due_on, 12),
    Column("Tid som det står", lambda row: row.action.due_text, 20),
    Column("Läge", lambda row: "försenad" if row.is_late else row.get_status_display(), 16),
    Column("Kontaktperson", lambda row: row.contact.name if row.contact else row.contact_name, 24),
    Column("Anteckning", lambda row: row.note, 50),
    Column("Rapporterat", lambda row: row.reported_on, 12),
    Column("Beslut", lambda row: row.action.decision.number if row.action.decision else "", 22),
    Column("Möte", lambda row: row.action.item.meeting.date, 12),
    Column("Grupp", lambda row: row.action.item.meeting.body.short_name, 20),
    Column("Ärende", lambda row: row.action.item.title, 40),
    Column("Adress", lambda row: address("obligation-report", row.pk), 40),
]


@require_safe
def decision_file(request: MemberRequest, ending: str) -> HttpResponseBase:
    rows: QuerySet[Decision] = RegisterFilter(request.GET, request.user).qs
    rows = rows.select_related("item__meeting__body", "item__matter").order_by("-decided_on", "-pk")
    return _file(request, "beslut", DECISIONS, rows, ending, "decision-list")


@require_safe
def obligation_file(request: MemberRequest, ending: str) -> HttpResponseBase:
    form = FollowUpForm(request.GET, request.user, standing(request.user))
    rows = (
        form.narrowed(form.shares(request.user))
        .select_related("organization", "contact", "action__decision", "action__item__meeting__body")
        .annotate(is_late=Obligation.late(timezone.localdate()))
        .order_by(F("action__due_on").asc(nulls_last=True), "action_id", "organization__sort_name")
    )
    return _file(request, "ataganden", OBLIGATIONS, rows, ending, "follow-up")


def _file(
    request: MemberRequest, name: str, columns: list[Column[Any]], rows: QuerySet[Any], ending: str, page: str
) -> HttpResponse | HttpResponseBase:
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        messages.error(request, TOO_MANY)
        return redirect(f"{reverse(page)}?{request.GET.urlencode()}")
    table = Table(name, columns, rows.iterator(AT_ONCE))
    make = xlsx_response if ending == "xlsx" else csv_response
    return make(table, timezone.localdate())
