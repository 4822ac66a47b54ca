"""Two who edit at once: what a page shows is checked when it is saved, and what was typed is kept.

A page takes with it a digest of every value that it can write. When the page comes back, the same values are
read anew: another digest means that somebody has written there since. What the page does not show, it can't
overwrite, so a change elsewhere in the meeting is no conflict.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model
from django.forms import BaseForm, ModelMultipleChoiceField, model_to_dict
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest

from minutes.models import Meeting
from participants.admin_base import RowChoice

TOKEN = "_shown"
CHANGED_MEANWHILE = (
    "Någon har ändrat mötet sedan du öppnade sidan, och inget är sparat än. Det du skrev står kvar. Där det "
    "skiljer sig står också vad som står i boken nu. Gå igenom det och spara en gång till: då gäller fälten."
)
ROWS_GONE = (
    "Någon har tagit bort en rad sedan du öppnade sidan, och inget är sparat. Sidan visar nu det som står i "
    "boken. Det du skrev står här: för in det du vill ha kvar och spara."
)
LOCKED_MEANWHILE = (
    "Inget är sparat: protokollet är låst, för det väntar på justering eller är justerat. Det du skrev står "
    "här, så att du kan kopiera det."
)


LOCKED = "Texten kan inte ändras: protokollet väntar på justering eller är justerat."
LOCKED_BY_STATUS: dict[str, str] = {
    Meeting.Status.CIRCULATED: (
        "Protokollet väntar på justering, och texten kan inte ändras. Behöver något ändras tar du först "
        "tillbaka det från justering; det gör du på mötets sida."
    ),
    Meeting.Status.APPROVED: (
        "Protokollet är justerat, och texten kan inte ändras. Behöver något rättas, ta upp det på nästa möte."
    ),
}


class RowsGone(Exception):
    """A row that the page showed is no longer there, so its fields have nowhere to stand."""


@dataclass(frozen=True, slots=True)
class Shown:
    digest: str
    stale: bool
    # What goes along with the rows that are ticked for removal: a digest, and what the page has yet to tell.
    along: str = ""
    untold: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        return f"{self.digest}.{self.along}" if self.along and not self.stale else self.digest


def is_locked_now(meetings: Iterable[Meeting | None]) -> bool:
    """Say whether one of the meetings is locked in the database by now.

    On PostgreSQL the rows stay locked until the transaction ends, so that nobody circulates the text
    between this question and the save; on SQLite the transaction is immediate and alone anyway.
    """
    keys = {meeting.pk for meeting in meetings if meeting is not None and meeting.pk}
    rows = Meeting.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return bool(keys) and any(meeting.is_locked for meeting in rows)


def what_is_shown(
    obj: Model, names: list[str], formsets: Iterable[Any], request: HttpRequest, meeting: Meeting | None
) -> Shown:
    """Read what the page can write, and the meeting's status and order.

    Ask before a form has been cleaned, for that changes its row.
    """
    rows: dict[str, Any] = {"": model_to_dict(obj, names)}
    if meeting is not None:
        # The meeting's own page has the order in its rows.
        order = [] if meeting == obj else list(meeting.items.values_list("pk", flat=True))
        rows["meeting"] = [meeting.status, order]
    for formset in formsets:
        fields = list(formset.form.base_fields)
        if fields:
            rows |= {
                f"{formset.prefix} {row.pk}": model_to_dict(row, fields) for row in formset.get_queryset()
            }
    text = json.dumps(rows, sort_keys=True, default=_plain).replace(r"\r\n", r"\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Shown(digest, request.method == "POST" and request.POST.get(TOKEN, "").split(".")[0] != digest)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else str(value)


def require_rows(formset: Any) -> None:
    """Refuse when the page sends rows that somebody else has taken out meanwhile."""
    if not formset.form.base_fields or not formset.management_form.is_valid():
        return
    there = {str(row.pk) for row in formset.get_queryset()}
    key = formset.model._meta.pk.name
    for index in range(formset.initial_form_count()):
        if formset.data.get(f"{formset.add_prefix(index)}-{key}", "") not in there:
            raise RowsGone


def tell_what_is_stored(form: Any) -> None:
    """Put beside each field that differs what the book says now; the field keeps what was typed."""
    for name in form.changed_data:
        typed, stored = form[name].data, form.initial.get(name)
        if name == DELETION_FIELD_NAME or _lines(typed) == _lines(stored):
            continue
        words = _stored_words(form, name)
        form.add_error(name, f"I boken står nu: {words}" if words else "I boken är fältet nu tomt.")


def _lines(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _stored_words(form: BaseForm, name: str) -> str:
    field: Any = form.fields[name]
    value = form.initial.get(name)
    if isinstance(field, RowChoice):
        return field.label_from_instance(field.chosen) if field.chosen else ""
    if isinstance(field, ModelMultipleChoiceField):
        return ", ".join(str(row) for row in value or [])
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(value, value or ""))
    return str(field.widget.format_value(value) or "")


class Typed(NamedTuple):
    where: str
    text: str


def what_was_typed(model_admin: Any, request: HttpRequest, obj: Model) -> list[Typed]:
    """Return what was sent and differs from the book: for a page that can't show it in its fields."""
    names = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
    found = list(_differing(model_admin, names, request, obj))
    for inline in model_admin.get_inline_instances(request, obj):
        found += _typed_in_inline(inline, request, obj)
    return found


def _typed_in_inline(inline: Any, request: HttpRequest, obj: Model) -> Iterator[Typed]:
    formset = inline.get_formset(request, obj)
    prefix, key = formset.get_default_prefix(), inline.model._meta.pk.name
    stored = {str(row.pk): row for row in inline.get_queryset(request).filter(**{formset.fk.name: obj})}
    names = flatten_fieldsets(inline.get_fieldsets(request, obj))
    total = request.POST.get(f"{prefix}-TOTAL_FORMS", "")
    for index in range(min(int(total), formset.absolute_max) if total.isascii() and total.isdecimal() else 0):
        row = stored.get(request.POST.get(f"{prefix}-{index}-{key}", ""), inline.model())
        yield from _differing(inline, names, request, row, f"{prefix}-{index}-")


def _differing(
    model_admin: Any, names: list[str], request: HttpRequest, row: Any, prefix: str = ""
) -> Iterator[Typed]:
    name_of_row = str(row) if prefix and row.pk else str(row._meta.verbose_name)
    for name in names:
        try:
            field: Any = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        typed = request.POST.get(f"{prefix}{name}", "")
        if typed and field.concrete and not field.many_to_many and _differs(field, row, typed):
            where = f"{name_of_row}: {field.verbose_name}" if prefix else str(field.verbose_name)
            yield Typed(where[:1].upper() + where[1:], _typed_words(model_admin, request, field, typed))


def _differs(field: Field[Any, Any], row: Model, typed: str) -> bool:
    stored = field.value_from_object(row)
    if field.remote_field:
        return str(stored) != typed
    formfield = field.formfield()
    return formfield is not None and formfield.has_changed(_lines(stored), _lines(typed))


def _typed_words(model_admin: Any, request: HttpRequest, field: Any, typed: str) -> str:
    if field.remote_field:
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        try:
            chosen = related.get_queryset(request).filter(pk=field.target_field.to_python(typed)).first()
        except (ValidationError, OverflowError):
            chosen = None
        return related.choice_label(chosen) if chosen else ""
    return str(dict(field.flatchoices).get(typed, typed))
