"""Promises, in one list: kept, moved, broken and those that wait."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decisions.matter_page import promises_read
from decisions.models import Promise
from minutes.forms import UNKNOWN_CHOICE, FilterForm
from minutes.pagination import newest_page
from participants.access import MemberRequest
from participants.models import Body, User

OVERDUE = "overdue"


class PromiseFilterForm(FilterForm):
    body = forms.ModelChoiceField(
        Body.objects.none(), required=False, label="Grupp", empty_label="Alla grupper"
    )
    status = forms.ChoiceField(
        required=False,
        label="Läge",
        choices=[
            ("", "Alla"),
            *((value, word.capitalize()) for value, word in Promise.Status.choices),
            (OVERDUE, "Väntar, tiden har gått ut"),
        ],
    )

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        self.promises: QuerySet[Any] = promises_read(user)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN_CHOICE
        self.fields["body"].queryset = Body.objects.visible_to(user)  # type: ignore[attr-defined]

    def found(self) -> QuerySet[Any]:
        self.is_valid()  # fills cleaned_data, once
        rows, status = self.promises, self.cleaned_data.get("status")
        if self.cleaned_data.get("body"):
            rows = rows.filter(item__meeting__body=self.cleaned_data["body"])
        if status == OVERDUE:
            return rows.filter(status=Promise.Status.OPEN, due_on__lt=timezone.localdate())
        return rows.filter(status=status) if status else rows


@require_safe
def promise_list(request: MemberRequest) -> HttpResponse:
    form = PromiseFilterForm(request.GET, request.user)
    page = newest_page(form.found(), "promised_on", request.GET)
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "decisions/promise_list.html", context)
