"""What an item led to, as it stands on the pages of the item, the decision and the action."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions.models import (
    Action,
    Citation,
    Compliance,
    Decision,
    DecisionRelation,
    Obligation,
    Promise,
)
from minutes.admin_base import SMALL_TEXT, MeetingRowForm, MeetingRules, RowFormSet
from minutes.models import AgendaItem, Precision
from participants.models import User

DUE = ("due_on", "due_precision", "due_text")
REPORTED_AFTER_LOCK = ("status", "contact", "note", "reported_on")


class DueForm(MeetingRowForm):
    """A day without a precision is a day; a precision of a day needs the day."""

    filled_in: ClassVar[list[str]] = ["due_precision"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "due_precision" in self.fields:
            if cleaned.get("due_on") and cleaned.get("due_precision") == Precision.NONE:
                cleaned["due_precision"] = Precision.DAY
            if cleaned.get("due_precision") == Precision.DAY and not cleaned.get("due_on"):
                self.add_error("due_on", "Skriv vilken dag, eller välj en annan noggrannhet.")
        return cleaned


class ActionForm(DueForm):
    class Meta:
        model = Action
        fields: ClassVar[list[str]] = []

    def save(self, commit: bool = True) -> Any:
        if self.instance.item_id is None:  # entered on the decision's page
            self.instance.item = self.instance.decision.item
        return super().save(commit)


class ObligationForm(MeetingRowForm):
    class Meta:
        model = Obligation
        fields: ClassVar[list[str]] = []

    filled_in: ClassVar[list[str]] = ["reported_by"]

    def signed_by(self, user: User) -> None:
        if {"status", "reported_on"}.intersection(self.changed_data):
            self.instance.reported_by = user


class ComplianceForm(MeetingRowForm):
    class Meta:
        model = Compliance
        fields: ClassVar[list[str]] = []

    filled_in: ClassVar[list[str]] = ["noted_by"]

    def signed_by(self, user: User) -> None:
        self.instance.noted_by = user


class DecisionInline(MeetingRules, admin.StackedInline[Decision, AgendaItem]):
    model = Decision
    fields = ["kind", "text", "resolved_text"]
    formfield_overrides = SMALL_TEXT
    ordering = ["position", "pk"]
    show_change_link = True
    extra = 0


class ActionFormSet(RowFormSet):
    siblings: ClassVar[dict[str, str]] = {"decision": "decisions"}


class ActionInline(MeetingRules, admin.StackedInline[Action, AgendaItem]):
    model = Action
    form = ActionForm
    formset = ActionFormSet
    fields = ["text", ("responsible", "responsible_text"), DUE, ("decision", "status")]
    autocomplete_fields = ["responsible"]
    formfield_overrides = SMALL_TEXT
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("responsible", "decision")


class DecisionActionInline(MeetingRules, admin.StackedInline[Action, Decision]):
    model = Action
    form = ActionForm
    fields = ["text", ("responsible", "responsible_text"), DUE, "status"]
    autocomplete_fields = ["responsible"]
    formfield_overrides = SMALL_TEXT
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("responsible")


class PromiseInline(MeetingRules, admin.StackedInline[Promise, AgendaItem]):
    model = Promise
    form = DueForm
    fk_name = "item"
    fields = ["text", DUE, ("target_meeting", "target_body"), ("status", "settled_by")]
    autocomplete_fields = ["target_meeting", "settled_by"]
    formfield_overrides = SMALL_TEXT
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related("target_meeting__body", "target_body", "settled_by__meeting__body")


class CitationInline(MeetingRules, admin.StackedInline[Citation, AgendaItem]):
    model = Citation
    form = DueForm
    fk_name = "item"
    fields = ["text", DUE, ("to_meeting", "to_item", "to_decision")]
    autocomplete_fields = ["to_meeting", "to_item", "to_decision"]
    formfield_overrides = SMALL_TEXT
    show_change_link = True
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related("to_meeting__body", "to_item__meeting__body", "to_decision")


class RelationRules(MeetingRules):
    def own_rows(self, rows: Any, request: HttpRequest) -> QuerySet[Any]:
        own = Decision.objects.editable_by(request.user)
        return rows.filter(decision__in=own)  # type: ignore[no-any-return]


class RelationInline(RelationRules, admin.TabularInline[DecisionRelation, Decision]):
    model = DecisionRelation
    fk_name = "decision"
    fields = ["kind", "older"]
    autocomplete_fields = ["older"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("older", "decision")


class ComplianceInline(MeetingRules, admin.TabularInline[Compliance, Decision]):
    model = Compliance
    form = ComplianceForm
    locks = False
    fields = ["organization", "status", "note", "noted_on"]
    autocomplete_fields = ["organization"]
    formfield_overrides = SMALL_TEXT
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organization")


class ObligationInline(MeetingRules, admin.StackedInline[Obligation, Action]):
    """Whom it concerns is part of the minutes, and fixed with them; how far it has come is not."""

    model = Obligation
    form = ObligationForm
    after_lock = REPORTED_AFTER_LOCK
    fields = [("organization", "status", "reported_on"), "contact", "note"]
    autocomplete_fields = ["organization", "contact"]
    formfield_overrides = SMALL_TEXT
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organization", "contact")
