"""The agenda items of a meeting, with what was decided and promised in them.

Decisions, actions, promises and citations live in an app to the right: they are reached through the item.
"""

from __future__ import annotations

from typing import Any

from minutes.importer.likeness import key, less_damaged, likeness
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
        gone.delete()
    return stored


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
    row.title = _better_title(row.title, parsed.title)[:300]
    row.part = parts[parsed.part] if parsed.part is not None and parsed.part < len(parts) else None
    # The wording is the newest source's alone: a summary must not stand beside it as if it were minutes.
    row.background, row.discussion, row.proposal = parsed.background, parsed.discussion, parsed.proposal
    row.first_line, row.last_line = parsed.first_line, parsed.last_line
    if parsed.matter:
        row.matter = Matter.objects.get_or_create(body=who.body, title=parsed.matter[:300])[0]
    row.save()
    _store_rows(row, parsed, who)
    return row


def _better_title(known: str, printed: str) -> str:
    """Keep the known title where the printed one is the same with letters lost by OCR."""
    if not known or likeness(key(known), key(printed)) < SAME_TITLE:
        return printed
    return less_damaged(known, printed)


def _due(when: When) -> dict[str, Any]:
    return {"due_on": when.on, "due_precision": when.precision, "due_text": when.text[:200]}


def _store_rows(item: AgendaItem, parsed: ParsedItem, who: Who) -> None:
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
            stored = sync(item, name, [{**values, "position": index} for index, values in enumerate(rows)])
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
