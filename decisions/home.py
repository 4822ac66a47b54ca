"""What somebody takes home from a meeting: the decisions and the tasks that concern one organisation.

Page, PDF and Word document are all made from this one record.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import formats
from django.utils.text import slugify

from decisions.models import Action, Decision, Obligation
from decisions.owed import due_in_words
from minutes.models import Meeting
from minutes.outbox import address
from participants.models import Organization, User

PRELIMINARY = "Preliminärt: protokollet är inte justerat, och texten kan ändras."
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Made:
    """A decision, as it stands today."""

    number: str
    text: str
    url: str
    standing: str = ""


@dataclass(frozen=True)
class Task:
    text: str
    due: str
    status: str
    contact: str
    url: str
    # When it is due, whether or not that has passed.
    time: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Topic:
    """An item, with what was decided in it and what the organisation is to do because of it."""

    label: str
    title: str
    background: str
    decisions: tuple[Made, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class HomeText:
    organization: str
    short_organization: str
    body: str
    short_body: str
    day: str
    date: dt.date
    minutes: str
    note: str
    url: str
    topics: tuple[Topic, ...]
    others: tuple[Topic, ...]

    @property
    def title(self) -> str:
        return f"Beslut och uppgifter för {self.organization}"

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for topic in self.topics for task in topic.tasks)

    @property
    def proposals(self) -> tuple[str, ...]:
        """What the organisation's own board may decide because of it; a draft for who writes to it."""
        noted = f"Nämnden noterar vad {self.body} beslutade den {formats.date_format(self.date, 'j F Y')}."
        given = (
            f"Nämnden ger förvaltningen i uppdrag att ta hand om följande: {_ended(task.text)}"
            + (f" Tid: {task.time}." if task.time else "")
            for task in self.tasks
            if task.is_open
        )
        return (noted, *given)


def organizations_of(meeting: Meeting) -> QuerySet[Organization]:
    """Return those that sat in the group on the day, or that the minutes give something to do."""
    day = meeting.date
    seated = Q(participations__body=meeting.body_id) & (
        Q(participations__start_date=None) | Q(participations__start_date__lte=day)
    )
    seated &= Q(participations__end_date=None) | Q(participations__end_date__gte=day)
    owing = Obligation.objects.filter(action__item__meeting=meeting).values("organization_id")
    return Organization.objects.filter(seated | Q(pk__in=owing)).distinct().order_by("sort_name")


def home_text(meeting: Meeting, organization: Organization, user: User, today: dt.date) -> HomeText:
    """Read what the minutes say that concerns the organisation, in four queries."""
    topics = [_topic(item, today) for item in _items(meeting, organization, user)]
    named = _names(organization)
    own = [topic for topic in topics if topic.tasks or _mentions(topic, named)]
    return HomeText(
        organization=organization.name,
        short_organization=organization.short_name,
        body=meeting.body.name,
        short_body=meeting.body.short_name,
        day=formats.date_format(meeting.date, "l j F Y").capitalize(),
        date=meeting.date,
        minutes=meeting.heading,
        note=PRELIMINARY if meeting.is_preliminary else "",
        url=address("meeting-detail", meeting.pk),
        topics=tuple(own),
        others=tuple(topic for topic in topics if topic.decisions and topic not in own),
    )


def file_name(meeting: Meeting, organization: Organization) -> str:
    name = slugify(organization.short_name) or organization.pk
    return f"hemtagning-{meeting.body.slug}-{meeting.date:%Y-%m-%d}-{name}"


def _items(meeting: Meeting, organization: Organization, user: User) -> list[Any]:
    shares: Any = Obligation.objects.filter(organization=organization).select_related("contact")
    actions: Any = Action.objects.filter(obligations__organization=organization).order_by("position", "pk")
    rows: Any = meeting.items.defer("discussion", "proposal").order_by("position", "pk")
    return list(
        rows.prefetch_related(
            Prefetch("decisions", Decision.objects.order_by("position", "pk").with_validity(user)),
            Prefetch("actions", actions.prefetch_related(Prefetch("obligations", shares))),
        )
    )


def _topic(item: Any, today: dt.date) -> Topic:
    return Topic(
        label=item.label,
        title=item.title,
        background=item.background,
        decisions=tuple(_made(decision) for decision in item.decisions.all()),
        tasks=tuple(
            _task(action, share, today) for action in item.actions.all() for share in action.obligations.all()
        ),
    )


def _made(decision: Any) -> Made:
    words = ["ersatt"] * decision.is_replaced + ["upphävt"] * decision.is_withdrawn
    words += ["ifrågasatt"] * decision.is_questioned
    url = address("decision-detail", decision.slug)
    return Made(decision.number, decision.meaning, url, ", ".join(words))


def _task(action: Action, share: Obligation, today: dt.date) -> Task:
    is_open = share.status in {Obligation.Status.NOT_STARTED, Obligation.Status.IN_PROGRESS}
    return Task(
        text=action.text,
        due=due_in_words(action, today if is_open else None),
        status=share.get_status_display(),
        contact=share.contact.name if share.contact else share.contact_name,
        url=address("obligation-report", share.pk),
        time=due_in_words(action),
        is_open=is_open,
    )


def _names(organization: Organization) -> re.Pattern[str]:
    names = [organization.name, organization.short_name, *(row.name for row in organization.aliases.all())]
    words = "|".join(re.escape(name) for name in names if len(name) >= SHORTEST_NAME)
    return re.compile(rf"(?<!\w)(?:{words})s?(?!\w)", re.IGNORECASE)


def _mentions(topic: Topic, named: re.Pattern[str]) -> bool:
    return any(named.search(decision.text) for decision in topic.decisions)


def _ended(text: str) -> str:
    clean = " ".join(text.split())
    return clean if clean.endswith((".", "!", "?")) else f"{clean}."
