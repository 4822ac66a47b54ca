"""What the forms of a review say, as a record: what nobody touched stays as it was read, to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from minutes.importer.records import (
    ParsedAction,
    ParsedAttendance,
    ParsedCitation,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    ParsedPromise,
)
from minutes.intake import Choices
from minutes.intake_forms import (
    AttendanceForm,
    DueForm,
    FindingForm,
    PartForm,
    text_as_names,
)
from minutes.intake_people import name_key

if TYPE_CHECKING:
    from minutes.intake_review import ItemPart, Review

NEW_FINDING: dict[str, Any] = {
    "decisions": lambda text: ParsedDecision(text=text, found_by="entered"),
    "actions": lambda text: ParsedAction(text=text),
    "promises": lambda text: ParsedPromise(text=text),
    "citations": lambda text: ParsedCitation(text=text),
}


def read_review(review: Review) -> tuple[ParsedMeeting, Choices]:
    """Return the record with what was written, and the choices; rows and items are added, never taken out."""
    record = _head(review)
    record = replace(record, attendance=tuple(_attendance(review)), items=tuple(_items(review)))
    after = {part.form.path: part.form.value("after") for part in review.items if part.form.value("after")}
    organizations = review.head.value("organizations") or []
    choices = Choices(
        dropped=frozenset(_dropped(review)),
        people=_people(review),
        organizations=frozenset(organizations),
        after=after,
    )
    return record, choices


def _changed(form: PartForm, *names: str) -> dict[str, Any]:
    """Return the plain values that were changed."""
    changed = form.changed_data if form.is_bound else []
    return {name: form.cleaned_data[name] for name in names if name in changed}


def _head(review: Review) -> ParsedMeeting:
    form = review.head
    values = _changed(form, "date", "year_inferred", "start", "end", "place", "document_name", "number")
    people = _changed(form, "chairs", "secretaries", "approvers")
    values |= {name: text_as_names(text) for name, text in people.items()}
    if "date" in values:
        values["year_inferred"] = False
    return replace(review.original, **values)


def _attendance(review: Review) -> Iterator[ParsedAttendance]:
    rows = review.original.attendance
    for at, form in enumerate(review.attendance):
        if at < len(rows):
            values = _changed(form, "name", "organization", "mode", "role")
            if not values.get("name", "-"):  # a row to be removed may be emptied as well
                del values["name"]
            yield replace(rows[at], **values)
        elif form.value("name"):
            yield _new_attendance(form)


def _new_attendance(form: AttendanceForm) -> ParsedAttendance:
    return ParsedAttendance(**{name: form.value(name) for name in ("name", "organization", "mode", "role")})


def _items(review: Review) -> Iterator[ParsedItem]:
    items = review.original.items
    for at, part in enumerate(review.items):
        if at < len(items):
            yield _item(items[at], part)
        elif part.form.value("title"):
            yield _item(ParsedItem(title=""), part)


def _item(item: ParsedItem, part: ItemPart) -> ParsedItem:
    form = part.form
    values = _changed(form, "number", "title", "outcome", "background", "discussion", "proposal")
    if presenters := _changed(form, "presenters"):
        values["presenters"] = text_as_names(presenters["presenters"])
    if attachments := _changed(form, "attachments"):
        lines = attachments["attachments"].splitlines()
        values["attachments"] = tuple(line.strip() for line in lines if line.strip())
    for name, forms in part.found.items():
        rows = zip(getattr(item, name), forms, strict=True)
        values[name] = tuple(_finding(row, one) for row, one in rows)
    if part.add and part.add.value("text"):
        name, text = part.add.value("kind"), part.add.value("text")
        values[name] = (*values[name], NEW_FINDING[name](text))
    return replace(item, **values)


def _finding(row: Any, form: FindingForm) -> Any:
    values = _changed(form, "text", "kind", "resolved_text", "responsible", "organizations", "body")
    if "organizations" in values:
        written = values["organizations"].split(",")
        values["organizations"] = tuple(name.strip() for name in written if name.strip())
    if isinstance(form, DueForm) and _changed(form, "due_text", "due_on", "due_precision"):
        values["when" if isinstance(row, ParsedCitation) else "due"] = form.when()
    return replace(row, **values)


def _dropped(review: Review) -> Iterator[str]:
    for row in [*review.attendance, *(part.form for part in review.items)]:
        if row.value("remove"):
            yield row.path
    for part in review.items:
        for rows in part.found.values():
            yield from (form.path for form in rows if not form.value("counts"))
    yield from (form.path for form in review.problems if _is_done(review, form))


def _is_done(review: Review, form: PartForm) -> bool:
    """A lone box sends nothing when it is not ticked: then the page's own field tells that it was shown."""
    return bool(form.value("done")) if form.is_bound or not review.head.is_bound else False


def _people(review: Review) -> dict[str, str]:
    chosen = dict(review.chosen.people)
    for form in review.names:
        chosen[form.initial["written"]] = form.value("person") or ""
    for row in review.attendance:
        if row.value("name"):
            written = name_key(row.value("name"), row.value("organization") or "")
            chosen[written] = row.value("person") or ""
    return {written: choice for written, choice in chosen.items() if choice}
