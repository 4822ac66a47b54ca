"""Bringing stored rows in line with what was read, without making new rows of those that stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models


def insert(name: str, wanted: Iterable[tuple[models.Model, dict[str, Any]]]) -> list[Any]:
    """Add rows (related name) to parents that have none yet, all at once; return them.

    `wanted` pairs a parent with column values. A row that gets a number of its own when saved must get it
    afterwards.
    """
    new: list[Any] = []
    for parent, values in wanted:
        relation: Any = type(parent)._meta.get_field(name)
        new.append(relation.related_model(**{relation.field.name: parent}, **values))
        getattr(new[-1], "number_later", _nothing)()
    return list(type(new[0]).objects.bulk_create(new)) if new else []


def sync(parent: models.Model, name: str, wanted: list[dict[str, Any]]) -> list[Any]:
    """Make the parent's rows (related name) say what is wanted, in order; return them.

    Rows that are there are changed where they differ, so that what hangs on them stays: the one with the same
    text wherever it stood, else the next one in order. Missing ones are added and surplus ones removed.
    `wanted` holds column values; give a foreign key as its `_id`.
    """
    manager = getattr(parent, name)
    rows, surplus = _paired(list(manager.order_by("position", "pk")), wanted)
    for row in surplus:
        row.delete()
    return [
        _brought(row, values) or manager.create(**values) for row, values in zip(rows, wanted, strict=True)
    ]


def _paired(rows: list[Any], wanted: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Return, for each of what is wanted, the row that says it, or None; and the rows that nothing wants."""
    by_text = {row.text: row for row in reversed(rows) if getattr(row, "text", "")}
    chosen = [by_text.pop(values.get("text"), None) for values in wanted]
    rest = [row for row in rows if row not in chosen]
    return [row or (rest.pop(0) if rest else None) for row in chosen], rest


def _brought(row: Any, values: dict[str, Any]) -> Any:
    """Change what differs, and return the row; None has nothing to change."""
    changed = [column for column, value in values.items() if row and getattr(row, column) != value]
    for column in changed:
        setattr(row, column, values[column])
    if changed:
        row.save(update_fields=[column.removesuffix("_id") for column in changed])
    return row


def _nothing() -> None: ...
