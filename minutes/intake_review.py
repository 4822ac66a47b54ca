"""The review of an intake as one set of forms: made from the record, lit by its trace, read back to a record.

Each form's path is the thing's place in the record. How many there are follows from the record alone, so an
index that a request makes up names no form, and the request is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from django.http import QueryDict

from minutes.importer.likeness import key
from minutes.importer.records import Line, ParsedItem
from minutes.intake import lines_of, record_of
from minutes.intake_choices import FINDINGS, Choices, reviewed
from minutes.intake_edits import nearest_item
from minutes.intake_fields import ReviewForm, names_as_text, text_as_names
from minutes.intake_forms import (
    ActForm,
    AttendanceForm,
    HeadForm,
    MeetingPartForm,
    NameForm,
    OrganizationForm,
    ProblemForm,
    UnplacedForm,
)
from minutes.intake_item_forms import FIRST, FORMS, AddForm, FindingForm, ItemForm
from minutes.intake_people import Settled, everybody, name_key
from minutes.intake_trace import Cell, Lines, by_field, guesses
from minutes.intake_version import version
from minutes.models import Intake
from participants.models import Body, Organization, User

OFFICERS = ("chairs", "secretaries", "approvers")
BLANK_ROWS = 3
ONE_OF = {"decisions": "beslut", "actions": "åtgärd", "promises": "löfte", "citations": "hänvisning"}
SEVERAL = {"decisions": "beslut", "actions": "åtgärder", "promises": "löften", "citations": "hänvisningar"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the error summary."""

    label: str
    message: str
    anchor: str = ""


@dataclass(slots=True)
class ItemPart:
    form: ItemForm
    label: str
    found: dict[str, list[FindingForm]] = field(default_factory=dict)
    add: AddForm | None = None

    def forms(self) -> Iterator[ReviewForm]:
        yield self.form
        for rows in self.found.values():
            yield from rows
        if self.add:
            yield self.add

    @property
    def summary(self) -> str:
        """What was found, counted: "2 beslut, 1 löfte"."""
        counts = {name: sum(bool(row["counts"].value()) for row in rows) for name, rows in self.found.items()}
        return ", ".join(
            f"{count} {ONE_OF[name] if count == 1 else SEVERAL[name]}"
            for name, count in counts.items()
            if count
        )

    @property
    def is_removed(self) -> bool:
        return "remove" in self.form.fields and bool(self.form["remove"].value())


class Review:
    """Everything that the review page shows and takes."""

    def __init__(self, intake: Intake, user: User, data: QueryDict | None = None) -> None:
        self.intake, self.data = intake, data
        self.original, self.chosen = record_of(intake), Choices.of(intake)
        self.register = Settled.load_for(user, self.chosen, reviewed(self.original, self.chosen))
        self.act = ActForm(data) if data is not None else ActForm(initial={"version": version(intake)})
        self._sent = {name.rpartition("-")[0] for name in data} if data is not None else set()
        self.trace = by_field(self.original)
        self._guesses = set(guesses(self.original, self.trace))
        self.head = self._head(list(Body.objects.written_by(user)))
        self.parts = [self._part(at) for at in range(len(self.original.parts) + 1)]
        self.attendance = [self._attendance(at) for at in range(len(self.original.attendance) + BLANK_ROWS)]
        self.items = [self._item(at) for at in range(len(self.original.items) + 1)]
        self.names = list(self._names())
        self.organizations = list(self._organizations())
        self.problems = [self._problem(at) for at in range(len(self.original.problems))]
        self.unplaced = list(self._unplaced())
        self.faults: list[Fault] = []
        for form in self.forms():
            self._light(form)

    def forms(self) -> Iterator[ReviewForm]:
        yield self.head
        yield from self.parts
        yield from self.attendance
        yield from self.names
        yield from self.organizations
        for item in self.items:
            yield from item.forms()
        yield from self.problems
        yield from self.unplaced

    def _data(self, path: str) -> QueryDict | None:
        """Return what was sent for the form; None if nothing was, as from a page shown before it existed."""
        return self.data if path.replace(".", "-") in self._sent else None

    # The forms, each with what the record says.

    def _head(self, bodies: list[Body]) -> HeadForm:
        record = self.original
        plain = ("date", "year_inferred", "start", "end", "place", "document_name", "number")
        initial: dict[str, Any] = {name: getattr(record, name) for name in plain}
        initial |= {name: names_as_text(getattr(record, name)) for name in OFFICERS}
        initial |= {
            "body": self.intake.body_id,
            "open_to_members": self.intake.open_to_members,
            "next_text": record.next_meeting.text,
            "next_on": record.next_meeting.on,
            "next_precision": record.next_meeting.precision,
        }
        form = HeadForm("head", bodies, self._data("head"), initial)
        if not record.year_inferred:
            del form.fields["year_inferred"]
        return form

    def _part(self, at: int) -> MeetingPartForm:
        path, rows = f"parts.{at}", self.original.parts
        if at >= len(rows):
            return MeetingPartForm(path, self._data(path), {})
        initial = {one.name: getattr(rows[at], one.name) for one in fields(rows[at])}
        initial["remove"] = path in self.chosen.dropped
        return MeetingPartForm(path, self._data(path), initial)

    def _attendance(self, at: int) -> AttendanceForm:
        path, rows = f"attendance.{at}", self.original.attendance
        if at >= len(rows):
            return AttendanceForm(path, [], self._data(path), {})
        row = rows[at]
        initial = {name: getattr(row, name) for name in ("name", "organization", "mode", "role", "post")}
        initial |= {
            "person": self.chosen.people.get(name_key(row.name, row.organization), ""),
            "remove": path in self.chosen.dropped,
        }
        return AttendanceForm(
            path, self.register.people_choices(row.name, row.organization), self._data(path), initial
        )

    def _names(self) -> Iterator[NameForm]:
        """Yield a form for each full name that only stands elsewhere than in the attendance."""
        seen = {key(row.name) for row in self.original.attendance}
        for row, place in everybody(reviewed(self.original, self.chosen)):
            written = name_key(row.name, row.organization)
            if key(row.name) in seen or " " not in row.name.strip():
                continue
            seen.add(key(row.name))
            path = f"names.{_short(written)}"
            initial = {"person": self.chosen.people.get(written, ""), "written": written}
            people = self.register.people_choices(row.name, row.organization)
            form = NameForm(path, row.name, people, self._data(path), initial)
            form.lines = Lines.of(self.trace.get(place, ()))
            yield form

    def _organizations(self) -> Iterator[OrganizationForm]:
        """Yield a form for each organisation that the register knows by no such name, also one just typed."""
        named: dict[str, tuple[str, set[int]]] = {}
        for row, place in everybody(reviewed(self.original, self.chosen)):
            _, lines = named.setdefault(key(row.organization), (row.organization.strip(), set()))
            lines |= self.trace.get(place, set())
        for name in self._typed_organizations():
            named.setdefault(key(name), (name.strip(), set()))
        for written, (name, lines) in named.items():
            if self.register.is_in_doubt(name):
                path = f"organizations.{_short(written)}"
                initial = {"organization": self.chosen.organizations.get(written, "")}
                known = self.register.organization_choices(name)
                form = OrganizationForm(path, name, known, self._data(path), initial)
                form.lines = Lines.of(lines)
                yield form

    def _typed_organizations(self) -> Iterator[str]:
        yield from (form["organization"].data or "" for form in self.attendance if form.is_bound)
        texts = [part.form["presenters"].data for part in self.items if part.form.is_bound]
        if self.data is not None:
            texts += [self.data.get(f"head-{name}") for name in OFFICERS]
        yield from (row.organization for text in texts for row in text_as_names(text or ""))

    def _item(self, at: int) -> ItemPart:
        path, items = f"items.{at}", self.original.items
        if at >= len(items):
            return ItemPart(ItemForm(path, self._places(at), self._data(path), {}), "Nytt ärende")
        item = items[at]
        names = ("number", "title", "outcome", "background", "discussion", "proposal")
        initial: dict[str, Any] = {name: getattr(item, name) for name in names}
        initial |= {
            "presenters": names_as_text(item.presenters),
            "attachments": "\n".join(item.attachments),
            "after": "" if at == len(items) - 1 else f"items.{at - 1}" if at else FIRST,
            "remove": path in self.chosen.dropped,
        }
        places = self._places(at) if item.first_line is None else None
        form = ItemForm(path, places, self._data(path), initial)
        found = {name: list(self._found(path, item, name)) for name in FINDINGS}
        add = AddForm(f"{path}.add", self._data(f"{path}.add"))
        return ItemPart(form, label_of(item), found, add)

    def _places(self, at: int) -> list[tuple[str, str]]:
        others = [(f"items.{n}", label_of(row)) for n, row in enumerate(self.original.items) if n != at]
        return [("", "alla andra"), (FIRST, "inget: det står först"), *others]

    def _found(self, where: str, item: ParsedItem, name: str) -> Iterator[FindingForm]:
        for at, row in enumerate(getattr(item, name)):
            path = f"{where}.{name}.{at}"
            initial = {one.name: getattr(row, one.name) for one in fields(row)}
            initial["counts"] = path not in self.chosen.dropped
            when = initial.pop("due", None) or initial.pop("when", None)
            if when:
                initial |= {"due_text": when.text, "due_on": when.on, "due_precision": when.precision}
            if name == "actions":
                initial["organizations"] = ", ".join(row.organizations)
            form = FORMS[name](path, self._data(path), initial)
            if name == "decisions" and not row.resolved_text:
                del form.fields["resolved_text"]
            yield form

    def _problem(self, at: int) -> ProblemForm:
        path = f"problems.{at}"
        return ProblemForm(path, self._data(path), {"done": path in self.chosen.dropped})

    def _unplaced(self) -> Iterator[UnplacedForm]:
        kept = [at for at in range(len(self.original.items)) if f"items.{at}" not in self.chosen.dropped]
        choices = [(f"items.{at}", label_of(self.original.items[at])) for at in kept]
        for at, row in enumerate(self.original.unplaced):
            nearest = nearest_item(self.original, self.chosen, row.line)
            initial = {"item": f"items.{nearest}"} if nearest is not None else {}
            form = UnplacedForm(f"unplaced.{at}", choices, self._data(f"unplaced.{at}"), initial)
            form.lines = Lines.of([row.line] if row.line else [])
            yield form

    # What the page shows beside each field.

    def _light(self, form: ReviewForm) -> None:
        form.lines = form.lines or Lines.of(self.trace.get(form.path, ()))
        for bound in form:
            own = self._own_lines(form, bound.name)
            note = self._note(form, bound.name)
            guessed = (form.path, bound.name) in self._guesses or self._is_guessed(form, bound.name)
            guessed = guessed or note.startswith("läses")
            form.cells.append(Cell(bound, Lines.of(own), guessed, note, bound.name not in form.beside))

    def _own_lines(self, form: ReviewForm, name: str) -> set[int]:
        own = self.trace.get(f"{form.path}.{form.traced.get(name, '-')}", set())
        if not own and form.initial.get(name):
            return self.trace.get(f"{form.path}.{form.traced_else.get(name, '-')}", set())
        return own

    def _note(self, form: ReviewForm, name: str) -> str:
        """Say what an organisation is taken for, where it is not spelt as in the register."""
        written = form.initial.get("organization", "") if isinstance(form, AttendanceForm) else ""
        if name != "organization" or not self.register.is_in_doubt(written):
            return ""
        known = self.register.organization(written)
        return f"läses som {known.short_name}" if known else "finns inte i registret"

    def _is_guessed(self, form: ReviewForm, name: str) -> bool:
        if isinstance(form, HeadForm) and name == "body":  # read in spite of another spelling
            known = self.register.bodies.get(key(self.original.body))
            return known is None and bool(self.original.body and self.intake.body_id)
        if name != "person" or form.initial.get("person"):
            return False
        if isinstance(form, NameForm):
            return self.register.is_guess(str(form.fields["person"].label), "")
        return self.register.is_guess(form.initial.get("name", ""), form.initial.get("organization", ""))

    def unplaced_rows(self) -> list[tuple[UnplacedForm, Line]]:
        return list(zip(self.unplaced, self.original.unplaced, strict=True))

    def source(self) -> list[tuple[int, str]]:
        return list(enumerate(lines_of(self.intake), start=1))

    def has_typed_people(self) -> bool:
        return any(row.errors or row["name"].value() for row in self.attendance if not row.initial)

    def known_people(self) -> list[str]:
        return sorted({known.person.name for known in self.register.people})

    def known_organizations(self) -> list[str]:
        rows: dict[int, Organization] = {row.pk: row for row in self.register.organizations.values()}
        return sorted(row.short_name for row in rows.values())

    def body(self) -> Body | None:
        body = self.head.value("body")
        return body if isinstance(body, Body) else self.intake.body

    def labelled(self) -> Iterator[tuple[str, ReviewForm]]:
        """Yield each form with what a reader calls the thing."""
        yield "", self.head
        yield from (("Mötesdel", form) for form in self.parts)
        for at, row in enumerate(self.attendance, start=1):
            yield f"Närvaro, rad {at}", row
        yield from (("Andra namn", form) for form in self.names)
        yield from (("Organisationer", form) for form in self.organizations)
        for part in self.items:
            yield part.label, part.form
            for name, rows in part.found.items():
                yield from ((f"{part.label}, {ONE_OF[name]} {i}", form) for i, form in enumerate(rows, 1))
            if part.add:
                yield part.label, part.add
        yield from (("Anmärkning", form) for form in self.problems)
        yield from (("Oplacerat", form) for form in self.unplaced)

    def refuse(self, message: str, anchor: str = "") -> None:
        """Say why nothing was kept, and show the page so that sending it once more counts."""
        self.faults.append(Fault("", message, anchor))
        self.act = ActForm(initial={"version": version(self.intake)})


def label_of(item: ParsedItem) -> str:
    return (f"§ {item.number} {item.title}" if item.number else item.title) or "Ärende utan rubrik"


def _short(written: str) -> str:
    """Return a key as part of a field's name."""
    return hashlib.sha256(written.encode()).hexdigest()[:12]
