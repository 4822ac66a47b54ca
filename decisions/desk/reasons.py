"""What older minutes left for a meeting: promises, items put off, actions due, and members' proposals."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q
from django.urls import reverse
from django.utils import formats
from rapidfuzz import fuzz

from decisions.models import Action, Origin, Promise
from decisions.promises import SAME_QUESTION
from minutes.importer.likeness import key
from minutes.models import AgendaItem, AgendaProposal, Matter, Meeting, Precision
from participants.models import Body, User

FOLLOW_UP = "Uppföljning av åtgärder"
# An item put off longer ago than this is no longer waited for; the bound also keeps the cost from growing.
YEARS_WAITED = 3
# What a stored origin is to be loaded with, for its reason to be told without a query.
TOLD_WITH = (
    "promise__item__meeting",
    "action__item__meeting",
    "deferred__meeting",
    "proposal__organization",
    "proposal__proposed_by",
)


@dataclass(frozen=True)
class Reason:
    """Why an item is on an agenda, in whose words, and where they stand; `origin` may be stored or not."""

    origin: Origin

    @property
    def item(self) -> AgendaItem | None:
        """The older item; a proposal has none."""
        row = self.origin.promise or self.origin.action
        return row.item if row else self.origin.deferred

    @property
    def key(self) -> str:
        kinds = ("promise", "action", "deferred", "proposal")
        return next(f"{kind}-{pk}" for kind in kinds if (pk := getattr(self.origin, f"{kind}_id")))

    @property
    def title(self) -> str:
        if self.origin.action:
            return FOLLOW_UP
        return self.item.title if self.item else self.origin.proposal.title  # type: ignore[union-attr]

    @property
    def matter(self) -> Matter | None:
        return self.item.matter if self.item and not self.origin.action else None

    @property
    def why(self) -> str:
        if self.origin.promise:
            return "Lovat"
        if self.origin.action:
            return "Åtgärd"
        return self.item.get_outcome_display().capitalize() if self.item else "Förslag"

    @property
    def words(self) -> str:
        """The sentence itself, as it stands."""
        if row := self.origin.promise or self.origin.action:
            return row.text
        return self.item.title if self.item else self.origin.proposal.background  # type: ignore[union-attr]

    @property
    def dated(self) -> Promise | Action | None:
        """What has a time of its own: the promise or the action."""
        return self.origin.promise or self.origin.action

    @property
    def source(self) -> str:
        """Where the words stand: the meeting and the item, or who proposed it."""
        if self.item:
            return f"{formats.date_format(self.item.meeting.date, 'j F Y')}, {self.item}"
        proposal = self.origin.proposal
        assert proposal is not None
        return str(proposal.organization or proposal.proposed_by)

    @property
    def url(self) -> str:
        """The older minutes at the item; for a proposal its own page."""
        if self.item is None:
            return reverse("proposal-detail", args=[self.origin.proposal_id])
        return f"{reverse('meeting-detail', args=[self.item.meeting_id])}#{self.item.anchor}"


def reasons(body: Body, date: dt.date, by: User) -> list[Reason]:
    """Return why items belong on the agenda of the group's meeting that day, in the agenda's order."""
    return [
        *(Reason(Origin(promise=row)) for row in promised(body, date, by)),
        *(Reason(Origin(deferred=row)) for row in put_off(body, date, by)),
        *(Reason(Origin(action=row)) for row in due(body, date, by)),
        *(Reason(Origin(proposal=row)) for row in proposed(body, date, by)),
    ]


def time_of(promise: Promise) -> dt.date | None:
    """Return the first day that the promise can mean; None when it says no time.

    The converse of `decisions.promises.meeting_meant`: "9 maj" is that day, "i maj" the first of the month,
    "nästa möte" the day after the meeting that said so.
    """
    next_day = promise.item.meeting.date + dt.timedelta(days=1)
    on = promise.due_on
    if on is None:
        return next_day if promise.due_precision == Precision.MEETING else None
    first = {
        Precision.DAY.value: on,
        Precision.MONTH.value: on.replace(day=1),
        Precision.MEETING.value: on.replace(day=1),
        Precision.YEAR.value: on.replace(month=1, day=1),
    }.get(promise.due_precision)
    return max(first, next_day) if first else None


def promised(body: Body, date: dt.date, by: User) -> list[Promise]:
    """Return the open promises that mean the group's meeting that day.

    A promise means the first meeting from its time on; when the group never met in May, what was promised
    for May comes at the next meeting.
    """
    last = Meeting.objects.filter(body=body, date__lte=date).aggregate(day=Max("date"))["day"]
    month_ends = date.replace(day=calendar.monthrange(date.year, date.month)[1])
    due_by = (
        Q(due_precision=Precision.DAY, due_on__lte=date)
        | Q(due_precision__in=[Precision.MONTH, Precision.MEETING], due_on__lte=month_ends)
        | Q(due_precision=Precision.MEETING, due_on=None)
    )
    rows = (
        Promise.objects.open()
        .editable_by(by)
        .filter(due_by, Q(target_body=None) | Q(target_body=body), target_meeting=None)
        .filter(item__meeting__body=body, item__meeting__date__lt=date)
        .select_related("item__meeting", "item__matter")
        .defer(*(f"item__{name}" for name in AgendaItem.TEXTS), "item__meeting__unplaced")
        .order_by("item__meeting__date", "item__meeting_id", "item__position", "position", "pk")
    )
    if last is not None:  # what an earlier meeting has had its chance at need not be read
        rows = rows.filter(Q(due_on__gte=last.replace(day=1)) | Q(item__meeting__date__gte=last))
    return [row for row in rows if (first := time_of(row)) and first <= date and (not last or last < first)]


def put_off(body: Body, date: dt.date, by: User) -> list[AgendaItem]:
    """Return the items that were deferred, or withdrawn with a promise, and not taken up since."""
    since = date - dt.timedelta(days=YEARS_WAITED * 366)
    outcome = AgendaItem.Outcome
    promises = Promise.objects.filter(item__meeting__body=body)
    own = AgendaItem.objects.editable_by(by).filter(meeting__body=body, meeting__date__gt=since)
    waiting = list(
        own.filter(meeting__date__lt=date)
        .filter(Q(outcome=outcome.DEFERRED) | Q(outcome=outcome.WITHDRAWN, pk__in=promises.values("item_id")))
        .exclude(matter__status=Matter.Status.CLOSED)
        .exclude(taken_up__item__outcome__in=[outcome.HANDLED, outcome.DEFERRED])
        .select_related("meeting", "matter")
        .prefetch_related(Prefetch("promises", Promise.objects.select_related("target_meeting")))
        .defer(*AgendaItem.TEXTS, "meeting__unplaced")
        .order_by("meeting__date", "meeting_id", "position", "pk")
    )
    if not waiting:
        return []
    # Withdrawn once more, with no word of when, it was not taken up.
    later = [
        _Later(row.meeting.date, row.matter_id, key(row.title))
        for row in own.exclude(Q(outcome=outcome.WITHDRAWN) & ~Q(pk__in=[row.pk for row in waiting]))
        .select_related("meeting")
        .only("title", "matter", "meeting__date")
    ]
    return [row for row in waiting if not _means_another(row, date) and not _is_taken_up(row, later)]


@dataclass(frozen=True)
class _Later:
    date: dt.date
    matter: int | None
    title: str


def _is_taken_up(item: AgendaItem, later: Iterable[_Later]) -> bool:
    """Say whether a later agenda has the question: same thread, or a title that promises accept."""
    title = key(item.title)
    return any(
        (item.matter_id and row.matter == item.matter_id)
        or fuzz.token_set_ratio(title, row.title) >= SAME_QUESTION
        for row in later
        if row.date > item.meeting.date
    )


def _means_another(item: AgendaItem, date: dt.date) -> bool:
    """Say whether the item itself says that it comes back, but later than that day or in another group."""
    waiting = [row for row in item.promises.all() if row.status == Promise.Status.OPEN]
    return bool(waiting) and all(_is_for_another(row, item, date) for row in waiting)


def _is_for_another(promise: Promise, item: AgendaItem, date: dt.date) -> bool:
    if promise.target_body_id not in (None, item.meeting.body_id):
        return True
    first = promise.target_meeting.date if promise.target_meeting else time_of(promise)
    return first is not None and first > date


def due(body: Body, date: dt.date, by: User) -> list[Action]:
    """Return the open actions of earlier meetings that are due by that day."""
    return list(
        Action.objects.open()
        .editable_by(by)
        .filter(item__meeting__body=body, item__meeting__date__lt=date, due_on__lte=date)
        .select_related("item__meeting")
        .defer(*(f"item__{name}" for name in AgendaItem.TEXTS), "item__meeting__unplaced")
        .order_by("due_on", "item__meeting__date", "item__position", "position", "pk")
    )


def proposed(body: Body, date: dt.date, by: User) -> list[AgendaProposal]:
    """Return the prepared proposals to the next agenda, or to one that was held without them."""
    passed = Q(meeting__date__lt=date) & ~Q(meeting__status=Meeting.Status.PLANNED)
    return list(
        AgendaProposal.objects.prepared_by(by)
        .waiting()
        .filter(Q(meeting=None) | passed, body=body, answer=AgendaProposal.Answer.READY)
        .select_related("organization", "proposed_by")
        .order_by("proposed_at", "pk")
    )
