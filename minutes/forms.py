import datetime as dt
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet, Subquery
from django.http import QueryDict
from django.utils import formats

from minutes.models import Meeting
from participants.models import Body, User

PERIOD = "Sista dagen ligger före den första."
UNKNOWN_CHOICE = "Valet finns inte. Välj ett annat."


class Chip(NamedTuple):
    """A filter in use, and the address of the same list without it."""

    label: str
    url: str


class FilterForm(forms.Form):
    """A GET form above a list; what it was asked for stands as chips that can be taken away."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", PERIOD)
        return given

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
    return str(formats.date_format(value, "j F Y")) if isinstance(value, dt.date) else str(value)


def _without(params: Any, name: str) -> str:
    kept = params.copy() if isinstance(params, QueryDict) else QueryDict(mutable=True)
    for dropped in (name, "after"):
        kept.pop(dropped, None)
    return f"?{kept.urlencode()}"


def year_choices(rows: QuerySet[Any], date_field: str) -> list[tuple[str, str]]:
    """Return the years from the newest row to the oldest."""
    # From each end of the index: the least and the greatest of all rows would be looked for among them all.
    newest = Subquery(rows.order_by(f"-{date_field}").values(date_field)[:1])
    span = rows.order_by(date_field).values_list(date_field, newest).first()
    if span is None:
        return []
    return [(str(year), str(year)) for year in range(span[1].year, span[0].year - 1, -1)]


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
