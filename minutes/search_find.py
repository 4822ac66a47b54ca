"""Questions to the index: which entries have these words, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from minutes.search_entry import pk_sql
from minutes.search_store import TABLE

# No index knows which words stand in a row: so many of the newest that have the words are looked through.
PHRASES_AMONG = 2000
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """Words of the index: of each group one phrase is there, and none of the others is."""

    all_of: tuple[tuple[Phrase, ...], ...]
    none_of: tuple[Phrase, ...] = ()
    from_key: int | None = None
    below_key: int | None = None

    @property
    def has_phrase(self) -> bool:
        return any(len(phrase) > 1 for group in self.all_of for phrase in group)

    def loosened(self) -> Wanted:
        """Return the same without order: of a group with a phrase, its words are there, wherever."""
        groups: list[tuple[Phrase, ...]] = []
        for group in self.all_of:
            if len(group) == 1:
                groups += [((word,),) for word in group[0]]
            else:  # one of several: the first word of each
                groups.append(tuple(phrase[:1] for phrase in group))
        return replace(self, all_of=tuple(groups), none_of=())

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
    """Return the SQL after SELECT, without a limit, and its parameters."""
    if wanted.has_phrase:
        return _select_phrase(wanted)
    where, params = _where(wanted)
    return f"{_key()} AS key FROM {TABLE} WHERE {where} ORDER BY {_key()} DESC", params


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "key"


def _matches() -> str:
    return f"{TABLE} MATCH %s" if connection.vendor == "sqlite" else "words @@ %s::tsquery"


def _where(wanted: Wanted) -> tuple[str, list[Any]]:
    where = _matches()
    params: list[Any] = [wanted.expression()]
    for sign, bound in ((">=", wanted.from_key), ("<", wanted.below_key)):
        if bound is not None:
            where, params = f"{where} AND {_key()} {sign} %s", [*params, bound]
    return where, params


def _select_phrase(wanted: Wanted) -> tuple[str, list[Any]]:
    """Return the SQL for words in a row, among the newest that have them: else it may read all there is."""
    where, params = _where(wanted.loosened())
    newest = f"FROM {TABLE} WHERE {where} ORDER BY {_key()} DESC LIMIT"
    if connection.vendor == "sqlite":
        last = f"COALESCE((SELECT rowid {newest} 1 OFFSET {PHRASES_AMONG - 1}), 0)"
        own, values = _where(wanted)
        select = f"rowid AS key FROM {TABLE} WHERE {own} AND rowid >= {last} ORDER BY rowid DESC"
        return select, [*values, *params]
    among = f"(SELECT key, words {newest} {PHRASES_AMONG}) AS newest"
    return f"key FROM {among} WHERE {_matches()} ORDER BY key DESC", [*params, wanted.expression()]


def objects(wanted: Wanted) -> RawSQL:
    """Return the keys in the book of the rows that match, for the condition `pk__in`."""
    return RawSQL(f"SELECT {pk_sql(_key())} FROM {TABLE} WHERE {_matches()}", [wanted.expression()])
