"""The admin's rule for all that stands in minutes: the group's secretary edits it, until it is locked."""

from copy import copy
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import AdminTimeWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from minutes.admin_conflict import (
    CHANGED_MEANWHILE,
    LOCKED,
    LOCKED_BY_STATUS,
    LOCKED_MEANWHILE,
    ROWS_GONE,
    TOKEN,
    RowsGone,
    Shown,
    is_locked_now,
    require_rows,
    tell_what_is_stored,
    what_is_shown,
    what_was_typed,
)
from minutes.admin_delete import GOES_ALONG, TellsWhatGoes, ticked, with_along
from minutes.exports import owner
from minutes.models import next_place
from participants.admin_base import RoleRules, RowChoice, RowForm
from participants.roles import bodies_written

PARENTS = ("meeting", "item", "action", "decision")
SAME_MEETING = (*PARENTS, "part", "parts")
SMALL_TEXT: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "cols": 80, "class": "vLargeTextField"})}
}
HOURS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.TimeField: {"widget": AdminTimeWidget(format="%H:%M")}
}


def next_position(row: Any) -> int:
    """Return the place after the last of the row's siblings."""
    parent = next(name for name in PARENTS if getattr(row, f"{name}_id", None))
    siblings = type(row)._default_manager.filter(**{parent: getattr(row, f"{parent}_id")})
    return next_place(siblings)


class MeetingRowForm(RowForm):
    """A row of a meeting; without a position of its own it comes last, never first."""

    # Fields that the form fills in by itself, besides those that somebody changed.
    filled_in: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].help_text = "Lämna tomt för att lägga till sist."
            if self.instance._state.adding:
                self.initial["position"] = None

    def _post_clean(self) -> None:
        """Pass over an inline's row that nobody touched: to judge it anew costs some eight queries."""
        if self.instance._state.adding or not self.prefix or self.has_changed():
            super()._post_clean()  # type: ignore[misc]

    def save(self, commit: bool = True) -> Any:
        row = self.instance
        if hasattr(row, "position") and (
            row.position is None or (row._state.adding and self.cleaned_data.get("position") is None)
        ):
            row.position = next_position(row)
        return super().save(commit)


class MeetingPageForm(MeetingRowForm):
    """A row with a page of its own: it can't be put into, kept in or moved out of locked minutes."""

    locks: ClassVar[bool] = True
    after_lock: ClassVar[tuple[str, ...] | None] = None

    @property
    def page(self) -> Shown | None:
        page: Shown | None = vars(self.instance).get("_page")
        return page

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = {name: cleaned[name] for name in SAME_MEETING if cleaned.get(name)}
        own = owner(self.instance)
        if self.locks and not self._touches_only_open_fields():
            parents = [owner(row) for name, row in chosen.items() if name in PARENTS]
            others = [meeting for meeting in parents if meeting != own]
            # The page's own meeting was read when its row had been locked: see MeetingPage.get_object.
            if (own is not None and own.is_locked) or is_locked_now(others):
                raise ValidationError(LOCKED, code="locked")
        if self.page is not None and self.page.stale:
            tell_what_is_stored(self)
            raise ValidationError(CHANGED_MEANWHILE, code="changed")
        if self.page is not None and self.page.untold:
            raise ValidationError([GOES_ALONG, *self.page.untold], code="goes along")
        for name, rows in chosen.items():
            for row in rows if name == "parts" else [rows]:
                meeting = own = own or owner(row)
                if meeting and owner(row) != meeting:
                    self.add_error(name, "Det hör till ett annat möte. Välj något från samma möte.")
        return cleaned

    def _touches_only_open_fields(self) -> bool:
        """Say whether nothing was sent but what lives on after the approval, such as a status."""
        names = {field.name for field in self._meta.model._meta.fields}
        return (
            self.after_lock is not None
            and not self.instance._state.adding
            and names.intersection(self.data).issubset(self.after_lock)
        )


class RowFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """An inline's rows; they may point at other rows of the same parent, which are asked for once."""

    # Field -> the parent's relation.
    siblings: ClassVar[dict[str, str]] = {}
    page: Shown | None = None

    def full_clean(self) -> None:
        """When somebody else has written meanwhile, show the page's own rows: others may have come."""
        super().full_clean()
        if self.page is not None and self.page.stale:
            for form in self.initial_forms:
                tell_what_is_stored(form)
            self._queryset = [form.instance for form in self.initial_forms]

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        key = self.model._meta.pk.name
        if form.instance.pk is not None and key in form.fields:
            known = RowChoice(form.fields[key].queryset, required=False, widget=forms.HiddenInput)
            known.chosen, known.initial = form.instance, form.instance.pk
            form.fields[key] = known
        for name, relation in self.siblings.items():
            field = form.fields.get(name)
            if field is not None:
                field.queryset = self._rows(field, relation)
                field.choices = self._choices(field, relation)

    def clean(self) -> None:
        """Refuse a row that is not the parent's: Django would pass over it and say that all was saved."""
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError("En av raderna finns inte längre. Läs in sidan på nytt.")
        super().clean()

    def _rows(self, field: Any, relation: str) -> QuerySet[Any]:
        if self.instance.pk is None:
            return field.queryset.none()  # type: ignore[no-any-return]
        return getattr(self.instance, relation).all()  # type: ignore[no-any-return]

    def _choices(self, field: Any, relation: str) -> list[tuple[Any, str]]:
        known: dict[str, Any] = self.__dict__.setdefault("_known", {})
        if relation not in known:
            known[relation] = list(field.choices)
        return known[relation]  # type: ignore[no-any-return]


class MeetingRules(RoleRules):
    """What stands in minutes, as a page and as an inline (where `obj` is what the inline stands in)."""

    form = MeetingRowForm
    formset: Any = RowFormSet  # as an inline
    # False: a report about the minutes, free also after the approval.
    locks: ClassVar[bool] = True
    # Fields that may be changed when the text is locked; None: the row is closed.
    after_lock: ClassVar[tuple[str, ...] | None] = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.own_rows(super().get_queryset(request), request)

    def own_rows(self, rows: Any, request: HttpRequest) -> QuerySet[Any]:
        return rows.editable_by(request.user)  # type: ignore[no-any-return]

    def limit_choices(self, request: HttpRequest, db_field: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Offer no thread that has been merged with another."""
        return rows.filter(merged_into=None) if db_field.name == "matter" else rows

    def is_closed(self, obj: Model | None) -> bool:
        meeting = owner(obj) if obj and self.locks else None
        return meeting is not None and meeting.is_locked

    def is_own(self, request: HttpRequest, obj: Model | None) -> bool:
        meeting = owner(obj) if obj else None
        return meeting is None or meeting.body_id in bodies_written(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request) and not self.is_closed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request) and self.is_own(request, obj)
        return may and (self.after_lock is not None or not self.is_closed(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request) and self.is_own(request, obj)
        return may and not self.is_closed(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        given = [*super().get_readonly_fields(request, obj)]
        if self.after_lock is None or not self.is_closed(obj):
            return given
        shown: list[str] = flatten_fieldsets(self.get_fieldsets(request, obj))
        return given + [name for name in shown if name not in (*given, *self.after_lock)]


class Link(NamedTuple):
    label: str
    url: str


class Button(NamedTuple):
    """Saves the page, and then takes the step `name`."""

    name: str
    label: str


# Where a page leads on to once it is saved: to the item itself, or to something new in it.
GOES_TO = {
    "item": "admin:minutes_agendaitem_change",
    "decision": "admin:decisions_decision_add",
    "action": "admin:decisions_action_add",
}
NUMBERED_BY = {"date", "number", "position", "item"}


class MeetingPage(MeetingRules, TellsWhatGoes):
    """The page of a meeting, or of something in it."""

    form = MeetingPageForm
    change_form_template = "admin/book_change_form.html"
    # What the row stands in: chosen when it is added, and then fixed.
    fixed: ClassVar[tuple[str, ...]] = ("meeting",)
    # After saving, go back to the meeting's page rather than to a list.
    returns_to_meeting: ClassVar[bool] = False
    # What is saved here may move or renumber decisions.
    numbers_decisions: ClassVar[bool] = False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.locks, form.after_lock = self.locks, self.after_lock
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        given = super().get_readonly_fields(request, obj)
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        return given + [name for name in self.fixed if obj and name in shown and name not in given]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Read what is about to be changed when its meeting is locked: nobody else writes from then on."""
        obj: Any = super().get_object(request, object_id, from_field)
        if obj is None or request.method != "POST" or not self.locks:
            return obj
        is_locked_now([owner(obj)])
        return super().get_object(request, object_id, from_field)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Refuse with the page itself and what was typed, never with a bare answer that throws it away."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (PermissionDenied, RowsGone) as refusal:
            if request.method != "POST" or object_id is None:
                raise
            return self._as_it_stands(request, object_id, form_url, refusal)

    def _as_it_stands(
        self, request: HttpRequest, object_id: str, form_url: str, refusal: Exception
    ) -> HttpResponse:
        reading = copy(request)
        reading.method = "GET"
        obj = self.get_object(reading, unquote(object_id))
        if obj is None or (isinstance(refusal, PermissionDenied) and not self.is_closed(obj)):
            raise refusal
        context = {
            "typed": what_was_typed(self, request, obj),
            "refusal": ROWS_GONE if isinstance(refusal, RowsGone) else LOCKED_MEANWHILE,
        }
        answer: HttpResponse = super().changeform_view(reading, object_id, form_url, context)
        answer.status_code = 409 if isinstance(refusal, RowsGone) else 403
        return answer

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """Note what the page shows before any form is cleaned, and tell its forms."""
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        if change:
            shown = flatten_fieldsets(self.get_fieldsets(request, obj))
            open_fields = [name for name in shown if name not in self.get_readonly_fields(request, obj)]
            meeting = owner(obj) if self.locks else None
            page = what_is_shown(obj, open_fields, formsets, request, meeting)
            obj._page = with_along(page, ticked(formsets), request)
            for formset in formsets:
                formset.page = obj._page
                if obj._page.stale:
                    require_rows(formset)
        return formsets, inlines

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what was changed and nothing else: the status of a meeting is never among it."""
        form.signed_by(request.user)
        if not change:
            obj.save()
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        changed = columns.intersection([*form.changed_data, *form.filled_in])
        obj.save(update_fields=sorted(changed))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row_form in formset.forms:
            if row_form.has_changed():
                row_form.signed_by(request.user)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        meeting = owner(form.instance)
        moved = NUMBERED_BY.intersection(form.changed_data) or any(rows.has_changed() for rows in formsets)
        if self.numbers_decisions and moved and meeting is not None and not meeting.is_locked:
            meeting.body.decisions.renumber(meeting)

    def page_links(self, request: HttpRequest, obj: Any) -> list[Link]:
        meeting = owner(obj)
        if meeting is None or meeting == obj:
            return []
        return [Link("Till mötet", reverse("admin:minutes_meeting_change", args=[meeting.pk]))]

    def page_buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        return []

    def take_step(self, request: HttpRequest, obj: Any, name: str) -> HttpResponse:
        raise Http404

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        if obj is not None:
            closed = self.is_closed(obj)
            meeting = owner(obj)
            context["page_links"] = self.page_links(request, obj)
            context["page_buttons"] = [] if closed else self.page_buttons(request, obj)
            context["lock_note"] = LOCKED_BY_STATUS[meeting.status] if closed and meeting else ""
            context["token_name"], context["token"] = TOKEN, obj._page.token
            if closed and request.method == "POST":
                context |= {"typed": what_was_typed(self, request, obj), "refusal": LOCKED_MEANWHILE}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """Save first, and then do what the button says."""
        if "_step" in request.POST:
            return self.take_step(request, obj, request.POST["_step"])
        kind, _, key = request.POST.get("_goto", "").partition(" ")
        if kind in GOES_TO and key.isascii() and key.isdecimal():
            self.message_user(request, "Det du skrev är sparat.", messages.SUCCESS)
            if kind == "item":
                return redirect(GOES_TO[kind], key)
            return redirect(f"{reverse(GOES_TO[kind])}?item={key}")
        return super().response_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> Any:
        return self._back(obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._back(obj) or super().response_post_save_change(request, obj)

    def _back(self, obj: Any) -> HttpResponse | None:
        meeting = owner(obj) if self.returns_to_meeting else None
        return redirect("admin:minutes_meeting_change", meeting.pk) if meeting else None
