"""What an organisation says of its share of an action, and of how it follows a decision."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from decisions.models import Compliance, Obligation, Progress
from decisions.reporting import Said, contacts
from participants.models import Person

LONGEST_NOTE = 2000
NOTE_TOO_LONG = f"Anteckningen är för lång. Skriv högst {LONGEST_NOTE} tecken."
CHOOSE = "Välj hur långt ni har kommit."
# In the order in which things go.
PROGRESS = [
    (Progress.DONE, "Klart"),
    (Progress.IN_PROGRESS, "Pågår"),
    (Progress.NOT_STARTED, "Inte påbörjat"),
    (Progress.DROPPED, "Inte aktuellt för oss"),
]
COMPLIANCE = [
    (Compliance.Status.FOLLOWED, "Vi följer beslutet"),
    (Compliance.Status.PARTLY, "Vi följer det delvis"),
    (Compliance.Status.NOT_FOLLOWED, "Vi följer det inte"),
    (Compliance.Status.UNKNOWN, "Vi vet inte"),
]


class DatedForm(forms.Form):
    """A note and the day from which it holds, never one that is to come."""

    note = forms.CharField(
        label="Anteckning",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": NOTE_TOO_LONG},
    )
    on = forms.DateField(
        label="Gäller från",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Skriv från vilken dag det gäller.",
            "invalid": "Skriv dagen som år-månad-dag, till exempel 2026-11-06.",
        },
    )

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Dagen ligger i framtiden. Skriv dagens datum eller ett tidigare.")
        return day


class ReportForm(DatedForm):
    status = forms.ChoiceField(
        label="Hur långt har ni kommit?",
        choices=PROGRESS,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    contact = forms.ModelChoiceField(
        Person.objects.none(),
        label="Kontaktperson",
        required=False,
        empty_label="Ingen vald",
        error_messages={"invalid_choice": "Välj en av era egna i listan, eller skriv namnet."},
    )
    contact_name = forms.CharField(
        label="Någon annan hos er",
        required=False,
        max_length=200,
        help_text="Skriv namnet om personen inte finns i listan.",
    )
    field_order = ("status", "contact", "contact_name", "note", "on")

    def __init__(self, obligation: Obligation, body_id: int, data: Any = None) -> None:
        initial = {
            "contact": obligation.contact_id,
            "contact_name": obligation.contact_name,
            "note": obligation.note,
            "on": timezone.localdate(),
        }
        if obligation.reported_on:
            initial["status"] = obligation.status
        super().__init__(data, initial=initial)
        people = contacts(obligation.organization, body_id, obligation.contact)
        self.fields["contact"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("contact") and values.get("contact_name"):
            if values["contact_name"] == values["contact"].name:
                values["contact_name"] = ""
            else:
                self.add_error("contact_name", "Välj i listan eller skriv ett namn, inte båda.")
        return values

    def said(self) -> Said:
        values = self.cleaned_data
        return Said(
            status=values["status"],
            said_on=values["on"],
            note=values["note"],
            contact=values["contact"],
            contact_name=values["contact_name"],
        )


class ComplianceForm(DatedForm):
    status = forms.ChoiceField(
        label="Hur följs beslutet?",
        choices=COMPLIANCE,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj hur beslutet följs.", "invalid_choice": "Välj hur beslutet följs."},
    )
    field_order = ("status", "note", "on")
