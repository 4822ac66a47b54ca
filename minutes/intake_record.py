"""What the forms of a review say, as a record: what nobody touched stays as it was read, to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from minutes.approval import Refused
from minutes.importer.likeness import key
from minutes.importer.records import (
    ParsedAction,
    ParsedAttendance,
    ParsedCitation,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    ParsedPart,
    ParsedPromise,
)
from minutes.intake import lines_of
from minutes.intake_choices import Choices
from minutes.intake_edits import merge, place, split
from minutes.intake_fields import ReviewForm, text_as_names
from minutes.intake_forms import MERGE, PLACE, SPLIT, AttendanceForm, MeetingPartForm
from minutes.intake_item_forms import FIRST, DueForm, FindingForm
from minutes.intake_paths import in_order, item_path
from minutes.intake_people import name_key
from minutes.intake_review import ItemPart, Review

NO_LINE = "Skriv numret på den rad som det nya ärendet börjar med."
NO_ITEM = "Välj vilket ärende raden ska läggas in i."
NEW_FINDING: dict[str, Any] = {
    "decisions": lambda text: ParsedDecision(text=text, found_by="entered"),
    "actions": lambda text: ParsedAction(text=text),
    "promises": lambda text: ParsedPromise(text=text),
    "citations": lambda text: ParsedCitation(text=text),
}


def read_review(review: Review) -> tuple[ParsedMeeting, Choices, list[int]]:
    """Return the record with what was written, the choices, and where each item stood before, in order.

    Rows and items are added, never taken out.
    """
    record = _head(review)
    record = replace(record, attendance=tuple(_attendance(review)), items=tuple(_items(review)))
    choices = Choices(
        dropped=frozenset(_dropped(review)),
        people=_people(review),
        organizations=_organizations(review),
    )
    record = _with_parts(review, record, choices)
    order = _order(review, len(record.items))
    if order != sorted(order):
        record, choices = in_order(record, choices, order)
    return record, choices, order


def carry_out(review: Review) -> tuple[ParsedMeeting, Choices, int | None]:
    """Return record and choices after what the pressed button does, and the item that it was done to."""
    record, choices, order = read_review(review)
    verb, at, lines = review.act.verb, review.act.index, lines_of(review.intake)
    if verb == MERGE:
        record, choices = merge(record, choices, order.index(at), lines)
        return record, choices, min(order.index(at), len(record.items)) - 1
    if verb == SPLIT:
        line = review.items[at].form.value("line")
        if not line:
            raise Refused(NO_LINE)
        record, choices = split(record, choices, order.index(at), line, lines)
        return record, choices, order.index(at) + 1
    if verb == PLACE:
        chosen = item_path(review.unplaced[at].value("item") or "")
        if chosen is None:
            raise Refused(NO_ITEM)
        record, choices = place(record, choices, at, order.index(chosen[0]), lines)
        return record, choices, order.index(chosen[0])
    return record, choices, None


def settings_of(review: Review) -> dict[str, Any]:
    """Return what the page says of the intake itself."""
    return {"body": review.body(), "open_to_members": bool(review.head.value("open_to_members"))}


def _changed(form: ReviewForm, *names: str) -> dict[str, Any]:
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
    following = ("next_text", "next_on", "next_precision")
    if _changed(form, *following):
        values["next_meeting"] = form.when(*following)
    return replace(review.original, **values)


def _with_parts(review: Review, record: ParsedMeeting, choices: Choices) -> ParsedMeeting:
    """Return the record with its parts as written; if they reach further or less far, items follow."""
    rows = [_part(old, form) for old, form in zip(record.parts, review.parts, strict=False)]
    rows += [_part(ParsedPart(title=""), form) for form in review.parts[len(rows) :] if form.value("title")]
    before, after = ([(row.first_item, row.last_item) for row in parts] for parts in (record.parts, rows))
    if before == after:
        return replace(record, parts=tuple(rows))
    kept = [at for at in range(len(rows)) if f"parts.{at}" not in choices.dropped]
    items = (
        replace(item, part=next((at for at in kept if _holds(rows[at], item)), None)) for item in record.items
    )
    return replace(record, parts=tuple(rows), items=tuple(items))


def _part(row: ParsedPart, form: MeetingPartForm) -> ParsedPart:
    values = _changed(form, "title", "first_item", "last_item", "participants")
    if not values.get("title", "-"):  # a part to be removed may be emptied as well
        del values["title"]
    return replace(row, **values)


def _holds(part: ParsedPart, item: ParsedItem) -> bool:
    first, number = _number(part.first_item), _number(item.number)
    return bool(first and number) and first <= number <= (_number(part.last_item) or first)


def _number(text: str) -> int:
    digits = re.search(r"\d{1,6}", text)
    return int(digits[0]) if digits else 0


def _attendance(review: Review) -> Iterator[ParsedAttendance]:
    rows = review.original.attendance
    for at, form in enumerate(review.attendance):
        if at < len(rows):
            values = _changed(form, "name", "organization", "mode", "role", "post")
            if not values.get("name", "-"):  # a row to be removed may be emptied as well
                del values["name"]
            yield replace(rows[at], **values)
        elif form.value("name"):
            yield _new_attendance(form)


def _new_attendance(form: AttendanceForm) -> ParsedAttendance:
    names = ("name", "organization", "mode", "role", "post")
    return ParsedAttendance(**{name: form.value(name) for name in names})


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
        values["when" if isinstance(row, ParsedCitation) else "due"] = form.due()
    return replace(row, **values)


def _order(review: Review, count: int) -> list[int]:
    """Return the items' places before, in the order that "Står efter" asks for."""
    order = list(range(count))
    for at, part in enumerate(review.items[:count]):
        if "after" not in _changed(part.form, "after"):
            continue
        order.remove(at)
        after = item_path(part.form.value("after"))
        first = part.form.value("after") == FIRST
        order.insert(order.index(after[0]) + 1 if after else 0 if first else len(order), at)
    return order


def _dropped(review: Review) -> Iterator[str]:
    for row in [*review.attendance, *review.parts, *(part.form for part in review.items)]:
        if row.value("remove"):
            yield row.path
    for part in review.items:
        for rows in part.found.values():
            yield from (form.path for form in rows if not form.value("counts"))
    yield from (form.path for form in review.problems if _is_done(review, form))


def _is_done(review: Review, form: ReviewForm) -> bool:
    """A lone box sends nothing when it is not ticked: then the page's own field tells that it was shown."""
    return bool(form.value("done")) if form.is_bound or not review.head.is_bound else False


def _organizations(review: Review) -> dict[str, str]:
    chosen = {key(form.name): form.value("organization") for form in review.organizations}
    return {written: choice for written, choice in chosen.items() if choice}


def _people(review: Review) -> dict[str, str]:
    chosen = dict(review.chosen.people)
    for form in review.names:
        chosen[form.initial["written"]] = form.value("person") or ""
    for row in review.attendance:
        if row.value("name"):
            written = name_key(row.value("name"), row.value("organization") or "")
            chosen[written] = row.value("person") or ""
    return {written: choice for written, choice in chosen.items() if choice}
