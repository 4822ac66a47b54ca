"""Where an organisation's people report, and everybody in the group reads what was reported before."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from decisions.loading import register
from decisions.models import Compliance, Obligation
from decisions.reporting import Voice, report, report_compliance, standing
from decisions.reporting_forms import ComplianceForm, ReportForm
from participants.access import MemberRequest
from participants.models import Organization

SAVED = "Rapporten är sparad. Gruppen ser den här."
TEMPLATE = "decisions/report.html"
HISTORY = 50


@require_http_methods(["GET", "HEAD", "POST"])
def obligation_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Show an obligation and its reports, with a form for those who may report on it."""
    rows = Obligation.objects.visible_to(request.user).select_related(
        "organization", "contact", "reported_by__person", "action__decision", "action__item__meeting__body"
    )
    obligation = get_object_or_404(rows, pk=pk)
    body_id = obligation.action.item.meeting.body_id
    how = standing(request.user).voice(body_id, obligation.organization_id)
    _readers_do_not_post(request, how)
    form = ReportForm(obligation, body_id, request.POST or None) if how else None
    if form and how and request.method == "POST" and form.is_valid():
        report(obligation, form.said(), request.user, how)
        messages.success(request, SAVED)
        return redirect("obligation-report", pk)
    reports = obligation.reports.select_related("reported_by__person", "contact")[:HISTORY]
    context = {"obligation": obligation, "form": form, "is_for_other": how is Voice.OTHER, "reports": reports}
    return render(request, TEMPLATE, context | _overdue(obligation), status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def compliance_report(request: MemberRequest, slug: str, organization: int) -> HttpResponse:
    """Show how an organisation follows a decision, with a form as long as the decision holds."""
    decision: Any = get_object_or_404(register(request.user).select_related("item__meeting__body"), slug=slug)
    seated = Q(participations__body=decision.body_id) | Q(compliance__decision=decision)
    row = get_object_or_404(Organization.objects.filter(seated).distinct(), pk=organization)
    holds = not (decision.is_replaced or decision.is_withdrawn or decision.item.meeting.is_preliminary)
    how = standing(request.user).voice(decision.body_id, row.pk)
    _readers_do_not_post(request, how if holds else None)
    form = (
        ComplianceForm(request.POST or None, initial={"on": timezone.localdate()}) if how and holds else None
    )
    if form and how and request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        report_compliance(decision, row, values["status"], values["note"], values["on"], request.user, how)
        messages.success(request, SAVED)
        return redirect("compliance-report", slug, organization)
    reports = Compliance.objects.filter(decision=decision, organization=row).select_related(
        "noted_by__person"
    )
    context = {
        "decision": decision,
        "organization": row,
        "form": form,
        "is_for_other": how is Voice.OTHER,
        "holds": holds,
        "reports": reports.select_related("noted_by__person").order_by("-noted_on", "-pk")[:HISTORY],
    }
    return render(request, "decisions/compliance_report.html", context, status=_status(form))


def _readers_do_not_post(request: MemberRequest, how: Voice | None) -> None:
    if request.method == "POST" and how is None:
        raise Http404


def _status(form: Any) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK


def _overdue(obligation: Obligation) -> dict[str, Any]:
    due, today = obligation.action.due_on, timezone.localdate()
    is_open = obligation.status in {Obligation.Status.NOT_STARTED, Obligation.Status.IN_PROGRESS}
    late = (today - due).days if due and is_open and due < today else 0
    silent = 0 if obligation.reported_on else (today - obligation.action.item.meeting.date).days
    return {"late_days": late, "silent_days": silent if is_open else 0}
