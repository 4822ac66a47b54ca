"""Saving one part of the desk: whoever else wrote meanwhile, no word is thrown away."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.utils import NestedObjects
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from decisions.desk import drafts
from decisions.desk.attendance import AttendancePart
from decisions.desk.head import Head
from decisions.desk.items import ActionPart, DecisionPart, Item, PromisePart, RowPart, is_reported
from decisions.desk.load import Desk
from decisions.desk.parts import Gone, Part
from decisions.desk.sent import NO_KEY, Sent
from decisions.desk.tokens import Clash, merge, read_token
from decisions.models import Action, Decision, Obligation, Origin, Promise
from minutes.admin_conflict import LOCKED_BY_STATUS
from minutes.approval import lock
from minutes.models import AgendaItem, Meeting, Presenter
from minutes.search_index import settle
from participants.models import User

PARTS: dict[str, tuple[type[RowPart], Any]] = {
    "arende": (Item, AgendaItem.objects.select_related("matter").prefetch_related("presenters__person")),
    "beslut": (DecisionPart, Decision.objects.select_related("item")),
    "atgard": (
        ActionPart,
        Action.objects.select_related("item", "responsible").prefetch_related("obligations__organization"),
    ),
    "lofte": (PromisePart, Promise.objects.select_related("item")),
}
CHANGED = "{} har ändrats sedan du öppnade sidan och är kvar. Läs det igen innan du tar bort det."
HELD = (
    "Ärendet kan inte tas bort: en justerare har föreslagit en ändring i det, och förslaget ska finnas kvar. "
    "Skriv i stället att ärendet utgår."
)
MORE = (
    "{} hänger ihop med mer än vad skrivbordet visar ({}) och är kvar. Ta bort det på dess egen sida, där du "
    "ser allt som försvinner."
)
# What the desk shows, or what holds no words of its own.
ON_DESK = (AgendaItem, Presenter, Decision, Action, Promise, Obligation, Origin)
_WHOLE: dict[str, type[Part]] = {"huvud": Head, "narvaro": AttendancePart}


def find_part(desk: Desk, key: str) -> Part:
    """Return the part of the meeting's desk; raise Gone if its row is not (or no longer) there."""
    if key in _WHOLE:
        return _WHOLE[key](desk, None)
    kind, _, number = key.partition("-")
    if kind not in PARTS or not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise Gone
    part, rows = PARTS[kind]
    own = {"meeting": desk.meeting} if kind == "arende" else {"item__meeting": desk.meeting}
    row = rows.filter(pk=int(number), **own).first()
    if row is None:
        raise Gone
    return part(desk, row)


@dataclass
class Outcome:
    """What became of a form that was sent: saved, or shown again with what was typed."""

    part: Part
    form: forms.Form
    is_saved: bool = False
    clashes: dict[str, Clash] = field(default_factory=dict)
    refusal: str = ""
    saved_at: Any = None
    draft: uuid.UUID = NO_KEY

    @property
    def key(self) -> str:
        return self.part.key


@transaction.atomic
def save(meeting: Meeting, user: User, sent: Sent) -> Outcome:
    """Save what was typed into a part; raise Gone if somebody has taken out its row."""
    desk = Desk(lock(meeting), user)
    part = find_part(desk, sent.form)
    if desk.meeting.is_locked:
        refusal = LOCKED_BY_STATUS[desk.meeting.status]
        return Outcome(part, part.form(dict(sent.values)), refusal=refusal, draft=sent.draft)
    stored = part.stored()
    merged = merge(sent.token, sent.values, stored, part.along)
    form = part.form(merged.values)
    if merged.clashes or merged.homeless:
        refusal = part.homeless(merged.homeless) if merged.homeless else ""
        return Outcome(part, form, clashes=merged.clashes, refusal=refusal, draft=sent.draft)
    if not form.is_valid():
        return Outcome(part, form, draft=sent.draft)
    part.save(form)
    if part.numbers_moved(stored, merged.values):
        after_change(desk.meeting, part.kind)
    settle()
    fresh = find_part(Desk(desk.meeting, user), sent.form)
    drafts.forget(desk.meeting, user, sent)
    drafts.forget_saved(desk.meeting, sent.form, fresh.stored())
    return Outcome(fresh, fresh.form(), is_saved=True, saved_at=timezone.localtime(), draft=sent.draft)


def after_change(meeting: Meeting, kind: str) -> None:
    """Give decisions their numbers anew where the change may have moved them."""
    if kind in {"huvud", "arende", "beslut"}:
        meeting.body.decisions.renumber(meeting)


@transaction.atomic
def remove(meeting: Meeting, user: User, sent: Sent) -> str:
    """Take out the row of a part, unless somebody has changed it since; return why it was not, or ""."""
    desk = Desk(lock(meeting), user)
    part = find_part(desk, sent.form)
    if desk.meeting.is_locked:
        return LOCKED_BY_STATUS[desk.meeting.status]
    if read_token(sent.token)[1] != read_token(part.token)[1]:
        return CHANGED.format(part.name)
    if more := beside(part.row):
        return MORE.format(part.name, more)
    try:
        part.remove()
    except ProtectedError:
        return HELD
    after_change(desk.meeting, part.kind)
    settle()
    drafts.forget(desk.meeting, user, sent)
    return ""


def beside(row: Any) -> str:
    """Name what would go with the row though the desk does not show it: papers, reports, references."""
    found = NestedObjects("default")
    found.collect([row])
    unseen = {
        str(one._meta.verbose_name_plural)
        for model, rows in found.data.items()
        for one in rows
        if model not in ON_DESK or (isinstance(one, Obligation) and is_reported(one))
    }
    return ", ".join(sorted(unseen))
