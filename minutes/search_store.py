"""The words of each entry, in the full-text form of the database: FTS5 on SQLite, a tsvector on PostgreSQL.

Both hold the same stems, made in Python, and answer in the order of the keys: the newest day first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

TABLE = "minutes_searchindex"
# Between two fields, so that no phrase runs from one into the next.
GAP = "_"
# What PostgreSQL keeps of a word's places.
_LAST_PLACE, _MOST_PLACES = 16_383, 256
_PK_BITS, _KIND_BITS, _PART_BITS = 31, 3, 7
DAY_SHIFT = _PK_BITS + _KIND_BITS + _PART_BITS
MOST_PARTS = 1 << _PART_BITS
_KINDS = "idmatpo"
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


def key_of(day: dt.date | None, kind: str, pk: int, part: int = 0) -> int:
    """Return the entry's key, which orders by day; what has no day comes last."""
    number = (day.toordinal() if day else 0) << DAY_SHIFT
    return number | pk << (_KIND_BITS + _PART_BITS) | _KINDS.index(kind) << _PART_BITS | part


def row_of(key: int) -> tuple[str, int]:
    """Return the kind and the key in the book of what the entry is about."""
    return _KINDS[key >> _PART_BITS & (1 << _KIND_BITS) - 1], key >> (_KIND_BITS + _PART_BITS) & (
        1 << _PK_BITS
    ) - 1


def first_key(day: dt.date) -> int:
    return day.toordinal() << DAY_SHIFT


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
            drop([row[0] for row in rows])
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
    wanted = list(keys)
    column = "rowid" if connection.vendor == "sqlite" else "key"
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"DELETE FROM {TABLE} WHERE {column} IN ({marks})", some)


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
        cursor.execute("ANALYZE minutes_searchentry")


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


Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """Words of the index: of each group one phrase is there, and none of the others is."""

    all_of: tuple[tuple[Phrase, ...], ...]
    none_of: tuple[Phrase, ...] = ()
    from_key: int | None = None
    below_key: int | None = None

    def expression(self) -> str:
        return self._fts5() if connection.vendor == "sqlite" else self._tsquery()

    def _fts5(self) -> str:
        groups = [" OR ".join(f'"{" ".join(phrase)}"' for phrase in group) for group in self.all_of]
        found = " AND ".join(f"({group})" for group in groups)
        without = " OR ".join(f'"{" ".join(phrase)}"' for phrase in self.none_of)
        return f"({found}) NOT ({without})" if without else found

    def _tsquery(self) -> str:
        groups = [" | ".join(_in_a_row(phrase) for phrase in group) for group in self.all_of]
        without = [f"!{_in_a_row(phrase)}" for phrase in self.none_of]
        return " & ".join([f"({group})" for group in groups] + without)


def _in_a_row(phrase: Phrase) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in phrase) + ")"


def find(searches: Sequence[tuple[Wanted, int]]) -> list[list[int]]:
    """Return the keys that each search finds, the newest first, no more than its limit; in one question."""
    selects: list[str] = []
    params: list[Any] = []
    for number, (wanted, limit) in enumerate(searches):
        sql, values = _select(wanted)
        selects.append(f"SELECT * FROM (SELECT {number} AS search, {sql} LIMIT {limit:d}) AS found{number}")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        rows = cursor.fetchall()
    return [
        sorted((key for search, key in rows if search == number), reverse=True)
        for number in range(len(searches))
    ]


def _select(wanted: Wanted) -> tuple[str, list[Any]]:
    sqlite = connection.vendor == "sqlite"
    column = "rowid" if sqlite else "key"
    where = f"{TABLE} MATCH %s" if sqlite else "words @@ %s::tsquery"
    params: list[Any] = [wanted.expression()]
    if wanted.from_key is not None:
        where, params = f"{where} AND {column} >= %s", [*params, wanted.from_key]
    if wanted.below_key is not None:
        where, params = f"{where} AND {column} < %s", [*params, wanted.below_key]
    return f"{column} AS key FROM {TABLE} WHERE {where} ORDER BY {column} DESC", params


def objects(wanted: Wanted) -> RawSQL:
    """Return the keys in the book of the rows that match, for the condition `pk__in`."""
    column = "rowid" if connection.vendor == "sqlite" else "key"
    where = f"{TABLE} MATCH %s" if connection.vendor == "sqlite" else "words @@ %s::tsquery"
    pk = f"({column} >> {_KIND_BITS + _PART_BITS}) & {(1 << _PK_BITS) - 1}"
    return RawSQL(f"SELECT {pk} FROM {TABLE} WHERE {where}", [wanted.expression()])
