"""What a decision does to an older one, as the secretary notes it on the decision's page."""

from typing import Any

from django import forms
from django.utils import timezone

from decisions.models import Decision, DecisionRelation
from participants.models import User


class RelationForm(forms.Form):
    kind = forms.ChoiceField(
        label="Det här beslutet",
        choices=DecisionRelation.Kind.choices,
        error_messages={"required": "Välj vad beslutet gör.", "invalid_choice": "Välj ett av svaren."},
    )
    older = forms.CharField(
        label="Det äldre beslutets nummer",
        max_length=100,
        help_text="Till exempel LG 2023-11-06 §8.",
        error_messages={"required": "Skriv det äldre beslutets nummer."},
    )

    def __init__(self, decision: Decision, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.decision, self.user = decision, user

    def clean_older(self) -> Decision:
        number = " ".join(self.cleaned_data["older"].split()).replace("§ ", "§")
        older = Decision.objects.visible_to(self.user).filter(number__iexact=number).first()
        if older is None:
            raise forms.ValidationError("Numret finns inte bland besluten. Kopiera det från beslutets sida.")
        if older.pk == self.decision.pk:
            raise forms.ValidationError("Det är samma beslut. Skriv ett äldre besluts nummer.")
        if older.decided_on > self.decision.decided_on:
            raise forms.ValidationError("Det beslutet är yngre. Anteckna sambandet på dess sida i stället.")
        return older

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"kind", "older"} <= given.keys() and self.decision.to_older.filter(
            older=given["older"], kind=given["kind"]
        ):
            self.add_error("older", "Det är redan antecknat.")
        return given

    def save(self) -> DecisionRelation:
        given = self.cleaned_data
        return DecisionRelation.objects.get_or_create(
            decision=self.decision,
            older=given["older"],
            kind=given["kind"],
            defaults={"noted_by": self.user, "noted_at": timezone.now()},
        )[0]
