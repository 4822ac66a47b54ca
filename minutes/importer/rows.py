"""Bringing stored rows in line with what was read, without making new rows of those that stay."""

from __future__ import annotations

from typing import Any

from django.db import models


def sync(parent: models.Model, name: str, wanted: list[dict[str, Any]]) -> list[Any]:
    """Make the parent's rows (related name) say what is wanted, in order; return them.

    Rows that are there are changed where they differ, so that what hangs on them stays; missing ones are
    added and surplus ones removed. `wanted` holds column values; give a foreign key as its `_id`.
    """
    manager = getattr(parent, name)
    rows = list(manager.order_by("position", "pk"))
    for row, values in zip(rows, wanted, strict=False):
        changed = [column for column, value in values.items() if getattr(row, column) != value]
        for column in changed:
            setattr(row, column, values[column])
        if changed:
            row.save(update_fields=[column.removesuffix("_id") for column in changed])
    for row in rows[len(wanted) :]:
        row.delete()
    return rows[: len(wanted)] + [manager.create(**values) for values in wanted[len(rows) :]]
