"""Who was there: everybody who has a role in the group that day, one choice each, and others by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from decisions.desk.fields import Text, lines_of
from decisions.desk.load import Desk
from decisions.desk.parts import Part
from decisions.desk.tokens import ALONG
from minutes.importer.likeness import key
from minutes.models import Attendance, MeetingPart
from participants.models import Membership, Organization, Person

Mode = Attendance.Mode
_MODES = [
    (Mode.ON_SITE, "På plats"),
    (Mode.DIGITAL, "Digitalt"),
    (Mode.ABSENT, "Frånvarande"),
    (Mode.UNKNOWN, "Vet inte än"),
    ("", "Inte med"),
]
_PERSON = re.compile(r"p([0-9]{1,18})")
PARTS = "-parts"
FREELY = 4  # parts of a meeting that are combined freely; of more, one is chosen
PART_GONE = "En av mötets delar finns inte längre. Välj på nytt."
NO_LONGER = (
    "Någon har tagit bort en person ur listan sedan du öppnade sidan, och inget är sparat än. Resten av dina "
    "val står kvar: spara en gång till. Ska personen vara med skriver du namnet under ”Fler”."
)
_MARKS = (
    (re.compile(r"\s*\(digitalt?\)", re.IGNORECASE), Mode.DIGITAL),
    (re.compile(r"\s*\(frånvarande\)", re.IGNORECASE), Mode.ABSENT),
)
_SUBSTITUTES = {Membership.Role.SUBSTITUTE}


@dataclass
class Line:
    """One person in the list, with the attendance that is stored, if any."""

    name: str
    person: Person | None
    organization: Organization | None
    row: Attendance | None
    role: str

    @property
    def field(self) -> str:
        return f"p{self.person.pk}" if self.person else f"n{self.row.pk if self.row else 0}"

    @property
    def mode(self) -> str:
        return self.row.mode if self.row else ""

    @property
    def rest(self) -> str:
        """What the row says besides mode and parts."""
        row = self.row
        return f"{row.name}|{row.organization_id}|{row.role}|{row.post}" if row else ""

    @property
    def parts(self) -> str:
        return ",".join(str(part.pk) for part in self.row.parts.all()) if self.row else ""


def lines(desk: Desk) -> list[Line]:
    """Return those who are listed, and those who have a role that day, by organisation and then by name."""
    known = {row.person_id: row for row in desk.attendances if row.person_id}
    found: dict[Any, Line] = {}
    for one in desk.register.held_on(desk.meeting):
        row = known.get(one.person_id)
        role = Attendance.Role.SUBSTITUTE if one.role in _SUBSTITUTES else Attendance.Role.MEMBER
        organization = row.organization if row else one.on_behalf_of
        before = found.get(one.person_id)
        if before is None or (before.organization is None and organization is not None):
            found[one.person_id] = Line(
                one.person.name, one.person, organization, row, row.role if row else role
            )
    for row in desk.attendances:
        if row.person_id not in found:
            place = row.person_id or f"row {row.pk}"
            found[place] = Line(row.display_name, row.person, row.organization, row, row.role)
    return sorted(
        found.values(),
        key=lambda line: (
            line.role == Attendance.Role.GUEST,
            line.organization is None,
            line.organization.sort_name if line.organization else "",
            line.name.casefold(),
        ),
    )


def _part_mode(text: str) -> tuple[str, str]:
    """Part "Anna Ek (digitalt), Växjö" into the words without the mark, and how she took part."""
    for mark, mode in _MARKS:
        if mark.search(text):
            return mark.sub("", text, count=1), mode
    return text, Mode.ON_SITE


class AttendanceForm(forms.Form):
    """A choice for each line, and in `others` new names, one a line: "Anna Ek, Växjö kommun"."""

    others = Text(
        "Fler, en per rad",
        rows=2,
        help_text="Namn, och organisation efter ett komma. Lägg till (digitalt) eller (frånvarande).",
    )

    def __init__(self, part: AttendancePart, data: Mapping[str, str] | None) -> None:
        super().__init__(data, initial=part.stored(), auto_id=f"id_{part.key}-%s")
        self.part = part
        self.desk = part.desk
        for line in part.lines:
            self.fields[line.field] = forms.ChoiceField(
                label=line.name, choices=_MODES, required=False, widget=forms.RadioSelect
            )
            if part.meeting_parts:
                self.fields[f"{line.field}{PARTS}"] = forms.ChoiceField(
                    label=f"{line.name}, delar av mötet",
                    choices=part.parts_to_choose(line),
                    required=False,
                    error_messages={"invalid_choice": PART_GONE},
                )

    def groups(self) -> Iterator[tuple[str, list[tuple[Line, Any, Any]]]]:
        """Yield the lines as the page shows them: by organisation, and guests last."""
        heading: str | None = None
        rows: list[tuple[Line, Any, Any]] = []
        for line in self.part.lines:
            name = (
                "Inbjudna"
                if line.role == Attendance.Role.GUEST
                else str(line.organization or "Utan organisation")
            )
            if name != heading and rows:
                yield str(heading), rows
                rows = []
            heading = name
            parts = self[f"{line.field}{PARTS}"] if self.part.meeting_parts else None
            rows.append((line, self[line.field], parts))
        if rows:
            yield str(heading), rows

    def clean_others(self) -> list[Line]:
        """Read the new names; somebody who is in the list already is no new one."""
        listed = {key(line.name) for line in self.part.lines if self.data.get(line.field) or line.row}
        new: list[Line] = []
        for number, text in enumerate(lines_of(self.cleaned_data["others"]), 1):
            if (one := self._other(number, text, listed)) is not None:
                new.append(one)
                listed.add(key(one.name))
        return new

    def _other(self, number: int, text: str, listed: set[str]) -> Line | None:
        """Read one line; None for a guest whom somebody has just added in the same words."""
        plain, mode = _part_mode(text)
        if "(" in plain or ")" in plain:
            raise ValidationError(
                f"Rad {number} har något mer inom parentes. Skriv bara (digitalt) eller (frånvarande) där."
            )
        name, _, organization = plain.partition(",")
        name = " ".join(name.split())
        if not name:
            raise ValidationError(
                f"Rad {number} saknar namn. Skriv namnet först, och organisationen efter ett komma."
            )
        if self._is_there(name, mode, organization.strip()):
            return None
        if key(name) in listed:
            raise ValidationError(
                f"{name} står redan i listan. Välj hur i listan i stället, och ta bort raden här."
            )
        person = self.desk.register.person(name)
        where = self.desk.register.organization(organization.strip()) if organization.strip() else None
        row = Attendance(meeting=self.desk.meeting, person=person, name="" if person else name, mode=mode)
        return Line(name, person, where, row, Attendance.Role.GUEST)

    def _is_there(self, name: str, mode: str, organization: str) -> bool:
        for line in self.part.lines:
            stands = line.row is not None and line.role == Attendance.Role.GUEST
            one = line.organization
            spelt = {key(one.name), key(one.short_name)} if one else {""}
            if stands and (key(line.name), line.mode) == (key(name), mode) and key(organization) in spelt:
                return True
        return False


class AttendancePart(Part):
    kind = "narvaro"
    name = "Närvaron"
    template = "admin/desk/_attendance.html"

    def __init__(self, desk: Desk, row: Any = None) -> None:
        super().__init__(desk, row)
        self.lines = lines(desk)
        self.meeting_parts: list[MeetingPart] = list(desk.meeting.parts.all())

    @property
    def key(self) -> str:
        return self.kind

    def stored(self) -> dict[str, str]:
        values = {line.field: line.mode for line in self.lines}
        if self.meeting_parts:
            values |= {f"{line.field}{PARTS}": line.parts for line in self.lines}
        return {**values, "others": ""}

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many were there in each way, in words, without the ways that nobody was."""
        found = Counter(line.mode for line in self.lines)
        return [(label, found[mode]) for mode, label in _MODES if mode and found[mode]]

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody is listed without a word of how."""
        return any(line.mode == Mode.UNKNOWN for line in self.lines)

    @property
    def is_unsettled(self) -> bool:
        return self.is_waiting or not any(line.row for line in self.lines)

    def parts_to_choose(self, line: Line) -> list[tuple[str, str]]:
        """Return what parts of the meeting somebody may have been at, by their keys, and in words."""
        titles = {str(part.pk): part.title for part in self.meeting_parts}
        keys = list(titles)
        most = len(keys) if len(keys) <= FREELY else 1
        found = [",".join(some) for number in range(1, most + 1) for some in combinations(keys, number)]
        if line.parts not in ("", *found):
            found.append(line.parts)
        words = [" och ".join(titles.get(pk, "?") for pk in some.split(",")) for some in found]
        return [("", "Hela mötet"), *zip(found, words, strict=True)]

    def along(self) -> dict[str, str]:
        """Return what a row says besides the choice: it goes when the person is taken out of the list."""
        return {f"{line.field}{ALONG}": line.rest for line in self.lines if line.row}

    def homeless(self, texts: Mapping[str, str]) -> str:
        """Name the choices that were made for people who are no longer in the list."""
        words = dict(_MODES) | {str(part.pk): part.title for part in self.meeting_parts}
        keys = {int(found[1]) for name in texts if (found := _PERSON.match(name))}
        people = Person.objects.visible_to(self.desk.user).filter(pk__in=keys)
        names = {f"p{person.pk}": person.name for person in people}
        chosen = [
            f"{names.get(name.removesuffix(PARTS), 'någon')}: "
            + " och ".join(words.get(word, "en del som är borttagen") for word in text.split(","))
            for name, text in texts.items()
        ]
        return f"{NO_LONGER} Du valde {', '.join(chosen)}."

    def form(self, values: Mapping[str, str] | None = None) -> AttendanceForm:
        return AttendanceForm(self, values)

    def save(self, form: forms.Form) -> None:
        new: list[Attendance] = []
        position = max((row.position for row in self.desk.attendances), default=0)
        for line in self.lines:
            mode = form.cleaned_data[line.field]
            if line.row is None and mode:
                position += 1
                new.append(self._row(line, mode, position))
            elif line.row is not None and not mode:
                line.row.delete()
            elif line.row is not None and line.row.mode != mode:
                Attendance.objects.filter(pk=line.row.pk).update(mode=mode)
        for line in form.cleaned_data["others"]:
            position += 1
            line.row.organization, line.row.role, line.row.position = line.organization, line.role, position
            new.append(line.row)
        made = Attendance.objects.bulk_create(new)
        if self.meeting_parts:
            self._save_parts(form, made)

    def _row(self, line: Line, mode: str, position: int) -> Attendance:
        return Attendance(
            meeting=self.desk.meeting,
            person=line.person,
            organization=line.organization,
            mode=mode,
            role=line.role,
            position=position,
        )

    def _save_parts(self, form: forms.Form, made: list[Attendance]) -> None:
        by_person = {row.person_id: row for row in made if row.person_id}
        for line in self.lines:
            wanted = form.cleaned_data[f"{line.field}{PARTS}"]
            row = line.row or by_person.get(line.person.pk if line.person else 0)
            if row is not None and row.pk and form.cleaned_data[line.field] and wanted != line.parts:
                row.parts.set([int(pk) for pk in wanted.split(",") if pk])
