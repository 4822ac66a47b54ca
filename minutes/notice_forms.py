"""The form that sends a kallelse: to whom, with which greeting, and which kallelse it was."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from minutes.notice_mail import Letter

PREVIEW, SEND = "preview", "send"
CHANGED = (
    "Dagordningen har ändrats sedan sidan visades. Läs kallelsen nedan igen, och skicka den sedan. "
    "Ingenting är skickat."
)
NOBODY = "Välj minst en mottagare, eller skriv en adress till. Ingenting är skickat."
MOST_EXTRA = 100


class NoticeForm(forms.Form):
    to = forms.MultipleChoiceField(
        label="Gruppens ledamöter",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Adressen %(value)s hör inte längre till någon som kallas. Välj på nytt."
        },
    )
    extra = forms.CharField(
        label="Fler adresser",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="En adress per rad. De får se dagordningen men når bara underlagen om de har ett konto.",
        error_messages={"max_length": "Adresserna är för många. Skriv högst 10 000 tecken."},
    )
    message = forms.CharField(
        label="Hälsning",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text="Står överst i brevet, före dag och dagordning.",
        error_messages={"max_length": "Hälsningen är för lång. Skriv högst 5 000 tecken."},
    )
    # Sent twice with the same key, the kallelse goes out once.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # The kallelse that the page showed.
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[(PREVIEW, ""), (SEND, "")], widget=forms.HiddenInput)

    def __init__(self, letter: Letter, data: Any = None) -> None:
        super().__init__(data)
        self.letter = letter
        self.names = {person.email: person.name for person in letter.called if person.email}
        received, missed = letter.received(), letter.missed()
        choices: Any = [(email, f"{name} ({email})") for email, name in self.names.items()]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.initial = {
            "to": [email for email in self.names if email not in received],
            "extra": "\n".join(row["email"] for row in missed if row["email"] not in self.names),
            "message": letter.notices[0].message if missed else "",
            "seen": letter.sha256,
        }

    @property
    def is_to_send(self) -> bool:
        return self.cleaned_data.get("act") == SEND

    @property
    def greeting(self) -> str:
        return str(self["message"].value() or "")

    def recipients(self) -> list[tuple[str, str]]:
        """Return whom it goes to, address and name, each address once."""
        addresses = dict.fromkeys([*self.cleaned_data["to"], *self.cleaned_data["extra"]])
        return [(email, self.names.get(email, email)) for email in addresses]

    def clean_message(self) -> str:
        """Return the greeting with line breaks as the letter has them, whatever the browser sent."""
        return "\n".join(self.cleaned_data["message"].splitlines()).strip()

    def clean_extra(self) -> list[str]:
        faults, found = [], []
        for number, line in enumerate(self.cleaned_data["extra"].splitlines(), 1):
            address = line.strip().lower()
            try:
                if address:
                    validate_email(address)
                    found.append(address)
            except ValidationError:
                faults.append(f"Rad {number}, ”{line.strip()[:80]}”, är ingen e-postadress. Rätta raden.")
        if len(found) > MOST_EXTRA:
            faults.append(f"Det är {len(found)} adresser. Skriv högst {MOST_EXTRA} åt gången.")
        if faults:
            raise ValidationError(faults)
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("act") != SEND:
            return values
        if "seen" in values and values["seen"] != self.letter.sha256:
            self.add_error(None, ValidationError(CHANGED, code="changed"))
        elif not values.get("to") and not values.get("extra") and not self.errors:
            self.add_error("to", NOBODY)
        return values

    def shown_again(self) -> "NoticeForm":
        """Return the form with what was typed, about the kallelse as it stands now."""
        data: Any = self.data
        self.data = data.copy()
        self.data["seen"] = self.letter.sha256  # type: ignore[index]
        return self
