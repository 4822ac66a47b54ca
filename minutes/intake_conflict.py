"""What somebody wrote in a review that has another make-up by now: shown beside it, laid over nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from minutes.intake_forms import AttendanceForm, HeadForm, MeetingPartForm
from minutes.intake_item_forms import FORMS, AddForm, ItemForm
from minutes.intake_review import ONE_OF, Review

ELSEWHERE = (
    "Ärenden eller rader har tillkommit, tagits bort eller flyttats från ett annat fönster eller av någon "
    "annan sedan du öppnade granskningen. Inget av det du skrev är sparat, men det står kvar här nedanför. "
    "Därunder står granskningen som den är nu."
)
WIDGETS = (forms.Textarea, forms.TextInput)


@dataclass(frozen=True, slots=True)
class OwnText:
    label: str
    text: str


def own_texts(data: QueryDict, review: Review) -> list[OwnText]:
    """Return the texts that were sent and that the review does not have anywhere, in the order sent."""
    known = {_plain(str(bound.field.widget.format_value(bound.value()) or "")) for bound in _fields(review)}
    return [
        OwnText(", ".join(filter(None, [thing, label])), text)
        for thing, label, text in _texts(data)
        if _plain(text) and _plain(text) not in known
    ]


def _fields(review: Review) -> Iterator[forms.BoundField]:
    return (bound for form in review.forms() for bound in form)


def _texts(data: QueryDict) -> Iterator[tuple[str, str, str]]:
    """Yield each text with its thing and its field; what no form has was made up."""
    for sent in data:
        path, _, name = sent.rpartition("-")
        thing, fields = _form(path.split("-"), data)
        field = fields.get(name)
        if field is not None and isinstance(field.widget, WIDGETS):
            yield thing, str(field.label or ""), str(data[sent])


def _form(path: list[str], data: QueryDict) -> tuple[str, dict[str, forms.Field]]:
    """Return what the thing of a path was called on the page, and the fields of its form."""
    match path:
        case ["head"]:
            return "", HeadForm.base_fields
        case ["parts", _]:
            return "Mötesdel", MeetingPartForm.base_fields
        case ["attendance", _]:
            return data.get(f"{'-'.join(path)}-name") or "Närvaro", AttendanceForm.base_fields
        case ["items", at]:
            return _title(at, data), ItemForm.base_fields
        case ["items", at, "add"]:
            return _title(at, data), AddForm.base_fields
        case ["items", at, found, _] if found in FORMS:
            return f"{_title(at, data)}, {ONE_OF[found]}", FORMS[found].base_fields
    return "", {}


def _title(at: str, data: QueryDict) -> str:
    number, title = (data.get(f"items-{at}-{name}") or "" for name in ("number", "title"))
    return (f"§ {number} {title}" if number else title) or "Ärende utan rubrik"


def _plain(text: str) -> str:
    return " ".join(text.split())
