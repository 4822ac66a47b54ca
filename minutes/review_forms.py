"""The forms of justering: what a justerare has read and wants changed, and what the secretary replies."""

from collections.abc import Sequence
from typing import Any

from django import forms

from minutes.approvers import candidates
from minutes.changes import NOTHING, Wanted
from minutes.exports import normal
from minutes.frozen import Text
from minutes.models import ChangeProposal, ChangeTarget, Meeting, Officer, StatusChange
from participants.models import Person

LONGEST = 50_000
REASON = {"required": "Skriv varför.", "max_length": "Texten är för lång. Skriv högst 2 000 tecken."}


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Places(forms.MultipleChoiceField):
    """The parts of the text, as numbers from 0; one that is not there is passed over later."""

    def valid_value(self, value: str) -> bool:
        return value.isdecimal() and len(value) < 6


class ReviewForm(forms.Form):
    """The justerare's answer to one exact text, and which of its parts are read."""

    APPROVE, SEND_BACK, SAVE = "approve", "send_back", "save"

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    shown = Places(required=False)
    read = Places(required=False)
    answer = forms.RegexField(
        r"^(approve|send_back|save|(change|drop)-[0-9]{1,9})$",
        label="Svaret",
        error_messages={
            "required": "Välj en av knapparna Godkänn protokollet och Skicka tillbaka.",
            "invalid": "Välj en av knapparna Godkänn protokollet och Skicka tillbaka.",
        },
    )
    reason = forms.CharField(
        label="Skäl att skicka tillbaka",
        required=False,
        max_length=StatusChange._meta.get_field("note").max_length,
        widget=area(5),
        help_text="Högst 500 tecken. Sekreteraren läser texten.",
        error_messages={"max_length": "Texten är för lång. Skriv högst 500 tecken."},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (
            values.get("answer") == self.SEND_BACK
            and not values.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", "Skriv vad som behöver ändras, så att sekreteraren kan rätta det.")
        return values

    def places(self, name: str) -> list[int]:
        """Return the parts in a field, by their places in the frozen text: the page counts from 0."""
        return [int(value) - 1 for value in self.cleaned_data.get(name, ())]


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Skäl", max_length=2000, widget=area(), error_messages=REASON)


class ChangeForm(forms.Form):
    """Every text of a part with its wording as it is, to be changed; the reason is said once for all."""

    OTHER = "other"

    def __init__(self, texts: Sequence[Text], is_head: bool, data: Any = None) -> None:
        super().__init__(data)
        self.texts = {f"text-{index}": text for index, text in enumerate(texts)}
        for name, text in self.texts.items():
            lines = text.words.count("\n") + len(text.words) // 60 + 1
            self.fields[name] = forms.CharField(
                label=text.label,
                initial=text.words,
                required=text.target == ChangeTarget.TITLE,
                max_length=300 if text.target == ChangeTarget.TITLE else LONGEST,
                widget=area(min(14, max(2, lines))),
                error_messages={"required": "Skriv en rubrik."},
            )
        self.fields[self.OTHER] = forms.CharField(
            label="Det som ska ändras" if is_head else "Något annat i ärendet",
            required=False,
            max_length=LONGEST,
            widget=area(),
            help_text="Skriv vad som står och vad som ska stå, till exempel närvaro, tid eller plats."
            if is_head
            else "Till exempel föredragande, underlag eller åtgärder. Skriv vad som ska stå.",
        )
        self.fields["reason"] = forms.CharField(
            label="Skäl",
            max_length=2000,
            widget=area(3),
            help_text="Sekreteraren läser skälet.",
            error_messages={
                "required": "Skriv varför texten ska ändras.",
                "max_length": REASON["max_length"],
            },
        )
        self.fields["digest"] = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not self.wanted():
            self.add_error(None, NOTHING)
        return values

    def wanted(self) -> list[Wanted]:
        """Return the texts that were given another wording."""
        found = [
            Wanted(text.target, text.words, self.cleaned_data[name], text.decision_number)
            for name, text in self.texts.items()
            if normal(self.cleaned_data.get(name, "")) != text.words
        ]
        other = self.cleaned_data.get(self.OTHER)
        return [*found, *([Wanted(str(ChangeTarget.OTHER), "", other)] if other else [])]

    @property
    def wordings(self) -> list[Any]:
        return [self[name] for name in self.texts]


class ReplyForm(forms.Form):
    """The secretary's answer to one proposal."""

    ACCEPT, DECLINE = "accept", "decline"

    reply = forms.ChoiceField(
        label="Svar",
        choices=[(ACCEPT, "Godta ändringen"), (DECLINE, "Avböj ändringen")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Välj Godta eller Avböj."},
    )
    answer = forms.CharField(
        label="Meddelande till justeraren",
        required=False,
        max_length=2000,
        widget=area(2),
        error_messages={"max_length": REASON["max_length"]},
    )

    def __init__(self, proposal: ChangeProposal, data: Any = None, must_answer: bool = False) -> None:
        super().__init__(data, prefix=f"forslag-{proposal.pk}")
        self.proposal, self.must_answer = proposal, must_answer

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        reply, answer = values.get("reply"), values.get("answer")
        if not reply and "reply" not in self.errors and (self.must_answer or answer):
            self.add_error("reply", "Välj Godta eller Avböj.")
        if reply == self.DECLINE and not answer and "answer" not in self.errors:
            self.add_error("answer", "Skriv varför ändringen inte förs in.")
        return values


class ReplaceForm(forms.Form):
    officer = forms.ModelChoiceField(
        Officer.objects.none(),
        label="Byts ut",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Välj vem som ska bytas ut.",
            "invalid_choice": "Välj vem som ska bytas ut.",
        },
    )
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Justerar i stället",
        empty_label="Välj en person",
        help_text="Den som har ett konto och en roll i gruppen, och som inte har skrivit protokollet.",
        error_messages={
            "required": "Välj vem som justerar i stället.",
            "invalid_choice": "Välj en person i listan.",
        },
    )
    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=area(3),
        help_text="Skälet syns för dem som justerar.",
        error_messages={
            "required": "Skriv varför justeraren byts ut.",
            "max_length": "Skriv högst 300 tecken.",
        },
    )

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        super().__init__(data)
        officers: Any = self.fields["officer"]
        people: Any = self.fields["person"]
        officers.queryset = meeting.officers.filter(role=Officer.Role.APPROVER).select_related("person")
        people.queryset = candidates(meeting)
        if data is None and officers.queryset.count() == 1:
            self.initial["officer"] = officers.queryset.get()
