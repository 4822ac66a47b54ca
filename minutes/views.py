"""Meetings, the list of matters, and people. The pages that show what was decided are in `decisions`."""

from django.core.paginator import Paginator
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from minutes.exports import meeting_record, whole
from minutes.forms import MeetingFilterForm
from minutes.importer.interchange import meeting_to_wire
from minutes.models import AgendaItem, Matter, Meeting
from minutes.pagination import newest_page
from participants.access import MemberRequest
from participants.models import Body, Membership, Person

MATTERS_PER_PAGE = 100
NEWEST = 30


@require_safe
def meeting_list(request: MemberRequest) -> HttpResponse:
    form = MeetingFilterForm(request.GET, request.user)
    meetings = form.found().select_related("body").defer("unplaced")
    page = newest_page(meetings, "date", request.GET)
    return render(request, "minutes/meeting_list.html", {"form": form, "page": page})


@require_safe
def meeting_json(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand the minutes out in the interchange format, as `load_minutes` reads it."""
    meeting = get_object_or_404(whole(Meeting.objects.minutes_visible_to(request.user)), pk=pk)
    name = f"protokoll-{meeting.body.slug}-{meeting.date:%Y-%m-%d}.json"
    return JsonResponse(
        [meeting_to_wire(meeting_record(meeting))],
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def matter_list(request: MemberRequest) -> HttpResponse:
    treated = AgendaItem.objects.minutes_visible_to(request.user).filter(matter=OuterRef("pk")).order_by()
    matters = (
        Matter.objects.visible_to(request.user)
        .current()
        .select_related("body")
        .annotate(
            last_on=Subquery(treated.order_by("-meeting__date").values("meeting__date")[:1]),
            times=Coalesce(
                Subquery(treated.values("matter").annotate(n=Count("pk")).values("n")),
                0,
                output_field=IntegerField(),
            ),
        )
    )
    page = Paginator(matters.order_by("sort_title", "pk"), MATTERS_PER_PAGE).get_page(request.GET.get("page"))
    may_write = request.user.is_staff
    return render(request, "minutes/matter_list.html", {"page": page, "may_write": may_write})


@require_safe
def person_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show a person's roles, attendance and presentations, as far as the reader's own groups know them."""
    user = request.user
    people = Person.objects.visible_to(user)
    person = people.prefetch_related("aliases").filter(pk=pk).first()
    if person is None:  # it may have been merged with another: an old link leads to the one that stayed
        return redirect(get_object_or_404(people, merges__merged_pk=pk))
    roles = Membership.objects.filter(person=person, body__in=Body.objects.visible_to(user))
    attendances = person.attendances.visible_to(user).select_related("meeting__body", "organization")
    presented = AgendaItem.objects.visible_to(user).filter(presenters__person=person)
    return render(
        request,
        "participants/person_detail.html",
        {
            "person": person,
            "memberships": roles.select_related("body", "on_behalf_of").order_by(
                F("start_date").desc(nulls_last=True), "-pk"
            ),
            "attendances": attendances.order_by("-meeting__date", "-pk")[:NEWEST],
            "presented": presented.select_related("meeting__body")
            .order_by("-meeting__date", "position")
            .distinct()[:NEWEST],
        },
    )
