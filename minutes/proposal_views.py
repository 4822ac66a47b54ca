"""Proposals to the agenda: one's own, those that wait, and a page for each with its papers and its answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minutes.approval import Refused
from minutes.models import AgendaProposal, Meeting, ProposalPaper
from minutes.papers import PaperType
from minutes.proposal_forms import AgendaForm, AnswerForm, ProposalForm, StartForm
from minutes.proposals import answer, change, is_changeable, propose, put_on_agenda, version
from minutes.rows import label
from participants.access import MemberRequest
from participants.models import Body, User

UNPROCESSABLE, CONFLICT = 422, 409
PER_PAGE = 30


def _loaded(rows: QuerySet[AgendaProposal], user: User) -> QuerySet[AgendaProposal]:
    """Load with each proposal what a page says of it, and what the user may do with it."""
    readable = Meeting.objects.visible_to(user).filter(pk=OuterRef("item__meeting"))
    own_body = {"pk": OuterRef("body_id")}
    return rows.select_related(
        "body",
        "meeting__body",
        "organization",
        "proposed_by__person",
        "answered_by__person",
        "item__meeting__body",
    ).annotate(
        may_prepare=Exists(Body.objects.prepared_by(user).filter(**own_body)),
        may_put=Exists(Body.objects.written_by(user).filter(**own_body)),
        may_read_item=Exists(readable),
    )


def _visible(user: User) -> QuerySet[AgendaProposal]:
    return _loaded(AgendaProposal.objects.visible_to(user), user)


@require_safe
def proposal_list(request: MemberRequest) -> HttpResponse:
    user = request.user
    own = _visible(user).filter(proposed_by=user)
    waiting = _loaded(AgendaProposal.objects.prepared_by(user).waiting(), user)
    context = {
        "own": Paginator(own.order_by("-proposed_at", "-pk"), PER_PAGE).get_page(request.GET.get("page")),
        "groups": _by_answer(waiting.order_by("proposed_at", "pk")),
        "prepares": Body.objects.prepared_by(user).exists(),
    }
    return render(request, "minutes/proposal_list.html", context)


def _by_answer(waiting: QuerySet[AgendaProposal]) -> list[tuple[str, list[AgendaProposal]]]:
    """Return the proposals under what is to be done with them, the oldest first."""
    headings = {
        AgendaProposal.Answer.WAITING: "Väntar på svar",
        AgendaProposal.Answer.READY: "Klara att sätta upp på en dagordning",
        AgendaProposal.Answer.INCOMPLETE: "Väntar på komplettering",
    }
    rows = list(waiting)
    groups = [(words, [row for row in rows if row.answer == kind]) for kind, words in headings.items()]
    return [(words, found) for words, found in groups if found]


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_add(request: MemberRequest) -> HttpResponse:
    user = request.user
    if not Body.objects.visible_to(user).exists():
        return render(request, "no_role.html")
    if request.method == "POST":
        form = ProposalForm(user, request.POST, request.FILES)
        if not form.is_valid():
            return _form_page(request, form, status=UNPROCESSABLE)
        made = propose(form.instance, form.cleaned_data["papers"], by=user)
        messages.success(request, "Förslaget är skickat till dem som bereder gruppens möten.")
        return redirect("proposal-detail", pk=made.pk)
    start = StartForm(request.GET, user)
    meeting = start.cleaned_data["meeting"] if start.is_valid() else None
    given = {"meeting": meeting.pk, "body": meeting.body_id} if meeting else {}
    return _form_page(request, ProposalForm(user, initial=given))


def _form_page(request: MemberRequest, form: ProposalForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "minutes/proposal_form.html", {"form": form, **more}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_edit(request: MemberRequest, pk: int) -> HttpResponse:
    user = request.user
    proposal = get_object_or_404(_visible(user).filter(proposed_by=user), pk=pk)
    if request.method == "POST":
        return _change(request, proposal)
    if not is_changeable(proposal):
        messages.info(request, "Förslaget har fått ett svar och kan inte ändras längre.")
        return redirect("proposal-detail", pk=pk)
    return _form_page(request, ProposalForm(user, instance=proposal), proposal=proposal)


def _change(request: MemberRequest, proposal: AgendaProposal) -> HttpResponse:
    data = request.POST.copy()
    form = ProposalForm(request.user, data, request.FILES, instance=proposal)
    if not form.is_valid():
        return _form_page(request, form, UNPROCESSABLE, proposal=proposal)
    given = form.cleaned_data
    try:
        change(proposal, given["papers"], given.get("drop") or (), request.user, given["seen"])
    except Refused as refusal:
        now = _visible(request.user).get(pk=proposal.pk)
        data["seen"] = version(now)  # sent once more, it is meant for what the page shows now
        form.add_error(None, str(refusal))
        return _form_page(request, form, CONFLICT, proposal=now, stored=now)
    messages.success(request, "Förslaget är ändrat och väntar på svar.")
    return redirect("proposal-detail", pk=proposal.pk)


@require_safe
def proposal_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(_visible(request.user), pk=pk))


def _page(
    request: MemberRequest,
    proposal: Any,
    answer_form: AnswerForm | None = None,
    agenda_form: AgendaForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_open = proposal.item_id is None
    elsewhere = proposal.answer == AgendaProposal.Answer.ELSEWHERE
    if is_open and proposal.may_prepare and answer_form is None:
        answer_form = AnswerForm(initial={"seen": version(proposal)})
    if is_open and proposal.may_put and not elsewhere and agenda_form is None:
        agenda_form = AgendaForm(request.user, proposal)
    papers = ProposalPaper.objects.filter(proposal=proposal).annotate(kind=label("media_type", PaperType))
    context = {
        "proposal": proposal,
        "papers": papers.order_by("position", "pk"),
        "may_change": proposal.proposed_by_id == request.user.pk and is_changeable(proposal),
        "answer_form": answer_form if is_open else None,
        "agenda_form": agenda_form if is_open else None,
        "faults": [form for form in (answer_form, agenda_form) if form is not None and form.errors],
    }
    return render(request, "minutes/proposal_detail.html", context, status=status)


@require_POST
def proposal_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Store the answer of who prepares the meetings; others may not even learn that the proposal is there."""
    user = request.user
    proposal = get_object_or_404(_loaded(AgendaProposal.objects.prepared_by(user), user), pk=pk)
    data = request.POST.copy()
    form = AnswerForm(data)
    if not form.is_valid():
        return _page(request, proposal, answer_form=form, status=UNPROCESSABLE)
    given = form.cleaned_data
    link = request.build_absolute_uri(reverse("proposal-detail", args=[pk]))
    try:
        told = answer(proposal, given["answer"], given["note"], user, given["seen"], link)
    except Refused as refusal:
        now = _visible(user).get(pk=pk)
        data["seen"] = version(now)
        form.add_error(None, str(refusal))
        return _page(request, now, answer_form=form, status=CONFLICT)
    mailed = " Den som föreslog får det med e-post." if told else ""
    messages.success(request, f"Svaret är sparat.{mailed}")
    return redirect("proposal-detail", pk=pk)


@require_POST
def proposal_agenda(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the proposal last on an agenda that the secretary keeps."""
    user = request.user
    own = AgendaProposal.objects.filter(body__in=Body.objects.written_by(user))
    proposal = get_object_or_404(_loaded(own, user), pk=pk)
    form = AgendaForm(user, proposal, request.POST)
    if not form.is_valid():
        return _page(request, proposal, agenda_form=form, status=UNPROCESSABLE)
    try:
        item = put_on_agenda(proposal, form.cleaned_data["meeting"], by=user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _visible(user).get(pk=pk), agenda_form=form, status=CONFLICT)
    messages.success(request, f"Förslaget står nu sist på dagordningen till {item.meeting}.")
    return redirect("proposal-detail", pk=pk)
