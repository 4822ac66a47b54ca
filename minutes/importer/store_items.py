"""The agenda items of a meeting, with what was decided and promised in them.

Decisions, actions, promises and citations live in an app to the right: they are reached through the item.
"""

from __future__ import annotations

from typing import Any

from minutes.importer.likeness import better_title, key, likeness
from minutes.importer.records import ParsedAction, ParsedItem, When
from minutes.importer.rows import sync
from minutes.importer.who import Who
from minutes.models import AgendaItem, Matter, Meeting, MeetingPart

SAME_TITLE = 75


def store_items(
    meeting: Meeting, items: tuple[ParsedItem, ...], parts: list[MeetingPart], who: Who
) -> list[AgendaItem]:
    """Store the items in order; one that was there keeps its row, and with it address and thread."""
    left = list(meeting.items.all())
    stored = []
    for position, parsed in enumerate(items, start=1):
        known = _same_item(parsed, left)
        if known:
            left.remove(known)
        stored.append(_store_item(known or AgendaItem(meeting=meeting), parsed, position, parts, who))
    for gone in left:
        if reported_on(gone):
            raise Reported(gone.title)
        gone.delete()
    return stored


class Reported(Exception):
    """A new version leaves out an item that an organisation has reported on: the report must not go too."""


def reported_on(item: AgendaItem) -> bool:
    """Whether an organisation has reported on the item, or later minutes rest on it."""
    actions, decisions = item.actions.all(), item.decisions.all()
    return (
        actions.filter(obligations__reported_on__isnull=False).exists()
        or decisions.filter(compliance__isnull=False).exists()
        or decisions.filter(from_later__isnull=False).exists()
    )


def _same_item(parsed: ParsedItem, known: list[AgendaItem]) -> AgendaItem | None:
    scores = [
        (likeness(key(parsed.title), key(row.title)), row.number == parsed.number, row) for row in known
    ]
    alike = [score for score in scores if score[0] >= SAME_TITLE]
    return max(alike, key=lambda score: (score[0], score[1]))[2] if alike else None


def _store_item(
    row: AgendaItem, parsed: ParsedItem, position: int, parts: list[MeetingPart], who: Who
) -> AgendaItem:
    row.position, row.number, row.outcome = position, parsed.number[:20], parsed.outcome
    row.title = better_title(row.title, parsed.title)[:300]
    row.printed_title = parsed.title[:300] if parsed.title != row.title else ""
    row.part = parts[parsed.part] if parsed.part is not None and 0 <= parsed.part < len(parts) else None
    # The wording is the newest source's alone: a summary must not stand beside it as if it were minutes.
    row.background, row.discussion, row.proposal = parsed.background, parsed.discussion, parsed.proposal
    row.first_line, row.last_line = parsed.first_line, parsed.last_line
    if parsed.matter:
        row.matter = Matter.objects.get_or_create(body=who.body, title=parsed.matter[:300])[0]
    fresh = row.pk is None
    row.save()
    _store_rows(row, parsed, who, fresh)
    return row


def _due(when: When) -> dict[str, Any]:
    return {"due_on": when.on, "due_precision": when.precision, "due_text": when.text[:200]}


def _store_rows(item: AgendaItem, parsed: ParsedItem, who: Who, fresh: bool) -> None:
    """Store what belongs to the item; a kind of which the document has nothing is left as it was."""
    wanted: dict[str, list[dict[str, Any]]] = {
        "presenters": [
            who.named(row) if row.organization else who.mentioned(row.name) for row in parsed.presenters
        ],
        "attachments": [
            {"meeting_id": item.meeting_id, "title": title[:300]} for title in parsed.attachments
        ],
        "decisions": [
            {
                "kind": row.kind,
                "text": row.text,
                "resolved_text": row.resolved_text,
                "found_by": row.found_by,
                "phrase": row.phrase[:120],
            }
            for row in parsed.decisions
        ],
        "promises": [
            {"text": row.text, "target_body_id": _body_id(row.body, who), **_due(row.due)}
            for row in parsed.promises
        ],
        "citations": [{"text": row.text, **_due(row.when)} for row in parsed.citations],
        "actions": [_action(row, who) for row in parsed.actions],
    }
    for name, rows in wanted.items():
        if rows:
            values = [{**row, "position": index} for index, row in enumerate(rows)]
            stored = sync(item, name, values, fresh)
            if name == "actions":
                _share_out(item, stored, parsed.actions, who)
                _tie_to_decisions(item, stored)


def _body_id(name: str, who: Who) -> int | None:
    body = who.register.body(name)
    return body.pk if body and body.pk != who.body.pk else None


def _action(parsed: ParsedAction, who: Who) -> dict[str, Any]:
    person = who.known(parsed.responsible) if parsed.responsible else None
    written = "" if person and person.name == parsed.responsible else parsed.responsible
    return {
        "text": parsed.text,
        "responsible_id": person.pk if person else None,
        "responsible_text": (written or ", ".join(parsed.organizations))[:200],
        **_due(parsed.due),
    }


def _share_out(item: AgendaItem, actions: list[Any], parsed: tuple[ParsedAction, ...], who: Who) -> None:
    """Give each organisation that an action falls on its obligation; one that was reported on stays."""
    for action, row in zip(actions, parsed, strict=True):
        chosen = who.organizations(row.organizations, item.meeting.date)
        for organization in chosen:
            action.obligations.get_or_create(organization=organization)
        action.obligations.exclude(organization__in=chosen).filter(reported_on__isnull=True).delete()


def _tie_to_decisions(item: AgendaItem, actions: list[Any]) -> None:
    """Say of an action that is part of a decision's own words that it follows from that decision."""
    decisions: list[Any] = list(item.decisions.all())
    for action in actions:
        source = next((row for row in decisions if key(action.text) in key(row.text)), None)
        if source and action.decision_id is None:
            action.decision = source
            action.save(update_fields=["decision"])
