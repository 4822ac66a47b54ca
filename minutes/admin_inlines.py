"""What the meeting's page and the item's page hold: officers, parts, attendance, items and the rest."""

from collections import Counter
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.template.loader import render_to_string

from minutes.admin_base import SMALL_TEXT, MeetingRowForm, MeetingRules, RowFormSet
from minutes.exports import owner
from minutes.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Intake,
    Meeting,
    MeetingPart,
    Officer,
    Presenter,
    Remark,
    SourceDocument,
)
from participants.admin_base import NobodyWrites
from participants.models import Membership, User


class OfficerForm(MeetingRowForm):
    class Meta:
        model = Officer
        fields: ClassVar[list[str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") == Officer.Role.APPROVER and not cleaned.get("person") and self.has_changed():
            self.add_error(
                "person",
                "En justerare måste finnas i personregistret för att kunna godkänna. "
                "Välj personen här, eller lägg till den med plustecknet.",
            )
        return cleaned


class OfficerInline(MeetingRules, admin.TabularInline[Officer, Meeting]):
    model = Officer
    form = OfficerForm
    fields = ["role", "person", "name"]
    autocomplete_fields = ["person"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("person")


class PartInline(MeetingRules, admin.TabularInline[MeetingPart, Meeting]):
    model = MeetingPart
    fields = ["position", "title", "first_item", "last_item", "participants"]
    extra = 0


class AttendanceFormSet(RowFormSet):
    siblings: ClassVar[dict[str, str]] = {"parts": "parts"}

    def clean(self) -> None:
        rows = [form for form in self.forms if not form.cleaned_data.get(DELETION_FIELD_NAME)]
        rows = [form for form in rows if form.cleaned_data.get("person")]
        times = Counter(form.cleaned_data["person"] for form in rows)
        twice = [str(person) for person, number in times.items() if number > 1]
        if twice:
            raise ValidationError(
                [f"{name} står mer än en gång i närvaron. Ta bort alla rader utom en." for name in twice]
            )
        super().clean()
        self._fill_in_organizations([form for form in rows if "person" in form.changed_data])

    def _fill_in_organizations(self, forms_: list[Any]) -> None:
        """Let who was chosen without an organisation stand for the one of their role on that day."""
        rows = [form.instance for form in forms_ if not form.cleaned_data.get("organization")]
        meeting = self.instance
        if not rows or not meeting.date or not meeting.body_id:
            return
        held = Membership.objects.at(meeting.date).filter(
            body_id=meeting.body_id, person__in=[row.person_id for row in rows], on_behalf_of__isnull=False
        )
        stood_for = set(held.values_list("person_id", "on_behalf_of_id"))
        for row in rows:
            found = [organization for person, organization in stood_for if person == row.person_id]
            if len(found) == 1:
                row.organization_id = found[0]


class AttendanceInline(MeetingRules, admin.TabularInline[Attendance, Meeting]):
    model = Attendance
    formset = AttendanceFormSet
    autocomplete_fields = ["person", "organization"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("person", "organization")
        return rows.prefetch_related("parts")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ["person", "name", "organization", "mode", "role"]
        return [*fields, "parts"] if has_parts(obj) else fields


def has_parts(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.pk is not None and bool(part_keys(meeting))


def part_keys(meeting: Meeting) -> list[int]:
    known: dict[str, Any] = meeting.__dict__
    if "_part_keys" not in known:
        known["_part_keys"] = list(meeting.parts.values_list("pk", flat=True))
    return known["_part_keys"]  # type: ignore[no-any-return]


class ItemFormSet(RowFormSet):
    siblings: ClassVar[dict[str, str]] = {"part": "parts"}


class ItemForm(MeetingRowForm):
    class Meta:
        model = AgendaItem
        fields: ClassVar[list[str]] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        matter, meeting = cleaned.get("matter"), cleaned.get("meeting") or owner(self.instance)
        if matter and meeting and matter.body_id != meeting.body_id:
            self.add_error("matter", "Ärendetråden hör till en annan grupp än mötet.")
        return cleaned


class ItemInline(MeetingRules, admin.StackedInline[AgendaItem, Meeting]):
    model = AgendaItem
    form = ItemForm
    formset = ItemFormSet
    autocomplete_fields = ["matter"]
    readonly_fields = ["what_it_led_to"]
    formfield_overrides = SMALL_TEXT
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("meeting", "matter")
        return rows.prefetch_related("presenters__person", "decisions", "actions")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        part = ["part"] if has_parts(obj) else []
        first = [("position", "number", "outcome", *part), "title", "matter"]
        return [(None, {"fields": [*first, *AgendaItem.TEXTS, "what_it_led_to"]})]

    @admin.display(description="föredragande och beslut")
    def what_it_led_to(self, item: AgendaItem) -> str:
        return render_to_string("admin/minutes/_item_rows.html", {"item": item})


class RemarkForm(MeetingRowForm):
    """An anmärkning is settled by saying why it may stand; emptying the reason raises it again."""

    class Meta:
        model = Remark
        fields: ClassVar[list[str]] = []

    filled_in: ClassVar[list[str]] = ["waived_by"]

    def signed_by(self, user: User) -> None:
        if "waived_reason" in self.changed_data:
            self.instance.waived_by = user if self.instance.waived_reason else None


class RemarkInline(MeetingRules, admin.TabularInline[Remark, Meeting]):
    model = Remark
    form = RemarkForm
    fields = ["message", "line", "excerpt", "waived_reason", "waived_by"]
    readonly_fields = ["message", "line", "excerpt", "waived_by"]
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("waived_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SourceInline(NobodyWrites, admin.TabularInline[SourceDocument, Meeting]):
    model = SourceDocument
    fields = ["file_name", "kind", "imported_at", "imported_by", "original"]
    readonly_fields = ["original"]
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request).defer("text").select_related("imported_by")
        kept = Intake.objects.visible_to(request.user).filter(meeting=OuterRef("meeting"))
        return rows.annotate(  # type: ignore[no-any-return]
            intake=Subquery(kept.filter(sha256=OuterRef("sha256")).order_by("-pk").values("pk")[:1])
        )

    @admin.display(description="originalet")
    def original(self, row: Any) -> str:
        return render_to_string("admin/minutes/_original.html", {"source": row})


class PresenterRules(MeetingRules):
    def own_rows(self, rows: Any, request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(item__in=AgendaItem.objects.editable_by(request.user))  # type: ignore[no-any-return]


class PresenterInline(PresenterRules, admin.TabularInline[Presenter, AgendaItem]):
    model = Presenter
    fields = ["person", "name"]
    autocomplete_fields = ["person"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("person")


class AttachmentForm(MeetingRowForm):
    class Meta:
        model = Attachment
        fields: ClassVar[list[str]] = []

    def save(self, commit: bool = True) -> Any:
        if self.instance.meeting_id is None:
            self.instance.meeting = self.instance.item.meeting
        return super().save(commit)


class AttachmentInline(MeetingRules, admin.TabularInline[Attachment, AgendaItem]):
    model = Attachment
    form = AttachmentForm
    fields = ["title"]
    extra = 0
