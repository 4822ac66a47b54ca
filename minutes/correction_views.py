"""Corrections of sealed minutes: the secretary proposes, those who approved the minutes approve, all read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from minutes.approving import StaleLogin
from minutes.confirming import PasswordForm, ask_for_password, confirmed
from minutes.correction_forms import AnswerForm, CorrectionForm
from minutes.corrections import (
    Wanted,
    approve_correction,
    correction_sentence,
    is_named,
    named_approvers,
    propose_correction,
    sealed_revision,
    seats,
    text_now,
    withdraw_correction,
)
from minutes.frozen import Part, Text, page_parts, texts_of
from minutes.letters import answer_by
from minutes.login import last_shown
from minutes.models import ChangeTarget, Correction, Meeting, Revision
from minutes.status import Refused
from minutes.word_diff import pieces
from participants.access import MemberRequest
from participants.models import Body, Person, User

UNPROCESSABLE, CONFLICT = 422, 409
OTHER = Text(str(ChangeTarget.OTHER), "Något annat", "")
HEAD_TEXT = Text(str(ChangeTarget.OTHER), "Tid, plats, närvaro eller annat", "")


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_correct(request: MemberRequest, pk: int) -> HttpResponse:
    """Let the secretary choose a text of the sealed minutes, and then word it rightly."""
    meeting = get_object_or_404(Meeting.objects.editable_by(request.user).select_related("body"), pk=pk)
    try:
        revision = sealed_revision(meeting)
    except Refused as refused:
        return render(request, "minutes/meeting_correct.html", {"meeting": meeting, "refusal": str(refused)})
    parts = page_parts(revision, set())
    chosen = _chosen(parts, request.GET.get("del", ""), request.GET.get("text", ""))
    if chosen is None:
        rows = [(part, _texts(part)) for part in parts]
        return render(request, "minutes/meeting_correct.html", {"meeting": meeting, "parts": rows})
    return _correct(request, revision, *chosen)


def _chosen(parts: list[Part], place: str, name: str) -> tuple[Part, Text] | None:
    """Return what the address asks for; what is not there leads back to the choice."""
    part = next((part for part in parts if str(part.ordinal) == place), None)
    if part is None:
        return None
    return next(((part, text) for text in _texts(part) if text.name == name), None)


def _texts(part: Part) -> list[Text]:
    return [*texts_of(part.place, part.content), HEAD_TEXT if part.is_head else OTHER]


def _correct(request: MemberRequest, revision: Revision, part: Part, text: Text) -> HttpResponse:
    meeting = revision.meeting
    words = text_now(revision, part.place, text.target, text.decision_number)
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(meeting, request.user, seats(revision), words, data)
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            given = form.cleaned_data
            wanted = Wanted(
                place=part.place,
                target=text.target,
                old=words if words is not None else given["old"],
                new=given["new"],
                reason=given["reason"],
                decision_number=text.decision_number,
            )
            try:
                made = propose_correction(meeting, request.user, wanted, form.successors())
            except Refused as refused:
                form.add_error(None, str(refused))
                status = CONFLICT
            else:
                messages.success(request, f"Rättelse {made.number} är {_what_next(made)}.")
                return redirect("correction-detail", pk=made.pk)
    context = {
        "meeting": meeting,
        "part": part,
        "text": text,
        "words": words,
        "form": form,
        "seats": seats(revision),
    }
    return render(request, "minutes/meeting_correct.html", context, status=status)


def _what_next(made: Correction) -> str:
    return "införd" if made.approved_at else "skickad till dem som ska godkänna den"


@require_http_methods(["GET", "HEAD", "POST"])
def correction_detail(request: MemberRequest, pk: int) -> HttpResponse:
    correction = _readable(request, pk)
    if request.method == "POST":
        return _answer(request, correction)
    return _detail(request, correction)


def _readable(request: MemberRequest, pk: int) -> Correction:
    """Return the correction, if the user may read it: one that does not hold, only if it is theirs."""
    user = request.user
    rows = Correction.objects.visible_to(user)
    rows = rows.select_related("revision__meeting__body", "item", "made_by__person")
    correction = get_object_or_404(rows, pk=pk)
    prepares = Body.objects.prepared_by(user).filter(pk=correction.revision.meeting.body_id).exists()
    if not correction.approved_at and not prepares and not is_named(correction, _person(user)):
        raise Http404
    return correction


def _person(user: User) -> Person | None:
    return Person.objects.filter(user=user).first()


def _answer(request: MemberRequest, correction: Correction) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, correction, form, UNPROCESSABLE)
    wrong = confirmed(request)
    if wrong is not None:
        return _ask(request, correction, wrong)
    given = form.cleaned_data
    try:
        if given["answer"] == AnswerForm.WITHDRAW:
            withdraw_correction(correction, request.user)
            messages.success(request, f"Rättelse {correction.number} är tillbakatagen.")
        else:
            approve_correction(correction, request.user, given["digest"], last_shown(request))
            messages.success(
                request, f"Du har godkänt rättelse {correction.number}. Ett kvitto kommer med e-post."
            )
    except StaleLogin:
        return _ask(request, correction)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _detail(request, _readable(request, correction.pk), form, CONFLICT)
    return redirect("correction-detail", pk=correction.pk)


def _ask(request: MemberRequest, correction: Correction, form: PasswordForm | None = None) -> HttpResponse:
    meeting = correction.revision.meeting
    what = f"Därefter godkänns rättelse {correction.number} av {meeting.heading} från {meeting}."
    back = reverse("correction-detail", args=[correction.pk])
    return ask_for_password(request, what, "Bekräfta och godkänn", back, form)


def _detail(
    request: MemberRequest, correction: Correction, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    meeting, user = correction.revision.meeting, request.user
    approvals = {row.person_id: row for row in correction.approvals.all()}
    named = [(row, approvals.get(row["id"])) for row in named_approvers(correction)]
    person = Person.objects.filter(user=user, pk__in=[row["id"] for row, _ in named]).first()
    is_open = correction.approved_at is None and correction.withdrawn_at is None
    if meeting.status != Meeting.Status.APPROVED:
        raise Http404
    context = {
        "correction": correction,
        "meeting": meeting,
        "form": form,
        "diff": pieces(correction.old_text, correction.new_text, whole=True),
        "named": named,
        "last_day": answer_by(correction),
        "is_open": is_open,
        "may_approve": is_open and person is not None and person.pk not in approvals,
        "own": approvals.get(person.pk) if person else None,
        "may_withdraw": is_open and Body.objects.written_by(user).filter(pk=meeting.body_id).exists(),
        "sentence": correction_sentence(correction, person) if person else "",
        "digest_groups": [correction.sha256[index : index + 4] for index in range(0, 64, 4)],
    }
    return render(request, "minutes/correction_detail.html", context, status=status)
