"""The review of an intake as one set of forms: made from the record, lit by its trace, read back to a record.

Each form's path is the thing's place in the record. How many there are follows from the record alone, so an
index that a request makes up names no form, and the request is refused.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from django.http import QueryDict

from minutes.importer.likeness import key
from minutes.importer.records import ParsedItem, ParsedMeeting
from minutes.intake import FINDINGS, Choices, lines_of, record_of, reviewed, version
from minutes.intake_forms import (
    STORE,
    ActForm,
    ActionForm,
    AddForm,
    AttendanceForm,
    CitationForm,
    DecisionForm,
    FindingForm,
    HeadForm,
    ItemForm,
    NameForm,
    PartForm,
    ProblemForm,
    PromiseForm,
    names_as_text,
    text_as_names,
)
from minutes.intake_people import NEW, Settled, everybody, name_key
from minutes.intake_record import read_review
from minutes.intake_trace import ABOUT, Cell, by_field, guesses
from minutes.models import Intake
from participants.models import Body, Organization, User

FORMS: dict[str, type[FindingForm]] = {
    "decisions": DecisionForm,
    "actions": ActionForm,
    "promises": PromiseForm,
    "citations": CitationForm,
}
ONE_OF = {"decisions": "beslut", "actions": "åtgärd", "promises": "löfte", "citations": "hänvisning"}
OFFICERS = ("chairs", "secretaries", "approvers")
BLANK_ROWS = 3
STALE = "Sidan passar inte ihop med granskningen längre. Läs in den på nytt."


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

    def forms(self) -> Iterator[PartForm]:
        yield self.form
        for rows in self.found.values():
            yield from rows
        if self.add:
            yield self.add


class Review:
    """Everything that the review page shows and takes."""

    def __init__(self, intake: Intake, user: User, data: QueryDict | None = None) -> None:
        self.intake, self.data = intake, data
        self.original, self.chosen = record_of(intake), Choices.of(intake)
        self.register = Settled.load_for(user, self.chosen.people)
        self.act = ActForm(data) if data is not None else ActForm(initial={"version": version(intake)})
        self._sent = {name.rpartition("-")[0] for name in data} if data is not None else set()
        self._trace = by_field(self.original)
        self._guesses = set(guesses(self.original, self._trace))
        bodies = list(Body.objects.written_by(user))
        rows = range(len(self.original.attendance) + BLANK_ROWS)
        self.attendance = [self._attendance(at) for at in rows]
        self.items = [self._item(at) for at in range(len(self.original.items) + 1)]
        self.names = list(self._names())
        self.problems = [
            ProblemForm(path, self._data(path), {"done": path in self.chosen.dropped})
            for path in (f"problems.{at}" for at in range(len(self.original.problems)))
        ]
        self.head = self._head(bodies)
        self.faults: list[Fault] = []
        for form in self.forms():
            self._light(form)

    def forms(self) -> Iterator[PartForm]:
        yield self.head
        yield from self.attendance
        yield from self.names
        for item in self.items:
            yield from item.forms()
        yield from self.problems

    def _data(self, path: str) -> QueryDict | None:
        """Return what was sent for the form; None if nothing was, as from a page shown before it existed."""
        return self.data if path.replace(".", "-") in self._sent else None

    # The forms, each with what the record says.

    def _head(self, bodies: list[Body]) -> HeadForm:
        record = self.original
        plain = ("date", "year_inferred", "start", "end", "place", "document_name", "number")
        initial: dict[str, Any] = {name: getattr(record, name) for name in plain}
        initial |= {name: names_as_text(getattr(record, name)) for name in OFFICERS}
        initial |= {"body": self.intake.body_id, "organizations": sorted(self.chosen.organizations)}
        form = HeadForm("head", bodies, self._unknown_organizations(), self._data("head"), initial)
        if not record.year_inferred:
            del form.fields["year_inferred"]
        return form

    def _attendance(self, at: int) -> AttendanceForm:
        path, rows = f"attendance.{at}", self.original.attendance
        if at >= len(rows):
            return AttendanceForm(path, [], self._data(path), {})
        row = rows[at]
        initial = {name: getattr(row, name) for name in ("name", "organization", "mode", "role")}
        initial |= {
            "person": self.chosen.people.get(name_key(row.name, row.organization), ""),
            "remove": path in self.chosen.dropped,
        }
        return AttendanceForm(path, self._people(row.name, row.organization), self._data(path), initial)

    def _people(self, name: str, organization: str) -> list[tuple[str, str]]:
        suggestion = self.register.suggestion(name, organization)
        choices = [("", suggestion)]
        if " " in name.strip() and suggestion != "Ny person":
            choices.append((NEW, "Ny person"))
        return choices + self.register.candidates(name)

    def _names(self) -> Iterator[NameForm]:
        """Yield a form for each full name that only stands elsewhere than in the attendance."""
        seen = {key(row.name) for row in self.original.attendance}
        for row in everybody(reviewed(self.original, self.chosen)):
            written = name_key(row.name, row.organization)
            if key(row.name) in seen or " " not in row.name.strip():
                continue
            seen.add(key(row.name))
            path = f"names.{hashlib.sha256(written.encode()).hexdigest()[:12]}"
            initial = {"person": self.chosen.people.get(written, ""), "written": written}
            people = self._people(row.name, row.organization)
            yield NameForm(path, row.name, people, self._data(path), initial)

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
            "after": self.chosen.after.get(path, ""),
            "remove": path in self.chosen.dropped,
        }
        places = self._places(at) if item.first_line is None else None
        form = ItemForm(path, places, self._data(path), initial)
        found = {name: list(self._found(path, item, name)) for name in FINDINGS}
        label = f"§ {item.number} {item.title}" if item.number else item.title
        add = AddForm(f"{path}.add", self._data(f"{path}.add"))
        return ItemPart(form, label or "Ärende utan rubrik", found, add)

    def _places(self, at: int) -> list[tuple[str, str]]:
        others = enumerate(self.original.items)
        return [("", "sist"), *((f"items.{i}", f"{row.number} {row.title}") for i, row in others if i != at)]

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

    # Organisations that the register does not know.

    def _unknown_organizations(self) -> list[str]:
        """Return those that the record or what was typed names, once each."""
        typed = [form["organization"].data or "" for form in self.attendance if form.is_bound]
        lists = [part.form["presenters"].data for part in self.items if part.form.is_bound]
        if self.data is not None:
            lists += [self.data.get(f"head-{name}") for name in OFFICERS]
        typed += [row.organization for text in lists for row in text_as_names(text or "")]
        named = [row.organization for row in everybody(reviewed(self.original, self.chosen))]
        return list(dict.fromkeys(name.strip() for name in [*named, *typed] if self.is_unknown(name)))

    def is_unknown(self, organization: str) -> bool:
        return bool(key(organization)) and self.register.organization(organization) is None

    # What the page shows beside each field.

    def _light(self, form: PartForm) -> None:
        for bound in form:
            lines = tuple(self._trace.get(self._traced(form, bound.name), []))
            note = self._note(form, bound.name)
            guessed = (form.path, bound.name) in self._guesses or self._is_guessed_name(form, bound.name)
            form.cells.append(Cell(bound, lines, guessed or note.startswith("läses"), note))

    def _note(self, form: PartForm, name: str) -> str:
        """Say what an organisation is taken for, where it is not spelt as in the register."""
        written = form.initial.get("organization", "") if name == "organization" else ""
        if not key(written) or key(written) in self.register.organizations:
            return ""
        known = self.register.organization(written)
        return f"läses som {known.short_name}" if known else "finns inte i registret"

    def _traced(self, form: PartForm, name: str) -> str:
        if name not in form.traced:
            return "-"
        return f"{form.path}.{form.traced[name]}".removesuffix(".")

    def _is_guessed_name(self, form: PartForm, name: str) -> bool:
        if name != "person" or form.initial.get("person"):
            return False
        if isinstance(form, NameForm):
            return self.register.is_guess(str(form.fields["person"].label), "")
        return self.register.is_guess(form.initial.get("name", ""), form.initial.get("organization", ""))

    def warnings(self) -> Iterator[tuple[Any, ProblemForm, str]]:
        """Yield each warning with its box to tick and the id of the field that it is about."""
        by_line: dict[int, list[Cell]] = defaultdict(list)
        for form in self.forms():
            for cell in form.cells:
                for line in cell.lines:
                    by_line[line].append(cell)
        for problem, form in zip(self.original.problems, self.problems, strict=True):
            name = ABOUT.get(problem.code, "")
            cells = by_line.get(problem.line or 0, [])
            if problem.line is None and name in self.head.fields:
                cells = [cell for cell in self.head.cells if cell.field.name == name]
            best = next((cell for cell in cells if cell.field.name == name), cells[0] if cells else None)
            yield problem, form, best.field.id_for_label if best else ""

    def source(self) -> list[tuple[int, str]]:
        return list(enumerate(lines_of(self.intake), start=1))

    def known_people(self) -> list[str]:
        return sorted({known.person.name for known in self.register.people})

    def known_organizations(self) -> list[str]:
        rows: dict[int, Organization] = {row.pk: row for row in self.register.organizations.values()}
        return sorted(row.short_name for row in rows.values())

    # What was sent.

    def is_valid(self) -> bool:
        """Check all that was sent; saving into the book asks for more than keeping the review."""
        if not self.act.is_valid() or self._made_up():
            self.faults.append(Fault("", STALE))
            return False
        sent = [form for form in self.forms() if form.is_bound]
        valid = all(form.is_valid() for form in sent)
        if valid and self.act.cleaned_data["act"] == STORE:
            self._check_complete()
            valid = not self.faults and all(form.is_valid() for form in sent)
        self.faults += _faults(self.labelled())
        return valid

    def _made_up(self) -> set[str]:
        known = {form[name].html_name for form in self.forms() for name in form.fields}
        return set(self.data or {}) - known - {*self.act.fields, "csrfmiddlewaretoken"}

    def _check_complete(self) -> None:
        record, choices = self.result()
        head, whole = self.head, reviewed(record, choices)
        if head.value("body") is None:
            head.add_error("body", "Välj vilken grupp protokollet gäller.")
        if record.date is None:
            head.add_error("date", "Skriv mötets datum.")
        if not whole.items and not whole.attendance:
            self.faults.append(Fault("", "Varken närvaro eller ärenden finns kvar att spara."))
        if not head.is_bound:
            self.faults.append(Fault("", STALE))
        self._check_organizations({key(name) for name in choices.organizations})

    def _check_organizations(self, added: set[str]) -> None:
        places: list[tuple[PartForm, str, Iterable[str]]] = [
            (form, "organization", [form.value("organization") or ""])
            for form in self.attendance
            if not form.value("remove")
        ]
        places += [(self.head, name, _organizations(self.head.value(name))) for name in OFFICERS]
        places += [
            (part.form, "presenters", _organizations(part.form.value("presenters")))
            for part in self.items
            if not part.form.value("remove")
        ]
        for form, name, organizations in places:
            for written in organizations:
                if self.is_unknown(written) and key(written) not in added and form.is_bound:
                    message = (
                        f"Organisationen ”{written}” finns inte i registret. Rätta den, "
                        "eller kryssa i den under Nya organisationer."
                    )
                    form.add_error(name, message)

    def labelled(self) -> Iterator[tuple[str, PartForm]]:
        yield "", self.head
        for at, row in enumerate(self.attendance, start=1):
            yield f"Närvaro, rad {at}", row
        yield from (("Andra namn", form) for form in self.names)
        for part in self.items:
            yield part.label, part.form
            for name, rows in part.found.items():
                yield from ((f"{part.label}, {ONE_OF[name]} {i}", form) for i, form in enumerate(rows, 1))
            if part.add:
                yield part.label, part.add
        yield from (("Anmärkning", form) for form in self.problems)

    def refuse(self, message: str) -> None:
        """Say why nothing was kept, and show the page so that sending it once more counts."""
        self.faults.append(Fault("", message))
        self.act = ActForm(initial={"version": version(self.intake)})

    def result(self) -> tuple[ParsedMeeting, Choices]:
        return read_review(self)

    def body(self) -> Body | None:
        body = self.head.value("body")
        return body if isinstance(body, Body) else self.intake.body


def _organizations(text: str | None) -> list[str]:
    return [row.organization for row in text_as_names(text or "")]


def _faults(forms_: Iterable[tuple[str, PartForm]]) -> Iterator[Fault]:
    for label, form in forms_:
        for name, messages in form.errors.items():
            bound = form[name] if name in form.fields else None
            said = ", ".join(filter(None, [label, str(bound.label) if bound else ""]))
            yield from (
                Fault(said, str(message), bound.id_for_label if bound else "") for message in messages
            )
