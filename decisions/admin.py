"""The item's page with what it led to, and each decision, action and promise to be found by itself."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from decisions.admin_actions import spread
from decisions.admin_inlines import (
    DUE,
    REPORTED_AFTER_LOCK,
    ActionForm,
    ActionInline,
    CitationInline,
    ComplianceForm,
    ComplianceInline,
    DecisionActionInline,
    DecisionInline,
    DueForm,
    ObligationForm,
    ObligationInline,
    PromiseInline,
    RelationInline,
    RelationRules,
)
from decisions.desk.new_meeting_views import new_meeting_view
from decisions.desk.views import DeskViews
from decisions.models import (
    Action,
    Citation,
    Compliance,
    Decision,
    DecisionRelation,
    Obligation,
    Origin,
    Promise,
    Report,
)
from decisions.reporting import keep
from minutes.admin import MeetingAdmin
from minutes.admin_base import SMALL_TEXT, Button, Link, MeetingPage, MeetingPageForm
from minutes.admin_conflict import LOCKED
from minutes.admin_items import ItemPage
from minutes.models import AgendaItem, Meeting
from participants.admin_base import NobodyWrites, OwnRows, concrete_fields


@admin.register(Meeting)
class DeskMeetingAdmin(MeetingAdmin):
    list_display = [*MeetingAdmin.list_display, "desk"]

    @admin.display(description="skrivbord")
    def desk(self, meeting: Meeting) -> str:
        return format_html('<a href="{}">Skriv</a>', reverse("admin:desk", args=[meeting.pk]))

    def get_urls(self) -> list[URLPattern]:
        new = self.admin_site.admin_view(self.new_view)
        return [
            path("nytt/", new, name="minutes_meeting_new"),
            *DeskViews(self).urls(),
            *super().get_urls(),
        ]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        return new_meeting_view(self, request)

    def page_links(self, request: HttpRequest, obj: Meeting) -> list[Link]:
        return [Link("Skrivbordet", reverse("admin:desk", args=[obj.pk])), *super().page_links(request, obj)]


@admin.register(AgendaItem)
class AgendaItemAdmin(ItemPage):
    inlines: ClassVar[list[Any]] = [
        *ItemPage.inlines,
        DecisionInline,
        ActionInline,
        PromiseInline,
        CitationInline,
    ]


class OfItem(MeetingPage):
    """Something that stands in an item; it may move to another item of the same meeting."""

    fixed = ()
    returns_to_meeting = True
    formfield_overrides = SMALL_TEXT
    list_filter: ClassVar[list[Any]] = [("item__meeting__body", OwnRows)]
    list_select_related: ClassVar[list[str]] = ["item__meeting__body"]
    date_hierarchy = "item__meeting__date"

    def page_links(self, request: HttpRequest, obj: Any) -> list[Link]:
        item = reverse("admin:minutes_agendaitem_change", args=[obj.item_id])
        return [*super().page_links(request, obj), Link("Till ärendet", item)]

    @admin.display(description="möte", ordering="item__meeting__date")
    def meeting(self, row: Any) -> str:
        return str(row.item.meeting)


@admin.register(Decision)
class DecisionAdmin(OfItem):
    numbers_decisions = True
    after_lock = ()  # the text is closed; how the decision is followed can still be noted
    fields = ["item", "number", "decided_on", "position", "kind", "text", "resolved_text"]
    readonly_fields = ["number", "decided_on"]
    autocomplete_fields = ["item"]
    inlines = [RelationInline, DecisionActionInline, ComplianceInline]
    list_display = ["number", "kind", "beginning", "decided_on", "body", "found_by"]
    list_filter = [("body", OwnRows), "kind", "found_by"]
    list_select_related = ["body", "item__meeting__body"]
    search_fields = ["number", "text", "resolved_text", "item__title"]
    date_hierarchy = "decided_on"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in self.fields if obj or name not in self.readonly_fields]

    @admin.display(description="beslutet")
    def beginning(self, decision: Decision) -> str:
        return decision.meaning[:120]


@admin.register(DecisionRelation)
class DecisionRelationAdmin(RelationRules, MeetingPage):
    fixed = ("decision",)
    fields = ["decision", "kind", "older"]
    autocomplete_fields = ["decision", "older"]
    list_display = ["decision", "kind", "older"]
    list_filter = [("decision__body", OwnRows), "kind"]
    list_select_related = ["decision__item__meeting__body", "older"]
    search_fields = ["decision__number", "older__number", "decision__text", "older__text"]


class ActionPageForm(ActionForm, MeetingPageForm):
    pass


def keep_report(request: HttpRequest, form: Any) -> None:
    """Keep what the secretary wrote of an obligation among its reports."""
    if set(REPORTED_AFTER_LOCK).intersection(form.changed_data) and request.user.is_authenticated:
        keep(form.instance, request.user)


@admin.register(Action)
class ActionAdmin(OfItem):
    form = ActionPageForm
    after_lock = ("status",)
    fields = [
        ("item", "decision"),
        "position",
        "text",
        ("responsible", "responsible_text"),
        DUE,
        "status",
    ]
    autocomplete_fields = ["item", "decision", "responsible"]
    inlines = [ObligationInline]
    list_display = ["__str__", "meeting", "status", "due_on", "responsible"]
    list_filter = [("item__meeting__body", OwnRows), "status"]
    list_select_related = ["item__meeting__body", "responsible"]
    search_fields = ["text", "item__title", "responsible__name", "responsible_text"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.spread_view))
        return [path("<int:object_id>/spread/", view, name="decisions_action_spread"), *super().get_urls()]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for row_form in formset.forms:
            if row_form not in formset.deleted_forms and row_form.has_changed():
                keep_report(request, row_form)

    def spread_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self.take_step(request, get_object_or_404(self.get_queryset(request), pk=object_id), "spread")

    def take_step(self, request: HttpRequest, obj: Action, name: str) -> HttpResponse:
        if name != "spread":
            raise Http404
        new = spread(obj)
        if new is None:
            messages.error(request, LOCKED)
        elif new:
            messages.success(request, f"Åtgärden ligger nu på {new} kommuner till.")
        else:
            messages.info(request, "Alla kommuner som deltog i gruppen då har redan åtgärden.")
        return redirect("admin:decisions_action_change", obj.pk)

    def page_buttons(self, request: HttpRequest, obj: Action) -> list[Button]:
        return [Button("spread", "Lägg ut på alla kommuner i gruppen")]


class ObligationPageForm(ObligationForm, MeetingPageForm):
    pass


@admin.register(Obligation)
class ObligationAdmin(MeetingPage):
    form = ObligationPageForm
    fixed = ("action",)
    after_lock = REPORTED_AFTER_LOCK
    fields = ["action", "organization", "status", "contact", "note", "reported_on", "reported_by"]
    readonly_fields = ["reported_by"]
    autocomplete_fields = ["action", "organization", "contact"]
    list_display = ["action", "organization", "status", "contact", "reported_on"]
    list_filter = [("action__item__meeting__body", OwnRows), "status", ("organization", OwnRows)]
    list_select_related = ["action__item__meeting__body", "organization", "contact"]
    search_fields = ["action__text", "organization__name", "note", "contact__name"]
    date_hierarchy = "reported_on"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        keep_report(request, form)


class DuePageForm(DueForm, MeetingPageForm):
    pass


@admin.register(Promise)
class PromiseAdmin(OfItem):
    form = DuePageForm
    after_lock = ("status", "target_meeting", "settled_by")
    fields = ["item", "position", "text", DUE, "target_meeting", "target_body", "status", "settled_by"]
    autocomplete_fields = ["item", "target_meeting", "settled_by"]
    list_display = ["__str__", "meeting", "status", "due_on", "target_meeting"]
    list_filter = [("item__meeting__body", OwnRows), "status"]
    list_select_related = ["item__meeting__body", "target_meeting__body"]
    search_fields = ["text", "item__title"]


@admin.register(Citation)
class CitationAdmin(OfItem):
    form = DuePageForm
    fields = ["item", "position", "text", DUE, "to_meeting", "to_item", "to_decision"]
    autocomplete_fields = ["item", "to_meeting", "to_item", "to_decision"]
    list_display = ["__str__", "meeting", "due_on", "to_meeting", "to_decision"]
    list_filter = [("item__meeting__body", OwnRows), ("to_meeting", admin.EmptyFieldListFilter)]
    list_select_related = ["item__meeting__body", "to_meeting__body", "to_decision"]
    search_fields = ["text", "item__title", "to_decision__number"]


class CompliancePageForm(ComplianceForm, MeetingPageForm):
    pass


@admin.register(Compliance)
class ComplianceAdmin(MeetingPage):
    form = CompliancePageForm
    locks = False
    fixed = ("decision",)
    fields = ["decision", "organization", "status", "note", "noted_on", "noted_by"]
    readonly_fields = ["noted_by"]
    autocomplete_fields = ["decision", "organization"]
    list_display = ["decision", "organization", "status", "noted_on", "noted_by"]
    list_filter = [("decision__body", OwnRows), "status", ("organization", OwnRows)]
    list_select_related = ["decision__item__meeting__body", "organization", "noted_by"]
    search_fields = ["decision__number", "decision__text", "organization__name", "note"]
    date_hierarchy = "noted_on"


@admin.register(Origin)
class OriginAdmin(NobodyWrites, admin.ModelAdmin[Origin]):
    """Made when a meeting's agenda is: to be read, and gone with the item."""

    list_display = ["__str__", "item", "promise", "action", "deferred", "proposal"]
    list_filter = [("item__meeting__body", OwnRows)]
    list_select_related = [
        "item__meeting__body",
        "promise",
        "action",
        "deferred__meeting__body",
        "proposal",
    ]
    search_fields = ["item__title", "promise__text", "action__text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.editable_by(request.user)  # type: ignore[no-any-return]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return concrete_fields(self.model)


@admin.register(Report)
class ReportAdmin(NobodyWrites, admin.ModelAdmin[Report]):
    """Made on the pages that follow up: to be read, and never changed."""

    list_display = ["obligation", "status", "contact_name", "said_on", "reported_at", "reported_by"]
    list_filter = [("obligation__action__item__meeting__body", OwnRows), "status", "is_for_other"]
    list_select_related = ["obligation__organization", "obligation__action", "reported_by"]
    search_fields = ["note", "contact_name", "obligation__action__text", "obligation__organization__name"]
    date_hierarchy = "reported_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Report.objects.editable_by(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return concrete_fields(Report)
