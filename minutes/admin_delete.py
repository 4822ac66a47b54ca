"""Taking out rows in the admin: only what the page has told goes, with what goes along.

The page that asks carries a digest of all that would go. If somebody has written there meanwhile, nothing is
taken out, and the page asks anew. A row that is ticked for removal inside another page is told first as well.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet, TextField
from django.forms import model_to_dict
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from minutes.admin_conflict import LOCKED, TOKEN, Shown, is_locked_now
from minutes.exports import owner

CHANGED = (
    "Någon har ändrat det här sedan du öppnade sidan, och inget är borttaget. Så här är det nu: ta bort det "
    "om du fortfarande vill."
)
CHANGED_ROWS = (
    "Någon har ändrat i det du valde sedan du öppnade sidan, och inget är borttaget. Välj på nytt, och läs "
    "vad som försvinner."
)
GOES_ALONG = (
    "Inget är sparat än. Med det du tar bort försvinner också det här. Spara en gång till om det stämmer."
)


class Changed(Exception):
    """What was to be taken out is no longer what the page told."""


@dataclass(frozen=True, slots=True)
class Along:
    """All that goes when some rows go: a digest of every value, and in words what the rows take along."""

    digest: str
    words: list[str]


def goes_along(rows: Iterable[Model]) -> Along:
    chosen = list(rows)
    found = NestedObjects("default")
    found.collect(chosen)
    all_rows = sorted(
        (one for ones in found.data.values() for one in ones), key=lambda row: (row._meta.label, str(row.pk))
    )
    values = [[row._meta.label, row.pk, _values(row)] for row in all_rows]
    text = json.dumps(values, sort_keys=True, default=str)
    told = [_words(row) for row in all_rows if row not in chosen and not row._meta.auto_created]
    return Along(hashlib.sha256(text.encode()).hexdigest(), told)


def _values(row: Model) -> dict[str, Any]:
    return model_to_dict(row, [field.name for field in row._meta.concrete_fields])


def _words(row: Model) -> str:
    """Return what somebody has written in the row, or else what it is called."""
    texts = [str(field.value_from_object(row)) for field in row._meta.fields if isinstance(field, TextField)]
    name = str(row._meta.verbose_name)
    return f"{name[:1].upper()}{name[1:]}: {' '.join(filter(None, texts)) or row}"


def ticked(formsets: Iterable[Any]) -> Iterator[Model]:
    """Yield the rows that a page asks to take out."""
    for formset in formsets:
        if not formset.can_delete or not formset.is_bound:
            continue
        rows = {str(row.pk): row for row in formset.get_queryset()}
        key = formset.model._meta.pk.name
        for index in range(min(formset.initial_form_count(), formset.absolute_max)):
            prefix = formset.add_prefix(index)
            row = rows.get(formset.data.get(f"{prefix}-{key}", ""))
            if row is not None and formset.data.get(f"{prefix}-{DELETION_FIELD_NAME}"):
                yield row


def with_along(page: Shown, rows: Iterable[Model], request: HttpRequest) -> Shown:
    """Note what goes with the rows that are to be taken out, and what of it the page has yet to tell."""
    chosen = list(rows)
    if not chosen:
        return page
    along = goes_along(chosen)
    told = request.POST.get(TOKEN, "").partition(".")[2]
    return replace(page, along=along.digest, untold=() if told == along.digest else tuple(along.words))


class TellsWhatGoes(admin.ModelAdmin[Any]):
    """A page that takes rows out, unless they have changed since it told what goes."""

    delete_confirmation_template = "admin/book_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/book_delete_selected_confirmation.html"
    locks: ClassVar[bool] = True

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        context |= {"token_name": TOKEN, "token": goes_along([context["object"]]).digest}
        return super().render_delete_form(request, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Changed:
            messages.error(request, CHANGED)
            return redirect(request.get_full_path())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            # Whole or not at all: the log says nothing of what was refused.
            with transaction.atomic() if request.method == "POST" else nullcontext():
                answer: HttpResponse = super().changelist_view(request, extra_context)
        except Changed:
            messages.error(request, CHANGED_ROWS)
            return redirect(request.get_full_path())
        context = answer.context_data if isinstance(answer, TemplateResponse) else None
        if context and "deletable_objects" in context:
            context |= {"token_name": TOKEN, "token": goes_along(context["queryset"]).digest}
        return answer

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._require_told(request, [obj])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._require_told(request, list(queryset))
        super().delete_queryset(request, queryset)

    def _require_told(self, request: HttpRequest, rows: list[Any]) -> None:
        if self.locks and is_locked_now(owner(row) for row in rows):
            raise PermissionDenied(LOCKED)
        fresh = type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]) if rows else []
        if TOKEN in request.POST and request.POST[TOKEN] != goes_along(fresh).digest:
            raise Changed
