"""Members from a file and into one: choose it, see what would happen, take it in; or fetch a group's list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from participants.member_cells import COLUMNS, MemberColumns, columns_of
from participants.member_plan import Cells, Plan, Question, make_plan
from participants.member_store import NotStored, take_in
from participants.models import Body, Membership, User
from participants.sheets import LARGEST, MOST_ROWS, TOO_LARGE, Unreadable, read_sheet

UNPROCESSABLE, CONFLICT = 422, 409
SALT, SHOWN_FOR = "members-from-a-file", 12 * 60 * 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OVERTAKEN = "Registret har ändrats sedan du såg listan. Gå igenom den igen innan du sparar. Inget är sparat."
TOO_OLD = "Granskningen är för gammal. Välj filen igen. Inget är sparat."
NOTHING = "Filen stämde redan med registret. Inget är ändrat."


class UploadForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label="Fil",
        max_length=255,
        allow_empty_file=True,
        help_text=f"CSV eller XLSX, högst {LARGEST // 1_000_000} MB och {MOST_ROWS} rader.",
        error_messages={"required": "Välj en fil."},
    )

    def clean_file(self) -> UploadedFile:
        """Read the file; what it holds is in `rows` and `notices`."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(TOO_LARGE)
        try:
            self.rows, self.notices = columns_of(read_sheet(file.read()))
        except Unreadable as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file


class ShownForm(forms.Form):
    """What was read comes back with the confirmation, signed: nothing is kept on the way."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_sheet(self) -> dict[str, Any]:
        try:
            given: dict[str, Any] = signing.loads(self.cleaned_data["sheet"], salt=SALT, max_age=SHOWN_FOR)
        except signing.BadSignature:
            raise ValidationError(TOO_OLD) from None
        return given


class AnswersForm(forms.Form):
    """Whom each row with a namesake means."""

    def __init__(self, questions: list[Question], data: Any = None) -> None:
        super().__init__(data)
        for question in questions:
            self.fields[f"person-{question.row}"] = forms.ChoiceField(
                label=f"Rad {question.row}: {question.name}",
                choices=[("", "Välj …"), *question.choices],
                error_messages={"required": "Välj vem raden gäller."},
            )

    def answers(self) -> dict[int, str]:
        """Return the answers given so far, by row."""
        self.full_clean()
        return {int(name.removeprefix("person-")): value for name, value in self.cleaned_data.items()}


class ExportForm(forms.Form):
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Grupp",
        empty_label=None,
        error_messages={"invalid_choice": "Välj en grupp som du skriver för."},
    )
    period = forms.ChoiceField(
        label="Uppdrag",
        choices=[("current", "de som gäller i dag"), ("all", "alla, också de som har upphört")],
    )
    format = forms.ChoiceField(label="Filtyp", choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")])

    def __init__(self, bodies: QuerySet[Body], data: Any = None) -> None:
        super().__init__(data)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class MemberFiles(admin.ModelAdmin[Membership]):
    """The pages that stand beside the list of roles."""

    change_list_template = "admin/participants/membership/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("import/", self.import_view, "import"),
            ("import/save/", self.import_save_view, "import_save"),
            ("export/", self.export_view, "export"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"participants_membership_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file and show what it would do; nothing is stored."""
        if request.method != "POST":
            return self._upload(request, UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._upload(request, form, UNPROCESSABLE)
        sheet = {"name": form.cleaned_data["file"].name, "rows": form.rows, "notices": form.notices}
        plan = make_plan(form.rows, _user(request), {})
        return self._preview(request, sheet, plan, AnswersForm(plan.questions), plan.digest)

    def import_save_view(self, request: HttpRequest) -> HttpResponse:
        """Store what was shown, or show again what is wrong, what is asked or what has changed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        user, shown = _user(request), ShownForm(request.POST)
        if not shown.is_valid():
            messages.error(request, TOO_OLD)
            return redirect("admin:participants_membership_import")
        sheet, seen = shown.cleaned_data["sheet"], shown.cleaned_data["seen"]
        rows: list[tuple[int, Cells]] = [(number, cells) for number, cells in sheet["rows"]]
        try:
            plan = take_in(
                rows, user, lambda asked: AnswersForm(asked, request.POST).answers(), seen, sheet["name"]
            )
        except NotStored as refused:
            asked = AnswersForm(refused.questions, request.POST)
            if not refused.is_overtaken:
                return self._preview(request, sheet, refused.plan, asked, seen, UNPROCESSABLE)
            messages.warning(request, OVERTAKEN)
            return self._preview(request, sheet, refused.plan, asked, refused.plan.digest, CONFLICT)
        messages.success(request, _done(plan))
        return redirect("admin:participants_membership_changelist")

    def _upload(self, request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
        bodies = Body.objects.written_by(request.user)
        context = {"title": "Läs in medlemmar", "form": form, "columns": COLUMNS, "bodies": bodies}
        return self._page(request, "import", context, status)

    def _preview(
        self,
        request: HttpRequest,
        sheet: dict[str, Any],
        plan: Plan,
        asked: AnswersForm,
        seen: str,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "title": f"Granska {sheet['name']}",
            "plan": plan,
            "notices": sheet["notices"],
            "asked": asked,
            "rows": [(line, _field(asked, line.number)) for line in plan.lines],
            "shown": ShownForm(
                initial={"sheet": signing.dumps(sheet, salt=SALT, compress=True), "seen": seen}
            ),
        }
        return self._page(request, "preview", context, status)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for which group and as what; then hand out the file."""
        bodies = Body.objects.written_by(request.user)
        form = ExportForm(bodies, request.GET if "format" in request.GET else None)
        if form.is_valid():
            return _file(**form.cleaned_data)
        context = {"title": "Hämta medlemmar som fil", "form": form, "columns": COLUMNS}
        return self._page(request, "export", context, UNPROCESSABLE if form.errors else 200)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        given = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/participants/membership/{name}.html", given, status=status)


def _field(asked: AnswersForm, row: int) -> Any:
    return asked[f"person-{row}"] if f"person-{row}" in asked.fields else None


def _done(plan: Plan) -> str:
    counts = plan.counts
    if not plan.roles:
        return NOTHING
    return (
        f"Sparat. Nya personer: {counts['people']}. Nya uppdrag: {counts['new']}. "
        f"Ändrade uppdrag: {counts['changed']}. Rader som redan stämde: {counts['same']}."
    )


def _file(body: Body, period: str, format: str) -> HttpResponse:
    """Write the group's roles with the columns that the import reads."""
    rows = Membership.objects.filter(body=body).select_related("person__user", "on_behalf_of", "body")
    rows = rows if period == "all" else rows.at()
    table = MemberColumns([], []).export(
        rows.order_by("person__sort_name", F("start_date").asc(nulls_first=True), "pk")
    )
    name = f"medlemmar-{body.slug}-{timezone.localdate():%Y-%m-%d}.{format}"
    if format == "csv":  # with the mark and the semicolons that a Swedish Excel expects
        content, kind = table.export("csv", delimiter=";").encode("utf-8-sig"), "text/csv; charset=utf-8"
    else:
        content, kind = table.export("xlsx"), XLSX
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _user(request: HttpRequest) -> User:
    """Return who is logged in: the admin lets nobody else in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
