"""Changes to a circulated text: proposed by a justerare, answered by the secretary; and another justerare."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from minutes import changes
from minutes.approvers import replace_approver
from minutes.approving import newest_revision
from minutes.frozen import page_parts, texts_of
from minutes.models import ChangeProposal, Meeting, Revision
from minutes.review import CONFLICT, UNPROCESSABLE, approver_door
from minutes.review_forms import ChangeForm, ReplaceForm, ReplyForm
from minutes.status import Refused
from minutes.word_diff import pieces
from participants.access import MemberRequest

Status = Meeting.Status


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: MemberRequest, pk: int, place: int) -> HttpResponse:
    """Let the justerare word a part of the text otherwise; the page counts the parts from 0, the head."""
    meeting, _ = approver_door(request, pk)
    revision = newest_revision(meeting)
    if meeting.status != Status.CIRCULATED or revision is None:
        return redirect("meeting-approve", pk=pk)
    part = next((part for part in page_parts(revision, set()) if part.ordinal == place), None)
    if part is None:
        raise Http404
    texts = texts_of(part.place, part.content)
    form = ChangeForm(texts, part.is_head, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            digest, reason = form.cleaned_data["digest"], form.cleaned_data["reason"]
            try:
                changes.propose(meeting, request.user, digest, part.place, form.wanted(), reason)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = CONFLICT
            else:
                messages.success(request, f"Ändringsförslaget i {part.short} är skickat till sekreteraren.")
                return redirect(_page_at(pk, part.anchor))
    context = {"meeting": meeting, "part": part, "form": form, "digest": revision.sha256}
    return render(request, "minutes/meeting_change.html", context, status=status)


def _page_at(pk: int, anchor: str) -> str:
    return f"{redirect('meeting-approve', pk=pk).url}#{anchor}"


def _writers_meeting(request: MemberRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.editable_by(request.user).select_related("body"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_changes(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the secretary answer the proposals, and put the accepted ones into a new revision."""
    meeting = _writers_meeting(request, pk)
    revision = newest_revision(meeting)
    if revision is None:
        raise Http404
    if request.method == "POST":
        return _reply(request, meeting, revision)
    return _changes_page(request, meeting, revision, _forms(revision))


def _rows(revision: Revision) -> Any:
    rows = revision.change_proposals.exclude(status="withdrawn")
    return rows.select_related("person", "item", "answered_by__person").order_by("proposed_at", "pk")


def _forms(revision: Revision, data: Any = None, must_answer: bool = False) -> list[ReplyForm]:
    return [ReplyForm(row, data, must_answer) for row in _rows(revision) if row.status == "open"]


def _reply(request: MemberRequest, meeting: Meeting, revision: Revision) -> HttpResponse:
    act = request.POST.get("act", "save")
    forms = _forms(revision, request.POST, must_answer=act in ("revision", "draft"))
    if any(tuple(form.errors for form in forms)):
        return _changes_page(request, meeting, revision, forms, UNPROCESSABLE)
    replies = [
        changes.Reply(
            form.proposal.pk, form.cleaned_data["reply"] == ReplyForm.ACCEPT, form.cleaned_data["answer"]
        )
        for form in forms
        if form.cleaned_data["reply"]
    ]
    try:
        return _settle(request, meeting, revision, replies, act)
    except Refused as refused:
        meeting.refresh_from_db()
        waiting = {row.pk for row in _rows(revision) if row.status == "open"}
        forms = [form for form in forms if form.proposal.pk in waiting]
        return _changes_page(request, meeting, revision, forms, CONFLICT, str(refused))


def _settle(
    request: MemberRequest, meeting: Meeting, revision: Revision, replies: list[changes.Reply], act: str
) -> HttpResponse:
    user = request.user
    if replies:
        changes.answer(meeting, user, replies)
    wants_more = act in ("revision", "draft") and bool(changes.accepted(revision))
    if not wants_more:
        words = (
            "Svaren är sparade, och den som föreslog får dem med e-post."
            if replies
            else "Inget svar var valt."
        )
        messages.success(request, words)
        return redirect("meeting-changes", pk=meeting.pk)
    if act == "draft":
        left = changes.open_draft(meeting, user)
        messages.success(
            request,
            "Protokollet är ett utkast igen. Godtagna ändringar är införda."
            if not left
            else "Protokollet är ett utkast igen. Det som är kvar att skriva in står nedan.",
        )
        return redirect("meeting-changes", pk=meeting.pk)
    sent = changes.send_new_revision(meeting, user)
    messages.success(request, f"Utgåva {sent.number} är skickad för justering, med de godtagna ändringarna.")
    return redirect(meeting)


def _changes_page(
    request: MemberRequest,
    meeting: Meeting,
    revision: Revision,
    forms: list[ReplyForm],
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    by_hand = (
        {row.pk for row in changes.to_do_by_hand(revision)} if meeting.status != Status.APPROVED else set()
    )
    open_rows = (
        [(form, _diff(form.proposal)) for form in forms] if meeting.status == Status.CIRCULATED else []
    )
    answered = [row for row in _rows(revision) if row.status != "open"]
    context = {
        "meeting": meeting,
        "revision": revision,
        "open_rows": open_rows,
        "answered": [(row, _diff(row), row.pk in by_hand) for row in answered],
        "accepted_count": sum(row.status == "accepted" for row in answered),
        "by_hand": by_hand,
        "refusal": refusal,
        "faults": any(form.errors for form in forms) or bool(refusal),
        "forms": forms,
    }
    return render(request, "minutes/meeting_changes.html", context, status=status)


def _diff(row: ChangeProposal) -> Any:
    return pieces(row.old_text, row.new_text)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_approver(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the secretary name another justerare; the text then goes out anew."""
    meeting = _writers_meeting(request, pk)
    form = ReplaceForm(meeting, request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            given = form.cleaned_data
            try:
                sent = replace_approver(
                    meeting, request.user, given["officer"], given["person"], given["reason"]
                )
            except Refused as refused:
                form.add_error(None, str(refused))
                status = CONFLICT
            else:
                messages.success(request, f"{given['person']} justerar nu. Utgåva {sent.number} är skickad.")
                return redirect(meeting)
    context = {"meeting": meeting, "form": form, "is_out": meeting.status == Status.CIRCULATED}
    return render(request, "minutes/meeting_approver.html", context, status=status)
