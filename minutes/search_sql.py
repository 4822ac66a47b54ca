"""What the search reads of the book, as SQL: through models it would take most of an import's time.

Decisions, actions and promises live in an app to the right; their tables are named here, not imported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection

# NULL where a row has no name of its own.
_NAME = "COALESCE(NULLIF(r.name, ''), p.name)"
_WITH_PERSON = "LEFT JOIN participants_person p ON p.id = r.person_id"

ITEMS = """
SELECT i.id, i.meeting_id, m.date, m.status, m.body_id, i.number, i.title, i.background, i.discussion,
    i.proposal, t.title
FROM minutes_agendaitem i JOIN minutes_meeting m ON m.id = i.meeting_id
    LEFT JOIN minutes_matter t ON t.id = i.matter_id
WHERE i.id IN ({items}) OR i.meeting_id IN ({meetings})
"""
# Of each row: the item, what it is, its own key, and up to four texts.
PARTS = f"""
SELECT r.item_id, 'presenter', r.id, {_NAME}, '', '', '' FROM minutes_presenter r {_WITH_PERSON}
    WHERE r.item_id IN ({{items}})
UNION ALL SELECT r.item_id, 'paper', r.id, r.title, '', '', '' FROM minutes_attachment r
    WHERE r.item_id IN ({{items}})
UNION ALL SELECT r.item_id, 'decision', r.id, r.number, r.slug, r.text, r.resolved_text
    FROM decisions_decision r WHERE r.item_id IN ({{items}})
UNION ALL SELECT r.item_id, 'action', r.id, r.text, p.name, r.responsible_text, '' FROM decisions_action r
    LEFT JOIN participants_person p ON p.id = r.responsible_id WHERE r.item_id IN ({{items}})
UNION ALL SELECT a.item_id, 'share', r.id, o.short_name, '', '', '' FROM decisions_obligation r
    JOIN decisions_action a ON a.id = r.action_id JOIN participants_organization o ON o.id = r.organization_id
    WHERE a.item_id IN ({{items}})
UNION ALL SELECT r.item_id, 'promise', r.id, r.text, '', '', '' FROM decisions_promise r
    WHERE r.item_id IN ({{items}})
UNION ALL SELECT r.item_id, 'correction', r.id, r.new_text, r.reason, '', '' FROM minutes_correction r
    WHERE r.approved_at IS NOT NULL AND r.item_id IN ({{items}})
ORDER BY 3
"""
HEADS = """
SELECT m.id, m.date, m.status, m.body_id, m.number, m.place, b.name, b.number_prefix
FROM minutes_meeting m JOIN participants_body b ON b.id = m.body_id WHERE m.id IN ({meetings})
"""
# Of each row: the meeting, what it is, its own key, and up to three texts.
HEAD_PARTS = f"""
SELECT r.meeting_id, 'officer', r.id, {_NAME}, '', '' FROM minutes_officer r {_WITH_PERSON}
    WHERE r.meeting_id IN ({{meetings}})
UNION ALL SELECT r.meeting_id, 'present', r.id, {_NAME}, o.short_name, r.printed_organization
    FROM minutes_attendance r {_WITH_PERSON}
    LEFT JOIN participants_organization o ON o.id = r.organization_id WHERE r.meeting_id IN ({{meetings}})
UNION ALL SELECT r.meeting_id, 'paper', r.id, r.title, '', '' FROM minutes_attachment r
    WHERE r.item_id IS NULL AND r.meeting_id IN ({{meetings}})
UNION ALL SELECT v.meeting_id, 'correction', r.id, r.new_text, r.reason, '' FROM minutes_correction r
    JOIN minutes_revision v ON v.id = r.revision_id
    WHERE r.approved_at IS NOT NULL AND r.item_id IS NULL AND v.meeting_id IN ({{meetings}})
ORDER BY 3
"""
# A file has its item's number in its entry, so it goes along with the item.
PAPERS = """
SELECT a.id, a.meeting_id, m.date, m.status, m.body_id, a.title, x.text, a.item_id, i.number
FROM minutes_attachment a JOIN minutes_meeting m ON m.id = a.meeting_id
    JOIN minutes_papertext x ON x.sha256 = a.sha256
    LEFT JOIN minutes_agendaitem i ON i.id = a.item_id
WHERE a.id IN ({papers}) OR a.item_id IN ({items}) OR a.meeting_id IN ({meetings})
"""
MATTERS = "SELECT id, title, summary FROM minutes_matter WHERE id IN ({matters})"
PEOPLE = """
SELECT r.id, r.name, a.name FROM participants_person r
    LEFT JOIN participants_personalias a ON a.person_id = r.id WHERE r.id IN ({people}) ORDER BY r.id, a.id
"""
ORGANIZATIONS = """
SELECT r.id, r.name, r.short_name, a.name FROM participants_organization r
    LEFT JOIN participants_organizationalias a ON a.organization_id = r.id
    WHERE r.id IN ({organizations}) ORDER BY r.id, a.id
"""


def ask(sql: str, **keys: Iterable[int]) -> list[tuple[Any, ...]]:
    """Return the rows; each name in the SQL stands for a list of keys."""
    lists = {name: ", ".join(str(int(key)) for key in sorted(some)) or "NULL" for name, some in keys.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**lists))
        return list(cursor.fetchall())


def ask_of(keys: Collection[int], sql: str, name: str) -> list[tuple[Any, ...]]:
    return ask(sql, **{name: keys}) if keys else []


def day_of(value: dt.date | str) -> dt.date:
    """Return the day; SQLite says it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
