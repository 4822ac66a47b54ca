"""The desk in the admin: one page made of small forms, each saved by itself, with JavaScript or without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from decisions.desk import drafts, structure
from decisions.desk.capture import Offer, accept, facts_of, offers, waiting
from decisions.desk.checks import check, unwaive, waive
from decisions.desk.findings import part_of
from decisions.desk.forms import (
    TOKEN,
    AcceptForm,
    DraftForm,
    MergeForm,
    MoveForm,
    NewItemForm,
    NewRowForm,
    SentForm,
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
from minutes.admin_actions import step_links
from minutes.approval import Refused
from minutes.models import AgendaItem, Draft, Meeting
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
                typed = [text for text in _typed(request).values() if text.strip()]
                if not typed:
                    raise Http404 from None
                site = self.model_admin.admin_site.each_context(request)
                context = {**site, "title": "Sidan finns inte", "refusal": PAGE_GONE, "typed": typed}
                return render(request, "admin/desk/no_meeting.html", context, status=404)

        return answer

    def meeting(self, request: HttpRequest, pk: int) -> Meeting:
        meetings = Meeting.objects.editable_by(request.user).select_related("body")
        return get_object_or_404(meetings, pk=pk)

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, self.meeting(request, pk))

    def _page(
        self,
        request: HttpRequest,
        meeting: Meeting,
        outcome: Outcome | None = None,
        status: int = 200,
        extra: dict[str, Any] | None = None,
    ) -> HttpResponse:
        page = make_page(meeting, _user(request), outcome)
        context = {
            **self.model_admin.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "title": f"Skrivbordet: {meeting}",
            "meeting": meeting,
            "page": page,
            "desk": page.desk,
            "steps": step_links(meeting),
            "faults": Shown.after(outcome).faults if outcome and not outcome.is_saved else [],
            **(extra or {}),
        }
        return render(request, "admin/desk/desk.html", context, status=status)

    def part(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Show one part anew, or save it."""
        meeting = self.meeting(request, pk)
        if request.method != "POST":
            return self._fresh(request, meeting, key)
        typed, token = _typed(request), SentForm.of(request.POST)
        try:
            outcome = save(meeting, _user(request), key, typed, token)
        except Gone:
            drafts.keep(meeting, _user(request), key[:60], typed, token)
            return self._gone(request, meeting, typed)
        if not outcome.is_saved:  # refused words are nowhere but here
            drafts.keep(meeting, _user(request), key, typed, token)
        if outcome.is_saved and not _is_htmx(request):
            messages.success(request, f"{outcome.part.title} är sparat.")
            return redirect(f"{reverse('admin:desk', args=[pk])}#{key}")
        if _is_htmx(request):
            return self._fragment(request, meeting, Shown.after(outcome))
        return self._page(request, meeting, outcome, CONFLICT if outcome.clashes else UNPROCESSABLE)

    def _fresh(self, request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
        try:
            shown = Shown.of(find_part(Desk(meeting, _user(request)), key))
        except Gone:
            return self._gone(request, meeting, {})
        return self._fragment(request, meeting, shown)

    def _fragment(self, request: HttpRequest, meeting: Meeting, shown: Shown) -> HttpResponse:
        context = {"shown": shown, "meeting": meeting, "desk": shown.part.desk}
        return render(request, "admin/desk/_fragment.html", context)

    def _gone(self, request: HttpRequest, meeting: Meeting, typed: Mapping[Any, str]) -> HttpResponse:
        context = {"refusal": ROW_GONE, "typed": [text for text in typed.values() if text.strip()]}
        if _is_htmx(request):
            return render(request, "admin/desk/_gone.html", context)
        return self._page(request, meeting, status=GONE, extra=context)

    def refused(self, request: HttpRequest, meeting: Meeting, reason: str, typed: list[str]) -> HttpResponse:
        context = {"refusal": reason, "typed": typed}
        if _is_htmx(request):
            return render(request, "admin/desk/_gone.html", context)
        return self._page(request, meeting, status=CONFLICT, extra=context)

    def to(self, request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
        """Go to a part of the page as it is now; `till` has the part's field in focus."""
        address = f"{reverse('admin:desk', args=[meeting.pk])}?till={key}#{key}"
        if _is_htmx(request):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = address
            return answer
        return redirect(address)

    def _step(
        self,
        request: HttpRequest,
        pk: int,
        form: Any,
        act: Callable[[Meeting, User, dict[str, Any], str], str],
    ) -> HttpResponse:
        """Do something with the order: the form says what, the token which order the page showed."""
        meeting = self.meeting(request, pk)
        typed = [text for text in (request.POST.get("title", ""), request.POST.get("text", "")) if text]
        if not form.is_valid():
            errors = [str(error) for rows in form.errors.values() for error in rows]
            return self.refused(request, meeting, " ".join(errors), typed)
        try:
            made = act(meeting, _user(request), form.cleaned_data, SentForm.of(request.POST))
        except Refused as refusal:
            return self.refused(request, meeting, str(refusal), typed)
        return self.to(request, meeting, made)

    def add_item(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._step(
            request,
            pk,
            NewItemForm(request.POST),
            lambda meeting, user, given, token: structure.add_item(
                meeting, user, given["title"], given["after"], str(given["key"])
            ),
        )

    def add_row(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(meeting: Meeting, user: User, given: dict[str, Any], token: str) -> str:
            return structure.add_row(
                meeting, user, given["kind"], given["item"], given["text"], str(given["key"])
            )

        return self._step(request, pk, NewRowForm(request.POST), act)

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

        return self._step(request, pk, SplitForm(request.POST), act)

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
            reason = remove(meeting, _user(request), key, SentForm.of(request.POST))
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
            return self._gone(request, meeting, _typed(request))
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
            return self._gone(request, meeting, dict(enumerate(typed)))
        said = _said(meeting, form) if form.is_valid() else []
        offer = next((one for one in said if one.key == form.cleaned_data.get("offer")), None)
        if offer is None:
            return self.refused(request, meeting, NOT_OFFERED, typed)
        try:
            made = accept(offer, row, _user(request))
        except Refused as refusal:
            return self.refused(request, meeting, str(refusal), typed)
        key = part_of(made)
        if not _is_htmx(request):
            return self.to(request, meeting, key)
        desk = Desk(meeting, _user(request))
        parts = item_rows(desk, self._item(meeting, item))
        context = {
            "rows": [Shown.of(part) for part in parts if part.key == key],
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
        context = {
            **self.model_admin.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "title": f"Granska: {meeting}",
            "meeting": meeting,
            "warnings": check(meeting),
            "form": form,
            "error": error,
        }
        return render(request, "admin/desk/checks.html", context, status=UNPROCESSABLE if error else 200)

    def _waive(self, request: HttpRequest, meeting: Meeting, form: WaiveForm) -> str:
        if not form.is_valid():
            return " ".join(str(error) for rows in form.errors.values() for error in rows)
        given = form.cleaned_data
        try:
            if request.POST.get("act") == "raise":
                unwaive(meeting, given["warning"], _user(request))
            else:
                waive(meeting, given["warning"], given["reason"], _user(request))
        except Refused as refusal:
            return str(refusal)
        return ""

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what is being typed, for the one who types alone; say when."""
        meeting = self.meeting(request, pk)
        form = DraftForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"error": "Utkastet kunde inte sparas."}, status=UNPROCESSABLE)
        key, token = form.cleaned_data["form"], SentForm.of(request.POST)
        draft = drafts.keep(meeting, _user(request), key, _typed(request), token)
        return JsonResponse({"saved": f"{timezone.localtime(draft.saved_at):%H.%M}"})

    def settle_draft(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Take a draft back into its form, to be saved; or throw it away."""
        meeting, user = self.meeting(request, pk), _user(request)
        draft = Draft.objects.filter(meeting=meeting, user=user, form=key).first()
        if request.POST.get("act") != "restore":
            Draft.objects.filter(meeting=meeting, user=user, form=key).delete()
            return self.to(request, meeting, key)
        if draft is None:
            return self.to(request, meeting, key)
        try:
            outcome = save(meeting, user, key, draft.values, draft.token)
        except Gone:
            return self._gone(request, meeting, draft.values)
        if outcome.is_saved:
            return self.to(request, meeting, key)
        return self._page(request, meeting, outcome, CONFLICT if outcome.clashes else UNPROCESSABLE)


def _user(request: HttpRequest) -> User:
    user: Any = request.user
    return user  # type: ignore[no-any-return]


def _offered(meeting: Meeting, item: AgendaItem, form: TypedForm) -> list[Offer]:
    """Return what the typed texts offer that the item has no row for; the typed text is not stored."""
    item.background, item.discussion = form.cleaned_data["background"], form.cleaned_data["discussion"]
    return [one for some in waiting(item, facts_of(meeting)).values() for one in some]


def _said(meeting: Meeting, form: TypedForm) -> list[Offer]:
    """Return all that the typed texts offer, also what has a row by now: somebody may have been first."""
    facts = facts_of(meeting)
    return [one for name in ("background", "discussion") for one in offers(form.cleaned_data[name], facts)]


def _typed(request: HttpRequest) -> dict[str, str]:
    beside = {TOKEN, "csrfmiddlewaretoken", "form"}
    return {name: str(value) for name, value in request.POST.items() if name not in beside}


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
