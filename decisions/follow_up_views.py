"""The pages that follow up: what is owed, and how the decisions that hold are followed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from decisions import compliance, follow_up
from decisions.follow_up_bars import bars, draw
from decisions.reporting import Standing, standing
from participants.access import MemberRequest


@require_safe
def follow_up_list(request: MemberRequest) -> HttpResponse:
    """Show actions × organisations; the bare address leads to what the reader's own organisation owes."""
    user, who = request.user, standing(request.user)
    if _opens_with_own(request, who):
        return redirect(f"{reverse('follow-up')}?organization={follow_up.OWN}&status=open")
    form = follow_up.FollowUpForm(request.GET, user, who)
    shares = form.shares(user)
    page: Any = follow_up.action_page(form.narrowed(shares), user, request.GET, form.organizations())
    names, lines = follow_up.lines(page.rows, who)
    counted = bars(shares)
    context = {
        "form": form,
        "page": page,
        "names": names,
        "lines": lines,
        "picture": draw(counted),
        "overdue": sum(bar.overdue for bar in counted),
        "silent": follow_up.silent_organizations(shares, user),
        "is_whole": not form.chips(),
    }
    return render(request, "decisions/follow_up.html", context)


@require_safe
def compliance_list(request: MemberRequest) -> HttpResponse:
    """Show the decisions that hold × organisations."""
    user, who = request.user, standing(request.user)
    if _opens_with_own(request, who):
        return redirect(f"{reverse('compliance')}?organization={follow_up.OWN}")
    form = compliance.ComplianceFilterForm(request.GET, user, who)
    page = compliance.decision_page(form, user, request.GET)
    organizations, lines = compliance.lines(page, form, who)
    context = {"form": form, "page": page, "organizations": organizations, "lines": lines}
    return render(request, "decisions/compliance.html", context)


def _opens_with_own(request: MemberRequest, who: Standing) -> bool:
    return not request.GET and bool(who.seats)
