"""What the organisations that somebody speaks for today have left to do."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.utils import formats

from decisions.models import Action, Obligation
from minutes.models import Precision
from participants.models import Membership, User


def owed_by(user: User) -> QuerySet[Obligation]:
    """Return the open obligations that the user may read, the soonest first; those without a day last."""
    own = Membership.objects.at().filter(person__user=user, on_behalf_of__isnull=False)
    rows: Any = Obligation.objects.visible_to(user)
    return (  # type: ignore[no-any-return]
        rows.open()
        .filter(organization__in=own.values("on_behalf_of_id"))
        .select_related("organization", "action__item__meeting__body")
        .order_by(F("action__due_on").asc(nulls_last=True), "pk")
    )


def due_in_words(action: Action, today: dt.date | None = None) -> str:
    """Return when it is due, as exactly as the minutes say it; given a day, whether it is late then."""
    if action.due_on is None:
        return action.due_text and f"tid: ”{action.due_text}”"
    shape = {Precision.DAY: "j F Y", Precision.YEAR: "Y"}.get(Precision(action.due_precision), "F Y")
    day = formats.date_format(action.due_on, shape)
    return f"försenat sedan {day}" if today and action.due_on < today else f"senast {day}"
