"""The forms of an item under review, and of what was found in it."""

from __future__ import annotations

from typing import Any

from django import forms

from minutes.importer.records import When
from minutes.intake_choices import DECISION_KINDS
from minutes.intake_fields import NamesField, ReviewForm, date_field, text_field
from minutes.intake_forms import DAY_MISSING
from minutes.models import AgendaItem, Precision

FIRST = "first"


class ItemForm(ReviewForm):
    traced = {
        name: name for name in ("title", "presenters", "attachments", "background", "discussion", "proposal")
    } | {"number": "title"}
    beside = ("number",)
    rare = ("discussion", "proposal", "attachments", "outcome")
    rare_when_empty = True
    about_place = ("after", "line", "remove")

    number = forms.CharField(label="Nummer", required=False, max_length=20)
    title = forms.CharField(label="Rubrik", max_length=300, required=False)
    presenters = NamesField("Föredragande (en per rad)")
    background = text_field("Bakgrund", 3)
    discussion = text_field("Dialog", 2)
    proposal = text_field("Förslag till beslut", 2)
    attachments = text_field("Underlag", 1)
    outcome = forms.ChoiceField(label="Utgång", choices=AgendaItem.Outcome.choices)
    after = forms.ChoiceField(label="Står efter", required=False)
    line = forms.IntegerField(
        label="Dela vid rad",
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Skriv radens nummer, som det står till vänster i dokumentet."},
    )
    remove = forms.BooleanField(label="Ta bort ärendet", required=False)

    def __init__(self, path: str, before: list[tuple[str, str]] | None, data: Any, initial: Any) -> None:
        super().__init__(path, data, initial)
        self.is_new = not initial
        if before is None:
            del self.fields["after"]
        else:
            self.fields["after"].choices = before  # type: ignore[attr-defined]
        if self.is_new:
            del self.fields["remove"], self.fields["line"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        texts = ("number", "presenters", "attachments", "background", "discussion", "proposal")
        is_asked_for = not self.is_new or any(values.get(name) for name in texts)
        gone = values.get("remove") or values.get("title") or "title" in self.errors
        if is_asked_for and not gone:
            self.add_error("title", "Ärendet saknar rubrik. Skriv en, eller ta bort ärendet.")
        for title in (values.get("attachments") or "").splitlines():
            if len(title) > 300:
                self.add_error(
                    "attachments", "En rubrik är längre än 300 tecken. Skriv ett underlag per rad."
                )
                break
        return values


class FindingForm(ReviewForm):
    """Something that was found in an item; unticked it is kept here, and does not go into the book."""

    rare_when_empty = True

    counts = forms.BooleanField(label="Tas med i boken", required=False)
    text = text_field("Text", 2)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("counts") and not values.get("text") and "text" not in self.errors:
            self.add_error("text", "Skriv texten, eller ta bort krysset vid Tas med i boken.")
        is_day = values.get("due_precision") == Precision.DAY
        if is_day and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", DAY_MISSING)
        return values


class DueForm(FindingForm):
    rare: tuple[str, ...] = ("due_text", "due_on", "due_precision")

    due_text = forms.CharField(label="Tid som det står", required=False, max_length=200)
    due_on = date_field("Senast")
    due_precision = forms.ChoiceField(label="Så exakt", choices=Precision.choices)

    def due(self) -> When:
        return self.when("due_text", "due_on", "due_precision")


class DecisionForm(FindingForm):
    rare = ("kind", "resolved_text")

    kind = forms.ChoiceField(label="Slag", choices=DECISION_KINDS)
    resolved_text = text_field("Förslaget som antogs", 2)


class ActionForm(DueForm):
    rare = ("responsible", "organizations", *DueForm.rare)

    responsible = forms.CharField(label="Ansvarig", required=False, max_length=200)
    organizations = forms.CharField(
        label="Organisationer (med komma emellan)", required=False, max_length=500
    )

    field_order = ["counts", "text", "responsible", "organizations", "due_text", "due_on", "due_precision"]


class PromiseForm(DueForm):
    rare = (*DueForm.rare, "body")

    body = forms.CharField(label="Till gruppen", required=False, max_length=200)


class CitationForm(DueForm):
    pass


class AddForm(ReviewForm):
    """Something that the reading missed in an item."""

    kind = forms.ChoiceField(
        label="Lägg till",
        choices=[
            ("decisions", "beslut"),
            ("actions", "åtgärd"),
            ("promises", "löfte"),
            ("citations", "hänvisning"),
        ],
    )
    text = text_field("Text", 2)


FORMS: dict[str, type[FindingForm]] = {
    "decisions": DecisionForm,
    "actions": ActionForm,
    "promises": PromiseForm,
    "citations": CitationForm,
}
