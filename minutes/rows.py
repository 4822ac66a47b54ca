"""Lists inside a row, in the row's own query: presenters of an item, shares of an action."""

import datetime as dt
import json
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, CharField, JSONField, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.db.models.sql.compiler import SQLCompiler


def _with_dates(entry: dict[str, Any]) -> dict[str, Any]:
    for name, value in entry.items():
        if name.endswith("_on") and value:
            entry[name] = dt.date.fromisoformat(value)
    return entry


class _Decoder(json.JSONDecoder):
    def __init__(self, **options: Any) -> None:
        super().__init__(object_hook=_with_dates, **options)


class Rows(Subquery):
    """A subquery's rows as a list of dicts; a name that ends in `_on` holds a date.

    The pages have lists of lists, and a prefetch for each would pass their query budget. A reference
    to something that the reader may not see becomes an empty list when `queryset` is a `visible_to()`.
    """

    TEMPLATES = {
        "sqlite": "(SELECT JSON_GROUP_ARRAY(JSON(found_row)) FROM (%(subquery)s) AS found_rows)",
        "postgresql": "(SELECT COALESCE(JSONB_AGG(found_row), '[]') FROM (%(subquery)s) AS found_rows)",
    }

    def __init__(self, queryset: QuerySet[Any], **columns: Any) -> None:
        super().__init__(
            queryset.values(found_row=JSONObject(**columns)), output_field=JSONField(decoder=_Decoder)
        )

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        extra["template"] = self.TEMPLATES[connection.vendor]
        return super().as_sql(compiler, connection, **extra)


def label(field: str, choices: type[models.TextChoices]) -> Case:
    """Return the Swedish word for the value of a field, as a column."""
    return Case(
        *(When(**{field: value}, then=Value(str(word))) for value, word in choices.choices),
        default=Value(""),
        output_field=CharField(),
    )
