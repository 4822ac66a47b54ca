"""Questions to the index: which entries have these words, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from minutes.search_entry import pk_sql
from minutes.search_store import TABLE

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
        sql, values = select(wanted)
        selects.append(f"SELECT * FROM (SELECT {number} AS search, {sql} LIMIT {limit:d}) AS found{number}")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        rows = cursor.fetchall()
    return [
        sorted((key for search, key in rows if search == number), reverse=True)
        for number in range(len(searches))
    ]


def select(wanted: Wanted) -> tuple[str, list[Any]]:
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
    return RawSQL(f"SELECT {pk_sql(column)} FROM {TABLE} WHERE {where}", [wanted.expression()])
