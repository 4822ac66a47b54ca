"""The justerare's pages: read the frozen text part by part, approve exactly that text or send it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from minutes.approval import send_back
from minutes.approving import StaleLogin, Unread, approval_sentence, approve, newest_revision, withdraw
from minutes.changes import take_back
from minutes.confirming import PasswordForm, ask_for_password, confirmed
from minutes.deadlines import days_left, deadline_words, is_near
from minutes.frozen import Part, gone_parts, page_parts
from minutes.login import last_shown
from minutes.models import Approval, ChangeProposal, Meeting, Officer, Revision
from minutes.reading import HEAD, mark_read, previous_revision, read_places
from minutes.review_forms import ReasonForm, ReviewForm
from minutes.status import Refused
from minutes.word_diff import pieces
from participants.access import MemberRequest
from participants.models import Body, Person

NOT_NAMED = (
    "Bara den som är utsedd till mötets justerare kan godkänna protokollet. "
    "Du kan läsa det på mötets sida. Är du justerare? Be sekreteraren lägga till dig."
)
UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_approve(request: MemberRequest, pk: int) -> HttpResponse:
    meeting, person = approver_door(request, pk)
    if request.method == "POST":
        return _answer(request, meeting, person)
    if _own_approval(meeting, person):
        return redirect("meeting-approved", pk=meeting.pk)
    return _review(request, meeting, person, ReviewForm())


def approver_door(request: MemberRequest, pk: int) -> tuple[Meeting, Person]:
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
        return _review(request, meeting, person, form, status=UNPROCESSABLE)
    _keep_readings(form, meeting, person)
    wrong = confirmed(request)
    if wrong is not None:
        return _ask(request, meeting, wrong)
    try:
        return _act(request, meeting, form)
    except StaleLogin:
        return _ask(request, meeting)
    except Unread as refused:
        return _review(request, meeting, person, form, UNPROCESSABLE, [place for place, _ in refused.parts])
    except Refused as refused:
        form.add_error(None, str(refused))
        meeting.refresh_from_db()
        return _review(request, meeting, person, form, status=CONFLICT)


def _keep_readings(form: ReviewForm, meeting: Meeting, person: Person) -> None:
    """Keep what is ticked, whatever else becomes of the answer; ticks on an old text say nothing."""
    revision = newest_revision(meeting)
    is_out = meeting.status == Meeting.Status.CIRCULATED
    if revision and is_out and revision.sha256 == form.cleaned_data["digest"]:
        mark_read(revision, person, form.places("read"), form.places("shown"))


def _ask(request: MemberRequest, meeting: Meeting, form: PasswordForm | None = None) -> HttpResponse:
    what = f"Därefter godkänns {meeting.heading} från {meeting}. Det du har markerat som läst är sparat."
    back = reverse("meeting-approve", args=[meeting.pk])
    return ask_for_password(request, what, "Bekräfta och godkänn", back, form)


def _act(request: MemberRequest, meeting: Meeting, form: ReviewForm) -> HttpResponse:
    given = form.cleaned_data
    act, _, number = given["answer"].partition("-")
    if act == ReviewForm.APPROVE:
        approve(meeting, by=request.user, digest=given["digest"], login=last_shown(request))
        return redirect("meeting-approved", pk=meeting.pk)
    if act == ReviewForm.SEND_BACK:
        send_back(meeting, by=request.user, reason=given["reason"], digest=given["digest"])
        messages.success(request, f"Du skickade tillbaka {meeting.heading} från {meeting} till sekreteraren.")
        return redirect("start")
    if act == "change":
        return redirect("meeting-change", pk=meeting.pk, place=int(number))
    if act == "drop":
        take_back(meeting, request.user, int(number))
        messages.success(request, "Ditt ändringsförslag är tillbakataget.")
    elif request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    else:
        messages.success(request, "Det du har markerat som läst är sparat.")
    return redirect("meeting-approve", pk=meeting.pk)


def _review(
    request: MemberRequest,
    meeting: Meeting,
    person: Person,
    form: ReviewForm,
    status: int = 200,
    missing: list[int] | None = None,
) -> HttpResponse:
    revision = newest_revision(meeting)
    context: dict[str, Any] = {"meeting": meeting, "form": form, "head": HEAD}
    if meeting.status == Meeting.Status.CIRCULATED and revision:
        context |= _text(revision, person, missing or [])
    return render(request, "minutes/meeting_approve.html", context, status=status)


def _text(revision: Revision, person: Person, missing: list[int]) -> dict[str, Any]:
    meeting, before = revision.meeting, previous_revision(revision)
    parts = page_parts(revision, read_places(revision, person), before)
    proposals = list(_proposals(revision))
    _hang(parts, [row for row in proposals if row.person_id == person.pk], meeting)
    for part in parts:
        part.is_missing = part.place in missing
    changed = [part for part in parts if part.is_changed]
    # Of a first text all lies open, in order; of a later one what is new to the reader comes first.
    folded = [part for part in parts if part.is_read and not part.is_changed] if before else []
    return {
        "revision": revision,
        "before": before,
        "parts": parts,
        "changed": changed,
        "gone": gone_parts(revision, before) if before else [],
        "rest": [part for part in parts if not part.is_changed and part not in folded],
        "folded": folded,
        "missing": [part for part in parts if part.is_missing],
        "read_count": sum(part.is_read for part in parts),
        "sentence": approval_sentence(revision, person),
        "others": still_to_approve(revision, person),
        "open_count": sum(row.person_id == person.pk and row.status == "open" for row in proposals),
        "is_pending": any(row.status == "accepted" for row in proposals),
        "deadline": deadline_words(meeting),
        "is_near": is_near(meeting),
        "is_late": days_left(meeting) < 0,
    }


def _proposals(revision: Revision) -> Any:
    rows = ChangeProposal.objects.filter(revision=revision).exclude(status="withdrawn")
    return rows.select_related("answered_by__person").order_by("proposed_at", "pk")


def _hang(parts: list[Part], proposals: list[ChangeProposal], meeting: Meeting) -> None:
    """Put each proposal at its part, with old and new told apart."""
    places = {
        pk: place
        for place, pk in enumerate(meeting.items.order_by("position", "pk").values_list("pk", flat=True))
    }
    by_place = {part.place: part for part in parts}
    for row in proposals:
        part = by_place.get(places.get(row.item_id, HEAD) if row.item_id else HEAD)
        if part:
            part.proposals.append((row, pieces(row.old_text, row.new_text)))


def still_to_approve(revision: Revision, person: Person) -> list[Officer]:
    named = revision.meeting.officers.approving().select_related("person")
    done = revision.approvals.standing().values("person")
    rows = named.exclude(person__in=done).exclude(person=person)
    return list({row.person_id: row for row in rows}.values())


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_approved(request: MemberRequest, pk: int) -> HttpResponse:
    """Confirm to the justerare what was approved, and let it be taken back; the address can be kept."""
    meeting, person = approver_door(request, pk)
    own = Approval.objects.filter(revision__meeting=meeting, person=person).select_related("revision")
    approval = own.order_by("-revision__number", "-turn").first()
    if approval is None:
        return redirect("meeting-approve", pk=meeting.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdraw(meeting, request.user, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Ditt godkännande är tillbakataget. Du kan läsa och svara på nytt.")
            return redirect("meeting-approve", pk=meeting.pk)
    approval.revision.meeting = meeting
    digest = approval.revision.sha256
    context = {
        "meeting": meeting,
        "approval": approval,
        "form": form,
        "is_standing": not hasattr(approval, "withdrawal"),
        "is_newest": approval.revision == newest_revision(meeting),
        "digest_groups": [digest[index : index + 4] for index in range(0, len(digest), 4)],
        "others": still_to_approve(approval.revision, person),
        "email": request.user.email,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "minutes/meeting_approved.html", context, status=status)
