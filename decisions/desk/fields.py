"""The fields of the desk's forms: text that can be stored, names, and times in words."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

LONGEST = 100_000  # letters of one text; a whole set of minutes is seldom longer
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def without_control_characters(text: str) -> None:
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise ValidationError(
            f"Rad {line} innehåller ett tecken som inte kan sparas (kod {ord(found[0])}). "
            "Radera det, eller skriv raden på nytt."
        )


class Text(forms.CharField):
    """A text of one line, or of several with `rows`; empty unless it is required."""

    def __init__(
        self, label: str, *, rows: int = 0, longest: int = 0, required: bool = False, **rest: Any
    ) -> None:
        longest = longest or (LONGEST if rows else 300)
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(label=label, required=required, widget=widget, **rest)
        if required:
            self.error_messages["required"] = f"{label} saknas. Skriv in den."
        too_long = f"Texten har {{0}} tecken. Skriv högst {longest} tecken, eller dela upp den."
        self.validators = [_at_most(longest, too_long), without_control_characters]


def _at_most(longest: int, message: str) -> MaxLengthValidator:
    validator = MaxLengthValidator(longest)
    validator.message = message.replace("{0}", "%(show_value)d")
    return validator


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def names_of(text: str) -> list[str]:
    """Return the names of "Anna Ek, Bo Alm och Cia Lind"."""
    return [name for part in re.split(r"[,;\n]|\s(?:och|samt|&)\s", text) if (name := " ".join(part.split()))]
