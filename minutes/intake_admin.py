"""Reading in as pages of the admin: upload or paste, review, save into the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from minutes.approval import Refused
from minutes.importer.files.document import Unreadable
from minutes.intake import (
    CHANGED_MEANWHILE,
    NOT_OPEN,
    PASTED,
    Replaces,
    discard,
    edit,
    finish_reading,
    read_in,
    save,
    share,
    take_up,
)
from minutes.intake_check import is_valid, warnings
from minutes.intake_conflict import ELSEWHERE, OwnText, own_texts
from minutes.intake_forms import STORE, ActForm, ReplaceForm, ShareForm, UploadForm
from minutes.intake_original import original_answer
from minutes.intake_proposal import notices, propose
from minutes.intake_reading import clear, reading, start
from minutes.intake_record import carry_out, settings_of
from minutes.intake_review import Review
from minutes.intake_version import has_same_make_up, version
from minutes.models import Intake
from participants.admin_base import OwnRows, RoleRules
from participants.models import Body, User

UNPROCESSABLE, CONFLICT = 422, 409
REFRESH_SECONDS = 3
KEPT = "Granskningen är sparad. Inget står i boken förrän du väljer Spara i boken."
CHANGED = "Mötet har ändrats sedan sidan visades. Läs skillnaderna igen innan du sparar."
NOT_SAID = "Säg om ledamöterna ska få hämta originalet: open är 0 eller 1."
SHARED = "får nu hämtas av gruppens ledamöter när protokollet är ute."
KEPT_BACK = "hålls tillbaka: bara sekreteraren får hämta originalet."


@admin.register(Intake)
class IntakeAdmin(RoleRules, admin.ModelAdmin[Intake]):
    list_display = ["file_name", "status", "body", "meeting", "created_by", "updated_at"]
    list_filter = ["status", ("body", OwnRows)]
    list_select_related = ["body", "meeting__body", "created_by"]
    search_fields = ["file_name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.editable_by(request.user).without_texts()  # type: ignore[no-any-return]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has gone into the book stays beside it: the file is where the minutes came from."""
        stored = obj is not None and obj.status == Intake.Status.STORED
        return super().has_delete_permission(request, obj) and not stored

    def delete_model(self, request: HttpRequest, obj: Intake) -> None:
        clear(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Intake]) -> None:
        for intake in queryset:
            clear(intake)
        super().delete_queryset(request, queryset)

    def get_urls(self) -> list[URLPattern]:
        steps = [
            ("save", self.save_view),
            ("read", self.read_view),
            ("discard", self.discard_view),
            ("take-up", self.take_up_view),
            ("share", self.share_view),
            ("original", self.original_view),
        ]
        own = [
            path(f"<int:object_id>/{name}/", self.admin_site.admin_view(view), name=f"minutes_intake_{name}")
            for name, view in steps
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        user = _user(request)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(Body.objects.written_by(user), *sent)
        errors: list[str] = []
        if form.is_valid():
            made, errors = read_in(form.uploads(), user, form.cleaned_data["body"])
            if made and not errors:
                return self._read(request, made)
            form = form.again(unread=all(intake.file_name != PASTED for intake in made))
            self._say_read(request, made)
        context = {
            "title": "Läs in protokoll",
            "form": form,
            "unreadable": errors,
            "open": Intake.objects.editable_by(user).unfinished().without_texts().select_related("body")[:20],
        }
        return self._page(request, "upload", context, UNPROCESSABLE if errors or form.errors else 200)

    def _read(self, request: HttpRequest, made: list[Intake]) -> HttpResponse:
        if len(made) == 1:
            return redirect("admin:minutes_intake_change", made[0].pk)
        self._say_read(request, made)
        return redirect("admin:minutes_intake_add")

    def _say_read(self, request: HttpRequest, made: list[Intake]) -> None:
        if made:
            one = len(made) == 1
            read = "Ett dokument är mottaget. Granska det" if one else f"{len(made)} dokument är mottagna. "
            read += "" if one else "Granska dem"
            messages.success(request, f"{read} nedan, och spara sedan i boken.")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if self.get_object(request, object_id) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        intake, user = self._whole(request, object_id), _user(request)
        if not intake.text:  # being read, or discarded before it was
            return self._reading(request, intake)
        if request.method != "POST":
            return self._review(request, Review(intake, user))
        act = ActForm(request.POST)
        if act.is_valid() and act.cleaned_data["version"] != version(intake):
            return self._overtaken(request, intake, act.cleaned_data["version"])
        review = Review(intake, user, request.POST)
        if not is_valid(review):
            return self._review(request, review, UNPROCESSABLE)
        return self._keep(request, review, user)

    def _overtaken(self, request: HttpRequest, intake: Intake, seen: str) -> HttpResponse:
        """Show what was written beside what was kept meanwhile: in the forms if they are about the same."""
        user = _user(request)
        if intake.is_open and has_same_make_up(intake, seen):
            review = Review(intake, user, request.POST)
            review.refuse(CHANGED_MEANWHILE)
            return self._review(request, review, CONFLICT)
        review = Review(intake, user)
        review.refuse(ELSEWHERE if intake.is_open else NOT_OPEN)
        return self._review(request, review, CONFLICT, own_texts(request.POST, review))

    def _keep(self, request: HttpRequest, review: Review, user: User) -> HttpResponse:
        """Keep what was written, and do what the button says."""
        try:
            record, choices, item = carry_out(review)
        except Refused as refusal:
            review.refuse(str(refusal))
            return self._review(request, review, UNPROCESSABLE)
        try:
            seen = review.act.cleaned_data["version"]
            edit(review.intake, record, choices, user, seen, **settings_of(review))
        except Refused as refusal:
            review.refuse(str(refusal))
            return self._review(request, review, CONFLICT)
        if review.act.verb == STORE:
            return self._store(request, review.intake)
        if item is None:
            messages.success(request, KEPT)
        return redirect(request.path + (f"#arende-{item}" if item is not None else ""))

    def _whole(self, request: HttpRequest, object_id: str | int) -> Intake:
        rows = Intake.objects.editable_by(request.user).defer("content")
        intake = rows.select_related("body", "meeting__body", "created_by").filter(pk=object_id).first()
        if intake is None:
            raise Http404
        return intake

    def _review(
        self, request: HttpRequest, review: Review, status: int = 200, written: Sequence[OwnText] = ()
    ) -> HttpResponse:
        intake = review.intake
        context = {
            "title": f"Granska {intake}" if intake.is_open else str(intake),
            "intake": intake,
            "review": review,
            "own_texts": written,
            "warnings": list(warnings(review)),
            "notices": list(notices(intake, _user(request))) if intake.is_open else [],
        }
        return self._page(request, "review", context, status)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/minutes/intake/{name}.html", context, status=status)

    def _reading(self, request: HttpRequest, intake: Intake) -> HttpResponse:
        """Show how far the reading has come; the page asks again by itself as long as it goes on."""
        state = reading(intake)
        title = f"Läser {intake}" if state.is_alive else f"Läs in {intake}"
        answer = self._page(request, "reading", {"title": title, "intake": intake, "reading": state})
        if intake.is_reading and state.is_alive:
            answer.headers["Refresh"] = str(REFRESH_SECONDS)
        return answer

    def read_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Go on to the review of what has been read; begin again if the reading was cut short."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        intake = self._whole(request, object_id)
        state = reading(intake)
        try:
            if intake.is_reading and state.is_done and not state.refusal:
                finish_reading(intake)
            elif intake.is_reading and not state.is_alive:
                start(intake)
        except (Refused, Unreadable) as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:minutes_intake_change", intake.pk)

    def _store(
        self, request: HttpRequest, intake: Intake, seen: str = "", keep_missing: bool = False
    ) -> HttpResponse:
        try:
            meeting = save(intake, _user(request), seen, keep_missing)
        except Replaces:
            if seen:
                messages.error(request, CHANGED)
            return redirect("admin:minutes_intake_save", intake.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:minutes_intake_change", intake.pk)
        messages.success(request, f"{meeting} är sparat i boken.")
        return redirect("admin:minutes_meeting_change", meeting.pk)

    def save_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show what saving would change in a meeting that exists, and ask."""
        intake = self._whole(request, object_id)
        if request.method == "POST":
            form = ReplaceForm(request.POST)
            given = form.cleaned_data if form.is_valid() else {}
            return self._store(request, intake, **given)
        proposal = propose(intake, _user(request)) if intake.is_open and intake.body else None
        if proposal is None:
            return redirect("admin:minutes_intake_change", intake.pk)
        context = {
            "title": "Ändra ett möte som finns",
            "intake": intake,
            "proposal": proposal,
            "form": ReplaceForm(initial={"seen": proposal.seen}),
        }
        return self._page(request, "replace", context, CONFLICT if proposal.refused else 200)

    def discard_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._move(request, object_id, discard, "är slängd. Du kan ta fram den igen.")

    def take_up_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._move(request, object_id, take_up, "är framtagen igen.")

    def share_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Let the members have the original or keep it back, as asked: sent twice it stays so."""
        form = ShareForm(request.POST)
        if request.method == "POST" and not form.is_valid():
            self._whole(request, object_id)  # who may not know of it is told no more than that
            return HttpResponseBadRequest(NOT_SAID, content_type="text/plain; charset=utf-8")
        wanted = bool(form.cleaned_data.get("open")) if form.is_valid() else False
        done = SHARED if wanted else KEPT_BACK
        return self._move(request, object_id, lambda intake: share(intake, wanted), done)

    def _move(
        self, request: HttpRequest, object_id: int, move: Callable[[Intake], None], done: str
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        intake = self._whole(request, object_id)
        try:
            move(intake)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"”{intake}” {done}")
        return redirect("admin:minutes_intake_change", intake.pk)

    def original_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return original_answer(self._whole(request, object_id))


def _user(request: HttpRequest) -> User:
    """Return who is logged in: the admin lets nobody else in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
