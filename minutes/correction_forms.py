from collections.abc import Sequence
from typing import Any

from django import forms

from minutes.approvers import candidates
from minutes.corrections import Seat
from minutes.models import Meeting
from minutes.review_forms import LONGEST, area
from participants.models import Person, User


class CorrectionForm(forms.Form):
    """A text of sealed minutes as it stands, to be worded rightly; a free text quotes its old words too."""

    old = forms.CharField(
        label="Så står det",
        required=False,
        max_length=LONGEST,
        widget=area(3),
        help_text="Skriv av orden precis som de står i protokollet. Lämna tomt om något saknas helt.",
    )
    new = forms.CharField(
        label="Så ska det stå",
        max_length=LONGEST,
        widget=area(6),
        error_messages={"required": "Skriv hur det ska stå."},
    )
    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=area(3),
        help_text="Skälet syns för alla som läser protokollet.",
        error_messages={"required": "Skriv varför det rättas.", "max_length": "Skriv högst 2 000 tecken."},
    )

    def __init__(
        self, meeting: Meeting, user: User, seats: Sequence[Seat], words: str | None, data: Any = None
    ) -> None:
        super().__init__(data, initial={"new": words or ""})
        self.seats = [seat for seat in seats if seat.is_free]
        if words is not None:
            del self.fields["old"]
        for seat in self.seats:
            name = seat.approval.person_name
            self.fields[self._name(seat)] = forms.ModelChoiceField(
                candidates(meeting).exclude(user=user),
                label=f"Godkänner i stället för {name}",
                empty_label="Välj en person",
                help_text=f"{name} har inget konto eller ingen roll i gruppen längre.",
                error_messages={"required": f"Välj vem som godkänner i stället för {name}."},
            )

    def _name(self, seat: Seat) -> str:
        return f"in-place-of-{seat.approval.person_id}"

    def successors(self) -> dict[int, Person]:
        return {seat.approval.person_id: self.cleaned_data[self._name(seat)] for seat in self.seats}


class AnswerForm(forms.Form):
    """The answer to one exact correction."""

    APPROVE, WITHDRAW = "approve", "withdraw"

    digest = forms.CharField(max_length=64, required=False)
    answer = forms.ChoiceField(
        choices=[(APPROVE, "Godkänn rättelsen"), (WITHDRAW, "Ta tillbaka rättelsen")],
        error_messages={
            "required": "Välj en av knapparna på sidan.",
            "invalid_choice": "Välj en av knapparna på sidan.",
        },
    )
