from typing import Any, NamedTuple

from django import forms
from django.db.models import Max, Min, QuerySet
from django.http import QueryDict

from minutes.models import Meeting
from participants.models import Body, User

UNKNOWN_CHOICE = "Valet finns inte. Välj ett annat."


class Chip(NamedTuple):
    """A filter in use, and the address of the same list without it."""

    label: str
    url: str


class FilterForm(forms.Form):
    """A GET form above a list; what it was asked for stands as chips that can be taken away."""

    def chips(self) -> list[Chip]:
        if not self.is_bound:
            return []
        self.is_valid()  # fills cleaned_data, once
        given = ((self[name], value) for name, value in self.cleaned_data.items() if value)
        return [
            Chip(f"{field.label}: {_in_words(field.field, value)}", _without(self.data, field.html_name))
            for field, value in given
        ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        return str(next((word for key, word in choices if str(key) == str(value)), value))
    return str(value)


def _without(params: Any, name: str) -> str:
    kept = params.copy() if isinstance(params, QueryDict) else QueryDict(mutable=True)
    for dropped in (name, "after"):
        kept.pop(dropped, None)
    return f"?{kept.urlencode()}"


def year_choices(rows: QuerySet[Any], date_field: str) -> list[tuple[str, str]]:
    """Return the years from the newest row to the oldest."""
    span = rows.order_by().aggregate(first=Min(date_field), last=Max(date_field))
    if not span["last"]:
        return []
    return [(str(year), str(year)) for year in range(span["last"].year, span["first"].year - 1, -1)]


class MeetingFilterForm(FilterForm):
    body = forms.ModelChoiceField(
        Body.objects.none(), required=False, label="Grupp", empty_label="Alla grupper"
    )
    year = forms.ChoiceField(required=False, label="År")
    status = forms.ChoiceField(
        choices=[("", "Alla"), *Meeting.Status.choices], required=False, label="Status"
    )

    def __init__(self, data: QueryDict, user: User) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = UNKNOWN_CHOICE
        self.meetings = Meeting.objects.visible_to(user)
        self.fields["body"].queryset = Body.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            ("", "Alla år"),
            *year_choices(self.meetings, "date"),
        ]

    def found(self) -> QuerySet[Meeting]:
        """Return the meetings that the form asks for; a value that it does not know narrows nothing."""
        self.is_valid()  # fills cleaned_data, once
        lookups = {"body": "body", "year": "date__year", "status": "status"}
        return self.meetings.filter(
            **{lookups[name]: value for name, value in self.cleaned_data.items() if value}
        )
