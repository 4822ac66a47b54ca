"""The part at the top: when and where, and who led, wrote and is to approve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.desk.fields import Text, names_of
from decisions.desk.load import Desk
from decisions.desk.parts import Part
from minutes.importer.likeness import key
from minutes.intake_fields import time_field
from minutes.models import Meeting, Officer

_OFFICES = {
    "chairs": (Officer.Role.CHAIR, "Ordförande"),
    "secretaries": (Officer.Role.SECRETARY, "Sekreterare"),
    "approvers": (Officer.Role.APPROVER, "Justerare"),
}
_TEXTS = ("number", "place")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class HeadForm(forms.Form):
    date = forms.DateField(
        label="Datum",
        input_formats=["%Y-%m-%d", "%Y%m%d", "%d/%m %Y", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Datum saknas. Skriv mötets dag.",
            "invalid": "Skriv datum som 2026-02-06.",
        },
    )
    start = time_field("Börjar")
    end = time_field("Slutar")
    number = Text("Nummer", longest=20, help_text="Bara om gruppen möts två gånger samma dag.")
    place = Text("Plats")
    chairs = Text("Ordförande", longest=500)
    secretaries = Text("Sekreterare", longest=500)
    approvers = Text("Justerare", longest=500)

    def __init__(self, desk: Desk, data: Mapping[str, str] | None, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(initial), auto_id="id_huvud-%s")
        self.desk = desk
        for name in _OFFICES:
            self.fields[name].widget.attrs["list"] = "personer"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end, date = cleaned.get("start"), cleaned.get("end"), cleaned.get("date")
        if start and end and end <= start:
            self.add_error(
                "end", f"Mötet slutar {end:%H.%M}, innan det börjar {start:%H.%M}. Rätta en av tiderna."
            )
        if date and not _FIRST_YEAR <= date.year <= _LAST_YEAR:
            self.add_error("date", f"Året {date.year} kan inte stämma. Skriv datum som 2026-02-06.")
        if date and self._is_taken(date, cleaned.get("number", "")):
            self.add_error(
                "date", "Gruppen har redan ett möte den dagen. Ändra dagen, eller ge mötet ett nummer."
            )
        for name, (_, label) in _OFFICES.items():
            if name in cleaned:
                self._clean_people(name, label)
        return cleaned

    def _is_taken(self, date: dt.date, number: str) -> bool:
        meeting = self.desk.meeting
        same = Meeting.objects.filter(body=meeting.body_id, date=date, number=number)
        return same.exclude(pk=meeting.pk).exists()

    def _clean_people(self, name: str, label: str) -> None:
        """Find the persons whom the names mean; a justerare must be one of the register."""
        found: dict[str, Any] = {}
        for words in names_of(self.cleaned_data[name]):
            if key(words) in found:
                self.add_error(name, f"{words} står två gånger under {label}. Ta bort den ena.")
                continue
            try:
                found[key(words)] = words, self.desk.register.person(words)
            except ValidationError as error:
                self.add_error(name, error)
                continue
            if name == "approvers" and found[key(words)][1] is None:
                self.add_error(
                    name,
                    f"{words} finns inte bland gruppens personer och kan inte godkänna här. "
                    "Lägg upp personen i registret, eller rätta namnet.",
                )
        self.cleaned_data[name] = list(found.values())


class Head(Part):
    kind = "huvud"
    name = "Mötet"
    template = "admin/desk/_head.html"
    numbering = ("date", "number")

    @property
    def key(self) -> str:
        return self.kind

    def stored(self) -> dict[str, str]:
        meeting = self.desk.meeting
        people = {
            name: ", ".join(row.display_name for row in self.desk.officers if row.role == role)
            for name, (role, _) in _OFFICES.items()
        }
        return {
            "date": f"{meeting.date:%Y-%m-%d}",
            "start": f"{meeting.start:%H:%M}" if meeting.start else "",
            "end": f"{meeting.end:%H:%M}" if meeting.end else "",
            **{name: getattr(meeting, name) for name in _TEXTS},
            **people,
        }

    def form(self, values: Mapping[str, str] | None = None) -> HeadForm:
        return HeadForm(self.desk, values, self.stored())

    def save(self, form: forms.Form) -> None:
        meeting, cleaned = self.desk.meeting, form.cleaned_data
        columns = ["date", "start", "end", *_TEXTS]
        changed = [name for name in columns if getattr(meeting, name) != cleaned[name]]
        for name in changed:
            setattr(meeting, name, cleaned[name])
        if changed:
            meeting.save(update_fields=changed)
        for name, (role, _) in _OFFICES.items():
            self._save_people(role, cleaned[name])

    def _save_people(self, role: str, wanted: list[tuple[str, Any]]) -> None:
        there = {key(row.display_name): row for row in self.desk.officers if row.role == role}
        for position, (words, person) in enumerate(wanted):
            row = there.pop(key(words), None)
            if row is None:
                Officer.objects.create(
                    meeting=self.desk.meeting,
                    role=role,
                    person=person,
                    name="" if person else words,
                    position=position,
                )
            elif row.position != position:
                Officer.objects.filter(pk=row.pk).update(position=position)
        if there:
            Officer.objects.filter(pk__in=[row.pk for row in there.values()]).delete()
