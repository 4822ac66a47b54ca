"""The justerare's pages: read the frozen text, approve exactly that text or send it back."""

import datetime as dt
import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from minutes.approval import send_back
from minutes.approving import approval_sentence, approve, newest_revision
from minutes.forms import ReviewForm
from minutes.login import last_shown
from minutes.models import Approval, Meeting, Officer, Revision
from minutes.status import Refused
from participants.access import MemberRequest
from participants.models import Body, Person

NOT_NAMED = (
    "Bara den som är utsedd till mötets justerare kan godkänna protokollet. "
    "Du kan läsa det på mötets sida. Är du justerare? Be sekreteraren lägga till dig."
)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_approve(request: MemberRequest, pk: int) -> HttpResponse:
    meeting, person = _door(request, pk)
    if request.method == "POST":
        return _answer(request, meeting, person)
    if _own_approval(meeting, person):
        return redirect("meeting-approved", pk=meeting.pk)
    return _review(request, meeting, person, ReviewForm())


def _door(request: MemberRequest, pk: int) -> tuple[Meeting, Person]:
    """Return the meeting and its justerare; a member of the group may be one of a text that is a draft again.

    Who is not named is told so, if the meeting is for that person to see at all.
    """
    meetings = Meeting.objects.filter(body__in=Body.objects.visible_to(request.user)).select_related("body")
    approving = Officer.objects.approving().filter(meeting=pk)
    named = Person.objects.filter(user=request.user, pk__in=approving.values("person_id")).first()
    if named is None:
        get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied(NOT_NAMED)
    return get_object_or_404(meetings, pk=pk), named


def _own_approval(meeting: Meeting, person: Person) -> Approval | None:
    revision = newest_revision(meeting)
    return revision.approvals.standing().filter(person=person).first() if revision else None


def _answer(request: MemberRequest, meeting: Meeting, person: Person) -> HttpResponse:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review(request, meeting, person, form, status=422)
    answer = form.cleaned_data
    try:
        if answer["answer"] == ReviewForm.APPROVE:
            approve(meeting, by=request.user, digest=answer["digest"], login=last_shown(request))
            return redirect("meeting-approved", pk=meeting.pk)
        send_back(meeting, by=request.user, reason=answer["reason"], digest=answer["digest"])
    except Refused as refused:
        form.add_error(None, str(refused))
        meeting.refresh_from_db()
        return _review(request, meeting, person, form, status=409)
    messages.success(request, f"Du skickade tillbaka {meeting.heading} från {meeting} till sekreteraren.")
    return redirect("start")


def _review(
    request: MemberRequest, meeting: Meeting, person: Person, form: ReviewForm, status: int = 200
) -> HttpResponse:
    revision = newest_revision(meeting)
    context: dict[str, Any] = {"meeting": meeting, "form": form}
    if meeting.status == Meeting.Status.CIRCULATED and revision:
        context |= {
            "revision": revision,
            "text": frozen_text(revision),
            "sentence": approval_sentence(revision, person),
            "others": _still_to_approve(revision, person),
        }
    return render(request, "minutes/meeting_approve.html", context, status=status)


def frozen_text(revision: Revision) -> dict[str, Any]:
    """Return what the frozen bytes say, and nothing else: the live rows may have changed since."""
    text: dict[str, Any] = json.loads(bytes(revision.content))["meeting"]
    text["date"] = dt.date.fromisoformat(text["date"])
    titles = [part["title"] for part in text["parts"]]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in text["attendance"]:
        row["part_titles"] = ", ".join(titles[index] for index in row["parts"])
        groups.setdefault(row["organization"], []).append(row)
    text["attendance"] = list(groups.items())
    for item in text["items"]:
        item["part_title"] = titles[item["part"]] if item["part"] is not None else ""
        for row in (*item["actions"], *item["promises"]):
            row["due_words"] = _due(row["due"])
        for row in item["citations"]:
            row["due_words"] = _due(row["when"])
    return text


def _due(when: dict[str, Any]) -> dict[str, Any]:
    """Return a frozen time under the names that the pages use for a row's."""
    day = dt.date.fromisoformat(when["on"]) if when["on"] else None
    return {"due_text": when["text"], "due_on": day, "due_precision": when["precision"]}


def _still_to_approve(revision: Revision, person: Person) -> list[Officer]:
    named = revision.meeting.officers.approving().select_related("person")
    done = revision.approvals.standing().values("person")
    return list(named.exclude(person__in=done).exclude(person=person))


@require_safe
def meeting_approved(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm to the justerare what was approved; the address can be kept."""
    meeting, person = _door(request, pk)
    own = Approval.objects.filter(revision__meeting=meeting, person=person).select_related("revision")
    approval = own.order_by("-revision__number").first()
    if approval is None:
        return redirect("meeting-approve", pk=meeting.pk)
    approval.revision.meeting = meeting
    digest = approval.revision.sha256
    return render(
        request,
        "minutes/meeting_approved.html",
        {
            "meeting": meeting,
            "approval": approval,
            "digest_groups": [digest[index : index + 4] for index in range(0, len(digest), 4)],
            "others": _still_to_approve(approval.revision, person),
        },
    )
