"""The secretary's pages about threads: what is proposed, merge, split and undo. Nobody else has them."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minutes.models import Matter, MatterChange, ThreadProposal
from minutes.thread_forms import ACCEPT, AGAIN, AnswerForm, BodyForm, MergeForm, SplitForm
from minutes.threads import ThreadRefused, answer, in_threads, join, merge, propose_threads, split, undo
from minutes.title_words import heading
from participants.access import MemberRequest
from participants.models import Body, User

SHOWN, EARLIER = 60, 20
UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
def thread_proposals(request: MemberRequest) -> HttpResponse:
    return _proposals_page(request)


def _proposals_page(
    request: MemberRequest, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    bodies = list(Body.objects.written_by(request.user))
    if not bodies:
        raise Http404
    rows = ThreadProposal.objects.filter(body__in=bodies).select_related(
        "body", "item__meeting", "item__matter", "earlier__meeting", "earlier__matter"
    )
    waiting = list(rows.waiting().order_by("-score", "pk")[: SHOWN + 1])
    declined = rows.filter(answer=ThreadProposal.Answer.DECLINED).order_by("-answered_at", "pk")
    context = {
        "bodies": bodies,
        "groups": [_group(group) for group in in_threads(waiting[:SHOWN])],
        "has_more": len(waiting) > SHOWN,
        "declined": declined[:EARLIER],
        "changes": _changes(request.user)[:EARLIER],
        "form": form,
    }
    return render(request, "minutes/thread_proposals.html", context, status=status)


def _changes(user: User) -> Any:
    rows = MatterChange.objects.editable_by(user).select_related("body", "matter", "other", "by", "undone_by")
    return rows.order_by("-at", "-pk")


def _group(proposals: list[ThreadProposal]) -> dict[str, Any]:
    """Return what one thread would be: its items in order, and the thread that there is already."""
    items = {item.pk: item for row in proposals for item in (row.earlier, row.item) if item}
    ordered = sorted(items.values(), key=lambda row: (row.meeting.date, row.meeting_id, row.position))
    known = [item.matter for item in ordered if item.matter]
    return {
        "proposals": proposals,
        "pk": proposals[0].pk,
        "body": proposals[0].body,
        "items": ordered,
        "known": known[0] if known else None,
        "title": known[0].title if known else heading([item.title for item in ordered]),
        "score": max(row.score for row in proposals),
        "reasons": {row.item_id: row for row in proposals},
    }


@require_POST
def thread_answer(request: MemberRequest) -> HttpResponse:
    """Store the answer to proposals that hang together."""
    form = AnswerForm(request.POST, request.user)
    if not form.is_valid():
        return _refused(request, form)
    proposals = list(form.cleaned_data["proposals"])
    if form.cleaned_data["answer"] == AGAIN:
        ThreadProposal.objects.filter(pk__in=[row.pk for row in proposals]).delete()
        propose_threads(proposals[0].body)
        return _done(request, "Förslaget prövas på nytt.")
    if form.cleaned_data["answer"] != ACCEPT:
        answer(proposals, ThreadProposal.Answer.DECLINED, request.user)
        return _done(request, "Förslaget kommer inte upp igen.")
    try:
        change = _confirm(proposals, form.cleaned_data, request.user)
    except ThreadRefused as refusal:
        form.add_error(None, str(refusal))
        return _refused(request, form, CONFLICT)
    count = "1 ärende" if len(change.items) == 1 else f"{len(change.items)} ärenden"
    return _done(request, f"{count} står nu i tråden {change.title}.")


@transaction.atomic
def _confirm(proposals: list[ThreadProposal], given: dict[str, Any], user: User) -> MatterChange:
    """Put the chosen items in the thread; what was left out of a yes is a no."""
    items = [row for row in given["items"] if row.matter_id is None]
    chosen = {row.pk for row in given["items"]}
    change = join(proposals[0].body, items, given["title"].strip(), user)
    yes = [row for row in proposals if row.item_id in chosen and row.earlier_id in {None, *chosen}]
    answer(yes, ThreadProposal.Answer.ACCEPTED, user)
    answer([row for row in proposals if row not in yes], ThreadProposal.Answer.DECLINED, user)
    return change


def _refused(request: MemberRequest, form: AnswerForm, status: int = UNPROCESSABLE) -> HttpResponse:
    return _proposals_page(request, form, status)


def _done(request: MemberRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("thread-suggestions")


@require_POST
def thread_search(request: MemberRequest) -> HttpResponse:
    """Work the proposals out anew, for minutes that were written here."""
    form = BodyForm(request.POST, request.user)
    if not form.is_valid():
        raise Http404
    found = propose_threads(form.cleaned_data["body"])
    return _done(request, f"{found} förslag väntar på svar." if found else "Inga nya förslag hittades.")


@require_http_methods(["GET", "HEAD", "POST"])
def matter_arrange(request: MemberRequest, pk: int) -> HttpResponse:
    """Merge the thread with another, or let some of its items become one of their own."""
    matters = Matter.objects.editable_by(request.user).current().select_related("body")
    matter = get_object_or_404(matters, pk=pk)
    if request.method != "POST":
        return _arrange_page(request, matter, MergeForm(matter))
    is_split = "items" in request.POST or "title" in request.POST
    form = SplitForm(matter, request.POST) if is_split else MergeForm(matter, request.POST)
    if not form.is_valid():
        return _arrange_page(request, matter, form, UNPROCESSABLE)
    try:
        return _arranged(request, matter, form)
    except ThreadRefused as refusal:
        form.add_error(None, str(refusal))
        return _arrange_page(request, matter, form, CONFLICT)


def _arrange_page(
    request: MemberRequest, matter: Matter, form: MergeForm | SplitForm, status: int = 200
) -> HttpResponse:
    context = {
        "matter": matter,
        "merging": form if isinstance(form, MergeForm) else MergeForm(matter),
        "splitting": form if isinstance(form, SplitForm) else SplitForm(matter),
        "form": form,
        "changes": _changes(request.user).filter(matter=matter)[:EARLIER],
    }
    return render(request, "minutes/matter_arrange.html", context, status=status)


def _arranged(request: MemberRequest, matter: Matter, form: MergeForm | SplitForm) -> HttpResponse:
    given = form.cleaned_data
    if isinstance(form, MergeForm):
        change = merge(matter, given["other"], request.user)
        messages.success(request, f"{change.other_title} har gått upp i {change.title}.")
    else:
        change = split(matter, list(given["items"]), given["title"].strip(), request.user)
        messages.success(request, f"{change.other_title} är nu en egen tråd.")
    return redirect("matter-detail", pk=matter.pk)


@require_POST
def thread_undo(request: MemberRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(MatterChange.objects.editable_by(request.user), pk=pk)
    try:
        undo(change, request.user)
    except ThreadRefused as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, "Ändringen är ångrad. Ärendena står där de stod.")
    return redirect(reverse("thread-suggestions"))
