from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from decisions.loading import register
from decisions.models import Decision, Obligation
from decisions.site_search import FEW, decisions_with
from minutes.forms import UNKNOWN_CHOICE, FilterForm, year_choices
from minutes.models import Meeting, SearchEntry
from minutes.search_query import MAX_LENGTH, Query, understand
from participants.models import Body, Organization, User

TOO_LONG = f"Sökningen är för lång. Skriv högst {MAX_LENGTH} tecken."


class Validity:
    """How a decision stands today, as a filter: the words are those of the register."""

    IN_FORCE = "in_force"
    CHOICES = [
        (IN_FORCE, "Gäller"),
        ("is_replaced", "Ersatt"),
        ("is_withdrawn", "Upphävt"),
        ("is_questioned", "Ifrågasatt"),
    ]


class RegisterFilter(filters.FilterSet):  # type: ignore[misc]
    """The register's form. Its choices, like its rows, are those that the user may see."""

    words = filters.CharFilter(method="by_words", label="Ord", max_length=MAX_LENGTH)
    body = filters.ModelChoiceFilter(queryset=Body.objects.none(), label="Grupp", empty_label="Alla grupper")
    year = filters.ChoiceFilter(field_name="decided_on__year", label="År", empty_label="Alla år")
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
        self.filters["body"].queryset = Body.objects.visible_to(user)
        self.filters["organization"].queryset = Organization.objects.visible_to(user)
        self.filters["year"].extra["choices"] = year_choices(Decision.objects.visible_to(user), "decided_on")

    def by_words(self, rows: QuerySet[Decision], name: str, value: str) -> QuerySet[Decision]:
        found = decisions_with(value)
        return rows if found is None else rows.filter(pk__in=found)

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
