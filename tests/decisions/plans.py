"""What the tests of a new meeting start from: older minutes that left something, and the plan they give."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from decisions.desk.new_meeting import Head, PlannedItem, plan_meeting, start_meeting
from decisions.models import Promise
from minutes.models import AgendaItem, AgendaProposal, Meeting
from participants.models import User
from tests.conftest import Cast
from tests.factories import account

DAY, MONTH, MEETING, YEAR, NONE = "day", "month", "meeting", "year", "none"
MARCH, APRIL, MAY = dt.date(2024, 3, 8), dt.date(2024, 4, 5), dt.date(2024, 5, 3)


def by(cast: Cast) -> User:
    return account(cast.secretary)


def promise(item: AgendaItem, precision: str = MEETING, on: dt.date | None = None, **fields: Any) -> Promise:
    given = {"text": "Frågan kommer åter.", "due_precision": precision, "due_on": on, **fields}
    return Promise.objects.create(item=item, **given)


def proposal(cast: Cast, title: str = "Gemensam växel", **fields: Any) -> AgendaProposal:
    given = {
        "body": cast.body,
        "title": title,
        "background": "Tre kommuner vill dela växel.",
        "proposed_by": account(cast.member),
        "proposed_at": timezone.now(),
        "answer": AgendaProposal.Answer.READY,
        "answered_by": by(cast),
        "answered_at": timezone.now(),
        **fields,
    }
    return AgendaProposal.objects.create(**given)


def agenda(cast: Cast, date: dt.date = APRIL) -> list[PlannedItem]:
    return list(plan_meeting(cast.body, date, by(cast)).items)


def titles(cast: Cast, date: dt.date = APRIL) -> list[str]:
    return [item.title for item in agenda(cast, date)]


def start(cast: Cast, date: dt.date = APRIL, without: tuple[str, ...] = (), **head: Any) -> Meeting:
    return start_meeting(cast.body, date, Head(**head), without, by(cast), uuid.uuid4())
