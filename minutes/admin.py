"""The secretary's meetings: one page for a meeting and what it holds, and each row to be found by itself."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.forms import Textarea
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from minutes.admin_accounts import BookAccountAdmin  # noqa: F401  registers accounts and people
from minutes.admin_actions import save_and_step, step_buttons, step_links, take_step
from minutes.admin_base import HOURS, Button, Link, MeetingPage, MeetingPageForm
from minutes.admin_evidence import IN_BODY, Evidence  # noqa: F401  registers what nobody changes
from minutes.admin_inlines import (
    AttachmentForm,
    AttendanceInline,
    ItemInline,
    OfficerForm,
    OfficerInline,
    PartInline,
    PresenterRules,
    RemarkForm,
    RemarkInline,
    SourceInline,
)
from minutes.admin_planning import StandingItemAdmin  # noqa: F401  registers what comes before a meeting
from minutes.admin_threads import MatterChangeAdmin  # noqa: F401  registers what was done with threads
from minutes.intake_admin import IntakeAdmin  # noqa: F401  registers the pages of reading in
from minutes.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Matter,
    Meeting,
    MeetingPart,
    Officer,
    Presenter,
    Remark,
    StatusChange,
)
from minutes.notice_admin import send_notice
from participants.admin_base import NobodyWrites, OwnRows, RoleRules
from participants.models import Body
from participants.roles import bodies_written, once

# What goes with a meeting that never was circulated, though nobody takes it out by itself.
GOES_ALONG: tuple[type[Model], ...] = (StatusChange,)
GROUP_SEES_THE_AGENDA = (
    "Gruppen ser dagordningen: rubriker, föredragande och underlag. Texter och beslut syns först när "
    "protokollet är skickat."
)


def was_out(meeting: Meeting) -> bool:
    """Say whether the minutes have a source, were circulated or could be read by the group's members."""
    trail = Q(status_changes__from_status__in=Meeting.MINUTES)
    trail |= Q(status_changes__to_status__in=Meeting.MINUTES)
    kept = Q(sources__isnull=False) | Q(revisions__isnull=False) | trail
    return Meeting.objects.filter(kept, pk=meeting.pk).exists()


def _own_pages(meeting: Meeting) -> list[Link]:
    """Return the pages outside the admin where locked minutes are worked with."""
    pages: dict[str, list[tuple[str, str]]] = {
        Meeting.Status.CIRCULATED: [
            ("Ändringsförslag", "meeting-changes"),
            ("Byt justerare", "meeting-approver"),
        ],
        Meeting.Status.APPROVED: [("Rätta", "meeting-correct")],
    }
    return [Link(words, reverse(name, args=[meeting.pk])) for words, name in pages.get(meeting.status, [])]


class MeetingForm(MeetingPageForm):
    def _get_validation_exclusions(self) -> set[str]:
        """Check the group too, though it is fixed: otherwise two meetings on one day fail in the database."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"body"}


class MeetingAdmin(MeetingPage):
    """Registered by decisions.admin, with the desk."""

    form = MeetingForm
    fixed = ("body",)
    numbers_decisions = True
    formfield_overrides = HOURS
    readonly_fields = ["status", "unplaced"]
    inlines = [OfficerInline, PartInline, AttendanceInline, ItemInline, RemarkInline, SourceInline]
    list_display = ["__str__", "date", "body", "place", "status", "item_count"]
    list_filter = [("body", OwnRows), "status"]
    list_select_related = ["body"]
    search_fields = ["body__name", "body__short_name", "place", "number", "date_text"]
    date_hierarchy = "date"
    ordering = ["-date", "-pk"]  # said here too: counting the items drops the model's own

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        meetings: Any = super().get_queryset(request)
        return meetings.annotate(item_total=Count("items"))  # type: ignore[no-any-return]

    @admin.display(description="ärenden", ordering="item_total")
    def item_count(self, meeting: Any) -> int:
        return meeting.item_total  # type: ignore[no-any-return]

    def get_fieldsets(self, request: HttpRequest, obj: Meeting | None = None) -> Any:
        main = ["body", "date", ("start", "end"), "place", "status"]
        printed = ["number", "document_name", "date_text", "year_inferred"]
        rest = [("Nummer och ordalydelse", {"fields": printed, "classes": ["collapse"]})]
        if obj and obj.unplaced:
            rest.append(("Rader som inte fick någon plats", {"fields": ["unplaced"]}))
        return [(None, {"fields": main}), *rest]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [inline for inline in self.inlines if obj or inline not in (RemarkInline, SourceInline)]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start with what the group usually does, when it is known which group it is."""
        given: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        own = bodies_written(request)
        chosen = str(given.get("body") or (next(iter(own)) if len(own) == 1 else ""))
        body = Body.objects.filter(pk__in=own, pk=chosen).first() if chosen.isdecimal() else None
        if body is None:
            return given
        usual = {"place": body.default_place, "start": body.default_start, "end": body.default_end}
        return {"body": body.pk, **usual, **given}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what was written here and never was out may go: neither imported nor seen by the group."""
        may = super().has_delete_permission(request, obj)
        if not may or obj is None:
            return may
        if obj.status not in (Meeting.Status.PLANNED, Meeting.Status.DRAFT):
            return False
        return not once(request, f"was out {obj.pk}", lambda: was_out(obj))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        shown, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        along = {str(model._meta.verbose_name) for model in GOES_ALONG}
        return shown, counts, {name for name in forbidden if str(name) not in along}, protected

    def get_urls(self) -> list[URLPattern]:
        step = self.admin_site.admin_view(self.step_view)
        return [
            path("<int:object_id>/step/<slug:name>/", step, name="minutes_meeting_step"),
            path(
                "<int:object_id>/kallelse/",
                self.admin_site.admin_view(self.notice_view),
                name="minutes_meeting_notice",
            ),
            *super().get_urls(),
        ]

    def step_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        return take_step(self, request, object_id, name)

    def notice_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return send_notice(self, request, object_id)

    def page_links(self, request: HttpRequest, obj: Meeting) -> list[Link]:
        notice = Link("Kallelse", reverse("admin:minutes_meeting_notice", args=[obj.pk]))
        steps = step_links(obj) if obj.is_locked else []
        return steps if obj.status == Meeting.Status.IMPORTED else [notice, *_own_pages(obj), *steps]

    def page_buttons(self, request: HttpRequest, obj: Meeting) -> list[Button]:
        return step_buttons(obj)

    def take_step(self, request: HttpRequest, obj: Meeting, name: str) -> HttpResponse:
        return save_and_step(self, request, obj, name)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        meeting = context.get("original")
        if meeting is not None and meeting.status == Meeting.Status.PLANNED:
            context["page_note"] = GROUP_SEES_THE_AGENDA
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Matter)
class MatterAdmin(RoleRules, admin.ModelAdmin[Matter]):
    added_in_passing = True
    fields = ["body", "title", "summary", "status"]
    list_display = ["title", "body", "status"]
    list_filter = [("body", OwnRows), "status"]
    list_select_related = ["body"]
    search_fields = ["title", "summary"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Matter]:
        rows: Any = super().get_queryset(request)
        return rows.editable_by(request.user)  # type: ignore[no-any-return]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [MatterItemInline] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["body"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A thread that holds items stays: items of locked minutes may be among them."""
        own = obj is None or (obj.body_id in bodies_written(request) and not obj.items.exists())
        return super().has_delete_permission(request, obj) and own


class MatterItemInline(NobodyWrites, admin.TabularInline[AgendaItem, Matter]):
    model = AgendaItem
    fields = ["meeting", "number", "title", "outcome"]
    show_change_link = True
    extra = 0
    ordering = ["meeting__date", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.editable_by(request.user).select_related("meeting__body")  # type: ignore[no-any-return]


class OfMeeting(MeetingPage):
    """A row that a meeting's page holds too; here it can be found across meetings."""

    autocomplete_fields: ClassVar[list[str]] = ["meeting"]
    list_filter: ClassVar[list[Any]] = [IN_BODY]
    list_select_related: ClassVar[list[str]] = ["meeting__body"]
    date_hierarchy = "meeting__date"


@admin.register(MeetingPart)
class MeetingPartAdmin(OfMeeting):
    fields = ["meeting", "position", "title", "first_item", "last_item", "participants"]
    list_display = ["title", "meeting", "first_item", "last_item", "participants"]
    search_fields = ["title", "participants"]

    def choice_label(self, row: MeetingPart) -> str:
        return f"{row.title} ({row.meeting})"


class OfficerPageForm(OfficerForm, MeetingPageForm):
    pass


@admin.register(Officer)
class OfficerAdmin(OfMeeting):
    form = OfficerPageForm
    autocomplete_fields = ["meeting", "person"]
    fields = ["meeting", "role", "person", "name", "position"]
    list_display = ["__str__", "role", "meeting"]
    list_filter = [IN_BODY, "role"]
    list_select_related = ["meeting__body", "person"]
    search_fields = ["person__name", "name"]


@admin.register(Attendance)
class AttendanceAdmin(OfMeeting):
    autocomplete_fields = ["meeting", "person", "organization"]
    fields = ["meeting", "person", "name", "organization", "mode", "role", "parts", "position"]
    list_display = ["__str__", "meeting", "organization", "mode", "role"]
    list_filter = [IN_BODY, "mode", "role", ("organization", OwnRows)]
    list_select_related = ["meeting__body", "person", "organization"]
    search_fields = ["person__name", "name", "organization__name"]


@admin.register(Presenter)
class PresenterAdmin(PresenterRules, MeetingPage):
    fixed = ("item",)
    fields = ["item", "person", "name", "position"]
    autocomplete_fields = ["item", "person"]
    list_display = ["__str__", "item", "meeting"]
    list_filter = [("item__meeting__body", OwnRows)]
    list_select_related = ["item__meeting__body", "person"]
    search_fields = ["person__name", "name", "item__title"]
    date_hierarchy = "item__meeting__date"

    @admin.display(description="möte", ordering="item__meeting__date")
    def meeting(self, row: Presenter) -> Meeting:
        return row.item.meeting


class AttachmentPageForm(AttachmentForm, MeetingPageForm):
    pass


@admin.register(Attachment)
class AttachmentAdmin(OfMeeting):
    form = AttachmentPageForm
    fields = ["meeting", "item", "title", "position"]
    autocomplete_fields = ["meeting", "item"]
    list_display = ["title", "meeting", "item"]
    list_select_related = ["meeting__body", "item"]
    search_fields = ["title", "item__title"]


class RemarkPageForm(RemarkForm, MeetingPageForm):
    class Meta(RemarkForm.Meta):
        widgets: ClassVar[dict[str, Any]] = {"waived_reason": Textarea(attrs={"rows": 2})}


@admin.register(Remark)
class RemarkAdmin(OfMeeting):
    """The import makes remarks; a secretary answers them."""

    form = RemarkPageForm
    fields = ["meeting", "item", "code", "message", "line", "excerpt", "waived_reason", "waived_by"]
    readonly_fields = ["meeting", "item", "code", "message", "line", "excerpt", "waived_by"]
    list_display = ["message", "meeting", "item", "line", "waived_reason"]
    list_filter = [IN_BODY, "code", ("waived_reason", admin.EmptyFieldListFilter)]
    list_select_related = ["meeting__body", "item"]
    search_fields = ["message", "excerpt", "waived_reason"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
