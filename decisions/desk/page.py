"""The desk as its templates take it: every part with its form, its draft and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms

from decisions.desk import blanks
from decisions.desk.attendance import AttendancePart
from decisions.desk.drafts import Offered, unsaved
from decisions.desk.forms import NewItemForm
from decisions.desk.head import Head
from decisions.desk.items import Item, item_rows
from decisions.desk.load import Desk
from decisions.desk.parts import Part
from decisions.desk.saving import PARTS, Outcome
from decisions.desk.tokens import Clash, plain
from minutes.models import Draft, Meeting
from participants.models import User

BOTH = "Ni har båda ändrat här. Välj vad som ska gälla."
BOOK_SAYS = "I boken står nu: {}."


@dataclass
class Shown:
    """One form as the page draws it."""

    part: Part
    form: forms.Form
    clashes: dict[str, Clash] = field(default_factory=dict)
    refusal: str = ""
    is_saved: bool = False
    saved_at: Any = None
    drafts: list[Offered] = field(default_factory=list)
    # The draft in which what is typed in this form goes.
    draft: uuid.UUID = field(default_factory=uuid.uuid4)
    rows: list[Shown] = field(default_factory=list)
    blanks: dict[str, Blank] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Part) -> Shown:
        """Show what is stored; drafts of the user's own are offered beside it, where they say more."""
        shown, stored = cls(part, part.form()), part.stored()
        for draft in part.desk.drafts.get(part.key, []):
            if words := unsaved(draft.values, draft.token, stored):
                shown.drafts.append(Offered(draft, [shown.labelled(*pair) for pair in words.items()]))
        return shown

    @classmethod
    def after(cls, outcome: Outcome) -> Shown:
        return cls(
            outcome.part,
            outcome.form,
            outcome.clashes,
            outcome.refusal,
            outcome.is_saved,
            outcome.saved_at,
            draft=outcome.draft,
        )

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def token(self) -> str:
        return self.part.token

    @property
    def template(self) -> str:
        return self.part.template

    @property
    def title(self) -> str:
        return self.part.title

    @property
    def fields(self) -> list[tuple[Any, Clash | None]]:
        """Return each field with what the book says instead, where two people have changed it."""
        return [(bound, self.clashes.get(bound.name)) for bound in self.form]

    @property
    def first_fields(self) -> list[tuple[Any, Clash | None]]:
        return [pair for pair in self.fields if pair[0].name not in self.part.more]

    @property
    def more_fields(self) -> list[tuple[Any, Clash | None]]:
        """Return the fields that are seldom needed, and lie folded."""
        return [pair for pair in self.fields if pair[0].name in self.part.more]

    @property
    def more_is_open(self) -> bool:
        """Unfold them where one says something that the fold's heading does not, or something about it."""
        usual = self.part.more
        return any(
            clash
            or bound.errors
            or plain(str(bound.value() or "")) not in (usual[bound.name], self.part.told_folded(bound.name))
            for bound, clash in self.more_fields
        )

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Return each error as (the field's id, its label, the sentence), for the summary at the top."""
        found = [
            (str(self.form[name].id_for_label or f"{self.key}"), str(self.form[name].label), str(error))
            for name, errors in self.form.errors.items()
            if name in self.form.fields
            for error in errors
        ]
        found += [(self.key, self.title, str(error)) for error in self.form.non_field_errors()]
        for name, clash in self.clashes.items():
            bound, stored = self.form[name], self._chosen(name, clash.stored)
            says = f"{BOTH} {BOOK_SAYS.format(stored)}" if stored else BOTH
            found.append((str(bound.id_for_label or self.key), str(bound.label), says))
        return [*([(self.key, self.title, self.refusal)] if self.refusal else []), *found]

    def _chosen(self, name: str, value: str) -> str:
        """Return the name of a choice; "" for a text, which the field itself shows."""
        choices = dict(getattr(self.form.fields[name], "choices", ()))
        return str(choices.get(value, value)) if choices else ""

    def labelled(self, name: str, text: str) -> tuple[str, str]:
        """Return a text that was typed with what its field is called, if the form still has it."""
        if name not in self.form.fields:
            return "Text", text
        return str(self.form[name].label), self._chosen(name, text) or text


@dataclass
class Blank:
    """A form that adds something, empty or with the words of the draft that was taken up in it."""

    name: str
    drafts: list[Offered]
    values: dict[str, str] = field(default_factory=dict)
    draft: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def is_open(self) -> bool:
        return bool(self.drafts or self.values)


@dataclass
class Page:
    """All of the desk; `outcome` is the form that was sent, when it could not be saved.

    `taken` is the draft whose words stand in the form that they were typed in, to be added.
    """

    desk: Desk
    outcome: Outcome | None = None
    taken: Draft | None = None

    def _shown(self, part: Part) -> Shown:
        if self.outcome is not None and self.outcome.key == part.key:
            return Shown.after(self.outcome)
        return Shown.of(part)

    @property
    def head(self) -> Shown:
        return self._shown(Head(self.desk, None))

    @property
    def attendance(self) -> Shown:
        return self._shown(AttendancePart(self.desk))

    @property
    def items(self) -> Iterator[Shown]:
        for item in self.desk.items:
            shown = self._shown(Item(self.desk, item))
            shown.rows = [self._shown(part) for part in item_rows(self.desk, item)]
            shown.blanks = {kind: self._blank(f"{kind}-{item.pk}") for kind in blanks.OF_ITEM}
            yield shown

    @cached_property
    def new_item(self) -> Blank:
        return self._blank(blanks.NEW_ITEM)

    @property
    def new_item_form(self) -> NewItemForm:
        given = {"key": uuid.uuid4(), **self.new_item.values}
        return NewItemForm(initial=given, auto_id="id_nytt-%s")

    def _blank(self, name: str) -> Blank:
        taken = self.taken if self.taken and self.taken.form == name else None
        rows = [row for row in self.desk.drafts.get(name, []) if taken is None or row.pk != taken.pk]
        offered = [Offered(row, blanks.labelled(name, row.values)) for row in rows]
        return Blank(name, offered, taken.values, taken.key) if taken else Blank(name, offered)

    @property
    def orphans(self) -> list[Offered]:
        """Return the user's own drafts that have no form: their row is gone, or nothing can be added."""
        there = {"huvud", "narvaro"}
        for item in self.desk.items:
            there |= {Item(self.desk, item).key, *(part.key for part in item_rows(self.desk, item))}
        if not self.desk.meeting.is_locked:
            there |= {
                blanks.NEW_ITEM,
                *(f"{kind}-{one.pk}" for kind in blanks.OF_ITEM for one in self.desk.items),
            }
        return [
            Offered(draft, list(_labelled(draft)))
            for name, drafts in self.desk.drafts.items()
            if name not in there
            for draft in drafts
        ]

    @property
    def key(self) -> str:
        return str(uuid.uuid4())


def _labelled(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the draft's texts with what their fields are called."""
    if blanks.is_blank(draft.form):
        yield from blanks.labelled(draft.form, draft.values)
        return
    kind = draft.form.partition("-")[0]
    fields: dict[str, Any] = PARTS[kind][0].form_class.base_fields if kind in PARTS else {}
    for name, text in draft.values.items():
        if name in fields and text.strip():
            yield str(fields[name].label), text


def make_page(
    meeting: Meeting, user: User, outcome: Outcome | None = None, taken: Draft | None = None
) -> Page:
    return Page(Desk(meeting, user), outcome, taken)
