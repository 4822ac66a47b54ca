"""What the secretary sends from the pages about threads; each form knows only the group's own rows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import formats

from minutes.models import AgendaItem, Matter, ThreadProposal
from participants.models import Body, User

ACCEPT, DECLINE, AGAIN = "accept", "decline", "again"
GONE = "Det du valde finns inte längre. Läs in sidan på nytt."


class Rows(forms.ModelMultipleChoiceField[Any]):
    """A choice of rows that refuses a key too large for the database, instead of failing in it."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


def title_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        error_messages={
            "required": "Skriv en rubrik för tråden.",
            "max_length": "Rubriken är för lång. Skriv högst 300 tecken.",
        },
    )


class BodyForm(forms.Form):
    """The group that is meant: one that the user writes the minutes of."""

    body = forms.ModelChoiceField(Body.objects.none(), label="Grupp", error_messages={"invalid_choice": GONE})

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        self.fields["body"].queryset = Body.objects.written_by(user)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Yes or no to proposals that hang together, and which of their items the yes is about."""

    proposals = Rows(ThreadProposal.objects.none(), error_messages={"required": GONE, "invalid_choice": GONE})
    items = Rows(AgendaItem.objects.none(), required=False, error_messages={"invalid_choice": GONE})
    title = title_field("Trådens rubrik")
    answer = forms.ChoiceField(choices=[(word, word) for word in (ACCEPT, DECLINE, AGAIN)])

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data)
        proposals: Any = self.fields["proposals"]
        proposals.queryset = ThreadProposal.objects.editable_by(user).select_related("body")
        items: Any = self.fields["items"]
        items.queryset = AgendaItem.objects.editable_by(user).select_related("meeting")
        if self.data.get("answer") != ACCEPT:
            self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        bodies = {row.body_id for row in given.get("proposals") or ()}
        bodies |= {row.meeting.body_id for row in given.get("items") or ()}
        if len(bodies) > 1:
            self.add_error(None, GONE)
        if given.get("answer") == ACCEPT and not given.get("items"):
            self.add_error("items", "Välj minst ett ärende, eller svara att de inte hör ihop.")
        return given


class MergeForm(forms.Form):
    other = forms.ModelChoiceField(
        Matter.objects.none(),
        label="Tråden som ska gå upp i den här",
        empty_label="Välj en tråd",
        error_messages={"required": "Välj en tråd.", "invalid_choice": GONE},
    )

    def __init__(self, matter: Matter, data: Any = None) -> None:
        super().__init__(data)
        others: QuerySet[Matter] = Matter.objects.filter(body=matter.body_id, merged_into=None)
        self.fields["other"].queryset = others.exclude(pk=matter.pk)  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    items = Rows(
        AgendaItem.objects.none(),
        label="Ärenden som ska bli en egen tråd",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst ett ärende.", "invalid_choice": GONE},
    )
    title = title_field("Den nya trådens rubrik")

    def __init__(self, matter: Matter, data: Any = None) -> None:
        super().__init__(data)
        items: Any = self.fields["items"]
        items.queryset = matter.items.select_related("meeting").order_by("meeting__date", "position")
        items.label_from_instance = lambda row: f"{formats.date_format(row.meeting.date, 'j F Y')} {row}"
