"""The words of each entry, in the full-text form of the database: FTS5 on SQLite, a tsvector on PostgreSQL.

Both hold the same stems, made in Python, and answer in the order of the keys: the newest day first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from minutes.models import SearchEntry
from minutes.search_entry import Entry

TABLE = "minutes_searchindex"
ENTRIES = "minutes_searchentry"
_ARRAYS = {"key": "bigint", "object_id": "bigint", "meeting_id": "bigint", "item_id": "bigint"} | {
    "needs_minutes": "boolean"
}
# Between two fields, so that no phrase runs from one into the next.
GAP = "_"
# What PostgreSQL keeps of a word's places.
_LAST_PLACE, _MOST_PLACES = 16_383, 256
_AT_ONCE = 500
# Any number will do; all processes must use the same.
_LOCK = 0x736F6B

CREATE = {
    "sqlite": [
        f"""CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize = "ascii tokenchars '_'")""",
    ],
    "postgresql": [
        f"CREATE TABLE {TABLE} (key bigint PRIMARY KEY, words tsvector NOT NULL)",
        # With the usual 100 the planner takes a rare word for a common one, and walks every row to its end.
        f"ALTER TABLE {TABLE} ALTER COLUMN words SET STATISTICS 1000",
        f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words)",
    ],
}
DROP = f"DROP TABLE {TABLE}"


def lock() -> None:
    """Let one transaction at a time write the index: what it reads to do so is then the last word."""
    if connection.vendor == "postgresql":  # SQLite has but one writer
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


# A key, the words of who may find it, and the stems of each field.
Row = tuple[int, str, list[list[str]]]


def put(rows: Sequence[Row]) -> None:
    """Store words by key, in place of what is stored there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            keys = ", ".join(str(row[0]) for row in rows)
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid IN ({keys})")
            cursor.executemany(
                f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)",
                [(key, _line(access, fields)) for key, access, fields in rows],
            )
            return
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            cursor.execute(
                f"INSERT INTO {TABLE} (key, words) SELECT * FROM unnest(%s::bigint[], %s::tsvector[]) "
                "ON CONFLICT (key) DO UPDATE SET words = EXCLUDED.words",
                [[row[0] for row in some], [_vector(access, fields) for _, access, fields in some]],
            )


def _line(access: str, fields: list[list[str]]) -> str:
    return f" {GAP} ".join([access, *(" ".join(words) for words in fields if words)])


def _vector(access: str, fields: list[list[str]]) -> str:
    places: dict[str, list[str]] = {}
    place = 0
    for words in fields:
        for word in words:
            place += 1
            found = places.setdefault(word, [])
            if len(found) < _MOST_PLACES:
                found.append(str(min(place, _LAST_PLACE)))
        place += 1
    stems = " ".join([f"'{word}':{','.join(found)}" for word, found in places.items()])
    return f"{access} {stems}"


def drop(keys: Iterable[int]) -> None:
    """Take out entries, and their words."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        some = ", ".join(str(key) for key in wanted[start : start + _AT_ONCE])
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE {_key_column()} IN ({some})")
            cursor.execute(f"DELETE FROM {ENTRIES} WHERE key IN ({some})")


def _key_column() -> str:
    return "rowid" if connection.vendor == "sqlite" else "key"


def put_entries(entries: Sequence[tuple[Any, ...]]) -> None:
    """Store entries, each the columns of SearchEntry in order, in place of what has their keys."""
    columns = [column.column for column in SearchEntry._meta.concrete_fields]
    changed = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns[1:])
    insert = f"INSERT INTO {ENTRIES} ({', '.join(columns)})"
    update = f"ON CONFLICT (key) DO UPDATE SET {changed}"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"{insert} VALUES ({marks}) {update}", entries)
            return
        arrays = ", ".join(f"%s::{_ARRAYS.get(name, 'text')}[]" for name in columns)
        for start in range(0, len(entries), _AT_ONCE):
            values = [list(column) for column in zip(*entries[start : start + _AT_ONCE], strict=True)]
            cursor.execute(f"{insert} SELECT * FROM unnest({arrays}) {update}", values)


def entries(condition: str) -> list[Entry]:
    """Return the entries that SQL about their columns picks; none for no condition."""
    if not condition:
        return []
    columns = ", ".join(column.column for column in SearchEntry._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {ENTRIES} WHERE {condition}")
        return [Entry(*row) for row in cursor.fetchall()]


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}" if connection.vendor == "sqlite" else f"TRUNCATE {TABLE}")


def tidy() -> None:
    """Leave the index in one piece, and let the planner know the words."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")
        else:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"{TABLE}_words"])
            cursor.execute(f"ANALYZE {TABLE}")
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {ENTRIES}")


def entries_of(keys: Sequence[int]) -> list[Entry]:
    return entries(f"key IN ({', '.join(map(str, keys))})" if keys else "")


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def differing(rows: Sequence[Row]) -> set[int]:
    """Return the keys under which other words are stored than these, or none."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(rows))
            cursor.execute(
                f"SELECT rowid, words FROM {TABLE} WHERE rowid IN ({marks})", [row[0] for row in rows]
            )
            stored = dict(cursor.fetchall())
            return {key for key, access, fields in rows if stored.get(key) != _line(access, fields)}
        cursor.execute(
            "SELECT wanted.key FROM unnest(%s::bigint[], %s::tsvector[]) AS wanted (key, words) "
            f"LEFT JOIN {TABLE} AS stored USING (key) WHERE stored.words IS DISTINCT FROM wanted.words",
            [[row[0] for row in rows], [_vector(access, fields) for _, access, fields in rows]],
        )
        return {key for (key,) in cursor.fetchall()}
