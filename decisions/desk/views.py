"""The desk in the admin: one page made of small forms, each saved by itself, with JavaScript or without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from decisions.desk import blanks, drafts, structure
from decisions.desk.capture import Offer, accept, facts_of, offers, waiting
from decisions.desk.checks import check, unwaive, waive
from decisions.desk.draft_views import draft_view, settle_draft_view
from decisions.desk.findings import part_of
from decisions.desk.forms import (
    AcceptForm,
    MergeForm,
    MoveForm,
    NewItemForm,
    NewRowForm,
    SplitForm,
    TypedForm,
    WaiveForm,
)
from decisions.desk.items import item_rows
from decisions.desk.load import Desk
from decisions.desk.page import Shown, make_page
from decisions.desk.paper_view import add_paper_view
from decisions.desk.parts import Gone
from decisions.desk.saving import Outcome, find_part, remove, save
from decisions.desk.sent import Sent, typed, user_of
from minutes.admin_actions import step_links
from minutes.admin_base import Link
from minutes.approval import Refused
from minutes.models import AgendaItem, Draft, Meeting
from minutes.search_index import settle
from participants.models import User

UNPROCESSABLE, CONFLICT, GONE = 422, 409, 410
NOT_OFFERED = "Texten har ändrats, så det som erbjöds finns inte längre. Inget är tillagt."
ROW_GONE = (
    "Någon har tagit bort raden sedan du öppnade sidan, och inget är sparat. Det du skrev står här, så "
    "att du kan "
    "föra in det på ett annat ställe."
)
PAGE_GONE = (
    "Mötet finns inte, eller är inte ditt att skriva i. Inget är sparat. Det du skrev står här, så att du "
    "kan kopiera det."
)
View = Callable[..., HttpResponse]
# Meeting, who, what the form says, the token: returns the part to go to.
Act = Callable[[Meeting, User, dict[str, Any], str], str]


class DeskViews:
    """The views, for the admin of meetings: who may edit the meeting there may open its desk."""

    def __init__(self, model_admin: ModelAdmin[Any]) -> None:
        self.model_admin = model_admin

    def urls(self) -> list[URLPattern]:
        def wrap(view: View) -> View:
            return self.model_admin.admin_site.admin_view(self._keeps_words(view))

        start = "<int:pk>/skrivbord/"
        return [
            path(start, wrap(require_safe(self.page)), name="desk"),
            path(f"{start}nytt/arende/", wrap(require_POST(self.add_item)), name="desk-add-item"),
            path(f"{start}nytt/rad/", wrap(require_POST(self.add_row)), name="desk-add-row"),
            path(f"{start}flytta/", wrap(require_POST(self.move)), name="desk-move"),
            path(f"{start}dela/", wrap(require_POST(self.split)), name="desk-split"),
            path(f"{start}sla-ihop/", wrap(require_POST(self.merge)), name="desk-merge"),
            path(f"{start}utkast/", wrap(require_POST(self.draft)), name="desk-draft"),
            path(f"{start}granska/", wrap(self.checks), name="desk-checks"),
            path(f"{start}erbjud/<int:item>/", wrap(require_POST(self.offers)), name="desk-offers"),
            path(f"{start}ta-med/<int:item>/", wrap(require_POST(self.accept)), name="desk-accept"),
            path(f"{start}underlag/<int:item>/", wrap(require_POST(self.add_paper)), name="desk-paper"),
            path(f"{start}ta-bort/<slug:key>/", wrap(require_POST(self.remove)), name="desk-remove"),
            path(
                f"{start}utkast/<slug:key>/", wrap(require_POST(self.settle_draft)), name="desk-settle-draft"
            ),
            path(f"{start}<slug:key>/", wrap(self.part), name="desk-part"),
        ]

    def _keeps_words(self, view: View) -> View:
        """Tell what was typed on a page that is no longer there: the meeting itself may be gone."""

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (Http404, Meeting.DoesNotExist):
                words = [text for text in typed(request).values() if text.strip()]
                if not words:
                    raise Http404 from None
                site = self.model_admin.admin_site.each_context(request)
                context = {**site, "title": "Sidan finns inte", "refusal": PAGE_GONE, "typed": words}
                return render(request, "admin/desk/no_meeting.html", context, status=404)

        return answer

    def meeting(self, request: HttpRequest, pk: int) -> Meeting:
        meetings = Meeting.objects.editable_by(request.user).select_related("body")
        return get_object_or_404(meetings, pk=pk)

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.meeting(request, pk))

    def show(
        self,
        request: HttpRequest,
        meeting: Meeting,
        outcome: Outcome | None = None,
        status: int = 200,
        extra: dict[str, Any] | None = None,
        taken: Draft | None = None,
    ) -> HttpResponse:
        page = make_page(meeting, user_of(request), outcome, taken)
        context = {
            **self.model_admin.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "title": f"Skrivbordet: {meeting}",
            "meeting": meeting,
            "page": page,
            "desk": page.desk,
            "steps": [*self._links(meeting), *step_links(meeting)],
            "faults": Shown.after(outcome).faults if outcome and not outcome.is_saved else [],
            **(extra or {}),
        }
        return render(request, "admin/desk/desk.html", context, status=status)

    def _links(self, meeting: Meeting) -> list[Link]:
        """Return the page that calls the group to the meeting, while it is to come."""
        if meeting.status != Meeting.Status.PLANNED:
            return []
        return [Link("Kallelse", reverse("admin:minutes_meeting_notice", args=[meeting.pk]))]

    def part(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Show one part anew, or save it."""
        meeting = self.meeting(request, pk)
        if request.method != "POST":
            return self._fresh(request, meeting, key)
        sent = Sent.of(request, key)
        try:
            outcome = save(meeting, user_of(request), sent)
        except Gone:
            drafts.keep(meeting, user_of(request), sent)
            return self.gone(request, meeting, sent.values)
        if not outcome.is_saved:  # refused words are nowhere but here
            drafts.keep(meeting, user_of(request), sent)
        if outcome.is_saved and not _is_htmx(request):
            messages.success(request, f"{outcome.part.title} är sparat.")
            return redirect(f"{reverse('admin:desk', args=[pk])}#{key}")
        if _is_htmx(request):
            return self._fragment(request, meeting, Shown.after(outcome))
        return self.show(request, meeting, outcome, CONFLICT if outcome.clashes else UNPROCESSABLE)

    def _fresh(self, request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
        try:
            shown = Shown.of(find_part(Desk(meeting, user_of(request)), key))
        except Gone:
            return self.gone(request, meeting, {})
        return self._fragment(request, meeting, shown)

    def _fragment(self, request: HttpRequest, meeting: Meeting, shown: Shown) -> HttpResponse:
        context = {"shown": shown, "meeting": meeting, "desk": shown.part.desk}
        return render(request, "admin/desk/_fragment.html", context)

    def gone(self, request: HttpRequest, meeting: Meeting, typed: Mapping[Any, str]) -> HttpResponse:
        context = {"refusal": ROW_GONE, "typed": [text for text in typed.values() if text.strip()]}
        if _is_htmx(request):
            return render(request, "admin/desk/_gone.html", context)
        return self.show(request, meeting, status=GONE, extra=context)

    def refused(
        self, request: HttpRequest, meeting: Meeting, reason: str, words: list[str], blank: Sent | None = None
    ) -> HttpResponse:
        """Say why not; what was to be added is kept, and stands in its form again."""
        context = {"refusal": reason, "typed": words}
        if _is_htmx(request):
            return render(request, "admin/desk/_gone.html", context)
        taken = drafts.keep(meeting, user_of(request), blank) if blank and blank.values else None
        return self.show(request, meeting, status=CONFLICT, extra=context, taken=taken)

    def to(self, request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
        """Go to a part of the page as it is now; `till` has the part's field in focus."""
        address = f"{reverse('admin:desk', args=[meeting.pk])}?till={key}#{key}"
        if _is_htmx(request):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = address
            return answer
        return redirect(address)

    def _step(self, request: HttpRequest, pk: int, form: Any, act: Act, kind: str = "") -> HttpResponse:
        """Do something with the order: the form says what, the token which order the page showed.

        `kind` is that of a form whose words are in no row yet: their draft goes when they are added.
        """
        meeting, user = self.meeting(request, pk), user_of(request)
        words = [text for text in (request.POST.get("title", ""), request.POST.get("text", "")) if text]
        is_valid = form.is_valid()
        blank = Sent.of(request, blanks.name(kind, form.cleaned_data.get("item"))) if kind else None
        if not is_valid:
            errors = [str(error) for rows in form.errors.values() for error in rows]
            return self.refused(request, meeting, " ".join(errors), words, blank)
        try:
            with transaction.atomic():
                made = act(meeting, user, form.cleaned_data, Sent.of(request, "").token)
                if blank:
                    drafts.forget(meeting, user, blank)
                settle()
        except Refused as refusal:
            return self.refused(request, meeting, str(refusal), words, blank)
        return self.to(request, meeting, made)

    def add_item(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(
            request,
            pk,
            NewItemForm(request.POST),
            lambda meeting, user, given, token: structure.add_item(
                meeting, user, given["title"], given["after"], str(given["key"])
            ),
            "nytt",
        )

    def add_row(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(meeting: Meeting, user: User, given: dict[str, Any], token: str) -> str:
            return structure.add_row(
                meeting, user, given["kind"], given["item"], given["text"], str(given["key"])
            )

        return self._step(request, pk, NewRowForm(request.POST), act, "nyrad")

    def add_paper(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        return add_paper_view(self, request, pk, item)

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(meeting: Meeting, user: User, given: dict[str, Any], token: str) -> str:
            structure.move_item(meeting, user, given["item"], given["place"], token)
            return f"arende-{given['item']}"

        return self._step(request, pk, MoveForm(request.POST), act)

    def split(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(meeting: Meeting, user: User, given: dict[str, Any], token: str) -> str:
            place, shown = (given["field"], given["at"]), given["shown"]
            return structure.split_item(meeting, user, given["item"], place, given["title"], token, shown)

        return self._step(request, pk, SplitForm(request.POST), act, "dela")

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(
            request,
            pk,
            MergeForm(request.POST),
            lambda meeting, user, given, token: structure.merge_with_previous(
                meeting, user, given["item"], token, given["shown"]
            ),
        )

    def remove(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        meeting = self.meeting(request, pk)
        try:
            reason = remove(meeting, user_of(request), Sent.of(request, key))
        except Gone:
            reason = ""  # gone already: what was asked for is done
        if reason:
            return self.refused(request, meeting, reason, [])
        return self.to(request, meeting, "arenden")

    def _item(self, meeting: Meeting, pk: int) -> AgendaItem:
        rows = AgendaItem.objects.filter(meeting=meeting).prefetch_related("decisions", "actions", "promises")
        item = rows.filter(pk=pk).first()
        if item is None:
            raise Gone
        return item

    def offers(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        """Say what the texts offer to become, as they stand in the form at this moment."""
        meeting, form = self.meeting(request, pk), TypedForm(request.POST)
        try:
            row = self._item(meeting, item)
        except Gone:
            return self.gone(request, meeting, typed(request))
        found = _offered(meeting, row, form) if form.is_valid() else []
        context = {"meeting": meeting, "item": row, "offers": found}
        return render(request, "admin/desk/_offers.html", context)

    def accept(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        """Make a row of what a text offers; the words stay where they were typed."""
        meeting, form = self.meeting(request, pk), AcceptForm(request.POST)
        typed = [text for text in (request.POST.get("background"), request.POST.get("discussion")) if text]
        try:
            row = self._item(meeting, item)
        except Gone:
            return self.gone(request, meeting, dict(enumerate(typed)))
        said = _said(meeting, form) if form.is_valid() else []
        offer = next((one for one in said if one.key == form.cleaned_data.get("offer")), None)
        if offer is None:
            return self.refused(request, meeting, NOT_OFFERED, typed)
        try:
            made = accept(offer, row, user_of(request))
        except Refused as refusal:
            return self.refused(request, meeting, str(refusal), typed)
        key = part_of(made)
        if not _is_htmx(request):
            return self.to(request, meeting, key)
        desk = Desk(meeting, user_of(request))
        parts = item_rows(desk, self._item(meeting, item))
        context = {
            "rows": [Shown.of(part) for part in parts if key in (part.key, part.led_from)],
            "meeting": meeting,
            "desk": desk,
            "item": row,
            "offers": [one for one in _offered(meeting, row, form) if one.key != offer.key],
        }
        return render(request, "admin/desk/_accepted.html", context)

    def checks(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what looks wrong before the minutes are sent; wave a warning through with a reason."""
        meeting = self.meeting(request, pk)
        form = WaiveForm(request.POST) if request.method == "POST" else None
        error = ""
        if form is not None:
            error = self._waive(request, meeting, form)
            if not error:
                return redirect("admin:desk-checks", pk)
        warnings = check(meeting)
        context = {
            **self.model_admin.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "title": f"Granska: {meeting}",
            "meeting": meeting,
            "warnings": warnings,
            "left": sum(not warning.is_waived for warning in warnings),
            "form": form,
            "error": error,
        }
        return render(request, "admin/desk/checks.html", context, status=UNPROCESSABLE if error else 200)

    def _waive(self, request: HttpRequest, meeting: Meeting, form: WaiveForm) -> str:
        if not form.is_valid():
            return " ".join(str(error) for rows in form.errors.values() for error in rows)
        given = form.cleaned_data
        try:
            if given["act"] == WaiveForm.RAISE:
                unwaive(meeting, given["warning"], user_of(request))
            else:
                waive(meeting, given["warning"], given["reason"], user_of(request))
        except Refused as refusal:
            return str(refusal)
        return ""

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        return draft_view(self, request, pk)

    def settle_draft(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        return settle_draft_view(self, request, pk, key)


def _offered(meeting: Meeting, item: AgendaItem, form: TypedForm) -> list[Offer]:
    """Return what the typed texts offer that the item has no row for; the typed text is not stored."""
    item.background, item.discussion = form.cleaned_data["background"], form.cleaned_data["discussion"]
    return [one for some in waiting(item, facts_of(meeting)).values() for one in some]


def _said(meeting: Meeting, form: TypedForm) -> list[Offer]:
    """Return all that the typed texts offer, also what has a row by now: somebody may have been first."""
    facts = facts_of(meeting)
    return [one for name in ("background", "discussion") for one in offers(form.cleaned_data[name], facts)]


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
