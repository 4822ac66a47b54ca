"""Pages of a list, newest first, whose cost does not grow with the number of rows before them."""

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)

PAGE_SIZE = 50
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: the next one starts after it."""

    date: dt.date
    pk: int

    def __str__(self) -> str:
        return f"{self.date.isoformat()}_{self.pk}"


class CursorField(forms.Field):
    def to_python(self, value: str | None) -> Cursor | None:
        date, _, pk = (value or "").partition("_")
        if not date:
            return None
        try:
            return Cursor(dt.date.fromisoformat(date), min(int(pk), 2**63 - 1))
        except ValueError as error:
            raise ValidationError("Länken till nästa sida är trasig.") from error


class CursorForm(forms.Form):
    after = CursorField(required=False)


def read_cursor(params: QueryDict) -> Cursor | None:
    """Return where the page starts; a broken link starts at the newest."""
    form = CursorForm(params)
    return form.cleaned_data["after"] if form.is_valid() else None


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    total: int
    is_first: bool
    newest_url: str
    older_url: str

    @property
    def is_capped(self) -> bool:
        return self.total > COUNT_LIMIT


def newest_page(rows: QuerySet[Row], date_field: str, params: QueryDict, size: int = PAGE_SIZE) -> Page[Row]:
    """Return the page that `params` ask for; `rows` are counted no further than one above the limit."""
    after = read_cursor(params)
    wanted = rows.order_by(f"-{date_field}", "-pk")
    if after:
        # This form walks the index; "earlier, or same day and lower" reads the whole table.
        wanted = wanted.filter(
            Q(**{f"{date_field}__lte": after.date}),
            Q(**{f"{date_field}__lt": after.date}) | Q(pk__lt=after.pk),
        )
    found = list(wanted[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(
        rows=found[:size],
        # The keys alone: what the rows are annotated with would be worked out for each that is counted.
        total=rows.order_by().values("pk")[: COUNT_LIMIT + 1].count(),
        is_first=after is None,
        newest_url=page_query(params, None),
        older_url=page_query(params, Cursor(getattr(last, date_field), last.pk)) if last else "",
    )


def page_query(params: QueryDict, after: Cursor | None) -> str:
    changed = params.copy()
    changed.pop("after", None)
    if after:
        changed["after"] = str(after)
    return f"?{changed.urlencode()}"
