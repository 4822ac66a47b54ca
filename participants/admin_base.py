"""The admin's rules: who may do what follows from roles, and a page offers only rows that are one's own."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from participants.admin_once import AddsOnce
from participants.models import PeriodQuerySet, User
from participants.roles import may_write


class RowChoice(forms.ModelChoiceField[Any]):
    """A choice of a row. The one chosen already is not asked for again, and may stay."""

    chosen: Model | None = None
    label_of: Callable[[Any], str] = str

    def to_python(self, value: Any) -> Any:
        if self.chosen is not None and str(value) == str(self.chosen.pk):
            return self.chosen
        return super().to_python(value)

    def label_from_instance(self, obj: Any) -> str:
        return self.label_of(obj)


class RowsChoice(forms.ModelMultipleChoiceField[Any]):
    """A choice of rows that refuses a key too large for the database, instead of failing in it."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list") from None


class RowSelect(AutocompleteSelect):
    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        """Show what was chosen without a query: a page with thirty people has thirty of these."""
        field = self.choices.field
        chosen = getattr(field, "chosen", None)
        if chosen is None or list(value) != [str(chosen.pk)]:
            chosen = self._found(value)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        if chosen is not None:
            options.append(self.create_option(name, chosen.pk, field.label_from_instance(chosen), True, 1))
        return [(None, options, 0)]

    def _found(self, value: Sequence[str]) -> Any:
        """Return the row that an address or a form names by its key, if there is one to choose: else none."""
        try:
            return self.choices.field.to_python(value[0]) if value else None
        except ValidationError:
            return None


class RowForm(forms.ModelForm[Any]):
    """A form that tells its choices what is chosen, and its fields their name where no label is drawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, RowChoice) and getattr(self.instance, f"{name}_id", None):
                field.chosen = getattr(self.instance, name)
            if self.prefix:  # tabular rows have column headings only
                inner: Any = getattr(field.widget, "widget", field.widget)
                inner.attrs.setdefault("aria-label", str(field.label or name).capitalize())

    def signed_by(self, user: User) -> None:
        """Note who did this, where the row has a place for it."""


class OwnRows(admin.RelatedFieldListFilter):
    """A filter that names only rows the user may see: Django's own lists every group in the book."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        return [(row.pk, str(row)) for row in related.get_queryset(request)]


class PeriodFilter(admin.SimpleListFilter):
    """What holds today, has ended, or has yet to begin."""

    title = "tid"
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("current", "gäller nu"), ("past", "har upphört"), ("coming", "börjar senare")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today, rows = timezone.localdate(), cast(PeriodQuerySet, queryset)
        if self.value() == "current":
            return rows.at(today)
        if self.value() == "past":
            return rows.filter(end_date__lt=today)
        return rows.filter(start_date__gt=today) if self.value() == "coming" else rows


class RoleRules(AddsOnce):
    """Permission through roles: Django's permission tables are not asked.

    What `get_queryset` of a model's admin holds is also all that choices, autocompletion and filters offer.
    """

    form: type[forms.ModelForm[Any]] = RowForm
    # Whether a page where such a row is chosen may also make a new one.
    added_in_passing: ClassVar[bool] = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_write(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Join what the list joins, for choices and pages too: Django drops it once anything is joined."""
        rows = super().get_queryset(request)
        joined: Any = getattr(self, "list_select_related", False)
        return rows.select_related(*joined) if joined else rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse an address that asks through a relation back: it could tell of other groups' rows."""
        back = {field.name for field in self.opts.get_fields() if not field.concrete}
        return lookup.split("__")[0] not in back and super().lookup_allowed(lookup, value, request)

    def limit_choices(self, request: HttpRequest, db_field: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of the rows that may be chosen here; by default all that the user sees."""
        return rows

    def choice_label(self, row: Any) -> str:
        """Return how a choice names the row."""
        return str(row)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Link to the page itself: Django's detour would tell any key's address, other groups' too."""
        page = getattr(obj, "get_absolute_url", None)
        return page() if page and isinstance(self, admin.ModelAdmin) else None

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Offer a plus sign where one meets somebody new, and no other buttons beside a choice."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        wrapper: Any = field.widget if field else None
        if isinstance(wrapper, RelatedFieldWidgetWrapper):
            wrapper.can_change_related = wrapper.can_delete_related = wrapper.can_view_related = False
            related: Any = self.admin_site.get_model_admin(wrapper.rel.model)
            wrapper.can_add_related = wrapper.can_add_related and related.added_in_passing
        return field

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        related: Any = self.admin_site.get_model_admin(db_field.remote_field.model)
        rows = self.limit_choices(request, db_field, related.get_queryset(request))
        kwargs = {"form_class": RowChoice, "queryset": rows, **kwargs}
        completes = db_field.name in self.get_autocomplete_fields(request)
        if completes:
            kwargs.setdefault("widget", RowSelect(db_field, self.admin_site))
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_of = related.choice_label
        if not completes:  # asked once for all rows of an inline, not once a row
            field.choices = list(field.choices)
        return field  # type: ignore[no-any-return]

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        related = self.admin_site.get_model_admin(db_field.remote_field.model)
        kwargs = {
            "form_class": RowsChoice,
            "queryset": related.get_queryset(request),
            "widget": forms.CheckboxSelectMultiple,
            **kwargs,
        }
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class SuperuserWrites(RoleRules):
    """A secretary reads it; a superuser keeps it."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class NobodyWrites(RoleRules):
    """Evidence: read by the secretary and the superuser, changed by none."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def concrete_fields(model: type[Model]) -> list[str]:
    fields: list[Field[Any, Any]] = [*model._meta.concrete_fields]
    return [field.name for field in fields if not field.primary_key and not field.generated]
