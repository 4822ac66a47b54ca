from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from decisions.loading import register
from decisions.models import Decision, Obligation
from decisions.site_search import FEW, decisions_with, matters_with
from minutes.forms import UNKNOWN_CHOICE, FilterForm, year_choices
from minutes.models import Meeting, SearchEntry
from minutes.search_query import MAX_LENGTH, Query, understand
from participants.models import Body, Organization, User

TOO_LONG = f"Sökningen är för lång. Skriv högst {MAX_LENGTH} tecken."


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: Any = None, format: str = "%Y-%m-%d") -> None:
        super().__init__(attrs, format)


class Validity:
    """How a decision stands today, as a filter: the words are those of the register."""

    IN_FORCE, PRELIMINARY = "in_force", "preliminary"
    CHOICES = [
        (IN_FORCE, "Gäller"),
        ("is_replaced", "Ersatt"),
        ("is_withdrawn", "Upphävt"),
        ("is_questioned", "Ifrågasatt"),
        (PRELIMINARY, "Preliminärt"),
    ]


class RegisterFilter(filters.FilterSet):  # type: ignore[misc]
    """The register's form. Its choices, like its rows, are those that the user may see."""

    words = filters.CharFilter(method="by_words", label="Ord", max_length=MAX_LENGTH)
    body = filters.ModelChoiceFilter(queryset=Body.objects.none(), label="Grupp", empty_label="Alla grupper")
    year = filters.ChoiceFilter(field_name="decided_on__year", label="År", empty_label="Alla år")
    since = filters.DateFilter(
        field_name="decided_on", lookup_expr="gte", label="Från och med", widget=DayInput
    )
    until = filters.DateFilter(
        field_name="decided_on", lookup_expr="lte", label="Till och med", widget=DayInput
    )
    kind = filters.ChoiceFilter(
        choices=[(value, word.capitalize()) for value, word in Decision.Kind.choices],
        label="Slag",
        empty_label="Alla slag",
    )
    organization = filters.ModelChoiceFilter(
        queryset=Organization.objects.none(),
        method="by_organization",
        label="Ger uppgift till",
        empty_label="Alla organisationer",
    )
    matter = filters.CharFilter(method="by_matter", label="Ärendetråd", max_length=300)
    status = filters.ChoiceFilter(
        choices=Validity.CHOICES, method="by_validity", label="Läge i dag", empty_label="Alla"
    )

    class Meta:
        model = Decision
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data: QueryDict, user: User) -> None:
        decisions = register(user)
        super().__init__(data, queryset=decisions)
        self.filters["words"].extra["error_messages"] = {"max_length": TOO_LONG}
        for name in ("body", "year", "kind", "organization", "status"):
            self.filters[name].extra["error_messages"] = {"invalid_choice": UNKNOWN_CHOICE}
        for name in ("since", "until"):
            self.filters[name].extra["error_messages"] = {"invalid": "Skriv en dag, till exempel 2024-03-08."}
        self.filters["body"].queryset = Body.objects.visible_to(user)
        self.filters["organization"].queryset = Organization.objects.visible_to(user)
        self.filters["year"].extra["choices"] = year_choices(Decision.objects.visible_to(user), "decided_on")

    def by_words(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        found = decisions_with(value)
        return rows if found is None else rows.filter(pk__in=found)

    def by_matter(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        """Keep decisions of threads whose titles have the words: a list of all threads would be long."""
        found = matters_with(value)
        return rows if found is None else rows.filter(item__matter__in=found)

    def by_organization(self, rows: QuerySet[Decision], name: str, value: Organization) -> QuerySet[Decision]:
        """Keep decisions whose actions lie on the organisation; an action may name only the item."""
        owed = Obligation.objects.filter(organization=value)
        return rows.filter(
            Q(pk__in=owed.filter(action__decision__isnull=False).values("action__decision"))
            | Q(item__in=owed.filter(action__decision=None).values("action__item"))
        )

    def by_validity(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        if value == Validity.IN_FORCE:
            return rows.filter(item__meeting__status__in=Meeting.FINAL).filter(
                **{"is_replaced": False, "is_withdrawn": False}
            )
        if value == Validity.PRELIMINARY:
            return rows.exclude(item__meeting__status__in=Meeting.FINAL)
        return rows.filter(**{value: True})


class SearchForm(forms.Form):
    KINDS = [
        ("", "Allt"),
        (SearchEntry.Kind.DECISION.value, "Beslut"),
        (SearchEntry.Kind.ITEM.value, "Ärenden"),
        (SearchEntry.Kind.MEETING.value, "Möten"),
        (SearchEntry.Kind.PAPER.value, "Underlag"),
    ]

    q = forms.CharField(
        label="Sök",
        max_length=MAX_LENGTH,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    slag = forms.ChoiceField(
        label="Slag", choices=KINDS, required=False, error_messages={"invalid_choice": UNKNOWN_CHOICE}
    )
    # Where the next page of many hits begins, and which page of few.
    fore = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False)
    sida = forms.IntegerField(min_value=1, max_value=FEW, required=False)

    def query(self) -> Query:
        values: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        return understand(values.get("q", ""))
