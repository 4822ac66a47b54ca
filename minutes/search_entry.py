"""An entry of the search, and its key."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

_PK_BITS, _KIND_BITS, _PART_BITS = 31, 3, 7
DAY_SHIFT = _PK_BITS + _KIND_BITS + _PART_BITS
MOST_PARTS = 1 << _PART_BITS
_KINDS = "idmatpo"


class Entry(NamedTuple):
    """A row of SearchEntry, its columns in order."""

    key: int
    kind: str
    object_id: int
    meeting_id: int | None
    item_id: int | None
    access: str
    needs_minutes: bool
    label: str = ""
    slug: str = ""
    title: str = ""
    decision: str = ""
    text: str = ""
    names: str = ""

    @property
    def fields(self) -> tuple[str, str, str, str]:
        return self.title, self.decision, self.text, self.names


def key_of(day: dt.date | None, kind: str, pk: int, part: int = 0) -> int:
    """Return the entry's key, which orders by day; what has no day comes last."""
    number = (day.toordinal() if day else 0) << DAY_SHIFT
    return number | pk << (_KIND_BITS + _PART_BITS) | _KINDS.index(kind) << _PART_BITS | part


def row_of(key: int) -> tuple[str, int]:
    """Return the kind and the key in the book of what the entry is about."""
    kind = key >> _PART_BITS & (1 << _KIND_BITS) - 1
    return _KINDS[kind], key >> (_KIND_BITS + _PART_BITS) & (1 << _PK_BITS) - 1


def first_key(day: dt.date) -> int:
    return day.toordinal() << DAY_SHIFT


def pk_sql(column: str) -> str:
    """Return the SQL that says which row of the book a key is about."""
    return f"({column} >> {_KIND_BITS + _PART_BITS}) & {(1 << _PK_BITS) - 1}"
