"""The form for a new meeting: it starts with what the group usually does, and keeps what was typed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from decisions.desk.fields import Text
from decisions.desk.new_meeting import Head, Planned, PlannedItem, plan_meeting, start_meeting, usual
from minutes.importer.dates import as_when, find_moments
from minutes.intake_fields import time_field
from minutes.models import Meeting, Precision
from participants.models import Body, User

HEAD = tuple(field.name for field in fields(Head))
START, SHOW = "start", "show"
_KEY = re.compile(r"(standing|promise|action|deferred|proposal)-\d{1,18}")


class DayField(forms.DateField):
    """A day as 2026-02-06, or as minutes write it: "6 februari", "6/2", "260206"."""

    YEARS = range(1900, 2200)  # a day outside them is a slip of the finger

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2026-02-06", "autocomplete": "off"})

    def to_python(self, value: Any) -> dt.date | None:
        day = self._read(value)
        if day is not None and day.year not in self.YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def _read(self, value: Any) -> dt.date | None:
        try:
            return super().to_python(value)
        except ValidationError:
            moments = list(find_moments(str(value)[:100]))
            when = as_when(moments[0], timezone.localdate()) if len(moments) == 1 else None
            if when is None or when.precision != Precision.DAY or when.on is None:
                raise
            return when.on


class KeysField(forms.Field):
    """Keys of planned items; a key that no item has leaves nothing out."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [key for key in value or [] if _KEY.fullmatch(key)]


class NewMeetingForm(forms.Form):
    use_required_attribute = False

    body = forms.TypedChoiceField(
        label="Grupp",
        empty_value=None,
        error_messages={
            "required": "Välj vilken grupp som ska mötas.",
            "invalid_choice": "Du är inte sekreterare i gruppen. Välj en i listan.",
        },
    )
    date = DayField(
        label="Datum",
        error_messages={
            "required": "Skriv vilken dag gruppen möts.",
            "invalid": "Skriv en dag som finns, till exempel 2026-02-06 eller 6 februari.",
        },
    )
    start = time_field("Börjar")
    end = time_field("Slutar")
    number = Text("Nummer", longest=20, help_text="Behövs bara om gruppen möts två gånger samma dag.")
    place = Text("Plats", longest=300)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # The group whose usual hours and place the page showed.
    filled_for = forms.IntegerField(widget=forms.HiddenInput, required=False)
    act = forms.ChoiceField(choices=[(START, "Skapa mötet"), (SHOW, "Visa dagordningen")], required=False)
    shown = KeysField(required=False)
    chosen = KeysField(required=False)
    without = KeysField(required=False)

    def __init__(self, user: User, data: QueryDict | None = None, body: str = "") -> None:
        # What was typed; where the group's usual values are filled in, they are shown as if typed.
        self.typed = data.copy() if data is not None else QueryDict(mutable=True)
        super().__init__(self.typed if data is not None else None)
        self.user, self.twin = user, None  # type: tuple[User, Meeting | None]
        self.bodies = {str(row.pk): row for row in Body.objects.written_by(user)}
        several: Any = self.fields["body"]
        several.choices = [("", "Välj grupp"), *((key, row.name) for key, row in self.bodies.items())]
        several.coerce = lambda key: self.bodies[str(key)]
        self.fields["date"].widget.attrs["autofocus"] = True
        usually: dict[str, Any] = {"key": uuid.uuid4()}
        self.only = next(iter(self.bodies.values())) if len(self.bodies) == 1 else None
        if self.only:
            del self.fields["body"]
        if data is None and (chosen := self.only or self.bodies.get(body)):
            head = usual(chosen, user)[1]
            usually |= {"body": chosen.pk, "filled_for": chosen.pk}
            usually |= {name: getattr(head, name) for name in HEAD}
        self.initial = usually

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.only:
            values["body"] = self.only
        if not values.get("key"):
            values["key"] = uuid.uuid4()
            self.typed["key"] = str(values["key"])
        values["without"] = sorted({*values["without"], *values["shown"]} - {*values["chosen"]})
        self._fill_in(values)
        start, end = values.get("start"), values.get("end")
        if start and end and end <= start:
            self.add_error("end", "Mötet slutar innan det börjar. Rätta en av tiderna.")
        return values

    def _fill_in(self, values: dict[str, Any]) -> None:
        """Let the group's hours and place stand where nothing was typed, or only another group's stood."""
        body, before = values.get("body"), values.get("filled_for")
        if body is None or before == body.pk:
            return
        former = self.bodies.get(str(before))
        shown = usual(former, self.user)[1] if former else Head()
        mine = usual(body, self.user, values.get("date"))[1]
        for name in HEAD:
            if name in values and values[name] in (None, "", getattr(shown, name)):
                values[name] = getattr(mine, name)
                self.typed[name] = self[name].field.widget.format_value(values[name]) or ""
        self.typed["filled_for"] = str(body.pk)

    @property
    def head(self) -> Head:
        return Head(**{name: self.cleaned_data[name] for name in HEAD})

    def planned(self) -> Planned | None:
        """Return what the meeting would start with, as soon as the group and the day are known."""
        values = getattr(self, "cleaned_data", {})
        if not values.get("body") or not values.get("date"):
            return None
        return plan_meeting(values["body"], values["date"], self.user)

    def is_ticked(self, item: PlannedItem) -> bool:
        return item.key not in self.cleaned_data["without"]

    def query(self) -> str:
        """Return the address of the page with what was typed, without what only a sent form carries."""
        values = self.cleaned_data
        head = {name: self.typed.get(name, "") for name in HEAD}
        given = {"body": values["body"].pk, "date": values["date"], **head}
        return urlencode({**given, "filled_for": values["body"].pk, "without": values["without"]}, doseq=True)

    def start_meeting(self) -> Meeting:
        values = self.cleaned_data
        given = (values["body"], values["date"], self.head, values["without"])
        return start_meeting(*given, by=self.user, key=values["key"])
