"""The desk as its templates take it: every part with its form, its draft and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms

from decisions.desk.attendance import AttendancePart
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
    draft: Draft | None = None
    rows: list[Shown] = field(default_factory=list)

    @classmethod
    def of(cls, part: Part) -> Shown:
        """Show what is stored; a draft of the user's own is offered beside it, where it differs."""
        draft = part.desk.drafts.get(part.key)
        typed = draft.values if draft else {}
        differs = any(plain(typed.get(name, text)) != plain(text) for name, text in part.stored().items())
        return cls(part, part.form(), draft=draft if differs else None)

    @classmethod
    def after(cls, outcome: Outcome) -> Shown:
        return cls(
            outcome.part, outcome.form, outcome.clashes, outcome.refusal, outcome.is_saved, outcome.saved_at
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
        """Unfold them where one says something, or something about it."""
        usual = self.part.more
        return any(
            clash or bound.errors or plain(str(bound.value() or "")) != usual[bound.name]
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

    @property
    def drafted(self) -> list[tuple[str, str]]:
        """Return what the draft says, field by field, where it differs from the book."""
        if self.draft is None:
            return []
        stored = self.part.stored()
        return [
            (str(self.form[name].label), text)
            for name, text in self.draft.values.items()
            if name in self.form.fields and plain(text) != plain(stored.get(name, ""))
        ]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A draft of the user's own whose row somebody has taken out of the meeting."""

    draft: Draft
    texts: list[tuple[str, str]]


@dataclass
class Page:
    """All of the desk; `outcome` is the form that was sent, when it could not be saved."""

    desk: Desk
    outcome: Outcome | None = None

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
            yield shown

    @property
    def orphans(self) -> list[Orphan]:
        there = {"huvud", "narvaro"}
        for item in self.desk.items:
            there |= {Item(self.desk, item).key, *(part.key for part in item_rows(self.desk, item))}
        return [
            Orphan(draft, list(_labelled(draft)))
            for name, draft in self.desk.drafts.items()
            if name not in there
        ]

    @property
    def new_item(self) -> NewItemForm:
        return NewItemForm(initial={"key": uuid.uuid4()}, auto_id="id_nytt-%s")

    @property
    def key(self) -> str:
        return str(uuid.uuid4())


def _labelled(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield the draft's texts with what their fields are called."""
    kind = draft.form.partition("-")[0]
    fields: dict[str, Any] = PARTS[kind][0].form_class.base_fields if kind in PARTS else {}
    for name, text in draft.values.items():
        if name in fields and text.strip():
            yield str(fields[name].label), text


def make_page(meeting: Meeting, user: User, outcome: Outcome | None = None) -> Page:
    return Page(Desk(meeting, user), outcome)
