"""Whether what was sent from a review can be kept, and more strictly, stored; and what to look over in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.forms import BoundField

from minutes.importer.likeness import key
from minutes.importer.records import ParsedMeeting, Problem
from minutes.intake_choices import Choices, reviewed
from minutes.intake_fields import ReviewForm, text_as_names
from minutes.intake_forms import MERGE, PLACE, SPLIT, STORE, ProblemForm
from minutes.intake_record import read_review
from minutes.intake_review import OFFICERS, Fault, Review
from minutes.intake_trace import ABOUT

STALE = "Sidan passar inte ihop med granskningen längre. Läs in den på nytt."
NOTHING_LEFT = "Varken närvaro eller ärenden finns kvar att spara."
UNKNOWN = "Organisationen ”{}” finns inte i registret. Rätta den, eller välj vad den är under Organisationer."


def is_valid(review: Review) -> bool:
    """Check all that was sent, and note the faults; storing in the book asks for more than keeping."""
    if not review.act.is_valid() or _made_up(review):
        review.faults.append(Fault("", STALE))
        return False
    sent = [form for form in review.forms() if form.is_bound]
    valid = not [form for form in sent if not form.is_valid()]  # of all of them, for the summary
    if valid and review.act.verb == STORE:
        record, choices, _ = read_review(review)
        _check_complete(review, reviewed(record, choices), choices)
        valid = not review.faults and all(form.is_valid() for form in sent)
    review.faults += _faults(review.labelled())
    return valid


def _made_up(review: Review) -> bool:
    """Tell whether a field or a button was sent that the page does not have."""
    known = {form[name].html_name for form in review.forms() for name in form.fields}
    if set(review.data or {}) - known - {*review.act.fields, "csrfmiddlewaretoken"}:
        return True
    rows: dict[str, Any] = {MERGE: review.original.items, SPLIT: review.original.items}
    rows[PLACE] = review.original.unplaced
    verb = review.act.verb
    return verb in rows and review.act.index >= len(rows[verb])


def _check_complete(review: Review, record: ParsedMeeting, choices: Choices) -> None:
    head = review.head
    if not head.is_bound:
        review.faults.append(Fault("", STALE))
        return
    if head.value("body") is None:
        head.add_error("body", "Välj vilken grupp protokollet gäller.")
    if record.date is None:
        head.add_error("date", "Skriv mötets datum.")
    if not record.items and not record.attendance:
        review.faults.append(Fault("", NOTHING_LEFT))
    settled = {key(form.name) for form in review.organizations if form.is_settled}
    for form, name, organizations in _organizations(review):
        for written in organizations:
            if review.register.is_in_doubt(written) and key(written) not in settled and form.is_bound:
                form.add_error(name, UNKNOWN.format(written))


def _organizations(review: Review) -> Iterator[tuple[ReviewForm, str, Iterable[str]]]:
    """Yield each field that names organisations, with those that it names."""
    for form in review.attendance:
        if not form.value("remove"):
            yield form, "organization", [form.value("organization") or ""]
    for name in OFFICERS:
        yield review.head, name, _named(review.head.value(name))
    for part in review.items:
        if not part.form.value("remove"):
            yield part.form, "presenters", _named(part.form.value("presenters"))


def _named(text: str | None) -> list[str]:
    return [row.organization for row in text_as_names(text or "")]


def _faults(forms_: Iterable[tuple[str, ReviewForm]]) -> Iterator[Fault]:
    for label, form in forms_:
        for name, messages in form.errors.items():
            bound = form[name] if name in form.fields else None
            said = ", ".join(filter(None, [label, str(bound.label) if bound else ""]))
            yield from (
                Fault(said, str(message), bound.id_for_label if bound else "") for message in messages
            )


def warnings(review: Review) -> Iterator[tuple[Problem, ProblemForm, str]]:
    """Yield each warning with its box to tick and the id of the field that it is about."""
    fields = _fields_by_line(review)
    for problem, form in zip(review.original.problems, review.problems, strict=True):
        name = ABOUT.get(problem.code, "")
        if name in review.head.fields and problem.line is None:
            yield problem, form, review.head[name].id_for_label
            continue
        found = fields.get(problem.line or 0, [])
        forms_ = [owner for owner, _ in found if name in owner.fields]
        bound = forms_[0][name] if forms_ else found[0][1] if found else None
        yield problem, form, bound.id_for_label if bound else ""


def _fields_by_line(review: Review) -> dict[int, list[tuple[ReviewForm, BoundField]]]:
    """Return the fields that each line was read into; last, the item that it stands in."""
    found: dict[int, list[tuple[ReviewForm, BoundField]]] = defaultdict(list)
    items = [part.form for part in review.items]
    for form in review.forms():
        for cell in form.cells:
            for line in cell.lines.numbers:
                found[line].append((form, cell.field))
        if form not in items and form not in review.unplaced and form.cells:
            for line in form.lines.numbers:
                found[line].append((form, form.cells[0].field))
    for item in items:
        for line in item.lines.numbers if item.lines else ():
            found[line].append((item, item["title"]))
    return found
