"""The order of the items: add, move, split and merge, with numbers that follow when they count 1, 2, 3."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from decisions.desk.items import Item
from decisions.desk.load import Desk
from decisions.desk.saving import HELD, PARTS, after_change
from decisions.desk.tokens import digest, read_token
from minutes.admin_conflict import LOCKED_BY_STATUS
from minutes.approval import Refused, lock
from minutes.models import AgendaItem, Meeting, Submission, next_place
from participants.models import User

MOVED = (
    "Någon har ändrat ordningen sedan du öppnade sidan, och inget är flyttat. Så här ser ordningen ut nu: "
    "gör om det om du fortfarande vill."
)
REWRITTEN = (
    "Någon har ändrat texten sedan du öppnade sidan, och inget är delat eller ihopslaget. Så här står det "
    "nu: gör om det om du fortfarande vill."
)
GONE = "Ärendet finns inte längre: någon har tagit bort det. Läs in sidan på nytt."
OTHER_OUTCOME = (
    "Ärendena har olika utgång, till exempel att ett av dem utgick. Gör dem lika innan du slår ihop dem."
)
SENT_BEFORE = "Formuläret är redan skickat en gång, med annan text. Läs in sidan på nytt och lägg till."
NO_PLACE = "Säg var ärendet ska delas: ställ markören i texten. Inget är delat."
_NOT_MERGED = ("number", "outcome", "matter")  # the item that stays keeps its own


def _open(meeting: Meeting, user: User) -> Desk:
    desk = Desk(lock(meeting), user)
    if desk.meeting.is_locked:
        raise Refused(LOCKED_BY_STATUS[desk.meeting.status])
    return desk


def _require_texts(desk: Desk, item: AgendaItem, shown: str, names: tuple[str, ...]) -> None:
    base, stored = read_token(shown)[1], Item(desk, item).stored()
    if any(base.get(name) != digest(stored[name]) for name in names):
        raise Refused(REWRITTEN)


def _item(items: list[AgendaItem], pk: int) -> AgendaItem:
    found = next((item for item in items if item.pk == pk), None)
    if found is None:
        raise Refused(GONE)
    return found


def _open_in_order(
    meeting: Meeting, user: User, pk: int, token: str
) -> tuple[Desk, list[AgendaItem], AgendaItem]:
    """Return the desk, its items and one of them, if their order is still the one that the page showed."""
    desk = _open(meeting, user)
    if read_token(token)[0] != desk.order:
        raise Refused(MOVED)
    return desk, desk.items, _item(desk.items, pk)


def _once(desk: Desk, key: str) -> Submission | None:
    """Note that a form was sent; return what it made if it has been sent before."""
    number = uuid.UUID(key)
    try:
        with transaction.atomic():
            Submission.objects.create(key=number, user=desk.user, meeting=desk.meeting)
    except IntegrityError:
        before = Submission.objects.filter(key=number, user=desk.user, meeting=desk.meeting).first()
        if before is None:  # somebody else's
            raise Refused(SENT_BEFORE) from None
        return before
    return None


def _require_same(before: Submission, rows: Any) -> None:
    """Refuse a form that was sent before with other words: they would be nowhere."""
    if str(before.made).rpartition("-")[2] not in {str(pk) for pk in rows.values_list("pk", flat=True)}:
        raise Refused(SENT_BEFORE)


def _made(key: str, made: str) -> str:
    Submission.objects.filter(key=uuid.UUID(key)).update(made=made)
    return made


def _set_order(meeting: Meeting, items: list[AgendaItem], counted: bool) -> None:
    """Write the items' places, and their numbers if these counted up before."""
    for place, item in enumerate(items, 1):
        item.position = place
        if counted:
            item.number = str(place)
    AgendaItem.objects.bulk_update(items, ["position", "number"])
    after_change(meeting, "arende")


def counts_up(items: list[AgendaItem]) -> bool:
    """Tell whether the numbers are 1, 2, 3 and so on, as those of a meeting that is written here are."""
    return [item.number for item in items] == [str(place) for place in range(1, len(items) + 1)]


@transaction.atomic
def add_item(meeting: Meeting, user: User, title: str, after: int | None, key: str) -> str:
    """Add an item after another, or last; the same key again adds nothing. Return the part that was made."""
    desk = _open(meeting, user)
    if (before := _once(desk, key)) is not None:
        _require_same(before, AgendaItem.objects.filter(meeting=desk.meeting, title=title))
        return before.made
    items = desk.items
    counted = counts_up(items)
    number = str(len(items) + 1) if counted else ""
    new = AgendaItem.objects.create(meeting=desk.meeting, title=title, number=number, position=len(items) + 1)
    place = items.index(_item(items, after)) + 1 if after else len(items)
    items.insert(place, new)
    _set_order(desk.meeting, items, counted)
    return _made(key, f"arende-{new.pk}")


@transaction.atomic
def add_row(meeting: Meeting, user: User, kind: str, item_pk: int, text: str, key: str) -> str:
    """Add a decision, an action or a promise last in an item; return the part that was made."""
    desk = _open(meeting, user)
    model = PARTS[kind][1].model
    if (before := _once(desk, key)) is not None:
        _require_same(before, model.objects.filter(item__meeting=desk.meeting, text=text))
        return before.made
    item = _item(desk.items, item_pk)
    row = model.objects.create(item=item, text=text, position=next_place(model.objects.filter(item=item)))
    after_change(desk.meeting, kind)
    return _made(key, f"{kind}-{row.pk}")


@transaction.atomic
def move_item(meeting: Meeting, user: User, pk: int, place: int, token: str) -> None:
    """Move an item to a place counted from 1, if the order still is the one that the page showed."""
    desk, items, item = _open_in_order(meeting, user, pk, token)
    counted = counts_up(items)
    items.remove(item)
    items.insert(min(max(place, 1), len(items) + 1) - 1, item)
    _set_order(desk.meeting, items, counted)


@transaction.atomic
def split_item(
    meeting: Meeting, user: User, pk: int, place: tuple[str, int], title: str, token: str, shown: str
) -> str:
    """Make a new item after this one, of the text from a place on: one of its texts, and a letter in it."""
    field, at = place
    desk, items, item = _open_in_order(meeting, user, pk, token)
    counted = counts_up(items)
    _require_texts(desk, item, shown, (field,))
    text = getattr(item, field).replace("\r\n", "\n")
    if not at:
        raise Refused(NO_PLACE)
    kept, moved = text[:at].rstrip(), text[at:].lstrip()
    AgendaItem.objects.filter(pk=item.pk).update(**{field: kept})
    new = AgendaItem.objects.create(
        meeting=desk.meeting, part_id=item.part_id, title=title, position=len(items) + 1, **{field: moved}
    )
    items.insert(items.index(item) + 1, new)
    _set_order(desk.meeting, items, counted)
    return f"arende-{new.pk}"


@transaction.atomic
def merge_with_previous(meeting: Meeting, user: User, pk: int, token: str, shown: str) -> str:
    """Put an item's words and all that it led to into the item before it; return that item's part."""
    desk, items, item = _open_in_order(meeting, user, pk, token)
    counted = counts_up(items)
    _require_texts(desk, item, shown, _NOT_MERGED)
    place = items.index(item)
    if not place:
        raise Refused("Det finns inget ärende före det första att slå ihop med.")
    into = items[place - 1]
    if item.outcome != into.outcome:
        raise Refused(OTHER_OUTCOME)
    _move_texts(item, into)
    _move_rows(item, into)
    try:
        item.delete()
    except ProtectedError:
        raise Refused(HELD) from None
    items.remove(item)
    _set_order(desk.meeting, items, counted)
    return f"arende-{into.pk}"


def _move_texts(item: AgendaItem, into: AgendaItem) -> None:
    """Add the item's title and texts to those of the other, so that no word is lost."""
    first = next((name for name in AgendaItem.TEXTS if getattr(item, name)), "background")
    for name in AgendaItem.TEXTS:
        added = getattr(item, name)
        if name == first and item.title != into.title:
            added = f"{item.title}\n\n{added}".strip()
        if added:
            setattr(into, name, "\n\n".join(filter(None, [getattr(into, name), added])))
    into.matter = into.matter or item.matter
    into.save(update_fields=[*AgendaItem.TEXTS, "matter"])


def _move_rows(item: AgendaItem, into: AgendaItem) -> None:
    for relation in ("decisions", "actions", "promises", "citations", "presenters", "attachments"):
        rows = list(getattr(item, relation).order_by("position", "pk"))
        if relation == "presenters":
            there = {one.display_name for one in into.presenters.select_related("person")}
            rows = [row for row in rows if row.display_name not in there]
        last = max((row.position for row in getattr(into, relation).all()), default=0)
        for place, row in enumerate(rows, last + 1):
            type(row)._default_manager.filter(pk=row.pk).update(item=into, position=place)
    for relation in (
        "origins",
        "taken_up",
        "remarks",
        "agenda_proposals",
        "promises_settled",
        "cited_by",
    ):
        manager = getattr(item, relation)
        manager.all().update(**{manager.field.name: into})
