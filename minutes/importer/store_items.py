"""The agenda items of a meeting, with what was decided and promised in them.

Decisions, actions, promises and citations live in an app to the right: they are reached through the item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from minutes.importer.likeness import better_title, key, likeness
from minutes.importer.records import ParsedAction, ParsedItem, When
from minutes.importer.rows import insert, sync
from minutes.importer.who import Who
from minutes.models import AgendaItem, Matter, Meeting, MeetingPart

SAME_TITLE = 75
Columns = dict[str, list[dict[str, Any]]]
Written = dict[str, list[Any]]


def store_items(
    meeting: Meeting,
    known: Iterable[AgendaItem],
    items: tuple[ParsedItem, ...],
    parts: list[MeetingPart],
    who: Who,
    is_whole: bool = False,
) -> tuple[list[AgendaItem], Written]:
    """Store the items in order; one that was `known` keeps its row, and with it address and thread.

    Return them; and if all are new, the rows that belong to them, by related name.
    """
    left = list(known)
    matters = _matters(items, who)
    stored = []
    for position, parsed in enumerate(items, start=1):
        row = _same_item(parsed, left)
        if row:
            left.remove(row)
        row = row or AgendaItem(meeting=meeting)
        stored.append(_filled(row, parsed, position, parts, matters.get(parsed.matter[:300])))
    wanted = [_wanted(parsed, meeting, who) for parsed in items]
    rows = list(zip(stored, items, wanted, strict=True))
    written: Written = {}
    if all(item.pk is None for item in stored):
        written = _add(rows, who)
    else:
        for item, parsed, columns in rows:  # in order: of two decisions on a day the later row is newer
            if item.pk:
                _bring(item, parsed, columns, who, is_whole)
            else:
                _add([(item, parsed, columns)], who)
    for gone in left:
        if reported_on(gone):
            raise Reported(gone.title)
        gone.delete()
    return stored, written


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


def _matters(items: tuple[ParsedItem, ...], who: Who) -> dict[str, Matter]:
    """Return the threads that the items name, by title; one that is not in the book is added."""
    titles = list(dict.fromkeys(item.matter[:300] for item in items if item.matter))
    if not titles:
        return {}
    found = Matter.objects.filter(body=who.body, title__in=titles).select_related("merged_into")
    known = {row.title: row.standing for row in found}
    return {
        title: known.get(title) or Matter.objects.get_or_create(body=who.body, title=title)[0]
        for title in titles
    }


def _filled(
    row: AgendaItem, parsed: ParsedItem, position: int, parts: list[MeetingPart], matter: Matter | None
) -> AgendaItem:
    row.position, row.number, row.outcome = position, parsed.number[:20], parsed.outcome
    row.title = better_title(row.title, parsed.title)[:300]
    row.printed_title = parsed.title[:300] if parsed.title != row.title else ""
    row.part = parts[parsed.part] if parsed.part is not None and 0 <= parsed.part < len(parts) else None
    # The wording is the newest source's alone: a summary must not stand beside it as if it were minutes.
    row.background, row.discussion, row.proposal = parsed.background, parsed.discussion, parsed.proposal
    row.first_line, row.last_line = parsed.first_line, parsed.last_line
    row.matter = matter or row.matter
    return row


def _due(when: When) -> dict[str, Any]:
    return {"due_on": when.on, "due_precision": when.precision, "due_text": when.text[:200]}


def _wanted(parsed: ParsedItem, meeting: Meeting, who: Who) -> Columns:
    """Return the columns of what belongs to the item, in order, by related name."""
    columns: Columns = {
        "presenters": [
            who.named(row) if row.organization else who.mentioned(row.name) for row in parsed.presenters
        ],
        "attachments": [{"meeting_id": meeting.pk, "title": title[:300]} for title in parsed.attachments],
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
    return {
        name: [{**row, "position": index} for index, row in enumerate(rows)] for name, rows in columns.items()
    }


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


def _add(new: list[tuple[AgendaItem, ParsedItem, Columns]], who: Who) -> Written:
    """Store new items with what belongs to them, each kind of row at once for all of them."""
    AgendaItem.objects.bulk_create([item for item, _, _ in new])

    def all_of(name: str) -> list[tuple[AgendaItem, dict[str, Any]]]:
        return [(item, columns) for item, _, wanted in new for columns in wanted[name]]

    names = ("presenters", "attachments", "decisions", "promises", "citations")
    written: Written = {name: insert(name, all_of(name)) for name in names}
    decisions: defaultdict[int, list[Any]] = defaultdict(list)
    for row in written["decisions"]:
        decisions[row.item_id].append(row)
    actions = [
        (item, {**columns, "decision": _source(columns["text"], decisions[item.pk])})
        for item, columns in all_of("actions")
    ]
    written["actions"] = insert("actions", actions)
    parsed = [row for _, item, _ in new for row in item.actions]
    shares = [
        (action, {"organization": organization})
        for action, row in zip(written["actions"], parsed, strict=True)
        for organization in who.organizations(row.organizations, action.item.meeting.date)
    ]
    insert("obligations", shares)
    return written


def _source(text: str, decisions: list[Any]) -> Any:
    """Return the decision whose own words hold an action: the action follows from it."""
    return next((row for row in decisions if key(text) in key(row.text)), None)


def _bring(item: AgendaItem, parsed: ParsedItem, wanted: Columns, who: Who, is_whole: bool) -> None:
    """Bring an item and its rows in line; a kind of which the document has nothing is left as it was.

    A whole record takes it away, unless somebody has reported on it, or it is a file.
    """
    reports = _reports(item) if is_whole else 0
    has_files = is_whole and item.attachments.exclude(file="").exists()
    item.save()
    for name, columns in wanted.items():
        if columns or (is_whole and not (name == "attachments" and has_files)):
            stored = sync(item, name, columns)
            if name == "actions":
                _share_out(item, stored, parsed.actions, who)
                _tie_to_decisions(item, stored)
    if is_whole and _reports(item) < reports:
        raise Reported(item.title)


def _reports(item: AgendaItem) -> int:
    """Count what organisations have reported on the item's actions and decisions."""
    obligations = item.actions.filter(obligations__reported_on__isnull=False)
    return obligations.count() + item.decisions.filter(compliance__isnull=False).count()


def _share_out(item: AgendaItem, actions: list[Any], parsed: tuple[ParsedAction, ...], who: Who) -> None:
    """Give each organisation that an action falls on its obligation; one that was reported on stays."""
    for action, row in zip(actions, parsed, strict=True):
        chosen = who.organizations(row.organizations, item.meeting.date)
        for organization in chosen:
            action.obligations.get_or_create(organization=organization)
        action.obligations.exclude(organization__in=chosen).filter(reported_on__isnull=True).delete()


def _tie_to_decisions(item: AgendaItem, actions: list[Any]) -> None:
    decisions: list[Any] = list(item.decisions.all())
    for action in actions:
        source = _source(action.text, decisions)
        if source and action.decision_id is None:
            action.decision = source
            action.save(update_fields=["decision"])
