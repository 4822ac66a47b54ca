from django.db.models import F, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from participants.access import MemberRequest
from participants.models import Body, Membership, Organization, Participation

ATTENDANCE_ROWS = 60
DONE_ROWS = 20


@require_safe
def organization_list(request: MemberRequest) -> HttpResponse:
    seats = Participation.objects.at().filter(body__in=Body.objects.visible_to(request.user))
    organizations = Organization.objects.visible_to(request.user).prefetch_related(
        Prefetch("participations", queryset=seats.select_related("body"), to_attr="seats")
    )
    return render(request, "participants/organization_list.html", {"organizations": organizations})


@require_safe
def organization_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show whom an organisation sends, what it owes and when it came."""
    user = request.user
    organization = get_object_or_404(Organization.objects.visible_to(user), pk=pk)
    memberships = Membership.objects.filter(
        on_behalf_of=organization, body__in=Body.objects.visible_to(user)
    ).select_related("person", "body")
    owed = organization.obligations.visible_to(user).select_related("action__item__meeting__body", "contact")
    done = owed.exclude(pk__in=owed.open().values("pk"))
    attended = organization.attendances.visible_to(user).select_related("meeting__body", "person")
    context = {
        "organization": organization,
        "memberships": memberships.order_by(
            "body__sort_name", F("end_date").desc(nulls_first=True), "person__sort_name"
        ),
        "open_obligations": owed.open().order_by(F("action__due_on").asc(nulls_last=True), "pk"),
        "settled_obligations": done.order_by(F("reported_on").desc(nulls_last=True), "-pk")[:DONE_ROWS],
        "attendances": attended.order_by("-meeting__date", "-meeting_id", "position")[:ATTENDANCE_ROWS],
    }
    return render(request, "participants/organization_detail.html", context)
